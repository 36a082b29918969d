//! Finds the versions of the API: in media types, or in a header.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{
    self as openapi, MediaType as Content, Parameter as Node, ParameterSchemaOrContent, ReferenceOr,
};
use serde_json::Value;

use crate::ident;
use crate::ir::{
    Doc, Parameter, ParameterLocation, ParameterStyle, Presence, Type, Version, VersionHeader, WireName,
    version_templates,
};
use crate::lower::operations::OperationNode;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{PARAMETERS, Resolved};
use crate::lower::types::builder::TypeBuilder;
use crate::validate::TypedDocument;

/// Infers the templates of media types, if the conventions do not state them.
pub(in crate::lower) fn find_templates(builder: &mut TypeBuilder<'_>) {
    if builder.version_templates.is_empty() {
        let bodies = builder.resolver.documents.iter().flat_map(bodies);
        builder.version_templates = version_templates(bodies);
    }
}

/// Returns the media types of each body of a document, including components.
fn bodies(document: &TypedDocument) -> Vec<Vec<&str>> {
    let items = document.paths.iter().map(|(_, item)| item);
    let operations = items.flat_map(|item| &item.operations).map(|(_, node)| node);
    let mut found = Vec::new();
    for operation in operations {
        found.extend(operation.request_body.as_ref().and_then(of_request));
        let responses = &operation.responses;
        let all = responses.default.iter().chain(responses.responses.values());
        found.extend(all.filter_map(of_response));
    }
    let components = &document.components;
    found.extend(components.request_bodies.values().filter_map(of_request));
    found.extend(components.responses.values().filter_map(of_response));
    found
}

fn of_request(body: &ReferenceOr<openapi::RequestBody>) -> Option<Vec<&str>> {
    body.as_item().map(|body| media_types(&body.content))
}

fn of_response(response: &ReferenceOr<openapi::Response>) -> Option<Vec<&str>> {
    response.as_item().map(|response| media_types(&response.content))
}

fn media_types(content: &IndexMap<String, Content>) -> Vec<&str> {
    content.keys().map(String::as_str).collect()
}

/// Finds the version header of the API, if the conventions do not state it: a header parameter whose name ends with
/// `version`, and which has the same value in every declaration. Of several, the most frequent one is used.
pub(in crate::lower) fn find_header<'a>(builder: &mut TypeBuilder<'a>, nodes: &[OperationNode<'a>]) {
    if builder.version_header.is_some() {
        return;
    }
    let mut found: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    for header in nodes.iter().flat_map(|node| headers(builder, node)) {
        let name = &header.item.parameter_data_ref().name;
        let key = name.to_ascii_lowercase();
        if key == "version" || key.ends_with("-version") {
            let declared = (name.clone(), builder.fixed_value(&header));
            found.entry(key).or_default().push(declared);
        }
    }
    let constant = |declared: &Vec<(String, Option<String>)>| {
        let values: BTreeSet<_> = declared.iter().map(|(_, value)| value).collect();
        values.len() == 1 && declared[0].1.is_some()
    };
    let constants = found.into_values().filter(constant);
    let most = constants
        .max_by_key(Vec::len)
        .and_then(|mut declared| declared.pop());
    builder.version_header = most.and_then(|(name, value)| {
        let value = value?;
        Some(VersionHeader { name, value })
    });
}

/// Returns the header parameters of an operation and of its path item.
fn headers<'a>(builder: &TypeBuilder<'a>, node: &OperationNode<'a>) -> Vec<Resolved<'a, Node>> {
    let (path, _) = node.node_ref.pointer.rsplit_once('/').unwrap_or_default();
    let of_path = NodeRef {
        document: node.node_ref.document,
        pointer: path.into(),
    };
    let lists = [
        (node.node_ref.clone(), &node.node.parameters),
        (of_path, &node.item.parameters),
    ];
    let mut found = Vec::new();
    for (node_ref, list) in lists {
        for (index, parameter) in list.iter().enumerate() {
            let node_ref = node_ref.item("parameters", index);
            let resolved = builder.resolver.resolve(&node_ref, parameter, &PARAMETERS).ok();
            found.extend(resolved.filter(|found| matches!(found.item, Node::Header { .. })));
        }
    }
    found
}

impl<'a> TypeBuilder<'a> {
    /// Returns the default value of a parameter: its default, its only value, or its newest version.
    pub(in crate::lower) fn fixed_value(&self, parameter: &Resolved<'a, Node>) -> Option<String> {
        let ParameterSchemaOrContent::Schema(schema) = &parameter.item.parameter_data_ref().format else {
            return None;
        };
        let schema = self
            .resolver
            .schema(&parameter.node_ref.child("schema"), schema)
            .ok()?;
        let view = SchemaView::of(schema.item);
        let values: Vec<String> = view.values.iter().filter_map(text).collect();
        let newest = || {
            let versions: Option<Vec<(Version, &String)>> = values
                .iter()
                .map(|value| Some((value.parse().ok()?, value)))
                .collect();
            versions?.into_iter().max().map(|(_, value)| value.clone())
        };
        let default = view.data.default.as_ref().and_then(text);
        match values.as_slice() {
            _ if default.is_some() => default,
            [only] => Some(only.clone()),
            _ => newest(),
        }
    }

    /// Returns the media type that an operation requests first: the value of a header parameter `Accept`.
    pub(in crate::lower) fn accept(&self, source: &OperationNode<'a>) -> Option<String> {
        let is_accept = |header: &Resolved<'a, Node>| {
            header
                .item
                .parameter_data_ref()
                .name
                .eq_ignore_ascii_case("accept")
        };
        let declared = headers(self, source).into_iter().find(is_accept);
        declared.and_then(|header| self.fixed_value(&header))
    }

    /// Makes the version header a constant. If the conventions name it, every operation has it.
    pub(in crate::lower) fn fix_version(&self, source: &OperationNode<'a>, parameters: &mut Vec<Parameter>) {
        let Some(VersionHeader { name, value }) = &self.version_header else {
            return;
        };
        let is_it = |parameter: &Parameter| {
            parameter.location == ParameterLocation::Header
                && parameter.wire.as_str().eq_ignore_ascii_case(name)
        };
        let fixed = Parameter {
            wire: WireName::from(name.as_str()),
            ident: ident::field_ident(name)
                .or_else(|| ident::field_ident("version"))
                .expect("a name"),
            at: source.node_ref.location(self.resolver.documents),
            location: ParameterLocation::Header,
            style: ParameterStyle::Commas,
            explode: false,
            reserved: false,
            ty: Type::PLAIN_TEXT,
            presence: Presence::Optional,
            default: Some(value.clone()),
            fixed: Some(value.clone()),
            secret: false,
            example: None,
            doc: Doc::default(),
            deprecated: false,
        };
        match parameters.iter_mut().find(|parameter| is_it(parameter)) {
            Some(declared) => {
                let at = declared.at.clone();
                *declared = Parameter { at, ..fixed };
            }
            None if self.settings.conventions.version_header.is_some() => parameters.push(fixed),
            None => {}
        }
    }
}

/// Returns a scalar as a header value.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
