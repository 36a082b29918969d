//! Text of Rust, line by line.
//!
//! Thousands of structs, descriptors and setters have few forms. They are written as formatted strings:
//! parsing and printing them as tokens took nine tenths of the time for the whole API. Code that differs from
//! case to case (matchers of patterns) is quoted, and formatted by prettyplease.

use super::doc_attrs::reflow;
use super::line_width;

/// Lines of Rust.
#[derive(Default)]
pub(super) struct Code {
    text: String,
    depth: usize,
}

impl Code {
    /// Writes a line at the current depth; an empty line if `line` is empty.
    pub(super) fn line(&mut self, line: &str) {
        let indent = self.depth * 4;
        if line.is_empty() || indent + line.len() <= line_width::WIDTH {
            let indent = if line.is_empty() { 0 } else { indent };
            line_width::push_spaces(&mut self.text, indent);
            self.text.push_str(line);
            return self.text.push('\n');
        }
        for line in line_width::fit(line, indent) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// Writes a line that opens a block, its content one level deeper, and the line that closes it.
    pub(super) fn block(&mut self, open: &str, close: &str, inside: impl FnOnce(&mut Self)) {
        self.line(open);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.line(close);
    }

    /// Writes a line for each of `items`, one level deeper.
    pub(super) fn lines<T>(&mut self, items: &[T], line: impl Fn(&T) -> String) {
        self.depth += 1;
        items.iter().for_each(|item| self.line(&line(item)));
        self.depth -= 1;
    }

    /// Writes lines of text as a string literal and a comma. The literal contains the indentation of the lines.
    pub(super) fn text(&mut self, lines: &[String]) {
        let mut quote = "\"";
        for line in lines {
            self.text.extend(std::iter::repeat_n(' ', self.depth * 4));
            self.text.push_str(quote);
            let quoted = literal(line);
            self.text.push_str(&quoted[1..quoted.len() - 1]);
            self.text.push('\n');
            quote = "";
        }
        if lines.is_empty() {
            return self.line("\"\",");
        }
        self.text.pop();
        self.text.push_str("\",\n");
    }

    /// Writes a documentation comment, wide lines of which are wrapped.
    pub(super) fn doc(&mut self, lines: &[String]) {
        for line in reflow(lines).iter() {
            line_width::push_spaces(&mut self.text, self.depth * 4);
            self.text.push_str(if line.is_empty() { "///" } else { "/// " });
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// Writes an empty line, unless a block has just been opened.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("{\n") && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Returns the code.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Returns a string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// Items with commas between them.
pub(super) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let mut joined = String::new();
    for item in items {
        if !joined.is_empty() {
            joined.push_str(", ");
        }
        joined.push_str(item.as_ref());
    }
    joined
}

/// Returns string literals separated by commas.
pub(super) fn literals<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    list(texts.into_iter().map(literal))
}
