//! Checks of rules about several members of one object.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::descriptor::{Condition, Requirement, Rule, StructDescriptor};
use super::reflect::ValueRef;
use super::validate::Object;

/// Returns whether a rule contains for an object, or does not apply to it.
pub(crate) fn holds(rule: &Rule, object: Object<'_>, spec: &'static StructDescriptor) -> bool {
    if rule
        .when
        .as_ref()
        .is_some_and(|condition| !applies(condition, object, spec))
    {
        return true;
    }
    let there = |name: &&str| is_there(object, spec, name);
    match rule.demand {
        Requirement::Require(names) => names.iter().all(there),
        Requirement::RequireOneOf(names) => names.iter().any(there),
        Requirement::AtMostOne(groups) => groups.iter().filter(|group| group.iter().any(there)).count() <= 1,
        Requirement::Together(names) => names.iter().all(there) || !names.iter().any(there),
        Requirement::Forbid(names) => !names.iter().any(there),
    }
}

fn applies(condition: &Condition, object: Object<'_>, spec: &'static StructDescriptor) -> bool {
    let value = object.named(spec, condition.field);
    let Some(value) = value.filter(|value| !matches!(value, ValueRef::Absent)) else {
        return condition.absent;
    };
    let text = scalar_text(value);
    text.is_some_and(|text| condition.values.contains(&&*text)) == condition.is
}

/// Returns a string, and a boolean or an integer as JSON writes it.
fn scalar_text(value: ValueRef<'_>) -> Option<Cow<'_, str>> {
    Some(match value {
        ValueRef::Text(text) | ValueRef::Checked(text, _) => text.into(),
        ValueRef::Bool(value) => value.to_string().into(),
        ValueRef::Int(value) => value.to_string().into(),
        ValueRef::Json(Json::String(text)) => text.as_str().into(),
        ValueRef::Json(Json::Bool(value)) => value.to_string().into(),
        ValueRef::Json(Json::Number(value)) => value.to_string().into(),
        _ => return None,
    })
}

/// Returns whether the object has a member that is not null.
fn is_there(object: Object<'_>, spec: &'static StructDescriptor, name: &str) -> bool {
    !matches!(
        object.named(spec, name),
        None | Some(ValueRef::Absent | ValueRef::Json(Json::Null))
    )
}
