//! Operations: a type for each revision, with its request and response.

use super::doc_attrs;
use super::paths::Scope;
use super::request::MANY;
use super::writer::{Code, list, literal, literals};
use crate::ident;
use crate::ir::{
    Body, BodyEncoding, Date, Framing, Ident, Operation, Parameter, Presence, ResponseHeader, Revision,
    ShapeKind, SuccessType, Type, Version,
};

impl Scope<'_> {
    /// Writes all items of a revision of an operation.
    pub(super) fn operation(
        &self,
        code: &mut Code,
        tables: &mut Code,
        operation: &Operation,
        revision: &Revision,
        krate: &str,
    ) {
        let ident = &revision.ident;
        let table = self.layout.constant(operation.group, ident);
        code.gap();
        code.doc(&self.operation_docs(operation, revision, krate));
        doc_attrs::alias(&operation.id, ident.as_str())
            .iter()
            .for_each(|alias| code.line(alias));
        code.line(&format!("pub struct {ident}<C = ()>(rt::Call, C);"));
        code.gap();
        code.block(&format!("impl {ident} {{"), "}", |code| {
            for constructor in constructors(revision) {
                self.call_constructor(code, operation, revision, &constructor);
            }
        });
        self.setters(code, operation, revision);
        if needs_nothing(operation, revision) {
            code.gap();
            code.block(&format!("impl Default for {ident} {{"), "}", |code| {
                code.line("#[inline]");
                code.block("fn default() -> Self {", "}", |code| {
                    code.line(&format!("Self(rt::Call::new(&{table}), ())"));
                });
            });
        }
        tables.gap();
        self.operation_table(tables, operation, revision, table.as_str());
        code.gap();
        let (response, error) = (self.response_type(revision, ""), self.error());
        code.line(&match revision.success_type() {
            SuccessType::Items(..) => format!("rt::stream_operation!({ident}, {response}, {error});"),
            _ => format!("rt::operation!({ident}, {response}, {error});"),
        });
    }

    /// Writes the setters of optional parameters, for a bound or unbound call.
    fn setters(&self, code: &mut Code, operation: &Operation, revision: &Revision) {
        let setters = ident::parameter_setters(operation.parameters.iter().map(|parameter| &parameter.ident));
        let numbered = operation.parameters.iter().zip(&setters).enumerate();
        let optional: Vec<_> = numbered
            .filter(|(_, (parameter, _))| parameter.has_setter())
            .collect();
        let body = revision.request.as_ref().filter(|body| !body.required);
        if optional.is_empty() && body.is_none() {
            return;
        }
        code.gap();
        code.block(&format!("impl<C> {}<C> {{", revision.ident), "}", |code| {
            for (number, (parameter, ident)) in optional {
                self.parameter_setter(code, number, parameter, ident);
            }
            if let Some(body) = body {
                self.body_setter(code, "body", body, None);
                for (index, other) in revision.other_requests.iter().enumerate() {
                    let method = format!("body_as_{}", other.suffix);
                    self.body_setter(code, &method, &other.body, Some(index));
                }
            }
        });
    }

    fn operation_table(&self, code: &mut Code, operation: &Operation, revision: &Revision, table: &str) {
        let (id, method) = (literal(&operation.id), literal(operation.method.as_str()));
        let (path, media) = (literal(&operation.path.text), literal(&revision.media_type.text));
        let version = version(revision.media_type.version);
        code.block(
            &format!("pub(crate) static {table}: rt::OperationDescriptor ="),
            "",
            |code| {
                code.line(&format!(
                    "rt::OperationDescriptor::new({id}, {method}, {path}, {version}, {media})"
                ));
                if let Some(accept) = accept(operation, revision) {
                    code.line(&format!(".accept({})", literal(&accept)));
                }
                code.block(".params(&[", "])", |code| {
                    operation
                        .parameters
                        .iter()
                        .for_each(|parameter| code.line(&format!("&{},", self.parameter(parameter))));
                });
                self.operation_facts(operation, revision)
                    .iter()
                    .for_each(|fact| code.line(fact));
            },
        );
    }

    /// Returns the parts of an operation descriptor besides its parameters, each as a call; the last one ends the
    /// descriptor.
    fn operation_facts(&self, operation: &Operation, revision: &Revision) -> Vec<String> {
        let mut facts = self.request_facts(revision);
        facts.extend(response_facts(revision));
        facts.extend(self.response_tables(revision));
        if operation.deprecated {
            facts.push(".deprecated()".to_owned());
        }
        if !operation.roles.is_empty() {
            let roles = operation.roles.iter().map(String::as_str);
            facts.push(format!(".roles(&[{}])", literals(roles)));
        }
        if let Some(server) = &operation.server {
            let mut servers = super::service::servers(self.api).into_iter();
            let index = servers
                .position(|own| own == server)
                .expect("it is of an operation");
            facts.push(format!(".server({index})"));
        }
        if !operation.security.is_empty() {
            let one = |schemes: &Vec<usize>| format!("&[{}]", list(schemes.iter().map(usize::to_string)));
            let security = list(operation.security.iter().map(one));
            facts.push(format!(".security(&[{security}])"));
        }
        let group = &self.api.group(operation.group).ident;
        facts.push(format!(".tag({});", literal(group.as_str())));
        facts
    }

    /// Returns the call that states the descriptors of JSON responses, if a value does not have it already.
    fn response_tables(&self, revision: &Revision) -> Option<String> {
        let mut replies: Vec<_> = revision.replies.iter().collect();
        // The first is that of all other statuses.
        replies.sort_by_key(|success| success.range.is_none());
        let json = replies
            .iter()
            .filter_map(|success| Some((success.status, success.reply.json()?)));
        let typed: Vec<_> = json.collect();
        let is_needed = typed.iter().any(|(_, ty)| !self.describes_itself(ty));
        let table = |(status, ty): &(u16, &Type)| format!("({status}, {})", self.type_table(ty));
        is_needed.then(|| format!(".responses(&[{}])", list(typed.iter().map(table))))
    }

    /// Returns true if values have a descriptor of their own, or cannot violate one.
    fn describes_itself(&self, ty: &Type) -> bool {
        match ty {
            Type::Nullable(inner) => self.describes_itself(inner),
            Type::Any | Type::Object => true,
            _ => self.is_borrowed(ty),
        }
    }

    /// Returns the calls that state the request bodies.
    fn request_facts(&self, revision: &Revision) -> Vec<String> {
        let mut facts = Vec::new();
        if let Some(body) = &revision.request {
            let (media_type, ty) = self.content(body);
            facts.push(format!(".body({media_type}, {}, {ty})", body.required));
            facts.extend(self.encodings(body));
        }
        if !revision.other_requests.is_empty() {
            let others = revision.other_requests.iter().map(|other| {
                let (media_type, ty) = self.content(&other.body);
                let encodings = self.encodings(&other.body).unwrap_or_default();
                format!(
                    "rt::Content::new({media_type}, {}, {ty}){encodings}",
                    other.body.required
                )
            });
            facts.push(format!(".other_bodies(&[{}])", list(others)));
        }
        facts
    }

    /// Returns the media type of a body, and the descriptor of its type.
    fn content(&self, body: &Body) -> (String, String) {
        let ty = match body.encoding {
            BodyEncoding::Json | BodyEncoding::Form | BodyEncoding::Multipart => self.type_table(&body.ty),
            BodyEncoding::Parts | BodyEncoding::Text | BodyEncoding::Bytes | BodyEncoding::File => {
                "rt::Type::ANY".to_owned()
            }
        };
        let media_type = match body.encoding {
            // The default, where the caller states none.
            BodyEncoding::File => "application/octet-stream",
            _ => &body.media_type.text,
        };
        (literal(media_type), ty)
    }

    /// Returns the call that states the encodings of form properties, if the specification states any.
    fn encodings(&self, body: &Body) -> Option<String> {
        let encodings = body.properties.iter().map(|property| {
            let mut encoding = format!("rt::Encoding::new({})", self.property_table(property));
            if let Some(content_type) = &property.content_type {
                encoding.push_str(&format!(".content_type({})", literal(content_type)));
            }
            if !property.headers.is_empty() {
                let pair =
                    |(name, value): &(String, String)| format!("({}, {})", literal(name), literal(value));
                let headers = list(property.headers.iter().map(pair));
                encoding.push_str(&format!(".headers(&[{headers}])"));
            }
            encoding
        });
        (!body.properties.is_empty()).then(|| format!(".encodings(&[{}])", list(encodings)))
    }

    /// Returns the type of an item of a sequence.
    pub(super) fn item(&self, item: &Type, framing: Framing) -> String {
        match framing.is_event() {
            true => format!("rt::Event<{}>", self.ty(item)),
            false => self.ty(item),
        }
    }

    /// Returns the type of a success, for a sequence the type of an item; `module` is the path of the operation's
    /// module.
    pub(super) fn response_type(&self, revision: &Revision, module: &str) -> String {
        match revision.success_type() {
            SuccessType::Nothing => "()".to_owned(),
            SuccessType::Bytes => "Vec<u8>".to_owned(),
            SuccessType::Text => "String".to_owned(),
            SuccessType::Items(item, framing) => self.item(item, framing),
            SuccessType::One(ty) => self.ty(ty),
            SuccessType::Optional(ty) => format!("Option<{}>", self.ty(ty)),
            SuccessType::ByStatus => format!("{module}responses::{}", revision.ident),
        }
    }

    /// Returns the shared error; one without fields if the specification has none.
    pub(super) fn error(&self) -> String {
        self.api
            .error
            .map_or_else(|| "rt::NoError".to_owned(), |id| self.shape(id))
    }

    fn call_constructor(
        &self,
        code: &mut Code,
        operation: &Operation,
        revision: &Revision,
        constructor: &Constructor<'_>,
    ) {
        let required = || operation.required_parameters();
        let body = constructor.body;
        let arguments = required()
            .map(|(_, parameter)| format!("{}: {}", parameter.ident, self.argument_type(&parameter.ty)));
        let arguments: Vec<String> = arguments
            .chain(body.map(|body| format!("body: {}", self.body_type(body))))
            .collect();
        code.gap();
        let mut lines = vec!["Creates a call with all required arguments.".to_owned()];
        lines.extend(constructor.sent_as());
        code.doc(&lines);
        code.line("#[inline]");
        if let Some(note) = deprecation(operation, revision) {
            code.line(&format!("#[deprecated(note = {})]", literal(&note)));
        }
        if arguments.len() > MANY {
            code.line(
                "#[expect(clippy::too_many_arguments, reason = \"as many parameters have to be there\")]",
            );
        }
        let table = self.layout.constant(operation.group, &revision.ident);
        code.block(
            &format!("pub fn {}({}) -> Self {{", constructor.name, list(arguments)),
            "}",
            |code| {
                let sets = required().map(|(number, parameter)| {
                    self.argument_set(number, &parameter.ty, parameter.ident.as_str())
                });
                let body = body.map(|body| self.body_value(body, constructor.other));
                let sets: String = sets.chain(body).collect();
                code.line(&format!("Self(rt::Call::new(&{table}){sets}, ())"));
            },
        );
    }

    fn parameter_setter(&self, code: &mut Code, number: usize, parameter: &Parameter, ident: &Ident) {
        let mut lines = self.layout.parameter_docs.lines(parameter).to_vec();
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(self.parameter_facts(parameter));
        code.gap();
        code.doc(&lines);
        code.line("#[inline]");
        code.line("#[must_use]");
        let ty = self.argument_type(&parameter.ty);
        code.block(
            &format!("pub fn {ident}(self, value: {ty}) -> Self {{"),
            "}",
            |code| {
                let set = self.argument_set(number, &parameter.ty, "value");
                code.line(&format!("Self(self.0{set}, self.1)"));
            },
        );
    }

    /// Returns the facts of a parameter in a fixed order: name and location, constraints, default, deprecation.
    fn parameter_facts(&self, parameter: &Parameter) -> String {
        let location = parameter.location.name();
        let mut facts = format!("In the {location}: {}", doc_attrs::code(parameter.wire.as_str()));
        for constraint in self.constraints(&parameter.ty) {
            facts.push_str(&format!("; {constraint}"));
        }
        if let Some(default) = &parameter.default {
            facts.push_str(&format!("; default {}", doc_attrs::code(default)));
        }
        facts.push('.');
        if parameter.deprecated {
            facts.push_str(" **Deprecated.**");
        }
        facts
    }

    /// Returns the argument type of a parameter.
    pub(super) fn argument_type(&self, ty: &Type) -> String {
        match ty {
            ty if self.is_borrowed(ty) => format!("&{}", self.ty(ty)),
            ty if self.has_parts(ty) => self.ty(ty),
            Type::List { item, .. } => format!("impl IntoIterator<Item = {}>", self.argument_type(item)),
            Type::Text { .. } if self.is_formatted(ty) => format!("impl rt::IntoParameter<{}>", self.ty(ty)),
            Type::Text { .. } => "impl AsRef<str>".to_owned(),
            Type::Shape { .. } => format!("impl Into<{}>", self.ty(ty)),
            Type::Bool | Type::BoolConstant(_) | Type::Integer { .. } | Type::Number { .. } => self.ty(ty),
            // A string in a path, a query or a header is never `null`.
            Type::Nullable(inner) => self.argument_type(inner),
            _ => "impl Into<rt::Argument>".to_owned(),
        }
    }

    /// Returns the call that sets a parameter to the argument `value`.
    fn argument_set(&self, number: usize, ty: &Type, value: &str) -> String {
        match ty {
            ty if self.is_borrowed(ty) => format!(".set_value({number}, {value})"),
            ty if self.has_parts(ty) => format!(".set_value({number}, &{value})"),
            Type::Text { .. } if !self.is_formatted(ty) => format!(".set_string({number}, {value})"),
            Type::Nullable(inner) => self.argument_set(number, inner, value),
            _ => format!(".set({number}, {})", self.argument_value(ty, value)),
        }
    }

    /// Returns true if the type of a string comes from its format: a date, a time or a UUID.
    fn is_formatted(&self, ty: &Type) -> bool {
        match ty {
            Type::Text {
                format: Some(_),
                pattern,
                ..
            } => pattern.is_none_or(|id| self.api.pattern(id).name.is_none()),
            _ => false,
        }
    }

    /// Returns true if values are objects, or contain some.
    pub(super) fn has_parts(&self, ty: &Type) -> bool {
        match ty {
            Type::Map { .. } | Type::Object => true,
            Type::List { item: inner, .. } | Type::Nullable(inner) => self.has_parts(inner),
            Type::Shape { .. } => self.is_borrowed(ty),
            _ => false,
        }
    }

    /// Returns the expression that converts an argument for the runtime.
    fn argument_value(&self, ty: &Type, value: &str) -> String {
        match ty {
            Type::List { item, .. } => {
                let item = match self.argument_value(item, "item").as_str() {
                    "item" => "Into::<rt::Argument>::into".to_owned(),
                    // It is already an argument.
                    formatted if formatted.ends_with("::into_parameter(item)") => {
                        formatted.trim_end_matches("(item)").to_owned()
                    }
                    changed => format!("|item| rt::Argument::from({changed})"),
                };
                format!("{value}.into_iter().map({item}).collect::<Vec<_>>()")
            }
            Type::Text { .. } if self.is_formatted(ty) => {
                format!("rt::IntoParameter::<{}>::into_parameter({value})", self.ty(ty))
            }
            Type::Text { .. } => format!("{value}.as_ref()"),
            Type::Nullable(inner) => self.argument_value(inner, value),
            Type::Shape { .. } => format!("Into::<{}>::into({value})", self.ty(ty)),
            _ => value.to_owned(),
        }
    }

    pub(super) fn body_type(&self, body: &Body) -> String {
        match body.encoding {
            BodyEncoding::Bytes => "Vec<u8>".to_owned(),
            BodyEncoding::File => "impl Into<rt::FilePart>".to_owned(),
            BodyEncoding::Text => "impl Into<String>".to_owned(),
            BodyEncoding::Parts => "&rt::Multipart".to_owned(),
            BodyEncoding::Json | BodyEncoding::Form | BodyEncoding::Multipart => {
                let lent = if self.is_borrowed(&body.ty) { "&" } else { "" };
                format!("{lent}{}", self.ty(&body.ty))
            }
        }
    }

    /// Returns the call that sets the body; `other` is the index of an alternative to the preferred one.
    fn body_value(&self, body: &Body, other: Option<usize>) -> String {
        let lent = if self.is_borrowed(&body.ty) {
            "body"
        } else {
            "&body"
        };
        let set = match body.encoding {
            BodyEncoding::Bytes => ".bytes(body)".to_owned(),
            BodyEncoding::File => ".file(body)".to_owned(),
            BodyEncoding::Text => ".text(body)".to_owned(),
            BodyEncoding::Parts => ".multipart(body)".to_owned(),
            BodyEncoding::Multipart => format!(".parts({lent})"),
            BodyEncoding::Json => format!(".body({lent})"),
            BodyEncoding::Form => format!(".form({lent})"),
        };
        let other = other.map(|index| format!(".other_body({index})"));
        format!("{}{set}", other.unwrap_or_default())
    }

    /// Returns true if callers pass a body by reference: structs and unions, which they may want to send again.
    pub(super) fn is_borrowed(&self, ty: &Type) -> bool {
        matches!(ty, Type::Shape { id, .. } if matches!(self.api.shape(*id).kind, ShapeKind::Struct(_) | ShapeKind::Union(_)))
    }

    fn body_setter(&self, code: &mut Code, method: &str, body: &Body, other: Option<usize>) {
        let as_media_type = other.map(|_| format!(" as {}", doc_attrs::code(&body.media_type.text)));
        code.gap();
        code.doc(&[format!(
            "Sets the body{}.{}",
            as_media_type.unwrap_or_default(),
            file_docs(body)
        )]);
        code.line("#[inline]");
        code.line("#[must_use]");
        code.block(
            &format!("pub fn {method}(self, body: {}) -> Self {{", self.body_type(body)),
            "}",
            |code| {
                code.line(&format!("Self(self.0{}, self.1)", self.body_value(body, other)));
            },
        );
    }
}

