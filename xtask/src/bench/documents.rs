//! `cargo xtask bench --documents`: generates a crate of each document in a folder, and lists skipped items and cost.

use super::document_peers::{self, PeerResult};
use super::measure::Cost;
use super::other_generators;
use super::project::Krate;
use super::{Args, FormatName};
use crate::{CliError, Context, Outcome, Status, atomic_write, read_spec};
use generator::Options;
use generator::diagnostic::codes::{self, Skipped};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The share of all operations that has to be generated, in percent.
const GOAL: f64 = 98.0;

/// The result of one document.
struct Row {
    name: String,
    megabytes: f64,
    counts: Option<Counts>,
    generating: Option<Cost>,
    /// The memory that generating takes beyond that of the smallest document, as a multiple of the document's size.
    times_size: Option<f64>,
    /// The cost of checking the crate; `None` if it was not requested, or failed.
    checking: Option<Cost>,
    is_faulty: bool,
}

/// The operations and skipped items of a crate.
#[derive(Default)]
struct Counts {
    operations: usize,
    skipped_operations: usize,
    skipped_parameters: usize,
    /// The number of skipped items, by the code of their diagnostic.
    by_code: BTreeMap<&'static str, usize>,
}

/// Generates a crate of every document in `folder` below `target`, and checks it if requested; then runs the other
/// generators that are installed there.
pub(super) fn run(args: &Args, folder: &Path, target: &Path, context: &Context) -> Result<Outcome, CliError> {
    let work = target.join("bench");
    let (mut rows, paths) = (Vec::new(), documents(folder)?);
    let (mut commands, _) = other_generators::commands(&target.join("peers"), args.peers)?;
    commands.extend(args.peer.iter().cloned());
    let base = base(&work)?;
    for (number, path) in paths.iter().enumerate() {
        let dir = work.join(format!("document-{number}"));
        rows.push(row(path, Krate { dir }, args.check, base)?);
    }
    let peers = document_peers::run(&commands, &paths, &work)?;
    // The memory of a process is attributed to its children, so it stays small until all are measured.
    for (row, path) in rows.iter_mut().zip(&paths) {
        row.counts = counts(path, context)?;
    }
    let is_good = share(&rows) >= GOAL && rows.iter().all(|row| row.counts.is_some() && !row.is_faulty);
    Ok(Outcome {
        out: match args.format {
            FormatName::Json => json(&rows, &peers),
            FormatName::Text => table(&rows) + &document_peers::text(&peers, rows.len()),
            FormatName::Markdown => markdown(&rows) + &document_peers::markdown(&own(&rows), &peers),
        },
        status: if is_good { Status::Done } else { Status::Found },
        ..Outcome::default()
    })
}

/// Returns the result of this generator, as those of others.
fn own(rows: &[Row]) -> PeerResult {
    let (written, rejected): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.counts.is_some());
    PeerResult {
        name: "openapi-crate".to_owned(),
        written: written.len(),
        seconds: rows
            .iter()
            .filter_map(|row| row.generating)
            .map(|cost| cost.seconds)
            .sum(),
        rejected: rejected.iter().map(|row| row.name.clone()).collect(),
    }
}

/// Returns the documents of a folder, by name.
fn documents(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let failed = |error| CliError::io("read the folder", folder, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    let is_document = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("yaml" | "yml" | "json"))
    };
    paths.retain(is_document);
    paths.sort();
    if paths.is_empty() {
        let message = format!("`{}` contains no document", folder.display());
        return Err(CliError::new(
            message,
            "name a folder of `.yaml` or `.json` files",
        ));
    }
    Ok(paths)
}

/// Contains a document of one operation.
const SMALLEST: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {operationId: a, \
                        responses: {'204': {description: A.}}}\n";

/// Returns the memory in MiB that the program takes for the smallest document, which is that of the program itself.
fn base(work: &Path) -> Result<f64, CliError> {
    let (spec, dir) = (work.join("smallest.yaml"), work.join("smallest"));
    atomic_write::write_file(&spec, SMALLEST)?;
    Ok(Krate { dir }.regen(&spec, "document", &[], 1)?.mebibytes)
}

