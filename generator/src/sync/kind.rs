//! What stands where in a document: keywords, names, data, or prose.
//!
//! Prose is what people write about the API; everything else is the API. `description` is prose as a keyword of a
//! schema, a name as a property of one, and data inside an example.

use serde_json::Value;

use crate::diagnostic::Location;
use crate::load::Document;
use crate::pointer;

/// What a node of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An object of the specification: its keys are keywords.
    Object,
    /// A mapping from names that the API chose to objects; or a list of objects.
    Names,
    /// A mapping from names to prose.
    Texts,
    /// A mapping from names to references: `discriminator.mapping`.
    References,
    /// Anything: examples, defaults, values, extensions.
    Data,
    /// A text for people.
    Prose,
}

impl Kind {
    /// What stands under `key`, or is an item of a list.
    pub(super) fn step(self, key: &str) -> Self {
        match self {
            Self::Object => keyword(key),
            Self::Names => Self::Object,
            Self::Texts => Self::Prose,
            Self::References | Self::Data | Self::Prose => Self::Data,
        }
    }

    /// What the items of a list are.
    pub(super) fn item(self) -> Self {
        match self {
            Self::Object | Self::Names => Self::Object,
            _ => Self::Data,
        }
    }
}

fn keyword(key: &str) -> Kind {
    match key {
        "description" | "summary" => Kind::Prose,
        "default" | "enum" | "example" | "value" => Kind::Data,
        "mapping" => Kind::References,
        "scopes" | "x-xgen-changelog" => Kind::Texts,
        "callbacks" | "content" | "encoding" | "examples" | "headers" | "links" | "parameters" | "paths"
        | "properties" | "requestBodies" | "responses" | "schemas" | "securitySchemes" | "variables" => {
            Kind::Names
        }
        _ if key.starts_with("x-") => Kind::Data,
        _ => Kind::Object,
    }
}

/// Every place where upstream says something in prose and we do not yet: `description: ""` and the like, in the order
/// of the documents.
pub fn unwritten(documents: &[Document]) -> Vec<Location> {
    let mut found = Vec::new();
    for document in documents {
        look(&document.tree, Kind::Object, "", &mut |pointer| {
            found.push(Location::new(document.path.as_str(), pointer));
        });
    }
    found
}

fn look(value: &Value, kind: Kind, at: &str, found: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if kind == Kind::Prose && text.is_empty() => found(at),
        Value::Object(members) if kind != Kind::Data => members
            .iter()
            .for_each(|(key, value)| look(value, kind.step(key), &pointer::child(at, key), found)),
        Value::Array(items) if kind != Kind::Data => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| look(item, kind.item(), &format!("{at}/{index}"), found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn prose_is_told_from_names_and_data() {
        let tree = json!({
            "info": {"description": ""},
            "components": {
                "schemas": {"description": {
                    "description": "",
                    "properties": {"description": {"type": "string"}, "summary": {"description": ""}},
                    "example": {"description": ""},
                }},
                "securitySchemes": {"A": {"flows": {"clientCredentials": {"scopes": {"read": ""}}}}},
            },
        });
        let found = unwritten(&[Document {
            path: "a.yaml".into(),
            tree,
        }]);
        let pointers: Vec<_> = found.iter().map(|at| at.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/info/description",
                "/components/schemas/description/description",
                "/components/schemas/description/properties/summary/description",
                "/components/securitySchemes/A/flows/clientCredentials/scopes/read",
            ]
        );
    }
}
