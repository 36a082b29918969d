//! Components that upstream has renamed: a new name in the same position, with an equal schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::select::SelectedOperation;
use crate::document::{Component, body, component};
use crate::load::Document;

/// The new name of a component and its old one.
pub(super) type Renames = BTreeMap<Component, Component>;

/// Finds renamed components by walking each operation and its predecessor in parallel.
pub(super) fn find(taken: &[SelectedOperation<'_>], documents: &[Document], upstream: &Value) -> Renames {
    let mut search = Search {
        documents,
        upstream,
        renames: Renames::new(),
        seen: BTreeSet::new(),
    };
    for pair in taken {
        if let Some(old) = &pair.old {
            search.walk(old.node, pair.new.node);
        }
    }
    search.renames
}

struct Search<'a> {
    documents: &'a [Document],
    upstream: &'a Value,
    renames: Renames,
    seen: BTreeSet<Component>,
}

impl<'a> Search<'a> {
    fn walk(&mut self, old: &'a Value, new: &'a Value) {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => {
                if let (Some(Value::String(old)), Some(Value::String(new))) =
                    (old.get("$ref"), new.get("$ref"))
                {
                    return self.compare(old, new);
                }
                for (key, new) in new {
                    if let Some(old) = old.get(key) {
                        self.walk(old, new);
                    }
                }
            }
            (Value::Array(old), Value::Array(new)) => {
                old.iter().zip(new).for_each(|(old, new)| self.walk(old, new))
            }
            _ => {}
        }
    }

    /// Compares two references in the same position.
    fn compare(&mut self, old: &str, new: &str) {
        let (Some((old, _)), Some((new, _))) = (component(old), component(new)) else {
            return;
        };
        let (Some(before), Some(after)) = (ours(self.documents, &old), body(self.upstream, &new.0, &new.1))
        else {
            return;
        };
        if !self.seen.insert(new.clone()) {
            return;
        }
        if old != new {
            let gone = body(self.upstream, &old.0, &old.1).is_none();
            let taken = self.renames.values().any(|known| *known == old);
            if !gone
                || taken
                || old.0 != new.0
                || ours(self.documents, &new).is_some()
                || !alike(before, after)
            {
                return;
            }
            self.renames.insert(new, old);
        }
        self.walk(before, after);
    }
}

/// Returns the component in the document of ours that defines it.
fn ours<'a>(documents: &'a [Document], (section, name): &Component) -> Option<&'a Value> {
    documents
        .iter()
        .filter_map(|document| body(&document.tree, section, name))
        .find(|body| body.get("$ref").is_none())
}

/// Returns true if at least half of the properties of each are in the other; without properties, if type and
/// values are equal.
fn alike(a: &Value, b: &Value) -> bool {
    let names = |value: &Value| -> BTreeSet<String> {
        value
            .get("properties")
            .and_then(Value::as_object)
            .map(|all| all.keys().cloned().collect())
            .unwrap_or_default()
    };
    let (first, second) = (names(a), names(b));
    if first.is_empty() && second.is_empty() {
        return ["type", "enum", "format", "pattern"]
            .iter()
            .all(|key| a.get(key) == b.get(key));
    }
    first.intersection(&second).count() * 2 >= first.len().max(second.len())
}
