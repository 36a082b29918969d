//! Makes automata minimal: merges states, then letters, that are equivalent.

use std::collections::{BTreeMap, HashMap};

use super::alphabet::Alphabet;
use super::automaton::Automaton;
use super::code_points::Scalars;

/// Merges equivalent states (Hopcroft's algorithm) and numbers them in the order in which they are reached.
pub(super) fn states(automaton: &mut Automaton) {
    let block_of = Partition::new(automaton).refine();
    let mut order = vec![0];
    let mut number = HashMap::from([(block_of[0], 0)]);
    let mut next = Vec::new();
    while let Some(&state) = order.get(next.len()) {
        let row = automaton.next[state].iter().map(|&target| {
            *number.entry(block_of[target]).or_insert_with(|| {
                order.push(target);
                order.len() - 1
            })
        });
        next.push(row.collect());
    }
    automaton.accepts = order.iter().map(|&state| automaton.accepts[state]).collect();
    automaton.next = next;
}

/// Merges letters with equal transitions in every state.
pub(super) fn letters(automaton: &mut Automaton) {
    let mut kept: Vec<usize> = Vec::new();
    let mut by_column: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut classes: Vec<Scalars> = Vec::new();
    for (letter, class) in automaton.alphabet.classes.iter().enumerate() {
        let column = automaton.next.iter().map(|row| row[letter]).collect();
        let merged = *by_column.entry(column).or_insert_with(|| {
            kept.push(letter);
            classes.push(Scalars::default());
            classes.len() - 1
        });
        classes[merged] = classes[merged].union(class);
    }
    for row in &mut automaton.next {
        *row = kept.iter().map(|&letter| row[letter]).collect();
    }
    automaton.alphabet = Alphabet { classes };
}

/// Blocks of states, which are split as long as a letter distinguishes two states of one block.
struct Partition {
    /// The states that lead to each state, by letter.
    sources: Vec<Vec<Vec<usize>>>,
    blocks: Vec<Vec<usize>>,
    block_of: Vec<usize>,
}

impl Partition {
    fn new(automaton: &Automaton) -> Self {
        let count = automaton.next.len();
        let mut sources = vec![vec![Vec::new(); count]; automaton.alphabet.classes.len()];
        for (state, row) in automaton.next.iter().enumerate() {
            for (letter, &target) in row.iter().enumerate() {
                sources[letter][target].push(state);
            }
        }
        let (accepting, other): (Vec<_>, Vec<_>) = (0..count).partition(|&state| automaton.accepts[state]);
        let blocks: Vec<Vec<usize>> = [accepting, other]
            .into_iter()
            .filter(|block| !block.is_empty())
            .collect();
        let mut block_of = vec![0; count];
        for (block, states) in blocks.iter().enumerate() {
            states.iter().for_each(|&state| block_of[state] = block);
        }
        Self {
            sources,
            blocks,
            block_of,
        }
    }

    /// Splits until no block can be split; returns the block of each state.
    fn refine(mut self) -> Vec<usize> {
        let mut open: Vec<usize> = (0..self.blocks.len()).collect();
        while let Some(splitter) = open.pop() {
            let states = self.blocks[splitter].clone();
            for letter in 0..self.sources.len() {
                let leads_in = states
                    .iter()
                    .flat_map(|&state| &self.sources[letter][state])
                    .copied()
                    .collect();
                self.split(leads_in, &mut open);
            }
        }
        self.block_of
    }

    /// Splits every block that is partly in `marked`.
    fn split(&mut self, marked: Vec<usize>, open: &mut Vec<usize>) {
        let mut touched: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for state in marked {
            touched.entry(self.block_of[state]).or_default().push(state);
        }
        for (block, inside) in touched {
            if inside.len() == self.blocks[block].len() {
                continue;
            }
            let added = self.blocks.len();
            inside.iter().for_each(|&state| self.block_of[state] = added);
            let block_of = &self.block_of;
            self.blocks[block].retain(|&state| block_of[state] == block);
            self.blocks.push(inside);
            // The smaller half is enough, unless the old block is still queued.
            let lesser = if self.blocks[block].len() < self.blocks[added].len() {
                block
            } else {
                added
            };
            open.push(if open.contains(&block) { added } else { lesser });
        }
    }
}
