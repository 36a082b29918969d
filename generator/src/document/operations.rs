//! The operations of a document.

use serde_json::Value;

use crate::compare::Route;
use crate::lower::{Selector, made_id};
use crate::pointer;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An operation, where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation<'a> {
    /// Number of the document.
    pub(crate) file: usize,
    pub(crate) path: &'a str,
    /// As a path item has it, in lower case.
    pub(crate) method: &'a str,
    pub(crate) id: Option<&'a str>,
    pub(crate) node: &'a Value,
}

impl Operation<'_> {
    /// What it is reached by.
    pub(crate) fn route(&self) -> Route {
        Route::new(self.method, self.path)
    }

    /// Where it stands in its document.
    pub(crate) fn pointer(&self) -> String {
        pointer::child(&pointer::child("/paths", self.path), self.method)
    }

    /// Whether `selector` takes it.
    pub(crate) fn is_taken_by(&self, selector: &Selector) -> bool {
        let tags = self
            .node
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let tags: Vec<String> = tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect();
        let id = self.id.map_or_else(|| made_id(&self.pointer()), str::to_owned);
        selector.takes(&id, &tags, self.path)
    }
}

/// Whether `key` of a path item is a method.
pub(crate) fn is_method(key: &str) -> bool {
    METHODS.contains(&key)
}

/// All operations of a document, which is number `file`.
pub(crate) fn operations(file: usize, tree: &Value) -> Vec<Operation<'_>> {
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
