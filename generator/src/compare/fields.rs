//! Structs: properties added, removed, renamed, required, hidden, and what they hold.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::rename::{Candidate, pair};
use super::{ChangeKind, SourceImpact, WireImpact, types};
use crate::corrections::same;
use crate::diagnostic::Location;
use crate::ir::{AdditionalFields, Field, Presence, Side, Struct, Type, WireName};

/// Compares two structs.
pub(super) fn compare(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Struct,
    new: &Struct,
    local: &mut NodeDiff,
) {
    for before in &old.fields {
        if let Some(after) = new.fields.iter().find(|after| after.wire == before.wire) {
            field(models, at_pair, before, after, local);
        }
    }
    let removed = Candidate::only_in(&old.fields, &new.fields, |field| field.wire.as_str());
    let added = Candidate::only_in(&new.fields, &old.fields, |field| field.wire.as_str());
    // A property that is hidden or shown on this side is still called the same.
    let (hidden, removed): (Vec<_>, Vec<_>) = removed.into_iter().partition(|one| hides(new, one.item));
    let (shown, added): (Vec<_>, Vec<_>) = added.into_iter().partition(|one| hides(old, one.item));
    hidden.iter().for_each(|one| hide(at_pair, one.item, local));
    shown.iter().for_each(|one| show(at_pair, one.item, local));
    // Keys have no order, so that the position of a property says nothing.
    let matched = pair(removed, added, |a, b| alike(&a.ty, &b.ty), |_, _| false);
    for (before, after) in matched.renamed {
        rename(at_pair, before, after, local);
        field(models, at_pair, before, after, local);
    }
    matched
        .removed
        .into_iter()
        .for_each(|one| remove(at_pair, one.item, local));
    matched
        .added
        .into_iter()
        .for_each(|one| add(at_pair, one.item, local));
    additional(models, at_pair, &old.additional, &new.additional, local);
    types::count(at_pair, "member", old.count, new.count, local);
}

/// What a property is called: by the schema that declares it, which may be a parent.
fn subject(at_pair: &PairLocation<'_>, field: &Field) -> String {
    let declared = field
        .at
        .pointer
        .strip_prefix("/components/schemas/")
        .and_then(|rest| rest.split_once('/'));
    match declared {
        Some((schema, rest)) if !at_pair.subject.contains('/') && in_own_schema(rest) => {
            format!("{}.{}", crate::pointer::unescaped(schema), field.wire)
        }
        _ => format!("{}.{}", at_pair.subject, field.wire),
    }
}

/// Whether the pointer below a component leads to one of its own properties, past nothing but `allOf`.
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
        subject: subject(at_pair, old),
        member: Some(old.wire.clone()),
        old: &old.at,
        new: &new.at,
        side: at_pair.side,
    }
}

/// A property that is there on both sides.
fn field(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Field, new: &Field, local: &mut NodeDiff) {
    let at_pair = below(at_pair, old, new);
    let first = local.findings.len();
    presence(&at_pair, old.presence, new.presence, local);
    if at_pair.side == Side::Response && bare(old.presence) && !matches!(old.ty, Type::Any) {
        local.findings[first..].iter_mut().for_each(invented);
    }
    deprecation(&at_pair, old.deprecated, new.deprecated, local);
    default(&at_pair, old.default.as_deref(), new.default.as_deref(), local);
    types::compare(models, &at_pair, &old.ty, &new.ty, local);
}

/// What was always answered with a value and no longer is: a crate that was built before reads a value that nobody sent.
fn invented(finding: &mut Finding) {
    if matches!(finding.rule, ChangeKind::Optional | ChangeKind::NullableSet) {
        finding.wire = WireImpact::Breaking;
        let note = ", so that a crate built before reads a default value that nobody sent";
        finding.text.push_str(note);
    }
}

/// Whether it must be there, and whether it may be `null`.
pub(super) fn presence(at_pair: &PairLocation<'_>, old: Presence, new: Presence, local: &mut NodeDiff) {
    let subject = &at_pair.subject;
    let request = at_pair.side == Side::Request;
    let values = (presence_name(old), presence_name(new));
    if required(old) != required(new) {
        let (rule, text) = match required(new) {
            true => (ChangeKind::Required, format!("`{subject}` is now required")),
            false => (ChangeKind::Optional, format!("`{subject}` is now optional")),
        };
        let finding = at_pair.finding(rule, text).values(values.0, values.1);
        let finding = finding.wire(refused_if(request && required(new)));
        // A constructor takes what is required.
        let breaks = request || bare(old) != bare(new);
        local.findings.push(finding.breaking_source_if(breaks));
    }
    if nullable(old) != nullable(new) {
        let (rule, text) = match nullable(new) {
            true => (ChangeKind::NullableSet, format!("`{subject}` may now be null")),
            false => (
                ChangeKind::NullableCleared,
                format!("`{subject}` may no longer be null"),
            ),
        };
        let finding = at_pair.finding(rule, text).values(values.0, values.1);
        let finding = finding.wire(refused_if(request && nullable(old)));
        // A request has a setter for `null` where that is allowed.
        let source = match (bare(old) != bare(new), request, nullable(new)) {
            (true, ..) | (_, true, false) => SourceImpact::Breaking,
            (_, true, true) => SourceImpact::Additive,
            _ => SourceImpact::None,
        };
        local.findings.push(finding.source(source));
    }
}

