//! Waits for a job: creates it, then polls it until it reaches a final state.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::StatusCode;

use super::error::Error;
use super::job::{Ended, Job, JobOutcome, LastJob, is_null};
use super::send::{CallLimits, Engine};
use super::warnings::Notice;
use crate::runtime::record::named_text;
use crate::runtime::reflect::ValueRef;
use crate::runtime::{Call, Operation, OperationDescriptor};
use crate::service::SERVICE;

/// The number of consecutive transient errors that a wait tolerates.
const PASSING_ERRORS: u32 = 3;
/// The maximum time that is reserved for the last request.
const LAST_LOOK: Duration = Duration::from_secs(5);
/// The time after its creation during which the service may respond with 404.
const UNKNOWN_AT_FIRST: Duration = Duration::from_secs(30);

/// Polls a job until it reaches a final state. `C` is the kind of client.
///
/// A wait for an operation that creates a job sends that request first, once, under the client's own
/// retry policy and timeout. For 30 seconds after that, a 404 means that the job is not visible yet.
///
/// Dropping the future of a wait (or racing it in `select!`) ends it at once: the request in flight is closed, and
/// nothing keeps running in the background. The job itself keeps running in the service. A job whose creation was in
/// flight then may or may not exist; once [`on_progress`](Self::on_progress) was called, it does.
#[must_use = "nothing is sent until this is awaited or run"]
pub struct Wait<'a, O: Operation, C> {
    engine: Arc<Engine>,
    start: Start<O>,
    poller: Poller<'a, O::ResponseBody>,
    kind: PhantomData<fn() -> C>,
}

/// The first step of a wait.
enum Start<O> {
    /// A job that exists, which this operation reads.
    Existing(O),
    /// A job that this call creates; the function makes the operation that reads it, from the call and the id.
    New(Call, fn(&Call, &str) -> O),
}

/// The schedule of a wait, and the responses so far.
struct Poller<'a, J> {
    interval: Duration,
    limit: Duration,
    progress: Option<Progress<'a, J>>,
    /// Whether the job was created by this wait and has not been read since.
    is_new: bool,
    last: Option<J>,
    warned: Option<(String, String)>,
}

type Progress<'a, J> = Box<dyn FnMut(&J) + Send + 'a>;

/// An operation that reads a job, made from the call that created the job. Generated code implements it through the
/// macro `watched!`.
pub(crate) trait Watched: Operation<ResponseBody: Job> {
    /// Makes the operation from a call.
    fn over(call: Call) -> Self;
    /// Returns the descriptor of the operation.
    fn table() -> &'static OperationDescriptor;
    /// Reads the job `id` that `created` has created.
    fn following(created: &Call, id: &str) -> Self
    where
        Self: Sized,
    {
        Self::over(created.below(Self::table(), id))
    }
}

/// The call that creates a job; its response decodes as the job.
struct Creation<O>(Call, PhantomData<fn() -> O>);

impl<O: Operation> Operation for Creation<O> {
    type ResponseBody = O::ResponseBody;
    type Error = O::Error;
    fn call(&self) -> &Call {
        &self.0
    }
}

impl<'a, O: Operation<ResponseBody: Job>, C> Wait<'a, O, C> {
    #[allow(dead_code, reason = "not every specification has jobs")]
    pub(crate) fn new(engine: Arc<Engine>, operation: O) -> Self {
        Self::begin(engine, Start::Existing(operation))
    }

    #[allow(dead_code, reason = "not every specification has jobs")]
    pub(crate) fn creating(engine: Arc<Engine>, call: Call) -> Self
    where
        O: Watched,
    {
        Self::begin(engine, Start::New(call, O::following))
    }

    fn begin(engine: Arc<Engine>, start: Start<O>) -> Self {
        Self {
            engine,
            start,
            poller: Poller::new(),
            kind: PhantomData,
        }
    }

    /// Sets how long to wait between two requests; ten seconds by default.
    #[doc(alias = "interval")]
    pub fn every(mut self, interval: Duration) -> Self {
        self.poller.interval = interval;
        self
    }

    /// Sets the overall timeout (default: 6 hours). When it expires, the request in flight is canceled, including
    /// its retries and any token fetch that it started; a token fetch that another call started keeps running. The last
    /// request is sent a tenth of this time earlier, at most five seconds, so that the service can respond; if it
    /// fails, the wait ends with its error. The time starts when the job has been created.
    #[doc(alias = "timeout")]
    #[doc(alias = "deadline")]
    pub fn at_most(mut self, limit: Duration) -> Self {
        self.poller.limit = limit;
        self
    }

    /// Calls `progress` with every response, including the one that creates the job and the last one. A state that this
    /// crate does not know is passed too, see [`Job::unclassified_state`]; it is also a [`Notice`].
    pub fn on_progress(mut self, progress: impl FnMut(&O::ResponseBody) + Send + 'a) -> Self {
        self.poller.progress = Some(Box::new(progress));
        self
    }

