//! Converts one schema from JSON Schema 2020-12 to the Schema Object of OpenAPI 3.0; its subschemas are converted
//! later.

use super::document::{Children, Object};
use super::{Pointers, Upgrade, object_rules, property_names, type_list};
use crate::diagnostic::{Diagnostic, Location};
use crate::pointer::child;
use serde_json::{Map, Value, json};

/// Moved children: the new and the old suffix of the schema's pointer.
pub(super) type Moved = Vec<(String, String)>;

/// The keywords of a schema.
pub(super) type Members = Map<String, Value>;

/// Keywords of JSON Schema that have no effect on values, or only name parts of a schema.
const WITHOUT_EFFECT: [&str; 6] = [
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$vocabulary",
    "$dynamicAnchor",
];

/// Keywords without a 3.0 form: ignoring them accepts more values, never fewer.
const UNSUPPORTED: [&str; 11] = [
    "if",
    "then",
    "else",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "$dynamicRef",
];

/// Keywords that 3.0 does not have, or writes otherwise, and that have a form in 3.0.
const NEWER: [&str; 16] = [
    "type",
    "const",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "examples",
    "contentEncoding",
    "contentMediaType",
    "prefixItems",
    "patternProperties",
    "$defs",
    "anyOf",
    "oneOf",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "propertyNames",
];

/// Annotations: next to a reference, they do not change the type.
const ANNOTATIONS: [&str; 12] = [
    "title",
    "description",
    "deprecated",
    "default",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
    "nullable",
    "xml",
    "externalDocs",
    "summary",
];

/// Returns how the value of a keyword contains schemas, in the form of 3.0.
pub(super) fn children(key: &str) -> Option<Children> {
    Some(match key {
        "properties" => Children::Map(Object::Schema),
        "items" | "additionalProperties" | "not" => Children::One(Object::Schema),
        "allOf" | "oneOf" | "anyOf" => Children::List(Object::Schema),
        _ => return None,
    })
}

/// Converts the schema `value`, without its subschemas.
pub(super) fn convert(upgrade: &mut Upgrade<'_>, value: &mut Value, at: &Pointers) -> Moved {
    let mut moved = Vec::new();
    let schema = match value {
        Value::Object(schema) => schema,
        Value::Bool(allowed) => {
            boolean(upgrade, *allowed, at);
            *value = json!({});
            return moved;
        }
        _ => return moved,
    };
    schema.retain(|key, _| !WITHOUT_EFFECT.contains(&key.as_str()));
    rewrite(upgrade, schema, at, &mut moved);
    object_rules::convert(schema, &mut moved);
    property_names::convert(schema);
    unevaluated_properties(schema, &mut moved);
    report_unsupported(upgrade, schema, at);
    reference_siblings(schema);
    types(upgrade, schema, at, &mut moved);
    moved
}

/// Converts the keywords of 3.1 in a schema of a document of an earlier version, and reports each.
pub(super) fn adopt(upgrade: &mut Upgrade<'_>, value: &mut Value, at: &Pointers) -> Moved {
    let mut moved = Vec::new();
    let Value::Object(schema) = value else {
        return moved;
    };
    if schema.contains_key("$ref") {
        return moved;
    }
    let newer: Vec<&str> = NEWER.into_iter().filter(|key| is_newer(schema, key)).collect();
    object_rules::convert_own(schema);
    property_names::convert(schema);
    // Rules that cannot be checked are reported as any other keyword.
    let is_rule = |key: &str| object_rules::RULE_KEYWORDS.contains(&key) || key == "propertyNames";
    let is_read = |key: &&str| !is_rule(key) || !schema.contains_key(*key);
    let newer: Vec<&str> = newer.into_iter().filter(is_read).collect();
    if newer.is_empty() {
        return moved;
    }
    for key in newer {
        let message = match key {
            "type" => "OpenAPI 3.0 has no lists of types, and no type `null`".to_owned(),
            "anyOf" | "oneOf" => "OpenAPI 3.0 has no type `null`".to_owned(),
            _ => format!("`{key}` is written as in OpenAPI 3.1"),
        };
        let help = "state `openapi: 3.1.0`, or write it as in 3.0; until then, it is read as in 3.1";
        let at = Location::new(upgrade.file, at.new.as_str()).child(key);
        upgrade
            .problems
            .push(Diagnostic::new("repaired", at, message, help));
    }
    rewrite(upgrade, schema, at, &mut moved);
    types(upgrade, schema, at, &mut moved);
    moved
}

