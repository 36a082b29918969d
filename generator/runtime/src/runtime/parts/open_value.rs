//! Open enums whose values are numbers, or of several types: the values that the API lists, and any other scalar.

use std::fmt;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use crate::runtime::argument::{Argument, json_text};
use crate::runtime::constant::Constant;
use crate::runtime::descriptor::{Kind, Limit, Type};
use crate::runtime::open_enum::OpenExt;
use crate::runtime::reflect::{Reflect, Scalar, ValueRef, view_json};
use crate::runtime::{compare, decode, encode};

/// The listed values of an enum that are not all strings. Generated code implements it with the macro `constants!`.
pub trait ValueEnum: Copy + 'static {
    /// All listed values.
    const ALL: &'static [Self];
    /// The listed values on the wire, in the same order.
    const VALUES: &'static [Constant];
    /// The descriptor of the enum.
    #[doc(hidden)]
    const TYPE: &'static Type = &Type::limited(Kind::Any, &[Limit::Constants(Self::VALUES)]);
    /// Returns the position in both lists.
    fn index(self) -> usize;

    /// Returns the value on the wire.
    fn value(self) -> Constant {
        Self::VALUES[self.index()]
    }
}

/// A value of an enum of numbers or of several types, known or not.
#[derive(Clone)]
pub enum OpenValue<T> {
    /// A listed value.
    Known(T),
    /// Any other value. Values are converted with `From`, so it is never a listed one.
    Unknown(UnknownConstant),
}

/// A number, boolean or string that the API does not list.
#[derive(Clone, PartialEq, Default)]
pub struct UnknownConstant(Json);

impl UnknownConstant {
    /// Returns the value.
    pub fn as_json(&self) -> &Json {
        &self.0
    }
}

impl fmt::Debug for UnknownConstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: ValueEnum> OpenValue<T> {
    /// Returns the listed value; `None` for any other.
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Unknown(_) => None,
        }
    }

    /// Returns the value that the API does not list; `None` for a listed one.
    pub fn unknown(&self) -> Option<&Json> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(value) => Some(value.as_json()),
        }
    }

    /// Returns the value as JSON.
    pub fn to_json(&self) -> Json {
        encode::to_json(self.view())
    }

    /// Returns the whole number; `None` for any other value.
    pub fn as_i64(&self) -> Option<i64> {
        match self.view() {
            ValueRef::Int(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn of(scalar: Scalar<'_>) -> Self {
        let json = scalar.to_json();
        let view = view_json(&json);
        match T::VALUES.iter().position(|known| known.is(view)) {
            Some(index) => Self::Known(T::ALL[index]),
            None => Self::Unknown(UnknownConstant(json)),
        }
    }
}

impl<T: ValueEnum> OpenExt<T> for Option<OpenValue<T>> {
    type Unknown = Json;

    fn is(&self, value: T) -> bool {
        self.as_ref().is_some_and(|open| *open == value)
    }
    fn known(&self) -> Option<T> {
        self.as_ref()?.known()
    }
    fn unknown(&self) -> Option<&Json> {
        self.as_ref()?.unknown()
    }
}

impl<T: ValueEnum> From<T> for OpenValue<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

macro_rules! from_scalar {
    ($($type:ty => $scalar:expr),* $(,)?) => {
        $(impl<T: ValueEnum> From<$type> for OpenValue<T> {
            fn from(value: $type) -> Self {
                let scalar: fn($type) -> Scalar<'static> = $scalar;
                Self::of(scalar(value))
            }
        })*
    };
}

from_scalar!(
    bool => Scalar::Bool,
    i32 => |value| Scalar::Int(value.into()),
    i64 => Scalar::Int,
    u32 => |value| Scalar::Int(value.into()),
    u64 => |value| i64::try_from(value).map_or(Scalar::Big(value), Scalar::Int),
    f64 => Scalar::Float,
);

impl<T: ValueEnum> From<&str> for OpenValue<T> {
    fn from(text: &str) -> Self {
        Self::of(Scalar::Text(text))
    }
}

impl<T: ValueEnum> From<String> for OpenValue<T> {
    fn from(text: String) -> Self {
        Self::of(Scalar::Text(&text))
    }
}

impl<T: ValueEnum> Default for OpenValue<T> {
    fn default() -> Self {
        Self::Unknown(UnknownConstant::default())
    }
}

impl<T: ValueEnum> PartialEq for OpenValue<T> {
    fn eq(&self, other: &Self) -> bool {
        compare::equal(self, other)
    }
}

impl<T: ValueEnum> Eq for OpenValue<T> {}

impl<T: ValueEnum> PartialEq<T> for OpenValue<T> {
    fn eq(&self, other: &T) -> bool {
        self.known().is_some_and(|own| own.index() == other.index())
    }
}

impl<T: ValueEnum> fmt::Debug for OpenValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        compare::debug(self, f)
    }
}

