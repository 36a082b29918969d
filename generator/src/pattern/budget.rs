//! Limits the work that all patterns of a document cause together.
//!
//! A pattern of some letters can need an automaton of thousands of states. One such pattern is worth a second; a document
//! of many gets what is left of the budget, so that the work grows with its size.

use std::cell::Cell;

/// The most steps that one automaton or comparison may take. It is a second or two of work.
const MOST: usize = 10_000_000;
/// The steps that every pattern may take, however much the others took. Ordinary patterns take fewer.
const LEAST: usize = 20_000;
/// The steps that all patterns may take beyond [`LEAST`].
const TOTAL: usize = 20_000_000;

/// The steps that are left for all patterns of a document.
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
    /// Returns the number of steps that the next piece of work may take.
    pub(super) fn allowance(&self) -> usize {
        self.left.get().clamp(LEAST, MOST)
    }

    /// Subtracts steps that were taken.
    pub(super) fn spend(&self, steps: usize) {
        self.left.set(self.left.get().saturating_sub(steps));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Automaton, parse, relation};

    /// A budget of two or three automata that are large for their pattern.
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
        let budget = small();
        let words = |letter: char| format!("^(?:{letter}{{97}})*$|^(?:{letter}{{89}})*$");
        assert!(relation(&words('a'), &words('b'), &budget).is_some());
        assert!(budget.left.get() < 200_000);
    }
}
