//! Leaves out types and patterns that nothing names in the end: parts of a type that was made of several.

use crate::ir::{Operation, PatternId, ShapeId, ShapeKind, Type};
use crate::lower::passes::finalize::types_of;
use crate::lower::types::builder::TypeBuilder;

/// Keeps the types that `operations`, or the shared error, reach, and the patterns of those.
pub(in crate::lower) fn keep(shapes: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    prune_types(shapes, operations);
    prune_patterns(shapes, operations);
}

fn prune_types(shapes: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    let reachable = reachable(shapes, operations);
    if reachable.iter().all(|reachable| *reachable) {
        return;
    }
    let mut next = 0;
    let number = |reachable: &bool| {
        next += usize::from(*reachable);
        ShapeId(next.max(1) - 1)
    };
    let numbers: Vec<ShapeId> = reachable.iter().map(number).collect();
    let renumber = |ty: &mut Type| ty.for_each_shape(&mut |id, _| *id = numbers[id.0]);
    shapes.retain(&reachable);
    shapes
        .kinds_mut()
        .flat_map(ShapeKind::types_mut)
        .for_each(renumber);
    operations.iter_mut().flat_map(types_of).for_each(renumber);
    shapes.error_shape = shapes.error_shape.map(|id| numbers[id.0]);
}

fn prune_patterns(shapes: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    let all = std::mem::take(&mut shapes.patterns.list);
    let mut used = vec![false; all.len()];
    let types = |shapes: &mut TypeBuilder<'_>,
                 operations: &mut [Operation],
                 visit: &mut dyn FnMut(&mut PatternId)| {
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

/// For each draft, whether it is reachable.
fn reachable(shapes: &TypeBuilder<'_>, operations: &mut [Operation]) -> Vec<bool> {
    let mut reachable = vec![false; shapes.pending().len()];
    let roots = operations
        .iter_mut()
        .flat_map(types_of)
        .filter_map(|ty| ty.shapes());
    let mut open: Vec<ShapeId> = roots.chain(shapes.error_shape).collect();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut reachable[id.0], true) {
            let kind = shapes.pending()[id.0].kind.as_ref();
            open.extend(
                kind.into_iter()
                    .flat_map(ShapeKind::types)
                    .filter_map(Type::shapes),
            );
        }
    }
    reachable
}
