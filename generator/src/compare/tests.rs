//! Tests of the comparison: each compares two versions of a few lines of YAML, and the reported changes.

use super::{Options, compare};
use crate::ir::Api;
use crate::load::SourceFile;

/// Returns the model of a document whose operation sends and returns the schema `A` of `components`, and has `parameters`.
fn model(parameters: &str, components: &str) -> Api {
    let schema = "{application/json: {schema: {$ref: '#/components/schemas/A'}}}";
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: putA\n      \
         parameters: [{parameters}]\n      requestBody: {{content: {schema}}}\n      \
         responses: {{'200': {{description: d, content: {schema}}}}}\ncomponents:\n  schemas: {{{components}}}\n"
    );
    let files = vec![SourceFile::new("openapi.yaml", document)];
    let model = crate::model(files, &crate::Options::default());
    model
        .unwrap_or_else(|failed| panic!("{:#?}", failed.diagnostics))
        .api
}

/// Compares two models, and the changes with `expected`: a line for each, with its impacts, its kind and its sentence.
fn check_models(old: &Api, new: &Api, expected: &[&str]) {
    let options = Options {
        today: "2026-01-20".parse().expect("a date"),
        modules: true,
    };
    let changes = compare(old, new, &options);
    let lines = changes.iter().map(|change| {
        let (wire, source) = (change.wire.name(), change.source.name());
        format!("{wire}/{source} {}: {}", change.rule, change.message)
    });
    assert_eq!(lines.collect::<Vec<_>>(), expected);
}

/// Compares the components `old` with `new`.
fn check(old: &str, new: &str, expected: &[&str]) {
    check_models(&model("", old), &model("", new), expected);
}

#[test]
fn equal_schemas_in_another_order_have_no_changes() {
    check(
        "A: {type: object, properties: {b: {type: string}, c: {type: integer}}}",
        "A: {properties: {c: {type: integer}, b: {type: string}}, type: object}",
        &[],
    );
}

#[test]
fn an_optional_property_is_an_addition() {
    check(
        "A: {type: object, properties: {b: {type: string}}}",
        "A: {type: object, properties: {b: {type: string}, owner: {type: string}}}",
        &["ok/additive property-added: `A` gained the optional property `owner` (in requests and responses)"],
    );
}

#[test]
fn a_removed_property_breaks() {
    check(
        "A: {type: object, properties: {b: {type: string}, owner: {type: string}}}",
        "A: {type: object, properties: {b: {type: string}}}",
        &["breaking/breaking property-removed: `A` lost the property `owner` (in requests and responses)"],
    );
}

#[test]
fn a_nullable_property_changes_its_rust_type() {
    check(
        "A: {type: object, properties: {b: {type: string}}}",
        "A: {type: object, properties: {b: {type: string, nullable: true}}}",
        &["ok/additive nullable-set: `A.b` may now be null (in requests and responses)"],
    );
}

#[test]
fn a_raised_minimum_breaks_requests_but_no_code() {
    check(
        "A: {type: object, properties: {b: {type: integer, minimum: 1}}}",
        "A: {type: object, properties: {b: {type: integer, minimum: 2}}}",
        &[
            "breaking/none bound-tighter: `A.b` now has to be at least 2, was at least 1 (in requests and responses)",
        ],
    );
}

#[test]
fn a_lowered_minimum_is_compatible() {
    check(
        "A: {type: object, properties: {b: {type: integer, minimum: 2}}}",
        "A: {type: object, properties: {b: {type: integer, minimum: 1}}}",
        &["ok/none bound-looser: `A.b` now has to be at least 1, was at least 2 (in requests and responses)"],
    );
}

#[test]
fn another_type_breaks() {
    check(
        "A: {type: object, properties: {b: {type: string}}}",
        "A: {type: object, properties: {b: {type: integer}}}",
        &["breaking/breaking type-changed: `A.b` is now integer, was string (in requests and responses)"],
    );
}

#[test]
fn similar_enum_values_are_a_rename() {
    check(
        "A: {type: object, properties: {state: {type: string, enum: [FULL, DRY]}}}",
        "A: {type: object, properties: {state: {type: string, enum: [FULL, DRYING]}}}",
        &[
            "breaking/breaking enum-value-renamed: value `DRY` of `A/state` is now called `DRYING` (in requests and responses)",
        ],
    );
}

#[test]
fn a_variant_is_an_addition() {
    let schemas = "Frog: {type: object, properties: {f: {type: string}}}, Newt: {type: object, properties: {n: {type: string}}}, \
                   Toad: {type: object, properties: {t: {type: string}}}";
    let union = |names: &[&str]| {
        let variants = names
            .iter()
            .map(|name| format!("{{$ref: '#/components/schemas/{name}'}}"));
        format!(
            "A: {{oneOf: [{}]}}, {schemas}",
            variants.collect::<Vec<_>>().join(", ")
        )
    };
    check(
        &union(&["Frog", "Toad"]),
        &union(&["Frog", "Toad", "Newt"]),
        &["ok/additive variant-added: `A` gained the variant `Newt` (in requests and responses)"],
    );
}

#[test]
fn a_required_parameter_breaks() {
    let schema = "A: {type: object, properties: {b: {type: string}}}";
    let parameter = "{name: envelope, in: query, required: true, schema: {type: boolean}}";
    check_models(
        &model("", schema),
        &model(parameter, schema),
        &["breaking/breaking parameter-added: the query parameter `envelope` is new, and required"],
    );
}

#[test]
fn a_read_only_property_only_counts_in_responses() {
    check(
        "A: {type: object, properties: {b: {type: string}}}",
        "A: {type: object, properties: {b: {type: string}, id: {type: string, readOnly: true}}}",
        &["ok/additive property-added: `A` gained the optional property `id` (in responses)"],
    );
}

#[test]
fn a_removed_operation_breaks_its_callers() {
    let schema = "A: {type: object, properties: {b: {type: string}}}";
    let old = model("", schema);
    let mut new = model("", schema);
    new.operations.clear();
    check_models(
        &old,
        &new,
        &["broken/breaking operation-removed: `putA` is gone (POST /a)"],
    );
}
