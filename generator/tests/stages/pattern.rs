//! Patterns against an oracle: the automaton, the lowered pattern, the emitted code and an engine of
//! ECMA-262 expressions have to agree on every string.

use generator::parallel;
use generator::pattern::emit::{Matcher, module};
use generator::pattern::{Ast, Automaton, Budget, Lowered, Node, TooLarge, lower, parse};
use quote::{ToTokens, format_ident};

#[rustfmt::skip]
#[allow(clippy::manual_is_ascii_check, unreachable_pub, reason = "as in the crate that it is emitted for")]
#[path = "pattern/emitted.rs"]
mod emitted;

/// Every distinct pattern of the whole API, and additional special ones.
const CORPUS: [&str; 2] = [
    include_str!("pattern/atlas.txt"),
    include_str!("pattern/extra.txt"),
];

fn corpus() -> Vec<&'static str> {
    CORPUS.iter().flat_map(|text| text.lines()).collect()
}

/// A small generator of pseudo-random numbers (xorshift64*), so that every run has the same strings.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const SCALARS: &[char] = &[
    'a', 'b', 'c', 'f', 'x', 'y', 'z', 'A', 'Z', '0', '1', '2', '5', '9', '-', '_', '.', ',', ':', '/', '%',
    '@', ' ', '\n', '\r', '\u{2028}', '\u{A0}', '\u{FEFF}', 'ä', 'Ω', 'ω', '中', '\u{301}', '😀', '\0', '\\',
    '`', '"', '{', '+',
];

/// Returns a string that follows the tree of a pattern, ignoring look-ahead and anchors. Nested repetitions are
/// short: the oracle needs exponential time for such strings.
fn grow(node: &Node, nested: bool, dice: &mut Dice, text: &mut String) {
    match node {
        Node::Empty
        | Node::Start
        | Node::End
        | Node::WordBoundary { .. }
        | Node::Look { .. }
        | Node::Behind { .. } => {}
        Node::Class(set) => {
            let ranges: Vec<(char, char)> = set.char_ranges().collect();
            if ranges.is_empty() {
                return;
            }
            let near = dice.below(3) > 0;
            let (low, high) = ranges[dice.below(if near { ranges.len().min(6) } else { ranges.len() })];
            let point = low as u32 + dice.below((high as u32 - low as u32 + 1) as usize) as u32;
            text.extend(char::from_u32(point));
        }
        Node::Sequence(parts) => parts.iter().for_each(|part| grow(part, nested, dice, text)),
        Node::Either(parts) => grow(&parts[dice.below(parts.len())], nested, dice, text),
        Node::Repeat { node, min, max } => {
            let spread = max.map_or(2, |max| max - min).min(if nested { 2 } else { 70 }) as usize;
            let count = *min as usize + dice.below(spread + 1);
            (0..count).for_each(|_| grow(node, true, dice, text));
        }
    }
}

/// Changes a character of a string.
fn mutate(text: &str, dice: &mut Dice) -> String {
    let mut scalars: Vec<char> = text.chars().collect();
    let at = dice.below(scalars.len() + 1);
    let scalar = dice.pick(SCALARS);
    match dice.below(4) {
        0 => scalars.insert(at, scalar),
        1 if at < scalars.len() => scalars[at] = scalar,
        2 if at < scalars.len() => drop(scalars.remove(at)),
        _ => scalars.truncate(at),
    }
    scalars.into_iter().collect()
}

/// Returns some strings of at most about `limit` characters: the oracle backtracks.
fn texts(ast: &Ast, dice: &mut Dice, count: usize, limit: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    for _ in 0..count {
        let mut grown = String::new();
        grow(&ast.root, false, dice, &mut grown);
        if limit < grown.chars().count() {
            grown = grown.chars().take(limit).collect();
        }
        let mutated = mutate(&grown, dice);
        texts.push(mutate(&mutated, dice));
        texts.push(format!("{}{grown}{}", dice.pick(SCALARS), dice.pick(SCALARS)));
        texts.extend([grown, mutated]);
        let length = dice.below(8);
        texts.push((0..length).map(|_| dice.pick(SCALARS)).collect());
    }
    texts
}

/// Returns the oracle. It rejects escapes that the `u` flag forbids, so those are removed first.
fn oracle(pattern: &str, ast: &Ast) -> regress::Regex {
    let mut strict = pattern.to_owned();
    ast.notes
        .iter()
        .rev()
        .for_each(|note| strict.replace_range(note.offset..=note.offset, ""));
    regress::Regex::with_flags(&strict, "u").unwrap_or_else(|error| panic!("{strict}: {error}"))
}

/// Compares all forms of a pattern with the oracle; returns the number of accepted strings.
fn agree(pattern: &str, ast: &Ast, automaton: &Automaton, texts: &[String]) -> usize {
    let lowered = lower(ast, &Budget::default()).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let oracle = oracle(pattern, ast);
    let check = |text: &&String| {
        let expected = oracle.find(text).is_some();
        assert_eq!(
            automaton.matches(text),
            expected,
            "automaton of {pattern} on {text:?}"
        );
        assert_eq!(
            lowered.matches(text),
            expected,
            "{lowered:?} of {pattern} on {text:?}"
        );
        let (min, max) = lowered.lengths();
        let fits = (min..=max.unwrap_or(usize::MAX)).contains(&text.len());
        assert!(fits || !expected, "lengths of {lowered:?} on {text:?}");
        expected
    };
    texts.iter().filter(check).count()
}

