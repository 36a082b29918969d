//! Properties of forms: files, and the encoding that the document states for each.

use openapiv3::{Encoding, Header, MediaType as Content, ParameterSchemaOrContent, ReferenceOr, Schema};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::ir::{BodyEncoding, ParameterStyle, PropertyEncoding, Type, WireName};
use crate::lower::classify::flatten::flatten;
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::operations::parameters::query_style;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{HEADERS, Resolved};
use crate::lower::types::builder::TypeBuilder;
use crate::upgrade::STYLED_PART;

/// The maximum depth of nested unions and lists of files.
const DEPTH: usize = 8;

impl<'a> TypeBuilder<'a> {
    /// Marks the properties of a multipart body that are files. A body that is not an object has parts without types.
    pub(in crate::lower) fn multipart(
        &mut self,
        node_ref: &NodeRef,
        content: &'a Content,
        ty: &Type,
    ) -> BodyEncoding {
        let schema = content.schema.as_ref();
        let found = schema.and_then(|schema| self.resolver.schema(&node_ref.child("schema"), schema).ok());
        let (Some(found), Type::Shape { id, .. }) = (found, ty) else {
            return BodyEncoding::Parts;
        };
        let table = &self.table;
        if table.is_union(*id) || table.planned_texts(*id).is_some() || table.planned_constants(*id).is_some()
        {
            return BodyEncoding::Parts;
        }
        let flat = flatten(&self.resolver, &found);
        let files = flat.properties.iter().filter_map(|property| {
            let schema = self
                .resolver
                .boxed_schema(&property.node_ref, property.schema)
                .ok()?;
            Some((property.name.to_owned(), self.files_of(&schema, DEPTH)?))
        });
        let names = files.collect();
        self.files.push((*id, names));
        BodyEncoding::Multipart
    }

    /// Returns the kind of a schema of bytes, a list of these, or a union of both: true for a list, `None` for anything
    /// else.
    fn files_of(&self, found: &Resolved<'a, Schema>, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        match classify(&self.resolver, &self.subtypes, found) {
            SchemaClass::Same(other) => self.files_of(&other, depth),
            SchemaClass::Union(union) => {
                let mut variants = union.variants.iter().map(|variant| self.files_of(variant, depth));
                variants.try_fold(false, |is_list, one| Some(is_list | one?))
            }
            _ => {
                let view = SchemaView::of(found.item);
                let Some(items) = view.items else {
                    return (view.format == Some("binary")).then_some(false);
                };
                let node_ref = found.node_ref.child("items");
                let item = self.resolver.boxed_schema(&node_ref, items).ok()?;
                self.files_of(&item, depth).map(|_| true)
            }
        }
    }

    /// Returns the encodings of form properties that the document states.
    pub(in crate::lower) fn property_encodings(
        &mut self,
        node_ref: &NodeRef,
        content: &'a Content,
        encoding: BodyEncoding,
    ) -> Vec<PropertyEncoding> {
        let is_multipart = match encoding {
            BodyEncoding::Form => false,
            BodyEncoding::Multipart => true,
            _ => return Vec::new(),
        };
        let mut encodings = Vec::new();
        for (name, stated) in &content.encoding {
            let node_ref = node_ref.child("encoding").child(name);
            let headers = match is_multipart {
                true => self.constant_headers(&node_ref.child("headers"), stated),
                false => Vec::new(),
            };
            let style = match is_multipart {
                true => self.part_style(&node_ref, stated),
                false => style(stated),
            };
            encodings.push(PropertyEncoding {
                wire: WireName::from(name.as_str()),
                style,
                reserved: stated.allow_reserved,
                // It is ignored where a style is stated (OpenAPI 3.1, Encoding Object).
                content_type: concrete(stated.content_type.as_deref())
                    .filter(|_| is_multipart && style == ParameterStyle::Repeated),
                accepted: listed(stated.content_type.as_deref())
                    .map(str::to_owned)
                    .collect(),
                headers,
            });
        }
        encodings
    }

    /// Returns the style of a part. Without one, each item of a list is a part, and its media type states whether it is JSON.
    /// Reports a style where OpenAPI 3.0 has none.
    fn part_style(&mut self, node_ref: &NodeRef, encoding: &Encoding) -> ParameterStyle {
        match style(encoding) {
            ParameterStyle::Json | ParameterStyle::Repeated => ParameterStyle::Repeated,
            stated if encoding.extensions.contains_key(STYLED_PART) => stated,
            _ => {
                let at = node_ref.location(self.resolver.documents);
                let message =
                    "the style is ignored: a part has none in OpenAPI 3.0, and each item of a list is a part";
                let help = "remove `style` and `explode`, or state them in OpenAPI 3.1, where they count";
                self.report(Diagnostic::new("unsupported-keyword", at, message, help));
                ParameterStyle::Repeated
            }
        }
    }

    /// Returns the headers of a part whose schema allows only one value, or states a default. Reports others.
    fn constant_headers(&mut self, node_ref: &NodeRef, encoding: &'a Encoding) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        for (name, header) in &encoding.headers {
            // The media type of the part states this one (OpenAPI 3.0, Encoding Object).
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let node_ref = node_ref.child(name);
            let value = self.constant_header(&node_ref, header);
            match value.filter(|_| name.parse::<http::HeaderName>().is_ok()) {
                Some(value) => headers.push((name.clone(), value)),
                None => {
                    let at = node_ref.location(self.resolver.documents);
                    let message =
                        format!("the header `{name}` of the part is not sent: it has no constant value");
                    let help =
                        "state its value as an `enum` of one, or set it on a file with `FilePart::header`";
                    self.report(Diagnostic::new("unsupported-keyword", at, message, help));
                }
            }
        }
        headers
    }

    /// Returns the value of a header whose schema allows only one, or its default.
    fn constant_header(&self, node_ref: &NodeRef, header: &'a ReferenceOr<Header>) -> Option<String> {
        let found = self.resolver.resolve(node_ref, header, &HEADERS).ok()?;
        let ParameterSchemaOrContent::Schema(schema) = &found.item.format else {
            return None;
        };
        let schema = self
            .resolver
            .schema(&found.node_ref.child("schema"), schema)
            .ok()?;
        let view = SchemaView::of(schema.item);
        let only = view.values.first().filter(|_| view.values.len() == 1).cloned();
        let value = only.or_else(|| view.data.default.clone())?;
        Some(header_text(&value))
    }
}

fn header_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns the style of values in a form; JSON if the media type of the property is.
fn style(encoding: &Encoding) -> ParameterStyle {
    let is_json = concrete(encoding.content_type.as_deref()).is_some_and(|text| is_json(&text));
    match &encoding.style {
        Some(style) => query_style(style, Some(encoding.explode)),
        None if is_json => ParameterStyle::Json,
        None if encoding.explode => ParameterStyle::Repeated,
        None => ParameterStyle::Commas,
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

/// Returns the first of several media types that is not a range.
fn concrete(content_type: Option<&str>) -> Option<String> {
    let mut all = listed(content_type);
    all.find(|one| !one.contains('*')).map(str::to_owned)
}

/// Returns the media types and ranges of a list with commas.
fn listed(content_type: Option<&str>) -> impl Iterator<Item = &str> {
    let all = content_type.unwrap_or_default().split(',').map(str::trim);
    all.filter(|one| one.contains('/'))
}
