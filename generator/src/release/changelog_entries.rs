//! Describes changes to users of a crate.

use hashbrown::hash_map::Entry;
use hashbrown::{HashMap, HashSet};

use super::rust_paths::{self, Names};
use crate::compare::{Change, ChangeKind, SourceImpact};
use crate::escape;
use crate::ir::{Api, WireName};

/// The maximum number of names in one sentence.
const NAMED: usize = 6;

/// A sentence about some names: `before`, the names, `after`.
#[derive(PartialEq, Eq)]
struct Sentence {
    before: String,
    names: Vec<String>,
    after: String,
}

/// Returns a sentence for each change; sentences that differ only in the name are merged.
pub(super) fn sentences(changes: &[&Change], old: &Api, new: &Api) -> Vec<String> {
    let names = Names { old, new };
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for sentence in changes.iter().flat_map(|change| sentences_of(names, change)) {
        let key = (sentence.before.clone(), sentence.after.clone());
        match known.entry(key) {
            Entry::Occupied(same) => sentences[*same.get()].names.extend(sentence.names),
            Entry::Vacant(new) => {
                new.insert(sentences.len());
                sentences.push(sentence);
            }
        }
    }
    let mut sentences_of = HashSet::new();
    let texts = sentences
        .into_iter()
        .map(|sentence| escape::markdown(&sentence.text()));
    texts.filter(|text| sentences_of.insert(text.clone())).collect()
}

impl Sentence {
    fn text(mut self) -> String {
        self.names.sort();
        self.names.dedup();
        let several = self.names.len() > 1 && self.before.is_empty();
        let after = if several { plural(&self.after) } else { self.after };
        format!("{}{}{after}", self.before, list(&self.names))
    }
}

/// Turns a sentence about one name into one about several.
fn plural(after: &str) -> String {
    const VERBS: [(&str, &str); 5] = [
        (" is ", " are "),
        (" now has ", " now have "),
        (" no longer has ", " no longer have "),
        (" takes its ", " take their "),
        (" was ", " were "),
    ];
    let verb = VERBS
        .iter()
        .find_map(|(one, many)| Some((after.strip_prefix(one)?, many)));
    verb.map_or_else(
        || after.to_owned(),
        |(rest, many)| format!("{many}{}", rest.replace(", was ", ", were ")),
    )
}

/// Returns names as a list: `a`, `b` and `c`.
fn list(names: &[String]) -> String {
    let code = |name: &String| format!("`{name}`");
    match names {
        [] => String::new(),
        [only] => code(only),
        [first @ .., last] if names.len() <= NAMED => {
            let first: Vec<String> = first.iter().map(code).collect();
            format!("{} and {}", first.join(", "), code(last))
        }
        _ => {
            let first: Vec<String> = names[..NAMED - 1].iter().map(code).collect();
            format!("{} and {} more", first.join(", "), names.len() - first.len())
        }
    }
}

fn sentences_of(names: Names<'_>, change: &Change) -> Vec<Sentence> {
    match change.rule {
        ChangeKind::ModuleRenamed => vec![of_module(change)],
        ChangeKind::FeatureChanged => vec![of_feature(change)],
        _ if change.shapes.is_empty() => vec![of_operations(names, change)],
        ChangeKind::SchemaRenamed | ChangeKind::SchemaReplaced => of_schemas(names, change),
        _ => vec![of_types(names, change)],
    }
}

fn of_module(change: &Change) -> Sentence {
    Sentence {
        before: "the module ".to_owned(),
        names: vec![change.before.clone()],
        after: format!(" is now `{}`", change.after),
    }
}

fn of_feature(change: &Change) -> Sentence {
    let module = change.subject.trim_start_matches("module ");
    let (before, after) = change.text.split_once(&format!("`{module}`")).unwrap_or_default();
    Sentence {
        before: before.to_owned(),
        names: vec![module.to_owned()],
        after: after.to_owned(),
    }
}

fn of_types(names: Names<'_>, change: &Change) -> Sentence {
    let entry = |names: Vec<String>, after: String| Sentence {
        before: String::new(),
        names,
        after,
    };
    match change.rule {
        ChangeKind::PropertyAdded => {
            let argument = change.source == SourceImpact::Breaking;
            let also = if argument { ", which `new` takes" } else { "" };
            let text = format!(" gained the field `{}`{also}", member(names, change));
            entry(names.owners(change), text)
        }
        ChangeKind::PropertyRemoved => {
            let text = format!(" lost the field `{}`", member(names, change));
            entry(names.owners(change), text)
        }
        ChangeKind::PropertyRenamed => entry(names.members(change), renamed_property(names, change)),
        ChangeKind::EnumValueAdded | ChangeKind::EnumValueRemoved => {
            let after = change.text.trim_start_matches(&format!("`{}`", change.subject));
            entry(names.owners(change), after.to_owned())
        }
        ChangeKind::EnumValueRenamed => {
            let text = format!(": `{}` is now `{}`", change.before, change.after);
            entry(names.owners(change), text)
        }
        // The sentence of a change of several types lists them all.
        ChangeKind::RustChanged if !change.also.is_empty() && !change.before.is_empty() => Sentence {
            before: change.text.split('`').next().unwrap_or_default().to_owned(),
            names: names.members(change),
            after: format!(" is now `{}` in Rust, was `{}`", change.after, change.before),
        },
        _ => of_subject(names, change),
    }
}

