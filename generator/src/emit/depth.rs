//! How deep types lie within each other: the compiler goes all the way down to see that a type is `Send`.

use crate::ir::{Api, ShapeId, Type};

/// How deep the compiler goes if nobody asks for more.
const DEFAULT_LIMIT: usize = 128;
/// How many steps it takes from a type to one within it at most: through `Option`, `BTreeMap`, `Vec` and `Box`.
const STEPS: usize = 16;

/// The `recursion_limit` that a crate of these types needs; `None` where the compiler's own is enough.
pub(super) fn recursion_limit(api: &Api) -> Option<usize> {
    let parts: Vec<Vec<ShapeId>> = api
        .shapes
        .iter()
        .map(|shape| shape.kind.types().into_iter().filter_map(Type::shapes).collect())
        .collect();
    let deepest = (0..parts.len()).map(|id| depth(&parts, ShapeId(id))).max()?;
    let limit = (deepest * STEPS).next_power_of_two();
    (limit > DEFAULT_LIMIT).then_some(limit)
}

/// How many types deep it goes from `root` for somebody who goes into each type once, and into the first part first.
fn depth(parts: &[Vec<ShapeId>], root: ShapeId) -> usize {
    let mut seen = vec![false; parts.len()];
    let mut open = vec![(root, 1)];
    let mut deepest = 0;
    while let Some((id, depth)) = open.pop() {
        if !std::mem::replace(&mut seen[id.0], true) {
            deepest = deepest.max(depth);
            open.extend(parts[id.0].iter().rev().map(|part| (*part, depth + 1)));
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(parts: &[&[usize]]) -> Vec<Vec<ShapeId>> {
        let ids = |ids: &&[usize]| ids.iter().map(|id| ShapeId(*id)).collect();
        parts.iter().map(ids).collect()
    }

    #[test]
    fn every_type_counts_once_on_the_way_down() {
        // 0 holds 1 and 2, 1 holds 2 and itself, 2 holds 3, 3 holds 0.
        let circle = parts(&[&[1, 2], &[2, 1], &[3], &[0]]);
        assert_eq!(depth(&circle, ShapeId(0)), 4);
        assert_eq!(depth(&circle, ShapeId(2)), 4);
        let tree = parts(&[&[1, 2], &[], &[3], &[]]);
        assert_eq!(depth(&tree, ShapeId(0)), 3);
        assert_eq!(depth(&tree, ShapeId(3)), 1);
    }

    #[test]
    fn what_was_reached_from_an_earlier_part_is_not_entered_again() {
        // From 0 the way through 1 comes first: 0, 1, 2, 3.
        let shortcut = parts(&[&[1, 3], &[2], &[3], &[]]);
        assert_eq!(depth(&shortcut, ShapeId(0)), 4);
        let other_order = parts(&[&[3, 1], &[2], &[3], &[]]);
        assert_eq!(depth(&other_order, ShapeId(0)), 3);
    }
}
