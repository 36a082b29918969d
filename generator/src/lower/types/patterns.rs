//! Patterns: one entry for each distinct one, lowered once, and tested with the examples next to them.

use hashbrown::HashMap;

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{Pattern, PatternId};
use crate::load::PatternName;
use crate::pattern::{Budget, Lowered, lower, parse, suggest_undoubled};

/// All patterns so far.
pub(in crate::lower) struct Patterns<'a> {
    names: &'a [PatternName],
    pub(in crate::lower) list: Vec<Pattern>,
    ids: HashMap<String, PatternId>,
    pub(in crate::lower) budget: Budget,
}

impl<'a> Patterns<'a> {
    pub(in crate::lower) fn new(names: &'a [PatternName]) -> Self {
        Self {
            names,
            list: Vec::new(),
            ids: HashMap::new(),
            budget: Budget::default(),
        }
    }

    /// Returns the pattern, and adds its problems at this location.
    pub(in crate::lower) fn intern<'e>(
        &mut self,
        text: &str,
        at: Location,
        examples: impl Iterator<Item = &'e str>,
    ) -> (PatternId, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let id = match self.ids.get(text) {
            Some(id) => *id,
            None => {
                let id = PatternId(self.list.len());
                self.list.push(self.build(text, &at, &mut problems));
                self.ids.insert(text.to_owned(), id);
                id
            }
        };
        let pattern = &mut self.list[id.0];
        if let Some(matcher) = &pattern.matcher {
            let (fitting, rejected): (Vec<_>, Vec<_>) =
                examples.partition(|example| matcher.matches(example));
            problems.extend(
                rejected
                    .into_iter()
                    .map(|example| rejects(text, example, &at, &self.budget)),
            );
            let first = fitting.first().map(|example| (*example).to_owned());
            pattern.example = pattern.example.take().or(first);
        }
        (id, problems)
    }

    fn build(&self, text: &str, at: &Location, problems: &mut Vec<Diagnostic>) -> Pattern {
        let named = self.names.iter().find(|named| named.text == text);
        let name = named.and_then(|named| {
            let ident = ident::chosen(&named.name);
            if ident.is_none() {
                problems.push(crate::lower::passes::naming::bad_choice(
                    &named.at,
                    "name",
                    &named.name,
                ));
            }
            ident
        });
        Pattern {
            text: text.to_owned(),
            name,
            doc: named.map(|named| named.doc.clone()).unwrap_or_default(),
            at: at.clone(),
            example: None,
            matcher: matcher(text, at, &self.budget, problems),
        }
    }

    /// Names for patterns that do not occur.
    pub(in crate::lower) fn unused(&self) -> Vec<Diagnostic> {
        let unused = self
            .names
            .iter()
            .filter(|named| !self.ids.contains_key(&named.text));
        unused
            .map(|named| {
                let message = format!("no schema has the pattern `{}`", named.text);
                let help = "remove the entry, or copy the pattern from the corrected document";
                Diagnostic::new("unused-name", named.at.clone(), message, help)
            })
            .collect()
    }
}

fn matcher(text: &str, at: &Location, budget: &Budget, problems: &mut Vec<Diagnostic>) -> Option<Lowered> {
    let parsed = match parse(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let message = format!(
                "the pattern `{text}` is not supported: {} (byte {})",
                error.message, error.offset
            );
            problems.push(Diagnostic::new("bad-pattern", at.clone(), message, error.help));
            return None;
        }
    };
    match lower(&parsed, budget) {
        Ok(lowered) => Some(lowered),
        Err(_) => {
            let message = format!("the pattern `{text}` needs too large a table: it is not checked");
            let help = "simplify the pattern, or correct it in corrections.toml";
            problems.push(Diagnostic::new("pattern-too-large", at.clone(), message, help));
            None
        }
    }
}

fn rejects(text: &str, example: &str, at: &Location, budget: &Budget) -> Diagnostic {
    let message = format!("the pattern rejects the schema's own example `{example}`");
    let undoubled = suggest_undoubled(text).filter(|undoubled| {
        parse(undoubled)
            .ok()
            .and_then(|parsed| lower(&parsed, budget).ok())
            .is_some_and(|lowered| lowered.matches(example))
    });
    let help = match undoubled {
        Some(undoubled) => format!("it is escaped twice: correct it to `{undoubled}` in corrections.toml"),
        None => "fix the pattern or the example; patch an upstream document in corrections.toml".to_owned(),
    };
    Diagnostic::new("pattern-rejects-example", at.clone(), message, help)
}
