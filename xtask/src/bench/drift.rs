//! `bench --part drift`: compares `spec/` with the whole API, and two whole documents, next to oasdiff.

use super::Measured;
use super::measure::{Goal, Row, measure};
use crate::CliError;
use std::path::Path;
use std::process::{Command, Stdio};

const SPEC: Goal = Goal::seconds(0.15);
const WHOLE: Goal = Goal::seconds(0.5);

/// The other tool, which is measured if it is installed.
const PEER: &str = "oasdiff";

/// Adds the costs of comparisons with `whole` to `rows`, and the comparisons that cannot be run to `skipped`.
///
/// # Errors
///
/// Returns an error if this program cannot be found, or fails.
pub(super) fn compare(
    spec: &Path,
    [before, whole]: [&Path; 2],
    runs: u8,
    rows: &mut Vec<Row>,
    skipped: &mut Vec<String>,
) -> Result<(), CliError> {
    let cost = own(spec, whole, runs)?;
    rows.push(Row::new(
        "compare spec/ with the whole API".to_owned(),
        cost,
        SPEC,
    ));
    if !before.exists() {
        let name = before.display();
        skipped.push(format!(
            "comparing two whole documents, because `{name}` does not exist"
        ));
        return Ok(());
    }
    let cost = own(before, whole, runs)?;
    let row = Row::new("compare two whole documents".to_owned(), cost, WHOLE);
    if !has_peer() {
        rows.push(row);
        skipped.push(format!("the peer {PEER}, because it is not installed"));
        return Ok(());
    }
    let cost = peer(before, whole, runs)?;
    let name = format!("compare two whole documents with {PEER}");
    rows.extend([row.next_to(cost), Row::new(name, cost, Goal::NONE)]);
    Ok(())
}

fn own(baseline: &Path, upstream: &Path, runs: u8) -> Measured {
    let program = std::env::current_exe().map_err(|error| {
        CliError::new(
            format!("cannot find this program: {error}"),
            "run it through cargo",
        )
    })?;
    let command = || {
        let mut command = Command::new(&program);
        command.args(["drift", "--format", "json", "--fail-on", "never"]);
        command.arg("--baseline").arg(baseline);
        command.arg("--upstream").arg(upstream);
        command
    };
    measure(runs, || Ok(()), command)
}

fn has_peer() -> bool {
    let mut command = Command::new(PEER);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn peer(old: &Path, new: &Path, runs: u8) -> Measured {
    let command = || {
        let mut command = Command::new(PEER);
        command.arg("changelog").arg(old).arg(new);
        command
    };
    measure(runs, || Ok(()), command)
}
