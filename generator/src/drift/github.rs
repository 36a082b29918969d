//! The report as annotations of a GitHub workflow.

use super::{Drift, fail_on, text};
use crate::compare::Change;
use crate::escape::{workflow_message, workflow_property};

/// One workflow command a change (GitHub's documentation, "Workflow commands for GitHub Actions").
pub(super) fn render(drift: &Drift) -> String {
    let mut out: String = drift
        .changes
        .iter()
        .map(|change| annotation(drift, change))
        .collect();
    for offer in &drift.available {
        let message = format!("{} is available", text::offered(offer));
        out.push_str(&format!(
            "::notice title=available::{}\n",
            workflow_message(&message)
        ));
    }
    for note in &drift.notes {
        let message = format!("{}: {}", note.place, note.message);
        out.push_str(&format!(
            "::notice title=not compared::{}\n",
            workflow_message(&message)
        ));
    }
    out.push_str(&format!("{}\n", text::summary(drift)));
    out
}

fn annotation(drift: &Drift, change: &Change) -> String {
    let place = drift.place(change);
    let command = match fail_on::weight(change) {
        fail_on::Weight::Error => "error",
        fail_on::Weight::Warning => "warning",
        fail_on::Weight::Note => "notice",
    };
    let title = format!("{} (wire {}, source {})", change.rule, change.wire, change.source);
    let mut message = change.message.clone();
    if !change.operations.is_empty() {
        message.push_str(&format!("\noperations: {}", change.operations.join(", ")));
    }
    format!(
        "::{command} file={},line={},col={},title={}::{}\n",
        workflow_property(&place.file),
        place.line,
        place.column,
        workflow_property(&title),
        workflow_message(&message),
    )
}
