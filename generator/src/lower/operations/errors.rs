//! Bodies of error statuses: the type that most of them share, and the others.

use std::cmp::Reverse;

use openapiv3::{ReferenceOr, Response, Schema, StatusCode};

use crate::ident;
use crate::ir::{ErrorDoc, ErrorResponse, Format, Ident, MediaType, Side, Statuses, Type};
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::operations::content_types::ContentTypes;
use crate::lower::operations::examples::example;
use crate::lower::operations::{LoweredResponses, OperationNode, lists_success};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{RESPONSES, Resolved};
use crate::lower::types::builder::TypeBuilder;

impl<'a> TypeBuilder<'a> {
    /// Finds the schemas of all error statuses, and makes the object that most of them have the shared error.
    pub(in crate::lower) fn find_shared_error(&mut self, nodes: &[OperationNode<'a>]) {
        let mut order: Vec<Resolved<'a, Schema>> = Vec::new();
        for (node_ref, response) in nodes.iter().flat_map(error_responses) {
            for found in self.schemas(&node_ref, response) {
                let count = self.error_nodes.entry(found.node_ref.clone()).or_insert(0);
                *count += 1;
                if *count == 1 {
                    order.push(found);
                }
            }
        }
        // Of equally frequent ones, the first by name: the order in the document must not matter.
        let objects = order.iter().filter(|found| self.is_object(found));
        let name = |found: &Resolved<'a, Schema>| Reverse(found.node_ref.pointer.clone());
        let shared = objects
            .max_by_key(|found| (self.error_nodes.get(&found.node_ref), name(found)))
            .cloned();
        if let Some(found) = shared {
            let ty = self.found_type(&found, Side::Response, "Error");
            // An object without its own members makes no type.
            if let Type::Shape { id, .. } = ty {
                self.table.error = Some(id);
            }
            self.shared_error = Some(ty);
        }
    }

    fn is_object(&self, found: &Resolved<'a, Schema>) -> bool {
        match classify(&self.resolver, &self.subtypes, found) {
            SchemaClass::Struct => true,
            SchemaClass::Same(other) if other.node_ref != found.node_ref => self.is_object(&other),
            SchemaClass::Plain => SchemaView::of(found.item).typ == Some("object"),
            _ => false,
        }
    }

    /// Returns whether a response has the schema that some operation states for an error.
    pub(in crate::lower) fn is_error(&self, node_ref: &NodeRef, response: &'a ReferenceOr<Response>) -> bool {
        let mut schemas = self.schemas(node_ref, response).into_iter();
        schemas.any(|found| self.error_nodes.contains_key(&found.node_ref))
    }

    /// Returns the schemas of the JSON bodies of a response.
    fn schemas(&self, node_ref: &NodeRef, response: &'a ReferenceOr<Response>) -> Vec<Resolved<'a, Schema>> {
        let Ok(found) = self.resolver.resolve(node_ref, response, &RESPONSES) else {
            return Vec::new();
        };
        let content = found.node_ref.child("content");
        let schemas = found.item.content.iter().filter_map(|(text, body)| {
            let node_ref = content.child(text).child("schema");
            self.resolver.schema(&node_ref, body.schema.as_ref()?).ok()
        });
        schemas.collect()
    }

    /// Adds an error response to `lowered`; `owner` is the id of the operation.
    pub(in crate::lower::operations) fn error_response(
        &mut self,
        statuses: Statuses,
        owner: &str,
        node_ref: &NodeRef,
        response: &'a ReferenceOr<Response>,
        lowered: &mut LoweredResponses<'a>,
    ) {
        match statuses {
            Statuses::Code(status) => lowered.errors.push(status),
            Statuses::Range(first) => lowered.error_ranges.push(first),
            Statuses::Default => lowered.has_default_error = true,
        }
        let found = match self.resolver.resolve(node_ref, response, &RESPONSES) {
            Ok(found) => found,
            Err(problem) => return self.report(problem),
        };
        if let Statuses::Code(status) = statuses {
            lowered.error_docs.push(documented(status, found.item));
        }
        let names = self.headers(&found, &mut lowered.headers);
        lowered.error_headers.extend(names);
        let types = ContentTypes::new(&found.item.content, &self.version_templates);
        for (text, content) in &found.item.content {
            let node_ref = found.node_ref.child("content").child(text);
            let Some(media) = self.content_type(&node_ref, text, &types) else {
                continue;
            };
            let is_known = lowered
                .error_bodies
                .iter()
                .any(|known| known.statuses == statuses);
            if media.format == Format::Json {
                lowered.error_types.insert(media.clone());
            }
            match (&content.schema, media.format) {
                (Some(schema), Format::Json) if !is_known => {
                    let ident = name_of(statuses);
                    let owner = format!("{owner}/error {ident}");
                    let ty = self
                        .typed(&node_ref.child("schema"), schema, Side::Response, &owner)
                        .ty;
                    lowered.error_bodies.push(ErrorResponse { statuses, ident, ty });
                }
                (_, format) => self.check_untyped(&node_ref, content, format),
            }
        }
    }

    /// Returns the bodies of error statuses if not all of them are the shared error. A single status comes before
    /// a range, and a range before all others.
    pub(in crate::lower::operations) fn distinguished(
        &self,
        mut errors: Vec<ErrorResponse>,
    ) -> Vec<ErrorResponse> {
        errors.sort_by_key(|error| error.statuses);
        let shared = |error: &ErrorResponse| Some(&error.ty) == self.shared_error.as_ref();
        match errors.iter().all(shared) {
            true => Vec::new(),
            false => errors,
        }
    }
}

/// Returns the error responses of an operation with their locations.
fn error_responses<'a>(
    source: &OperationNode<'a>,
) -> impl Iterator<Item = (NodeRef, &'a ReferenceOr<Response>)> + use<'a> {
    let node_ref = source.node_ref.child("responses");
    let responses = &source.node.responses;
    let is_error = |status: &StatusCode| matches!(status, StatusCode::Code(400..) | StatusCode::Range(4..));
    let listed = responses
        .responses
        .iter()
        .filter(move |(status, _)| is_error(status));
    let default = responses.default.as_ref().filter(|_| lists_success(responses));
    let default = default.map(|response| (node_ref.child("default"), response));
    listed
        .map(move |(status, response)| (node_ref.child(&status.to_string()), response))
        .chain(default)
}

/// Returns the documentation of a status.
fn documented(status: u16, response: &Response) -> ErrorDoc {
    let json = response.content.iter().filter(|(media_type, _)| {
        MediaType::parse(media_type, &[]).is_ok_and(|it| it.format == Format::Json)
    });
    ErrorDoc {
        status,
        description: described(status, &response.description),
        example: json.map(|(_, content)| content).find_map(example),
    }
}

/// Returns the first paragraph of the description of a status; nothing if it only repeats the name of the status.
fn described(status: u16, description: &str) -> String {
    let lines = description.trim().lines().map(str::trim);
    let paragraph: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ");
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let plain = letters(&text).to_lowercase();
    let known = http::StatusCode::from_u16(status).ok();
    let name = known
        .and_then(|known| known.canonical_reason())
        .unwrap_or_default();
    match plain == letters(name).to_lowercase() {
        true => String::new(),
        false => text,
    }
}

/// Returns the name of a variant (RFC 9110, section 15).
fn name_of(statuses: Statuses) -> Ident {
    let name = match statuses {
        Statuses::Code(status) => {
            let known = http::StatusCode::from_u16(status).ok();
            match known.and_then(|known| known.canonical_reason()) {
                Some(reason) => reason.to_owned(),
                None => format!("status {status}"),
            }
        }
        Statuses::Range(3) => "redirection".to_owned(),
        Statuses::Range(4) => "client error".to_owned(),
        Statuses::Range(5) => "server error".to_owned(),
        Statuses::Range(first) => format!("status {first}xx"),
        Statuses::Default => "other".to_owned(),
    };
    ident::value_ident(&name).expect("a name of words")
}
