//! Compares a generated crate with its last release, and derives the changelog entries
//! and the version that semver requires.
//!
//! The model of the last release is stored next to the crate ([`Surface`]), so that any crate can be compared at any
//! time, without its history. Models are compared as for drift, but the changes are reported with Rust names.

mod changelog;
mod changelog_entries;
mod manifest;
mod released_api;
mod rust_paths;
mod semver;

pub use manifest::{version, with_version};
pub use released_api::Surface;
pub use semver::{Semver, Step};

use crate::compare::{self, Change, ChangeKind};
use crate::ir::{Api, Date};

/// The heading of a changelog for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// Code that uses the crate may no longer compile.
    Breaking,
    /// Items were added.
    Added,
    /// Any other change.
    Changed,
}

impl Heading {
    const ALL: [Heading; 3] = [Heading::Breaking, Heading::Added, Heading::Changed];

    /// Returns the heading.
    pub fn title(self) -> &'static str {
        match self {
            Heading::Breaking => "Breaking",
            Heading::Added => "Added",
            Heading::Changed => "Changed",
        }
    }

    fn of(change: &Change) -> Self {
        match change.source {
            // A deprecation adds documentation only.
            _ if change.rule == ChangeKind::Deprecated => Heading::Changed,
            compare::SourceImpact::Breaking => Heading::Breaking,
            compare::SourceImpact::Additive => Heading::Added,
            compare::SourceImpact::None => Heading::Changed,
        }
    }
}

/// The proposal for the next version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The last released version.
    pub released: Semver,
    /// The step to the next version; `None` if nothing changed.
    pub step: Option<Step>,
    /// The changes for users, one sentence each.
    pub entries: Vec<(Heading, Vec<String>)>,
}

/// The reason why the version of a crate is out of date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// The manifest has the first version, and needs at least the second one.
    Manifest(Semver, Semver),
    /// The first entry of the changelog is for the first version (as written; empty if there is none), the manifest has
    /// the second.
    Changelog(String, Semver),
}

impl Proposal {
    /// Returns no changes, for a crate of which only `version` is known.
    pub fn none(version: Semver) -> Self {
        Self {
            released: version,
            step: None,
            entries: Vec::new(),
        }
    }

    /// Returns the changes from `released` to `api`.
    pub fn new(released: &Surface, api: &Api) -> Self {
        // On the earliest day, no sunset has passed: the entries must not depend on the day.
        let options = compare::Options {
            today: Date {
                year: 0,
                month: 1,
                day: 1,
            },
            modules: true,
        };
        let changes = compare::compare(&released.api, api, &options);
        let entries_under = |heading| {
            let own: Vec<&Change> = changes.iter().filter(|one| Heading::of(one) == heading).collect();
            (heading, changelog_entries::sentences(&own, &released.api, api))
        };
        let mut entries = Heading::ALL.map(entries_under).to_vec();
        entries.retain(|(_, sentences)| !sentences.is_empty());
        Self {
            released: released.version,
            step: changes.iter().map(Step::of).max(),
            entries,
        }
    }

    /// Returns the minimum version for these changes.
    pub fn wanted(&self) -> Semver {
        self.step.map_or(self.released, |step| self.released.after(step))
    }

    /// Returns the reason why this version and this changelog are out of date; `None` if they are not.
    pub fn behind(&self, version: Semver, changelog: Option<&str>) -> Vec<Behind> {
        let mut behind = Vec::new();
        if version < self.wanted() {
            behind.push(Behind::Manifest(version, self.wanted()));
        }
        let version = version.max(self.wanted());
        let top = changelog.map(|text| changelog::top(text).unwrap_or_default());
        // A crate without changes needs no changelog.
        let needed = top.is_some() || version > self.released;
        let top = top.unwrap_or_default();
        if needed && Semver::named(&top) != Some(version) {
            behind.push(Behind::Changelog(top, version));
        }
        behind
    }

    /// Returns the changelog with an entry for `version`: a new one, or the existing unreleased one with
    /// the missing sentences.
    pub fn noted(&self, changelog: Option<&str>, version: Semver) -> String {
        changelog::noted(changelog.unwrap_or("# Changelog\n"), self, version)
    }

    /// Returns the entry for `version` in Markdown.
    pub fn entry(&self, version: Semver) -> String {
        let mut text = format!("## {version}\n");
        for (heading, sentences) in &self.entries {
            text.push_str(&format!(
                "\n### {}\n\n{}",
                heading.title(),
                changelog::list(sentences)
            ));
        }
        text
    }
}
