//! Random input of every kind: documents of all versions, patterns, settings, upstream's documents.

use crate::mutations::mutate;
use generator::diagnostic::{Diagnostic, Levels};
use generator::drift::{Drift, Format, Input};
use generator::load::Sources;
use generator::pattern::{self, Budget};
use generator::sync::{Pin, sync};
use generator::{Failed, Options, SourceFile, bundle, drift, generate, render};
use std::path::PathBuf;
use std::sync::LazyLock;
use tests::damage::damage;
use tests::fuzz::run;
use tests::random::Random;

/// Specifications to start from: small ones for every feature and every mistake.
static SEEDS: LazyLock<Vec<Vec<SourceFile>>> = LazyLock::new(|| {
    let cases = ["fixtures", "diagnostics"].into_iter().flat_map(tests::cases);
    let inputs = cases.map(|case| tests::input(&case));
    inputs.filter(|files| !files.is_empty()).collect()
});

/// The work for a pattern is limited, to a few seconds without optimization; long patterns approach the limit.
const LONGEST_PATTERN: usize = 120;

/// Settings that no case has.
const ACCEPTED: &str =
    "[[accept]]\nfingerprint = \"9bbd8213f2cc5dfa\"\nreason = \"follows\"\nuntil = 2026-12-31\n";
const CONVENTIONS: &str = "[secrets]\nnames = [\"password\"]\n[[lists]]\nitems = \"results\"\n";

#[test]
fn documents_of_damaged_bytes() {
    run(
        "bytes",
        150,
        |random| damaged(random, is_document),
        |files| use_all(files),
    );
}

#[test]
fn settings_of_damaged_bytes() {
    run(
        "settings",
        150,
        |random| damaged(random, is_setting),
        |files| use_all(files),
    );
}

#[test]
fn documents_with_changed_nodes() {
    run("nodes", 60, changed, |files| use_all(files));
}

#[test]
fn two_documents_that_differ() {
    let make = |random: &mut Random| {
        let old = random.pick(&SEEDS).clone();
        let new = old.iter().map(|file| mutate(file, random)).collect();
        [old, new]
    };
    run("pairs", 40, make, |[old, new]| {
        compare(old.clone(), new.clone());
        compare(new.clone(), old.clone());
    });
}

#[test]
fn an_upstream_that_changes() {
    let cases: Vec<PathBuf> = tests::cases("sync");
    let make = move |random: &mut Random| {
        let case = random.pick(&cases);
        let mut files = tests::files(&case.join("before"));
        let upstream = std::fs::read(case.join("upstream.yaml")).expect("an upstream");
        let upstream = SourceFile::new("upstream.yaml", upstream);
        if random.below(2) == 0 {
            let count = files.len();
            let file = &mut files[random.below(count)];
            file.bytes = damage(&file.bytes, &upstream.bytes, random);
        }
        let upstream = match random.below(2) {
            0 => mutate(&upstream, random),
            _ => SourceFile::new("upstream.yaml", damage(&upstream.bytes, &upstream.bytes, random)),
        };
        (files, upstream)
    };
    run("sync", 75, make, |(files, upstream)| {
        let pin = Pin {
            sha256: "1".repeat(64),
            date: None,
            today: "2026-02-02".to_owned(),
        };
        match sync(files, upstream.clone(), &pin) {
            Ok(synced) => render(&synced.diagnostics, &synced.sources),
            Err(failed) => rejected(&failed),
        }
    });
}

#[test]
fn patterns() {
    run(
        "patterns",
        200,
        |random| [expression(random), expression(random)],
        |patterns| {
            let [one, other] = patterns;
            let _ = pattern::relation(one, other, &Budget::default());
            let _ = pattern::suggest_undoubled(one);
            for text in patterns {
                let Ok(ast) = pattern::parse(text) else { continue };
                let _ = pattern::lower(&ast, &Budget::default());
                let Ok(automaton) = pattern::Automaton::new(&ast, &Budget::default()) else {
                    continue;
                };
                for sample in [
                    "",
                    "a",
                    other.as_str(),
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
                    "\u{10ffff}\n",
                ] {
                    automaton.matches(sample);
                }
            }
        },
    );
}

