//! Writes new scalars as YAML, in the style of the fragments: plain if that is safe, otherwise quoted, and multi-line
//! strings as blocks.

use serde_json::{Number, Value};

/// Returns a scalar, an empty mapping or an empty list, on one line.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => number(value),
        Value::String(value) => text(value),
        Value::Array(_) => "[]".to_owned(),
        Value::Object(_) => "{}".to_owned(),
    }
}

/// Returns a string or key on one line.
pub(super) fn text(text: &str) -> String {
    if text.contains(is_unprintable) {
        return escaped(text);
    }
    if means_something_else(text) {
        return format!("\"{text}\"");
    }
    if is_plain(text) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// Returns true if YAML cannot contain the character unescaped, or treats it as a line break.
fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Returns the string in double quotes; the escapes of JSON are valid in YAML.
fn escaped(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    let escape = |c: char| match is_unprintable(c) {
        true => format!("\\u{:04x}", u32::from(c)),
        false => c.to_string(),
    };
    json.chars().map(escape).collect()
}

/// Returns the header and the lines of a block scalar, if it can contain the string unchanged.
pub(super) fn block(text: &str) -> Option<(&'static str, Vec<&str>)> {
    let (header, body) = match text.strip_suffix('\n') {
        Some(body) => ("|", body),
        None => ("|-", text),
    };
    let odd = |c: char| is_unprintable(c) && c != '\n' && c != '\t';
    let lines: Vec<&str> = body.split('\n').collect();
    let blank = lines
        .iter()
        .any(|line| !line.is_empty() && line.trim().is_empty());
    let fits = text.contains('\n') && !body.ends_with('\n') && !body.starts_with([' ', '\n', '\t']);
    (fits && !blank && !text.contains(odd)).then_some((header, lines))
}

/// Floats as upstream's tool writes them, exponents with two digits at least: `1.1991456e+09`.
fn number(number: &Number) -> String {
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else {
        return number.to_string();
    };
    let scientific = format!("{float:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..=5).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        _ => number.to_string(),
    }
}

/// Returns true if the string without quotes would not be parsed as a string, here or by a parser of YAML 1.1.
fn means_something_else(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n",
    ];
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_start_matches(['+', '-']);
    let number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && (digits.replace('_', "").parse::<f64>().is_ok() || is_sexagesimal(digits));
    let other_base = ["0x", "0o", "0b"].iter().any(|base| {
        digits
            .strip_prefix(base)
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit() || c == '_'))
    });
    // A date or time.
    let date = |text: &str| {
        text.len() > 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit()) && text[4..].starts_with('-')
    };
    let special = matches!(digits, ".inf" | ".nan");
    WORDS.contains(&lower.as_str())
        || number
        || other_base
        || date(text)
        || special
        || text == "<<"
        || text == "="
}

/// Returns true if YAML 1.1 parses `12:30` as a number of base 60.
fn is_sexagesimal(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.contains(':') && text.split(':').all(digits)
}

/// Returns true if the string can be written without quotes as a value or a key in block style.
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = match chars.next() {
        Some('-' | '?' | ':') => chars.next().is_some_and(|c| c != ' '),
        Some(first) => !",[]{}#&*!|>'\"%@` ".contains(first),
        None => false,
    };
    starts && !text.ends_with([' ', ':']) && !text.contains(": ") && !text.contains(" #") && text != "---"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Strings that need quotes, look as if they did, or look like another scalar.
    const STRINGS: &[&str] = &[
        "",
        " ",
        "a",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "- a",
        "-a",
        "-",
        "?",
        "yes",
        "No",
        "null",
        "~",
        "1",
        "1.5",
        "0x1f",
        "1e5",
        "2023-01-01",
        "2026-07-07T12:00:00Z",
        "it's",
        "\"q\"",
        "a\tb",
        "a\nb",
        "{a}",
        "[a]",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "^[a-z]{1,3}$",
        "---",
        "...",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        ".inf",
        ".NaN",
        "<<",
        "=",
        "+1",
        "1_000",
        "12:30",
        "\\d",
        "a'b: c",
        "é",
        "😀",
        "0",
        "-0",
        "-1",
        "._",
        "a, b",
        "1.",
        ".5",
    ];

    fn read(yaml: &str) -> Value {
        serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"))
    }

    #[test]
    fn every_string_is_read_back_as_itself() {
        for text in STRINGS {
            let line = inline(&json!(text));
            assert!(!line.contains('\n'));
            for yaml in [format!("a: {line}\n"), format!("- {line}\n")] {
                let read = read(&yaml);
                assert_eq!(
                    read.get("a").or_else(|| read.get(0)),
                    Some(&json!(text)),
                    "{yaml}"
                );
            }
        }
    }

    #[test]
    fn every_number_is_read_back_as_itself() {
        for number in [1199145600.0, 0.5, 1e21, 1e-7, 5.0, 123456.5] {
            assert_eq!(read(&inline(&json!(number))), json!(number));
        }
        assert_eq!(read(&inline(&json!(-7))), json!(-7));
        assert_eq!(inline(&json!(1199145600.0)), "1.1991456e+09");
    }
}
