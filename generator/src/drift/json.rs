//! Renders the report as JSON; `report.schema.json` describes it.

use serde_json::{Value, json};

use super::{Compared, Drift, FilePosition, Provenance};
use crate::compare::{Change, Occurrence, worst};
use crate::escape;

/// Version of the schema. It changes if a program for the previous version could misinterpret a report.
const SCHEMA: u32 = 1;

/// Returns one JSON object, which satisfies `report.schema.json`.
pub(super) fn render(drift: &Drift) -> String {
    let (wire, source) = worst(&drift.changes);
    let entries =
        |changes: &[Change]| -> Vec<Value> { changes.iter().map(|change| entry(drift, change)).collect() };
    let available = drift.available.iter();
    let available: Vec<Value> = available
        .map(|offer| json!({"operation": offer.id, "method": offer.method, "path": offer.path}))
        .collect();
    let notes = drift.notes.iter();
    let notes: Vec<Value> = notes
        .map(|note| json!({"location": note.position.to_string(), "message": note.message}))
        .collect();
    let Provenance {
        baseline,
        upstream,
        selection,
        today,
    } = &drift.provenance;
    let report = json!({
        "schema": SCHEMA,
        "tool": {"name": Provenance::TOOL, "version": Provenance::VERSION},
        "date": today.to_string(),
        "baseline": document(baseline),
        "upstream": document(upstream),
        "selection": {
            "only": selection.only,
            "compared": selection.counts.compared,
            "baselineOperations": selection.counts.baseline,
            "upstreamOperations": selection.counts.upstream,
        },
        "summary": {"wire": wire.name(), "source": source.name(), "changes": drift.changes.len()},
        "changes": entries(&drift.changes),
        "accepted": entries(&drift.accepted),
        "available": available,
        "notes": notes,
    });
    format!("{}\n", escape::json(&format!("{report:#}")))
}

fn document(compared: &Compared) -> Value {
    json!({
        "name": compared.name,
        "revision": compared.revision,
        "sha256": (!compared.sha256.is_empty()).then_some(&compared.sha256),
        "date": compared.date,
    })
}

fn entry(drift: &Drift, change: &Change) -> Value {
    json!({
        "rule": change.rule.id(),
        "wire": change.wire.name(),
        "source": change.source.name(),
        "subject": change.subject,
        "pointer": change.pointer,
        "location": drift.position(change).to_string(),
        "newLocation": drift.new_position(change).map(|position| position.to_string()),
        "also": change.also.iter().map(|one| occurrence(drift, one)).collect::<Vec<_>>(),
        "operations": change.operations,
        "before": change.before,
        "after": change.after,
        "message": change.message,
        "fingerprint": change.fingerprint,
    })
}

fn occurrence(drift: &Drift, one: &Occurrence) -> Value {
    let new = one.new_location.as_ref();
    json!({
        "subject": one.subject,
        "location": FilePosition::new(&one.location, &drift.baseline).to_string(),
        "newLocation": new.map(|at| FilePosition::new(at, &drift.upstream).to_string()),
    })
}
