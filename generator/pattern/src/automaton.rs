//! Deterministic automata: built from programs, run on strings.

use hashbrown::HashMap;

use super::alphabet::{Alphabet, Letter};
use super::alternating::Formula;
use super::ast::Ast;
use super::budget::Budget;
use super::code_points::Scalars;
use super::escape;
use super::minimize;
use super::nfa::{Instruction, Program, StateId, TooLarge};

/// The maximum number of states of an automaton before it is minimized.
const MAX_STATES: usize = 16_384;
/// The maximum number of look-aheads at one position of the string.
const MAX_LOOKS: usize = 100;

/// A minimal deterministic automaton over classes of scalar values. Equal languages over the same classes have
/// equal automata: states are numbered from the start state, 0, in the order in which they are reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Automaton {
    pub(super) alphabet: Alphabet,
    /// The next state for each state and letter.
    pub(super) next: Vec<Vec<usize>>,
    pub(super) accepts: Vec<bool>,
}

impl Automaton {
    /// Builds the automaton of the strings that contain a match of the pattern.
    ///
    /// # Errors
    /// Returns [`TooLarge`] if it needs more than 16,384 states, or more steps than `budget` allows.
    pub fn new(ast: &Ast, budget: &Budget) -> Result<Self, TooLarge> {
        let program = Program::new(&ast.root, budget)?;
        let mut builder = Builder::new(&program, budget.allowance());
        let built = builder.build();
        budget.spend(builder.steps);
        let mut raw = built?;
        minimize::states(&mut raw);
        minimize::letters(&mut raw);
        Ok(raw)
    }

    /// Returns true if `text` contains a match of the pattern.
    pub fn matches(&self, text: &str) -> bool {
        let end = text
            .chars()
            .fold(0, |state, scalar| self.next[state][self.alphabet.letter(scalar)]);
        self.accepts[end]
    }

    /// Returns true if no continuation changes the result.
    pub(super) fn is_final(&self, state: usize) -> bool {
        self.next[state].iter().all(|&next| next == state)
    }
}

/// The context before a position of the string, as needed by `^`, `\b` and look-behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Before {
    edge: Edge,
    /// Index of the states of all look-behinds.
    behind: usize,
}

/// The context at a position of the string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Edge {
    Start,
    Word,
    Other,
}

/// A state under construction: its context, and the condition for the rest of the string.
type State = (Before, Formula);

struct Builder<'p> {
    program: &'p Program<'p>,
    alphabet: Alphabet,
    /// The sets that contain each letter.
    member_of: Vec<Vec<bool>>,
    /// Whether each letter is a word character.
    is_word: Vec<bool>,
    /// The letter in the automaton of each look-behind, for each letter.
    in_behind: Vec<Vec<Letter>>,
    /// The distinct rows of states of all look-behinds.
    behind: Vec<Vec<usize>>,
    states: Vec<State>,
    numbers: HashMap<State, usize>,
    /// The results of [`Builder::closure`] for the positions of states, and their indexes.
    followed: Vec<Formula>,
    followed_at: HashMap<(StateId, Before, Option<Letter>), usize>,
    /// The number of visited instructions, literals and transitions: some patterns explode with few states.
    steps: usize,
    max_steps: usize,
}

impl<'p> Builder<'p> {
    fn new(program: &'p Program<'p>, max_steps: usize) -> Self {
        let (alphabet, member_of) = Alphabet::new(&program.sets);
        let word = escape::word();
        let is_word = alphabet
            .classes
            .iter()
            .map(|class| !class.is_disjoint(&word))
            .collect();
        let in_behind = |class: &Scalars| {
            let sample = class.char_ranges().next().map_or('\0', |(low, _)| low);
            let letters = program.behind.iter();
            letters.map(|(_, own)| own.alphabet.letter(sample)).collect()
        };
        Self {
            program,
            in_behind: alphabet.classes.iter().map(in_behind).collect(),
            behind: vec![vec![0; program.behind.len()]],
            alphabet,
            member_of,
            is_word,
            states: Vec::new(),
            numbers: HashMap::new(),
            followed: Vec::new(),
            followed_at: HashMap::new(),
            steps: 0,
            max_steps,
        }
    }

