//! Checks of single constraints, and the messages of their violations.

use serde_json::Value as Json;

use super::constant::Constant;
use super::descriptor::{Kind, Limit, Num, Type};
use super::encode::to_json;
use super::reflect::{ValueRef, whole};
use super::validate::has_duplicates;
use super::violation::ViolationKind;

/// The violated rule, its bound as a string, and the message.
type Finding = (ViolationKind, Option<String>, String);

/// Returns true if a scalar has the JSON type of `kind`; otherwise the violated rule and the name of the type.
pub(crate) fn scalar_type(kind: Kind, view: ValueRef<'_>) -> Result<(), (ViolationKind, &'static str)> {
    match (kind, view) {
        (Kind::Any, _)
        | (Kind::Bool, ValueRef::Bool(_))
        | (Kind::Number, ValueRef::Int(_) | ValueRef::Big(_) | ValueRef::Float(_))
        | (Kind::Text, ValueRef::Text(_) | ValueRef::Checked(..)) => return Ok(()),
        _ => {}
    }
    let (format, least, most) = match kind {
        Kind::Int32 => ("int32", i32::MIN.into(), i32::MAX.into()),
        Kind::Int64 => ("int64", i64::MIN.into(), i64::MAX.into()),
        Kind::Uint32 => ("uint32", 0, u32::MAX.into()),
        Kind::Uint64 => ("uint64", 0, u64::MAX.into()),
        Kind::Integer => ("integer", i128::MIN, i128::MAX),
        _ => return Err((ViolationKind::Type, type_name(kind))),
    };
    match whole_number(view) {
        Some(value) if (least..=most).contains(&value) => Ok(()),
        Some(_) => Err((ViolationKind::Format, format)),
        None => Err((ViolationKind::Type, type_name(kind))),
    }
}

/// Returns an integer, or the largest one with the same sign if it is too large.
fn whole_number(view: ValueRef<'_>) -> Option<i128> {
    match view {
        ValueRef::Int(value) => Some(value.into()),
        ValueRef::Big(value) => Some(value.into()),
        // The conversion saturates.
        ValueRef::Float(value) if value.trunc() == value => Some(value as i128),
        _ => None,
    }
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Any | Kind::Union(_) => "any",
        Kind::Bool => "boolean",
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 | Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Text => "string",
        Kind::List(_) => "array",
        Kind::Map(_) | Kind::Record(_) => "object",
    }
}

/// Checks a value against a limit; limits of another JSON type are satisfied.
pub(crate) fn broken(limit: &Limit, view: ValueRef<'_>) -> Option<Finding> {
    if let Limit::Constants(values) = limit {
        return broken_constant(values, view);
    }
    match view {
        ValueRef::Int(_) | ValueRef::Big(_) | ValueRef::Float(_) => broken_number(limit, view),
        ValueRef::Checked(_, true) if is_own_rule(limit) => None,
        ValueRef::Text(text) | ValueRef::Checked(text, _) => broken_text(limit, text),
        ValueRef::List(list) => broken_list(limit, list.len(), || {
            has_duplicates((0..list.len()).map(|index| to_json(list.get(index).view())))
        }),
        ValueRef::Json(Json::Array(items)) => {
            broken_list(limit, items.len(), || has_duplicates(items.iter().cloned()))
        }
        ValueRef::Map(map) => broken_count(limit, map.len()),
        ValueRef::Json(Json::Object(members)) => broken_count(limit, members.len()),
        _ => None,
    }
}

/// Returns true if there is nothing left to check: no value, or a checked string whose only limit is satisfied.
#[inline]
pub(crate) fn holds_already(ty: &Type, view: ValueRef<'_>) -> bool {
    match (view, ty.limits) {
        (ValueRef::Absent, _) => true,
        (ValueRef::Checked(_, true), [limit]) => is_own_rule(limit),
        _ => false,
    }
}

/// Limits that a checked string has already evaluated: a type has at most one of these.
fn is_own_rule(limit: &Limit) -> bool {
    matches!(limit, Limit::Pattern(_) | Limit::Format(_) | Limit::Values(_))
}

fn broken_number(limit: &Limit, view: ValueRef<'_>) -> Option<Finding> {
    use std::cmp::Ordering::{Greater, Less};
    let (rule, bound, holds, text) = match limit {
        Limit::Minimum(bound) => (
            ViolationKind::Minimum,
            bound,
            compare(view, bound) != Some(Less),
            "below",
        ),
        Limit::Maximum(bound) => (
            ViolationKind::Maximum,
            bound,
            compare(view, bound) != Some(Greater),
            "above",
        ),
        Limit::Above(bound) => (
            ViolationKind::ExclusiveMinimum,
            bound,
            compare(view, bound) == Some(Greater),
            "not above",
        ),
        Limit::Below(bound) => (
            ViolationKind::ExclusiveMaximum,
            bound,
            compare(view, bound) == Some(Less),
            "not below",
        ),
        Limit::MultipleOf(bound) => (
            ViolationKind::MultipleOf,
            bound,
            is_multiple(view, bound),
            "no multiple of",
        ),
        _ => return None,
    };
    (!holds).then(|| {
        (
            rule,
            Some(bound.to_string()),
            format!("The number is {text} {bound}."),
        )
    })
}

