//! Loading: trees, the positions of their nodes, and settings.

use generator::diagnostic::{Diagnostic, Location};
use generator::load::{Demand, Sources, Test, load};
use generator::{SourceFile, render};
use serde_json::json;

const ROOT: &str = "openapi: 3.0.3\n";

fn one(name: &str, text: &str) -> (Sources, Vec<Diagnostic>) {
    load(vec![SourceFile::new(name, text)])
}

fn accepted(name: &str, text: &str) -> Sources {
    let (sources, problems) = one(name, text);
    assert!(problems.is_empty(), "{}", render::text(&problems, &sources));
    sources
}

/// Returns line, column and content of a pointer.
fn place(sources: &Sources, file: &str, pointer: &str) -> (usize, usize, String) {
    let found = sources
        .position(&Location::new(file, pointer))
        .expect("the file was read");
    (found.line, found.column, found.excerpt.text)
}

#[test]
fn bare_keys_and_dates_keep_their_text() {
    let text = "openapi: 3.0.3\nx: {200: a, 007: b, 1.10: c, null: d, true: e}\ndate: 2026-01-22\n";
    let sources = accepted("flex.yaml", text);
    let wanted = json!({"200": "a", "007": "b", "1.10": "c", "null": "d", "true": "e"});
    assert_eq!(sources.documents[0].tree["x"], wanted);
    assert_eq!(sources.documents[0].tree["date"], "2026-01-22");
}

#[test]
fn modest_aliases_are_followed() {
    let sources = accepted("flex.yaml", &format!("{ROOT}a: &a {{b: 1}}\nc: *a\n"));
    assert_eq!(sources.documents[0].tree["c"], json!({"b": 1}));
    assert_eq!(place(&sources, "flex.yaml", "/c/b"), (3, 1, "c: *a".to_owned()));
}

#[test]
fn documents_are_ordered_and_named_by_file_name() {
    let files = ["fragments/b.yml", "fragments/a.json", "fragments/c.yaml"];
    let text = r#"{"openapi": "3.0.1"}"#;
    let (sources, problems) = load(files.map(|path| SourceFile::new(path, text)).into());
    assert_eq!(problems, []);
    let names: Vec<_> = sources.documents.iter().map(|document| &*document.path).collect();
    assert_eq!(names, ["a.json", "b.yml", "c.yaml"]);
    assert_eq!(sources.shown("a.json"), "fragments/a.json");
}

#[test]
fn pointers_lead_to_keys_and_items() {
    let text = "\u{feff}openapi: 3.0.3\r\npaths:\r\n  /a~b:\r\n    - é: {get: 1}\r\n    - {}\r\n";
    let sources = accepted("flex.yaml", text);
    assert_eq!(
        place(&sources, "flex.yaml", ""),
        (1, 1, "openapi: 3.0.3".to_owned())
    );
    assert_eq!(place(&sources, "flex.yaml", "/paths/~1a~0b").0, 3);
    assert_eq!(
        place(&sources, "flex.yaml", "/paths/~1a~0b/0/é/get"),
        (4, 11, "    - é: {get: 1}".to_owned())
    );
    assert_eq!(
        place(&sources, "flex.yaml", "/paths/~1a~0b/1"),
        (5, 7, "    - {}".to_owned())
    );
    assert_eq!(place(&sources, "flex.yaml", "/paths/~1a~0b/1/gone/too").0, 5);
    assert_eq!(sources.position(&Location::new("other.yaml", "")), None);
}

#[test]
fn pointers_lead_into_json_with_tabs_and_surrogates() {
    let text = "{\n\t\"openapi\": \"3.0.3\",\n\t\"a\": \"\\uD83D\\uDE00 \\\\ud\",\n\t\"b\": [1,\n\t\t2]\n}\n";
    let sources = accepted("flex.json", text);
    assert_eq!(sources.documents[0].tree["a"], "😀 \\ud");
    assert_eq!(place(&sources, "flex.json", "/b/1"), (5, 3, "\t\t2]".to_owned()));
}

