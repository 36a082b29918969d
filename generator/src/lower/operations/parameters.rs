//! Parameters of operations.

use hashbrown::HashMap;

use openapiv3::{
    Parameter as Node, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr, Schema,
};

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{
    Doc, Format, Ident, MediaType, Operation, Parameter, ParameterLocation, ParameterStyle, PathTemplate,
    Presence, Segment, Side, Type, WireName,
};
use crate::load::Rename;
use crate::lower::classify::{SchemaClass, classify};
use crate::lower::operations::{OperationNode, examples};
use crate::lower::passes::naming;
use crate::lower::schema::annotations::{AnnotatedType, annotated};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{PARAMETERS, Resolved};
use crate::lower::types::builder::TypeBuilder;
use crate::lower::types::sensitive::is_password;

/// The encoding of values as strings in a path, a query or a header.
#[derive(Clone, Copy, PartialEq)]
enum ParameterEncoding {
    /// According to the type.
    Typed,
    /// As a free value: one of several types, none of which is an object.
    Free,
    /// According to the members: an object, or a type that contains one.
    Parts,
}

/// A parameter, with its location and style.
struct PlacedParameter<'a> {
    data: &'a ParameterData,
    location: ParameterLocation,
    style: ParameterStyle,
    reserved: bool,
}

impl<'a> TypeBuilder<'a> {
    /// Lowers the parameters of an operation and of its path item; those of the operation take precedence.
    pub(in crate::lower) fn parameters(
        &mut self,
        source: &OperationNode<'a>,
        path: &PathTemplate,
    ) -> Vec<Parameter> {
        let own = source.node_ref.child("parameters");
        let shared = NodeRef {
            document: source.node_ref.document,
            ..source.node_ref.clone()
        };
        let shared = NodeRef {
            pointer: parent(&shared.pointer).into(),
            ..shared
        }
        .child("parameters");
        let mut parameters: Vec<Parameter> = Vec::new();
        self.add_parameters(source, &own, &source.node.parameters, &mut parameters);
        self.add_parameters(source, &shared, &source.item.parameters, &mut parameters);
        self.match_path(source, path, &mut parameters);
        self.fix_version(source, &mut parameters);
        for parameter in &mut parameters {
            self.rename_parameter(source, parameter);
        }
        parameters.sort_by_key(|parameter| order(parameter, path));
        self.distinct_parameters(&mut parameters);
        parameters
    }

    /// Adds those of one list that no earlier list has; duplicates within a list are reported.
    fn add_parameters(
        &mut self,
        source: &OperationNode<'a>,
        list: &NodeRef,
        nodes: &'a [ReferenceOr<Node>],
        parameters: &mut Vec<Parameter>,
    ) {
        let earlier = parameters.len();
        for (number, node) in nodes.iter().enumerate() {
            let node_ref = list.child(&number.to_string());
            let Some(parameter) = self.parameter(source, &node_ref, node) else {
                continue;
            };
            let is_it =
                |known: &Parameter| known.wire == parameter.wire && known.location == parameter.location;
            match parameters.iter().position(is_it) {
                Some(known) if known < earlier => {}
                Some(_) => {
                    let at = node_ref.location(self.resolver.documents);
                    let message = format!("`{}` appears twice in this list", parameter.wire);
                    let help = "remove one of the two: `name` and `in` have to be unique";
                    self.report(Diagnostic::new("duplicate-parameter", at, message, help));
                }
                None => parameters.push(parameter),
            }
        }
    }

