//! The typed form of a checked document.

use openapiv3::{Components, OpenAPI, PathItem, ReferenceOr, SecurityRequirement, Server, Tag};
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Location};

/// One document as openapiv3 types.
pub struct TypedDocument {
    /// Name of the file, as references spell it.
    pub file: String,
    /// Title of the API.
    pub title: String,
    /// Servers, the first of which is the default.
    pub servers: Vec<Server>,
    /// Groups of operations.
    pub tags: Vec<Tag>,
    /// Ways to authenticate of which one is enough, for operations that state none.
    pub security: Vec<SecurityRequirement>,
    /// Path items in the order of the document.
    pub paths: Vec<(String, PathItem)>,
    /// What references point to.
    pub components: Components,
}

/// Reads a tree that passed [`check_grammar`](super::check_grammar).
///
/// # Errors
///
/// What openapiv3 cannot hold all the same, as a diagnostic on the whole document: the grammar's tables lack a check.
pub fn typed(file: &str, tree: &Value) -> Result<TypedDocument, Diagnostic> {
    let wrong = |error: serde_json::Error| {
        let help = "compare the document with the OpenAPI 3.0 specification";
        Diagnostic::error(
            "invalid-openapi",
            Location::new(file, ""),
            format!("not a valid document: {error}"),
            help,
        )
    };
    let empty = Value::Object(Default::default());
    let part = |name: &str| tree.get(name).unwrap_or(&empty);
    // Paths and components are about as large as each other, and deserialising dominates the stage.
    let (components, paths) = std::thread::scope(|scope| {
        let components = scope.spawn(|| Components::deserialize(part("components")));
        let paths = openapiv3::Paths::deserialize(part("paths"));
        (components.join().expect("deserialising does not panic"), paths)
    });
    let rest = OpenAPI::deserialize(&without_bulk(tree)).map_err(wrong)?;
    Ok(TypedDocument {
        file: file.to_owned(),
        title: rest.info.title,
        servers: rest.servers,
        tags: rest.tags,
        security: rest.security.unwrap_or_default(),
        paths: paths
            .map_err(wrong)?
            .paths
            .into_iter()
            .filter_map(inline_item)
            .collect(),
        components: components.map_err(wrong)?,
    })
}

/// The document without the two parts that are read on their own.
fn without_bulk(tree: &Value) -> Value {
    let mut rest: serde_json::Map<String, Value> = match tree {
        Value::Object(members) => members
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "paths" | "components"))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        _ => Default::default(),
    };
    rest.insert("paths".to_owned(), Value::Object(Default::default()));
    Value::Object(rest)
}

/// Path items behind a reference are reported by the grammar, and left out where that is tolerated.
fn inline_item((path, item): (String, ReferenceOr<PathItem>)) -> Option<(String, PathItem)> {
    match item {
        ReferenceOr::Item(item) => Some((path, item)),
        ReferenceOr::Reference { .. } => None,
    }
}
