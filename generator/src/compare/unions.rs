//! Unions: alternatives added, removed and renamed, and what tells them apart.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::variants::{Pairs, key, marks, pairs};
use super::{ChangeKind, SourceImpact, WireImpact, types};
use crate::ir::{Side, Union, Variant};

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
        remove(at_pair, key(models.old, variant), local);
    }
    for variant in &pairs.added {
        add(at_pair, key(models.new, variant), local);
    }
    discriminator(models, at_pair, (old, new), &pairs, local);
}

/// Reports an alternative that has another name in Rust because its schema has another one.
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
        "the alternative `{before}` of `{}` is now called `{after}`",
        at_pair.subject
    );
    let finding = at_pair
        .finding(ChangeKind::VariantRenamed, text)
        .wire(WireImpact::None);
    let finding = finding.source(SourceImpact::Breaking);
    // Of a schema with a name of its own, the other name is a change that is reported there.
    let derived = !before.contains('/');
    let finding = finding.values(before, after);
    local.findings.push(Finding { derived, ..finding });
}

fn remove(at_pair: &PairLocation<'_>, name: String, local: &mut NodeDiff) {
    let text = format!("`{}` lost the alternative `{name}`", at_pair.subject);
    let wire = match at_pair.side {
        Side::Request => WireImpact::Breaking,
        Side::Response => WireImpact::Ok,
    };
    let finding = at_pair.finding(ChangeKind::VariantRemoved, text).wire(wire);
    let finding = finding.source(SourceImpact::Breaking);
    local.findings.push(finding.values(name, ""));
}

fn add(at_pair: &PairLocation<'_>, name: String, local: &mut NodeDiff) {
    let text = format!("`{}` gained the alternative `{name}`", at_pair.subject);
    let finding = at_pair.finding(ChangeKind::VariantAdded, text);
    let finding = finding.source(SourceImpact::Additive).stands_at(at_pair.new);
    local.findings.push(finding.values("", name));
}

/// Compares the property that tells alternatives apart, and the texts that do. A text of an alternative that is gone, or
/// new, goes with it.
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
        marked(
            at_pair,
            &key(models.old, a),
            &marks(old, a),
            &marks(new, b),
            local,
        );
    }
}

fn other_property(at_pair: &PairLocation<'_>, before: String, after: String, local: &mut NodeDiff) {
    let name = |text: &str| match text {
        "" => "nothing".to_owned(),
        text => format!("`{text}`"),
    };
    let (is, was) = (name(&after), name(&before));
    let text = format!(
        "alternatives of `{}` are now told apart by {is}, were by {was}",
        at_pair.subject
    );
    let finding = at_pair.finding(ChangeKind::DiscriminatorChanged, text);
    let finding = finding.wire(WireImpact::Breaking).source(SourceImpact::Breaking);
    local.findings.push(finding.values(before, after));
}

/// Compares the texts by which the alternative `key` is known. One more harms nobody; the Rust is the same.
fn marked(at_pair: &PairLocation<'_>, key: &str, old: &[String], new: &[String], local: &mut NodeDiff) {
    if old == new {
        return;
    }
    let list = |texts: &[String]| texts.join(", ");
    let text = format!(
        "the alternative `{key}` of `{}` is now marked `{}`, was `{}`",
        at_pair.subject,
        list(new),
        list(old)
    );
    let lost = old.iter().any(|text| !new.contains(text));
    let wire = if lost {
        WireImpact::Breaking
    } else {
        WireImpact::Ok
    };
    let finding = at_pair.finding(ChangeKind::DiscriminatorChanged, text).wire(wire);
    let marked = |texts: &[String]| format!("{key}: {}", list(texts));
    local.findings.push(finding.values(marked(old), marked(new)));
}
