//! Scans the events of YAML for the position of every node, and for syntax errors.
//!
//! It only runs when something has to be reported.

use super::places::{Places, ROOT};
use crate::diagnostic::{Diagnostic, Location, Mark};
use hashbrown::HashMap;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

/// The maximum depth of a document; both parsers reject more than 128.
pub(super) const DEPTH: usize = 127;

/// Returns the maximum size of a tree, in nodes and bytes of strings together.
///
/// Without aliases, a tree is smaller than its file; aliases may repeat parts up to this limit.
pub(super) fn room(text: &str) -> usize {
    text.len() * 8 + 1024
}

/// A syntax error in a file.
#[derive(Debug)]
pub(super) struct Fault {
    code: &'static str,
    mark: Mark,
    message: String,
    help: &'static str,
}

impl Fault {
    pub(super) fn new(
        code: &'static str,
        mark: Mark,
        message: impl Into<String>,
        help: &'static str,
    ) -> Self {
        Self {
            code,
            mark,
            message: message.into(),
            help,
        }
    }

    /// Returns a syntax error; `message` comes from the parser, and `mark` if the parser states one.
    ///
    /// The parsers' own limit on depth counts as [`Fault::nested`]; the position in the message is removed.
    pub(super) fn syntax(mark: Option<Mark>, message: &str) -> Self {
        let mark = mark.unwrap_or(Mark { line: 1, column: 1 });
        let message = message.split(" at line ").next().unwrap_or_default();
        if message == "recursion limit exceeded" {
            return Self::nested(mark);
        }
        Self::new(
            "syntax-error",
            mark,
            message,
            "fix the syntax here or shortly before",
        )
    }

    fn nested(mark: Mark) -> Self {
        let message = format!("the document nests deeper than {DEPTH} levels");
        Self::new("nested-too-deep", mark, message, "flatten the document")
    }

    pub(super) fn in_file(self, file: &str) -> Diagnostic {
        Diagnostic::new(
            self.code,
            Location::in_text(file, self.mark),
            self.message,
            self.help,
        )
    }
}

/// The results of a scan.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) places: Places,
    pub(super) faults: Vec<Fault>,
}

/// Scans YAML.
pub(super) fn yaml(text: &str) -> Scan {
    let mut walk = Walk {
        left: room(text),
        ..Walk::default()
    };
    for event in Parser::new_from_str(text) {
        let more = match event {
            Ok((event, span)) => walk.take(event, mark(span.start)),
            Err(error) => {
                walk.scan
                    .faults
                    .push(Fault::syntax(Some(mark(*error.marker())), error.info()));
                false
            }
        };
        if !more {
            break;
        }
    }
    walk.scan
}

fn mark(marker: Marker) -> Mark {
    Mark {
        line: marker.line().max(1),
        column: marker.col() + 1,
    }
}

/// A mapping or sequence that is being scanned.
struct Frame {
    kind: Kind,
    /// Its index in the tree of positions.
    node: usize,
    anchor: usize,
    size: usize,
}

enum Kind {
    Sequence {
        next: usize,
    },
    /// `key` is the node of a key, between it and its value; `seen` has the line of each key.
    Mapping {
        key: Option<usize>,
        seen: HashMap<String, usize>,
    },
}

#[derive(Default)]
struct Walk {
    scan: Scan,
    stack: Vec<Frame>,
    /// The index of the current node.
    node: usize,
    /// The size of each anchored node, including its aliases.
    anchors: HashMap<usize, usize>,
    /// The remaining size of the tree.
    left: usize,
    documents: usize,
}

