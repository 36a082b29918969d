//! Headers of responses.

use openapiv3::{Content, Header, ParameterSchemaOrContent, ReferenceOr, Response, Schema};

use crate::ident;
use crate::ir::{Doc, MediaType, ResponseHeader, Side, Type, WireName};
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{HEADERS, Resolved};
use crate::lower::types::builder::TypeBuilder;

impl<'a> TypeBuilder<'a> {
    /// Returns the sorted names of the headers of a response, and adds new ones to `headers`.
    pub(in crate::lower) fn headers(
        &mut self,
        response: &Resolved<'a, Response>,
        headers: &mut Vec<ResponseHeader>,
    ) -> Vec<String> {
        let mut names = Vec::new();
        // `Content-Type` is ignored (OpenAPI 3.0, Response Object, `headers`).
        let is_read = |name: &str| !name.eq_ignore_ascii_case("content-type");
        for (name, header) in response.item.headers.iter().filter(|(name, _)| is_read(name)) {
            let node_ref = response.node_ref.child("headers").child(name);
            let found = match self.resolver.resolve(&node_ref, header, &HEADERS) {
                Ok(found) => found,
                Err(problem) => {
                    self.report(problem);
                    continue;
                }
            };
            names.push(name.clone());
            if name.parse::<http::HeaderName>().is_ok() {
                let header = self.header(name, &found);
                match headers.iter_mut().find(|known| known.is_named(name)) {
                    Some(known) => known.merge(&header),
                    None => headers.push(header),
                }
            }
        }
        names.sort();
        names
    }

    fn header(&mut self, name: &str, found: &Resolved<'a, Header>) -> ResponseHeader {
        let ty = match &found.item.format {
            ParameterSchemaOrContent::Schema(schema) => {
                self.header_type(&found.node_ref.child("schema"), schema, name)
            }
            ParameterSchemaOrContent::Content(content) => {
                self.header_content(&found.node_ref.child("content"), content, name)
            }
        };
        ResponseHeader {
            wire: WireName::from(name),
            ident: ident::field_ident("header").expect("a word is a name"),
            at: found.node_ref.location(self.resolver.documents),
            ty,
            required: found.item.required,
            deprecated: found.item.deprecated == Some(true),
            doc: Doc::text(found.item.description.clone().unwrap_or_default()),
        }
    }

    /// Returns the type of a header with content: that of its schema if values are written in the same way, as strings in
    /// a media type of text, and numbers and booleans in any.
    fn header_content(&mut self, node_ref: &NodeRef, content: &'a Content, name: &str) -> Type {
        let mut described = content
            .iter()
            .filter_map(|(media, body)| Some((media, body.schema.as_ref()?)));
        let Some((media, schema)) = described.next() else {
            return Type::PLAIN_TEXT;
        };
        let ty = self.header_type(&node_ref.child(media).child("schema"), schema, name);
        let is_text = MediaType::parse(media, &[]).is_ok_and(|media| media.is_text());
        match ty {
            Type::Bool | Type::Integer { .. } | Type::Number { .. } => ty,
            ty if is_text => ty,
            _ => Type::PLAIN_TEXT,
        }
    }

    /// Returns the type of a header: a scalar, a string enum, or a list of these; any other value is a string.
    fn header_type(&mut self, node_ref: &NodeRef, schema: &'a ReferenceOr<Schema>, name: &str) -> Type {
        let Ok(found) = self.resolver.schema(node_ref, schema) else {
            return Type::PLAIN_TEXT;
        };
        let is_scalar = self.is_scalar(&found) || self.is_constants(&found);
        if !is_scalar && !self.is_list_of_scalars(&found) {
            return Type::PLAIN_TEXT;
        }
        match self.found_type(&found, Side::Response, name) {
            Type::Any => Type::PLAIN_TEXT,
            Type::Nullable(inner) => *inner,
            ty => ty,
        }
    }

    fn is_scalar(&self, found: &Resolved<'a, Schema>) -> bool {
        match classify(&self.resolver, &self.subtypes, found) {
            SchemaClass::Enum(_) => true,
            SchemaClass::Same(other) if other.node_ref != found.node_ref => self.is_scalar(&other),
            SchemaClass::Plain => {
                matches!(
                    SchemaView::of(found.item).typ,
                    Some("string" | "integer" | "number" | "boolean")
                )
            }
            _ => false,
        }
    }

    /// Returns true for an enum of numbers or of several types.
    fn is_constants(&self, found: &Resolved<'a, Schema>) -> bool {
        match classify(&self.resolver, &self.subtypes, found) {
            SchemaClass::Constants(_) => true,
            SchemaClass::Same(other) if other.node_ref != found.node_ref => self.is_constants(&other),
            _ => false,
        }
    }

    fn is_list_of_scalars(&self, found: &Resolved<'a, Schema>) -> bool {
        let items = SchemaView::of(found.item).items;
        let is_plain = matches!(
            classify(&self.resolver, &self.subtypes, found),
            SchemaClass::Plain
        );
        let item = items.and_then(|items| {
            self.resolver
                .boxed_schema(&found.node_ref.child("items"), items)
                .ok()
        });
        is_plain && item.is_some_and(|item| self.is_scalar(&item))
    }
}
