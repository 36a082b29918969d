//! Both models of a comparison, with lookups that need both.

use std::collections::BTreeMap;

use super::Options;
use crate::emit::features::Features;
use crate::ir::{Api, Shape, ShapeId, ShapeKind, Type, WireName};
use crate::pattern::Budget;

/// Both models of a comparison.
#[derive(Clone, Copy)]
pub(super) struct Models<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) options: &'a Options,
    /// The Cargo features of both crates, if it is known whether their groups are features.
    pub(super) features: Option<&'a [Features; 2]>,
    /// The old and the new name of the discriminator property, by variant of the old model.
    pub(super) renamed_discriminators: &'a BTreeMap<ShapeId, [WireName; 2]>,
    /// The remaining work for comparing patterns.
    pub(super) patterns: &'a Budget,
}

impl Models<'_> {
    /// Returns true if the name of `old` is now an alias of `new`, as when several enums share one type. Modules
    /// count only if both models are divided into them in the same way.
    pub(super) fn is_still_named(&self, old: &Shape, new: &Shape) -> bool {
        let new = resolved(self.new, new);
        let mut names = self.new.shapes.iter().filter(|shape| {
            shape.ident == old.ident && (!self.options.modules || self.is_in_one_module(old, shape))
        });
        names.any(|shape| std::ptr::eq(resolved(self.new, shape), new))
    }

    fn is_in_one_module(&self, old: &Shape, new: &Shape) -> bool {
        let (before, after) = (old.home, new.home);
        before.version == after.version
            && self.old.group(before.group).ident == self.new.group(after.group).ident
    }

    /// Returns true if a value of the type `old` can be passed as an argument of the type `new`.
    pub(super) fn has_same_type(&self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Shape { id: a, .. }, Type::Shape { id: b, .. }) => {
                self.old.shape(*a).ident == self.new.shape(*b).ident
            }
            (Type::Text { format: a, .. }, Type::Text { format: b, .. }) => a == b,
            (Type::Integer { width: a, .. }, Type::Integer { width: b, .. }) => a == b,
            (Type::List { item: a, .. }, Type::List { item: b, .. })
            | (Type::Map { value: a, .. }, Type::Map { value: b, .. })
            | (Type::Nullable(a), Type::Nullable(b)) => self.has_same_type(a, b),
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}

/// Follows duplicates and type aliases to the definition of a type.
pub(super) fn resolved<'s>(api: &'s Api, shape: &'s Shape) -> &'s ShapeKind {
    let mut kind = &shape.kind;
    // Lowering only creates aliases of real types, so a chain ends; the limit is for models built by hand.
    for _ in 0..api.shapes.len() {
        match kind {
            ShapeKind::Duplicate(Type::Shape { id, .. }) | ShapeKind::TypeAlias(id) => {
                kind = &api.shape(*id).kind;
            }
            _ => break,
        }
    }
    kind
}
