//! `cargo xtask bundle`: the fragments as one document, for tools that read only one.

use crate::{Context, Refusal, Reply, Status, atomic_write, read_spec};
use generator::{bundle, diagnostic};
use std::path::{Path, PathBuf};

/// What `bundle` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The specification: a folder like `spec/`, or one document, `-` for the standard input [default: the project's `spec`]
    #[arg(long, value_name = "PATH")]
    pub spec: Option<PathBuf>,
    /// The file to write [default: the standard output]
    #[arg(long, value_name = "FILE.json")]
    pub out: Option<PathBuf>,
    /// Apply `corrections.toml`: what holds, where upstream is known to be wrong
    #[arg(long)]
    pub corrected: bool,
}

/// Runs the command.
///
/// # Errors
///
/// A specification that cannot be read, and a file that cannot be written.
pub fn run(args: &Args, context: &Context) -> Result<Reply, Refusal> {
    let spec = context.spec(args.spec.as_deref())?;
    let files = read_spec::read(&spec, context)?;
    if let Some(out) = &args.out {
        must_not_be_input(out, files.iter().map(|file| &*file.shown))?;
    }
    let bundled = match bundle::bundle(files, args.corrected) {
        Ok(bundled) => bundled,
        Err(failed) => {
            return Ok(Reply {
                err: diagnostic::render(&failed.diagnostics, &failed.sources),
                status: Status::Bad,
                ..Reply::default()
            });
        }
    };
    let err = diagnostic::render(&bundled.warnings, &bundled.sources);
    let out = match &args.out {
        None => bundled.text,
        Some(out) => {
            atomic_write::write_file(out, &bundled.text)?;
            format!("wrote: {}\n", out.display())
        }
    };
    Ok(Reply {
        out,
        err,
        status: Status::Done,
    })
}

/// The fragments are written by people, and a bundle would replace one of them.
fn must_not_be_input<'a>(out: &Path, mut inputs: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    let whole = |path: &Path| path.canonicalize().ok();
    let Some(target) = whole(out) else { return Ok(()) };
    match inputs.any(|input| whole(Path::new(input)).as_ref() == Some(&target)) {
        true => Err(Refusal::new(
            format!("`{}` is a file of the specification itself", out.display()),
            "give `--out` another path",
        )),
        false => Ok(()),
    }
}
