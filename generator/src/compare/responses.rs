//! What success brings: statuses, headers and bodies.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, types};
use crate::diagnostic::Location;
use crate::ir::{ResponseBody, Revision, Side, SuccessResponse, SuccessType};

/// Compares the answers of two versions of an operation.
pub(super) fn compare(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let first = local.findings.len();
    statuses(models, old, new, local);
    answer(old, new, first, local);
}

fn statuses(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let mut rest: Vec<&SuccessResponse> = new.replies.iter().collect();
    let mut removed: Vec<&SuccessResponse> = Vec::new();
    for before in &old.replies {
        match rest.iter().position(|after| after.status == before.status) {
            Some(number) => both(models, (old, before), (new, rest.remove(number)), local),
            None => removed.push(before),
        }
    }
    if let ([before], [after]) = (removed.as_slice(), rest.as_slice()) {
        let text = format!("success is now {}, was {}", after.status, before.status);
        let finding = Finding::new(ChangeKind::SuccessStatusChanged, "success", &old.at, text);
        let finding = finding.breaking_source_if(is_by_status(old));
        local
            .findings
            .push(finding.values(before.status.to_string(), after.status.to_string()));
        return both(models, (old, before), (new, after), local);
    }
    for success in removed {
        let status = success.status.to_string();
        let text = format!("the success status {status} is no longer listed");
        let finding = Finding::new(
            ChangeKind::SuccessStatusRemoved,
            format!("status {status}"),
            &old.at,
            text,
        );
        let finding = finding.breaking_source_if(is_by_status(old) || !has_same_answer(models, old, new));
        local.findings.push(finding.values(status, ""));
    }
    for success in rest {
        let status = success.status.to_string();
        let text = format!("the success status {status} is now listed");
        let finding = Finding::new(
            ChangeKind::SuccessStatusAdded,
            format!("status {status}"),
            &old.at,
            text,
        );
        let source = match has_same_answer(models, old, new) {
            true => SourceImpact::Additive,
            false => SourceImpact::Breaking,
        };
        local
            .findings
            .push(finding.source(source).stands_at(&new.at).values("", status));
    }
}

/// Whether a call gives the same type in Rust.
fn has_same_answer(models: &Models<'_>, old: &Revision, new: &Revision) -> bool {
    match (old.success_type(), new.success_type()) {
        (SuccessType::Items(a, one), SuccessType::Items(b, other)) => {
            one.is_event() == other.is_event() && models.has_same_type(a, b)
        }
        (SuccessType::One(a), SuccessType::One(b)) | (SuccessType::Optional(a), SuccessType::Optional(b)) => {
            models.has_same_type(a, b)
        }
        (a, b) => answer_name(&a) == answer_name(&b),
    }
}

/// Whether each status of success has a variant of its own in Rust.
fn is_by_status(revision: &Revision) -> bool {
    matches!(revision.success_type(), SuccessType::ByStatus)
}

fn answer_name(answer: &SuccessType<'_>) -> &'static str {
    match answer {
        SuccessType::Nothing => "nothing",
        SuccessType::Bytes => "bytes",
        SuccessType::Text => "text",
        SuccessType::Items(_, framing) if framing.is_event() => "a stream of events",
        SuccessType::Items(..) => "a stream of items",
        SuccessType::One(_) => "a value",
        SuccessType::Optional(_) => "a value or nothing",
        SuccessType::ByStatus => "a value by status",
    }
}

/// Reports that a call gives another kind of thing, where no other change has said so.
fn answer(old: &Revision, new: &Revision, first: usize, local: &mut NodeDiff) {
    let is_reported = local.findings[first..]
        .iter()
        .any(|finding| finding.source == SourceImpact::Breaking);
    if !is_reported {
        let at_pair = PairLocation {
            subject: format!("answer of {}", old.media_type.text),
            member: None,
            old: &old.at,
            new: &new.at,
            side: Side::Response,
        };
        let (before, after) = (old.success_type(), new.success_type());
        at_pair.rust_changed("the ", answer_name(&before), answer_name(&after), local);
    }
}

fn both(
    models: &Models<'_>,
    (old, before): (&Revision, &SuccessResponse),
    (new, after): (&Revision, &SuccessResponse),
    local: &mut NodeDiff,
) {
    headers(&old.at, &before.headers, &after.headers, local);
    let subject = format!("answer {} of {}", before.status, old.media_type.text);
    let (a, b) = (reply_name(&before.reply), reply_name(&after.reply));
    if a != b {
        let text = format!("the {subject} is now {b}, was {a}");
        let finding = Finding::new(ChangeKind::ReplyChanged, &*subject, &old.at, text);
        // A body that nobody reads harms nobody; pages are values that the crate knows how to turn.
        // No body ever comes with some statuses (RFC 9110, 15.3.5 and 15.3.6), whatever was said of one.
        let wire = match (&before.reply, &after.reply) {
            _ if matches!(before.status, 204 | 205) => WireImpact::Ok,
            (ResponseBody::Empty, _)
            | (ResponseBody::One(_), ResponseBody::Page { .. })
            | (ResponseBody::Page { .. }, ResponseBody::One(_)) => WireImpact::Ok,
            _ => WireImpact::Breaking,
        };
        let source = match (&before.reply, &after.reply) {
            _ if is_by_status(old) => SourceImpact::Breaking,
            // The page is the same type, and can be turned besides.
            (ResponseBody::One(_), ResponseBody::Page { .. }) if has_same_answer(models, old, new) => {
                SourceImpact::Additive
            }
            (ResponseBody::Page { .. }, ResponseBody::One(_)) => SourceImpact::Breaking,
            _ if has_same_answer(models, old, new) => SourceImpact::None,
            _ => SourceImpact::Breaking,
        };
        local
            .findings
            .push(finding.wire(wire).source(source).values(a, b));
    }
    if let (Some(a), Some(b)) = (before.reply.ty(), after.reply.ty()) {
        let at_pair = PairLocation {
            subject,
            member: None,
            old: &old.at,
            new: &new.at,
            side: Side::Response,
        };
        types::compare(models, &at_pair, a, b, local);
    }
}

fn reply_name(reply: &ResponseBody) -> &'static str {
    match reply {
        ResponseBody::Empty => "empty",
        ResponseBody::One(_) => "one value",
        ResponseBody::Page { .. } => "a page of a list",
        ResponseBody::Text => "text",
        ResponseBody::Stream => "a stream of bytes",
        ResponseBody::Items { framing, .. } if framing.is_event() => "a stream of events",
        ResponseBody::Items { .. } => "a stream of items",
    }
}

/// Headers (their names have no case, RFC 9110, 5.1) of answers described at `at`.
pub(super) fn headers(at: &Location, old: &[String], new: &[String], local: &mut NodeDiff) {
    let only = |own: &[String], others: &[String]| -> Vec<String> {
        let known = |name: &&String| others.iter().any(|other| other.eq_ignore_ascii_case(name));
        own.iter().filter(|name| !known(name)).cloned().collect()
    };
    for name in only(old, new) {
        let text = format!("answers no longer carry the header `{name}`");
        let finding = Finding::new(
            ChangeKind::ResponseHeaderRemoved,
            format!("header {name}"),
            at,
            text,
        );
        local.findings.push(finding.values(name, ""));
    }
    for name in only(new, old) {
        let text = format!("answers now carry the header `{name}`");
        let finding = Finding::new(
            ChangeKind::ResponseHeaderAdded,
            format!("header {name}"),
            at,
            text,
        );
        local
            .findings
            .push(finding.source(SourceImpact::Additive).values("", name));
    }
}
