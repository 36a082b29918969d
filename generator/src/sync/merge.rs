//! Merges upstream's structure with our descriptions, in our order.

use serde_json::{Map, Value};

use crate::corrections::same;
use crate::document::Kind;

/// Merges `old` with `upstream`: descriptions are ours, or empty if they are still to be
/// written; entries keep their order, and new ones follow their predecessor in upstream.
pub(super) fn merge(old: Option<&Value>, upstream: &Value, kind: Kind) -> Value {
    match (upstream, old) {
        (Value::String(_), _) if kind == Kind::Prose => old
            .filter(|old| old.is_string())
            .cloned()
            .unwrap_or_else(|| Value::String(String::new())),
        (_, Some(old)) if kind == Kind::Data && same(old, upstream) => old.clone(),
        (_, _) if kind == Kind::Data => upstream.clone(),
        (Value::Object(members), _) => {
            let empty = Map::new();
            Value::Object(mapping(
                old.and_then(Value::as_object).unwrap_or(&empty),
                members,
                kind,
            ))
        }
        (Value::Array(items), _) => {
            let old = old.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let partners = pairs(old, items);
            let merged = items
                .iter()
                .zip(partners)
                .map(|(item, at)| merge(at.map(|at| &old[at]), item, kind.item()));
            Value::Array(merged.collect())
        }
        (_, Some(old)) if same(old, upstream) => old.clone(),
        _ => upstream.clone(),
    }
}

fn mapping(old: &Map<String, Value>, upstream: &Map<String, Value>, kind: Kind) -> Map<String, Value> {
    // A reference has no siblings.
    let described = kind == Kind::Object && !upstream.contains_key("$ref");
    let ours = |key: &str, value: &Value| described && kind.step(key) == Kind::Prose && value.is_string();
    let kept = old
        .iter()
        .filter(|(key, value)| upstream.contains_key(*key) || ours(key, value));
    let kept: Vec<&String> = kept.map(|(key, _)| key).collect();
    let theirs: Vec<&String> = upstream.keys().collect();
    ordered(&kept, &theirs)
        .into_iter()
        .filter_map(|key| {
            let before = old.get(key);
            let value = upstream
                .get(key)
                .map(|value| merge(before, value, kind.step(key)));
            value
                .or_else(|| before.cloned())
                .map(|value| (key.clone(), value))
        })
        .collect()
}

/// Returns the keys of `old` in order, with each new one of `upstream` after its predecessor there.
pub(super) fn ordered<'a>(old: &[&'a String], upstream: &[&'a String]) -> Vec<&'a String> {
    let mut keys = old.to_vec();
    for (number, key) in upstream.iter().enumerate() {
        if old.contains(key) {
            continue;
        }
        let place = |other: &&String| keys.iter().position(|known| known == other);
        let behind = number
            .checked_sub(1)
            .and_then(|before| place(&upstream[before]))
            .map(|at| at + 1);
        let before = || upstream[number..].iter().find_map(place);
        let at = behind.or_else(before).unwrap_or(keys.len());
        keys.insert(at, key);
    }
    keys
}

/// Returns the old item for each new one: with the same reference, the same name, or the same value;
/// otherwise the unnamed one at the same position.
pub(super) fn pairs(old: &[Value], new: &[Value]) -> Vec<Option<usize>> {
    let mut free = vec![true; old.len()];
    let mut take = |fits: &dyn Fn(usize) -> bool| {
        let at = (0..old.len()).find(|&at| free[at] && fits(at))?;
        free[at] = false;
        Some(at)
    };
    let mut found: Vec<Option<usize>> = new
        .iter()
        .map(|item| match identity(item) {
            Some(name) => take(&|at| identity(&old[at]).is_some_and(|known| known == name)),
            None => take(&|at| same(&old[at], item)),
        })
        .collect();
    for (number, item) in new.iter().enumerate() {
        if found[number].is_none() && identity(item).is_none() {
            found[number] = take(&|at| at == number && identity(&old[at]).is_none());
        }
    }
    found
}

/// Returns the identity of an item of a list: its reference, its name, or the scalar itself.
fn identity(item: &Value) -> Option<[&Value; 2]> {
    match item {
        Value::Array(_) => None,
        Value::Object(members) => {
            let key = members
                .get("$ref")
                .or_else(|| members.get("name"))
                .or_else(|| members.get("url"))?;
            Some([key, members.get("in").unwrap_or(&Value::Null)])
        }
        scalar => Some([scalar, &Value::Null]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema(old: Value, upstream: Value) -> String {
        merge(Some(&old), &upstream, Kind::Object).to_string()
    }

    #[test]
    fn structure_is_theirs_and_prose_ours() {
        let old =
            json!({"description": "ours", "type": "string", "minLength": 1, "nullable": true, "format": "a"});
        let upstream = json!({"description": "theirs", "format": "b", "maxLength": 2, "minLength": 1.0, "type": "string"});
        let merged = r#"{"description":"ours","type":"string","minLength":1,"format":"b","maxLength":2}"#;
        assert_eq!(schema(old, upstream), merged);
    }

    #[test]
    fn prose_that_is_missing_is_left_to_be_written() {
        let upstream = json!({"externalDocs": {"description": "theirs", "url": "u"}, "example": {"description": "data"}});
        assert_eq!(
            schema(json!({"description": "ours alone"}), upstream),
            r#"{"description":"ours alone","externalDocs":{"description":"","url":"u"},"example":{"description":"data"}}"#
        );
    }

    #[test]
    fn items_are_followed_by_name() {
        let old = json!([{"name": "a", "in": "path"}, {"$ref": "#/x"}, {"name": "a", "in": "query"}, {"type": "t"}]);
        let new = json!([{"$ref": "#/x"}, {"name": "a", "in": "query"}, {"name": "b", "in": "path"}, {"type": "u"}]);
        let pairs = pairs(old.as_array().expect("a list"), new.as_array().expect("a list"));
        assert_eq!(pairs, [Some(1), Some(2), None, Some(3)]);
    }

    #[test]
    fn new_keys_follow_their_predecessor() {
        let keys = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (old, upstream) = (keys("x c a"), keys("0 a b c d"));
        let merged = ordered(
            &old.iter().collect::<Vec<_>>(),
            &upstream.iter().collect::<Vec<_>>(),
        );
        assert_eq!(merged, ["x", "c", "d", "0", "a", "b"]);
    }
}
