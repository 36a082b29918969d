//! Finds descriptions that are still to be written.

use serde_json::Value;

use super::{Document, Kind};
use crate::diagnostic::Location;
use crate::pointer;

/// Returns the location of every empty description (`description: ""` and the like), in the order of the documents.
pub(crate) fn unwritten(documents: &[Document]) -> Vec<Location> {
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
    fn descriptions_differ_from_names_and_data() {
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
