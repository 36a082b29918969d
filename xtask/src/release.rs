//! The version and the changelog of a generated crate, compared with its last released version.

use crate::{CliError, invocation};
use generator::File;
use generator::ir::Api;
use generator::release::{self, Behind, Proposal, Semver, Surface};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const MANIFEST: &str = "Cargo.toml";
const CHANGELOG: &str = "CHANGELOG.md";

/// The request for the version and the changelog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReleaseMode {
    /// Only report the required version.
    Propose,
    /// Write the version and the changelog.
    Bump,
    /// Record the version as released.
    Record,
}

/// The plan for the version and the changelog.
pub(crate) struct Release {
    out: PathBuf,
    proposal: Proposal,
    /// The old and the new version of the crate.
    version: (Semver, Semver),
    behind: Vec<Behind>,
    /// User-written files with their new content.
    files: Vec<File>,
    recorded: bool,
}

impl Release {
    /// Plans the release of the crate in `out` with the model `api`; updates the generated `files`, including their
    /// version.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or `mode` is not possible.
    pub(crate) fn plan(
        mode: ReleaseMode,
        out: &Path,
        api: &Api,
        files: &mut Vec<File>,
    ) -> Result<Self, CliError> {
        let state = State::read(out)?;
        let own = files.iter_mut().find(|file| file.path == MANIFEST);
        let texts = [state.manifest.as_deref(), own.as_deref().map(|file| &*file.text)];
        let version = texts.into_iter().flatten().find_map(release::version);
        let version = version.ok_or_else(|| no_version(out))?;
        let proposal = match state.record.as_deref().map(Surface::read) {
            Some(Ok(released)) => Proposal::new(&released, api),
            Some(Err(why)) => return Err(unreadable(out, &why)),
            None => Proposal::none(version),
        };
        let next = match mode {
            ReleaseMode::Bump => version.max(proposal.wanted()),
            ReleaseMode::Propose | ReleaseMode::Record => version,
        };
        let mut plan = Self {
            out: out.to_owned(),
            behind: proposal.behind(version, state.changelog.as_deref()),
            proposal,
            version: (version, next),
            files: Vec::new(),
            recorded: mode == ReleaseMode::Record,
        };
        if mode == ReleaseMode::Bump {
            plan.bump(&state, own.is_none());
        }
        if plan.recorded && !plan.follows() {
            return Err(plan.too_early());
        }
        if let Some(own) = own {
            own.text = release::with_version(&own.text, next);
        }
        let record = state.record.filter(|_| !plan.recorded);
        files.push(File {
            path: Surface::FILE.to_owned(),
            text: record.unwrap_or_else(|| Surface::write(version, api)),
        });
        Ok(plan)
    }

    /// Adds the proposal to the changelog, and to the manifest if it is `by_hand`.
    fn bump(&mut self, state: &State, by_hand: bool) {
        let (version, next) = self.version;
        let mut put = |path: &str, text: String| {
            let path = path.to_owned();
            self.files.push(File { path, text });
        };
        if let Some(manifest) = state.manifest.as_ref().filter(|_| by_hand && next != version) {
            put(MANIFEST, release::with_version(manifest, next));
        }
        if self.proposal.step.is_some() {
            put(CHANGELOG, self.proposal.noted(state.changelog.as_deref(), next));
        }
    }

    fn too_early(&self) -> CliError {
        let reasons = self.reasons().join("; ");
        let message = format!("{} cannot be recorded as released: {reasons}", self.version.0);
        CliError::new(
            message,
            format!("run `{} regen --bump` first", invocation::name()),
        )
    }

    /// Returns true if version and changelog are up to date.
    pub(crate) fn follows(&self) -> bool {
        self.behind.is_empty()
    }

    /// Returns the user-written files with their new content.
    pub(crate) fn files(&self) -> &[File] {
        &self.files
    }

    /// Returns the reason why version or changelog are out of date, the proposal, and the `command` that writes it; an
    /// empty string if they are not.
    pub(crate) fn findings(&self, command: &str) -> String {
        if self.follows() {
            return String::new();
        }
        let reasons: String = self
            .reasons()
            .iter()
            .map(|reason| format!("behind: {reason}\n"))
            .collect();
        let wanted = self.version.0.max(self.proposal.wanted());
        let entry = self.proposal.entry(wanted);
        format!("{reasons}\n{entry}\n`{command} --bump` writes that into version and changelog\n")
    }

    /// Summarizes the changes or the proposal.
    pub(crate) fn summary(&self, command: &str) -> String {
        let (had, has) = self.version;
        match (self.files.is_empty(), self.proposal.step) {
            _ if self.recorded => format!("{had} is recorded as released\n"),
            (false, _) => format!(
                "version {had} -> {has}, noted in {}; `cargo check` takes it into Cargo.lock\n",
                self.shown(CHANGELOG)
            ),
            (true, _) if !self.follows() => self.findings(command),
            (true, Some(step)) => format!(
                "{had} follows {} ({} changes); once it is published, run `{command} --released`\n",
                self.proposal.released,
                step.name(),
            ),
            (true, None) => String::new(),
        }
    }

    /// Returns the versions and the proposed step as a JSON object.
    pub(crate) fn json(&self) -> serde_json::Value {
        let (had, has) = self.version;
        serde_json::json!({
            "version": had.to_string(),
            "new_version": has.to_string(),
            "wanted": had.max(self.proposal.wanted()).to_string(),
            "step": self.proposal.step.map(|step| step.name()),
            "behind": self.reasons(),
            "recorded": self.recorded,
        })
    }

    fn reasons(&self) -> Vec<String> {
        let reason = |behind: &Behind| match behind {
            Behind::Manifest(has, wanted) => format!(
                "{} has {has}; {} changes since {} need {wanted}",
                self.shown(MANIFEST),
                self.proposal.step.map_or("no", |step| step.name()),
                self.proposal.released,
            ),
            Behind::Changelog(top, wanted) if top.is_empty() => {
                format!("{} has no entry for {wanted}", self.shown(CHANGELOG))
            }
            Behind::Changelog(top, wanted) => {
                format!("{} begins with {top}, not with {wanted}", self.shown(CHANGELOG))
            }
        };
        self.behind.iter().map(reason).collect()
    }

    fn shown(&self, name: &str) -> String {
        self.out.join(name).display().to_string()
    }
}

/// The files in the folder of the crate.
struct State {
    manifest: Option<String>,
    changelog: Option<String>,
    record: Option<String>,
}

impl State {
    fn read(out: &Path) -> Result<Self, CliError> {
        Ok(Self {
            manifest: read(&out.join(MANIFEST))?,
            changelog: read(&out.join(CHANGELOG))?,
            record: read(&out.join(Surface::FILE))?,
        })
    }
}

/// Reads an optional file.
fn read(path: &Path) -> Result<Option<String>, CliError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(CliError::io("read", path, error)),
    }
}

fn no_version(out: &Path) -> CliError {
    let message = format!("`{}` has no version", out.join(MANIFEST).display());
    CliError::new(message, "write `version = \"0.1.0\"` below `[package]`")
}

fn unreadable(out: &Path, why: &str) -> CliError {
    let message = format!("`{}` cannot be read: {why}", out.join(Surface::FILE).display());
    let help = "restore it from version control; without it, what is here now counts as released";
    CliError::new(message, help)
}
