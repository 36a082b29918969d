//! Values of parameters, before they are written to a URL or a header.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::reflect::{Reflect, Scalar, ValueMut, ValueRef};

/// The value of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above `i64::MAX`.
    Big(u64),
    /// A number.
    Float(f64),
    /// A string.
    Text(String),
    /// Several values.
    List(Vec<Argument>),
    /// An object, or a list that contains objects.
    Json(Json),
}

impl Default for Argument {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Argument {
    /// Returns the value as a string, with commas between several items.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Bool(true) => "true".into(),
            Self::Bool(false) => "false".into(),
            Self::Int(value) => value.to_string().into(),
            Self::Big(value) => value.to_string().into(),
            Self::Float(value) => value.to_string().into(),
            Self::Text(text) => text.into(),
            Self::List(_) => self.texts().join(",").into(),
            Self::Json(json) => json_text(json),
        }
    }

    /// Returns true for lists and objects.
    pub(crate) fn is_composed(&self) -> bool {
        matches!(self, Self::List(_) | Self::Json(Json::Array(_) | Json::Object(_)))
    }

    /// Returns the strings of the value: one, or one for each item.
    pub(crate) fn texts(&self) -> Vec<Cow<'_, str>> {
        match self {
            Self::List(items) => items.iter().flat_map(Self::texts).collect(),
            one => vec![one.text()],
        }
    }
}

/// Returns a value as a string: a string without quotes, anything else as JSON.
pub(crate) fn json_text(json: &Json) -> Cow<'_, str> {
    match json {
        Json::String(text) => text.into(),
        other => other.to_string().into(),
    }
}

impl From<Json> for Argument {
    fn from(json: Json) -> Self {
        Self::Json(json)
    }
}

/// Arguments are validated like the values of a body.
impl Reflect for Argument {
    fn view(&self) -> ValueRef<'_> {
        match self {
            Self::Bool(value) => ValueRef::Bool(*value),
            Self::Int(value) => ValueRef::Int(*value),
            Self::Big(value) => ValueRef::Big(*value),
            Self::Float(value) => ValueRef::Float(*value),
            Self::Text(text) => ValueRef::Text(text),
            Self::List(items) => ValueRef::List(items),
            Self::Json(json) => ValueRef::Json(json),
        }
    }
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        *self = match scalar {
            Scalar::Bool(value) => Self::Bool(value),
            Scalar::Int(value) => Self::Int(value),
            Scalar::Float(value) => Self::Float(value),
            Scalar::Text(text) | Scalar::Checked(text, _) => Self::Text(text.to_owned()),
            Scalar::Big(value) => Self::Big(value),
            Scalar::Null => return false,
        };
        true
    }
    fn open(&mut self) -> Option<ValueMut<'_>> {
        *self = Self::List(Vec::new());
        match self {
            Self::List(items) => Some(ValueMut::List(items)),
            _ => None,
        }
    }
    fn reset(&mut self) {
        *self = Self::default();
    }
}

impl From<bool> for Argument {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Argument {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<i64> for Argument {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Argument {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u64> for Argument {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Big(value), Self::Int)
    }
}

impl From<f64> for Argument {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Argument>> From<Vec<T>> for Argument {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
