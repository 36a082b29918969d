//! Pairs of documents with the verdict that drift has to reach, from the tables in `verdicts/`.

use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// Two documents, and the verdicts on the change and on its reverse as `wire/source`.
pub struct Pair {
    /// The changed node.
    pub name: String,
    /// It is one of the changes of a schema in a position.
    pub is_of_schema: bool,
    /// The old document.
    pub old: Value,
    /// The new document.
    pub new: Value,
    /// The verdict on the change.
    pub there: String,
    /// The verdict on the reverse change.
    pub back: String,
}

/// Returns all pairs of both tables.
pub fn all() -> Vec<Pair> {
    let mut pairs = schemas();
    pairs.extend(operations());
    pairs
}

/// Returns the pairs of `verdicts/schemas.toml`: each change in each position.
fn schemas() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for change in changes("schemas.toml") {
        let [old, new] = ["old", "new"].map(|key| yaml(text(&change[key])));
        for (role, positions) in POSITIONS {
            let Some(verdicts) = change.get(role) else {
                continue;
            };
            for position in positions.iter().filter(|position| is_tried(&change, position)) {
                let own = change.get("except").and_then(|except| except.get(position));
                let [old, new] = [&old, &new].map(|schema| document(position, schema.clone()));
                let name = format!("{}: {position}", text(&change["what"]));
                let verdicts = text(own.unwrap_or(verdicts));
                let pair = pair(name, old, new, verdicts);
                pairs.push(Pair {
                    is_of_schema: true,
                    ..pair
                });
            }
        }
    }
    pairs
}

/// Returns the pairs of `verdicts/operations.toml`: two merge patches of one document.
fn operations() -> Vec<Pair> {
    let base = yaml(&read("base.yaml"));
    let patched = |change: &toml::Table, key: &str| {
        let mut document = base.clone();
        if let Some(patch) = change.get(key) {
            merge(&mut document, &yaml(text(patch)));
        }
        document
    };
    let changes = changes("operations.toml");
    let pairs = changes.iter().map(|change| {
        let name = text(&change["what"]).to_owned();
        let (old, new) = (patched(change, "old"), patched(change, "new"));
        pair(name, old, new, text(&change["verdicts"]))
    });
    pairs.collect()
}

