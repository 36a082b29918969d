//! The Rust paths of the items of two models.

use crate::compare::Change;
use crate::ident;
use crate::ir::{Api, Operation, ShapeId, ShapeKind, WireName};

/// Both models of a comparison.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
}

impl Names<'_> {
    /// Returns the subject of a change as paths from the root of the crate: `v2024_11_13::flex::RestoreJob`. Types have
    /// their old name, or their new one if the old one was not visible.
    pub(super) fn owners(&self, change: &Change) -> Vec<String> {
        let mut names: Vec<String> = if change.shapes.is_empty() {
            change.operations.iter().map(|id| self.operation(id)).collect()
        } else {
            change
                .shapes
                .iter()
                .map(|(old, _)| shape(self.old, *old))
                .collect()
        };
        names.sort();
        names.dedup();
        names
    }

    /// Returns the same with the changed field: `v2024_11_13::flex::RestoreJob::status`.
    pub(super) fn members(&self, change: &Change) -> Vec<String> {
        let mut names: Vec<String> = change
            .shapes
            .iter()
            .map(|(old, new)| {
                let owner = shape(self.old, *old);
                match &change.member {
                    Some(member) => format!("{owner}::{}", self.field((*old, *new), member)),
                    None => owner,
                }
            })
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// Returns the field with the wire name `member`, in either of two types.
    pub(super) fn field(&self, (old, new): (ShapeId, ShapeId), member: &WireName) -> String {
        let found = field(self.old, old, member).or_else(|| field(self.new, new, member));
        found.unwrap_or_else(|| member.to_string())
    }

    /// Returns the type that represents the operation `id`: `flex::CreateRestoreJob`, which exists in every version.
    pub(super) fn operation(&self, id: &str) -> String {
        let named = |api: &Api| api.operation(id).map(|operation| operation_name(api, operation));
        named(self.old)
            .or_else(|| named(self.new))
            .unwrap_or_else(|| id.to_owned())
    }
}

/// Returns the type that represents an operation.
pub(super) fn operation_name(api: &Api, operation: &Operation) -> String {
    let group = &api.group(operation.group).ident;
    format!("{group}::{}", ident::operation_type(&operation.ident))
}

/// Returns the path of a type.
pub(super) fn shape(api: &Api, id: ShapeId) -> String {
    let shape = api.shape(id);
    let group = &api.group(shape.home.group).ident;
    format!(
        "{}{group}::{}",
        ident::version_path(shape.home.version),
        shape.ident
    )
}

/// Returns the field of a struct with the wire name `member`.
pub(super) fn field(api: &Api, id: ShapeId, member: &WireName) -> Option<String> {
    let ShapeKind::Struct(object) = &api.shape(id).kind else {
        return None;
    };
    let field = object.fields.iter().find(|field| field.wire == *member)?;
    Some(field.ident.to_string())
}
