//! Compares unions: variants added, removed and renamed.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::variants::{key, pairs, shapes};
use super::{ChangeKind, SourceImpact, WireImpact, discriminators, types};
use crate::ir::{Api, ShapeId, Side, Union, Variant, WireName};

/// Returns the struct or other named type of `union` that has the wire name `wire`.
pub(super) fn variant_named(api: &Api, union: &Union, wire: &WireName) -> Option<ShapeId> {
    shapes(union).find(|id| api.shape(*id).wire == *wire)
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
    discriminators::compare(models, at_pair, (old, new), &pairs, local);
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
