//! What success brings: statuses, headers and bodies.

use super::found::Finding;
use super::walk::{Local, Site, Walk};
use super::{Rule, Source, Wire};
use crate::diagnostic::Location;
use crate::ir::{Reply, Revision, Side, Success};

/// Compares the answers of two versions of an operation.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, old: &'a Revision, new: &'a Revision, local: &mut Local) {
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
        let is_lost = answer(old).is_some_and(|reply| std::ptr::eq(reply, &success.reply));
        let finding = finding.breaking_source_if(is_lost && !has_same_answer(walk, old, new));
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
        let is_gained = answer(new).is_some_and(|reply| std::ptr::eq(reply, &success.reply));
        let source = match is_gained && !has_same_answer(walk, old, new) {
            true => Source::Breaking,
            false => Source::Additive,
        };
        local
            .findings
            .push(finding.source(source).stands_at(&new.at).values("", status));
    }
}

/// What a call gives in Rust: what the first status of success with a body brings.
fn answer(revision: &Revision) -> Option<&Reply> {
    let mut replies = revision.replies.iter().map(|success| &success.reply);
    replies.find(|reply| **reply != Reply::Empty)
}

/// Whether a call gives the same type in Rust.
fn has_same_answer(walk: &Walk<'_>, old: &Revision, new: &Revision) -> bool {
    match (answer(old), answer(new)) {
        (None, None) | (Some(Reply::Stream), Some(Reply::Stream)) => true,
        (Some(a), Some(b)) => body(a)
            .zip(body(b))
            .is_some_and(|(a, b)| walk.has_same_type(a, b)),
        _ => false,
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
            // The page is the same type, and can be turned besides.
            (Reply::One(_), Reply::Page { .. }) => Source::Additive,
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
