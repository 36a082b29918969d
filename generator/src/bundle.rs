//! Merges a folder of fragments into one self-contained document, for tools that read only one.

use serde_json::{Map, Value};

use crate::corrections::correct;
use crate::diagnostic::{Diagnostic, Levels, Location};
use crate::document::{Kind, references};
use crate::load::{Document, SourceFile, Sources, load};
use crate::output::{Failed, Options};
use crate::pipeline::{model, validated};
use crate::pointer;

/// One document.
#[derive(Debug)]
pub struct Bundled {
    /// Its JSON string, which ends with a newline.
    pub text: String,
    /// Warnings about the input.
    pub warnings: Vec<Diagnostic>,
    /// The sources that warnings are rendered with.
    pub sources: Sources,
}

/// Merges `files` into one document, as upstream states it or, if `corrected`, with the entries of `corrections.toml`
/// applied. `levels` override those of `sources.toml`. References between the files become references within the
/// document; where they refer to other files, whose parts become components, mistakes of the documents are repaired. The rest is unchanged, in the order of the files' names, except for `info`: its common members are kept,
/// with the first file's title and version.
///
/// # Errors
///
/// All errors of the input, and conflicts between the files: two components with the same name, or security
/// requirements that apply to one file only.
pub fn bundle(files: Vec<SourceFile>, corrected: bool, levels: &Levels) -> Result<Bundled, Failed> {
    let options = Options {
        levels: levels.clone(),
        ..Options::default()
    };
    let warnings = model(files.clone(), &options)?.warnings;
    // What is wrong with the files themselves has been reported with the model.
    let (mut sources, _) = load(files);
    if corrected {
        correct(&mut sources.documents, &sources.settings.corrections);
    }
    if !sources.files.is_empty() {
        validated(&mut sources.documents, &sources.files);
    }
    let mut merge = Merge {
        whole: Map::new(),
        problems: Vec::new(),
    };
    merge.problems.extend(disagreements(&sources.documents));
    for document in &sources.documents {
        merge.add(document);
    }
    let dangling = merge.dangling(&sources.documents);
    merge.problems.extend(dangling);
    if !merge.problems.is_empty() {
        return Err(Failed {
            diagnostics: merge.problems,
            sources: Box::new(sources),
        });
    }
    merge.whole.insert("info".to_owned(), info(&sources.documents));
    Ok(Bundled {
        text: format!("{:#}\n", Value::Object(merge.whole)),
        warnings,
        sources,
    })
}

/// The merged document so far.
struct Merge {
    whole: Map<String, Value>,
    problems: Vec<Diagnostic>,
}

/// The depth down to which documents are merged: `/components/schemas/Link` and `/paths/~1a/get` are leaves.
const DEPTH: usize = 3;

impl Merge {
    fn add(&mut self, document: &Document) {
        let tree = localised(&document.tree);
        let place = Location::new(document.path.as_str(), "");
        for (key, value) in tree.as_object().into_iter().flatten() {
            let here = place.child(key);
            match (key.as_str(), value) {
                ("info" | "openapi", _) if self.whole.contains_key(key) => {}
                ("tags", Value::Array(tags)) => self.add_tags(&here, tags),
                _ => join(&mut self.whole, key, value, DEPTH, &here, &mut self.problems),
            }
        }
    }

    fn add_tags(&mut self, place: &Location, tags: &[Value]) {
        let whole = self
            .whole
            .entry("tags")
            .or_insert_with(|| Value::Array(Vec::new()));
        let Some(whole) = whole.as_array_mut() else { return };
        for (index, tag) in tags.iter().enumerate() {
            match whole.iter().find(|known| known["name"] == tag["name"]) {
                None => whole.push(tag.clone()),
                Some(known) if known == tag => {}
                Some(_) => self.problems.push(conflict(place.child(&index.to_string()))),
            }
        }
    }

    /// References of parts that no operation reaches, which the model therefore did not look at.
    fn dangling(&self, documents: &[Document]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for document in documents {
            references(&mut document.tree.clone(), Kind::Object, &mut |reference| {
                let (_, target) = reference.split_once('#').unwrap_or((reference, ""));
                if at(&self.whole, target).is_none() {
                    found.push(nowhere(document, reference));
                }
                None
            });
        }
        found
    }
}