/// Returns how the media type of a body is stated, if the caller states it.
fn file_docs(body: &Body) -> String {
    match body.encoding {
        BodyEncoding::File => format!(
            " Bytes alone are sent as `application/octet-stream`; a [`FilePart`](crate::FilePart) with a \
             `content_type` states another media type, one of {}.",
            doc_attrs::code(&body.media_type.text)
        ),
        _ => String::new(),
    }
}

/// A function that makes a call.
pub(super) struct Constructor<'r> {
    /// Its name as an associated function of the operation.
    pub(super) name: String,
    /// Its name as a method of a client.
    pub(super) method: &'r Ident,
    /// The body argument.
    pub(super) body: Option<&'r Body>,
    /// The index of the body, if it is an alternative.
    other: Option<usize>,
}

impl Constructor<'_> {
    /// Returns the sentence that distinguishes constructors with different bodies.
    pub(super) fn sent_as(&self) -> Vec<String> {
        let other = self.body.filter(|_| self.other.is_some());
        let sentence =
            |body: &Body| format!("The body is sent as {}.", doc_attrs::code(&body.media_type.text));
        other.map_or_else(Vec::new, |body| vec![String::new(), sentence(body)])
    }
}

/// Returns the functions that make a call: one for each required body, otherwise one.
pub(super) fn constructors(revision: &Revision) -> Vec<Constructor<'_>> {
    let first = Constructor {
        name: "new".to_owned(),
        method: &revision.method,
        body: revision.request.as_ref().filter(|body| body.required),
        other: None,
    };
    let others = revision.other_requests.iter().enumerate();
    let others = others
        .filter(|(_, other)| other.body.required)
        .map(|(index, other)| Constructor {
            name: format!("with_{}", other.suffix),
            method: &other.method,
            body: Some(&other.body),
            other: Some(index),
        });
    std::iter::once(first).chain(others).collect()
}

