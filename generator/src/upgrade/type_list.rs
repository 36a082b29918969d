//! Converts lists of types, which OpenAPI 3.0 does not have.

use super::schema::Moved;
use serde_json::{Map, Value, json};

type Members = Map<String, Value>;

/// Keywords that constrain values of one type, by that type (JSON Schema 2020-12, Validation, section 6).
const OF_TYPE: [(&str, &[&str]); 5] = [
    ("string", &["minLength", "maxLength", "pattern"]),
    (
        "number",
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ],
    ),
    ("boolean", &[]),
];

/// Converts a list of types: `null` among them makes the schema nullable, one type is that type, and several are an
/// `anyOf` with a schema for each, to which the keywords for it move.
pub(super) fn convert(schema: &mut Members, moved: &mut Moved) {
    let Some(Value::Array(types)) = schema.get("type") else {
        return;
    };
    let names: Vec<String> = types
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let any_number = names.iter().any(|name| name == "number");
    let mut kept: Vec<&str> = Vec::new();
    for name in names.iter().map(String::as_str) {
        let is_covered = name == "null" || kept.contains(&name) || (name == "integer" && any_number);
        if !is_covered {
            kept.push(name);
        }
    }
    if names.iter().any(|name| name == "null") {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    match kept[..] {
        [] if names.is_empty() => {
            schema.remove("type");
        }
        [] => {
            schema.insert("type".to_owned(), "null".into());
        }
        [only] => {
            schema.insert("type".to_owned(), only.into());
        }
        ref several => split(schema, several, moved),
    }
}

fn split(schema: &mut Members, types: &[&str], moved: &mut Moved) {
    schema.remove("type");
    let values = schema.remove("enum");
    let format = schema.remove("format");
    let branches: Vec<Value> = types
        .iter()
        .map(|name| branch(schema, name, values.as_ref(), format.as_ref()))
        .filter(|branch| branch.get("enum") != Some(&json!([])))
        .collect();
    for (_, keywords) in OF_TYPE {
        keywords.iter().for_each(|keyword| {
            schema.remove(*keyword);
        });
    }
    let keyword = if schema.contains_key("anyOf") {
        "oneOf"
    } else {
        "anyOf"
    };
    let number = branches.len();
    let place = if schema.contains_key(keyword) {
        // Both keywords are in use: the union is added to them.
        let union = json!({ "anyOf": branches });
        let last = match schema.entry("allOf").or_insert_with(|| json!([])) {
            Value::Array(parts) => {
                parts.push(union);
                parts.len() - 1
            }
            other => {
                *other = json!([union]);
                0
            }
        };
        format!("/allOf/{last}/anyOf")
    } else {
        schema.insert(keyword.to_owned(), Value::Array(branches));
        format!("/{keyword}")
    };
    // Each branch is the schema itself, reduced to one type.
    moved.extend((0..number).map(|index| (format!("{place}/{index}"), String::new())));
}

/// Returns the schema of one type, with the keywords that constrain its values.
fn branch(schema: &Members, name: &str, values: Option<&Value>, format: Option<&Value>) -> Value {
    let mut branch = Members::new();
    branch.insert("type".to_owned(), name.into());
    let group = if name == "integer" { "number" } else { name };
    let keywords = OF_TYPE
        .iter()
        .find(|(ty, _)| *ty == group)
        .map_or(&[][..], |(_, keywords)| keywords);
    for keyword in keywords {
        if let Some(value) = schema.get(*keyword) {
            branch.insert((*keyword).to_owned(), value.clone());
        }
    }
    if let Some(Value::Array(values)) = values {
        let of_type: Vec<Value> = values
            .iter()
            .filter(|value| is_of(value, name))
            .cloned()
            .collect();
        branch.insert("enum".to_owned(), Value::Array(of_type));
    }
    if let Some(format) = format.filter(|format| suits(format, name)) {
        branch.insert("format".to_owned(), format.clone());
    }
    Value::Object(branch)
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}

/// Returns true if a format of numbers is used with a numeric type.
fn suits(format: &Value, name: &str) -> bool {
    let numeric = matches!(
        format.as_str(),
        Some("int32" | "int64" | "uint32" | "uint64" | "float" | "double")
    );
    match name {
        "integer" | "number" => numeric,
        "string" => !numeric,
        _ => false,
    }
}