impl Walk {
    /// Processes an event; returns false if the rest need not be scanned.
    fn take(&mut self, event: Event<'_>, mark: Mark) -> bool {
        self.tag(&event, mark);
        match event {
            Event::DocumentStart(_) => self.document(mark),
            Event::Scalar(text, style, anchor, _) => self.scalar(&text, style, anchor, mark),
            Event::SequenceStart(anchor, _) => self.open(Kind::Sequence { next: 0 }, anchor, mark),
            Event::MappingStart(anchor, _) => self.open(
                Kind::Mapping {
                    key: None,
                    seen: HashMap::new(),
                },
                anchor,
                mark,
            ),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor, mark),
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Nothing => true,
        }
    }

    fn fault(&mut self, code: &'static str, mark: Mark, message: impl Into<String>, help: &'static str) {
        self.scan.faults.push(Fault::new(code, mark, message, help));
    }

    /// Custom tags (`!thing`) have no meaning in OpenAPI; those of YAML's core schema do.
    fn tag(&mut self, event: &Event<'_>, mark: Mark) {
        let tag = match event {
            Event::Scalar(_, _, _, tag) | Event::SequenceStart(_, tag) | Event::MappingStart(_, tag) => tag,
            _ => return,
        };
        if tag.as_ref().is_some_and(|tag| !tag.is_yaml_core_schema()) {
            self.fault(
                "unknown-tag",
                mark,
                "the YAML tag is not supported",
                "remove the tag",
            );
        }
    }

    fn document(&mut self, mark: Mark) -> bool {
        self.documents += 1;
        if self.documents > 1 {
            let help = "write each document into its own file";
            self.fault(
                "several-documents",
                mark,
                "a second YAML document starts here",
                help,
            );
        }
        self.documents < 2
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, mark: Mark) -> bool {
        let size = 1 + text.len();
        self.anchors.insert(anchor, size);
        if self.expects_key() {
            self.key(text, mark);
        } else {
            self.begin(mark);
            if style == ScalarStyle::Plain && !fits_json(text) {
                let help = "write a number between -2^63 and 2^64, or quote a string";
                self.fault(
                    "bad-number",
                    mark,
                    format!("`{text}` is a number that JSON cannot represent"),
                    help,
                );
            }
            self.end();
        }
        self.grow(size, mark)
    }

    fn expects_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Frame {
                kind: Kind::Mapping { key: None, .. },
                ..
            })
        )
    }

    fn key(&mut self, text: &str, mark: Mark) {
        let Some(Frame {
            kind: Kind::Mapping { key, seen },
            ..
        }) = self.stack.last_mut()
        else {
            return;
        };
        *key = Some(self.scan.places.below(self.node, text, mark));
        if let Some(first) = seen.get(text) {
            let message = format!("`{text}` appears twice in one mapping, first in line {first}");
            self.fault("duplicate-key", mark, message, "remove or rename one of the two");
        } else {
            seen.insert(text.to_owned(), mark.line);
        }
    }

    /// Enters a node.
    fn begin(&mut self, mark: Mark) {
        let places = &mut self.scan.places;
        match self.stack.last_mut().map(|frame| &mut frame.kind) {
            // The position of a mapping's entry is that of its key.
            Some(Kind::Mapping { key, .. }) => self.node = key.take().unwrap_or(self.node),
            Some(Kind::Sequence { next }) => {
                self.node = places.below(self.node, &next.to_string(), mark);
                *next += 1;
            }
            None => places.start(mark),
        }
    }

    /// Leaves the node.
    fn end(&mut self) {
        self.node = self.stack.last().map_or(ROOT, |frame| frame.node);
    }

    fn open(&mut self, kind: Kind, anchor: usize, mark: Mark) -> bool {
        if self.expects_key() {
            self.fault(
                "key-not-text",
                mark,
                "a list or a mapping is used as a key",
                "write the key as a string",
            );
            return false;
        }
        if self.stack.len() == DEPTH {
            self.scan.faults.push(Fault::nested(mark));
            return false;
        }
        self.begin(mark);
        self.stack.push(Frame {
            kind,
            node: self.node,
            anchor,
            size: 0,
        });
        self.grow(1, mark)
    }

    fn close(&mut self) -> bool {
        if let Some(frame) = self.stack.pop() {
            self.anchors.insert(frame.anchor, frame.size);
            if let Some(parent) = self.stack.last_mut() {
                parent.size = parent.size.saturating_add(frame.size);
            }
        }
        self.end();
        true
    }

    fn alias(&mut self, anchor: usize, mark: Mark) -> bool {
        // An anchor without a size is still open: the node would contain itself.
        let size = self.anchors.get(&anchor).copied().unwrap_or(usize::MAX);
        if self.expects_key() {
            self.key("*", mark);
        } else {
            self.begin(mark);
            self.end();
        }
        self.grow(size, mark)
    }

    /// Counts `size` more nodes and bytes into the tree.
    fn grow(&mut self, size: usize, mark: Mark) -> bool {
        if let Some(frame) = self.stack.last_mut() {
            frame.size = frame.size.saturating_add(size);
        }
        let Some(left) = self.left.checked_sub(size) else {
            let message = "aliases make the document many times larger than its text";
            self.fault(
                "alias-expansion",
                mark,
                message,
                "write the parts out, or use `$ref`",
            );
            return false;
        };
        self.left = left;
        true
    }
}

/// Returns false for a plain scalar that is a number which JSON cannot represent.
fn fits_json(text: &str) -> bool {
    !matches!(text, ".nan" | ".NaN" | ".NAN")
}
