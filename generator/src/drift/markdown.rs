//! The report for an issue or a pull request.

use super::{Drift, Level, text};
use crate::compare::Change;
use crate::escape::{markdown, markdown_code};

/// The levels, worst first, with what they say to a maintainer.
const SECTIONS: [(Level, &str, &str); 5] = [
    (
        Level::Broken,
        "Broken",
        "What the published crate sends is already gone: publish as soon as possible.",
    ),
    (
        Level::Breaking,
        "Breaking",
        "Some of what clients do fails, or users of the next version have to change code.",
    ),
    (Level::Additive, "Additive", "The next version can do more."),
    (
        Level::Notice,
        "Notices",
        "Clients go on working, some only until a date.",
    ),
    (Level::Any, "Other changes", "Nothing that anybody notices."),
];

/// CommonMark with tables (GitHub flavoured).
pub(super) fn render(drift: &Drift) -> String {
    let mut out = format!("# Drift on {}\n\n{}.\n", drift.today, text::summary(drift));
    for (level, title, meaning) in SECTIONS {
        let own: Vec<&Change> = drift
            .changes
            .iter()
            .filter(|change| Level::of(change) == level)
            .collect();
        if own.is_empty() {
            continue;
        }
        out.push_str(&format!("\n## {title}\n\n{meaning}\n\n"));
        out.push_str(
            "| What | WireImpact | SourceImpact | ChangeKind | Operations | Place | Fingerprint |\n",
        );
        out.push_str("|---|---|---|---|---|---|---|\n");
        out.extend(own.into_iter().map(|change| row(drift, change)));
    }
    if !drift.available.is_empty() {
        out.push_str("\n## Available\n\nUpstream offers these, and we do not take them.\n\n");
        let offers = drift.available.iter();
        out.extend(offers.map(|offer| {
            format!(
                "- {} {} ({})\n",
                offer.method,
                markdown_code(&offer.path),
                markdown_code(&offer.id)
            )
        }));
    }
    if !drift.notes.is_empty() {
        out.push_str("\n## Not compared\n\nUpstream says this, and the model cannot hold it.\n\n");
        let notes = drift.notes.iter();
        out.extend(notes.map(|note| {
            format!(
                "- {}: {}\n",
                markdown_code(&note.place.to_string()),
                markdown(&note.message)
            )
        }));
    }
    out
}

fn row(drift: &Drift, change: &Change) -> String {
    let operations: Vec<String> = change.operations.iter().map(|id| markdown_code(id)).collect();
    format!(
        "| {} | {} | {} | `{}` | {} | {} | `{}` |\n",
        markdown(&change.message),
        change.wire,
        change.source,
        change.rule,
        listed(&operations),
        markdown_code(&drift.place(change).to_string()),
        change.fingerprint,
    )
}

/// Long lists fold away.
fn listed(operations: &[String]) -> String {
    match operations {
        [] | [_] | [_, _] | [_, _, _] => operations.join(", "),
        many => format!(
            "<details><summary>{} operations</summary>{}</details>",
            many.len(),
            many.join(", ")
        ),
    }
}
