//! Arguments about diagnostics: the level of each code, and their format.

use crate::{CliError, Verbosity};
use generator::diagnostic::{Diagnostic, Level, Levels};
use generator::load::Sources;
use generator::{escape, render};

/// Arguments of every command that reports on a specification: the levels of diagnostics.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct LevelArgs {
    /// Hide a kind of diagnostic, or `all`; may be given several times
    #[arg(long, value_name = "CODE|all")]
    pub allow: Vec<String>,
    /// Report a kind of diagnostic, or `all`, and write the output
    #[arg(long, value_name = "CODE|all")]
    pub warn: Vec<String>,
    /// Make a kind of diagnostic, or `all`, an error
    #[arg(long, value_name = "CODE|all")]
    pub deny: Vec<String>,
}

/// The levels of diagnostics, and their format.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct DiagnosticArgs {
    /// Levels.
    #[command(flatten)]
    pub levels: LevelArgs,
    /// How the result and the diagnostics are written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for people
    #[default]
    Text,
    /// The result as a JSON object on the standard output, diagnostics as one JSON object a line on the standard error
    Json,
}

impl Format {
    /// Writes the reason why a command does not run, for the standard error.
    pub(crate) fn error(self, error: &CliError) -> String {
        match self {
            Self::Text => format!("error: {error}\n"),
            Self::Json => {
                let line = serde_json::json!({"type": "error", "message": error.message, "help": error.help});
                format!("{}\n", escape::json(&line.to_string()))
            }
        }
    }

    /// Writes diagnostics and notes for the standard error.
    pub(crate) fn render(
        self,
        diagnostics: &[Diagnostic],
        notes: &[String],
        sources: &Sources,
        verbosity: Verbosity,
    ) -> String {
        match self {
            Self::Text => {
                let mut text = match verbosity {
                    Verbosity::Verbose => render::text_all(diagnostics, sources),
                    _ => render::text(diagnostics, sources),
                };
                let notes = notes
                    .iter()
                    .map(|note| format!("note: {}\n", escape::visible(note)));
                text.extend(notes);
                text
            }
            Self::Json => render::json(diagnostics, notes, sources),
        }
    }
}

impl LevelArgs {
    /// Returns the levels that the arguments set.
    ///
    /// # Errors
    ///
    /// Returns an error for an unknown code, and for one with two levels.
    pub(crate) fn levels(&self) -> Result<Levels, CliError> {
        let mut levels = Levels::default();
        for (_, names, level) in self.lists() {
            for name in names {
                let set = levels.set(name, level);
                set.map_err(|error| CliError::new(error.message, error.help))?;
            }
        }
        Ok(levels)
    }

    /// Returns the arguments that repeat these, for a command that is printed.
    pub(crate) fn command(&self) -> String {
        let flags = self
            .lists()
            .into_iter()
            .flat_map(|(flag, names, _)| names.iter().map(move |name| format!(" --{flag} {name}")));
        flags.collect()
    }

    fn lists(&self) -> [(&'static str, &Vec<String>, Level); 3] {
        [
            ("allow", &self.allow, Level::Allow),
            ("warn", &self.warn, Level::Warn),
            ("deny", &self.deny, Level::Deny),
        ]
    }
}
