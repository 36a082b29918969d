//! `drift`: reports what upstream changed, and what that means.

use crate::{CliError, Context, Outcome, Status, clock, diagnostics, fetch, read_spec};
use clap::ValueEnum;
use generator::compare::ChangeKind;
use generator::diagnostic::Levels;
use generator::drift::{self, Format, Level};
use generator::ir::Date;
use generator::{SourceFile, diagnostic, edit_distance};
use std::path::{Path, PathBuf};

/// What `drift` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document to compare with: a file or folder, `-` for the standard input, or an address [default: the url of `sources.toml`]
    #[arg(long, value_name = "PATH|URL")]
    pub upstream: Option<String>,
    /// What it is compared with: a folder like `spec/` with its own settings, or one document, which is compared whole
    /// [default: the project's `spec`]
    #[arg(long, value_name = "PATH")]
    pub baseline: Option<PathBuf>,
    /// Refuse an upstream document with another SHA-256
    #[arg(long, value_name = "HEX", value_parser = checksum)]
    pub sha256: Option<String>,
    /// How to write the report
    #[arg(long, value_enum, default_value = "text")]
    pub format: FormatName,
    /// The size in bytes at which a Markdown report is cut; what is cut is counted
    #[arg(long, value_name = "BYTES", default_value_t = drift::MARKDOWN_SIZE, value_parser = size)]
    pub max_size: usize,
    /// Exit with 1 where anything weighs this much, or more
    #[arg(long, value_enum, default_value = "breaking")]
    pub fail_on: FailOn,
    /// Compare only the operations that this selector names; may be given several times
    #[arg(long, value_name = "SELECTOR")]
    pub only: Vec<String>,
    /// The day on which sunsets are judged [default: today, UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = clock::parse)]
    pub today: Option<Date>,
    /// Print what a rule is about, why it weighs what it weighs and what to do, and stop
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub explain: Option<ChangeKind>,
    /// Levels of diagnostics.
    #[command(flatten)]
    pub levels: diagnostics::LevelArgs,
}

/// The formats by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// For a terminal
    Text,
    /// For programs
    Json,
    /// For an issue or a pull request
    Markdown,
    /// Annotations of a GitHub workflow
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// One page for a browser
    Html,
    /// JUnit XML, for the test reports of CI systems
    Junit,
}

/// From which weight on the command fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// What published clients send is already gone
    Broken,
    /// Clients fail, or code that uses the next version has to change
    Breaking,
    /// The next version can do more
    Additive,
    /// Clients go on working, maybe only until a date
    Notice,
    /// Anything at all, an operation on offer too
    Any,
    /// Nothing
    Never,
}

/// Parses a size that has room for the head of a report.
fn size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(size) if size >= 1_000 => Ok(size),
        _ => Err("write a number of bytes, at least 1000".to_owned()),
    }
}

fn checksum(text: &str) -> Result<String, String> {
    let digits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits {
        Ok(text.to_owned())
    } else {
        Err("a SHA-256 has 64 hexadecimal digits".to_owned())
    }
}

fn rule(text: &str) -> Result<ChangeKind, String> {
    ChangeKind::named(text).ok_or_else(|| {
        let ids: Vec<&str> = ChangeKind::ALL.iter().map(|rule| rule.id()).collect();
        let nearest = edit_distance::nearest(text, ids.iter().copied());
        let hint = nearest.map(|id| format!("did you mean `{id}`? "));
        format!("{}the rules are: {}", hint.unwrap_or_default(), ids.join(", "))
    })
}

