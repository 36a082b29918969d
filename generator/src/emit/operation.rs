//! Operations: a type for each revision, which says what is sent and what comes back.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs as doc;
use super::scope::{Scope, ident};
use crate::ir::{
    Body, Format, Operation, Parameter, ParameterPlace, ParameterStyle, Presence, Reply, Revision, ShapeKind, Type,
    Version,
};
use crate::name;

impl Scope<'_> {
    /// Everything that a revision of an operation needs.
    pub(super) fn operation(&self, operation: &Operation, revision: &Revision) -> TokenStream {
        let docs = self.operation_docs(operation, revision);
        let (ident, table) = (ident(&revision.ident), super::scope::ident(&name::constant_ident(&revision.ident)));
        let spec = self.operation_table(operation, revision);
        let (answer, error) = (self.answer(revision), self.error());
        let constructor = self.constructor_of(operation, revision, &table);
        let default = needs_nothing(operation, revision).then(|| {
            quote!(impl Default for #ident { fn default() -> Self { Self(rt::Call::new(&#table)) } })
        });
        let optional = operation.parameters.iter().enumerate();
        let optional = optional.filter(|(_, parameter)| parameter.presence != Presence::Required);
        let setters = optional.map(|(number, parameter)| self.parameter_setter(number, parameter));
        let body = revision.request.as_ref().filter(|body| !body.required).map(|body| self.body_setter(body));
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct #ident(rt::Call);
            impl #ident { #constructor #(#setters)* #body }
            #default
            pub(crate) static #table: rt::OperationSpec = #spec;
            rt::operation!(#ident, #answer, #error);
        }
    }

    fn operation_table(&self, operation: &Operation, revision: &Revision) -> TokenStream {
        let (id, method, path) = (&operation.id, operation.method.as_str(), &operation.path.text);
        let (version, media) = (version(revision.media_type.version), &revision.media_type.text);
        let mut spec = quote!(rt::OperationSpec::new(#id, #method, #path, #version, #media));
        if !operation.parameters.is_empty() {
            let parameters = operation.parameters.iter().map(|parameter| self.parameter_table(parameter));
            spec = quote!(#spec.params(&[#(&#parameters),*]));
        }
        if let Some(body) = &revision.request {
            let (media, required) = (&body.media_type.text, body.required);
            let ty = match body.media_type.format {
                Format::Json => self.type_table(&body.ty),
                _ => quote!(rt::Type::ANY),
            };
            spec = quote!(#spec.body(#media, #required, &#ty));
        }
        let statuses: Vec<u16> = revision.replies.iter().map(|reply| reply.status).collect();
        if statuses != [200] {
            let statuses = statuses.into_iter().map(Literal::u16_unsuffixed);
            spec = quote!(#spec.success(&[#(#statuses),*]));
        }
        if let Some(sunset) = revision.sunset {
            let day = sunset.to_string();
            spec = quote!(#spec.sunset(#day));
        }
        if operation.deprecated {
            spec = quote!(#spec.deprecated());
        }
        if !operation.roles.is_empty() {
            let roles = &operation.roles;
            spec = quote!(#spec.roles(&[#(#roles),*]));
        }
        let family = self.api.family(operation.family).ident.as_str();
        quote!(#spec.tag(#family))
    }

    fn parameter_table(&self, parameter: &Parameter) -> TokenStream {
        let (name, ty) = (parameter.wire.as_str(), self.type_table(&parameter.ty));
        let mut table = match parameter.place {
            ParameterPlace::Path => return quote!(rt::Param::path(#name, &#ty)),
            ParameterPlace::Query => quote!(rt::Param::query(#name, &#ty)),
            ParameterPlace::Header => quote!(rt::Param::header(#name, &#ty)),
        };
        if parameter.presence == Presence::Required {
            table = quote!(#table.required());
        }
        if let Some(default) = &parameter.default {
            table = quote!(#table.default(#default));
        }
        match parameter.style {
            ParameterStyle::Repeated => table,
            ParameterStyle::Commas if parameter.place == ParameterPlace::Header => table,
            ParameterStyle::Commas => quote!(#table.joined(',')),
            ParameterStyle::Spaces => quote!(#table.joined(' ')),
            ParameterStyle::Pipes => quote!(#table.joined('|')),
        }
    }

    /// What success gives: the one kind of body that some success status brings.
    fn answer(&self, revision: &Revision) -> TokenStream {
        let mut bodies = revision.replies.iter().filter(|success| success.reply != Reply::Empty);
        match bodies.next().map(|success| &success.reply) {
            None | Some(Reply::Empty) => quote!(()),
            Some(Reply::One(ty) | Reply::Page { page: ty, .. }) => self.ty(ty),
            Some(Reply::Stream) => quote!(Vec<u8>),
        }
    }

    /// The shared error; free JSON where the specification has none.
    pub(super) fn error(&self) -> TokenStream {
        self.api.error.map_or_else(|| quote!(rt::NoError), |id| self.shape(id))
    }

    fn constructor_of(&self, operation: &Operation, revision: &Revision, table: &proc_macro2::Ident) -> TokenStream {
        let required = || {
            let parameters = operation.parameters.iter().enumerate();
            parameters.filter(|(_, parameter)| parameter.presence == Presence::Required)
        };
        let arguments = required().map(|(_, parameter)| {
            let (name, ty) = (ident(&parameter.ident), self.argument_type(&parameter.ty));
            quote!(#name: #ty)
        });
        let sets = required().map(|(number, parameter)| {
            let (number, name) = (Literal::usize_unsuffixed(number), ident(&parameter.ident));
            let value = self.argument_value(&parameter.ty, quote!(#name));
            quote!(.set(#number, #value))
        });
        let body = revision.request.as_ref().filter(|body| body.required);
        let body_argument = body.map(|body| {
            let ty = self.body_type(body);
            quote!(body: #ty)
        });
        let body_set = body.map(|body| self.body_value(body));
        let arguments: Vec<_> = arguments.chain(body_argument).collect();
        let many = (arguments.len() > 7).then(|| {
            quote!(#[expect(clippy::too_many_arguments, reason = "as many parameters have to be there")])
        });
        let deprecated = deprecation(operation, revision).map(|note| quote!(#[deprecated(note = #note)]));
        let doc = doc::attributes(&["A call with everything that has to be there.".to_owned()]);
        quote! {
            #doc
            #deprecated
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self(rt::Call::new(&#table)#(#sets)*#body_set)
            }
        }
    }

    fn parameter_setter(&self, number: usize, parameter: &Parameter) -> TokenStream {
        let mut lines = doc::prose(&parameter.doc.details);
        lines.extend([String::new(), self.parameter_facts(parameter)]);
        let docs = doc::attributes(&lines);
        let (name, ty) = (ident(&name::setter(&parameter.ident)), self.argument_type(&parameter.ty));
        let number = Literal::usize_unsuffixed(number);
        let value = self.argument_value(&parameter.ty, quote!(value));
        quote! {
            #docs
            #[must_use]
            pub fn #name(self, value: #ty) -> Self {
                Self(self.0.set(#number, #value))
            }
        }
    }

    /// The facts of a parameter in their fixed order: name and place, constraints, default, deprecation.
    fn parameter_facts(&self, parameter: &Parameter) -> String {
        let place = match parameter.place {
            ParameterPlace::Path => "path",
            ParameterPlace::Query => "query",
            ParameterPlace::Header => "header",
        };
        let mut facts = format!("In the {place}: {}", doc::code(parameter.wire.as_str()));
        for constraint in self.constraints(&parameter.ty) {
            facts.push_str(&format!("; {constraint}"));
        }
        if let Some(default) = &parameter.default {
            facts.push_str(&format!("; default {}", doc::code(default)));
        }
        facts.push('.');
        if parameter.deprecated {
            facts.push_str(" **Deprecated.**");
        }
        facts
    }

    /// The type in which a caller gives a parameter.
    fn argument_type(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::List { item, .. } => {
                let item = self.argument_type(item);
                quote!(impl IntoIterator<Item = #item>)
            }
            Type::Text { .. } => quote!(impl AsRef<str>),
            Type::Shape { .. } => {
                let ty = self.ty(ty);
                quote!(impl Into<#ty>)
            }
            Type::Bool | Type::Integer { .. } | Type::Number { .. } => self.ty(ty),
            _ => quote!(impl Into<rt::Argument>),
        }
    }

    /// What the runtime takes, made of what the caller gives.
    fn argument_value(&self, ty: &Type, value: TokenStream) -> TokenStream {
        match ty {
            Type::List { item, .. } => {
                let item = match **item {
                    Type::Text { .. } | Type::Shape { .. } => {
                        let item = self.argument_value(item, quote!(item));
                        quote!(|item| rt::Argument::from(#item))
                    }
                    _ => quote!(Into::<rt::Argument>::into),
                };
                quote!(#value.into_iter().map(#item).collect::<Vec<_>>())
            }
            Type::Text { .. } => quote!(#value.as_ref()),
            Type::Shape { .. } => {
                let ty = self.ty(ty);
                quote!(Into::<#ty>::into(#value))
            }
            _ => value,
        }
    }

    fn body_type(&self, body: &Body) -> TokenStream {
        let ty = self.ty(&body.ty);
        match &body.ty {
            _ if body.media_type.format != Format::Json => quote!(Vec<u8>),
            Type::Shape { id, .. } if !matches!(self.api.shape(*id).kind, ShapeKind::Enum(_)) => quote!(&#ty),
            _ => ty,
        }
    }

    fn body_value(&self, body: &Body) -> TokenStream {
        match &body.ty {
            _ if body.media_type.format != Format::Json => quote!(.bytes(body)),
            Type::Shape { id, .. } if !matches!(self.api.shape(*id).kind, ShapeKind::Enum(_)) => {
                quote!(.body(body))
            }
            _ => quote!(.body(&body)),
        }
    }

    fn body_setter(&self, body: &Body) -> TokenStream {
        let doc = doc::attributes(&["Sets the body.".to_owned()]);
        let (ty, value) = (self.body_type(body), self.body_value(body));
        quote! {
            #doc
            #[must_use]
            pub fn body(self, body: #ty) -> Self {
                Self(self.0 #value)
            }
        }
    }

    /// Prose, then the facts in their fixed order: method and path, media type, roles, errors, deprecation.
    fn operation_docs(&self, operation: &Operation, revision: &Revision) -> TokenStream {
        let mut lines = doc::prose(&doc::sentence(&operation.doc.summary));
        let details = doc::prose(&operation.doc.details);
        if !lines.is_empty() && !details.is_empty() {
            lines.push(String::new());
        }
        lines.extend(details);
        if lines.is_empty() {
            lines.push(format!("The operation {}.", doc::code(&operation.id)));
        }
        lines.push(String::new());
        let call = format!("{} {}", operation.method, operation.path.text);
        lines.push(format!("- Request: {}, operation {}", doc::code(&call), doc::code(&operation.id)));
        lines.push(format!("- Media type: {}", doc::code(&revision.media_type.text)));
        if !operation.roles.is_empty() {
            lines.push(format!("- Roles, of which one is needed: {}", doc::inline(&operation.roles.join(", "))));
        }
        if !operation.errors.is_empty() {
            let statuses: Vec<String> = operation.errors.iter().map(u16::to_string).collect();
            lines.push(format!("- Errors: {}", statuses.join(", ")));
        }
        if let Some(note) = deprecation(operation, revision) {
            lines.push(format!("- **Deprecated**: {note}"));
        }
        doc::attributes(&lines)
    }
}

/// Whether a call is complete without any argument.
fn needs_nothing(operation: &Operation, revision: &Revision) -> bool {
    let needs_body = revision.request.as_ref().is_some_and(|body| body.required);
    !needs_body && operation.parameters.iter().all(|parameter| parameter.presence != Presence::Required)
}

/// Why callers should move on, where they should.
fn deprecation(operation: &Operation, revision: &Revision) -> Option<String> {
    let sunset = revision.sunset.map(|day| format!("the service stops answering in this version on {day}"));
    let advised = operation.deprecated.then(|| "the specification advises against this operation".to_owned());
    let notes: Vec<String> = advised.into_iter().chain(sunset).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// A version as an expression of the runtime's `Version`.
fn version(version: Option<Version>) -> TokenStream {
    let day = |date: crate::ir::Date| {
        let (year, month, day) = (date.year, date.month, date.day);
        let [year, month, day] = [u32::from(year), month.into(), day.into()].map(Literal::u32_unsuffixed);
        quote!(#year, #month, #day)
    };
    match version {
        None => quote!(rt::Version::UNVERSIONED),
        Some(Version::Preview) => quote!(rt::Version::PREVIEW),
        Some(Version::Stable(date)) => {
            let day = day(date);
            quote!(rt::Version::stable(#day))
        }
        Some(Version::Upcoming(date)) => {
            let day = day(date);
            quote!(rt::Version::upcoming(#day))
        }
    }
}
