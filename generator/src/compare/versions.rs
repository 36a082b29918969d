//! Versions of one operation: media types, their sunsets, and the requests and answers of each.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, fields, responses, types};
use crate::ir::{Body, Date, ErrorResponse, MediaType, Operation, Presence, Revision, Side, Version};

/// Compares the versions of two operations.
pub(super) fn compare<'a>(models: &Models<'_>, old: &'a Operation, new: &'a Operation, local: &mut NodeDiff) {
    let of = |operation: &'a Operation, media: &MediaType| {
        let revisions = &operation.revisions;
        let exact = revisions.iter().find(|own| own.media_type == *media);
        exact.or_else(|| revisions.iter().find(|own| own.media_type.is_same(media)))
    };
    let only = |own: &'a Operation, other: &'a Operation| -> Vec<&'a Revision> {
        let own = own.revisions.iter();
        own.filter(|revision| of(other, &revision.media_type).is_none())
            .collect()
    };
    for before in &old.revisions {
        if let Some(after) = of(new, &before.media_type) {
            both(models, before, after, local);
        }
    }
    let (removed, mut added) = (only(old, new), only(new, old));
    for before in removed {
        match added.iter().position(|after| promotes(before, after)) {
            Some(number) => promoted(models, before, added.remove(number), local),
            None => remove(before, local),
        }
    }
    added.into_iter().for_each(|after| add(old, after, local));
}

/// Whether a version that was not yet stable became the other one.
fn promotes(old: &Revision, new: &Revision) -> bool {
    let (Some(before), Some(after)) = (old.media_type.version, new.media_type.version) else {
        return false;
    };
    old.media_type.format == new.media_type.format
        && match before {
            Version::Stable(_) => false,
            Version::Upcoming(_) => matches!(after, Version::Stable(_)),
            Version::Preview => after != Version::Preview,
        }
}

fn both(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    sunset(models.options.today, old, new, local);
    request(models, old, new, local);
    other_requests(models, old, new, local);
    errors(models, old, new, local);
    responses::compare(models, old, new, local);
}

/// The exact name that published clients ask for is gone; what is served instead may be the same.
fn promoted(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let (before, after) = (&*old.media_type.text, &*new.media_type.text);
    let text = format!("`{before}` is gone, promoted to `{after}`");
    let finding = Finding::new(ChangeKind::MediaTypePromoted, before, &old.at, text).wire(WireImpact::Broken);
    local
        .findings
        .push(finding.source(SourceImpact::Breaking).values(before, after));
    both(models, old, new, local);
}

fn remove(revision: &Revision, local: &mut NodeDiff) {
    let media = &*revision.media_type.text;
    let finding = Finding::new(
        ChangeKind::MediaTypeRemoved,
        media,
        &revision.at,
        match revision.sunset {
            Some(day) => format!("`{media}` is gone; its sunset had been announced for {day}"),
            None => format!("`{media}` is gone"),
        },
    );
    local.findings.push(
        finding
            .wire(WireImpact::Broken)
            .source(SourceImpact::Breaking)
            .values(media, ""),
    );
}

fn add(operation: &Operation, revision: &Revision, local: &mut NodeDiff) {
    let media = &*revision.media_type.text;
    let finding = Finding::new(
        ChangeKind::MediaTypeAdded,
        media,
        &operation.at,
        format!("`{media}` is new"),
    );
    local.findings.push(
        finding
            .source(SourceImpact::Additive)
            .stands_at(&revision.at)
            .values("", media),
    );
}

fn sunset(today: Date, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let media = &*old.media_type.text;
    if old.sunset == new.sunset {
        return;
    }
    let (rule, text) = match (old.sunset, new.sunset) {
        (_, Some(date)) if date <= today => (
            ChangeKind::SunsetPassed,
            format!("`{media}` is no longer answered since {date}"),
        ),
        (None, Some(date)) => (
            ChangeKind::SunsetSet,
            format!("`{media}` will no longer be answered from {date} on"),
        ),
        (Some(was), Some(date)) => {
            let which = if date > was { "later" } else { "earlier" };
            (
                ChangeKind::SunsetMoved,
                format!("the sunset of `{media}` moved from {was} to {date}, which is {which}"),
            )
        }
        (_, None) => (
            ChangeKind::SunsetCleared,
            format!("`{media}` stays: its sunset was called off"),
        ),
    };
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let wire = if rule == ChangeKind::SunsetCleared {
        WireImpact::Ok
    } else {
        WireImpact::Sunset
    };
    let finding = Finding::new(rule, media, &old.at, text).wire(wire);
    local
        .findings
        .push(finding.values(date(old.sunset), date(new.sunset)));
}

fn request(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let media = &*old.media_type.text;
    let subject = format!("request of {media}");
    match (&old.request, &new.request) {
        (Some(a), Some(b)) => bodies(models, (old, new), a, b, local),
        (Some(body), None) => {
            let finding = Finding::new(
                ChangeKind::RequestRemoved,
                &*subject,
                &old.at,
                format!("the {subject} is gone"),
            );
            let finding = finding.wire(WireImpact::Breaking).source(SourceImpact::Breaking);
            local.findings.push(finding.values(&*body.media_type.text, ""));
        }
        (None, Some(body)) => {
            let (kind, wire, source) = match body.required {
                true => ("required", WireImpact::Breaking, SourceImpact::Breaking),
                false => ("optional", WireImpact::Ok, SourceImpact::Additive),
            };
            let finding = Finding::new(
                ChangeKind::RequestAdded,
                &*subject,
                &old.at,
                format!("the {subject} is new, and {kind}"),
            );
            local.findings.push(
                finding
                    .wire(wire)
                    .source(source)
                    .values("", &*body.media_type.text),
            );
        }
        (None, None) => {}
    }
}

