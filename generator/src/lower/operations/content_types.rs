//! Reads the media types of content, and finds copies of JSON among them: the same value under another name, or in another
//! serialization.

use hashbrown::HashMap;
use std::fmt::Display;

use indexmap::IndexMap;
use openapiv3::{MediaType as Content, ReferenceOr, Schema};

use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{Format, MediaType, Version};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::types::builder::TypeBuilder;

/// The media type of JSON.
const JSON: &str = "application/json";

/// The content of one body, by media type, and the name of JSON for each version and schema of it.
pub(in crate::lower) struct ContentTypes<'a> {
    all: &'a IndexMap<String, Content>,
    json: HashMap<Option<Version>, Vec<(&'a ReferenceOr<Schema>, MediaType)>>,
}

impl<'a> ContentTypes<'a> {
    /// Reads the media types of `all` once. A single one has no copies.
    pub(in crate::lower) fn new(all: &'a IndexMap<String, Content>, templates: &[String]) -> Self {
        let mut json: HashMap<_, Vec<(&ReferenceOr<Schema>, MediaType)>> = HashMap::new();
        for (text, content) in all.iter().filter(|_| all.len() > 1) {
            let Some(schema) = &content.schema else { continue };
            let parsed = MediaType::parse(text, templates).ok();
            let Some(name) = parsed.filter(is_name_of_json) else {
                continue;
            };
            let known = json.entry(name.version).or_default();
            match known.iter_mut().find(|(other, _)| *other == schema) {
                // Plain JSON is preferred, then the first of its names.
                Some((_, first)) if name.text == JSON => *first = name,
                Some(_) => {}
                None => known.push((schema, name)),
            }
        }
        Self { all, json }
    }

    /// Returns the name of JSON for the content with this version and schema.
    fn json(&self, version: Option<Version>, schema: &ReferenceOr<Schema>) -> Option<&MediaType> {
        let known = self.json.get(&version)?;
        let found = known.iter().find(|(other, _)| *other == schema);
        found.map(|(_, name)| name)
    }
}

/// Returns true if a media type names a JSON value, and neither a range nor a patch.
fn is_name_of_json(media_type: &MediaType) -> bool {
    let is_json = media_type.format == Format::Json && media_type.serializes_json();
    is_json && !media_type.is_range() && !is_patch(media_type)
}

impl<'a> TypeBuilder<'a> {
    /// Returns the media type of content. A range with a schema of JSON values is JSON; `None` if the same content
    /// also has JSON.
    pub(in crate::lower) fn content_type(
        &mut self,
        node_ref: &NodeRef,
        text: &str,
        types: &ContentTypes<'a>,
    ) -> Option<MediaType> {
        let all = types.all;
        let media_type = match first_of_list(text) {
            Some(first) => {
                let is_listed = all.contains_key(first);
                self.list_of_media_types(node_ref, text, first, is_listed);
                self.media_type(node_ref, first).filter(|_| !is_listed)?
            }
            None => self.media_type(node_ref, text)?,
        };
        if let Some(json) = self.json_of_copy(node_ref, &media_type, types) {
            self.merged(node_ref.location(self.resolver.documents), &media_type, json);
            return None;
        }
        let is_json = media_type.is_range() && self.describes_json(node_ref, &media_type, all.get(text)?);
        match is_json {
            true if all.contains_key(JSON) => {
                self.merged(node_ref.location(self.resolver.documents), &media_type, &JSON);
                None
            }
            true => JSON.parse().ok(),
            false => Some(media_type),
        }
    }

    /// Reports content that is skipped because JSON with the same schema is generated.
    pub(in crate::lower) fn merged(&mut self, at: Location, media_type: &MediaType, json: &dyn Display) {
        let message = format!("`{media_type}` is skipped: it has the schema of `{json}`, which is generated");
        let help = "no action is needed: both have the same value";
        self.report(Diagnostic::new("merged-media-type", at, message, help));
    }

    /// Reports a key that is a media type with something behind a comma: it is read as the media type, unless that
    /// `is_listed` too.
    fn list_of_media_types(&mut self, node_ref: &NodeRef, text: &str, first: &str, is_listed: bool) {
        let at = node_ref.location(self.resolver.documents);
        let message = match is_listed {
            true => format!("`{text}` is not one media type: it is ignored, because `{first}` is listed too"),
            false => format!("`{text}` is not one media type: it is read as `{first}`"),
        };
        let help = "write one media type for each entry, and `;` in front of a parameter";
        self.report(Diagnostic::new("repaired", at, message, help));
    }

    /// Returns the media type of JSON if other content is the same value, with the same schema and version: the media type
    /// is another name of JSON, or another serialization of it.
    fn json_of_copy<'t>(
        &self,
        node_ref: &NodeRef,
        media_type: &MediaType,
        types: &'t ContentTypes<'a>,
    ) -> Option<&'t MediaType> {
        let own = types.all.get(&media_type.text);
        let schema = own.and_then(|content| content.schema.as_ref());
        let schema = schema.filter(|_| media_type.serializes_json() && !is_patch(media_type))?;
        let json = types.json(media_type.version, schema)?;
        let found = self.resolver.schema(&node_ref.child("schema"), schema).ok()?;
        (is_structured(&SchemaView::of(found.item)) && json != media_type).then_some(json)
    }

    /// Returns true if a range of media types contains JSON, and the schema does not describe bytes.
    fn describes_json(&self, node_ref: &NodeRef, range: &MediaType, content: &'a Content) -> bool {
        let contains_json = range.text.starts_with('*') || range.text.starts_with("application/");
        let schema = content.schema.as_ref().filter(|_| contains_json);
        let found = schema.and_then(|schema| self.resolver.schema(&node_ref.child("schema"), schema).ok());
        found.is_some_and(|found| SchemaView::of(found.item).format != Some("binary"))
    }
}

/// Returns the media type in front of a comma, outside of quotes, that makes `text` none.
fn first_of_list(text: &str) -> Option<&str> {
    let (first, _) = text.split_once(',')?;
    let first = first.trim();
    let is_only_first = first.parse::<MediaType>().is_ok() && text.parse::<MediaType>().is_err();
    is_only_first.then_some(first)
}

/// Returns true if a schema describes an object or a list, rather than a string or bytes.
fn is_structured(view: &SchemaView<'_>) -> bool {
    matches!(view.typ, Some("object" | "array"))
        || view.typ.is_none() && (view.describes_object() || view.items.is_some() || view.is_composed())
}

/// Returns true if a media type states how a patch is applied.
pub(super) fn is_patch(media_type: &MediaType) -> bool {
    media_type.subtype().contains("patch")
}
