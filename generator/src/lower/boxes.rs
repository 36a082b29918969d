//! Finds structs that contain themselves, and puts a pointer into each such circle.

use crate::ir::{Shape, ShapeId, ShapeKind, Type};

/// Marks every field on a circle of structs as boxed. Lists, maps and unions hold their values behind a pointer anyway.
pub(super) fn break_cycles(shapes: &mut [Shape]) {
    let edges: Vec<Vec<ShapeId>> = shapes.iter().map(direct).collect();
    let circular = circular(&edges);
    for (number, shape) in shapes
        .iter_mut()
        .enumerate()
        .filter(|(number, _)| circular[*number])
    {
        let ShapeKind::Struct(object) = &mut shape.kind else {
            continue;
        };
        for field in &mut object.fields {
            if let Type::Shape { id, boxed } = &mut field.ty {
                *boxed = reaches(&edges, *id, ShapeId(number));
            }
        }
    }
}

/// The structs that a struct holds in itself.
fn direct(shape: &Shape) -> Vec<ShapeId> {
    let ShapeKind::Struct(object) = &shape.kind else {
        return Vec::new();
    };
    let held = object.fields.iter().filter_map(|field| match field.ty {
        Type::Shape { id, .. } => Some(id),
        _ => None,
    });
    held.collect()
}

/// Which structs may be part of a circle: what is left when those that hold no other one left are taken away, again
/// and again. Almost nothing is, so that the search for circles is short.
fn circular(edges: &[Vec<ShapeId>]) -> Vec<bool> {
    let mut left = vec![true; edges.len()];
    loop {
        let ends = |number: &usize| left[*number] && edges[*number].iter().all(|held| !left[held.0]);
        let taken: Vec<usize> = (0..edges.len()).filter(ends).collect();
        if taken.is_empty() {
            return left;
        }
        taken.into_iter().for_each(|number| left[number] = false);
    }
}

/// Whether `to` is `from`, or can be reached from it.
pub(super) fn reaches(edges: &[Vec<ShapeId>], from: ShapeId, to: ShapeId) -> bool {
    let (mut queue, mut seen) = (vec![from], std::collections::HashSet::from([from]));
    while let Some(next) = queue.pop() {
        if next == to {
            return true;
        }
        queue.extend(edges[next.0].iter().copied().filter(|id| seen.insert(*id)));
    }
    false
}
