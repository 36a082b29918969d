//! Attaches the final states of jobs to their structs, and checks that every state is classified.

use openapiv3::Schema;

use crate::corrections::split;
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{FinalState, Side, StateCheck, StateField, StateTest, WireName};
use crate::load::{self, Check, Settings};
use crate::lower::classify::flatten::flatten;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::{Resolved, Resolver};
use crate::lower::types::builder::TypeBuilder;

/// The final states of a schema, and the fields with its state.
#[derive(Default)]
pub(in crate::lower) struct States {
    pub(in crate::lower) final_states: Vec<FinalState>,
    pub(in crate::lower) fields: Vec<StateField>,
}

/// Returns the states of a schema; they show in responses.
pub(in crate::lower) fn states_of<'a>(
    builder: &mut TypeBuilder<'a>,
    schema: &Resolved<'a, Schema>,
    side: Side,
) -> States {
    let settings = builder.settings;
    if side == Side::Request || (settings.final_states.is_empty() && settings.running.is_empty()) {
        return States::default();
    }
    let at = schema.node_ref.location(builder.resolver.documents);
    let is_own = |named: &str| split(named) == Some((&at.file, &at.pointer));
    let own: Vec<&load::FinalState> = settings
        .final_states
        .iter()
        .filter(|end| is_own(&end.schema))
        .collect();
    for end in &own {
        for check in std::iter::once(&end.check).chain(&end.and) {
            check
                .fields
                .iter()
                .for_each(|field| check_path(builder, schema, field, &check.at, &end.schema));
        }
    }
    for running in settings.running.iter().filter(|running| is_own(&running.schema)) {
        check_path(builder, schema, &running.field, &running.at, &running.schema);
    }
    States {
        final_states: own.iter().map(|state| lowered(state)).collect(),
        fields: state_fields(builder, schema, &is_own),
    }
}

fn lowered(state: &load::FinalState) -> FinalState {
    let check = |check: &Check| StateCheck {
        fields: check.fields.iter().map(|field| path(field)).collect(),
        test: check.test.clone(),
    };
    FinalState {
        checks: std::iter::once(&state.check)
            .chain(&state.and)
            .map(check)
            .collect(),
        outcome: state.outcome,
    }
}

/// Returns the names of a wire path.
pub(in crate::lower) fn path(field: &str) -> Vec<WireName> {
    field.split('.').map(WireName::from).collect()
}

/// Reports a path that leads to no property.
pub(in crate::lower) fn check_path<'a>(
    builder: &mut TypeBuilder<'a>,
    schema: &Resolved<'a, Schema>,
    field: &str,
    at: &Location,
    named: &str,
) {
    if let Err(name) = property(&builder.resolver, schema, field) {
        let message = format!("`{named}` has no property `{name}`");
        let help = "use the JSON name of a property of this schema";
        builder.report(Diagnostic::new("unknown-field", at.clone(), message, help));
    }
}

