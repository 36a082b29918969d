//! `propertyNames`, and the names that `patternProperties` allows, where they are a pattern or a length.
//!
//! OpenAPI 3.0 has no form for them: they become an extension, which lowering reads.

use super::schema::Members;
use serde_json::{Value, json};

/// The extension with the constraints of the names of a map: `pattern`, `minLength`, `maxLength`.
pub(crate) const PROPERTY_NAMES: &str = "x-property-names";

const LENGTHS: [&str; 2] = ["minLength", "maxLength"];

/// Keywords that do not constrain names, which are strings.
const WITHOUT_EFFECT: [&str; 5] = ["type", "title", "description", "$comment", "example"];

/// Converts `propertyNames`; one that is more than a pattern, a length or a list of names remains.
pub(super) fn convert(schema: &mut Members) {
    if let Some(names) = schema.get("propertyNames").and_then(constraints) {
        schema.remove("propertyNames");
        if !names.is_empty() {
            schema.insert(PROPERTY_NAMES.to_owned(), Value::Object(names));
        }
    }
}

/// Adds that names match one of `patterns`.
pub(super) fn matching(schema: &mut Members, patterns: &[String]) {
    let pattern = match patterns {
        [only] => only.clone(),
        several => {
            let groups: Vec<String> = several.iter().map(|pattern| format!("(?:{pattern})")).collect();
            groups.join("|")
        }
    };
    schema
        .entry(PROPERTY_NAMES)
        .or_insert_with(|| json!({ "pattern": pattern }));
}

fn constraints(names: &Value) -> Option<Members> {
    let mut constraints = Members::new();
    for (key, value) in names.as_object()? {
        match key.as_str() {
            "pattern" if value.is_string() && !constraints.contains_key("pattern") => {
                constraints.insert(key.clone(), value.clone());
            }
            "enum" if !constraints.contains_key("pattern") => {
                constraints.insert("pattern".to_owned(), listed(value.as_array()?)?.into());
            }
            "const" if !constraints.contains_key("pattern") => {
                constraints.insert("pattern".to_owned(), listed(std::slice::from_ref(value))?.into());
            }
            length if LENGTHS.contains(&length) && value.is_u64() => {
                constraints.insert(key.clone(), value.clone());
            }
            other if WITHOUT_EFFECT.contains(&other) || other.starts_with("x-") => {}
            _ => return None,
        }
    }
    Some(constraints)
}

/// Returns the pattern that only these strings match.
fn listed(values: &[Value]) -> Option<String> {
    let escaped: Vec<String> = values
        .iter()
        .map(|value| value.as_str().map(escaped))
        .collect::<Option<_>>()?;
    Some(format!("^(?:{})$", escaped.join("|")))
}

fn escaped(text: &str) -> String {
    let is_special = |letter: char| r"\^$.|?*+()[]{}/".contains(letter);
    let each = |letter: char| is_special(letter).then_some('\\').into_iter().chain([letter]);
    text.chars().flat_map(each).collect()
}
