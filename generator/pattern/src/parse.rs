//! Parses patterns: the grammar of ECMA-262 (section 22.2.1) with the `u` flag.

use super::ast::{Ast, Node, Note, ParseError};
use super::code_points::Scalars;
use super::escape;
use super::flags::Flags;

/// The maximum depth of groups: real patterns are not deeper, and recursion needs a limit.
const MAX_DEPTH: usize = 100;
/// The maximum count in `{n,m}`.
const MAX_COUNT: u32 = 1_000_000;

/// Parses a pattern as ECMA-262 does with the `u` flag.
///
/// Escapes of ASCII punctuation that the `u` flag forbids (`\:`, `\@`, `\-` outside a class) are accepted, because
/// published documents contain them and they have only one meaning; so are lone brackets and inline flags. Each
/// adds a [`Note`].
///
/// # Errors
/// The first syntax error, or the first unsupported construct: back references, look-behind that depends
/// on the following string, flags with other meanings, groups nested more than 100 deep, counts above 1,000,000.
pub fn parse(text: &str) -> Result<Ast, ParseError> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        notes: Vec::new(),
        names: Vec::new(),
        flags: Flags::default(),
    };
    let root = parser.disjunction()?;
    if parser.peek().is_some() {
        return Err(parser.error(
            "`)` without a group that it closes",
            "write `\\)` for the character itself",
        ));
    }
    Ok(Ast {
        root,
        notes: parser.notes,
    })
}

/// The rest of a pattern, and the notes so far.
pub(super) struct Parser<'t> {
    text: &'t str,
    pub(super) at: usize,
    depth: usize,
    pub(super) notes: Vec<Note>,
    names: Vec<&'t str>,
    pub(super) flags: Flags,
}

impl<'t> Parser<'t> {
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    pub(super) fn error(&self, message: impl Into<String>, help: impl Into<String>) -> ParseError {
        self.error_at(self.at, message, help)
    }

