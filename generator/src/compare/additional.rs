//! Compares additional properties.

use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, types};
use crate::ir::{AdditionalFields, Side, Type, WireName};

/// Compares the additional properties of two structs.
pub(super) fn compare(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &AdditionalFields,
    new: &AdditionalFields,
    local: &mut NodeDiff,
) {
    match (old, new) {
        (
            AdditionalFields::Typed { ty: a, ident: before },
            AdditionalFields::Typed { ty: b, ident: after },
        ) => {
            at_pair.rust_changed("", before.as_str(), after.as_str(), local);
            typed(models, at_pair, a, b, local);
        }
        (AdditionalFields::Allowed, AdditionalFields::Allowed)
        | (AdditionalFields::Denied, AdditionalFields::Denied) => {}
        _ => changed(at_pair, old, new, local),
    }
}

fn typed(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Type, new: &Type, local: &mut NodeDiff) {
    let member = WireName::from("*");
    let at_pair = PairLocation {
        subject: format!("{}.{member}", at_pair.subject),
        member: Some(member),
        ..at_pair.inside("additionalProperties")
    };
    types::compare(models, &at_pair, old, new, local);
}

fn changed(at_pair: &PairLocation<'_>, old: &AdditionalFields, new: &AdditionalFields, local: &mut NodeDiff) {
    let subject = &at_pair.subject;
    let (rule, text, is_narrower) = match (old, new) {
        (_, AdditionalFields::Denied) => (
            ChangeKind::MembersForbidden,
            format!("`{subject}` no longer allows additional properties"),
            true,
        ),
        (AdditionalFields::Denied, _) => (
            ChangeKind::MembersAllowed,
            format!("`{subject}` now allows additional properties"),
            false,
        ),
        _ => {
            let (after, before) = (name(new), name(old));
            let text = format!("additional properties of `{subject}` are now {after}, were {before}");
            (ChangeKind::TypeChanged, text, is_typed(new))
        }
    };
    let is_rejected = match at_pair.side {
        Side::Request => is_narrower,
        // Unknown properties are kept; only typed ones can fail to decode.
        Side::Response => rule == ChangeKind::TypeChanged && !is_narrower,
    };
    let wire = match is_rejected {
        true => WireImpact::Breaking,
        false => WireImpact::Ok,
    };
    let finding = at_pair.finding(rule, text).keyword("additionalProperties");
    // A struct has a map of typed additional properties.
    let finding = finding.source(match (is_typed(old), is_typed(new)) {
        (true, false) => SourceImpact::Breaking,
        (false, true) => SourceImpact::Additive,
        _ => SourceImpact::None,
    });
    local
        .findings
        .push(finding.wire(wire).values(name(old), name(new)));
}

fn is_typed(additional: &AdditionalFields) -> bool {
    matches!(additional, AdditionalFields::Typed { .. })
}

fn name(additional: &AdditionalFields) -> &'static str {
    match additional {
        AdditionalFields::Allowed => "any value",
        AdditionalFields::Typed { .. } => "values of one type",
        AdditionalFields::Denied => "forbidden",
    }
}
