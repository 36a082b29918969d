//! Tests of each conversion on a small tree.

use super::{MovedPointers, SpecVersion, upgrade};
use crate::diagnostic::Diagnostic;
use serde_json::{Value, json};

fn upgraded(mut tree: Value) -> (Value, MovedPointers, Vec<Diagnostic>) {
    let version = SpecVersion::of(tree.as_object().expect("an object")).expect("a version");
    let (moved, problems) = upgrade("api.yaml", version, &mut tree);
    (tree, moved, problems)
}

/// Converts the schema of a 3.1 document, and expects no diagnostic.
#[track_caller]
fn becomes(schema: Value, expected: Value) {
    becomes_with(schema, expected, &[]);
}

/// Converts the schema of a 3.1 document, and expects diagnostics with these codes.
#[track_caller]
fn becomes_with(schema: Value, expected: Value, codes: &[&str]) {
    let (schema, problems) = schema_of(schema);
    assert_eq!(schema, expected);
    let found: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(found, codes, "{problems:?}");
}

fn schema_of(schema: Value) -> (Value, Vec<Diagnostic>) {
    let document = json!({ "openapi": "3.1.0", "info": {}, "components": { "schemas": { "S": schema } } });
    let (tree, _, problems) = upgraded(document);
    (tree["components"]["schemas"]["S"].clone(), problems)
}

#[test]
fn versions_are_read_from_the_root() {
    let of = |tree: Value| SpecVersion::of(tree.as_object().expect("an object"));
    assert_eq!(of(json!({ "openapi": "3.0.3" })), Some(SpecVersion::V3_0));
    assert_eq!(of(json!({ "openapi": "3.1.0" })), Some(SpecVersion::V3_1));
    assert_eq!(of(json!({ "openapi": 3.1 })), Some(SpecVersion::V3_1));
    assert_eq!(of(json!({ "openapi": "3.2.0" })), Some(SpecVersion::V3_2));
    assert_eq!(of(json!({ "swagger": "2.0" })), Some(SpecVersion::Swagger2));
    assert_eq!(of(json!({ "openapi": "4.0.0" })), None);
    assert_eq!(of(json!({ "openapi": "3.10" })), None);
    assert_eq!(of(json!({})), None);
}

#[test]
fn null_in_a_type_list_is_nullable() {
    becomes(
        json!({ "type": ["string", "null"], "maxLength": 3 }),
        json!({ "type": "string", "maxLength": 3, "nullable": true }),
    );
    for only in [json!("null"), json!(["null"])] {
        let unchecked = &["unchecked-constraint"];
        becomes_with(json!({ "type": only }), json!({ "nullable": true }), unchecked);
    }
}

#[test]
fn several_types_are_a_union_and_each_takes_its_keywords() {
    becomes(
        json!({ "type": ["string", "integer"], "pattern": "a", "minimum": 1, "format": "int32", "description": "d" }),
        json!({ "description": "d", "anyOf": [
            { "type": "string", "pattern": "a" },
            { "type": "integer", "minimum": 1, "format": "int32" },
        ] }),
    );
    becomes(
        json!({ "type": ["integer", "number"] }),
        json!({ "type": "number" }),
    );
}

