//! Compares two models: lists the changes, with their impact on clients and on the regenerated Rust code.
//!
//! Facts of the wire are compared: method and path, media types, names of schemas and properties. Rust names only
//! decide the impact on users of the crate. The types that operations reach are visited in both models in parallel, so
//! that a change of a shared schema is one change, for any number of references to it and for any split into files.

mod additional;
mod allowed_strings;
mod bounds;
mod change;
mod change_kind;
mod comparer;
mod constraint;
mod discriminators;
mod encodings;
mod enums;
mod fields;
mod findings;
mod headers;
mod members;
mod models;
mod node_diff;
mod only_in;
mod operations;
mod other_bodies;
mod parameters;
mod patterns;
mod presence;
mod rename;
mod responses;
mod rust_names;
mod security;
mod shapes;
mod similarity;
#[cfg(test)]
mod tests;
mod texts;
mod types;
mod unions;
mod variants;
mod versions;

pub use crate::document::Route;
pub use change::{Change, Occurrence, SourceImpact, WireImpact, worst};
pub use change_kind::{ChangeKind, Explanation};

use crate::emit::features::Features;
use crate::ir::{Api, Date};
use crate::pattern::Budget;

/// The options of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The day of the comparison, which decides which sunsets have passed.
    pub today: Date,
    /// Whether modules are compared: both models are divided into modules in the same way, by tags or by files.
    pub modules: bool,
}

/// Returns the changes from `old` to `new`, worst first; an empty list for equal models.
///
/// Both models should have been lowered with the same names for patterns and operations: a difference in Rust names
/// counts as a difference for users.
pub fn compare(old: &Api, new: &Api, options: &Options) -> Vec<Change> {
    let is_known = old.group_features.is_some() && new.group_features.is_some();
    let features = is_known.then(|| [old, new].map(|api| Features::new(api, true)));
    comparer::compare(&models::Models {
        old,
        new,
        options,
        features: features.as_ref(),
        renamed_discriminators: &discriminators::renamed(old, new),
        patterns: &Budget::default(),
    })
}
