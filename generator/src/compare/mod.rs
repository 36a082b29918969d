//! Compares two models: what changed, whether clients go on working, and whether the regenerated Rust differs.
//!
//! Facts of the wire are compared, never texts: method and path, media types, names of schemas and properties. Rust
//! names only decide whether users of the crate notice. What the operations reach is walked on both sides at once, so
//! that a change in a shared schema is one change, however it is referenced and in whichever file it stands.

mod change;
mod change_kind;
mod comparer;
mod enums;
mod fields;
mod findings;
mod models;
mod node_diff;
mod operations;
mod parameters;
mod rename;
mod responses;
mod rust_names;
mod shapes;
mod similarity;
mod types;
mod unions;
mod variants;
mod versions;

pub use crate::document::Route;
pub use change::{Change, Occurrence, SourceImpact, WireImpact, worst};
pub use change_kind::{ChangeKind, Page};

use crate::ir::{Api, Date};
use crate::pattern::Budget;

/// What the comparison depends on besides the two models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The day on which the question is asked: decides which sunsets have passed.
    pub today: Date,
    /// Whether modules count: both models are divided into modules in the same way, by tags or by files.
    pub modules: bool,
}

/// What changed from `old` to `new`, worst first; empty for a model and itself.
///
/// Both models should have been lowered with the same names for patterns and operations: a difference in Rust names
/// counts as a difference for users.
pub fn compare(old: &Api, new: &Api, options: &Options) -> Vec<Change> {
    comparer::compare(&models::Models {
        old,
        new,
        options,
        patterns: &Budget::default(),
    })
}
