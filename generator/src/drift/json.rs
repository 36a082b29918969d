//! The report for programs.

use serde_json::{Value, json};

use super::Drift;
use crate::compare::{Change, worst};
use crate::escape;

/// One JSON object: `summary`, `changes`, `available`, and in `notes` what could not be compared.
pub(super) fn render(drift: &Drift) -> String {
    let (wire, source) = worst(&drift.changes);
    let changes: Vec<Value> = drift.changes.iter().map(|change| entry(drift, change)).collect();
    let available = drift.available.iter();
    let available: Vec<Value> = available
        .map(|offer| json!({"operation": offer.id, "method": offer.method, "path": offer.path}))
        .collect();
    let notes = drift.notes.iter();
    let notes: Vec<Value> = notes
        .map(|note| json!({"location": note.place.to_string(), "message": note.message}))
        .collect();
    let report = json!({
        "summary": {"wire": wire.name(), "source": source.name(), "changes": changes.len()},
        "changes": changes,
        "available": available,
        "notes": notes,
    });
    format!("{}\n", escape::json(&format!("{report:#}")))
}

fn entry(drift: &Drift, change: &Change) -> Value {
    json!({
        "rule": change.rule.id(),
        "wire": change.wire.name(),
        "source": change.source.name(),
        "pointer": change.pointer,
        "location": drift.place(change).to_string(),
        "operations": change.operations,
        "before": change.before,
        "after": change.after,
        "message": change.message,
        "fingerprint": change.fingerprint,
    })
}