/// Returns the schema at a path, `None` if free-form JSON or a dangling reference hides it.
///
/// # Errors
///
/// Returns the part of the path that does not exist.
fn property<'a, 'f>(
    resolver: &Resolver<'a>,
    schema: &Resolved<'a, Schema>,
    field: &'f str,
) -> Result<Option<Resolved<'a, Schema>>, &'f str> {
    let mut names = field.split('.');
    let Some(first) = names.next() else {
        return Ok(None);
    };
    let Some(mut found) = member(resolver, schema, first, true)? else {
        return Ok(None);
    };
    for name in names {
        if let Some(items) = SchemaView::of(found.item).items {
            match resolver.boxed_schema(&found.node_ref.child("items"), items) {
                Ok(item) => found = item,
                Err(_) => return Ok(None),
            }
        }
        match member(resolver, &found, name, false)? {
            Some(next) => found = next,
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// Returns the schema of a property; an object without properties may have any, unless `listed`.
fn member<'a, 'f>(
    resolver: &Resolver<'a>,
    schema: &Resolved<'a, Schema>,
    name: &'f str,
    listed: bool,
) -> Result<Option<Resolved<'a, Schema>>, &'f str> {
    let properties = flatten(resolver, schema).properties;
    match properties.iter().find(|property| property.name == name) {
        Some(property) => Ok(resolver.boxed_schema(&property.node_ref, property.schema).ok()),
        None if !listed && properties.is_empty() => Ok(None),
        None => Err(name),
    }
}

/// Returns the fields that show the state: string enums whose values the settings classify.
fn state_fields<'a>(
    builder: &mut TypeBuilder<'a>,
    schema: &Resolved<'a, Schema>,
    is_own: &dyn Fn(&str) -> bool,
) -> Vec<StateField> {
    let settings = builder.settings;
    let mut fields: Vec<StateField> = Vec::new();
    for name in state_names(settings, is_own) {
        let Ok(Some(found)) = property(&builder.resolver, schema, name) else {
            continue;
        };
        let listed = texts(&builder.resolver, &found);
        if listed.is_empty() {
            continue;
        }
        let values = classified(settings, is_own, name);
        let missing: Vec<&str> = listed
            .iter()
            .map(String::as_str)
            .filter(|value| !values.contains(value))
            .collect();
        if !missing.is_empty() {
            let at = found.node_ref.location(builder.resolver.documents);
            builder.report(unclassified(at, name, &missing));
        }
        fields.push(StateField {
            field: path(name),
            values: values.into_iter().map(str::to_owned).collect(),
        });
    }
    fields
}

fn unclassified(at: Location, field: &str, values: &[&str]) -> Diagnostic {
    let (what, are) = match values {
        [_] => ("state", "is"),
        _ => ("states", "are"),
    };
    let listed = values.join("`, `");
    let message =
        format!("the {what} `{listed}` of `{field}` {are} classified neither as running nor as final");
    let quoted = values.join("\", \"");
    let help = format!(
        "add \"{quoted}\" to `is` of a `[[running]]` or `[[end]]` entry for `{field}` in `rules.toml`"
    );
    Diagnostic::new("unclassified-state", at, message, help)
}

/// Returns the names of the fields whose values the settings classify, each once.
fn state_names<'s>(settings: &'s Settings, is_own: &dyn Fn(&str) -> bool) -> Vec<&'s str> {
    let ends = settings.final_states.iter().filter(|end| is_own(&end.schema));
    let tested = ends.filter(|end| matches!(end.check.test, StateTest::Is(_)));
    let running = settings.running.iter().filter(|running| is_own(&running.schema));
    let all = tested
        .flat_map(|end| end.check.fields.iter())
        .chain(running.map(|running| &running.field));
    let mut names: Vec<&str> = Vec::new();
    for name in all {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// Returns the values of a field that entries classify.
fn classified<'s>(settings: &'s Settings, is_own: &dyn Fn(&str) -> bool, name: &str) -> Vec<&'s str> {
    let ends = settings.final_states.iter().filter(|end| is_own(&end.schema));
    let tested = ends.filter(|end| end.check.fields.iter().any(|field| field == name));
    let finals = tested.filter_map(|end| match &end.check.test {
        StateTest::Is(values) => Some(values),
        _ => None,
    });
    let running = settings.running.iter().filter(|running| is_own(&running.schema));
    let running = running
        .filter(|running| running.field == name)
        .map(|running| &running.is);
    let mut values: Vec<&str> = Vec::new();
    for value in running.chain(finals).flatten() {
        if !values.contains(&value.as_str()) {
            values.push(value);
        }
    }
    values
}

/// Returns the values of a string enum, including those of its parts.
fn texts<'a>(resolver: &Resolver<'a>, schema: &Resolved<'a, Schema>) -> Vec<String> {
    let view = SchemaView::of(schema.item);
    let own: Vec<String> = view
        .values
        .iter()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect();
    if !own.is_empty() {
        return own;
    }
    let members = view.all_of.iter().enumerate();
    let members = members.filter_map(|(number, member)| match member {
        openapiv3::ReferenceOr::Item(item) => Some(SchemaView::of(item).values),
        reference => {
            let found = resolver
                .schema(&schema.node_ref.item("allOf", number), reference)
                .ok()?;
            Some(SchemaView::of(found.item).values)
        }
    });
    let first = members.into_iter().find(|values| !values.is_empty());
    first
        .into_iter()
        .flatten()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}
