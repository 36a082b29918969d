//! Gives the operations of each module distinct names.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{Api, Ident, ModuleId, Operation, Revision};
use crate::lower::passes::naming;

/// Gives each operation a name that no type and no other operation of its module has, and a distinct method.
pub(in crate::lower) fn name(api: &mut Api) -> Vec<Diagnostic> {
    let mut types: HashMap<ModuleId, HashMap<Ident, String>> = HashMap::new();
    for shape in api.shapes.iter().filter(|shape| !shape.is_alias()) {
        let names = types.entry(shape.home).or_default();
        names.insert(shape.ident.clone(), shape.wire.as_str().to_owned());
    }
    let mut problems = Vec::new();
    for (home, revisions) in &mut revisions_by_home(&mut api.operations) {
        problems.extend(name_revisions(revisions, types.get(home)));
        let wanted = revisions
            .iter()
            .map(|one| (one.revision.method.clone(), one.method.as_str()));
        let methods = ident::distinct(wanted, |_| false).idents;
        let taken: HashSet<Ident> = methods.iter().cloned().collect();
        for (one, method) in revisions.iter_mut().zip(methods) {
            one.revision.method = method;
        }
        name_methods_of_other_bodies(revisions, &taken);
    }
    problems
}

/// Gives the methods that send alternative bodies distinct names, which are not `taken`.
fn name_methods_of_other_bodies(revisions: &mut [Named<'_>], taken: &HashSet<Ident>) {
    let others = revisions.iter().flat_map(|one| &one.revision.other_requests);
    let wanted = others.map(|other| (other.method.clone(), other.body.media_type.text.as_str()));
    let methods = ident::distinct(wanted, |ident| taken.contains(ident)).idents;
    let others = revisions
        .iter_mut()
        .flat_map(|one| &mut one.revision.other_requests);
    for (other, method) in others.zip(methods) {
        other.method = method;
    }
}

/// A revision, with the names of its operation.
struct Named<'o> {
    at: Location,
    id: &'o str,
    method: &'o Ident,
    revision: &'o mut Revision,
}

fn revisions_by_home(operations: &mut [Operation]) -> BTreeMap<ModuleId, Vec<Named<'_>>> {
    let mut modules: BTreeMap<ModuleId, Vec<Named<'_>>> = BTreeMap::new();
    for operation in operations {
        for revision in &mut operation.revisions {
            let home = ModuleId {
                version: revision.media_type.version,
                group: operation.group,
            };
            modules.entry(home).or_default().push(Named {
                at: operation.at.clone(),
                id: &operation.id,
                method: &operation.ident,
                revision,
            });
        }
    }
    modules
}

/// Names the revisions of one module, which has `types`. The plain name of an operation takes precedence over one with
/// a format.
fn name_revisions(revisions: &mut [Named<'_>], types: Option<&HashMap<Ident, String>>) -> Vec<Diagnostic> {
    let plain: Vec<Ident> = revisions
        .iter()
        .map(|one| ident::operation_type(one.method))
        .collect();
    let wanted = revisions
        .iter()
        .zip(&plain)
        .map(|(one, plain)| (one.revision.ident.clone(), plain.as_str()));
    let is_type = |ident: &Ident| types.is_some_and(|types| types.contains_key(ident));
    let ident::Distinct { idents, rivals } = ident::distinct(wanted, is_type);
    let mut problems = Vec::new();
    for (index, (ident, rival)) in idents.iter().zip(rivals).enumerate() {
        let one = &revisions[index];
        let other = match rival {
            Some(rival) => Some(revisions[rival].id),
            None => types
                .and_then(|types| types.get(&one.revision.ident))
                .map(String::as_str),
        };
        if let Some(other) = other.filter(|_| one.revision.ident != *ident) {
            problems.push(naming::collision(one.at.clone(), one.id, other, ident));
        }
    }
    for (one, ident) in revisions.iter_mut().zip(idents) {
        one.revision.ident = ident;
    }
    problems
}
