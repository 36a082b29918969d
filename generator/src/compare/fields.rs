//! Structs: properties added, removed, renamed, required, hidden, and what they hold.

use super::found::Finding;
use super::rename::{Candidate, pair};
use super::walk::{Local, Site, Walk};
use super::{Rule, Source, Wire};
use crate::correct::same;
use crate::diagnostic::Location;
use crate::ir::{AdditionalFields, Field, Presence, Side, Struct, Type, WireName};

/// Compares two structs.
pub(super) fn compare<'a>(
    walk: &mut Walk<'a>,
    site: &Site<'_>,
    old: &'a Struct,
    new: &'a Struct,
    local: &mut Local,
) {
    for before in &old.fields {
        if let Some(after) = new.fields.iter().find(|after| after.wire == before.wire) {
            field(walk, site, before, after, local);
        }
    }
    let removed = Candidate::only_in(&old.fields, &new.fields, |field| field.wire.as_str());
    let added = Candidate::only_in(&new.fields, &old.fields, |field| field.wire.as_str());
    // A property that is hidden or shown on this side is still called the same.
    let (hidden, removed): (Vec<_>, Vec<_>) = removed.into_iter().partition(|one| hides(new, one.item));
    let (shown, added): (Vec<_>, Vec<_>) = added.into_iter().partition(|one| hides(old, one.item));
    hidden.iter().for_each(|one| hide(site, one.item, local));
    shown.iter().for_each(|one| show(site, one.item, local));
    // Keys have no order, so that the position of a property says nothing.
    let matched = pair(removed, added, |a, b| alike(&a.ty, &b.ty), |_, _| false);
    for (before, after) in matched.renamed {
        rename(site, before, after, local);
        field(walk, site, before, after, local);
    }
    matched
        .removed
        .into_iter()
        .for_each(|one| remove(site, one.item, local));
    matched
        .added
        .into_iter()
        .for_each(|one| add(site, one.item, local));
    additional(walk, site, &old.additional, &new.additional, local);
    super::types::count(site, "member", old.count, new.count, local);
}

/// What a property is called: by the schema that declares it, which may be a parent.
fn subject(site: &Site<'_>, field: &Field) -> String {
    let declared = field
        .at
        .pointer
        .strip_prefix("/components/schemas/")
        .and_then(|rest| rest.split_once('/'));
    match declared {
        Some((schema, rest)) if !site.subject.contains('/') && in_own_schema(rest) => {
            format!("{}.{}", crate::pointer::unescaped(schema), field.wire)
        }
        _ => format!("{}.{}", site.subject, field.wire),
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

fn below<'s>(site: &Site<'_>, old: &'s Field, new: &'s Field) -> Site<'s> {
    Site {
        subject: subject(site, old),
        member: Some(old.wire.clone()),
        old: &old.at,
        new: &new.at,
        side: site.side,
    }
}

/// A property that is there on both sides.
fn field<'a>(walk: &mut Walk<'a>, site: &Site<'_>, old: &'a Field, new: &'a Field, local: &mut Local) {
    let site = below(site, old, new);
    let first = local.findings.len();
    presence(&site, old.presence, new.presence, local);
    if site.side == Side::Response && bare(old.presence) && !matches!(old.ty, Type::Any) {
        local.findings[first..].iter_mut().for_each(invented);
    }
    deprecation(&site, old.deprecated, new.deprecated, local);
    default(&site, old.default.as_deref(), new.default.as_deref(), local);
    walk.types(&site, &old.ty, &new.ty, local);
}

/// What was always answered with a value and no longer is: a crate that was built before reads a value that nobody sent.
fn invented(finding: &mut Finding) {
    if matches!(finding.rule, Rule::Optional | Rule::NullableSet) {
        finding.wire = Wire::Breaking;
        let note = ", so that a crate built before reads a default value that nobody sent";
        finding.text.push_str(note);
    }
}

