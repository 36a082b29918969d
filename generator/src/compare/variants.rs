//! Matches the variants of two unions.

use std::collections::BTreeSet;

use super::members;
use crate::ir::{Api, Discriminator, ShapeId, ShapeKind, Type, Union, Variant};

/// The variants of two unions, matched.
pub(super) struct Pairs<'a> {
    pub(super) both: Vec<(&'a Variant, &'a Variant)>,
    pub(super) removed: Vec<&'a Variant>,
    pub(super) added: Vec<&'a Variant>,
}

/// Matches variants: by schema name, then by a common discriminator value. Inline variants are named after their position,
/// which has no meaning, so the properties come first. If equally many remain on both sides, they match in their
/// order, but a union never matches one of its variants.
pub(super) fn pairs<'a>(
    (old_api, old): (&'a Api, &'a Union),
    (new_api, new): (&'a Api, &'a Union),
) -> Pairs<'a> {
    let mut pairs = Pairs {
        both: Vec::new(),
        removed: old.variants.iter().collect(),
        added: new.variants.iter().collect(),
    };
    let has_same_key = |a: &Variant, b: &Variant| key(old_api, a) == key(new_api, b);
    pairs.pair(|a, b| has_same_key(a, b) && !is_inline(old_api, a));
    pairs.pair(|a, b| {
        let marks = marks(new, b);
        self::marks(old, a).iter().any(|mark| marks.contains(mark))
    });
    pairs.pair(|a, b| {
        let members = [members(old_api, a), members(new_api, b)];
        is_inline(old_api, a) && is_inline(new_api, b) && members[0].is_some() && members[0] == members[1]
    });
    pairs.pair(has_same_key);
    if is_same_list((old_api, &pairs.removed), (new_api, &pairs.added)) {
        let rest = pairs.removed.drain(..).zip(pairs.added.drain(..));
        pairs.both.extend(rest);
    }
    pairs
}

/// Returns true if two lists of variants may be the same: they have equal lengths, and unions in the same positions.
fn is_same_list((old_api, old): (&Api, &[&Variant]), (new_api, new): (&Api, &[&Variant])) -> bool {
    let is_fit = |(a, b): (&&Variant, &&Variant)| is_union(old_api, a) == is_union(new_api, b);
    old.len() == new.len() && old.iter().zip(new).all(is_fit)
}

fn is_union(api: &Api, variant: &Variant) -> bool {
    match variant.ty {
        Type::Shape { id, .. } => matches!(api.shape(id).kind, ShapeKind::Union(_)),
        _ => false,
    }
}

impl<'a> Pairs<'a> {
    fn pair(&mut self, is_same: impl Fn(&Variant, &Variant) -> bool) {
        for old in std::mem::take(&mut self.removed) {
            match self.added.iter().position(|new| is_same(old, new)) {
                Some(number) => self.both.push((old, self.added.remove(number))),
                None => self.removed.push(old),
            }
        }
    }
}

fn is_inline(api: &Api, variant: &Variant) -> bool {
    key(api, variant).contains('/')
}

/// Returns the named types of the variants of a union.
pub(super) fn shapes(union: &Union) -> impl Iterator<Item = ShapeId> {
    union.variants.iter().filter_map(|variant| match variant.ty {
        Type::Shape { id, .. } => Some(id),
        _ => None,
    })
}

/// Returns the names of the properties or values of a named type.
pub(super) fn members(api: &Api, variant: &Variant) -> Option<BTreeSet<String>> {
    match variant.ty {
        Type::Shape { id, .. } => members::members(&api.shape(id).kind),
        _ => None,
    }
}

/// Returns the wire names of all variants.
pub(super) fn keys(api: &Api, union: &Union) -> BTreeSet<String> {
    union.variants.iter().map(|variant| key(api, variant)).collect()
}

/// Returns the wire name of a variant.
pub(super) fn key(api: &Api, variant: &Variant) -> String {
    match variant.ty {
        Type::Shape { id, .. } => api.shape(id).wire.to_string(),
        _ => variant.ident.to_string(),
    }
}

/// Returns the discriminator values of a variant of `union`, sorted.
pub(super) fn marks(union: &Union, variant: &Variant) -> Vec<String> {
    let number = union.variants.iter().position(|own| std::ptr::eq(own, variant));
    let mapping = union
        .discriminator
        .iter()
        .flat_map(|own: &Discriminator| &own.mapping);
    let own = mapping.filter(|(_, marked)| Some(*marked) == number);
    let mut texts: Vec<String> = own.map(|(text, _)| text.clone()).collect();
    texts.sort();
    texts
}
