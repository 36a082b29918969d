//! Small schemas in all combinations of two keywords, and random ones of three: each results in Rust code or a
//! diagnostic.

use super::mutations::names_are_distinct;
use generator::diagnostic::{Level, Levels};
use generator::{Options, SourceFile, generate, render};
use serde_json::{Map, Value, json};
use std::panic::catch_unwind;
use std::path::Path;
use tests::random::{Random, rounds};

/// The number of schemas in one document.
const BATCH: usize = 60;
/// The usual number of random schemas of three parts.
const TRIPLES: u64 = 90;

/// Returns parts of schemas: a keyword, or keywords that belong together.
fn parts() -> Vec<Value> {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut parts: Vec<Value> = ["string", "integer", "number", "boolean", "array", "object"]
        .map(|name| json!({ "type": name }))
        .into();
    parts.extend([
        json!({ "type": ["string", "integer", "null"] }),
        json!({ "nullable": true }),
        json!({ "enum": ["a", "b", null] }),
        json!({ "enum": [1, 2, 3], "x-enum-varnames": ["One", "Two"] }),
        json!({ "enum": [0.5, "half", true] }),
        json!({ "enum": [true] }),
        json!({ "enum": [[1], {}] }),
        json!({ "const": "only" }),
        json!({ "allOf": [reference("Object")] }),
        json!({ "allOf": [reference("Object"), { "required": ["id"] }] }),
        json!({ "allOf": [reference("Text"), { "minLength": 2 }] }),
        json!({ "allOf": [reference("Numbers"), reference("Texts")] }),
        json!({ "oneOf": [reference("Object"), reference("Other")] }),
        json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }, { "type": "null" }] }),
        json!({ "oneOf": [{ "const": 1, "title": "First" }, { "const": 2, "title": "Second" }] }),
        json!({ "anyOf": [{ "required": ["a"] }, { "required": ["b"] }] }),
        json!({ "anyOf": [reference("Texts"), { "type": "string" }] }),
        json!({ "anyOf": [reference("Self"), { "type": "array", "items": reference("Self") }] }),
        json!({ "not": { "type": "string" } }),
        json!({ "properties": { "a": { "type": "string" }, "b": reference("Self") } }),
        json!({ "properties": { "a": { "readOnly": true, "type": "integer" }, "c": { "writeOnly": true } } }),
        json!({ "required": ["a", "b", "missing"] }),
        json!({ "additionalProperties": false }),
        json!({ "additionalProperties": { "type": "integer" } }),
        json!({ "additionalProperties": reference("Self") }),
        json!({ "patternProperties": { "^x-": reference("Text") } }),
        json!({ "items": { "type": "string", "nullable": true } }),
        json!({ "items": reference("Self"), "uniqueItems": true, "maxItems": 2 }),
        json!({ "minimum": 1, "maximum": 0 }),
        json!({ "minimum": -1.5, "exclusiveMinimum": true, "multipleOf": 0.5 }),
        json!({ "exclusiveMaximum": 10 }),
        json!({ "maximum": 1e300 }),
        json!({ "pattern": "^a+$", "maxLength": 3 }),
        json!({ "pattern": "(" }),
        json!({ "minLength": 3, "minProperties": 1 }),
        json!({ "format": "date-time" }),
        json!({ "format": "uint64" }),
        json!({ "format": "binary" }),
        json!({ "default": "a" }),
        json!({ "default": { "a": [null] }, "example": 1 }),
        json!({ "readOnly": true }),
        json!({ "writeOnly": true, "deprecated": true }),
        json!({ "discriminator": { "propertyName": "kind", "mapping": { "o": "Object", "x": "Gone" } } }),
        json!({ "description": "*/ ```\n# x", "title": "self" }),
    ]);
    parts
}

/// Merges parts into one schema; the last of equal keywords counts.
fn merged<'p>(parts: impl IntoIterator<Item = &'p Value>) -> Value {
    let members = parts.into_iter().filter_map(Value::as_object);
    let members: Map<String, Value> = members
        .flatten()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    Value::Object(members)
}