/// Returns whether a schema somewhere in `tree` has a keyword as only OpenAPI 3.1 has it, or one that has to be rewritten.
pub(super) fn uses_newer_keywords(tree: &Value) -> bool {
    match tree {
        Value::Object(members) => {
            let is_used = |(key, value): (&String, &Value)| match key.as_str() {
                "not" => true,
                key => NEWER.contains(&key) && has_newer_form(key, value),
            };
            members.iter().any(is_used) || members.values().any(uses_newer_keywords)
        }
        Value::Array(items) => items.iter().any(uses_newer_keywords),
        _ => false,
    }
}

/// Returns true if `key` has a form that only OpenAPI 3.1 allows.
fn is_newer(schema: &Members, key: &str) -> bool {
    schema.get(key).is_some_and(|value| has_newer_form(key, value))
}

/// Returns true if only OpenAPI 3.1 allows this `value` of a keyword of [`NEWER`].
fn has_newer_form(key: &str, value: &Value) -> bool {
    match key {
        "type" => value.is_array() || value == "null",
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
        "examples" | "prefixItems" => value.is_array(),
        "contentEncoding" | "contentMediaType" => value.is_string(),
        "patternProperties" | "$defs" | "dependentRequired" | "dependentSchemas" | "if" | "propertyNames" => {
            value.is_object()
        }
        "anyOf" | "oneOf" => value
            .as_array()
            .is_some_and(|branches| branches.iter().any(is_of_type_null)),
        _ => true,
    }
}

/// Returns true if a schema has only the type `null`.
fn is_of_type_null(schema: &Value) -> bool {
    let typ = schema.get("type");
    typ.is_some_and(|typ| typ == "null" || *typ == json!(["null"]))
}

/// Rewrites the keywords that have another form in 3.0.
fn rewrite(upgrade: &mut Upgrade<'_>, schema: &mut Members, at: &Pointers, moved: &mut Moved) {
    // First, because the keywords of a branch may become those of the schema.
    null_branches(schema, moved);
    lift_definitions(upgrade, schema, at);
    examples(schema);
    constant(schema, moved);
    exclusive_bounds(schema);
    content(schema);
    tuple(upgrade, schema, at, moved);
    pattern_properties(upgrade, schema, at, moved);
}

/// Rewrites types: lists of them, and `null`.
fn types(upgrade: &mut Upgrade<'_>, schema: &mut Members, at: &Pointers, moved: &mut Moved) {
    type_list::convert(schema, moved);
    null_value(upgrade, schema, at);
    enumeration(schema);
}

fn boolean(upgrade: &mut Upgrade<'_>, allowed: bool, at: &Pointers) {
    // `additionalProperties: false` exists in 3.0 too, and is left to it by the caller.
    if !allowed {
        upgrade.problems.push(Diagnostic::new(
            "unsupported-keyword",
            Location::new(upgrade.file, at.new.as_str()),
            "the schema `false` allows no value; it is treated as any value",
            "remove the property or item, or describe its values",
        ));
    }
}

/// Moves the definitions of a schema to the components.
fn lift_definitions(upgrade: &mut Upgrade<'_>, schema: &mut Members, at: &Pointers) {
    for keyword in ["$defs", "definitions"] {
        if let Some(Value::Object(definitions)) = schema.remove(keyword) {
            let place = child(&at.original, keyword);
            for (key, definition) in definitions {
                upgrade.lifted.push((child(&place, &key), key, definition));
            }
        }
    }
}

fn examples(schema: &mut Members) {
    if let Some(Value::Array(examples)) = schema.remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        schema.entry("example").or_insert(first);
    }
}

/// Converts `const` to an enum of one value.
fn constant(schema: &mut Members, moved: &mut Moved) {
    if let Some(value) = schema.remove("const") {
        schema.insert("enum".to_owned(), Value::Array(vec![value]));
        moved.push(("/enum".to_owned(), "/const".to_owned()));
    }
}

