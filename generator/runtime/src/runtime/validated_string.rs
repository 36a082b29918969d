//! Strings that must satisfy a rule. They are checked once, when they are created.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::argument::Argument;
use super::descriptor::{Format, Limit};
use super::reflect::{Reflect, Scalar, ValueRef};

/// The rule of a string type.
pub trait StringRule: 'static {
    /// The name of the type.
    const NAME: &'static str;
    /// The rule: a [`Limit`] on patterns or formats.
    const RULE: Limit;
}

/// A string with a rule, and whether it satisfies the rule.
///
/// A string that a caller creates (`parse`, `try_from`) satisfies the rule; a string of the service may not. It is one
/// generic type, not a type for each rule, so that its traits are compiled once.
pub struct ValidatedString<R> {
    text: Box<str>,
    valid: bool,
    rule: PhantomData<fn() -> R>,
}

impl<R> ValidatedString<R> {
    /// Returns the string.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns `true` if the string satisfies the rule. A string of the service may not.
    #[inline]
    pub fn is_valid(&self) -> bool {
        self.valid
    }
}

impl<R: StringRule> ValidatedString<R> {
    /// Accepts any string, as decoding does, and records whether it satisfies the rule.
    #[inline]
    fn lenient(text: Box<str>) -> Self {
        let valid = match R::RULE {
            Limit::Pattern(pattern) => pattern.matches(&text),
            Limit::Format(format) => format.matches(&text),
            _ => true,
        };
        Self {
            text,
            valid,
            rule: PhantomData,
        }
    }

    fn strict(text: Box<str>) -> Result<Self, InvalidText> {
        let made = Self::lenient(text);
        if made.valid {
            Ok(made)
        } else {
            Err(Self::invalid())
        }
    }

    pub(crate) fn invalid() -> InvalidText {
        InvalidText {
            type_name: R::NAME,
            rule: R::RULE,
        }
    }
}

impl<R: StringRule> Default for ValidatedString<R> {
    fn default() -> Self {
        Self::lenient("".into())
    }
}

impl<R: StringRule> std::str::FromStr for ValidatedString<R> {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::strict(text.into())
    }
}

impl<R: StringRule> TryFrom<&str> for ValidatedString<R> {
    type Error = InvalidText;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::strict(text.into())
    }
}

impl<R: StringRule> TryFrom<String> for ValidatedString<R> {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::strict(text.into())
    }
}

impl<R> From<ValidatedString<R>> for String {
    fn from(text: ValidatedString<R>) -> Self {
        text.text.into()
    }
}

impl<R> From<ValidatedString<R>> for Argument {
    fn from(text: ValidatedString<R>) -> Self {
        Self::Text(text.into())
    }
}

impl<R> AsRef<str> for ValidatedString<R> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<R> Clone for ValidatedString<R> {
    #[inline]
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            ..*self
        }
    }
}

impl<R> PartialEq for ValidatedString<R> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<R> Eq for ValidatedString<R> {}

impl<R> PartialEq<str> for ValidatedString<R> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl<R> PartialEq<&str> for ValidatedString<R> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<R> PartialOrd for ValidatedString<R> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<R> Ord for ValidatedString<R> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl<R> Hash for ValidatedString<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl<R> fmt::Debug for ValidatedString<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<R> fmt::Display for ValidatedString<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<R> Serialize for ValidatedString<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, R: StringRule> Deserialize<'de> for ValidatedString<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

impl<R: StringRule> Reflect for ValidatedString<R> {
    #[inline]
    fn view(&self) -> ValueRef<'_> {
        ValueRef::Checked(&self.text, self.valid)
    }
    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let made = Self::make(scalar);
        let fits = made.is_some();
        if let Some(made) = made {
            *self = made;
        }
        fits
    }
    #[inline]
    fn make(scalar: Scalar<'_>) -> Option<Self> {
        match scalar {
            Scalar::Text(text) => Some(Self::lenient(text.into())),
            Scalar::Checked(text, valid) => Some(Self {
                text: text.into(),
                valid,
                rule: PhantomData,
            }),
            _ => None,
        }
    }
}

/// The error of parsing a string that does not satisfy the rule of its type.
///
/// It does not contain the string, which may be a secret.
#[derive(Clone)]
pub struct InvalidText {
    type_name: &'static str,
    rule: Limit,
}

impl fmt::Display for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Limit::Pattern(pattern) => {
                write!(
                    f,
                    "not a valid {}: it has to match `{}`",
                    self.type_name, pattern.text
                )
            }
            Limit::Format(format) => {
                write!(
                    f,
                    "not a valid {}: it has to be a {}",
                    self.type_name,
                    format.as_str()
                )
            }
            _ => write!(f, "not a valid {}", self.type_name),
        }
    }
}

impl fmt::Debug for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for InvalidText {}

/// A point in time (`date-time` of RFC 3339, section 5.6). Keeps the exact string: fraction and offset
/// survive a round trip.
pub type Timestamp = ValidatedString<TimestampRule>;
/// The rule of [`Timestamp`].
pub enum TimestampRule {}

impl StringRule for TimestampRule {
    const NAME: &'static str = "Timestamp";
    const RULE: Limit = Limit::Format(Format::DateTime);
}

/// A date (`full-date` of RFC 3339, section 5.6).
pub type Date = ValidatedString<DateRule>;
/// The rule of [`Date`].
pub enum DateRule {}

impl StringRule for DateRule {
    const NAME: &'static str = "Date";
    const RULE: Limit = Limit::Format(Format::Date);
}

/// A universally unique identifier (RFC 4122, section 3).
pub type Uuid = ValidatedString<UuidRule>;
/// The rule of [`Uuid`].
pub enum UuidRule {}

impl StringRule for UuidRule {
    const NAME: &'static str = "Uuid";
    const RULE: Limit = Limit::Format(Format::Uuid);
}

impl Timestamp {
    /// Returns seconds since 1970-01-01T00:00:00Z, rounded down; `None` if the string is not an RFC 3339 date-time.
    pub fn unix_seconds(&self) -> Option<i64> {
        self.instant().map(|(seconds, _)| seconds)
    }

    /// Returns milliseconds since 1970-01-01T00:00:00Z, rounded down; `None` if the string is not an RFC 3339
    /// date-time.
    pub fn unix_millis(&self) -> Option<i64> {
        let (seconds, nanos) = self.instant()?;
        Some(seconds * 1_000 + i64::from(nanos / 1_000_000))
    }

    /// Returns the point in time with nanoseconds as a type of the standard library; `None` if the string is not an
    /// RFC 3339 date-time.
    pub fn to_system_time(&self) -> Option<std::time::SystemTime> {
        super::time::system_time(self.instant()?)
    }

    pub(crate) fn instant(&self) -> Option<super::time::Instant> {
        super::time::parse_date_time(self.as_str())
    }
}
