//! Parameters of operations.

use openapiv3::{
    Parameter as Node, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr, Schema,
};

use super::facets::Facets;
use super::index::{Found, PARAMETERS};
use super::kind::{Kind, kind};
use super::naming;
use super::operations::Source;
use super::place::Place;
use super::shapes::Shapes;
use super::typed::{Typed, annotated};
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{
    Doc, Parameter, ParameterPlace, ParameterStyle, PathTemplate, Presence, Segment, Side, Type, WireName,
};
use crate::name;

/// How values become text in a path, a query or a header.
#[derive(PartialEq)]
enum Writing {
    /// As their type says.
    Typed,
    /// As the caller writes them: one of several types, none of which is an object.
    Free,
    /// Not at all.
    None,
}

/// How many schemas within one another can stand for one text.
const DEEPEST: usize = 8;

impl<'a> Shapes<'a> {
    /// The parameters of an operation and of its path item; the operation's own win.
    pub(super) fn parameters(&mut self, source: &Source<'a>, path: &PathTemplate) -> Vec<Parameter> {
        let own = source.place.child("parameters");
        let shared = Place {
            document: source.place.document,
            ..source.place.clone()
        };
        let shared = Place {
            pointer: parent(&shared.pointer),
            ..shared
        }
        .child("parameters");
        let mut parameters: Vec<Parameter> = Vec::new();
        self.add_parameters(source, &own, &source.node.parameters, &mut parameters);
        self.add_parameters(source, &shared, &source.item.parameters, &mut parameters);
        self.match_path(source, path, &mut parameters);
        parameters.sort_by_key(|parameter| order(parameter, path));
        self.distinct_parameters(&mut parameters);
        parameters
    }

    /// Adds those of one list that no earlier list has; within a list, each may stand once.
    fn add_parameters(
        &mut self,
        source: &Source<'a>,
        list: &Place,
        nodes: &'a [ReferenceOr<Node>],
        parameters: &mut Vec<Parameter>,
    ) {
        let earlier = parameters.len();
        for (number, node) in nodes.iter().enumerate() {
            let place = list.child(&number.to_string());
            let Some(parameter) = self.parameter(source, &place, node) else {
                continue;
            };
            let is_it = |known: &Parameter| known.wire == parameter.wire && known.place == parameter.place;
            match parameters.iter().position(is_it) {
                Some(known) if known < earlier => {}
                Some(_) => {
                    let at = place.location(self.index.documents);
                    let message = format!("`{}` stands twice in this list", parameter.wire);
                    let help = "remove one: name and `in` together are what tells parameters apart";
                    self.report(Diagnostic::error("duplicate-parameter", at, message, help));
                }
                None => parameters.push(parameter),
            }
        }
    }

    fn parameter(
        &mut self,
        source: &Source<'a>,
        place: &Place,
        node: &'a ReferenceOr<Node>,
    ) -> Option<Parameter> {
        let found = match self.index.resolve(place, node, &PARAMETERS) {
            Ok(found) => found,
            Err(problem) => {
                self.report(problem);
                return None;
            }
        };
        let (data, goes, style) = self.placed(&found)?;
        let ParameterSchemaOrContent::Schema(schema) = &data.format else {
            self.unsupported(
                &found,
                "content",
                "a parameter that is a document",
                "state a `schema`",
            );
            return None;
        };
        let owner = format!("{}/{}", source.id, data.name);
        let typed = self.parameter_type(&found.place, schema, &owner);
        let own = Doc::text(data.description.clone().unwrap_or_default());
        let at = found.place.location(self.index.documents);
        let ident = name::field_ident(&data.name).unwrap_or_else(|| {
            self.report(naming::nameless(at.clone(), &data.name));
            name::field_ident("parameter").expect("a word is a name")
        });
        // The constructor takes both.
        let ident = name::beside(ident, "body");
        Some(Parameter {
            wire: WireName::from(data.name.as_str()),
            ident,
            at,
            place: goes,
            style,
            ty: typed.ty,
            presence: if data.required {
                Presence::Required
            } else {
                Presence::Optional
            },
            default: typed.default,
            doc: if own.is_empty() { typed.doc } else { own },
            deprecated: data.deprecated.unwrap_or_default() || typed.deprecated,
        })
    }

