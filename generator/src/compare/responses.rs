//! Compares successful responses: statuses and bodies.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, headers, types};
use crate::ir::{ResponseBody, Revision, Side, SuccessResponse, SuccessType, Type};

/// Compares the responses of two versions of an operation.
pub(super) fn compare(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let first = local.findings.len();
    statuses(models, old, new, local);
    return_type(models, old, new, first, local);
}

fn statuses(models: &Models<'_>, old: &Revision, new: &Revision, local: &mut NodeDiff) {
    let mut rest: Vec<&SuccessResponse> = new.replies.iter().collect();
    let mut gone: Vec<&SuccessResponse> = Vec::new();
    for before in &old.replies {
        match rest
            .iter()
            .position(|after| after.statuses() == before.statuses())
        {
            Some(number) => both(models, (old, before), (new, rest.remove(number)), local),
            None => gone.push(before),
        }
    }
    if let ([before], [after]) = (gone.as_slice(), rest.as_slice()) {
        changed((old, before), after, local);
        return both(models, (old, before), (new, after), local);
    }
    for success in gone {
        removed(models, (old, success), new, local);
    }
    for success in rest {
        added(models, old, (new, success), local);
    }
}

fn changed((old, before): (&Revision, &SuccessResponse), after: &SuccessResponse, local: &mut NodeDiff) {
    let (old_at, new_at) = (&before.at, &after.at);
    let (before, after) = (before.statuses().to_string(), after.statuses().to_string());
    let text = format!("the success status is now {after}, was {before}");
    let finding = Finding::new(ChangeKind::SuccessStatusChanged, "success", old_at, text);
    let finding = finding.located_in_new(new_at);
    let finding = finding.breaking_source_if(is_by_status(old));
    local.findings.push(finding.values(before, after));
}

fn removed(
    models: &Models<'_>,
    (old, success): (&Revision, &SuccessResponse),
    new: &Revision,
    local: &mut NodeDiff,
) {
    let status = success.statuses().to_string();
    let text = format!("the success status {status} is no longer listed");
    let subject = format!("status {status}");
    let finding = Finding::new(ChangeKind::SuccessStatusRemoved, subject, &success.at, text);
    let finding = finding.located_in_new(&new.at);
    let finding = finding.breaking_source_if(is_by_status(old) || !has_same_type(models, old, new));
    local.findings.push(finding.values(status, ""));
}

/// Reports a status that published clients do not expect. They read its body as that of the others.
fn added(
    models: &Models<'_>,
    old: &Revision,
    (new, success): (&Revision, &SuccessResponse),
    local: &mut NodeDiff,
) {
    let status = success.statuses().to_string();
    let text = format!("the success status {status} is now listed");
    let subject = format!("status {status}");
    let finding = Finding::new(ChangeKind::SuccessStatusAdded, subject, &old.at, text);
    let finding = finding.added_at(&success.at);
    let has_same_type = has_same_type(models, old, new);
    // A crate that expects no body ignores it.
    let is_misread = !has_same_type && !matches!(old.success_type(), SuccessType::Nothing);
    let finding = finding.wire(match is_misread {
        true => WireImpact::Breaking,
        false => WireImpact::Ok,
    });
    let finding = finding.source(match has_same_type {
        true => SourceImpact::Additive,
        false => SourceImpact::Breaking,
    });
    local.findings.push(finding.values("", status));
}

/// Returns true if a call returns the same type in Rust.
fn has_same_type(models: &Models<'_>, old: &Revision, new: &Revision) -> bool {
    match (old.success_type(), new.success_type()) {
        (SuccessType::Items(a, one), SuccessType::Items(b, other)) => {
            one.is_event() == other.is_event() && models.has_same_type(a, b)
        }
        (SuccessType::One(a), SuccessType::One(b)) | (SuccessType::Optional(a), SuccessType::Optional(b)) => {
            models.has_same_type(a, b)
        }
        (SuccessType::Text, SuccessType::One(ty)) | (SuccessType::One(ty), SuccessType::Text) => {
            is_string(ty)
        }
        (a, b) => type_name(&a) == type_name(&b),
    }
}

/// Returns true if the type is `String` in Rust.
fn is_string(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Text {
            format: None,
            pattern: None,
            ..
        }
    )
}

/// Returns true if each success status has its own variant in Rust.
fn is_by_status(revision: &Revision) -> bool {
    matches!(revision.success_type(), SuccessType::ByStatus)
}