/// Pieces of patterns, between blanks.
const PIECES: &str = r"
    a b ^ $ . ( ) (?: (?= (?! (?<= (?<! (?<n> \k<n> \1 | * + ? {2} {0,3} {3,} {1,99} *? [a-z] [^a]
    [^] [] [\d-x] \d \W \s \b \B \p{L} \P{Lu} \p{Script=Greek} \u{1F600} \uD83D\uDE00 \x41 \cA \0
    \/ é (a*)* (a|a)* (.*)(.*) \p{Nope} (?i: (?-i: && -- \-
";

/// Returns a pattern of pieces, and sometimes damages it.
fn expression(random: &mut Random) -> String {
    let pieces: Vec<&str> = PIECES.split_whitespace().collect();
    let count = 1 + random.below(12);
    let text: String = (0..count).map(|_| *random.pick(&pieces)).collect();
    match random.below(4) {
        0 => String::from_utf8_lossy(&damage(text.as_bytes(), b"(a{1,9}){1,9}", random)).into_owned(),
        _ => text,
    }
    .chars()
    .take(LONGEST_PATTERN)
    .collect()
}

fn is_document(file: &SourceFile) -> bool {
    !file.path.ends_with(".toml")
}

fn is_setting(file: &SourceFile) -> bool {
    !is_document(file)
}

/// Returns a seed with damaged files.
fn damaged(random: &mut Random, which: fn(&SourceFile) -> bool) -> Vec<SourceFile> {
    let mut files = seed(random);
    let others = random.pick(&SEEDS)[0].bytes.clone();
    if which(&SourceFile::new("sources.toml", "")) {
        files.push(SourceFile::new("accepted.toml", ACCEPTED));
        if !files.iter().any(|file| file.path == "conventions.toml") {
            files.push(SourceFile::new("conventions.toml", CONVENTIONS));
        }
    }
    for file in files.iter_mut().filter(|file| which(file)) {
        file.bytes = damage(&file.bytes, &others, random);
    }
    files
}

fn changed(random: &mut Random) -> Vec<SourceFile> {
    let files = seed(random);
    files.iter().map(|file| mutate(file, random)).collect()
}

/// Returns a seed, sometimes as another version of OpenAPI.
fn seed(random: &mut Random) -> Vec<SourceFile> {
    let mut files = random.pick(&SEEDS).clone();
    let version = *random.pick(&["", "", "openapi: 3.1.0", "openapi: 3.2.0", "swagger: '2.0'"]);
    for file in files
        .iter_mut()
        .filter(|file| is_document(file) && !version.is_empty())
    {
        let text = String::from_utf8_lossy(&file.bytes);
        let lines = text.lines().map(|line| match line.starts_with("openapi:") {
            true => version,
            false => line,
        });
        file.bytes = lines
            .flat_map(|line| [line, "\n"])
            .collect::<String>()
            .into_bytes();
    }
    files
}

/// Uses files in all ways of the commands.
fn use_all(files: &[SourceFile]) {
    let options = Options {
        crate_name: "fuzzed".to_owned(),
        ..Options::default()
    };
    match generate(files.to_vec(), &options) {
        Ok(made) => {
            assert!(!made.files.is_empty(), "a crate without files");
            render(&made.warnings, &made.sources);
        }
        Err(failed) => rejected(&failed),
    }
    match bundle::bundle(files.to_vec(), true, &Levels::default()) {
        Ok(bundled) => render(&bundled.warnings, &bundled.sources),
        Err(failed) => rejected(&failed),
    }
}

fn compare(baseline: Vec<SourceFile>, upstream: Vec<SourceFile>) {
    let (settings, upstream) = upstream.into_iter().partition(is_setting);
    let found = drift::drift(Input {
        baseline,
        upstream,
        settings,
        origins: Default::default(),
        only: Vec::new(),
        today: "2026-01-20".parse().expect("a date"),
    });
    match found {
        Ok(found) => report(&found),
        Err(failed) => failed.iter().for_each(rejected),
    }
}

fn report(found: &Drift) {
    for format in [
        Format::Text,
        Format::Lines,
        Format::Json,
        Format::Github,
        Format::Sarif,
        Format::Html,
        Format::Junit,
    ] {
        found.render(format);
    }
    assert!(found.markdown(5_000).len() <= 5_000, "the report is cut");
}

fn rejected(failed: &Failed) {
    assert!(!failed.diagnostics.is_empty(), "an error without a reason");
    render(&failed.diagnostics, &failed.sources);
}

/// Renders diagnostics in both formats: each has a line, and no character controls the terminal.
fn render(diagnostics: &[Diagnostic], sources: &Sources) {
    let text = render::text_all(diagnostics, sources);
    assert_eq!(text.is_empty(), diagnostics.is_empty());
    let is_hostile = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(is_hostile), "{text:?}");
    let json = render::json(diagnostics, &[], sources);
    assert_eq!(json.lines().count(), diagnostics.len());
}
