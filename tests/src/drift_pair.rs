//! Two documents with any number of differences.

use generator::SourceFile;
use generator::drift::{Drift, Input, drift};

/// Returns the report on two documents with `count` changes of several rules and weights.
///
/// # Panics
///
/// If the documents cannot be compared.
pub fn report(count: usize) -> Drift {
    compare(&document(count, false), &document(count, true))
}

/// Compares two documents on a fixed day.
///
/// # Panics
///
/// If they cannot be compared.
pub fn compare(old: &str, new: &str) -> Drift {
    let input = Input {
        origins: Default::default(),
        baseline: vec![SourceFile::new("old.yaml", old.as_bytes().to_vec()).shown_as("api/old.yaml")],
        upstream: vec![SourceFile::new("new.yaml", new.as_bytes().to_vec())],
        settings: Vec::new(),
        only: Vec::new(),
        today: "2026-01-20".parse().expect("a date"),
    };
    drift(input).unwrap_or_else(|failed| panic!("{failed:?}"))
}

/// Returns a document with a schema for each change; ten operations in two versions use them.
fn document(count: usize, is_new: bool) -> String {
    let mut text = String::from("openapi: 3.0.3\ninfo: {title: Ponds, version: v1}\npaths:\n");
    let operations = count.min(10);
    for operation in 0..operations {
        text.push_str(&format!(
            "  /ponds{operation}:\n    get:\n      operationId: getPond{operation}\n      tags: [Ponds]\n      externalDocs: {{url: 'https://docs.example.com/ponds/{operation}'}}\n      responses:\n        '200':\n          description: fine\n          content:\n"
        ));
        let version = if operation % 2 == 0 {
            "2024-01-01"
        } else {
            "2025-02-03"
        };
        let schema = format!("schema: {{$ref: '#/components/schemas/Pond{operation}'}}");
        text.push_str(&format!(
            "            application/vnd.atlas.{version}+json: {{{schema}}}\n"
        ));
    }
    text.push_str("components:\n  schemas:\n");
    for index in 0..operations {
        text.push_str(&format!(
            "    Pond{index}:\n      type: object\n      properties:\n"
        ));
        for fish in (index..count).step_by(operations) {
            text.push_str(&format!(
                "        fish{fish}: {{$ref: '#/components/schemas/Fish{fish}'}}\n"
            ));
        }
    }
    text.extend((0..count).map(|fish| schema(fish, is_new)));
    text
}

/// Returns a schema that differs between the documents in one way.
fn schema(index: usize, is_new: bool) -> String {
    let [name, kind, extra] = match (index % 5, is_new) {
        (0, true) => ["{type: string, nullable: true}", "[A, B]", ""],
        (1, true) => ["{type: string}", "[A, B, C]", ""],
        (2, false) => ["{type: string}", "[A, B]", "        gone: {type: integer}\n"],
        (3, true) => ["{type: integer}", "[A, B]", ""],
        (4, true) => ["{type: string}", "[A, B]", "        added: {type: integer}\n"],
        _ => ["{type: string}", "[A, B]", ""],
    };
    let properties = format!("        name: {name}\n        kind: {{type: string, enum: {kind}}}\n{extra}");
    format!(
        "    Fish{index}:\n      type: object\n      properties:\n        own{index}: {{type: boolean}}\n{properties}"
    )
}
