//! Settings of single calls.

use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::builder::BuildError;
use super::retry::RetryPolicy;

/// Settings for single calls, which override those of the client. See the method `with_options` of the clients.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CallOptions {
    pub(crate) limit: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) headers: HeaderMap,
}

impl CallOptions {
    /// Makes options that change no setting.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the overall timeout of a call: all attempts, the waits between them, and a token fetch that it starts.
    #[doc(alias = "timeout")]
    #[doc(alias = "deadline")]
    pub fn at_most(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Sets the timeout of each attempt.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = Some(time);
        self
    }

    /// Sets when a request is sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sends this header, in place of the client's default header of the same name.
    ///
    /// # Errors
    ///
    /// HTTP does not allow the name or value.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, BuildError> {
        let name = HeaderName::try_from(name).map_err(|_| BuildError::Header)?;
        let value = HeaderValue::try_from(value).map_err(|_| BuildError::Header)?;
        self.headers.append(name, value);
        Ok(self)
    }

    /// Returns the end of a call that starts now.
    pub(crate) fn end(limit: Option<Duration>) -> Option<Instant> {
        Instant::now().checked_add(limit?)
    }
}
