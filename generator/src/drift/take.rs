//! What of both documents is compared: the operations that we take, and all that they reach.
//!
//! Decided on the trees, before anything is typed: of a large document, little more than the selection costs time.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use crate::compare::Route;
use crate::diagnostic::{Diagnostic, Location};
use crate::load::{Document, Settings};
use crate::lower::{Selector, glob};
use crate::pointer;

/// An operation of upstream that could be taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Available {
    /// Path template.
    pub path: String,
    /// HTTP method, in upper case.
    pub method: String,
    /// The `operationId`; empty where it has none.
    pub id: String,
}

/// One side, as it is to be modelled.
pub(super) struct Side {
    pub(super) documents: Vec<Document>,
    /// The operations to lower; all where empty.
    pub(super) only: Vec<Selector>,
}

/// Both sides.
pub(super) struct Taken {
    pub(super) ours: Side,
    pub(super) theirs: Side,
    pub(super) available: Vec<Available>,
    pub(super) problems: Vec<Diagnostic>,
}

/// How it is decided.
pub(super) struct Taker<'a> {
    /// Whether the baseline is a folder, whose operations were all selected when it was cut.
    pub(super) folder: bool,
    pub(super) settings: &'a Settings,
    pub(super) only: &'a [String],
}

/// An operation in a tree.
#[derive(Clone)]
struct Found {
    path: String,
    method: String,
    id: String,
    tags: Vec<String>,
}

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl Taker<'_> {
    /// Takes from our side what is selected, and from their side the same operations, whatever they are called now.
    pub(super) fn take(&self, ours: &[Document], theirs: &[Document]) -> Taken {
        let given: Vec<Selector> = self.only.iter().map(|text| argument(text)).collect();
        let all: Vec<Found> = ours.iter().flat_map(operations).collect();
        let (chosen, whole) = self.choose(&given, &all);
        let upstream: Vec<Found> = theirs.iter().flat_map(operations).collect();
        let same = same_operations(&chosen, &upstream);
        let watched = |found: &Found| match given.is_empty() {
            true => whole || self.watches(found),
            false => given.iter().any(|selector| found.is_taken_by(selector)),
        };
        let others = upstream
            .iter()
            .enumerate()
            .filter(|(number, found)| !same.contains(number) && watched(found));
        let mut available: Vec<Available> = others.map(|(_, found)| found.available()).collect();
        available.sort();
        let kept: Vec<&Found> = same.iter().map(|number| &upstream[*number]).collect();
        let unused = given
            .iter()
            .filter(|selector| !all.iter().any(|found| found.is_taken_by(selector)));
        Taken {
            ours: self.our_side(ours, &chosen),
            theirs: Side {
                documents: theirs.iter().map(|document| prune(document, &kept)).collect(),
                only: Vec::new(),
            },
            available,
            problems: unused.map(no_such).collect(),
        }
    }

    fn watches(&self, found: &Found) -> bool {
        self.settings
            .select
            .watch
            .iter()
            .any(|watch| glob(&watch.text, &found.path))
    }

    /// The operations of ours that are compared, and whether that is so because nothing says which are.
    fn choose(&self, given: &[Selector], all: &[Found]) -> (Vec<Found>, bool) {
        let chosen =
            |takes: &dyn Fn(&Found) -> bool| all.iter().filter(|found| takes(found)).cloned().collect();
        if !given.is_empty() {
            return (
                chosen(&|found| given.iter().any(|selector| found.is_taken_by(selector))),
                false,
            );
        }
        if self.folder {
            return (all.to_vec(), false);
        }
        let listed = |found: &Found| {
            self.settings
                .select
                .only
                .iter()
                .any(|entry| entry.text == found.id)
        };
        let taken: Vec<Found> = chosen(&|found| listed(found) || self.watches(found));
        // A document that has none of ours is compared as a whole.
        if taken.is_empty() {
            (all.to_vec(), true)
        } else {
            (taken, false)
        }
    }

    /// Our side: a folder as it is, because its files refer to each other; of a document, what is reached.
    fn our_side(&self, documents: &[Document], chosen: &[Found]) -> Side {
        let only = |found: &Found| Selector {
            text: found.id.clone(),
            at: Location::new("", ""),
        };
        if self.folder {
            return Side {
                documents: documents.to_vec(),
                only: chosen.iter().map(only).collect(),
            };
        }
        let kept: Vec<&Found> = chosen.iter().collect();
        Side {
            documents: documents.iter().map(|document| prune(document, &kept)).collect(),
            only: Vec::new(),
        }
    }
}

fn argument(text: &str) -> Selector {
    Selector {
        text: text.to_owned(),
        at: Location::new("--only", ""),
    }
}

fn no_such(selector: &Selector) -> Diagnostic {
    let message = format!(
        "`{}` names no operation, tag or path of the baseline",
        selector.text
    );
    let help = "give an operationId, a tag, or a path glob such as `/api/atlas/v2/groups/**`";
    Diagnostic::error("unused-selector", selector.at.clone(), message, help)
}

impl Found {
    fn route(&self) -> Route {
        Route::new(&self.method, &self.path)
    }

    fn is_taken_by(&self, selector: &Selector) -> bool {
        selector.takes(&self.id, &self.tags, &self.path)
    }

    fn available(&self) -> Available {
        Available {
            path: self.path.clone(),
            method: self.method.to_ascii_uppercase(),
            id: self.id.clone(),
        }
    }
}

