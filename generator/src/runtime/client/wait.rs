//! Jobs: which of their states are final, and waiting for one.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::engine::{Engine, Terms};
use super::error::Error;
use crate::runtime::Operation;
use crate::runtime::record::{Record, named};
use crate::runtime::slot::View;

/// How a job can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// It has done what was asked for.
    Finished,
    /// It has not.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// What it made is no longer there.
    Expired,
}

/// A state of a job that is final: a member, the texts that make it so, and what it means.
#[derive(Clone, Copy, Debug)]
pub struct End {
    path: &'static [&'static str],
    /// No text: any value will do.
    values: &'static [&'static str],
    ending: Ending,
}

impl End {
    /// The member at `path` (names on the wire) holds one of `values`; with none of them, anything at all.
    pub const fn new(path: &'static [&'static str], values: &'static [&'static str], ending: Ending) -> Self {
        Self { path, values, ending }
    }

    fn holds(&self, job: &dyn Record) -> bool {
        let (last, inner) = match self.path.split_last() {
            Some(split) => split,
            None => return false,
        };
        let mut record = job;
        for name in inner {
            match named(record, name) {
                Some(View::Record(next)) => record = next,
                _ => return false,
            }
        }
        let text = match named(record, last) {
            Some(View::Text(text) | View::Checked(text, _)) => text,
            Some(View::Bool(true)) => "true",
            Some(View::Bool(false)) => "false",
            None | Some(View::Absent) => return false,
            Some(View::Json(json)) if json.is_null() => return false,
            Some(_) => "",
        };
        self.values.is_empty() || self.values.contains(&text)
    }
}

/// Something that runs for a while and then ends. Generated code implements it through the macro `job!`.
pub trait Job: Record {
    /// The final states; the first that holds counts.
    const ENDS: &'static [End];

    /// How the job has ended; `None` while it runs.
    fn ending(&self) -> Option<Ending>
    where
        Self: Sized,
    {
        Self::ENDS
            .iter()
            .find(|end| end.holds(self))
            .map(|end| end.ending)
    }
}

/// A job ended in another way than was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended(pub Ending);

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Ending::Finished => "the job finished",
            Ending::Failed => "the job failed",
            Ending::Cancelled => "the job was cancelled",
            Ending::Expired => "the job expired",
        })
    }
}

/// How often in a row a passing error is passed over while waiting.
const PASSING_ERRORS: u32 = 3;
/// How much of the time is left for the last look, at most.
const LAST_LOOK: Duration = Duration::from_secs(5);

/// Asks for a job again and again until it ends. `C` is the kind of client.
#[must_use = "nothing is sent until this is awaited or run"]
pub struct Wait<'a, O: Operation, C> {
    engine: Arc<Engine>,
    operation: O,
    interval: Duration,
    limit: Duration,
    progress: Option<Progress<'a, O::Answer>>,
    kind: PhantomData<fn() -> C>,
}

type Progress<'a, J> = Box<dyn FnMut(&J) + Send + 'a>;

impl<'a, O: Operation<Answer: Job>, C> Wait<'a, O, C> {
    #[allow(dead_code, reason = "not every specification has jobs")]
    pub(crate) fn new(engine: Arc<Engine>, operation: O) -> Self {
        Self {
            engine,
            operation,
            interval: Duration::from_secs(10),
            limit: Duration::from_secs(6 * 3600),
            progress: None,
            kind: PhantomData,
        }
    }

    /// How long to wait between two questions; ten seconds by default.
    pub fn every(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// How long to wait in all; six hours by default. A question that is under way then is cut off, its tries and the
    /// fetch of its token included; a fetch that another call began, and that this one only joined, ends when it does.
    /// The last question is asked a little earlier, so that it can be answered: by a tenth of this time, five seconds at
    /// most. Where that one failed, the wait ends with its error.
    pub fn at_most(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Calls `progress` with every answer, the last one too.
    pub fn on_progress(mut self, progress: impl FnMut(&O::Answer) + Send + 'a) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// The job, once it has finished.
    pub(crate) async fn finish(mut self) -> Result<O::Answer, Error<O::Error>> {
        let (mut clock, mut errors) = (Clock::start(), 0);
        let terms = Terms {
            until: clock.started.checked_add(self.limit),
            vain: None,
        };
        loop {
            let (mut pause, mut failed) = (self.interval, None);
            let call = self.operation.call();
            match self.engine.reply_to(&self.operation, call, terms).await {
                Ok(reply) => {
                    errors = 0;
                    if let Some(result) = self.look(reply.body) {
                        return result;
                    }
                }
                Err(error) if error.is_cut() => return Err(clock.still_running()),
                Err(error) if error.is_retryable() && errors < PASSING_ERRORS => {
                    // A service that says when to come back is not failing, but busy.
                    match error.retry_after() {
                        Some(asked) => pause = pause.max(asked),
                        None => errors += 1,
                    }
                    failed = Some(error);
                }
                Err(error) => return Err(error),
            }
            let left = self.before_last_look().saturating_sub(clock.waited());
            if left.is_zero() {
                return Err(failed.unwrap_or(clock.still_running()));
            }
            pause = pause.min(left);
            self.engine.sleep(pause).await;
            clock.slept += pause;
        }
    }

    /// How long to wait before the last look is due.
    fn before_last_look(&self) -> Duration {
        self.limit - LAST_LOOK.min(self.limit / 10)
    }

    fn look(&mut self, job: O::Answer) -> Option<Result<O::Answer, Error<O::Error>>> {
        self.progress.iter_mut().for_each(|progress| progress(&job));
        match job.ending()? {
            Ending::Finished => Some(Ok(job)),
            other => Some(Err(Error::Ended(Ended(other)))),
        }
    }
}

/// How long somebody has waited: by the clock, or by the pauses, which an HTTP stack may pass over.
struct Clock {
    started: Instant,
    slept: Duration,
}

impl Clock {
    fn start() -> Self {
        Self {
            started: Instant::now(),
            slept: Duration::ZERO,
        }
    }

    fn waited(&self) -> Duration {
        self.started.elapsed().max(self.slept)
    }

    fn still_running<E>(&self) -> Error<E> {
        Error::StillRunning {
            waited: self.waited(),
        }
    }
}

/// Says which states of a job are final.
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has jobs")]
macro_rules! job {
    ($type:ty, [$($path:expr, $values:expr, $ending:ident;)*]) => {
        impl $crate::runtime::client::Job for $type {
            const ENDS: &'static [$crate::runtime::client::End] = &[
                $($crate::runtime::client::End::new(
                    &$path,
                    &$values,
                    $crate::runtime::client::Ending::$ending,
                ),)*
            ];
        }
    };
}

/// Lets an operation that reads a job be asked until the job has ended.
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has jobs")]
macro_rules! watched {
    ($type:ident) => {
        impl<C: $crate::runtime::client::Channel> $type<&C> {
            /// Asks again until the job has finished; any other end is an error.
            pub fn wait_until_finished<'a>(self) -> $crate::runtime::client::Wait<'a, $type, C> {
                $crate::runtime::client::Wait::new(self.1.engine().clone(), $type(self.0, ()))
            }
        }
    };
}
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has jobs")]
pub(crate) use {job, watched};
