//! Finds the schemas of a document whose `allOf` refers to another schema.

use serde_json::Value;

use super::component::{Component, component};

/// Returns the direct subtypes of the schema `parent`.
pub(super) fn subtypes(tree: &Value, parent: &Component) -> Vec<Component> {
    if parent.0 != "schemas" {
        return Vec::new();
    }
    let extends = |schema: &Value| {
        let members = schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let mut references = members.filter_map(|member| member.get("$ref").and_then(Value::as_str));
        references.any(|reference| component(reference).is_some_and(|(target, _)| target == *parent))
    };
    let schemas = tree
        .get("components")
        .and_then(|components| components.get("schemas"));
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    schemas
        .filter(|(_, schema)| extends(schema))
        .map(|(name, _)| ("schemas".to_owned(), name.clone()))
        .collect()
}
