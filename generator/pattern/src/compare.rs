//! Compares the sets of strings that two patterns accept.

use hashbrown::HashMap;
use std::collections::VecDeque;

use super::alphabet::Alphabet;
use super::automaton::Automaton;
use super::budget::Budget;
use super::code_points::Scalars;
use super::parse::parse;

/// The relation of the second of two patterns to the first. The examples are as short as possible, and
/// readable if the patterns allow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same strings.
    Same,
    /// Fewer strings.
    Tighter {
        /// A string that only the first accepts.
        example: String,
    },
    /// More strings.
    Looser {
        /// A string that only the second accepts.
        example: String,
    },
    /// Neither contains the other.
    Different {
        /// A string that only the first accepts.
        only_first: String,
        /// A string that only the second accepts.
        only_second: String,
    },
}

/// Compares the languages of two patterns; returns `None` if one of them is not supported, or if `budget` does not
/// allow it.
pub fn relation(first: &str, second: &str, budget: &Budget) -> Option<Relation> {
    let automaton = |text: &str| Automaton::new(&parse(text).ok()?, budget).ok();
    compare(&automaton(first)?, &automaton(second)?, budget)
}

/// Compares the languages of two automata.
fn compare(first: &Automaton, second: &Automaton, budget: &Budget) -> Option<Relation> {
    let product = Product::new(first, second);
    let only_first = product.shortest(|a, b| a && !b, budget)?;
    let only_second = product.shortest(|a, b| b && !a, budget)?;
    Some(match (only_first, only_second) {
        (None, None) => Relation::Same,
        (Some(example), None) => Relation::Tighter { example },
        (None, Some(example)) => Relation::Looser { example },
        (Some(only_first), Some(only_second)) => Relation::Different {
            only_first,
            only_second,
        },
    })
}

/// The product of both automata.
struct Product<'a> {
    first: &'a Automaton,
    second: &'a Automaton,
    /// The best example of each class of the common refinement of both alphabets, and its letters in both.
    letters: Vec<(char, usize, usize)>,
}

type Pair = (usize, usize);

impl<'a> Product<'a> {
    fn new(first: &'a Automaton, second: &'a Automaton) -> Self {
        let sets: Vec<Scalars> = first
            .alphabet
            .classes
            .iter()
            .chain(&second.alphabet.classes)
            .cloned()
            .collect();
        let (refinement, _) = Alphabet::new(&sets);
        let examples = refinement.classes.iter().filter_map(Scalars::example);
        let letters = examples
            .map(|c| (c, first.alphabet.letter(c), second.alphabet.letter(c)))
            .collect();
        Self {
            first,
            second,
            letters,
        }
    }

    /// Finds the first string, by length and then by the order of the letters, after which `wanted` is true. The outer
    /// `None` means that `budget` does not allow finding it.
    fn shortest(&self, wanted: impl Fn(bool, bool) -> bool, budget: &Budget) -> Option<Option<String>> {
        let mut left = budget.allowance();
        let mut came_from: HashMap<Pair, Option<(Pair, char)>> = HashMap::from_iter([((0, 0), None)]);
        let mut open = VecDeque::from([(0, 0)]);
        while let Some(pair) = open.pop_front() {
            if wanted(self.first.accepts[pair.0], self.second.accepts[pair.1]) {
                return Some(Some(trace(&came_from, pair)));
            }
            budget.spend(self.letters.len());
            left = left.checked_sub(self.letters.len())?;
            for &(scalar, left, right) in &self.letters {
                let next = (self.first.next[pair.0][left], self.second.next[pair.1][right]);
                came_from.entry(next).or_insert_with(|| {
                    open.push_back(next);
                    Some((pair, scalar))
                });
            }
        }
        Some(None)
    }
}

/// Returns the string that leads to a pair of states.
fn trace(came_from: &HashMap<Pair, Option<(Pair, char)>>, mut pair: Pair) -> String {
    let mut reversed = Vec::new();
    while let Some(Some((before, scalar))) = came_from.get(&pair) {
        reversed.push(*scalar);
        pair = *before;
    }
    reversed.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(first: &str, second: &str) -> Relation {
        super::relation(first, second, &Budget::default()).expect("patterns of few states")
    }

    fn text(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn the_same_language_in_other_words() {
        for (first, second) in [
            (r"^([a-f0-9]{24})$", r"^[\da-f]{12}[0-9a-f]{12}$"),
            (r"^(a|b)*$", r"^[ab]*$"),
            (r"\bx", r"(^|\W)x|x\Bx{0}(?!)|(?:^|[^\w])x"),
            (r"^(?!a)b", r"^b"),
            (r"[]", r"(?!)"),
            (r"", r"x*"),
        ] {
            assert_eq!(relation(first, second), Relation::Same, "{first} and {second}");
        }
    }

    #[test]
    fn tighter_and_looser_are_mirrored() {
        for (first, second, example) in [
            (r"^[a-z]{1,64}$", r"^[a-z]{2,64}$", "a"),
            (r"^[a-zA-Z0-9]*$", r"^[a-z0-9]*$", "A"),
            (r"^[a-f0-9]{24}", r"^[a-f0-9]{24}$", "aaaaaaaaaaaaaaaaaaaaaaaaa"),
            (r"^.{0,3}$", r"^(?!b?$).{0,3}$", ""),
        ] {
            assert_eq!(
                relation(first, second),
                Relation::Tighter {
                    example: text(example)
                },
                "{second}"
            );
            assert_eq!(
                relation(second, first),
                Relation::Looser {
                    example: text(example)
                },
                "{second}"
            );
        }
    }

    #[test]
    fn different_patterns_show_both_sides() {
        let expected = Relation::Different {
            only_first: text("b"),
            only_second: text("0"),
        };
        assert_eq!(relation("^[a-b]$", "^[a0]$"), expected);
    }

    #[test]
    fn ten_thousand_counts_are_compared() {
        let example = "a".repeat(10_000);
        assert_eq!(
            relation("^[a-z]{1,10000}$", "^[a-z]{1,9999}$"),
            Relation::Tighter { example }
        );
    }
}
