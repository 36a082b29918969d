//! `bundle`: writes the specification as one document, for tools that read only one.

use crate::diagnostics::Format;
use crate::{CliError, Context, Outcome, atomic_write, diagnostics, read_spec};
use generator::bundle;
use serde_json::json;
use std::path::{Path, PathBuf};

/// The arguments of `bundle`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The specification: a folder like `spec/`, or one document; a path, a URL, `REV:path` in git, or `-` for the standard
    /// input [default: the project's `spec`]
    #[arg(long, value_name = "PATH")]
    pub spec: Option<PathBuf>,
    /// The file to write [default: the standard output]
    #[arg(long, value_name = "FILE.json")]
    pub out: Option<PathBuf>,
    /// Apply `corrections.toml`, where upstream is known to be wrong
    #[arg(long)]
    pub corrected: bool,
    /// Levels and format of diagnostics.
    #[command(flatten)]
    pub diagnostics: diagnostics::DiagnosticArgs,
}

/// Runs the command.
///
/// # Errors
///
/// Returns an error for a specification that cannot be read, and a file that cannot be written.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let spec = context.spec(args.spec.as_deref())?;
    let files = read_spec::read(&spec, context)?;
    if let Some(out) = &args.out {
        must_not_be_input(out, files.iter().map(|file| &*file.shown))?;
    }
    let levels = args.diagnostics.levels.levels()?;
    let format = args.diagnostics.format;
    let bundled = match bundle::bundle(files, args.corrected, &levels) {
        Ok(bundled) => bundled,
        Err(failed) => {
            let err = format.render(&failed.diagnostics, &[], &failed.sources, context.verbosity());
            return Ok(Outcome::bad(err));
        }
    };
    let outcome = match &args.out {
        None => Outcome::of_out(bundled.text),
        Some(out) => {
            atomic_write::write_file(out, &bundled.text)?;
            match format {
                Format::Text => Outcome::of_summary(format!("wrote: {}\n", out.display())),
                Format::Json => Outcome::of_out(format!("{}\n", json!({"wrote": out.display().to_string()}))),
            }
        }
    };
    Ok(Outcome {
        err: format.render(&bundled.warnings, &[], &bundled.sources, context.verbosity()),
        ..outcome
    })
}

/// Rejects an output that is a file of the specification, which is user-written.
fn must_not_be_input<'a>(out: &Path, mut inputs: impl Iterator<Item = &'a str>) -> Result<(), CliError> {
    let whole = |path: &Path| path.canonicalize().ok();
    let Some(target) = whole(out) else { return Ok(()) };
    match inputs.any(|input| whole(Path::new(input)).as_ref() == Some(&target)) {
        true => Err(CliError::new(
            format!("`{}` is a file of the specification itself", out.display()),
            "give `--out` another path",
        )),
        false => Ok(()),
    }
}
