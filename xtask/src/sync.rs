//! `sync`: updates the specification to another revision of upstream.

use crate::atomic_write::{Edit, LockedFolder};
use crate::diagnostics::{DiagnosticArgs, Format};
use crate::{CliError, Context, Outcome, Status, clock, diff, digest, fetch, read_spec};
use generator::sync::{Pin, Synced};
use generator::{File, SourceFile, diagnostic, escape};
use std::path::{Path, PathBuf};

/// The arguments of `sync`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The whole upstream document, YAML or JSON: a path, a URL, or `-` for the standard input
    #[arg(long, value_name = "PATH-or-URL")]
    pub upstream: String,
    /// Write nothing; print what would change, and exit with 1 if anything would
    #[arg(long)]
    pub dry_run: bool,
    /// The day on which the document was upstream's newest [default: today, for a revision that is new to us]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<String>,
    /// The folder to bring there [default: the project's `spec`]
    #[arg(long, value_name = "DIR")]
    pub spec: Option<PathBuf>,
    /// Levels and format of diagnostics.
    #[command(flatten)]
    pub diagnostics: DiagnosticArgs,
}

/// Parses a date of `sources.toml`.
fn day(text: &str) -> Result<String, String> {
    clock::parse(text).map(|day| day.to_string())
}

/// Runs the command.
///
/// # Errors
///
/// A specification or an upstream that cannot be read, a file that cannot be replaced.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let spec = context.spec(args.spec.as_deref())?;
    if spec.is_file() {
        let message = format!(
            "`{}` is one document, not a folder with its settings",
            spec.display()
        );
        return Err(CliError::new(
            message,
            "give `--spec` a folder like the project's `spec`",
        ));
    }
    let bytes = fetch::read(&args.upstream, context)?;
    // Locked before it is read, so that nothing changes until it is written.
    let folder = match !args.dry_run && spec.is_dir() {
        true => Some(LockedFolder::lock(&spec)?),
        false => None,
    };
    let files = read_spec::read(&spec, context)?;
    let pin = Pin {
        sha256: digest::sha256(&bytes),
        date: args.date.clone(),
        today: clock::today(),
    };
    let levels = args.diagnostics.levels.levels()?;
    match generator::sync::sync(&files, document(&args.upstream, bytes), &pin) {
        Ok(mut synced) => {
            let levels = [&levels, &synced.sources.settings.levels];
            synced.diagnostics = diagnostic::apply(synced.diagnostics, &levels);
            deliver(args, (&spec, folder), &files, &synced, context)
        }
        Err(failed) => {
            let format = args.diagnostics.format;
            let err = format.render(&failed.diagnostics, &[], &failed.sources, context.verbosity());
            Ok(Outcome::bad(err))
        }
    }
}

/// Orders the writes: the pinned revision comes last, so that it never names a revision that the fragments do not
/// match yet.
fn in_order(files: &[File]) -> Vec<Edit<'_>> {
    let (last, first): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.path == "sources.toml");
    first.into_iter().chain(last).map(Edit::write).collect()
}

/// Returns the document for the generator. Its content decides whether it is JSON; a URL need not.
fn document(shown: &str, bytes: Vec<u8>) -> SourceFile {
    let json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let name = if json { "upstream.json" } else { "upstream.yaml" };
    SourceFile::new(name, bytes).shown_as(shown)
}

fn deliver(
    args: &Args,
    (spec, folder): (&Path, Option<LockedFolder>),
    files: &[SourceFile],
    synced: &Synced,
    context: &Context,
) -> Result<Outcome, CliError> {
    let mut out = String::new();
    let verb = if args.dry_run { "would change" } else { "changed" };
    for file in &synced.files {
        let path = escape::visible(&format!("{}/{}", spec.display(), file.path));
        out.push_str(&format!("{verb}: {path}\n"));
        if args.dry_run {
            let old = files.iter().find(|old| old.path == file.path);
            let old = old
                .map(|old| String::from_utf8_lossy(&old.bytes))
                .unwrap_or_default();
            out.push_str(&escape::lines(&diff::short(&old, &file.text)));
        }
    }
    if synced.files.is_empty() {
        out.push_str(&format!("{}: up to date\n", spec.display()));
    } else if let Some(folder) = folder {
        folder.apply(&in_order(&synced.files))?;
    }
    out.extend(
        synced
            .notes
            .iter()
            .map(|note| format!("{}\n", escape::visible(note))),
    );
    out.push_str(&synced.unwritten());
    let format = args.diagnostics.format;
    let mut err = format.render(&synced.diagnostics, &[], &synced.sources, context.verbosity());
    if !err.is_empty() && format == Format::Text {
        err.insert_str(0, "left to do:\n\n");
    }
    let status = match args.dry_run && !synced.files.is_empty() {
        true => Status::Found,
        false => Status::Done,
    };
    let outcome = match (format, args.dry_run) {
        (Format::Json, _) => Outcome::of_out(json(args, spec, synced)),
        (Format::Text, true) => Outcome::of_out(out),
        (Format::Text, false) => Outcome::of_summary(out),
    };
    Ok(Outcome {
        err,
        status,
        ..outcome
    })
}

/// Returns the result as one JSON object.
fn json(args: &Args, spec: &Path, synced: &Synced) -> String {
    let unwritten = synced.unwritten.iter().map(|at| {
        let line = synced.sources.position(at).map(|position| position.line);
        serde_json::json!({"file": synced.sources.shown(&at.file), "line": line, "pointer": at.pointer})
    });
    let result = serde_json::json!({
        "spec": spec.display().to_string(),
        "written": !args.dry_run,
        "changed": synced.files.iter().map(|file| &file.path).collect::<Vec<_>>(),
        "notes": synced.notes,
        "unwritten": unwritten.collect::<Vec<_>>(),
    });
    format!("{}\n", escape::json(&format!("{result:#}")))
}
