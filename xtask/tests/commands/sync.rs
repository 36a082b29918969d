//! `sync` as a process: exit status, written files, and that a rejected run writes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FRAGMENT: &str = r#"# Ours.
openapi: 3.0.1
info:
  title: Garden
  version: x
servers:
  - url: https://example.com
paths:
  /trees:
    get:
      operationId: listTrees
      responses:
        "204":
          description: None. # ours
"#;

const SOURCES: &str = r#"[upstream]
title = "Garden"
url = "https://example.com/garden.yaml"
revision = "old"
date = "2026-01-01"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
"#;

/// Returns a folder with a specification, and an upstream with additions.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sync").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("spec/fragments")).expect("a folder for the test");
    fs::write(path.join("spec/fragments/trees.yaml"), FRAGMENT).expect("a file");
    fs::write(path.join("spec/sources.toml"), SOURCES).expect("a file");
    let upstream = FRAGMENT.replace("x\n", "x\n  x-xgen-sha: new\n").replace(
        "None. # ours",
        "Theirs.\n        \"404\":\n          description: Theirs.",
    );
    fs::write(path.join("upstream.yaml"), upstream).expect("a file");
    path
}

fn sync(dir: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .current_dir(dir)
        .args(["sync", "--spec", "spec", "--upstream"])
        .args(args)
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

/// Returns every file below `dir`, with its content.
fn content(dir: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.insert(path.clone(), String::new());
            found.extend(content(&path));
        } else {
            let text = fs::read_to_string(&path).expect("text");
            found.insert(path, text);
        }
    }
    found
}

#[test]
fn a_dry_run_shows_what_a_run_then_does() {
    let dir = folder("done");
    let before = content(&dir);
    let (status, out, _) = sync(&dir, &["upstream.yaml", "--dry-run"]);
    assert_eq!(status, Some(1));
    assert!(out.contains("would change: spec/fragments/trees.yaml\n"), "{out}");
    assert!(out.contains("+        \"404\":\n"), "{out}");
    assert_eq!(content(&dir), before);

    let (status, out, err) = sync(&dir, &["upstream.yaml", "--date", "2026-03-04"]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(out.contains("changed: spec/sources.toml\n"), "{out}");
    assert!(
        out.contains("pinned: old of 2026-01-01 -> new of 2026-03-04\n"),
        "{out}"
    );
    let after = content(&dir);
    assert!(after.keys().eq(before.keys()), "nothing is left over");
    let fragment = format!("{FRAGMENT}        \"404\":\n          description: \"\"\n");
    assert_eq!(after[&dir.join("spec/fragments/trees.yaml")], fragment);
    let pinned = &after[&dir.join("spec/sources.toml")];
    assert!(
        pinned.contains("\nrevision = \"new\"\ndate = \"2026-03-04\"\n"),
        "{pinned}"
    );
    assert!(!pinned.contains(&"0".repeat(64)), "{pinned}");

    for args in [&["upstream.yaml"][..], &["upstream.yaml", "--dry-run"]] {
        let (status, out, _) = sync(&dir, args);
        assert_eq!(status, Some(0));
        assert!(out.starts_with("spec: up to date\n"), "{out}");
        assert_eq!(content(&dir), after);
    }
}

#[test]
fn bad_input_is_status_2_and_writes_nothing() {
    let dir = folder("bad");
    fs::write(dir.join("empty.yaml"), "").expect("a file");
    fs::write(dir.join("other.json"), "{\"openapi\": \"3.0.1\", \"paths\": {}}").expect("a file");
    let before = content(&dir);
    for (args, reason) in [
        (&["gone.yaml"][..], "gone.yaml"),
        (&["empty.yaml"], "error[empty-document]"),
        (&["other.json"], "other.json:1:1: error[no-operations]"),
        (&["upstream.yaml", "--date", "yesterday"], "a day that exists"),
        (
            &["upstream.yaml", "--spec", "upstream.yaml"],
            "cannot be used multiple times",
        ),
    ] {
        let (status, out, err) = sync(&dir, args);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(err.contains(reason), "{err}");
        assert_eq!(content(&dir), before);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_written_through_and_then_nothing_is_written() {
    let dir = folder("link");
    fs::rename(dir.join("spec/sources.toml"), dir.join("real.toml")).expect("a file to move");
    std::os::unix::fs::symlink("../real.toml", dir.join("spec/sources.toml")).expect("a link");
    let before = content(&dir);
    let (status, _, err) = sync(&dir, &["upstream.yaml"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("is a symbolic link"), "{err}");
    assert_eq!(content(&dir), before);
}
