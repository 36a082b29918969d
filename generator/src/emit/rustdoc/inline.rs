//! Inlines: code spans, web links, bold words; every other character is literal.

use super::code;
use std::borrow::Cow;

/// A non-breaking space. Cleaned text has no NUL.
pub(super) const HARD_SPACE: char = '\0';

/// The maximum number of characters of a link's text or URL.
const LONGEST_LINK: usize = 2000;

/// Returns the lengths of the runs of backticks in `text`.
pub(super) fn backtick_runs(text: &str) -> Vec<usize> {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.filter(|&length| length > 0).collect()
}

/// Converts cleaned CommonMark inlines to safe ones. Lines may break at spaces and line feeds.
pub(super) fn inline(text: &str) -> Cow<'_, str> {
    if is_literal(text) {
        return Cow::Borrowed(text);
    }
    let source: Vec<char> = text.chars().collect();
    Cow::Owned(Writer::over(&source, false))
}

/// Returns `true` if every character of `text` is literal, also next to the others.
fn is_literal(text: &str) -> bool {
    let is_mark = |c| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' | '&');
    !text.contains(is_mark) && !text.contains("--") && !text.contains("://")
}

struct Writer<'a> {
    source: &'a [char],
    at: usize,
    out: String,
    /// Whether this is the text of a link, which contains no other link (6.3).
    in_link: bool,
}

impl<'a> Writer<'a> {
    fn over(source: &'a [char], in_link: bool) -> String {
        let out = String::with_capacity(source.len());
        let mut writer = Self {
            source,
            at: 0,
            out,
            in_link,
        };
        while let Some(&c) = source.get(writer.at) {
            writer.step(c);
        }
        writer.out
    }

    fn step(&mut self, c: char) {
        let taken = match c {
            '\\' => self.escape(),
            '`' => self.code(),
            '*' => self.bold() || self.lone_star(),
            '_' => self.underscores(),
            '!' | '[' if !self.in_link => self.link(c),
            '<' | 'h' | 'H' if !self.in_link => self.address(c),
            _ => false,
        };
        if !taken {
            self.at += 1;
            self.literal(c);
        }
    }

    fn peek(&self, offset: usize) -> Option<char> {
        self.source.get(self.at + offset).copied()
    }

    fn before(&self) -> Option<char> {
        self.at.checked_sub(1).map(|at| self.source[at])
    }