    /// What all parameters have, where this one goes, and in what style; `None` for one that cannot be sent.
    fn placed(
        &mut self,
        found: &Found<'a, Node>,
    ) -> Option<(&'a ParameterData, ParameterPlace, ParameterStyle)> {
        Some(match found.item {
            Node::Path {
                parameter_data,
                style,
            } => {
                self.check_path_style(found, style);
                (parameter_data, ParameterPlace::Path, ParameterStyle::Commas)
            }
            Node::Header { parameter_data, .. } => {
                self.check_header(found, &parameter_data.name)?;
                (parameter_data, ParameterPlace::Header, ParameterStyle::Commas)
            }
            Node::Query {
                parameter_data,
                style,
                ..
            } => (
                parameter_data,
                ParameterPlace::Query,
                self.query_style(found, style, parameter_data.explode)?,
            ),
            Node::Cookie { .. } => {
                self.unsupported(found, "in", "a cookie", "use a header or a query parameter");
                return None;
            }
        })
    }

    fn query_style(
        &mut self,
        found: &Found<'a, Node>,
        style: &QueryStyle,
        explode: Option<bool>,
    ) -> Option<ParameterStyle> {
        Some(match style {
            QueryStyle::Form if explode.unwrap_or(true) => ParameterStyle::Repeated,
            QueryStyle::Form => ParameterStyle::Commas,
            QueryStyle::SpaceDelimited if explode == Some(true) => ParameterStyle::Repeated,
            QueryStyle::PipeDelimited if explode == Some(true) => ParameterStyle::Repeated,
            QueryStyle::SpaceDelimited => ParameterStyle::Spaces,
            QueryStyle::PipeDelimited => ParameterStyle::Pipes,
            QueryStyle::DeepObject => {
                self.unsupported(
                    found,
                    "style",
                    "a `deepObject` parameter",
                    "list the members as parameters",
                );
                return None;
            }
        })
    }

    /// None where the name is that of a header which the call has anyway (OpenAPI 3.0, Parameter Object, `name`).
    fn check_header(&mut self, found: &Found<'a, Node>, name: &str) -> Option<()> {
        let known = ["Accept", "Content-Type", "Authorization"];
        let Some(own) = known.into_iter().find(|known| known.eq_ignore_ascii_case(name)) else {
            return Some(());
        };
        let at = found.place.child("name").location(self.index.documents);
        let message = format!("a parameter called `{own}` is ignored (OpenAPI 3.0, Parameter Object)");
        let help = "remove it: media types and security say what this header holds";
        self.report(Diagnostic::warning("ignored-parameter", at, message, help));
        None
    }

    fn check_path_style(&mut self, found: &Found<'a, Node>, style: &PathStyle) {
        let name = match style {
            PathStyle::Simple => return,
            PathStyle::Label => "label",
            PathStyle::Matrix => "matrix",
        };
        let what = format!("the style `{name}`");
        self.unsupported(found, "style", &what, "use `simple`");
    }

    /// The type of a parameter. What cannot be written as one text, nor as a list of such, is a diagnostic.
    fn parameter_type(&mut self, place: &Place, schema: &'a ReferenceOr<Schema>, owner: &str) -> Typed {
        let place = place.child("schema");
        let found = match self.index.schema(&place, schema) {
            Ok(found) => found,
            Err(problem) => return self.unknown(problem),
        };
        let ty = match self.writing(&found, 0) {
            Writing::Typed => self.found_type(&found, Side::Request, owner),
            Writing::Free => Type::Any,
            Writing::None => {
                let at = place.location(self.index.documents);
                self.not_sent(
                    at,
                    "a parameter that is an object",
                    "list its members as parameters",
                );
                Type::Any
            }
        };
        let typed = annotated(&self.index, &found, ty);
        self.check_default(&found, &typed.ty, typed.nullable);
        typed
    }

    /// How values of `schema`, which stands in `depth` others, become text.
    fn writing(&self, schema: &Found<'a, Schema>, depth: usize) -> Writing {
        if depth > DEEPEST {
            return Writing::None;
        }
        let facets = Facets::of(schema.item);
        match kind(&self.index, &self.children, schema) {
            Kind::Enum(_) => Writing::Typed,
            Kind::Struct => Writing::None,
            Kind::Same(other) => self.writing(&other, depth + 1),
            Kind::Meet(members) => {
                let mut writings = members.iter().map(|one| self.writing(one, depth + 1));
                match writings.any(|writing| writing == Writing::None) {
                    true => Writing::None,
                    false => Writing::Typed,
                }
            }
            Kind::Union(alternatives) => {
                let mut writings = alternatives
                    .variants
                    .iter()
                    .map(|one| self.writing(one, depth + 1));
                match writings.any(|writing| writing == Writing::None) {
                    true => Writing::None,
                    false => Writing::Free,
                }
            }
            Kind::Plain => match (facets.items, facets.typ) {
                (_, Some("object")) => Writing::None,
                (Some(item), _) => self
                    .index
                    .boxed_schema(&schema.place.child("items"), item)
                    .map_or(Writing::Typed, |item| self.writing(&item, depth + 1)),
                _ => Writing::Typed,
            },
        }
    }

