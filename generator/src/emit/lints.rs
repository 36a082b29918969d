//! Lints of the compiler that a crate turns off: because of names in its specification, and because of its features.

use super::layout::Layout;
use super::writer::Code;
use crate::ir::{Api, GroupId, Ident, Operation, Shape, ShapeKind};

/// Lints about the characters of names, which come from the API.
const OF_CHARACTERS: &str = "#![allow(confusable_idents, mixed_script_confusables, non_camel_case_types, non_snake_case, \
                             non_upper_case_globals, uncommon_codepoints, reason = \"the specification has names beyond ASCII\")]";

/// Returns the attribute for non-ASCII names, if there are any.
pub(super) fn of_characters(api: &Api) -> Option<&'static str> {
    let groups = api.groups.iter().map(|group| &group.ident);
    let idents = groups
        .chain(api.shapes.iter().flat_map(of_shape))
        .chain(api.operations.iter().flat_map(of_operation));
    let mut beyond = idents.filter(|ident| !ident.as_str().is_ascii());
    beyond.next().map(|_| OF_CHARACTERS)
}

/// Allows an import that may be unused if all that uses it depends on features.
pub(super) fn allow_unused(code: &mut Code, layout: &Layout<'_>, group: GroupId) {
    if !layout.features.is_gated(group) {
        allow_unused_anywhere(code, layout);
    }
}

/// Allows an import that may be unused in a module without a feature.
pub(super) fn allow_unused_anywhere(code: &mut Code, layout: &Layout<'_>) {
    if layout.features.are_used() {
        code.line("#[allow(unused_imports, reason = \"what uses it may depend on features\")]");
    }
}

fn of_shape(shape: &Shape) -> Vec<&Ident> {
    let mut idents = vec![&shape.ident];
    match &shape.kind {
        ShapeKind::Struct(object) => idents.extend(object.fields.iter().map(|field| &field.ident)),
        ShapeKind::Enum(values) => idents.extend(values.values.iter().map(|value| &value.ident)),
        ShapeKind::Union(union) => idents.extend(union.variants.iter().map(|variant| &variant.ident)),
        ShapeKind::Duplicate(_) | ShapeKind::TypeAlias(_) => {}
    }
    idents
}

fn of_operation(operation: &Operation) -> impl Iterator<Item = &Ident> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ident);
    let revisions = operation.revisions.iter().map(|revision| &revision.ident);
    parameters.chain(revisions).chain([&operation.ident])
}
