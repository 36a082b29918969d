//! Removes unreachable types and patterns: parts of a type that was merged from several.

use crate::ir::{Operation, PatternId, ShapeId, ShapeKind, Type};
use crate::lower::passes::renumber::types_of;
use crate::lower::types::builder::TypeBuilder;

/// Keeps the types that `operations` or the shared error use, those that were asked for, and the patterns of those types.
pub(in crate::lower) fn prune(builder: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    prune_types(builder, operations);
    prune_patterns(builder, operations);
}

fn prune_types(builder: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    let reachable = reachable(builder, operations);
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
    builder.table.retain(&reachable);
    builder
        .table
        .kinds_mut()
        .flat_map(ShapeKind::types_mut)
        .for_each(renumber);
    operations.iter_mut().flat_map(types_of).for_each(renumber);
    builder.table.error = builder.table.error.map(|id| numbers[id.0]);
    builder.table.kept.iter_mut().for_each(|id| *id = numbers[id.0]);
}

fn prune_patterns(builder: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    let all = std::mem::take(&mut builder.patterns.list);
    let mut used = vec![false; all.len()];
    let each = |builder: &mut TypeBuilder<'_>,
                operations: &mut [Operation],
                visit: &mut dyn FnMut(&mut PatternId)| {
        let contained = builder.table.kinds_mut().flat_map(ShapeKind::types_mut);
        let own = operations.iter_mut().flat_map(types_of);
        contained.chain(own).for_each(|ty| ty.for_each_pattern(visit));
    };
    each(builder, operations, &mut |id| used[id.0] = true);
    let mut next = 0;
    let number = |used: &bool| {
        next += usize::from(*used);
        PatternId(next.max(1) - 1)
    };
    let numbers: Vec<PatternId> = used.iter().map(number).collect();
    each(builder, operations, &mut |id| *id = numbers[id.0]);
    let kept = all.into_iter().zip(used).filter(|(_, used)| *used);
    builder.patterns.list = kept.map(|(pattern, _)| pattern).collect();
}

/// Returns, for each type, whether it is reachable.
fn reachable(builder: &TypeBuilder<'_>, operations: &mut [Operation]) -> Vec<bool> {
    let mut reachable = vec![false; builder.table.types.len()];
    let roots = operations
        .iter_mut()
        .flat_map(types_of)
        .filter_map(|ty| ty.shapes());
    let mut open: Vec<ShapeId> = roots
        .chain(builder.table.error)
        .chain(builder.table.kept.iter().copied())
        .collect();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut reachable[id.0], true) {
            let kind = builder.table.types[id.0].kind.as_ref();
            open.extend(
                kind.into_iter()
                    .flat_map(ShapeKind::types)
                    .filter_map(Type::shapes),
            );
        }
    }
    reachable
}
