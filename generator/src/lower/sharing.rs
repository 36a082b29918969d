//! Names types, lets enums of the same texts be one type, and puts everything into its final order.

use std::collections::HashMap;

use super::naming::{self, Nameless};
use super::shapes::Shapes;
use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Home, Ident, Operation, Reply, Shape, ShapeId, ShapeKind, Type};
use crate::load::Rename;
use crate::name;

/// The shapes with their names, in the order of the drafts, and what is wrong with the chosen names.
///
/// Where a person gave two enums of the same texts the same name, they are one: the second becomes an alias that
/// [`settle`] resolves.
pub(super) fn name(
    shapes: &Shapes<'_>,
    homes: Vec<Home>,
    chosen: &[Rename],
) -> (Vec<Shape>, Vec<Diagnostic>) {
    let drafts = shapes.drafts();
    let nameless: Vec<Nameless> = drafts
        .iter()
        .zip(&homes)
        .map(|(draft, home)| {
            let both = matches!(draft.kind, Some(ShapeKind::Enum(_)));
            Nameless {
                wire: draft.wire.clone(),
                home: *home,
                side: (!both).then_some(draft.side),
            }
        })
        .collect();
    let (idents, mut problems) = naming::name_types(&nameless, chosen);
    let finish = |((draft, home), ident): ((&super::shapes::Draft<'_>, Home), Ident)| {
        draft.finish(&shapes.index, ident, home)
    };
    let mut named: Vec<Shape> = drafts.iter().zip(homes).zip(idents).map(finish).collect();
    problems.extend(unused(&nameless, chosen));
    problems.extend(merge_namesakes(&mut named, chosen));
    (named, problems)
}

fn unused(shapes: &[Nameless], chosen: &[Rename]) -> Vec<Diagnostic> {
    let unused = chosen
        .iter()
        .filter(|entry| !shapes.iter().any(|shape| shape.wire == entry.from));
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
fn merge_namesakes(shapes: &mut [Shape], chosen: &[Rename]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut first: HashMap<(Home, Ident), usize> = HashMap::new();
    for number in 0..shapes.len() {
        let key = (shapes[number].home, shapes[number].ident.clone());
        let Some(other) = first.get(&key).copied() else {
            first.insert(key, number);
            continue;
        };
        if same_texts(&shapes[number], &shapes[other]) {
            shapes[number].kind = ShapeKind::Alias(Type::Shape {
                id: ShapeId(other),
                boxed: false,
            });
        } else if let Some(entry) = chosen
            .iter()
            .find(|entry| entry.from == shapes[number].wire.as_str())
        {
            let other = shapes[other].wire.as_str();
            problems.push(naming::collision(
                entry.at.clone(),
                &entry.from,
                other,
                &shapes[number].ident,
            ));
            let (home, ident) = (shapes[number].home, shapes[number].ident.clone());
            let taken = |ident: &Ident| {
                shapes
                    .iter()
                    .any(|shape| shape.home == home && shape.ident == *ident)
            };
            let free = (2..)
                .map(|number| name::numbered(&ident, number))
                .find(|ident| !taken(ident));
            shapes[number].ident = free.expect("there are more numbers than types");
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

/// Sorts the shapes, drops the namesakes, turns further enums of the same texts into aliases, and renumbers.
pub(super) fn settle(
    mut shapes: Vec<Shape>,
    mut error: Option<ShapeId>,
    operations: &mut [Operation],
) -> (Vec<Shape>, Option<ShapeId>) {
    let mut order: Vec<usize> = (0..shapes.len())
        .filter(|number| namesake(&shapes[*number]).is_none())
        .collect();
    order.sort_by(|a, b| key(&shapes[*a]).cmp(&key(&shapes[*b])));
    let mut numbers = vec![ShapeId(0); shapes.len()];
    for (new, old) in order.iter().enumerate() {
        numbers[*old] = ShapeId(new);
    }
    for (old, shape) in shapes.iter().enumerate() {
        if let Some(kept) = namesake(shape) {
            numbers[old] = numbers[kept.0];
        }
    }
    let renumber = |ty: &mut Type| ty.for_each_shape(&mut |id, _| *id = numbers[id.0]);
    shapes
        .iter_mut()
        .flat_map(|shape| shape.kind.types_mut())
        .for_each(renumber);
    operations.iter_mut().flat_map(types_of).for_each(renumber);
    error = error.map(|id| numbers[id.0]);
    let mut slots: Vec<Option<Shape>> = shapes.into_iter().map(Some).collect();
    let mut sorted: Vec<Shape> = order.iter().filter_map(|old| slots[*old].take()).collect();
    share_enums(&mut sorted);
    (sorted, error)
}

fn key(shape: &Shape) -> (Home, &Ident) {
    (shape.home, &shape.ident)
}

fn namesake(shape: &Shape) -> Option<ShapeId> {
    match shape.kind {
        ShapeKind::Alias(Type::Shape { id, .. }) => Some(id),
        _ => None,
    }
}

fn types_of(operation: &mut Operation) -> Vec<&mut Type> {
    let mut types: Vec<&mut Type> = operation
        .parameters
        .iter_mut()
        .map(|parameter| &mut parameter.ty)
        .collect();
    for revision in &mut operation.revisions {
        types.extend(revision.request.iter_mut().map(|body| &mut body.ty));
        for success in &mut revision.replies {
            match &mut success.reply {
                Reply::One(ty) => types.push(ty),
                Reply::Page { page, item } => types.extend([page, item]),
                Reply::Empty | Reply::Stream => {}
            }
        }
    }
    types
}

/// Of several enums of one family with the same texts, the first is the type and the others are names for it.
fn share_enums(shapes: &mut [Shape]) {
    let mut first: HashMap<(crate::ir::FamilyId, Vec<String>), ShapeId> = HashMap::new();
    for (number, shape) in shapes.iter_mut().enumerate() {
        let ShapeKind::Enum(values) = &shape.kind else {
            continue;
        };
        let texts = values.values.iter().map(|value| value.wire.0.clone()).collect();
        let canonical = *first.entry((shape.home.family, texts)).or_insert(ShapeId(number));
        if canonical.0 != number {
            shape.kind = ShapeKind::Alias(Type::Shape {
                id: canonical,
                boxed: false,
            });
        }
    }
}

/// Types and operations of one module that have one name; the operation gets a number.
pub(super) fn crowded(api: &mut Api) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for operation in &mut api.operations {
        for revision in &mut operation.revisions {
            let home = Home {
                version: revision.media_type.version,
                family: operation.family,
            };
            let rival = |ident: &Ident| {
                api.shapes
                    .iter()
                    .find(|shape| shape.home == home && shape.ident == *ident)
            };
            let Some(shape) = rival(&revision.ident) else {
                continue;
            };
            let wire = shape.wire.as_str();
            problems.push(naming::collision(
                operation.at.clone(),
                &operation.id,
                wire,
                &revision.ident,
            ));
            let free = (2..)
                .map(|number| name::numbered(&revision.ident, number))
                .find(|ident| rival(ident).is_none());
            revision.ident = free.expect("there are more numbers than types");
        }
    }
    problems
}
