//! Cargo features of a crate with many groups: one for each group, so that users compile only the groups they need.
//!
//! The modules of a group with operations depend on its feature. Types in modules of other groups depend on the
//! features of all groups that use them.

use std::collections::BTreeSet;

use crate::ident;
use crate::ir::{Api, GroupId, Ident, Operation, ShapeId, ShapeKind, Type};

/// Reserved names in the manifest of every crate.
const RESERVED: &[&str] = &[
    "default",
    "ring",
    "aws-lc-rs",
    "inspect",
    "time",
    "client",
    "blocking",
    "download",
    "mock",
    "tracing",
    "_client",
];

/// The features of a crate.
pub(crate) struct Features {
    /// The feature of each group; `None` for a group that is always compiled.
    names: Vec<Option<Ident>>,
    /// The groups with features that each group needs.
    needs: Vec<BTreeSet<GroupId>>,
    /// The groups that use each shape, ascending; `None` for a shape that is always compiled.
    users: Vec<Option<Vec<GroupId>>>,
}

impl Features {
    /// Returns the features of `api`; no features if its groups are none, or if the manifest is not generated.
    pub(crate) fn new(api: &Api, is_complete: bool) -> Self {
        if !is_complete || api.group_features != Some(true) {
            return Self {
                names: vec![None; api.groups.len()],
                needs: vec![BTreeSet::new(); api.groups.len()],
                users: vec![None; api.shapes.len()],
            };
        }
        let mut gated: Vec<bool> = vec![false; api.groups.len()];
        api.operations
            .iter()
            .for_each(|operation| gated[operation.group.0] = true);
        let always = always(api, &mut gated);
        let users = users(api, &gated, &always);
        Self {
            needs: needs(api, &gated, &users),
            names: names(api, &gated),
            users: with_aliases(api, users, &always),
        }
    }

    /// Returns whether groups have features.
    pub(super) fn are_used(&self) -> bool {
        self.names.iter().any(Option::is_some)
    }

    /// Returns whether the modules of a group depend on a feature.
    pub(super) fn is_gated(&self, group: GroupId) -> bool {
        self.name(group).is_some()
    }

    /// Returns the feature of a group; `None` for a group that is always compiled.
    pub(crate) fn name(&self, group: GroupId) -> Option<&Ident> {
        self.names[group.0].as_ref()
    }

    /// Returns each feature with the features that it enables, by name.
    pub(super) fn all(&self) -> Vec<(&Ident, Vec<&Ident>)> {
        let named = self.names.iter().zip(&self.needs);
        let mut all: Vec<_> = named
            .filter_map(|(name, needs)| {
                let needs = needs.iter().filter_map(|group| self.names[group.0].as_ref());
                Some((name.as_ref()?, needs.collect()))
            })
            .collect();
        all.sort();
        all
    }

    /// Returns the condition under which the modules of `group` are compiled; `None` if they always are.
    pub(super) fn of_group(&self, group: GroupId) -> Option<String> {
        self.condition(&[group])
    }

    /// Returns the groups that a type in a module without a feature depends on; `None` if it is always compiled.
    pub(super) fn of_shape(&self, api: &Api, id: ShapeId) -> Option<&[GroupId]> {
        let is_gated = self.is_gated(api.shape(id).home.group);
        self.users[id.0].as_deref().filter(|_| !is_gated)
    }

    /// Returns the condition that one of `groups` is enabled; `None` if one of them always is.
    pub(super) fn condition(&self, groups: &[GroupId]) -> Option<String> {
        let name = |group: &GroupId| Some(format!("feature = {:?}", self.name(*group)?.as_str()));
        let mut names: Vec<String> = groups.iter().map(name).collect::<Option<_>>()?;
        match names.len() {
            0 => None,
            1 => names.pop(),
            _ => Some(format!("any({})", names.join(", "))),
        }
    }
}

/// Returns the attribute that compiles an item only under `condition`.
pub(super) fn attribute(condition: &str) -> String {
    format!("#[cfg({condition})]")
}

fn names(api: &Api, gated: &[bool]) -> Vec<Option<Ident>> {
    let wanted = api
        .groups
        .iter()
        .map(|group| (group.ident.clone(), group.ident.as_str()));
    let names = ident::distinct(wanted, |ident| RESERVED.contains(&ident.as_str())).idents;
    names
        .into_iter()
        .zip(gated)
        .map(|(name, gated)| gated.then_some(name))
        .collect()
}

