//! Request bodies, and what of bodies has no type: those that are no JSON are bytes.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::MediaType as Content;

use crate::diagnostic::Diagnostic;
use crate::ir::{Body, BodyEncoding, Date, Doc, Format, MediaType, Revision, Side, Type};
use crate::lower::operations::OperationNode;
use crate::lower::operations::examples::example;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::REQUEST_BODIES;
use crate::lower::types::builder::TypeBuilder;

/// The media type of JSON.
const JSON: &str = "application/json";

impl<'a> TypeBuilder<'a> {
    /// The request bodies by media type, and the sunsets that stand there: a version that can no longer be sent is gone.
    pub(in crate::lower) fn bodies(
        &mut self,
        source: &OperationNode<'a>,
    ) -> (Vec<Body>, BTreeMap<MediaType, Date>) {
        let (mut bodies, mut sunsets) = (Vec::new(), BTreeMap::new());
        let Some(body) = &source.node.request_body else {
            return (bodies, sunsets);
        };
        let place = source.place.child("requestBody");
        let found = match self.index.resolve(&place, body, &REQUEST_BODIES) {
            Ok(found) => found,
            Err(problem) => {
                self.skip_operation(problem.at, problem.message, &problem.help);
                return (bodies, sunsets);
            }
        };
        let doc = Doc::text(found.item.description.clone().unwrap_or_default());
        for (text, content) in &found.item.content {
            let place = found.place.child("content").child(text);
            let Some(media_type) = self.content_type(&place, text, &found.item.content) else {
                continue;
            };
            if let Some(sunset) = self.sunset(&place, &content.extensions) {
                sunsets.insert(media_type.clone(), sunset);
            }
            let owner = format!("{}/body", source.id);
            let typed = content.schema.as_ref();
            let typed = typed.map(|schema| self.typed(&place.child("schema"), schema, Side::Request, &owner));
            let (ty, nullable) = typed.map_or((Type::Any, false), |typed| (typed.ty, typed.nullable));
            let body = Body {
                media_type: sent(media_type),
                ty,
                required: found.item.required,
                nullable,
                doc: doc.clone(),
                example: example(content),
            };
            if matches!(body.encoding(), BodyEncoding::Bytes | BodyEncoding::Multipart) {
                self.check_untyped(&place, content, body.media_type.format);
            }
            bodies.push(body);
        }
        bodies.sort_by(|a, b| a.media_type.cmp(&b.media_type));
        (bodies, sunsets)
    }

    /// Returns the media type of content. A range that has a schema of JSON values is JSON; none where the same content
    /// also has that.
    pub(in crate::lower) fn content_type(
        &mut self,
        place: &NodeRef,
        text: &str,
        all: &'a IndexMap<String, Content>,
    ) -> Option<MediaType> {
        let media_type = self.media_type(place, text)?;
        let is_json = media_type.is_range() && self.describes_json(place, &media_type, all.get(text)?);
        match is_json {
            true if all.contains_key(JSON) => None,
            true => JSON.parse().ok(),
            false => Some(media_type),
        }
    }

    /// Whether a range of media types contains JSON, and the schema does not describe bytes.
    fn describes_json(&self, place: &NodeRef, range: &MediaType, content: &'a Content) -> bool {
        let contains_json = range.text.starts_with('*') || range.text.starts_with("application/");
        let schema = content.schema.as_ref().filter(|_| contains_json);
        let found = schema.and_then(|schema| self.index.schema(&place.child("schema"), schema).ok());
        found.is_some_and(|found| SchemaView::of(found.item).format != Some("binary"))
    }

    /// Says where a schema describes more than bytes, which is all that a body without JSON is here.
    pub(in crate::lower) fn check_untyped(&mut self, place: &NodeRef, content: &'a Content, format: Format) {
        let Some(schema) = content.schema.as_ref().filter(|_| format != Format::Json) else {
            return;
        };
        let place = place.child("schema");
        let found = match self.index.schema(&place, schema) {
            Ok(found) => found,
            Err(problem) => return self.report(problem),
        };
        let facets = SchemaView::of(found.item);
        let is_bytes = matches!(facets.typ, None | Some("string"));
        if !is_bytes || facets.describes_object() || facets.is_composed() || facets.constrains() {
            let at = place.location(self.index.documents);
            let message = "non-JSON bodies are treated as bytes: the schema is ignored";
            let help = "no action is needed: callers read and write the bytes, or the parts";
            self.report(Diagnostic::warning("untyped-body", at, message, help));
        }
    }

    /// Says which bodies no revision of the operation sends: each sends one.
    pub(in crate::lower) fn check_unsent(
        &mut self,
        source: &OperationNode<'a>,
        bodies: &[Body],
        revisions: &[Revision],
    ) {
        let is_sent = |body: &&Body| {
            let sent = |request: &Body| request.media_type == body.media_type;
            revisions
                .iter()
                .any(|revision| revision.request.as_ref().is_some_and(sent))
        };
        let unsent: Vec<&Body> = bodies.iter().filter(|body| !is_sent(body)).collect();
        for body in unsent {
            let place = source
                .place
                .child("requestBody")
                .child("content")
                .child(&body.media_type.text);
            let at = place.location(self.index.documents);
            let message = format!(
                "`{}` is ignored: another media type of the same version is sent instead",
                body.media_type
            );
            let help =
                "no action is needed if both have the same schema; otherwise, use an operation of its own";
            self.report(Diagnostic::warning("ignored-request-body", at, message, help));
        }
    }
}

/// The media type that a body is sent as: of a range, bytes.
fn sent(media_type: MediaType) -> MediaType {
    match media_type.is_range() {
        true => MediaType {
            text: "application/octet-stream".to_owned(),
            ..media_type
        },
        false => media_type,
    }
}

/// The body that goes with a media type: the same one, else of its version, else the newest that is not newer, else the only one.
pub(in crate::lower) fn body_for<'b>(media_type: &MediaType, bodies: &'b [Body]) -> Option<&'b Body> {
    let same = bodies.iter().find(|body| body.media_type.text == media_type.text);
    let of_version = bodies
        .iter()
        .find(|body| body.media_type.version == media_type.version);
    let older = bodies
        .iter()
        .rfind(|body| body.media_type.version <= media_type.version);
    same.or(of_version).or(older).or(bodies.first())
}
