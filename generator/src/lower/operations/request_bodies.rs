//! Lowers request bodies. Bodies that are not JSON are bytes.

use std::collections::BTreeMap;

use openapiv3::{MediaType as Content, ReferenceOr, RequestBody};

use crate::diagnostic::Diagnostic;
use crate::ident;
use crate::ir::{Body, BodyEncoding, Date, Doc, Format, Ident, MediaType, OtherBody, Revision, Side, Type};
use crate::lower::operations::OperationNode;
use crate::lower::operations::content_types::{ContentTypes, is_patch};
use crate::lower::operations::examples::example;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::REQUEST_BODIES;
use crate::lower::types::builder::TypeBuilder;

impl<'a> TypeBuilder<'a> {
    /// Returns the request bodies by media type, without versions whose sunset has passed.
    pub(in crate::lower) fn bodies(
        &mut self,
        source: &OperationNode<'a>,
    ) -> (Vec<Body>, BTreeMap<MediaType, Date>) {
        let (mut bodies, mut sunsets) = (Vec::new(), BTreeMap::new());
        let Some(body) = &source.node.request_body else {
            return (bodies, sunsets);
        };
        let node_ref = source.node_ref.child("requestBody");
        let found = match self.resolver.resolve(&node_ref, body, &REQUEST_BODIES) {
            Ok(found) => found,
            Err(problem) => {
                self.skip_operation(problem.at, problem.message, &problem.help);
                return (bodies, sunsets);
            }
        };
        let types = ContentTypes::new(&found.item.content, &self.version_templates);
        for (text, content) in &found.item.content {
            let node_ref = found.node_ref.child("content").child(text);
            let Some(media_type) = self.content_type(&node_ref, text, &types) else {
                continue;
            };
            if let Some(sunset) = self.sunset(&node_ref, &content.extensions) {
                sunsets.insert(media_type.clone(), sunset);
            }
            let owner = match bodies.is_empty() || media_type.version.is_some() {
                true => format!("{}/body", source.id),
                false => format!("{}/body as {}", source.id, media_type.subtype()),
            };
            bodies.push(self.body(&node_ref, found.item, sent(media_type), content, &owner));
        }
        bodies.sort_by(|a, b| a.media_type.cmp(&b.media_type));
        (bodies, sunsets)
    }

    /// Returns the body of one media type; `owner` names the type of an inline schema.
    fn body(
        &mut self,
        node_ref: &NodeRef,
        request: &RequestBody,
        media_type: MediaType,
        content: &'a Content,
        owner: &str,
    ) -> Body {
        let schema = content.schema.as_ref();
        let typed = schema.map(|schema| self.typed(&node_ref.child("schema"), schema, Side::Request, owner));
        let (ty, nullable) = typed.map_or((Type::Any, false), |typed| (typed.ty, typed.nullable));
        let encoding = match encoding(&media_type, &ty, content) {
            BodyEncoding::Multipart => self.multipart(node_ref, content, &ty),
            other => other,
        };
        let ty = match encoding {
            BodyEncoding::Bytes | BodyEncoding::File | BodyEncoding::Text => Type::PLAIN_TEXT,
            BodyEncoding::Parts => Type::Any,
            _ => ty,
        };
        if matches!(
            encoding,
            BodyEncoding::Bytes | BodyEncoding::File | BodyEncoding::Text | BodyEncoding::Parts
        ) {
            self.check_untyped(node_ref, content, media_type.format);
        }
        Body {
            at: node_ref.location(self.resolver.documents),
            media_type,
            ty,
            encoding,
            properties: self.property_encodings(node_ref, content, encoding),
            required: request.required,
            nullable,
            doc: Doc::text(request.description.clone().unwrap_or_default()),
            example: example(content),
        }
    }

    /// Reports a schema that describes more than bytes: a body that is not JSON is bytes.
    pub(in crate::lower) fn check_untyped(
        &mut self,
        node_ref: &NodeRef,
        content: &'a Content,
        format: Format,
    ) {
        let Some(schema) = content.schema.as_ref().filter(|_| format != Format::Json) else {
            return;
        };
        let node_ref = node_ref.child("schema");
        let found = match self.resolver.schema(&node_ref, schema) {
            Ok(found) => found,
            Err(problem) => return self.report(problem),
        };
        let view = SchemaView::of(found.item);
        let is_bytes = matches!(view.typ, None | Some("string"));
        if !is_bytes || view.describes_object() || view.is_composed() || view.constrains() {
            let at = node_ref.location(self.resolver.documents);
            let message = "the schema of a body that is not JSON is ignored: it is a string, bytes or parts";
            let help = "no action is needed: callers read and write the body as it is";
            self.report(Diagnostic::new("untyped-body", at, message, help));
        }
    }

