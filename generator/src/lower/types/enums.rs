//! Enums: a variant for each value.

use hashbrown::{HashMap, HashSet};
use std::collections::VecDeque;

use openapiv3::Schema;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{ConstantKind, Doc, Enum, EnumValue, Ident, WireName};
use crate::lower::passes::naming;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;
use crate::lower::types::defaults::value_key;

/// Extensions that list a name for each value of `enum`.
const NAMES: [&str; 2] = ["x-enum-varnames", "x-enumNames"];
/// Extensions that describe the values of `enum`: a list, or a mapping from values.
const DESCRIPTIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

/// The extension that lists values with their names and descriptions (the AutoRest extensions of OpenAPI).
const VALUES: &str = "x-ms-enum";

/// A value of an enum and its description.
struct Annotated<'a> {
    value: Value,
    name: Option<&'a str>,
    doc: Option<&'a str>,
}

/// The name and the description of a value.
type About<'a> = (Option<&'a str>, Option<&'a str>);

impl<'a> TypeBuilder<'a> {
    /// Builds the enum of `values`; schemas whose values it narrows name them too.
    pub(in crate::lower) fn enumeration(
        &mut self,
        schema: &Resolved<'a, Schema>,
        shared: &[Resolved<'a, Schema>],
        values: &[Value],
    ) -> Enum {
        let mut about: HashMap<String, About<'a>> = HashMap::new();
        for one in self.annotated_values(schema, shared) {
            let (name, doc) = about.entry(value_key(&one.value)).or_default();
            *name = name.or(one.name);
            *doc = doc.or(one.doc);
        }
        let node_ref = schema.node_ref.child("enum");
        let at = |number: usize| {
            node_ref
                .child(&number.to_string())
                .location(self.resolver.documents)
        };
        let mut problems = Vec::new();
        let named = values.iter().enumerate().map(|(number, value)| {
            let (name, doc) = about.get(&value_key(value)).copied().unwrap_or_default();
            let ident = value_ident(value, name, number, || {
                problems.push(naming::nameless(at(number), &wire(value)));
            });
            let value = EnumValue {
                wire: WireName(wire(value)),
                kind: kind(value),
                ident,
                doc: Doc::text(doc.unwrap_or_default()),
            };
            (at(number), value)
        });
        let mut values: Vec<(Location, EnumValue)> = named.collect();
        problems.extend(naming::make_distinct(&mut values, of_value, |value| {
            &mut value.1.ident
        }));
        problems.into_iter().for_each(|problem| self.report(problem));
        Enum {
            values: values.into_iter().map(|(_, value)| value).collect(),
        }
    }

    /// Returns the descriptions of enum values of a schema, of those that it is made of, and of those that it narrows.
    fn annotated_values(
        &mut self,
        schema: &Resolved<'a, Schema>,
        shared: &[Resolved<'a, Schema>],
    ) -> Vec<Annotated<'a>> {
        let narrowed = self.narrowed.get(&schema.node_ref).into_iter().flatten();
        let mut open: VecDeque<Resolved<'a, Schema>> =
            [schema].into_iter().chain(narrowed).cloned().collect();
        open.extend(shared.iter().rev().cloned());
        let (mut seen, mut annotated) = (HashSet::new(), Vec::new());
        while let Some(next) = open.pop_front() {
            if !seen.insert(next.node_ref.clone()) {
                continue;
            }
            let view = SchemaView::of(next.item);
            annotated.extend(own_values(&view));
            let at = next.node_ref.location(self.resolver.documents);
            let problems = mismatched_lists(&view, &at).into_iter();
            problems.for_each(|problem| self.report(problem));
            for (keyword, listed) in [
                ("oneOf", view.one_of),
                ("anyOf", view.any_of),
                ("allOf", view.all_of),
            ] {
                let node_refs = (0..listed.len()).map(|number| next.node_ref.item(keyword, number));
                let found = node_refs
                    .zip(listed)
                    .map(|(node_ref, member)| self.resolver.schema(&node_ref, member));
                open.extend(found.filter_map(Result::ok));
            }
        }
        annotated
    }

    /// Records that each of `parts` narrows the values of the others, which may have names for them.
    pub(in crate::lower) fn record_narrowed(&mut self, parts: &[Resolved<'a, Schema>]) {
        for (number, part) in parts.iter().enumerate() {
            let others = parts.iter().enumerate().filter(|(other, _)| *other != number);
            let known = self.narrowed.entry(part.node_ref.clone()).or_default();
            known.extend(others.map(|(_, other)| other.clone()));
        }
    }
}

/// Returns the values that a schema lists itself. The title of a schema with only one value is the name of the value.
fn own_values<'a>(view: &SchemaView<'a>) -> Vec<Annotated<'a>> {
    let (names, docs) = (extension(view, &NAMES), extension(view, &DESCRIPTIONS));
    let values = view.values.iter().enumerate();
    let mut annotated: Vec<Annotated<'a>> = values
        .map(|(number, value)| {
            let (name, doc) = listed(view, value);
            Annotated {
                value: value.clone(),
                name: names.and_then(|names| names.get(number)?.as_str()).or(name),
                doc: docs.and_then(|docs| described(docs, number, value)).or(doc),
            }
        })
        .collect();
    if let [only] = annotated.as_mut_slice() {
        let is_text = only.value.is_string();
        let title = view.data.title.as_deref().filter(|_| !is_text);
        only.name = only.name.or(title);
        only.doc = only.doc.or(view.data.description.as_deref());
    }
    annotated
}

