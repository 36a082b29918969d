//! Makes automata minimal: merges states, then letters, that are equivalent.

use hashbrown::HashMap;
use std::collections::BTreeMap;

use super::alphabet::Alphabet;
use super::automaton::Automaton;
use super::code_points::Scalars;

/// Merges equivalent states (Hopcroft's algorithm) and numbers them in the order in which they are reached.
pub(super) fn states(automaton: &mut Automaton) {
    let block_of = Partition::new(automaton).refine();
    let mut order = vec![0];
    let mut number: HashMap<usize, usize> = HashMap::from_iter([(block_of[0], 0)]);
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
    /// The index of each state in its block.
    index_of: Vec<usize>,
    /// The queue of blocks that may split others.
    open: Vec<usize>,
    is_open: Vec<bool>,
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
        let (mut block_of, mut index_of) = (vec![0; count], vec![0; count]);
        for (block, states) in blocks.iter().enumerate() {
            for (index, &state) in states.iter().enumerate() {
                (block_of[state], index_of[state]) = (block, index);
            }
        }
        Self {
            sources,
            open: (0..blocks.len()).collect(),
            is_open: vec![true; blocks.len()],
            blocks,
            block_of,
            index_of,
        }
    }

    /// Splits until no block can be split; returns the block of each state.
    fn refine(mut self) -> Vec<usize> {
        while let Some(splitter) = self.open.pop() {
            self.is_open[splitter] = false;
            let states = self.blocks[splitter].clone();
            for letter in 0..self.sources.len() {
                let leads_in = states
                    .iter()
                    .flat_map(|&state| &self.sources[letter][state])
                    .copied()
                    .collect();
                self.split(leads_in);
            }
        }
        self.block_of
    }

    /// Splits every block that is partly in `marked`. The work depends on `marked`, not on the size of the blocks.
    fn split(&mut self, marked: Vec<usize>) {
        let mut touched: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for state in marked {
            touched.entry(self.block_of[state]).or_default().push(state);
        }
        for (block, inside) in touched {
            if inside.len() == self.blocks[block].len() {
                continue;
            }
            let added = self.blocks.len();
            for (index, &state) in inside.iter().enumerate() {
                self.remove(block, state);
                (self.block_of[state], self.index_of[state]) = (added, index);
            }
            self.blocks.push(inside);
            // The smaller half is enough, unless the old block is still queued.
            let is_lesser = self.blocks[block].len() < self.blocks[added].len();
            let next = if is_lesser && !self.is_open[block] {
                block
            } else {
                added
            };
            self.is_open.push(false);
            self.is_open[next] = true;
            self.open.push(next);
        }
    }

    fn remove(&mut self, block: usize, state: usize) {
        let (states, index) = (&mut self.blocks[block], self.index_of[state]);
        states.swap_remove(index);
        if let Some(&moved) = states.get(index) {
            self.index_of[moved] = index;
        }
    }
}
