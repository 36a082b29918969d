//! A pattern as a graph of instructions, from which the automaton is built.

use super::ast::{Ast, Node};
use super::automaton::Automaton;
use super::budget::Budget;
use super::code_points::Scalars;
use super::escape;

/// The maximum number of instructions of a program. Counted groups are expanded, so they multiply.
const MAX_INSTRUCTIONS: usize = 50_000;

/// The pattern is larger than an automaton may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the pattern needs more states than an automaton may have; lower its counts or split it")
    }
}

impl std::error::Error for TooLarge {}

/// Index of an instruction.
pub(super) type StateId = u32;

/// A step of matching at a position of the string.
#[derive(Debug)]
pub(super) enum Instruction {
    /// The string matches, whatever follows.
    Match,
    /// Consumes a scalar of the set with this index, then continues.
    Class(usize, StateId),
    /// Continues at any of these instructions.
    Either(Vec<StateId>),
    /// Only at the start of the string.
    Start(StateId),
    /// Only at the end of the string.
    End(StateId),
    /// Only at a word boundary or, negated, elsewhere.
    WordBoundary { negated: bool, next: StateId },
    /// The rest of the string matches at `ahead` or, negated, does not; and at `next`.
    Look {
        negated: bool,
        ahead: StateId,
        next: StateId,
    },
    /// Continues only where the automaton with this index accepts the preceding string or, negated, does not.
    Behind {
        negated: bool,
        automaton: usize,
        next: StateId,
    },
}

/// The instructions that search for a pattern in a string.
#[derive(Debug)]
pub(super) struct Program<'b> {
    budget: &'b Budget,
    pub(super) instructions: Vec<Instruction>,
    /// The distinct sets of instructions.
    pub(super) sets: Vec<Scalars>,
    pub(super) start: StateId,
    pub(super) has_word_boundary: bool,
    /// The distinct look-behinds: the condition, and the automaton of the strings that end with it.
    pub(super) behind: Vec<(Node, Automaton)>,
}

impl<'b> Program<'b> {
    /// Writes the instructions of a tree.
    pub(super) fn new(root: &Node, budget: &'b Budget) -> Result<Self, TooLarge> {
        let mut program = Self {
            budget,
            instructions: vec![Instruction::Match],
            sets: Vec::new(),
            start: 0,
            has_word_boundary: false,
            behind: Vec::new(),
        };
        let pattern = program.add(root, 0)?;
        // A search starts here, or skips a scalar and continues.
        let search = program.push(Instruction::Either(Vec::new()))?;
        let skip = program.class(&Scalars::all(), search)?;
        program.instructions[search as usize] = Instruction::Either(vec![pattern, skip]);
        program.start = search;
        budget.spend(program.instructions.len());
        if program.has_word_boundary {
            program.set_index(&escape::word());
        }
        Ok(program)
    }

    fn push(&mut self, instruction: Instruction) -> Result<StateId, TooLarge> {
        if self.instructions.len() == MAX_INSTRUCTIONS {
            return Err(TooLarge);
        }
        self.instructions.push(instruction);
        Ok(self.instructions.len() as StateId - 1)
    }

    fn set_index(&mut self, set: &Scalars) -> usize {
        self.sets
            .iter()
            .position(|known| known == set)
            .unwrap_or_else(|| {
                self.sets.push(set.clone());
                self.sets.len() - 1
            })
    }

    fn class(&mut self, set: &Scalars, next: StateId) -> Result<StateId, TooLarge> {
        let set = self.set_index(set);
        self.push(Instruction::Class(set, next))
    }

    /// Adds the instructions that match `node` and continue at `next`; returns the first one.
    fn add(&mut self, node: &Node, next: StateId) -> Result<StateId, TooLarge> {
        match node {
            Node::Empty => Ok(next),
            Node::Class(set) => self.class(set, next),
            Node::Start => self.push(Instruction::Start(next)),
            Node::End => self.push(Instruction::End(next)),
            Node::WordBoundary { negated } => {
                self.has_word_boundary = true;
                self.push(Instruction::WordBoundary {
                    negated: *negated,
                    next,
                })
            }
            Node::Look { negated, node } => {
                let ahead = self.add(node, 0)?;
                self.push(Instruction::Look {
                    negated: *negated,
                    ahead,
                    next,
                })
            }
            Node::Behind { negated, node } => {
                let automaton = self.behind(node)?;
                self.push(Instruction::Behind {
                    negated: *negated,
                    automaton,
                    next,
                })
            }
            Node::Sequence(parts) => parts
                .iter()
                .rev()
                .try_fold(next, |next, part| self.add(part, next)),
            Node::Either(parts) => {
                let places = parts
                    .iter()
                    .map(|part| self.add(part, next))
                    .collect::<Result<_, _>>()?;
                self.push(Instruction::Either(places))
            }
            Node::Repeat { node, min, max } => self.repeat(node, *min, *max, next),
        }
    }

    /// Returns the index of the automaton of the strings that end with `node`.
    fn behind(&mut self, node: &Node) -> Result<usize, TooLarge> {
        if let Some(known) = self.behind.iter().position(|(own, _)| own == node) {
            return Ok(known);
        }
        let ast = Ast {
            root: Node::Sequence(vec![node.clone(), Node::End]),
            notes: Vec::new(),
        };
        let automaton = Automaton::new(&ast, self.budget)?;
        // The pattern has to distinguish all classes of the automaton.
        for class in &automaton.alphabet.classes {
            self.set_index(class);
        }
        self.behind.push((node.clone(), automaton));
        Ok(self.behind.len() - 1)
    }

    fn repeat(
        &mut self,
        node: &Node,
        min: u32,
        max: Option<u32>,
        next: StateId,
    ) -> Result<StateId, TooLarge> {
        let mut state = match max {
            Some(max) => self.up_to(node, max - min, next)?,
            None => {
                let repeat = self.push(Instruction::Either(Vec::new()))?;
                let once = self.add(node, repeat)?;
                self.instructions[repeat as usize] = Instruction::Either(vec![once, next]);
                repeat
            }
        };
        for _ in 0..min {
            let before = (state, self.instructions.len());
            state = self.add(node, state)?;
            if (state, self.instructions.len()) == before {
                break; // An empty node: repeating it more often adds nothing.
            }
        }
        Ok(state)
    }

    fn up_to(&mut self, node: &Node, count: u32, next: StateId) -> Result<StateId, TooLarge> {
        let mut state = next;
        for _ in 0..count {
            let once = self.add(node, state)?;
            state = self.push(Instruction::Either(vec![once, next]))?;
        }
        Ok(state)
    }
}