/// Generates and checks the crate of a document, whose content is not counted yet; `base` is the memory of the program.
fn row(path: &Path, krate: Krate, check: bool, base: f64) -> Result<Row, CliError> {
    let size = fs::metadata(path)
        .map_err(|error| CliError::io("read", path, error))?
        .len();
    let generating = krate.regen(path, "document", &[], 1).ok();
    let checked = (generating.is_some() && check).then(|| krate.check_all_features());
    Ok(Row {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        megabytes: size as f64 / 1e6,
        counts: None,
        generating,
        times_size: generating.map(|cost| (cost.mebibytes - base) * f64::from(1 << 20) / size as f64),
        is_faulty: matches!(checked, Some(Err(_))),
        checking: checked.and_then(Result::ok),
    })
}

/// Counts the operations and skipped items of a document; `None` if it is rejected.
fn counts(path: &Path, context: &Context) -> Result<Option<Counts>, CliError> {
    let options = Options {
        crate_name: "document".to_owned(),
        ..Options::default()
    };
    let Ok(model) = generator::model(read_spec::read(path, context)?, &options) else {
        return Ok(None);
    };
    let mut counts = Counts {
        operations: model.api.operations.len(),
        ..Counts::default()
    };
    for code in model
        .warnings
        .iter()
        .filter_map(|warning| codes::code(warning.code))
    {
        let Some(skipped) = code.skips else { continue };
        *counts.by_code.entry(code.name).or_default() += 1;
        counts.skipped_operations += usize::from(skipped == Skipped::Operation);
        counts.skipped_parameters += usize::from(skipped == Skipped::Parameter);
    }
    Ok(Some(counts))
}

/// Returns the share of operations that are generated, of the documents that become crates, in percent.
fn share(rows: &[Row]) -> f64 {
    let counts = || rows.iter().filter_map(|row| row.counts.as_ref());
    let operations: usize = counts().map(|counts| counts.operations).sum();
    let skipped: usize = counts().map(|counts| counts.skipped_operations).sum();
    match operations + skipped {
        0 => 100.0,
        all => operations as f64 * 100.0 / all as f64,
    }
}

fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:32} {:>6} {:>10} {:>7} {:>10} {:>8} {:>8} {:>7} {:>6} {:>8}  skipped, by code\n",
        "document",
        "MB",
        "operations",
        "skipped",
        "parameters",
        "seconds",
        "s per MB",
        "MiB",
        "x size",
        "check s"
    );
    rows.iter().for_each(|row| text.push_str(&line(row)));
    text + &summary(rows)
}

/// States how much of all documents was generated.
fn summary(rows: &[Row]) -> String {
    let written = rows.iter().filter(|row| row.counts.is_some()).count();
    let checked = rows.iter().filter(|row| row.checking.is_some()).count();
    let checked = match rows.iter().any(|row| row.checking.is_some() || row.is_faulty) {
        true => format!(", {checked} checked without a warning"),
        false => String::new(),
    };
    format!(
        "{written} of {} documents written{checked}, {:.1} % of their operations (target {GOAL} %)\n",
        rows.len(),
        share(rows)
    )
}

/// Renders the table as Markdown, with the code of the most frequent skipped item.
fn markdown(rows: &[Row]) -> String {
    let head = "| document | MB | operations | skipped: operations, parameters, other | seconds | MiB | times its size | check s |";
    let mut text = format!("{head}\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for row in rows {
        let (Some(counts), Some(cost)) = (&row.counts, row.generating) else {
            let _ = writeln!(
                text,
                "| {} | {:.2} | not written | | | | | |",
                row.name, row.megabytes
            );
            continue;
        };
        let (operations, parameters) = (counts.skipped_operations, counts.skipped_parameters);
        let others = counts.by_code.values().sum::<usize>() - operations - parameters;
        let most = counts.by_code.iter().max_by_key(|(_, count)| **count);
        let most = most.map_or_else(String::new, |(code, _)| format!(" (most `{code}`)"));
        let _ = writeln!(
            text,
            "| {} | {:.2} | {} | {operations}, {parameters}, {others}{most} | {:.2} | {:.0} | {:.0} | {} |",
            row.name,
            row.megabytes,
            counts.operations,
            cost.seconds,
            cost.mebibytes,
            row.times_size.unwrap_or_default(),
            checking(row)
        );
    }
    format!("{text}\n{}", summary(rows))
}

