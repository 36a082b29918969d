//! `cargo xtask regen`: the specification to a crate.

use crate::release::{self, Release};
use crate::{Refusal, Reply, Status, diagnostics, door, input};
use generator::{Generated, Options};
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
    /// A folder like `spec/`, or one OpenAPI document (YAML or JSON) [default: the project's `spec`]
    #[arg(long, value_name = "PATH")]
    pub spec: Option<PathBuf>,
    /// The folder of the crate [default: the project's `generated`; elsewhere, a crate that builds by itself]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
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

/// Runs the command for the project in the folder `project`.
///
/// # Errors
///
/// A specification that cannot be read, an output folder that must not be written.
pub fn run(args: &Args, project: &Path) -> Result<Reply, Refusal> {
    let spec = args
        .spec
        .clone()
        .unwrap_or_else(|| input::near(&project.join("spec")));
    let own = input::near(&project.join("generated"));
    let out = args.out.clone().unwrap_or_else(|| own.clone());
    let is_own = same(&out, &own);
    let options = Options {
        crate_name: args.name.clone(),
        complete: !is_own,
        only: args.only.clone(),
        levels: args.diagnostics.levels()?,
    };
    match generator::generate(input::read(&spec)?, &options) {
        Ok(generated) => deliver(args, generated, &out, is_own),
        Err(failed) => Ok(Reply {
            out: String::new(),
            err: args.diagnostics.render(&failed.diagnostics, &[], &failed.sources),
            status: Status::Bad,
        }),
    }
}

fn deliver(args: &Args, generated: Generated, out: &Path, is_own: bool) -> Result<Reply, Refusal> {
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
    let release = Release::plan(args.step(), out, &generated.api, &mut files)?;
    let changes = door::compare(out, &files, is_own)?;
    let command = args.command();
    if args.check {
        let status = match changes.is_empty() && release.follows() {
            true => Status::Done,
            false => Status::Found,
        };
        return Ok(Reply {
            out: changes.findings(&command) + &release.findings(&command),
            err,
            status,
        });
    }
    changes.write()?;
    release.write()?;
    Ok(Reply {
        out: changes.summary() + &release.summary(&command),
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
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| input::near(path));
    real(a) == real(b)
}
