//! Plans each fragment: items of upstream, and our items that they continue.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::assign_fragments::{link, modules, relinked};
use super::edit::ComponentPath;
use super::merge::{merge, ordered};
use super::rename::Renames;
use super::select::SelectedOperation;
use crate::document::{Component, Kind, Reach, body, is_method};
use crate::load::Document;

/// The fragment of components that several groups use.
const SHARED: &str = "shared.yaml";

/// An operation, another member of its path item, or a component.
#[derive(Debug)]
pub(super) struct Piece {
    /// Index of its document.
    pub(super) file: usize,
    pub(super) place: ComponentPath,
    /// Document and location of the item that it continues.
    pub(super) origin: Option<(usize, ComponentPath)>,
    /// Upstream's value, with references to our documents.
    value: Value,
}

/// The new content of all fragments.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) pieces: Vec<Piece>,
    pub(super) modules: BTreeMap<Component, usize>,
    /// References of upstream that lead nowhere.
    pub(super) dangling: Vec<String>,
}

/// The input of a plan.
pub(super) struct Planner<'a> {
    pub(super) documents: &'a [Document],
    pub(super) upstream: &'a Value,
    pub(super) taken: &'a [SelectedOperation<'a>],
    pub(super) renames: &'a Renames,
}

impl Planner<'_> {
    pub(super) fn plan(&self) -> Plan {
        let reach = self.reach();
        let modules = modules(
            &reach,
            self.documents.iter().position(|document| document.path == SHARED),
        );
        let names: Vec<String> = self
            .documents
            .iter()
            .map(|document| document.path.clone())
            .collect();
        let mut pieces = self.operations();
        pieces.extend(self.components(&reach, &modules, &names));
        for piece in &mut pieces {
            let alias = modules
                .get(&(piece.place[1].clone(), piece.place[2].clone()))
                .is_some_and(|home| *home != piece.file);
            if !(alias && piece.place[0] == "components") {
                piece.value = relinked(&piece.value, kind(&piece.place), piece.file, &modules, &names);
            }
        }
        Plan {
            pieces,
            modules,
            dangling: reach.dangling.into_iter().collect(),
        }
    }

    fn reach(&self) -> Reach {
        let mut reach = Reach::default();
        for taken in self.taken {
            reach.follow(self.upstream, taken.new.file, taken.new.node, Kind::Object);
            for (key, value) in self.shared_keywords(taken) {
                reach.follow(self.upstream, taken.new.file, value, Kind::Object.step(key));
            }
        }
        let security = Map::from_iter(
            self.upstream
                .get("security")
                .map(|value| ("security".to_owned(), value.clone())),
        );
        for file in 0..self.documents.len() {
            reach.follow(
                self.upstream,
                file,
                &Value::Object(security.clone()),
                Kind::Object,
            );
        }
        reach
    }

    /// Returns the keywords of a path item that apply to all its operations.
    fn shared_keywords(&self, taken: &SelectedOperation<'_>) -> impl Iterator<Item = (&String, &Value)> {
        let item = self
            .upstream
            .get("paths")
            .and_then(|paths| paths.get(taken.new.path))
            .and_then(Value::as_object);
        item.into_iter().flatten().filter(|(key, _)| !is_method(key))
    }

    fn operations(&self) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let place = |path: &str, key: &str| ["paths".to_owned(), path.to_owned(), key.to_owned()];
        for taken in self.taken {
            let (new, old) = (&taken.new, &taken.old);
            for (key, value) in self.shared_keywords(taken) {
                let place_here = place(new.path, key);
                if pieces
                    .iter()
                    .all(|piece| piece.file != new.file || piece.place != place_here)
                {
                    let origin = old.map(|old| (old.file, place(old.path, key)));
                    pieces.push(Piece {
                        file: new.file,
                        place: place_here,
                        origin,
                        value: value.clone(),
                    });
                }
            }
            pieces.push(Piece {
                file: new.file,
                place: place(new.path, new.method),
                origin: old.map(|old| (old.file, place(old.path, old.method))),
                value: new.node.clone(),
            });
        }
        pieces
    }

    fn components(
        &self,
        reach: &Reach,
        modules: &BTreeMap<Component, usize>,
        names: &[String],
    ) -> Vec<Piece> {
        let sections = self
            .upstream
            .get("components")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let all = sections.flat_map(|(section, members)| {
            members
                .as_object()
                .into_iter()
                .flatten()
                .map(move |(name, value)| ((section.clone(), name.clone()), value))
        });
        let mut pieces = Vec::new();
        for (component, value) in all {
            let Some(&home) = modules.get(&component) else {
                continue;
            };
            let place = ["components".to_owned(), component.0.clone(), component.1.clone()];
            let origin = self.origin(&component, home);
            pieces.push(Piece {
                file: home,
                place: place.clone(),
                origin,
                value: value.clone(),
            });
            if component.0 == "securitySchemes" {
                let elsewhere = reach.users[&component].iter().filter(|file| **file != home);
                pieces.extend(elsewhere.map(|&file| alias(file, &place, &link(&component, &names[home]))));
            }
        }
        pieces
    }

    /// Returns the location of the component, or of the one that it continues: in its document, or in any other one.
    fn origin(&self, component: &Component, home: usize) -> Option<(usize, ComponentPath)> {
        let (section, name) = self.renames.get(component).unwrap_or(component);
        let defines = |file: &usize| {
            body(&self.documents[*file].tree, section, name).is_some_and(|body| body.get("$ref").is_none())
        };
        let file = Some(home)
            .filter(defines)
            .or_else(|| (0..self.documents.len()).find(defines))?;
        Some((file, ["components".to_owned(), section.clone(), name.clone()]))
    }

    /// Returns the tree of document `file`.
    pub(super) fn tree(&self, plan: &Plan, file: usize) -> Value {
        let empty = Map::new();
        let old = self.documents[file].tree.as_object().unwrap_or(&empty);
        let mut new = Map::new();
        for key in PARTS {
            if let Some(value) = self.part(plan, file, key, old.get(key)) {
                new.insert(key.to_owned(), value);
            }
        }
        let stays = |key: &&String| new.contains_key(*key) || !PARTS.contains(&key.as_str());
        let kept: Vec<&String> = old.keys().filter(stays).collect();
        let keys = ordered(&kept, &new.keys().collect::<Vec<_>>());
        keys.into_iter()
            .filter_map(|key| Some((key.clone(), new.get(key).or_else(|| old.get(key))?.clone())))
            .collect()
    }

    /// Returns one part of the root of document `file`.
    fn part(&self, plan: &Plan, file: usize, key: &str, old: Option<&Value>) -> Option<Value> {
        let theirs = self.upstream.get(key);
        match key {
            "info" => Some(info(old, theirs)),
            "tags" => self.tags(file, old, theirs),
            "paths" => Some(Value::Object(self.groups(plan, file, key, old))),
            "components" => Some(self.groups(plan, file, key, old))
                .filter(|all| !all.is_empty())
                .map(Value::Object),
            _ => theirs.map(|theirs| merge(old, theirs, Kind::Object.step(key))),
        }
    }

    /// Returns the tags of the operations of document `file`.
    fn tags(&self, file: usize, old: Option<&Value>, theirs: Option<&Value>) -> Option<Value> {
        let used = |name: &Value| {
            self.taken
                .iter()
                .filter(|taken| taken.new.file == file)
                .any(|taken| {
                    taken
                        .new
                        .node
                        .get("tags")
                        .and_then(Value::as_array)
                        .is_some_and(|tags| tags.contains(name))
                })
        };
        let tags = theirs?
            .as_array()?
            .iter()
            .filter(|tag| tag.get("name").is_some_and(used))
            .cloned();
        let tags: Vec<Value> = tags.collect();
        (!tags.is_empty()).then(|| merge(old, &Value::Array(tags), Kind::Object))
    }

    /// Returns the pieces below `root` in document `file`.
    fn groups(&self, plan: &Plan, file: usize, root: &str, old: Option<&Value>) -> Map<String, Value> {
        let mut groups: Map<String, Value> = Map::new();
        for piece in plan
            .pieces
            .iter()
            .filter(|piece| piece.file == file && piece.place[0] == root)
        {
            let before = piece
                .origin
                .as_ref()
                .and_then(|(file, place)| at(&self.documents[*file].tree, place));
            let value = merge(before, &piece.value, kind(&piece.place));
            let group = groups
                .entry(&*piece.place[1])
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(group) = group {
                group.insert(piece.place[2].clone(), value);
            }
        }
        let in_order = |old: Option<&Value>, mut new: Map<String, Value>| -> Map<String, Value> {
            let kept = old
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(Map::keys)
                .filter(|key| new.contains_key(*key));
            let keys = ordered(&kept.collect::<Vec<_>>(), &new.keys().collect::<Vec<_>>());
            let keys: Vec<String> = keys.into_iter().cloned().collect();
            keys.into_iter()
                .filter_map(|key| new.swap_remove(&key).map(|value| (key, value)))
                .collect()
        };
        for (name, group) in &mut groups {
            if let Value::Object(members) = group.take() {
                *group = Value::Object(in_order(old.and_then(|old| old.get(name)), members));
            }
        }
        in_order(old, groups)
    }
}

