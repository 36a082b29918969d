//! Bounds the length of JSON pointers: every later stage keeps those of many nodes, each of which contains all keys above it.

use crate::diagnostic::{Diagnostic, Location};
use crate::document::Kind;
use crate::pointer;
use serde_json::Value;

/// The longest pointer, in bytes.
const MAX: usize = 4_000;

/// Returns an error about the first node of `tree` whose pointer is too long. Examples and extensions may have any keys.
pub(super) fn check(name: &str, tree: &Value) -> Option<Diagnostic> {
    if longest(tree) <= MAX {
        return None;
    }
    let parent = too_long(tree, Kind::Object, 0)?;
    let message = format!("a key here is too long: the JSON pointer of a node has at most {MAX} bytes");
    let help = "shorten the key, or move the schema to `components` and refer to it";
    Some(Diagnostic::new(
        "pointer-too-long",
        Location::new(name, parent),
        message,
        help,
    ))
}

/// Returns a length that no pointer below `node` exceeds, without reading the keys: an escaped one has at most twice its length.
fn longest(node: &Value) -> usize {
    const INDEX: usize = 20;
    match node {
        Value::Object(members) => {
            let below = members
                .iter()
                .map(|(key, value)| 1 + 2 * key.len() + longest(value));
            below.max().unwrap_or(0)
        }
        Value::Array(items) => items
            .iter()
            .map(|item| 1 + INDEX + longest(item))
            .max()
            .unwrap_or(0),
        _ => 0,
    }
}

/// Returns the pointer of the node that contains the key that is too long, relative to `node`, whose own pointer has `length`
/// bytes.
fn too_long(node: &Value, kind: Kind, length: usize) -> Option<String> {
    let below = |token: &str, value: &Value, kind: Kind| {
        let length = length + 1 + pointer::escaped_length(token);
        let rest = is_container(value).then(|| too_long(value, kind, length))??;
        Some(pointer::child("", token) + &rest)
    };
    match node {
        Value::Object(members) if kind != Kind::Data => members.iter().find_map(|(key, value)| {
            let inner = kind.step(key);
            match inner != Kind::Data && length + 1 + key.len() > MAX {
                true => Some(String::new()),
                false => below(key, value, inner),
            }
        }),
        Value::Array(items) if kind != Kind::Data => {
            let mut items = items.iter().enumerate();
            items.find_map(|(number, item)| below(&number.to_string(), item, kind.item()))
        }
        _ => None,
    }
}

fn is_container(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn long_keys_are_rejected_except_in_data() {
        let long = "k".repeat(MAX);
        let path = json!({"paths": {&long: {}}});
        assert_eq!(check("a.json", &path).unwrap().at.to_string(), "a.json#/paths");
        assert_eq!(check("a.json", &json!({"example": {&long: {"a": 1}}})), None);
        let half = "k".repeat(MAX / 2);
        let nested = json!({"components": {"schemas": {&half: {"properties": {&half: {}}}}}});
        assert_eq!(check("a.json", &nested).unwrap().code, "pointer-too-long");
        assert_eq!(
            check("a.json", &json!({"components": {"schemas": {&half: {}}}})),
            None
        );
    }
}
