//! Differences that are never drift: the order of keys, the split into files, references. And those that always are.

use super::drift_reports::{cases, document, read, run};
use generator::SourceFile;
use generator::compare::{Change, ChangeKind};
use generator::drift::{Drift, Format, Input, drift};
use generator::load::load;
use serde_json::{Map, Value, json};
use std::path::Path;
use tests::parallel;

// The first three change the form of one document and compare it with the other one: an effect on a part that is the same in both
// would be reported, too.

#[test]
fn the_order_of_keys_has_no_effect() {
    for_every_case(|old, new, there| {
        assert_eq!(
            reported(&run(document(old), document(&reversed(new)))),
            reported(there)
        );
    });
}

#[test]
fn references_have_no_effect() {
    for_every_case(|old, new, there| {
        assert_eq!(
            reported(&run(document(&referring(old)), document(new))),
            reported(there)
        );
    });
}

#[test]
fn the_split_into_files_has_no_effect() {
    for_every_case(|old, new, there| {
        // The modules of a folder are its files, so that tags have no effect.
        let whole = there.changes.iter();
        let is_of_modules =
            |rule: ChangeKind| matches!(rule, ChangeKind::ModuleRenamed | ChangeKind::FeatureChanged);
        let whole = whole.filter(|change| !is_of_modules(change.rule));
        assert_eq!(reported(&run(split(old), document(new))), described(whole));
    });
}

#[test]
fn corrections_do_not_hide_changes() {
    let tree = |pattern: &str| {
        let mut tree = case("75-maximum-added").0;
        tree["components"]["schemas"]["Pond"]["properties"]["name"]["pattern"] = json!(pattern);
        tree
    };
    let correction = "[[correction]]\nat = \"shared.json#/components/schemas/Pond/properties/name/pattern\"\n\
                      expect = '^a$'\nreplace = '^b$'\nreason = \"r\"\nevidence = \"e\"\n";
    let mut ours = split(&tree("^a$"));
    ours.push(SourceFile::new("corrections.toml", correction));
    assert_eq!(reported(&run(ours.clone(), document(&tree("^a$")))), [""; 0]);
    let report = run(ours, document(&tree("^b$")));
    let message =
        "the pattern of `Pond.name` no longer accepts `a`, and now accepts `b` (in requests and responses)";
    assert_eq!(
        report
            .changes
            .iter()
            .map(|change| change.message.as_str())
            .collect::<Vec<_>>(),
        [message]
    );
}

#[test]
fn changes_of_unreachable_items_are_not_reported() {
    let (old, _) = case("75-maximum-added");
    let mut ours = split(&old);
    ours.push(SourceFile::new(
        "sources.toml",
        "[select]\nwatch = [\"/ponds/**\"]\n",
    ));
    let mut new = old;
    new["components"]["schemas"]["Unreached"] = json!({"type": "nonsense"});
    new["paths"]["/lakes"] = json!({"get": {"operationId": "getLakes", "nonsense": true, "responses": {}}});
    new["paths"]["/ponds/{pondId}/fish"] = json!({"get": {"operationId": "listFish", "responses": {}}});
    let report = run(ours, document(&new));
    assert!(
        report.changes.is_empty() && report.problems.is_empty(),
        "{:?}",
        report.problems
    );
    assert_eq!(
        report
            .available
            .iter()
            .map(|offer| offer.id.as_str())
            .collect::<Vec<_>>(),
        ["listFish"]
    );
}

