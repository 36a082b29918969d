//! Versions of crates, and how far they have to step.

use std::fmt;

use crate::compare::{Change, SourceImpact};

/// A version of a crate (Semantic Versioning 2.0.0), without pre-release and build metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Semver {
    /// Steps where code that uses the crate may no longer compile; from 1 on.
    pub major: u64,
    /// Increases with additions; before 1.0.0, with breaking changes.
    pub minor: u64,
    /// Steps for the rest.
    pub patch: u64,
}

/// The kind of change of a version for users of the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The same Rust API: descriptions, checks, or requests change.
    Fix,
    /// Items were added.
    Additive,
    /// Code that uses it may no longer compile.
    Breaking,
}

impl Step {
    pub(super) fn of(change: &Change) -> Self {
        match change.source {
            SourceImpact::None => Step::Fix,
            SourceImpact::Additive => Step::Additive,
            SourceImpact::Breaking => Step::Breaking,
        }
    }

    /// Returns the word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Step::Fix => "small",
            Step::Additive => "additive",
            Step::Breaking => "breaking",
        }
    }
}

impl Semver {
    /// Parses `1.2.3`, also with a suffix: `1.2.3-beta.1`, `1.2.3+build`.
    pub fn named(text: &str) -> Option<Self> {
        let plain = text.split(['-', '+']).next()?;
        let mut numbers = plain.split('.').map(|number| number.parse().ok());
        let version = Self {
            major: numbers.next()??,
            minor: numbers.next()??,
            patch: numbers.next()??,
        };
        numbers.next().is_none().then_some(version)
    }

    /// Returns the minimum version after such a step. Before 1.0.0, cargo considers versions with the same minor number
    /// compatible.
    pub fn after(self, step: Step) -> Self {
        let Self { major, minor, patch } = self;
        let (major, minor, patch) = match (step, major) {
            (Step::Breaking, 1..) => (major + 1, 0, 0),
            (Step::Breaking, 0) | (Step::Additive, 1..) => (major, minor + 1, 0),
            (Step::Additive, 0) | (Step::Fix, _) => (major, minor, patch + 1),
        };
        Self { major, minor, patch }
    }
}

impl fmt::Display for Semver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_step_as_cargo_reads_them() {
        for (from, fix, additive, breaking) in [
            ("0.0.3", "0.0.4", "0.0.4", "0.1.0"),
            ("0.1.0", "0.1.1", "0.1.1", "0.2.0"),
            ("0.9.7", "0.9.8", "0.9.8", "0.10.0"),
            ("1.0.0", "1.0.1", "1.1.0", "2.0.0"),
            ("2.3.4", "2.3.5", "2.4.0", "3.0.0"),
        ] {
            let from = Semver::named(from).unwrap();
            let stepped =
                [Step::Fix, Step::Additive, Step::Breaking].map(|step| from.after(step).to_string());
            assert_eq!(stepped, [fix, additive, breaking]);
        }
    }

    #[test]
    fn versions_are_read_and_compared_by_number() {
        let read = |text: &str| Semver::named(text);
        assert_eq!(read("1.2.3-rc.1"), read("1.2.3"));
        assert!(read("0.10.0") > read("0.9.9") && read("1.0.0") > read("0.10.0"));
        for text in ["", "1", "1.2", "1.2.3.4", "1.x.3", "Unreleased"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
