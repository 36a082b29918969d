//! The report for a terminal.

use super::{Available, Drift};
use crate::compare::{Change, worst};
use crate::escape::visible;

/// Each change as `file:line:column: wire/source rule: message`, the operations that it touches below; then what is on
/// offer, what could not be compared, and one line that sums up.
pub(super) fn render(drift: &Drift) -> String {
    let mut text: String = drift.changes.iter().map(|change| entry(drift, change)).collect();
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
            notes.map(|note| format!("  {}\n", visible(&format!("{}: {}", note.place, note.message)))),
        );
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
    let mut text = format!(
        "{}: {wire}/{source} {rule}: {}\n",
        visible(&drift.place(change).to_string()),
        visible(message)
    );
    if !change.operations.is_empty() {
        text.push_str(&format!(
            "  operations: {}\n",
            visible(&change.operations.join(", "))
        ));
    }
    text.push_str(&format!("  fingerprint: {fingerprint}\n\n"));
    text
}

/// Returns what upstream offers, on one line.
pub(super) fn offered(offer: &Available) -> String {
    visible(&format!("{} {} ({})", offer.method, offer.path, offer.id))
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
