//! One comparison: drift and the release of a crate report the same changes of every pair of documents.

use super::drift_reports::{TODAY, Verdict, cases, document, pairs, read, run};
use generator::compare::{self, SourceImpact};
use generator::release::{Proposal, Semver, Step, Surface};
use generator::{Options, SourceFile, load, model};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tests::parallel;
use tests::random::rounds;

#[test]
fn drift_and_release_agree_on_every_case() {
    parallel::map(cases(), |(case, [there, back])| {
        let surface = |name| surface(vec![read(case, name)]).expect("a model");
        let (old, new) = (surface("old.yaml"), surface("new.yaml"));
        let what = case.display().to_string();
        agree(&old, &new, &Verdict::new(there), &what);
        agree(&new, &old, &Verdict::new(back), &what);
    });
}

#[test]
fn drift_and_release_agree_on_the_table_of_operations() {
    let of_operations = pairs().iter().filter(|(pair, _)| !pair.is_of_schema);
    let pairs: Vec<_> = of_operations.collect();
    let surfaces = surfaces(pairs.iter().flat_map(|(pair, _)| [&pair.old, &pair.new]));
    parallel::map(&pairs, |(pair, [there, back])| {
        let [old, new] = [&pair.old, &pair.new].map(|tree| &surfaces[&tree.to_string()]);
        agree(old, new, there, &pair.name);
        agree(new, old, back, &pair.name);
    });
    let options = compare::Options {
        today: TODAY.parse().expect("a date"),
        modules: true,
    };
    for (document, Surface { api, .. }) in &surfaces {
        let changes = compare::compare(api, api, &options);
        assert!(changes.is_empty(), "{document}: {changes:?}");
    }
}

/// Returns the public API of the crate of each document, of equal ones once.
fn surfaces<'a>(documents: impl Iterator<Item = &'a Value>) -> BTreeMap<String, Surface> {
    let documents: BTreeMap<String, &Value> = documents
        .map(|document| (document.to_string(), document))
        .collect();
    let documents: Vec<_> = documents.into_iter().collect();
    let surfaces = parallel::map(&documents, |(text, tree)| {
        (text.clone(), surface(document(tree)).expect("a model"))
    });
    surfaces.into_iter().collect()
}

#[test]
fn drift_and_release_agree_on_mutations() {
    let mut compared = 0;
    // One case, or more of them.
    for (case, _) in cases().iter().step_by(cases().len().div_ceil(rounds(1) as usize)) {
        let (mut sources, problems) = load::load(vec![read(case, "old.yaml")]);
        assert!(problems.is_empty(), "{}", case.display());
        let old = sources.documents.remove(0).tree;
        let released = surface(document(&old)).expect("a model");
        let mutations: Vec<_> = mutations(&old).into_iter().enumerate().collect();
        let results = parallel::map(&mutations, |(number, new)| {
            let Some(next) = surface(document(new)) else {
                return 0;
            };
            let what = format!("{}, mutation {number}", case.display());
            agree(
                &released,
                &next,
                &Verdict::new(&run(document(&old), document(new))),
                &what,
            );
            agree(
                &next,
                &released,
                &Verdict::new(&run(document(new), document(&old))),
                &what,
            );
            2
        });
        compared += results.iter().sum::<usize>();
    }
    assert!(compared > 200, "only {compared} pairs were compared");
}

/// Returns the public API of the crate of a specification; `None` if the specification is refused.
fn surface(files: Vec<SourceFile>) -> Option<Surface> {
    let model = model(files, &Options::default()).ok()?;
    Some(Surface {
        version: Semver::named("1.0.0").expect("a version"),
        api: model.api,
    })
}

/// Checks that the report on two documents and the release of one after the other have the same effect on users.
fn agree(old: &Surface, new: &Surface, report: &Verdict, what: &str) {
    let step = Proposal::new(old, &new.api).step.unwrap_or(Step::Fix);
    let sources = report.changes.iter().map(|change| change.source);
    // An operation that is only in upstream is available, and added by the next version of a crate of the whole
    // document.
    let offered = report.has_available.then_some(SourceImpact::Additive);
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
