//! Descriptions.

/// The description of an item, in prose. It never becomes code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// A summary in one line; empty if the specification has none.
    pub summary: String,
    /// The rest of the description; may contain CommonMark.
    pub details: String,
}

impl Doc {
    /// Returns a description without a separate summary.
    pub fn text(details: impl Into<String>) -> Self {
        Self {
            summary: String::new(),
            details: details.into(),
        }
    }

    /// Returns true if there is no description.
    pub fn is_empty(&self) -> bool {
        self.summary.trim().is_empty() && self.details.trim().is_empty()
    }
}
