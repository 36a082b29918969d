//! Which operations of upstream are taken, which of ours each continues, and in which fragment it belongs.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Operation, operations};
use crate::load::{Document, Settings};

/// An operation of upstream that is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken<'a> {
    /// As upstream has it; its `file` is the fragment in which it is to be.
    pub(super) new: Operation<'a>,
    /// The item of ours that it continues.
    pub(super) old: Option<Operation<'a>>,
}

/// The operations to take from `upstream`, in its order: those that the settings select, or those that we have.
///
/// An id that upstream knows no more is followed by method and path.
pub(super) fn take<'a>(
    documents: &'a [Document],
    upstream: &'a Value,
    settings: &Settings,
) -> Vec<Taken<'a>> {
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
            Taken {
                new: Operation { file, ..new },
                old: before,
            }
        })
        .collect()
}

/// The operation of ours with the same id; or with the same method and path, unless upstream has its id elsewhere.
fn predecessor<'a>(
    new: &Operation<'_>,
    old: &[Operation<'a>],
    ids: &BTreeSet<&str>,
) -> Option<Operation<'a>> {
    let same_id = |old: &&Operation<'_>| new.id.is_some() && old.id == new.id;
    let same_place = |old: &&Operation<'_>| {
        let gone = old.id.is_none_or(|id| !ids.contains(id));
        gone && old.route() == new.route()
    };
    old.iter()
        .find(same_id)
        .or_else(|| old.iter().find(same_place))
        .copied()
}

/// Whether the settings take the operation: by itself, or by the id that it had.
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
        .any(|selector| new.is_taken_by(selector) || former == Some(selector.text.as_str()))
}

/// The document whose operations are most like `new`: their paths begin like its path, and they have its tags. The
/// first, where there is none.
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

/// The segments of a path, without the names of its parameters.
fn nameless(path: &str) -> Vec<&str> {
    path.split('/')
        .map(|segment| if segment.starts_with('{') { "{}" } else { segment })
        .collect()
}
