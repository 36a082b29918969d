//! The operations of a document.

use serde_json::Value;

use super::Route;
use crate::pointer;
use crate::selector::{Selector, generated_id};

/// The methods of OpenAPI 3.0, and `query` of 3.2 (Path Item Object).
const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// An operation with its location.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation<'a> {
    /// Index of the document.
    pub(crate) file: usize,
    pub(crate) path: &'a str,
    /// Lower case, as in a path item.
    pub(crate) method: &'a str,
    pub(crate) id: Option<&'a str>,
    pub(crate) node: &'a Value,
}

impl Operation<'_> {
    /// Returns the method and path template.
    pub(crate) fn route(&self) -> Route {
        Route::new(self.method, self.path)
    }

    /// Returns its pointer in the document.
    pub(crate) fn pointer(&self) -> String {
        pointer::child(&pointer::child("/paths", self.path), self.method)
    }

    /// Returns the tag that its group is named after.
    pub(crate) fn first_tag(&self) -> Option<&str> {
        self.node.get("tags")?.get(0)?.as_str()
    }

    /// Returns true if `selector` matches it.
    pub(crate) fn is_matched_by(&self, selector: &Selector) -> bool {
        let tags = self
            .node
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let tags: Vec<String> = tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect();
        let id = self
            .id
            .map_or_else(|| generated_id(self.method, self.path), str::to_owned);
        selector.takes(&id, &tags, self.path)
    }
}

/// Returns true if the key of a Path Item Object is a method, whose value is an operation.
pub fn is_method(key: &str) -> bool {
    method_number(key).is_some()
}

/// Returns the place of a method among all methods of a path item, so that their order in a document does not matter.
pub(crate) fn method_number(key: &str) -> Option<usize> {
    METHODS.iter().position(|method| *method == key)
}

/// Returns all operations of a document, whose index is `file`.
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
