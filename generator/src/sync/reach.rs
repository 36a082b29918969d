//! The components that operations reach, and the fragment in which each belongs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::kind::Kind;
use crate::pointer;

/// A component: its section and its name.
pub(crate) type Component = (String, String);

/// Calls `found` for each reference in `value`, and replaces it by what comes back.
pub(crate) fn references(value: &mut Value, kind: Kind, found: &mut dyn FnMut(&str) -> Option<String>) {
    match value {
        Value::String(text) if kind == Kind::References => replace(text, found),
        Value::Object(members) if kind != Kind::Data => {
            for (key, value) in members {
                let inner = if kind == Kind::References {
                    kind
                } else {
                    kind.step(key)
                };
                match value {
                    Value::String(text) if kind == Kind::Object && key == "$ref" => replace(text, found),
                    _ => references(value, inner, found),
                }
            }
        }
        Value::Array(items) if kind != Kind::Data => {
            items
                .iter_mut()
                .for_each(|item| references(item, kind.item(), found));
        }
        _ => {}
    }
}

fn replace(text: &mut String, found: &mut dyn FnMut(&str) -> Option<String>) {
    if let Some(new) = found(text) {
        *text = new;
    }
}

/// The component that a reference leads to or into, whichever document it names; the rest of the pointer behind it.
pub(super) fn component(reference: &str) -> Option<(Component, &str)> {
    let (_, target) = reference.split_once('#')?;
    let rest = target.strip_prefix("/components/")?;
    let (section, rest) = rest.split_once('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    Some((
        (section.to_owned(), pointer::unescaped(&rest[..end]).into_owned()),
        &rest[end..],
    ))
}

/// Which documents use each component, and the references that lead nowhere.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub(super) users: BTreeMap<Component, BTreeSet<usize>>,
    pub(super) dangling: BTreeSet<String>,
}

impl Reach {
    /// Takes in what `node`, which stands in document `file`, refers to.
    pub(super) fn follow(&mut self, upstream: &Value, file: usize, node: &Value, kind: Kind) {
        let mut waiting = self.targets(upstream, node, kind);
        while let Some((section, name)) = waiting.pop() {
            let Some(body) = body(upstream, &section, &name) else {
                continue;
            };
            if self.users.entry((section, name)).or_default().insert(file) {
                waiting.extend(self.targets(upstream, body, Kind::Object));
            }
        }
    }

    fn targets(&mut self, upstream: &Value, node: &Value, kind: Kind) -> Vec<Component> {
        let mut targets = schemes(node);
        references(&mut node.clone(), kind, &mut |reference| {
            // A discriminator may name a schema without saying where schemas stand.
            let named = || ("schemas".to_owned(), reference.to_owned());
            let target = component(reference).map_or_else(named, |(target, _)| target);
            match body(upstream, &target.0, &target.1) {
                Some(_) => targets.push(target),
                None => {
                    self.dangling.insert(reference.to_owned());
                }
            }
            None
        });
        targets
    }

    /// The document in which each component belongs: that of its only user, else `shared`; without one, the first user.
    pub(super) fn homes(&self, shared: Option<usize>) -> BTreeMap<Component, usize> {
        let home = |users: &BTreeSet<usize>| match (users.first(), shared) {
            (_, Some(shared)) if users.len() > 1 => shared,
            (first, _) => first.copied().unwrap_or_default(),
        };
        self.users
            .iter()
            .map(|(component, users)| (component.clone(), home(users)))
            .collect()
    }
}

/// The component as it stands in a document.
pub(super) fn body<'a>(tree: &'a Value, section: &str, name: &str) -> Option<&'a Value> {
    tree.get("components")?.get(section)?.get(name)
}

/// The security schemes that an operation or a document names.
pub(super) fn schemes(node: &Value) -> Vec<Component> {
    let requirements = node
        .get("security")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let names = requirements.filter_map(Value::as_object).flat_map(Map::keys);
    names
        .map(|name| ("securitySchemes".to_owned(), name.clone()))
        .collect()
}

/// `node` with every reference leading from document `file` to where its target stands.
pub(super) fn relinked(
    node: &Value,
    kind: Kind,
    file: usize,
    homes: &BTreeMap<Component, usize>,
    names: &[String],
) -> Value {
    let mut node = node.clone();
    references(&mut node, kind, &mut |reference| {
        let whole = component(reference);
        let bare = || (("schemas".to_owned(), reference.to_owned()), "");
        let (target, rest) = whole.clone().unwrap_or_else(bare);
        let home = *homes.get(&target)?;
        let here = home == file;
        (whole.is_some() || !here)
            .then(|| format!("{}{rest}", link(&target, if here { "" } else { &names[home] })))
    });
    node
}

/// A reference to `component` in the document `file`; in the same document, where that is empty.
pub(crate) fn link((section, name): &Component, file: &str) -> String {
    format!(
        "{file}#{}",
        pointer::child(&pointer::child("/components", section), name)
    )
}
