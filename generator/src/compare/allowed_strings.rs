//! Compares the strings that a length and a pattern allow together.

use super::WireImpact;
use super::findings::Finding;
use super::models::Models;
use crate::ir::{Pattern, SizeBounds};
use crate::pattern::{self, Relation};

/// The length and the pattern of a string.
pub(super) type Limits<'a> = (SizeBounds, Option<&'a Pattern>);

/// Clears the impact of the findings about a length and a pattern if every string that was allowed still is: a length can
/// replace a pattern.
pub(super) fn clear_if_kept(models: &Models<'_>, limits: [Limits<'_>; 2], findings: &mut [Finding]) {
    let is_breaking = |finding: &Finding| finding.wire > WireImpact::Ok;
    let has_length = limits.iter().any(|(length, _)| *length != SizeBounds::default());
    let has_pattern = limits.iter().any(|(_, pattern)| pattern.is_some());
    if !has_length || !has_pattern || !findings.iter().any(is_breaking) {
        return;
    }
    let [Some(old), Some(new)] = limits.map(|(length, pattern)| as_pattern(length, pattern)) else {
        return;
    };
    let relation = pattern::relation(&old, &new, models.patterns);
    if matches!(relation, Some(Relation::Same | Relation::Looser { .. })) {
        for finding in findings.iter_mut().filter(|finding| is_breaking(finding)) {
            finding.wire = WireImpact::Ok;
            finding
                .text
                .push_str("; with length and pattern together, every string that was allowed still is");
        }
    }
}

/// Returns the pattern that matches the strings of this length that match `pattern`; `None` if that is not supported.
fn as_pattern(length: SizeBounds, pattern: Option<&Pattern>) -> Option<String> {
    let least = length.min.unwrap_or(0);
    let greatest = length.max.map_or_else(String::new, |max| max.to_string());
    let length = format!("^(?=[^]{{{least},{greatest}}}$)");
    match pattern {
        None => Some(length),
        Some(Pattern { text, .. }) => pattern::parse(text)
            .is_ok()
            .then(|| format!("{length}[^]*(?:{text})")),
    }
}