#[test]
fn a_null_branch_makes_the_schema_nullable() {
    becomes(
        json!({ "anyOf": [{ "$ref": "#/components/schemas/T" }, { "type": "null" }], "description": "d" }),
        json!({ "description": "d", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/T" }] }),
    );
    becomes(
        json!({ "oneOf": [{ "type": "string" }, { "type": "null" }] }),
        json!({ "nullable": true, "type": "string" }),
    );
    becomes(
        json!({ "anyOf": [{ "type": "null" }, { "type": "string" }, { "type": "boolean" }] }),
        json!({ "nullable": true, "anyOf": [{ "type": "string" }, { "type": "boolean" }] }),
    );
}

#[test]
fn constants_and_enums_get_the_type_of_their_values() {
    becomes(
        json!({ "const": "a" }),
        json!({ "enum": ["a"], "type": "string" }),
    );
    becomes(
        json!({ "enum": [1, 2, null] }),
        json!({ "enum": [1, 2], "nullable": true, "type": "integer" }),
    );
    becomes(json!({ "const": null }), json!({ "nullable": true }));
}

#[test]
fn exclusive_bounds_are_flags_and_the_narrower_bound_is_kept() {
    becomes(
        json!({ "exclusiveMinimum": 1 }),
        json!({ "minimum": 1, "exclusiveMinimum": true }),
    );
    becomes(
        json!({ "exclusiveMinimum": 1, "minimum": 5 }),
        json!({ "minimum": 5 }),
    );
    becomes(
        json!({ "exclusiveMaximum": 1, "maximum": 5 }),
        json!({ "exclusiveMaximum": true, "maximum": 1 }),
    );
}

#[test]
fn a_reference_with_siblings_is_an_all_of() {
    becomes(
        json!({ "$ref": "#/components/schemas/T", "description": "d" }),
        json!({ "description": "d", "allOf": [{ "$ref": "#/components/schemas/T" }] }),
    );
    becomes(
        json!({ "$ref": "#/components/schemas/T", "x-note": 1 }),
        json!({ "$ref": "#/components/schemas/T" }),
    );
}

#[test]
fn tuples_patterns_of_names_and_encodings_have_a_form_in_3_0() {
    let (tuple, problems) =
        schema_of(json!({ "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false }));
    assert_eq!(
        tuple,
        json!({ "type": "array", "maxItems": 2, "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] } })
    );
    assert_eq!((problems.len(), problems[0].code), (1, "unchecked-constraint"));
    assert_eq!(problems[0].at.pointer, "/components/schemas/S/prefixItems");
    becomes(
        json!({ "prefixItems": [{ "type": "string" }, { "type": "string" }], "maxItems": 2 }),
        json!({ "type": "array", "maxItems": 2, "items": { "type": "string" } }),
    );
    becomes(
        json!({ "patternProperties": { "^x": { "type": "string" } }, "additionalProperties": false }),
        json!({
            "additionalProperties": { "type": "string" },
            "type": "object",
            "x-property-names": { "pattern": "^x" },
        }),
    );
    becomes(
        json!({ "contentEncoding": "base64" }),
        json!({ "type": "string", "format": "byte" }),
    );
    becomes(
        json!({ "contentMediaType": "application/octet-stream" }),
        json!({ "type": "string", "format": "binary" }),
    );
    becomes(json!({ "examples": [1, 2] }), json!({ "example": 1 }));
}

#[test]
fn unsupported_keywords_are_removed_and_reported() {
    let (schema, problems) =
        schema_of(json!({ "type": "object", "if": {}, "then": {}, "propertyNames": { "not": {} } }));
    assert_eq!(schema, json!({ "type": "object" }));
    let at: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code, problem.at.pointer.as_str()))
        .collect();
    assert_eq!(
        at,
        [
            ("unsupported-keyword", "/components/schemas/S/if"),
            ("unsupported-keyword", "/components/schemas/S/propertyNames"),
        ]
    );
}

#[test]
fn definitions_become_components_and_references_follow_them() {
    let (tree, moved, problems) = upgraded(json!({
        "openapi": "3.1.0",
        "components": { "schemas": {
            "S": {
                "$defs": { "T": { "type": ["string", "null"] } },
                "items": { "$ref": "#/components/schemas/S/$defs/T" },
            },
            "T": { "type": "integer" },
        } },
    }));
    assert_eq!(problems, []);
    let schemas = &tree["components"]["schemas"];
    assert_eq!(
        schemas["S"],
        json!({ "items": { "$ref": "#/components/schemas/S_T" } })
    );
    assert_eq!(schemas["S_T"], json!({ "type": "string", "nullable": true }));
    assert_eq!(
        moved.original("/components/schemas/S_T/nullable"),
        "/components/schemas/S/$defs/T/nullable"
    );
}

#[test]
fn moved_parts_keep_their_original_location() {
    let (_, moved, _) = upgraded(json!({
        "openapi": "3.1.0",
        "components": { "schemas": { "S": { "anyOf": [{ "type": "null" }, { "properties": { "a": { "type": "null" } } }, {}] } } },
    }));
    assert_eq!(
        moved.original("/components/schemas/S/anyOf/0/properties/a"),
        "/components/schemas/S/anyOf/1/properties/a"
    );
    assert_eq!(moved.original("/components/schemas/T"), "/components/schemas/T");
}

#[test]
fn names_of_a_swagger_document_may_be_words_of_the_specification() {
    let reference = json!({ "$ref": "#/definitions/example" });
    let (tree, _, problems) = upgraded(json!({
        "swagger": "2.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/jobs": { "get": { "responses": { "default": { "description": "d", "schema": reference } } } } },
        "definitions": {
            "example": { "type": "object", "properties": { "default": reference, "enum": { "type": "string", "x-nullable": true } } },
            "Data": { "type": "object", "default": { "$ref": "#/definitions/example" } },
        },
    }));
    assert_eq!(problems, []);
    let moved = json!({ "$ref": "#/components/schemas/example" });
    let response = &tree["paths"]["/jobs"]["get"]["responses"]["default"];
    assert_eq!(response["content"]["application/json"]["schema"], moved);
    let schemas = &tree["components"]["schemas"];
    assert_eq!(schemas["example"]["properties"]["default"], moved);
    assert_eq!(schemas["example"]["properties"]["enum"]["nullable"], json!(true));
    assert_eq!(schemas["Data"]["default"], reference, "a default is data");
}

#[test]
fn a_swagger_document_becomes_an_openapi_document() {
    let (tree, moved, problems) = upgraded(json!({
        "swagger": "2.0",
        "info": { "title": "t", "version": "1" },
        "host": "api.example.com",
        "basePath": "/v1",
        "schemes": ["http", "https"],
        "produces": ["application/json"],
        "paths": { "/jobs": { "post": {
            "parameters": [
                { "name": "job", "in": "body", "required": true, "schema": { "$ref": "#/definitions/Job" } },
                { "name": "tags", "in": "query", "type": "array", "items": { "type": "string" }, "collectionFormat": "pipes" },
            ],
            "responses": { "200": { "description": "d", "schema": { "$ref": "#/definitions/Job" } } },
        } } },
        "definitions": { "Job": { "type": "object", "x-nullable": true } },
        "securityDefinitions": { "login": { "type": "basic" } },
    }));
    assert_eq!(problems, []);
    assert_eq!(
        tree["servers"],
        json!([{ "url": "https://api.example.com/v1" }, { "url": "http://api.example.com/v1" }])
    );
    let operation = &tree["paths"]["/jobs"]["post"];
    let job = json!({ "schema": { "$ref": "#/components/schemas/Job" } });
    assert_eq!(
        operation["requestBody"],
        json!({ "content": { "application/json": job }, "required": true })
    );
    assert_eq!(
        operation["responses"]["200"]["content"],
        json!({ "application/json": job })
    );
    assert_eq!(
        operation["parameters"],
        json!([{
            "name": "tags", "in": "query", "style": "pipeDelimited", "explode": false,
            "schema": { "type": "array", "items": { "type": "string" } },
        }])
    );
    assert_eq!(
        tree["components"]["schemas"]["Job"],
        json!({ "type": "object", "x-nullable": true, "nullable": true })
    );
    assert_eq!(
        tree["components"]["securitySchemes"]["login"],
        json!({ "type": "http", "scheme": "basic" })
    );
    assert_eq!(
        moved.original("/components/schemas/Job/type"),
        "/definitions/Job/type"
    );
    assert_eq!(
        moved.original("/paths/~1jobs/post/parameters/0/name"),
        "/paths/~1jobs/post/parameters/1/name"
    );
}

#[test]
fn forms_of_swagger_have_shared_fields_and_separators() {
    let list = |name: &str, format: &str| {
        let items = json!({ "type": "string" });
        json!({ "name": name, "in": "formData", "type": "array", "items": items, "collectionFormat": format })
    };
    let (tree, moved, problems) = upgraded(json!({
        "swagger": "2.0", "info": { "title": "t", "version": "1" },
        "parameters": { "kind": { "name": "kind", "in": "formData", "type": "string", "required": true } },
        "paths": { "/a": { "post": {
            "parameters": [
                { "$ref": "#/parameters/kind" }, list("some", "csv"), list("each", "multi"), list("piped", "pipes"),
                { "name": "X-Ids", "in": "header", "type": "array", "items": {}, "collectionFormat": "pipes" },
            ],
            "responses": {},
        } } },
    }));
    let content = &tree["paths"]["/a"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
    assert_eq!(content["schema"]["required"], json!(["kind"]));
    let style = |style: &str, explode: bool| json!({ "style": style, "explode": explode });
    assert_eq!(
        content["encoding"],
        json!({ "some": style("form", false), "each": style("form", true), "piped": style("pipeDelimited", false) })
    );
    assert_eq!(problems.len(), 1);
    let original = moved.original(&problems[0].at.pointer);
    assert_eq!(original, "/paths/~1a/post/parameters/4/collectionFormat");
}

#[test]
fn parts_have_the_styles_of_swagger_and_3_1_and_none_in_3_0() {
    let list = json!({ "name": "l", "in": "formData", "type": "array", "items": { "type": "string" } });
    let (tree, ..) = upgraded(json!({
        "swagger": "2.0", "info": { "title": "t", "version": "1" }, "consumes": ["multipart/form-data"],
        "paths": { "/a": { "post": { "parameters": [list], "responses": {} } } },
    }));
    let encoding = |tree: &Value| {
        tree["paths"]["/a"]["post"]["requestBody"]["content"]["multipart/form-data"]["encoding"].clone()
    };
    let styled = json!({ "l": { "style": "form", "explode": false, "x-styled-part": true } });
    assert_eq!(encoding(&tree), styled);
    let document = |version: &str| {
        let content = json!({ "multipart/form-data": {
            "schema": { "type": "object", "properties": { "l": { "type": "array", "items": { "type": "string" } } } },
            "encoding": { "l": { "style": "form", "explode": false } },
        } });
        json!({
            "openapi": version, "info": { "title": "t", "version": "1" },
            "paths": { "/a": { "post": { "requestBody": { "content": content }, "responses": {} } } },
        })
    };
    assert_eq!(encoding(&upgraded(document("3.1.0")).0), styled);
    let plain = json!({ "l": { "style": "form", "explode": false } });
    assert_eq!(encoding(&upgraded(document("3.0.3")).0), plain);
}

#[test]
fn keywords_of_3_1_in_a_3_0_document_are_read_and_reported() {
    let document = json!({ "openapi": "3.0.3", "info": {}, "paths": {}, "components": { "schemas": {
        "S": { "type": "object", "properties": {
            "a": { "type": ["string", "integer", "null"], "maxLength": 3 },
            "b": { "const": 1 },
            "c": { "type": "number", "exclusiveMinimum": 0, "examples": [1] },
            "d": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
            "e": { "type": "string", "nullable": true },
        } },
    } } });
    let (tree, moved, problems) = upgraded(document);
    assert_eq!(
        tree["components"]["schemas"]["S"]["properties"],
        json!({
            "a": { "nullable": true, "anyOf": [{ "type": "string", "maxLength": 3 }, { "type": "integer" }] },
            "b": { "enum": [1], "type": "integer" },
            "c": { "type": "number", "exclusiveMinimum": true, "minimum": 0, "example": 1 },
            "d": { "nullable": true, "type": "string" },
            "e": { "type": "string", "nullable": true },
        })
    );
    let found: Vec<&str> = problems
        .iter()
        .map(|it| it.at.pointer.rsplit("properties/").next().expect("one"))
        .collect();
    assert_eq!(
        found,
        ["a/type", "b/const", "c/exclusiveMinimum", "c/examples", "d/anyOf"]
    );
    assert!(problems.iter().all(|it| it.code == "repaired"));
    let at = "/components/schemas/S/properties";
    assert_eq!(
        moved.original(&format!("{at}/a/anyOf/0/maxLength")),
        format!("{at}/a/maxLength")
    );
    assert_eq!(
        moved.original(&format!("{at}/b/enum/0")),
        format!("{at}/b/const/0")
    );
}

#[test]
fn locations_in_branches_of_type_lists_are_those_of_the_schema() {
    let document = json!({ "openapi": "3.1.0", "info": {}, "components": { "schemas": { "S": {
        "type": ["object", "array"],
        "items": { "type": ["string", "integer"], "contains": {} },
        "oneOf": [{ "minItems": 1 }], "anyOf": [{ "maxItems": 2 }],
    } } } });
    let (tree, moved, problems) = upgraded(document);
    let pointer = "/components/schemas/S/allOf/0/anyOf/1/items";
    assert!(tree.pointer(pointer).is_some(), "{tree}");
    assert_eq!(moved.original(pointer), "/components/schemas/S/items");
    assert_eq!(
        moved.original(&problems[0].at.pointer),
        "/components/schemas/S/items/contains"
    );
}

#[test]
fn unevaluated_properties_close_all_parts() {
    becomes(
        json!({ "allOf": [{ "$ref": "#/a" }], "unevaluatedProperties": false }),
        json!({ "allOf": [{ "$ref": "#/a" }], "additionalProperties": false }),
    );
    becomes(
        json!({ "properties": {}, "additionalProperties": true, "unevaluatedProperties": false }),
        json!({ "properties": {}, "additionalProperties": true }),
    );
}

#[test]
fn several_property_patterns_are_a_map_of_a_union() {
    becomes_with(
        json!({ "patternProperties": { "^a": { "type": "string" }, "^b": { "type": "integer" } }, "additionalProperties": false }),
        json!({
            "type": "object",
            "additionalProperties": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
            "x-property-names": { "pattern": "(?:^a)|(?:^b)" },
        }),
        &["unchecked-constraint"],
    );
    becomes_with(
        json!({ "patternProperties": { "^a": { "type": "string" }, "^b": { "type": "string" } } }),
        json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        &["unchecked-constraint"],
    );
}

#[test]
fn properties_that_depend_on_others_are_rules() {
    becomes(
        json!({ "dependentRequired": { "a": ["b", "c"] }, "dependentSchemas": { "b": { "required": ["d"] } } }),
        json!({ "x-object-rules": [
            rule("dependentRequired", "a", json!([]), (false, false), "require", json!(["b", "c"])),
            rule("dependentSchemas", "b", json!([]), (false, false), "require", json!(["d"])),
        ] }),
    );
    becomes(
        json!({
            "if": { "properties": { "a": { "const": 1 } }, "required": ["a"] },
            "then": { "required": ["b"] },
            "else": { "properties": { "c": false } },
        }),
        json!({ "x-object-rules": [
            rule("if", "a", json!([1]), (true, false), "require", json!(["b"])),
            rule("if", "a", json!([1]), (false, true), "forbid", json!(["c"])),
        ] }),
    );
    becomes(
        json!({ "not": { "required": ["a", "b"] } }),
        json!({ "x-object-rules": [{ "keyword": "not", "when": null, "at-most-one": ["a", "b"] }] }),
    );
    let about_strings = json!({ "not": { "type": "string", "required": ["a"] } });
    becomes(about_strings.clone(), about_strings);
}

fn rule(
    keyword: &str,
    on: &str,
    values: Value,
    (is, absent): (bool, bool),
    key: &str,
    names: Value,
) -> Value {
    let when = json!({ "property": on, "values": values, "is": is, "absent": absent });
    json!({ "keyword": keyword, "when": when, key: names })
}

#[test]
fn members_that_are_only_rules_leave_all_of() {
    let condition = json!({ "if": { "required": ["a"] }, "then": { "required": ["b"] } });
    let other = json!({ "if": { "required": ["a"] }, "then": { "minProperties": 2 } });
    let schema = json!({ "allOf": [condition, { "type": "object" }] });
    let (converted, problems) = schema_of(schema);
    assert_eq!(converted["allOf"], json!([{ "type": "object" }]));
    assert_eq!(converted["x-object-rules"][0]["require"], json!(["b"]));
    assert_eq!(problems, []);
    let (converted, problems) = schema_of(json!({ "allOf": [other, { "type": "object" }] }));
    assert_eq!(converted, json!({ "allOf": [{}, { "type": "object" }] }));
    assert_eq!(problems[0].at.pointer, "/components/schemas/S/allOf/0/if");
}

#[test]
fn documents_of_3_0_have_rules_too() {
    let schema =
        json!({ "type": "object", "not": { "required": ["a"] }, "dependentRequired": { "b": ["c"] } });
    let (tree, _, problems) =
        upgraded(json!({ "openapi": "3.0.3", "components": { "schemas": { "S": schema } } }));
    let rules = &tree["components"]["schemas"]["S"]["x-object-rules"];
    assert_eq!(rules.as_array().map(Vec::len), Some(2));
    let reported: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code, &*problem.at.pointer))
        .collect();
    assert_eq!(
        reported,
        [("repaired", "/components/schemas/S/dependentRequired")]
    );
}

#[test]
fn names_of_properties_are_a_pattern_or_a_length() {
    becomes(
        json!({ "propertyNames": { "type": "string", "pattern": "^a", "maxLength": 3 } }),
        json!({ "x-property-names": { "pattern": "^a", "maxLength": 3 } }),
    );
    becomes(
        json!({ "propertyNames": { "enum": ["a.b", "c"] } }),
        json!({ "x-property-names": { "pattern": "^(?:a\\.b|c)$" } }),
    );
    becomes(json!({ "propertyNames": { "type": "string" } }), json!({}));
    becomes(
        json!({ "patternProperties": { "^a": { "type": "string" }, "^b": { "type": "string" } }, "additionalProperties": false }),
        json!({
            "type": "object",
            "additionalProperties": { "type": "string" },
            "x-property-names": { "pattern": "(?:^a)|(?:^b)" },
        }),
    );
}

#[test]
fn the_default_response_of_swagger_is_not_the_default_of_a_schema() {
    let reference = json!({ "$ref": "#/definitions/Error" });
    let (tree, _, problems) = upgraded(json!({
        "swagger": "2.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/jobs": { "get": {
            "responses": { "default": { "description": "d", "schema": reference } },
        } } },
        "definitions": {
            "Error": { "type": "object", "default": reference, "example": reference },
            "enum": { "type": "array", "items": reference },
        },
    }));
    assert_eq!(problems, []);
    let moved = json!({ "$ref": "#/components/schemas/Error" });
    let response = &tree["paths"]["/jobs"]["get"]["responses"]["default"];
    assert_eq!(response["content"]["application/json"]["schema"], moved);
    let schemas = &tree["components"]["schemas"];
    assert_eq!(schemas["enum"]["items"], moved);
    assert_eq!(
        (&schemas["Error"]["default"], &schemas["Error"]["example"]),
        (&reference, &reference)
    );
}

#[test]
fn keywords_of_the_branch_next_to_null_are_converted() {
    becomes(
        json!({ "anyOf": [{ "type": "null" }, { "type": "integer", "exclusiveMinimum": 0, "examples": [1] }] }),
        json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true, "example": 1, "nullable": true }),
    );
    becomes(
        json!({ "oneOf": [{ "const": "a" }, { "type": "null" }] }),
        json!({ "type": "string", "enum": ["a"], "nullable": true }),
    );
}

