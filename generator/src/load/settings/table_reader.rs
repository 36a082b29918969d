//! Parses one table of settings, and reports every wrong, missing and unknown key.

use crate::diagnostic::{Diagnostic, Location};
use crate::edit_distance::nearest;
use serde_json::{Map, Value};

/// A table that is being parsed; [`Fields::finish`] reports the unknown keys.
pub(super) struct Fields<'a> {
    pub(super) at: Location,
    map: &'a Map<String, Value>,
    requested: Vec<&'static str>,
    problems: &'a mut Vec<Diagnostic>,
}

/// Returns a `bad-settings` error.
pub(super) fn bad(at: Location, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new("bad-settings", at, message, help)
}

impl<'a> Fields<'a> {
    /// `value` as a table.
    pub(super) fn of(value: &'a Value, at: Location, problems: &'a mut Vec<Diagnostic>) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self {
                at,
                map,
                requested: Vec::new(),
                problems,
            }),
            other => {
                problems.push(wrong_type(at, "a table", other));
                None
            }
        }
    }

    /// Returns the value of `key`, if there is one.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<&'a Value> {
        self.requested.push(key);
        self.map.get(key)
    }

    /// Returns the value of `key`, which is required.
    pub(super) fn required(&mut self, key: &'static str) -> Option<&'a Value> {
        let found = self.optional(key);
        if found.is_none() {
            let help = format!("add `{key} = ..` to this table");
            self.problems
                .push(bad(self.at.clone(), format!("`{key}` is missing"), help));
        }
        found
    }

    /// Returns a string that is not blank.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.required(key)?;
        text(value, &self.at.child(key), self.problems)
    }

    /// Returns a string that is not blank; `None` if the key is absent.
    pub(super) fn optional_text(&mut self, key: &'static str) -> Option<String> {
        let value = self.optional(key)?;
        text(value, &self.at.child(key), self.problems)
    }

    /// Returns the strings of a list, each with its location; an empty list if the key is absent.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<(Location, String)> {
        let items = self.list(key).into_iter();
        items
            .filter_map(|(at, item)| text(item, &at, self.problems).map(|text| (at, text)))
            .collect()
    }

    /// Returns the items of a list, each with its location; an empty list if the key is absent.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<(Location, &'a Value)> {
        let at = self.at.child(key);
        match self.optional(key) {
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (at.child(&index.to_string()), item))
                .collect(),
            Some(other) => {
                self.problems.push(wrong_type(at, "a list", other));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Returns a string, or a list of at least one string, as a list.
    pub(super) fn one_or_more(&mut self, key: &'static str) -> Option<Vec<String>> {
        let at = self.at.child(key);
        if self.optional(key)?.is_string() {
            return self.optional_text(key).map(|one| vec![one]);
        }
        let texts: Vec<_> = self.texts(key).into_iter().map(|(_, text)| text).collect();
        if texts.is_empty() {
            self.problems.push(bad(
                at,
                format!("`{key}` names nothing"),
                "write a string or a list of strings",
            ));
        }
        Some(texts)
    }

    /// Returns a list of at least two groups, each a string or a list of strings.
    pub(super) fn groups(&mut self, key: &'static str) -> Option<Vec<Vec<String>>> {
        let at = self.at.child(key);
        self.optional(key)?;
        let mut groups = Vec::new();
        for (at, item) in self.list(key) {
            let items = item.as_array().map_or(std::slice::from_ref(item), Vec::as_slice);
            groups.push(
                items
                    .iter()
                    .filter_map(|item| text(item, &at, self.problems))
                    .collect(),
            );
        }
        if groups.len() < 2 {
            let help = "give a list of groups, each a list of fields";
            self.problems
                .push(bad(at, format!("`{key}` needs two groups or more"), help));
        }
        Some(groups)
    }

    /// Returns the strings of a table, each with its location and key; an empty list if the key is absent.
    pub(super) fn pairs(&mut self, key: &'static str) -> Vec<(Location, String, String)> {
        let pairs = self.table(key).into_iter();
        pairs
            .filter_map(|(at, key, value)| {
                let value = text(value, &at, self.problems)?;
                Some((at, key.clone(), value))
            })
            .collect()
    }

    /// Returns the entries of a table; an empty list if the key is absent.
    pub(super) fn table(&mut self, key: &'static str) -> Vec<(Location, &'a String, &'a Value)> {
        let at = self.at.child(key);
        match self.optional(key) {
            Some(Value::Object(map)) => map
                .iter()
                .map(|(key, value)| (at.child(key), key, value))
                .collect(),
            Some(other) => {
                self.problems.push(wrong_type(at, "a table", other));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Returns the list that problems of this table are added to.
    pub(super) fn problems(&mut self) -> &mut Vec<Diagnostic> {
        self.problems
    }

    /// Reports every key that was not read.
    pub(super) fn finish(self) {
        let mut known = self.requested;
        known.sort_unstable();
        known.dedup();
        for key in self.map.keys().filter(|key| !known.contains(&key.as_str())) {
            let help = match nearest(key, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("write one of `{}`", known.join("`, `")),
            };
            let (at, message) = (self.at.child(key), format!("unknown key `{key}`"));
            self.problems
                .push(Diagnostic::new("unknown-setting", at, message, help));
        }
    }
}

fn text(value: &Value, at: &Location, problems: &mut Vec<Diagnostic>) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::String(_) => {
            problems.push(bad(at.clone(), "the string is empty", "write a few words"));
            None
        }
        other => {
            problems.push(wrong_type(at.clone(), "a string", other));
            None
        }
    }
}

fn wrong_type(at: Location, wanted: &str, found: &Value) -> Diagnostic {
    let found = match found {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    };
    bad(
        at,
        format!("expected {wanted}, found {found}"),
        format!("write {wanted}"),
    )
}
