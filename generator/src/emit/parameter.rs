//! Descriptors of parameters. Each distinct one exists once, because most operations share a few.

use hashbrown::HashMap;
use std::collections::BTreeSet;

use super::features;
use super::header;
use super::layout::Layout;
use super::paths::Scope;
use super::writer::{Code, literal};
use crate::ident;
use crate::ir::{Api, GroupId, Parameter, ParameterLocation, ParameterStyle, Presence, PropertyEncoding};
use crate::output::File;

/// The names of parameter descriptors, by descriptor.
pub(super) type Parameters = HashMap<String, String>;

/// Names each distinct descriptor after its first parameter, with a number if names collide.
pub(super) fn named(root: &Scope<'_>) -> Parameters {
    let (mut names, mut taken) = (Parameters::new(), BTreeSet::new());
    for parameter in parameters(root.api) {
        names
            .entry(root.parameter_table(parameter))
            .or_insert_with(|| free(&mut taken, parameter));
    }
    names
}

fn parameters(api: &Api) -> impl Iterator<Item = &Parameter> {
    api.operations.iter().flat_map(|operation| &operation.parameters)
}

fn free(taken: &mut BTreeSet<String>, parameter: &Parameter) -> String {
    let plain = ident::constant_ident(&parameter.ident).to_string();
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    let names = std::iter::once(plain.clone()).chain(numbered);
    let free = names.into_iter().find(|name| taken.insert(name.clone()));
    free.unwrap_or(plain)
}

/// `src/parameters.rs`
pub(super) fn file(api: &Api, layout: &Layout<'_>) -> File {
    let names = &layout.parameters;
    let mut tables: Vec<(&String, &String)> = names.iter().map(|(table, name)| (name, table)).collect();
    tables.sort();
    let users = users(api, layout);
    let mut code = Code::default();
    if !tables.is_empty() {
        super::lints::allow_unused_anywhere(&mut code, layout);
        code.line("use crate::runtime as rt;");
        code.gap();
    }
    for (name, table) in tables {
        let groups = users.get(table).into_iter().flatten().copied();
        let condition = layout.features.condition(&groups.collect::<Vec<_>>());
        condition
            .iter()
            .for_each(|condition| code.line(&features::attribute(condition)));
        code.line(&format!("pub(crate) static {name}: rt::Param = {table};"));
    }
    let about = "Tables of parameters, each distinct one once.";
    header::text("src/parameters.rs", "the specification", about, &code.finish())
}

/// Returns the groups whose operations have each parameter, by descriptor; empty for a crate without features of
/// groups.
fn users(api: &Api, layout: &Layout<'_>) -> HashMap<String, BTreeSet<GroupId>> {
    let mut users: HashMap<String, BTreeSet<GroupId>> = HashMap::new();
    if layout.features.are_used() {
        let home = None;
        let root = Scope { api, layout, home };
        for operation in &api.operations {
            for parameter in &operation.parameters {
                let table = root.parameter_table(parameter);
                users.entry(table).or_default().insert(operation.group);
            }
        }
    }
    users
}

impl Scope<'_> {
    /// Returns the path of the descriptor of a parameter.
    pub(super) fn parameter(&self, parameter: &Parameter) -> String {
        let root = Scope { home: None, ..*self };
        let name = self.layout.parameters.get(&root.parameter_table(parameter));
        format!("crate::parameters::{}", name.map_or("", String::as_str))
    }

    /// Returns the descriptor of a parameter.
    fn parameter_table(&self, parameter: &Parameter) -> String {
        let location = parameter.location.name();
        let (name, ty) = (literal(parameter.wire.as_str()), self.type_table(&parameter.ty));
        let mut table = format!("rt::Param::{location}({name}, {ty})");
        if parameter.location != ParameterLocation::Path && parameter.presence == Presence::Required {
            table.push_str(".required()");
        }
        if let Some(fixed) = &parameter.fixed {
            return table + &format!(".fixed({})", literal(fixed));
        }
        if let Some(default) = &parameter.default {
            table.push_str(&format!(".default({})", literal(default)));
        }
        let location = matches!(
            parameter.location,
            ParameterLocation::Query | ParameterLocation::Cookie
        );
        table.push_str(&style_table(parameter.style, location));
        table.push_str(if parameter.explode { ".exploded()" } else { "" });
        table.push_str(if parameter.reserved { ".reserved()" } else { "" });
        let argument = parameter.ident.as_str().trim_start_matches("r#");
        if argument != parameter.wire.as_str() {
            table.push_str(&format!(".argument({})", literal(argument)));
        }
        table.push_str(if parameter.secret { ".secret()" } else { "" });
        table
    }

    /// Returns the descriptor of a form property, as that of a query parameter.
    pub(super) fn property_table(&self, property: &PropertyEncoding) -> String {
        let reserved = if property.reserved { ".reserved()" } else { "" };
        let style = style_table(property.style, true);
        format!(
            "rt::Param::query({}, rt::Type::ANY){style}{reserved}",
            literal(property.wire.as_str())
        )
    }
}

/// Returns the calls that set a style; `is_pair` if names are written with each value anyway.
fn style_table(style: ParameterStyle, is_pair: bool) -> String {
    match style {
        ParameterStyle::Commas if is_pair => ".joined(',')",
        ParameterStyle::Spaces => ".joined(' ')",
        ParameterStyle::Pipes => ".joined('|')",
        ParameterStyle::Label => ".style(rt::Style::Label)",
        ParameterStyle::Matrix => ".style(rt::Style::Matrix)",
        ParameterStyle::DeepObject => ".style(rt::Style::DeepObject)",
        ParameterStyle::Json => ".style(rt::Style::Json)",
        ParameterStyle::Commas | ParameterStyle::Repeated => "",
    }
    .to_owned()
}
