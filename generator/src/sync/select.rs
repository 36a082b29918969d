//! Which operations of upstream are taken, which of ours each continues, and in which fragment it belongs.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::load::{Document, Settings};
use crate::lower;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An operation, where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation<'a> {
    /// Number of the document.
    pub(super) file: usize,
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) id: Option<&'a str>,
    pub(super) node: &'a Value,
}

/// An operation of upstream that is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken<'a> {
    /// As upstream has it; its `file` is the fragment in which it is to stand.
    pub(super) new: Operation<'a>,
    /// What it continues.
    pub(super) old: Option<Operation<'a>>,
}

/// Whether `key` of a path item is a method.
pub(super) fn is_method(key: &str) -> bool {
    METHODS.contains(&key)
}

/// All operations of a document.
pub(super) fn operations(file: usize, tree: &Value) -> Vec<Operation<'_>> {
    let paths = tree.get("paths").and_then(Value::as_object).into_iter().flatten();
    let items = paths.flat_map(|(path, item)| {
        item.as_object()
            .into_iter()
            .flatten()
            .map(move |(key, node)| (path, key, node))
    });
    items
        .filter(|(_, key, _)| is_method(key))
        .map(|(path, method, node)| Operation {
            file,
            path,
            method,
            id: node.get("operationId").and_then(Value::as_str),
            node,
        })
        .collect()
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
        gone && old.method == new.method && nameless(old.path) == nameless(new.path)
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
    let tags: Vec<String> = new
        .node
        .get("tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|tag| tag.as_str().map(str::to_owned))
        .collect();
    let former = old.and_then(|old| old.id).filter(|id| !ids.contains(id));
    only.iter().any(|selector| {
        let selector = lower::Selector {
            text: selector.text.clone(),
            at: selector.at.clone(),
        };
        selector.takes(new.id.unwrap_or_default(), &tags, new.path) || former == Some(selector.text.as_str())
    })
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
pub(super) fn nameless(path: &str) -> Vec<&str> {
    path.split('/')
        .map(|segment| if segment.starts_with('{') { "{}" } else { segment })
        .collect()
}
