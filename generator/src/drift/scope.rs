//! Selects the parts of both documents to compare: the operations, and the components that they reach.
//!
//! It works on the trees, before they are deserialized, so that large documents take little more time than the
//! selection.

use hashbrown::HashSet;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::compare::Route;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Grouping, Kind, Operation, Reach, is_method, operations};
use crate::load::{Document, Settings};
use crate::selector::{Selector, glob};

/// An operation of upstream that is not selected yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Available {
    /// Path template.
    pub path: String,
    /// HTTP method, in upper case.
    pub method: String,
    /// The `operationId`; empty if there is none.
    pub id: String,
}

/// One document, reduced to the selection.
pub(super) struct Side {
    pub(super) documents: Vec<Document>,
    /// The operations to lower; all if empty.
    pub(super) only: Vec<Selector>,
    /// What divides all operations of the document into groups.
    pub(super) grouping: Grouping,
    /// The number of groups of the crate of the document; `None` if its own groups are not compared.
    pub(super) groups: Option<usize>,
}

/// The number of compared operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Operations of the baseline that were compared.
    pub compared: usize,
    /// Operations of the baseline.
    pub baseline: usize,
    /// Operations of upstream.
    pub upstream: usize,
}

/// Both documents.
pub(super) struct Selected {
    pub(super) counts: Counts,
    pub(super) ours: Side,
    pub(super) theirs: Side,
    pub(super) available: Vec<Available>,
    pub(super) problems: Vec<Diagnostic>,
}

/// The settings of the selection.
pub(super) struct Filter<'a> {
    /// Whether the baseline is a folder, whose operations were all selected when it was extracted.
    pub(super) folder: bool,
    pub(super) settings: &'a Settings,
    pub(super) only: &'a [String],
}

impl Filter<'_> {
    /// Selects operations of the baseline, and the same operations of upstream, even if they were renamed.
    pub(super) fn select(&self, ours: &[Document], theirs: &[Document]) -> Selected {
        let given: Vec<Selector> = self.only.iter().map(|text| argument(text)).collect();
        let own = all(ours);
        let (chosen, whole) = self.choose(&given, &own);
        let upstream = all(theirs);
        let same = same_operations((ours, &chosen), (theirs, &upstream));
        let watched = |found: &Operation<'_>| match given.is_empty() {
            true => whole || self.watches(found),
            false => given.iter().any(|selector| found.is_matched_by(selector)),
        };
        let others = upstream
            .iter()
            .enumerate()
            .filter(|(number, found)| !same.contains(number) && watched(found));
        let mut available: Vec<Available> = others.map(|(_, found)| Available::from(found)).collect();
        available.sort();
        let kept: Vec<&Operation<'_>> = same.iter().map(|number| &upstream[*number]).collect();
        let unused = given
            .iter()
            .filter(|selector| !own.iter().any(|found| found.is_matched_by(selector)));
        Selected {
            counts: Counts {
                compared: chosen.len(),
                baseline: own.len(),
                upstream: upstream.len(),
            },
            ours: self.divided(
                ours,
                !self.folder,
                whole.then_some(&own),
                self.our_parts(ours, &chosen),
            ),
            theirs: self.divided(
                theirs,
                true,
                whole.then_some(&upstream),
                (pruned(theirs, &kept), Vec::new()),
            ),
            available,
            problems: unused.map(no_such).collect(),
        }
    }

    fn watches(&self, found: &Operation<'_>) -> bool {
        self.settings
            .select
            .watch
            .iter()
            .any(|watch| glob(&watch.text, found.path))
    }

    /// Returns the operations of the baseline to compare, and whether there was no selection.
    fn choose<'a>(&self, given: &[Selector], all: &[Operation<'a>]) -> (Vec<Operation<'a>>, bool) {
        let chosen = |takes: &dyn Fn(&Operation<'a>) -> bool| {
            all.iter().filter(|found| takes(found)).copied().collect()
        };
        if !given.is_empty() {
            return (
                chosen(&|found| given.iter().any(|selector| found.is_matched_by(selector))),
                false,
            );
        }
        if self.folder {
            return (all.to_vec(), false);
        }
        let listed = |found: &Operation<'_>| {
            self.settings
                .select
                .only
                .iter()
                .any(|entry| found.id == Some(&*entry.text))
        };
        let selected: Vec<Operation<'a>> = chosen(&|found| listed(found) || self.watches(found));
        // A document that has none of our operations is compared as a whole.
        if selected.is_empty() {
            (all.to_vec(), true)
        } else {
            (selected, false)
        }
    }

    /// Returns one side with its selected `parts`. The groups of the crate of `all` operations are counted.
    fn divided(
        &self,
        documents: &[Document],
        is_whole: bool,
        all: Option<&Vec<Operation<'_>>>,
        (parts, only): (Vec<Document>, Vec<Selector>),
    ) -> Side {
        let grouping = Grouping::of(documents, is_whole, self.settings.select.grouping);
        Side {
            documents: parts,
            only,
            grouping,
            groups: all.map(|all| grouping.count(all.iter())),
        }
    }

    /// Returns the baseline: all of a folder, because its files refer to each other; of a document, the reached part.
    fn our_parts(&self, documents: &[Document], chosen: &[Operation<'_>]) -> (Vec<Document>, Vec<Selector>) {
        let only = |found: &Operation<'_>| Selector {
            text: found.id.unwrap_or_default().to_owned(),
            at: Location::new("", ""),
        };
        if self.folder {
            return (documents.to_vec(), chosen.iter().map(only).collect());
        }
        let kept: Vec<&Operation<'_>> = chosen.iter().collect();
        (pruned(documents, &kept), Vec::new())
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
    let help = "give an operationId, a tag, or a path glob such as `/pets/**`";
    Diagnostic::new("unused-selector", selector.at.clone(), message, help)
}