fn refused_if(is_refused: bool) -> WireImpact {
    match is_refused {
        true => WireImpact::Breaking,
        false => WireImpact::Ok,
    }
}

fn required(presence: Presence) -> bool {
    matches!(presence, Presence::Required | Presence::Nullable)
}

fn nullable(presence: Presence) -> bool {
    matches!(presence, Presence::Nullable | Presence::OptionalNullable)
}

/// Whether Rust has the value itself, and not an `Option`.
fn bare(presence: Presence) -> bool {
    presence == Presence::Required
}

fn presence_name(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "required, or null",
        Presence::OptionalNullable => "optional, or null",
    }
}

/// Whether the specification advises against it.
pub(super) fn deprecation(at_pair: &PairLocation<'_>, old: bool, new: bool, local: &mut NodeDiff) {
    let subject = &at_pair.subject;
    match (old, new) {
        (false, true) => {
            let finding = at_pair.finding(ChangeKind::Deprecated, format!("`{subject}` is now deprecated"));
            local
                .findings
                .push(finding.source(SourceImpact::Additive).values("", "deprecated"));
        }
        (true, false) => {
            let finding = at_pair.finding(
                ChangeKind::Undeprecated,
                format!("`{subject}` is no longer deprecated"),
            );
            local.findings.push(finding.values("deprecated", ""));
        }
        _ => {}
    }
}

/// What the service assumes where the caller says nothing.
pub(super) fn default(
    at_pair: &PairLocation<'_>,
    old: Option<&str>,
    new: Option<&str>,
    local: &mut NodeDiff,
) {
    // However it is spelled: `1` or `1.0`, in whatever order of keys.
    let value = |text: Option<&str>| text.and_then(|text| serde_json::from_str(text).ok());
    if old == new || value(old).zip(value(new)).is_some_and(|(a, b)| same(&a, &b)) {
        return;
    }
    let subject = &at_pair.subject;
    let (rule, text) = match (old, new) {
        (None, Some(value)) => (
            ChangeKind::DefaultSet,
            format!("`{subject}` now has the default {value}"),
        ),
        (Some(value), None) => (
            ChangeKind::DefaultCleared,
            format!("`{subject}` no longer has the default {value}"),
        ),
        _ => {
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            (
                ChangeKind::DefaultChanged,
                format!("the default of `{subject}` is now {new}, was {old}"),
            )
        }
    };
    // A caller that says nothing now means something else.
    let breaks = rule == ChangeKind::DefaultChanged && at_pair.side == Side::Request;
    let finding = at_pair
        .finding(rule, text)
        .values(old.unwrap_or_default(), new.unwrap_or_default());
    local.findings.push(finding.wire(if breaks {
        WireImpact::Breaking
    } else {
        WireImpact::Ok
    }));
}

fn hides(object: &Struct, field: &Field) -> bool {
    object.hidden.contains(&field.wire)
}

/// A property that was there on this side, and now travels only the other way.
fn hide(at_pair: &PairLocation<'_>, field: &Field, local: &mut NodeDiff) {
    let subject = subject(at_pair, field);
    let (rule, text) = match at_pair.side {
        Side::Request => (
            ChangeKind::ReadOnlySet,
            format!("`{subject}` is now read-only: it can no longer be sent"),
        ),
        Side::Response => (
            ChangeKind::WriteOnlySet,
            format!("`{subject}` is now write-only: it is no longer answered"),
        ),
    };
    let finding =
        about(at_pair, rule, (&subject, field), &field.at, text).wire(lost(at_pair.side, field.presence));
    local
        .findings
        .push(finding.source(SourceImpact::Breaking).values("", rule.id()));
}

/// A property that travelled only the other way, and now is there on this side.
fn show(at_pair: &PairLocation<'_>, field: &Field, local: &mut NodeDiff) {
    let subject = subject(at_pair, field);
    let (rule, text, before) = match at_pair.side {
        Side::Request => (
            ChangeKind::ReadOnlyCleared,
            format!("`{subject}` can now be sent"),
            "read-only",
        ),
        Side::Response => (
            ChangeKind::WriteOnlyCleared,
            format!("`{subject}` is now answered"),
            "write-only",
        ),
    };
    let (wire, source) = gained(at_pair.side, field);
    let finding = about(at_pair, rule, (&subject, field), at_pair.old, text)
        .wire(wire)
        .source(source)
        .stands_at(&field.at);
    local.findings.push(finding.values(before, ""));
}

