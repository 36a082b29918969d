//! Sets of texts: values added, removed and renamed.

use super::node_diff::{NodeDiff, PairLocation};
use super::rename::{Candidate, pair};
use super::{ChangeKind, SourceImpact, WireImpact};
use crate::ir::{Enum, EnumValue, Side};

/// Compares two sets of texts. The order of their values says nothing.
pub(super) fn compare(at_pair: &PairLocation<'_>, old: &Enum, new: &Enum, local: &mut NodeDiff) {
    let name = |value: &EnumValue| value.wire.as_str().to_owned();
    let removed = Candidate::only_in(&old.values, &new.values, |value| value.wire.as_str());
    let added = Candidate::only_in(&new.values, &old.values, |value| value.wire.as_str());
    let same_size = old.values.len() == new.values.len();
    let matched = pair(removed, added, |_, _| true, |_, _| same_size);
    // The service refuses a value that it no longer knows; answers keep every text, known or not.
    let gone = if at_pair.side == Side::Request {
        WireImpact::Breaking
    } else {
        WireImpact::Ok
    };
    let subject = &at_pair.subject;
    for (old, new) in matched.renamed {
        let (before, after) = (name(old), name(new));
        let text = format!("value `{before}` of `{subject}` is now called `{after}`");
        let finding = at_pair.finding(ChangeKind::EnumValueRenamed, text).wire(gone);
        let finding = finding.breaking_source_if(old.ident != new.ident);
        local.findings.push(finding.values(before, after));
    }
    for value in matched.removed.into_iter().map(|one| name(one.item)) {
        let text = format!("`{subject}` lost the value `{value}`");
        let finding = at_pair.finding(ChangeKind::EnumValueRemoved, text).wire(gone);
        local
            .findings
            .push(finding.source(SourceImpact::Breaking).values(value, ""));
    }
    for value in matched.added.into_iter().map(|one| name(one.item)) {
        let text = format!("`{subject}` gained the value `{value}`");
        let finding = at_pair
            .finding(ChangeKind::EnumValueAdded, text)
            .source(SourceImpact::Additive)
            .stands_at(at_pair.new);
        local.findings.push(finding.values("", value));
    }
}