    /// Returns the job, once it has finished.
    pub(crate) async fn finish(self) -> Result<O::ResponseBody, Error<O::Error>> {
        let Self {
            engine,
            start,
            mut poller,
            ..
        } = self;
        let operation = match start {
            Start::Existing(operation) => operation,
            Start::New(call, read) => {
                let creation = Creation::<O>(call, PhantomData);
                let reply = engine.reply(&creation).await?;
                let clock = &mut Clock::start();
                return poller.follow(&engine, &creation.0, reply.body, read, clock).await;
            }
        };
        poller.poll(&engine, &operation, &mut Clock::start()).await
    }
}

/// Creates several jobs with one call, and polls one after the other until it reaches a final state. `C` is the kind of
/// client.
///
/// It behaves as [`Wait`] does. A job that does not finish ends the wait with an error that contains this job; the others
/// keep running in the service.
#[must_use = "nothing is sent until this is awaited or run"]
pub struct WaitAll<'a, P: Operation, O: Operation, C> {
    engine: Arc<Engine>,
    call: Call,
    jobs: fn(P::ResponseBody) -> Vec<O::ResponseBody>,
    read: fn(&Call, &str) -> O,
    poller: Poller<'a, O::ResponseBody>,
    kind: PhantomData<fn() -> C>,
}

impl<'a, P, O, C> WaitAll<'a, P, O, C>
where
    P: Operation<Error = O::Error>,
    O: Operation<ResponseBody: Job>,
{
    #[allow(dead_code, reason = "not every specification has jobs")]
    pub(crate) fn new(
        engine: Arc<Engine>,
        call: Call,
        jobs: fn(P::ResponseBody) -> Vec<O::ResponseBody>,
    ) -> Self
    where
        O: Watched,
    {
        Self {
            engine,
            call,
            jobs,
            read: O::following,
            poller: Poller::new(),
            kind: PhantomData,
        }
    }

    /// Sets how long to wait between two requests, see [`Wait::every`].
    pub fn every(mut self, interval: Duration) -> Self {
        self.poller.interval = interval;
        self
    }

    /// Sets the overall timeout of all jobs, see [`Wait::at_most`].
    pub fn at_most(mut self, limit: Duration) -> Self {
        self.poller.limit = limit;
        self
    }

    /// Calls `progress` with every state of every job, see [`Wait::on_progress`].
    pub fn on_progress(mut self, progress: impl FnMut(&O::ResponseBody) + Send + 'a) -> Self {
        self.poller.progress = Some(Box::new(progress));
        self
    }

    /// Returns the jobs, once all have finished.
    pub(crate) async fn finish(self) -> Result<Vec<O::ResponseBody>, Error<O::Error>> {
        let (engine, read, mut poller) = (self.engine, self.read, self.poller);
        let creation = Creation::<P>(self.call, PhantomData);
        let mut created = (self.jobs)(engine.reply(&creation).await?.body);
        created.retain(|job| !is_null(ValueRef::Record(job)));
        if created.is_empty() {
            return Err(poller.still_running(Duration::ZERO));
        }
        let mut finished = Vec::with_capacity(created.len());
        let clock = &mut Clock::start();
        for job in created {
            let job = poller.follow(&engine, &creation.0, job, read, clock).await?;
            finished.push(job);
        }
        Ok(finished)
    }
}

