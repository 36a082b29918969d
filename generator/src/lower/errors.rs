//! The one model that error statuses share.

use openapiv3::{ReferenceOr, Schema};

use super::place::Place;
use super::shapes::Shapes;
use crate::diagnostic::Diagnostic;
use crate::ir::{ShapeId, Side, Type};

impl<'a> Shapes<'a> {
    /// Notes the schema of an error status: the first one met is the shared one, any other is reported.
    pub(super) fn error_type(&mut self, place: &Place, schema: &'a ReferenceOr<Schema>) {
        let found = match self.index.schema(place, schema) {
            Ok(found) => found,
            Err(problem) => return self.report(problem),
        };
        if let Some(shared) = &self.error_place {
            if *shared != found.place {
                let at = place.location(self.index.documents);
                let shared = shared.component().unwrap_or_default().into_owned();
                let message =
                    format!("this status answers with another schema than the shared error, `{shared}`");
                let help = "nothing to do: callers get such a body as text beside the status";
                self.report(Diagnostic::warning("another-error-schema", at, message, help));
            }
            return;
        }
        self.error_place = Some(found.place.clone());
        if let Type::Shape { id, .. } = self.found_type(&found, Side::Response, "Error") {
            self.error_shape = Some(id);
        }
    }

    /// The shape of the shared error.
    pub(super) fn error_shape(&self) -> Option<ShapeId> {
        self.error_shape
    }
}