/// Converts a numeric `exclusiveMinimum` to `minimum` with a flag; the narrower of two bounds is kept.
fn exclusive_bounds(schema: &mut Members) {
    for (exclusive, inclusive, narrower) in [
        ("exclusiveMinimum", "minimum", f64::gt as fn(&f64, &f64) -> bool),
        ("exclusiveMaximum", "maximum", f64::lt),
    ] {
        let Some(Value::Number(bound)) = schema.get(exclusive).cloned() else {
            continue;
        };
        let other = schema.get(inclusive).and_then(Value::as_f64);
        let replaces = match (bound.as_f64(), other) {
            (Some(bound), Some(other)) => bound == other || narrower(&bound, &other),
            _ => true,
        };
        if replaces {
            schema.insert(inclusive.to_owned(), Value::Number(bound));
            schema.insert(exclusive.to_owned(), Value::Bool(true));
        } else {
            schema.remove(exclusive);
        }
    }
}

/// `contentEncoding` and `contentMediaType` are formats of 3.0: `byte` for base64, `binary` for raw bytes.
fn content(schema: &mut Members) {
    let encoding = schema.remove("contentEncoding");
    let media_type = schema.remove("contentMediaType");
    schema.remove("contentSchema");
    let format = match (encoding.as_ref().and_then(Value::as_str), &media_type) {
        (Some("base64"), _) => "byte",
        (None | Some("binary"), Some(_)) => "binary",
        _ => return,
    };
    schema.entry("type").or_insert_with(|| "string".into());
    schema.entry("format").or_insert_with(|| format.into());
}

/// Converts a tuple to a list whose items are any of those listed, with the same bounds of the length. Reports that the
/// order of different items is not checked.
fn tuple(upgrade: &mut Upgrade<'_>, schema: &mut Members, at: &Pointers, moved: &mut Moved) {
    let Some(Value::Array(mut parts)) = schema.remove("prefixItems") else {
        return;
    };
    let listed = parts.len();
    schema.entry("type").or_insert_with(|| "array".into());
    match schema.remove("items") {
        Some(Value::Bool(false)) => {
            schema.entry("maxItems").or_insert_with(|| listed.into());
        }
        Some(rest @ Value::Object(_)) => parts.push(rest),
        _ => {}
    }
    let all_alike = parts.windows(2).all(|pair| pair[0] == pair[1]);
    if all_alike && let Some(only) = parts.pop() {
        moved.push(("/items".to_owned(), "/prefixItems/0".to_owned()));
        schema.insert("items".to_owned(), only);
        return;
    }
    upgrade.problems.push(Diagnostic::new(
        "unchecked-constraint",
        Location::new(upgrade.file, at.new.as_str()).child("prefixItems"),
        "the order of `prefixItems` is not checked: each item may be any of those listed",
        "no action is needed; compare the items yourself if you rely on their order",
    ));
    for index in 0..parts.len() {
        let before = if index < listed {
            format!("/prefixItems/{index}")
        } else {
            "/items".to_owned()
        };
        moved.push((format!("/items/anyOf/{index}"), before));
    }
    schema.insert("items".to_owned(), json!({ "anyOf": parts }));
}

/// Converts properties that match a pattern to additional properties: of the type of the pattern, or of one of several.
/// The names are checked if no others are allowed.
fn pattern_properties(upgrade: &mut Upgrade<'_>, schema: &mut Members, at: &Pointers, moved: &mut Moved) {
    let Some(Value::Object(patterns)) = schema.remove("patternProperties") else {
        return;
    };
    if patterns.is_empty() {
        return;
    }
    report_pattern_properties(upgrade, schema, &patterns, at);
    if schema.get("additionalProperties") == Some(&Value::Bool(true)) {
        return;
    }
    let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    if is_closed && !schema.contains_key("properties") {
        let names: Vec<String> = patterns.keys().cloned().collect();
        property_names::matching(schema, &names);
    }
    let mut parts: Vec<(String, Value)> = Vec::new();
    for (pattern, part) in patterns {
        let before = child("/patternProperties", &pattern);
        if !parts.iter().any(|(_, other)| *other == part) {
            parts.push((before, part));
        }
    }
    if let Some(rest @ Value::Object(_)) = schema.remove("additionalProperties") {
        parts.push(("/additionalProperties".to_owned(), rest));
    }
    schema.entry("type").or_insert_with(|| "object".into());
    if let [(before, _)] = parts.as_slice() {
        moved.push(("/additionalProperties".to_owned(), before.clone()));
        schema.insert("additionalProperties".to_owned(), parts.remove(0).1);
        return;
    }
    let branches: Vec<Value> = parts
        .into_iter()
        .enumerate()
        .map(|(index, (before, part))| {
            moved.push((format!("/additionalProperties/anyOf/{index}"), before));
            part
        })
        .collect();
    schema.insert("additionalProperties".to_owned(), json!({ "anyOf": branches }));
}