/// Returns the location of `place` in a document other than the one that defines it: security requirements name a
/// scheme without its document.
fn alias(file: usize, place: &ComponentPath, target: &str) -> Piece {
    Piece {
        file,
        place: place.clone(),
        origin: Some((file, place.clone())),
        value: Value::Object(Map::from_iter([("$ref".to_owned(), target.into())])),
    }
}

/// The keys of a document's root that follow upstream.
const PARTS: [&str; 7] = [
    "openapi",
    "info",
    "servers",
    "security",
    "tags",
    "paths",
    "components",
];

/// Returns our `info`, with the facts about the API taken from upstream; description and license are ours.
fn info(old: Option<&Value>, theirs: Option<&Value>) -> Value {
    let mut info = old.and_then(Value::as_object).cloned().unwrap_or_default();
    for key in ["termsOfService", "title", "version"] {
        match theirs.and_then(|theirs| theirs.get(key)) {
            Some(value) => {
                info.insert(key.to_owned(), value.clone());
            }
            None => {
                info.shift_remove(key);
            }
        }
    }
    Value::Object(info)
}

fn kind(place: &ComponentPath) -> Kind {
    place.iter().fold(Kind::Object, |kind, key| kind.step(key))
}

/// Returns the content at `place`.
pub(super) fn at<'a>(tree: &'a Value, place: &ComponentPath) -> Option<&'a Value> {
    place.iter().try_fold(tree, |node, key| node.get(key))
}
