//! Values that an enum lists.

use std::fmt;

use super::argument::Argument;
use super::reflect::ValueRef;

/// A value that an enum lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constant {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above `i64::MAX`.
    Big(u64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(&'static str),
}

impl Constant {
    /// Returns the whole number; `None` for any other value.
    pub const fn as_i64(self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the number; `None` for a string or a boolean.
    pub const fn as_f64(self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(value as f64),
            Self::Big(value) => Some(value as f64),
            Self::Float(value) => Some(value),
            Self::Bool(_) | Self::Text(_) => None,
        }
    }

    /// Returns true if a value is equal to this one; `1.0` equals `1`.
    pub(crate) fn is(self, view: ValueRef<'_>) -> bool {
        match (self, view) {
            (Self::Bool(own), ValueRef::Bool(value)) => own == value,
            (Self::Int(own), ValueRef::Int(value)) => own == value,
            (Self::Int(own), ValueRef::Float(value)) => super::reflect::whole(value) == Some(own),
            (Self::Float(own), ValueRef::Float(value)) => own == value,
            (Self::Big(own), ValueRef::Big(value)) => own == value,
            (Self::Big(own), ValueRef::Float(value)) => super::reflect::whole_unsigned(value) == Some(own),
            (Self::Text(own), ValueRef::Text(text) | ValueRef::Checked(text, _)) => own == text,
            _ => false,
        }
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Big(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(text) => f.pad(text),
        }
    }
}

impl From<Constant> for Argument {
    fn from(value: Constant) -> Self {
        match value {
            Constant::Bool(value) => Self::Bool(value),
            Constant::Int(value) => Self::Int(value),
            Constant::Big(value) => Self::Big(value),
            Constant::Float(value) => Self::Float(value),
            Constant::Text(text) => Self::Text(text.to_owned()),
        }
    }
}
