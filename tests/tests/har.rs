//! Recorded traffic: `har/NN-name.har` holds hand-made archives, `.txt` and `.json` beside them what `inspect` says.

use atlas_restore_jobs::body_types::EXCHANGES;
use atlas_restore_jobs::runtime::inspect::{Report, inspect};
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn archives() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("har");
    let entries = fs::read_dir(folder).expect("a folder of archives");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut archives: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "har"))
        .collect();
    archives.sort();
    assert!(!archives.is_empty());
    archives
}

fn report(archive: &Path) -> Report {
    let text = fs::read_to_string(archive).expect("an archive");
    let archive: Json = serde_json::from_str(&text).expect("JSON");
    inspect(&archive, EXCHANGES).expect("an HTTP archive")
}

#[test]
fn every_archive_gives_the_expected_report() {
    let mut failures = Vec::new();
    for archive in archives() {
        let report = report(&archive);
        let json = format!("{:#}\n", report.to_json());
        failures.extend(tests::golden(&archive.with_extension("txt"), &report.to_string()).err());
        failures.extend(tests::golden(&archive.with_extension("json"), &json).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn nothing_that_decodes_is_lost() {
    for archive in archives() {
        for entry in report(&archive).0 {
            let lost = [entry.request.lost, entry.response.lost].concat();
            assert!(lost.is_empty(), "{} {}: {lost:?}", archive.display(), entry.index);
        }
    }
}

/// Runs `cargo xtask inspect` as a user does.
fn command(arguments: &[&str]) -> Output {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the project");
    Command::new(env!("CARGO"))
        .current_dir(project)
        .args(["xtask", "inspect"])
        .args(arguments)
        .output()
        .expect("cargo runs")
}

fn ends(arguments: &[&str], status: i32, says: &str) {
    let output = command(arguments);
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).expect("UTF-8");
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {text}");
    assert!(text.contains(says), "{arguments:?}: {text}");
}

#[test]
fn the_command_says_how_it_went() {
    ends(&["tests/har/01-live-service.har"], 0, "0 undecodable");
    ends(&["tests/har/04-bodies.har"], 1, "undecodable");
    ends(
        &["tests/har/missing.har"],
        2,
        "no archive `tests/har/missing.har`",
    );
    ends(
        &["tests/Cargo.toml"],
        2,
        "tests/Cargo.toml:1:2: error[syntax-error]: ",
    );
    ends(
        &["tests/har/01-live-service.json"],
        2,
        "tests/har/01-live-service.json:1:1: error[not-an-archive]: ",
    );
    ends(
        &["tests/har/01-live-service.har", "--crate", "spec"],
        2,
        "no generated crate",
    );
    ends(
        &["tests/har/01-live-service.har", "--format", "xml"],
        2,
        "possible values",
    );
    ends(&[], 2, "FILE.har");
}

#[test]
fn all_bad_entries_are_told_with_their_places() {
    let archive = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bad.har");
    let text = r#"{"log": {"entries": [
  {"request": {"method": "GET", "url": "/"}},
  {"request": {"method": 1}},
  {}
]}}"#;
    fs::write(&archive, text).expect("a file");
    let output = command(&[archive.to_str().expect("a path")]);
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{told}");
    for (place, what) in [
        ("3:16", "entry 1 has no text `request.method`"),
        ("3:4", "entry 1 has no text `request.url`"),
        ("4:3", "entry 2 has no text `request.method`"),
        ("4:3", "entry 2 has no text `request.url`"),
    ] {
        let line = format!("bad.har:{place}: error[bad-entry]: {what}");
        assert!(told.contains(&line), "{line} in\n{told}");
    }
    assert!(told.contains("  help: record the exchange again"), "{told}");
}

#[test]
fn the_command_writes_the_same_json() {
    let archive = "tests/har/03-versions.har";
    let output = command(&[archive, "--format", "json"]);
    let written: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(archive);
    assert_eq!(written, report(&here).to_json());
}
