//! Leaves out types and patterns that nothing names in the end: parts of a type that was made of several.

use super::shapes::Shapes;
use super::sharing::types_of;
use crate::ir::{Operation, PatternId, ShapeId, ShapeKind, Type};

/// Keeps the types that `operations`, or the shared error, reach, and the patterns of those.
pub(super) fn keep(shapes: &mut Shapes<'_>, operations: &mut [Operation]) {
    keep_types(shapes, operations);
    keep_patterns(shapes, operations);
}

fn keep_types(shapes: &mut Shapes<'_>, operations: &mut [Operation]) {
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

fn keep_patterns(shapes: &mut Shapes<'_>, operations: &mut [Operation]) {
    let all = std::mem::take(&mut shapes.patterns.list);
    let mut used = vec![false; all.len()];
    let types =
        |shapes: &mut Shapes<'_>, operations: &mut [Operation], visit: &mut dyn FnMut(&mut PatternId)| {
            let held = shapes.kinds_mut().flat_map(ShapeKind::types_mut);
            let own = operations.iter_mut().flat_map(types_of);
            held.chain(own).filter_map(Type::pattern_mut).for_each(visit);
        };
    types(shapes, operations, &mut |id| used[id.0] = true);
    let mut next = 0;
    let number = |used: &bool| {
        next += usize::from(*used);
        PatternId(next.max(1) - 1)
    };
    let numbers: Vec<PatternId> = used.iter().map(number).collect();
    types(shapes, operations, &mut |id| *id = numbers[id.0]);
    let kept = all.into_iter().zip(used).filter(|(_, used)| *used);
    shapes.patterns.list = kept.map(|(pattern, _)| pattern).collect();
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
