//! Escapes: AtomEscape and ClassEscape of ECMA-262 (section 22.2.1) with the `u` flag.

use super::ast::ParseError;
use super::code_points::Scalars;
use super::parse::{ClassAtom, Parser};
use super::property;

/// Returns LineTerminator (ECMA-262, section 12.3), which `.` does not match.
pub(super) fn line_terminators() -> Scalars {
    Scalars::new([(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)])
}

/// `\w`: ASCII letters, digits and the underscore, whatever the flags (but not with `i`).
pub(super) fn word() -> Scalars {
    Scalars::new([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
}

fn digit() -> Scalars {
    Scalars::new([(0x30, 0x39)])
}

/// Returns `\s`: WhiteSpace and LineTerminator (ECMA-262, sections 12.2 and 12.3), including the byte order mark.
fn space() -> Scalars {
    let points = [0x20, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, 0xFEFF].map(|point| (point, point));
    Scalars::new(
        [(0x09, 0x0D), (0x2000, 0x200A), (0x2028, 0x2029)]
            .into_iter()
            .chain(points),
    )
}

/// Parses an escape outside a class. `start` is the position of the backslash, which has been read.
pub(super) fn atom(parser: &mut Parser<'_>, start: usize) -> Result<Scalars, ParseError> {
    if matches!(parser.peek(), Some('1'..='9' | 'k')) {
        return Err(parser.error_at(
            start,
            "back references are not supported",
            "no finite automaton can match what a group captured before",
        ));
    }
    match escape(parser, start, false)? {
        ClassAtom::Set(set) => Ok(set),
        ClassAtom::Point(point) => Ok(parser.flags.fold(Scalars::new([(point, point)]))),
    }
}

/// Parses an escape inside a class, where `\b` is a backspace and `\-` a hyphen.
pub(super) fn in_class(parser: &mut Parser<'_>, start: usize) -> Result<ClassAtom, ParseError> {
    if parser.eat("b") {
        return Ok(ClassAtom::Point(0x08));
    }
    escape(parser, start, true)
}

fn escape(parser: &mut Parser<'_>, start: usize, in_class: bool) -> Result<ClassAtom, ParseError> {
    let Some(letter) = parser.next() else {
        return Err(parser.error_at(
            start,
            "a backslash at the end",
            "write `\\\\` for the character itself",
        ));
    };
    match letter {
        'd' => Ok(ClassAtom::Set(digit())),
        'D' => Ok(ClassAtom::Set(digit().negate())),
        'w' => Ok(ClassAtom::Set(word())),
        'W' => Ok(ClassAtom::Set(word().negate())),
        's' => Ok(ClassAtom::Set(space())),
        'S' => Ok(ClassAtom::Set(space().negate())),
        'p' => unicode_property(parser, start).map(ClassAtom::Set),
        'P' => unicode_property(parser, start).map(|set| ClassAtom::Set(set.negate())),
        _ => character(parser, start, letter, in_class).map(ClassAtom::Point),
    }
}

/// Parses a CharacterEscape: the code point of the escape with this `letter`.
fn character(parser: &mut Parser<'_>, start: usize, letter: char, in_class: bool) -> Result<u32, ParseError> {
    match letter {
        't' => Ok(0x09),
        'n' => Ok(0x0A),
        'v' => Ok(0x0B),
        'f' => Ok(0x0C),
        'r' => Ok(0x0D),
        '0' if !parser.peek().is_some_and(|next| next.is_ascii_digit()) => Ok(0),
        'c' => match parser.next() {
            Some(control) if control.is_ascii_alphabetic() => Ok(control as u32 % 32),
            _ => Err(parser.error_at(start, "`\\c` without a letter", "write `\\cA` to `\\cZ`")),
        },
        'x' => hex(parser, 2).ok_or_else(|| bad_hex(parser, start, "\\xHH")),
        'u' => unicode_escape(parser).ok_or_else(|| bad_hex(parser, start, "\\uHHHH` or `\\u{H..}")),
        _ => identity(parser, start, letter, in_class),
    }
}

/// Parses an IdentityEscape: SyntaxCharacter or `/`; in a class also `-`. Other ASCII punctuation and the
/// space are tolerated and noted.
fn identity(parser: &mut Parser<'_>, start: usize, letter: char, in_class: bool) -> Result<u32, ParseError> {
    if "^$\\.*+?()[]{}|/".contains(letter) || (in_class && letter == '-') {
        return Ok(letter as u32);
    }
    if letter != ' ' && !letter.is_ascii_punctuation() {
        let message = format!(
            "`\\{}` is not an escape that the `u` flag allows",
            letter.escape_debug()
        );
        let help = match letter {
            'A' => "write `^` for the start of the string",
            'z' | 'Z' => "write `$` for the end of the string",
            _ => "leave the backslash out, or double it for a backslash",
        };
        return Err(parser.error_at(start, message, help));
    }
    let message = format!("`\\{letter}` is not allowed with the `u` flag; read as `{letter}`");
    parser.note(start, message);
    Ok(letter as u32)
}

fn bad_hex(parser: &Parser<'_>, start: usize, form: &str) -> ParseError {
    parser.error_at(
        start,
        "an escape without its hexadecimal digits",
        format!("write `{form}`"),
    )
}

/// Parses exactly `count` hexadecimal digits.
fn hex(parser: &mut Parser<'_>, count: usize) -> Option<u32> {
    let digits = parser
        .rest()
        .get(..count)
        .filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
    parser.at += count;
    u32::from_str_radix(digits, 16).ok()
}

/// `HHHH`, `HHHH\uHHHH` where the two are a surrogate pair, or `{H..}`.
fn unicode_escape(parser: &mut Parser<'_>) -> Option<u32> {
    if parser.eat("{") {
        let digits = parser.rest().split('}').next()?;
        let valid = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
        parser.at += digits.len();
        let significant = digits.trim_start_matches('0');
        let point = if significant.is_empty() {
            0
        } else {
            u32::from_str_radix(significant, 16).ok()?
        };
        return (valid && point <= 0x10_FFFF && parser.eat("}")).then_some(point);
    }
    let lead = hex(parser, 4)?;
    let after_lead = parser.at;
    if (0xD800..0xDC00).contains(&lead) && parser.eat("\\u") {
        if let Some(trail) = hex(parser, 4).filter(|trail| (0xDC00..0xE000).contains(trail)) {
            return Some(0x1_0000 + ((lead - 0xD800) << 10) + (trail - 0xDC00));
        }
        parser.at = after_lead;
    }
    Some(lead)
}

fn unicode_property(parser: &mut Parser<'_>, start: usize) -> Result<Scalars, ParseError> {
    let name = parser
        .rest()
        .strip_prefix('{')
        .and_then(|rest| rest.split_once('}'))
        .map(|(name, _)| name);
    let Some(name) = name else {
        return Err(parser.error_at(
            start,
            "`\\p` without a property",
            "write `\\p{L}` or `\\p{Script=Greek}`",
        ));
    };
    parser.at += name.len() + 2;
    property::members(name).ok_or_else(|| {
        let message = format!("ECMA-262 knows no property `{}`", name.escape_debug());
        parser.error_at(
            start,
            message,
            "names are exact: `L`, `Letter`, `gc=Lu`, `Script=Greek`, `Alphabetic`",
        )
    })
}
