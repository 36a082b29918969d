//! Processes measured, and the figures written down.

use super::Measured;
use super::doubling::{self, Doubled};
use crate::CliError;
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

/// The cost of a process: the median of several runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cost {
    /// From start to end, in seconds.
    pub(super) seconds: f64,
    /// The maximum memory of the process and of any child at once, in MiB (the maximum of all runs).
    pub(super) mebibytes: f64,
}

/// The limit of a cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Goal {
    seconds: Option<f64>,
    mebibytes: Option<u32>,
}

impl Goal {
    /// No goal.
    pub(super) const NONE: Self = Self {
        seconds: None,
        mebibytes: None,
    };

    /// Returns a limit in seconds.
    pub(super) const fn seconds(seconds: f64) -> Self {
        Self {
            seconds: Some(seconds),
            mebibytes: None,
        }
    }

    /// Adds a limit in MiB.
    pub(super) const fn mebibytes(mut self, mebibytes: u32) -> Self {
        self.mebibytes = Some(mebibytes);
        self
    }
}

/// A line of the result.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    what: String,
    cost: Cost,
    goal: Goal,
    /// The seconds of another tool in the same run, which do not depend on the speed of the machine when divided by.
    peer: Option<f64>,
}

impl Row {
    pub(super) const fn new(what: String, cost: Cost, goal: Goal) -> Self {
        Self {
            what,
            cost,
            goal,
            peer: None,
        }
    }

    /// Adds the cost of another tool for the same work.
    pub(super) const fn next_to(mut self, peer: Cost) -> Self {
        self.peer = Some(peer.seconds);
        self
    }

    /// Returns how many times as long as the other tool it takes.
    fn ratio(&self) -> Option<f64> {
        self.peer.map(|peer| self.cost.seconds / peer)
    }

    fn ratio_text(&self) -> String {
        self.ratio()
            .map_or_else(String::new, |ratio| format!("{ratio:.2}"))
    }
}

/// Runs a process several times, each time after `prepare`.
pub(super) fn measure(
    runs: u8,
    mut prepare: impl FnMut() -> Result<(), CliError>,
    command: impl Fn() -> Command,
) -> Measured {
    let mut seconds = Vec::new();
    let mut most = 0_u64;
    for _ in 0..runs {
        prepare()?;
        let mut command = command();
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let used = command.spawn().and_then(|mut child| child.wait4());
        let used = used.map_err(|error| failed(&command, &error.to_string()))?;
        seconds.push(start.elapsed().as_secs_f64());
        if !used.status.success() {
            return Err(failed(&command, &used.status.to_string()));
        }
        most = most.max(used.rusage.maxrss);
    }
    seconds.sort_by(f64::total_cmp);
    let middle = seconds[seconds.len() / 2];
    Ok(Cost {
        seconds: middle,
        mebibytes: most as f64 / f64::from(1 << 20),
    })
}

fn failed(command: &Command, how: &str) -> CliError {
    CliError::new(
        format!("`{command:?}` failed: {how}"),
        "run that command by itself to see why",
    )
}

/// Renders the figures as a table in text.
pub(super) fn table(rows: &[Row], skipped: &[String]) -> String {
    let mut text = format!(
        "{:36} {:>9} {:>7} {:>9} {:>7} {:>7}\n",
        "medians, whole processes", "seconds", "target", "MiB", "target", "ratio"
    );
    for row in rows {
        let Row { what, cost, goal, .. } = row;
        let seconds = goal.seconds.map_or_else(String::new, |goal| goal.to_string());
        let mebibytes = goal.mebibytes.map_or_else(String::new, |goal| goal.to_string());
        let line = format!(
            "{what:36} {:9.3} {seconds:>7} {:9.1} {mebibytes:>7} {:>7}",
            cost.seconds,
            cost.mebibytes,
            row.ratio_text()
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text.extend(skipped.iter().map(|what| format!("skipped: {what}\n")));
    text
}

/// Renders the figures as a Markdown table.
pub(super) fn markdown(rows: &[Row], skipped: &[String]) -> String {
    let mut text = String::from("| | seconds | target | MiB | target | ratio |\n|---|--:|--:|--:|--:|--:|\n");
    for row in rows {
        let Row { what, cost, goal, .. } = row;
        let seconds = goal.seconds.map_or_else(String::new, |goal| goal.to_string());
        let mebibytes = goal.mebibytes.map_or_else(String::new, |goal| goal.to_string());
        let digits = if cost.seconds < 10.0 { 3 } else { 1 };
        let _ = writeln!(
            text,
            "| {what} | {:.digits$} | {seconds} | {:.0} | {mebibytes} | {} |",
            cost.seconds,
            cost.mebibytes,
            row.ratio_text()
        );
    }
    let notes = skipped.iter().map(|what| format!("\nSkipped: {what}.\n"));
    text.extend(notes);
    text
}

/// Renders the figures as JSON.
pub(super) fn json(rows: &[Row], doubled: &[Doubled], skipped: &[String]) -> String {
    let rows = rows.iter().map(|row| {
        let Row { what, cost, goal, .. } = row;
        serde_json::json!({
            "what": what,
            "seconds": cost.seconds,
            "seconds_target": goal.seconds,
            "mebibytes": cost.mebibytes,
            "mebibytes_target": goal.mebibytes,
            "ratio": row.ratio(),
        })
    });
    let report = serde_json::json!({
        "rows": rows.collect::<Vec<_>>(),
        "doubled": doubling::json(doubled),
        "skipped": skipped,
    });
    format!("{report:#}\n")
}
