//! Validators against an oracle: for every body of `spec/`, `validate()` and an independent validator report the same
//! violations, or the difference is in [`DIFFERENCES`].
//!
//! Patterns have their own oracle, in the generator's tests. By its name, this module starts first: it computes while tests of the
//! clients wait.

use atlas_restore_jobs::body_types::EXCHANGES;
use atlas_restore_jobs::runtime::inspect::{Finding, inspect};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tests::bodies::{Maker, Random, hidden};
use tests::json_schema::Validator;
use tests::openapi::{Document, Side};
use tests::parallel;
use tests::random::rounds;
use tests::traffic::{self, Exchange};

/// The usual number of bodies of each version of each operation, in each direction.
const ROUNDS: u64 = 250;

/// Violations that only we report: the rule, and the reason. All others are equal.
const DIFFERENCES: [(&str, &str); 17] = [
    (
        "serverless-oplog-pair",
        "a rule that the specification states only in prose",
    ),
    (
        "serverless-point-in-time",
        "a rule that the specification states only in prose",
    ),
    (
        "serverless-snapshot",
        "a rule that the specification states only in prose",
    ),
    (
        "collection-oplog-pair",
        "a rule that the specification states only in prose",
    ),
    (
        "collection-restore-point",
        "a rule that the specification states only in prose",
    ),
    (
        "collection-scope",
        "a rule that the specification states only in prose",
    ),
    (
        "dedicated-point-in-time",
        "a rule that the specification states only in prose",
    ),
    (
        "dedicated-snapshot",
        "a rule that the specification states only in prose",
    ),
    (
        "dedicated-no-point-in-time",
        "a rule that the specification states only in prose",
    ),
    (
        "dedicated-target",
        "a rule that stands only in prose, and no JSON Schema says",
    ),
    (
        "dedicated-oplog-pair",
        "a rule that stands only in prose, and no JSON Schema says",
    ),
    (
        "dedicated-one-point-in-time",
        "a rule that stands only in prose, and no JSON Schema says",
    ),
    (
        "legacy-oplog-pair",
        "a rule that stands only in prose, and no JSON Schema says",
    ),
    (
        "legacy-one-restore-point",
        "a rule that stands only in prose, and no JSON Schema says",
    ),
    (
        "legacy-automated-target-project",
        "a rule that stands only in prose, and no JSON Schema says",
    ),
    (
        "legacy-automated-target-cluster",
        "a rule that stands only in prose, and no JSON Schema says",
    ),
    (
        "legacy-download-limits",
        "a rule that stands only in prose, and no JSON Schema says",
    ),
];

/// The number of parts into which the exchanges are divided. Each compiles the schemas again.
const PARTS: usize = 4;

#[test]
fn validators_agree_with_json_schema() {
    let document = document();
    let mut exchanges = traffic::make(&document, rounds(ROUNDS), 60);
    exchanges.extend(errors(&document));
    let parts: Vec<_> = exchanges.chunks(exchanges.len().div_ceil(PARTS)).collect();
    let compared = parallel::map(&parts, |part| compare(&document, part));
    let bodies: usize = compared.iter().map(|part| part.bodies).sum();
    let wrong: usize = compared.iter().map(|part| part.wrong).sum();
    let problems: Vec<&String> = compared.iter().flat_map(|part| &part.problems).collect();
    println!("{bodies} bodies, {wrong} of them wrong");
    assert!(
        bodies > 5_000 && wrong > bodies / 4,
        "too few bodies to tell: {wrong} of {bodies}"
    );
    let shown: Vec<_> = problems.iter().take(20).map(|it| it.as_str()).collect();
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        shown.join("\n")
    );
}

/// What came of the comparison of some exchanges.
#[derive(Default)]
struct Compared {
    bodies: usize,
    /// The number of bodies with violations.
    wrong: usize,
    problems: Vec<String>,
}

/// Compares our violations of the bodies of exchanges with those of the oracle.
fn compare(document: &Document, exchanges: &[Exchange]) -> Compared {
    let mut oracle = Oracle::new(document);
    let report = inspect(&traffic::archive(exchanges), EXCHANGES).expect("an archive");
    let mut compared = Compared::default();
    for (exchange, entry) in exchanges.iter().zip(&report.0) {
        let sides = [
            (Side::Request, &exchange.request, &entry.request),
            (Side::Response, &exchange.response, &entry.response),
        ];
        for (side, body, finding) in sides {
            let Some(body) = body else { continue };
            let (ours, theirs) = (pointers(finding), oracle.pointers(side, &body.schema, &body.json));
            compared.bodies += 1;
            compared.wrong += usize::from(!theirs.is_empty());
            if ours != theirs {
                compared.problems.push(format!(
                    "{} {side:?}: ours {ours:?}, theirs {theirs:?}: {}",
                    exchange.operation, body.json
                ));
            }
        }
    }
    compared
}

/// Returns the fragments, with the corrections of schemas in `spec/corrections.toml`.
fn document() -> Document {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("spec");
    let mut document = Document::read(&spec.join("fragments"));
    let corrections = std::fs::read_to_string(spec.join("corrections.toml")).expect("corrections");
    let corrections: toml::Table = corrections.parse().expect("TOML");
    for correction in corrections["correction"].as_array().expect("a list") {
        let at = correction["at"].as_str().expect("a pointer");
        let (_, pointer) = at.split_once('#').expect("a pointer into a fragment");
        let replacement = serde_json::to_value(&correction["replace"]).expect("JSON");
        document.correct(pointer, replacement);
    }
    document
}

