//! Limits the total work of all patterns of a document.
//!
//! A short pattern can need an automaton of thousands of states. One such pattern is worth a second; a document
//! with many of them shares a budget, so that the work grows linearly with its size.

use std::cell::Cell;

/// The maximum number of steps of one automaton or comparison: a second or two of work.
const MOST: usize = 10_000_000;
/// The number of steps that every pattern may use, in any case. Ordinary patterns use fewer.
const LEAST: usize = 20_000;
/// The number of steps that all patterns together may use beyond [`LEAST`].
const TOTAL: usize = 20_000_000;

/// The remaining steps for all patterns of a document.
#[derive(Debug)]
pub struct Budget {
    left: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            left: Cell::new(TOTAL),
        }
    }
}

impl Budget {
    /// Returns the number of steps that the next pattern may use.
    pub(super) fn allowance(&self) -> usize {
        self.left.get().clamp(LEAST, MOST)
    }

    /// Subtracts used steps.
    pub(super) fn spend(&self, steps: usize) {
        self.left.set(self.left.get().saturating_sub(steps));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Automaton, parse, relation};

    /// Returns a budget for two or three automata that are large for their pattern.
    fn small() -> Budget {
        Budget {
            left: Cell::new(200_000),
        }
    }

    #[test]
    fn large_patterns_share_a_budget() {
        let budget = small();
        let pattern = |index: usize| format!("(?:a|b)*a(?:a|b){{8}}{index}");
        let is_built = |index| Automaton::new(&parse(&pattern(index)).expect("valid"), &budget).is_ok();
        let built = (0..100).take_while(|index| is_built(*index)).count();
        assert!((1..20).contains(&built), "{built} large automata");
        let ordinary = parse("^[a-z]+(?:-[a-z]+)*$").expect("valid");
        assert!(Automaton::new(&ordinary, &budget).is_ok());
    }

    #[test]
    fn comparing_patterns_spends_the_budget() {
        let budget = Budget::default();
        let words = |letter: char| format!("^(?:{letter}{{97}})*$|^(?:{letter}{{89}})*$");
        assert!(relation(&words('a'), &words('b'), &budget).is_some());
        assert!(budget.left.get() < TOTAL);
    }
}
