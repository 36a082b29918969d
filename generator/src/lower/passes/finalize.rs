//! Names types, lets enums of the same texts be one type, and puts everything into its final order.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{
    Api, GroupId, Ident, ModuleId, Operation, ResponseBody, Revision, Shape, ShapeId, ShapeKind, Type,
};
use crate::load::Rename;
use crate::lower::passes::naming::{self, UnnamedType};
use crate::lower::types::builder::TypeBuilder;

/// The shapes with their names, in the order of the pending, and what is wrong with the chosen names.
///
/// Enums of the same texts are one type. Where no person gave them a name, each keeps its own beside it: names do not
/// change with the schemas that come and go.
pub(in crate::lower) fn name(
    shapes: &TypeBuilder<'_>,
    homes: Vec<ModuleId>,
    chosen: &[Rename],
) -> (Vec<Shape>, Vec<Diagnostic>) {
    let pending = shapes.pending();
    let nameless: Vec<UnnamedType> = pending
        .iter()
        .zip(&homes)
        .map(|(draft, home)| {
            let both = matches!(draft.kind, Some(ShapeKind::Enum(_)));
            UnnamedType {
                wire: draft.wire.clone(),
                home: *home,
                side: (!both).then_some(draft.side),
            }
        })
        .collect();
    let (idents, mut problems) = naming::name_types(&nameless, chosen);
    let finish =
        |((draft, home), ident): ((&crate::lower::types::builder::PendingType<'_>, ModuleId), Ident)| {
            draft.finish(&shapes.index, ident, home)
        };
    let mut named: Vec<Shape> = pending.iter().zip(homes).zip(idents).map(finish).collect();
    problems.extend(unused(&nameless, chosen));
    problems.extend(merge_same_named_enums(&mut named, chosen));
    dedup_enums(&mut named, chosen);
    (named, problems)
}

fn unused(shapes: &[UnnamedType], chosen: &[Rename]) -> Vec<Diagnostic> {
    let wires: HashSet<&str> = shapes.iter().map(|shape| shape.wire.as_str()).collect();
    let unused = chosen.iter().filter(|entry| !wires.contains(entry.from.as_str()));
    unused
        .map(|entry| {
            let message = format!("no operation reaches a type `{}`", entry.from);
            let help =
                "remove the entry; inline types are called `Schema/property` or `operationId/parameter`";
            Diagnostic::error("unused-name", entry.at.clone(), message, help)
        })
        .collect()
}

/// Types that people gave one name: the same type if they are enums of the same texts, an error otherwise.
fn merge_same_named_enums(shapes: &mut [Shape], chosen: &[Rename]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut first: HashMap<(ModuleId, Ident), usize> = HashMap::new();
    for number in 0..shapes.len() {
        let key = (shapes[number].home, shapes[number].ident.clone());
        let Some(other) = first.get(&key).copied() else {
            first.insert(key, number);
            continue;
        };
        if same_texts(&shapes[number], &shapes[other]) {
            alias_to(shapes, number, other);
        } else if let Some(entry) = chosen
            .iter()
            .find(|entry| entry.from == shapes[number].wire.as_str())
        {
            let (home, ident) = (shapes[number].home, shapes[number].ident.clone());
            let taken = |ident: &Ident| {
                shapes
                    .iter()
                    .any(|shape| shape.home == home && shape.ident == *ident)
            };
            let free = (2..)
                .map(|number| ident::numbered(&ident, number))
                .find(|ident| !taken(ident))
                .expect("there are more numbers than types");
            let other = shapes[other].wire.as_str();
            problems.push(naming::collision(entry.at.clone(), &entry.from, other, &free));
            shapes[number].ident = free;
        }
    }
    problems
}

fn same_texts(a: &Shape, b: &Shape) -> bool {
    match (&a.kind, &b.kind) {
        (ShapeKind::Enum(a), ShapeKind::Enum(b)) => {
            a.values.len() == b.values.len() && a.values.iter().zip(&b.values).all(|(a, b)| a.wire == b.wire)
        }
        _ => false,
    }
}

/// Sorts the shapes, and renumbers what names them.
pub(in crate::lower) fn finalize(
    mut shapes: Vec<Shape>,
    mut error: Option<ShapeId>,
    operations: &mut [Operation],
) -> (Vec<Shape>, Option<ShapeId>) {
    let mut order: Vec<usize> = (0..shapes.len()).collect();
    order.sort_by(|a, b| key(&shapes[*a]).cmp(&key(&shapes[*b])));
    let mut numbers = vec![ShapeId(0); shapes.len()];
    for (new, old) in order.iter().enumerate() {
        numbers[*old] = ShapeId(new);
    }
    let renumber = |ty: &mut Type| ty.for_each_shape(&mut |id, _| *id = numbers[id.0]);
    shapes
        .iter_mut()
        .flat_map(|shape| shape.kind.types_mut())
        .for_each(renumber);
    operations.iter_mut().flat_map(types_of).for_each(renumber);
    for shape in &mut shapes {
        if let ShapeKind::TypeAlias(same) = &mut shape.kind {
            *same = numbers[same.0];
        }
    }
    error = error.map(|id| numbers[id.0]);
    let mut slots: Vec<Option<Shape>> = shapes.into_iter().map(Some).collect();
    (order.iter().filter_map(|old| slots[*old].take()).collect(), error)
}

/// What stands for itself comes before what stands for it.
fn key(shape: &Shape) -> (ModuleId, &Ident, bool, &str) {
    (shape.home, &shape.ident, shape.is_alias(), shape.wire.as_str())
}

/// Every type that an operation names itself.
pub(in crate::lower) fn types_of(operation: &mut Operation) -> Vec<&mut Type> {
    let mut types: Vec<&mut Type> = operation
        .parameters
        .iter_mut()
        .map(|parameter| &mut parameter.ty)
        .collect();
    for revision in &mut operation.revisions {
        types.extend(revision.request.iter_mut().map(|body| &mut body.ty));
        for success in &mut revision.replies {
            match &mut success.reply {
                ResponseBody::One(ty) => types.push(ty),
                ResponseBody::Page { page, item } => types.extend([page, item]),
                ResponseBody::Empty | ResponseBody::Stream => {}
            }
        }
    }
    types
}

/// Of several enums of one group with the same texts, one is the type, and the others are other names of it. An enum
/// whose name a person chose stays a type of its own.
fn dedup_enums(shapes: &mut [Shape], chosen: &[Rename]) {
    let chosen: HashSet<&str> = chosen.iter().map(|entry| entry.from.as_str()).collect();
    let mut groups: BTreeMap<(GroupId, Vec<String>), Vec<usize>> = BTreeMap::new();
    for (number, shape) in shapes.iter().enumerate() {
        let ShapeKind::Enum(values) = &shape.kind else {
            continue;
        };
        if !chosen.contains(shape.wire.as_str()) {
            let texts = values.values.iter().map(|value| value.wire.0.clone()).collect();
            groups.entry((shape.home.group, texts)).or_default().push(number);
        }
    }
    for members in groups.into_values() {
        share(shapes, &members);
    }
}

/// Makes one of `members` the type: of those in the earliest version the one with the shortest name.
fn share(shapes: &mut [Shape], members: &[usize]) {
    let rank = |number: &usize| {
        let shape = &shapes[*number];
        (shape.home, shape.ident.as_str().len(), shape.ident.clone())
    };
    let Some(kept) = members.iter().copied().min_by_key(rank) else {
        return;
    };
    for number in members.iter().copied().filter(|number| *number != kept) {
        shapes[number].kind = ShapeKind::TypeAlias(ShapeId(kept));
    }
}

/// Makes a type another name of `kept`: it has no code of its own.
fn alias_to(shapes: &mut [Shape], number: usize, kept: usize) {
    let (home, ident) = (shapes[kept].home, shapes[kept].ident.clone());
    let kind = ShapeKind::Duplicate(Type::Shape {
        id: ShapeId(kept),
        boxed: false,
    });
    shapes[number] = Shape {
        home,
        ident,
        kind,
        ..shapes[number].clone()
    };
}

/// Gives operations names that no type and no other operation of their module has, and calls of a module distinct methods.
pub(in crate::lower) fn rename_colliding_modules(api: &mut Api) -> Vec<Diagnostic> {
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
        for (one, method) in revisions.iter_mut().zip(methods) {
            one.revision.method = method;
        }
    }
    problems
}

/// A revision, and what it has of its operation.
struct Named<'o> {
    at: Location,
    id: &'o str,
    method: &'o Ident,
    revision: &'o mut Revision,
}

fn revisions_by_home(operations: &mut [Operation]) -> BTreeMap<ModuleId, Vec<Named<'_>>> {
    let mut homes: BTreeMap<ModuleId, Vec<Named<'_>>> = BTreeMap::new();
    for operation in operations {
        for revision in &mut operation.revisions {
            let home = ModuleId {
                version: revision.media_type.version,
                group: operation.group,
            };
            homes.entry(home).or_default().push(Named {
                at: operation.at.clone(),
                id: &operation.id,
                method: &operation.ident,
                revision,
            });
        }
    }
    homes
}

/// Names the revisions of one module, which has `types`. The name of an operation as such goes before one with a format.
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
