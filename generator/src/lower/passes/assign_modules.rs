//! Assigns each type to a module: that of the earliest version that uses it.

use std::collections::BTreeSet;

use crate::ir::{ModuleId, Operation, Revision, Shape, ShapeId, ShapeKind, Type, Version};
use crate::lower::operations::groups::Groups;
use crate::lower::types::table::{PendingType, TypeTable};

/// Returns the module of every type, in the order of the table.
pub(in crate::lower) fn assign(
    table: &TypeTable<'_>,
    operations: &[Operation],
    groups: &Groups<'_>,
) -> Vec<ModuleId> {
    let mut earliest: Vec<Option<Option<Version>>> = vec![None; table.types.len()];
    let revisions = operations.iter().flat_map(|operation| {
        operation
            .revisions
            .iter()
            .map(move |revision| (operation, revision))
    });
    let mut revisions: Vec<_> = revisions.collect();
    // Start with the earliest version, so that each type is visited once.
    revisions.sort_by_key(|(_, revision)| revision.media_type.version);
    for (operation, revision) in revisions {
        let version = revision.media_type.version;
        let roots = types_of(operation, revision);
        let mut queue: Vec<ShapeId> = roots
            .iter()
            .flat_map(|ty| ty.shapes())
            .chain(table.error)
            .collect();
        while let Some(id) = queue.pop() {
            if earliest[id.0].is_none() {
                earliest[id.0] = Some(version);
                let kind = table.types[id.0].kind.as_ref();
                queue.extend(kind.into_iter().flat_map(ShapeKind::types).flat_map(Type::shapes));
            }
        }
    }
    let module = |(pending, version): (&PendingType<'_>, &Option<Option<Version>>)| ModuleId {
        version: version.unwrap_or_default(),
        group: groups.of_types(pending.schema.node_ref.document),
    };
    table.types.iter().zip(&earliest).map(module).collect()
}

/// Returns the types that a revision uses directly.
fn types_of<'o>(operation: &'o Operation, revision: &'o Revision) -> Vec<&'o Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let headers = operation.headers.iter().map(|header| &header.ty);
    parameters.chain(headers).chain(revision.body_types()).collect()
}

/// Returns every version that has operations or types, in ascending order.
pub(in crate::lower) fn versions(operations: &[Operation], shapes: &[Shape]) -> Vec<Option<Version>> {
    let revisions = operations.iter().flat_map(|operation| &operation.revisions);
    let of_operations = revisions.map(|revision| revision.media_type.version);
    let of_shapes = shapes.iter().map(|shape| shape.home.version);
    of_operations
        .chain(of_shapes)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
