//! Responses that are sequences of items: event streams and lines of JSON.

use openapiv3::{MediaType as Content, ReferenceOr, Schema};

use crate::ir::{Framing, MediaType, ResponseBody, Side, Type};
use crate::lower::classify::flatten::flatten;
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::operations::OperationNode;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;

/// The fields of an event.
const FIELDS: &[&str] = &["comment", "data", "event", "id", "retry"];
/// The maximum depth of nested unions of events.
const DEPTH: usize = 8;

/// Whether the data of events is a string.
#[derive(Clone, Copy, PartialEq)]
enum Data {
    Text,
    Json,
}

impl<'a> TypeBuilder<'a> {
    /// Returns the items of a response. The schema of an array describes the whole sequence, any other one an item.
    pub(in crate::lower) fn items(
        &mut self,
        source: &OperationNode<'a>,
        media_type: &MediaType,
        node_ref: NodeRef,
        content: &'a Content,
    ) -> ResponseBody {
        let is_events = media_type.is_event_stream();
        let found = content
            .schema
            .as_ref()
            .and_then(|schema| self.item(&node_ref.child("schema"), schema));
        let Some(found) = found else {
            return match is_events {
                true => ResponseBody::Items {
                    item: Type::PLAIN_TEXT,
                    framing: Framing::EventText,
                },
                false => ResponseBody::Items {
                    item: Type::Any,
                    framing: Framing::Lines,
                },
            };
        };
        let framing = match self.event_data(&found, DEPTH).filter(|_| is_events) {
            Some(Data::Json) => Framing::EventObject,
            Some(Data::Text) => Framing::EventObjectText,
            None if !is_events => Framing::Lines,
            None if self.is_text(&found) => Framing::EventText,
            None => Framing::EventJson,
        };
        let owner = format!("{}/item", source.id);
        let item = self.found_type(&found, Side::Response, &owner);
        ResponseBody::Items { item, framing }
    }

    /// Returns the schema of an item.
    fn item(&self, node_ref: &NodeRef, schema: &'a ReferenceOr<Schema>) -> Option<Resolved<'a, Schema>> {
        let found = self.resolver.schema(node_ref, schema).ok()?;
        match SchemaView::of(found.item).items {
            Some(items) => self
                .resolver
                .boxed_schema(&found.node_ref.child("items"), items)
                .ok(),
            None => Some(found),
        }
    }

    fn is_text(&self, found: &Resolved<'a, Schema>) -> bool {
        match classify(&self.resolver, &self.subtypes, found) {
            SchemaClass::Enum(_) => true,
            SchemaClass::Plain => SchemaView::of(found.item).typ == Some("string"),
            _ => false,
        }
    }

    /// Returns the data of events, if a schema describes whole events as an object of their fields or a union of these.
    fn event_data(&self, found: &Resolved<'a, Schema>, depth: usize) -> Option<Data> {
        let depth = depth.checked_sub(1)?;
        match classify(&self.resolver, &self.subtypes, found) {
            SchemaClass::Same(other) => self.event_data(&other, depth),
            SchemaClass::Union(union) => {
                let mut variants = union
                    .variants
                    .iter()
                    .map(|variant| self.event_data(variant, depth));
                let first = variants.next()??;
                variants.try_fold(first, |all, one| match one? {
                    one if one == all => Some(all),
                    _ => Some(Data::Json),
                })
            }
            SchemaClass::Struct => {
                let flat = flatten(&self.resolver, found);
                let is_event = flat
                    .properties
                    .iter()
                    .all(|property| FIELDS.contains(&property.name));
                let data = flat.properties.iter().find(|property| property.name == "data");
                let data = data.filter(|_| is_event)?;
                let schema = self.resolver.boxed_schema(&data.node_ref, data.schema).ok()?;
                Some(match self.is_text(&schema) {
                    true => Data::Text,
                    false => Data::Json,
                })
            }
            _ => None,
        }
    }
}