    fn parameter(
        &mut self,
        source: &OperationNode<'a>,
        node_ref: &NodeRef,
        node: &'a ReferenceOr<Node>,
    ) -> Option<Parameter> {
        let found = match self.resolver.resolve(node_ref, node, &PARAMETERS) {
            Ok(found) => found,
            Err(problem) => {
                self.report(problem);
                return None;
            }
        };
        let placed = self.placed(&found)?;
        let (data, location) = (placed.data, placed.location);
        let owner = format!("{}/{}", source.id, data.name);
        let (style, typed) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let node_ref = found.node_ref.child("schema");
                (placed.style, self.parameter_type(&node_ref, schema, &owner))
            }
            ParameterSchemaOrContent::Content(content) => self.parameter_content(&found, content, &owner),
        };
        let own = Doc::text(data.description.clone().unwrap_or_default());
        let at = found.node_ref.location(self.resolver.documents);
        let schema = self.schema_of_parameter(&found, data);
        Some(Parameter {
            wire: WireName::from(data.name.as_str()),
            ident: self.parameter_ident(&data.name, &at),
            at,
            location,
            style,
            explode: explodes(location, style, data.explode),
            reserved: placed.reserved,
            ty: typed.ty,
            presence: match data.required {
                true => Presence::Required,
                false => Presence::Optional,
            },
            default: typed.default,
            fixed: None,
            doc: if own.is_empty() { typed.doc } else { own },
            deprecated: data.deprecated.unwrap_or_default() || typed.deprecated,
            secret: schema.is_some_and(is_password),
            example: examples::of_parameter(data, schema),
        })
    }

    /// Returns the schema of a parameter that has one itself, not in `content`.
    fn schema_of_parameter(&self, found: &Resolved<'a, Node>, data: &'a ParameterData) -> Option<&'a Schema> {
        let ParameterSchemaOrContent::Schema(schema) = &data.format else {
            return None;
        };
        let resolved = self.resolver.schema(&found.node_ref.child("schema"), schema);
        resolved.ok().map(|resolved| resolved.item)
    }

    /// Returns the name of a parameter in Rust.
    fn parameter_ident(&mut self, name: &str, at: &Location) -> Ident {
        let ident = ident::field_ident(name).unwrap_or_else(|| {
            self.report(naming::nameless(at.clone(), name));
            ident::field_ident("parameter").expect("a word is a name")
        });
        // The constructor takes both.
        ident::distinct_from(ident, "body")
    }

    /// Returns the common fields, the location and the style of a parameter; `None` for one that is not sent.
    fn placed(&mut self, found: &Resolved<'a, Node>) -> Option<PlacedParameter<'a>> {
        let (location, style) = match found.item {
            Node::Path { style, .. } => (ParameterLocation::Path, path_style(style)),
            Node::Header { parameter_data, .. } => {
                self.check_header(found, &parameter_data.name)?;
                (ParameterLocation::Header, ParameterStyle::Commas)
            }
            Node::Query {
                parameter_data,
                style,
                ..
            } => (
                ParameterLocation::Query,
                query_style(style, parameter_data.explode),
            ),
            Node::Cookie { parameter_data, .. } => {
                let style = query_style(&QueryStyle::Form, parameter_data.explode);
                (ParameterLocation::Cookie, style)
            }
        };
        let reserved = matches!(
            found.item,
            Node::Query {
                allow_reserved: true,
                ..
            }
        );
        Some(PlacedParameter {
            data: found.item.parameter_data_ref(),
            location,
            style,
            reserved,
        })
    }

    /// Returns the type of a parameter with `content`. JSON is written as such, any other media type as a string.
    fn parameter_content(
        &mut self,
        found: &Resolved<'a, Node>,
        content: &'a openapiv3::Content,
        owner: &str,
    ) -> (ParameterStyle, AnnotatedType) {
        let node_ref = found.node_ref.child("content");
        let stated = content.iter().next();
        let schema = stated.and_then(|(media, content)| Some((media, content.schema.as_ref()?)));
        let is_json = stated.is_some_and(|(media, _)| {
            let parsed = media.parse::<MediaType>();
            parsed.is_ok_and(|media| media.format == Format::Json || media.is_range())
        });
        match schema.filter(|_| is_json) {
            Some((media, schema)) => {
                let node_ref = node_ref.child(media).child("schema");
                let typed = self.typed(&node_ref, schema, Side::Request, owner);
                (ParameterStyle::Json, typed)
            }
            None if is_json => (ParameterStyle::Json, free()),
            None => (ParameterStyle::Commas, free()),
        }
    }

    /// Reports a header that every call sets anyway (OpenAPI 3.0, Parameter Object, `name`), and returns `None`.
    fn check_header(&mut self, found: &Resolved<'a, Node>, name: &str) -> Option<()> {
        let known = ["Accept", "Content-Type", "Authorization"];
        let Some(own) = known.into_iter().find(|known| known.eq_ignore_ascii_case(name)) else {
            return Some(());
        };
        if own == "Accept" && self.fixed_value(found).is_some() {
            // The operation sends it, see `accept`.
            return None;
        }
        let at = found.node_ref.child("name").location(self.resolver.documents);
        let message = format!("a parameter called `{own}` is ignored (OpenAPI 3.0, Parameter Object)");
        let help = "remove the parameter: media types and security set this header";
        self.report(Diagnostic::new("ignored-parameter", at, message, help));
        None
    }

    /// Returns the type of a parameter.
    fn parameter_type(
        &mut self,
        node_ref: &NodeRef,
        schema: &'a ReferenceOr<Schema>,
        owner: &str,
    ) -> AnnotatedType {
        let found = match self.resolver.schema(node_ref, schema) {
            Ok(found) => found,
            Err(problem) => return self.unknown(problem),
        };
        let ty = match self.writing(&found, &mut HashMap::new()) {
            ParameterEncoding::Typed | ParameterEncoding::Parts => {
                self.found_type(&found, Side::Request, owner)
            }
            ParameterEncoding::Free => Type::Any,
        };
        let typed = annotated(&self.resolver, &found, ty);
        self.check_default(&found, &typed.ty, typed.nullable);
        typed
    }

    /// Returns the encoding of values of `schema` as strings; `known` contains the visited schemas, each as
    /// [`ParameterEncoding::Parts`] while it is being computed.
    fn writing(
        &self,
        schema: &Resolved<'a, Schema>,
        known: &mut HashMap<NodeRef, ParameterEncoding>,
    ) -> ParameterEncoding {
        if let Some(writing) = known.get(&schema.node_ref) {
            return *writing;
        }
        known.insert(schema.node_ref.clone(), ParameterEncoding::Parts);
        let writing = self.find_writing(schema, known);
        known.insert(schema.node_ref.clone(), writing);
        writing
    }

    fn find_writing(
        &self,
        schema: &Resolved<'a, Schema>,
        known: &mut HashMap<NodeRef, ParameterEncoding>,
    ) -> ParameterEncoding {
        let view = SchemaView::of(schema.item);
        let mut all = |schemas: &[Resolved<'a, Schema>], as_text: ParameterEncoding| {
            let mut writings = schemas.iter().map(|one| self.writing(one, known));
            match writings.any(|writing| writing == ParameterEncoding::Parts) {
                true => ParameterEncoding::Parts,
                false => as_text,
            }
        };
        match classify(&self.resolver, &self.subtypes, schema) {
            SchemaClass::Enum(_) | SchemaClass::Constants(_) => ParameterEncoding::Typed,
            SchemaClass::Struct => ParameterEncoding::Parts,
            SchemaClass::Same(other) => self.writing(&other, known),
            SchemaClass::Intersection(members) => all(&members, ParameterEncoding::Typed),
            SchemaClass::Union(alternatives) => all(&alternatives.variants, ParameterEncoding::Free),
            SchemaClass::Plain => match (view.items, view.typ) {
                (_, Some("object")) => ParameterEncoding::Parts,
                (Some(item), _) => self
                    .resolver
                    .boxed_schema(&schema.node_ref.child("items"), item)
                    .map_or(ParameterEncoding::Typed, |item| self.writing(&item, known)),
                _ => ParameterEncoding::Typed,
            },
        }
    }

    /// Matches every placeholder of the path with its required parameter, and removes others.
    fn match_path(
        &mut self,
        source: &OperationNode<'a>,
        path: &PathTemplate,
        parameters: &mut Vec<Parameter>,
    ) {
        let in_path: Vec<&str> = path.segments.iter().filter_map(segment_name).collect();
        for name in &in_path {
            let fills = |p: &Parameter| p.location == ParameterLocation::Path && p.wire.as_str() == *name;
            if !parameters.iter().any(fills) {
                let at = source.node_ref.location(self.resolver.documents);
                let message =
                    format!("no parameter is declared for `{{{name}}}` of the path: any string is accepted");
                let help = format!("add a parameter `{name}` with `in: path`");
                self.report(Diagnostic::new("path-parameter", at.clone(), message, help));
                parameters.push(undeclared(name, at));
            }
        }
        parameters.retain_mut(|parameter| {
            if parameter.location != ParameterLocation::Path {
                return true;
            }
            let at = parameter.at.clone();
            if !in_path.contains(&parameter.wire.as_str()) {
                let message = format!(
                    "the path has no `{{{}}}`: the parameter is skipped",
                    parameter.wire
                );
                let help = "add it to the path, or remove the parameter";
                self.report(Diagnostic::new("path-parameter", at, message, help));
                return false;
            }
            if parameter.presence != Presence::Required {
                let message = format!(
                    "the path parameter `{}` is not `required`: it is treated as required",
                    parameter.wire
                );
                let help = "add `required: true`";
                self.report(Diagnostic::new("path-parameter", at, message, help));
                parameter.presence = Presence::Required;
            }
            true
        });
    }

    /// Renames a parameter according to the settings; an entry for this operation takes precedence.
    fn rename_parameter(&mut self, source: &OperationNode<'a>, parameter: &mut Parameter) {
        let renames = &self.settings.names.parameters;
        let of_operation = format!("{}/{}", source.id, parameter.wire);
        let find = |from: &str| renames.iter().find(|rename| rename.from == from);
        let Some(rename) = find(&of_operation).or_else(|| find(parameter.wire.as_str())) else {
            return;
        };
        match ident::field_ident(&rename.to) {
            Some(ident) => parameter.ident = ident::distinct_from(ident, "body"),
            None => self.report(naming::nameless(rename.at.clone(), &rename.to)),
        }
    }

    fn distinct_parameters(&mut self, parameters: &mut [Parameter]) {
        name_locations(parameters);
        let problems = naming::make_distinct(parameters, of_parameter, |parameter| &mut parameter.ident);
        problems.into_iter().for_each(|problem| self.report(problem));
    }
}

