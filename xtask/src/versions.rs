//! `versions`: which operation is served in which version, and until when.

use crate::diagnostics::Format;
use crate::{
    CliError, Context, Outcome, Status, Verbosity, atomic_write, clock, diagnostics, diff, invocation,
    read_spec,
};
use clap::ValueEnum;
use generator::escape;
use generator::ir::{Api, Date};
use generator::versions::{self, EndingVersion, MARKERS};
use generator::{Model, Options};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The arguments of `versions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder like `spec/`, or one OpenAPI document: a path, a URL, `REV:path` in git, or `-` for the standard input
    /// [default: the project's `spec`]
    #[arg(long, value_name = "PATH")]
    pub spec: Option<PathBuf>,
    /// How to write the table
    #[arg(long, value_enum, default_value = "text")]
    pub format: FormatName,
    /// Check the table in this Markdown file, between its markers, against the specification; exit with 1 if it is old
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
    /// Write the table into this Markdown file, between its markers
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    pub write: Option<PathBuf>,
    /// The day on which sunsets are judged [default: today, UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = clock::parse)]
    pub today: Option<Date>,
    /// Exit with 1 where a sunset is that near
    #[arg(long, value_enum, default_value = "never")]
    pub fail_on: FailOn,
    /// Levels of diagnostics.
    #[command(flatten)]
    pub levels: diagnostics::LevelArgs,
}

/// The formats by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// For a terminal
    Text,
    /// For a README
    Markdown,
    /// For programs
    Json,
}

/// How near a sunset has to be for the command to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Within 180 days
    Near,
    /// The day has come
    Over,
    /// However near: warnings only
    Never,
}

/// Runs the command.
///
/// # Errors
///
/// A specification or a file that cannot be read, or a file without markers.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let spec = context.spec(args.spec.as_deref())?;
    let options = Options {
        levels: args.levels.levels()?,
        ..Options::default()
    };
    let model = match generator::model(read_spec::read(&spec, context)?, &options) {
        Ok(model) => model,
        Err(failed) => {
            let format = args.format.of_diagnostics();
            let err = format.render(&failed.diagnostics, &[], &failed.sources, context.verbosity());
            return Ok(Outcome::bad(err));
        }
    };
    let today = args.today.map_or_else(clock::date, Ok)?;
    let ending = versions::ending(&model.api, today);
    let mut outcome = table(args, &model.api, today, context)?;
    outcome.err = remarks(args, &model, &ending, context);
    let fails = match args.fail_on {
        FailOn::Near => !ending.is_empty(),
        FailOn::Over => ending.iter().any(EndingVersion::is_over),
        FailOn::Never => false,
    };
    if fails {
        outcome.status = Status::Found;
    }
    Ok(outcome)
}

/// Writes the sunsets that are near, and with `--verbose` the warnings about the document. The JSON of the table has
/// the sunsets already.
fn remarks(args: &Args, model: &Model, ending: &[EndingVersion], context: &Context) -> String {
    let format = args.format.of_diagnostics();
    let warnings = match context.verbosity() {
        Verbosity::Verbose => format.render(&model.warnings, &[], &model.sources, context.verbosity()),
        _ => String::new(),
    };
    match format {
        Format::Text => warnings + &ending.iter().map(warning).collect::<String>(),
        Format::Json => warnings,
    }
}

impl FormatName {
    pub(crate) fn of_diagnostics(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Text | Self::Markdown => Format::Text,
        }
    }
}

fn table(args: &Args, api: &Api, today: Date, context: &Context) -> Result<Outcome, CliError> {
    if let Some(path) = args.check.as_ref().or(args.write.as_ref()) {
        return place(args, path, &versions::markdown(api), context);
    }
    Ok(Outcome {
        out: match args.format {
            FormatName::Text => versions::text(api),
            FormatName::Markdown => versions::markdown(api),
            FormatName::Json => versions::json(api, today),
        },
        ..Outcome::default()
    })
}

/// Compares the table in the file at `path` with `table`, or writes it there.
fn place(args: &Args, path: &Path, table: &str, context: &Context) -> Result<Outcome, CliError> {
    let old = read_spec::read_text(path, context)?;
    let new = versions::placed(&old, table).ok_or_else(|| {
        let message = format!("`{}` has no location for the table", path.display());
        CliError::new(
            message,
            format!("write the lines `{}` and `{}` into it", MARKERS[0], MARKERS[1]),
        )
    })?;
    let (is_stale, writes) = (old != new, args.write.is_some());
    if is_stale && writes {
        atomic_write::write_file(path, &new)?;
    }
    let status = match is_stale && !writes {
        true => Status::Found,
        false => Status::Done,
    };
    let shown = path.display().to_string();
    let outcome = match (args.format, is_stale) {
        (FormatName::Json, _) => Outcome::of_out(format!(
            "{}\n",
            json!({"file": shown, "stale": is_stale, "written": is_stale && writes})
        )),
        (_, false) => Outcome::of_summary(format!("{shown}: up to date\n")),
        (_, true) if writes => Outcome::of_summary(format!("{shown}: updated\n")),
        (_, true) => {
            let (difference, tool) = (escape::lines(&diff::short(&old, &new)), invocation::name());
            Outcome::of_out(format!(
                "stale: {shown}\n{difference}run `{tool} versions --write {shown}` to fix that\n"
            ))
        }
    };
    Ok(Outcome { status, ..outcome })
}

fn warning(ending: &EndingVersion) -> String {
    let EndingVersion {
        operation,
        media_type,
        sunset,
        left,
    } = ending;
    let when = match left {
        ..=0 => format!("is no longer served since {sunset}"),
        1 => format!("is no longer served from {sunset} on, which is tomorrow"),
        _ => format!("is no longer served from {sunset} on, in {left} days"),
    };
    let [operation, media_type] = [operation, media_type].map(|text| escape::visible(text));
    format!("warning: `{operation}` as `{media_type}` {when}\n")
}
