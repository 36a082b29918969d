//! TOML text to a tree of the same kind as a document's, and the places of its nodes.

use super::scan::Fault;
use super::text::{Places, mark_at};
use crate::diagnostic::escape;
use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

/// The tree of a TOML text; dates become text. Or everything that is wrong with the text.
pub(super) fn read(text: &str) -> Result<Value, Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> = errors
        .iter()
        .map(|error| {
            Fault::syntax(
                error.span().map(|span| mark_at(text, span.start)),
                error.message(),
            )
        })
        .collect();
    let tree = object(text, table.get_ref(), &mut faults);
    if faults.is_empty() { Ok(tree) } else { Err(faults) }
}

fn object(text: &str, table: &DeTable<'_>, faults: &mut Vec<Fault>) -> Value {
    let entries: Map<_, _> = table
        .iter()
        .map(|(key, item)| (key.get_ref().to_string(), value(text, item, faults)))
        .collect();
    Value::Object(entries)
}

fn value(text: &str, item: &Spanned<DeValue<'_>>, faults: &mut Vec<Fault>) -> Value {
    let number = match item.get_ref() {
        DeValue::String(string) => return Value::String(string.to_string()),
        DeValue::Boolean(boolean) => return Value::Bool(*boolean),
        DeValue::Datetime(date) => return Value::String(date.to_string()),
        DeValue::Array(items) => return items.iter().map(|item| value(text, item, faults)).collect(),
        DeValue::Table(table) => return object(text, table, faults),
        DeValue::Integer(integer) => whole(integer),
        DeValue::Float(float) => fraction(float),
    };
    number.map_or_else(
        || {
            let message = "a number that JSON cannot hold";
            let help = "give a number between -2^63 and 2^63";
            faults.push(Fault::new(
                "bad-number",
                mark_at(text, item.span().start),
                message,
                help,
            ));
            Value::Null
        },
        Value::Number,
    )
}

fn whole(integer: &DeInteger<'_>) -> Option<Number> {
    i64::from_str_radix(integer.as_str(), integer.radix())
        .ok()
        .map(Number::from)
}

fn fraction(float: &DeFloat<'_>) -> Option<Number> {
    float.as_str().parse().ok().and_then(Number::from_f64)
}

/// Where each node of the tree stands.
pub(super) fn places(text: &str) -> Places {
    let (table, _) = DeTable::parse_recoverable(text);
    let mut places = Places::new();
    place_entries(text, table.get_ref(), "", &mut places);
    places
}

fn place_entries(text: &str, table: &DeTable<'_>, pointer: &str, places: &mut Places) {
    for (key, item) in table {
        let pointer = format!("{pointer}/{}", escape(key.get_ref()));
        places.insert(pointer.clone(), mark_at(text, key.span().start));
        place_children(text, item.get_ref(), &pointer, places);
    }
}

fn place_children(text: &str, value: &DeValue<'_>, pointer: &str, places: &mut Places) {
    match value {
        DeValue::Table(table) => place_entries(text, table, pointer, places),
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let pointer = format!("{pointer}/{index}");
                places.insert(pointer.clone(), mark_at(text, item.span().start));
                place_children(text, item.get_ref(), &pointer, places);
            }
        }
        _ => {}
    }
}
