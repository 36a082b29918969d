//! Rules between members, and constraints of the names of members.

use serde_json::{Value as Json, json};

use crate::runtime::{
    Condition, Kind, Limit, Model, Ref, Requirement, Rule, StructDescriptor, Type, UnknownFields,
};

const fn when(
    field: &'static str,
    values: &'static [&'static str],
    is: bool,
    absent: bool,
) -> Option<Condition> {
    Some(Condition {
        field,
        values,
        is,
        absent,
    })
}

const fn rule(id: &'static str, when: Option<Condition>, demand: Requirement) -> Rule {
    Rule {
        id,
        when,
        demand,
        message: "The rule is broken.",
    }
}

/// Members that rules are about, and a map with names of 2 or 3 letters.
#[non_exhaustive]
pub(super) struct Order {
    pub(super) kind: Option<String>,
    pub(super) count: Option<i64>,
    pub(super) paid: Option<bool>,
    pub(super) note: Option<String>,
    pub(super) labels: Option<crate::runtime::Map<Json>>,
    extra: UnknownFields,
}
static ORDER: StructDescriptor = StructDescriptor::new(
    "Order",
    "string? kind
    int64? count
    bool? paid
    string? note
    0? labels",
    &[Ref::Type(&Type::limited(
        Kind::Map(Type::ANY),
        &[Limit::PropertyNames(&[Limit::MinLength(2), Limit::MaxLength(3)])],
    ))],
)
.rules(&[
    rule(
        "with-kind",
        when("kind", &[], false, false),
        Requirement::Require(&["note"]),
    ),
    rule(
        "two",
        when("count", &["2"], true, false),
        Requirement::Require(&["kind"]),
    ),
    rule(
        "paid",
        when("paid", &["true"], true, true),
        Requirement::Require(&["count"]),
    ),
    rule(
        "not-two",
        when("count", &["2"], false, false),
        Requirement::Forbid(&["kind"]),
    ),
]);
crate::runtime::record!(Order, ORDER, [], [0 kind, 1 count, 2 paid, 3 note, 4 labels]);

fn broken(json: Json) -> Vec<String> {
    let order: Order = serde_json::from_value(json).expect("decodes");
    let violations = order.validate().err().unwrap_or_default();
    let found = violations.iter();
    found
        .map(|found| format!("{} {}", found.pointer, found.rule.as_str()))
        .collect()
}

#[test]
fn conditions_test_presence_numbers_and_booleans() {
    assert_eq!(broken(json!({"paid": false})), [""; 0]);
    assert_eq!(broken(json!({})), [" paid"]);
    assert_eq!(broken(json!({"paid": true})), [" paid"]);
    assert_eq!(broken(json!({"paid": false, "kind": "a"})), [" with-kind"]);
    assert_eq!(broken(json!({"count": 2})), [" two"]);
    assert_eq!(broken(json!({"count": 2, "kind": "a", "note": "b"})), [""; 0]);
    assert_eq!(
        broken(json!({"count": 3, "kind": "a", "note": "b"})),
        [" not-two"]
    );
}

#[test]
fn names_of_members_are_checked() {
    let json = json!({"paid": false, "labels": {"a": 1, "ab": 2, "abcd": 3}});
    assert_eq!(
        broken(json),
        ["/labels/a propertyNames", "/labels/abcd propertyNames"]
    );
}
