//! The differences between a generated crate and its last release: the changelog entries
//! and the version that semver requires.
//!
//! The last released model is stored next to the crate ([`Surface`]), so that the comparison is possible at any time, for any
//! crate, without its history. Models are compared as for drift; here the changes are reported by Rust names.

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

/// The heading of a changelog that a change is listed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// Code that uses the crate may no longer compile.
    Breaking,
    /// There is more than before.
    Added,
    /// The rest.
    Changed,
}

impl Heading {
    const ALL: [Heading; 3] = [Heading::Breaking, Heading::Added, Heading::Changed];

    /// The words of the heading.
    pub fn title(self) -> &'static str {
        match self {
            Heading::Breaking => "Breaking",
            Heading::Added => "Added",
            Heading::Changed => "Changed",
        }
    }

    fn of(change: &Change) -> Self {
        match change.source {
            // More to know, nothing more to use.
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
    /// How far the next one has to step; none where nothing changed.
    pub step: Option<Step>,
    /// The changes for users, a sentence each.
    pub entries: Vec<(Heading, Vec<String>)>,
}

/// Why a crate's version does not follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// The manifest has this version, and needs at least the other one.
    Manifest(Semver, Semver),
    /// The changelog's first entry is about this (as it is written there; empty for none), the manifest has the other.
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
        // No sunset has passed on the first of all days: the entries must not depend on the day.
        let options = compare::Options {
            today: Date {
                year: 0,
                month: 1,
                day: 1,
            },
            modules: true,
        };
        let changes = compare::compare(&released.api, api, &options);
        let told = |heading| {
            let own: Vec<&Change> = changes.iter().filter(|one| Heading::of(one) == heading).collect();
            (heading, changelog_entries::sentences(&own, &released.api, api))
        };
        let mut entries = Heading::ALL.map(told).to_vec();
        entries.retain(|(_, sentences)| !sentences.is_empty());
        Self {
            released: released.version,
            step: changes.iter().map(Step::of).max(),
            entries,
        }
    }

    /// The least version that may bring all this.
    pub fn wanted(&self) -> Semver {
        self.step.map_or(self.released, |step| self.released.after(step))
    }

    /// Why a crate with this version and this changelog does not follow; nothing where it does.
    pub fn behind(&self, version: Semver, changelog: Option<&str>) -> Vec<Behind> {
        let mut behind = Vec::new();
        if version < self.wanted() {
            behind.push(Behind::Manifest(version, self.wanted()));
        }
        let version = version.max(self.wanted());
        let top = changelog.map(|text| changelog::top(text).unwrap_or_default());
        // A crate that was never changed needs no changelog.
        let needed = top.is_some() || version > self.released;
        let top = top.unwrap_or_default();
        if needed && Semver::named(&top) != Some(version) {
            behind.push(Behind::Changelog(top, version));
        }
        behind
    }

    /// The changelog with an entry for `version`: a new one, or the one that is there for what was not released yet, with
    /// the sentences that it lacks.
    pub fn noted(&self, changelog: Option<&str>, version: Semver) -> String {
        changelog::noted(changelog.unwrap_or("# Changelog\n"), self, version)
    }

    /// The entry for `version`, in Markdown.
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
