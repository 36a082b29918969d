//! `inspect`: checks recorded traffic against a generated crate.
//!
//! The example `inspect` of the crate does the work; this module finds it, builds it and passes on its exit status.

use crate::rerun::no_cargo;
use crate::{CliError, Context, Outcome, Status, read_spec};
use generator::diagnostic::{Diagnostic, Location};
use generator::{SourceFile, diagnostic, load};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `inspect` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An HTTP archive (HAR 1.2), as browsers and proxies record it
    #[arg(value_name = "FILE.har")]
    pub file: PathBuf,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The generated crate whose types are used [default: the project's `generated`]
    #[arg(long = "crate", value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object
    Json,
}

/// Runs the command. The report goes to the standard output directly.
///
/// # Errors
///
/// No such archive, a folder that is no generated crate, no cargo, a crate that does not build.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let dir = match &args.dir {
        Some(dir) => dir.clone(),
        None => context.project()?.join("generated"),
    };
    if !args.file.is_file() {
        let message = format!("there is no archive `{}`", args.file.display());
        return Err(CliError::new(
            message,
            "give the path of a HAR file, as a browser's network panel saves it",
        ));
    }
    let faults = faults(&args.file, context)?;
    if !faults.is_empty() {
        return Ok(Outcome {
            err: faults,
            status: Status::Bad,
            ..Outcome::default()
        });
    }
    must_be_generated(&dir)?;
    let status = command(args, &dir).status().map_err(|error| no_cargo(&error))?;
    let status = match status.code() {
        Some(0) => Status::Done,
        Some(1) => Status::Found,
        Some(2) => Status::Bad,
        _ => {
            let message = format!("the inspector of `{}` did not build or run", dir.display());
            return Err(CliError::new(
                message,
                "see the errors of cargo above; `regen` generates the crate again",
            ));
        }
    };
    Ok(Outcome {
        status,
        ..Outcome::default()
    })
}

/// Everything that keeps the file from being an archive, as text; empty where nothing does.
fn faults(path: &Path, context: &Context) -> Result<String, CliError> {
    let bytes = read_spec::read_bytes(path, context)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if serde_json::from_slice(text).is_ok_and(|archive| check("", &archive).is_empty()) {
        return Ok(String::new());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = SourceFile::new(name.clone(), bytes).shown_as(path.display().to_string());
    let (sources, tree) = load::json(file);
    let diagnostics = tree.map_or_else(|faults| faults, |archive| check(&name, &archive));
    Ok(diagnostic::render(&diagnostics, &sources))
}

/// What an archive has to hold for its exchanges to be told apart.
fn check(file: &str, archive: &Value) -> Vec<Diagnostic> {
    let Some(Value::Array(entries)) = archive.pointer("/log/entries") else {
        let help = "give a HAR file, as a browser's network panel saves it";
        let message = "not an HTTP archive: it has no list `log.entries`";
        let at = Location::new(file, "/log/entries");
        return vec![Diagnostic::error("not-an-archive", at, message, help)];
    };
    let lacks = |(index, entry): (usize, &Value)| {
        ["method", "url"]
            .into_iter()
            .filter(|name| !entry["request"][name].is_string())
            .map(|name| {
                let at = Location::new(file, format!("/log/entries/{index}/request/{name}"));
                let message = format!("entry {index} has no text `request.{name}`");
                let help = "record the exchange again, or remove the entry";
                Diagnostic::error("bad-entry", at, message, help)
            })
            .collect::<Vec<_>>()
    };
    entries.iter().enumerate().flat_map(lacks).collect()
}

fn must_be_generated(dir: &Path) -> Result<(), CliError> {
    let example = std::fs::read_to_string(dir.join("examples/inspect.rs")).unwrap_or_default();
    if example.contains(generator::MARKER) && dir.join("Cargo.toml").is_file() {
        return Ok(());
    }
    Err(CliError::new(
        format!("`{}` is not a generated crate", dir.display()),
        "give `--crate` a folder that `regen --out` has written",
    ))
}

fn command(args: &Args, dir: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command
        .args(["run", "--quiet", "--features", "inspect", "--example", "inspect"])
        .arg("--manifest-path")
        .arg(dir.join("Cargo.toml"))
        .arg("--")
        .arg(&args.file);
    if args.format == Format::Json {
        command.arg("json");
    }
    command
}