/// Returns the field that a change is about; the empty string if it is about none.
fn member(names: Names<'_>, change: &Change) -> String {
    let field = change.shapes.first().zip(change.member.as_ref());
    field
        .map(|(pair, member)| names.field(*pair, member))
        .unwrap_or_default()
}

/// Returns the end of the sentence about a property with another name: on the wire alone, or in Rust too.
fn renamed_property(names: Names<'_>, change: &Change) -> String {
    if change.source == SourceImpact::None {
        return format!(" is now `{}` on the wire, was `{}`", change.after, change.before);
    }
    let after = WireName(change.after.clone());
    let shape = change.shapes.first();
    let new = shape.and_then(|(_, new)| rust_paths::field(names.new, *new, &after));
    format!(" is now called `{}`", new.unwrap_or_default())
}

/// Returns the sentence of the report, with the Rust names in place of the subject.
fn of_subject(names: Names<'_>, change: &Change) -> Sentence {
    let text = own_text(change);
    let (before, after) = match text.split_once(&format!("`{}`", change.subject)) {
        Some((before, after)) => {
            let before = format!("{before}{}", part_of(&change.subject));
            (before, after.to_owned())
        }
        None => (String::new(), format!(": {text}")),
    };
    Sentence {
        before,
        names: names.members(change),
        after,
    }
}

/// Returns the sentence without its remark about crates that were published before: a changelog is about the next one.
fn own_text(change: &Change) -> &str {
    let remarks = [", so that the published crate ", ", which the crate never "];
    let starts = remarks.iter().filter_map(|remark| change.text.find(remark));
    &change.text[..starts.min().unwrap_or(change.text.len())]
}

/// Returns which part of a property a subject names.
fn part_of(subject: &str) -> &'static str {
    match subject {
        list if list.ends_with("[]") => "an item of ",
        map if map.ends_with("{}") => "a value of ",
        _ => "",
    }
}

/// Returns the sentences about a schema with another name, for each Rust name of it.
fn of_schemas(names: Names<'_>, change: &Change) -> Vec<Sentence> {
    let sentence = |(old, new): (String, String)| {
        let after = match change.rule {
            _ if old == new => {
                format!(" is now the schema `{}`, was `{}`", change.after, change.before)
            }
            ChangeKind::SchemaRenamed => format!(" is now called `{new}`"),
            _ => format!(" was replaced by `{new}`"),
        };
        Sentence {
            before: String::new(),
            names: vec![old],
            after,
        }
    };
    let pairs = change.shapes.iter();
    let pairs = pairs.map(|(old, new)| {
        (
            rust_paths::shape(names.old, *old),
            rust_paths::shape(names.new, *new),
        )
    });
    pairs.map(sentence).collect()
}

fn of_operations(names: Names<'_>, change: &Change) -> Sentence {
    let after = match change.rule {
        ChangeKind::OperationAdded => format!(" is new: `{}`", change.after),
        ChangeKind::OperationRemoved => format!(" is gone: `{}`", change.before),
        ChangeKind::OperationRenamed => renamed(names, change),
        ChangeKind::OperationMoved => {
            format!(" is now sent to `{}`, was to `{}`", change.after, change.before)
        }
        // The sentence about a whole operation starts with its id.
        _ if names.old.operation(&change.subject).is_some() => change
            .text
            .trim_start_matches(&format!("`{}`", change.subject))
            .to_owned(),
        _ => format!(": {}", own_text(change)),
    };
    Sentence {
        before: String::new(),
        names: names.owners(change),
        after,
    }
}

fn renamed(names: Names<'_>, change: &Change) -> String {
    let new = names
        .new
        .operation(&change.after)
        .map(|operation| rust_paths::operation_name(names.new, operation));
    let old = names.operation(&change.before);
    match new.filter(|new| *new != old) {
        Some(new) => format!(" is now called `{new}`"),
        None => format!(
            " is now the operation `{}`, was `{}`",
            change.after, change.before
        ),
    }
}