impl<J: Job> Poller<'_, J> {
    fn new() -> Self {
        Self {
            interval: Duration::from_secs(10),
            limit: Duration::from_secs(6 * 3600),
            progress: None,
            is_new: false,
            last: None,
            warned: None,
        }
    }

    /// Polls the job that `created` has created, unless its first state is final.
    async fn follow<O: Operation<ResponseBody = J>>(
        &mut self,
        engine: &Arc<Engine>,
        created: &Call,
        job: J,
        read: fn(&Call, &str) -> O,
        clock: &mut Clock,
    ) -> Result<J, Error<O::Error>> {
        let id = named_text(&job, SERVICE.id).map(str::to_owned);
        if let Some(result) = self.look(engine, created.spec(), job) {
            return result;
        }
        let Some(id) = id else {
            return Err(self.still_running(clock.waited()));
        };
        self.is_new = true;
        self.poll(engine, &read(created, &id), clock).await
    }

    async fn poll<O: Operation<ResponseBody = J>>(
        &mut self,
        engine: &Arc<Engine>,
        operation: &O,
        clock: &mut Clock,
    ) -> Result<J, Error<O::Error>> {
        let mut errors = 0;
        let limits = CallLimits {
            until: clock.started.checked_add(self.limit),
            not_retryable: None,
        };
        if self.is_new {
            let left = self.before_last_look().saturating_sub(clock.waited());
            clock.pause(engine, self.interval.min(left)).await;
        }
        loop {
            let (mut pause, mut failed) = (self.interval, None);
            match engine.reply_to(operation, operation.call(), limits).await {
                Ok(reply) => {
                    (errors, self.is_new) = (0, false);
                    if let Some(result) = self.look(engine, operation.call().spec(), reply.body) {
                        return result;
                    }
                }
                Err(error) if error.is_cut() => return Err(self.still_running(clock.waited())),
                Err(error) => match self.tolerates(&error, &mut errors, clock.waited()) {
                    true => {
                        pause = pause.max(error.retry_after().unwrap_or_default());
                        failed = Some(error);
                    }
                    false => return Err(self.with_job(error)),
                },
            }
            let left = self.before_last_look().saturating_sub(clock.waited());
            if left.is_zero() {
                return Err(match failed {
                    Some(error) => self.with_job(error),
                    None => self.still_running(clock.waited()),
                });
            }
            clock.pause(engine, pause.min(left)).await;
        }
    }

    /// Returns true if the wait continues after an error.
    fn tolerates<E>(&self, error: &Error<E>, errors: &mut u32, waited: Duration) -> bool {
        if self.is_new && error.status() == Some(StatusCode::NOT_FOUND) {
            return waited < UNKNOWN_AT_FIRST;
        }
        if !error.is_retryable() || *errors >= PASSING_ERRORS {
            return false;
        }
        // A service that sends `Retry-After` is busy, which does not count as an error.
        if error.retry_after().is_none() {
            *errors += 1;
        }
        true
    }

    /// Returns how long to wait before the last look is due.
    fn before_last_look(&self) -> Duration {
        self.limit - LAST_LOOK.min(self.limit / 10)
    }

    fn look<E>(
        &mut self,
        engine: &Engine,
        operation: &'static OperationDescriptor,
        job: J,
    ) -> Option<Result<J, Error<E>>> {
        self.warn(engine, operation, &job);
        self.progress.iter_mut().for_each(|progress| progress(&job));
        match job.outcome() {
            Some(JobOutcome::Finished) => Some(Ok(job)),
            Some(outcome) => Some(Err(Error::Ended(Ended {
                outcome,
                job: Box::new(LastJob::new(job)),
            }))),
            None => {
                self.last = Some(job);
                None
            }
        }
    }

    /// Reports an unclassified state once.
    fn warn(&mut self, engine: &Engine, operation: &'static OperationDescriptor, job: &J) {
        let state = job.unclassified_state();
        if let Some((field, value)) = state.as_ref().filter(|_| state != self.warned) {
            engine.notify(&Notice::UnclassifiedState {
                operation,
                field,
                value,
            });
        }
        self.warned = state;
    }

    /// Adds the job to the error of a request, if the service has shown it.
    fn with_job<E>(&mut self, error: Error<E>) -> Error<E> {
        match self.last.take() {
            Some(job) => Error::WaitFailed {
                error: Box::new(error),
                job: Box::new(LastJob::new(job)),
            },
            None => error,
        }
    }

    fn still_running<E>(&mut self, waited: Duration) -> Error<E> {
        Error::StillRunning {
            waited,
            job: self.last.take().map(|job| Box::new(LastJob::new(job))),
        }
    }
}

/// Measures the wait by the clock, or by the sum of the pauses if an HTTP stack skips them.
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

    async fn pause(&mut self, engine: &Engine, time: Duration) {
        engine.sleep(time).await;
        self.slept += time;
    }
}

/// Implements waiting for an operation that reads a job.
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has jobs")]
macro_rules! watched {
    ($type:ident, $table:path) => {
        impl $crate::runtime::client::Watched for $type {
            fn over(call: $crate::runtime::Call) -> Self {
                $type(call, ())
            }
            fn table() -> &'static $crate::runtime::OperationDescriptor {
                &$table
            }
        }
        impl<C: $crate::runtime::client::ClientKind> $type<&C> {
            /// Polls until the job has finished; any other final state is an error.
            pub fn wait_until_finished<'a>(self) -> $crate::runtime::client::Wait<'a, $type, C> {
                $crate::runtime::client::Wait::new(self.1.engine().clone(), $type(self.0, ()))
            }
        }
    };
}

/// Lets an operation that creates a job wait until the job has ended.
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has jobs")]
macro_rules! creates {
    ($type:ident, $read:ty) => {
        impl<C: $crate::runtime::client::ClientKind> $type<&C> {
            /// Creates the job, then polls until it has finished; any other final state is an error that contains the
            /// job.
            pub fn wait_until_finished<'a>(self) -> $crate::runtime::client::Wait<'a, $read, C> {
                $crate::runtime::client::Wait::creating(self.1.engine().clone(), self.0)
            }
        }
    };
}

/// Lets an operation that creates a list of jobs wait until all of them have ended.
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has jobs")]
macro_rules! creates_list {
    ($type:ident, $read:ty, |$page:ident| $jobs:expr) => {
        impl<C: $crate::runtime::client::ClientKind> $type<&C> {
            /// Creates the jobs, then polls until all of them have finished; any other final state of one is an error
            /// that contains the job.
            pub fn wait_until_finished<'a>(self) -> $crate::runtime::client::WaitAll<'a, $type, $read, C> {
                type Page = <$type as $crate::runtime::Operation>::ResponseBody;
                let jobs = |$page: Page| $jobs;
                $crate::runtime::client::WaitAll::new(self.1.engine().clone(), self.0, jobs)
            }
        }
    };
}
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has jobs")]
pub(crate) use {creates, creates_list, watched};
