//! The position of each node of a string, as a tree: a key is stored once, for any number of nodes below it.

use hashbrown::HashMap;

use crate::diagnostic::Mark;
use crate::pointer::unescaped;

/// Contains the mark of each node. A large document has hundreds of thousands of nodes, whose keys repeat: each key is kept once.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// The line and the column of each node.
    marks: Vec<[u32; 2]>,
    tokens: HashMap<Box<str>, u32>,
    /// The node that a token leads to from its parent.
    below: HashMap<(u32, u32), u32>,
}

/// The index of the root.
pub(super) const ROOT: usize = 0;

impl Places {
    /// Sets the mark of the root.
    pub(super) fn start(&mut self, mark: Mark) {
        match self.marks.first_mut() {
            Some(root) => *root = small(mark),
            None => self.marks.push(small(mark)),
        }
    }

    /// Returns the index of the node `token`, not escaped, below `parent`; a new one gets `mark`.
    pub(super) fn below(&mut self, parent: usize, token: &str, mark: Mark) -> usize {
        let next = number(self.marks.len());
        let token = self.token(token);
        let found = *self.below.entry((number(parent), token)).or_insert(next);
        if found == next {
            self.marks.push(small(mark));
        }
        found as usize
    }

    /// Returns how many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.marks.len()
    }

    /// Returns the mark of a node by its number; of the text where there is no such node.
    pub(super) fn mark(&self, node: usize) -> Mark {
        self.marks
            .get(node)
            .map_or(Mark { line: 1, column: 1 }, |mark| whole(*mark))
    }

    /// Returns the number of a token, which stays the same.
    fn token(&mut self, token: &str) -> u32 {
        if let Some(known) = self.tokens.get(token) {
            return *known;
        }
        let next = number(self.tokens.len());
        self.tokens.insert(token.into(), next);
        next
    }

    /// Returns the mark of the node that `pointer` names, or of its nearest ancestor.
    pub(super) fn nearest(&self, pointer: &str) -> Mark {
        let mut node = number(ROOT);
        for token in pointer.split('/').skip(1) {
            let token = self.tokens.get(&*unescaped(token));
            match token.and_then(|token| self.below.get(&(node, *token))) {
                Some(next) => node = *next,
                None => break,
            }
        }
        self.mark(node as usize)
    }

    /// Returns the pointers of the nodes that `token` leads to, sorted.
    pub(super) fn named(&self, token: &str) -> Vec<String> {
        let Some(token) = self.tokens.get(token) else {
            return Vec::new();
        };
        let texts: HashMap<u32, &str> = self
            .tokens
            .iter()
            .map(|(text, token)| (*token, &**text))
            .collect();
        let above: Above<'_> = self
            .below
            .iter()
            .map(|((parent, token), node)| (*node, (*parent, texts[token])))
            .collect();
        let found = self.below.iter().filter(|((_, own), _)| own == token);
        let mut pointers: Vec<String> = found.map(|(_, node)| pointer_of(*node, &above)).collect();
        pointers.sort();
        pointers
    }

    /// Returns all pointers, each with its mark.
    #[cfg(test)]
    pub(super) fn all(&self) -> Vec<(String, Mark)> {
        let mut pointers = vec![String::new(); self.marks.len()];
        let mut below: Vec<_> = self.below.iter().collect();
        below.sort_by_key(|(_, node)| **node);
        for ((parent, token), node) in below {
            let token = self.tokens.iter().find(|(_, own)| *own == token);
            let (text, _) = token.expect("every token has a text");
            pointers[*node as usize] = crate::pointer::child(&pointers[*parent as usize], text);
        }
        let marks = self.marks.iter().map(|mark| whole(*mark));
        pointers.into_iter().zip(marks).collect()
    }
}

/// The parent of each node, and the token that leads from there to it.
type Above<'p> = HashMap<u32, (u32, &'p str)>;

fn pointer_of(node: u32, above: &Above<'_>) -> String {
    let path = std::iter::successors(above.get(&node), |(parent, _)| above.get(parent));
    let tokens: Vec<&str> = path.map(|(_, token)| *token).collect();
    let tokens = tokens.iter().rev();
    tokens.fold(String::new(), |pointer, token| {
        crate::pointer::child(&pointer, token)
    })
}

/// Returns a count in half the memory; a file with more than 2^32 nodes or characters only loses positions.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn small(mark: Mark) -> [u32; 2] {
    [number(mark.line), number(mark.column)]
}

fn whole([line, column]: [u32; 2]) -> Mark {
    Mark {
        line: line as usize,
        column: column as usize,
    }
}
