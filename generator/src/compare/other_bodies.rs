//! Compares alternative request bodies, and the bodies of errors that are not the shared error.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, encodings, types};
use crate::ir::{Body, ErrorResponse, Revision, Side};

/// Compares the alternatives to the preferred request body, each with that of the same media type.
pub(super) fn requests(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    for other in &old.other_requests {
        let before = &other.body;
        match other_body(new, before).or_else(|| preferred(new, before)) {
            Some(after) => {
                let at_pair = PairLocation::new(subject(before), Side::Request, &before.at, &after.at);
                contents(models, &at_pair, (before, after), local);
            }
            None if new.request.is_none() => {}
            None => {
                let text = format!("the request is no longer accepted as `{}`", before.media_type);
                let finding = Finding::new(ChangeKind::RequestRemoved, subject(before), &before.at, text);
                let finding = finding.wire(WireImpact::Broken).source(SourceImpact::Breaking);
                let finding = finding.located_in_new(&new.at);
                local.findings.push(finding.values(&*before.media_type.text, ""));
            }
        }
    }
    for other in &new.other_requests {
        let after = &other.body;
        if other_body(old, after).is_none() && old.request.is_some() && preferred(old, after).is_none() {
            let text = format!("the request is now accepted as `{}` too", after.media_type);
            let finding = Finding::new(ChangeKind::RequestAdded, subject(after), &old.at, text);
            let finding = finding.source(SourceImpact::Additive).added_at(&after.at);
            local.findings.push(finding.values("", &*after.media_type.text));
        }
    }
}

/// Compares what two request bodies contain: their types, and how these are sent.
pub(super) fn contents(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    (old, new): (&Body, &Body),
    local: &mut NodeDiff,
) {
    let first = local.findings.len();
    types::compare(models, &at_pair.inside("schema"), &old.ty, &new.ty, local);
    if local.findings.len() == first {
        encodings::kinds(at_pair, old, new, local);
    }
    encodings::compare(models, old, new, local);
}

fn subject(body: &Body) -> String {
    format!("request as {}", body.media_type)
}

/// Returns the preferred body, if it has the same media type.
fn preferred<'a>(revision: &'a Revision, body: &Body) -> Option<&'a Body> {
    let mut preferred = revision.request.iter();
    preferred.find(|own| own.media_type.is_same(&body.media_type))
}

/// Returns the alternative body of the same media type.
pub(super) fn other_body<'a>(revision: &'a Revision, body: &Body) -> Option<&'a Body> {
    let mut others = revision.other_requests.iter().map(|other| &other.body);
    others.find(|other| other.media_type.is_same(&body.media_type))
}

/// Compares the bodies of error statuses that are not all the shared error.
pub(super) fn errors(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let subject = |error: &ErrorResponse| format!("error {}", error.statuses);
    let same = |errors: &'_ [ErrorResponse], error: &ErrorResponse| {
        errors.iter().position(|other| other.statuses == error.statuses)
    };
    for error in &old.errors {
        if let Some(index) = same(&new.errors, error) {
            let at_pair = PairLocation::new(subject(error), Side::Response, &old.at, &new.at);
            types::compare(models, &at_pair, &error.ty, &new.errors[index].ty, local);
            continue;
        }
        let statuses = error.statuses.to_string();
        let text = format!("the body of status {statuses} no longer has a variant");
        let finding = Finding::new(ChangeKind::ErrorChanged, subject(error), &old.at, text);
        let finding = finding.located_in_new(&new.at).source(SourceImpact::Breaking);
        local.findings.push(finding.values(statuses, ""));
    }
    for error in new
        .errors
        .iter()
        .filter(|error| same(&old.errors, error).is_none())
    {
        let statuses = error.statuses.to_string();
        let text = format!("the body of status {statuses} now has a variant");
        let finding = Finding::new(ChangeKind::ErrorChanged, subject(error), &old.at, text);
        let finding = finding.source(SourceImpact::Additive).added_at(&new.at);
        local.findings.push(finding.values("", statuses));
    }
}
