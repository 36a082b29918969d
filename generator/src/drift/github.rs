//! Renders the report as annotations of a GitHub workflow.

use super::{Drift, fail_on, text};
use crate::compare::Change;
use crate::escape::{visible, workflow_message, workflow_property};

/// The number of annotations of one severity that GitHub shows for a step; it silently drops the others.
const MAX_SHOWN: usize = 10;

/// Renders one workflow command for each change (GitHub's documentation, "Workflow commands for GitHub Actions").
/// Changes over the limit of a step follow as lines of the log.
pub(super) fn render(drift: &Drift) -> String {
    let mut log = Log::default();
    for change in &drift.changes {
        log.change(drift, change);
    }
    for offer in &drift.available {
        log.notice("available", &format!("{} is available", text::offered(offer)));
    }
    for note in &drift.notes {
        log.notice("not compared", &format!("{}: {}", note.position, note.message));
    }
    log.finish(&text::header(drift), &text::summary(drift))
}

/// Returns log lines that GitHub does not parse as workflow commands.
fn log_lines(lines: &str) -> String {
    let lines = lines.lines().filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// The annotations of a step.
#[derive(Default)]
struct Log {
    shown: String,
    /// The lines that are over the limit.
    rest: String,
    /// The number of lines of each severity.
    counts: [(usize, usize); 3],
}

/// The commands, in the order of [`Log::counts`].
const COMMANDS: [&str; 3] = ["error", "warning", "notice"];

impl Log {
    fn change(&mut self, drift: &Drift, change: &Change) {
        let position = drift.position(change);
        let kind = match fail_on::weight(change) {
            fail_on::Weight::Error => 0,
            fail_on::Weight::Warning => 1,
            fail_on::Weight::Note => 2,
        };
        let title = format!("{} (wire {}, source {})", change.rule, change.wire, change.source);
        let mut message = change.message.clone();
        for position in drift.positions(change).iter().skip(1) {
            message.push_str(&format!("\n{position}"));
        }
        if !change.operations.is_empty() {
            message.push_str(&format!("\noperations: {}", change.operations.join(", ")));
        }
        let properties = format!(
            " file={},line={},col={},title={}",
            workflow_property(&position.file),
            position.line,
            position.column,
            workflow_property(&title),
        );
        let line = format!("{position}: {title}: {}", change.message);
        self.add(kind, &properties, &message, &line);
    }

    fn notice(&mut self, title: &str, message: &str) {
        let properties = format!(" title={}", workflow_property(title));
        self.add(2, &properties, message, &format!("{title}: {message}"));
    }

    fn add(&mut self, kind: usize, properties: &str, message: &str, line: &str) {
        let command = COMMANDS[kind];
        let (shown, rest) = &mut self.counts[kind];
        if *shown < MAX_SHOWN {
            *shown += 1;
            let message = workflow_message(message);
            self.shown
                .push_str(&format!("::{command}{properties}::{message}\n"));
        } else {
            *rest += 1;
            self.rest.push_str(&format!("{command}: {}\n", visible(line)));
        }
    }

    /// Returns the annotations, the lines over the limit, what was compared, and the summary.
    fn finish(self, header: &str, summary: &str) -> String {
        let mut out = self.shown;
        if !self.rest.is_empty() {
            let counted = COMMANDS
                .iter()
                .zip(self.counts)
                .filter(|(_, (_, rest))| *rest > 0);
            let counted: Vec<String> = counted
                .map(|(command, (_, rest))| format!("{rest} {command}{}", if rest == 1 { "" } else { "s" }))
                .collect();
            out.push_str(&format!(
                "::group::{} more: GitHub shows {MAX_SHOWN} annotations of a kind per step\n{}::endgroup::\n",
                counted.join(", "),
                self.rest
            ));
        }
        out.push_str(&format!("{}{summary}\n", log_lines(header)));
        out
    }
}
