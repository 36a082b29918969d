//! Spans and events of the `tracing` crate; without feature `tracing`, the functions do nothing. They never contain a
//! body or a URL, and of the headers only `Retry-After`, `Deprecation`, `Sunset` and `X-Request-Id`.

use std::time::Duration;

use http::Response;
#[cfg(feature = "tracing")]
use http::{HeaderMap, StatusCode};
#[cfg(feature = "tracing")]
use tracing::field::Empty;

use super::retry::Outcome;
use super::warnings::Notice;
use crate::runtime::{Head, OperationDescriptor};

/// One call, with all its attempts: a span with the operation, its version, the number of attempts, and the status and
/// the request id of the last response.
pub(crate) struct CallSpan {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl CallSpan {
    /// Begins the span.
    pub(crate) fn new(operation: &OperationDescriptor) -> Self {
        let version = tracing::field::display(operation.version);
        let operation = operation.id;
        let span = tracing::info_span!(
            "call",
            operation,
            version,
            attempts = Empty,
            status = Empty,
            request_id = Empty
        );
        Self { span }
    }

    /// Runs a call inside the span. An async function would keep the call twice.
    pub(crate) fn observe<T>(&self, call: impl Future<Output = T>) -> impl Future<Output = T> {
        tracing::Instrument::instrument(call, self.span.clone())
    }

    /// Records the result of the call.
    pub(crate) fn record(&self, attempts: u32, head: Option<&Head>) {
        self.span.record("attempts", attempts);
        if let Some(head) = head {
            record(&self.span, head.status, &head.headers);
        }
    }
}

#[cfg(not(feature = "tracing"))]
impl CallSpan {
    pub(crate) fn new(_: &OperationDescriptor) -> Self {
        Self {}
    }

    pub(crate) fn observe<T>(&self, call: impl Future<Output = T>) -> impl Future<Output = T> {
        call
    }

    pub(crate) fn record(&self, _: u32, _: Option<&Head>) {}
}

#[cfg(feature = "tracing")]
fn record(span: &tracing::Span, status: StatusCode, headers: &HeaderMap) {
    span.record("status", status.as_u16());
    if let Some(id) = headers.get("x-request-id").and_then(|id| id.to_str().ok()) {
        span.record("request_id", id);
    }
}

/// One attempt to send a request: a span with the operation, the number of the attempt, the status and the request id.
pub(crate) struct Attempt {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl Attempt {
    /// Begins the span; attempts are counted from 1.
    pub(crate) fn new(operation: &str, attempt: u32) -> Self {
        let span = tracing::info_span!("request", operation, attempt, status = Empty, request_id = Empty);
        Self { span }
    }

    /// Runs an attempt inside the span. An async function would keep the attempt twice.
    pub(crate) fn observe<T>(&self, attempt: impl Future<Output = T>) -> impl Future<Output = T> {
        tracing::Instrument::instrument(attempt, self.span.clone())
    }

    /// Records the response.
    pub(crate) fn record(&self, response: &Response<Vec<u8>>) {
        record(&self.span, response.status(), response.headers());
    }
}

#[cfg(not(feature = "tracing"))]
impl Attempt {
    pub(crate) fn new(_: &str, _: u32) -> Self {
        Self {}
    }

    pub(crate) fn observe<T>(&self, attempt: impl Future<Output = T>) -> impl Future<Output = T> {
        attempt
    }

    pub(crate) fn record(&self, _: &Response<Vec<u8>>) {}
}

/// Reports an attempt, and the wait until the next one.
#[cfg(feature = "tracing")]
pub(crate) fn tried(operation: &str, attempts: u32, outcome: Outcome, wait: Option<Duration>) {
    let next_in = wait.map(|wait| wait.as_millis() as u64);
    match (outcome, next_in) {
        (Outcome::Status(status, _), None) => {
            tracing::debug!(operation, attempts, status = status.as_u16(), "response received");
        }
        (outcome, None) => tracing::debug!(operation, attempts, ?outcome, "failed"),
        (outcome, Some(wait_ms)) => {
            tracing::info!(operation, attempts, ?outcome, wait_ms, "sent again later")
        }
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn tried(_: &str, _: u32, _: Outcome, _: Option<Duration>) {}

/// Reports a notice.
#[cfg(feature = "tracing")]
pub(crate) fn notice(notice: &Notice<'_>) {
    tracing::warn!("{notice}");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn notice(_: &Notice<'_>) {}
