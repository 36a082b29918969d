//! Parses TOML to a tree of the same kind as a document's, with the positions of its nodes.

use super::lines::Lines;
use super::places::{Places, ROOT};
use super::spans::Fault;
use crate::diagnostic::Mark;
use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

/// Returns the tree of a TOML file, with dates as strings, or all its syntax errors.
pub(super) fn read(text: &str) -> Result<Value, Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let marks = Marks::new(text);
    let mut faults: Vec<Fault> = errors
        .iter()
        .map(|error| Fault::syntax(error.span().map(|span| marks.at(span.start)), error.message()))
        .collect();
    let tree = object(&marks, table.get_ref(), &mut faults);
    if faults.is_empty() { Ok(tree) } else { Err(faults) }
}

fn object(marks: &Marks<'_>, table: &DeTable<'_>, faults: &mut Vec<Fault>) -> Value {
    let entries: Map<_, _> = table
        .iter()
        .map(|(key, item)| (key.get_ref().to_string(), value(marks, item, faults)))
        .collect();
    Value::Object(entries)
}

fn value(marks: &Marks<'_>, item: &Spanned<DeValue<'_>>, faults: &mut Vec<Fault>) -> Value {
    let number = match item.get_ref() {
        DeValue::String(string) => return Value::String(string.to_string()),
        DeValue::Boolean(boolean) => return Value::Bool(*boolean),
        DeValue::Datetime(date) => return Value::String(date.to_string()),
        DeValue::Array(items) => return items.iter().map(|item| value(marks, item, faults)).collect(),
        DeValue::Table(table) => return object(marks, table, faults),
        DeValue::Integer(integer) => whole(integer),
        DeValue::Float(float) => fraction(float),
    };
    number.map_or_else(
        || {
            let message = "the number cannot be represented in JSON";
            let help = "write a number between -2^63 and 2^63";
            faults.push(Fault::new(
                "bad-number",
                marks.at(item.span().start),
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

/// A string with its line starts.
struct Marks<'t> {
    text: &'t str,
    lines: Lines,
}

impl<'t> Marks<'t> {
    fn new(text: &'t str) -> Self {
        let lines = Lines::new(text);
        Self { text, lines }
    }

    fn at(&self, offset: usize) -> Mark {
        self.lines.mark(self.text, offset)
    }
}

/// Returns the position of each node of the tree.
pub(super) fn places(text: &str) -> Places {
    let (table, _) = DeTable::parse_recoverable(text);
    let (marks, mut places) = (Marks::new(text), Places::default());
    places.start(Mark { line: 1, column: 1 });
    place_entries(&marks, table.get_ref(), ROOT, &mut places);
    places
}

fn place_entries(marks: &Marks<'_>, table: &DeTable<'_>, node: usize, places: &mut Places) {
    for (key, item) in table {
        let below = places.below(node, key.get_ref(), marks.at(key.span().start));
        place_children(marks, item.get_ref(), below, places);
    }
}

fn place_children(marks: &Marks<'_>, value: &DeValue<'_>, node: usize, places: &mut Places) {
    match value {
        DeValue::Table(table) => place_entries(marks, table, node, places),
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let below = places.below(node, &index.to_string(), marks.at(item.span().start));
                place_children(marks, item.get_ref(), below, places);
            }
        }
        _ => {}
    }
}
