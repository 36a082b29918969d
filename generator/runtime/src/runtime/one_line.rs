//! Shows strings of the service in messages of one line.

use std::fmt::{Display, Formatter, Result, Write};

/// The maximum length of a string in a message, in scalar values.
const LONGEST: usize = 1000;

/// Shows a string without control characters, which would break the line or be interpreted by a terminal, and shortens it.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl Display for OneLine<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut rest = self.0.chars();
        let shown = |c: char| if c.is_control() { ' ' } else { c };
        rest.by_ref()
            .take(LONGEST)
            .try_for_each(|c| f.write_char(shown(c)))?;
        if rest.next().is_some() {
            f.write_str("..")
        } else {
            Ok(())
        }
    }
}