/// Adds `value` to `whole` under `key`. Above `depth`, objects in both are merged; below it they have to be equal.
fn join(
    whole: &mut Map<String, Value>,
    key: &str,
    value: &Value,
    depth: usize,
    place: &Location,
    problems: &mut Vec<Diagnostic>,
) {
    match (whole.get_mut(key), value) {
        (None, _) => drop(whole.insert(key.to_owned(), value.clone())),
        (Some(Value::Object(known)), Value::Object(members)) if depth > 1 => {
            for (key, value) in members {
                join(known, key, value, depth - 1, &place.child(key), problems);
            }
        }
        (Some(known), _) if known == value => {}
        (Some(_), _) => problems.push(conflict(place.clone())),
    }
}

/// Returns the document with every reference rewritten to its own components.
fn localised(tree: &Value) -> Value {
    let mut tree = tree.clone();
    references(&mut tree, Kind::Object, &mut |reference| {
        let (_, target) = reference.split_once('#')?;
        Some(format!("#{target}"))
    });
    drop_aliases(&mut tree);
    tree
}

/// Removes components that only refer to the one with the same name in another file: in one document, they would refer
/// to themselves.
fn drop_aliases(tree: &mut Value) {
    let components = tree.get_mut("components").and_then(Value::as_object_mut);
    for (section, entries) in components.into_iter().flatten() {
        let Some(entries) = entries.as_object_mut() else {
            continue;
        };
        let section = pointer::child("#/components", section);
        let itself = |name: &str| pointer::child(&section, name);
        entries.retain(|name, entry| entry.get("$ref").and_then(Value::as_str) != Some(&itself(name)));
    }
}

fn at<'a>(whole: &'a Map<String, Value>, target: &str) -> Option<&'a Value> {
    let (first, rest) = match target.strip_prefix('/')?.split_once('/') {
        Some((first, _)) => (first, &target[first.len() + 1..]),
        None => (&target[1..], ""),
    };
    whole.get(&*pointer::unescaped(first))?.pointer(rest)
}

/// Checks that root keywords that apply to all operations are equal in all files.
fn disagreements(documents: &[Document]) -> Vec<Diagnostic> {
    let has_paths = |document: &&Document| {
        let paths = document.tree.get("paths").and_then(Value::as_object);
        paths.is_some_and(|paths| !paths.is_empty())
    };
    let mut with_paths = documents.iter().filter(has_paths);
    let Some(first) = with_paths.next() else {
        return Vec::new();
    };
    let keys = ["security", "servers"];
    let differs = |key: &&str, other: &Document| first.tree.get(*key) != other.tree.get(*key);
    let found = with_paths.flat_map(|other| {
        let missing = |key: &&str| first.tree.get(*key).is_none() || other.tree.get(*key).is_none();
        // Where both state a value, merging reports the difference.
        let keys = keys.iter().filter(move |key| differs(key, other) && missing(key));
        keys.map(|key| conflict(Location::new(other.path.as_str(), "").child(key)))
    });
    found.collect()
}

/// Merges the `info` of all documents.
fn info(documents: &[Document]) -> Value {
    let all: Vec<_> = documents
        .iter()
        .filter_map(|document| document.tree.get("info")?.as_object())
        .collect();
    let Some((first, others)) = all.split_first() else {
        return Value::Null;
    };
    let stays = |key: &str, value: &Value| {
        matches!(key, "title" | "version") || others.iter().all(|other| other.get(key) == Some(value))
    };
    let kept = first.iter().filter(|(key, value)| stays(key, value));
    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn conflict(at: Location) -> Diagnostic {
    Diagnostic::new(
        "bundle-conflict",
        at,
        "an earlier document has another value here",
        "rename one of the two, or make them equal",
    )
}

fn nowhere(document: &Document, reference: &str) -> Diagnostic {
    let message = format!("the target of `{reference}` does not exist");
    let help = "add the target, or remove the component that refers to it";
    let root = Location::new(document.path.as_str(), "");
    let place = place_of(&document.tree, reference, &root).unwrap_or(root);
    Diagnostic::new("incomplete-document", place, message, help)
}

/// Returns the first location of `text` below `place`.
fn place_of(tree: &Value, text: &str, place: &Location) -> Option<Location> {
    match tree {
        Value::String(own) if own == text => Some(place.clone()),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| place_of(item, text, &place.child(&index.to_string()))),
        Value::Object(members) => members
            .iter()
            .find_map(|(key, value)| place_of(value, text, &place.child(key))),
        _ => None,
    }
}
