//! Parses references (RFC 3986, RFC 6901), and finds the files that a document refers to.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// A file below the document's folder, and a pointer into it.
pub(super) struct Uri {
    pub(super) file: String,
    pub(super) pointer: String,
}

/// Parses a reference in `base`; `None` if it is outside of the folder.
pub(super) fn parse(base: &str, text: &str) -> Option<Uri> {
    let (file, pointer) = text.split_once('#').unwrap_or((text, ""));
    let file = if file.is_empty() {
        base.to_owned()
    } else {
        resolved(base, &decoded(file))?
    };
    let pointer = pointer.to_owned();
    Some(Uri { file, pointer })
}

/// Resolves the path `relative` in the folder of `base`; `None` if it is absolute, a URL, or outside of the folder.
fn resolved(base: &str, relative: &str) -> Option<String> {
    if relative.contains(':') || relative.starts_with(['/', '\\']) {
        return None;
    }
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Decodes percent-encoded bytes; returns the string unchanged if they are not UTF-8.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| first == b'%');
        let byte = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Returns the files below the document's folder that the file `base` refers to. They are found without parsing, so
/// some may not exist.
pub fn external_files(base: &str, bytes: &[u8]) -> BTreeSet<String> {
    let references = memchr::memmem::find_iter(bytes, "$ref").map(|at| &bytes[at + "$ref".len()..]);
    let files = references.filter_map(|rest| resolved(base, &decoded(&file_of(rest)?)));
    files.filter(|file| file != base).collect()
}

/// Returns the file that a reference names, of which `rest` follows the key; `None` if it names none.
fn file_of(rest: &[u8]) -> Option<Cow<'_, str>> {
    let rest = unquoted(rest).trim_ascii_start().strip_prefix(b":")?;
    let rest = unquoted(rest.trim_ascii_start());
    let end = rest.iter().position(|byte| b"\"'\n\r,}#".contains(byte));
    let file = rest[..end.unwrap_or(rest.len())].trim_ascii();
    (!file.is_empty()).then(|| String::from_utf8_lossy(file))
}

/// Returns what follows quotes.
fn unquoted(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !matches!(byte, b'"' | b'\''));
    &text[end.unwrap_or(text.len())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_yaml_and_json() {
        let text = "a: {$ref: 'x.yaml#/A'}\nb:\n  $ref: ./sub/y%20z.json\nc: {\"$ref\":\"#/d\"}\n\
                    d: {\"$ref\" : \"../up.yaml\"}\ne: {$ref: http://example.com/e}\nf: {$ref: /etc/f}\n";
        let found: Vec<_> = external_files("doc.yaml", text.as_bytes()).into_iter().collect();
        assert_eq!(found, ["sub/y z.json", "x.yaml"]);
        let found = external_files("sub/y z.json", text.as_bytes());
        assert!(found.contains("up.yaml") && found.contains("sub/x.yaml"));
    }

    #[test]
    fn text_that_is_not_percent_encoded_stays() {
        assert_eq!(decoded("a%20b%7B%"), "a b{%");
        assert_eq!(decoded("%ff"), "%ff");
        assert_eq!(decoded("100%é"), "100%é");
    }
}
