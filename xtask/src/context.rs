//! The context of a command: its folder, its limits and its verbosity.

use crate::{CliError, invocation, read_spec};
use std::cell::Cell;
use std::path::{Path, PathBuf};

/// The file that identifies the root of a project.
const MARK: &str = "spec/sources.toml";

/// The verbosity of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// Errors and results.
    Quiet,
    /// Warnings, the first ones of each code, and a summary, too.
    #[default]
    Normal,
    /// All warnings.
    Verbose,
}

/// The context of a command.
#[derive(Debug)]
pub struct Context {
    current_dir: PathBuf,
    verbosity: Verbosity,
    /// In bytes.
    pub(crate) max_input: u64,
    /// The file of conventions for the specification.
    pub(crate) conventions: Option<PathBuf>,
    /// Whether the standard input has been read.
    pub(crate) stdin_is_read: Cell<bool>,
}

impl Context {
    /// Returns the context of a command that runs in `current_dir` and reads at most `max_input` bytes of each
    /// document.
    pub fn new(current_dir: PathBuf, max_input: u64) -> Self {
        Self {
            current_dir,
            verbosity: Verbosity::default(),
            max_input,
            conventions: None,
            stdin_is_read: Cell::new(false),
        }
    }

    /// Sets how much the command prints.
    #[must_use]
    pub fn with_verbosity(self, verbosity: Verbosity) -> Self {
        Self { verbosity, ..self }
    }

    /// Sets the file of conventions that goes with the specification.
    #[must_use]
    pub fn with_conventions(self, conventions: Option<PathBuf>) -> Self {
        Self { conventions, ..self }
    }

    pub(crate) fn verbosity(&self) -> Verbosity {
        self.verbosity
    }

    /// Returns the folder that the command runs in.
    pub(crate) fn current_dir(&self) -> &Path {
        &self.current_dir
    }

    /// Finds the root of the project: the nearest folder, from the current one upwards, that contains
    /// `spec/sources.toml`.
    ///
    /// # Errors
    ///
    /// There is no such folder.
    pub(crate) fn project(&self) -> Result<PathBuf, CliError> {
        self.find_project().map(Path::to_owned).ok_or_else(|| {
            let message = format!(
                "no project: neither `{}` nor a folder above it contains `{MARK}`",
                self.current_dir.display()
            );
            let help = format!(
                "run the command in a project, make one with `{} init FILE`, or name the files: see `--help`",
                invocation::name()
            );
            CliError::new(message, help)
        })
    }

    fn find_project(&self) -> Option<&Path> {
        self.current_dir
            .ancestors()
            .find(|folder| folder.join(MARK).is_file())
    }

    /// Returns the specification to read: the `given` one, otherwise the project's.
    ///
    /// # Errors
    ///
    /// There is no project.
    pub(crate) fn spec(&self, given: Option<&Path>) -> Result<PathBuf, CliError> {
        match given {
            Some(path) => Ok(path.to_owned()),
            None => Ok(read_spec::near(&self.project()?.join("spec"))),
        }
    }

    /// Returns the folder called `name` of the project, if there is a project.
    pub(crate) fn own(&self, name: &str) -> Option<PathBuf> {
        let project = self.find_project()?;
        Some(read_spec::near(&project.join(name)))
    }
}