#[test]
fn incomparable_nodes_are_noted() {
    let (old, _) = case("75-maximum-added");
    let mut new = old.clone();
    new["components"]["schemas"]["Pond"]["properties"]["depth"]["not"] = json!({"minimum": 3});
    let report = run(document(&old), document(&new));
    assert_eq!(
        (report.changes.len(), report.problems.len(), report.notes.len()),
        (0, 0, 1)
    );
    assert!(report.level().is_none(), "a note is no change");
    let note = &report.notes[0];
    assert!(
        note.position.to_string().starts_with("document.json:1:"),
        "{}",
        note.position
    );
    for (format, start) in [
        (Format::Text, "not compared:\n  "),
        (Format::Markdown, "## Not compared\n"),
        (Format::Json, "\"notes\": [\n    {\n      \"location\": "),
        (Format::Github, "::notice title=not compared::"),
        (Format::Sarif, "\"toolExecutionNotifications\": [\n            {"),
        (Format::Html, "\">Not compared <span"),
    ] {
        let text = report.render(format);
        assert!(text.contains(start), "{format:?}:\n{text}");
    }
    // In our own document, the command warns.
    let report = run(document(&new), document(&old));
    assert_eq!(
        (report.changes.len(), report.problems.len(), report.notes.len()),
        (0, 1, 0)
    );
}

#[test]
fn accepted_changes_count_until_their_last_day() {
    let (old, new) = case("75-maximum-added");
    let fingerprint = run(document(&old), document(&new)).changes[0].fingerprint.clone();
    let with = |fingerprint: &str, until: &str| {
        let mut ours = split(&old);
        let entry = format!("[[accept]]\nfingerprint = \"{fingerprint}\"\nreason = \"r\"\nuntil = {until}\n");
        ours.push(SourceFile::new("accepted.toml", entry));
        run(ours, document(&new))
    };
    let counts = |report: &Drift| {
        (
            report.changes.len(),
            report.accepted.len(),
            report.problems.len(),
            report.is_stale(),
        )
    };
    assert_eq!(counts(&with(&fingerprint, "2026-01-20")), (0, 1, 0, false));
    assert_eq!(
        counts(&with(&fingerprint, "2026-01-19")),
        (1, 0, 1, false),
        "the end date has passed"
    );
    assert_eq!(
        counts(&with("0123456789abcdef", "2027-01-01")),
        (1, 0, 1, true),
        "it matches nothing"
    );
    // Two entries of one change are a mistake: the settings are refused.
    let mut ours = split(&old);
    let entry = format!("[[accept]]\nfingerprint = \"{fingerprint}\"\nreason = \"r\"\n");
    ours.push(SourceFile::new("accepted.toml", entry.repeat(2)));
    let codes = codes_of_rejection(ours, document(&new));
    assert_eq!(codes, ["bad-settings"]);
}

/// Returns the codes of the errors of a comparison that is refused.
fn codes_of_rejection(baseline: Vec<SourceFile>, upstream: Vec<SourceFile>) -> Vec<String> {
    let input = Input {
        baseline,
        upstream,
        settings: Vec::new(),
        origins: Default::default(),
        only: Vec::new(),
        today: "2026-01-20".parse().expect("a date"),
    };
    let failed = drift(input).expect_err("a refusal");
    let problems = failed.into_iter().flat_map(|side| side.diagnostics);
    problems.map(|problem| problem.code.to_string()).collect()
}

#[test]
fn the_fingerprint_of_a_rename_stays_when_another_schema_takes_part() {
    let with = |names: [&str; 2]| {
        let text = |name: &str| json!({"type": "object", "properties": {name: {"type": "string"}}});
        let [pond, fish] = names.map(text);
        let both = json!({"type": "object", "properties": {"pond": {"$ref": "#/components/schemas/Pond"}, "fish": {"$ref": "#/components/schemas/Fish"}}});
        let content = json!({"application/json": {"schema": both}});
        document(&json!({
            "openapi": "3.0.3",
            "info": {"title": "Ponds", "version": "1"},
            "paths": {"/ponds": {"get": {"operationId": "listPonds", "responses": {"200": {"description": "fine", "content": content}}}}},
            "components": {"schemas": {"Pond": pond, "Fish": fish}},
        }))
    };
    let old = with(["statusName", "statusName"]);
    let reports = [
        with(["stateName", "statusName"]),
        with(["statusName", "stateName"]),
        with(["stateName", "stateName"]),
    ]
    .map(|new| run(old.clone(), new));
    let counts = reports.each_ref().map(|report| report.changes.len());
    assert_eq!(counts, [1, 1, 1]);
    let [pond, fish, both] = reports.map(|report| report.changes[0].fingerprint.clone());
    assert_eq!((&pond, &fish), (&both, &both));
    let other = run(old, with(["statusNames", "statusName"]));
    assert_ne!(other.changes[0].fingerprint, both);
}

