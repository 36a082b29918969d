//! Writes JSON.

use serde_json::Value as Json;

use super::record::{Record, member, whole};
use super::reflect::ValueRef;

/// Returns the value as compact JSON, byte for byte as `serde_json` writes it.
pub(crate) fn to_vec(view: ValueRef<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    write(&mut out, &view);
    out
}

/// Most values are strings: a processor guesses one comparison better than a jump to one of many places.
#[inline]
fn write(out: &mut Vec<u8>, view: &ValueRef<'_>) {
    match *view {
        ValueRef::Text(text) | ValueRef::Checked(text, _) => write_text(out, text),
        _ => write_other(out, view),
    }
}

fn write_other(out: &mut Vec<u8>, view: &ValueRef<'_>) {
    match *view {
        ValueRef::Absent | ValueRef::UnknownFields(_) => out.extend_from_slice(b"null"),
        ValueRef::Bool(true) => out.extend_from_slice(b"true"),
        ValueRef::Bool(false) => out.extend_from_slice(b"false"),
        ValueRef::Int(value) => write_int(out, value),
        ValueRef::Big(value) => write_json(out, &Json::from(value)),
        ValueRef::Float(value) => write_json(out, &Json::from(value)),
        ValueRef::Text(text) | ValueRef::Checked(text, _) => write_text(out, text),
        ValueRef::Json(json) => write_json(out, json),
        ValueRef::File(file) => write_text(out, &file.text()),
        ValueRef::Union(union) => write(out, &union.inner().view()),
        ValueRef::Record(record) => write_record(out, record),
        ValueRef::List(list) => {
            out.push(b'[');
            for index in 0..list.len() {
                if index > 0 {
                    out.push(b',');
                }
                write(out, &list.get(index).view());
            }
            out.push(b']');
        }
        ValueRef::Map(map) => {
            let start = out.len();
            map.entries()
                .for_each(|(name, value)| write_member(out, name, &value.view()));
            enclose(out, start);
        }
    }
}

fn write_record(out: &mut Vec<u8>, record: &dyn Record) {
    let kept = record.kept();
    if let Some(json) = whole(record, kept) {
        return write_json(out, json);
    }
    let start = out.len();
    for (index, field) in record.spec().fields().iter().enumerate() {
        let view = member(record, kept, index, field);
        if !matches!(view, ValueRef::Absent) {
            out.extend_from_slice(&field.head);
            write(out, &view);
        }
    }
    if let Some(entries) = record.typed_members().map(|_| record.typed_entries()) {
        entries.for_each(|(name, view)| write_member(out, name, &view));
    }
    for (name, json) in kept.map(|kept| &kept.unknown).into_iter().flatten() {
        write_member(out, name, &ValueRef::Json(json));
    }
    enclose(out, start);
}

/// Writes a member of an object.
fn write_member(out: &mut Vec<u8>, name: &str, view: &ValueRef<'_>) {
    out.extend_from_slice(&head(name));
    write(out, view);
}

/// Makes an object of the members from `start` on: the comma of the first one becomes a brace.
fn enclose(out: &mut Vec<u8>, start: usize) {
    match out.get_mut(start) {
        Some(comma) => *comma = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
}

/// Returns how each member of an object begins: `,"name":`.
pub(super) fn head(name: &str) -> Box<[u8]> {
    let mut head = vec![b','];
    write_text(&mut head, name);
    head.push(b':');
    head.into()
}

fn write_json(out: &mut Vec<u8>, json: &Json) {
    // Free JSON has string keys, so that writing to memory cannot fail.
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

/// Writes a quoted string, escaped by RFC 8259, section 7.
fn write_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.push(b'"');
    if needs_escape(bytes) {
        write_escaped(out, bytes);
    } else {
        out.extend_from_slice(bytes);
    }
    out.push(b'"');
}

/// Returns whether a string contains a quote, a backslash or a control character; eight bytes at a time.
fn needs_escape(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes
            .iter()
            .any(|byte| *byte < b' ' || *byte == b'"' || *byte == b'\\');
    };
    let (words, _) = bytes.as_chunks::<8>();
    let found = words
        .iter()
        .fold(marks(*last), |found, word| found | marks(*word));
    found & HIGH != 0
}

/// The highest bit of each byte of a word.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Returns a word with the high bit of some byte if one of eight bytes has to be escaped, otherwise with none of these.
///
/// Subtraction sets the high bit of smaller bytes; a borrow can only set more
/// bits after one is set. Bytes beyond ASCII already have it, which comparing with ASCII does not change.
#[inline]
fn marks(word: [u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(word);
    let equal = |byte: u8| (word ^ (ONES * u64::from(byte))).wrapping_sub(ONES);
    (word.wrapping_sub(ONES * 0x20) | equal(b'"') | equal(b'\\')) & !word
}

#[cold]
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
