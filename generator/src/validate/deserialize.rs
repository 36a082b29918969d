//! Deserializes a validated document.

use indexmap::IndexMap;
use openapiv3::{Components, PathItem, ReferenceOr, SecurityRequirement, Server, Tag};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Location};
use crate::pointer;

/// One document as openapiv3 types.
pub struct TypedDocument {
    /// Name of the file, as used in references.
    pub file: String,
    /// Title of the API.
    pub title: String,
    /// Facts about the document.
    pub info: Info,
    /// Servers, the first of which is the default.
    pub servers: Vec<Server>,
    /// Groups of operations.
    pub tags: Vec<Tag>,
    /// Alternative security requirements of operations that state none.
    pub security: Vec<SecurityRequirement>,
    /// Path items in the order of the document.
    pub paths: Vec<(String, PathItem)>,
    /// The components.
    pub components: Components,
}

/// Facts about a document, for the package of the crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The name of the license.
    pub license_name: Option<String>,
    /// The SPDX expression of the license (OpenAPI 3.1).
    pub license_identifier: Option<String>,
    /// URL of the documentation, or of the provider of the API.
    pub homepage: Option<String>,
}

fn info(tree: &Value) -> Info {
    let string = |pointer: &str| tree.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Info {
        license_name: string("/info/license/name"),
        license_identifier: string("/info/license/x-identifier"),
        homepage: string("/externalDocs/url").or_else(|| string("/info/contact/url")),
    }
}

/// Deserializes a validated tree, and drops each part of it as soon as it is deserialized: the tree and the types use the most memory.
/// A part that openapiv3 still rejects is reported and replaced by an empty one.
pub fn typed(file: &str, mut tree: Value, problems: &mut Vec<Diagnostic>) -> TypedDocument {
    let mut root = Reader::new(file);
    let servers = root.list(take(&mut tree, "servers"), "/servers");
    let tags = root.list(take(&mut tree, "tags"), "/tags");
    let security = root.list(take(&mut tree, "security"), "/security");
    let [components_node, paths_node] = ["components", "paths"].map(|key| take(&mut tree, key));
    // Paths and components are about as large as each other, and deserializing dominates the stage.
    let (components, paths) = std::thread::scope(|scope| {
        let components = scope.spawn(|| components(file, components_node));
        let paths = paths(file, paths_node);
        (components.join().expect("deserializing does not panic"), paths)
    });
    problems.extend(root.problems);
    problems.extend(paths.1);
    problems.extend(components.1);
    TypedDocument {
        file: file.to_owned(),
        title: tree["info"]["title"].as_str().unwrap_or_default().to_owned(),
        info: info(&tree),
        servers,
        tags,
        security,
        paths: paths.0,
        components: components.0,
    }
}

/// Deserializes nodes of one document.
struct Reader<'a> {
    file: &'a str,
    problems: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn new(file: &'a str) -> Self {
        Self {
            file,
            problems: Vec::new(),
        }
    }

    /// Returns the node at `pointer`; an invalid one is reported and replaced by `fallback`.
    fn node<T: DeserializeOwned>(
        &mut self,
        node: &Value,
        pointer: &str,
        fallback: Option<Value>,
    ) -> Option<T> {
        match T::deserialize(node) {
            Ok(node) => Some(node),
            Err(error) => {
                let message = format!("not a valid part of an OpenAPI 3.0 document: {error}");
                let help = "compare it with the OpenAPI 3.0 specification; until then it is ignored";
                let at = Location::new(self.file, pointer);
                self.problems
                    .push(Diagnostic::new("invalid-openapi", at, message, help));
                T::deserialize(fallback?).ok()
            }
        }
    }

    fn list<T: DeserializeOwned>(&mut self, list: Value, pointer: &str) -> Vec<T> {
        let Value::Array(items) = list else {
            return Vec::new();
        };
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| self.node(item, &format!("{pointer}/{index}"), None))
            .collect()
    }

    fn section<T: DeserializeOwned>(
        &mut self,
        components: &mut Value,
        name: &str,
        fallback: Option<Value>,
    ) -> IndexMap<String, ReferenceOr<T>> {
        let pointer = pointer::child("/components", name);
        let members = members(take(components, name));
        members
            .filter_map(|(key, node)| {
                let node = self.node(&node, &pointer::child(&pointer, &key), fallback.clone())?;
                Some((key, node))
            })
            .collect()
    }

    /// Returns a path item; if it is invalid as a whole, all its valid parts.
    fn path_item(&mut self, node: &Value, pointer: &str) -> PathItem {
        if let Ok(item) = PathItem::deserialize(node) {
            return item;
        }
        let mut item = PathItem {
            parameters: self.list(node["parameters"].clone(), &pointer::child(pointer, "parameters")),
            ..PathItem::default()
        };
        let slots = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
            ("options", &mut item.options),
            ("head", &mut item.head),
            ("patch", &mut item.patch),
            ("trace", &mut item.trace),
        ];
        for (method, slot) in slots {
            if let Some(operation) = node.get(method) {
                *slot = self.node(operation, &pointer::child(pointer, method), None);
            }
        }
        item
    }
}

fn paths(file: &str, node: Value) -> (Vec<(String, PathItem)>, Vec<Diagnostic>) {
    let mut reader = Reader::new(file);
    let items = members(node)
        .filter(|(path, item)| !path.starts_with("x-") && item.get("$ref").is_none())
        .map(|(path, item)| {
            let item = reader.path_item(&item, &pointer::child("/paths", &path));
            (path, item)
        })
        .collect();
    (items, reader.problems)
}

/// Takes the member `key` out of an object; returns null if it is absent.
fn take(node: &mut Value, key: &str) -> Value {
    node.get_mut(key).map(Value::take).unwrap_or_default()
}

/// Returns the members of an object; none for any other value.
fn members(node: Value) -> impl Iterator<Item = (String, Value)> {
    let members = match node {
        Value::Object(members) => Some(members),
        _ => None,
    };
    members.into_iter().flatten()
}

/// Returns the components; no stage reads examples, links and callbacks.
fn components(file: &str, mut node: Value) -> (Components, Vec<Diagnostic>) {
    let mut reader = Reader::new(file);
    let components = Components {
        schemas: reader.section(&mut node, "schemas", Some(json!({}))),
        responses: reader.section(&mut node, "responses", Some(json!({"description": ""}))),
        parameters: reader.section(&mut node, "parameters", None),
        request_bodies: reader.section(&mut node, "requestBodies", None),
        headers: reader.section(&mut node, "headers", Some(json!({"schema": {}}))),
        security_schemes: reader.section(&mut node, "securitySchemes", None),
        ..Components::default()
    };
    (components, reader.problems)
}
