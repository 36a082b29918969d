//! The error type of clients.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::TransportError;
use super::job::{Ended, LastJob};
use super::retry::Attempts;
use super::token::{TokenError, TokenFault};
use super::transport::Fault;
use crate::runtime::record::Record;
use crate::runtime::response::ErrorsByStatus;
use crate::runtime::{Failure, Head, RequestError};

/// The reason why a call failed. `E` is the error model of the API.
///
/// Neither `Debug` nor `Display` shows credentials.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The request violates the specification; nothing was sent.
    Invalid(RequestError),
    /// The client could not obtain a token for the service account. The last attempt was not sent, but an earlier one
    /// may have been.
    Token(TokenError),
    /// No complete response was received.
    Transport(TransportError),
    /// The service rejected the call: too many requests (429).
    RateLimited(Box<Failure<E>>),
    /// The requested version has been removed (410): use a newer module of this crate.
    VersionGone(Box<Failure<E>>),
    /// The service cannot respond in the requested version (406).
    NotAcceptable(Box<Failure<E>>),
    /// Any other status that is not a success.
    Status(Box<Failure<E>>),
    /// The status is a success, but the body does not match the operation; the failure contains its location and
    /// content.
    Undecodable(Box<Failure<E>>),
    /// A list does not end.
    Listing(EndlessListing),
    /// A job has failed, was canceled or has expired.
    Ended(Ended),
    /// A request of a wait failed after the service had returned the job, which may still be running. Read the job by
    /// its id instead of creating another one.
    WaitFailed {
        /// The error of the request. The other methods of this error return what it contains.
        error: Box<Error<E>>,
        /// The last received state of the job.
        job: Box<LastJob>,
    },
    /// A job was still running when the timeout expired.
    StillRunning {
        /// The duration of the wait.
        waited: Duration,
        /// The job, if the service has returned it.
        job: Option<Box<LastJob>>,
    },
}

/// A list that does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndlessListing {
    /// The service sent the items of an earlier page again.
    Repeated {
        /// The number of the page.
        page: i64,
    },
    /// There are more pages than allowed.
    TooLong {
        /// The number of allowed pages.
        pages: u64,
    },
}

/// Errors before a response can be decoded.
#[derive(Debug)]
pub(crate) enum SendError {
    Invalid(RequestError),
    Token(TokenError),
    Transport(TransportError),
}

impl<E> From<SendError> for Error<E> {
    fn from(source: SendError) -> Self {
        match source {
            SendError::Invalid(error) => Self::Invalid(error),
            SendError::Token(error) => Self::Token(error),
            SendError::Transport(error) => Self::Transport(error),
        }
    }
}

impl<E: Record> From<Failure<E>> for Error<E> {
    fn from(failure: Failure<E>) -> Self {
        let failure = Box::new(failure);
        match failure.head.status {
            status if status.is_success() => Self::Undecodable(failure),
            StatusCode::TOO_MANY_REQUESTS => Self::RateLimited(failure),
            StatusCode::GONE if failure.is_version_gone() => Self::VersionGone(failure),
            StatusCode::NOT_ACCEPTABLE => Self::NotAcceptable(failure),
            _ => Self::Status(failure),
        }
    }
}

impl<E> Error<E> {
    /// Returns the body as the error that the operation specifies for the status: `error.typed::<errors::GetThing>()`.
    /// Returns `None` if there is no response, if the operation specifies no error for its status, or if the body
    /// differs.
    pub fn typed<T: ErrorsByStatus>(&self) -> Option<T> {
        self.failure()?.typed()
    }

    /// Returns the response that is not a success or cannot be read, if there is one.
    pub fn failure(&self) -> Option<&Failure<E>> {
        match self {
            Self::RateLimited(failure)
            | Self::VersionGone(failure)
            | Self::NotAcceptable(failure)
            | Self::Status(failure)
            | Self::Undecodable(failure) => Some(failure),
            Self::WaitFailed { error, .. } => error.failure(),
            _ => None,
        }
    }

