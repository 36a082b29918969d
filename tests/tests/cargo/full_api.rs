//! The whole API: traffic with all deviations of the live service is decoded, kept and reported.
//!
//! It builds a crate of 540 operations, which takes a minute or more, so it only runs on request:
//! `WHOLE_API=../shared/upstream/atlas-2026-08-21.yaml cargo test -p tests --test cargo full_api`, with any OpenAPI
//! document.

use generator::{Options, SourceFile, generate};
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};
use tests::bodies::Body;
use tests::openapi::Document;
use tests::traffic::{self, Exchange};

/// The number of exchanges of each version of each operation; the first follows the document.
const ROUNDS: u64 = 8;

#[test]
fn nothing_is_undecodable_lost_or_unreported() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let Some(path) = std::env::var_os("WHOLE_API").map(|path| project.join(path)) else {
        eprintln!("skipped: the whole API, because WHOLE_API names no document");
        return;
    };
    let dir = crate_of(&path);
    let exchanges = traffic::make(&Document::read(&path), ROUNDS, 150);
    let report = inspect(&dir, &exchanges);
    let entries = report["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), exchanges.len());
    let broken: usize = exchanges
        .iter()
        .flat_map(|it| [&it.request, &it.response])
        .flatten()
        .map(|it| it.broken.len())
        .sum();
    let problems: Vec<_> = exchanges
        .iter()
        .zip(entries)
        .flat_map(|(exchange, entry)| problems(exchange, entry))
        .collect();
    println!(
        "{} exchanges, {broken} deviations, {}",
        exchanges.len(),
        report["summary"]
    );
    let shown: Vec<_> = problems.iter().take(60).map(String::as_str).collect();
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        shown.join("\n")
    );
}

/// Writes the crate of the whole API, for cargo to build.
fn crate_of(path: &Path) -> PathBuf {
    let source = SourceFile::new("atlas.yaml".to_owned(), fs::read(path).expect("the document"));
    let options = Options {
        crate_name: "atlas-admin".to_owned(),
        complete: true,
        ..Options::default()
    };
    let generated = generate(vec![source], &options).unwrap_or_else(|_| panic!("the document is refused"));
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("atlas-admin");
    for file in generated.files {
        let path = dir.join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        fs::write(path, file.text).expect("a file");
    }
    dir
}

/// Returns the report of the crate's own inspector.
fn inspect(dir: &Path, exchanges: &[Exchange]) -> Json {
    let archive = dir.join("target/traffic.har");
    fs::create_dir_all(dir.join("target")).expect("a folder");
    fs::write(&archive, traffic::archive(exchanges).to_string()).expect("a file");
    let output = tests::cargo()
        .current_dir(dir)
        .args([
            "run",
            "--quiet",
            "--features",
            "inspect",
            "--example",
            "inspect",
            "--",
        ])
        .arg(archive)
        .arg("json")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn problems(exchange: &Exchange, entry: &Json) -> Vec<String> {
    let operation = &exchange.operation;
    let mut problems = Vec::new();
    if entry["operation"] != *operation {
        problems.push(format!("{operation} was taken for {}", entry["operation"]));
    }
    for (side, body) in [("request", &exchange.request), ("response", &exchange.response)] {
        let found = &entry[side];
        let at = format!("{operation} {side}");
        if found["outcome"] == "undecodable" {
            problems.push(format!("{at}: undecodable"));
        }
        if found["lost"].as_array().is_some_and(|lost| !lost.is_empty()) {
            problems.push(format!("{at}: lost {}", found["lost"]));
        }
        problems.extend(
            body.iter()
                .flat_map(|body| unreported(body, found))
                .map(|it| format!("{at}: {it}")),
        );
    }
    problems
}

fn unreported(body: &Body, found: &Json) -> Vec<String> {
    let violations = found["violations"].as_array().expect("violations");
    let reported = |pointer: &String| {
        violations
            .iter()
            .any(|violation| violation["pointer"] == **pointer)
    };
    let missing = body.broken.iter().filter(|(pointer, _)| !reported(pointer));
    missing
        .map(|(pointer, what)| format!("{what} at {pointer} is not reported, but {violations:?}"))
        .collect()
}
