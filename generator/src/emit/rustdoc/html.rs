//! Converts the HTML that descriptions use most to CommonMark; every other tag stays as text.

use std::borrow::Cow;

use super::block::Fence;
use super::inline::code_span;

/// The maximum distance of a closing tag from its opening tag.
const FARTHEST: usize = 2000;

/// Returns a cleaned string with `<br>`, `<p>`, lists, bold words, code and links in CommonMark, and without italics.
pub(super) fn to_markdown(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('<') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut prose = String::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let Some(fence) = Fence::opened_by(line.trim_end_matches('\n')) else {
            prose.push_str(line);
            continue;
        };
        out.push_str(&converted(&std::mem::take(&mut prose)));
        out.push_str(line);
        for inside in lines.by_ref() {
            out.push_str(inside);
            if fence.is_closed_by(inside) {
                break;
            }
        }
    }
    out.push_str(&converted(&prose));
    out.into()
}

/// Converts text without fenced code.
fn converted(text: &str) -> String {
    let source: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(&c) = source.get(at) {
        let end = match c {
            '\\' => at + 2,
            '`' => code_span(&source, at).map_or(at + 1, |span| span.2),
            '<' => match tag(&source, at).and_then(|tag| replaced(&source, &tag, &mut out)) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => at + 1,
            },
            _ => at + 1,
        };
        let end = end.min(source.len());
        out.extend(&source[at..end]);
        at = end;
    }
    out
}

/// A tag: its lower-case name, with a leading slash if it is a closing tag; the rest of the tag; its end.
struct Tag {
    name: String,
    attributes: String,
    end: usize,
}

fn tag(source: &[char], at: usize) -> Option<Tag> {
    let rest = source.get(at + 1..)?;
    let length = rest
        .iter()
        .take(FARTHEST)
        .take_while(|&&c| c != '<' && c != '\n')
        .position(|&c| c == '>')?;
    let inside: String = rest[..length].iter().collect();
    let inside = inside.trim_end_matches('/').trim_end();
    let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
    Some(Tag {
        name: name.to_ascii_lowercase(),
        attributes: attributes.to_owned(),
        end: at + length + 2,
    })
}

/// Writes the replacement of a tag, and returns where the source continues; `None` for a tag that stays as text.
fn replaced(source: &[char], tag: &Tag, out: &mut String) -> Option<usize> {
    let in_table = out
        .rsplit('\n')
        .next()
        .is_some_and(|line| line.trim_start().starts_with('|'));
    match tag.name.as_str() {
        "br" | "p" | "/p" | "ul" | "/ul" | "ol" | "/ol" if in_table => out.push(' '),
        "br" | "p" | "/p" | "ul" | "ol" => new_paragraph(out),
        "/ul" | "/ol" => out.push_str("\n\n"),
        "li" => out.push_str("\n- "),
        "/li" | "i" | "/i" | "em" | "/em" => {}
        "b" | "strong" | "code" | "a" => return pair(source, tag, out),
        _ => return None,
    }
    Some(tag.end)
}

/// Writes an empty line and the indentation of the last line, so that a list item continues.
fn new_paragraph(out: &mut String) {
    let line = out.rsplit('\n').next().unwrap_or_default();
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    let marker = if ["- ", "* ", "+ "].iter().any(|mark| text.starts_with(mark)) {
        2
    } else {
        0
    };
    let column = indent + marker;
    out.truncate(out.trim_end_matches(' ').len());
    out.push_str("\n\n");
    out.push_str(&" ".repeat(column));
}

/// Returns a tag with its closing one, and the content between them.
fn pair(source: &[char], tag: &Tag, out: &mut String) -> Option<usize> {
    let close: Vec<char> = format!("</{}>", tag.name).chars().collect();
    let rest = &source[tag.end..];
    let limit = rest.len().min(FARTHEST);
    let length = rest[..limit].windows(close.len()).position(|window| {
        window
            .iter()
            .zip(&close)
            .all(|(a, b)| a.to_ascii_lowercase() == *b)
    })?;
    let inside: String = rest[..length].iter().collect();
    let (text, end) = (inside.trim(), tag.end + length + close.len());
    if text.is_empty() || text.contains("\n\n") {
        return None;
    }
    match tag.name.as_str() {
        "code" if text.contains('`') => return None,
        "code" => out.push_str(&format!("`{text}`")),
        "a" => {
            let url = href(&tag.attributes)?;
            out.push_str(&format!("[{}](<{url}>)", converted(text)));
        }
        _ => out.push_str(&format!("**{}**", converted(text))),
    }
    Some(end)
}

/// Returns the URL of a link, if no character of it would end the link.
fn href(attributes: &str) -> Option<&str> {
    let (_, rest) = attributes.split_once("href=")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (url, _) = rest[1..].split_once(quote)?;
    (!url.is_empty() && !url.contains(['<', '>', '\\', ' '])).then_some(url)
}
