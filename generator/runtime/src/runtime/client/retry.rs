//! Retries: whether a request is sent again, and when.

use std::time::{Duration, Instant};

use http::StatusCode;

use super::transport::Fault;

/// Limits the number of attempts of a request, and their duration.
///
/// A request that was certainly not processed is sent again: status 429, and failed connections. A request that may
/// have been processed (a broken connection, status 502, 503 or 504) is sent again only if its method is idempotent
/// (RFC 9110, section 9.2.2), never with POST and PATCH. Waits double and have a random part, and none is shorter than
/// `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    total: Duration,
    first: Duration,
    longest: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            total: Duration::from_secs(120),
            first: Duration::from_millis(500),
            longest: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// Disables retries after failures. After status 401, a request is still signed and sent once more: always the
    /// first request with an API key, and a request whose token has been revoked.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// Sets how often a request is sent at most; 5 by default.
    #[must_use]
    #[doc(alias = "retry")]
    #[doc(alias = "max_retries")]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets how long after the first attempt the last one may start (default: 2 minutes). An error with a longer
    /// `Retry-After` is returned at once.
    #[must_use]
    pub fn within(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// Also limits the time of the last attempt.
    pub(crate) fn within_also(self, total: Duration) -> Self {
        self.within(self.total.min(total))
    }

    /// Sets the first and the longest wait if the service states none (default: 0.5 and 20 seconds).
    #[must_use]
    #[doc(alias = "retry")]
    #[doc(alias = "delay")]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first, longest);
        self
    }
}

/// The outcome of an attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    /// A response, and its `Retry-After`.
    Status(StatusCode, Option<Duration>),
    /// A response that a retry would not change.
    NotRetryable,
    /// No response.
    Fault(Fault),
}

impl Outcome {
    /// Returns true if the service may have processed the request before it is sent again.
    fn leaves_doubt(self) -> bool {
        !matches!(
            self,
            Self::Status(StatusCode::TOO_MANY_REQUESTS, _) | Self::Fault(Fault::Connect)
        )
    }
}

/// The attempts of one request.
#[derive(Debug)]
pub(crate) struct Attempts {
    policy: RetryPolicy,
    harmless: bool,
    started: Instant,
    made: u32,
    doubt: bool,
}

impl Attempts {
    /// Starts counting; `harmless` means that the service may process the request twice.
    pub(crate) fn new(policy: RetryPolicy, harmless: bool, now: Instant) -> Self {
        Self {
            policy,
            harmless,
            started: now,
            made: 0,
            doubt: false,
        }
    }

    /// Returns the wait before the next attempt; `None` if the last attempt was the final one. `chance` may be any
    /// number; clock and random number are only read if there is another attempt.
    pub(crate) fn after(
        &mut self,
        outcome: Outcome,
        now: impl FnOnce() -> Instant,
        chance: impl FnOnce() -> u64,
    ) -> Option<Duration> {
        self.made += 1;
        if self.made >= self.policy.attempts || !self.may_repeat(outcome) {
            return None;
        }
        let backoff = self.backoff(chance());
        let wait = match outcome {
            // A date in the past, or zero seconds, would use up all attempts at once.
            Outcome::Status(_, Some(requested)) => requested.max(backoff),
            _ => backoff,
        };
        let waited = now().saturating_duration_since(self.started);
        let again = waited.checked_add(wait)? <= self.policy.total;
        self.doubt |= again && outcome.leaves_doubt();
        again.then_some(wait)
    }

    /// Returns true if the service may have processed an attempt before the last one.
    pub(crate) fn leave_doubt(&self) -> bool {
        self.doubt
    }

    /// Returns the number of attempts.
    pub(crate) fn made(&self) -> u32 {
        self.made
    }

    fn may_repeat(&self, outcome: Outcome) -> bool {
        match outcome {
            Outcome::Status(StatusCode::TOO_MANY_REQUESTS, _) => true,
            Outcome::Status(status, _) => self.harmless && matches!(status.as_u16(), 502..=504),
            Outcome::Fault(Fault::Connect) => true,
            Outcome::Fault(Fault::Broken) => self.harmless,
            // A timeout is reported to the caller who set it. A response that is too large would be too large again.
            Outcome::Fault(Fault::Timeout | Fault::TooLarge | Fault::Refused) | Outcome::NotRetryable => {
                false
            }
        }
    }

    /// Doubles with every attempt. A random part, up to half of it, spreads the retries of many clients.
    fn backoff(&self, chance: u64) -> Duration {
        let doubled = self.policy.first.saturating_mul(1 << (self.made - 1).min(20));
        let half = doubled.min(self.policy.longest) / 2;
        half + half.mul_f64((chance % 1024) as f64 / 1024.0)
    }
}

/// Returns an unpredictable number, from the seed of the standard library's hash maps.
pub(crate) fn chance() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish()
}
