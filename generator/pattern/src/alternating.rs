//! Positive boolean formulas over instructions of a program: the states of an alternating automaton.

use std::collections::BTreeSet;

use super::nfa::{StateId, TooLarge};

/// The maximum number of clauses of a formula if look-ahead makes some of them longer than one literal: each is
/// compared with every other, and each step of an automaton can multiply them.
const MAX_CLAUSES: usize = 128;

/// "The rest of the string matches here" or, negated, "does not".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Literal {
    pub(super) state: StateId,
    pub(super) negated: bool,
}

/// A disjunction of conjunctions of literals, without clauses that another one implies.
///
/// The clauses are sorted and distinct. Without look-ahead, every clause is one instruction, and a formula is a state set of the
/// usual subset construction.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Formula(Vec<Vec<Literal>>);

impl Formula {
    /// Returns the formula that is always false.
    pub(super) fn never() -> Self {
        Self::default()
    }

    /// Returns the formula that is always true: one clause without conditions.
    pub(super) fn always() -> Self {
        Self(vec![Vec::new()])
    }

    /// Returns the formula of one literal.
    pub(super) fn state(state: StateId) -> Self {
        Self(vec![vec![Literal {
            state,
            negated: false,
        }]])
    }

    pub(super) fn is_always(&self) -> bool {
        self.0.first().is_some_and(Vec::is_empty)
    }

    /// Returns the number of literals, which determines the cost of a step.
    pub(super) fn size(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    pub(super) fn clauses(&self) -> impl Iterator<Item = &[Literal]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// Returns the disjunction.
    pub(super) fn or(mut self, other: Self) -> Result<Self, TooLarge> {
        if self.is_always() || other.is_always() {
            return Ok(Self::always());
        }
        // Most letters lead nowhere from most states.
        if self.0.is_empty() || other.0.is_empty() {
            return Ok(if self.0.is_empty() { other } else { self });
        }
        // Two sorted runs, which sorting merges.
        self.0.extend(other.0);
        self.0.sort();
        self.0.dedup();
        self.absorb()
    }

    /// Returns the conjunction.
    pub(super) fn and(&self, other: &Self) -> Result<Self, TooLarge> {
        if self.is_always() {
            return Ok(other.clone());
        }
        let mut product = BTreeSet::new();
        for left in &self.0 {
            for right in &other.0 {
                product.extend(conjunction(left, right));
            }
            if product.len() > MAX_CLAUSES {
                return Err(TooLarge);
            }
        }
        Self(product.into_iter().collect()).absorb()
    }

    /// Returns the negation (De Morgan).
    pub(super) fn not(&self) -> Result<Self, TooLarge> {
        let mut result = Self::always();
        for clause in &self.0 {
            let flipped = clause.iter().map(|literal| {
                vec![Literal {
                    negated: !literal.negated,
                    ..*literal
                }]
            });
            let flipped: BTreeSet<_> = flipped.collect();
            result = result.and(&Self(flipped.into_iter().collect()))?;
        }
        Ok(result)
    }

    /// Removes the clauses that are implied by another one.
    fn absorb(self) -> Result<Self, TooLarge> {
        if self.is_always() {
            return Ok(Self::always());
        }
        if self.0.iter().all(|clause| clause.len() == 1) {
            return Ok(self);
        }
        if self.0.len() > MAX_CLAUSES {
            return Err(TooLarge);
        }
        let implied = |clause: &Vec<Literal>| {
            self.0
                .iter()
                .any(|other| other != clause && other.iter().all(|l| clause.binary_search(l).is_ok()))
        };
        Ok(Self(
            self.0.iter().filter(|clause| !implied(clause)).cloned().collect(),
        ))
    }
}

/// Returns the literals of both clauses, sorted; `None` if they contradict each other.
fn conjunction(left: &[Literal], right: &[Literal]) -> Option<Vec<Literal>> {
    let both: BTreeSet<Literal> = left.iter().chain(right).copied().collect();
    let contradicts = |literal: &Literal| {
        both.contains(&Literal {
            negated: !literal.negated,
            ..*literal
        })
    };
    (!both.iter().any(contradicts)).then(|| both.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boolean_algebra() -> Result<(), TooLarge> {
        let (a, b) = (Formula::state(1), Formula::state(2));
        assert_eq!(a.clone().or(a.and(&b)?)?, a, "absorption");
        assert_eq!(a.and(&a.not()?)?, Formula::never(), "contradiction");
        assert_eq!(a.and(&b)?.not()?, a.not()?.or(b.not()?)?, "De Morgan");
        assert_eq!(a.not()?.not()?, a);
        assert!(Formula::never().not()?.is_always());
        assert_eq!(a.clone().or(Formula::always())?, Formula::always());
        assert_eq!(Formula::always().and(&b)?, b);
        Ok(())
    }
}