fn schemas() -> Vec<Value> {
    let parts = parts();
    let mut schemas: Vec<Value> = Vec::new();
    for (number, first) in parts.iter().enumerate() {
        schemas.extend(parts[number..].iter().map(|second| merged([first, second])));
    }
    let mut random = Random::new(20_260_504);
    schemas.extend((0..rounds(TRIPLES)).map(|_| {
        let three = [0; 3].map(|_| &parts[random.below(parts.len())]);
        merged(three)
    }));
    schemas
}

/// Returns a document with all of `schemas`: as components, and as properties of a body.
fn document(version: &str, schemas: &[Value]) -> Value {
    let named = |number: usize| format!("S{number}");
    let mut components = Map::new();
    let mut properties = Map::new();
    for (number, schema) in schemas.iter().enumerate() {
        components.insert(named(number), schema.clone());
        properties.insert(
            format!("r{number}"),
            json!({ "$ref": format!("#/components/schemas/S{number}") }),
        );
        properties.insert(format!("p{number}"), schema.clone());
    }
    let fixed = [
        (
            "Self",
            json!({ "type": "object", "properties": { "next": { "$ref": "#/components/schemas/Self" } } }),
        ),
        (
            "Object",
            json!({ "type": "object", "properties": { "id": { "type": "string" }, "kind": { "type": "string" } } }),
        ),
        (
            "Other",
            json!({ "type": "object", "required": ["other"], "properties": { "other": { "type": "integer" } } }),
        ),
        ("Text", json!({ "type": "string", "maxLength": 9 })),
        ("Texts", json!({ "type": "string", "enum": ["a", "b", "c"] })),
        ("Numbers", json!({ "type": "integer", "enum": [1, 2] })),
        ("All", json!({ "type": "object", "properties": properties })),
    ];
    components.extend(fixed.map(|(name, schema)| (name.to_owned(), schema)));
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/All" } } });
    json!({
        "openapi": version,
        "info": { "title": "Sweep", "version": "1" },
        "paths": { "/all": { "post": {
            "operationId": "all",
            "parameters": schemas.iter().enumerate().map(|(number, schema)| {
                json!({ "name": format!("q{number}"), "in": "query", "schema": schema })
            }).collect::<Vec<_>>(),
            "requestBody": { "content": content, "required": true },
            "responses": { "200": { "description": "ok", "content": content } },
        } } },
        "components": { "schemas": components },
    })
}

#[test]
fn every_combination_of_keywords_gives_rust_or_a_diagnostic() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema_sweep");
    std::fs::create_dir_all(&folder).expect("a folder");
    let (schemas, mut documents, mut written) = (schemas(), 0, 0);
    assert!(schemas.len() > 1_000, "{}", schemas.len());
    for (number, batch) in schemas.chunks(BATCH).enumerate() {
        for version in ["3.0.3", "3.1.0"] {
            let text = document(version, batch).to_string();
            // Kept for compiling some of the crates.
            std::fs::write(folder.join(format!("{number}-{version}.json")), &text).expect("a file");
            documents += 1;
            written += usize::from(sweep(&text));
        }
    }
    assert_eq!(written, documents, "every problem is a warning here");
}

/// Generates the crate of a document, and returns whether it was written.
fn sweep(text: &str) -> bool {
    let mut levels = Levels::default();
    levels.set("all", Level::Warn).expect("a level for all");
    let options = Options {
        crate_name: "sweep".to_owned(),
        levels,
        ..Options::default()
    };
    let file = SourceFile::new("openapi.json", text);
    let outcome = catch_unwind(move || generate(vec![file], &options));
    match outcome.unwrap_or_else(|_| panic!("panics:\n{text}")) {
        Ok(generated) => {
            let own = |path: &str| path.ends_with(".rs") && !path.starts_with("src/runtime/");
            for file in generated.files.iter().filter(|file| own(&file.path)) {
                let parsed = syn::parse_file(&file.text);
                assert!(
                    parsed.is_ok(),
                    "{} is not Rust:\n{}\n{text}",
                    file.path,
                    file.text
                );
                assert!(
                    names_are_distinct(&parsed.expect("checked")),
                    "{}\n{text}",
                    file.path
                );
            }
            true
        }
        Err(failed) => {
            let rendered = render::text(&failed.diagnostics, &failed.sources);
            assert!(rendered.contains("error["), "a failure without an error:\n{text}");
            false
        }
    }
}
