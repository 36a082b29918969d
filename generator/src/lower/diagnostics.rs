//! Collects the diagnostics of lowering.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Location};

/// Diagnostics ordered by location; one of each code at each location.
#[derive(Default)]
pub(in crate::lower) struct DiagnosticSink(BTreeMap<(Location, &'static str), Diagnostic>);

impl DiagnosticSink {
    /// Adds a diagnostic, unless one with its code and location is known.
    pub(in crate::lower) fn report(&mut self, problem: Diagnostic) {
        self.0
            .entry((problem.at.clone(), problem.code))
            .or_insert(problem);
    }

    /// Returns all diagnostics, ordered by location.
    pub(in crate::lower) fn finish(self) -> Vec<Diagnostic> {
        self.0.into_values().collect()
    }
}
