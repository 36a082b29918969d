//! Rewrites YAML to contain another tree: unchanged nodes keep their lines.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::merge::pairs;
use super::yaml_lines::{self, Entry, Line};
use super::yaml_scalar;

/// The additional indentation of a new level.
const STEP: usize = 2;

/// The first three keys of a pointer: the depth of operations and components.
pub(super) type ComponentPath = [String; PATH_LENGTH];

const PATH_LENGTH: usize = 3;

/// Entries from other locations, with their values, by the location that they move to.
pub(super) type Origins<'a> = BTreeMap<ComponentPath, (Entry<'a>, &'a Value)>;

/// Returns `text`, which contains `old`, rewritten to contain `new`.
pub(super) fn edit(text: &str, old: &Value, new: &Value, origins: &Origins<'_>) -> String {
    let mut writer = Writer {
        out: Vec::new(),
        origins,
        trail: Vec::new(),
    };
    if !writer.block(&yaml_lines::lines(text), old, new, 0) {
        writer.fresh_block(new, 0);
        writer.out.push(String::new());
    }
    writer.out.join("\n")
}

/// Returns the entry at `place` of a document's lines, and its value.
pub(super) fn entry_at<'a>(
    text: &'a str,
    tree: &'a Value,
    place: &ComponentPath,
) -> Option<(Entry<'a>, &'a Value)> {
    let (mut lines, mut value, mut found) = (yaml_lines::lines(text), tree, None);
    for key in place {
        let (entries, _) = known(&lines, value)?;
        let entry = entries.into_iter().find(|entry| entry.key == *key)?;
        value = value.get(key)?;
        lines.clone_from(&entry.value);
        found = Some(entry);
    }
    found.map(|entry| (entry, value))
}

/// Returns the entries in `lines` and the blank lines below, if they are the block that `value` was parsed from.
fn known<'a>(lines: &[Line<'a>], value: &Value) -> Option<(Vec<Entry<'a>>, Vec<Line<'a>>)> {
    let (entries, tail) = yaml_lines::entries(lines)?;
    let fits = match value {
        Value::Object(members) => entries.iter().map(|entry| &entry.key).eq(members.keys()),
        Value::Array(items) => {
            entries.len() == items.len() && entries.iter().all(|entry| entry.key.is_empty())
        }
        _ => false,
    };
    fits.then_some((entries, tail))
}

struct Writer<'a, 'o> {
    out: Vec<String>,
    origins: &'o Origins<'a>,
    /// The keys of the current location.
    trail: Vec<String>,
}

