//! Moves a validated document into openapiv3 types.

use super::readers::PathItem;
use indexmap::IndexMap;
use openapiv3::{Components, ReferenceOr, SecurityRequirement, Server, Tag};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Location};
use crate::parallel;
use crate::pointer;
use crate::validate::readers::{self, Read};

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

/// Moves a validated tree into types, its paths and components in parallel. The tree, which is taken apart, and the types use
/// the most memory. A part that is still invalid is reported and replaced by an empty one.
pub fn typed(file: &str, mut tree: Value, problems: &mut Vec<Diagnostic>) -> TypedDocument {
    let mut root = Reader::new(file);
    let servers = root.list(take(&mut tree, "servers"), "/servers");
    let tags = root.list(take(&mut tree, "tags"), "/tags");
    let security = root.list(take(&mut tree, "security"), "/security");
    let (all, items) = (take(&mut tree, "components"), take(&mut tree, "paths"));
    let (components, paths) = parallel::join(|| components(file, all), || paths(file, items));
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

/// Returns the diagnostic for a node that openapiv3 rejects.
fn invalid(at: Location, error: &str) -> Diagnostic {
    let missing = error
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    let (message, help) = match missing {
        Some(key) => (
            format!("the keyword `{key}` is missing, which OpenAPI 3.0 requires here"),
            format!("add `{key}`; until then, this is ignored"),
        ),
        None => (
            format!("not a valid part of an OpenAPI 3.0 document: {error}"),
            "compare it with the OpenAPI 3.0 specification; until then it is ignored".to_owned(),
        ),
    };
    Diagnostic::new("invalid-openapi", at, message, help)
}

/// Reads the parts of one document.
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

    /// Returns the part that was read at `pointer`; a failure is reported.
    fn report<T>(&mut self, read: Read<T>, pointer: &str) -> Option<T> {
        let error = match read {
            Ok(part) => return Some(part),
            Err(error) => error,
        };
        let at = Location::new(self.file, pointer);
        self.problems.push(invalid(at, &error.to_string()));
        None
    }

    fn list<T: DeserializeOwned>(&mut self, list: Value, pointer: &str) -> Vec<T> {
        let Value::Array(items) = list else {
            return Vec::new();
        };
        items
            .into_iter()
            .enumerate()
            .filter_map(|(index, item)| self.report(readers::part(item), &format!("{pointer}/{index}")))
            .collect()
    }

    /// Returns the section `name` of the components; an invalid one of them is replaced by `fallback`.
    fn section<T>(
        &mut self,
        components: &mut Value,
        name: &str,
        read: fn(Value) -> Read<T>,
        fallback: Option<Value>,
    ) -> IndexMap<String, ReferenceOr<T>> {
        let section = pointer::child("/components", name);
        let mut read_one = |key: &str, node: Value| {
            let found = readers::reference_or(node, read);
            if found.is_ok() {
                return found.ok();
            }
            let empty = || read(fallback.clone()?).ok().map(ReferenceOr::Item);
            self.report(found, &pointer::child(&section, key)).or_else(empty)
        };
        members(take(components, name))
            .filter_map(|(key, node)| read_one(&key, node).map(|node| (key, node)))
            .collect()
    }

    /// Returns a path item with all its valid operations.
    fn path_item(&mut self, node: Value, pointer: &str) -> PathItem {
        let item = readers::path_item(node, |method, node| {
            self.report(readers::operation(node), &pointer::child(pointer, method))
        });
        self.report(item, pointer).unwrap_or_default()
    }
}

fn paths(file: &str, node: Value) -> (Vec<(String, PathItem)>, Vec<Diagnostic>) {
    let mut reader = Reader::new(file);
    let items = members(node)
        .filter(|(path, item)| !path.starts_with("x-") && item.get("$ref").is_none())
        .map(|(path, item)| {
            let item = reader.path_item(item, &pointer::child("/paths", &path));
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
        schemas: reader.section(&mut node, "schemas", readers::schema, Some(json!({}))),
        responses: reader.section(
            &mut node,
            "responses",
            readers::response,
            Some(json!({"description": ""})),
        ),
        parameters: reader.section(&mut node, "parameters", readers::parameter, None),
        request_bodies: reader.section(&mut node, "requestBodies", readers::request_body, None),
        headers: reader.section(&mut node, "headers", readers::header, Some(json!({"schema": {}}))),
        security_schemes: reader.section(&mut node, "securitySchemes", readers::part, None),
        ..Components::default()
    };
    (components, reader.problems)
}
