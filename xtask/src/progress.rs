//! Progress on a terminal, for a command that takes longer than a second.

use crate::{Context, Verbosity};

/// Shows the activity of a command until it is dropped.
pub(crate) struct Progress {
    #[cfg(feature = "progress")]
    _spinner: Option<spinner::Spinner>,
}

impl Progress {
    /// Starts showing `activity` after a second, on the standard error if that is a terminal.
    pub(crate) fn start(activity: &'static str, context: &Context) -> Self {
        let is_shown = context.verbosity() != Verbosity::Quiet;
        #[cfg(feature = "progress")]
        return Self {
            _spinner: is_shown.then(|| spinner::Spinner::start(activity)).flatten(),
        };
        #[cfg(not(feature = "progress"))]
        {
            let _ = (activity, is_shown);
            Self {}
        }
    }
}

#[cfg(feature = "progress")]
mod spinner {
    use indicatif::ProgressBar;
    use std::io::IsTerminal;
    use std::sync::mpsc::{self, RecvTimeoutError, Sender};
    use std::thread::JoinHandle;
    use std::time::Duration;

    /// The time before the progress of a command is shown.
    const DELAY: Duration = Duration::from_secs(1);
    const TICK: Duration = Duration::from_millis(100);

    pub(super) struct Spinner {
        /// Closed to end the thread.
        end: Option<Sender<()>>,
        thread: Option<JoinHandle<()>>,
    }

    impl Spinner {
        pub(super) fn start(activity: &'static str) -> Option<Self> {
            if !std::io::stderr().is_terminal() {
                return None;
            }
            let (end, ended) = mpsc::channel::<()>();
            let thread = std::thread::spawn(move || {
                if ended.recv_timeout(DELAY) == Err(RecvTimeoutError::Timeout) {
                    let bar = ProgressBar::new_spinner().with_message(activity);
                    bar.enable_steady_tick(TICK);
                    let _ = ended.recv();
                    bar.finish_and_clear();
                }
            });
            Some(Self {
                end: Some(end),
                thread: Some(thread),
            })
        }
    }

    impl Drop for Spinner {
        fn drop(&mut self) {
            drop(self.end.take());
            if let Some(thread) = self.thread.take() {
                let _ = thread.join();
            }
        }
    }
}