/// Appends the location to the name of a parameter if one of the same name is sent in a location that is listed earlier:
/// path, query, header, cookie.
fn name_locations(parameters: &mut [Parameter]) {
    let idents: Vec<(Ident, ParameterLocation)> = parameters
        .iter()
        .map(|parameter| (parameter.ident.clone(), parameter.location))
        .collect();
    for parameter in parameters {
        let is_earlier = |(ident, location): &(Ident, ParameterLocation)| {
            *ident == parameter.ident && *location < parameter.location
        };
        if idents.iter().any(is_earlier) {
            let plain = parameter
                .ident
                .as_str()
                .trim_start_matches("r#")
                .trim_end_matches('_');
            parameter.ident = Ident::trusted(format!("{plain}_{}", parameter.location.name()));
        }
    }
}

/// Reports the names of parameters that no operation has.
pub(in crate::lower) fn unused_names(renames: &[Rename], operations: &[Operation]) -> Vec<Diagnostic> {
    let has = |operation: &Operation, from: &str| {
        let name = match from.split_once('/') {
            Some((id, name)) if id == operation.id => name,
            _ => from,
        };
        operation
            .parameters
            .iter()
            .any(|parameter| parameter.wire.as_str() == name)
    };
    let unused = |rename: &&Rename| !operations.iter().any(|operation| has(operation, &rename.from));
    let report = |rename: &Rename| {
        let message = format!("no operation has a parameter `{}`", rename.from);
        let help = "remove the entry, or follow the parameter to its new name";
        Diagnostic::new("unused-name", rename.at.clone(), message, help)
    };
    renames.iter().filter(unused).map(report).collect()
}