    /// Writes a literal character, which was just read.
    fn literal(&mut self, c: char) {
        let escaped = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' => true,
            '&' => is_entity(&self.source[self.at..]),
            // No dashes from options, no end of a comment, no URL from pieces, no footnote.
            '-' => self.out.ends_with('-'),
            '/' => self.out.ends_with('*') || self.out.ends_with(":/"),
            '^' => self.in_link && self.out.is_empty(),
            _ => false,
        };
        if escaped {
            self.out.push('\\');
        }
        self.out.push(c);
    }

    /// Reads a backslash escape, or one at the end of a line: a hard break (2.4, 6.7).
    fn escape(&mut self) -> bool {
        match self.peek(1) {
            Some('\n') => self.at += 1,
            Some(c) if c.is_ascii_punctuation() => {
                self.at += 2;
                self.literal(c);
            }
            _ => return false,
        }
        true
    }

    fn code(&mut self) -> bool {
        let Some((start, end, after)) = code_span(self.source, self.at) else {
            let run = run_length(self.source, self.at);
            self.at += run;
            self.out.push_str(&"\\`".repeat(run));
            return true;
        };
        let text: String = self.source[start..end].iter().collect();
        self.push_code(strip_code(&text.replace('\n', " ")));
        self.at = after;
        true
    }

    /// Writes a code span that stays on one line and separate from backticks before it.
    fn push_code(&mut self, text: &str) {
        if self.out.ends_with('`') {
            self.out.push(' ');
        }
        self.out
            .push_str(&code(text).replace(' ', HARD_SPACE.encode_utf8(&mut [0; 4])));
    }

    /// Reads `**bold**` that starts with a word and is separate from other words.
    fn bold(&mut self) -> bool {
        let Some(inside) = self.source[self.at..].strip_prefix(&['*', '*']) else {
            return false;
        };
        let length = bold_length(inside);
        let (inside, rest) = inside.split_at(length);
        let word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
        let apart = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
        let opens = word(inside.first()) && !word(self.before().as_ref());
        let ends = match inside.last() {
            Some(' ') | None => false,
            Some(last) if last.is_alphanumeric() || matches!(last, ':' | '.') => !word(rest.get(2)),
            Some(_) => apart(rest.get(2)),
        };
        let is_bold = opens && ends && rest.starts_with(&['*', '*']);
        if is_bold {
            let text = Writer::over(inside, true);
            self.out.push_str(&format!("**{text}**"));
            self.at += length + 4;
        }
        is_bold
    }

    /// Reads a star between spaces, which is not emphasis (6.2).
    fn lone_star(&mut self) -> bool {
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let lone = blank(self.before()) && blank(self.peek(1));
        if lone {
            self.out.push('*');
            self.at += 1;
        }
        lone
    }

    /// Reads underscores inside a word, which are not emphasis (6.2).
    fn underscores(&mut self) -> bool {
        let run = self.source[self.at..].iter().take_while(|&&c| c == '_').count();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let inside = word(self.before()) && word(self.peek(run));
        let mark = if inside { "_" } else { "\\_" };
        self.out.push_str(&mark.repeat(run));
        self.at += run;
        true
    }

    /// Reads a link or an image: a web URL becomes a link, any other only its text.
    fn link(&mut self, c: char) -> bool {
        let start = self.at + usize::from(c == '!');
        let Some((text, url, after)) = link(self.source, start) else {
            return false;
        };
        let target = address_end(&url.chars().collect::<Vec<_>>(), 0).is_some();
        let shown = Writer::over(text, true);
        match (shown.trim().is_empty(), target) {
            (true, true) => self.push_address(&url),
            (true, false) if url.is_empty() => return false,
            (true, false) => self.push_code(&url),
            (false, true) => self.push_link(shown.trim(), &url),
            (false, false) => self.out.push_str(&shown),
        }
        self.at = after;
        true
    }

    fn push_link(&mut self, text: &str, url: &str) {
        if self.out.ends_with('!') {
            self.out.pop();
            self.out.push_str("\\!");
        }
        self.out.push_str(&format!("[{text}](<{}>)", percent(url)));
    }

    /// Reads a URL, in angle brackets or bare.
    fn address(&mut self, c: char) -> bool {
        let start = self.at + usize::from(c == '<');
        let Some(end) = address_end(self.source, start) else {
            return false;
        };
        let closed = self.source.get(end) == Some(&'>');
        if c == '<' && !closed {
            return false;
        }
        let end = if c == '<' {
            end
        } else {
            trimmed(self.source, start, end)
        };
        let url: String = self.source[start..end].iter().collect();
        self.push_address(&url);
        self.at = end + usize::from(c == '<');
        true
    }

    /// Writes a URL as a link, or as code if it is a template or a pattern.
    fn push_address(&mut self, url: &str) {
        if url.contains(['{', '}', '*']) {
            self.push_code(url);
        } else {
            self.out.push_str(&format!("<{}>", percent(url)));
        }
    }
}

/// Returns the number of characters after `**` that may be bold: words, and punctuation without meaning or escaped.
fn bold_length(inside: &[char]) -> usize {
    let mut at = 0;
    while let Some(&c) = inside.get(at) {
        let next = inside.get(at + 1);
        at += match c {
            '\\' if next.is_some_and(char::is_ascii_punctuation) => 2,
            c if c.is_alphanumeric() || " :.,;[](){}-/'\"#+=?!%$".contains(c) => 1,
            _ => break,
        };
    }
    at
}

fn run_length(source: &[char], at: usize) -> usize {
    source[at..].iter().take_while(|&&c| c == '`').count()
}

/// Returns start and end of the content of the code span that opens at `at`, and the position after it (6.1).
pub(super) fn code_span(source: &[char], at: usize) -> Option<(usize, usize, usize)> {
    let length = run_length(source, at);
    let start = at + length;
    let mut end = start;
    while end < source.len() {
        let run = run_length(source, end);
        if run == length {
            return Some((start, end, end + run));
        }
        end += run.max(1);
    }
    None
}

