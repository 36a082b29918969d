//! `lint`: an independent linter's opinion of the fragments.

use crate::diagnostics::Format;
use crate::{CliError, Context, Outcome, Status, read_spec};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Pinned, so that a new rule of the linter never breaks a build.
const LINTER: &str = "@redocly/cli@2.77.0";

/// The program that fetches and runs the linter; on Windows it is a script, whose extension has to be given.
const NPX: &str = if cfg!(windows) { "npx.cmd" } else { "npx" };

/// The arguments of `lint`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Fail where the linter cannot run because npx is not installed
    #[arg(long)]
    pub require: bool,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Runs the linter over the fragments of the project.
///
/// # Errors
///
/// There are no fragments.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let project = context.project()?;
    if !project.join("spec/fragments").is_dir() {
        let message = "the specification has no folder `fragments`, which is all that `lint` checks";
        return Err(CliError::new(
            message,
            format!("check the document itself: `npx {LINTER} lint FILE`"),
        ));
    }
    let mut linter = Command::new(NPX);
    linter
        .current_dir(&project)
        .args(["--yes", LINTER, "lint", "--config", "spec/redocly.yaml"]);
    if args.format == Format::Json {
        linter.arg("--format=json");
    }
    linter.args(fragments(&project.join("spec/fragments"))?);
    match linter.status() {
        Ok(status) => Ok(Outcome {
            status: if status.success() {
                Status::Done
            } else {
                Status::Found
            },
            ..Outcome::default()
        }),
        Err(error) if error.kind() == ErrorKind::NotFound && !args.require => Ok(Outcome {
            out: skipped(args.format),
            ..Outcome::default()
        }),
        Err(error) => Err(CliError::new(
            format!("cannot run npx: {error}"),
            "install Node.js with npm, which brings npx; or leave `--require` away",
        )),
    }
}

fn skipped(format: Format) -> String {
    let reason = "npx is not installed, and the linter comes through it";
    match format {
        Format::Text => format!("skipped: {reason}\n"),
        Format::Json => format!("{}\n", serde_json::json!({ "skipped": reason })),
    }
}

/// Returns the YAML fragments, relative to the project's folder.
fn fragments(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let paths = read_spec::list(folder)?.into_iter();
    let names = paths.filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    Ok(names
        .filter_map(|path| {
            path.file_name()
                .map(|name| Path::new("spec/fragments").join(name))
        })
        .collect())
}
