//! Wraps paragraphs and list items of finished Markdown that have a line wider than documentation comments should have.

use super::inline::HARD_SPACE;
use super::{WIDTH, wrap};
use std::borrow::Cow;

/// Returns the lines with each paragraph and list item that has too wide a line wrapped anew. Fenced code, tables and
/// headings are never changed.
pub(crate) fn reflow(lines: &[String]) -> Cow<'_, [String]> {
    if lines.iter().all(|line| fits(line)) {
        return lines.into();
    }
    let (mut out, mut block) = (Vec::new(), Vec::new());
    // The length of the fence that is open; 0 outside of code.
    let mut fence = 0;
    for line in lines {
        let text = line.trim_start();
        let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
        let opens = fence == 0 && ticks >= 3 && !text[ticks..].contains('`');
        let is_fixed = fence > 0 || opens || text.is_empty() || text.starts_with(['|', '#']);
        if opens {
            fence = ticks;
        } else if fence > 0 && ticks >= fence && text[ticks..].trim().is_empty() {
            fence = 0;
        }
        if is_fixed || marker(text) > 0 {
            flush(&mut block, &mut out);
        }
        match is_fixed {
            true => out.push(line.clone()),
            false => block.push(line.as_str()),
        }
        // A hard line break ends the part that can be wrapped.
        if line.ends_with('\\') || line.ends_with("  ") {
            flush(&mut block, &mut out);
        }
    }
    flush(&mut block, &mut out);
    out.into()
}

fn fits(line: &str) -> bool {
    line.len() <= WIDTH || line.chars().count() <= WIDTH
}

/// Appends the lines of a block, wrapped if one of them is too wide.
fn flush(block: &mut Vec<&str>, out: &mut Vec<String>) {
    let lines = std::mem::take(block);
    if lines.iter().all(|line| fits(line)) {
        return out.extend(lines.into_iter().map(str::to_owned));
    }
    let first = lines[0];
    let indent = first.len() - first.trim_start().len();
    let marker = marker(first.trim_start());
    let (start, first) = first.split_at(indent + marker);
    let words: Vec<&str> = std::iter::once(first)
        .chain(lines[1..].iter().copied())
        .map(str::trim)
        .collect();
    let wrapped = wrap(&protected(&words.join(" ")), WIDTH.saturating_sub(start.len()));
    let rest = " ".repeat(start.len());
    let starts = std::iter::once(start).chain(std::iter::repeat(rest.as_str()));
    out.extend(starts.zip(wrapped).map(|(start, line)| format!("{start}{line}")));
}

/// Returns the length of the marker of a list item, with its space; 0 if the line does not begin one.
fn marker(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let is_marker = match digits {
        0 => rest.starts_with("- ") || rest.starts_with("* "),
        _ => rest.starts_with(". ") || rest.starts_with(") "),
    };
    if is_marker { digits + 2 } else { 0 }
}

/// Replaces the spaces in code spans, where a line must not end.
fn protected(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find('`') {
        let length = rest[start..].bytes().take_while(|byte| *byte == b'`').count();
        let inside = start + length;
        let Some(end) = closing(&rest[inside..], length) else {
            out.push_str(&rest[..inside]);
            rest = &rest[inside..];
            continue;
        };
        out.push_str(&rest[..start]);
        let span = &rest[start..inside + end + length];
        out.push_str(&span.replace(' ', HARD_SPACE.encode_utf8(&mut [0; 4])));
        rest = &rest[inside + end + length..];
    }
    out.push_str(rest);
    out
}

/// Returns the position of the first run of exactly `length` backticks.
fn closing(text: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`').map(|start| at + start) {
        let run = text[start..].bytes().take_while(|byte| *byte == b'`').count();
        if run == length {
            return Some(start);
        }
        at = start + run;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, reflow};

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_wide_item_is_wrapped_below_its_text() {
        let words = "word ".repeat(30);
        let all = lines(&format!("- a\n  - `a b`: {words}\n- c"));
        let wrapped = reflow(&all);
        assert_eq!(wrapped.first().map(String::as_str), Some("- a"));
        assert!(wrapped[1].starts_with("  - `a b`: word"));
        assert!(wrapped[2].starts_with("    word"));
        assert_eq!(wrapped.last().map(String::as_str), Some("- c"));
        assert!(wrapped.iter().all(|line| line.len() <= WIDTH), "{wrapped:#?}");
    }

    #[test]
    fn lines_of_a_wide_paragraph_are_joined_first() {
        let (wide, word) = ("word ".repeat(25), "word");
        let text = format!("{wide}\n{word}\n{word}\n\n{word}\n{word}");
        let all = lines(&text);
        let wrapped = reflow(&all);
        assert_eq!(wrapped.len(), 2 + 1 + 2, "{wrapped:#?}");
        assert_eq!(wrapped.join(" ").split_whitespace().count(), 29);
    }

    #[test]
    fn spans_are_not_broken_and_no_line_begins_a_block() {
        let span = "x y ".repeat(20);
        let text = format!("{} ``{span}`{span}`` # 1. - end", "word ".repeat(12));
        let all = lines(&text);
        let wrapped = reflow(&all);
        assert!(
            wrapped
                .iter()
                .any(|line| line.contains(&format!("``{span}`{span}``"))),
            "{wrapped:#?}"
        );
        let last = wrapped.last().expect("a line");
        assert_eq!(last, "\\# 1. - end");
    }

    #[test]
    fn code_tables_headings_and_narrow_lines_stay() {
        let wide = "word ".repeat(30);
        let wide = wide.trim_end();
        for text in [
            format!("```text\n- {wide}\n```"),
            format!("````text\n```\n- {wide}\n```\n````\na"),
            format!("| {wide} |\n|---|"),
            format!("# {wide}"),
            "one\ntwo".to_owned(),
            format!("one\ntwo\n\n# {wide}"),
        ] {
            assert_eq!(*reflow(&lines(&text)), *lines(&text));
        }
    }
}
