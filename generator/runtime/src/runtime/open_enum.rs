//! Open enums: the values that the API lists, and any other text.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::argument::Argument;
use super::descriptor::{Kind, Limit, Type};
use super::reflect::{Reflect, Scalar, ValueRef};

/// A closed list of values, each with its text on the wire. Generated code implements it through the
/// macro `symbols!`, which writes the standard traits out too: what derive makes of them takes twice as long to check.
pub trait StringEnum: Copy + 'static {
    /// All values.
    const ALL: &'static [Self];
    /// Their texts, in the same order.
    const TEXTS: &'static [&'static str];
    /// The table of a text that is one of them.
    const TYPE: &'static Type = &Type::limited(Kind::Text, &[Limit::Values(Self::TEXTS)]);
    /// The number of the value in both.
    fn index(self) -> usize;

    /// The text on the wire.
    fn as_str(self) -> &'static str {
        Self::TEXTS[self.index()]
    }
}

/// A value that the API lists, or any other text that the service sends.
///
/// It is one generic type, and not a variant in each enum, so that its traits are compiled once.
#[derive(Clone)]
pub enum Open<T> {
    /// A value that the API lists.
    Known(T),
    /// A text that it does not list.
    Unknown(UnknownValue),
}

/// A text that the API does not list. Only decoding and parsing make one, so that no listed text is one.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// The text.
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
    /// The text on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(symbol) => symbol.as_str(),
            Self::Unknown(text) => text.as_str(),
        }
    }

    /// The value, where it is one that the API lists.
    #[inline]
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(symbol) => Some(*symbol),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: StringEnum> From<T> for Open<T> {
    fn from(symbol: T) -> Self {
        Self::Known(symbol)
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
        let Scalar::Text(text) = scalar else { return false };
        *self = Self::from(text);
        true
    }
    #[inline]
    fn make(scalar: Scalar<'_>) -> Option<Self> {
        if let Scalar::Text(text) = scalar {
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

/// Everything that a generated enum needs besides its variants.
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
