//! `cargo xtask inspect` on recorded traffic, `har/NN-name.har`.

use serde_json::Value as Json;
use std::fs;
use std::path::Path;
use std::process::Output;

/// Runs `cargo xtask inspect` as a user does.
fn command(arguments: &[&str]) -> Output {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the project");
    tests::cargo()
        .current_dir(project)
        .args(["xtask", "inspect"])
        .args(arguments)
        .output()
        .expect("cargo runs")
}

fn ends(arguments: &[&str], status: i32, has_keywords: &str) {
    let output = command(arguments);
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).expect("UTF-8");
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {text}");
    assert!(text.contains(has_keywords), "{arguments:?}: {text}");
}

#[test]
fn the_command_reports_its_result() {
    ends(&["tests/har/01-live-service.har"], 0, "0 undecodable");
    ends(&["tests/har/04-bodies.har"], 1, "undecodable");
    ends(
        &["tests/har/missing.har"],
        2,
        "the archive `tests/har/missing.har` does not exist",
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
        "is not a generated crate",
    );
    ends(
        &["tests/har/01-live-service.har", "--format", "xml"],
        2,
        "possible values",
    );
    ends(&[], 2, "FILE.har");
}

#[test]
fn levels_and_fail_on_decide_the_exit_status() {
    // Two bodies cannot be decoded, and others violate the specification.
    let archive = "tests/har/04-bodies.har";
    ends(
        &[archive],
        1,
        "error[undecodable-body]: the response body cannot be decoded",
    );
    ends(&[archive, "--fail-on", "never"], 0, "error[undecodable-body]");
    ends(
        &[archive, "--warn", "undecodable-body"],
        0,
        "warning[undecodable-body]",
    );
    let valid = "tests/har/02-error-bodies.har";
    ends(&[valid, "--fail-on", "warning"], 1, "warning[invalid-body]");
    ends(
        &[valid, "--fail-on", "warning", "--allow", "all"],
        0,
        "0 undecodable",
    );
    ends(&[valid, "--deny", "invalid-body"], 1, "error[invalid-body]");
    ends(
        &[valid, "--deny", "invalid-bodies"],
        2,
        "did you mean `invalid-body`?",
    );
}

#[test]
fn all_bad_entries_are_reported_with_locations() {
    let archive = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bad.har");
    let text = r#"{"log": {"entries": [
  {"request": {"method": "GET", "url": "/"}},
  {"request": {"method": 1}},
  {}
]}}"#;
    fs::write(&archive, text).expect("a file");
    let output = command(&[archive.to_str().expect("a path")]);
    let reported = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{reported}");
    for (place, what) in [
        ("3:26", "entry 1 has no string `request.method`"),
        ("3:4", "entry 1 has no string `request.url`"),
        ("4:3", "entry 2 has no string `request.method`"),
        ("4:3", "entry 2 has no string `request.url`"),
    ] {
        let line = format!("bad.har:{place}: error[bad-entry]: {what}");
        assert!(reported.contains(&line), "{line} in\n{reported}");
    }
    assert!(
        reported.contains("  help: record the exchange again"),
        "{reported}"
    );
}

#[test]
fn the_command_writes_the_same_json() {
    let archive = "tests/har/03-versions.har";
    let output = command(&[archive, "--format", "json"]);
    let written: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(archive);
    let golden = fs::read_to_string(here.with_extension("json")).expect("the golden");
    let golden: Json = serde_json::from_str(&golden).expect("JSON");
    assert_eq!(written, golden);
}