fn pair(name: String, old: Value, new: Value, verdicts: &str) -> Pair {
    let (there, back) = verdicts.split_once(' ').expect("two verdicts");
    Pair {
        name,
        is_of_schema: false,
        old,
        new,
        there: there.to_owned(),
        back: back.to_owned(),
    }
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("verdicts").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn changes(name: &str) -> Vec<toml::Table> {
    let table: toml::Table = read(name).parse().expect("TOML");
    let changes = table["change"].as_array().expect("an array of tables");
    let changes = changes
        .iter()
        .map(|change| change.as_table().expect("a table").clone());
    changes.collect()
}

fn text(value: &toml::Value) -> &str {
    value.as_str().expect("a string")
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Applies a JSON merge patch (RFC 7396).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Some(own) = target.as_object_mut() else {
        return;
    };
    for (key, value) in patch {
        match value {
            Value::Null => _ = own.shift_remove(key),
            value => merge(own.entry(key.clone()).or_insert(Value::Null), value),
        }
    }
}

/// The locations of a schema by the key of their verdicts.
const POSITIONS: [(&str, &[&str]); 4] = [
    (
        "response",
        &[
            "optional property of a response",
            "required property of a response",
            "item of a response",
            "map value of a response",
            "body of a response",
            "optional property of a variant of a response",
        ],
    ),
    (
        "request",
        &[
            "optional property of a request",
            "required property of a request",
            "item of a request",
            "map value of a request",
            "body of a request",
            "optional property of a variant of a request",
        ],
    ),
    (
        "both",
        &[
            "optional property of both directions",
            "required property of both directions",
            "item of both directions",
            "map value of both directions",
            "body of both directions",
        ],
    ),
    (
        "parameter",
        &[
            "query parameter",
            "required query parameter",
            "header parameter",
            "path parameter",
            "item of a query parameter",
        ],
    ),
];

fn is_tried(change: &toml::Table, position: &str) -> bool {
    let Some(listed) = change.get("positions") else {
        return true;
    };
    let listed = listed.as_array().expect("a list of positions");
    let all = || POSITIONS.iter().flat_map(|(_, positions)| *positions);
    let is_known = |own: &toml::Value| all().any(|position| *position == text(own));
    assert!(listed.iter().all(is_known), "an unknown position: {listed:?}");
    listed.iter().any(|own| text(own) == position)
}

/// The schemas that every document has.
static SCHEMAS: LazyLock<Value> = LazyLock::new(|| {
    yaml(
        "
Short: {type: string, maxLength: 3}
Fish: {type: object, required: [fins], properties: {fins: {type: integer}}}
FishTwin: {type: object, required: [fins], properties: {fins: {type: integer}}}
Bird: {type: object, required: [wings], properties: {wings: {type: integer}}}
Frog: {type: object, required: [legs], properties: {legs: {type: integer}}}
Stone: {type: object, required: [weight], properties: {weight: {type: number}}}
",
    )
});

/// Returns a document with a schema in a position.
fn document(position: &str, schema: Value) -> Value {
    let mut schemas = SCHEMAS.clone();
    let paths = match position.rsplit_once(" of ") {
        Some((inner, "a response")) => response(&body(inner, schema, &mut schemas)),
        Some((inner, "a request")) => request(&body(inner, schema, &mut schemas)),
        Some((inner, "both directions")) => {
            schemas["Thing"] = body(inner, schema, &mut schemas);
            both()
        }
        _ => parameter(position, schema),
    };
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

/// Returns the schema of a body that contains `schema`; a variant is added to `schemas`.
fn body(position: &str, schema: Value, schemas: &mut Value) -> Value {
    let object = |schema: Value| json!({"type": "object", "properties": {"value": schema}});
    match position {
        "optional property" => object(schema),
        "required property" => {
            json!({"type": "object", "required": ["value"], "properties": {"value": schema}})
        }
        "item" => object(json!({"type": "array", "items": schema})),
        "map value" => object(json!({"type": "object", "additionalProperties": schema})),
        "body" => schema,
        "optional property of a variant" => {
            schemas["One"] = json!({
                "type": "object",
                "required": ["one"],
                "properties": {"one": {"type": "integer"}, "value": schema},
            });
            let [one, stone] = ["One", "Stone"].map(|name| format!("#/components/schemas/{name}"));
            json!({"oneOf": [{"$ref": one}, {"$ref": stone}]})
        }
        other => panic!("an unknown position: {other}"),
    }
}

fn response(schema: &Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    let responses = json!({"200": {"description": "fine", "content": content}});
    json!({"/things": {"get": {"operationId": "getThing", "responses": responses}}})
}

fn request(schema: &Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    let body = json!({"required": true, "content": content});
    let responses = json!({"204": {"description": "fine"}});
    let operation = json!({"operationId": "addThing", "requestBody": body, "responses": responses});
    json!({"/things": {"post": operation}})
}

/// Returns an operation that receives and returns a `Thing`.
fn both() -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    let responses = json!({"200": {"description": "fine", "content": content}});
    let body = json!({"required": true, "content": content});
    let operation = json!({"operationId": "addThing", "requestBody": body, "responses": responses});
    json!({"/things": {"post": operation}})
}

fn parameter(position: &str, schema: Value) -> Value {
    let (place, required, schema) = match position {
        "query parameter" => ("query", false, schema),
        "required query parameter" => ("query", true, schema),
        "header parameter" => ("header", true, schema),
        "path parameter" => ("path", true, schema),
        "item of a query parameter" => ("query", false, json!({"type": "array", "items": schema})),
        other => panic!("an unknown position: {other}"),
    };
    let parameter = json!({"name": "value", "in": place, "required": required, "schema": schema});
    let responses = json!({"204": {"description": "fine"}});
    let operation = json!({"operationId": "getThing", "parameters": [parameter], "responses": responses});
    let path = if place == "path" {
        "/things/{value}"
    } else {
        "/things"
    };
    let mut paths = Map::new();
    paths.insert(path.to_owned(), json!({"get": operation}));
    Value::Object(paths)
}
