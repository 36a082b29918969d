//! Escapes strings of the input for the output: a terminal, a workflow log, Markdown, HTML, JSON.
//!
//! Names are untrusted. Whatever a name contains, it stays on its line and in its direction, and is not interpreted by
//! the program that shows it.

/// Returns `text` on one line, for a terminal: an invisible character, or one that controls a terminal or the direction
/// of writing, becomes its Rust escape. No line that starts with it is a command in a GitHub workflow.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    if text.trim_start().starts_with("::") {
        let start = text.len() - text.trim_start().len();
        shown.push_str(&visible(&text[..start]));
        shown.push_str("\\u{3a}");
        shown.push_str(&visible(&text[start + 1..]));
        return shown;
    }
    for c in text.chars() {
        match is_hidden(c) {
            true => shown.extend(c.escape_default()),
            // `##[` is a command anywhere in a line.
            false if c == '[' && shown.ends_with("##") => shown.push_str("\\u{5b}"),
            false => shown.push(c),
        }
    }
    shown
}

/// Escapes each line of `text` with [`visible`].
pub fn lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Returns a quoted line in which each character has the width that it has in its file, for a caret to point at it.
pub fn same_width(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for c in line.chars() {
        shown.push(match c {
            '\t' => ' ',
            c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
            // `##[` is a command anywhere in a line.
            '[' if shown.ends_with("##") => char::REPLACEMENT_CHARACTER,
            c => c,
        });
    }
    shown
}

/// Returns the message of a workflow command (GitHub's documentation, "Workflow commands for GitHub Actions").
pub fn workflow_message(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(visible).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// Returns a property of a workflow command.
pub fn workflow_property(text: &str) -> String {
    workflow_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// Escapes a sentence for Markdown (CommonMark, GitHub's flavor, also in a table): parts between backticks become code,
/// and the rest contains no markup, mentions, references or links.
pub fn markdown(sentence: &str) -> String {
    let pieces = sentence.split('`').enumerate();
    let pieces = pieces.map(|(number, piece)| match number % 2 {
        0 => markdown_words(&visible(piece)),
        _ if piece.is_empty() => String::new(),
        _ => markdown_code(piece),
    });
    pieces.collect()
}

/// Escapes words; a URL becomes code, because GitHub would link it.
fn markdown_words(text: &str) -> String {
    let words = text.split_inclusive(' ').map(|word| {
        if !word.contains("://") && !word.contains("www.") {
            return markdown_word(word);
        }
        let around = |c: char| c.is_whitespace() || "(),.;".contains(c);
        let address = word.trim_matches(around);
        let (before, after) = word.split_once(address).unwrap_or((word, ""));
        format!("{before}{}{after}", markdown_code(address))
    });
    words.collect()
}

fn markdown_word(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            // Neither a backslash nor an entity prevents GitHub from linking these.
            '@' | '#' => escaped.extend(['`', c, '`']),
            '\\' | '*' | '[' | '|' | '~' | '$' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Returns `text` as a code span of Markdown, in a table too.
pub fn markdown_code(text: &str) -> String {
    let shown = visible(text).replace('`', "'");
    // A backslash before a vertical bar would be its escape.
    let bar = if shown.contains('\\') { "\\u{7c}" } else { "\\|" };
    match shown.trim().is_empty() {
        true => "`\"\"`".to_owned(),
        false => format!("`{}`", shown.replace('|', bar)),
    }
}

/// Escapes all invisible characters of a JSON document, and those that control a terminal.
pub fn json(document: &str) -> String {
    let mut shown = String::with_capacity(document.len());
    for c in document.chars() {
        if c == '[' && shown.ends_with("##") {
            // A workflow command anywhere in a line; a document contains it only within strings.
            shown.push_str("\\u005b");
        } else if c == '\n' || !is_hidden(c) {
            shown.push(c);
        } else {
            let units = &mut [0; 2];
            shown.extend(c.encode_utf16(units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    shown
}

/// Returns `text` as an attribute or as the content of an element of XML 1.0, on one line.
pub fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            // Characters that no document of XML may contain (XML 1.0, 2.2).
            '\u{fffe}' | '\u{ffff}' => escaped.extend(c.escape_default()),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Returns true if `c` is invisible: controls, line separators, and characters with [`directs`] or without width.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || directs(c) || has_no_width(c)
}

/// Returns true if `c` is a mark, embedding, override or isolate of the bidirectional algorithm (UAX 9, 2).
pub fn directs(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns true if `c` has no width: joiners, soft hyphens, byte order marks, annotations and tags.
pub fn has_no_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The characters to escape in a name: escapes of a terminal, C1 controls, directions, line breaks, commands.
    const NAME: &str = "a\u{1b}[31m\u{9b}1m\u{202e}b\u{200b}\r\n::error::c\u{2028}##[debug]";

    #[test]
    fn a_terminal_shows_a_name_on_one_line() {
        let shown = visible(NAME);
        assert_eq!(
            shown,
            "a\\u{1b}[31m\\u{9b}1m\\u{202e}b\\u{200b}\\r\\n::error::c\\u{2028}##\\u{5b}debug]"
        );
        assert_eq!(visible(" ::error::x"), " \\u{3a}:error::x");
        assert_eq!(visible("plain `name`: über"), "plain `name`: über");
        assert_eq!(same_width("a\t\u{1b}b\u{202e}").chars().count(), 5);
        assert!(!same_width("x: ##[error]").contains("##["));
    }

    #[test]
    fn a_workflow_command_ends_where_it_should() {
        assert_eq!(workflow_message("50%\n::error::x"), "50%25%0A\\u{3a}:error::x");
        assert_eq!(workflow_property("a:b,c"), "a%3Ab%2Cc");
    }

    #[test]
    fn markdown_has_no_markup_of_strangers() {
        assert_eq!(markdown("`a|b` is now `c`"), "`a\\|b` is now `c`");
        let broken_out = markdown("`a` @user #1 <img> [x](y) ![z] *b* https://e.x | `b` is gone");
        assert_eq!(
            broken_out,
            "`a` `@`user `#`1 &lt;img> \\[x](y) !\\[z] \\*b\\* `https://e.x` \\| `b` is gone"
        );
        assert_eq!(markdown_code("a`b\\|c\n"), "`a'b\\\\u{7c}c\\n`");
        assert_eq!(markdown_code(""), "`\"\"`");
    }

    #[test]
    fn xml_has_no_markup_of_names() {
        assert_eq!(
            xml("<a b=\"c\">&amp;]]>\u{ffff}\u{1}"),
            "&lt;a b=&quot;c&quot;&gt;&amp;amp;]]&gt;\\u{ffff}\\u{1}"
        );
    }

    #[test]
    fn escaped_json_keeps_its_value() {
        let name = format!("{NAME}\u{e0041}");
        let text = json(&serde_json::json!({ "name": name }).to_string());
        assert!(text.chars().all(|c| !is_hidden(c)), "{text}");
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["name"], *name);
    }
}