/// Numbers of the operations of `theirs` that are among `ours`: by method and path, else by id.
fn same_operations(ours: &[Found], theirs: &[Found]) -> BTreeSet<usize> {
    let routes: HashSet<Route> = ours.iter().map(Found::route).collect();
    let numbered = || theirs.iter().enumerate();
    let mut same: BTreeSet<usize> = numbered()
        .filter(|(_, found)| routes.contains(&found.route()))
        .map(|(number, _)| number)
        .collect();
    let met: HashSet<Route> = same.iter().map(|number| theirs[*number].route()).collect();
    let moved: HashSet<&str> = ours
        .iter()
        .filter(|found| !met.contains(&found.route()))
        .map(|found| found.id.as_str())
        .collect();
    same.extend(
        numbered()
            .filter(|(_, found)| moved.contains(found.id.as_str()))
            .map(|(number, _)| number),
    );
    same
}

fn operations(document: &Document) -> Vec<Found> {
    let mut found = Vec::new();
    for (path, item) in members(document.tree.get("paths")) {
        for (method, node) in members(Some(item)).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            let text = |key: &str| {
                node.get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            let tags = node.get("tags").and_then(Value::as_array).into_iter().flatten();
            let tags = tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect();
            found.push(Found {
                path: path.clone(),
                method: method.clone(),
                id: text("operationId"),
                tags,
            });
        }
    }
    found
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The document with these operations only, and the components that they reach. Pointers stay valid.
fn prune(document: &Document, kept: &[&Found]) -> Document {
    let Value::Object(root) = &document.tree else {
        return document.clone();
    };
    let bulky = |key: &str| matches!(key, "paths" | "components");
    let mut tree: Map<String, Value> = root
        .iter()
        .filter(|(key, _)| !bulky(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let paths = Value::Object(pruned_paths(root.get("paths"), kept));
    let components = reached_components(root.get("components").unwrap_or(&Value::Null), &paths);
    tree.insert("paths".to_owned(), paths);
    tree.insert("components".to_owned(), Value::Object(components));
    Document {
        path: document.path.clone(),
        tree: Value::Object(tree),
    }
}

fn pruned_paths(paths: Option<&Value>, kept: &[&Found]) -> Map<String, Value> {
    let mut pruned = Map::new();
    for (path, item) in members(paths) {
        let own: Vec<&str> = kept
            .iter()
            .filter(|found| found.path == *path)
            .map(|found| &*found.method)
            .collect();
        if own.is_empty() {
            continue;
        }
        let stays = |key: &str| own.contains(&key) || !METHODS.contains(&key);
        let entries = members(Some(item)).filter(|(key, _)| stays(key));
        pruned.insert(
            path.clone(),
            entries.map(|(key, value)| (key.clone(), value.clone())).collect(),
        );
    }
    pruned
}

/// The components that `paths` reach, and ways to authenticate, which are named without a reference.
fn reached_components(components: &Value, paths: &Value) -> Map<String, Value> {
    let mut reached: BTreeSet<(String, String)> = BTreeSet::new();
    let mut queue: Vec<(String, String)> = Vec::new();
    references(paths, &mut queue);
    while let Some((section, name)) = queue.pop() {
        let Some(node) = components.get(&section).and_then(|section| section.get(&name)) else {
            continue;
        };
        if !reached.insert((section.clone(), name.clone())) {
            continue;
        }
        references(node, &mut queue);
        if section == "schemas" && node.get("discriminator").is_some() {
            queue.extend(heirs(components, &name));
        }
    }
    let mut kept = Map::new();
    for (section, entries) in members(Some(components)) {
        let stays = |name: &String| {
            section == "securitySchemes" || reached.contains(&(section.clone(), name.clone()))
        };
        let own = members(Some(entries)).filter(|(name, _)| stays(name));
        kept.insert(
            section.clone(),
            own.map(|(name, node)| (name.clone(), node.clone())).collect(),
        );
    }
    kept
}

/// Section and name of every component that `node` refers to, in a reference or in a discriminator's mapping.
fn references(node: &Value, out: &mut Vec<(String, String)>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| references(item, out)),
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(text) if key == "$ref" => out.extend(target(text)),
                    Value::Object(mapping) if key == "mapping" => {
                        out.extend(mapping.values().filter_map(mapped))
                    }
                    other => references(other, out),
                }
            }
        }
        _ => {}
    }
}

/// The component that a reference names, or leads into.
fn target(reference: &str) -> Option<(String, String)> {
    let (_, rest) = reference.split_once("#/components/")?;
    let mut tokens = rest
        .split('/')
        .map(|token| pointer::unescaped(token).into_owned());
    tokens.next().zip(tokens.next())
}

/// The schema of an entry in a discriminator's mapping: a reference, or a bare name.
fn mapped(value: &Value) -> Option<(String, String)> {
    let text = value.as_str()?;
    target(text).or_else(|| Some(("schemas".to_owned(), text.to_owned())))
}

/// Schemas that inherit from `parent`: alternatives of it, though it may not list them.
fn heirs(components: &Value, parent: &str) -> Vec<(String, String)> {
    let wanted = Some(("schemas".to_owned(), parent.to_owned()));
    let inherits = |schema: &Value| {
        let all = schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        all.filter_map(|member| member.get("$ref")?.as_str())
            .any(|reference| target(reference) == wanted)
    };
    let schemas = members(components.get("schemas")).filter(|(_, schema)| inherits(schema));
    schemas
        .map(|(name, _)| ("schemas".to_owned(), name.clone()))
        .collect()
}