/// Runs the command.
///
/// # Errors
///
/// What cannot be read or fetched.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    if let Some(rule) = args.explain {
        return Ok(Outcome::of_out(explain(rule)));
    }
    let settings = match context.own("spec") {
        Some(spec) => read_spec::settings(&spec, context)?,
        None => Vec::new(),
    };
    let upstream = args.upstream.clone().or_else(|| drift::upstream_url(&settings));
    upstream.as_deref().map_or(Ok(()), fetch::check_support)?;
    let baseline = read_spec::read(&context.spec(args.baseline.as_deref())?, context)?;
    let upstream = upstream.ok_or_else(nowhere)?;
    let input = drift::Input {
        upstream: read_upstream(&upstream, args.sha256.as_deref(), context)?,
        baseline,
        // Another baseline is compared whole: what the project selects and names says nothing about it.
        settings: match args.baseline {
            None => settings,
            Some(_) => Vec::new(),
        },
        only: args.only.clone(),
        today: args.today.map_or_else(clock::date, Ok)?,
    };
    let levels = args.levels.levels()?;
    Ok(match drift::drift(input) {
        Ok(mut found) => {
            if levels != Levels::default() {
                found.problems = diagnostic::apply(found.problems, &[&levels]);
            }
            outcome(args, &found, context)
        }
        Err(failed) => {
            let format = args.format.of_diagnostics();
            let sides = failed
                .iter()
                .map(|side| format.render(&side.diagnostics, &[], &side.sources, context));
            Outcome::bad(sides.collect())
        }
    })
}

fn nowhere() -> CliError {
    CliError::new(
        "there is nothing to compare with",
        "give `--upstream`, a file or an address",
    )
}

fn outcome(args: &Args, found: &drift::Drift, context: &Context) -> Outcome {
    let status = match (found.is_stale(), args.fail_on.level(), found.level()) {
        (true, ..) => Status::Bad,
        (_, Some(limit), Some(level)) if level >= limit => Status::Found,
        _ => Status::Done,
    };
    Outcome {
        out: match args.format {
            FormatName::Markdown => found.markdown(args.max_size),
            format => found.render(format.format()),
        },
        err: args
            .format
            .of_diagnostics()
            .render(&found.problems, &[], &found.baseline, context),
        status,
        ..Outcome::default()
    }
}

/// What stands at `upstream`; with a pin, one document that has that checksum.
pub(crate) fn read_upstream(
    upstream: &str,
    pin: Option<&str>,
    context: &Context,
) -> Result<Vec<SourceFile>, CliError> {
    let files = match fetch::is_url(upstream) {
        true => vec![SourceFile::new(file_name(upstream), fetch::get(upstream, context)?).shown_as(upstream)],
        false => read_spec::read(Path::new(upstream), context)?,
    };
    match (pin, files.as_slice()) {
        (None, _) => {}
        (Some(pin), [file]) => fetch::check(upstream, &file.bytes, pin)?,
        (Some(_), _) => {
            let message = format!("`{upstream}` is a folder, which has no checksum");
            return Err(CliError::new(
                message,
                "give `--sha256` together with one document",
            ));
        }
    }
    Ok(files)
}

/// The last part of a path of an address, by which its format is told; YAML where it says nothing.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let name = path.rsplit('/').next().unwrap_or_default();
    let known = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    // JSON is YAML too (YAML 1.2, section 1.3).
    if known { name } else { "upstream.yaml" }
}

fn explain(rule: ChangeKind) -> String {
    let page = rule.page();
    format!(
        "{rule}\n\nWhat it is: {}\n\nWhy it weighs what it weighs: {}\n\nWhat to do: {}\n",
        page.what, page.why, page.act
    )
}

impl FormatName {
    fn of_diagnostics(self) -> diagnostics::Format {
        match self {
            Self::Json => diagnostics::Format::Json,
            _ => diagnostics::Format::Text,
        }
    }

    fn format(self) -> Format {
        match self {
            Self::Text => Format::Text,
            Self::Json => Format::Json,
            Self::Markdown => Format::Markdown,
            Self::Github => Format::Github,
            Self::Sarif => Format::Sarif,
            Self::Html => Format::Html,
            Self::Junit => Format::Junit,
        }
    }
}

impl FailOn {
    fn level(self) -> Option<Level> {
        match self {
            Self::Broken => Some(Level::Broken),
            Self::Breaking => Some(Level::Breaking),
            Self::Additive => Some(Level::Additive),
            Self::Notice => Some(Level::Notice),
            Self::Any => Some(Level::Any),
            Self::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn the_format_is_told_from_the_address() {
        assert_eq!(file_name("https://example.com/a/v2.yaml?raw=1"), "v2.yaml");
        assert_eq!(file_name("https://example.com/spec.json#top"), "spec.json");
        assert_eq!(file_name("https://example.com/latest"), "upstream.yaml");
    }
}
