//! The severity of a change, on which the exit code depends.

use crate::compare::{Change, SourceImpact, WireImpact};

/// Levels from harmless to severe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Any change, including an available operation.
    Any,
    /// Clients keep working, maybe only until a date, and the Rust code stays the same.
    Notice,
    /// Rust items are added.
    Additive,
    /// Some requests of clients fail, or code that uses the crate may no longer compile.
    Breaking,
    /// Requests of published clients already fail.
    Broken,
}

impl Level {
    /// Returns the level of `change`.
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

/// The severity of annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Error,
    Warning,
    Note,
}

/// Returns a sunset does not break anything yet, but has to be planned for.
pub(super) fn weight(change: &Change) -> Weight {
    match (Level::of(change), change.wire) {
        (Level::Broken | Level::Breaking, _) => Weight::Error,
        (_, WireImpact::Sunset) => Weight::Warning,
        _ => Weight::Note,
    }
}
