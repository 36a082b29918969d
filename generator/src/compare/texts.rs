//! Compares values that are written as strings, as those of parameters are: `true` is a boolean and a string.

use super::models::{Models, resolved};
use super::types;
use crate::ir::{Api, Bounds, Enum, IntegerWidth, ShapeKind, Type};

/// Returns true if every value of `old` is written as a value of `new`.
pub(super) fn include(models: &Models<'_>, old: &Type, new: &Type) -> bool {
    let (old, new) = (not_null(old), not_null(new));
    if let (Type::List { item: a, .. }, Type::List { item: b, .. }) = (old, new) {
        return include(models, a, b);
    }
    match all(models.old, old) {
        Some(texts) => texts.iter().all(|text| accepts(models.new, new, text)),
        None => match old {
            Type::Integer { .. } | Type::Number { .. } => is_any_string(new),
            Type::Text { .. } => old == new || is_any_string(new),
            _ => false,
        },
    }
}

/// Returns the values of a type as strings; `None` if they are not listed.
fn all(api: &Api, ty: &Type) -> Option<Vec<String>> {
    match ty {
        Type::Bool => Some(["true", "false"].map(str::to_owned).to_vec()),
        Type::BoolConstant(value) => Some(vec![value.to_string()]),
        _ => values(api, ty).map(|set| set.values.iter().map(|value| value.wire.to_string()).collect()),
    }
}

/// Returns the enum that `ty` names.
pub(super) fn values<'a>(api: &'a Api, ty: &Type) -> Option<&'a Enum> {
    match ty {
        Type::Shape { id, .. } => match resolved(api, api.shape(*id)) {
            ShapeKind::Enum(set) => Some(set),
            _ => None,
        },
        _ => None,
    }
}

fn accepts(api: &Api, ty: &Type, text: &str) -> bool {
    match ty {
        Type::Text { .. } => is_any_string(ty),
        Type::Integer { width, bounds } => {
            *bounds == Bounds::default() && text.parse().is_ok_and(|value| is_within(*width, value))
        }
        Type::Number { bounds } => *bounds == Bounds::default() && text.parse::<f64>().is_ok(),
        _ => all(api, ty).is_some_and(|texts| texts.iter().any(|own| own == text)),
    }
}

fn is_within(width: IntegerWidth, value: i128) -> bool {
    let (least, greatest) = width.range();
    (least..=greatest).contains(&value)
}

fn is_any_string(ty: &Type) -> bool {
    matches!(ty, Type::Text { .. }) && !types::is_constrained_string(ty)
}

fn not_null(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => not_null(inner),
        other => other,
    }
}
