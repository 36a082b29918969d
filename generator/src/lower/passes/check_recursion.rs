//! Finds types without finite values, and unions that contain themselves.

use crate::diagnostic::Diagnostic;
use crate::ir::{Presence, ShapeId, ShapeKind, Type, Variant};
use crate::lower::passes::box_cycles::cycles;
use crate::lower::types::builder::TypeBuilder;

/// Reports both, and breaks the cycles: required properties on them become optional, variants on them are omitted.
pub(in crate::lower) fn check(builder: &mut TypeBuilder<'_>) {
    let kinds: Vec<&ShapeKind> = builder
        .table
        .types
        .iter()
        .filter_map(|draft| draft.kind.as_ref())
        .collect();
    let alternatives: Vec<Vec<ShapeId>> = kinds.iter().map(|kind| alternatives(&kinds, kind)).collect();
    let (unions, structs) = (circular(&alternatives), circular(&endless(&kinds)));
    for number in &structs {
        let message = "the type requires itself, so no finite value exists: the property is read as optional";
        let help = "make one property of the cycle optional or nullable";
        report(builder, "uninhabited-type", *number, message, help);
        break_struct(builder, *number, &structs);
    }
    for number in &unions {
        let message = "the union is one of its own variants: that variant is ignored";
        let help = "remove the variant: the other variants cover its values";
        report(builder, "self-referential-union", *number, message, help);
        break_union(builder, *number, &unions);
    }
}

fn report(builder: &mut TypeBuilder<'_>, code: &'static str, number: usize, message: &str, help: &str) {
    let at = builder.table.types[number]
        .schema
        .node_ref
        .location(builder.resolver.documents);
    builder.report(Diagnostic::new(code, at, message, help));
}

fn break_struct(builder: &mut TypeBuilder<'_>, number: usize, cycle: &[usize]) {
    let Some(ShapeKind::Struct(object)) = &mut builder.table.types[number].kind else {
        return;
    };
    for field in &mut object.fields {
        let leads_back = shape(&field.ty).is_some_and(|id| cycle.contains(&id.0));
        if leads_back && field.presence == Presence::Required {
            field.presence = Presence::Optional;
        }
    }
}

fn break_union(builder: &mut TypeBuilder<'_>, number: usize, cycle: &[usize]) {
    let Some(ShapeKind::Union(union)) = &mut builder.table.types[number].kind else {
        return;
    };
    let stays = |variant: &Variant| shape(&variant.ty).is_none_or(|id| !cycle.contains(&id.0));
    let kept: Vec<bool> = union.variants.iter().map(stays).collect();
    let mut stays = kept.iter();
    union
        .variants
        .retain(|_| stays.next().is_some_and(|stays| *stays));
    if let Some(discriminator) = &mut union.discriminator {
        discriminator
            .mapping
            .retain(|(_, variant)| kept.get(*variant).is_some_and(|stays| *stays));
        for (_, variant) in &mut discriminator.mapping {
            *variant = kept[..*variant].iter().filter(|stays| **stays).count();
        }
    }
}

/// Returns the unions among the variants of a union.
fn alternatives(kinds: &[&ShapeKind], kind: &ShapeKind) -> Vec<ShapeId> {
    let ShapeKind::Union(union) = kind else {
        return Vec::new();
    };
    let named = union.variants.iter().filter_map(|variant| match variant.ty {
        Type::Shape { id, .. } => Some(id),
        _ => None,
    });
    named
        .filter(|id| matches!(kinds[id.0], ShapeKind::Union(_)))
        .collect()
}

/// Returns, for each type without a finite value, the required types without one.
///
/// A type has a finite value if all types that it requires have one. The types that remain at the fixed point have
/// none.
fn endless(kinds: &[&ShapeKind]) -> Vec<Vec<ShapeId>> {
    let needs: Vec<Vec<ShapeId>> = kinds
        .iter()
        .map(|kind| needed(kind).filter_map(shape).collect())
        .collect();
    let mut needed_by = vec![Vec::new(); kinds.len()];
    for (number, needs) in needs.iter().enumerate() {
        needs.iter().for_each(|id| needed_by[id.0].push(number));
    }
    let mut missing: Vec<usize> = kinds
        .iter()
        .zip(&needs)
        .map(|(kind, needs)| missing(kind, needs))
        .collect();
    let mut left = vec![true; kinds.len()];
    let mut open: Vec<usize> = (0..kinds.len()).filter(|number| missing[*number] == 0).collect();
    while let Some(number) = open.pop() {
        left[number] = false;
        for waiting in &needed_by[number] {
            missing[*waiting] = missing[*waiting].saturating_sub(1);
            if missing[*waiting] == 0 && left[*waiting] {
                left[*waiting] = false;
                open.push(*waiting);
            }
        }
    }
    let unresolved = |number: usize| match left[number] {
        true => needs[number].iter().copied().filter(|id| left[id.0]).collect(),
        false => Vec::new(),
    };
    (0..kinds.len()).map(unresolved).collect()
}

/// Returns the number of required types that still need a finite value.
fn missing(kind: &ShapeKind, needs: &[ShapeId]) -> usize {
    match kind {
        ShapeKind::Union(union) => usize::from(union.variants.len() == needs.len()),
        _ => needs.len(),
    }
}

/// Returns the types that a value has to contain: all of them for a struct, one of them for a union.
fn needed(kind: &ShapeKind) -> impl Iterator<Item = &Type> {
    let (fields, variants) = match kind {
        ShapeKind::Struct(object) => (object.fields.as_slice(), &[][..]),
        ShapeKind::Union(union) => (&[][..], union.variants.as_slice()),
        ShapeKind::Enum(_) | ShapeKind::Duplicate(_) | ShapeKind::TypeAlias(_) => (&[][..], &[][..]),
    };
    let required = fields.iter().filter(|field| field.presence == Presence::Required);
    required
        .map(|field| &field.ty)
        .chain(variants.iter().map(|variant| &variant.ty))
}

/// Returns the named type; a list or map of such types can be empty.
fn shape(ty: &Type) -> Option<ShapeId> {
    match ty {
        Type::Shape { id, .. } => Some(*id),
        _ => None,
    }
}

/// Returns the indices of nodes on a cycle.
fn circular(edges: &[Vec<ShapeId>]) -> Vec<usize> {
    let cycles = cycles(edges);
    let back = |number: &usize| {
        edges[*number]
            .iter()
            .any(|next| cycles[next.0] == cycles[*number])
    };
    (0..edges.len()).filter(back).collect()
}