impl From<&Operation<'_>> for Available {
    fn from(operation: &Operation<'_>) -> Self {
        Self {
            path: operation.path.to_owned(),
            method: operation.method.to_ascii_uppercase(),
            id: operation.id.unwrap_or_default().to_owned(),
        }
    }
}

/// Returns the indices of the operations of `theirs` that are also in `ours`: by method and path, with or without the URL of
/// the document's server, otherwise by id.
fn same_operations(
    (our_documents, ours): (&[Document], &[Operation<'_>]),
    (their_documents, theirs): (&[Document], &[Operation<'_>]),
) -> BTreeSet<usize> {
    let routes: HashSet<Route> = ours.iter().map(Operation::route).collect();
    let urls: HashSet<Route> = full_routes(our_documents, ours).collect();
    let numbered = || theirs.iter().enumerate();
    let mut same: BTreeSet<usize> = numbered()
        .zip(full_routes(their_documents, theirs))
        .filter(|((_, operation), url)| routes.contains(&operation.route()) || urls.contains(url))
        .map(|((number, _), _)| number)
        .collect();
    let met: HashSet<Route> = same.iter().map(|number| theirs[*number].route()).collect();
    let moved: HashSet<&str> = ours
        .iter()
        .filter(|operation| !met.contains(&operation.route()))
        .filter_map(|operation| operation.id)
        .collect();
    let has_moved = |operation: &Operation<'_>| operation.id.is_some_and(|id| moved.contains(id));
    same.extend(
        numbered()
            .filter(|(_, operation)| has_moved(operation))
            .map(|(number, _)| number),
    );
    same
}

/// Returns the method and whole URL of each operation.
fn full_routes(documents: &[Document], operations: &[Operation<'_>]) -> impl Iterator<Item = Route> {
    let servers: Vec<String> = documents.iter().map(server).collect();
    operations.iter().map(move |operation| {
        let url = format!("{}{}", servers[operation.file], operation.path);
        Route::new(operation.method, &url)
    })
}

/// Returns the URL of the first server of a document with the defaults of its variables; an empty string if it has none.
fn server(document: &Document) -> String {
    let text = |pointer: &str| document.tree.pointer(pointer).and_then(Value::as_str);
    let url = text("/servers/0/url").unwrap_or_default();
    let variables = members(document.tree.pointer("/servers/0/variables"));
    let with_defaults = variables.fold(url.to_owned(), |url, (name, variable)| {
        let default = variable.get("default").and_then(Value::as_str);
        url.replace(&format!("{{{name}}}"), default.unwrap_or_default())
    });
    with_defaults.trim_end_matches('/').to_owned()
}

fn all(documents: &[Document]) -> Vec<Operation<'_>> {
    let numbered = documents.iter().enumerate();
    numbered
        .flat_map(|(number, document)| operations(number, &document.tree))
        .collect()
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn pruned(documents: &[Document], kept: &[&Operation<'_>]) -> Vec<Document> {
    documents.iter().map(|document| prune(document, kept)).collect()
}

/// Returns the document with only these operations and the components that they reach. Pointers stay valid.
fn prune(document: &Document, kept: &[&Operation<'_>]) -> Document {
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
    let mut reach = Reach::default();
    reach.follow(&document.tree, 0, &paths, Kind::Names);
    let components = reached_components(root.get("components"), &reach);
    tree.insert("paths".to_owned(), paths);
    tree.insert("components".to_owned(), Value::Object(components));
    Document {
        path: document.path.clone(),
        tree: Value::Object(tree),
    }
}

fn pruned_paths(paths: Option<&Value>, kept: &[&Operation<'_>]) -> Map<String, Value> {
    let mut pruned = Map::new();
    for (path, item) in members(paths) {
        let own: Vec<&str> = kept
            .iter()
            .filter(|operation| operation.path == *path)
            .map(|operation| operation.method)
            .collect();
        if own.is_empty() {
            continue;
        }
        let stays = |key: &str| own.contains(&key) || !is_method(key);
        let entries = members(Some(item)).filter(|(key, _)| stays(key));
        pruned.insert(
            path.clone(),
            entries.map(|(key, value)| (key.clone(), value.clone())).collect(),
        );
    }
    pruned
}

/// Returns the reached components, and security schemes, which are named without a reference.
fn reached_components(components: Option<&Value>, reach: &Reach) -> Map<String, Value> {
    let mut kept = Map::new();
    for (section, entries) in members(components) {
        let stays = |name: &String| {
            section == "securitySchemes" || reach.users.contains_key(&(section.clone(), name.clone()))
        };
        let own = members(Some(entries)).filter(|(name, _)| stays(name));
        kept.insert(
            section.clone(),
            own.map(|(name, node)| (name.clone(), node.clone())).collect(),
        );
    }
    kept
}
