//! The modules and their items: one module for each version and group, which extends the module of the version before.

use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};

use super::features::Features;
use super::parameter::{self, Parameters};
use super::parameter_docs::ParameterDocs;
use super::paths::Scope;
use super::writer::literal;
use crate::ident;
use crate::ir::{Api, GroupId, Ident, ModuleId, Operation, Revision, ShapeId, Type, Version};

/// The modules of a crate.
pub(super) struct Layout<'a> {
    /// In the order of versions.
    pub(super) versions: Vec<VersionModule>,
    /// In the order of versions, then groups.
    pub(super) modules: Vec<Module<'a>>,
    /// The features that modules and types depend on.
    pub(super) features: Features,
    /// The descriptors of parameters.
    pub(super) parameters: Parameters,
    pub(super) parameter_docs: ParameterDocs<'a>,
    /// The names of the descriptors of types and operations, by group and the name of the type.
    constants: HashMap<(GroupId, Ident), Ident>,
    /// The examples of types that are bodies of requests or responses.
    examples: HashMap<ShapeId, &'a serde_json::Value>,
    /// The versions that define each name, by group and name, ascending.
    defined: HashMap<(GroupId, Ident), Vec<Option<Version>>>,
}

/// The module of a version.
pub(super) struct VersionModule {
    pub(super) version: Option<Version>,
    /// Families that this version adds to.
    pub(super) own: Vec<GroupId>,
    /// Groups without changes, each with the version that last added to it.
    pub(super) inherited: Vec<(GroupId, Option<Version>)>,
}

/// The items that one version adds to one group.
pub(super) struct Module<'a> {
    pub(super) home: ModuleId,
    /// The version that last added to the group before.
    pub(super) inherits: Option<Option<Version>>,
    pub(super) shapes: Vec<ShapeId>,
    pub(super) revisions: Vec<(&'a Operation, &'a Revision)>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(api: &'a Api, features: Features) -> Self {
        let mut content: BTreeMap<ModuleId, Module<'a>> = BTreeMap::new();
        let module = |home| Module {
            home,
            inherits: None,
            shapes: Vec::new(),
            revisions: Vec::new(),
        };
        for (number, shape) in api
            .shapes
            .iter()
            .enumerate()
            .filter(|(_, shape)| !shape.is_alias())
        {
            content
                .entry(shape.home)
                .or_insert_with_key(|home| module(*home))
                .shapes
                .push(ShapeId(number));
        }
        for operation in &api.operations {
            for revision in &operation.revisions {
                let home = ModuleId {
                    version: revision.media_type.version,
                    group: operation.group,
                };
                let entry = content.entry(home).or_insert_with_key(|home| module(*home));
                entry.revisions.push((operation, revision));
            }
        }
        let homes: Vec<ModuleId> = content.keys().copied().collect();
        let mut modules: Vec<Module<'a>> = content.into_values().collect();
        for module in &mut modules {
            module.inherits = before(&homes, module.home);
        }
        let versions = api
            .versions
            .iter()
            .map(|version| VersionModule::new(api, &homes, *version))
            .collect();
        let defined = defined(api, &modules);
        let constants = constants(defined.keys());
        let mut layout = Self {
            versions,
            modules,
            features,
            parameters: Parameters::new(),
            parameter_docs: ParameterDocs::new(api),
            constants,
            examples: examples(api),
            defined,
        };
        layout.drop_shadowed();
        layout.parameters = parameter::named(&Scope {
            api,
            layout: &layout,
            home: None,
        });
        layout
    }

    /// Returns the name of the descriptor of the type or operation `ident` of `group`, the same in every version.
    pub(super) fn constant<'i>(&'i self, group: GroupId, ident: &'i Ident) -> &'i Ident {
        // Every type and operation has one.
        self.constants.get(&(group, ident.clone())).unwrap_or(ident)
    }

    /// Returns the example of a type; `None` if no operation documents one.
    pub(super) fn example(&self, id: ShapeId) -> Option<&'a serde_json::Value> {
        self.examples.get(&id).copied()
    }

    /// Removes the inheritance of modules that define every name anew.
    fn drop_shadowed(&mut self) {
        let takes = |module: &Module<'_>| {
            let earlier = self
                .defined
                .iter()
                .filter(|((group, _), _)| *group == module.home.group);
            earlier
                .filter(|(_, versions)| versions.iter().any(|v| precedes(*v, module.home.version)))
                .any(|(_, versions)| !versions.contains(&module.home.version))
        };
        let kept: Vec<bool> = self.modules.iter().map(takes).collect();
        for (module, kept) in self.modules.iter_mut().zip(kept) {
            module.inherits = module.inherits.filter(|_| kept);
        }
    }

    /// Returns true if the module `home` has calls, its own or those of an earlier version.
    pub(super) fn has_calls(&self, home: ModuleId) -> bool {
        let module = self.modules.iter().find(|module| module.home == home);
        module.is_some_and(|module| !module.revisions.is_empty() || self.calls_before(module).is_some())
    }

    /// Returns the earlier version whose calls a module also has.
    pub(super) fn calls_before(&self, module: &Module<'_>) -> Option<Option<Version>> {
        let before = |version: &Option<Version>| {
            self.has_calls(ModuleId {
                version: *version,
                group: module.home.group,
            })
        };
        module.inherits.filter(before)
    }

    /// Returns the version that defines the name `ident` of `group` as visible in the module of `version`.
    pub(super) fn visible(
        &self,
        version: Option<Version>,
        group: GroupId,
        ident: &Ident,
    ) -> Option<Option<Version>> {
        let defined = self.defined.get(&(group, ident.clone()))?;
        if defined.contains(&version) {
            return Some(version);
        }
        defined
            .iter()
            .copied()
            .filter(|other| precedes(*other, version))
            .max()
    }
}

