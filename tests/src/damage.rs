//! Damages the bytes of a file.

use crate::random::Random;

/// Fragments with a meaning in one of the formats: YAML, JSON, TOML, OpenAPI, patterns, terminals.
const PIECES: &[&str] = &[
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}[31m",
    "::error::",
    "\r",
    "\t",
    "\n",
    "---\n",
    "...\n",
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "!x ",
    "? ",
    ": ",
    "- ",
    "|\n",
    ">-\n",
    "%YAML 1.1\n",
    "#",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    ",",
    "=",
    "~",
    "null",
    "true",
    ".nan",
    "-0",
    "1e999",
    "9223372036854775808",
    "0x10",
    "2026-02-30",
    "$ref: '#'",
    "$ref: '#/paths'",
    "\"$ref\": \"#/\"",
    "'#/components/schemas/A~1b'",
    "%25",
    "%",
    "swagger: '2.0'",
    "openapi: 3.1.0",
    "openapi: 3.0.3",
    "nullable: true",
    "type: [string, 'null']",
    "allOf: ",
    "oneOf: ",
    "anyOf: ",
    "not: {}",
    "enum: []",
    "const: 1",
    "prefixItems: []",
    "additionalProperties: false",
    "discriminator: {propertyName: a}",
    "pattern: '(?<=a)'",
    "minimum: .inf",
    "required: [a, a]",
    "in: body",
    "in: formData",
    "default: ",
    "(?:",
    "(?<n>",
    "\\u{110000}",
    "\\p{L}",
    "{2,1}",
    "{99999}",
    "[z-a]",
    "[^]",
    "\\1",
    "$",
    "^",
    "|",
    "*?",
    "\u{10ffff}",
    "e\u{301}",
];

/// Changes up to eight parts of `bytes`; `others` lend pieces of theirs.
pub fn damage(bytes: &[u8], others: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(24)).min(bytes.len());
        match random.below(8) {
            0 => drop(bytes.drain(at..end)),
            1 => replace(&mut bytes, at..end, piece(others, random)),
            2 => replace(&mut bytes, at..at, piece(others, random)),
            3 => repeat(&mut bytes, at..end, random),
            4 => bytes.truncate(at),
            5 if at < bytes.len() => bytes[at] = random.below(256) as u8,
            6 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ => replace(&mut bytes, at..at, PIECES[random.below(PIECES.len())].as_bytes()),
        }
    }
    bytes
}

fn replace(bytes: &mut Vec<u8>, range: std::ops::Range<usize>, with: &[u8]) {
    bytes.splice(range, with.iter().copied());
}

fn piece<'a>(bytes: &'a [u8], random: &mut Random) -> &'a [u8] {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(200)).min(bytes.len());
    &bytes[at..end]
}

fn repeat(bytes: &mut Vec<u8>, range: std::ops::Range<usize>, random: &mut Random) {
    let piece = bytes[range.clone()].repeat(1 + random.below(300));
    replace(bytes, range.start..range.start, &piece);
}
