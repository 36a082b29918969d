//! Parses YAML or JSON to a tree in one pass; a second pass finds the errors if the first one fails.

use super::json_spans;
use super::pieces;
use super::spans::{self, Fault, Scan};
use crate::diagnostic::Mark;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::{Cell, RefCell};
use std::fmt;

/// Returns the tree of a YAML string. Scalar keys are kept as written: `200` is `"200"`.
pub(super) fn yaml(text: &str) -> Result<Value, Vec<Fault>> {
    let plain = |piece: &str| brackets_left_open(piece) <= SUSPICIOUS;
    if let Some(tree) = pieces::tree(text, |piece| {
        plain(piece).then(|| yaml_tree(piece).ok()).flatten()
    }) {
        return Ok(tree);
    }
    if !plain(text) {
        let faults = spans::yaml(text).faults;
        if !faults.is_empty() {
            return Err(faults);
        }
    }
    yaml_tree(text).map_err(|error| {
        let mark = error.location().map(|at| Mark {
            line: at.line(),
            column: at.column(),
        });
        let faults = spans::yaml(text).faults;
        if faults.is_empty() {
            vec![Fault::syntax(mark, &error.to_string())]
        } else {
            faults
        }
    })
}

fn yaml_tree(text: &str) -> Result<Value, serde_yaml::Error> {
    let (room, open) = (Cell::new(spans::room(text)), Open::default());
    Tree {
        room: &room,
        open: &open,
        merges: true,
    }
    .deserialize(serde_yaml::Deserializer::from_str(text))
}

/// From this number of open brackets on, a string is scanned before it is parsed: the YAML parser checks the depth only
/// after tokenizing everything, which takes quadratic time in the depth.
const SUSPICIOUS: usize = 1000;

/// Returns the largest number of brackets that are open at once, including those in quoted strings.
fn brackets_left_open(text: &str) -> usize {
    let (mut open, mut most) = (0usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// Returns the tree of a JSON string (RFC 8259).
pub(super) fn json(text: &str) -> Result<Value, Vec<Fault>> {
    let (room, open) = (Cell::new(spans::room(text)), Open::default());
    let mut reader = serde_json::Deserializer::from_str(text);
    let tree = Tree {
        room: &room,
        open: &open,
        merges: false,
    }
    .deserialize(&mut reader)
    .and_then(|tree| reader.end().map(|()| tree));
    if let Err(error) = &tree
        && error.to_string().starts_with("number out of range")
    {
        // YAML, which includes JSON, has infinities.
        return yaml(text);
    }
    tree.map_err(|error| {
        let Scan { mut faults, .. } = json_spans::scan(text);
        // An error in the data (a duplicate key) was also found by the scan, with its location.
        if !error.is_data() || faults.is_empty() {
            faults.push(Fault::syntax(Some(json_mark(text, &error)), &error.to_string()));
        }
        faults
    })
}

/// `serde_json` counts columns in bytes, and the byte before a line as column 0.
fn json_mark(text: &str, error: &serde_json::Error) -> Mark {
    let line = text
        .split('\n')
        .nth(error.line().saturating_sub(1))
        .unwrap_or_default();
    let bytes = error.column().saturating_sub(1).min(line.len());
    let before = String::from_utf8_lossy(&line.as_bytes()[..bytes]);
    Mark {
        line: error.line().max(1),
        column: before.chars().count() + 1,
    }
}

/// The key whose value is merged into the mapping.
pub(super) const MERGE: &str = "<<";

/// Adds the entries of a mapping, or of each mapping in a list; existing entries take precedence.
fn merge(map: &mut Map<String, Value>, merged: Value) {
    match merged {
        Value::Object(entries) => {
            for (key, value) in entries {
                map.entry(key).or_insert(value);
            }
        }
        Value::Array(items) => items.into_iter().for_each(|item| merge(map, item)),
        _ => {}
    }
}

/// Collects the items and entries of the lists and mappings that are being parsed, the innermost last. A list or mapping is built when
/// it is complete, with exactly the memory that it needs: most have one or two entries, and a growing one reserves more.
#[derive(Default)]
struct Open {
    items: RefCell<Vec<Value>>,
    entries: RefCell<Vec<(String, Value)>>,
}

/// Builds a tree with unique keys and at most as many nodes and bytes as `room` allows.
///
/// The parsers limit the depth to 128, so the recursion needs no limit of its own.
#[derive(Clone, Copy)]
struct Tree<'a> {
    room: &'a Cell<usize>,
    open: &'a Open,
    /// Whether the key `<<` adds the entries of its value (YAML 1.1, merge key).
    merges: bool,
}

impl Tree<'_> {
    fn spend<E: Error>(self, size: usize) -> Result<(), E> {
        let left = self
            .room
            .get()
            .checked_sub(size)
            .ok_or_else(|| E::custom("aliases repeat too much"))?;
        self.room.set(left);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, a number that JSON can hold, text, a list or a mapping")
    }

    /// Handles an empty YAML document.
    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.spend(1).map(|()| Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.spend(1).map(|()| Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.spend(1).map(|()| value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.spend(1).map(|()| value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.spend(1)?;
        // Infinity is a bound beyond all values, as the greatest number is.
        let finite = value.clamp(f64::MIN, f64::MAX);
        serde_json::Number::from_f64(finite)
            .map(Value::Number)
            .ok_or_else(|| E::custom("the number cannot be represented in JSON"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.spend(1 + value.len()).map(|()| value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.spend(1)?;
        let first = self.open.items.borrow().len();
        while let Some(item) = items.next_element_seed(self)? {
            self.open.items.borrow_mut().push(item);
        }
        let list = self.open.items.borrow_mut().drain(first..).collect();
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.spend(1)?;
        let first = self.open.entries.borrow().len();
        while let Some(key) = entries.next_key::<String>()? {
            self.spend(1 + key.len())?;
            let value = entries.next_value_seed(self)?;
            self.open.entries.borrow_mut().push((key, value));
        }
        let mut open = self.open.entries.borrow_mut();
        let mut map = Map::with_capacity(open.len() - first);
        for (key, value) in open.drain(first..) {
            if map.insert(key, value).is_some() {
                return Err(A::Error::custom("a key is repeated"));
            }
        }
        if self.merges
            && let Some(merged) = map.shift_remove(MERGE)
        {
            merge(&mut map, merged);
        }
        Ok(Value::Object(map))
    }
}
