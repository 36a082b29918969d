//! Events of the `tracing` crate; without the feature of that name, nothing. No event holds a body
//! or a URL, and of the headers only what `Retry-After`, `Deprecation` and `Sunset` say.

use std::time::Duration;

use super::retry::Outcome;
use super::warnings::Notice;

/// One try of a request, and how long until the next one.
#[cfg(feature = "tracing")]
pub(crate) fn tried(operation: &str, tries: u32, outcome: Outcome, wait: Option<Duration>) {
    let next_in = wait.map(|wait| wait.as_millis() as u64);
    match (outcome, next_in) {
        (Outcome::Status(status, _), None) => {
            tracing::debug!(operation, tries, status = status.as_u16(), "answered");
        }
        (outcome, None) => tracing::debug!(operation, tries, ?outcome, "failed"),
        (outcome, Some(wait_ms)) => tracing::info!(operation, tries, ?outcome, wait_ms, "sent again later"),
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn tried(_: &str, _: u32, _: Outcome, _: Option<Duration>) {}

/// Something worth knowing.
#[cfg(feature = "tracing")]
pub(crate) fn notice(notice: &Notice<'_>) {
    tracing::warn!("{notice}");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn notice(_: &Notice<'_>) {}
