//! Descriptions of a specification as doc comments that cannot contain anything but prose.
//!
//! Specifications contain untrusted CommonMark; rustdoc reads CommonMark too, and gives it more
//! meaning (doctests, links to items). Safe parts are kept: paragraphs, lists, tables, code spans, fenced code as
//! `text`, web links, bold words, and equivalent HTML. Everything else is escaped. Section numbers are those of
//! CommonMark 0.31.

mod block;
mod clean;
mod html;
mod inline;
mod wide_lines;

use block::{Block, Content};
use std::borrow::Cow;
pub(crate) use wide_lines::reflow;

/// Columns of a line, without `/// `.
const WIDTH: usize = 100;

/// Returns the lines of a doc comment for `text`, without `///` and its space; an empty list for a blank string.
///
/// Paragraphs are separated by one empty line. A line is at most 100 columns wide unless one word, code span,
/// URL or line of fenced code is wider.
pub(crate) fn prose(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before: Option<Block> = None;
    for block in block::blocks(&html::to_markdown(clean::clean(text))) {
        if before.is_some_and(|before| !block.follows_directly(&before)) {
            lines.push(String::new());
        }
        lines.extend(render(&block));
        before = Some(block);
    }
    lines
}

/// Returns `text` as one line that ends in `.`, `!`, `?` or `:`, with an added period if needed; an empty string if
/// blank.
pub(crate) fn sentence(text: &str) -> String {
    let mut line = wrap(
        &inline::inline(&html::to_markdown(clean::clean(text))),
        usize::MAX,
    )
    .concat();
    if !line.is_empty() && !line.ends_with(['.', '!', '?', ':']) {
        line.push('.');
    }
    line
}

/// Returns `text` as a code span on one line (6.1); for an empty string, a span of two quotes.
///
/// `*/` is not escaped: a code span has no escapes, and a line comment does not end there.
pub(crate) fn code(text: &str) -> String {
    let mut text = clean::clean(text);
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    if text.contains('\n') {
        text = text.replace('\n', " ").into();
    }
    let runs = inline::backtick_runs(&text);
    let length = (1..).find(|length| !runs.contains(length)).unwrap_or(1);
    let edges = text.starts_with('`') || text.ends_with('`');
    let stripped = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let pad = if edges || stripped { " " } else { "" };
    let fence = "`".repeat(length);
    [&fence, pad, &text, pad, &fence].concat()
}

fn render(block: &Block) -> Vec<String> {
    let rest = " ".repeat(block.indent);
    let lines = match &block.content {
        Content::Code(lines) => fence(lines),
        Content::Table(rows) => table(rows),
        Content::Text(text) => wrap(&inline::inline(text), WIDTH.saturating_sub(block.indent)),
    };
    if block.indent == 0 && !lines.iter().any(|line| line.ends_with(char::is_whitespace)) {
        return lines;
    }
    let (marker, lines) = (block.marker.as_deref().unwrap_or(""), lines.into_iter());
    let first = format!("{}{marker}", " ".repeat(block.indent - marker.len()));
    let starts = std::iter::once(first).chain(std::iter::repeat(rest));
    starts
        .zip(lines)
        .map(|(start, line)| format!("{start}{line}").trim_end().to_owned())
        .collect()
}

/// Returns fenced code that is never Rust, in a fence that no line of it can close (4.5).
fn fence(lines: &[String]) -> Vec<String> {
    let longest = lines.iter().flat_map(|line| inline::backtick_runs(line)).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let inside = lines.iter().cloned();
    std::iter::once(format!("{fence}text"))
        .chain(inside)
        .chain([fence.clone()])
        .collect()
}

/// Returns a table, each row on one line.
fn table(rows: &[Vec<String>]) -> Vec<String> {
    let line = |row: &Vec<String>| {
        let cells = row
            .iter()
            .map(|cell| wrap(&inline::inline(cell), usize::MAX).concat());
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = rows.first().map(|head| format!("|{}", "---|".repeat(head.len())));
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.splice(1..1, rule);
    lines
}

/// Wraps the words of `text` in lines of `width` columns, none of which starts a block.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in words(text) {
        let columns = if word.is_ascii() {
            word.len()
        } else {
            word.chars().count()
        };
        let word = match word.contains(inline::HARD_SPACE) {
            true => Cow::Owned(word.replace(inline::HARD_SPACE, " ")),
            false => Cow::Borrowed(word),
        };
        match lines.last_mut() {
            Some(line) if used + 1 + columns <= width => {
                line.push(' ');
                line.push_str(&word);
                used += 1 + columns;
            }
            _ => {
                let word = no_block(&word);
                used = word.chars().count();
                let mut line = String::with_capacity(width.min(text.len()).max(word.len()));
                line.push_str(&word);
                lines.push(line);
            }
        }
    }
    lines
}

/// Returns the parts of `text` between spaces and line feeds.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr::memchr2_iter(b' ', b'\n', text.as_bytes()).chain([text.len()]);
    let parts = ends.map(move |end| {
        let part = &text[start..end];
        start = end + 1;
        part
    });
    parts.filter(|part| !part.is_empty())
}

/// Returns the first word of a line, escaped if it would start a heading, quote, list, table or underline (4, 5).
fn no_block(word: &str) -> Cow<'_, str> {
    let number = word.bytes().take_while(u8::is_ascii_digit).count();
    if number > 0 && matches!(&word[number..], "." | ")") {
        return format!("{}\\{}", &word[..number], &word[number..]).into();
    }
    let starts = word.starts_with(['#', '>', '=', '+', '-']) || word.starts_with(":-") || word == "*";
    match starts {
        true => format!("\\{word}").into(),
        false => word.into(),
    }
}
