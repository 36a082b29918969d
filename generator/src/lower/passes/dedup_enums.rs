//! Merges enums that list the same strings.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::ident;
use crate::ir::{ConstantKind, EnumValue, GroupId, Ident, ModuleId, Shape, ShapeId, ShapeKind, Type};
use crate::load::Rename;
use crate::lower::passes::naming;

/// Merges types with the same name in the settings if they are enums of the same strings, and renames others.
pub(in crate::lower) fn merge_same_named(shapes: &mut [Shape], chosen: &[Rename]) -> Vec<Diagnostic> {
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
            let same = |(a, b): (&EnumValue, &EnumValue)| key(a) == key(b);
            a.values.len() == b.values.len() && a.values.iter().zip(&b.values).all(same)
        }
        _ => false,
    }
}

/// Returns the part of a value that has to be equal in merged enums.
fn key(value: &EnumValue) -> (String, ConstantKind, Ident) {
    (value.wire.0.clone(), value.kind, value.ident.clone())
}

/// Keeps one of several enums of a group with the same strings, and makes the others aliases of it, so that names do
/// not depend on other schemas. An enum that the settings name stays a separate type.
pub(in crate::lower) fn dedup(shapes: &mut [Shape], chosen: &[Rename]) {
    let chosen: HashSet<&str> = chosen.iter().map(|entry| entry.from.as_str()).collect();
    let mut groups: BTreeMap<(GroupId, Vec<_>), Vec<usize>> = BTreeMap::new();
    for (number, shape) in shapes.iter().enumerate() {
        let ShapeKind::Enum(values) = &shape.kind else {
            continue;
        };
        if !chosen.contains(shape.wire.as_str()) {
            let texts = values.values.iter().map(key).collect();
            groups.entry((shape.home.group, texts)).or_default().push(number);
        }
    }
    for members in groups.into_values() {
        share(shapes, &members);
    }
}

/// Keeps the member in the earliest version: a component before inline schemas, then the shortest
/// name.
fn share(shapes: &mut [Shape], members: &[usize]) {
    let rank = |number: &usize| {
        let shape = &shapes[*number];
        let is_inline = shape.wire.as_str().contains('/');
        (
            shape.home,
            is_inline,
            shape.ident.as_str().len(),
            shape.ident.clone(),
        )
    };
    let Some(kept) = members.iter().copied().min_by_key(rank) else {
        return;
    };
    for number in members.iter().copied().filter(|number| *number != kept) {
        shapes[number].kind = ShapeKind::TypeAlias(ShapeId(kept));
    }
}

/// Makes a type a duplicate of `kept`, without code.
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