impl Writer<'_, '_> {
    /// Writes `new` as the block in `lines`, which contains `old`; returns false, and writes nothing, if that is
    /// impossible.
    fn block(&mut self, lines: &[Line<'_>], old: &Value, new: &Value, indent: usize) -> bool {
        let Some((entries, tail)) = known(lines, old) else {
            return false;
        };
        let base = entries.first().map_or(0, Entry::indent);
        match (old, new) {
            (Value::Object(old), Value::Object(new)) if !new.is_empty() => {
                self.mapping(&entries, old, new, indent)
            }
            (Value::Array(old), Value::Array(new)) if !new.is_empty() => {
                self.list(&entries, old, new, indent)
            }
            _ => return false,
        }
        self.copy(&tail, base, indent);
        true
    }

    fn mapping(
        &mut self,
        entries: &[Entry<'_>],
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        indent: usize,
    ) {
        for (key, value) in new {
            self.trail.push(key.clone());
            let foreign = <&ComponentPath>::try_from(self.trail.as_slice())
                .ok()
                .and_then(|place| self.origins.get(place));
            let local = entries.iter().find(|entry| entry.key == *key).zip(old.get(key));
            match foreign.map(|(entry, old)| (entry, *old)).or(local) {
                Some((entry, old)) => {
                    let head = if entry.key == *key {
                        entry.head.to_owned()
                    } else {
                        head(key)
                    };
                    self.entry(entry, old, &head, value, indent);
                }
                None => self.added(key, value, indent),
            }
            self.trail.pop();
        }
    }

    /// Writes a new entry; parts of it may come from other locations.
    fn added(&mut self, key: &str, value: &Value, indent: usize) {
        match value {
            Value::Object(members) if self.trail.len() < PATH_LENGTH && !members.is_empty() => {
                self.out.push(format!("{}{}", " ".repeat(indent), head(key)));
                self.mapping(&[], &Map::new(), members, indent + STEP);
            }
            _ => self.fresh(&head(key), value, indent, None),
        }
    }

    fn list(&mut self, entries: &[Entry<'_>], old: &[Value], new: &[Value], indent: usize) {
        // No location below a list has an origin.
        self.trail.push(String::new());
        for (value, partner) in new.iter().zip(pairs(old, new)) {
            match partner {
                Some(at) => self.entry(&entries[at], &old[at], "-", value, indent),
                None => self.fresh("-", value, indent, None),
            }
        }
        self.trail.pop();
    }

    /// Writes `new` where `entry` contained `old`.
    fn entry(&mut self, entry: &Entry<'_>, old: &Value, head: &str, new: &Value, indent: usize) {
        let base = entry.indent();
        self.copy(&entry.lead, base, indent);
        let start = self.out.len();
        if old == new {
            self.copy(&entry.lines, base, indent);
            let first = entry
                .lines
                .first()
                .map_or("", |line| &line.text[entry.head.len()..]);
            self.out[start] = format!("{}{head}{first}", " ".repeat(indent));
            return;
        }
        let below = entry.rest.is_empty() || entry.rest.starts_with('#');
        if below {
            self.out
                .push(with_note(format!("{}{head}", " ".repeat(indent)), entry.note()));
        }
        let inner = entry
            .value
            .iter()
            .find(|line| !line.text.is_empty() && !line.text.starts_with('#'));
        let inner = indent + inner.map_or(STEP, |line| line.indent.saturating_sub(base));
        match self.block(&entry.value, old, new, inner) {
            true if below => {}
            true => self.pull_up(start, indent),
            false => {
                self.out.truncate(start);
                self.fresh(head, new, indent, entry.note());
            }
        }
    }

    /// Inserts a dash in the line at `start`, where an item starts.
    fn pull_up(&mut self, start: usize, indent: usize) {
        let line = &self.out[start];
        let rest = line.get(indent + 1..).unwrap_or_default();
        self.out[start] = format!("{}-{rest}", " ".repeat(indent));
    }

    fn copy(&mut self, lines: &[Line<'_>], base: usize, indent: usize) {
        self.out.extend(lines.iter().map(|line| {
            let spaces = if line.text.is_empty() {
                line.indent
            } else {
                (line.indent + indent).saturating_sub(base)
            };
            format!("{}{}", " ".repeat(spaces), line.text)
        }));
    }

    /// Writes a value that is new, or whose lines cannot be kept.
    fn fresh(&mut self, head: &str, value: &Value, indent: usize, note: Option<&str>) {
        let margin = " ".repeat(indent);
        match value {
            Value::Object(members) if !members.is_empty() => self.fresh_below(head, value, indent, note),
            Value::Array(items) if !items.is_empty() => self.fresh_below(head, value, indent, note),
            Value::String(text) => self.fresh_text(head, text, &margin, note),
            _ => self.out.push(with_note(
                format!("{margin}{head} {}", yaml_scalar::inline(value)),
                note,
            )),
        }
    }

    fn fresh_text(&mut self, head: &str, text: &str, margin: &str, note: Option<&str>) {
        let Some((header, lines)) = yaml_scalar::block(text) else {
            return self.out.push(with_note(
                format!("{margin}{head} {}", yaml_scalar::text(text)),
                note,
            ));
        };
        self.out.push(with_note(format!("{margin}{head} {header}"), note));
        self.out.extend(lines.iter().map(|line| match line.is_empty() {
            true => String::new(),
            false => format!("{margin}{}{line}", " ".repeat(STEP)),
        }));
    }

    fn fresh_below(&mut self, head: &str, value: &Value, indent: usize, note: Option<&str>) {
        let start = self.out.len();
        let below = head != "-" || note.is_some();
        if below {
            self.out
                .push(with_note(format!("{}{head}", " ".repeat(indent)), note));
        }
        self.fresh_block(value, indent + STEP);
        if !below {
            self.pull_up(start, indent);
        }
    }

    fn fresh_block(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(members) => {
                members
                    .iter()
                    .for_each(|(key, value)| self.fresh(&head(key), value, indent, None));
            }
            Value::Array(items) => items.iter().for_each(|item| self.fresh("-", item, indent, None)),
            other => self
                .out
                .push(format!("{}{}", " ".repeat(indent), yaml_scalar::inline(other))),
        }
    }
}

fn head(key: &str) -> String {
    format!("{}:", yaml_scalar::text(key))
}

fn with_note(line: String, note: Option<&str>) -> String {
    match note {
        Some(note) => format!("{line} {note}"),
        None => line,
    }
}
