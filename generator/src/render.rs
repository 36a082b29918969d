//! Renders diagnostics for people and editors.

use crate::diagnostic::{Diagnostic, Mark, Severity, codes};
use crate::escape::{self, same_width, visible};
use crate::load::{Excerpt, Position, Sources};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The maximum number of diagnostics of one code that are shown.
const SHOWN: usize = 20;

/// The number of characters of a message that are shown at its start and at its end: names in a document may be long.
const START: usize = 600;
const END: usize = 200;

/// Renders each diagnostic as `file:line:column: error[code]: message`, followed by the line with the value underlined
/// and the help; sorted by file, location and code, followed by a count. Only the first diagnostics of each code are
/// shown, with the number of the others. Returns an empty string for no diagnostics.
pub fn text(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    render_first(SHOWN, diagnostics, sources)
}

/// Renders as [`text`] does, but all diagnostics of each code.
pub fn text_all(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    render_first(usize::MAX, diagnostics, sources)
}

/// Renders at most `shown` diagnostics of each code.
fn render_first(shown: usize, diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let (mut text, mut counts) = (String::new(), BTreeMap::<&str, usize>::new());
    for one in located(diagnostics, sources) {
        let count = counts.entry(one.code).or_default();
        *count += 1;
        if *count <= shown {
            text.push_str(&Entry::of(one, sources).render());
        }
    }
    for (code, count) in counts.iter().filter(|(_, count)| **count > shown) {
        let more = count - shown;
        writeln!(text, "{more} more of `{code}`: `--verbose` shows all")
            .expect("text can be written to a String");
    }
    if let Some(count) = count(diagnostics) {
        writeln!(text, "{count}").expect("text can be written to a String");
    }
    text
}

/// Renders each diagnostic as a JSON object on one line, in the same order: `type` (`diagnostic`), `code`, `level`
/// (`error` or `warning`), `message`, `location` (`file`, `pointer`, and `line` and `column` where they are known) and
/// `help`; then each note as an object of type `note` with its `message`.
pub fn json(diagnostics: &[Diagnostic], notes: &[String], sources: &Sources) -> String {
    let entries = located(diagnostics, sources);
    let entries = entries.into_iter().map(|one| Entry::of(one, sources));
    let notes = notes.iter().map(|note| json!({"type": "note", "message": note}));
    let lines = entries.map(|entry| entry.json()).chain(notes);
    lines
        .map(|line| format!("{}\n", escape::json(&line.to_string())))
        .collect()
}

/// Returns the diagnostics in the order of files, locations, codes and messages.
fn located<'a>(diagnostics: &'a [Diagnostic], sources: &Sources) -> Vec<&'a Diagnostic> {
    let key = |one: &&'a Diagnostic| {
        let mark = sources.mark(&one.at).unwrap_or(Mark { line: 0, column: 0 });
        let path = sources.shown(&one.at.file).to_owned();
        (path, mark, one.code, one.message.clone())
    };
    let mut located: Vec<&Diagnostic> = diagnostics.iter().collect();
    located.sort_by_cached_key(key);
    located
}

/// A diagnostic with its resolved location.
struct Entry<'a> {
    path: &'a str,
    position: Option<Position>,
    one: &'a Diagnostic,
}

impl<'a> Entry<'a> {
    fn of(one: &'a Diagnostic, sources: &'a Sources) -> Self {
        Self {
            path: sources.shown(&one.at.file),
            position: sources.underlined(&one.at, codes::is_about_key(one.code)),
            one,
        }
    }

    fn json(&self) -> Value {
        let mut location = json!({"file": self.path, "pointer": self.one.at.pointer});
        if let Some(at) = &self.position {
            location["line"] = at.line.into();
            location["column"] = at.column.into();
        }
        json!({
            "type": "diagnostic",
            "code": self.one.code,
            "level": self.one.severity.name(),
            "message": self.one.message,
            "location": location,
            "help": self.one.help,
        })
    }

    fn render(&self) -> String {
        let Diagnostic {
            code,
            severity,
            message,
            help,
            ..
        } = self.one;
        let word = severity.name();
        let path = visible(self.path);
        let (place, excerpt) = match &self.position {
            Some(at) => (format!("{path}:{}:{}", at.line, at.column), excerpt(at)),
            None => (path, String::new()),
        };
        let (message, help) = (visible(&shortened(message)), visible(&shortened(help)));
        format!("{place}: {word}[{code}]: {message}\n{excerpt}  help: {help}\n\n")
    }
}

/// Returns `text` without its middle if it is long.
fn shortened(text: &str) -> Cow<'_, str> {
    let start = text.char_indices().nth(START).map(|(at, _)| at);
    let end = text.char_indices().nth_back(END).map(|(at, _)| at);
    match (start, end) {
        (Some(start), Some(end)) if start < end => format!("{} ... {}", &text[..start], &text[end..]).into(),
        _ => text.into(),
    }
}

/// Returns the line with its number and underlined value; of a long line, the part around it.
fn excerpt(at: &Position) -> String {
    let Excerpt {
        cut_before,
        text,
        caret,
        cut_after,
    } = &at.excerpt;
    let cut = |cut: bool| if cut { "..." } else { "" };
    let (before, after) = (cut(*cut_before), cut(*cut_after));
    let number = at.line.to_string();
    let (gutter, indent) = (" ".repeat(number.len()), " ".repeat(before.len() + caret));
    let carets = "^".repeat(at.width);
    let quoted = format!("{before}{}{after}", same_width(text));
    format!(
        "  {number} | {}\n  {gutter} | {indent}{carets}\n",
        quoted.trim_end()
    )
}

fn count(diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .count();
    let parts: Vec<_> = [(errors, "error"), (diagnostics.len() - errors, "warning")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_messages_are_shown_without_their_middle() {
        let long = format!("`{}` is unknown", "é".repeat(5_000));
        let shown = shortened(&long);
        assert_eq!(shown.chars().count(), START + " ... ".len() + END + 1, "{shown}");
        assert!(shown.starts_with("`é") && shown.ends_with("é` is unknown"));
        let short = "é".repeat(START + END);
        assert_eq!(shortened(&short), short);
    }
}
