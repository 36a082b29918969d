//! Compares structs: their properties, additional properties and member count.

use super::bounds::Counted;
use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::presence::{self, is_bare, is_required};
use super::rename::{Candidate, pair};
use super::{ChangeKind, SourceImpact, WireImpact, additional, bounds, types};
use crate::diagnostic::Location;
use crate::ir::{Field, Presence, Side, Struct, Type, WireName};

/// Compares two structs; `discriminator` has the old and the new name of the property that selects them as variants.
pub(super) fn compare(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    discriminator: Option<&[WireName; 2]>,
    (old, new): (&Struct, &Struct),
    local: &mut NodeDiff,
) {
    for before in &old.fields {
        if let Some(after) = new.fields.iter().find(|after| after.wire == before.wire) {
            field(models, at_pair, before, after, local);
        }
    }
    let removed = Candidate::only_in(&old.fields, &new.fields, |field| field.wire.as_str());
    let added = Candidate::only_in(&new.fields, &old.fields, |field| field.wire.as_str());
    // A property that is hidden or visible in this direction keeps its name.
    let (hidden, mut removed): (Vec<_>, Vec<_>) = removed.into_iter().partition(|one| hides(new, one.item));
    let (shown, mut added): (Vec<_>, Vec<_>) = added.into_iter().partition(|one| hides(old, one.item));
    hidden.iter().for_each(|one| hide(at_pair, one.item, local));
    shown.iter().for_each(|one| show(at_pair, one.item, local));
    // Keys have no order, so the position of a property has no meaning.
    let discriminator = discriminator.and_then(|names| take_pair(names, &mut removed, &mut added));
    let matched = pair(removed, added, |a, b| alike(&a.ty, &b.ty), |_, _| false);
    for (before, after) in discriminator.into_iter().chain(matched.renamed) {
        rename(at_pair, before, after, local);
        field(models, at_pair, before, after, local);
    }
    matched
        .removed
        .into_iter()
        .for_each(|one| remove(at_pair, one.item, new, local));
    matched
        .added
        .into_iter()
        .for_each(|one| add(at_pair, one.item, old, local));
    additional::compare(models, at_pair, &old.additional, &new.additional, local);
    bounds::count(at_pair, Counted::Members, old.count, new.count, local);
}

/// Removes the properties with the old and the new name from the lists, and returns them.
fn take_pair<'a>(
    [before, after]: &[WireName; 2],
    removed: &mut Vec<Candidate<'a, Field>>,
    added: &mut Vec<Candidate<'a, Field>>,
) -> Option<(&'a Field, &'a Field)> {
    let old = removed.iter().position(|one| one.name == before.as_str())?;
    let new = added.iter().position(|one| one.name == after.as_str())?;
    Some((removed.remove(old).item, added.remove(new).item))
}

/// Returns the name of a property in reports: that of the schema that declares it, which may be a parent, and its own.
fn subject(at_pair: &PairLocation<'_>, field: &Field) -> String {
    match declaring_schema(field) {
        Some(schema) if !at_pair.subject.contains('/') => format!("{schema}.{}", field.wire),
        _ => format!("{}.{}", at_pair.subject, field.wire),
    }
}

/// Returns the name of a property that only one struct has. A parent gained or lost it only if the `other` struct has that
/// parent too.
fn subject_of_one(at_pair: &PairLocation<'_>, field: &Field, other: &Struct) -> String {
    let declared = declaring_schema(field);
    let is_parent_of_both = other.fields.iter().any(|one| declaring_schema(one) == declared);
    match is_parent_of_both {
        true => subject(at_pair, field),
        false => format!("{}.{}", at_pair.subject, field.wire),
    }
}

/// Returns the component that declares a property; none for a property of an inline schema.
fn declaring_schema(field: &Field) -> Option<String> {
    let declared = field.at.pointer.strip_prefix("/components/schemas/");
    let (schema, rest) = declared?.split_once('/')?;
    in_own_schema(rest).then(|| crate::pointer::unescaped(schema).into_owned())
}

/// Returns true if the pointer below a component leads to one of its own properties, through `allOf` only.
fn in_own_schema(rest: &str) -> bool {
    let mut tokens = rest.split('/');
    loop {
        match tokens.next() {
            Some("properties") => return tokens.count() == 1,
            Some("allOf") => tokens.next(),
            _ => return false,
        };
    }
}

fn below<'s>(at_pair: &PairLocation<'_>, old: &'s Field, new: &'s Field) -> PairLocation<'s> {
    PairLocation {
        member: Some(old.wire.clone()),
        ..PairLocation::new(subject(at_pair, old), at_pair.side, &old.at, &new.at)
    }
}

/// Compares a property of both structs.
fn field(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Field, new: &Field, local: &mut NodeDiff) {
    let at_pair = below(at_pair, old, new);
    let first = local.findings.len();
    presence::compare(&at_pair, old.presence, new.presence, local);
    if at_pair.side == Side::Response && is_bare(old.presence) && !matches!(old.ty, Type::Any) {
        local.findings[first..].iter_mut().for_each(invented);
    }
    presence::deprecation(&at_pair, old.deprecated, new.deprecated, local);
    let defaults = (old.default.as_deref(), new.default.as_deref());
    presence::default(&at_pair, defaults, is_required(old.presence), local);
    types::compare(models, &at_pair, &old.ty, &new.ty, local);
}

/// Marks a response value that may now be absent as breaking: the published crate reads a default in its stead.
fn invented(finding: &mut Finding) {
    if matches!(finding.rule, ChangeKind::Optional | ChangeKind::NullableSet) {
        finding.wire = WireImpact::Breaking;
        let note = ", so that the published crate reads a default value that the service did not send";
        finding.text.push_str(note);
    }
}

