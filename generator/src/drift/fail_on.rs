//! How much a change weighs where a command has to fail or not.

use crate::compare::{Change, SourceImpact, WireImpact};

/// From what one can live with to what one cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Anything at all, an operation on offer too.
    Any,
    /// Clients go on working, maybe only until a date, and the Rust stays the same.
    Notice,
    /// The Rust gains something.
    Additive,
    /// Some of what clients do fails, or code that uses the crate may no longer compile.
    Breaking,
    /// What published clients send is already gone.
    Broken,
}

impl Level {
    /// How much `change` weighs.
    pub fn of(change: &Change) -> Self {
        match (change.wire, change.source) {
            (WireImpact::Broken, _) => Level::Broken,
            (WireImpact::Breaking, _) | (_, SourceImpact::Breaking) => Level::Breaking,
            (_, SourceImpact::Additive) => Level::Additive,
            (WireImpact::Sunset | WireImpact::Ok, SourceImpact::None) => Level::Notice,
            (WireImpact::None, SourceImpact::None) => Level::Any,
        }
    }
}

/// How loudly tools that show annotations should say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Error,
    Warning,
    Note,
}

/// A sunset is nothing broken yet, but has to be planned for.
pub(super) fn weight(change: &Change) -> Weight {
    match (Level::of(change), change.wire) {
        (Level::Broken | Level::Breaking, _) => Weight::Error,
        (_, WireImpact::Sunset) => Weight::Warning,
        _ => Weight::Note,
    }
}
