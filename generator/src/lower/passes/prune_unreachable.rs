//! Removes unreachable types and patterns: parts of a type that was merged from several.

use crate::ir::{Operation, PatternId, ShapeId, ShapeKind, Type};
use crate::lower::passes::renumber::types_of;
use crate::lower::types::builder::TypeBuilder;

/// Keeps the types that `operations` or the shared error use, those that were asked for, and the patterns of those types.
pub(in crate::lower) fn prune(types: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    prune_types(types, operations);
    prune_patterns(types, operations);
}

fn prune_types(types: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    let reachable = reachable(types, operations);
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
    types.table.retain(&reachable);
    types
        .table
        .kinds_mut()
        .flat_map(ShapeKind::types_mut)
        .for_each(renumber);
    operations.iter_mut().flat_map(types_of).for_each(renumber);
    types.table.error = types.table.error.map(|id| numbers[id.0]);
    types.table.kept.iter_mut().for_each(|id| *id = numbers[id.0]);
}

fn prune_patterns(types: &mut TypeBuilder<'_>, operations: &mut [Operation]) {
    let all = std::mem::take(&mut types.patterns.list);
    let mut used = vec![false; all.len()];
    let each =
        |types: &mut TypeBuilder<'_>, operations: &mut [Operation], visit: &mut dyn FnMut(&mut PatternId)| {
            let contained = types.table.kinds_mut().flat_map(ShapeKind::types_mut);
            let own = operations.iter_mut().flat_map(types_of);
            contained.chain(own).for_each(|ty| ty.for_each_pattern(visit));
        };
    each(types, operations, &mut |id| used[id.0] = true);
    let mut next = 0;
    let number = |used: &bool| {
        next += usize::from(*used);
        PatternId(next.max(1) - 1)
    };
    let numbers: Vec<PatternId> = used.iter().map(number).collect();
    each(types, operations, &mut |id| *id = numbers[id.0]);
    let kept = all.into_iter().zip(used).filter(|(_, used)| *used);
    types.patterns.list = kept.map(|(pattern, _)| pattern).collect();
}

/// Returns, for each type, whether it is reachable.
fn reachable(types: &TypeBuilder<'_>, operations: &mut [Operation]) -> Vec<bool> {
    let mut reachable = vec![false; types.table.types.len()];
    let roots = operations
        .iter_mut()
        .flat_map(types_of)
        .filter_map(|ty| ty.shapes());
    let mut open: Vec<ShapeId> = roots
        .chain(types.table.error)
        .chain(types.table.kept.iter().copied())
        .collect();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut reachable[id.0], true) {
            let kind = types.table.types[id.0].kind.as_ref();
            open.extend(
                kind.into_iter()
                    .flat_map(ShapeKind::types)
                    .filter_map(Type::shapes),
            );
        }
    }
    reachable
}
