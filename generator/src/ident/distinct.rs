//! Assigns distinct names.

use hashbrown::{HashMap, HashSet};

use super::numbered;
use crate::ir::Ident;

/// Distinct names of several items.
pub struct Distinct {
    /// The names, in the order of the items.
    pub idents: Vec<Ident>,
    /// For each item whose name got a number, the index of the item that has the name without one.
    pub rivals: Vec<Option<usize>>,
}

/// Names items by their preferred identifiers, each with its wire name, and numbers those that collide.
///
/// The item whose wire name equals the identifier keeps it, otherwise the first one. Numbers depend only on the items
/// with the same preferred name, unless another item prefers a numbered name. No name is one of `reserved`.
pub fn distinct<'w>(
    wanted: impl IntoIterator<Item = (Ident, &'w str)>,
    reserved: impl Fn(&Ident) -> bool,
) -> Distinct {
    let wanted: Vec<(Ident, &str)> = wanted.into_iter().collect();
    let keepers = keepers(&wanted);
    let mut taken: HashSet<Ident> = keepers.keys().map(|ident| (*ident).clone()).collect();
    let mut numbers: HashMap<&Ident, usize> = HashMap::new();
    let mut found = Distinct {
        idents: Vec::with_capacity(wanted.len()),
        rivals: Vec::with_capacity(wanted.len()),
    };
    for (index, (ident, _)) in wanted.iter().enumerate() {
        let is_reserved = reserved(ident);
        let keeper = keepers[ident];
        if keeper == index && !is_reserved {
            found.idents.push(ident.clone());
            found.rivals.push(None);
            continue;
        }
        let number = numbers.entry(ident).or_insert(1);
        let free = loop {
            *number += 1;
            let free = numbered(ident, *number);
            if !reserved(&free) && taken.insert(free.clone()) {
                break free;
            }
        };
        found.idents.push(free);
        found.rivals.push((!is_reserved).then_some(keeper));
    }
    found
}

/// Returns the index of the item that keeps each name.
fn keepers<'i>(wanted: &'i [(Ident, &str)]) -> HashMap<&'i Ident, usize> {
    let mut keepers: HashMap<&Ident, usize> = HashMap::with_capacity(wanted.len());
    for (index, (ident, wire)) in wanted.iter().enumerate() {
        let keeper = keepers.entry(ident).or_insert(index);
        let exact = |wire: &str| wire == ident.as_str();
        if exact(wire) && !exact(wanted[*keeper].1) {
            *keeper = index;
        }
    }
    keepers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(wires: &[&str], reserved: &[&str]) -> Vec<String> {
        let wanted = wires
            .iter()
            .map(|wire| (super::super::field_ident(wire).expect("a name"), *wire));
        let found = distinct(wanted, |ident| reserved.contains(&ident.as_str()));
        found.idents.iter().map(Ident::to_string).collect()
    }

    #[test]
    fn the_exact_spelling_keeps_the_name() {
        assert_eq!(
            names(&["fooBar", "foo-bar", "foo_bar"], &[]),
            ["foo_bar2", "foo_bar3", "foo_bar"]
        );
    }

    #[test]
    fn numbers_avoid_names_that_other_things_want() {
        assert_eq!(names(&["a", "A", "a2"], &[]), ["a", "a3", "a2"]);
        assert_eq!(names(&["v1", "V1"], &[]), ["v1", "v1_2"]);
    }

    #[test]
    fn reserved_names_are_numbered() {
        assert_eq!(names(&["new", "NEW"], &["new", "new3"]), ["new2", "new4"]);
    }

    #[test]
    fn many_things_of_one_name_take_linear_time() {
        let wires = vec!["same"; 20_000];
        assert_eq!(names(&wires, &[])[19_999], "same20000");
    }
}
