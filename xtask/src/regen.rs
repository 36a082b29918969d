//! `cargo xtask regen`: the specification to a crate.

use crate::atomic_write::{self, LockedFolder};
use crate::release::{self, Release};
use crate::{Context, Refusal, Reply, Status, diagnostics, output_dir, read_spec};
use generator::{Generated, Options, escape};
use std::path::{Path, PathBuf};

/// What `regen` takes.
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
    /// Record the version of the crate as released: what changes from now on is told in comparison with it
    #[arg(long, conflicts_with_all = ["check", "print", "bump"])]
    pub released: bool,
    /// A folder like `spec/`, or one OpenAPI document (YAML or JSON), `-` for the standard input; asks for `--out`
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
    /// Package name of the crate
    #[arg(long, value_name = "NAME", default_value = "atlas-restore-jobs", value_parser = package_name)]
    pub name: String,
    /// Take only the operations that this selector names; may be given several times
    #[arg(long, value_name = "SELECTOR")]
    pub only: Vec<String>,
    /// Levels and format of diagnostics.
    #[command(flatten)]
    pub diagnostics: diagnostics::DiagnosticArgs,
}

/// A name that cargo takes and that makes a Rust identifier.
fn package_name(text: &str) -> Result<String, String> {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(letters) {
        Ok(text.to_owned())
    } else {
        Err("a package name starts with a letter and holds letters, digits, `-` and `_`".to_owned())
    }
}

/// Runs the command.
///
/// # Errors
///
/// A specification that cannot be read, an output folder that must not be written.
pub fn run(args: &Args, context: &Context) -> Result<Reply, Refusal> {
    let spec = context.spec(args.spec.as_deref())?;
    let own = context.own("generated");
    let is_own_spec = || context.own("spec").is_some_and(|own| same(&spec, &own));
    let out = match &args.out {
        Some(out) => Some(out.clone()),
        None => own.clone().filter(|_| is_own_spec()),
    };
    if out.is_none() && !args.print {
        return Err(Refusal::new(
            format!(
                "`--spec {}` is not the project's own, so that `--out` has to say where its crate goes",
                spec.display()
            ),
            "add `--out DIR`, a new folder or one that an earlier run wrote; or `--print`",
        ));
    }
    let out = out.unwrap_or_default();
    let is_own = own.is_some_and(|own| same(&out, &own));
    let options = Options {
        crate_name: args.name.clone(),
        complete: !is_own,
        only: args.only.clone(),
        levels: args.diagnostics.levels()?,
    };
    match generator::generate(read_spec::read(&spec, context)?, &options) {
        Ok(generated) => deliver(args, generated, &out),
        Err(failed) => Ok(Reply {
            out: String::new(),
            err: args.diagnostics.render(&failed.diagnostics, &[], &failed.sources),
            status: Status::Bad,
        }),
    }
}

fn deliver(args: &Args, generated: Generated, out: &Path) -> Result<Reply, Refusal> {
    let err = args
        .diagnostics
        .render(&generated.warnings, &generated.notes, &generated.sources);
    if args.print {
        let files = generated
            .files
            .iter()
            .map(|file| format!("==> {} <==\n{}\n", file.path, file.text));
        return Ok(Reply {
            out: files.collect(),
            err,
            status: Status::Done,
        });
    }
    let mut files = generated.files;
    if files.is_empty() {
        // Writing nothing would mean removing all that stands in the folder.
        return Err(Refusal::new(
            "the generator gave no files",
            "look at `--only` and at `sources.toml`",
        ));
    }
    // Locked before it is read, so that nothing changes until it is written; a check only reads.
    let folder = match args.check {
        true => atomic_write::check_settled(out).map(|()| None)?,
        false => Some(LockedFolder::lock(out)?),
    };
    let release = Release::plan(args.step(), out, &generated.api, &mut files)?;
    let changes = output_dir::compare(out, &files)?;
    let command = args.command();
    let Some(folder) = folder else {
        let status = match changes.is_empty() && release.follows() {
            true => Status::Done,
            false => Status::Found,
        };
        return Ok(Reply {
            out: escape::lines(&(changes.findings(&command) + &release.findings(&command))),
            err,
            status,
        });
    };
    changes.write(&folder, release.files(), args.replace_edited)?;
    Ok(Reply {
        out: escape::lines(&(changes.summary() + &release.summary(&command))),
        err,
        status: Status::Done,
    })
}

impl Args {
    fn step(&self) -> release::Ask {
        match (self.bump, self.released) {
            (true, _) => release::Ask::Bump,
            (_, true) => release::Ask::Record,
            _ => release::Ask::Propose,
        }
    }

    /// The command that writes what these arguments describe.
    fn command(&self) -> String {
        let path = |path: &Option<PathBuf>| path.iter().map(|path| path.display().to_string()).collect();
        let default = self.name == "atlas-restore-jobs";
        let valued: [(&str, Vec<String>); 4] = [
            ("--spec", path(&self.spec)),
            ("--out", path(&self.out)),
            (
                "--name",
                if default {
                    Vec::new()
                } else {
                    vec![self.name.clone()]
                },
            ),
            ("--only", self.only.clone()),
        ];
        let mut command = "cargo xtask regen".to_owned();
        for (flag, values) in valued {
            command.extend(values.iter().map(|value| format!(" {flag} {}", quoted(value))));
        }
        command.push_str(&self.diagnostics.command());
        command
    }
}

/// `value` as one word of a shell.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', "'\\''"))
    }
}

/// Whether both name the same folder, existing or not.
fn same(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| read_spec::near(path));
    real(a) == real(b)
}
