//! Compares the versions of an operation: media types, sunsets, requests and responses.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, other_bodies, presence, responses};
use crate::ir::{Body, BodyEncoding, Date, MediaType, Operation, Presence, Revision, Side, Version};

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
    let (mut removed, mut added) = (only(old, new), only(new, old));
    removed.retain(|before| {
        let found = added.iter().position(|after| promotes(before, after));
        if let Some(number) = found {
            promoted(models, before, added.remove(number), local);
        }
        found.is_none()
    });
    if let ([before], [after]) = (removed.as_slice(), added.as_slice())
        && before.media_type.version == after.media_type.version
    {
        return replaced(models, before, after, local);
    }
    removed.into_iter().for_each(|before| remove(before, local));
    added.into_iter().for_each(|after| add(old, after, local));
}

/// Returns true if a version that was not stable became the stable one.
fn promotes(old: &Revision, new: &Revision) -> bool {
    let (Some(before), Some(after)) = (old.media_type.version, new.media_type.version) else {
        return false;
    };
    old.media_type.format == new.media_type.format
        && match before {
            before if before.is_stable() => false,
            Version::PREVIEW => after != Version::PREVIEW,
            _ => after.is_stable(),
        }
}

fn both(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    sunset(models.options.today, old, new, local);
    request(models, old, new, local);
    other_bodies::requests(models, old, new, local);
    other_bodies::errors(models, old, new, local);
    responses::compare(models, old, new, local);
}

/// Reports that the exact name that published clients request is gone, and compares the version that replaces it.
fn promoted(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let (before, after) = (&*old.media_type.text, &*new.media_type.text);
    let text = format!("`{before}` is gone, promoted to `{after}`");
    let finding = Finding::new(ChangeKind::MediaTypePromoted, before, &old.at, text).wire(WireImpact::Broken);
    let finding = finding.located_in_new(&new.at).source(SourceImpact::Breaking);
    local.findings.push(finding.values(before, after));
    both(models, old, new, local);
}

/// Reports that the only media type of a version was replaced, and compares the bodies of both.
fn replaced(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let (before, after) = (&*old.media_type.text, &*new.media_type.text);
    let text = format!("responses are now `{after}`, were `{before}`");
    let finding = Finding::new(ChangeKind::MediaTypeChanged, before, &old.at, text).wire(WireImpact::Broken);
    let finding = finding.located_in_new(&new.at);
    let finding = finding.breaking_source_if(old.ident != new.ident);
    local.findings.push(finding.values(before, after));
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
            .added_at(&revision.at)
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
            format!("the sunset of `{media}` has passed: {date}"),
        ),
        (None, Some(date)) => (
            ChangeKind::SunsetSet,
            format!("`{media}` now has the sunset {date}"),
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
            format!("the sunset of `{media}` was canceled"),
        ),
    };
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let wire = if rule == ChangeKind::SunsetCleared {
        WireImpact::Ok
    } else {
        WireImpact::Sunset
    };
    let finding = Finding::new(rule, media, &old.at, text).wire(wire);
    let finding = finding.located_in_new(&new.at).keyword("x-sunset");
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
            let finding = Finding {
                location: body.at.clone(),
                ..finding.located_in_new(&new.at)
            };
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
            )
            .located_in_new(&body.at);
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
    // The request of a promoted version is promoted too, which is reported once.
    let promoted = old.media_type != new.media_type && b.media_type.version == new.media_type.version;
    if !a.media_type.is_same(&b.media_type) && !promoted {
        request_media_type(models, &subject, (old, new), (a, b), local);
    }
    // The service may still accept the body as it was sent.
    let accepted = other_bodies::other_body(new, a).unwrap_or(b);
    let at_pair = PairLocation::new(subject, Side::Request, &a.at, &accepted.at);
    let first = local.findings.len();
    presence::compare(&at_pair, presence_of(a), presence_of(b), local);
    // The crate never sends `null` as a body; the constructor takes a required one.
    for finding in &mut local.findings[first..] {
        let needed = matches!(finding.rule, ChangeKind::Required | ChangeKind::Optional);
        if finding.rule == ChangeKind::NullableCleared {
            finding.wire = WireImpact::Ok;
            finding.text.push_str(", which the crate never sends");
        }
        finding.source = if needed {
            SourceImpact::Breaking
        } else {
            SourceImpact::None
        };
    }
    other_bodies::contents(models, &at_pair, (a, accepted), local);
}

/// Reports that the crate sends the request as another media type.
fn request_media_type(
    models: &Models<'_>,
    subject: &str,
    (old, new): (&Revision, &Revision),
    (a, b): (&Body, &Body),
    local: &mut NodeDiff,
) {
    let (before, after) = (&*a.media_type.text, &*b.media_type.text);
    let text = format!("the request is now sent as `{after}`, was as `{before}`");
    let is_taken = other_bodies::other_body(new, a).is_some();
    let is_method_gone = other_bodies::other_body(old, b).is_some();
    let has_same_argument = argument(a) == argument(b) && (!is_taken || models.has_same_type(&a.ty, &b.ty));
    let finding = Finding::new(ChangeKind::RequestMediaTypeChanged, subject, &a.at, text);
    let finding = finding.wire(match (&a.media_type, &b.media_type) {
        (sent, accepted) if is_taken || accepted.includes(sent) => WireImpact::Ok,
        (sent, accepted) if sent.includes(accepted) => WireImpact::Breaking,
        _ => WireImpact::Broken,
    });
    let finding = finding.source(match is_taken {
        _ if is_method_gone || !has_same_argument => SourceImpact::Breaking,
        true => SourceImpact::Additive,
        false => SourceImpact::None,
    });
    local
        .findings
        .push(finding.located_in_new(&b.at).values(before, after));
}

/// Returns the presence of a body as that of a property.
fn presence_of(body: &Body) -> Presence {
    match (body.required, body.nullable) {
        (true, false) => Presence::Required,
        (false, false) => Presence::Optional,
        (true, true) => Presence::Nullable,
        (false, true) => Presence::OptionalNullable,
    }
}

/// Returns the kind of argument that callers pass as a body: a value, or bytes, or parts.
fn argument(body: &Body) -> BodyEncoding {
    match body.encoding {
        BodyEncoding::Form => BodyEncoding::Json,
        other => other,
    }
}