fn type_name(success: &SuccessType<'_>) -> &'static str {
    match success {
        SuccessType::Nothing => "nothing",
        SuccessType::Bytes => "bytes",
        SuccessType::Text => "a string",
        SuccessType::Items(_, framing) if framing.is_event() => "a stream of events",
        SuccessType::Items(..) => "a stream of items",
        SuccessType::One(_) => "a value",
        SuccessType::Optional(_) => "a value or nothing",
        SuccessType::ByStatus => "a value by status",
    }
}

/// Reports that a call returns another type, if no other change does.
fn return_type(models: &Models<'_>, old: &Revision, new: &Revision, first: usize, local: &mut NodeDiff) {
    let is_reported = local.findings[first..]
        .iter()
        .any(|finding| finding.source == SourceImpact::Breaking);
    if !is_reported && !has_same_type(models, old, new) {
        let subject = format!("response of {}", old.media_type.text);
        let at_pair = PairLocation::new(subject, Side::Response, &old.at, &new.at);
        let (before, after) = (old.success_type(), new.success_type());
        at_pair.rust_changed("", type_name(&before), type_name(&after), local);
    }
}

fn both(
    models: &Models<'_>,
    (old, before): (&Revision, &SuccessResponse),
    (new, after): (&Revision, &SuccessResponse),
    local: &mut NodeDiff,
) {
    let at = (&before.at, &after.at);
    headers::compare(models, at, (&before.headers, &after.headers), local);
    let subject = format!("response {} of {}", before.statuses(), old.media_type.text);
    let at_pair = PairLocation::new(subject, Side::Response, &before.body_at, &after.body_at);
    body_kind(models, &at_pair, (old, before), (new, after), local);
    if let (Some(a), Some(b)) = (before.reply.ty(), after.reply.ty()) {
        let is_same = type_name(&old.success_type()) == type_name(&new.success_type());
        null(&at_pair, (before.nullable, after.nullable), is_same, local);
        types::compare(models, &at_pair.inside("schema"), a, b, local);
    }
}

/// Compares whether a body may be `null`. Published crates read it as the default of its type, which the service did not
/// send; `is_same` means that the Rust type stays.
fn null(at_pair: &PairLocation<'_>, (old, new): (bool, bool), is_same: bool, local: &mut NodeDiff) {
    let (rule, words, wire) = match (old, new) {
        (false, true) => (ChangeKind::NullableSet, "now", WireImpact::Breaking),
        (true, false) => (ChangeKind::NullableCleared, "no longer", WireImpact::Ok),
        _ => return,
    };
    let text = format!("{} may {words} be null", at_pair.named());
    let finding = at_pair.inside("schema").finding(rule, text).keyword("nullable");
    let finding = finding.wire(wire).source(match is_same {
        true => SourceImpact::None,
        false => SourceImpact::Breaking,
    });
    let name = |nullable: bool| if nullable { "may be null" } else { "is not null" };
    local.findings.push(finding.values(name(old), name(new)));
}

/// Compares whether a body is a value, a page, bytes, or absent.
fn body_kind(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    (old, before): (&Revision, &SuccessResponse),
    (new, after): (&Revision, &SuccessResponse),
    local: &mut NodeDiff,
) {
    let (a, b) = (body_name(&before.reply), body_name(&after.reply));
    if a == b {
        return;
    }
    let text = format!("the {} is now {b}, was {a}", at_pair.subject);
    let finding = at_pair.finding(ChangeKind::ReplyChanged, text);
    let finding = finding.wire(body_wire(before, after));
    let source = match (&before.reply, &after.reply) {
        _ if is_by_status(old) => SourceImpact::Breaking,
        // A page has the same type, with methods for further pages.
        (ResponseBody::One(_), ResponseBody::Page { .. }) if has_same_type(models, old, new) => {
            SourceImpact::Additive
        }
        (ResponseBody::Page { .. }, ResponseBody::One(_)) => SourceImpact::Breaking,
        _ if has_same_type(models, old, new) => SourceImpact::None,
        _ => SourceImpact::Breaking,
    };
    let finding = Finding {
        side: None,
        ..finding.source(source)
    };
    local.findings.push(finding.values(a, b));
}

/// Returns the impact of another kind of body: none for a body that is not read; a page is a value. Some statuses
/// never have a body (RFC 9110, 15.3.5 and 15.3.6), even if the document describes one.
fn body_wire(before: &SuccessResponse, after: &SuccessResponse) -> WireImpact {
    match (&before.reply, &after.reply) {
        _ if matches!(before.status, 204 | 205) => WireImpact::Ok,
        (ResponseBody::Empty, _)
        | (ResponseBody::One(_), ResponseBody::Page { .. })
        | (ResponseBody::Page { .. }, ResponseBody::One(_)) => WireImpact::Ok,
        _ => WireImpact::Breaking,
    }
}

fn body_name(reply: &ResponseBody) -> &'static str {
    match reply {
        ResponseBody::Empty => "empty",
        ResponseBody::One(_) => "one value",
        ResponseBody::Page { .. } => "a page of a list",
        ResponseBody::Text => "a string",
        ResponseBody::Stream => "a stream of bytes",
        ResponseBody::Items { framing, .. } if framing.is_event() => "a stream of events",
        ResponseBody::Items { .. } => "a stream of items",
    }
}