    /// Returns the status of the response, or that of the token endpoint if it rejected the request; `None` without a
    /// response.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Token(error) => error.status(),
            Self::WaitFailed { error, .. } => error.status(),
            _ => self.failure().map(|failure| failure.head.status),
        }
    }

    /// Returns the job that was waited for, with its id and last state, if the error is about one.
    pub fn job(&self) -> Option<&LastJob> {
        match self {
            Self::Ended(ended) => Some(&ended.job),
            Self::WaitFailed { job, .. } => Some(job),
            Self::StillRunning { job, .. } => job.as_deref(),
            _ => None,
        }
    }

    /// Returns the error model of the API, if the response contains it.
    pub fn api_error(&self) -> Option<&E> {
        self.failure()?.error.as_ref()
    }

    /// Returns the request id (`X-Request-Id`), by which support can find the request.
    pub fn request_id(&self) -> Option<&str> {
        self.head()?.headers.get("x-request-id")?.to_str().ok()
    }

    /// Returns the time that the service asks clients to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Token(error) => error.retry_after(),
            Self::WaitFailed { error, .. } => error.retry_after(),
            _ => self.head()?.retry_after(SystemTime::now()),
        }
    }

    /// Returns true if the same call may succeed later. It does not state whether the service processed the first one:
    /// see [`was_not_processed`](Self::was_not_processed).
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::RateLimited(_) | Self::StillRunning { .. } => true,
            Self::Status(failure) => matches!(failure.head.status.as_u16(), 500 | 502..=504),
            Self::Transport(error) => is_passing(error),
            Self::Token(error) => match error.fault() {
                TokenFault::Transport(error) => is_passing(error),
                TokenFault::Refused { status, .. } => {
                    *status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
                }
            },
            Self::WaitFailed { error, .. } => error.is_retryable(),
            _ => false,
        }
    }

    /// Returns true if the service certainly has not processed the call, so that it can be sent again.
    pub fn was_not_processed(&self) -> bool {
        match self {
            Self::Invalid(_) => true,
            Self::Token(error) => !error.doubt,
            Self::Transport(error) => {
                !error.doubt && matches!(error.fault(), Fault::Connect | Fault::Refused)
            }
            Self::WaitFailed { .. } => false,
            other => other
                .failure()
                .is_some_and(|failure| !failure.doubt && failure.head.status.is_client_error()),
        }
    }

    /// Returns true if the deadline of the call expired, rather than the timeout of the attempt.
    pub(crate) fn is_cut(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_cut(),
            Self::Token(error) => error.is_cut(),
            _ => false,
        }
    }

    /// Returns the error after several attempts: the service may have processed an earlier one.
    pub(crate) fn after(mut self, attempts: &Attempts) -> Self {
        match &mut self {
            Self::Token(error) => error.doubt = attempts.leave_doubt(),
            Self::Transport(error) => error.doubt = attempts.leave_doubt(),
            Self::RateLimited(failure)
            | Self::VersionGone(failure)
            | Self::NotAcceptable(failure)
            | Self::Status(failure)
            | Self::Undecodable(failure) => failure.doubt = attempts.leave_doubt(),
            _ => {}
        }
        self
    }

    /// Returns status and headers of the response, if there is one.
    pub(crate) fn head(&self) -> Option<&Head> {
        self.failure().map(|failure| &*failure.head)
    }
}

impl<E: Record> Error<E> {
    /// Returns the API's code of the error, such as `CLUSTER_NOT_FOUND`; of the token endpoint, such as
    /// `invalid_client`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Token(error) => error.code(),
            Self::WaitFailed { error, .. } => error.code(),
            _ => self.failure()?.code(),
        }
    }

    /// Returns the detail of the error, as the service states it.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Token(error) => error.detail(),
            Self::WaitFailed { error, .. } => error.detail(),
            _ => self.failure()?.detail(),
        }
    }

    /// Returns the fields of the request that the service refused: name and reason of each.
    pub fn field_violations(&self) -> Vec<(&str, &str)> {
        self.failure().map(Failure::field_violations).unwrap_or_default()
    }
}

fn is_passing(error: &TransportError) -> bool {
    matches!(error.fault(), Fault::Connect | Fault::Timeout | Fault::Broken)
}

impl<E: Record> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => write!(f, "nothing was sent: {error}"),
            Self::Token(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::VersionGone(failure) => write!(f, "this version of the API is gone: {failure}"),
            Self::RateLimited(failure)
            | Self::NotAcceptable(failure)
            | Self::Status(failure)
            | Self::Undecodable(failure) => failure.fmt(f),
            Self::Listing(listing) => listing.fmt(f),
            Self::Ended(ended) => ended.fmt(f),
            Self::WaitFailed { error, job } => write!(f, "waiting for {job} failed: {error}"),
            Self::StillRunning { waited, job } => {
                write!(f, "the job still runs after {} s", waited.as_secs())?;
                job.iter().try_for_each(|job| write!(f, ": {job}"))
            }
        }
    }
}

impl fmt::Display for EndlessListing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated { page } => write!(f, "page {page} of the listing repeats an earlier one"),
            Self::TooLong { pages } => write!(f, "the listing has more than {pages} pages"),
        }
    }
}

impl<E: Record + fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid(error) => std::error::Error::source(error),
            Self::Token(error) => std::error::Error::source(error),
            Self::Transport(error) => std::error::Error::source(error),
            Self::WaitFailed { error, .. } => error.source(),
            _ => None,
        }
    }
}
