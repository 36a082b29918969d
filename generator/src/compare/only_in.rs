//! Lists that are compared as sets.

/// Returns the items of `list` that are not among the `others`.
pub(super) fn only_in<'t, T: PartialEq>(list: &'t [T], others: &'t [T]) -> impl Iterator<Item = &'t T> {
    list.iter().filter(|item| !others.contains(item))
}
