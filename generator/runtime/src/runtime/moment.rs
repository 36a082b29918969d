//! Points in time and strings as arguments, and the error for invalid ones.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use super::time::{Instant, date_time};
use super::validated_string::{InvalidText, Timestamp};

/// A point in time: [`SystemTime`], [`Timestamp`] and, with feature `time`, that crate's `OffsetDateTime`.
#[doc(alias = "point in time")]
pub trait Moment {
    /// Returns seconds since the Unix epoch, rounded down, and the remaining nanoseconds; `None` if there is no such
    /// point in time.
    #[doc(hidden)]
    fn instant(&self) -> Option<Instant>;
}

impl<T: Moment> Moment for &T {
    fn instant(&self) -> Option<Instant> {
        (**self).instant()
    }
}

impl Moment for Timestamp {
    fn instant(&self) -> Option<Instant> {
        super::time::parse_date_time(self.as_str())
    }
}

impl Moment for SystemTime {
    fn instant(&self) -> Option<Instant> {
        match self.duration_since(UNIX_EPOCH) {
            Ok(after) => Some((after.as_secs().try_into().ok()?, after.subsec_nanos())),
            Err(before) => {
                let before = before.duration();
                let seconds = i64::try_from(before.as_secs()).ok()?;
                match before.subsec_nanos() {
                    0 => Some((-seconds, 0)),
                    nanos => Some((-seconds - 1, 1_000_000_000 - nanos)),
                }
            }
        }
    }
}

/// A point in time for an argument.
#[doc(hidden)]
pub struct At {
    argument: &'static str,
    instant: Instant,
}

impl At {
    /// Creates the value of `argument`.
    ///
    /// # Errors
    ///
    /// The value is not a point in time.
    pub fn new(argument: &'static str, time: impl Moment) -> Result<Self, InvalidArgument> {
        match time.instant() {
            Some(instant) => Ok(Self { argument, instant }),
            None => Err(InvalidArgument {
                argument,
                value: None,
                reason: "it is not a point in time".to_owned(),
            }),
        }
    }

    /// Returns the seconds since the Unix epoch.
    ///
    /// # Errors
    ///
    /// More seconds than `N` can be.
    pub fn seconds<N: TryFrom<i64>>(&self) -> Result<N, InvalidArgument> {
        N::try_from(self.instant.0).map_err(|_| self.too_far())
    }

    /// Returns the milliseconds since the Unix epoch.
    ///
    /// # Errors
    ///
    /// More milliseconds than `N` can be.
    pub fn milliseconds<N: TryFrom<i64>>(&self) -> Result<N, InvalidArgument> {
        let (seconds, nanos) = self.instant;
        let millis = seconds.checked_mul(1_000);
        let millis = millis.and_then(|millis| millis.checked_add(i64::from(nanos / 1_000_000)));
        millis
            .and_then(|millis| N::try_from(millis).ok())
            .ok_or_else(|| self.too_far())
    }

    /// Returns the RFC 3339 string, in UTC, cut to seconds.
    ///
    /// # Errors
    ///
    /// A year outside of RFC 3339, and strings that the type rejects.
    pub fn date_time<T: TryFrom<String>>(&self) -> Result<T, InvalidArgument> {
        let text = date_time(self.instant.0).and_then(|text| T::try_from(text).ok());
        text.ok_or_else(|| self.too_far())
    }

    fn too_far(&self) -> InvalidArgument {
        InvalidArgument {
            argument: self.argument,
            value: date_time(self.instant.0),
            reason: "it is out of the range of this argument".to_owned(),
        }
    }
}

/// Parses the string of `argument`, which an error shows if it is `public`.
///
/// # Errors
///
/// The type rejects the string.
#[doc(hidden)]
pub fn checked<T>(argument: &'static str, text: &str, public: bool) -> Result<T, InvalidArgument>
where
    T: std::str::FromStr<Err = InvalidText>,
{
    text.parse().map_err(|error: InvalidText| InvalidArgument {
        argument,
        value: public.then(|| text.chars().take(200).collect()),
        reason: error.to_string(),
    })
}

/// An invalid value of an argument. The value is not shown if it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidArgument {
    argument: &'static str,
    value: Option<String>,
    reason: String,
}

impl InvalidArgument {
    /// Returns the name of the argument: of a field or a parameter.
    pub fn argument(&self) -> &'static str {
        self.argument
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(
                f,
                "invalid value {value:?} for `{}`: {}",
                self.argument, self.reason
            ),
            None => write!(f, "invalid value for `{}`: {}", self.argument, self.reason),
        }
    }
}

impl std::error::Error for InvalidArgument {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times_become_numbers_and_text() {
        let stamp: Timestamp = "2026-05-04T11:42:00.750+02:00".parse().expect("a timestamp");
        let at = At::new("field", &stamp).expect("a time");
        assert_eq!(at.seconds::<i32>(), Ok(1_777_887_720));
        assert_eq!(at.milliseconds::<i64>(), Ok(1_777_887_720_750));
        assert_eq!(at.date_time::<String>().as_deref(), Ok("2026-05-04T09:42:00Z"));
        let system = stamp.to_system_time().expect("a time");
        assert_eq!(
            At::new("field", system).and_then(|at| at.seconds::<i64>()),
            Ok(1_777_887_720)
        );
        let before = UNIX_EPOCH - Duration::from_millis(1_500);
        assert_eq!(before.instant(), Some((-2, 500_000_000)));
        for text in [
            "0000-03-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2000-02-29T12:00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            let stamp: Timestamp = text.parse().expect("a timestamp");
            assert_eq!(
                At::new("field", stamp)
                    .and_then(|at| at.date_time::<String>())
                    .as_deref(),
                Ok(text)
            );
        }
    }

    #[test]
    fn errors_name_the_argument_and_show_the_value() {
        let late: Timestamp = "2040-01-01T00:00:00Z".parse().expect("a timestamp");
        let error = At::new("oplogTs", late)
            .and_then(|at| at.seconds::<i32>())
            .expect_err("too late");
        assert_eq!(
            error.to_string(),
            "invalid value \"2040-01-01T00:00:00Z\" for `oplogTs`: it is out of the range of this argument"
        );
        assert!(At::new("oplogTs", Timestamp::default()).is_err());
        let shown = |public| {
            checked::<Timestamp>("when", "soon", public)
                .expect_err("no time")
                .to_string()
        };
        assert!(
            shown(true).starts_with("invalid value \"soon\" for `when`: "),
            "{}",
            shown(true)
        );
        assert!(
            shown(false).starts_with("invalid value for `when`: "),
            "{}",
            shown(false)
        );
    }
}
