//! One comparison: drift and the release of a crate report the same changes of every pair of documents.

use generator::compare::SourceImpact;
use generator::drift::{Input, drift};
use generator::release::{Proposal, Semver, Step, Surface};
use generator::{Options, SourceFile, load, model};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

#[test]
fn drift_and_release_agree_on_every_case() {
    for case in tests::cases("drift") {
        let (old, new) = (read(&case, "old.yaml"), read(&case, "new.yaml"));
        for (from, to) in [(&old, &new), (&new, &old)] {
            assert!(agree(from, to, &case.display().to_string()), "{}", case.display());
        }
    }
}

#[test]
fn drift_and_release_agree_on_mutations() {
    let mut compared = 0;
    for case in tests::cases("drift").iter().step_by(45) {
        let old = read(case, "old.yaml");
        for (number, new) in mutations(&old).into_iter().enumerate() {
            let what = format!("{}, mutation {number}", case.display());
            compared += usize::from(agree(&old, &new, &what));
            compared += usize::from(agree(&new, &old, &what));
        }
    }
    assert!(compared > 200, "only {compared} pairs were compared");
}

/// Checks that both report the same; returns false if one of the documents has no model.
fn agree(old: &Value, new: &Value, what: &str) -> bool {
    let file = |tree: &Value| vec![SourceFile::new("document.json", tree.to_string())];
    let input = Input {
        baseline: file(old),
        upstream: file(new),
        settings: Vec::new(),
        origins: Default::default(),
        only: Vec::new(),
        today: "2026-01-20".parse().expect("a date"),
    };
    let options = Options::default();
    let (Ok(report), Ok(released), Ok(next)) = (
        drift(input),
        model(file(old), &options),
        model(file(new), &options),
    ) else {
        return false;
    };
    let surface = Surface {
        version: Semver::named("1.0.0").expect("a version"),
        api: released.api,
    };
    let step = Proposal::new(&surface, &next.api).step.unwrap_or(Step::Fix);
    let sources = report.changes.iter().map(|change| change.source);
    // An operation that is only in upstream is available, and added by the next version of a crate of the whole
    // document.
    let offered = report.available.iter().map(|_| SourceImpact::Additive);
    let worst = match sources.chain(offered).max().unwrap_or_default() {
        SourceImpact::None => Step::Fix,
        SourceImpact::Additive => Step::Additive,
        SourceImpact::Breaking => Step::Breaking,
    };
    let reported: Vec<&str> = report
        .changes
        .iter()
        .map(|change| change.message.as_str())
        .collect();
    assert_eq!(worst, step, "{what}: {reported:#?}");
    true
}

fn read(case: &Path, name: &str) -> Value {
    let bytes = fs::read(case.join(name)).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let (mut sources, problems) = load::load(vec![SourceFile::new(name, bytes)]);
    assert!(problems.is_empty(), "{}/{name}", case.display());
    sources.documents.remove(0).tree
}

/// Returns the document with one change, for every possible change.
fn mutations(tree: &Value) -> Vec<Value> {
    let mut pointers = Vec::new();
    list(tree, String::new(), &mut pointers);
    let mutated = pointers.iter().flat_map(|pointer| {
        let node = tree.pointer(pointer).unwrap_or(&Value::Null);
        variants(node).into_iter().map(|variant| {
            let mut other = tree.clone();
            if let Some(place) = other.pointer_mut(pointer) {
                *place = variant;
            }
            other
        })
    });
    mutated.collect()
}

fn list(node: &Value, pointer: String, pointers: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match node {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, value)| list(value, format!("{pointer}/{}", escaped(key)), pointers)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(number, value)| list(value, format!("{pointer}/{number}"), pointers)),
        _ => {}
    }
    pointers.push(pointer);
}

/// Returns replacements of a node.
fn variants(node: &Value) -> Vec<Value> {
    match node {
        Value::Object(members) => objects(members),
        Value::Array(items) => {
            let reversed = items.iter().rev().cloned().collect();
            let shorter = items.iter().skip(1).cloned().collect();
            vec![Value::Array(reversed), Value::Array(shorter)]
        }
        Value::String(text) if text == "string" => vec![json!("integer")],
        Value::String(text) if text == "integer" => vec![json!("boolean")],
        Value::Bool(yes) => vec![json!(!yes)],
        _ => Vec::new(),
    }
}

fn objects(members: &Map<String, Value>) -> Vec<Value> {
    let mut variants = Vec::new();
    let reversed: Map<String, Value> = members
        .iter()
        .rev()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    variants.push(Value::Object(reversed));
    for key in members.keys() {
        let mut shorter = members.clone();
        shorter.shift_remove(key);
        variants.push(Value::Object(shorter));
        let renamed: Map<String, Value> = members
            .iter()
            .map(|(own, value)| match own == key {
                true => (format!("{own}s"), value.clone()),
                false => (own.clone(), value.clone()),
            })
            .collect();
        variants.push(Value::Object(renamed));
    }
    if members.contains_key("type") || members.contains_key("$ref") {
        let mut nullable = members.clone();
        nullable.insert("nullable".to_owned(), json!(true));
        variants.push(Value::Object(nullable));
    }
    variants
}
