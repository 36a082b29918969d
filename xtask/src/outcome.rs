//! The output of a command, and its exit status.

use crate::Style;
use generator::escape;
use std::fmt::Display;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

/// The exit status of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// 0: done, or no findings.
    #[default]
    Done = 0,
    /// 1: findings.
    Found = 1,
    /// 2: bad input or usage; nothing was written.
    Bad = 2,
}

/// The output of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The summary of what was done, for the standard output; `--quiet` omits it.
    pub summary: String,
    /// The result, for the standard output.
    pub out: String,
    /// Diagnostics, for the standard error.
    pub err: String,
    /// The exit status.
    pub status: Status,
}

impl Outcome {
    /// Makes an empty output.
    pub(crate) fn new(status: Status) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// Prints a result.
    pub(crate) fn of_out(out: String) -> Self {
        Self {
            out,
            ..Self::default()
        }
    }

    /// Prints a summary.
    pub(crate) fn of_summary(summary: String) -> Self {
        Self {
            summary,
            ..Self::default()
        }
    }

    /// Reports bad input.
    pub(crate) fn bad(err: String) -> Self {
        Self {
            err,
            ..Self::new(Status::Bad)
        }
    }

    /// Removes the summary, and diagnostics that are not the reason for the exit status 2.
    #[must_use]
    pub(crate) fn quiet(mut self) -> Self {
        self.summary.clear();
        if self.status != Status::Bad {
            self.err.clear();
        }
        self
    }

    /// Prints it. A closed reader, such as `head`, is not an error.
    pub fn print(self, style: Style) -> ExitCode {
        let printed = [
            style.print_err(&self.err),
            style.print_out(&(self.summary + &self.out)),
        ];
        for done in printed {
            match done {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                    let _ = style.print_err(&format!("error: cannot write the output: {error}\n"));
                    return ExitCode::from(Status::Bad as u8);
                }
                _ => {}
            }
        }
        ExitCode::from(self.status as u8)
    }
}

/// The reason why a command fails: a sentence about the problem and one about the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CliError {
    /// The problem.
    pub message: String,
    /// The fix.
    pub help: String,
    /// The missing feature of this program, if that is the reason.
    pub(crate) feature: Option<&'static str>,
}

impl CliError {
    /// Makes an error.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
            feature: None,
        }
    }

    /// Reports that this program was built without `feature`.
    #[allow(dead_code, reason = "a program with all features needs none")]
    pub(crate) fn needs(feature: &'static str) -> Self {
        Self {
            feature: Some(feature),
            ..Self::new("", "")
        }
    }

    /// Reports an error of the file system: `verb` names the attempted action on `path`.
    pub(crate) fn io(verb: &str, path: &Path, error: impl Display) -> Self {
        let message = format!("cannot {verb} `{}`: {error}", path.display());
        Self::new(
            message,
            "check the path and its permissions, then run the command again",
        )
    }
}

impl std::fmt::Display for CliError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}\n  help: {}",
            escape::lines(&self.message),
            escape::lines(&self.help)
        )
    }
}

impl std::error::Error for CliError {}
