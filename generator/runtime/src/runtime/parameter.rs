//! Serializes parameters by their style (OpenAPI 3.0, Parameter Object, `style`; RFC 6570).

use std::borrow::Cow;

use serde_json::Value as Json;

use super::argument::{Argument, json_text};
use super::encode::to_json;
use super::operation::{Param, Style};
use super::reflect::Reflect;

/// A function that encodes and appends a string.
pub(crate) type Encode = fn(&mut String, &str);

/// The strings of a value.
enum Parts<'a> {
    /// One string.
    Text(Cow<'a, str>),
    /// A string for each item.
    Items(Vec<Cow<'a, str>>),
    /// A string for each member, and its name; names may repeat.
    Members(Vec<(String, Cow<'a, str>)>),
}

impl<'a> Parts<'a> {
    fn of(argument: &'a Argument) -> Self {
        match argument {
            Argument::List(_) => Self::Items(argument.texts()),
            Argument::Json(Json::Array(items)) => {
                let items = items.iter().filter(|item| !item.is_null());
                Self::Items(items.map(json_text).collect())
            }
            Argument::Json(Json::Object(members)) => {
                let mut pairs = Vec::new();
                for (name, value) in members {
                    add_member(&mut pairs, name.clone(), value, false);
                }
                Self::Members(pairs)
            }
            other => Self::Text(other.text()),
        }
    }
}

/// Adds the strings of a member: none for `null`, one for each item. If it is `deep`, adds one for each nested member,
/// with the index of each item in its name, which distinguishes a list of one item from a single value.
fn add_member<'a>(pairs: &mut Vec<(String, Cow<'a, str>)>, name: String, value: &'a Json, deep: bool) {
    match value {
        Json::Null => {}
        Json::Array(items) if deep => {
            for (index, item) in items.iter().enumerate() {
                add_member(pairs, format!("{name}[{index}]"), item, deep);
            }
        }
        Json::Array(items) => {
            for item in items.iter().filter(|item| !item.is_null()) {
                pairs.push((name.clone(), json_text(item)));
            }
        }
        Json::Object(members) if deep => {
            for (inner, value) in members {
                add_member(pairs, format!("{name}[{inner}]"), value, deep);
            }
        }
        other => pairs.push((name, json_text(other))),
    }
}

/// Returns the value of a parameter in a path or a header.
pub(crate) fn value(param: &Param, argument: &Argument, encode: Encode) -> String {
    let mut out = String::new();
    let separator = match param.style {
        Style::Json => {
            encode(&mut out, &to_json(argument.view()).to_string());
            return out;
        }
        Style::Label if param.explode => ".",
        Style::Matrix if param.explode => ";",
        _ => ",",
    };
    let (lead, name) = match param.style {
        Style::Label => (".", None),
        Style::Matrix => (";", Some(param.name)),
        _ => ("", None),
    };
    out.push_str(lead);
    match Parts::of(argument) {
        Parts::Text(text) => write_named(&mut out, name, &text, encode),
        Parts::Items(items) => {
            for (index, item) in items.iter().enumerate() {
                let named = name.filter(|_| index == 0 || param.explode);
                push_separator(&mut out, index, separator);
                write_named(&mut out, named, item, encode);
            }
        }
        Parts::Members(members) => {
            if let Some(name) = name.filter(|_| !param.explode) {
                encode(&mut out, name);
                out.push('=');
            }
            for (index, (member, text)) in members.iter().enumerate() {
                push_separator(&mut out, index, separator);
                encode(&mut out, member);
                out.push(if param.explode { '=' } else { ',' });
                encode(&mut out, text);
            }
        }
    }
    out
}

fn push_separator(out: &mut String, index: usize, separator: &str) {
    if index > 0 {
        out.push_str(separator);
    }
}

/// Writes a string after the name, if there is one; for an empty string only the name (RFC 6570, section 3.2.7).
fn write_named(out: &mut String, name: Option<&str>, text: &str, encode: Encode) {
    if let Some(name) = name {
        encode(out, name);
        if !text.is_empty() {
            out.push('=');
        }
    }
    encode(out, text);
}

/// Returns the pairs of a parameter in a query or a cookie, encoded.
pub(crate) fn pairs(param: &Param, argument: &Argument, encode: Encode) -> Vec<(String, String)> {
    let encoded = |text: &str| {
        let mut out = String::new();
        encode(&mut out, text);
        out
    };
    let named = |name: &str| {
        let mut out = String::new();
        super::call::percent_encode(&mut out, name);
        out
    };
    let own = || named(param.name);
    if param.style == Style::Json {
        return vec![(own(), encoded(&to_json(argument.view()).to_string()))];
    }
    // A list or object without members is undefined (RFC 6570, section 2.3).
    let joined = |texts: Vec<Cow<'_, str>>, separator: char| {
        if texts.is_empty() {
            return Vec::new();
        }
        let mut out = String::new();
        for (index, text) in texts.iter().enumerate() {
            match separator {
                _ if index == 0 => {}
                ',' => out.push(','),
                other => super::call::percent_encode(&mut out, other.encode_utf8(&mut [0; 4])),
            }
            encode(&mut out, text);
        }
        vec![(own(), out)]
    };
    match (deep_parts(param, argument), param.separator) {
        (Parts::Text(text), _) => vec![(own(), encoded(&text))],
        (Parts::Items(items), Some(separator)) => joined(items, separator),
        (Parts::Items(items), None) => items.iter().map(|item| (own(), encoded(item))).collect(),
        (Parts::Members(members), Some(separator)) if param.style != Style::DeepObject => {
            let texts = members
                .into_iter()
                .flat_map(|(name, text)| [Cow::Owned(name), text]);
            joined(texts.collect(), separator)
        }
        (Parts::Members(members), _) => {
            let pair = |(name, text): &(String, Cow<'_, str>)| (named(name), encoded(text));
            members.iter().map(pair).collect()
        }
    }
}

/// Returns the parts of a value; those of a `deepObject` have their nested names.
fn deep_parts<'a>(param: &Param, argument: &'a Argument) -> Parts<'a> {
    match argument {
        Argument::Json(json @ (Json::Object(_) | Json::Array(_))) if param.style == Style::DeepObject => {
            let mut pairs = Vec::new();
            add_member(&mut pairs, param.name.to_owned(), json, true);
            Parts::Members(pairs)
        }
        Argument::List(_) if param.style == Style::DeepObject => {
            let items = argument.texts().into_iter().enumerate();
            Parts::Members(
                items
                    .map(|(index, text)| (format!("{}[{index}]", param.name), text))
                    .collect(),
            )
        }
        other => Parts::of(other),
    }
}

