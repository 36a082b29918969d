//! Compares presence, null, deprecation and default of properties, parameters and bodies.

use super::findings::Finding;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact};
use crate::corrections::same;
use crate::ir::{Presence, Side};

/// Compares whether a value is required, and whether it may be `null`.
pub(super) fn compare(at_pair: &PairLocation<'_>, old: Presence, new: Presence, local: &mut NodeDiff) {
    let values = (name(old), name(new));
    if is_required(old) != is_required(new) {
        let finding = required(at_pair, old, new).values(values.0, values.1);
        local.findings.push(finding);
    }
    if is_nullable(old) != is_nullable(new) {
        let finding = nullable(at_pair, old, new).values(values.0, values.1);
        local.findings.push(finding);
    }
}

fn required(at_pair: &PairLocation<'_>, old: Presence, new: Presence) -> Finding {
    let is_request = at_pair.side == Side::Request;
    let finding = requirement(at_pair, is_required(new));
    let finding = finding.wire(rejected_if(is_request && is_required(new)));
    // A constructor takes the required values.
    finding.breaking_source_if(is_request || is_bare(old) != is_bare(new))
}

/// Returns the finding that a value is now required, or now optional.
pub(super) fn requirement(at_pair: &PairLocation<'_>, is_required: bool) -> Finding {
    let subject = at_pair.named();
    let (rule, old, new) = match is_required {
        true => (ChangeKind::Required, "optional", "required"),
        false => (ChangeKind::Optional, "required", "optional"),
    };
    let finding = at_pair.finding(rule, format!("{subject} is now {new}"));
    finding.values(old, new)
}

fn nullable(at_pair: &PairLocation<'_>, old: Presence, new: Presence) -> Finding {
    let subject = at_pair.named();
    let (rule, text) = match is_nullable(new) {
        true => (ChangeKind::NullableSet, format!("{subject} may now be null")),
        false => (
            ChangeKind::NullableCleared,
            format!("{subject} may no longer be null"),
        ),
    };
    let is_request = at_pair.side == Side::Request;
    let finding = at_pair.finding(rule, text).keyword("nullable");
    let finding = finding.wire(rejected_if(is_request && is_nullable(old)));
    // A request has a setter for `null` if it is allowed.
    finding.source(
        match (is_bare(old) != is_bare(new), is_request, is_nullable(new)) {
            (true, ..) | (_, true, false) => SourceImpact::Breaking,
            (_, true, true) => SourceImpact::Additive,
            _ => SourceImpact::None,
        },
    )
}

fn rejected_if(is_rejected: bool) -> WireImpact {
    match is_rejected {
        true => WireImpact::Breaking,
        false => WireImpact::Ok,
    }
}

/// Returns true if the value has to be present.
pub(super) fn is_required(presence: Presence) -> bool {
    matches!(presence, Presence::Required | Presence::Nullable)
}

fn is_nullable(presence: Presence) -> bool {
    matches!(presence, Presence::Nullable | Presence::OptionalNullable)
}

/// Returns true if Rust has the value itself, and not an `Option`.
pub(super) fn is_bare(presence: Presence) -> bool {
    presence == Presence::Required
}

fn name(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "required, or null",
        Presence::OptionalNullable => "optional, or null",
    }
}

/// Compares whether the specification advises against a node.
pub(super) fn deprecation(at_pair: &PairLocation<'_>, old: bool, new: bool, local: &mut NodeDiff) {
    let subject = at_pair.named();
    let finding = match (old, new) {
        (false, true) => at_pair
            .finding(ChangeKind::Deprecated, format!("{subject} is now deprecated"))
            .source(SourceImpact::Additive)
            .values("", "deprecated"),
        (true, false) => at_pair
            .finding(
                ChangeKind::Undeprecated,
                format!("{subject} is no longer deprecated"),
            )
            .values("deprecated", ""),
        _ => return,
    };
    local.findings.push(finding.keyword("deprecated"));
}

/// Compares the defaults that the service assumes. `is_sent` means that callers always send a value.
pub(super) fn default(
    at_pair: &PairLocation<'_>,
    (old, new): (Option<&str>, Option<&str>),
    is_sent: bool,
    local: &mut NodeDiff,
) {
    // Two spellings of one value, such as `1` and `1.0`, are equal.
    let value = |text: Option<&str>| text.and_then(|text| serde_json::from_str(text).ok());
    if old == new || value(old).zip(value(new)).is_some_and(|(a, b)| same(&a, &b)) {
        return;
    }
    let subject = at_pair.named();
    let (rule, text) = match (old, new) {
        (None, Some(value)) => (
            ChangeKind::DefaultSet,
            format!("{subject} now has the default {value}"),
        ),
        (Some(value), None) => (
            ChangeKind::DefaultCleared,
            format!("{subject} no longer has the default {value}"),
        ),
        _ => {
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            let text = format!("the default of {subject} is now {new}, was {old}");
            (ChangeKind::DefaultChanged, text)
        }
    };
    // A request without the value now has another meaning.
    let breaks = rule == ChangeKind::DefaultChanged && at_pair.side == Side::Request && !is_sent;
    let finding = at_pair.finding(rule, text).keyword("default");
    let finding = finding.wire(rejected_if(breaks));
    local
        .findings
        .push(finding.values(old.unwrap_or_default(), new.unwrap_or_default()));
}