    /// Reports a parameter that cannot be sent: it is skipped, and with a required one the whole operation.
    fn unsupported(&mut self, found: &Found<'a, Node>, key: &str, what: &str, help: &str) {
        let at = found.place.child(key).location(self.index.documents);
        match found.item.parameter_data_ref().required {
            true => self.skip_operation(at, format!("{what} is not supported"), help),
            false => self.not_sent(at, what, help),
        }
    }

    fn not_sent(&mut self, at: Location, what: &str, help: &str) {
        let message = format!("{what} is not supported");
        self.report(Diagnostic::warning("unsupported-parameter", at, message, help));
    }

    /// Gives every placeholder of the path its parameter, which is required, and no other one.
    fn match_path(&mut self, source: &Source<'a>, path: &PathTemplate, parameters: &mut Vec<Parameter>) {
        let in_path: Vec<&str> = path.segments.iter().filter_map(segment_name).collect();
        for name in &in_path {
            let fills = |p: &Parameter| p.place == ParameterPlace::Path && p.wire.as_str() == *name;
            if !parameters.iter().any(fills) {
                let at = source.place.location(self.index.documents);
                let message =
                    format!("no parameter is declared for `{{{name}}}` of the path: any text is accepted");
                let help = format!("add a parameter `{name}` with `in: path`");
                self.report(Diagnostic::warning("path-parameter", at.clone(), message, help));
                parameters.push(undeclared(name, at));
            }
        }
        parameters.retain_mut(|parameter| {
            if parameter.place != ParameterPlace::Path {
                return true;
            }
            let at = parameter.at.clone();
            if !in_path.contains(&parameter.wire.as_str()) {
                let message = format!(
                    "the path has no `{{{}}}`: the parameter is skipped",
                    parameter.wire
                );
                let help = "add it to the path, or remove the parameter";
                self.report(Diagnostic::warning("path-parameter", at, message, help));
                return false;
            }
            if parameter.presence != Presence::Required {
                let message = format!(
                    "the path parameter `{}` is not required: it is all the same",
                    parameter.wire
                );
                let help = "add `required: true`";
                self.report(Diagnostic::warning("path-parameter", at, message, help));
                parameter.presence = Presence::Required;
            }
            true
        });
    }

    fn distinct_parameters(&mut self, parameters: &mut [Parameter]) {
        for number in 1..parameters.len() {
            let (before, rest) = parameters.split_at_mut(number);
            let parameter = &mut rest[0];
            let Some(other) = before.iter().find(|other| other.ident == parameter.ident) else {
                continue;
            };
            let (wire, ident) = (parameter.wire.as_str(), &parameter.ident);
            let problem = naming::collision(parameter.at.clone(), wire, other.wire.as_str(), ident);
            if name::field_ident(wire).is_some() {
                self.report(problem);
            }
            let taken = |ident: &crate::ir::Ident| before.iter().any(|other| other.ident == *ident);
            let free = (2..)
                .map(|number| name::numbered(&parameter.ident, number))
                .find(|ident| !taken(ident));
            parameter.ident = free.expect("there are more numbers than parameters");
        }
    }
}

/// The parameter of a placeholder that the document says nothing about.
fn undeclared(name: &str, at: Location) -> Parameter {
    let ident = name::field_ident(name).or_else(|| name::field_ident("parameter"));
    Parameter {
        wire: WireName::from(name),
        ident: name::beside(ident.expect("a word is a name"), "body"),
        at,
        place: ParameterPlace::Path,
        style: ParameterStyle::Commas,
        ty: Type::Text {
            format: None,
            pattern: None,
            length: Default::default(),
        },
        presence: Presence::Required,
        default: None,
        doc: Doc::default(),
        deprecated: false,
    }
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

/// Path parameters as the path has them, then required ones, then the rest, each as the document has them.
fn order(parameter: &Parameter, path: &PathTemplate) -> (bool, usize, bool) {
    let in_path = parameter.place == ParameterPlace::Path;
    let position = path
        .segments
        .iter()
        .position(|s| segment_name(s) == Some(parameter.wire.as_str()));
    let position = position.filter(|_| in_path).unwrap_or_default();
    (!in_path, position, parameter.presence != Presence::Required)
}