impl Scope<'_> {
    /// Returns prose, facts, the required arguments and an example.
    fn operation_docs(&self, operation: &Operation, revision: &Revision, krate: &str) -> Vec<String> {
        let mut lines = self.operation_facts_docs(operation, revision);
        let body = revision.request.as_ref().filter(|body| body.required);
        lines.extend(self.argument_docs(operation, body));
        lines.extend(error_docs(operation));
        lines.extend([String::new(), "# Examples".to_owned(), String::new()]);
        lines.extend(self.call_example(operation, revision, krate).doctest());
        lines
    }

    /// Returns the section about the arguments that every call needs.
    pub(super) fn argument_docs(&self, operation: &Operation, body: Option<&Body>) -> Vec<String> {
        let mut items: Vec<String> = Vec::new();
        for (_, parameter) in operation.required_parameters() {
            let prose = self.layout.parameter_docs.lines(parameter).join(" ");
            let separator = if prose.is_empty() { "" } else { " " };
            let name = doc_attrs::code(parameter.ident.as_str().trim_start_matches("r#"));
            let facts = self.parameter_facts(parameter);
            items.push(format!("- {name}: {prose}{separator}{facts}"));
        }
        if let Some(body) = body {
            let prose = doc_attrs::inline(&body.doc.details);
            let prose = if prose.is_empty() {
                "The request body.".to_owned()
            } else {
                prose
            };
            items.push(format!("- `body`: {prose}{}", file_docs(body)));
        }
        if items.is_empty() {
            return items;
        }
        let head = [String::new(), "# Arguments".to_owned(), String::new()];
        head.into_iter().chain(items).collect()
    }

    /// Returns prose, then the facts in their fixed order: method and path, media type, roles, error bodies, headers,
    /// deprecation.
    fn operation_facts_docs(&self, operation: &Operation, revision: &Revision) -> Vec<String> {
        let mut lines = call_docs(operation, revision);
        if !revision.errors.is_empty() {
            let ident = &revision.ident;
            let text = "Error bodies by status: [`errors::{}`], from `typed` of the error";
            lines.push(format!("- {}", text.replace("{}", ident.as_str())));
        }
        let headers = self.header_docs(operation);
        if !headers.is_empty() {
            lines.push(format!("- Response headers: {}", list(headers)));
        }
        if let Some(note) = deprecation(operation, revision) {
            lines.push(format!("- **Deprecated**: {note}"));
        }
        lines
    }

    /// Returns the headers that responses declare, each with the method of the head that reads it.
    fn header_docs(&self, operation: &Operation) -> Vec<String> {
        let method = |header: &ResponseHeader| {
            let name = header.wire.as_str();
            let known = self.api.headers.iter().find(|known| known.is_named(name))?;
            let facts = [
                (header.required, ", required"),
                (header.deprecated, ", deprecated"),
            ];
            let facts: String = facts
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, fact)| *fact)
                .collect();
            Some(format!(
                "{} (`head.{}()`{facts})",
                doc_attrs::code(name),
                known.ident
            ))
        };
        operation.headers.iter().filter_map(method).collect()
    }
}