/// Responses with the shared error.
fn errors(document: &Document) -> Vec<Exchange> {
    let schema = json!({"$ref": "#/components/schemas/ApiError"});
    let mut exchanges = traffic::make(document, 20, 0);
    for (index, exchange) in exchanges.iter_mut().enumerate() {
        let mut random = Random::new(index as u64 + 1);
        let body = Maker::body(document, Side::Response, &schema, &mut random, 300);
        exchange.entry["response"]["status"] = json!(400);
        exchange.entry["response"]["content"]["text"] = body.json.to_string().into();
        exchange.response = Some(body);
        exchange.request = None;
        exchange.entry["request"]["postData"] = Json::Null;
    }
    exchanges
}

fn pointers(finding: &Finding) -> BTreeSet<String> {
    let both = finding.violations.iter().filter(|violation| {
        let rule = violation.rule.as_str();
        DIFFERENCES.iter().all(|(own, _)| *own != rule)
    });
    both.map(|violation| violation.pointer.clone()).collect()
}

/// Validators of JSON Schema, by side and schema.
struct Oracle<'a> {
    document: &'a Document,
    validators: BTreeMap<(bool, String), Validator>,
}

impl<'a> Oracle<'a> {
    fn new(document: &'a Document) -> Self {
        Self {
            document,
            validators: BTreeMap::new(),
        }
    }

    fn pointers(&mut self, side: Side, schema: &Json, body: &Json) -> BTreeSet<String> {
        let key = (side == Side::Request, schema.to_string());
        let document = self.document;
        let validator = self
            .validators
            .entry(key)
            .or_insert_with(|| validator(document, side, schema));
        let violations = validator.violations(body).into_iter();
        violations.map(|(pointer, _)| pointer).collect()
    }
}

fn validator(document: &Document, side: Side, schema: &Json) -> Validator {
    let schemas = document.schemas().iter();
    let schemas: Map<_, _> = schemas
        .map(|(name, schema)| (name.clone(), draft_7(document, side, schema)))
        .collect();
    Validator::new(json!({"allOf": [schema], "components": {"schemas": schemas}}))
}

/// Converts a schema of OpenAPI 3.0 to JSON Schema draft 7: `nullable` becomes a type, exclusive bounds
/// become numbers, formats of integers become bounds, members of the other direction become impossible.
fn draft_7(document: &Document, side: Side, schema: &Json) -> Json {
    match schema {
        Json::Array(items) => items.iter().map(|item| draft_7(document, side, item)).collect(),
        Json::Object(members) if members.contains_key("$ref") => json!({"$ref": members["$ref"]}),
        Json::Object(members) => {
            let mut new = Map::new();
            for (name, value) in members {
                new.insert(name.clone(), draft_7(document, side, value));
            }
            adapt(document, side, members, &mut new);
            Json::Object(new)
        }
        other => other.clone(),
    }
}

fn adapt(document: &Document, side: Side, old: &Map<String, Json>, new: &mut Map<String, Json>) {
    if old.get("nullable") == Some(&Json::Bool(true)) {
        new.insert("type".to_owned(), json!([old["type"], "null"]));
        if let Some(Json::Array(values)) = new.get_mut("enum") {
            values.push(Json::Null);
        }
    }
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if new.remove(exclusive) == Some(Json::Bool(true)) {
            let value = new.remove(bound).expect("a bound");
            new.insert(exclusive.to_owned(), value);
        }
    }
    match old.get("format").and_then(Json::as_str) {
        Some("int32") => drop(new.insert(
            "allOf".to_owned(),
            json!([{"minimum": i32::MIN, "maximum": i32::MAX}]),
        )),
        Some("int64") => drop(new.insert(
            "allOf".to_owned(),
            json!([{"minimum": i64::MIN, "maximum": i64::MAX}]),
        )),
        _ => {}
    }
    let Some(Json::Object(properties)) = old.get("properties") else {
        return;
    };
    let absent: Vec<_> = properties
        .iter()
        .filter(|(_, property)| hidden(document, property, side))
        .collect();
    for (name, _) in absent {
        new["properties"][name] = Json::Bool(false);
        if let Some(Json::Array(required)) = new.get_mut("required") {
            required.retain(|it| it != name.as_str());
        }
    }
}

#[test]
fn every_difference_is_a_rule_of_the_specification() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("spec");
    let rules = std::fs::read_to_string(spec.join("rules.toml")).expect("rules");
    for (rule, reason) in DIFFERENCES {
        assert!(
            rules.contains(&format!("id = \"{rule}\"")),
            "no rule is called {rule} ({reason})"
        );
    }
}

#[test]
fn a_body_without_deviations_has_no_violations() {
    let document = document();
    let exchanges = traffic::make(&document, 1, 0);
    let report = inspect(&traffic::archive(&exchanges), EXCHANGES).expect("an archive");
    for (exchange, entry) in exchanges.iter().zip(&report.0) {
        let found = [pointers(&entry.request), pointers(&entry.response)];
        assert_eq!(
            found,
            [BTreeSet::new(), BTreeSet::new()],
            "{}",
            exchange.operation
        );
    }
}