/// Whether it must be there, and whether it may be `null`.
pub(super) fn presence(site: &Site<'_>, old: Presence, new: Presence, local: &mut Local) {
    let subject = &site.subject;
    let request = site.side == Side::Request;
    let values = (presence_name(old), presence_name(new));
    if required(old) != required(new) {
        let (rule, text) = match required(new) {
            true => (Rule::Required, format!("`{subject}` is now required")),
            false => (Rule::Optional, format!("`{subject}` is now optional")),
        };
        let finding = site.finding(rule, text).values(values.0, values.1);
        let finding = finding.wire(refused_if(request && required(new)));
        // A constructor takes what is required.
        let breaks = request || bare(old) != bare(new);
        local.findings.push(finding.breaking_source_if(breaks));
    }
    if nullable(old) != nullable(new) {
        let (rule, text) = match nullable(new) {
            true => (Rule::NullableSet, format!("`{subject}` may now be null")),
            false => (
                Rule::NullableCleared,
                format!("`{subject}` may no longer be null"),
            ),
        };
        let finding = site.finding(rule, text).values(values.0, values.1);
        let finding = finding.wire(refused_if(request && nullable(old)));
        // A request has a setter for `null` where that is allowed.
        let source = match (bare(old) != bare(new), request, nullable(new)) {
            (true, ..) | (_, true, false) => Source::Breaking,
            (_, true, true) => Source::Additive,
            _ => Source::None,
        };
        local.findings.push(finding.source(source));
    }
}