/// Returns the calls that state the responses.
fn response_facts(revision: &Revision) -> Vec<String> {
    let mut facts = Vec::new();
    let statuses: Vec<u16> = revision.replies.iter().map(|reply| reply.status).collect();
    if statuses != [200] {
        let statuses = list(statuses.iter().map(u16::to_string));
        facts.push(format!(".success(&[{statuses}])"));
    }
    if let SuccessType::Items(_, framing) = revision.success_type() {
        facts.push(format!(".framing(rt::Framing::{framing:?})"));
    }
    if let Some(sunset) = revision.sunset {
        facts.push(format!(".sunset({})", literal(&sunset.to_string())));
    }
    facts
}

/// Returns prose, and how the operation is called.
fn call_docs(operation: &Operation, revision: &Revision) -> Vec<String> {
    let summary = doc_attrs::sentence(&operation.doc.summary);
    let mut lines: Vec<String> = (!summary.is_empty()).then_some(summary).into_iter().collect();
    let details = doc_attrs::prose(&operation.doc.details);
    if !lines.is_empty() && !details.is_empty() {
        lines.push(String::new());
    }
    lines.extend(details);
    if lines.is_empty() {
        lines.push(format!("The operation {}.", doc_attrs::code(&operation.id)));
    }
    lines.push(String::new());
    let call = format!("{} {}", operation.method, operation.path.text);
    let id = match operation.has_own_id() {
        true => format!(", operation {}", doc_attrs::code(&operation.id)),
        false => String::new(),
    };
    lines.push(format!("- Request: {}{id}", doc_attrs::code(&call)));
    lines.push(format!(
        "- Media type: {}",
        doc_attrs::code(&revision.media_type.text)
    ));
    if !operation.roles.is_empty() {
        lines.push(format!(
            "- Roles (one is required): {}",
            doc_attrs::inline(&operation.roles.join(", "))
        ));
    }
    lines
}

