//! Writes the sample of emitted code that the runtime is tested with.

use super::Args;
use crate::atomic_write::{self, LockedFolder};
use crate::output_dir::{self, Changes};
use crate::{CliError, Context, Outcome, Status, as_module, invocation, read_spec};
use generator::{File, Options, escape, render};
use std::path::{Path, PathBuf};

/// The specification of the sample, in the repository of this program.
const SPEC: &str = "generator/runtime/sample";

/// The folder of the sample.
const OUT: &str = "generator/runtime/src/tests/sample";

/// The module of the sample in the crate of the runtime.
const MODULE: &str = "tests::sample";

/// The modules of an emitted crate that the sample lacks: the crate of the runtime has its own, and its tests need no
/// guide.
const OMITTED: [&str; 4] = ["runtime", "service", "documented", "guide"];

/// Writes the sample, or compares it for `--check`. Only the repository of this program has a sample, and only the
/// command that generates its own crate writes it.
///
/// # Errors
///
/// Returns an error for a specification with errors, and for a folder that cannot be read or must not be written.
pub(super) fn deliver(args: &Args, context: &Context) -> Result<Outcome, CliError> {
    let Some(project) = project_of(args, context) else {
        return Ok(Outcome::default());
    };
    let files = generated(&project, context)?;
    let out = read_spec::near(&project.join(OUT));
    if args.check {
        atomic_write::check_settled(&out)?;
        let changes = output_dir::compare(&out, &files)?;
        return Ok(compared(&changes, &args.command()));
    }
    let folder = LockedFolder::lock(&out)?;
    let changes = output_dir::compare(&out, &files)?;
    changes.write(&folder, &[], args.replace_edited)?;
    Ok(Outcome::of_summary(escape::lines(&changes.summary())))
}

/// Returns the repository of this program if a command with these arguments generates its own crate.
fn project_of(args: &Args, context: &Context) -> Option<PathBuf> {
    let is_own = args.spec.is_none() && args.out.is_none() && args.only.is_empty() && !args.print;
    let project = context.project().ok().filter(|_| is_own)?;
    invocation::is_own_repository(&project).then_some(project)
}

fn compared(changes: &Changes<'_>, command: &str) -> Outcome {
    let findings = escape::lines(&changes.findings(command));
    if changes.is_empty() {
        return Outcome::of_summary(findings);
    }
    Outcome {
        status: Status::Found,
        ..Outcome::of_out(findings)
    }
}

/// Generates the files of the sample.
fn generated(project: &Path, context: &Context) -> Result<Vec<File>, CliError> {
    let own = Context::new(project.to_owned(), context.max_input);
    let options = Options {
        crate_name: "sample".to_owned(),
        ..Options::default()
    };
    let inputs = read_spec::read(&project.join(SPEC), &own)?;
    match generator::generate(inputs, &options) {
        Ok(generated) => as_sample(generated.files),
        Err(failed) => {
            let rendered = render::text(&failed.diagnostics, &failed.sources);
            let message = format!("the sample has errors\n\n{}", rendered.trim_end());
            Err(CliError::new(message, format!("fix these errors in `{SPEC}`")))
        }
    }
}

/// Turns the files of a crate into a module that uses the runtime of the crate around it.
fn as_sample(files: Vec<File>) -> Result<Vec<File>, CliError> {
    let mut files = as_module::convert(files, MODULE)?;
    files.retain(|file| !OMITTED.contains(&module_of(&file.path)));
    if let Some(root) = files.iter_mut().find(|file| file.path == "mod.rs") {
        root.text = without_omitted(&root.text);
    }
    Ok(files)
}

/// Returns the name of the module at the root that a file belongs to.
fn module_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

/// Removes the documentation, and the declarations of the modules that the sample lacks, each of which is a paragraph;
/// an import replaces that of the runtime.
fn without_omitted(root: &str) -> String {
    let declares = |paragraph: &str, name: &str| paragraph.ends_with(&format!("mod {name};"));
    let is_documentation =
        |paragraph: &str| paragraph.starts_with("//") && !paragraph.contains(generator::GENERATED_BY);
    let paragraphs = root.split("\n\n").map(str::trim_start);
    let kept = paragraphs.filter_map(|paragraph| match paragraph {
        _ if declares(paragraph, "runtime") => Some("use crate::runtime;"),
        _ if OMITTED.iter().any(|name| declares(paragraph, name)) || is_documentation(paragraph) => None,
        _ => Some(paragraph),
    });
    kept.collect::<Vec<_>>().join("\n\n")
}