/// Reports what `validate` does not check, or checks too strictly, where a schema has `patternProperties`.
fn report_pattern_properties(upgrade: &mut Upgrade<'_>, schema: &Members, patterns: &Members, at: &Pointers) {
    let has_properties = schema.contains_key("properties");
    let mut types = patterns.values();
    let first = types.next();
    let has_one_type = types.all(|other| Some(other) == first);
    let message = match schema.get("additionalProperties") {
        Some(Value::Bool(true)) => {
            "the properties that match are not checked: additional properties may have any type"
        }
        None => {
            "additional properties that match no pattern are expected to have the types of those that match"
        }
        Some(Value::Bool(false)) if has_one_type && !has_properties => return,
        Some(Value::Bool(false)) if has_properties => "the names of additional properties are not checked",
        Some(_) => {
            "it is not checked which pattern a name matches: additional properties may have any of these types"
        }
    };
    let help = match schema.get("additionalProperties") {
        None => "state `additionalProperties: false` if all names match; otherwise, ignore such violations",
        Some(_) => "no action is needed; validate this constraint yourself if you rely on it",
    };
    let at = Location::new(upgrade.file, at.new.as_str()).child("patternProperties");
    let problem = Diagnostic::new("unchecked-constraint", at, message, help);
    upgrade.problems.push(problem);
}

/// Converts properties that no part of a schema names to additional properties of all parts together.
fn unevaluated_properties(schema: &mut Members, moved: &mut Moved) {
    match schema.remove("unevaluatedProperties") {
        None | Some(Value::Bool(true)) => {}
        Some(value) if !schema.contains_key("additionalProperties") => {
            moved.push((
                "/additionalProperties".to_owned(),
                "/unevaluatedProperties".to_owned(),
            ));
            schema.insert("additionalProperties".to_owned(), value);
        }
        Some(_) => {}
    }
}

fn report_unsupported(upgrade: &mut Upgrade<'_>, schema: &mut Members, at: &Pointers) {
    for key in UNSUPPORTED {
        let Some(value) = schema.remove(key) else { continue };
        if value != Value::Bool(true) && key != "then" && key != "else" {
            upgrade.removed(
                &at.new,
                key,
                "OpenAPI 3.0 has no keyword for it, and values that break it are accepted",
                "no action is needed; validate this constraint yourself if you rely on it",
            );
        }
    }
}

/// Converts a reference with other keywords to an `allOf` of the reference and these keywords.
fn reference_siblings(schema: &mut Members) {
    if schema.len() < 2 || !schema.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    let Some(reference) = schema.remove("$ref") else {
        return;
    };
    let reference = json!({ "$ref": reference });
    let has_effect = |key: &String| ANNOTATIONS.contains(&key.as_str()) && key != "summary";
    if !schema.keys().any(|key| has_effect(key) || is_constraint(key)) {
        // Extensions have no effect here.
        schema.clear();
        schema.insert("$ref".to_owned(), reference["$ref"].clone());
        return;
    }
    schema.remove("summary");
    match schema.get_mut("allOf") {
        Some(Value::Array(parts)) => parts.push(reference),
        _ => {
            schema.insert("allOf".to_owned(), json!([reference]));
        }
    }
}

fn is_constraint(key: &str) -> bool {
    key == object_rules::OBJECT_RULES
        || key == property_names::PROPERTY_NAMES
        || !key.starts_with("x-") && !ANNOTATIONS.contains(&key)
}

