//! Renders the report for a terminal, and as one line for each change.

use std::collections::BTreeMap;

use super::impact::Impact;
use super::{Available, Drift, FilePosition};
use crate::compare::{Change, ChangeKind, worst};
use crate::escape::visible;

/// Renders the compared documents, the changes by impact and kind, the available operations, problems of the comparison,
/// and a summary.
pub(super) fn render(drift: &Drift) -> String {
    let mut text = header(drift);
    for impact in Impact::ALL {
        text.push_str(&section(drift, impact));
    }
    if !drift.available.is_empty() {
        text.push_str("available, not taken:\n");
        let offers = drift.available.iter();
        text.extend(offers.map(|offer| format!("  {}\n", offered(offer))));
        text.push('\n');
    }
    if !drift.notes.is_empty() {
        text.push_str("not compared:\n");
        let notes = drift.notes.iter();
        text.extend(
            notes.map(|note| format!("  {}\n", visible(&format!("{}: {}", note.position, note.message)))),
        );
        text.push('\n');
    }
    text.push_str(&summary(drift));
    text.push('\n');
    text
}

/// Returns the compared documents as lines that start with `#`, and one line for each change:
/// `file:line:column: wire/source rule: message [fingerprint]`.
pub(super) fn lines(drift: &Drift) -> String {
    let line = |change: &Change| {
        let Change {
            rule,
            wire,
            source,
            message,
            fingerprint,
            ..
        } = change;
        let position = visible(&drift.position(change).to_string());
        format!(
            "{position}: {wire}/{source} {rule}: {} [{fingerprint}]\n",
            visible(message)
        )
    };
    let changes = drift.changes.iter().map(line);
    let facts = facts(drift).into_iter().map(|fact| format!("# {fact}"));
    facts.chain(changes).collect()
}

/// Returns the compared documents, one line for each fact, and an empty line.
pub(super) fn header(drift: &Drift) -> String {
    format!("{}\n", facts(drift).concat())
}

fn facts(drift: &Drift) -> [String; 4] {
    let rows = drift.provenance.rows();
    rows.map(|(label, value)| format!("{label}: {}\n", visible(&value)))
}

/// Returns the changes of one impact by kind; an empty string if there are none.
fn section(drift: &Drift, impact: Impact) -> String {
    let mut by_rule: BTreeMap<ChangeKind, Vec<&Change>> = BTreeMap::new();
    for change in drift.changes.iter().filter(|one| Impact::of(one) == impact) {
        by_rule.entry(change.rule).or_default().push(change);
    }
    if by_rule.is_empty() {
        return String::new();
    }
    let count = by_rule.values().map(Vec::len).sum();
    let mut text = format!("{}: {}\n\n", impact.name(), changes(count));
    for (rule, own) in by_rule {
        text.push_str(&format!("  {rule} ({})\n", own.len()));
        text.extend(own.into_iter().map(|change| entry(drift, change)));
        text.push('\n');
    }
    text
}

fn entry(drift: &Drift, change: &Change) -> String {
    let positions = joined(&drift.positions(change));
    let mut text = format!("    {}\n", visible(&change.message));
    let mut detail = |line: &str| {
        text.push_str(&format!("      {}\n", visible(line)));
    };
    detail(&format!("{}/{} at {positions}", change.wire, change.source));
    for one in &change.also {
        detail(&format!(
            "also `{}` at {}",
            one.subject,
            joined(&drift.positions_of(one))
        ));
    }
    if !change.operations.is_empty() && change.operations.as_slice() != [change.subject.as_str()] {
        detail(&format!("operations: {}", change.operations.join(", ")));
    }
    detail(&format!("fingerprint: {}", change.fingerprint));
    text
}

/// Returns the locations in both documents on one line.
pub(super) fn joined(positions: &[FilePosition]) -> String {
    let positions: Vec<String> = positions.iter().map(ToString::to_string).collect();
    positions.join(" -> ")
}

fn changes(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} change{plural}")
}

/// Returns an available operation on one line.
pub(super) fn offered(offer: &Available) -> String {
    visible(&format!("{} {} ({})", offer.method, offer.path, offer.id))
}

/// Summarizes the report in one sentence.
pub(super) fn summary(drift: &Drift) -> String {
    let (wire, source) = worst(&drift.changes);
    let mut parts = match drift.changes.len() {
        0 => vec!["no drift".to_owned()],
        count => vec![format!("{}, wire: {wire}, source: {source}", changes(count))],
    };
    if !drift.accepted.is_empty() {
        parts.push(format!("{} accepted", drift.accepted.len()));
    }
    if !drift.available.is_empty() {
        parts.push(format!("{} available", drift.available.len()));
    }
    parts.join("; ")
}
