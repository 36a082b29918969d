//! Unions: alternatives added and removed, and what tells them apart.

use std::collections::BTreeSet;

use super::walk::{Local, Site, Walk};
use super::{Rule, Source, Wire};
use crate::ir::{Api, Discriminator, Side, Type, Union, Variant};

/// Compares two unions. Alternatives are the same where their schemas have one name; the others are paired in order.
pub(super) fn compare<'a>(
    walk: &mut Walk<'a>,
    site: &Site<'_>,
    old: &'a Union,
    new: &'a Union,
    local: &mut Local,
) {
    let (before, after) = (walk.old, walk.new);
    let mut rest: Vec<&'a Variant> = new.variants.iter().collect();
    let mut removed: Vec<&'a Variant> = Vec::new();
    for variant in &old.variants {
        let key = key(before, variant);
        match rest.iter().position(|other| self::key(after, other) == key) {
            Some(number) => walk.types(site, &variant.ty, &rest.remove(number).ty, local),
            None => removed.push(variant),
        }
    }
    // A schema that was renamed: as many gone as new, each with one that gave it its place.
    if removed.len() == rest.len() {
        removed
            .drain(..)
            .zip(rest.drain(..))
            .for_each(|(a, b)| walk.types(site, &a.ty, &b.ty, local));
    }
    for variant in removed {
        let name = key(before, variant);
        let text = format!("`{}` lost the alternative `{name}`", site.subject);
        let wire = if site.side == Side::Request {
            Wire::Breaking
        } else {
            Wire::Ok
        };
        let finding = site
            .finding(Rule::VariantRemoved, text)
            .wire(wire)
            .source(Source::Breaking);
        local.findings.push(finding.values(name, ""));
    }
    for variant in rest {
        let name = key(after, variant);
        let text = format!("`{}` gained the alternative `{name}`", site.subject);
        let finding = site
            .finding(Rule::VariantAdded, text)
            .source(Source::Additive)
            .stands_at(site.new);
        local.findings.push(finding.values("", name));
    }
    discriminator(walk, site, old, new, local);
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

/// The property that tells alternatives apart, and the texts that do. A text of an alternative that is gone, or new,
/// goes with it.
fn discriminator(walk: &Walk<'_>, site: &Site<'_>, old: &Union, new: &Union, local: &mut Local) {
    let property = |union: &Union| {
        union
            .discriminator
            .as_ref()
            .map(|own| own.property.to_string())
            .unwrap_or_default()
    };
    if property(old) != property(new) {
        let (before, after) = (property(old), property(new));
        let name = |text: &str| match text {
            "" => "nothing".to_owned(),
            text => format!("`{text}`"),
        };
        let (is, was) = (name(&after), name(&before));
        let text = format!(
            "alternatives of `{}` are now told apart by {is}, were by {was}",
            site.subject
        );
        let finding = site
            .finding(Rule::DiscriminatorChanged, text)
            .wire(Wire::Breaking);
        local
            .findings
            .push(finding.source(Source::Breaking).values(before, after));
        return;
    }
    let (Some(a), Some(b)) = (&old.discriminator, &new.discriminator) else {
        return;
    };
    for (number, variant) in old.variants.iter().enumerate() {
        let key = key(walk.old, variant);
        let same = |other: &Variant| self::key(walk.new, other) == key;
        if let Some(other) = new.variants.iter().position(same) {
            marks(site, &key, &texts(a, number), &texts(b, other), local);
        }
    }
}

/// The texts by which the alternative `key` is known. One more harms nobody; the Rust is the same.
fn marks(site: &Site<'_>, key: &str, old: &[String], new: &[String], local: &mut Local) {
    if old == new {
        return;
    }
    let list = |texts: &[String]| texts.join(", ");
    let text = format!(
        "the alternative `{key}` of `{}` is now marked `{}`, was `{}`",
        site.subject,
        list(new),
        list(old)
    );
    let lost = old.iter().any(|text| !new.contains(text));
    let wire = if lost { Wire::Breaking } else { Wire::Ok };
    let finding = site.finding(Rule::DiscriminatorChanged, text).wire(wire);
    let marked = |texts: &[String]| format!("{key}: {}", list(texts));
    local.findings.push(finding.values(marked(old), marked(new)));
}

/// The texts that stand for an alternative, sorted.
fn texts(discriminator: &Discriminator, variant: usize) -> Vec<String> {
    let own = discriminator
        .mapping
        .iter()
        .filter(|(_, number)| *number == variant);
    let mut texts: Vec<String> = own.map(|(text, _)| text.clone()).collect();
    texts.sort();
    texts
}
