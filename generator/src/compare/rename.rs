//! Distinguishes renames from removals and additions.

use hashbrown::HashSet;

/// A node that may have been renamed.
pub(super) struct Candidate<'a, T> {
    /// Its name on the wire.
    pub(super) name: &'a str,
    /// Its position in its list.
    pub(super) position: usize,
    /// The node.
    pub(super) item: &'a T,
}

impl<T> Clone for Candidate<'_, T> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<'a, T> Candidate<'a, T> {
    /// Returns the nodes of `own` whose name is not among the `others`.
    pub(super) fn only_in(own: &'a [T], others: &'a [T], name: impl Fn(&T) -> &str) -> Vec<Self> {
        let known: HashSet<&str> = others.iter().map(&name).collect();
        let missing = |candidate: &Self| !known.contains(candidate.name);
        let list = own.iter().enumerate();
        list.map(|(position, item)| Self {
            name: name(item),
            position,
            item,
        })
        .filter(missing)
        .collect()
    }
}

/// The nodes in only one model, as renames, removals and additions.
pub(super) struct Matched<'a, T> {
    pub(super) renamed: Vec<(&'a T, &'a T)>,
    pub(super) removed: Vec<Candidate<'a, T>>,
    pub(super) added: Vec<Candidate<'a, T>>,
}

impl<'a, T> Matched<'a, T> {
    /// Makes a rename of two nodes, unless either has been matched.
    fn rename(&mut self, old: &Candidate<'a, T>, new: &Candidate<'a, T>) {
        let find = |list: &[Candidate<'a, T>], name: &str| list.iter().position(|one| one.name == name);
        let places = find(&self.removed, old.name).zip(find(&self.added, new.name));
        if let Some((r, a)) = places {
            self.renamed
                .push((self.removed.remove(r).item, self.added.remove(a).item));
        }
    }
}

/// The minimum similarity of two names of the same node.
const ALIKE: f64 = 0.5;

/// Pairs removed nodes with added ones, the most similar first, if `fits` accepts the pair. If one node remains on each
/// side, at the same position, it is a rename with any name, if `same` states that only the name differs.
pub(super) fn pair<'a, T>(
    removed: Vec<Candidate<'a, T>>,
    added: Vec<Candidate<'a, T>>,
    fits: impl Fn(&T, &T) -> bool,
    same: impl Fn(&T, &T) -> bool,
) -> Matched<'a, T> {
    let mut matched = Matched {
        renamed: Vec::new(),
        removed: removed.clone(),
        added: added.clone(),
    };
    for (r, a) in by_likeness(&removed, &added, fits) {
        matched.rename(&removed[r], &added[a]);
    }
    if let ([old], [new]) = (matched.removed.as_slice(), matched.added.as_slice()) {
        let (old, new) = (old.clone(), new.clone());
        if old.position == new.position && same(old.item, new.item) {
            matched.rename(&old, &new);
        }
    }
    matched
}

/// Returns a name without its case and its separators.
fn folded(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Returns the indices of sufficiently similar pairs, the most similar first.
fn by_likeness<T>(
    removed: &[Candidate<'_, T>],
    added: &[Candidate<'_, T>],
    fits: impl Fn(&T, &T) -> bool,
) -> Vec<(usize, usize)> {
    let mut rivals: Vec<(f64, usize, usize)> = Vec::new();
    for (r, old) in removed.iter().enumerate() {
        for (a, new) in added.iter().enumerate() {
            let likeness = match folded(old.name) == folded(new.name) {
                true => 1.0,
                false => crate::edit_distance::likeness(old.name, new.name),
            };
            if likeness >= ALIKE && fits(old.item, new.item) {
                rivals.push((likeness, r, a));
            }
        }
    }
    // Names order equally similar pairs, so that the order in the documents has no effect.
    let names = |r: usize, a: usize| {
        (
            removed[r].name.min(added[a].name),
            removed[r].name.max(added[a].name),
        )
    };
    rivals.sort_by(|x, y| {
        y.0.total_cmp(&x.0)
            .then_with(|| names(x.1, x.2).cmp(&names(y.1, y.2)))
    });
    rivals.into_iter().map(|(_, r, a)| (r, a)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(old: &[&str], new: &[&str], same: bool) -> (Vec<String>, Vec<String>, Vec<String>) {
        let (old, new): (Vec<String>, Vec<String>) = (
            old.iter().map(|s| s.to_string()).collect(),
            new.iter().map(|s| s.to_string()).collect(),
        );
        let removed = Candidate::only_in(&old, &new, String::as_str);
        let added = Candidate::only_in(&new, &old, String::as_str);
        let found = pair(removed, added, |_, _| true, |_, _| same);
        let owned = |list: Vec<Candidate<'_, String>>| list.into_iter().map(|one| one.item.clone()).collect();
        (
            found.renamed.iter().map(|(a, b)| format!("{a}={b}")).collect(),
            owned(found.removed),
            owned(found.added),
        )
    }

    #[test]
    fn the_most_alike_are_paired() {
        let (old, new) = (["id", "clusterName", "groupId"], ["id", "clusterNames", "state"]);
        let (renamed, removed, added) = matched(&old, &new, false);
        assert_eq!(renamed, ["clusterName=clusterNames"]);
        assert_eq!(
            (removed, added),
            (vec!["groupId".to_owned()], vec!["state".to_owned()])
        );
    }

    #[test]
    fn one_that_gives_way_to_one_in_the_same_position_is_renamed() {
        assert_eq!(matched(&["a", "xyz"], &["a", "qrs"], true).0, ["xyz=qrs"]);
        assert!(matched(&["xyz", "a"], &["a", "qrs"], true).0.is_empty());
    }
}
