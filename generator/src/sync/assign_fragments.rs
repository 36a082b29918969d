//! Assigns components to fragments, and rewrites references to them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::{Component, Kind, Reach, component, references};
use crate::pointer;

/// Returns the document of each component: that of its only user, otherwise `shared`, or that of the first user if
/// there is
pub(super) fn modules(reach: &Reach, shared: Option<usize>) -> BTreeMap<Component, usize> {
    let home = |users: &BTreeSet<usize>| match (users.first(), shared) {
        (_, Some(shared)) if users.len() > 1 => shared,
        (first, _) => first.copied().unwrap_or_default(),
    };
    reach
        .users
        .iter()
        .map(|(component, users)| (component.clone(), home(users)))
        .collect()
}

/// Returns `node` with every reference rewritten to lead from document `file` to its target.
pub(super) fn relinked(
    node: &Value,
    kind: Kind,
    file: usize,
    modules: &BTreeMap<Component, usize>,
    names: &[String],
) -> Value {
    let mut node = node.clone();
    references(&mut node, kind, &mut |reference| {
        let whole = component(reference);
        let bare = || (("schemas".to_owned(), reference.to_owned()), "");
        let (target, rest) = whole.clone().unwrap_or_else(bare);
        let home = *modules.get(&target)?;
        let here = home == file;
        (whole.is_some() || !here)
            .then(|| format!("{}{rest}", link(&target, if here { "" } else { &names[home] })))
    });
    node
}

/// Returns a reference to `component` in the document `file`; in the same document if that is empty.
pub(super) fn link((section, name): &Component, file: &str) -> String {
    format!(
        "{file}#{}",
        pointer::child(&pointer::child("/components", section), name)
    )
}
