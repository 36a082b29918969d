//! Finds types that no finite value belongs to, and unions whose reader would never come to an end.

use super::boxes::reaches;
use super::shapes::Shapes;
use crate::diagnostic::Diagnostic;
use crate::ir::{Presence, ShapeId, ShapeKind, Type, Variant};

/// Reports both, and breaks the cycles: required properties on them become optional, variants on them are left out.
pub(super) fn check(shapes: &mut Shapes<'_>) {
    let kinds: Vec<&ShapeKind> = shapes
        .drafts()
        .iter()
        .filter_map(|draft| draft.kind.as_ref())
        .collect();
    let alternatives: Vec<Vec<ShapeId>> = kinds.iter().map(|kind| alternatives(&kinds, kind)).collect();
    let (unions, structs) = (circular(&alternatives), circular(&endless(&kinds)));
    for number in &structs {
        let message = "the type requires itself, so no finite value exists: the property is read as optional";
        let help = "make one property of the cycle optional or nullable";
        report(shapes, "endless-value", *number, message, help);
        break_struct(shapes, *number, &structs);
    }
    for number in &unions {
        let message = "the union is one of its own variants: that variant is ignored";
        let help = "remove it: what it adds, the other variants state already";
        report(shapes, "union-of-itself", *number, message, help);
        break_union(shapes, *number, &unions);
    }
}

fn report(shapes: &mut Shapes<'_>, code: &'static str, number: usize, message: &str, help: &str) {
    let at = shapes.drafts()[number]
        .schema
        .place
        .location(shapes.index.documents);
    shapes.report(Diagnostic::warning(code, at, message, help));
}

fn break_struct(shapes: &mut Shapes<'_>, number: usize, cycle: &[usize]) {
    let Some(ShapeKind::Struct(object)) = shapes.kind_mut(number) else {
        return;
    };
    for field in &mut object.fields {
        let leads_back = shape(&field.ty).is_some_and(|id| cycle.contains(&id.0));
        if leads_back && field.presence == Presence::Required {
            field.presence = Presence::Optional;
        }
    }
}

fn break_union(shapes: &mut Shapes<'_>, number: usize, cycle: &[usize]) {
    let Some(ShapeKind::Union(union)) = shapes.kind_mut(number) else {
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

/// The unions among the alternatives of a union.
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

/// For each type without a finite value, the types without one that it has to hold.
///
/// A type has a finite value as soon as all that it has to hold has one: what is left once no more are found has none.
fn endless(kinds: &[&ShapeKind]) -> Vec<Vec<ShapeId>> {
    let mut left = vec![true; kinds.len()];
    loop {
        let ends = |number: &usize| left[*number] && has_value(kinds[*number], &left);
        let found: Vec<usize> = (0..kinds.len()).filter(ends).collect();
        if found.is_empty() {
            break;
        }
        found.into_iter().for_each(|number| left[number] = false);
    }
    let held = |number: usize| match left[number] {
        true => needed(kinds[number])
            .filter_map(shape)
            .filter(|id| left[id.0])
            .collect(),
        false => Vec::new(),
    };
    (0..kinds.len()).map(held).collect()
}

/// Whether a finite value can be made of it, where there is none of the types that are `left`.
fn has_value(kind: &ShapeKind, left: &[bool]) -> bool {
    let mut needed = needed(kind).map(|ty| shape(ty).is_none_or(|id| !left[id.0]));
    match kind {
        ShapeKind::Union(_) => needed.any(|has_value| has_value),
        _ => needed.all(|has_value| has_value),
    }
}

/// What a value of it has to hold: all of it for a struct, one of it for a union.
fn needed(kind: &ShapeKind) -> impl Iterator<Item = &Type> {
    let (fields, variants) = match kind {
        ShapeKind::Struct(object) => (object.fields.as_slice(), &[][..]),
        ShapeKind::Union(union) => (&[][..], union.variants.as_slice()),
        ShapeKind::Enum(_) | ShapeKind::Alias(_) | ShapeKind::Synonym(_) => (&[][..], &[][..]),
    };
    let required = fields.iter().filter(|field| field.presence == Presence::Required);
    required
        .map(|field| &field.ty)
        .chain(variants.iter().map(|variant| &variant.ty))
}

/// The type with a name that it is; a list or map of such can be empty.
fn shape(ty: &Type) -> Option<ShapeId> {
    match ty {
        Type::Shape { id, .. } => Some(*id),
        _ => None,
    }
}

/// The numbers of those that lead back to themselves.
fn circular(edges: &[Vec<ShapeId>]) -> Vec<usize> {
    let back = |number: &usize| {
        edges[*number]
            .iter()
            .any(|next| reaches(edges, *next, ShapeId(*number)))
    };
    (0..edges.len()).filter(back).collect()
}