fn add(at_pair: &PairLocation<'_>, field: &Field, local: &mut NodeDiff) {
    let subject = subject(at_pair, field);
    let required = if required(field.presence) {
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
    .stands_at(&field.at);
    local
        .findings
        .push(finding.wire(wire).source(source).values("", field.wire.as_str()));
}

fn remove(at_pair: &PairLocation<'_>, field: &Field, local: &mut NodeDiff) {
    let subject = subject(at_pair, field);
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

/// A finding about `field`, which stands on one side only.
fn about(
    at_pair: &PairLocation<'_>,
    rule: ChangeKind,
    (subject, field): (&str, &Field),
    place: &Location,
    text: String,
) -> Finding {
    Finding::new(rule, subject, place, text)
        .travels(at_pair.side)
        .member(&field.wire)
}

fn owner(subject: &str) -> &str {
    subject.rsplit_once('.').map_or(subject, |(owner, _)| owner)
}

/// The service refuses or ignores what it no longer knows; an answer that lacks what was always there is no longer
/// what its reader was promised.
fn lost(side: Side, presence: Presence) -> WireImpact {
    if side == Side::Request || required(presence) {
        WireImpact::Breaking
    } else {
        WireImpact::Ok
    }
}

/// A request that lacks what is now required is refused, and its constructor has one argument more.
///
/// The constructor sets a marker of a variant itself.
fn gained(side: Side, field: &Field) -> (WireImpact, SourceImpact) {
    match (side, required(field.presence), &field.tag) {
        (Side::Request, true, None) => (WireImpact::Breaking, SourceImpact::Breaking),
        (Side::Request, true, Some(_)) => (WireImpact::Breaking, SourceImpact::Additive),
        _ => (WireImpact::Ok, SourceImpact::Additive),
    }
}

/// Whether one type may be another name's: the same kind of thing, whatever its bounds.
fn alike(a: &Type, b: &Type) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// What members without a property of their own are.
fn additional(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &AdditionalFields,
    new: &AdditionalFields,
    local: &mut NodeDiff,
) {
    let subject = &at_pair.subject;
    let request = at_pair.side == Side::Request;
    match (old, new) {
        (
            AdditionalFields::Typed { ty: a, ident: before },
            AdditionalFields::Typed { ty: b, ident: after },
        ) => {
            at_pair.rust_changed("", before.as_str(), after.as_str(), local);
            let member = WireName::from("*");
            let at_pair = PairLocation {
                subject: format!("{subject}.{member}"),
                member: Some(member),
                ..*at_pair
            };
            types::compare(models, &at_pair, a, b, local);
        }
        (AdditionalFields::Allowed, AdditionalFields::Allowed)
        | (AdditionalFields::Denied, AdditionalFields::Denied) => {}
        (_, AdditionalFields::Denied) => {
            let text = format!("`{subject}` no longer allows members without a property");
            let finding = at_pair
                .finding(ChangeKind::MembersForbidden, text)
                .values(members(old), members(new))
                .source(map_impact(old, new));
            let finding = finding.wire(if request {
                WireImpact::Breaking
            } else {
                WireImpact::Ok
            });
            local.findings.push(finding);
        }
        (AdditionalFields::Denied, _) => {
            let text = format!("`{subject}` now allows members without a property");
            let finding = at_pair
                .finding(ChangeKind::MembersAllowed, text)
                .values(members(old), members(new))
                .source(map_impact(old, new));
            local.findings.push(finding);
        }
        _ => {
            let text = format!(
                "members of `{subject}` without a property are now {}, were {}",
                members(new),
                members(old)
            );
            let finding = at_pair
                .finding(ChangeKind::TypeChanged, text)
                .values(members(old), members(new))
                .source(map_impact(old, new));
            let wire = if request == typed(new) {
                WireImpact::Breaking
            } else {
                WireImpact::Ok
            };
            local.findings.push(finding.wire(wire));
        }
    }
}

fn typed(additional: &AdditionalFields) -> bool {
    matches!(additional, AdditionalFields::Typed { .. })
}

/// What it means to Rust code that the struct has, or no longer has, a map of typed members.
fn map_impact(old: &AdditionalFields, new: &AdditionalFields) -> SourceImpact {
    match (typed(old), typed(new)) {
        (true, false) => SourceImpact::Breaking,
        (false, true) => SourceImpact::Additive,
        _ => SourceImpact::None,
    }
}

fn members(additional: &AdditionalFields) -> &'static str {
    match additional {
        AdditionalFields::Allowed => "anything",
        AdditionalFields::Typed { .. } => "values of one type",
        AdditionalFields::Denied => "forbidden",
    }
}
