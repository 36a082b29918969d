//! The impact of a change in reports.

use serde::Serialize;

use super::Level;
use crate::compare::{Change, WireImpact};

/// The impact of a change, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Impact {
    /// Requests of the published crate already fail.
    Broken,
    /// Some calls fail, or code that uses the crate no longer compiles.
    Breaking,
    /// Clients keep working until a date.
    Sunset,
    /// The next version of the crate has additional items.
    Additive,
    /// Clients keep working, and the Rust code stays the same.
    Notice,
}

impl Impact {
    /// All impacts, worst first.
    pub(super) const ALL: [Self; 5] = [
        Self::Broken,
        Self::Breaking,
        Self::Sunset,
        Self::Additive,
        Self::Notice,
    ];

    /// Returns the weight of `change`.
    pub(super) fn of(change: &Change) -> Self {
        match (Level::of(change), change.wire) {
            (Level::Broken, _) => Self::Broken,
            (Level::Breaking, _) => Self::Breaking,
            (_, WireImpact::Sunset) => Self::Sunset,
            (Level::Additive, _) => Self::Additive,
            (Level::Notice | Level::Any, _) => Self::Notice,
        }
    }

    /// Returns the word that reports use.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Breaking => "breaking",
            Self::Sunset => "sunset",
            Self::Additive => "additive",
            Self::Notice => "notice",
        }
    }

    /// Returns the heading of a section.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Broken => "Broken",
            Self::Breaking => "Breaking",
            Self::Sunset => "Sunset",
            Self::Additive => "Additive",
            Self::Notice => "Notice",
        }
    }

    /// Explains the impact in one sentence.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Broken => "Requests of the published crate already fail: publish as soon as possible.",
            Self::Breaking => "Some calls fail, or code that uses the crate has to change.",
            Self::Sunset => "Clients keep working until a date: plan the move.",
            Self::Additive => "The next version of the crate gains something.",
            Self::Notice => "Clients keep working, and the Rust stays the same.",
        }
    }
}
