//! Encoding as JSON text: a writer that knows its only output.

use serde_json::Value as Json;

use super::record::{Record, members, whole};
use super::slot::View;

/// The value as compact JSON text, the same as `serde_json` writes.
pub(crate) fn to_vec(view: View<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    write(&mut out, view);
    out
}

fn write(out: &mut Vec<u8>, view: View<'_>) {
    match view {
        View::Absent | View::Extra(_) => out.extend_from_slice(b"null"),
        View::Bool(true) => out.extend_from_slice(b"true"),
        View::Bool(false) => out.extend_from_slice(b"false"),
        View::Int(value) => write_int(out, value),
        View::Float(value) => write_json(out, &Json::from(value)),
        View::Text(text) | View::Checked(text, _) => write_text(out, text),
        View::Json(json) => write_json(out, json),
        View::Union(union) => write(out, union.inner().view()),
        View::Record(record) => write_record(out, record),
        View::List(list) => {
            let items = (0..list.len()).map(|index| list.get(index).view());
            write_parts(out, *b"[]", items, write);
        }
        View::Map(map) => {
            let entries = map.entries().map(|(name, value)| (name, value.view()));
            write_parts(out, *b"{}", entries, write_member);
        }
    }
}

fn write_record(out: &mut Vec<u8>, record: &dyn Record) {
    match whole(record) {
        Some(json) => write_json(out, json),
        None => write_parts(out, *b"{}", members(record), write_member),
    }
}

fn write_parts<T>(
    out: &mut Vec<u8>,
    [open, close]: [u8; 2],
    parts: impl Iterator<Item = T>,
    part: fn(&mut Vec<u8>, T),
) {
    out.push(open);
    let start = out.len();
    for item in parts {
        if out.len() > start {
            out.push(b',');
        }
        part(out, item);
    }
    out.push(close);
}

fn write_member(out: &mut Vec<u8>, (name, view): (&str, View<'_>)) {
    write_text(out, name);
    out.push(b':');
    write(out, view);
}

fn write_json(out: &mut Vec<u8>, json: &Json) {
    // Writing free JSON to memory cannot fail: its names are texts.
    let _ = serde_json::to_writer(out, json);
}

fn write_int(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[start..]);
}

/// Writes a text between quotes, escaped as RFC 8259, section 7 asks.
fn write_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let escaped = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    // A fold without an early exit is a few vector instructions.
    if bytes.iter().fold(false, |any, byte| any | escaped(byte)) {
        write_escaped(out, bytes);
    } else {
        out.extend_from_slice(bytes);
    }
    out.push(b'"');
}

fn write_escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    const HEX: [u8; 16] = *b"0123456789abcdef";
    for &byte in bytes {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            0..=0x1f => {
                out.extend_from_slice(b"\\u00");
                out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
                continue;
            }
            _ => {
                out.push(byte);
                continue;
            }
        };
        out.extend([b'\\', short]);
    }
}
