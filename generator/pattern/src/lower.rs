//! Lowers a pattern to its simplest decision procedure.

use super::ast::{Ast, Node};
use super::automaton::Automaton;
use super::bounds;
use super::budget::Budget;
use super::code_points::Scalars;
use super::nfa::TooLarge;
use super::runs::{self, Runs};
use runtime::contract::patterns::Table as RuntimeTable;

/// The decision procedure for a pattern; the emitter prints it unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lowered {
    /// Every string matches.
    Always,
    /// No string matches.
    Never,
    /// The string contains this string.
    Contains(String),
    /// The string contains a member of this set.
    ContainsOneOf(Scalars),
    /// The string starts with, or is, a sequence of runs of characters.
    Runs(Runs),
    /// A deterministic automaton.
    Table(Table),
}

/// A deterministic automaton in the form of [`Table`](RuntimeTable).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Ascending ranges, each with its class; characters outside of them have class 0.
    pub ranges: Vec<(char, char, u8)>,
    /// The next states, a row for each state; a state is the offset of its row in the concatenation of the rows.
    pub rows: Vec<Vec<u16>>,
    /// The initial state.
    pub start: u16,
    /// The first of the accepting states, which are last.
    pub accepting: u16,
    /// The minimum length of an accepted string in bytes.
    pub min: usize,
    /// The maximum length of an accepted string in bytes, or no limit.
    pub max: Option<usize>,
    /// The possible last characters of accepted strings, if they are limited.
    pub last: Option<Scalars>,
    /// The state in which a search waits for the start of a match, and the few characters that leave it.
    pub home: Option<(u16, Scalars)>,
}

impl Table {
    /// Returns true if the automaton accepts `text`.
    pub fn matches(&self, text: &str) -> bool {
        let rows = self.rows.concat();
        let table = RuntimeTable::new(&self.ranges, &rows, self.start, self.accepting);
        let fits = text.len() >= self.min && self.max.is_none_or(|max| text.len() <= max);
        let ends = self
            .last
            .as_ref()
            .is_none_or(|last| text.ends_with(|end| last.contains(end)));
        fits && ends
            && match &self.home {
                Some((home, exits)) => {
                    let beyond = !exits.split_ascii(false).is_empty();
                    let leaves = |b: u8| {
                        if b.is_ascii() {
                            exits.contains(b as char)
                        } else {
                            beyond
                        }
                    };
                    table.search(text, *home, leaves)
                }
                None => table.matches(text),
            }
    }
}

/// Lowers a pattern.
///
/// # Errors
/// [`TooLarge`] if the pattern is not a sequence of runs and its automaton would need more than 16,384 states
/// before or a table of more than 65,534 entries after it was minimised.
pub fn lower(ast: &Ast, budget: &Budget) -> Result<Lowered, TooLarge> {
    if let Some(literal) = literal(&ast.root).filter(|literal| !literal.is_empty()) {
        return Ok(Lowered::Contains(literal));
    }
    if let Some(runs) = runs::runs(&ast.root) {
        return Ok(if runs.accept_everything() {
            Lowered::Always
        } else {
            Lowered::Runs(runs)
        });
    }
    let automaton = Automaton::new(ast, budget)?;
    if automaton.is_final(0) {
        return Ok(if automaton.accepts[0] {
            Lowered::Always
        } else {
            Lowered::Never
        });
    }
    match contained_class(&automaton) {
        Some(class) => Ok(Lowered::ContainsOneOf(class)),
        None => table(&automaton).map(Lowered::Table),
    }
}

impl Lowered {
    /// Returns true if `text` contains a match, as the emitted validator decides it.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Contains(literal) => text.contains(literal),
            Self::ContainsOneOf(class) => text.chars().any(|scalar| class.contains(scalar)),
            Self::Runs(runs) => runs.matches(text),
            Self::Table(table) => table.matches(text),
        }
    }
}

impl Lowered {
    /// Returns the minimum and maximum number of bytes of a matching string; no maximum if there is no limit.
    pub fn lengths(&self) -> (usize, Option<usize>) {
        match self {
            Self::Always | Self::Never => (0, None),
            Self::Contains(literal) => (literal.len(), None),
            Self::ContainsOneOf(_) => (1, None),
            Self::Runs(runs) => runs.lengths(),
            Self::Table(table) => (table.min, table.max),
        }
    }
}

/// Returns the string of a pattern without operators.
fn literal(root: &Node) -> Option<String> {
    match root {
        Node::Class(set) => set.single().map(String::from),
        Node::Sequence(parts) => parts.iter().map(literal).collect(),
        _ => None,
    }
}

/// Returns the set of which one member is enough for a match, if the automaton needs nothing else.
fn contained_class(automaton: &Automaton) -> Option<Scalars> {
    let done = |state: usize| automaton.accepts[state] && automaton.is_final(state);
    let [row, ..] = &automaton.next[..] else {
        return None;
    };
    if automaton.accepts[0] || !row.iter().all(|&next| next == 0 || done(next)) {
        return None;
    }
    let members = row
        .iter()
        .zip(&automaton.alphabet.classes)
        .filter(|(next, _)| done(**next));
    Some(members.fold(Scalars::default(), |all, (_, class)| all.union(class)))
}

/// Orders the states (rejecting first, accepting last, without final ones) and lays them out.
fn table(automaton: &Automaton) -> Result<Table, TooLarge> {
    let (default, ranges) = alphabet_ranges(automaton)?;
    let mut order: Vec<usize> = (0..automaton.next.len())
        .filter(|&state| !automaton.is_final(state))
        .collect();
    order.sort_by_key(|&state| automaton.accepts[state]);
    let width = automaton.alphabet.classes.len();
    let limit = usize::from(RuntimeTable::DEAD);
    if order.len() * width >= limit {
        return Err(TooLarge);
    }
    let mut offsets: Vec<u16> = automaton
        .accepts
        .iter()
        .map(|&yes| {
            if yes {
                RuntimeTable::DONE
            } else {
                RuntimeTable::DEAD
            }
        })
        .collect();
    for (index, &state) in order.iter().enumerate() {
        offsets[state] = (index * width) as u16;
    }
    let row = |state: &usize| {
        let mut row: Vec<u16> = automaton.next[*state].iter().map(|&next| offsets[next]).collect();
        row.swap(0, default);
        row
    };
    let rejecting = order.iter().filter(|&&state| !automaton.accepts[state]).count();
    let (min, max) = bounds::lengths(automaton);
    Ok(Table {
        ranges,
        rows: order.iter().map(row).collect(),
        start: offsets[0],
        accepting: (rejecting * width) as u16,
        min,
        max,
        last: bounds::last(automaton),
        home: bounds::home(automaton).map(|(home, exits)| (offsets[home], exits)),
    })
}

/// Ranges of characters, each with the number of its class.
type Ranges = Vec<(char, char, u8)>;

/// Returns the letter with the most ranges, which becomes class 0, and the ranges of all others.
fn alphabet_ranges(automaton: &Automaton) -> Result<(usize, Ranges), TooLarge> {
    let classes = &automaton.alphabet.classes;
    let default = (0..classes.len())
        .max_by_key(|&letter| classes[letter].ranges().len())
        .unwrap_or(0);
    let mut ranges = Vec::new();
    for (letter, class) in classes
        .iter()
        .enumerate()
        .filter(|(letter, _)| *letter != default)
    {
        let number = u8::try_from(if letter == 0 { default } else { letter }).map_err(|_| TooLarge)?;
        ranges.extend(class.char_ranges().map(|(low, high)| (low, high, number)));
    }
    ranges.sort_unstable();
    Ok((default, ranges))
}
