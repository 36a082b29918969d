//! The oracle of the readers: the deserializers of openapiv3.

use super::*;
use openapiv3::{Header, Operation, Parameter, RequestBody, Response, Schema};
use serde_json::json;
use std::fmt::Debug;

fn compare<T: DeserializeOwned + PartialEq + Debug>(read: impl Fn(Value) -> Read<T>, node: &Value) {
    let theirs = T::deserialize(node).map_err(|error| error.to_string());
    let ours = read(node.clone());
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{node}"),
        _ => assert!(ours.is_err() && theirs.is_err(), "{node}: {ours:?}, {theirs:?}"),
    }
}

/// Values of every keyword of a schema, one of which states what the other does not.
fn keywords() -> Vec<(String, Value)> {
    let inner = json!({"type": "string", "enum": ["a", null]});
    let list = json!([{"$ref": "#/components/schemas/A"}, inner, {}]);
    let stated = json!({
        "pattern": "^a$", "format": "date-time", "minLength": 1, "maxLength": 2,
        "multipleOf": 2, "minimum": -1, "maximum": 1.5, "exclusiveMinimum": true, "exclusiveMaximum": false,
        "properties": {"b": inner, "a": {"$ref": "b.yaml#/x", "description": "ignored"}}, "required": ["a"],
        "additionalProperties": {"type": "array", "items": {"type": "integer"}}, "minProperties": 0, "maxProperties": 3,
        "items": {"oneOf": list}, "minItems": 1, "maxItems": 2, "uniqueItems": true,
        "oneOf": list, "allOf": list, "anyOf": list, "not": {"type": "object"},
        "enum": ["a", null], "nullable": true, "readOnly": true, "writeOnly": true, "deprecated": true,
        "externalDocs": {"url": "u", "description": "d", "x-a": 1}, "example": {"a": null}, "title": "t",
        "description": "d", "discriminator": {"propertyName": "p", "mapping": {"a": "A"}, "x-b": []},
        "default": 7, "xml": {"name": "n"}, "x-extension": {"y": [1, null]}, "unknown": [1]
    });
    let others = [
        ("enum", json!([1, 2])),
        ("enum", json!([1.5])),
        ("enum", json!([true])),
        ("enum", json!([{}, []])),
        ("additionalProperties", json!(false)),
        ("format", json!("int64")),
        ("format", json!("float")),
        ("format", json!("other")),
        ("maximum", json!(u64::MAX)),
        ("minimum", json!(3.0)),
        ("default", json!(null)),
        ("example", json!(null)),
        ("properties", json!({})),
        ("required", json!([])),
        ("items", json!({})),
        ("oneOf", json!([])),
        ("x-null", json!(null)),
    ];
    let Value::Object(stated) = stated else {
        unreachable!()
    };
    let others = others.into_iter().map(|(key, value)| (key.to_owned(), value));
    stated.into_iter().chain(others).collect()
}

#[test]
fn schemas_are_those_of_openapiv3_for_each_pair_of_keywords() {
    let keywords = keywords();
    let types = [
        None,
        Some("string"),
        Some("number"),
        Some("integer"),
        Some("boolean"),
        Some("object"),
        Some("array"),
    ];
    for typ in types.into_iter().chain([Some("other")]) {
        for (first, value) in &keywords {
            for (second, other) in &keywords {
                let mut node = json!({(first.as_str()): value, (second.as_str()): other});
                if let Some(typ) = typ {
                    node["type"] = typ.into();
                }
                compare::<Schema>(schema, &node);
            }
        }
    }
}

fn parameter_keywords() -> Value {
    json!({
        "description": "d", "required": true, "deprecated": false, "explode": true, "allowReserved": true,
        "allowEmptyValue": false, "schema": {"type": "integer"}, "example": 1, "x-a": {"b": 1}, "unknown": 1,
        "examples": {"a": {"value": 1, "summary": "s", "description": "d", "x-c": 0}, "b": {"$ref": "#/b"},
                     "c": {"externalValue": "u", "value": null}}
    })
}

