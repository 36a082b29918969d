//! Computes the nesting of types, which the compiler follows completely to check that a type is `Send`.

use crate::ir::{Api, Operation, ShapeId, Type};

/// The default recursion limit of the compiler.
const DEFAULT_LIMIT: usize = 128;
/// The maximum number of steps from a type to one inside it: through `Option`, `BTreeMap`, `Vec` and `Box`.
const STEPS: usize = 16;

/// The number of unnamed types around a part before each of them counts as a type.
const FREE: usize = 2;

/// A part of a type: the named type in it, if any, and the levels down to that.
type Part = (Option<ShapeId>, usize);

/// Returns the `recursion_limit` that a crate of these types needs; `None` if the default is enough.
pub(super) fn recursion_limit(api: &Api) -> Option<usize> {
    let parts: Vec<Vec<Part>> = api
        .shapes
        .iter()
        .map(|shape| shape.kind.types().into_iter().map(part).collect())
        .collect();
    let bodies = api.operations.iter().flat_map(Operation::body_types).map(part);
    let bodies = bodies.map(|(_, levels)| levels).max();
    let shapes = (0..parts.len()).map(|id| depth(&parts, ShapeId(id))).max();
    let limit = (bodies.max(shapes)? * STEPS).next_power_of_two();
    (limit > DEFAULT_LIMIT).then_some(limit)
}

fn part(ty: &Type) -> Part {
    (ty.shapes(), 1 + ty.nesting().saturating_sub(FREE))
}

/// Returns the depth of a traversal from `root` that visits each type once, in order.
fn depth(parts: &[Vec<Part>], root: ShapeId) -> usize {
    let mut seen = vec![false; parts.len()];
    let mut open = vec![(root, 1)];
    let mut deepest = 0;
    while let Some((id, depth)) = open.pop() {
        if std::mem::replace(&mut seen[id.0], true) {
            continue;
        }
        deepest = deepest.max(depth);
        for (part, levels) in parts[id.0].iter().rev() {
            match part {
                Some(part) => open.push((*part, depth + levels)),
                None => deepest = deepest.max(depth + levels - 1),
            }
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(parts: &[&[usize]]) -> Vec<Vec<Part>> {
        let ids = |ids: &&[usize]| ids.iter().map(|id| (Some(ShapeId(*id)), 1)).collect();
        parts.iter().map(ids).collect()
    }

    #[test]
    fn every_type_counts_once_on_the_way_down() {
        // 0 contains 1 and 2, 1 contains 2 and itself, 2 contains 3, 3 contains 0.
        let cycle = parts(&[&[1, 2], &[2, 1], &[3], &[0]]);
        assert_eq!(depth(&cycle, ShapeId(0)), 4);
        assert_eq!(depth(&cycle, ShapeId(2)), 4);
        let tree = parts(&[&[1, 2], &[], &[3], &[]]);
        assert_eq!(depth(&tree, ShapeId(0)), 3);
        assert_eq!(depth(&tree, ShapeId(3)), 1);
    }

    #[test]
    fn a_reached_component_is_visited_once() {
        // From 0, the path through 1 comes first: 0, 1, 2, 3.
        let shortcut = parts(&[&[1, 3], &[2], &[3], &[]]);
        assert_eq!(depth(&shortcut, ShapeId(0)), 4);
        let other_order = parts(&[&[3, 1], &[2], &[3], &[]]);
        assert_eq!(depth(&other_order, ShapeId(0)), 3);
    }

    #[test]
    fn types_without_a_name_count_where_they_are_many() {
        let map = |value: Type| Type::Map {
            value: Box::new(value),
            count: crate::ir::SizeBounds::default(),
            names: None,
        };
        assert_eq!(part(&map(map(Type::Bool))), (None, 1));
        let deep = (0..90).fold(Type::Bool, |inner, _| map(inner));
        assert_eq!(depth(&[vec![part(&deep)]], ShapeId(0)), 89);
    }
}
