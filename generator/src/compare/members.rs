//! The names of the members of a type, by which types are recognized.

use std::collections::BTreeSet;

use crate::ir::{Enum, ShapeKind, Struct};

/// Returns the names of the properties or values of a type; none for one without.
pub(super) fn members(kind: &ShapeKind) -> Option<BTreeSet<String>> {
    let members = match kind {
        ShapeKind::Struct(object) => properties(object),
        ShapeKind::Enum(set) => values(set),
        _ => return None,
    };
    (!members.is_empty()).then_some(members)
}

/// Returns the names of the properties of a struct, the hidden ones too.
pub(super) fn properties(object: &Struct) -> BTreeSet<String> {
    let shown = object.fields.iter().map(|field| &field.wire);
    shown.chain(&object.hidden).map(ToString::to_string).collect()
}

/// Returns the values of an enum.
pub(super) fn values(set: &Enum) -> BTreeSet<String> {
    set.values.iter().map(|value| value.wire.to_string()).collect()
}
