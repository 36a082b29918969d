//! Decides whether two schemas with different names may be the same schema, renamed or in another version.

use std::collections::BTreeSet;

use super::members::{properties, values};
use super::variants;
use crate::ir::{Api, ShapeKind};

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

fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    2 * a.intersection(b).count() >= a.len().min(b.len())
}