#[test]
fn operations_of_3_1_may_list_no_responses() {
    let document = json!({ "openapi": "3.1.0", "info": {}, "paths": { "/a": { "get": {} } } });
    let (tree, _, problems) = upgraded(document);
    assert_eq!(
        (&tree["paths"]["/a"]["get"], problems),
        (&json!({ "responses": {} }), vec![])
    );
}

/// Converts a document of OpenAPI 3.2 with these members.
fn upgraded_from_3_2(members: Value) -> (Value, MovedPointers, Vec<Diagnostic>) {
    let mut document = json!({ "openapi": "3.2.0", "info": {}, "paths": {} });
    for (key, value) in members.as_object().expect("an object") {
        document[key] = value.clone();
    }
    upgraded(document)
}

#[test]
fn what_only_documents_the_service_is_removed() {
    let (tree, _, problems) = upgraded_from_3_2(json!({
        "$self": "https://a.example/openapi.yaml",
        "servers": [{ "url": "https://a.example", "name": "live" }],
        "tags": [{ "name": "a", "summary": "A", "kind": "nav" }, { "name": "b", "parent": "a", "description": "d", "summary": "B" }],
        "paths": { "/a": { "get": { "servers": [{ "url": "/", "name": "n" }], "responses": { "200": { "summary": "s" }, "204": {} } } } },
        "components": { "securitySchemes": { "S": { "type": "http", "scheme": "bearer", "deprecated": true } } },
    }));
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(tree.get("$self"), None);
    assert_eq!(tree["servers"], json!([{ "url": "https://a.example" }]));
    assert_eq!(
        tree["tags"],
        json!([{ "name": "a", "description": "A" }, { "name": "b", "description": "d" }])
    );
    assert_eq!(
        tree["paths"]["/a"]["get"],
        json!({
            "servers": [{ "url": "/" }],
            "responses": { "200": { "description": "s" }, "204": { "description": "" } },
        })
    );
    assert_eq!(
        tree["components"]["securitySchemes"]["S"],
        json!({ "type": "http", "scheme": "bearer" })
    );
}

