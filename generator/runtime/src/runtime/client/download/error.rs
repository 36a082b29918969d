//! Errors of downloads.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http::StatusCode;

use crate::runtime::client::TransportError;

/// A file that was not downloaded. Neither `Display` nor `Debug` shows its link.
#[derive(Debug)]
pub struct DownloadError {
    path: PathBuf,
    fault: Box<DownloadFault>,
}

/// The reason why a file was not downloaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum DownloadFault {
    /// The response contains no link, or none for the private endpoint. Links appear when a job has finished, and
    /// disappear when they expire.
    NoLink {
        /// The private endpoint.
        endpoint: Option<String>,
    },
    /// The link, or the target of a redirect, is not an `https` URL; `http` is accepted on this machine.
    InvalidLink,
    /// The file server redirects too often.
    TooManyRedirects,
    /// No complete response was received.
    Transport(TransportError),
    /// The file server rejected the request; usually because the link has expired.
    Status {
        /// The status.
        status: StatusCode,
        /// The time that the server asks clients to wait.
        retry_after: Option<Duration>,
    },
    /// The number of bytes differs from the stated size, or the server sent another part of the file.
    Length {
        /// The stated size.
        expected: u64,
        /// The received bytes.
        received: u64,
    },
    /// The hash of the file differs from the one that the API states. The file was removed.
    Hash {
        /// The hash that the API states.
        expected: String,
        /// The hash of the file.
        received: String,
    },
    /// The overall timeout has expired.
    Timeout,
    /// The file cannot be written.
    File(io::Error),
}

impl DownloadError {
    pub(super) fn new(path: PathBuf, fault: DownloadFault) -> Self {
        let fault = Box::new(fault);
        Self { path, fault }
    }

    /// Returns the path that the file would have; the folder, if the file has no name yet.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns why it was not downloaded.
    pub fn fault(&self) -> &DownloadFault {
        &self.fault
    }
}

impl From<io::Error> for DownloadFault {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` was not downloaded: {}", self.path.display(), self.fault)
    }
}

impl fmt::Display for DownloadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLink { endpoint: None } => f.write_str("the response contains no link to a file"),
            Self::NoLink {
                endpoint: Some(endpoint),
            } => write!(
                f,
                "the response contains no link for the private endpoint `{endpoint}`"
            ),
            Self::InvalidLink => f.write_str("the link is not a valid `https` URL"),
            Self::TooManyRedirects => f.write_str("the file server redirects too often"),
            Self::Transport(error) => error.fmt(f),
            Self::Status { status, .. } => write!(f, "the file server responded with {status}"),
            Self::Length { expected, received } => {
                write!(f, "the file server stated {expected} bytes and sent {received}")
            }
            Self::Hash { expected, received } => {
                write!(f, "its hash is {received}, and not {expected} as the API states")
            }
            Self::Timeout => f.write_str("the overall timeout expired"),
            Self::File(error) => write!(f, "the file cannot be written: {error}"),
        }
    }
}

impl std::error::Error for DownloadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.fault {
            DownloadFault::Transport(error) => Some(error),
            DownloadFault::File(error) => Some(error),
            _ => None,
        }
    }
}
