//! `regen`: generates the crate from the specification.

mod sample;

use crate::atomic_write::{self, LockedFolder};
use crate::diagnostics::Format;
use crate::release::{self, Release};
use crate::{CliError, Context, Outcome, Status, diagnostics, invocation, output_dir, read_spec};
use generator::ir::Api;
use generator::{File, Generated, Options, escape, parallel};
use std::path::{Path, PathBuf};

/// The arguments of `regen`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Write nothing; list what is stale, missing or left over, and exit with 1 if anything is
    #[arg(long, conflicts_with = "print")]
    pub check: bool,
    /// Write nothing; print the files
    #[arg(long)]
    pub print: bool,
    /// Write the version and the changelog entry that are proposed, too
    #[arg(long, conflicts_with_all = ["check", "print"])]
    pub bump: bool,
    /// Record the version of the crate as released: from now on, changes are reported in comparison with it
    #[arg(long, conflicts_with_all = ["check", "print", "bump"])]
    pub released: bool,
    /// A folder like `spec/`, or one OpenAPI document (YAML or JSON): a path, a URL, `REV:path` in git, or `-` for the
    /// standard input; requires `--out`
    /// [default: the project's `spec`]
    #[arg(long, value_name = "PATH")]
    pub spec: Option<PathBuf>,
    /// The folder of the crate [default: the project's `generated`, of the project's `spec` only]. Elsewhere, it is a
    /// crate that builds by itself. Only files that `.generated.sha256` in it lists are replaced or removed
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace and remove generated files also where someone has edited them since; the edits are lost
    #[arg(long, conflicts_with_all = ["check", "print"])]
    pub replace_edited: bool,
    /// Package name of the crate [default: the one in its `Cargo.toml`, or one made of the title of the document]
    #[arg(long, value_name = "NAME", value_parser = package_name)]
    pub name: Option<String>,
    /// Take only these operations: an operationId, a tag, or a path glob such as `/pets/**`; may be given several times
    #[arg(long, value_name = "SELECTOR")]
    pub only: Vec<String>,
    /// Generate types of all component schemas, also of those that no operation uses
    #[arg(long)]
    pub all_schemas: bool,
    /// Levels and format of diagnostics.
    #[command(flatten)]
    pub diagnostics: diagnostics::DiagnosticArgs,
}

/// Parses the name of a package.
fn package_name(text: &str) -> Result<String, String> {
    match generator::is_package_name(text) {
        true => Ok(text.to_owned()),
        false => Err("a package name starts with a letter and contains letters, digits, `-` and `_`; it is neither a keyword \
                      of Rust nor the name of a crate that the generated one uses, such as `std` or `http`"
            .to_owned()),
    }
}

/// Runs the command.
///
/// # Errors
///
/// Returns an error for a specification that cannot be read, and an output folder that must not be written.
pub fn run(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let spec = context.spec(args.spec.as_deref())?;
    let own = context.own("generated");
    let is_own_spec = || context.own("spec").is_some_and(|own| same(&spec, &own));
    let out = match &args.out {
        Some(out) => Some(out.clone()),
        None => own.clone().filter(|_| is_own_spec()),
    };
    if out.is_none() && !args.print {
        return Err(CliError::new(
            format!(
                "`--spec {}` is not the project's own, so that `--out` has to name the folder of its crate",
                spec.display()
            ),
            "add `--out DIR`, a new folder or one that an earlier run wrote; or `--print`",
        ));
    }
    let out = out.unwrap_or_default();
    let is_own = own.is_some_and(|own| same(&out, &own));
    let options = Options {
        crate_name: args.name.clone().or_else(|| name_in(&out)).unwrap_or_default(),
        complete: !is_own || !is_written_by_hand(&out)?,
        only: args.only.clone(),
        all_schemas: args.all_schemas,
        levels: args.diagnostics.levels.levels()?,
    };
    let format = args.diagnostics.format;
    match generator::generate(read_spec::read(&spec, context)?, &options) {
        Ok(generated) => {
            let is_installed = !is_own
                || !context
                    .project()
                    .is_ok_and(|project| invocation::is_own_repository(&project));
            let program = is_installed.then_some(invocation::PROGRAM);
            let sample = sample::deliver(args, context)?;
            let Generated {
                warnings,
                notes,
                sources,
                api,
                files,
            } = generated;
            let verbosity = context.verbosity();
            let render = || format.render(&warnings, &notes, &sources, verbosity);
            let (err, outcome) = parallel::join(render, || deliver(args, files, &api, &out, program));
            let outcome = joined(outcome?, sample, format);
            Ok(Outcome { err, ..outcome })
        }
        Err(failed) => {
            let err = format.render(&failed.diagnostics, &[], &failed.sources, context.verbosity());
            Ok(Outcome::bad(err))
        }
    }
}