#[test]
fn media_types_of_the_components_are_copied_to_where_they_are_used() {
    let content = json!({ "a/a": { "$ref": "#/components/mediaTypes/B" }, "b/b": { "$ref": "#/components/mediaTypes/Gone" } });
    let (tree, moved, problems) = upgraded_from_3_2(json!({
        "components": {
            "mediaTypes": {
                "A/1": { "schema": { "type": ["string", "null"] } },
                "B": { "$ref": "#/components/mediaTypes/A~11" },
                "C": { "$ref": "#/components/mediaTypes/C" },
            },
            "requestBodies": { "R": { "content": content }, "S": { "content": { "c/c": { "$ref": "#/components/mediaTypes/C" } } } },
        },
    }));
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code, problem.at.pointer.as_str()))
        .collect();
    let expected = [
        "/components/requestBodies/R/content/b~1b/$ref",
        "/components/requestBodies/S/content/c~1c/$ref",
    ];
    assert_eq!(found, expected.map(|pointer| ("dangling-reference", pointer)));
    let bodies = &tree["components"]["requestBodies"];
    let reference = json!({ "$ref": "#/components/schemas/A~11" });
    assert_eq!(bodies["R"]["content"]["a/a"], json!({ "schema": reference }));
    assert_eq!(
        tree["components"]["schemas"],
        json!({ "A/1": { "type": "string", "nullable": true } })
    );
    for unresolved in [&bodies["R"]["content"]["b/b"], &bodies["S"]["content"]["c/c"]] {
        assert_eq!(*unresolved, json!({}));
    }
    assert_eq!(
        moved.original("/components/schemas/A~11/type"),
        "/components/mediaTypes/A~11/schema/type"
    );
}