fn refused_if(is_refused: bool) -> Wire {
    match is_refused {
        true => Wire::Breaking,
        false => Wire::Ok,
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
pub(super) fn deprecation(site: &Site<'_>, old: bool, new: bool, local: &mut Local) {
    let subject = &site.subject;
    match (old, new) {
        (false, true) => {
            let finding = site.finding(Rule::Deprecated, format!("`{subject}` is now deprecated"));
            local
                .findings
                .push(finding.source(Source::Additive).values("", "deprecated"));
        }
        (true, false) => {
            let finding = site.finding(Rule::Undeprecated, format!("`{subject}` is no longer deprecated"));
            local.findings.push(finding.values("deprecated", ""));
        }
        _ => {}
    }
}

/// What the service assumes where the caller says nothing.
pub(super) fn default(site: &Site<'_>, old: Option<&str>, new: Option<&str>, local: &mut Local) {
    // However it is spelled: `1` or `1.0`, in whatever order of keys.
    let value = |text: Option<&str>| text.and_then(|text| serde_json::from_str(text).ok());
    if old == new || value(old).zip(value(new)).is_some_and(|(a, b)| same(&a, &b)) {
        return;
    }
    let subject = &site.subject;
    let (rule, text) = match (old, new) {
        (None, Some(value)) => (
            Rule::DefaultSet,
            format!("`{subject}` now has the default {value}"),
        ),
        (Some(value), None) => (
            Rule::DefaultCleared,
            format!("`{subject}` no longer has the default {value}"),
        ),
        _ => {
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            (
                Rule::DefaultChanged,
                format!("the default of `{subject}` is now {new}, was {old}"),
            )
        }
    };
    // A caller that says nothing now means something else.
    let breaks = rule == Rule::DefaultChanged && site.side == Side::Request;
    let finding = site
        .finding(rule, text)
        .values(old.unwrap_or_default(), new.unwrap_or_default());
    local
        .findings
        .push(finding.wire(if breaks { Wire::Breaking } else { Wire::Ok }));
}

fn hides(object: &Struct, field: &Field) -> bool {
    object.hidden.contains(&field.wire)
}

/// A property that was there on this side, and now travels only the other way.
fn hide(site: &Site<'_>, field: &Field, local: &mut Local) {
    let subject = subject(site, field);
    let (rule, text) = match site.side {
        Side::Request => (
            Rule::ReadOnlySet,
            format!("`{subject}` is now read-only: it can no longer be sent"),
        ),
        Side::Response => (
            Rule::WriteOnlySet,
            format!("`{subject}` is now write-only: it is no longer answered"),
        ),
    };
    let finding = about(site, rule, (&subject, field), &field.at, text).wire(lost(site.side, field.presence));
    local
        .findings
        .push(finding.source(Source::Breaking).values("", rule.id()));
}

/// A property that travelled only the other way, and now is there on this side.
fn show(site: &Site<'_>, field: &Field, local: &mut Local) {
    let subject = subject(site, field);
    let (rule, text, before) = match site.side {
        Side::Request => (
            Rule::ReadOnlyCleared,
            format!("`{subject}` can now be sent"),
            "read-only",
        ),
        Side::Response => (
            Rule::WriteOnlyCleared,
            format!("`{subject}` is now answered"),
            "write-only",
        ),
    };
    let (wire, source) = gained(site.side, field);
    let finding = about(site, rule, (&subject, field), site.old, text)
        .wire(wire)
        .source(source)
        .stands_at(&field.at);
    local.findings.push(finding.values(before, ""));
}

fn add(site: &Site<'_>, field: &Field, local: &mut Local) {
    let subject = subject(site, field);
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
    let (wire, source) = gained(site.side, field);
    let finding = about(site, Rule::PropertyAdded, (&subject, field), site.old, text).stands_at(&field.at);
    local
        .findings
        .push(finding.wire(wire).source(source).values("", field.wire.as_str()));
}

fn remove(site: &Site<'_>, field: &Field, local: &mut Local) {
    let subject = subject(site, field);
    let text = format!("`{}` lost the property `{}`", owner(&subject), field.wire);
    let finding = about(site, Rule::PropertyRemoved, (&subject, field), &field.at, text)
        .wire(lost(site.side, field.presence));
    local
        .findings
        .push(finding.source(Source::Breaking).values(field.wire.as_str(), ""));
}

fn rename(site: &Site<'_>, old: &Field, new: &Field, local: &mut Local) {
    let subject = subject(site, old);
    let text = format!("`{subject}` is now called `{}`", new.wire);
    let finding = about(site, Rule::PropertyRenamed, (&subject, old), &old.at, text)
        .wire(lost(site.side, old.presence));
    let finding = finding.breaking_source_if(old.ident != new.ident);
    local
        .findings
        .push(finding.values(old.wire.as_str(), new.wire.as_str()));
}

/// A finding about `field`, which stands on one side only.
fn about(
    site: &Site<'_>,
    rule: Rule,
    (subject, field): (&str, &Field),
    place: &Location,
    text: String,
) -> Finding {
    Finding::new(rule, subject, place, text)
        .travels(site.side)
        .member(&field.wire)
}

fn owner(subject: &str) -> &str {
    subject.rsplit_once('.').map_or(subject, |(owner, _)| owner)
}

/// The service refuses or ignores what it no longer knows; an answer that lacks what was always there is no longer
/// what its reader was promised.
fn lost(side: Side, presence: Presence) -> Wire {
    if side == Side::Request || required(presence) {
        Wire::Breaking
    } else {
        Wire::Ok
    }
}

/// A request that lacks what is now required is refused, and its constructor has one argument more.
///
/// The constructor sets a marker of a variant itself.
fn gained(side: Side, field: &Field) -> (Wire, Source) {
    match (side, required(field.presence), &field.tag) {
        (Side::Request, true, None) => (Wire::Breaking, Source::Breaking),
        (Side::Request, true, Some(_)) => (Wire::Breaking, Source::Additive),
        _ => (Wire::Ok, Source::Additive),
    }
}

/// Whether one type may be another name's: the same kind of thing, whatever its bounds.
fn alike(a: &Type, b: &Type) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// What members without a property of their own are.
fn additional<'a>(
    walk: &mut Walk<'a>,
    site: &Site<'_>,
    old: &'a AdditionalFields,
    new: &'a AdditionalFields,
    local: &mut Local,
) {
    let subject = &site.subject;
    let request = site.side == Side::Request;
    match (old, new) {
        (AdditionalFields::Typed(a), AdditionalFields::Typed(b)) => {
            let member = WireName::from("*");
            let site = Site {
                subject: format!("{subject}.{member}"),
                member: Some(member),
                ..*site
            };
            let first = local.findings.len();
            walk.types(&site, a, b, local);
            // They are read and written as free JSON, of whatever type they are.
            local.findings[first..]
                .iter_mut()
                .for_each(|finding| finding.source = Source::None);
        }
        (AdditionalFields::Kept, AdditionalFields::Kept)
        | (AdditionalFields::Forbidden, AdditionalFields::Forbidden) => {}
        (_, AdditionalFields::Forbidden) => {
            let text = format!("`{subject}` no longer allows members without a property");
            let finding = site
                .finding(Rule::MembersForbidden, text)
                .values(members(old), members(new));
            let finding = finding.wire(if request { Wire::Breaking } else { Wire::Ok });
            local.findings.push(finding);
        }
        (AdditionalFields::Forbidden, _) => {
            let text = format!("`{subject}` now allows members without a property");
            let finding = site
                .finding(Rule::MembersAllowed, text)
                .values(members(old), members(new));
            local.findings.push(finding);
        }
        _ => {
            let text = format!(
                "members of `{subject}` without a property are now {}, were {}",
                members(new),
                members(old)
            );
            let finding = site
                .finding(Rule::TypeChanged, text)
                .values(members(old), members(new));
            let wire = if request == typed(new) {
                Wire::Breaking
            } else {
                Wire::Ok
            };
            local.findings.push(finding.wire(wire));
        }
    }
}

fn typed(additional: &AdditionalFields) -> bool {
    matches!(additional, AdditionalFields::Typed(_))
}

fn members(additional: &AdditionalFields) -> &'static str {
    match additional {
        AdditionalFields::Kept => "anything",
        AdditionalFields::Typed(_) => "values of one type",
        AdditionalFields::Forbidden => "forbidden",
    }
}
