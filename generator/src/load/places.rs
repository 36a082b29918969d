//! The position of each node of a string, as a tree: a key is stored once, for any number of nodes below it.

use std::collections::HashMap;

use crate::diagnostic::Mark;
use crate::pointer::unescaped;

/// Contains the mark of each node.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    marks: Vec<Mark>,
    below: HashMap<(usize, String), usize>,
}

/// The index of the root.
pub(super) const ROOT: usize = 0;

impl Places {
    /// Sets the mark of the root.
    pub(super) fn start(&mut self, mark: Mark) {
        match self.marks.first_mut() {
            Some(root) => *root = mark,
            None => self.marks.push(mark),
        }
    }

    /// Returns the index of the node `token`, not escaped, below `parent`; a new one gets `mark`.
    pub(super) fn below(&mut self, parent: usize, token: &str, mark: Mark) -> usize {
        let next = self.marks.len();
        let number = *self.below.entry((parent, token.to_owned())).or_insert(next);
        if number == next {
            self.marks.push(mark);
        }
        number
    }

    /// Returns the mark of the node that `pointer` names, or of its nearest ancestor.
    pub(super) fn nearest(&self, pointer: &str) -> Mark {
        let mut number = ROOT;
        for token in pointer.split('/').skip(1) {
            match self.below.get(&(number, unescaped(token).into_owned())) {
                Some(next) => number = *next,
                None => break,
            }
        }
        self.marks
            .get(number)
            .copied()
            .unwrap_or(Mark { line: 1, column: 1 })
    }

    /// Returns the pointers of the nodes that `token` leads to, sorted.
    pub(super) fn named(&self, token: &str) -> Vec<String> {
        let above: HashMap<usize, &(usize, String)> = self
            .below
            .iter()
            .map(|(above, number)| (*number, above))
            .collect();
        let found = self.below.iter().filter(|((_, own), _)| own == token);
        let mut pointers: Vec<String> = found.map(|(_, number)| pointer_of(*number, &above)).collect();
        pointers.sort();
        pointers
    }

    /// Returns all pointers, each with its mark.
    #[cfg(test)]
    pub(super) fn all(&self) -> Vec<(String, Mark)> {
        let mut pointers = vec![String::new(); self.marks.len()];
        let mut below: Vec<_> = self.below.iter().collect();
        below.sort_by_key(|(_, number)| **number);
        for ((parent, token), number) in below {
            pointers[*number] = crate::pointer::child(&pointers[*parent], token);
        }
        pointers.into_iter().zip(self.marks.iter().copied()).collect()
    }
}

fn pointer_of(number: usize, above: &HashMap<usize, &(usize, String)>) -> String {
    let path = std::iter::successors(above.get(&number), |(parent, _)| above.get(parent));
    let tokens: Vec<&str> = path.map(|(_, token)| token.as_str()).collect();
    let tokens = tokens.iter().rev();
    tokens.fold(String::new(), |pointer, token| {
        crate::pointer::child(&pointer, token)
    })
}
