//! Emitted validators against the `regex` crate: nanoseconds for one text, and how many times faster we are.

use std::hint::black_box;
use std::time::{Duration, Instant};

use generator::pattern::{Automaton, Budget, parse};
extern crate runtime;

#[rustfmt::skip]
#[allow(clippy::manual_is_ascii_check, unreachable_pub, reason = "as in the crate that it is emitted for")]
#[path = "../tests/stages/pattern/emitted.rs"]
mod emitted;

const CORPUS: [&str; 2] = [
    include_str!("../tests/stages/pattern/atlas.txt"),
    include_str!("../tests/stages/pattern/extra.txt"),
];
/// One line for each pattern: texts that it is tried on, tab-separated.
const TEXTS: &str = include_str!("pattern.txt");

/// Texts that most patterns reject.
const COMMON: [&str; 3] = [
    "Cluster0",
    "my-sharded-cluster-in-frankfurt",
    "A description of some 150 characters, as people write them: it says what the thing is for, who owns it, and \
     when it may be deleted (not before 2031-01-01).",
];

/// The least time of a call in several rounds.
fn nanoseconds(mut call: impl FnMut() -> bool) -> f64 {
    let mut best = Duration::MAX;
    for _ in 0..15 {
        let start = Instant::now();
        for _ in 0..2_000 {
            black_box(call());
        }
        best = best.min(start.elapsed());
    }
    best.as_nanos() as f64 / 2_000.0
}

/// The pattern in the syntax of the `regex` crate, with classes that mean the same there.
fn translated(pattern: &str) -> Option<regex::Regex> {
    let ascii = pattern
        .replace(r"[\d]", "[0-9]")
        .replace(r"\d", "[0-9]")
        .replace(r"\w", "a-zA-Z0-9_");
    let ascii = ascii
        .replace("[a-fA-F[0-9]]", "[a-fA-F0-9]")
        .replace("[a-z-0-9]", r"[a-z\-0-9]");
    let ascii = ascii.replace("(?!$)", "");
    regex::Regex::new(&ascii).ok()
}

fn main() {
    println!("{:>8} {:>8} {:>6}  text, pattern", "ours", "regex", "ratio");
    let mut worst: f64 = f64::MAX;
    let patterns = CORPUS.iter().flat_map(|text| text.lines());
    for ((pattern, function), texts) in patterns
        .zip(emitted::ALL)
        .zip(TEXTS.lines().chain(std::iter::repeat("")))
    {
        let Some(regex) = translated(pattern) else {
            println!("{:>24}  {pattern}: not in the syntax of regex", "");
            continue;
        };
        let automaton = parse(pattern)
            .ok()
            .and_then(|ast| Automaton::new(&ast, &Budget::default()).ok());
        for text in texts.split('\t').filter(|text| !text.is_empty()).chain(COMMON) {
            let expected = automaton.as_ref().is_none_or(|automaton| automaton.matches(text));
            let (ours, theirs) = (
                nanoseconds(|| function(black_box(text))),
                nanoseconds(|| regex.is_match(black_box(text))),
            );
            worst = worst.min(theirs / ours);
            let mark = if expected { '+' } else { '-' };
            let (text, pattern): (String, String) = (
                text.chars().take(40).collect(),
                pattern.chars().take(60).collect(),
            );
            println!(
                "{ours:8.1} {theirs:8.1} {:6.1}  {mark}{text:40} {pattern}",
                theirs / ours
            );
        }
    }
    println!("worst ratio: {worst:.2}");
}
