//! Compares unions: variants added, removed and renamed, and the discriminator.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::variants::{Pairs, key, marks, pairs};
use super::{ChangeKind, SourceImpact, WireImpact, types};
use crate::ir::{Api, ShapeId, Side, Type, Union, Variant, WireName};

/// Returns the struct or other named type of `union` that has the wire name `wire`.
pub(super) fn variant_named(api: &Api, union: &Union, wire: &WireName) -> Option<ShapeId> {
    let shapes = union.variants.iter().filter_map(|variant| match variant.ty {
        Type::Shape { id, .. } => Some(id),
        _ => None,
    });
    let mut named = shapes.filter(|id| api.shape(*id).wire == *wire);
    named.next()
}

/// Compares two unions.
pub(super) fn compare(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Union,
    new: &Union,
    local: &mut NodeDiff,
) {
    let pairs = pairs((models.old, old), (models.new, new));
    for (a, b) in &pairs.both {
        renamed(models, at_pair, a, b, local);
        types::compare(models, at_pair, &a.ty, &b.ty, local);
    }
    for variant in &pairs.removed {
        let is_covered = types::is_covered(models, at_pair, &variant.ty, new, local);
        remove(at_pair, key(models.old, variant), is_covered, local);
    }
    for variant in &pairs.added {
        add(at_pair, key(models.new, variant), local);
    }
    discriminator(models, at_pair, (old, new), &pairs, local);
}

/// Reports a variant whose Rust name changed because the name of its schema did.
fn renamed(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Variant,
    new: &Variant,
    local: &mut NodeDiff,
) {
    let (before, after) = (key(models.old, old), key(models.new, new));
    if before == after || old.ident == new.ident {
        return;
    }
    let text = format!(
        "the variant `{before}` of `{}` is now called `{after}`",
        at_pair.subject
    );
    let finding = at_pair
        .finding(ChangeKind::VariantRenamed, text)
        .wire(WireImpact::None);
    let finding = finding.source(SourceImpact::Breaking);
    // The new name of a named schema is reported for the schema.
    let derived = !before.contains('/');
    let finding = finding.values(before, after);
    local.findings.push(Finding { derived, ..finding });
}

/// Reports a variant that is gone. `is_covered` means that other variants accept all of its values.
fn remove(at_pair: &PairLocation<'_>, name: String, is_covered: bool, local: &mut NodeDiff) {
    let note = match is_covered {
        true => ", whose values other variants include",
        false => "",
    };
    let text = format!("`{}` lost the variant `{name}`{note}", at_pair.subject);
    let wire = match (at_pair.side, is_covered) {
        (Side::Request, false) => WireImpact::Breaking,
        _ => WireImpact::Ok,
    };
    let finding = at_pair.finding(ChangeKind::VariantRemoved, text).wire(wire);
    let finding = finding.source(SourceImpact::Breaking);
    local.findings.push(finding.values(name, ""));
}

fn add(at_pair: &PairLocation<'_>, name: String, local: &mut NodeDiff) {
    let text = format!("`{}` gained the variant `{name}`", at_pair.subject);
    let finding = at_pair.finding(ChangeKind::VariantAdded, text);
    let finding = finding.source(SourceImpact::Additive).added_at(at_pair.new);
    local.findings.push(finding.values("", name));
}

/// Compares the property and the values of the discriminator. The values of a variant that was added or removed are
/// part of that change.
fn discriminator(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    (old, new): (&Union, &Union),
    pairs: &Pairs<'_>,
    local: &mut NodeDiff,
) {
    let property = |union: &Union| {
        let own = union.discriminator.as_ref();
        own.map(|own| own.property.to_string()).unwrap_or_default()
    };
    let (before, after) = (property(old), property(new));
    if before != after {
        return other_property(at_pair, before, after, local);
    }
    for (a, b) in pairs.both.iter().filter(|_| old.discriminator.is_some()) {
        let [before, after] = [marks(old, a), marks(new, b)];
        let wire = marks_impact(at_pair.side, &before, &after, new);
        marked(at_pair, &key(models.old, a), (&before, &after), wire, local);
    }
}

fn other_property(at_pair: &PairLocation<'_>, before: String, after: String, local: &mut NodeDiff) {
    let name = |text: &str| match text {
        "" => "absent".to_owned(),
        text => format!("`{text}`"),
    };
    let (is, was) = (name(&after), name(&before));
    let text = format!(
        "the discriminator of `{}` is now {is}, was {was}",
        at_pair.subject
    );
    let finding = at_pair.finding(ChangeKind::DiscriminatorChanged, text);
    // Another argument of a constructor is a separate change.
    let finding = finding.keyword("discriminator").wire(WireImpact::Breaking);
    local.findings.push(finding.values(before, after));
}

/// Returns the impact of other discriminator values of a variant of the union `new`. A request with a value that is gone is
/// rejected. A response is misread if its value has changed, or marks another variant now; one that the service no
/// longer sends is not missed.
fn marks_impact(side: Side, old: &[String], new_marks: &[String], new: &Union) -> WireImpact {
    let mut lost = old.iter().filter(|mark| !new_marks.contains(mark)).peekable();
    let is_lost = lost.peek().is_some();
    let mapping = new.discriminator.iter().flat_map(|own| &own.mapping);
    let is_moved = lost.any(|mark| mapping.clone().any(|(other, _)| other == mark));
    let is_replaced = is_lost && new_marks.iter().any(|mark| !old.contains(mark));
    let breaks = match side {
        Side::Request => is_lost,
        Side::Response => is_moved || is_replaced,
    };
    match breaks {
        true => WireImpact::Breaking,
        false => WireImpact::Ok,
    }
}

/// Reports other discriminator values of the variant `key`; the Rust stays the same.
fn marked(
    at_pair: &PairLocation<'_>,
    key: &str,
    (old, new): (&[String], &[String]),
    wire: WireImpact,
    local: &mut NodeDiff,
) {
    if old == new {
        return;
    }
    let list = |texts: &[String]| texts.join(", ");
    let text = format!(
        "the discriminator value of the variant `{key}` of `{}` is now `{}`, was `{}`",
        at_pair.subject,
        list(new),
        list(old)
    );
    let finding = at_pair.finding(ChangeKind::DiscriminatorChanged, text);
    let finding = finding.keyword("discriminator").wire(wire);
    let marked = |texts: &[String]| format!("{key}: {}", list(texts));
    local.findings.push(finding.values(marked(old), marked(new)));
}