    fn build(&mut self) -> Result<Automaton, TooLarge> {
        let start = Before {
            edge: Edge::Start,
            behind: 0,
        };
        self.number((start, Formula::state(self.program.start)))?;
        let (mut next, mut accepts) = (Vec::new(), Vec::new());
        while let Some(state) = self.states.get(next.len()).cloned() {
            accepts.push(self.follow(&state, None)?.is_always());
            let row = (0..self.alphabet.classes.len()).map(|letter| {
                let formula = self.follow(&state, Some(letter))?;
                let before = self.before(state.0, letter);
                self.number((before, formula))
            });
            next.push(row.collect::<Result<_, _>>()?);
            self.steps += self.alphabet.classes.len();
        }
        Ok(Automaton {
            alphabet: self.alphabet.clone(),
            next,
            accepts,
        })
    }

    fn check_steps(&self) -> Result<(), TooLarge> {
        match self.steps > self.max_steps {
            true => Err(TooLarge),
            false => Ok(()),
        }
    }

    fn number(&mut self, state: State) -> Result<usize, TooLarge> {
        if let Some(&known) = self.numbers.get(&state) {
            return Ok(known);
        }
        if self.states.len() == MAX_STATES {
            return Err(TooLarge);
        }
        self.states.push(state.clone());
        self.numbers.insert(state, self.states.len() - 1);
        Ok(self.states.len() - 1)
    }

    /// Returns the context before the position after `letter`.
    fn before(&mut self, here: Before, letter: Letter) -> Before {
        let edge = match self.program.has_word_boundary && self.is_word[letter] {
            true => Edge::Word,
            false => Edge::Other,
        };
        let (states, letters) = (&self.behind[here.behind], &self.in_behind[letter]);
        let automata = self.program.behind.iter();
        let steps = automata.zip(states.iter().zip(letters));
        let row: Vec<usize> = steps
            .map(|((_, own), (state, letter))| own.next[*state][*letter])
            .collect();
        let known = self.behind.iter().position(|own| *own == row);
        let behind = known.unwrap_or_else(|| {
            self.behind.push(row);
            self.behind.len() - 1
        });
        Before { edge, behind }
    }

    /// Returns true if the string before the position satisfies a look-behind.
    fn is_behind(&self, before: Before, automaton: usize) -> bool {
        let state = self.behind[before.behind][automaton];
        self.program.behind[automaton].1.accepts[state]
    }

    /// Returns the condition after `letter`, or at the end of the string, where it is always true or always false.
    fn follow(&mut self, (before, formula): &State, letter: Option<Letter>) -> Result<Formula, TooLarge> {
        let mut any = Formula::never();
        for clause in formula.clauses() {
            let mut all = Formula::always();
            for literal in clause {
                let here = self.after(literal.state, *before, letter)?;
                all = if literal.negated {
                    all.and(&here.not()?)
                } else {
                    all.and(here)
                }?;
                self.steps += all.size();
            }
            any = any.or(all)?;
            self.steps += any.size();
            self.check_steps()?;
        }
        Ok(any)
    }

    /// Returns the condition after `letter` for a match at `state`: the same in all states that contain the
    /// instruction.
    fn after(
        &mut self,
        state: StateId,
        before: Before,
        letter: Option<Letter>,
    ) -> Result<&Formula, TooLarge> {
        let key = (state, before, letter);
        let index = match self.followed_at.get(&key) {
            Some(index) => *index,
            None => {
                let found = self.closure(state, before, letter, &[], 0)?;
                self.followed.push(found);
                self.followed_at.insert(key, self.followed.len() - 1);
                self.followed.len() - 1
            }
        };
        Ok(&self.followed[index])
    }

