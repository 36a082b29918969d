//! Necessary conditions of the strings that an automaton accepts, for rejecting a string before it is read.

use super::automaton::Automaton;
use super::code_points::Scalars;

/// The maximum number of ASCII characters that leave a state, if skipping in it is worthwhile.
const FEW_EXITS: u32 = 12;

/// Returns the minimum and maximum length of an accepted string in bytes; no maximum if there is no limit.
pub(super) fn lengths(automaton: &Automaton) -> (usize, Option<usize>) {
    (shortest(automaton), longest(automaton))
}

/// Returns the last characters of accepted strings, if these are not empty and some character is excluded.
pub(super) fn last(automaton: &Automaton) -> Option<Scalars> {
    let accepts = &automaton.accepts;
    let letters = 0..automaton.alphabet.classes.len();
    let ends: Vec<usize> = letters
        .filter(|&l| automaton.next.iter().any(|row| accepts[row[l]]))
        .collect();
    let last = ends.iter().fold(Scalars::default(), |all, &l| {
        all.union(&automaton.alphabet.classes[l])
    });
    (!accepts[0] && !last.is_all()).then_some(last)
}

/// Returns the state in which a search waits for the start of a match, and the few characters that leave it.
pub(super) fn home(automaton: &Automaton) -> Option<(usize, Scalars)> {
    let classes = &automaton.alphabet.classes;
    let common = (0..classes.len()).max_by_key(|&letter| classes[letter].ranges().len())?;
    let home = automaton.next[0][common];
    if automaton.next[home][common] != home || automaton.is_final(home) {
        return None;
    }
    let leaving = automaton.next[home]
        .iter()
        .zip(classes)
        .filter(|(next, _)| **next != home);
    let exits = leaving.fold(Scalars::default(), |all, (_, class)| all.union(class));
    let ascii = exits
        .split_ascii(true)
        .ranges()
        .iter()
        .map(|&(low, high)| high - low + 1)
        .sum::<u32>();
    (ascii <= FEW_EXITS).then_some((home, exits))
}

fn shortest(automaton: &Automaton) -> usize {
    let mut reached = vec![false; automaton.next.len()];
    let mut level = vec![0];
    for length in 0..automaton.next.len() {
        if level.iter().any(|&state| automaton.accepts[state]) {
            return length;
        }
        let next = level.iter().flat_map(|&state| &automaton.next[state]).copied();
        level = next
            .filter(|&state| !std::mem::replace(&mut reached[state], true))
            .collect();
    }
    0
}

/// Returns the longest path to an accepting state, unless there is a cycle on one; visits states in topological order.
fn longest(automaton: &Automaton) -> Option<usize> {
    let live = live(automaton);
    let edges = |state: usize| {
        let edges = automaton.next[state]
            .iter()
            .enumerate()
            .filter(|(_, next)| live[**next]);
        edges.map(|(letter, &next)| (automaton.alphabet.classes[letter].widest(), next))
    };
    let mut incoming = vec![0; live.len()];
    let alive = || (0..live.len()).filter(|&state| live[state]);
    alive().for_each(|state| edges(state).for_each(|(_, next)| incoming[next] += 1));
    let mut open: Vec<usize> = alive().filter(|&state| incoming[state] == 0).collect();
    let (mut length, mut done) = (vec![0; live.len()], 0);
    while let Some(state) = open.pop() {
        done += 1;
        for (width, next) in edges(state) {
            length[next] = length[next].max(length[state] + width);
            incoming[next] -= 1;
            open.extend((incoming[next] == 0).then_some(next));
        }
    }
    (done == alive().count()).then(|| length.into_iter().max().unwrap_or(0))
}

/// Returns the states from which an accepting one can be reached.
fn live(automaton: &Automaton) -> Vec<bool> {
    let mut sources = vec![Vec::new(); automaton.next.len()];
    for (state, row) in automaton.next.iter().enumerate() {
        row.iter().for_each(|&next| sources[next].push(state));
    }
    let mut live = automaton.accepts.clone();
    let mut open: Vec<usize> = (0..live.len()).filter(|&state| live[state]).collect();
    while let Some(state) = open.pop() {
        let new = sources[state]
            .iter()
            .filter(|&&source| !std::mem::replace(&mut live[source], true));
        open.extend(new);
    }
    live
}

impl Scalars {
    /// Returns the maximum number of bytes of a member in UTF-8.
    fn widest(&self) -> usize {
        let last = self.char_ranges().last();
        last.map_or(0, |(_, high)| high.len_utf8())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Budget, parse};

    fn automaton(pattern: &str) -> Automaton {
        Automaton::new(&parse(pattern).expect(pattern), &Budget::default()).expect(pattern)
    }

    #[test]
    fn lengths_are_in_bytes() {
        for (pattern, expected) in [
            ("^(?:ab|c)$", (1, Some(2))),
            ("^(?:ab|ä?c)$", (1, Some(3))),
            ("^(?:a|.)$", (1, Some(4))),
            ("^(?:ab|cd*)$", (1, None)),
            ("abc|d", (1, None)),
            ("", (0, None)),
        ] {
            assert_eq!(lengths(&automaton(pattern)), expected, "{pattern}");
        }
    }

    #[test]
    fn last_and_home() {
        assert_eq!(
            last(&automaton("^(?:ab|[c-e]*d)$")),
            Some(Scalars::new([(0x62, 0x62), (0x64, 0x64)]))
        );
        assert_eq!(last(&automaton("^(?:ab)?$")), None);
        assert_eq!(last(&automaton("ab|c$")), None);
        assert_eq!(
            home(&automaton("^x|ab")).map(|(_, exits)| exits),
            Some(Scalars::one('a'))
        );
        assert_eq!(home(&automaton("^x$")), None);
    }
}