/// Appends a string without encoding.
pub(crate) fn encode_nothing(out: &mut String, text: &str) {
    out.push_str(text);
}

/// Appends a string to a query. Reserved characters (RFC 3986, section 2.2) are not encoded unless they would end the
/// value, nor are percent-encoded triplets (RFC 6570, section 3.2.3).
pub(crate) fn encode_reserved(out: &mut String, text: &str) {
    for (index, character) in text.char_indices() {
        let is_triplet = || {
            let digits = text.as_bytes().get(index + 1..index + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        match character {
            ':' | '/' | '?' | '@' | '!' | '$' | '\'' | '(' | ')' | '*' | ',' | ';' | '=' => {
                out.push(character)
            }
            '%' if is_triplet() => out.push('%'),
            other => super::call::percent_encode(out, other.encode_utf8(&mut [0; 4])),
        }
    }
}

/// Appends a string to a cookie, with everything encoded that may not be there (RFC 6265, section 4.1.1).
pub(crate) fn encode_cookie(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '"' | ',' | ';' | '\\' | '%' | ' ' => {
                super::call::percent_encode(out, character.encode_utf8(&mut [0; 4]))
            }
            '!'..='~' => out.push(character),
            other => super::call::percent_encode(out, other.encode_utf8(&mut [0; 4])),
        }
    }
}
