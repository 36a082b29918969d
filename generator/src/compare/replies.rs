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
        local
            .findings
            .push(finding.source(Source::Breaking).values(status, ""));
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
        local.findings.push(
            finding
                .source(Source::Additive)
                .stands_at(&new.at)
                .values("", status),
        );
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
        let wire = match (&before.reply, &after.reply) {
            (Reply::Empty, _) | (Reply::One(_), Reply::Page { .. }) | (Reply::Page { .. }, Reply::One(_)) => {
                Wire::Ok
            }
            _ => Wire::Breaking,
        };
        local
            .findings
            .push(finding.wire(wire).source(Source::Breaking).values(a, b));
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