    pub(super) fn error_at(
        &self,
        offset: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ParseError {
        ParseError {
            offset,
            message: message.into(),
            help: help.into(),
        }
    }

    /// Disjunction :: Alternative (`|` Alternative)*
    fn disjunction(&mut self) -> Result<Node, ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(
                format!("groups nest more than {MAX_DEPTH} deep"),
                "flatten the pattern",
            ));
        }
        self.depth += 1;
        let mut branches = vec![self.alternative()?];
        while self.eat("|") {
            branches.push(self.alternative()?);
        }
        self.depth -= 1;
        Ok(if branches.len() == 1 {
            branches.remove(0)
        } else {
            Node::Either(branches)
        })
    }

    /// Alternative :: Term*
    fn alternative(&mut self) -> Result<Node, ParseError> {
        let mut terms = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            terms.push(self.term()?);
        }
        Ok(match terms.len() {
            0 => Node::Empty,
            1 => terms.remove(0),
            _ => Node::Sequence(terms),
        })
    }

    /// Term :: Assertion | Atom Quantifier?
    fn term(&mut self) -> Result<Node, ParseError> {
        match self.assertion()? {
            Some(assertion) => Ok(assertion),
            None => {
                let atom = self.atom()?;
                self.quantified(atom)
            }
        }
    }

    fn assertion(&mut self) -> Result<Option<Node>, ParseError> {
        if self.eat("^") {
            Ok(Some(self.flags.start()))
        } else if self.eat("$") {
            Ok(Some(self.flags.end()))
        } else if self.eat("\\b") {
            Ok(Some(Node::WordBoundary { negated: false }))
        } else if self.eat("\\B") {
            Ok(Some(Node::WordBoundary { negated: true }))
        } else if self.eat("(?<=") {
            self.behind(false).map(Some)
        } else if self.eat("(?<!") {
            self.behind(true).map(Some)
        } else if self.eat("(?=") {
            self.look(false).map(Some)
        } else if self.eat("(?!") {
            self.look(true).map(Some)
        } else {
            Ok(None)
        }
    }

    fn look(&mut self, negated: bool) -> Result<Node, ParseError> {
        let node = Box::new(self.group_body(self.at - 3)?);
        Ok(Node::Look { negated, node })
    }

    fn behind(&mut self, negated: bool) -> Result<Node, ParseError> {
        let opened = self.at - 4;
        let node = Box::new(self.group_body(opened)?);
        match asks_for_what_follows(&node) {
            false => Ok(Node::Behind { negated, node }),
            true => Err(self.error_at(
                opened,
                "look-behind that asks for what follows is not supported",
                "take `$`, `\\b` and `(?=..)` out of it",
            )),
        }
    }

    /// Parses the content of a group whose parenthesis at `opened` was read, and the closing parenthesis.
    fn group_body(&mut self, opened: usize) -> Result<Node, ParseError> {
        let flags = self.flags;
        let node = self.disjunction()?;
        self.flags = flags;
        if self.eat(")") {
            return Ok(node);
        }
        Err(self.error_at(
            opened,
            "a group that is never closed",
            "add `)`, or write `\\(` for the character itself",
        ))
    }

    fn atom(&mut self) -> Result<Node, ParseError> {
        let start = self.at;
        match self.next() {
            Some('.') => Ok(Node::Class(self.flags.any())),
            Some('(') => self.group(start),
            Some('[') => self.class(start).map(Node::Class),
            Some('\\') => escape::atom(self, start).map(Node::Class),
            Some('*' | '+' | '?') => Err(self.error_at(
                start,
                "nothing to repeat",
                "escape it to mean the character itself",
            )),
            Some('{') if is_count(&self.text[start..]) => Err(self.error_at(
                start,
                "nothing to repeat",
                "escape it to mean the character itself",
            )),
            Some(bracket @ ('{' | '}' | ']')) => {
                self.note(
                    start,
                    format!("a lone `{bracket}` is not allowed with the `u` flag"),
                );
                Ok(Node::Class(Scalars::one(bracket)))
            }
            Some(scalar) => Ok(Node::Class(self.flags.fold(Scalars::one(scalar)))),
            None => Ok(Node::Empty),
        }
    }

    fn group(&mut self, opened: usize) -> Result<Node, ParseError> {
        if self.eat("?<") {
            self.group_name()?;
        } else if self.rest().starts_with('?') && !self.eat("?:") {
            return self.flagged(opened);
        }
        self.group_body(opened)
    }

    /// `(?flags:..)` (ECMA-262 of 2025, modifiers), or `(?flags)`, which applies to the rest of the group around it.
    fn flagged(&mut self, opened: usize) -> Result<Node, ParseError> {
        let around = self.flags;
        self.at += 1;
        let mut on = true;
        loop {
            let start = self.at;
            match self.next() {
                Some('-') if on => on = false,
                Some(':') => {
                    let node = self.group_body(opened)?;
                    self.flags = around;
                    return Ok(node);
                }
                Some(')') => {
                    self.note(opened, "flags for the rest of a pattern are not part of ECMA-262");
                    return Ok(Node::Empty);
                }
                Some(flag) if self.flags.set(flag, on) => {}
                _ => {
                    return Err(self.error_at(
                        start,
                        "not a flag that is supported",
                        "write one of `i`, `m` and `s`, or a plain group `(?:..)`",
                    ));
                }
            }
        }
    }

    pub(super) fn note(&mut self, offset: usize, message: impl Into<String>) {
        self.notes.push(Note {
            offset,
            message: message.into(),
        });
    }

    /// Parses the name and `>` of `(?<name>..)`.
    fn group_name(&mut self) -> Result<(), ParseError> {
        let start = self.at;
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let name = self.rest().split(|c| !is_part(c)).next().unwrap_or_default();
        self.at += name.len();
        if name.is_empty() || name.starts_with(|c: char| c.is_numeric()) || !self.eat(">") {
            return Err(self.error_at(
                start,
                "not a group name",
                "write `(?<name>..)` with letters, digits, `_`, `$`",
            ));
        }
        if self.names.contains(&name) {
            return Err(self.error_at(
                start,
                format!("two groups are named `{name}`"),
                "rename one of them",
            ));
        }
        self.names.push(name);
        Ok(())
    }

    /// Quantifier :: `*` `+` `?` `{n}` `{n,}` `{n,m}`, each with an optional `?`, which does not affect matching.
    fn quantified(&mut self, atom: Node) -> Result<Node, ParseError> {
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') if is_count(self.rest()) => return self.counted(atom),
            _ => return Ok(atom),
        };
        self.at += 1;
        self.eat("?");
        Ok(Node::Repeat {
            node: Box::new(atom),
            min,
            max,
        })
    }

    fn counted(&mut self, atom: Node) -> Result<Node, ParseError> {
        let start = self.at;
        self.at += 1;
        let min = self.count()?;
        let max = match self.eat(",") {
            true if self.peek() == Some('}') => None,
            true => Some(self.count()?),
            false => Some(min),
        };
        if !self.eat("}") {
            return Err(self.error_at(
                start,
                "a quantifier that is never closed",
                "write `{n}`, `{n,}` or `{n,m}`",
            ));
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.error_at(
                start,
                "the counts of a quantifier are out of order",
                "put the lesser one first",
            ));
        }
        self.eat("?");
        Ok(Node::Repeat {
            node: Box::new(atom),
            min,
            max,
        })
    }

    fn count(&mut self) -> Result<u32, ParseError> {
        let start = self.at;
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        self.at += digits;
        if digits == 0 {
            return Err(self.error_at(
                start,
                "a count is missing",
                "write `{n}`, or `\\{` for the character itself",
            ));
        }
        let count = self.text[start..self.at]
            .parse()
            .ok()
            .filter(|count| *count <= MAX_COUNT);
        count.ok_or_else(|| {
            self.error_at(
                start,
                format!("a count above {MAX_COUNT}"),
                "use `maxLength` for long texts",
            )
        })
    }

    /// CharacterClass :: `[` `^`? ClassRanges `]`, after its opening bracket.
    fn class(&mut self, opened: usize) -> Result<Scalars, ParseError> {
        let negated = self.eat("^");
        let mut parts = Vec::new();
        while !self.eat("]") {
            if self.peek().is_none() {
                return Err(self.error_at(opened, "a class that is never closed", "add `]`, or write `\\[`"));
            }
            self.class_part(&mut parts)?;
        }
        let set = Scalars::new(parts);
        Ok(if negated { set.negate() } else { set })
    }

    /// Parses a member, set or range of a class.
    fn class_part(&mut self, parts: &mut Vec<(u32, u32)>) -> Result<(), ParseError> {
        let start = self.at;
        let first = self.class_atom()?;
        let is_range =
            self.rest().starts_with('-') && !self.rest().starts_with("-]") && self.rest().len() > 1;
        if !is_range {
            parts.extend(first.ranges(self.flags));
            return Ok(());
        }
        self.at += 1;
        match (first, self.class_atom()?) {
            (ClassAtom::Point(low), ClassAtom::Point(high)) if low <= high => {
                let range = self.flags.fold(Scalars::new([(low, high)]));
                parts.extend(range.ranges());
            }
            (ClassAtom::Point(_), ClassAtom::Point(_)) => {
                return Err(self.error_at(start, "a range that is out of order", "put the lesser end first"));
            }
            // ECMA-262, B.1.2: without the `u` flag, it is a character.
            (first, last) => {
                let message =
                    "a range between sets is not allowed with the `u` flag; its `-` is read as `\\-`";
                self.note(start, message);
                let dash = ClassAtom::Point('-' as u32);
                parts.extend(
                    [first, dash, last]
                        .iter()
                        .flat_map(|atom| atom.ranges(self.flags)),
                );
            }
        }
        Ok(())
    }

    fn class_atom(&mut self) -> Result<ClassAtom, ParseError> {
        let start = self.at;
        match self.next() {
            Some('\\') => escape::in_class(self, start),
            Some(scalar) => Ok(ClassAtom::Point(scalar as u32)),
            None => Err(self.error("a class that is never closed", "add `]`")),
        }
    }
}