fn compare(view: ValueRef<'_>, bound: &Num) -> Option<std::cmp::Ordering> {
    match (view, bound) {
        (ValueRef::Int(value), Num::Int(bound)) => Some(value.cmp(bound)),
        (ValueRef::Int(value), Num::Float(bound)) => (value as f64).partial_cmp(bound),
        // Greater than every bound that is an integer.
        (ValueRef::Big(_), Num::Int(_)) => Some(std::cmp::Ordering::Greater),
        (ValueRef::Big(value), Num::Float(bound)) => (value as f64).partial_cmp(bound),
        (ValueRef::Float(value), Num::Int(bound)) => match whole(value) {
            Some(value) => Some(value.cmp(bound)),
            None => value.partial_cmp(&(*bound as f64)),
        },
        (ValueRef::Float(value), Num::Float(bound)) => value.partial_cmp(bound),
        _ => None,
    }
}

fn is_multiple(view: ValueRef<'_>, of: &Num) -> bool {
    let divisor = match *of {
        Num::Int(0) => return true,
        Num::Int(divisor) => divisor as f64,
        Num::Float(divisor) => divisor,
    };
    match (view, of) {
        (ValueRef::Int(value), Num::Int(divisor)) => value.checked_rem(*divisor).is_none_or(|rest| rest == 0),
        (ValueRef::Int(value), _) => is_near_whole(value as f64 / divisor),
        (ValueRef::Big(value), Num::Int(divisor)) => {
            u64::try_from(*divisor).is_ok_and(|divisor| value % divisor == 0)
        }
        (ValueRef::Big(value), _) => is_near_whole(value as f64 / divisor),
        (ValueRef::Float(value), _) => is_near_whole(value / divisor),
        _ => true,
    }
}

/// Returns whether a quotient is whole but for the error that dividing two floats makes.
fn is_near_whole(quotient: f64) -> bool {
    (quotient - quotient.round()).abs() <= quotient.abs() * f64::EPSILON
}

fn broken_text(limit: &Limit, text: &str) -> Option<Finding> {
    match limit {
        // A string has at least as many bytes as characters, so most need no counting.
        Limit::MaxLength(bound) if text.len() > *bound && text.chars().count() > *bound => {
            Some(length(ViolationKind::MaxLength, *bound, "more"))
        }
        Limit::MinLength(bound) if text.chars().count() < *bound => {
            Some(length(ViolationKind::MinLength, *bound, "fewer"))
        }
        Limit::Pattern(pattern) if !pattern.matches(text) => {
            let name = pattern.name.map(|name| format!(" ({name})")).unwrap_or_default();
            let message = format!("The string does not match `{}`{name}.", pattern.text);
            Some((ViolationKind::Pattern, Some(pattern.text.to_owned()), message))
        }
        Limit::Format(format) if !format.matches(text) => {
            let message = format!("The string is not a valid {}.", format.as_str());
            Some((ViolationKind::Format, Some(format.as_str().to_owned()), message))
        }
        Limit::Values(values) if !values.contains(&text) => {
            let listed = first_values(values);
            let message = format!("The string is not one of {listed}.");
            Some((ViolationKind::Enum, Some(listed), message))
        }
        _ => None,
    }
}

fn broken_constant(values: &[Constant], view: ValueRef<'_>) -> Option<Finding> {
    if values.iter().any(|known| known.is(view)) {
        return None;
    }
    let listed = first_values(values);
    let message = format!("The value is none of {listed}.");
    Some((ViolationKind::Enum, Some(listed), message))
}

/// Lists the first values: some enums have hundreds.
fn first_values(values: &[impl ToString]) -> String {
    let (first, more) = values.split_at(values.len().min(8));
    let mut listed = first
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    if !more.is_empty() {
        listed.push_str(&format!(" and {} more", more.len()));
    }
    listed
}

fn length(rule: ViolationKind, bound: usize, than: &str) -> Finding {
    (
        rule,
        Some(bound.to_string()),
        format!("The text has {than} than {}.", number(bound, "character")),
    )
}

fn number(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn broken_list(limit: &Limit, len: usize, twice: impl FnOnce() -> bool) -> Option<Finding> {
    match limit {
        Limit::MinItems(bound) if len < *bound => {
            let message = format!("The list has fewer than {}.", number(*bound, "item"));
            Some((ViolationKind::MinItems, Some(bound.to_string()), message))
        }
        Limit::MaxItems(bound) if len > *bound => {
            let message = format!("The list has more than {}.", number(*bound, "item"));
            Some((ViolationKind::MaxItems, Some(bound.to_string()), message))
        }
        Limit::UniqueItems if twice() => Some((
            ViolationKind::UniqueItems,
            None,
            "The list holds an item more than once.".to_owned(),
        )),
        _ => None,
    }
}

/// Checks the number of an object's members.
pub(crate) fn broken_count(limit: &Limit, len: usize) -> Option<Finding> {
    match limit {
        Limit::MinProperties(bound) if len < *bound => {
            let message = format!("The object has fewer than {}.", number(*bound, "member"));
            Some((ViolationKind::MinProperties, Some(bound.to_string()), message))
        }
        Limit::MaxProperties(bound) if len > *bound => {
            let message = format!("The object has more than {}.", number(*bound, "member"));
            Some((ViolationKind::MaxProperties, Some(bound.to_string()), message))
        }
        _ => None,
    }
}