    /// Reports the bodies that no revision of the operation sends.
    pub(in crate::lower) fn check_unsent(&mut self, bodies: &[Body], revisions: &[Revision]) {
        let is_sent = |body: &&Body| {
            let sent = |request: &Body| request.media_type == body.media_type;
            revisions.iter().any(|revision| revision.requests().any(sent))
        };
        for body in bodies.iter().filter(|body| !is_sent(body)) {
            let at = body.at.clone();
            if let Some(other) = bodies.iter().find(|other| repeats(body, other)) {
                self.merged(at, &body.media_type, &other.media_type);
                continue;
            }
            let message = format!(
                "`{}` is ignored: another media type of the same version is sent instead",
                body.media_type
            );
            let help =
                "no action is needed if both have the same schema; otherwise, use an operation of its own";
            self.report(Diagnostic::new("ignored-request-body", at, message, help));
        }
    }
}

/// Returns the media type for sending a body: a range of JSON or of strings is the most common type of them.
fn sent(media_type: MediaType) -> MediaType {
    let text = match media_type.format {
        Format::Json => "application/json",
        _ if media_type.is_text() => "text/plain",
        _ => return media_type,
    };
    match media_type.is_range() {
        true => MediaType {
            text: text.to_owned(),
            ..media_type
        },
        false => media_type,
    }
}

/// Returns the encoding of a body.
fn encoding(media_type: &MediaType, ty: &Type, content: &Content) -> BodyEncoding {
    let essence = media_type
        .text
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        _ if media_type.format == Format::Json && !is_bytes(content) => BodyEncoding::Json,
        "application/x-www-form-urlencoded" if *ty != Type::Any => BodyEncoding::Form,
        multipart if multipart.starts_with("multipart/") => BodyEncoding::Multipart,
        _ if media_type.is_text() && !is_bytes(content) => BodyEncoding::Text,
        _ if media_type.is_range() => BodyEncoding::File,
        _ => BodyEncoding::Bytes,
    }
}

/// Returns true if the schema of content describes bytes.
pub(in crate::lower) fn is_bytes(content: &Content) -> bool {
    let schema = content.schema.as_ref().and_then(ReferenceOr::as_item);
    schema.is_some_and(|schema| SchemaView::of(schema).format == Some("binary"))
}

/// Returns the alternatives to the preferred body in the same version. A body with the media type of another response
/// belongs to that response; `responses` are the media types of all.
pub(in crate::lower) fn other_bodies(
    preferred: Option<&Body>,
    bodies: &[Body],
    responses: &[MediaType],
) -> Vec<OtherBody> {
    let Some(preferred) = preferred else {
        return Vec::new();
    };
    let mut offered: Vec<&Body> = vec![preferred];
    for body in bodies {
        let same_version = body.media_type.version == preferred.media_type.version;
        let is_repeated = offered.iter().any(|known| *known == body || repeats(body, known));
        let is_of_another = responses.contains(&body.media_type) && body.encoding == preferred.encoding;
        if same_version && !is_repeated && !is_of_another {
            offered.push(body);
        }
    }
    let others = offered.into_iter().skip(1).map(|body| OtherBody {
        suffix: suffix(body),
        method: suffix(body),
        body: body.clone(),
    });
    others.collect()
}

/// Returns true if two bodies are the same JSON with different media types: `text/json`, `application/*+json`. The
/// media type of a patch is significant.
fn repeats(body: &Body, other: &Body) -> bool {
    let is_json = |body: &Body| body.encoding == BodyEncoding::Json;
    body.media_type != other.media_type
        && body.media_type.version == other.media_type.version
        && is_json(body)
        && is_json(other)
        && body.ty == other.ty
        && !is_patch(&body.media_type)
        && !is_patch(&other.media_type)
}

/// Returns the part of a name that distinguishes the media type of a body.
pub(in crate::lower) fn suffix(body: &Body) -> Ident {
    let name = match body.encoding {
        BodyEncoding::Form => "form",
        BodyEncoding::Multipart | BodyEncoding::Parts => "multipart",
        BodyEncoding::Text if body.media_type.subtype() == "plain" => "text",
        BodyEncoding::Bytes if body.media_type.subtype() == "octet-stream" => "bytes",
        BodyEncoding::File => match body.media_type.top_level() {
            "*" | "application" => "bytes",
            top_level => top_level,
        },
        _ => body.media_type.subtype(),
    };
    let name = name.strip_prefix("x-").unwrap_or(name);
    let ident = ident::field_ident(name).or_else(|| ident::field_ident("other"));
    let ident = ident.expect("a word is a name");
    Ident::trusted(
        ident
            .as_str()
            .trim_start_matches("r#")
            .trim_matches('_')
            .to_owned(),
    )
}

/// Returns the body for a media type: the same one, otherwise of its version, otherwise the newest older one, otherwise
/// the only one.
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