#[test]
fn brackets_without_end_are_refused_at_once() {
    for text in ["[", "{a: ", "- ", "{\"a\":"].map(|unit| unit.repeat(100_000)) {
        for name in ["flex.yaml", "flex.json"] {
            let (_, problems) = one(name, &text);
            assert!(!problems.is_empty(), "{name} {}", &text[..5]);
        }
    }
}

#[test]
fn settings_are_typed_and_know_their_places() {
    let files = [
        ("fragments/flex.yaml", ROOT),
        (
            "sources.toml",
            "[upstream]\ntitle = 't'\nurl = 'u'\nrevision = 'r'\ndate = 2026-08-21\nsha256 = 's'\n\
             [select]\nonly = ['getJob']\n",
        ),
        (
            "corrections.toml",
            "[[correction]]\nat = 'flex.yaml#/x'\nexpect = [1, 2.5]\nreplace = {a = true}\nreason = 'r'\n\
             evidence = 'e'\n",
        ),
        (
            "rules.toml",
            "[[rule]]\nid = 'target'\nschema = 'Job'\nwhen = {field = 'kind', is = ['a', 'b']}\n\
             require = ['c', 'd.e']\nmessage = 'm'\nsource = 's'\n",
        ),
        (
            "names.toml",
            "[types]\nFlexJob20241113 = 'FlexJob'\n[groups.flex]\nmodule = 'flex'\n",
        ),
    ];
    let (sources, problems) = load(files.map(|(path, text)| SourceFile::new(path, text)).into());
    assert_eq!(problems, []);
    let settings = &sources.settings;
    assert_eq!(
        settings.upstream.as_ref().map(|upstream| &*upstream.date),
        Some("2026-08-21")
    );
    assert_eq!(settings.select.only[0].text, "getJob");
    assert_eq!(place(&sources, "sources.toml", "/select/only/0").0, 8);
    assert_eq!(settings.corrections[0].expect, json!([1, 2.5]));
    assert_eq!(settings.corrections[0].replace, json!({"a": true}));
    assert_eq!(
        settings.corrections[0].at,
        Location::new("corrections.toml", "/correction/0")
    );
    let rule = &settings.rules[0];
    assert_eq!(
        rule.when.as_ref().map(|when| &when.test),
        Some(&Test::Is(vec!["a".into(), "b".into()]))
    );
    assert_eq!(rule.demand, Demand::Require(vec!["c".into(), "d.e".into()]));
    assert_eq!(
        place(&sources, "rules.toml", &rule.at.pointer),
        (1, 1, "[[rule]]".to_owned())
    );
    assert_eq!(settings.names.types[0].to, "FlexJob");
    assert_eq!(
        place(&sources, "names.toml", &settings.names.types[0].at.pointer).0,
        2
    );
    assert_eq!(settings.names.groups[0].module.as_deref(), Some("flex"));
}

#[test]
fn diagnostics_are_shown_where_the_user_knows_the_file() {
    let file = SourceFile::new("fragments/flex.yaml", format!("{ROOT}a: 1\nb: 2\n"));
    let (sources, _) = load(vec![file.shown_as("spec/fragments/flex.yaml")]);
    let late = Diagnostic::new(
        "unused-rule",
        Location::new("flex.yaml", "/b"),
        "a\nmessage",
        "help",
    );
    let early = Diagnostic::new("unnameable", Location::new("flex.yaml", "/a"), "message", "help");
    let text = render::text(&[late, early], &sources);
    let wanted = "\
spec/fragments/flex.yaml:2:4: warning[unnameable]: message
  2 | a: 1
    |    ^
  help: help

spec/fragments/flex.yaml:3:4: error[unused-rule]: a\\nmessage
  3 | b: 2
    |    ^
  help: help

1 error, 1 warning
";
    assert_eq!(text, wanted);
    assert_eq!(render::text(&[], &sources), "");
}