/// Returns the seconds of checking a crate, or that it fails.
fn checking(row: &Row) -> String {
    match row.checking {
        _ if row.is_faulty => "fails".to_owned(),
        Some(cost) => format!("{:.1}", cost.seconds),
        None => String::new(),
    }
}

/// Returns the figures as JSON.
fn json(rows: &[Row], peers: &[PeerResult]) -> String {
    let row = |row: &Row| {
        serde_json::json!({
            "document": row.name,
            "megabytes": row.megabytes,
            "operations": row.counts.as_ref().map(|counts| counts.operations),
            "skipped_operations": row.counts.as_ref().map(|counts| counts.skipped_operations),
            "skipped_parameters": row.counts.as_ref().map(|counts| counts.skipped_parameters),
            "skipped": row.counts.as_ref().map(|counts| &counts.by_code),
            "generate_seconds": row.generating.map(|cost| cost.seconds),
            "generate_mebibytes": row.generating.map(|cost| cost.mebibytes),
            "generate_times_size": row.times_size,
            "check_seconds": row.checking.map(|cost| cost.seconds),
            "check_fails": row.is_faulty,
        })
    };
    let report = serde_json::json!({
        "documents": rows.iter().map(row).collect::<Vec<_>>(),
        "share": share(rows),
        "peers": document_peers::json(peers),
    });
    format!("{report:#}\n")
}

fn line(row: &Row) -> String {
    let mut line = format!("{:32} {:6.2}", row.name, row.megabytes);
    let (Some(counts), Some(cost)) = (&row.counts, row.generating) else {
        return line + " not written\n";
    };
    let check = checking(row);
    let codes = counts
        .by_code
        .iter()
        .map(|(code, count)| format!("{code} {count}"));
    let _ = writeln!(
        line,
        " {:10} {:7} {:10} {:8.3} {:8.3} {:7.0} {:6.1} {check:>8}  {}",
        counts.operations,
        counts.skipped_operations,
        counts.skipped_parameters,
        cost.seconds,
        cost.seconds / row.megabytes,
        cost.mebibytes,
        row.times_size.unwrap_or_default(),
        codes.collect::<Vec<_>>().join(", ")
    );
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "openapi: 3.0.1\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {operationId: a, \
                            responses: {'204': {description: A.}}}\n    trace: {operationId: b, responses: {'204': \
                            {description: B.}}}\n";

    #[test]
    fn skipped_operations_are_counted() {
        let dir = std::env::temp_dir().join(format!("bench-documents-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a folder");
        fs::write(dir.join("a.yaml"), DOCUMENT).expect("a file");
        fs::write(dir.join("b.txt"), "no document").expect("a file");
        let found = documents(&dir).expect("documents");
        assert_eq!(found, [dir.join("a.yaml")]);
        let context = Context::new(dir.clone(), 1 << 20);
        let counts = counts(&found[0], &context).expect("readable").expect("a crate");
        assert_eq!((counts.operations, counts.skipped_operations), (1, 1));
        let rows = [Row {
            name: "a.yaml".to_owned(),
            megabytes: 1.0,
            counts: Some(counts),
            generating: None,
            times_size: None,
            checking: None,
            is_faulty: false,
        }];
        assert_eq!(share(&rows), 50.0);
        let unwritten = "| a.yaml | 1.00 | not written | | | | | |\n";
        assert!(markdown(&rows).contains(unwritten), "nothing was generated");
        fs::remove_dir_all(dir).expect("it is there");
    }
}