/// Returns true if a string starts with `{n}`, `{n,}` or `{n,m}`; any other brace is literal.
fn is_count(text: &str) -> bool {
    let Some((count, _)) = text.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return false;
    };
    let (min, max) = count.split_once(',').unwrap_or((count, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !min.is_empty() && is_number(min) && is_number(max)
}

/// Returns true if a part of a look-behind depends on the string after its position.
fn asks_for_what_follows(node: &Node) -> bool {
    match node {
        Node::End | Node::WordBoundary { .. } | Node::Look { .. } => true,
        Node::Behind { node, .. } | Node::Repeat { node, .. } => asks_for_what_follows(node),
        Node::Sequence(parts) | Node::Either(parts) => parts.iter().any(asks_for_what_follows),
        Node::Empty | Node::Class(_) | Node::Start => false,
    }
}

/// An end of a range, or a set, inside a class.
pub(super) enum ClassAtom {
    /// A code point; it may be a surrogate, which no string contains.
    Point(u32),
    /// A set such as `\d`.
    Set(Scalars),
}

impl ClassAtom {
    fn ranges(&self, flags: Flags) -> Vec<(u32, u32)> {
        match self {
            Self::Point(point) => flags.fold(Scalars::new([(*point, *point)])).ranges().to_vec(),
            Self::Set(set) => set.ranges().to_vec(),
        }
    }
}