#[test]
fn corpus_agrees_with_the_oracle() {
    let mut dice = Dice(0x5EED);
    let patterns = corpus().into_iter().zip(emitted::ALL);
    let patterns = patterns.map(|(pattern, emitted)| {
        let ast = parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let texts = texts(&ast, &mut dice, 300, usize::MAX);
        (pattern, emitted, ast, texts)
    });
    let patterns: Vec<_> = patterns.collect();
    parallel::map(&patterns, |(pattern, emitted, ast, texts)| {
        let automaton =
            Automaton::new(ast, &Budget::default()).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let accepted = agree(pattern, ast, &automaton, texts);
        assert!(
            accepted > 0 || lower(ast, &Budget::default()) == Ok(Lowered::Never),
            "{pattern} accepts none of the texts"
        );
        for text in texts {
            assert_eq!(
                emitted(text),
                automaton.matches(text),
                "what is emitted for {pattern} on {text:?}"
            );
        }
    });
}

/// Returns a random pattern of a small grammar.
fn random_pattern(dice: &mut Dice, depth: usize) -> String {
    const ATOMS: &[&str] = &[
        "a", "b", "c", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", "ä", "x", "[a-cx]", "^", "$", r"\b", r"\B",
        "[]", "1",
    ];
    if depth == 0 {
        return dice.pick(ATOMS).to_owned();
    }
    let inner = random_pattern(dice, depth - 1);
    match dice.below(9) {
        0 | 1 => format!("{inner}{}", random_pattern(dice, depth - 1)),
        2 => format!("(?:{inner}|{})", random_pattern(dice, depth - 1)),
        3 => format!(
            "(?:{inner}){}",
            dice.pick(&["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"])
        ),
        4 => format!("(?={inner}){}", random_pattern(dice, depth - 1)),
        5 => format!("(?!{inner}){}", random_pattern(dice, depth - 1)),
        6 => format!("^{inner}$"),
        7 => format!("^{inner}{}$", random_pattern(dice, depth - 1)),
        _ => format!("{}{inner}", dice.pick(ATOMS)),
    }
}

#[test]
fn random_patterns_agree_with_the_oracle() {
    let mut dice = Dice(0xD1CE);
    let (mut accepted, mut too_large) = (0, 0);
    for round in 0..3_000 {
        let pattern = random_pattern(&mut dice, 1 + round % 5);
        let ast = parse(&pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        match Automaton::new(&ast, &Budget::default()) {
            Ok(automaton) => accepted += agree(&pattern, &ast, &automaton, &texts(&ast, &mut dice, 8, 10)),
            Err(TooLarge) => too_large += 1,
        }
    }
    assert!(
        accepted > 10_000,
        "only {accepted} accepted texts: the test has lost its teeth"
    );
    assert!(too_large < 30, "{too_large} of the patterns were too large");
}

/// Returns the module for `emitted.rs`, an item on each line: it is compiled, and shows changes.
fn emit_corpus() -> String {
    let lowered: Vec<(&str, Lowered)> = corpus()
        .into_iter()
        .map(|pattern| {
            (
                pattern,
                lower(&parse(pattern).expect(pattern), &Budget::default()).expect(pattern),
            )
        })
        .collect();
    let matchers: Vec<Matcher<'_>> = lowered
        .iter()
        .enumerate()
        .map(|(index, (pattern, lowered))| Matcher {
            name: format_ident!("pattern_{}", index + 1),
            pattern,
            lowered,
        })
        .collect();
    let (items, names) = (module(&matchers), matchers.iter().map(|matcher| &matcher.name));
    let doc = " What is emitted for the corpus, so that it is compiled, run and measured.";
    let all = " Every validator, in the order of the corpus.";
    let file = quote::quote! {
        #![doc = #doc]
        #items
        #[doc = #all]
        pub static ALL: &[fn(&str) -> bool] = &[#(#names),*];
    };
    let file: syn::File = syn::parse2(file).expect("emitted tokens are Rust");
    let attributes = file.attrs.iter().map(|one| one.to_token_stream());
    let items = file.items.iter().map(|one| one.to_token_stream());
    attributes.chain(items).map(|one| format!("{one}\n")).collect()
}

/// Run with `UPDATE=1` to rewrite the file.
#[test]
fn emitted_code_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stages/pattern/emitted.rs");
    let expected = emit_corpus();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &expected).expect("the file is writable");
    }
    let found = std::fs::read_to_string(path).expect("the file is readable");
    assert!(
        found == expected,
        "emitted.rs is stale: run this test with UPDATE=1"
    );
}

#[test]
fn numerals_are_read_to_the_letter() {
    let lowered = |pattern: &str| lower(&parse(pattern).expect(pattern), &Budget::default()).expect(pattern);
    assert!(lowered(r"^\\d{2}$").matches(r"\dd"));
    assert!(!lowered(r"^\\d{2}$").matches("12"));
}