/// Returns the content of a code span without one surrounding space on either side (6.1).
fn strip_code(text: &str) -> &str {
    let inside = text.strip_prefix(' ').and_then(|text| text.strip_suffix(' '));
    inside.filter(|_| !text.trim().is_empty()).unwrap_or(text)
}

/// Returns true if an entity or a numeric character reference continues here, after its `&` (2.5).
fn is_entity(rest: &[char]) -> bool {
    let name = rest.iter().skip(usize::from(rest.first() == Some(&'#')));
    let length = name.clone().take_while(|c| c.is_ascii_alphanumeric()).count();
    length > 0 && name.clone().nth(length) == Some(&';')
}

/// Returns text, URL and end of the inline link whose `[` is at `at` (6.3).
fn link(source: &[char], at: usize) -> Option<(&[char], String, usize)> {
    (source.get(at) == Some(&'[')).then_some(())?;
    let text_end = closing(source, at, '[', ']')?;
    (source.get(text_end + 1) == Some(&'(')).then_some(())?;
    let end = closing(source, text_end + 1, '(', ')')?;
    let url = destination(&source[text_end + 2..end])?;
    Some((&source[at + 1..text_end], url, end + 1))
}

/// Returns the position where the bracket at `at` closes, outside of escapes and code spans.
fn closing(source: &[char], at: usize, open: char, close: char) -> Option<usize> {
    let limit = source.len().min(at + LONGEST_LINK);
    let (mut depth, mut at) = (0_usize, at);
    while at < limit {
        let c = source[at];
        depth += usize::from(c == open);
        depth -= usize::from(c == close);
        if depth == 0 {
            return Some(at);
        }
        at = match c {
            '\\' => at + 2,
            '`' if open == '[' => code_span(source, at).map_or(at + run_length(source, at), |span| span.2),
            _ => at + 1,
        };
    }
    None
}

/// Returns the URL between the parentheses of a link, without brackets, title and escapes.
fn destination(inside: &[char]) -> Option<String> {
    let text: String = inside.iter().collect();
    let text = text.trim();
    let (url, title) = match text.strip_prefix('<') {
        Some(text) => text.split_once('>')?,
        None => text.split_once([' ', '\n']).unwrap_or((text, "")),
    };
    let title = title.trim_start();
    (title.is_empty() || title.starts_with(['"', '\'', '('])).then(|| unescape(url))
}

fn unescape(url: &str) -> String {
    let mut rest = url.chars().peekable();
    std::iter::from_fn(|| match rest.next() {
        Some('\\') if rest.peek().is_some_and(char::is_ascii_punctuation) => rest.next(),
        c => c,
    })
    .collect()
}

/// Returns the end of the `http` or `https` URL that starts at `at`, if there is one.
fn address_end(source: &[char], at: usize) -> Option<usize> {
    let rest = source.get(at..)?;
    let head: String = rest.iter().take(8).collect::<String>().to_ascii_lowercase();
    let scheme = ["https://", "http://"]
        .iter()
        .find(|scheme| head.starts_with(**scheme))?
        .len();
    let outside = |c: &char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '\\' | '|' | '[' | ']');
    let length = rest.iter().position(outside).unwrap_or(rest.len());
    let has_host = rest[scheme..length].iter().any(|c| c.is_alphanumeric());
    has_host.then_some(at + length)
}

/// Returns the end of a URL without the punctuation of the surrounding sentence.
fn trimmed(source: &[char], start: usize, end: usize) -> usize {
    let count = |mark| source[start..end].iter().filter(|&&c| c == mark).count();
    let mut unopened = count(')').saturating_sub(count('('));
    let is_outside = |c: &&char| match **c {
        ')' if unopened > 0 => {
            unopened -= 1;
            true
        }
        c => matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~'),
    };
    end - source[start..end].iter().rev().take_while(is_outside).count()
}

/// Percent-encodes the characters of `url` that would end it or be an escape in CommonMark, and those that no URL may
/// contain.
fn percent(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            ' ' | '\n' | '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}' | '*' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}