#[test]
fn the_schema_of_items_is_that_of_a_stream() {
    let item = json!({ "type": "integer", "exclusiveMinimum": 0 });
    let content = json!({
        "application/jsonl": { "itemSchema": item },
        "text/event-stream; charset=utf-8": { "itemSchema": item, "schema": { "type": "array" } },
        "multipart/mixed": { "itemSchema": item },
    });
    let (tree, moved, problems) =
        upgraded_from_3_2(json!({ "components": { "responses": { "R": { "content": content } } } }));
    let content = &tree["components"]["responses"]["R"]["content"];
    let schema = json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true });
    for stream in ["application/jsonl", "text/event-stream; charset=utf-8"] {
        let sequence = json!({ "type": "array", "items": schema });
        assert_eq!(content[stream], json!({ "schema": sequence }));
    }
    assert_eq!(content["multipart/mixed"], json!({}));
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code, problem.at.pointer.as_str()))
        .collect();
    let pointer = "/components/responses/R/content/multipart~1mixed/itemSchema";
    assert_eq!(found, [("unsupported-keyword", pointer)]);
    assert_eq!(
        moved.original("/components/responses/R/content/application~1jsonl/schema/items/type"),
        "/components/responses/R/content/application~1jsonl/itemSchema/type"
    );
}

