//! Tests of the parser: the meaning of patterns, and the errors with their positions.

use super::ast::Node;
use super::code_points::Scalars;
use super::parse::parse;

fn class(text: &str) -> Scalars {
    match parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).root {
        Node::Class(set) => set,
        other => panic!("{text} is {other:?}"),
    }
}

fn error_at(text: &str) -> usize {
    parse(text).map(|ast| ast.root).expect_err(text).offset
}

#[test]
fn escapes_are_read_as_characters() {
    for (text, expected) in [
        ("\\t", '\t'),
        ("\\n", '\n'),
        ("\\v", '\u{B}'),
        ("\\f", '\u{C}'),
        ("\\r", '\r'),
        ("\\0", '\0'),
        ("\\cJ", '\n'),
        ("\\cj", '\n'),
        ("\\x41", 'A'),
        ("\\u00e4", 'ä'),
        ("\\u{1F600}", '😀'),
        ("\\u{000000000041}", 'A'),
        ("\\uD83D\\uDE00", '😀'),
        ("\\/", '/'),
        ("[\\b]", '\u{8}'),
        ("[\\-]", '-'),
        ("[\\uD83D\\uDE00]", '😀'),
    ] {
        let ast = parse(text).expect(text);
        assert_eq!(
            (class(text).single(), ast.notes.len()),
            (Some(expected), 0),
            "{text}"
        );
    }
}

#[test]
fn classes() {
    assert!(class("[]").is_empty());
    assert!(class("[^]").is_all());
    assert!(
        class("\\uD800").is_empty(),
        "no text of scalar values holds a lone surrogate"
    );
    assert_eq!(
        class("[a-z-0-9]"),
        Scalars::new([(0x2D, 0x2D), (0x30, 0x39), (0x61, 0x7A)])
    );
    assert_eq!(class("[-a]"), class("[a-]"));
    assert_eq!(class("[\\d\\-x]"), class("[x0-9\\x2d]"));
    assert_eq!(class("[^\\d]"), class("\\D"));
    assert_eq!(class("\\P{L}"), class("[^\\p{Letter}]"));
    assert!(class("\\s").contains('\u{FEFF}') && class("\\s").contains('\u{2028}'));
    assert!(!class("\\s").contains('\u{85}') && !class("\\s").contains('\u{180E}'));
    assert!(!class("\\d").contains('٣') && !class("\\w").contains('ä'));
    assert!(!class(".").contains('\u{2029}') && class(".").contains('\u{85}'));
}

#[test]
fn structure() {
    let letter = |c| Node::Class(Scalars::one(c));
    assert_eq!(parse("").expect("empty").root, Node::Empty);
    assert_eq!(
        parse("(?:a)").expect("group").root,
        parse("(?<n>a)").expect("named").root
    );
    assert_eq!(
        parse("a|").expect("either").root,
        Node::Either(vec![letter('a'), Node::Empty])
    );
    let repeat = |min, max| Node::Repeat {
        node: Box::new(letter('a')),
        min,
        max,
    };
    for (text, min, max) in [
        ("a*", 0, None),
        ("a+?", 1, None),
        ("a??", 0, Some(1)),
        ("a{2}", 2, Some(2)),
        ("a{2,}?", 2, None),
    ] {
        assert_eq!(parse(text).expect(text).root, repeat(min, max), "{text}");
    }
}

#[test]
fn double_escapes_are_read_to_the_letter() {
    let doubled = parse(r"\\d").expect("a backslash and a letter").root;
    assert_eq!(
        doubled,
        Node::Sequence(vec![
            Node::Class(Scalars::one('\\')),
            Node::Class(Scalars::one('d'))
        ])
    );
}

#[test]
fn forbidden_escapes_of_punctuation_are_tolerated_and_noted() {
    let ast = parse(r"sg\-\:[\@]\ ").expect("tolerated");
    assert_eq!(
        ast.notes.iter().map(|note| note.offset).collect::<Vec<_>>(),
        [2, 4, 7, 10]
    );
    assert_eq!(ast.root, parse("sg-:[@] ").expect("plain").root);
}

#[test]
fn a_dash_next_to_a_set_is_a_character() {
    for text in [r"[\w-\.]", r"[.-\w]", r"[\w-\.a]"] {
        let ast = parse(text).expect(text);
        assert_eq!(ast.notes.len(), 1, "{text}");
        let escaped = text.replace('-', r"\-");
        assert_eq!(ast.root, parse(&escaped).expect("plain").root, "{text}");
    }
}

#[test]
fn lone_brackets_are_literal() {
    for (text, escaped) in [
        ("a{", "a\\{"),
        ("a{2", "a\\{2"),
        ("{x}", "\\{x\\}"),
        ("a}]", "a\\}\\]"),
        ("{,2}", "\\{,2\\}"),
    ] {
        let ast = parse(text).expect(text);
        assert_eq!(ast.root, parse(escaped).expect(escaped).root, "{text}");
        assert!(!ast.notes.is_empty(), "{text}");
    }
}

#[test]
fn errors_name_the_place() {
    for (text, offset) in [
        ("a)", 1),
        ("(a", 0),
        ("a(?=b", 1),
        ("[a", 0),
        ("x[b-", 1),
        ("[z-a]", 1),
        ("a**", 2),
        ("+", 0),
        ("a{2,1}", 1),
        ("a{1000001}", 2),
        ("a{99999999999999999999}", 2),
        ("\\", 0),
        ("\\a", 0),
        ("ä\\ä", 2),
        ("\\01", 0),
        ("\\x4", 0),
        ("\\u{110000}", 0),
        ("\\u{}", 0),
        ("\\u12", 0),
        ("\\cä", 0),
        ("\\p", 0),
        ("\\p{", 0),
        ("\\p{letter}", 0),
        ("(a)\\1", 3),
        ("(?<n>a)\\k<n>", 7),
        ("(?=a)*", 5),
        ("(?<1>a)", 3),
        ("(?<n>a)(?<n>b)", 10),
        ("^*", 1),
        ("{2}", 0),
        ("a(?<=b$)", 1),
        ("(?<!a(?=b))c", 0),
        ("(?<=b", 0),
    ] {
        assert_eq!(error_at(text), offset, "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(99)).is_ok());
    assert!(parse(&nested(100)).is_err());
    assert!(parse(&nested(100_000)).is_err());
}