/// Returns the section about errors: each status with the codes that are known.
fn error_docs(operation: &Operation) -> Vec<String> {
    let known = operation.error_codes.iter().filter_map(|code| code.status);
    let mut statuses: Vec<u16> = operation.errors.iter().copied().chain(known).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let mut lines = Vec::new();
    for status in statuses {
        lines.push(format!(
            "- {}{}",
            error_status(status),
            error_meaning(operation, status)
        ));
        lines.extend(code_docs(operation, Some(status), "  "));
    }
    lines.extend(code_docs(operation, None, ""));
    if lines.is_empty() {
        return lines;
    }
    let head = [String::new(), "# Errors".to_owned(), String::new()];
    head.into_iter().chain(lines).collect()
}

/// Returns the description of a status, unless it has none or one of its codes has the same.
fn error_meaning(operation: &Operation, status: u16) -> String {
    let mut described = operation.error_docs.iter();
    let text = described.find(|doc| doc.status == status);
    let text = text.map_or("", |doc| &doc.description);
    let mut codes = operation.error_codes.iter();
    match text.is_empty() || codes.any(|code| code.status == Some(status) && code.means == text) {
        true => String::new(),
        false => format!(": {}", doc_attrs::sentence(text)),
    }
}

/// Returns the known codes of a status as items of a list.
fn code_docs(operation: &Operation, status: Option<u16>, indent: &str) -> Vec<String> {
    let own = operation.error_codes.iter().filter(|code| code.status == status);
    own.map(|known| {
        format!(
            "{indent}- {}: {}",
            doc_attrs::code(&known.code),
            doc_attrs::inline(&known.means)
        )
    })
    .collect()
}

