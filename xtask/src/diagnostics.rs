//! Arguments about diagnostics: the level of each code, and how they are written.

use crate::Refusal;
use generator::diagnostic::{Diagnostic, Level, Levels};
use generator::load::Sources;
use generator::{diagnostic, escape};

/// What every command takes that reports on a specification.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct DiagnosticArgs {
    /// Hide a kind of diagnostic, or `all`; may be given several times
    #[arg(long, value_name = "CODE|all")]
    pub allow: Vec<String>,
    /// Report a kind of diagnostic, or `all`, and write the output
    #[arg(long, value_name = "CODE|all")]
    pub warn: Vec<String>,
    /// Make a kind of diagnostic, or `all`, an error
    #[arg(long, value_name = "CODE|all")]
    pub deny: Vec<String>,
    /// How diagnostics are written to the standard error
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

impl DiagnosticArgs {
    /// The levels that the arguments set.
    ///
    /// # Errors
    ///
    /// Returns an error for an unknown code, and for one with two levels.
    pub(crate) fn levels(&self) -> Result<Levels, Refusal> {
        let mut levels = Levels::default();
        let lists = [
            (&self.allow, Level::Allow),
            (&self.warn, Level::Warn),
            (&self.deny, Level::Deny),
        ];
        for (names, level) in lists {
            for name in names {
                let set = levels.set(name, level);
                set.map_err(|error| Refusal::new(error.message, error.help))?;
            }
        }
        Ok(levels)
    }

    /// Writes diagnostics and notes in the chosen format.
    pub(crate) fn render(&self, diagnostics: &[Diagnostic], notes: &[String], sources: &Sources) -> String {
        match self.format {
            Format::Text => {
                let mut text = diagnostic::render(diagnostics, sources);
                text.extend(
                    notes
                        .iter()
                        .map(|note| format!("note: {}\n", escape::visible(note))),
                );
                text
            }
            Format::Json => diagnostic::json(diagnostics, notes, sources),
        }
    }

    /// The arguments that repeat these, for a command that is printed.
    pub(crate) fn command(&self) -> String {
        let lists = [("allow", &self.allow), ("warn", &self.warn), ("deny", &self.deny)];
        let flags = lists
            .into_iter()
            .flat_map(|(flag, names)| names.iter().map(move |name| format!(" --{flag} {name}")));
        flags.collect()
    }
}
