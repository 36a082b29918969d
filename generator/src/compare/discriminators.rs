//! Compares the discriminators of unions: the property, and its value for each variant.

use hashbrown::HashMap;
use std::collections::BTreeMap;

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::variants::{Pairs, key, marks, members, shapes};
use super::{ChangeKind, WireImpact};
use crate::ir::{Api, Shape, ShapeId, ShapeKind, Side, Union, Variant, WireName};

/// Compares the property and the values of the discriminator. The values of a variant that was added or removed are
/// part of that change.
pub(super) fn compare(
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
        let derived = is_property_renamed(models, pairs, [&before, &after]);
        return other_property(at_pair, (before, after), derived, local);
    }
    for (a, b) in pairs.both.iter().filter(|_| old.discriminator.is_some()) {
        let [before, after] = [marks(old, a), marks(new, b)];
        let wire = marks_impact(at_pair.side, &before, &after, new);
        marked(at_pair, &key(models.old, a), (&before, &after), wire, local);
    }
}

/// Returns the old and the new name of discriminator properties that have another name, by variant of the old model.
pub(super) fn renamed(old: &Api, new: &Api) -> BTreeMap<ShapeId, [WireName; 2]> {
    let after: HashMap<_, _> = discriminated(new)
        .map(|(shape, _, property)| ((&shape.wire, shape.side), property))
        .collect();
    let mut renamed = BTreeMap::new();
    for (shape, union, property) in discriminated(old) {
        let other = after.get(&(&shape.wire, shape.side));
        if let Some(other) = other.filter(|other| **other != property) {
            let names = [property.clone(), (*other).clone()];
            renamed.extend(shapes(union).map(|variant| (variant, names.clone())));
        }
    }
    renamed
}

/// Returns the unions with a discriminator, and its property.
fn discriminated(api: &Api) -> impl Iterator<Item = (&Shape, &Union, &WireName)> {
    api.shapes.iter().filter_map(|shape| match &shape.kind {
        ShapeKind::Union(union) => Some((shape, union, &union.discriminator.as_ref()?.property)),
        _ => None,
    })
}

/// Returns true if variants have the new property in place of the old one, which is reported as a rename.
fn is_property_renamed(models: &Models<'_>, pairs: &Pairs<'_>, [before, after]: [&str; 2]) -> bool {
    let is_replaced = |api: &Api, variant: &Variant, [own, other]: [&str; 2]| {
        let names = members(api, variant).unwrap_or_default();
        names.contains(own) && !names.contains(other)
    };
    let mut both = pairs.both.iter();
    both.any(|(a, b)| {
        is_replaced(models.old, a, [before, after]) && is_replaced(models.new, b, [after, before])
    })
}

/// Reports another discriminator property; `derived` means that it only follows from a reported rename.
fn other_property(
    at_pair: &PairLocation<'_>,
    (before, after): (String, String),
    derived: bool,
    local: &mut NodeDiff,
) {
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
    let finding = finding.values(before, after);
    local.findings.push(Finding { derived, ..finding });
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
