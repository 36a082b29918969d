//! Drift: `drift/NN-name/` contains two documents each, and in `expected.txt` the changes from the old one to the new
//! one, and the reverse.

use super::drift_reports::{self, TODAY, both_ways, cases, read, run};
use generator::SourceFile;
use generator::compare::ChangeKind;
use generator::drift::{Drift, Format, Input, Level, Origin, drift};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tests::json_schema::Validator;

#[test]
fn every_case_has_the_expected_report() {
    let failures: Vec<_> = cases()
        .iter()
        .filter_map(|(case, reports)| check(case, reports).err())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let reports = cases().iter().flat_map(|(_, reports)| reports);
    let met: BTreeSet<ChangeKind> = reports
        .flat_map(|report| &report.changes)
        .map(|change| change.rule)
        .collect();
    // The folder is the selection: an operation that is only in upstream is available, and not a change. Rules between
    // fields are our own.
    let elsewhere = [ChangeKind::OperationAdded, ChangeKind::RulesChanged];
    let missing: Vec<_> = ChangeKind::ALL
        .iter()
        .filter(|rule| !met.contains(rule) && !elsewhere.contains(rule))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn swapping_sides_mirrors() {
    for (case, [there, back]) in cases() {
        let mut mirrored: Vec<&str> = rules(there).into_iter().map(mirror).collect();
        let mut rules: Vec<&str> = rules(back).into_iter().map(ChangeKind::id).collect();
        mirrored.sort_unstable();
        rules.sort_unstable();
        assert_eq!(mirrored, rules, "{}", case.display());
    }
}

#[test]
fn a_document_and_itself_do_not_differ() {
    for case in tests::cases("drift") {
        for name in ["old.yaml", "new.yaml"] {
            let file = read(&case, name);
            let report = run(vec![file.clone()], vec![file]);
            assert!(
                report.changes.is_empty() && report.available.is_empty(),
                "{}/{name}",
                case.display()
            );
        }
    }
}

#[test]
fn programs_get_what_they_expect() {
    let name = "87-real-strategy-renamed-and-version-promoted";
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("drift").join(name);
    let [report, _] = drift_reports::case(name);
    let formats = [
        (Format::Lines, "expected.lines"),
        (Format::Markdown, "expected.md"),
        (Format::Github, "expected.github"),
        (Format::Sarif, "expected.sarif"),
    ];
    let json: Value = serde_json::from_str(&report.render(Format::Json)).expect("JSON");
    let changes = format!("{:#}\n", json["changes"]);
    let json = tests::golden(&case.join("expected.json"), &changes).err();
    let compare = |(format, name)| tests::golden(&case.join(name), &report.render(format)).err();
    let failures: Vec<_> = formats.into_iter().filter_map(compare).chain(json).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn json_satisfies_its_schema() {
    let schema = tests::project("generator/src/drift/report.schema.json");
    let schema = fs::read_to_string(schema).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let schema = Validator::new(schema);
    for (case, reports) in cases() {
        for report in reports {
            let json: Value = serde_json::from_str(&report.render(Format::Json)).expect("JSON");
            assert_eq!(schema.violations(&json), [], "{}", case.display());
        }
    }
    assert!(!schema.violations(&serde_json::json!({"schema": 1})).is_empty());
}

#[test]
fn every_report_states_what_was_compared() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("drift/153-server-of-one-operation-changed");
    let origin = |name: &str| Origin {
        name: name.to_owned(),
        sha256: "ab".repeat(32),
        date: Some("2026-01-19".to_owned()),
    };
    let input = Input {
        baseline: vec![read(&case, "old.yaml")],
        upstream: vec![read(&case, "new.yaml")],
        settings: Vec::new(),
        origins: [origin("HEAD:old.yaml"), origin("https://ponds.example/new.yaml")],
        only: vec!["listPonds".to_owned()],
        today: TODAY.parse().expect("a date"),
    };
    let Ok(report) = drift(input) else {
        panic!("two good documents");
    };
    let text = report.render(Format::Text);
    let digest = "ab".repeat(32);
    for line in [
        format!("baseline: HEAD:old.yaml (revision 1, 2026-01-19, SHA-256 {digest})\n"),
        format!("upstream: https://ponds.example/new.yaml (revision 1, 2026-01-19, SHA-256 {digest})\n"),
        "compared: 1 of 2 operations of the baseline; upstream has 2; selected by --only listPonds\n"
            .to_owned(),
        format!("report: openapi-crate {} on {TODAY}\n", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(text.contains(&line), "{line}\n{text}");
    }
}

#[test]
fn keywords_that_only_3_1_has_do_not_stop_a_comparison() {
    let document = |depth: Value| {
        let tags = json!({"type": "array", "$dynamicRef": "#tag"});
        let schema = json!({"type": "object", "properties": {"tags": tags, "depth": depth}});
        let text = json!({
            "openapi": "3.1.0",
            "info": {"title": "Ponds", "version": "1"},
            "paths": {"/ponds": {"get": {"operationId": "listPonds", "responses": {"200": {
                "description": "All ponds.",
                "content": {"application/json": {"schema": schema}},
            }}}}},
        });
        vec![SourceFile::new("openapi.json", text.to_string())]
    };
    let report = run(
        document(json!({"type": "integer"})),
        document(json!({"type": "integer", "minimum": 1})),
    );
    assert_eq!(rules(&report), [ChangeKind::BoundTighter]);
    assert!(
        report
            .problems
            .iter()
            .any(|problem| problem.code == "unsupported-keyword")
    );
    assert!(report.render(Format::Text).contains("not compared:"));
}

fn check(case: &Path, reports: &[Drift; 2]) -> Result<(), String> {
    let [there, back] = reports.each_ref().map(|report| report.render(Format::Text));
    let [there, back] = [there, back].map(|text| without_header(&text).to_owned());
    let text = format!("there:\n\n{there}\nback:\n\n{back}");
    tests::golden(&case.join("expected.txt"), &text)
}

/// Returns a report without the lines that name documents and version.
fn without_header(text: &str) -> &str {
    text.split_once("\n\n").map_or("", |(_, rest)| rest)
}

/// Returns the reported rules. A removal in one direction is an availability in the other; the reverse of a promotion
/// is a removed and an added version. Of two dates, one may have passed.
fn rules(report: &Drift) -> Vec<ChangeKind> {
    let found = report.changes.iter().flat_map(|change| match change.rule {
        ChangeKind::MediaTypePromoted => vec![ChangeKind::MediaTypeAdded, ChangeKind::MediaTypeRemoved],
        ChangeKind::SunsetPassed => vec![ChangeKind::SunsetMoved],
        // A removed Rust name is breaking; an added one is part of another change.
        ChangeKind::RustChanged => Vec::new(),
        rule => vec![rule],
    });
    found
        .chain(report.available.iter().map(|_| ChangeKind::OperationAdded))
        .collect()
}

/// Returns the rule of the reverse change.
fn mirror(rule: ChangeKind) -> &'static str {
    const PAIRS: [(ChangeKind, ChangeKind); 24] = [
        (ChangeKind::OperationAdded, ChangeKind::OperationRemoved),
        (ChangeKind::RoleAdded, ChangeKind::RoleRemoved),
        (ChangeKind::SecurityAdded, ChangeKind::SecurityRemoved),
        (ChangeKind::ScopeAdded, ChangeKind::ScopeRemoved),
        (ChangeKind::ErrorStatusAdded, ChangeKind::ErrorStatusRemoved),
        (ChangeKind::MediaTypeAdded, ChangeKind::MediaTypeRemoved),
        (ChangeKind::SunsetSet, ChangeKind::SunsetCleared),
        (ChangeKind::RequestAdded, ChangeKind::RequestRemoved),
        (ChangeKind::SuccessStatusAdded, ChangeKind::SuccessStatusRemoved),
        (ChangeKind::ResponseHeaderAdded, ChangeKind::ResponseHeaderRemoved),
        (ChangeKind::ParameterAdded, ChangeKind::ParameterRemoved),
        (ChangeKind::PropertyAdded, ChangeKind::PropertyRemoved),
        (ChangeKind::Required, ChangeKind::Optional),
        (ChangeKind::NullableSet, ChangeKind::NullableCleared),
        (ChangeKind::DefaultSet, ChangeKind::DefaultCleared),
        (ChangeKind::ReadOnlySet, ChangeKind::ReadOnlyCleared),
        (ChangeKind::WriteOnlySet, ChangeKind::WriteOnlyCleared),
        (ChangeKind::MembersForbidden, ChangeKind::MembersAllowed),
        (ChangeKind::Deprecated, ChangeKind::Undeprecated),
        (ChangeKind::EnumValueAdded, ChangeKind::EnumValueRemoved),
        (ChangeKind::VariantAdded, ChangeKind::VariantRemoved),
        (ChangeKind::PatternAdded, ChangeKind::PatternRemoved),
        (ChangeKind::PatternTighter, ChangeKind::PatternLooser),
        (ChangeKind::BoundTighter, ChangeKind::BoundLooser),
    ];
    let other = PAIRS.iter().find_map(|(a, b)| match (*a == rule, *b == rule) {
        (true, _) => Some(*b),
        (_, true) => Some(*a),
        _ => None,
    });
    other.unwrap_or(rule).id()
}

#[test]
fn a_new_state_of_a_job_is_a_note() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/21-lists-and-jobs");
    let baseline = tests::input(&case);
    let text = fs::read_to_string(case.join("fragments/api.yaml")).expect("a document");
    let new = text.replace(
        "enum: [RUNNING, DONE, BROKEN]",
        "enum: [RUNNING, DONE, BROKEN, CANCELED]",
    );
    assert_ne!(text, new);
    let notes = |text: String| {
        let report = run(
            baseline.clone(),
            vec![SourceFile::new("upstream.yaml", text.into_bytes())],
        );
        let rendered = report.render(Format::Text);
        (
            report
                .notes
                .into_iter()
                .map(|note| note.message)
                .collect::<Vec<_>>(),
            rendered,
        )
    };
    assert_eq!(notes(text).0, Vec::<String>::new());
    let (messages, rendered) = notes(new);
    assert_eq!(
        messages,
        ["the state `CANCELED` of `state` is classified neither as running nor as final"]
    );
    assert!(rendered.contains("`CANCELED` of `state`"), "{rendered}");
}