/// Removes a branch of `anyOf` or `oneOf` that only allows `null`, and makes the schema nullable.
fn null_branches(schema: &mut Members, moved: &mut Moved) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(branches)) = schema.get_mut(keyword) else {
            continue;
        };
        let before = branches.len();
        let mut kept = Vec::new();
        let mut originals = Vec::new();
        for (index, branch) in std::mem::take(branches).into_iter().enumerate() {
            if !is_null(&branch) {
                kept.push(branch);
                originals.push(index);
            }
        }
        if kept.len() == before {
            *branches = kept;
            continue;
        }
        schema.insert("nullable".to_owned(), Value::Bool(true));
        let single = kept.len() == 1;
        schema.shift_remove(keyword);
        if single {
            only_branch(
                schema,
                keyword,
                kept.pop().unwrap_or_default(),
                originals[0],
                moved,
            );
        } else if !kept.is_empty() {
            for (index, original) in originals.into_iter().enumerate() {
                moved.push((format!("/{keyword}/{index}"), format!("/{keyword}/{original}")));
            }
            schema.insert(keyword.to_owned(), Value::Array(kept));
        }
    }
}

/// Merges the only remaining branch into the schema if their keywords differ, otherwise adds it to `allOf`.
fn only_branch(schema: &mut Members, keyword: &str, branch: Value, original: usize, moved: &mut Moved) {
    let before = format!("/{keyword}/{original}");
    match branch {
        Value::Object(branch)
            if !branch.contains_key("$ref")
                && branch
                    .keys()
                    .all(|key| !schema.contains_key(key) && !key.starts_with('$')) =>
        {
            for (key, value) in branch {
                moved.extend(moved_below(&key, &value, &before));
                schema.insert(key, value);
            }
        }
        branch => {
            let parts = schema.entry("allOf").or_insert_with(|| json!([]));
            if let Value::Array(parts) = parts {
                moved.push((format!("/allOf/{}", parts.len()), before));
                parts.push(branch);
            }
        }
    }
}

/// Reports where the schemas in a keyword that was merged from a branch were.
fn moved_below(key: &str, value: &Value, before: &str) -> Moved {
    let below = |suffix: String| (format!("/{key}{suffix}"), format!("{before}/{key}{suffix}"));
    match (children(key), value) {
        (Some(Children::One(_)), _) => vec![below(String::new())],
        (Some(Children::Map(_)), Value::Object(members)) => {
            members.keys().map(|member| below(child("", member))).collect()
        }
        (Some(Children::List(_)), Value::Array(items)) => {
            (0..items.len()).map(|index| below(format!("/{index}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns true if the only value of a schema is `null`.
fn is_null(schema: &Value) -> bool {
    let null = Value::from("null");
    let only_null = |value: &Value| {
        value
            .as_array()
            .is_some_and(|all| all.iter().all(Value::is_null) && !all.is_empty())
    };
    schema
        .get("type")
        .is_some_and(|ty| *ty == null || *ty == json!(["null"]))
        || schema.get("enum").is_some_and(only_null)
        || schema.get("const").is_some_and(Value::is_null)
}

/// Converts a schema whose only value is `null` to nullable JSON: 3.0 has no such type.
fn null_value(upgrade: &mut Upgrade<'_>, schema: &mut Members, at: &Pointers) {
    if schema.get("type").and_then(Value::as_str) == Some("null") {
        upgrade.problems.push(Diagnostic::new(
            "unchecked-constraint",
            Location::new(upgrade.file, at.new.as_str()).child("type"),
            "the only value is `null`, but any value is accepted",
            "no action is needed; ignore the value",
        ));
        schema.remove("type");
        schema.remove("enum");
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// Adds the type of its values to an enum without a type; `null` among them makes it nullable.
fn enumeration(schema: &mut Members) {
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return;
    };
    let before = values.len();
    values.retain(|value| !value.is_null());
    let nullable = values.len() < before;
    let inferred = common_type(values);
    let empty = values.is_empty();
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    if empty {
        schema.remove("enum");
    } else if let Some(inferred) = inferred
        && !schema.contains_key("allOf")
    {
        schema.entry("type").or_insert_with(|| inferred.into());
    }
}

/// Returns the common type of all values; `None` if they have several, or are lists or objects.
fn common_type(values: &[Value]) -> Option<&'static str> {
    let of = |value: &Value| match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        _ => None,
    };
    let first = of(values.first()?)?;
    values
        .iter()
        .all(|value| of(value) == Some(first))
        .then_some(first)
}
