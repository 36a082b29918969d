//! Finds the versions of the API in which a change is visible.

use hashbrown::HashMap;
use std::collections::BTreeSet;

use crate::compare::Change;
use crate::ir::{Api, Revision, ShapeId, ShapeKind, Type, Version};

/// The versions of both models, and their contents.
pub(super) struct Served<'a> {
    /// One per version, ascending.
    labels: Vec<String>,
    /// The media types of both models, each with the index of its version.
    media_types: Vec<(String, usize)>,
    /// For each operation of either model, the indices of its versions.
    operations: HashMap<&'a str, BTreeSet<usize>>,
    /// For each shape, the indices of the versions that reach it.
    old: Vec<BTreeSet<usize>>,
    new: Vec<BTreeSet<usize>>,
}

impl<'a> Served<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let all = || old.operations.iter().chain(&new.operations);
        let revisions = || all().flat_map(|operation| &operation.revisions);
        let versions: BTreeSet<Option<Version>> =
            revisions().map(|revision| revision.media_type.version).collect();
        let versions: Vec<Option<Version>> = versions.into_iter().collect();
        let index = |revision: &Revision| {
            let version = revision.media_type.version;
            versions.binary_search(&version).expect("every version is listed")
        };
        let media_types: BTreeSet<(String, usize)> = revisions()
            .filter(|revision| revision.media_type.version.is_some())
            .map(|revision| (revision.media_type.to_string(), index(revision)))
            .collect();
        let mut operations: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        for operation in all() {
            let own = operations.entry(operation.id.as_str()).or_default();
            own.extend(operation.revisions.iter().map(index));
        }
        Self {
            labels: versions.iter().copied().map(label).collect(),
            media_types: media_types.into_iter().collect(),
            operations,
            old: reached(old, &versions),
            new: reached(new, &versions),
        }
    }

    /// Returns the names of all versions, ascending.
    pub(super) fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Returns the names of the versions in which `change` is visible, ascending.
    pub(super) fn of(&self, change: &Change) -> Vec<&str> {
        let mut found = self.of_shapes(change);
        if found.is_empty() {
            found = self.of_media_types(change);
        }
        if found.is_empty() {
            let own = change
                .operations
                .iter()
                .filter_map(|id| self.operations.get(id.as_str()));
            found = own.flatten().copied().collect();
        }
        found
            .into_iter()
            .map(|index| self.labels[index].as_str())
            .collect()
    }

    fn of_shapes(&self, change: &Change) -> BTreeSet<usize> {
        let sets = change
            .shapes
            .iter()
            .flat_map(|(old, new)| [self.old.get(old.0), self.new.get(new.0)]);
        sets.flatten().flatten().copied().collect()
    }

    /// Finds media types in the names of the change.
    fn of_media_types(&self, change: &Change) -> BTreeSet<usize> {
        let named = [&change.before, &change.after, &change.subject, &change.message];
        let matching = self
            .media_types
            .iter()
            .filter(|(name, _)| named.iter().any(|text| text.contains(name.as_str())));
        matching.map(|(_, index)| *index).collect()
    }
}

fn label(version: Option<Version>) -> String {
    version.map_or_else(|| "unversioned".to_owned(), |version| version.to_string())
}

/// Returns, for each shape of `api`, the indices of the versions whose bodies reach it.
fn reached(api: &Api, versions: &[Option<Version>]) -> Vec<BTreeSet<usize>> {
    let mut reached = vec![BTreeSet::new(); api.shapes.len()];
    for (index, version) in versions.iter().enumerate() {
        let revisions = api.operations.iter().flat_map(|operation| &operation.revisions);
        let mut own = revisions
            .filter(|revision| revision.media_type.version == *version)
            .peekable();
        let error = own.peek().and(api.error);
        let bodies = own.flat_map(Revision::body_types).filter_map(Type::shapes);
        let mut open: Vec<ShapeId> = bodies.chain(error).collect();
        while let Some(id) = open.pop() {
            if reached[id.0].insert(index) {
                open.extend(parts(&api.shape(id).kind));
            }
        }
    }
    reached
}

fn parts(kind: &ShapeKind) -> Vec<ShapeId> {
    match kind {
        ShapeKind::TypeAlias(id) => vec![*id],
        kind => kind.types().into_iter().filter_map(Type::shapes).collect(),
    }
}