/// Finds the shapes that are always compiled, and removes the gates of groups that contain one of them.
fn always(api: &Api, gated: &mut [bool]) -> Vec<bool> {
    loop {
        let mut reached = vec![false; api.shapes.len()];
        let open = |operation: &&Operation| !gated[operation.group.0];
        let roots: Vec<ShapeId> = api
            .operations
            .iter()
            .filter(open)
            .flat_map(shapes)
            .chain(api.error)
            .collect();
        reach(api, &roots, &mut reached);
        let mut used = reached.clone();
        let all: Vec<ShapeId> = api.operations.iter().flat_map(shapes).collect();
        reach(api, &all, &mut used);
        let is_alias = |id: &ShapeId| matches!(api.shape(*id).kind, ShapeKind::TypeAlias(_));
        let unused = (0..used.len())
            .filter(|index| !used[*index])
            .map(ShapeId)
            .filter(|id| !is_alias(id));
        reach(api, &unused.collect::<Vec<_>>(), &mut reached);
        let homes = api.shapes.iter().zip(&reached).filter(|(_, reached)| **reached);
        let homes: Vec<GroupId> = homes
            .map(|(shape, _)| shape.home.group)
            .filter(|group| gated[group.0])
            .collect();
        if homes.is_empty() {
            return reached;
        }
        homes.into_iter().for_each(|group| gated[group.0] = false);
    }
}

/// Finds the groups that use each shape, ascending; none for those that are compiled always.
fn users(api: &Api, gated: &[bool], always: &[bool]) -> Vec<Vec<GroupId>> {
    let mut users = vec![Vec::new(); api.shapes.len()];
    for group in (0..gated.len()).filter(|group| gated[*group]).map(GroupId) {
        let own = api.operations.iter().filter(|operation| operation.group == group);
        let defined = (0..api.shapes.len()).filter(|index| api.shapes[*index].home.group == group);
        let roots: Vec<ShapeId> = own.flat_map(shapes).chain(defined.map(ShapeId)).collect();
        let mut reached = always.to_vec();
        reach(api, &roots, &mut reached);
        let new = (0..reached.len()).filter(|index| reached[*index] && !always[*index]);
        new.for_each(|index| users[index].push(group));
    }
    users
}

/// Assigns the users of a type to its aliases, if these have none themselves.
fn with_aliases(api: &Api, users: Vec<Vec<GroupId>>, always: &[bool]) -> Vec<Option<Vec<GroupId>>> {
    let of = |index: usize| {
        let mut index = index;
        while let (true, ShapeKind::TypeAlias(same)) = (users[index].is_empty(), &api.shapes[index].kind) {
            index = same.0;
        }
        (!always[index] && !users[index].is_empty()).then(|| users[index].clone())
    };
    (0..users.len()).map(of).collect()
}

/// Finds the groups that define types of each group, or read the jobs that it creates.
fn needs(api: &Api, gated: &[bool], users: &[Vec<GroupId>]) -> Vec<BTreeSet<GroupId>> {
    let mut needs = vec![BTreeSet::new(); gated.len()];
    let mut need = |group: GroupId, other: GroupId| {
        if other != group && gated[other.0] {
            needs[group.0].insert(other);
        }
    };
    for (shape, users) in api.shapes.iter().zip(users) {
        users.iter().for_each(|group| need(*group, shape.home.group));
    }
    for operation in &api.operations {
        for created in operation
            .revisions
            .iter()
            .filter_map(|revision| revision.creates.as_ref())
        {
            need(operation.group, api.operations[created.operation].group);
        }
    }
    needs
}

/// Marks all shapes that `roots` contain.
fn reach(api: &Api, roots: &[ShapeId], reached: &mut [bool]) {
    let mut open = roots.to_vec();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut reached[id.0], true) {
            let kind = &api.shape(id).kind;
            open.extend(kind.types().into_iter().filter_map(Type::shapes));
            if let ShapeKind::TypeAlias(same) = kind {
                open.push(*same);
            }
        }
    }
}

/// Returns the shapes that an operation names itself.
fn shapes(operation: &Operation) -> impl Iterator<Item = ShapeId> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let headers = operation.headers.iter().map(|header| &header.ty);
    let types = operation.body_types().chain(parameters).chain(headers);
    types.filter_map(Type::shapes)
}
