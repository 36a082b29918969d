//! Open enums: the values that the API lists, and any other string.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::argument::Argument;
use super::descriptor::{Kind, Limit, Type};
use super::reflect::{Reflect, Scalar, ValueRef};

/// An enum whose variants are strings on the wire.
///
/// Generated code implements it with the macro `symbols!`, which also implements the standard traits: derived ones take
/// twice as long to compile.
pub trait StringEnum: Copy + 'static {
    /// All values, in the order of the specification.
    const ALL: &'static [Self];
    /// The strings of [`ALL`](Self::ALL), in the same order.
    const TEXTS: &'static [&'static str];
    /// Describes a string that is one of them.
    #[doc(hidden)]
    const TYPE: &'static Type = &Type::limited(Kind::Text, &[Limit::Values(Self::TEXTS)]);
    /// Returns the index of the value in [`ALL`](Self::ALL).
    fn index(self) -> usize;

    /// Returns the string on the wire.
    fn as_str(self) -> &'static str {
        Self::TEXTS[self.index()]
    }
}

/// A value that the API lists, or any other string that the service sends.
///
/// An API adds values over time, so every enum in a response is open. [`OpenExt`] reads an optional one in one
/// expression; [`known`](Self::known) and [`unknown`](Self::unknown) separate the two cases.
///
/// It is one generic type, not a variant of each enum, so that its traits are compiled once.
#[derive(Clone)]
pub enum Open<T> {
    /// A value that the API lists.
    Known(T),
    /// A string that the API does not list.
    Unknown(UnknownValue),
}

/// A string that the API does not list.
///
/// It is only created by decoding and parsing, so it never equals a listed string.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Returns the string.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: StringEnum> Open<T> {
    /// Returns the string on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(symbol) => symbol.as_str(),
            Self::Unknown(text) => text.as_str(),
        }
    }

    /// Returns the value if the API lists it.
    #[inline]
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(symbol) => Some(*symbol),
            Self::Unknown(_) => None,
        }
    }

    /// Returns the string if the API does not list it.
    #[inline]
    pub fn unknown(&self) -> Option<&str> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(text) => Some(text.as_str()),
        }
    }
}

/// Reads an optional value of an enum in one expression: `job.status.is(RestoreStatus::Completed)`.
///
/// Implemented for the types of optional enum fields, such as `Option<Open<T>>`.
pub trait OpenExt<T> {
    /// The type of values that the API does not list.
    type Unknown: ?Sized;

    /// Returns `true` if the value is present and equals `value`.
    fn is(&self, value: T) -> bool;
    /// Returns the value if it is present and the API lists it.
    fn known(&self) -> Option<T>;
    /// Returns the value if it is present and the API does not list it.
    fn unknown(&self) -> Option<&Self::Unknown>;
}

impl<T: StringEnum> OpenExt<T> for Option<Open<T>> {
    type Unknown = str;

    fn is(&self, value: T) -> bool {
        self.as_ref().is_some_and(|open| *open == value)
    }
    fn known(&self) -> Option<T> {
        self.as_ref()?.known()
    }
    fn unknown(&self) -> Option<&str> {
        self.as_ref()?.unknown()
    }
}

impl<T: StringEnum> From<T> for Open<T> {
    fn from(symbol: T) -> Self {
        Self::Known(symbol)
    }
}

impl<T: StringEnum> From<String> for Open<T> {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl<T: StringEnum> From<&str> for Open<T> {
    fn from(text: &str) -> Self {
        match T::TEXTS.iter().position(|known| *known == text) {
            Some(index) => Self::Known(T::ALL[index]),
            None => Self::Unknown(UnknownValue(text.into())),
        }
    }
}

impl<T: StringEnum> std::str::FromStr for Open<T> {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl<T: StringEnum> Default for Open<T> {
    fn default() -> Self {
        Self::Unknown(UnknownValue::default())
    }
}

impl<T: StringEnum> PartialEq for Open<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<T: StringEnum> Eq for Open<T> {}

impl<T: StringEnum> PartialEq<T> for Open<T> {
    fn eq(&self, other: &T) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<T: StringEnum> Hash for Open<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl<T: StringEnum> fmt::Debug for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<T: StringEnum> fmt::Display for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<T: StringEnum> AsRef<str> for Open<T> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<T: StringEnum> Serialize for Open<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: StringEnum> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

impl<T: StringEnum> Reflect for Open<T> {
    #[inline]
    fn view(&self) -> ValueRef<'_> {
        ValueRef::Checked(self.as_str(), matches!(self, Self::Known(_)))
    }
    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let (Scalar::Text(text) | Scalar::Checked(text, _)) = scalar else {
            return false;
        };
        *self = Self::from(text);
        true
    }
    #[inline]
    fn make(scalar: Scalar<'_>) -> Option<Self> {
        if let Scalar::Text(text) | Scalar::Checked(text, _) = scalar {
            Some(Self::from(text))
        } else {
            None
        }
    }
}

impl<T: StringEnum> From<Open<T>> for Argument {
    fn from(value: Open<T>) -> Self {
        Self::Text(value.as_str().to_owned())
    }
}

impl<T: StringEnum> From<T> for Argument {
    fn from(value: T) -> Self {
        Self::Text(value.as_str().to_owned())
    }
}

/// Implements everything that a generated enum needs besides its variants.
#[allow(unused_macros, reason = "not every specification has them")]
macro_rules! symbols {
    ($type:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $crate::runtime::StringEnum for $type {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const TEXTS: &'static [&'static str] = &[$($text),*];
            #[inline]
            fn index(self) -> usize {
                self as usize
            }
        }
        impl ::core::convert::From<$type> for &'static str {
            #[inline]
            fn from(value: $type) -> Self {
                $crate::runtime::StringEnum::as_str(value)
            }
        }
        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad($crate::runtime::StringEnum::as_str(*self))
            }
        }
        impl ::core::marker::Copy for $type {}
        impl ::core::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }
        impl ::core::cmp::Eq for $type {}
        impl ::core::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                *self as usize == *other as usize
            }
        }
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str($crate::runtime::StringEnum::as_str(*self))
            }
        }
    };
}

#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use symbols;

#[cfg(test)]
mod tests {
    use super::{Open, OpenExt, StringEnum};

    #[non_exhaustive]
    pub(super) enum Light {
        Red,
        Green,
    }
    symbols!(Light { Red = "RED", Green = "GREEN" });

    #[test]
    fn known_unknown_and_absent_values_differ() {
        let known: Option<Open<Light>> = Some("RED".into());
        assert!(known.is(Light::Red) && !known.is(Light::Green));
        assert_eq!((known.known(), known.unknown()), (Some(Light::Red), None));
        let unknown: Option<Open<Light>> = Some(String::from("BLUE").into());
        assert!(!unknown.is(Light::Red));
        assert_eq!((unknown.known(), unknown.unknown()), (None, Some("BLUE")));
        let absent: Option<Open<Light>> = None;
        assert!(!absent.is(Light::Red) && absent.known().is_none() && absent.unknown().is_none());
    }

    #[test]
    fn a_value_is_its_string() {
        assert_eq!(<&str>::from(Light::Green), "GREEN");
        assert_eq!(Light::Green.to_string(), "GREEN");
        assert_eq!(Light::ALL.len(), Light::TEXTS.len());
    }
}
