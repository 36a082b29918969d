//! Compares two types that have names.

use super::constraint::ConstraintChange;
use super::models::{Models, resolved};
use super::node_diff::{NodeDiff, PairLocation, ShapePair};
use super::{
    ChangeKind, SourceImpact, WireImpact, enums, fields, presence, rust_names, similarity, types, unions,
};
use crate::ir::{Api, Shape, ShapeKind};

/// Compares two types. A property or value of another named type adds a pair to the result and is not followed.
pub(super) fn compare(models: &Models<'_>, pair: ShapePair) -> NodeDiff {
    let (old, new) = (models.old.shape(pair.old), models.new.shape(pair.new));
    let at_pair = PairLocation::new(old.wire.as_str(), pair.side, &old.at, &new.at);
    let mut local = NodeDiff::default();
    both(models, &at_pair, pair, &mut local);
    local.locate_in_new(&new.at);
    for finding in &mut local.findings {
        finding.shapes = Some((pair.old, pair.new));
    }
    local
}

fn both(models: &Models<'_>, at_pair: &PairLocation<'_>, pair: ShapePair, local: &mut NodeDiff) {
    let (old, new) = (models.old.shape(pair.old), models.new.shape(pair.new));
    let kinds = (resolved(models.old, old), resolved(models.new, new));
    // The name of an inline schema is derived from its location, so another derived name is not a difference.
    let is_renamed = old.wire != new.wire && !(is_inline(old) && is_inline(new));
    if is_renamed && !similarity::is_similar((models.old, kinds.0), (models.new, kinds.1)) {
        return replaced(at_pair, old, new, local);
    }
    // For a schema that was replaced by one of another kind, the kind is reported.
    if std::mem::discriminant(kinds.0) == std::mem::discriminant(kinds.1) {
        names(models, at_pair, old, new, local);
    }
    rust_names::shapes(models, at_pair, (old, kinds.0), (new, kinds.1), local);
    if !is_property(old) || !is_property(new) {
        presence::deprecation(at_pair, old.deprecated, new.deprecated, local);
    }
    match kinds {
        (ShapeKind::Struct(a), ShapeKind::Struct(b)) => {
            let discriminator = models.renamed_discriminators.get(&pair.old);
            fields::compare(models, at_pair, discriminator, (a, b), local);
        }
        (ShapeKind::Enum(a), ShapeKind::Enum(b)) if a.is_of_strings() == b.is_of_strings() => {
            enums::compare(at_pair, a, b, local);
        }
        (ShapeKind::Union(a), ShapeKind::Union(b)) => unions::compare(models, at_pair, a, b, local),
        (ShapeKind::Duplicate(a), ShapeKind::Duplicate(b)) => types::compare(models, at_pair, a, b, local),
        (a, b) => other_kinds(models, at_pair, pair, (a, b), local),
    }
}

/// Compares types of different kinds. A schema that becomes a variant of a union, or was one, is compared with that
/// variant.
fn other_kinds(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    pair: ShapePair,
    (before, after): (&ShapeKind, &ShapeKind),
    local: &mut NodeDiff,
) {
    let (old, new) = (&models.old.shape(pair.old).wire, &models.new.shape(pair.new).wire);
    let variant = match (before, after) {
        (_, ShapeKind::Union(union)) => unions::variant_named(models.new, union, old)
            .map(|new| (ConstraintChange::Looser, ShapePair { new, ..pair })),
        (ShapeKind::Union(union), _) => unions::variant_named(models.old, union, new)
            .map(|old| (ConstraintChange::Tighter, ShapePair { old, ..pair })),
        _ => None,
    };
    local.reached.extend(variant.map(|(_, pair)| pair));
    let replaced = (old != new).then(|| new.as_str());
    let step = variant.map(|(step, _)| step);
    types::kinds(at_pair, replaced, (before, after), step, local);
}

/// Reports another schema at the same location: a rename if the old name is gone and the new name did not exist.
fn names(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Shape, new: &Shape, local: &mut NodeDiff) {
    let is_extracted = is_inline(old) != is_inline(new) && old.ident == new.ident;
    if old.wire == new.wire || (is_inline(old) && is_inline(new)) || is_extracted {
        return;
    }
    let known = |api: &Api, name: &Shape| api.shapes.iter().any(|shape| shape.wire == name.wire);
    let (before, after) = (old.wire.as_str(), new.wire.as_str());
    let (rule, text) = match known(models.new, old) || known(models.old, new) {
        false => (
            ChangeKind::SchemaRenamed,
            format!("schema `{before}` is now called `{after}`"),
        ),
        true => (
            ChangeKind::SchemaReplaced,
            format!("schema `{before}` was replaced by `{after}`"),
        ),
    };
    let finding = at_pair.finding(rule, text).values(before, after);
    let is_gone = old.ident != new.ident && !models.is_still_named(old, new);
    local.findings.push(finding.breaking_source_if(is_gone));
}

/// Returns true if the schema is that of a property, which is reported as deprecated itself.
fn is_property(shape: &Shape) -> bool {
    let parent = shape.at.pointer.rsplit('/').nth(1);
    is_inline(shape) && parent == Some("properties")
}

/// Returns true if the schema is defined at its point of use and has no name of its own.
fn is_inline(shape: &Shape) -> bool {
    shape.wire.as_str().contains('/')
}

/// Reports a schema that was replaced by an unrelated one, whose members are not compared.
fn replaced(at_pair: &PairLocation<'_>, old: &Shape, new: &Shape, local: &mut NodeDiff) {
    let (before, after) = (old.wire.as_str(), new.wire.as_str());
    let text = format!("schema `{before}` was replaced by `{after}`, which has little in common with it");
    let finding = at_pair.finding(ChangeKind::SchemaReplaced, text);
    let finding = finding.wire(WireImpact::Breaking).source(SourceImpact::Breaking);
    local.findings.push(finding.values(before, after));
}