fn extension<'a>(view: &SchemaView<'a>, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().find_map(|key| view.data.extensions.get(*key))
}

/// Returns the name and description of a value that is listed with them.
fn listed<'a>(view: &SchemaView<'a>, value: &Value) -> About<'a> {
    let extension = view.data.extensions.get(VALUES);
    let list = extension.and_then(|extension| extension.get("values")?.as_array());
    let entry = list.and_then(|list| list.iter().find(|entry| entry.get("value") == Some(value)));
    let text = |key: &str| entry.and_then(|entry| entry.get(key)?.as_str());
    (text("name"), text("description"))
}

/// Returns the description of a value: an item of a list, or the entry of a mapping.
fn described<'a>(docs: &'a Value, number: usize, value: &Value) -> Option<&'a str> {
    docs.get(number).or_else(|| docs.get(wire(value)))?.as_str()
}

/// Reports lists of names and descriptions that have another length than the values.
fn mismatched_lists(view: &SchemaView<'_>, at: &Location) -> Vec<Diagnostic> {
    let keys = NAMES.iter().chain(&DESCRIPTIONS);
    let mismatched = keys.filter(|key| {
        let list = view.data.extensions.get(**key).and_then(Value::as_array);
        list.is_some_and(|list| list.len() != view.values.len())
    });
    mismatched
        .map(|key| {
            let message = format!("`{key}` has another number of items than `enum`");
            let help = "list one item for each value, in the same order";
            Diagnostic::new("enum-names", at.clone().child(key), message, help)
        })
        .collect()
}

/// Returns the name of a value: the one in the specification, otherwise one derived from the value.
fn value_ident(value: &Value, name: Option<&str>, number: usize, report: impl FnOnce()) -> Ident {
    let given = name.and_then(ident::value_ident);
    let made = || match value {
        Value::Number(_) => Some(ident::number_ident(&wire(value))),
        _ => ident::value_ident(&wire(value)),
    };
    given.or_else(made).unwrap_or_else(|| {
        report();
        ident::variant(number + 1)
    })
}

/// Returns a value as in the model: a string unchanged, any other in JSON.
fn wire(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn kind(value: &Value) -> ConstantKind {
    match value {
        Value::Bool(_) => ConstantKind::Bool,
        Value::Number(number) if number.is_i64() || number.is_u64() => ConstantKind::Integer,
        Value::Number(_) => ConstantKind::Number,
        _ => ConstantKind::Text,
    }
}

fn of_value((at, value): &(Location, EnumValue)) -> (Location, &str) {
    (at.clone(), value.wire.as_str())
}
