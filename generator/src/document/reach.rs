//! Finds the components that operations reach.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::component::{Component, component};
use super::kind::Kind;
use super::subtypes::subtypes;

/// Calls `found` for each reference in `value`, and replaces it by the result.
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

/// The documents that use each component, and the dangling references.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    pub(crate) users: BTreeMap<Component, BTreeSet<usize>>,
    pub(crate) dangling: BTreeSet<String>,
}

impl Reach {
    /// Adds everything that `node` of document `file` refers to.
    pub(crate) fn follow(&mut self, upstream: &Value, file: usize, node: &Value, kind: Kind) {
        let mut waiting = self.targets(upstream, node, kind);
        while let Some((section, name)) = waiting.pop() {
            let Some(body) = body(upstream, &section, &name) else {
                continue;
            };
            let component = (section, name);
            if self
                .users
                .get(&component)
                .is_some_and(|users| users.contains(&file))
            {
                continue;
            }
            waiting.extend(self.targets(upstream, body, Kind::Object));
            waiting.extend(implied_variants(upstream, &component, body));
            self.users.entry(component).or_default().insert(file);
        }
    }

    fn targets(&mut self, upstream: &Value, node: &Value, kind: Kind) -> Vec<Component> {
        let mut targets = schemes(node);
        references(&mut node.clone(), kind, &mut |reference| {
            // A discriminator may name a schema without its section.
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
}

/// Returns a component of a document.
pub(crate) fn body<'a>(tree: &'a Value, section: &str, name: &str) -> Option<&'a Value> {
    tree.get("components")?.get(section)?.get(name)
}

/// Returns the security schemes that an operation or a document names.
pub(crate) fn schemes(node: &Value) -> Vec<Component> {
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

/// Returns the subtypes of a schema that has a discriminator and no list of variants: they are its implied variants.
fn implied_variants(tree: &Value, parent: &Component, body: &Value) -> Vec<Component> {
    let listed = body.get("oneOf").or(body.get("anyOf")).is_some();
    if listed || body.get("discriminator").is_none() {
        return Vec::new();
    }
    subtypes(tree, parent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Returns the components that `node` reaches in a document with these schemas.
    fn reached(schemas: Value, node: Value) -> Vec<String> {
        let tree = json!({"components": {"schemas": schemas}});
        let mut reach = Reach::default();
        reach.follow(&tree, 0, &node, Kind::Object);
        reach.users.into_keys().map(|(_, name)| name).collect()
    }

    #[test]
    fn subtypes_are_reached_where_no_list_of_variants_exists() {
        let link = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let subtype = json!({"allOf": [link("Fish"), {"type": "object"}]});
        let open = json!({"discriminator": {"propertyName": "kind"}});
        let listed = json!({"discriminator": {"propertyName": "kind"}, "oneOf": [link("Pike")]});
        let plain = json!({"type": "object"});
        for (fish, expected) in [
            (open, &["Carp", "Fish", "Pike"][..]),
            (listed, &["Fish", "Pike"]),
            (plain, &["Fish"]),
        ] {
            let schemas = json!({"Fish": fish, "Carp": subtype, "Pike": subtype, "Stone": {}});
            assert_eq!(reached(schemas, json!({"schema": link("Fish")})), expected);
        }
    }

    #[test]
    fn data_refers_to_nothing() {
        let node =
            json!({"schema": {"example": {"$ref": "#/components/schemas/A"}, "default": {"$ref": "x"}}});
        assert_eq!(reached(json!({"A": {}}), node), [""; 0]);
    }
}