#[test]
fn parameters_and_headers_are_those_of_openapiv3() {
    let styles = [
        "simple",
        "label",
        "matrix",
        "form",
        "spaceDelimited",
        "pipeDelimited",
        "deepObject",
        "other",
    ];
    for place in ["path", "query", "header", "cookie", "body"] {
        for style in styles.into_iter().map(Some).chain([None]) {
            let mut node = parameter_keywords();
            node["name"] = "n".into();
            node["in"] = place.into();
            if let Some(style) = style {
                node["style"] = style.into();
            }
            compare::<Parameter>(parameter, &node);
            compare::<Header>(header, &node);
        }
    }
    let content = json!({"name": "n", "in": "query", "content": {"application/json": {"schema": {}}}});
    compare::<Parameter>(parameter, &content);
    for key in ["name", "in", "content"] {
        let mut less = content.clone();
        less.as_object_mut().expect("an object").remove(key);
        compare::<Parameter>(parameter, &less);
    }
}

fn operation_node() -> Value {
    let header = json!({"schema": {"type": "string"}, "required": true, "style": "simple"});
    let media = json!({
        "schema": {"$ref": "#/components/schemas/A"}, "example": {"a": 1}, "examples": {"e": {"value": [1]}}, "x-d": "2",
        "encoding": {"a": {"contentType": "text/plain", "style": "form", "explode": true, "allowReserved": true,
                           "headers": {"h": header, "x-h": header}, "x-e": null}}
    });
    let response = json!({
        "description": "ok", "headers": {"x-rate": header, "r": {"$ref": "#/h"}}, "x-f": 1,
        "content": {"application/json": media, "x-own": media, "text/plain": {"example": null}}
    });
    json!({
        "tags": ["a", "b"], "summary": "s", "description": "d", "externalDocs": {"url": "u"}, "operationId": "o",
        "parameters": [{"$ref": "#/p"}, {"name": "q", "in": "query", "schema": {"type": "array", "items": {}}}],
        "requestBody": {"description": "d", "required": true, "content": {"a/b": media}, "x-g": 1}, "deprecated": true,
        "responses": {"200": response, "4XX": {"$ref": "#/r"}, "5xx": response, "default": response, "x-i": [1]},
        "security": [{"a": ["s"]}, {}], "servers": [{"url": "u", "variables": {"v": {"default": "d"}}}], "x-j": {}
    })
}

#[test]
fn operations_and_their_bodies_are_those_of_openapiv3() {
    let node = operation_node();
    compare::<Operation>(operation, &node);
    compare::<Operation>(operation, &json!({}));
    compare::<Operation>(operation, &json!({"responses": {}, "tags": "a"}));
    compare::<RequestBody>(request_body, &node["requestBody"]);
    compare::<RequestBody>(request_body, &json!({}));
    compare::<Response>(response, &node["responses"]["200"]);
    compare::<Response>(response, &json!({"content": {}}));
    let methods = [
        "trace", "put", "post", "delete", "options", "get", "patch", "head",
    ];
    let mut item = json!({
        "summary": "s", "description": "d", "parameters": node["parameters"], "servers": node["servers"], "x-k": 1
    });
    for method in methods {
        item[method] = node.clone();
    }
    let read = path_item(item.clone(), |_, node| operation(node).ok()).expect("a path item");
    let theirs: openapiv3::PathItem = serde_json::from_value(item).expect("a path item");
    assert_eq!(
        (&read.servers, &read.parameters),
        (&theirs.servers, &theirs.parameters)
    );
    let own = read
        .operations
        .iter()
        .map(|(method, operation)| (method.as_str(), operation));
    assert!(own.eq(theirs.iter()));
    compare::<ReferenceOr<Schema>>(
        |node| reference_or(node, schema),
        &json!({"$ref": "#/a", "type": "x"}),
    );
}