/// Calls `check` with the two documents of every case, in both directions, and the report on them.
fn for_every_case(check: impl Fn(&Value, &Value, &Drift) + Sync) {
    parallel::map(cases(), |(folder, [there, back])| {
        let (old, new) = documents(folder);
        check(&old, &new, there);
        check(&new, &old, back);
    });
}

fn case(name: &str) -> (Value, Value) {
    documents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("drift").join(name))
}

fn documents(folder: &Path) -> (Value, Value) {
    let read = |name: &str| {
        let (mut sources, problems) = load(vec![read(folder, name)]);
        assert!(problems.is_empty(), "{}/{name}", folder.display());
        sources.documents.remove(0).tree
    };
    (read("old.yaml"), read("new.yaml"))
}

/// Returns the reported changes without locations, sorted.
fn reported(report: &Drift) -> Vec<String> {
    described(report.changes.iter())
}

fn described<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<String> {
    let describe = |change: &Change| {
        format!(
            "{} {}/{} {}",
            change.fingerprint, change.wire, change.source, change.message
        )
    };
    let mut described: Vec<String> = changes.map(describe).collect();
    described.sort();
    described
}

/// Returns the document with the keys of every mapping in reverse order, except for properties: constructors take
/// required ones in their order.
fn reversed(tree: &Value) -> Value {
    reversed_at("", tree)
}

fn reversed_at(place: &str, tree: &Value) -> Value {
    match tree {
        Value::Object(entries) => {
            let mut other: Vec<(String, Value)> = entries
                .iter()
                .map(|(key, value)| (key.clone(), reversed_at(key, value)))
                .collect();
            if place != "properties" {
                other.reverse();
            }
            Value::Object(other.into_iter().collect())
        }
        Value::Array(items) => items.iter().map(reversed).collect(),
        other => other.clone(),
    }
}

/// Returns the document with every parameter and every response behind a reference.
fn referring(tree: &Value) -> Value {
    let mut other = tree.clone();
    let (mut parameters, mut responses) = (Map::new(), Map::new());
    let paths = other["paths"].as_object_mut().expect("paths");
    for operation in paths
        .values_mut()
        .flat_map(|item| item.as_object_mut().expect("an item").values_mut())
    {
        if let Some(listed) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
            listed
                .iter_mut()
                .for_each(|node| put(node, "parameters", &mut parameters));
        }
        if let Some(listed) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            listed
                .values_mut()
                .for_each(|node| put(node, "responses", &mut responses));
        }
    }
    other["components"]["parameters"] = Value::Object(parameters);
    other["components"]["responses"] = Value::Object(responses);
    other
}

/// Moves `node` into `section`, and leaves a reference.
fn put(node: &mut Value, section: &str, entries: &mut Map<String, Value>) {
    let name = format!("Moved{}", entries.len());
    let reference = json!({"$ref": format!("#/components/{section}/{name}")});
    entries.insert(name, std::mem::replace(node, reference));
}

/// Returns the document as a folder: its paths in one file, its components in another.
fn split(tree: &Value) -> Vec<SourceFile> {
    let (mut paths, mut shared) = (tree.clone(), tree.clone());
    let schemes = json!({"securitySchemes": tree["components"]["securitySchemes"]});
    paths["components"] = schemes;
    shared["paths"] = json!({});
    let paths = paths
        .to_string()
        .replace("\"#/components/", "\"shared.json#/components/");
    vec![
        SourceFile::new("fragments/ponds.json", paths),
        SourceFile::new("fragments/shared.json", shared.to_string()),
    ]
}