fn bodies(models: &Models<'_>, (old, new): (&Revision, &Revision), a: &Body, b: &Body, local: &mut NodeDiff) {
    let subject = format!("request of {}", old.media_type.text);
    let (before, after) = (&*a.media_type.text, &*b.media_type.text);
    // A promoted version takes its request with it: that is said once.
    let promoted = old.media_type != new.media_type && b.media_type.version == new.media_type.version;
    if !a.media_type.is_same(&b.media_type) && !promoted {
        let text = format!("the {subject} is now sent as `{after}`, was as `{before}`");
        // The service may still take the body as it was sent.
        let mut others = new.other_requests.iter();
        let is_taken = others.any(|other| other.body.media_type.is_same(&a.media_type));
        let wire = if is_taken {
            WireImpact::Ok
        } else {
            WireImpact::Broken
        };
        let finding = Finding::new(ChangeKind::RequestMediaTypeChanged, &*subject, &old.at, text)
            .wire(wire)
            .breaking_source_if(is_taken);
        local.findings.push(finding.values(before, after));
    }
    let at_pair = PairLocation {
        subject,
        member: None,
        old: &old.at,
        new: &new.at,
        side: Side::Request,
    };
    let first = local.findings.len();
    fields::presence(&at_pair, presence(a), presence(b), local);
    // The crate never sends `null` for a body; whether there has to be one decides on the constructor.
    for finding in &mut local.findings[first..] {
        let needed = matches!(finding.rule, ChangeKind::Required | ChangeKind::Optional);
        finding.source = if needed {
            SourceImpact::Breaking
        } else {
            SourceImpact::None
        };
    }
    types::compare(models, &at_pair, &a.ty, &b.ty, local);
}

/// Compares the bodies that can be sent instead of the preferred one, each with that of the same media type.
fn other_requests(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let subject = |body: &Body| format!("request as {}", body.media_type);
    let is_preferred = |revision: &Revision, body: &Body| {
        let mut preferred = revision.request.iter();
        preferred.any(|own| own.media_type.is_same(&body.media_type))
    };
    let find = |revision: &'_ Revision, body: &Body| {
        let mut others = revision.other_requests.iter();
        others.position(|other| other.body.media_type.is_same(&body.media_type))
    };
    for other in &old.other_requests {
        let body = &other.body;
        match find(new, body) {
            Some(index) => {
                let at_pair = PairLocation {
                    subject: subject(body),
                    member: None,
                    old: &old.at,
                    new: &new.at,
                    side: Side::Request,
                };
                types::compare(
                    models,
                    &at_pair,
                    &body.ty,
                    &new.other_requests[index].body.ty,
                    local,
                );
            }
            None if new.request.is_none() || is_preferred(new, body) => {}
            None => {
                let text = format!("the request is no longer taken as `{}`", body.media_type);
                let finding = Finding::new(ChangeKind::RequestRemoved, subject(body), &old.at, text);
                let finding = finding.wire(WireImpact::Broken).source(SourceImpact::Breaking);
                local.findings.push(finding.values(&*body.media_type.text, ""));
            }
        }
    }
    for other in &new.other_requests {
        let body = &other.body;
        if find(old, body).is_none() && old.request.is_some() && !is_preferred(old, body) {
            let text = format!("the request is now taken as `{}` too", body.media_type);
            let finding = Finding::new(ChangeKind::RequestAdded, subject(body), &old.at, text);
            let finding = finding.source(SourceImpact::Additive).stands_at(&new.at);
            local.findings.push(finding.values("", &*body.media_type.text));
        }
    }
}

/// Compares the bodies of error statuses that are not all the shared error.
fn errors(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let subject = |error: &ErrorResponse| format!("error {}", error.statuses);
    let find = |errors: &'_ [ErrorResponse], error: &ErrorResponse| {
        errors.iter().position(|other| other.statuses == error.statuses)
    };
    for error in &old.errors {
        match find(&new.errors, error) {
            Some(index) => {
                let at_pair = PairLocation {
                    subject: subject(error),
                    member: None,
                    old: &old.at,
                    new: &new.at,
                    side: Side::Response,
                };
                types::compare(models, &at_pair, &error.ty, &new.errors[index].ty, local);
            }
            None => {
                let text = format!("the body of status {} no longer has a variant", error.statuses);
                let finding = Finding::new(ChangeKind::ErrorChanged, subject(error), &old.at, text);
                let finding = finding.wire(WireImpact::Ok).source(SourceImpact::Breaking);
                local
                    .findings
                    .push(finding.values(error.statuses.to_string(), ""));
            }
        }
    }
    for error in &new.errors {
        if find(&old.errors, error).is_none() {
            let text = format!("the body of status {} now has a variant", error.statuses);
            let finding = Finding::new(ChangeKind::ErrorChanged, subject(error), &old.at, text);
            let finding = finding.wire(WireImpact::Ok).source(SourceImpact::Additive);
            local
                .findings
                .push(finding.stands_at(&new.at).values("", error.statuses.to_string()));
        }
    }
}

/// The body as if it were a field.
fn presence(body: &Body) -> Presence {
    match (body.required, body.nullable) {
        (true, false) => Presence::Required,
        (false, false) => Presence::Optional,
        (true, true) => Presence::Nullable,
        (false, true) => Presence::OptionalNullable,
    }
}
