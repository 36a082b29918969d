//! Compares string enums: values added, removed and renamed.

use super::node_diff::{NodeDiff, PairLocation};
use super::rename::{Candidate, pair};
use super::{ChangeKind, SourceImpact, WireImpact};
use crate::ir::{Enum, EnumValue, Side};

/// Compares two enums. The order of their values has no meaning.
pub(super) fn compare(at_pair: &PairLocation<'_>, old: &Enum, new: &Enum, local: &mut NodeDiff) {
    let name = |value: &EnumValue| value.wire.as_str().to_owned();
    let removed = Candidate::only_in(&old.values, &new.values, |value| value.wire.as_str());
    let added = Candidate::only_in(&new.values, &old.values, |value| value.wire.as_str());
    let same_size = old.values.len() == new.values.len();
    let matched = pair(removed, added, |_, _| true, |_, _| same_size);
    for (old, new) in matched.renamed {
        renamed(at_pair, old, new, local);
    }
    lost(
        at_pair,
        matched.removed.iter().map(|one| name(one.item)).collect(),
        local,
    );
    gained(
        at_pair,
        matched.added.iter().map(|one| name(one.item)).collect(),
        local,
    );
}

/// Returns the impact of a missing value: the service rejects it in requests. Responses are read with any string.
fn rejected(side: Side) -> WireImpact {
    match side {
        Side::Request => WireImpact::Breaking,
        Side::Response => WireImpact::Ok,
    }
}

fn renamed(at_pair: &PairLocation<'_>, old: &EnumValue, new: &EnumValue, local: &mut NodeDiff) {
    let (before, after) = (old.wire.as_str(), new.wire.as_str());
    let subject = &at_pair.subject;
    let text = format!("value `{before}` of `{subject}` is now called `{after}`");
    let finding = at_pair.finding(ChangeKind::EnumValueRenamed, text);
    let finding = finding.keyword("enum").wire(rejected(at_pair.side));
    let finding = finding.breaking_source_if(old.ident != new.ident);
    local.findings.push(finding.values(before, after));
}

/// Reports removed values: one change, because they have one cause.
fn lost(at_pair: &PairLocation<'_>, values: Vec<String>, local: &mut NodeDiff) {
    if values.is_empty() {
        return;
    }
    let text = format!("`{}` lost {}", at_pair.subject, listed(&values));
    let finding = at_pair.finding(ChangeKind::EnumValueRemoved, text);
    let finding = finding.keyword("enum").wire(rejected(at_pair.side));
    let finding = finding.source(SourceImpact::Breaking);
    local.findings.push(finding.values(values.join(", "), ""));
}

/// Reports added values: one change, because they have one cause.
fn gained(at_pair: &PairLocation<'_>, values: Vec<String>, local: &mut NodeDiff) {
    if values.is_empty() {
        return;
    }
    let text = format!("`{}` gained {}", at_pair.subject, listed(&values));
    let finding = at_pair.finding(ChangeKind::EnumValueAdded, text);
    let finding = finding.source(SourceImpact::Additive).added_at(at_pair.new);
    let finding = finding.keyword("enum");
    local.findings.push(finding.values("", values.join(", ")));
}

/// Returns the values as part of a sentence.
fn listed(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    match quoted.as_slice() {
        [one] => format!("the value {one}"),
        [first @ .., last] => format!("the values {} and {last}", first.join(", ")),
        [] => String::new(),
    }
}
