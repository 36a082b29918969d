//! Sync with the real upstream documents, if they are next to the project; without them, these tests print that they
//! are skipped.

use generator::sync::{Pin, sync};
use generator::{SourceFile, load};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const NEWEST: &str = "2026-08-21";

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the document of a day; prints a message and returns `None` if it is missing.
fn upstream(day: &str) -> Option<SourceFile> {
    let path = project().join(format!("../shared/upstream/atlas-{day}.yaml"));
    let bytes = fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("skipped: {} is not there", path.display());
    }
    bytes.map(|bytes| SourceFile::new("upstream.yaml", bytes))
}

/// Returns the same document as JSON, for a test that reads it many times: that takes less time.
fn as_json(document: SourceFile) -> SourceFile {
    let (sources, _) = load::load(vec![document]);
    SourceFile::new("upstream.json", sources.documents[0].tree.to_string())
}

fn spec() -> Vec<SourceFile> {
    let files = tests::files(&project().join("spec"));
    let read = |file: &SourceFile| file.path.starts_with("fragments/") || file.path.ends_with(".toml");
    files.into_iter().filter(read).collect()
}

/// Returns the pin of `spec/`, so that returning to it changes nothing.
fn pin(spec: &[SourceFile], day: &str) -> Pin {
    let (sources, _) = load::load(spec.to_vec());
    let pinned = sources.settings.upstream.expect("a pin");
    let sha256 = if day == NEWEST {
        pinned.sha256
    } else {
        "0".repeat(64)
    };
    Pin {
        sha256,
        date: Some(day.to_owned()),
        today: String::new(),
    }
}

/// Returns `files` after a sync, which has to produce upstream's structure and to change nothing in a second run.
fn synced(files: &[SourceFile], day: &str, document: &SourceFile) -> (Vec<SourceFile>, Vec<String>) {
    let pin = pin(&spec(), day);
    let done = sync(files, document.clone(), &pin).expect("an upstream to follow");
    let errors: Vec<_> = done
        .diagnostics
        .iter()
        .filter(|one| one.code != "stale-correction")
        .collect();
    assert!(errors.is_empty(), "{day}: {errors:#?}");
    let new = tests::replaced(files, &done.files);
    check_structure(&new, document);
    let again = sync(&new, document.clone(), &pin).expect("what was written can be read");
    assert!(again.files.is_empty(), "{day} changes again");
    (new, done.unwritten.iter().map(|at| at.pointer.clone()).collect())
}

#[test]
fn the_fragments_match_the_pinned_document() {
    let Some(document) = upstream(NEWEST) else { return };
    let done = sync(&spec(), document, &pin(&spec(), NEWEST)).expect("an upstream to follow");
    assert!(
        done.files.is_empty() && done.notes.is_empty() && done.unwritten.is_empty(),
        "{:?}",
        done.notes
    );
}

