//! `completions` and `man`: the command line described for shells and for `man`.

use crate::diagnostics::Format;
use crate::{CliError, CommandLine, Outcome, atomic_write};
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use generator::escape;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
    /// How the script is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// The arguments of `man`.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// Write the pages of the program and of each command into this folder [default: print the program's page]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Prints the completions of a shell.
pub(crate) fn completions(args: &CompletionArgs) -> Outcome {
    let mut definition = CommandLine::command();
    let name = definition.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut definition, name, &mut script);
    let script = String::from_utf8_lossy(&script);
    Outcome::of_out(match args.format {
        Format::Text => script.into_owned(),
        Format::Json => json(&json!({"shell": args.shell.to_string(), "script": script})),
    })
}

/// Prints the manual page, or writes all pages.
///
/// # Errors
///
/// Returns an error where a page cannot be written.
pub(crate) fn man(args: &ManArgs) -> Result<Outcome, CliError> {
    // `help` has no page.
    let definition = CommandLine::command().disable_help_subcommand(true);
    let Some(dir) = &args.out else {
        let page = page(definition);
        return Ok(Outcome::of_out(match args.format {
            Format::Text => page,
            Format::Json => json(&json!({ "page": page })),
        }));
    };
    let name = definition.get_name().to_owned();
    let mut written = vec![write(dir, &name, definition.clone())?];
    for command in definition.get_subcommands() {
        let name = format!("{name}-{}", command.get_name());
        // clap requires names of commands that live as long as the program.
        let title: &'static str = Box::leak(name.clone().into_boxed_str());
        written.push(write(dir, &name, command.clone().name(title))?);
    }
    Ok(match args.format {
        Format::Text => Outcome::of_summary(written.iter().map(|path| format!("wrote: {path}\n")).collect()),
        Format::Json => Outcome::of_out(json(&json!({ "written": written }))),
    })
}

fn json(result: &Value) -> String {
    format!("{}\n", escape::json(&format!("{result:#}")))
}

/// Writes a page; returns its path.
fn write(dir: &Path, name: &str, command: clap::Command) -> Result<String, CliError> {
    let path = dir.join(format!("{name}.1"));
    atomic_write::write_file(&path, &page(command))?;
    Ok(path.display().to_string())
}

fn page(command: clap::Command) -> String {
    let mut page = Vec::new();
    Man::new(command)
        .render(&mut page)
        .expect("a vector takes all bytes");
    String::from_utf8_lossy(&page).into_owned()
}