    /// Returns the condition after `letter` for the string to match at `start`.
    ///
    /// `seen` contains the instructions that an enclosing call already considers: reaching one of them again,
    /// under more conditions, adds nothing.
    fn closure(
        &mut self,
        start: StateId,
        before: Before,
        letter: Option<Letter>,
        seen: &[StateId],
        looks: usize,
    ) -> Result<Formula, TooLarge> {
        let program = self.program;
        let mut found = Formula::never();
        let mut open = vec![start];
        let mut visited: hashbrown::HashSet<StateId> = seen.iter().copied().collect();
        while let Some(state) = open.pop() {
            self.steps += 1;
            self.check_steps()?;
            if looks > MAX_LOOKS {
                return Err(TooLarge);
            }
            if !visited.insert(state) {
                continue;
            }
            match &program.instructions[state as usize] {
                Instruction::Match => return Ok(Formula::always()),
                Instruction::Class(set, next) => {
                    if letter.is_some_and(|letter| self.member_of[letter][*set]) {
                        found = found.or(Formula::state(*next))?;
                        self.steps += found.size();
                    }
                }
                Instruction::Either(places) => open.extend(places),
                Instruction::Start(next) => open.extend((before.edge == Edge::Start).then_some(next)),
                Instruction::End(next) => open.extend(letter.is_none().then_some(next)),
                Instruction::WordBoundary { negated, next } => {
                    let is_word = letter.is_some_and(|letter| self.is_word[letter]);
                    let boundary = (before.edge == Edge::Word) != is_word;
                    open.extend((boundary != *negated).then_some(next));
                }
                Instruction::Behind {
                    negated,
                    automaton,
                    next,
                } => open.extend((self.is_behind(before, *automaton) != *negated).then_some(next)),
                Instruction::Look { negated, ahead, next } => {
                    let condition = self.closure(*ahead, before, letter, &[], looks + 1)?;
                    let condition = if *negated { condition.not()? } else { condition };
                    let inside: Vec<StateId> = visited.iter().copied().collect();
                    let then = self.closure(*next, before, letter, &inside, looks + 1)?;
                    found = found.or(condition.and(&then)?)?;
                }
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn a_large_pattern_is_an_error_in_time() {
        for pattern in [
            "(?:a|b)*a(?:a|b){20}c",
            "(?:(?:(?:a{100}b){100}){100}){100}",
            "(?:(?:a?){1000}){1000}",
            "(?:(?=a)(?!b)){200}x",
            "(?=(?:.*a){9})(?=(?:.*b){9})(?=(?:.*c){9})(?=(?:.*d){9})",
            "[ab]{500000}c|d",
        ] {
            assert_eq!(
                Automaton::new(&parse(pattern).expect(pattern), &Budget::default()),
                Err(TooLarge),
                "{pattern}"
            );
        }
    }

    #[test]
    fn look_behind_sees_the_preceding_string() {
        for (pattern, yes, no) in [
            ("^[a-z-]+(?<!-)$", &["a", "a-b"][..], &["-", "a-"][..]),
            ("(?<=a)b", &["ab", "xab"], &["b", "cb", "ba"]),
            ("(?<!a)b", &["b", "cb", "abb"], &["ab", ""]),
            ("^(?<!a)b", &["b"], &["ab"]),
            ("^(?:(?<!--)[a-])+$", &["a-a", "--"], &["--a", "---"]),
            ("(?<=^ab?)c", &["ac", "abc"], &["xac", "c"]),
            ("(?<=(?<!x)y)z", &["yz", "ayz"], &["xyz"]),
            ("(?<=a|bc)d(?=e)", &["ade", "bcde"], &["cde", "ad"]),
            ("^a+(?<=a{3})$", &["aaa", "aaaa"], &["aa"]),
        ] {
            let automaton =
                Automaton::new(&parse(pattern).expect(pattern), &Budget::default()).expect(pattern);
            yes.iter()
                .for_each(|text| assert!(automaton.matches(text), "{pattern} {text}"));
            no.iter()
                .for_each(|text| assert!(!automaton.matches(text), "{pattern} {text}"));
        }
    }

    #[test]
    fn equal_languages_have_equal_automata() {
        let automaton = |pattern: &str| {
            Automaton::new(&parse(pattern).expect(pattern), &Budget::default()).expect(pattern)
        };
        assert_eq!(automaton("^(?:a|b)*b$"), automaton("^[ab]*(?:b|bb)$"));
    }
}
