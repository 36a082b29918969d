//! Text for people.

/// What a specification says about a thing, in prose. Never becomes code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// One line that says what the thing is; empty where the specification gives none.
    pub summary: String,
    /// What there is to say beyond the summary; may hold CommonMark.
    pub details: String,
}

impl Doc {
    /// A text without a separate summary.
    pub fn text(details: impl Into<String>) -> Self {
        Self {
            summary: String::new(),
            details: details.into(),
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.summary.trim().is_empty() && self.details.trim().is_empty()
    }
}
