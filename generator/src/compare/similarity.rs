//! Decides whether two schemas with different names may be the same schema, renamed or in another version.

use std::collections::BTreeSet;

use super::variants;
use crate::ir::{Api, Enum, ShapeKind, Struct};

/// Returns true if the smaller of two schemas shares at least half of its members with the other. Schemas of different
/// kinds are compared too, because the report is more precise.
pub(super) fn is_similar((old_api, old): (&Api, &ShapeKind), (new_api, new): (&Api, &ShapeKind)) -> bool {
    match (old, new) {
        (ShapeKind::Struct(a), ShapeKind::Struct(b)) => overlap(&properties(a), &properties(b)),
        (ShapeKind::Enum(a), ShapeKind::Enum(b)) => overlap(&values(a), &values(b)),
        // Unions with equal numbers of variants have the same variants, maybe with other names.
        (ShapeKind::Union(a), ShapeKind::Union(b)) => {
            a.variants.len() == b.variants.len()
                || overlap(&variants::keys(old_api, a), &variants::keys(new_api, b))
        }
        _ => true,
    }
}

/// Returns the names of the properties or values of a type; none for one without.
pub(super) fn members(kind: &ShapeKind) -> Option<BTreeSet<String>> {
    let members = match kind {
        ShapeKind::Struct(object) => properties(object),
        ShapeKind::Enum(set) => values(set),
        _ => return None,
    };
    (!members.is_empty()).then_some(members)
}

fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    2 * a.intersection(b).count() >= a.len().min(b.len())
}

fn properties(object: &Struct) -> BTreeSet<String> {
    let shown = object.fields.iter().map(|field| &field.wire);
    shown.chain(&object.hidden).map(ToString::to_string).collect()
}

fn values(set: &Enum) -> BTreeSet<String> {
    set.values.iter().map(|value| value.wire.to_string()).collect()
}