#[test]
fn the_query_string_is_a_parameter_whose_properties_are_sent() {
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let form = |schema: Value| json!({ "application/x-www-form-urlencoded": { "schema": schema } });
    let parameter =
        |content: Value| json!({ "name": "q", "in": "querystring", "required": true, "content": content });
    let (tree, moved, problems) = upgraded_from_3_2(json!({
        "components": { "parameters": {
            "Form": parameter(form(object.clone())),
            "Json": parameter(json!({ "application/json": { "schema": object } })),
            "Encoded": parameter(json!({ "application/x-www-form-urlencoded": { "schema": object, "encoding": {} } })),
            "Lists": parameter(form(json!({ "properties": { "a": { "type": "array" } } }))),
            "Reference": parameter(form(json!({ "$ref": "#/components/schemas/S" }))),
            "Others": parameter(form(json!({ "properties": {}, "additionalProperties": true }))),
        } },
    }));
    assert!(problems.is_empty(), "{problems:?}");
    let parameters = &tree["components"]["parameters"];
    let expected = json!({
        "name": "q", "in": "query", "required": true, "style": "form", "explode": true, "schema": object,
    });
    assert_eq!(parameters["Form"], expected);
    for left in ["Json", "Encoded", "Lists", "Reference", "Others"] {
        assert_eq!(
            parameters[left]["in"], "querystring",
            "{left}: a later stage reports it"
        );
    }
    assert_eq!(
        moved.original("/components/parameters/Form/schema/type"),
        "/components/parameters/Form/content/application~1x-www-form-urlencoded/schema/type"
    );
}

