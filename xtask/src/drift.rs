//! `drift`: reports changes of upstream and their impact.

use crate::accept::{AcceptFolder, Acceptance};
use crate::documents::{self, Document};
use crate::{CliError, Context, Outcome, Status, clock, diagnostics, fetch, read_spec};
use clap::ValueEnum;
use generator::compare::ChangeKind;
use generator::diagnostic::Levels;
use generator::drift::{self, Format, Level};
use generator::ir::Date;
use generator::{diagnostic, edit_distance};

/// The arguments of `drift`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document to compare with: a file or folder, `-` for standard input, a URL, or `REV:path` in git
    /// [default: the url of `sources.toml`]
    #[arg(long, value_name = "PATH|URL|REV:PATH")]
    pub upstream: Option<String>,
    /// The baseline: a folder like `spec/`, a document, `-`, a URL, or `REV:path` in git. It is compared completely,
    /// unless `--only` is given [default: the project's `spec`]
    #[arg(long, value_name = "PATH|URL|REV:PATH")]
    pub baseline: Option<String>,
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
    /// Compare only these operations: an operationId, a tag, or a path glob such as `/pets/**`; may be given several times
    #[arg(long, value_name = "SELECTOR")]
    pub only: Vec<String>,
    /// The day on which sunsets are judged [default: today, UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = clock::parse)]
    pub today: Option<Date>,
    /// Accept the change with this fingerprint: write an entry into `accepted.toml` of the baseline's folder
    #[arg(long, value_name = "FINGERPRINT", value_parser = fingerprint, requires = "reason")]
    pub accept: Option<String>,
    /// Why the change is accepted
    #[arg(long, value_name = "REASON", requires = "accept")]
    pub reason: Option<String>,
    /// The last day on which the change is accepted [default: as long as it exists]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = clock::parse, requires = "accept")]
    pub until: Option<Date>,
    /// Print the description of a rule, the reason for its impacts and the advice, and exit
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub explain: Option<ChangeKind>,
    /// Levels of diagnostics.
    #[command(flatten)]
    pub levels: diagnostics::LevelArgs,
}

/// The formats by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// For people: grouped and counted, in color on a terminal
    Text,
    /// One line for each change
    Lines,
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

/// The level from which the command fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// What published clients send is already gone
    Broken,
    /// Clients fail, or code that uses the next version has to change
    Breaking,
    /// The next version can do more
    Additive,
    /// Clients keep working, maybe only until a date
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

fn fingerprint(text: &str) -> Result<String, String> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    match text.len() == 16 && text.bytes().all(is_digit) {
        true => Ok(text.to_owned()),
        false => Err("a fingerprint has 16 hexadecimal digits".to_owned()),
    }
}

fn rule(text: &str) -> Result<ChangeKind, String> {
    ChangeKind::named(text).ok_or_else(|| {
        let ids: Vec<&str> = ChangeKind::ALL.iter().map(|rule| rule.id()).collect();
        let nearest = edit_distance::nearest(text, ids.iter().copied());
        match nearest {
            Some(id) => format!("did you mean `{id}`?"),
            None => format!("the rules are: {}", ids.join(", ")),
        }
    })
}

/// Runs the command.
///
/// # Errors
///
/// The errors of reading or fetching.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    if let Some(rule) = args.explain {
        return Ok(Outcome::of_out(match args.format {
            FormatName::Json => explain_json(rule),
            _ => explain(rule),
        }));
    }
    // Locked before it is read, so that nothing changes until the entry is written.
    let baseline = args.baseline.as_deref();
    let folder = args
        .accept
        .as_ref()
        .map(|_| AcceptFolder::lock(baseline, context));
    let folder = folder.transpose()?;
    let levels = args.levels.levels()?;
    let mut found = match drift::drift(input(args, context)?) {
        Ok(found) => found,
        Err(failed) => return Ok(rejected(args, &failed, context)),
    };
    if levels != Levels::default() {
        found.problems = diagnostic::apply(found.problems, &[&levels]);
    }
    match (&args.accept, folder) {
        (Some(fingerprint), Some(folder)) => {
            let acceptance = Acceptance {
                fingerprint,
                reason: args.reason.as_deref().unwrap_or_default(),
                until: args.until,
            };
            folder.accept(&acceptance, &found, args.format.of_diagnostics())
        }
        _ => Ok(outcome(args, &found, context)),
    }
}

/// Reads both sides.
fn input(args: &Args, context: &Context) -> Result<drift::Input, CliError> {
    let settings = match context.own("spec") {
        Some(spec) => read_spec::settings(&spec, context)?,
        None => Vec::new(),
    };
    let upstream = args.upstream.clone().or_else(|| drift::upstream_url(&settings));
    upstream.as_deref().map_or(Ok(()), fetch::check_support)?;
    let given = args.baseline.as_deref();
    let baseline = match given {
        Some(given) => given.to_owned(),
        None => context.spec(None)?.display().to_string(),
    };
    let baseline = documents::read(&baseline, context)?;
    let upstream = read_upstream(&upstream.ok_or_else(nowhere)?, args.sha256.as_deref(), context)?;
    Ok(drift::Input {
        baseline: baseline.files,
        upstream: upstream.files,
        origins: [baseline.origin, upstream.origin],
        // The selection and names of the project apply to its own specification only.
        settings: if given.is_none() { settings } else { Vec::new() },
        only: args.only.clone(),
        today: args.today.map_or_else(clock::date, Ok)?,
    })
}

fn rejected(args: &Args, failed: &[generator::Failed], context: &Context) -> Outcome {
    let format = args.format.of_diagnostics();
    let sides = failed
        .iter()
        .map(|side| format.render(&side.diagnostics, &[], &side.sources, context.verbosity()));
    Outcome::bad(sides.collect())
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
            .render(&found.problems, &[], &found.baseline, context.verbosity()),
        status,
        ..Outcome::default()
    }
}

/// Reads upstream's document; with a checksum, one that matches it.
fn read_upstream(upstream: &str, sha256: Option<&str>, context: &Context) -> Result<Document, CliError> {
    let document = documents::read(upstream, context)?;
    match (sha256, document.files.as_slice()) {
        (None, _) => {}
        (Some(sha256), [file]) => fetch::check(upstream, &file.bytes, sha256)?,
        (Some(_), _) => {
            let message = format!("`{upstream}` consists of several files, which have no checksum");
            let help = "give `--sha256` together with one document";
            return Err(CliError::new(message, help));
        }
    }
    Ok(document)
}

fn explain(rule: ChangeKind) -> String {
    let page = rule.explanation();
    format!(
        "{rule}\n\nWhat it is: {}\n\nWhy it weighs what it weighs: {}\n\nWhat to do: {}\n",
        page.what, page.why, page.act
    )
}

fn explain_json(rule: ChangeKind) -> String {
    let page = rule.explanation();
    let page = serde_json::json!({
        "rule": rule.to_string(),
        "what": page.what,
        "why": page.why,
        "advice": page.act,
    });
    format!("{page:#}\n")
}

impl FormatName {
    pub(crate) fn of_diagnostics(self) -> diagnostics::Format {
        match self {
            Self::Json => diagnostics::Format::Json,
            _ => diagnostics::Format::Text,
        }
    }

    fn format(self) -> Format {
        match self {
            Self::Text => Format::Text,
            Self::Lines => Format::Lines,
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
