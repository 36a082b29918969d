//! Interruptions of the program (Ctrl-C, termination): they end it at once, but not while it writes files.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level};
use std::io;
use std::os::raw::c_int;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// A hangup is not among them: `nohup` makes programs ignore it, and a handler would undo that.
const SIGNALS: [c_int; 2] = [SIGINT, SIGTERM];

/// What the signal handlers of this process share.
struct Shared {
    /// Whether a signal ends the program at once.
    is_immediate: Arc<AtomicBool>,
    /// The number of a signal that waits; 0 if there is none.
    waiting: Arc<AtomicUsize>,
    /// The number of [`Delay`]s.
    delays: Mutex<usize>,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| Shared {
    is_immediate: Arc::new(AtomicBool::new(true)),
    waiting: Arc::new(AtomicUsize::new(0)),
    delays: Mutex::new(0),
});

/// Makes interruptions wait while files are written. Programs call it once; without it, an interruption ends the
/// process at any time, and the next run restores the files.
///
/// # Errors
///
/// The system refuses a signal handler.
pub fn install() -> io::Result<()> {
    for signal in SIGNALS {
        flag::register_conditional_default(signal, Arc::clone(&SHARED.is_immediate))?;
        flag::register_usize(signal, Arc::clone(&SHARED.waiting), signal as usize)?;
    }
    Ok(())
}

/// Makes interruptions wait until it is dropped.
#[derive(Debug)]
pub(crate) struct Delay(());

impl Delay {
    pub(crate) fn start() -> Self {
        let mut delays = delays();
        *delays += 1;
        SHARED.is_immediate.store(false, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Delay {
    /// Ends the program if an interruption has waited for the last delay.
    fn drop(&mut self) {
        let mut delays = delays();
        *delays -= 1;
        if *delays > 0 {
            return;
        }
        SHARED.is_immediate.store(true, Ordering::SeqCst);
        let signal = SHARED.waiting.load(Ordering::SeqCst);
        if signal != 0 {
            // As if no handler was there, so that a shell knows that a signal has ended the program.
            let _ = low_level::emulate_default_handler(signal as c_int);
        }
    }
}

fn delays() -> MutexGuard<'static, usize> {
    SHARED.delays.lock().unwrap_or_else(PoisonError::into_inner)
}
