//! Arguments for parameters with a string format: the typed string, a point in time, or any string.

use std::time::SystemTime;

use super::argument::Argument;
use super::moment::Moment;
use super::time::{Instant, date_time};
use super::validated_string::{Timestamp, ValidatedString};

/// A value for a parameter of type `T`: [`Timestamp`], [`Date`](super::Date) or [`Uuid`](super::Uuid).
///
/// Implemented for `T` and `&T`, and for strings, which are checked when the request is sent. Timestamps are also
/// created from `SystemTime`, and from `OffsetDateTime` with feature `time`.
pub trait IntoParameter<T> {
    /// Returns the value as an argument.
    #[doc(hidden)]
    fn into_parameter(self) -> Argument;
}

impl<R> IntoParameter<ValidatedString<R>> for ValidatedString<R> {
    fn into_parameter(self) -> Argument {
        self.into()
    }
}

impl<R> IntoParameter<ValidatedString<R>> for &ValidatedString<R> {
    fn into_parameter(self) -> Argument {
        self.as_str().into()
    }
}

impl<R> IntoParameter<ValidatedString<R>> for &str {
    fn into_parameter(self) -> Argument {
        self.into()
    }
}

impl<R> IntoParameter<ValidatedString<R>> for String {
    fn into_parameter(self) -> Argument {
        self.into()
    }
}

impl<R> IntoParameter<ValidatedString<R>> for &String {
    fn into_parameter(self) -> Argument {
        self.as_str().into()
    }
}

impl IntoParameter<Timestamp> for SystemTime {
    fn into_parameter(self) -> Argument {
        of_moment(&self)
    }
}

/// Returns a point in time as an argument; if RFC 3339 cannot express it, an empty string, which the check before
/// sending rejects.
pub(super) fn of_moment(moment: &impl Moment) -> Argument {
    moment.instant().and_then(text).unwrap_or_default().into()
}

/// Returns the RFC 3339 string of a point in time, in UTC.
fn text((seconds, nanos): Instant) -> Option<String> {
    let whole = date_time(seconds)?;
    let fraction = format!("{nanos:09}");
    match fraction.trim_end_matches('0') {
        "" => Some(whole),
        digits => Some(format!("{}.{digits}Z", whole.trim_end_matches('Z'))),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::IntoParameter;
    use crate::runtime::{Argument, Date, Timestamp};

    fn timestamp(value: impl IntoParameter<Timestamp>) -> Argument {
        value.into_parameter()
    }

    #[test]
    fn timestamps_are_given_typed_as_time_or_as_text() {
        let typed: Timestamp = "2026-05-04T09:42:00Z".parse().expect("a timestamp");
        let expected = Argument::Text("2026-05-04T09:42:00Z".to_owned());
        assert_eq!(timestamp(&typed), expected);
        assert_eq!(timestamp(typed), expected);
        assert_eq!(timestamp("2026-05-04T09:42:00Z"), expected);
        let system = SystemTime::UNIX_EPOCH + Duration::from_millis(1_777_887_720_250);
        assert_eq!(
            timestamp(system),
            Argument::Text("2026-05-04T09:42:00.25Z".to_owned())
        );
        assert_eq!(
            timestamp(SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 60)),
            Argument::Text(String::new())
        );
        let date = IntoParameter::<Date>::into_parameter(String::from("2026-05-04"));
        assert_eq!(date, Argument::Text("2026-05-04".to_owned()));
    }
}