impl VersionModule {
    fn new(api: &Api, homes: &[ModuleId], version: Option<Version>) -> Self {
        let groups = (0..api.groups.len()).map(GroupId);
        let (own, others): (Vec<_>, Vec<_>) = groups.partition(|group| {
            homes.contains(&ModuleId {
                version,
                group: *group,
            })
        });
        let before = |group| before(homes, ModuleId { version, group }).map(|version| (group, version));
        Self {
            version,
            own,
            inherited: others.into_iter().filter_map(before).collect(),
        }
    }
}

/// Returns the first documented body of each type that is a body.
fn examples(api: &Api) -> HashMap<ShapeId, &serde_json::Value> {
    let mut examples = HashMap::new();
    let revisions = api.operations.iter().flat_map(|operation| &operation.revisions);
    for revision in revisions {
        let request = revision.requests().map(|body| (&body.ty, &body.example));
        let replies = revision.replies.iter();
        let replies = replies.filter_map(|success| Some((success.reply.json()?, &success.example)));
        for (ty, example) in request.chain(replies) {
            if let (Type::Shape { id, .. }, Some(example)) = (ty, example) {
                examples.entry(*id).or_insert(example);
            }
        }
    }
    examples
}

/// Returns the module of a group that a version's own module extends.
fn before(homes: &[ModuleId], home: ModuleId) -> Option<Option<Version>> {
    let earlier = homes
        .iter()
        .filter(|other| other.group == home.group && precedes(other.version, home.version));
    earlier.map(|other| other.version).max()
}

/// Returns true if callers of `later` also see the items of `earlier`: `preview` and `upcoming` are separate.
fn precedes(earlier: Option<Version>, later: Option<Version>) -> bool {
    let is_separate = |version: Option<Version>| version.is_some_and(|version: Version| !version.is_stable());
    earlier < later && !is_separate(earlier) && !is_separate(later)
}

fn defined(api: &Api, modules: &[Module<'_>]) -> HashMap<(GroupId, Ident), Vec<Option<Version>>> {
    let mut defined: HashMap<(GroupId, Ident), Vec<Option<Version>>> = HashMap::new();
    for module in modules {
        let shapes = module.shapes.iter().map(|id| &api.shape(*id).ident);
        let operations = module.revisions.iter().map(|(_, revision)| &revision.ident);
        for ident in shapes.chain(operations) {
            defined
                .entry((module.home.group, ident.clone()))
                .or_default()
                .push(module.home.version);
        }
    }
    defined
}

/// The constant in every module of a version, in addition to its descriptors.
const MEDIA_TYPE: &str = "MEDIA_TYPE";

/// Names the descriptors of the `defined` items: names are distinct in a group, and not the name of a type.
fn constants<'d>(defined: impl Iterator<Item = &'d (GroupId, Ident)>) -> HashMap<(GroupId, Ident), Ident> {
    let mut groups: BTreeMap<GroupId, BTreeSet<&Ident>> = BTreeMap::new();
    for (group, ident) in defined {
        groups.entry(*group).or_default().insert(ident);
    }
    let mut constants = HashMap::new();
    for (group, types) in groups {
        let wanted = types
            .iter()
            .map(|ident| (ident::constant_ident(ident), ident.as_str()));
        let reserved = |ident: &Ident| types.contains(ident) || ident.as_str() == MEDIA_TYPE;
        let named = types.iter().zip(ident::distinct(wanted, reserved).idents);
        constants.extend(named.map(|(ident, constant)| ((group, (*ident).clone()), constant)));
    }
    constants
}

/// Returns the path of a module's file below `src`, without its extension.
pub(super) fn module_path(api: &Api, home: ModuleId) -> String {
    let stem = ident::file_stem(&api.group(home.group).ident);
    format!("{}/{stem}", ident::version_module(home.version))
}

/// Returns the attribute with the path of the file of a module, relative to the folder of the file that declares it:
/// `front`, the stem of the module's file and `back`. `None` if the compiler finds the file by the module's name.
pub(super) fn path_attribute(module: &Ident, front: &str, back: &str) -> Option<String> {
    let stem = ident::file_stem(module);
    (stem != module.as_str()).then(|| format!("#[path = {}]", literal(&format!("{front}{stem}{back}"))))
}