impl<T: ValueEnum> fmt::Display for OpenValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => value.value().fmt(f),
            Self::Unknown(value) => f.pad(&json_text(value.as_json())),
        }
    }
}

impl<T: ValueEnum> Serialize for OpenValue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encode::serialize(self, serializer)
    }
}

impl<'de, T: ValueEnum> Deserialize<'de> for OpenValue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode::deserialize(deserializer)
    }
}

impl<T: ValueEnum> Reflect for OpenValue<T> {
    fn view(&self) -> ValueRef<'_> {
        match self {
            Self::Known(value) => view_of(value.value()),
            Self::Unknown(value) => view_json(value.as_json()),
        }
    }
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        if matches!(scalar, Scalar::Null) {
            return false;
        }
        *self = Self::of(scalar);
        true
    }
    fn reset(&mut self) {
        *self = Self::default();
    }
}

fn view_of(constant: Constant) -> ValueRef<'static> {
    match constant {
        Constant::Bool(value) => ValueRef::Bool(value),
        Constant::Int(value) => ValueRef::Int(value),
        Constant::Big(value) => ValueRef::Big(value),
        Constant::Float(value) => ValueRef::Float(value),
        Constant::Text(text) => ValueRef::Text(text),
    }
}

impl<T: ValueEnum> From<OpenValue<T>> for Argument {
    fn from(value: OpenValue<T>) -> Self {
        match value {
            OpenValue::Known(value) => value.value().into(),
            OpenValue::Unknown(value) => match view_json(value.as_json()) {
                ValueRef::Bool(value) => Self::Bool(value),
                ValueRef::Int(value) => Self::Int(value),
                ValueRef::Big(value) => Self::Big(value),
                ValueRef::Float(value) => Self::Float(value),
                ValueRef::Text(text) => Self::Text(text.to_owned()),
                _ => Self::Json(value.0),
            },
        }
    }
}

/// Implements the standard traits of a generated enum of numbers, or of several types.
#[allow(unused_macros, reason = "not every specification has them")]
macro_rules! constants {
    ($type:ident { $($variant:ident = $kind:ident($value:expr)),* $(,)? }) => {
        impl $crate::runtime::ValueEnum for $type {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const VALUES: &'static [$crate::runtime::Constant] = &[$($crate::runtime::Constant::$kind($value)),*];
            #[inline]
            fn index(self) -> usize {
                self as usize
            }
        }
        impl ::core::convert::From<$type> for $crate::runtime::Constant {
            #[inline]
            fn from(value: $type) -> Self {
                $crate::runtime::ValueEnum::value(value)
            }
        }
        impl ::core::convert::From<$type> for $crate::runtime::Argument {
            #[inline]
            fn from(value: $type) -> Self {
                $crate::runtime::ValueEnum::value(value).into()
            }
        }
        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&$crate::runtime::ValueEnum::value(*self), f)
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
                ::std::fmt::Display::fmt(self, f)
            }
        }
    };
}

#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use constants;
