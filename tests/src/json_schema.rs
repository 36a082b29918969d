//! An independent validator of JSON Schema.

use boon::{Compiler, Draft, ErrorKind, SchemaIndex, Schemas, ValidationError};
use serde_json::Value;

/// The URL of the schema, which is not fetched.
const URL: &str = "file:///schema.json";

/// A schema that values are validated against.
pub struct Validator {
    schemas: Schemas,
    schema: SchemaIndex,
}

impl Validator {
    /// Compiles a schema; `$schema` states its draft, otherwise it is one of draft 7. Formats are checked.
    ///
    /// # Panics
    ///
    /// If it is not a schema.
    pub fn new(schema: Value) -> Self {
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        compiler.set_default_draft(Draft::V7);
        compiler.enable_format_assertions();
        compiler.add_resource(URL, schema).expect("a URL");
        let compiled = compiler.compile(URL, &mut schemas);
        let schema = compiled.unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, schema }
    }

    /// Returns the violations of the schema by `value`: the JSON pointer of each, and a message. A union is violated as a
    /// whole.
    pub fn violations(&self, value: &Value) -> Vec<(String, String)> {
        let mut found = Vec::new();
        if let Err(error) = self.schemas.validate(value, self.schema) {
            collect(&error, &mut found);
        }
        found
    }
}

fn collect(error: &ValidationError<'_, '_>, found: &mut Vec<(String, String)>) {
    let is_union = matches!(error.kind, ErrorKind::AnyOf | ErrorKind::OneOf(_));
    match error.causes.as_slice() {
        causes if !is_union && !causes.is_empty() => causes.iter().for_each(|cause| collect(cause, found)),
        _ => found.push((error.instance_location.to_string(), error.kind.to_string())),
    }
}