fn hides(object: &Struct, field: &Field) -> bool {
    object.hidden.contains(&field.wire)
}

/// Reports a property that this direction no longer has.
fn hide(at_pair: &PairLocation<'_>, field: &Field, local: &mut NodeDiff) {
    let subject = subject(at_pair, field);
    let (rule, text) = match at_pair.side {
        Side::Request => (
            ChangeKind::ReadOnlySet,
            format!("`{subject}` is now read-only: it can no longer be sent"),
        ),
        Side::Response => (
            ChangeKind::WriteOnlySet,
            format!("`{subject}` is now write-only: responses no longer contain it"),
        ),
    };
    let finding =
        about(at_pair, rule, (&subject, field), &field.at, text).wire(lost(at_pair.side, field.presence));
    local
        .findings
        .push(finding.source(SourceImpact::Breaking).values("", rule.id()));
}

/// Reports a property that only the other direction had.
fn show(at_pair: &PairLocation<'_>, field: &Field, local: &mut NodeDiff) {
    let subject = subject(at_pair, field);
    let (rule, text, before) = match at_pair.side {
        Side::Request if is_required(field.presence) => (
            ChangeKind::ReadOnlyCleared,
            format!("`{subject}` is no longer read-only, and required"),
            "read-only",
        ),
        Side::Request => (
            ChangeKind::ReadOnlyCleared,
            format!("`{subject}` can now be sent"),
            "read-only",
        ),
        Side::Response => (
            ChangeKind::WriteOnlyCleared,
            format!("responses now contain `{subject}`"),
            "write-only",
        ),
    };
    let (wire, source) = gained(at_pair.side, field);
    let finding = about(at_pair, rule, (&subject, field), at_pair.old, text)
        .wire(wire)
        .source(source)
        .added_at(&field.at);
    local.findings.push(finding.values(before, ""));
}

fn add(at_pair: &PairLocation<'_>, field: &Field, old: &Struct, local: &mut NodeDiff) {
    let subject = subject_of_one(at_pair, field, old);
    let required = if is_required(field.presence) {
        "required"
    } else {
        "optional"
    };
    let default = field.default.as_ref().filter(|_| required == "required");
    let default = default.map_or_else(String::new, |value| format!(", with the default {value}"));
    let text = format!(
        "`{}` gained the {required} property `{}`{default}",
        owner(&subject),
        field.wire
    );
    let (wire, source) = gained(at_pair.side, field);
    let finding = about(
        at_pair,
        ChangeKind::PropertyAdded,
        (&subject, field),
        at_pair.old,
        text,
    )
    .added_at(&field.at);
    local
        .findings
        .push(finding.wire(wire).source(source).values("", field.wire.as_str()));
}

fn remove(at_pair: &PairLocation<'_>, field: &Field, new: &Struct, local: &mut NodeDiff) {
    let subject = subject_of_one(at_pair, field, new);
    let text = format!("`{}` lost the property `{}`", owner(&subject), field.wire);
    let finding = about(
        at_pair,
        ChangeKind::PropertyRemoved,
        (&subject, field),
        &field.at,
        text,
    )
    .wire(lost(at_pair.side, field.presence));
    local.findings.push(
        finding
            .source(SourceImpact::Breaking)
            .values(field.wire.as_str(), ""),
    );
}

fn rename(at_pair: &PairLocation<'_>, old: &Field, new: &Field, local: &mut NodeDiff) {
    let subject = subject(at_pair, old);
    let text = format!("`{subject}` is now called `{}`", new.wire);
    let finding = about(
        at_pair,
        ChangeKind::PropertyRenamed,
        (&subject, old),
        &old.at,
        text,
    )
    .wire(lost(at_pair.side, old.presence));
    let finding = finding.breaking_source_if(old.ident != new.ident);
    let finding = finding.located_in_new(&new.at);
    local
        .findings
        .push(finding.values(old.wire.as_str(), new.wire.as_str()));
}

/// Returns a finding about `field`, which exists in only one struct.
fn about(
    at_pair: &PairLocation<'_>,
    rule: ChangeKind,
    (subject, field): (&str, &Field),
    at: &Location,
    text: String,
) -> Finding {
    Finding::new(rule, subject, at, text)
        .travels(at_pair.side)
        .member(&field.wire)
}

fn owner(subject: &str) -> &str {
    subject.rsplit_once('.').map_or(subject, |(owner, _)| owner)
}

/// Returns the impact of a missing property: the service rejects or ignores it in requests; in responses, clients need
/// it if it was required.
fn lost(side: Side, presence: Presence) -> WireImpact {
    if side == Side::Request || is_required(presence) {
        WireImpact::Breaking
    } else {
        WireImpact::Ok
    }
}

/// Returns the impacts of a new property: a request without a required one is rejected, and its constructor has one
/// more argument, unless the constructor sets the property itself because it selects a variant.
fn gained(side: Side, field: &Field) -> (WireImpact, SourceImpact) {
    match (side, is_required(field.presence), &field.tag) {
        (Side::Request, true, None) => (WireImpact::Breaking, SourceImpact::Breaking),
        (Side::Request, true, Some(_)) => (WireImpact::Breaking, SourceImpact::Additive),
        _ => (WireImpact::Ok, SourceImpact::Additive),
    }
}

/// Returns true if two types are of the same kind, with any constraints.
fn alike(a: &Type, b: &Type) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}
