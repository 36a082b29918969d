//! What success brings: statuses, headers and bodies.

use super::found::Finding;
use super::walk::{Local, Site, Walk};
use super::{Rule, Source, Wire, rust_names};
use crate::diagnostic::Location;
use crate::ir::{Reply, Revision, Side, Success, SuccessType};

/// Compares the answers of two versions of an operation.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, old: &'a Revision, new: &'a Revision, local: &mut Local) {
    let first = local.findings.len();
    statuses(walk, old, new, local);
    answer(old, new, first, local);
}

fn statuses<'a>(walk: &mut Walk<'a>, old: &'a Revision, new: &'a Revision, local: &mut Local) {
    let mut rest: Vec<&Success> = new.replies.iter().collect();
    let mut removed: Vec<&Success> = Vec::new();
    for before in &old.replies {
        match rest.iter().position(|after| after.status == before.status) {
            Some(number) => both(walk, (old, before), (new, rest.remove(number)), local),
            None => removed.push(before),
        }
    }
    if let ([before], [after]) = (removed.as_slice(), rest.as_slice()) {
        let text = format!("success is now {}, was {}", after.status, before.status);
        let finding = Finding::new(Rule::SuccessStatusChanged, "success", &old.at, text);
        let finding = finding.breaking_source_if(is_by_status(old));
        local
            .findings
            .push(finding.values(before.status.to_string(), after.status.to_string()));
        return both(walk, (old, before), (new, after), local);
    }
    for success in removed {
        let status = success.status.to_string();
        let text = format!("the success status {status} is no longer listed");
        let finding = Finding::new(
            Rule::SuccessStatusRemoved,
            format!("status {status}"),
            &old.at,
            text,
        );
        let finding = finding.breaking_source_if(is_by_status(old) || !has_same_answer(walk, old, new));
        local.findings.push(finding.values(status, ""));
    }
    for success in rest {
        let status = success.status.to_string();
        let text = format!("the success status {status} is now listed");
        let finding = Finding::new(
            Rule::SuccessStatusAdded,
            format!("status {status}"),
            &old.at,
            text,
        );
        let source = match has_same_answer(walk, old, new) {
            true => Source::Additive,
            false => Source::Breaking,
        };
        local
            .findings
            .push(finding.source(source).stands_at(&new.at).values("", status));
    }
}

/// Whether a call gives the same type in Rust.
fn has_same_answer(walk: &Walk<'_>, old: &Revision, new: &Revision) -> bool {
    match (old.success_type(), new.success_type()) {
        (SuccessType::One(a), SuccessType::One(b)) | (SuccessType::Optional(a), SuccessType::Optional(b)) => {
            walk.has_same_type(a, b)
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
        SuccessType::One(_) => "a value",
        SuccessType::Optional(_) => "a value or nothing",
        SuccessType::ByStatus => "a value by status",
    }
}

/// Reports that a call gives another kind of thing, where no other change has said so.
fn answer(old: &Revision, new: &Revision, first: usize, local: &mut Local) {
    let is_reported = local.findings[first..]
        .iter()
        .any(|finding| finding.source == Source::Breaking);
    if !is_reported {
        let site = Site {
            subject: format!("answer of {}", old.media_type.text),
            member: None,
            old: &old.at,
            new: &new.at,
            side: Side::Response,
        };
        let (before, after) = (old.success_type(), new.success_type());
        rust_names::named(&site, "the ", answer_name(&before), answer_name(&after), local);
    }
}

fn both<'a>(
    walk: &mut Walk<'a>,
    (old, before): (&'a Revision, &'a Success),
    (new, after): (&'a Revision, &'a Success),
    local: &mut Local,
) {
    headers(&old.at, &before.headers, &after.headers, local);
    let subject = format!("answer {} of {}", before.status, old.media_type.text);
    let (a, b) = (reply_name(&before.reply), reply_name(&after.reply));
    if a != b {
        let text = format!("the {subject} is now {b}, was {a}");
        let finding = Finding::new(Rule::ReplyChanged, &*subject, &old.at, text);
        // A body that nobody reads harms nobody; pages are values that the crate knows how to turn.
        // No body ever comes with some statuses (RFC 9110, 15.3.5 and 15.3.6), whatever was said of one.
        let wire = match (&before.reply, &after.reply) {
            _ if matches!(before.status, 204 | 205) => Wire::Ok,
            (Reply::Empty, _) | (Reply::One(_), Reply::Page { .. }) | (Reply::Page { .. }, Reply::One(_)) => {
                Wire::Ok
            }
            _ => Wire::Breaking,
        };
        let source = match (&before.reply, &after.reply) {
            _ if is_by_status(old) => Source::Breaking,
            // The page is the same type, and can be turned besides.
            (Reply::One(_), Reply::Page { .. }) if has_same_answer(walk, old, new) => Source::Additive,
            (Reply::Page { .. }, Reply::One(_)) => Source::Breaking,
            _ if has_same_answer(walk, old, new) => Source::None,
            _ => Source::Breaking,
        };
        local
            .findings
            .push(finding.wire(wire).source(source).values(a, b));
    }
    if let (Some(a), Some(b)) = (body(&before.reply), body(&after.reply)) {
        let site = Site {
            subject,
            member: None,
            old: &old.at,
            new: &new.at,
            side: Side::Response,
        };
        walk.types(&site, a, b, local);
    }
}

fn body(reply: &Reply) -> Option<&crate::ir::Type> {
    match reply {
        Reply::One(ty) | Reply::Page { page: ty, .. } => Some(ty),
        Reply::Empty | Reply::Stream => None,
    }
}

fn reply_name(reply: &Reply) -> &'static str {
    match reply {
        Reply::Empty => "empty",
        Reply::One(_) => "one value",
        Reply::Page { .. } => "a page of a list",
        Reply::Stream => "a stream of bytes",
    }
}

/// Headers (their names have no case, RFC 9110, 5.1) of answers described at `at`.
pub(super) fn headers(at: &Location, old: &[String], new: &[String], local: &mut Local) {
    let only = |own: &[String], others: &[String]| -> Vec<String> {
        let known = |name: &&String| others.iter().any(|other| other.eq_ignore_ascii_case(name));
        own.iter().filter(|name| !known(name)).cloned().collect()
    };
    for name in only(old, new) {
        let text = format!("answers no longer carry the header `{name}`");
        let finding = Finding::new(Rule::ResponseHeaderRemoved, format!("header {name}"), at, text);
        local.findings.push(finding.values(name, ""));
    }
    for name in only(new, old) {
        let text = format!("answers now carry the header `{name}`");
        let finding = Finding::new(Rule::ResponseHeaderAdded, format!("header {name}"), at, text);
        local
            .findings
            .push(finding.source(Source::Additive).values("", name));
    }
}
