//! Selects operations of upstream, finds our operations that they continue, and the fragment of each.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Operation, operations};
use crate::load::{Document, Settings};

/// A selected operation of upstream.
#[derive(Clone, Copy, Debug)]
pub(super) struct SelectedOperation<'a> {
    /// The operation of upstream; its `file` is the fragment that it belongs to.
    pub(super) new: Operation<'a>,
    /// Our operation that it continues.
    pub(super) old: Option<Operation<'a>>,
}

/// Returns the operations of `upstream` to use, in its order: those that the settings select, or those that we have.
///
/// An operation whose id is gone is found by method and path.
pub(super) fn take<'a>(
    documents: &'a [Document],
    upstream: &'a Value,
    settings: &Settings,
) -> Vec<SelectedOperation<'a>> {
    let old: Vec<Operation<'a>> = documents
        .iter()
        .enumerate()
        .flat_map(|(file, document)| operations(file, &document.tree))
        .collect();
    let new = operations(0, upstream);
    let ids: BTreeSet<&str> = new.iter().filter_map(|operation| operation.id).collect();
    let matched = new
        .iter()
        .map(|operation| (*operation, predecessor(operation, &old, &ids)));
    matched
        .filter(|(new, old)| selects(settings, new, old.as_ref(), &ids))
        .map(|(new, before)| {
            let file = before.map_or_else(|| nearest(&new, &old), |before| before.file);
            SelectedOperation {
                new: Operation { file, ..new },
                old: before,
            }
        })
        .collect()
}

/// Returns our operation with the same id; otherwise with the same method and path, unless upstream uses its id
/// elsewhere.
fn predecessor<'a>(
    new: &Operation<'_>,
    old: &[Operation<'a>],
    ids: &BTreeSet<&str>,
) -> Option<Operation<'a>> {
    let same_id = |old: &&Operation<'_>| new.id.is_some() && old.id == new.id;
    let same_route = |old: &&Operation<'_>| {
        let gone = old.id.is_none_or(|id| !ids.contains(id));
        gone && old.route() == new.route()
    };
    old.iter()
        .find(same_id)
        .or_else(|| old.iter().find(same_route))
        .copied()
}

/// Returns true if the settings select the operation: by its id, or by its old one.
fn selects(
    settings: &Settings,
    new: &Operation<'_>,
    old: Option<&Operation<'_>>,
    ids: &BTreeSet<&str>,
) -> bool {
    let only = &settings.select.only;
    if only.is_empty() {
        return old.is_some();
    }
    let former = old.and_then(|old| old.id).filter(|id| !ids.contains(id));
    only.iter()
        .any(|selector| new.is_matched_by(selector) || former == Some(selector.text.as_str()))
}

/// Returns the document whose operations are most similar to `new`: by the start of their paths, and their tags.
/// Returns the first one if there is none.
fn nearest(new: &Operation<'_>, old: &[Operation<'_>]) -> usize {
    let likeness = |other: &Operation<'_>| {
        let pairs = nameless(new.path).into_iter().zip(nameless(other.path));
        (
            pairs.take_while(|(a, b)| a == b).count(),
            new.node.get("tags") == other.node.get("tags"),
        )
    };
    let best = old.iter().map(likeness).max().unwrap_or_default();
    old.iter()
        .find(|other| likeness(other) == best)
        .map_or(0, |other| other.file)
}

/// Returns the segments of a path, without the names of its parameters.
fn nameless(path: &str) -> Vec<&str> {
    path.split('/')
        .map(|segment| if segment.starts_with('{') { "{}" } else { segment })
        .collect()
}
