//! Which module defines a type: that of the earliest version that reaches it.

use std::collections::BTreeSet;

use super::families::Families;
use super::shapes::Shapes;
use crate::ir::{Api, Home, Operation, Reply, Revision, ShapeId, ShapeKind, Type, Version};

/// Homes of all drafts, in their order.
pub(super) struct Placed {
    pub(super) shapes: Vec<Home>,
    pub(super) error: Option<ShapeId>,
}

/// Finds the home of every draft.
pub(super) fn place(shapes: &Shapes<'_>, operations: &[Operation], families: &Families<'_>) -> Placed {
    let mut earliest: Vec<Option<Option<Version>>> = vec![None; shapes.drafts().len()];
    let error = shapes.error_shape();
    let revisions = operations.iter().flat_map(|operation| {
        operation
            .revisions
            .iter()
            .map(move |revision| (operation, revision))
    });
    let mut revisions: Vec<_> = revisions.collect();
    // From the earliest version on, so that each type is entered once.
    revisions.sort_by_key(|(_, revision)| revision.media_type.version);
    for (operation, revision) in revisions {
        let version = revision.media_type.version;
        let roots = types_of(operation, revision);
        let mut queue: Vec<ShapeId> = roots.iter().flat_map(|ty| ty.shapes()).chain(error).collect();
        while let Some(id) = queue.pop() {
            if earliest[id.0].is_none() {
                earliest[id.0] = Some(version);
                let kind = shapes.drafts()[id.0].kind.as_ref();
                queue.extend(kind.into_iter().flat_map(ShapeKind::types).flat_map(Type::shapes));
            }
        }
    }
    let home = |(draft, version): (&super::shapes::Draft<'_>, &Option<Option<Version>>)| Home {
        version: version.unwrap_or_default(),
        family: families.of_types(draft.schema.place.document),
    };
    Placed {
        shapes: shapes.drafts().iter().zip(&earliest).map(home).collect(),
        error,
    }
}

/// Every type that a revision names itself.
fn types_of<'o>(operation: &'o Operation, revision: &'o Revision) -> Vec<&'o Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let body = revision.request.iter().map(|body| &body.ty);
    let replies = revision
        .replies
        .iter()
        .filter_map(|success| match &success.reply {
            Reply::One(ty) | Reply::Page { page: ty, .. } => Some(ty),
            Reply::Empty | Reply::Stream => None,
        });
    parameters.chain(body).chain(replies).collect()
}

/// Every version that something lives in, ascending.
pub(super) fn versions(api: &Api) -> Vec<Option<Version>> {
    let revisions = api.operations.iter().flat_map(|operation| &operation.revisions);
    let of_operations = revisions.map(|revision| revision.media_type.version);
    let of_shapes = api.shapes.iter().map(|shape| shape.home.version);
    of_operations
        .chain(of_shapes)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
