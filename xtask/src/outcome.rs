//! What a command says and how it ends.

use generator::escape;
use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// 0: done, or nothing found.
    #[default]
    Done = 0,
    /// 1: something found.
    Found = 1,
    /// 2: bad input or usage; nothing was written.
    Bad = 2,
}

/// What a command says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// For the standard output.
    pub out: String,
    /// For the standard error.
    pub err: String,
    /// How it ends.
    pub status: Status,
}

impl Reply {
    /// Says it. A reader that has gone away, as `head` does, is no failure.
    pub fn print(self) -> ExitCode {
        for (stream, text) in [
            (&mut std::io::stderr() as &mut dyn Write, &self.err),
            (&mut std::io::stdout() as &mut dyn Write, &self.out),
        ] {
            match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                    return ExitCode::from(Status::Bad as u8);
                }
                _ => {}
            }
        }
        ExitCode::from(self.status as u8)
    }
}

/// Why a command does not even start: a sentence about what is wrong and one about what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }

    /// The file system said no: `verb` names what was tried with `path`.
    pub(crate) fn io(verb: &str, path: &Path, error: impl Display) -> Self {
        let message = format!("cannot {verb} `{}`: {error}", path.display());
        Self::new(
            message,
            "look at the path and its permissions, then run the command again",
        )
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let (message, help) = (escape::lines(&refusal.message), escape::lines(&refusal.help));
        let err = format!("error: {message}\n  help: {help}\n");
        Self {
            out: String::new(),
            err,
            status: Status::Bad,
        }
    }
}
