//! Writes entries into `accepted.toml` of a specification folder.

use crate::atomic_write::{Edit, LockedFolder};
use crate::diagnostics::Format;
use crate::{CliError, Context, Outcome};
use generator::drift::{self, Drift};
use generator::escape;
use generator::ir::Date;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const FILE: &str = "accepted.toml";

/// A change to accept.
pub(crate) struct Acceptance<'a> {
    pub(crate) fingerprint: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) until: Option<Date>,
}

/// The folder whose `accepted.toml` gets an entry. It is locked until the entry is written.
pub(crate) struct AcceptFolder {
    path: PathBuf,
    lock: LockedFolder,
}

impl AcceptFolder {
    /// Locks the folder `baseline`, by default the project's specification.
    ///
    /// # Errors
    ///
    /// The folder does not exist, or another run has locked it.
    pub(crate) fn lock(baseline: Option<&str>, context: &Context) -> Result<Self, CliError> {
        let path = context.spec(baseline.map(Path::new))?;
        if !path.is_dir() {
            let message = format!("`{}` is not a folder, so it has no `{FILE}`", path.display());
            let help = "give `--baseline` a folder like the project's `spec`";
            return Err(CliError::new(message, help));
        }
        let lock = LockedFolder::lock(&path)?;
        Ok(Self { path, lock })
    }

    /// Adds an entry for a change of the report.
    ///
    /// # Errors
    ///
    /// No such change, an entry that exists, and a file that cannot be written.
    pub(crate) fn accept(
        &self,
        acceptance: &Acceptance<'_>,
        report: &Drift,
        format: Format,
    ) -> Result<Outcome, CliError> {
        let fingerprint = acceptance.fingerprint;
        let file = self.path.join(FILE);
        let text = fs::read_to_string(&file).or_else(|error| match error.kind() {
            ErrorKind::NotFound => Ok(String::new()),
            _ => Err(CliError::io("read", &file, error)),
        })?;
        if text.contains(fingerprint) {
            let message = format!("`{}` already has an entry for `{fingerprint}`", file.display());
            return Err(CliError::new(
                message,
                "change its `until`, or remove the entry first",
            ));
        }
        let mut changes = report.changes.iter();
        let change = changes.find(|change| change.fingerprint == fingerprint);
        let change = change.ok_or_else(|| {
            let message = format!("no change has the fingerprint `{fingerprint}`");
            CliError::new(
                message,
                "copy a fingerprint from the report of the same documents",
            )
        })?;
        let gap = if text.is_empty() { "" } else { "\n\n" };
        let entry = drift::acceptance(change, acceptance.reason, acceptance.until);
        let text = format!("{}{gap}{entry}", text.trim_end());
        self.lock.apply(&[Edit::Write(FILE, &text)])?;
        let (file, message) = (file.display().to_string(), &change.message);
        Ok(Outcome::of_out(match format {
            Format::Text => {
                let [file, message] = [&file, message].map(|text| escape::visible(text));
                format!("accepted in {file}: {message}\n")
            }
            Format::Json => {
                let result =
                    serde_json::json!({"wrote": file, "fingerprint": fingerprint, "accepted": message});
                format!("{}\n", escape::json(&result.to_string()))
            }
        }))
    }
}
