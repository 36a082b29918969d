//! The one model that error statuses share.

use openapiv3::{ReferenceOr, Schema};

use crate::diagnostic::Diagnostic;
use crate::ir::{Side, Type};
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::types::builder::TypeBuilder;

impl<'a> TypeBuilder<'a> {
    /// Notes the schema of an error status: the first object met is the shared one, any other schema is reported.
    pub(in crate::lower) fn error_type(&mut self, place: &NodeRef, schema: &'a ReferenceOr<Schema>) {
        let found = match self.index.schema(place, schema) {
            Ok(found) => found,
            Err(problem) => return self.report(problem),
        };
        let is_object = match classify(&self.index, &self.children, &found) {
            SchemaClass::Struct => true,
            SchemaClass::Plain => SchemaView::of(found.item).typ == Some("object"),
            _ => false,
        };
        if self.error_node.is_none() && is_object {
            // An object without members of its own makes no type.
            if let Type::Shape { id, .. } = self.found_type(&found, Side::Response, "Error") {
                self.table.error = Some(id);
            }
            self.error_node = Some(found.place);
        } else if self.error_node.as_ref() != Some(&found.place) {
            self.another_error(place);
        }
    }

    fn another_error(&mut self, place: &NodeRef) {
        let message = match &self.error_node {
            None => {
                "the error response is not an object, so it cannot become the shared error type".to_owned()
            }
            Some(shared) => format!(
                "the error response has another schema than the shared error type `{}`",
                shared.component().unwrap_or_default()
            ),
        };
        let at = place.location(self.index.documents);
        let help = "no action is needed: callers get the body as a string with the status";
        self.report(Diagnostic::warning("conflicting-error-schema", at, message, help));
    }
}