/// An entry of `changelog.toml`.
struct Entry {
    ours: String,
    /// The classification of upstream, if it published the entry.
    is_compatible: Option<bool>,
    has_difference: bool,
}

fn entries(changelog: &toml::Table, name: &str) -> Vec<Entry> {
    let text =
        |value: &toml::Value, key: &str| value.get(key).and_then(|own| own.as_str().map(str::to_owned));
    let entry = |value: &toml::Value| {
        let is_published = text(value, "published").is_some();
        assert_ne!(
            is_published,
            text(value, "fact").is_some(),
            "{name}: a quotation or a fact"
        );
        if is_published {
            let source = &changelog["source"];
            for key in ["repository", "file", "commit", "operation"] {
                assert!(text(source, key).is_some(), "{name}: the source has no {key}");
            }
            assert!(
                source["date"].is_datetime() && text(value, "code").is_some(),
                "{name}"
            );
        }
        Entry {
            ours: text(value, "ours").expect("a rule"),
            is_compatible: value.get("backward-compatible").and_then(toml::Value::as_bool),
            has_difference: value.get("difference").is_some(),
        }
    };
    let entries = changelog.get("entry").and_then(toml::Value::as_array);
    entries.into_iter().flatten().map(entry).collect()
}

#[test]
fn differences_from_the_changelog_of_upstream_are_documented() {
    for folder in tests::cases("history") {
        let name = folder.display().to_string();
        let changelog = fs::read_to_string(folder.join("changelog.toml")).expect("a changelog");
        let changelog: toml::Table = changelog.parse().expect("TOML");
        let case = changelog.get("case").and_then(toml::Value::as_str);
        let own;
        let [report, _] = match case {
            Some(case) => drift_reports::case(case),
            None => {
                own = both_ways(&folder);
                &own
            }
        };
        let text = report.render(Format::Text);
        if let Err(difference) = tests::golden(&folder.join("report.txt"), without_header(&text)) {
            panic!("{difference}");
        }
        assert!(folder.join("README.md").exists(), "{name}: no README.md");
        check_entries(&name, &entries(&changelog, &name), report);
    }
}

/// Checks that entries and changes match, and that each different classification has a reason.
fn check_entries(name: &str, entries: &[Entry], report: &Drift) {
    for entry in entries {
        let own: Vec<_> = report
            .changes
            .iter()
            .filter(|one| one.rule.id() == entry.ours)
            .collect();
        assert!(!own.is_empty(), "{name}: no change of the rule {}", entry.ours);
        let is_compatible = own.iter().all(|one| Level::of(one) < Level::Breaking);
        let differs = entry.is_compatible.is_some_and(|theirs| theirs != is_compatible);
        assert_eq!(differs, entry.has_difference, "{name}: {}", entry.ours);
    }
    for change in &report.changes {
        let has_entry = entries.iter().any(|entry| entry.ours == change.rule.id());
        assert!(has_entry, "{name}: no entry for {}", change.rule.id());
    }
}
