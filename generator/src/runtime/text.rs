//! Texts that have a rule: checked once, when they are made.

use std::fmt;

use super::table::{Format, Limit};

/// A text and whether it keeps to the rule of its type.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Checked {
    text: Box<str>,
    valid: bool,
}

impl Checked {
    /// Takes any text, as decoding has to, and notes whether the rule holds.
    #[inline]
    pub fn new(text: impl Into<Box<str>>, rule: &Limit) -> Self {
        let text = text.into();
        let valid = match rule {
            Limit::Pattern(pattern) => (pattern.matches)(&text),
            Limit::Format(format) => format.matches(&text),
            _ => true,
        };
        Self { text, valid }
    }

    /// Takes a text that keeps to the rule.
    ///
    /// # Errors
    ///
    /// Where it does not; the error says what the rule is.
    pub fn parse(
        text: impl Into<Box<str>>,
        rule: &Limit,
        type_name: &'static str,
    ) -> Result<Self, InvalidText> {
        let checked = Self::new(text, rule);
        if checked.valid {
            Ok(checked)
        } else {
            Err(InvalidText {
                type_name,
                rule: *rule,
            })
        }
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the text keeps to the rule.
    #[inline]
    pub fn is_valid(&self) -> bool {
        self.valid
    }
}

/// A text that does not keep to the rule of the type that it was to become.
///
/// It does not hold the text, which may be a secret.
#[derive(Clone, Debug)]
pub struct InvalidText {
    type_name: &'static str,
    rule: Limit,
}

impl fmt::Display for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Limit::Pattern(pattern) => {
                write!(f, "no {}: it has to match `{}`", self.type_name, pattern.text)
            }
            Limit::Format(format) => {
                write!(f, "no {}: it has to be a {}", self.type_name, format.as_str())
            }
            _ => write!(f, "no {}", self.type_name),
        }
    }
}

impl std::error::Error for InvalidText {}

/// Makes a type of text from a rule, which is a [`Limit`] on patterns or formats.
macro_rules! text_type {
    ($(#[$meta:meta])* $type:ident, $rule:expr) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type($crate::runtime::Checked);

        impl $type {
            /// The text.
            #[inline]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
            /// Whether the text keeps to the rule of this type; what the service sent need not.
            #[inline]
            pub fn is_valid(&self) -> bool {
                self.0.is_valid()
            }
            #[inline]
            fn lenient(text: &str) -> Self {
                Self($crate::runtime::Checked::new(text, &$rule))
            }
        }
        impl Default for $type {
            fn default() -> Self {
                Self::lenient("")
            }
        }
        impl ::std::str::FromStr for $type {
            type Err = $crate::runtime::InvalidText;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::runtime::Checked::parse(text, &$rule, stringify!($type)).map(Self)
            }
        }
        impl TryFrom<&str> for $type {
            type Error = $crate::runtime::InvalidText;
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
        impl TryFrom<String> for $type {
            type Error = $crate::runtime::InvalidText;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                $crate::runtime::Checked::parse(text, &$rule, stringify!($type)).map(Self)
            }
        }
        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.as_str().to_owned()
            }
        }
        impl PartialEq<str> for $type {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }
        impl PartialEq<&str> for $type {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }
        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(self.as_str(), f)
            }
        }
        impl $crate::runtime::Value for $type {
            #[inline]
            fn view(&self) -> $crate::runtime::View<'_> {
                $crate::runtime::View::Checked(self.as_str(), self.is_valid())
            }
            #[inline]
            fn put(&mut self, scalar: $crate::runtime::Scalar<'_>) -> bool {
                let made = <Self as $crate::runtime::Value>::make(scalar);
                made.is_some_and(|made| {
                    *self = made;
                    true
                })
            }
            #[inline]
            fn make(scalar: $crate::runtime::Scalar<'_>) -> Option<Self> {
                let $crate::runtime::Scalar::Text(text) = scalar else { return None };
                Some(Self::lenient(text))
            }
        }
        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl From<$type> for $crate::runtime::Argument {
            fn from(text: $type) -> Self {
                Self::Text(text.into())
            }
        }
        impl ::serde_core::Serialize for $type {
            fn serialize<S: ::serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> ::serde_core::Deserialize<'de> for $type {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::deserialize(deserializer)
            }
        }
    };
}

crate::runtime::text_type! {
    /// A point in time as RFC 3339, section 5.6 writes it. Keeps its exact text: fraction and offset
    /// come back as they were sent.
    Timestamp, Limit::Format(Format::DateTime)
}

crate::runtime::text_type! {
    /// A day as RFC 3339, section 5.6 writes it (`full-date`).
    Date, Limit::Format(Format::Date)
}

crate::runtime::text_type! {
    /// A universally unique identifier in the text form of RFC 4122, section 3.
    Uuid, Limit::Format(Format::Uuid)
}

impl Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z, rounded down; `None` if the text is no RFC 3339 date-time.
    pub fn unix_seconds(&self) -> Option<i64> {
        self.instant().map(|(seconds, _)| seconds)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down; `None` if the text is no RFC 3339 date-time.
    pub fn unix_millis(&self) -> Option<i64> {
        let (seconds, nanos) = self.instant()?;
        Some(seconds * 1_000 + i64::from(nanos / 1_000_000))
    }

    /// The point in time with nanoseconds, as the standard library has it; `None` if the text is no
    /// RFC 3339 date-time.
    pub fn to_system_time(&self) -> Option<std::time::SystemTime> {
        super::time::system_time(self.instant()?)
    }

    pub(crate) fn instant(&self) -> Option<super::time::Instant> {
        super::time::parse_date_time(self.as_str())
    }

    #[cfg(feature = "time")]
    pub(crate) fn invalid() -> InvalidText {
        InvalidText {
            type_name: "Timestamp",
            rule: Limit::Format(Format::DateTime),
        }
    }
}

pub(crate) use text_type;
