//! Notices: deprecations, other versions, deviations and unknown states.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::runtime::response::OneLine;
use crate::runtime::{Head, OperationDescriptor, Version, Violations};

/// A notice about an operation, found in a response of the service.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// The requested version is deprecated (`Deprecation`) or will be removed (`Sunset`).
    Deprecated {
        /// The operation that was called.
        operation: &'static OperationDescriptor,
        /// The value of `Deprecation`: since when it is deprecated.
        since: Option<&'a str>,
        /// The value of `Sunset`: when it will be removed.
        sunset: Option<&'a str>,
        /// The same as a point in time, if it is an HTTP date.
        sunset_at: Option<SystemTime>,
    },
    /// The service responded in another version than the requested one.
    OtherVersion {
        /// The operation that was called.
        operation: &'static OperationDescriptor,
        /// The version of the response.
        received: Version,
    },
    /// The response deviates from the specification; only with
    /// [`Validation::RequestsAndResponses`](super::Validation).
    Deviation {
        /// The operation that was called.
        operation: &'static OperationDescriptor,
        /// All deviations.
        violations: &'a Violations,
    },
    /// The state of a job is not classified, neither as running nor as final. The wait continues, even if the state is
    /// final.
    UnclassifiedState {
        /// The operation that was called.
        operation: &'static OperationDescriptor,
        /// The field that shows the state.
        field: &'a str,
        /// Its value.
        value: &'a str,
    },
}

impl fmt::Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deprecated {
                operation,
                since,
                sunset,
                ..
            } => {
                write!(
                    f,
                    "{} in version {} is deprecated",
                    operation.id, operation.version
                )?;
                since.iter().try_for_each(|since| write!(f, " since {since}"))?;
                sunset
                    .iter()
                    .try_for_each(|sunset| write!(f, ", and will be removed after {sunset}"))
            }
            Self::OtherVersion { operation, received } => {
                let (id, requested) = (operation.id, operation.version);
                write!(
                    f,
                    "{id}: version {requested} was requested, but the response is in version {received}"
                )
            }
            Self::Deviation {
                operation,
                violations,
            } => {
                write!(
                    f,
                    "the response of {} deviates from the specification: {violations}",
                    operation.id
                )
            }
            Self::UnclassifiedState {
                operation,
                field,
                value,
            } => {
                let (id, value) = (operation.id, OneLine(value));
                write!(
                    f,
                    "{id}: `{field}` has the value `{value}`, which this crate does not know; it may be final, and the wait continues"
                )
            }
        }
    }
}

/// The callback for notices.
pub(crate) type Hook = Arc<dyn Fn(&Notice<'_>) + Send + Sync>;

/// Returns the notices of the response headers.
pub(crate) fn of_headers<'a>(
    operation: &'static OperationDescriptor,
    head: &'a Head,
) -> impl Iterator<Item = Notice<'a>> {
    let (since, sunset) = (head.deprecation(), head.sunset());
    let announced = (since.is_some() || sunset.is_some()).then(|| Notice::Deprecated {
        operation,
        since: since.map(|(text, _)| text),
        sunset: sunset.map(|(text, _)| text),
        sunset_at: sunset.and_then(|(_, time)| time),
    });
    let other = head.other_version();
    let other = other.map(|received| Notice::OtherVersion { operation, received });
    announced.into_iter().chain(other)
}