/// Returns the lines that the reverse sync does not restore: descriptions of removed items.
fn lost(old: &[SourceFile], new: &[SourceFile]) -> Vec<String> {
    let text = |file: &SourceFile| String::from_utf8(file.bytes.clone()).expect("UTF-8");
    let pairs = old
        .iter()
        .zip(new)
        .filter(|(old, _)| old.path.starts_with("fragments/"));
    pairs
        .flat_map(|(old, new)| {
            let (old, new) = (text(old), text(new));
            let diff = similar::TextDiff::from_lines(&old, &new);
            let changes = diff
                .iter_all_changes()
                .filter(|change| change.tag() == similar::ChangeTag::Insert);
            changes
                .map(|change| change.value().trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn older_documents_and_back_restore_all_but_removed_prose() {
    let Some(newest) = upstream(NEWEST).map(as_json) else {
        return;
    };
    for (day, gone) in [("2026-07-14", 4), ("2026-07-07", 6)] {
        let Some(older) = upstream(day).map(as_json) else {
            return;
        };
        let (old, _) = synced(&spec(), day, &older);
        assert_ne!(old, spec());
        let (back, unwritten) = synced(&old, NEWEST, &newest);
        assert_eq!(lost(&spec(), &back), vec!["description: \"\""; gone], "{day}");
        assert_eq!(unwritten.len(), gone, "{day}: {unwritten:#?}");
    }
}

#[test]
fn a_glob_takes_the_whole_api() {
    let Some(document) = upstream(NEWEST).map(as_json) else {
        return;
    };
    let empty = "openapi: 3.0.1\ninfo:\n  title: x\n  version: x\npaths: {}\n";
    let files = [
        SourceFile::new("fragments/all.yaml", empty),
        SourceFile::new("sources.toml", "[select]\nonly = [\"/api/**\"]\n"),
    ];
    let pin = Pin {
        sha256: String::new(),
        date: None,
        today: String::new(),
    };
    let done = sync(&files, document.clone(), &pin).expect("an upstream to follow");
    let new = tests::replaced(&files, &done.files);
    check_structure(&new, &document);
    let again = sync(&new, document, &pin).expect("what was written can be read");
    assert!(again.files.is_empty());
}

/// Checks that the selected operations of `files` and everything that they reach equal `upstream`, except for
/// descriptions; and that the fragments contain nothing that no operation reaches.
fn check_structure(files: &[SourceFile], upstream: &SourceFile) {
    let (ours, problems) = load::load(files.to_vec());
    assert!(problems.is_empty(), "{problems:?}");
    let (theirs, _) = load::load(vec![upstream.clone()]);
    let mut check = Check {
        ours: &ours.documents,
        theirs: &theirs.documents[0].tree,
        seen: BTreeSet::new(),
    };
    let mut operations = 0;
    for load::Document { path: file, tree } in &ours.documents {
        for (path, item) in tree["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("an item") {
                check.same(
                    file,
                    operation,
                    &check.theirs["paths"][path][method],
                    &format!("{path} {method}"),
                );
                operations += 1;
            }
        }
        let schemes = tree["components"]["securitySchemes"]
            .as_object()
            .into_iter()
            .flatten();
        check
            .seen
            .extend(schemes.map(|(name, _)| format!("/components/securitySchemes/{name}")));
    }
    assert!(operations >= 18, "{operations} operations");
    for load::Document { path: file, tree } in &ours.documents {
        for (section, members) in tree["components"].as_object().into_iter().flatten() {
            for name in members.as_object().expect("a section").keys() {
                let pointer = format!("/components/{section}/{name}");
                assert!(check.seen.contains(&pointer), "nothing reaches {file}#{pointer}");
            }
        }
    }
}

struct Check<'a> {
    ours: &'a [load::Document],
    theirs: &'a Value,
    seen: BTreeSet<String>,
}

impl Check<'_> {
    fn same(&mut self, file: &str, ours: &Value, theirs: &Value, at: &str) {
        match (ours, theirs) {
            (Value::Object(a), Value::Object(b)) => {
                if let (Some(Value::String(a)), Some(Value::String(b))) = (a.get("$ref"), b.get("$ref")) {
                    return self.same_target(file, a, b, at);
                }
                let prose = |(key, value): &(&String, &Value)| {
                    matches!(key.as_str(), "description" | "summary") && value.is_string()
                };
                let keys = |members: &serde_json::Map<String, Value>| -> BTreeSet<String> {
                    members
                        .iter()
                        .filter(|entry| !prose(entry))
                        .map(|(key, _)| key.clone())
                        .collect()
                };
                assert_eq!(keys(a), keys(b), "{file} {at}");
                // Descriptions by date.
                for key in keys(a).into_iter().filter(|key| key != "x-xgen-changelog") {
                    self.same(file, &a[&key], &b[&key], &format!("{at}/{key}"));
                }
            }
            (Value::Array(a), Value::Array(b)) => {
                assert_eq!(a.len(), b.len(), "{file} {at}");
                a.iter().zip(b).for_each(|(a, b)| self.same(file, a, b, at));
            }
            (Value::String(a), Value::String(b)) if b.starts_with("#/components/") => {
                self.same_target(file, a, b, at)
            }
            (a, b) => assert_eq!(a, b, "{file} {at}"),
        }
    }

    fn same_target(&mut self, file: &str, ours: &str, theirs: &str, at: &str) {
        let (document, pointer) = ours.split_once('#').expect("a reference");
        assert_eq!(Some(pointer), theirs.strip_prefix('#'), "{file} {at}");
        if self.seen.insert(pointer.to_owned()) {
            let file = if document.is_empty() { file } else { document }.to_owned();
            let document = self
                .ours
                .iter()
                .find(|document| document.path == file)
                .expect("a document");
            let target = document
                .tree
                .pointer(pointer)
                .unwrap_or_else(|| panic!("{file} {at}: {ours} leads nowhere"));
            let theirs = self.theirs.pointer(pointer).expect("a target upstream");
            self.same(&file, target, theirs, pointer);
        }
    }
}
