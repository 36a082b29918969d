//! Unions: alternatives added, removed and renamed, and what tells them apart.

use std::collections::BTreeSet;

use super::comparer::{Comparer, NodeDiff, PairLocation};
use super::findings::Finding;
use super::{ChangeKind, SourceImpact, WireImpact};
use crate::ir::{Api, Discriminator, Side, Type, Union, Variant};

/// Which alternative of one union is which of another one.
pub(super) struct Pairs<'a> {
    pub(super) both: Vec<(&'a Variant, &'a Variant)>,
    removed: Vec<&'a Variant>,
    added: Vec<&'a Variant>,
}

/// Pairs alternatives: those whose schemas have one name, then those with a mark in common, then, where as many are left
/// on both sides, the others in their order.
pub(super) fn pairs<'a>(
    (old_api, old): (&'a Api, &'a Union),
    (new_api, new): (&'a Api, &'a Union),
) -> Pairs<'a> {
    let mut pairs = Pairs {
        both: Vec::new(),
        removed: old.variants.iter().collect(),
        added: new.variants.iter().collect(),
    };
    pairs.pair(|a, b| key(old_api, a) == key(new_api, b));
    pairs.pair(|a, b| {
        let marks = marks(new, b);
        self::marks(old, a).iter().any(|mark| marks.contains(mark))
    });
    if pairs.removed.len() == pairs.added.len() {
        let rest = pairs.removed.drain(..).zip(pairs.added.drain(..));
        pairs.both.extend(rest);
    }
    pairs
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

/// Compares two unions.
pub(super) fn compare<'a>(
    comparer: &mut Comparer<'a>,
    at_pair: &PairLocation<'_>,
    old: &'a Union,
    new: &'a Union,
    local: &mut NodeDiff,
) {
    let pairs = pairs((comparer.old, old), (comparer.new, new));
    for (a, b) in &pairs.both {
        renamed(comparer, at_pair, a, b, local);
        comparer.types(at_pair, &a.ty, &b.ty, local);
    }
    for variant in &pairs.removed {
        remove(at_pair, key(comparer.old, variant), local);
    }
    for variant in &pairs.added {
        add(at_pair, key(comparer.new, variant), local);
    }
    discriminator(comparer, at_pair, (old, new), &pairs, local);
}

/// Reports an alternative that has another name in Rust because its schema has another one.
fn renamed(
    comparer: &Comparer<'_>,
    at_pair: &PairLocation<'_>,
    old: &Variant,
    new: &Variant,
    local: &mut NodeDiff,
) {
    let (before, after) = (key(comparer.old, old), key(comparer.new, new));
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

/// What the alternatives are known by on the wire.
pub(super) fn keys(api: &Api, union: &Union) -> BTreeSet<String> {
    union.variants.iter().map(|variant| key(api, variant)).collect()
}

/// What an alternative is known by on the wire.
pub(super) fn key(api: &Api, variant: &Variant) -> String {
    match variant.ty {
        Type::Shape { id, .. } => api.shape(id).wire.to_string(),
        _ => variant.ident.to_string(),
    }
}

/// Compares the property that tells alternatives apart, and the texts that do. A text of an alternative that is gone, or
/// new, goes with it.
fn discriminator(
    comparer: &Comparer<'_>,
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
            &key(comparer.old, a),
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

/// The texts that stand for an alternative of `union`, sorted.
fn marks(union: &Union, variant: &Variant) -> Vec<String> {
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
