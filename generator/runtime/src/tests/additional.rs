//! Typed members next to fields: decoding, encoding, comparing and validating the map.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::runtime::{Additional, Kind, Limit, Model, StructDescriptor, Type, UnknownFields};

/// An object with a field, and numbers under any other name.
#[non_exhaustive]
pub(super) struct Labels {
    pub(super) id: String,
    pub(super) note: Option<String>,
    pub(super) additional_properties: BTreeMap<String, Vec<i32>>,
    extra: UnknownFields,
}
static COUNTS: Type = Type::limited(Kind::List(Type::INT32), &[Limit::MaxItems(2)]);
static LABELS: StructDescriptor = StructDescriptor::new(
    "Labels",
    "string id
    string? note",
    &[],
)
.write_only(&["secret"])
.limits(&[Limit::MaxProperties(4)])
.additional(Additional::Of(&COUNTS));
crate::runtime::record!(Labels, LABELS, [0 id, 2 additional_properties], [1 note]);

fn decoded(body: &Json) -> Labels {
    let model = Labels::from_json_slice(body.to_string().as_bytes()).expect("decodes");
    assert_eq!(
        serde_json::from_value::<Labels>(body.clone()).expect("decodes"),
        model
    );
    assert_eq!(model.clone(), model);
    let written: Json = serde_json::from_slice(&model.to_json_vec()).expect("the writer writes JSON");
    assert_eq!(serde_json::to_value(&model).expect("encodes"), written);
    assert_eq!(&written, body, "nothing is lost");
    model
}

fn violations(model: &Labels) -> Vec<String> {
    let violations = model.validate().err().unwrap_or_default();
    let listed = violations.iter();
    listed
        .map(|it| format!("{} {}", it.pointer, it.rule.as_str()))
        .collect()
}

#[test]
fn additional_properties_have_their_type() {
    let model = decoded(&json!({"id": "a", "x": [1], "y": []}));
    assert_eq!(model.additional_properties["x"], [1]);
    assert_eq!(model.additional_properties.len(), 2);
    assert_eq!(model.unknown_fields().count(), 0);
    assert_eq!(violations(&model), [""; 0]);
    assert!(format!("{model:?}").contains("x: [1]"), "{model:?}");
    assert_ne!(model, decoded(&json!({"id": "a", "x": [2], "y": []})));
    assert_ne!(model, decoded(&json!({"id": "a"})));
}

#[test]
fn additional_properties_of_another_type_are_kept_and_reported() {
    let model = decoded(&json!({"id": "a", "x": "text", "y": [1, "z"], "w": [1, 2, 3]}));
    assert_eq!(model.additional_properties.keys().collect::<Vec<_>>(), ["w"]);
    assert_eq!(model.raw("x"), Some(&json!("text")));
    assert_eq!(violations(&model), ["/x type", "/y/1 type", "/w maxItems"]);
}

#[test]
fn members_of_the_other_direction_are_not_additional_properties() {
    let model = decoded(&json!({"id": "a", "secret": [1]}));
    assert!(model.additional_properties.is_empty());
    assert_eq!(violations(&model), ["/secret write-only"]);
}

#[test]
fn an_additional_property_with_the_name_of_a_field_is_reported_and_not_sent() {
    let mut model = decoded(&json!({"id": "a"}));
    model.additional_properties.insert("note".to_owned(), vec![1]);
    model.additional_properties.insert("x".to_owned(), vec![1]);
    assert_eq!(
        serde_json::to_value(&model).expect("encodes"),
        json!({"id": "a", "x": [1]})
    );
    assert_eq!(violations(&model), ["/note duplicate-key"]);
    assert_eq!(model.insert_unknown("x", json!(1)), Err(json!(1)));
    assert_eq!(model.insert_unknown("y", json!(1)), Ok(None));
}

#[test]
fn the_last_of_two_additional_properties_counts() {
    for (text, kept) in [
        (r#"{"id":"a","x":[1],"x":[2]}"#, json!({"id": "a", "x": [2]})),
        (r#"{"id":"a","x":"t","x":[2]}"#, json!({"id": "a", "x": [2]})),
        (r#"{"id":"a","x":[1],"x":"t"}"#, json!({"id": "a", "x": "t"})),
    ] {
        let model = Labels::from_json_slice(text.as_bytes()).expect("decodes");
        assert_eq!(serde_json::to_value(&model).expect("encodes"), kept);
        assert!(
            violations(&model).contains(&"/x duplicate-key".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn additional_properties_count_as_members() {
    let model = decoded(&json!({"id": "a", "v": [], "w": [], "x": [], "y": []}));
    assert_eq!(violations(&model), [" maxProperties"]);
}
