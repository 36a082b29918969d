//! The report for a terminal.

use super::Drift;
use crate::compare::{Change, worst};

/// Each change as `file:line:column: wire/source rule: message`, the operations that it touches below; then what is on
/// offer, what could not be compared, and one line that sums up.
pub(super) fn render(drift: &Drift) -> String {
    let mut text: String = drift.changes.iter().map(|change| entry(drift, change)).collect();
    if !drift.available.is_empty() {
        text.push_str("available, not taken:\n");
        let offers = drift.available.iter();
        text.extend(offers.map(|offer| format!("  {} {} ({})\n", offer.method, offer.path, offer.id)));
        text.push('\n');
    }
    if !drift.notes.is_empty() {
        text.push_str("not compared:\n");
        let notes = drift.notes.iter();
        text.extend(notes.map(|note| format!("  {}: {}\n", note.place, note.message)));
        text.push('\n');
    }
    text.push_str(&summary(drift));
    text.push('\n');
    text
}

fn entry(drift: &Drift, change: &Change) -> String {
    let Change {
        rule,
        wire,
        source,
        message,
        fingerprint,
        ..
    } = change;
    let mut text = format!("{}: {wire}/{source} {rule}: {message}\n", drift.place(change));
    if !change.operations.is_empty() {
        text.push_str(&format!("  operations: {}\n", change.operations.join(", ")));
    }
    text.push_str(&format!("  fingerprint: {fingerprint}\n\n"));
    text
}

/// The whole report in one sentence.
pub(super) fn summary(drift: &Drift) -> String {
    let (wire, source) = worst(&drift.changes);
    let mut parts = match drift.changes.len() {
        0 => vec!["no drift".to_owned()],
        1 => vec![format!("1 change, wire: {wire}, source: {source}")],
        count => vec![format!("{count} changes, wire: {wire}, source: {source}")],
    };
    if !drift.accepted.is_empty() {
        parts.push(format!("{} accepted", drift.accepted.len()));
    }
    if !drift.available.is_empty() {
        parts.push(format!("{} available", drift.available.len()));
    }
    parts.join("; ")
}
