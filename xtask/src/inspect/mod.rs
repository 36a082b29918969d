//! `inspect`: checks recorded traffic against a generated crate.
//!
//! The example `inspect` of the crate decodes and validates the bodies; this module builds it, and reports its findings.

mod archive;
mod findings;

use crate::diagnostics::{DiagnosticArgs, Format};
use crate::rerun::{cargo_run, no_cargo};
use crate::{CliError, Context, Outcome, Status, read_spec};
use archive::Archive;
use generator::diagnostic::{self, Diagnostic, Severity};
use generator::{SourceFile, escape};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The arguments of `inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An HTTP archive (HAR 1.2), as browsers and proxies record it
    #[arg(value_name = "FILE.har")]
    pub file: PathBuf,
    /// The generated crate whose types are used [default: the project's `generated`]
    #[arg(long = "crate", value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Exit with 1 if a finding has this level. Without other levels, a body that cannot be decoded is an error, and a
    /// violation, a lost value and a request without an operation are warnings
    #[arg(long, value_enum, default_value = "error")]
    pub fail_on: FailOn,
    /// Levels and format of diagnostics.
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

/// The level of a finding from which the command fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Nothing
    Never,
}

/// Runs the command.
///
/// # Errors
///
/// Returns an error for a file that cannot be read, a folder that is not a generated crate, and a crate that cannot be built.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let dir = match &args.dir {
        Some(dir) => dir.clone(),
        None => context.project()?.join("generated"),
    };
    let levels = args.diagnostics.levels.levels()?;
    let format = args.diagnostics.format;
    let archive = read(&args.file, context)?;
    let faults = archive.faults();
    if !faults.is_empty() {
        return Ok(Outcome::bad(format.render(
            &faults,
            &[],
            &archive.sources(),
            context.verbosity(),
        )));
    }
    must_be_generated(&dir)?;
    let Some(report) = report(&args.file, &dir)? else {
        // The program has reported the reason.
        return Ok(Outcome::new(Status::Bad));
    };
    let found = diagnostic::apply(findings::diagnostics(archive.name(), &report), &[&levels]);
    Ok(Outcome {
        out: match format {
            Format::Text => findings::lines(&report),
            Format::Json => format!("{}\n", escape::json(&format!("{report:#}"))),
        },
        status: args.fail_on.status(&found),
        err: match found.is_empty() {
            true => String::new(),
            false => format.render(&found, &[], &archive.sources(), context.verbosity()),
        },
        ..Outcome::default()
    })
}

impl FailOn {
    fn status(self, found: &[Diagnostic]) -> Status {
        let fails = found.iter().any(|one| match self {
            Self::Error => one.severity == Severity::Error,
            Self::Warning => true,
            Self::Never => false,
        });
        if fails { Status::Found } else { Status::Done }
    }
}

fn read(path: &Path, context: &Context) -> Result<Archive, CliError> {
    if !path.exists() {
        let message = format!("the archive `{}` does not exist", path.display());
        let help = "give the path of a HAR file, as a browser's network panel saves it";
        return Err(CliError::new(message, help));
    }
    let bytes = read_spec::read_bytes(path, context)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = SourceFile::new(name, bytes).shown_as(path.display().to_string());
    Ok(Archive::new(file))
}

fn must_be_generated(dir: &Path) -> Result<(), CliError> {
    let example = std::fs::read_to_string(dir.join("examples/inspect.rs")).unwrap_or_default();
    if example.contains(generator::GENERATED_BY) && dir.join("Cargo.toml").is_file() {
        return Ok(());
    }
    Err(CliError::new(
        format!("`{}` is not a generated crate", dir.display()),
        "give `--crate` a folder that `regen --out` has written",
    ))
}

/// Runs the example of the crate; returns `None` if it rejects the archive.
fn report(file: &Path, dir: &Path) -> Result<Option<Value>, CliError> {
    let output = command(file, dir).output().map_err(|error| no_cargo(&error))?;
    match (output.status.code(), serde_json::from_slice(&output.stdout)) {
        (Some(0 | 1), Ok(report)) => Ok(Some(report)),
        (Some(2), _) => Ok(None),
        _ => {
            let message = format!("the inspector of `{}` was not built, or failed", dir.display());
            let help = "see the errors of cargo above; `regen` generates the crate again";
            Err(CliError::new(message, help))
        }
    }
}

fn command(file: &Path, dir: &Path) -> Command {
    let mut command = cargo_run();
    command
        .args(["--features", "inspect", "--example", "inspect"])
        .arg("--manifest-path")
        .arg(dir.join("Cargo.toml"))
        .arg("--")
        .arg(file)
        .arg("json")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    command
}
