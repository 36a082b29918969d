//! Finds structs that contain themselves, and breaks each cycle with `Box`.

use crate::ir::{Shape, ShapeId, ShapeKind, Type};

/// Marks every field on a cycle of structs as boxed. Lists, maps and unions are already indirect.
pub(in crate::lower) fn break_cycles(shapes: &mut [Shape]) {
    let edges: Vec<Vec<ShapeId>> = shapes.iter().map(direct).collect();
    let cycles = cycles(&edges);
    for (number, shape) in shapes.iter_mut().enumerate() {
        let ShapeKind::Struct(object) = &mut shape.kind else {
            continue;
        };
        for field in &mut object.fields {
            if let Type::Shape { id, boxed } = &mut field.ty {
                *boxed = cycles[id.0] == cycles[number];
            }
        }
    }
}

/// Returns the structs that a struct contains directly.
fn direct(shape: &Shape) -> Vec<ShapeId> {
    let ShapeKind::Struct(object) = &shape.kind else {
        return Vec::new();
    };
    let contained = object.fields.iter().filter_map(|field| match field.ty {
        Type::Shape { id, .. } => Some(id),
        _ => None,
    });
    contained.collect()
}

/// Returns a number for each node, the same for nodes that are reachable from each other (Kosaraju's algorithm).
pub(in crate::lower) fn cycles(edges: &[Vec<ShapeId>]) -> Vec<usize> {
    let mut back = vec![Vec::new(); edges.len()];
    for (from, to) in edges.iter().enumerate() {
        to.iter().for_each(|to| back[to.0].push(ShapeId(from)));
    }
    let mut cycles = vec![usize::MAX; edges.len()];
    for start in finished(edges).into_iter().rev() {
        let mut open = vec![start];
        while let Some(next) = open.pop() {
            if cycles[next] == usize::MAX {
                cycles[next] = start;
                open.extend(back[next].iter().map(|id| id.0));
            }
        }
    }
    cycles
}

/// Returns all nodes in postorder.
fn finished(edges: &[Vec<ShapeId>]) -> Vec<usize> {
    let (mut finished, mut seen) = (Vec::with_capacity(edges.len()), vec![false; edges.len()]);
    for start in 0..edges.len() {
        // Each node with the number of its visited edges.
        let mut path = Vec::new();
        if !std::mem::replace(&mut seen[start], true) {
            path.push((start, 0));
        }
        while let Some((node, taken)) = path.last_mut() {
            let Some(next) = edges[*node].get(*taken) else {
                finished.push(*node);
                path.pop();
                continue;
            };
            *taken += 1;
            if !std::mem::replace(&mut seen[next.0], true) {
                path.push((next.0, 0));
            }
        }
    }
    finished
}
