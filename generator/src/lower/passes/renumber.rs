//! Sorts the types by module and name.

use crate::ir::{Ident, ModuleId, Operation, ResponseBody, Shape, ShapeId, ShapeKind, Type};

/// Sorts the types, and renumbers the ids that refer to them.
pub(in crate::lower) fn sort(
    mut shapes: Vec<Shape>,
    mut error: Option<ShapeId>,
    operations: &mut [Operation],
) -> (Vec<Shape>, Option<ShapeId>) {
    let mut order: Vec<usize> = (0..shapes.len()).collect();
    order.sort_by(|a, b| key(&shapes[*a]).cmp(&key(&shapes[*b])));
    let mut numbers = vec![ShapeId(0); shapes.len()];
    for (new, old) in order.iter().enumerate() {
        numbers[*old] = ShapeId(new);
    }
    let renumber = |ty: &mut Type| ty.for_each_shape(&mut |id, _| *id = numbers[id.0]);
    shapes
        .iter_mut()
        .flat_map(|shape| shape.kind.types_mut())
        .for_each(renumber);
    operations.iter_mut().flat_map(types_of).for_each(renumber);
    for shape in &mut shapes {
        if let ShapeKind::TypeAlias(same) = &mut shape.kind {
            *same = numbers[same.0];
        }
    }
    error = error.map(|id| numbers[id.0]);
    let mut slots: Vec<Option<Shape>> = shapes.into_iter().map(Some).collect();
    (order.iter().filter_map(|old| slots[*old].take()).collect(), error)
}

/// Returns the sort key: a type precedes its aliases.
fn key(shape: &Shape) -> (ModuleId, &Ident, bool, &str) {
    (shape.home, &shape.ident, shape.is_alias(), shape.wire.as_str())
}

/// Returns the types that an operation uses directly.
pub(in crate::lower) fn types_of(operation: &mut Operation) -> Vec<&mut Type> {
    let mut types: Vec<&mut Type> = operation
        .parameters
        .iter_mut()
        .map(|parameter| &mut parameter.ty)
        .collect();
    types.extend(operation.headers.iter_mut().map(|header| &mut header.ty));
    for revision in &mut operation.revisions {
        types.extend(revision.request.iter_mut().map(|body| &mut body.ty));
        types.extend(revision.other_requests.iter_mut().map(|other| &mut other.body.ty));
        types.extend(revision.errors.iter_mut().map(|error| &mut error.ty));
        for success in &mut revision.replies {
            match &mut success.reply {
                ResponseBody::One(ty) | ResponseBody::Items { item: ty, .. } => types.push(ty),
                ResponseBody::Page { page, item } => types.extend([page, item]),
                ResponseBody::Empty | ResponseBody::Text | ResponseBody::Stream => {}
            }
        }
    }
    types
}