/// Returns a status with its name (RFC 9110, section 15).
fn error_status(status: u16) -> String {
    let known = http::StatusCode::from_u16(status).ok();
    match known.and_then(|known| known.canonical_reason()) {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

/// Returns the value of `Accept`, if it differs from the one that the runtime derives from the media type of the
/// response.
fn accept(operation: &Operation, revision: &Revision) -> Option<String> {
    let accepted = operation.accepted(revision);
    let (first, others) = accepted.split_first()?;
    let is_usual = *first == revision.media_type.text && matches!(others, [] | ["application/json"]);
    let others = others.iter().map(|other| format!(", {other};q=0.9"));
    (!is_usual && *first != "*/*").then(|| format!("{first}{}", others.collect::<String>()))
}

/// Returns true if a call needs no argument.
fn needs_nothing(operation: &Operation, revision: &Revision) -> bool {
    let needs_body = revision.request.as_ref().is_some_and(|body| body.required);
    !needs_body
        && operation
            .parameters
            .iter()
            .all(|parameter| parameter.presence != Presence::Required)
}

/// Returns the reason why a revision is deprecated, if it is.
pub(super) fn deprecation(operation: &Operation, revision: &Revision) -> Option<String> {
    let sunset = revision
        .sunset
        .map(|day| format!("the service removes this version on {day}"));
    let advised = operation
        .deprecated
        .then(|| "the specification advises against this operation".to_owned());
    let notes: Vec<String> = advised.into_iter().chain(sunset).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Returns a version as an expression of the runtime's `Version`.
fn version(version: Option<Version>) -> String {
    let Some(version) = version else {
        return "rt::Version::UNVERSIONED".to_owned();
    };
    match (version.date(), version.number()) {
        (Some(Date { year, month, day }), _) => {
            let kind = if version.is_stable() { "stable" } else { "upcoming" };
            format!("rt::Version::{kind}({year}, {month}, {day})")
        }
        (None, Some((major, minor))) => format!("rt::Version::numbered({major}, {minor})"),
        (None, None) => "rt::Version::PREVIEW".to_owned(),
    }
}
