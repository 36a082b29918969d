//! Moves the parts of a validated tree into openapiv3 types.
//!
//! The deserializers of openapiv3 copy a node several times for each level above it (`untagged` and `flatten` buffer
//! their input), which takes three times the time. These readers take each value once, and copy no string.
//! A test compares both.

mod operation;
mod parameter;
mod schema;

use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use operation::PathItem;
pub(super) use operation::{operation, path_item, request_body, response};
pub(super) use parameter::{header, parameter};
pub(super) use schema::schema;

/// The part of a document, or the reason why a node is not one.
pub(super) type Read<T> = Result<T, String>;

fn expected<T>(what: &str) -> Read<T> {
    Err(format!("expected {what}"))
}

fn object(value: Value) -> Read<Map<String, Value>> {
    match value {
        Value::Object(members) => Ok(members),
        _ => expected("a mapping"),
    }
}

fn text(value: Value) -> Read<String> {
    match value {
        Value::String(text) => Ok(text),
        _ => expected("a string"),
    }
}

fn flag(value: &Value) -> Read<bool> {
    value.as_bool().map_or_else(|| expected("`true` or `false`"), Ok)
}

fn count(value: &Value) -> Read<usize> {
    let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
    count.map_or_else(|| expected("a whole number that is not negative"), Ok)
}

/// Returns a value that may be anything; `None` for null.
fn any(value: Value) -> Option<Value> {
    Some(value).filter(|value| !value.is_null())
}

fn list<T>(value: Value, read: impl Fn(Value) -> Read<T>) -> Read<Vec<T>> {
    let Value::Array(items) = value else {
        return expected("a list");
    };
    // Schemas are large, so that spare room would count.
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        parts.push(read(item)?);
    }
    Ok(parts)
}

fn map<T>(value: Value, read: impl Fn(Value) -> Read<T>) -> Read<IndexMap<String, T>> {
    let members = object(value)?;
    let mut parts = IndexMap::with_capacity(members.len());
    for (key, value) in members {
        parts.insert(key, read(value)?);
    }
    Ok(parts)
}

/// Returns a reference, or a part of the document.
pub(super) fn reference_or<T>(mut node: Value, read: impl Fn(Value) -> Read<T>) -> Read<ReferenceOr<T>> {
    if let Some(Value::String(reference)) = node.get_mut("$ref") {
        let reference = std::mem::take(reference);
        return Ok(ReferenceOr::Reference { reference });
    }
    read(node).map(ReferenceOr::Item)
}

/// Returns a part that openapiv3 itself reads: a small one.
pub(super) fn part<T: DeserializeOwned>(node: Value) -> Read<T> {
    T::deserialize(node).map_err(|error| error.to_string())
}

/// Keeps an extension; any other keyword is not in the model.
fn extend(extensions: &mut IndexMap<String, Value>, key: String, value: Value) {
    if key.starts_with("x-") {
        extensions.insert(key, value);
    }
}

#[cfg(test)]
mod tests;
