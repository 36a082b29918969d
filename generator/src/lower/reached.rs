//! Leaves out types that nothing names in the end: parts of a type that was made of several.

use super::shapes::Shapes;
use super::sharing::types_of;
use crate::ir::{Operation, ShapeId, ShapeKind, Type};

/// Keeps the types that `operations`, or the shared error, reach.
pub(super) fn keep(shapes: &mut Shapes<'_>, operations: &mut [Operation]) {
    let reached = reached(shapes, operations);
    if reached.iter().all(|reached| *reached) {
        return;
    }
    let mut next = 0;
    let number = |reached: &bool| {
        next += usize::from(*reached);
        ShapeId(next.max(1) - 1)
    };
    let numbers: Vec<ShapeId> = reached.iter().map(number).collect();
    let renumber = |ty: &mut Type| ty.for_each_shape(&mut |id, _| *id = numbers[id.0]);
    shapes.retain(&reached);
    shapes
        .kinds_mut()
        .flat_map(ShapeKind::types_mut)
        .for_each(renumber);
    operations.iter_mut().flat_map(types_of).for_each(renumber);
    shapes.error_shape = shapes.error_shape.map(|id| numbers[id.0]);
}

/// For each draft, whether it is reached.
fn reached(shapes: &Shapes<'_>, operations: &mut [Operation]) -> Vec<bool> {
    let mut reached = vec![false; shapes.drafts().len()];
    let roots = operations
        .iter_mut()
        .flat_map(types_of)
        .filter_map(|ty| ty.shapes());
    let mut open: Vec<ShapeId> = roots.chain(shapes.error_shape).collect();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut reached[id.0], true) {
            let kind = shapes.drafts()[id.0].kind.as_ref();
            open.extend(
                kind.into_iter()
                    .flat_map(ShapeKind::types)
                    .filter_map(Type::shapes),
            );
        }
    }
    reached
}