/// Adds the outcome of the sample to that of the crate. The JSON output describes the crate alone, but the status both.
fn joined(mut outcome: Outcome, sample: Outcome, format: Format) -> Outcome {
    if format == Format::Text {
        outcome.out.push_str(&sample.out);
        outcome.summary.push_str(&sample.summary);
    }
    if outcome.status == Status::Done {
        outcome.status = sample.status;
    }
    outcome
}

/// Writes the crate, or the output that `args` request; `program` is named in the files unless it is the alias of the
/// repository.
fn deliver(
    args: &Args,
    mut files: Vec<File>,
    api: &Api,
    out: &Path,
    program: Option<&str>,
) -> Result<Outcome, CliError> {
    if let Some(program) = program.filter(|_| args.print) {
        generator::signed(&mut files, program);
    }
    if args.print {
        return Ok(Outcome::of_out(printed(&files, args.diagnostics.format)));
    }
    if files.is_empty() {
        // Writing an empty list would remove all files of the folder.
        return Err(CliError::new(
            "the generator returned no files",
            "check `--only` and `sources.toml`",
        ));
    }
    // Locked before it is read, so that nothing changes until it is written; a check only reads.
    let folder = match args.check {
        true => atomic_write::check_settled(out).map(|()| None)?,
        false => Some(LockedFolder::lock(out)?),
    };
    let release = Release::plan(args.step(), out, api, &mut files)?;
    if let Some(program) = program {
        generator::signed(&mut files, program);
    }
    let changes = output_dir::compare(out, &files)?;
    let command = args.command();
    let Some(folder) = folder else {
        let found = !changes.is_empty() || !release.follows();
        let text = changes.findings(&command) + &release.findings(&command);
        let outcome = match (args.diagnostics.format, found) {
            (Format::Json, _) => json(&changes, &release),
            (Format::Text, true) => Outcome::of_out(escape::lines(&text)),
            (Format::Text, false) => Outcome::of_summary(escape::lines(&text)),
        };
        let status = if found { Status::Found } else { Status::Done };
        return Ok(Outcome { status, ..outcome });
    };
    changes.write(&folder, release.files(), args.replace_edited)?;
    Ok(match args.diagnostics.format {
        Format::Json => json(&changes, &release),
        Format::Text => {
            let text = changes.summary() + &release.summary(&command);
            Outcome::of_summary(escape::lines(&text))
        }
    })
}

/// Returns the files themselves.
fn printed(files: &[File], format: Format) -> String {
    match format {
        Format::Text => files
            .iter()
            .map(|file| format!("==> {} <==\n{}\n", file.path, file.text))
            .collect(),
        Format::Json => {
            let file = |file: &File| serde_json::json!({"path": file.path, "text": file.text});
            let result = serde_json::json!({"files": files.iter().map(file).collect::<Vec<_>>()});
            format!("{}\n", escape::json(&format!("{result:#}")))
        }
    }
}

/// Returns the result as one JSON object.
fn json(changes: &output_dir::Changes<'_>, release: &Release) -> Outcome {
    let mut result = changes.json();
    result["release"] = release.json();
    Outcome::of_out(format!("{}\n", escape::json(&format!("{result:#}"))))
}

impl Args {
    fn step(&self) -> release::ReleaseMode {
        match (self.bump, self.released) {
            (true, _) => release::ReleaseMode::Bump,
            (_, true) => release::ReleaseMode::Record,
            _ => release::ReleaseMode::Propose,
        }
    }

    /// Returns the command that writes the crate of these arguments.
    fn command(&self) -> String {
        let path = |path: &Option<PathBuf>| path.iter().map(|path| path.display().to_string()).collect();
        let valued: [(&str, Vec<String>); 4] = [
            ("--spec", path(&self.spec)),
            ("--out", path(&self.out)),
            ("--name", self.name.iter().cloned().collect()),
            ("--only", self.only.clone()),
        ];
        let mut command = format!("{} regen", invocation::name());
        for (flag, values) in valued {
            command.extend(
                values
                    .iter()
                    .map(|value| format!(" {flag} {}", invocation::quoted(value))),
            );
        }
        if self.all_schemas {
            command.push_str(" --all-schemas");
        }
        command.push_str(&self.diagnostics.levels.command());
        command
    }
}

/// Returns the package name in the manifest of a crate that exists.
fn name_in(out: &Path) -> Option<String> {
    let manifest = std::fs::read_to_string(out.join("Cargo.toml")).ok()?;
    let package = manifest.split("[package]").nth(1)?;
    let lines = package.lines().take_while(|line| !line.starts_with('['));
    let mut values = lines.filter_map(|line| line.split_once('=').filter(|(key, _)| key.trim() == "name"));
    let name = values.next()?.1.trim().trim_matches('"');
    package_name(name).ok()
}

/// Returns whether someone wrote the manifest of the crate in `out`, which is kept then.
fn is_written_by_hand(out: &Path) -> Result<bool, CliError> {
    Ok(out.join("Cargo.toml").is_file() && !output_dir::lists(out, "Cargo.toml")?)
}

/// Returns whether both name the same folder, existing or not.
fn same(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| read_spec::near(path));
    real(a) == real(b)
}