#[test]
fn data_of_examples_are_values_and_cookies_have_one_style() {
    let examples =
        json!({ "E": { "summary": "s", "dataValue": { "a": 1 }, "serializedValue": "{\"a\": 1}" } });
    let content = json!({ "application/json": { "examples": examples } });
    let (tree, _, problems) = upgraded_from_3_2(json!({
        "components": {
            "examples": examples,
            "requestBodies": { "R": { "content": content } },
            "parameters": { "C": { "name": "c", "in": "cookie", "style": "cookie", "examples": examples } },
        },
    }));
    assert!(problems.is_empty(), "{problems:?}");
    let components = &tree["components"];
    let expected = json!({ "E": { "summary": "s", "value": { "a": 1 } } });
    assert_eq!(components["examples"], expected);
    assert_eq!(
        components["requestBodies"]["R"]["content"]["application/json"]["examples"],
        expected
    );
    assert_eq!(
        components["parameters"]["C"],
        json!({ "name": "c", "in": "cookie", "examples": expected })
    );
}

#[test]
fn other_methods_and_default_variants_are_reported() {
    let (tree, _, problems) = upgraded_from_3_2(json!({
        "paths": { "/a": { "additionalOperations": { "COPY": { "responses": {} }, "MOVE": { "responses": {} } } } },
        "components": { "schemas": { "S": { "oneOf": [], "discriminator": { "propertyName": "k", "defaultMapping": "T" } } } },
    }));
    assert_eq!(tree["paths"]["/a"], json!({}));
    assert_eq!(
        tree["components"]["schemas"]["S"]["discriminator"],
        json!({ "propertyName": "k" })
    );
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code, problem.at.pointer.as_str()))
        .collect();
    let expected = [
        ("unsupported-operation", "/paths/~1a/additionalOperations/COPY"),
        ("unsupported-operation", "/paths/~1a/additionalOperations/MOVE"),
        (
            "unsupported-keyword",
            "/components/schemas/S/discriminator/defaultMapping",
        ),
    ];
    assert_eq!(found, expected);
}
