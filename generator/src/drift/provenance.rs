//! The documents, the selection, the program and the day of a report.

use serde_json::Value;

use super::scope::Counts;
use crate::ir::Date;
use crate::load::Sources;

/// Identifies an input, as its reader knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Path, URL or git revision; empty: the name of the first file.
    pub name: String,
    /// SHA-256 in hexadecimal digits; empty if unknown.
    pub sha256: String,
    /// The date of the document, `YYYY-MM-DD`: of its commit, its last modification or its download.
    pub date: Option<String>,
}

/// A document that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Path, URL or git revision.
    pub name: String,
    /// Its revision: `x-xgen-sha`, otherwise `info.version`; for a folder, that of the document that it was extracted
    /// from.
    pub revision: Option<String>,
    /// SHA-256 in hexadecimal digits; empty if unknown.
    pub sha256: String,
    /// The date of the revision, `YYYY-MM-DD`.
    pub date: Option<String>,
}

impl Compared {
    pub(super) fn new(origin: Origin, sources: &Sources) -> Self {
        let first = sources.documents.first();
        let pinned = sources.settings.upstream.as_ref().filter(|_| !sources.whole);
        let stated = || first.and_then(|document| revision(&document.tree));
        let name = match origin.name.is_empty() {
            true => first.map_or_else(String::new, |one| sources.shown(&one.path).to_owned()),
            false => origin.name,
        };
        Self {
            name,
            revision: pinned.map(|pin| pin.revision.clone()).or_else(stated),
            sha256: origin.sha256,
            date: pinned.map(|pin| pin.date.clone()).or(origin.date),
        }
    }
}

impl std::fmt::Display for Compared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut facts: Vec<String> = Vec::new();
        facts.extend(
            self.revision
                .as_ref()
                .map(|revision| format!("revision {revision}")),
        );
        facts.extend(self.date.clone());
        facts.extend((!self.sha256.is_empty()).then(|| format!("SHA-256 {}", self.sha256)));
        match facts.is_empty() {
            true => f.write_str(&self.name),
            false => write!(f, "{} ({})", self.name, facts.join(", ")),
        }
    }
}

/// The maximum length of a revision in a report, in characters: a document may state any string.
const MAX_REVISION: usize = 80;

fn revision(tree: &Value) -> Option<String> {
    let info = tree.get("info")?;
    let revision = info.get("x-xgen-sha").or_else(|| info.get("version"))?;
    Some(revision.as_str()?.chars().take(MAX_REVISION).collect())
}

/// The compared operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The selectors of `--only`; empty if none were given.
    pub only: Vec<String>,
    /// The number of compared operations, and of all operations in each document.
    pub counts: Counts,
}

impl std::fmt::Display for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counts {
            compared,
            baseline,
            upstream,
        } = self.counts;
        write!(
            f,
            "{compared} of {baseline} operations of the baseline; upstream has {upstream}"
        )?;
        match self.only.is_empty() {
            true => Ok(()),
            false => write!(f, "; selected by --only {}", self.only.join(", ")),
        }
    }
}

/// The documents, the operations and the day of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The baseline.
    pub baseline: Compared,
    /// Upstream.
    pub upstream: Compared,
    /// The operations.
    pub selection: Selection,
    /// The day on which sunsets were evaluated.
    pub today: Date,
}

impl Provenance {
    /// Name of the program.
    pub const TOOL: &str = "openapi-crate";
    /// Version of the program.
    pub const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// Returns labels and values for people.
    pub fn rows(&self) -> [(&'static str, String); 4] {
        let tool = format!("{} {} on {}", Self::TOOL, Self::VERSION, self.today);
        [
            ("baseline", self.baseline.to_string()),
            ("upstream", self.upstream.to_string()),
            ("compared", self.selection.to_string()),
            ("report", tool),
        ]
    }
}
