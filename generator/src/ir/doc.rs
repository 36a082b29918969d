//! Text for people.

/// The description of an item, in prose. Never becomes code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// A summary in one line; empty where the specification gives none.
    pub summary: String,
    /// The rest of the description; may contain CommonMark.
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

    /// Whether there is no description.
    pub fn is_empty(&self) -> bool {
        self.summary.trim().is_empty() && self.details.trim().is_empty()
    }
}