/// Returns a parameter for a placeholder that the document does not declare.
fn undeclared(name: &str, at: Location) -> Parameter {
    let ident = ident::field_ident(name).or_else(|| ident::field_ident("parameter"));
    Parameter {
        wire: WireName::from(name),
        ident: ident::distinct_from(ident.expect("a word is a name"), "body"),
        at,
        location: ParameterLocation::Path,
        style: ParameterStyle::Commas,
        explode: false,
        reserved: false,
        ty: Type::Text {
            format: None,
            pattern: None,
            length: Default::default(),
        },
        presence: Presence::Required,
        default: None,
        fixed: None,
        doc: Doc::default(),
        deprecated: false,
        secret: false,
        example: None,
    }
}

fn path_style(style: &PathStyle) -> ParameterStyle {
    match style {
        PathStyle::Simple => ParameterStyle::Commas,
        PathStyle::Label => ParameterStyle::Label,
        PathStyle::Matrix => ParameterStyle::Matrix,
    }
}

pub(in crate::lower) fn query_style(style: &QueryStyle, explode: Option<bool>) -> ParameterStyle {
    match style {
        QueryStyle::DeepObject => ParameterStyle::DeepObject,
        QueryStyle::Form if explode.unwrap_or(true) => ParameterStyle::Repeated,
        _ if explode == Some(true) => ParameterStyle::Repeated,
        QueryStyle::Form => ParameterStyle::Commas,
        QueryStyle::SpaceDelimited => ParameterStyle::Spaces,
        QueryStyle::PipeDelimited => ParameterStyle::Pipes,
    }
}

/// Returns true if a value in a path or a header is written with the names of its members; elsewhere the style decides.
fn explodes(goes: ParameterLocation, style: ParameterStyle, explode: Option<bool>) -> bool {
    let by_flag =
        matches!(goes, ParameterLocation::Path | ParameterLocation::Header) && style != ParameterStyle::Json;
    by_flag && explode == Some(true)
}

/// Returns an untyped value.
fn free() -> AnnotatedType {
    AnnotatedType {
        ty: Type::Any,
        nullable: false,
        deprecated: false,
        default: None,
        doc: Doc::default(),
    }
}

fn of_parameter(parameter: &Parameter) -> (Location, &str) {
    (parameter.at.clone(), parameter.wire.as_str())
}

fn parent(pointer: &str) -> String {
    pointer
        .rsplit_once('/')
        .map_or_else(String::new, |(parent, _)| parent.to_owned())
}

fn segment_name(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Parameter(name) => Some(name.as_str()),
        Segment::Text(_) => None,
    }
}

/// Returns the sort key: path parameters in the order of the path, then required ones, then the rest, in the order of
/// the document.
fn order(parameter: &Parameter, path: &PathTemplate) -> (bool, usize, bool) {
    let in_path = parameter.location == ParameterLocation::Path;
    let position = path
        .segments
        .iter()
        .position(|s| segment_name(s) == Some(parameter.wire.as_str()));
    let position = position.filter(|_| in_path).unwrap_or_default();
    (!in_path, position, parameter.presence != Presence::Required)
}
