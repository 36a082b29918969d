//! Names in a document, file name or argument never control the output, in any command and format.

use super::xtask;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Hostile names: terminal escapes, line breaks, workflow commands, mentions, markup, the direction of
/// writing, invisible characters.
const NAMES: [&str; 10] = [
    "a\u{1b}[2J\u{1b}]0;owned\u{7}b",
    "a\n::error file=x::owned",
    "a\r\n::set-output name=x::y",
    "##[error]owned",
    "@octocat #1 https://evil.example [x](javascript:x)",
    "<script>alert(1)</script><img src=x onerror=y>",
    "a\u{202e}b\u{2066}c\u{200f}d",
    "a\u{200b}b\u{feff}c\u{e0041}d\u{ad}",
    "\u{9b}31m\u{85}\u{2028}x",
    "]]><!-- --> | ` ``` $(id) %0A",
];

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("hostile-names")
        .join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder for the test");
    path
}

/// Returns a document with `name` for every string. Two kinds differ in a change.
fn document(name: &str, kind: &str) -> Value {
    let reference =
        json!({"$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"))});
    let mut properties = Map::new();
    properties.insert(
        name.to_owned(),
        json!({"type": "string", "pattern": name, "description": name, "default": name}),
    );
    properties.insert(
        format!("{name}{kind}"),
        json!({"type": "integer", "minimum": "x"}),
    );
    properties.insert(
        "values".to_owned(),
        json!({"type": "string", "enum": [name, format!("{name}{kind}")]}),
    );
    properties.insert(
        "one".to_owned(),
        json!({"oneOf": [reference, {"type": name}], "discriminator": {"propertyName": name}}),
    );
    let schema =
        json!({"type": "object", "properties": properties, "required": [name, "missing"], name: name});
    let responses = json!({
        "200": {"description": name, "content": {"application/json": {"schema": reference}, name: {}}},
        name: {"description": name},
        "404": {"$ref": format!("#/components/responses/{name}")},
    });
    let operation = |id: String| {
        json!({
            "operationId": id, "tags": [name], "summary": name, "deprecated": kind == "new",
            "parameters": [{"name": name, "in": "query", "schema": {"type": "string"}}, {"name": name, "in": name}],
            "responses": responses, "security": [{name: []}], "x-sunset": name,
        })
    };
    let paths = json!({
        format!("/{name}/{{{name}}}"): {"get": operation(name.to_owned())},
        format!("/{kind}"): {"get": operation(format!("{name}{kind}"))},
        name: {},
    });
    json!({
        "openapi": "3.0.3", "info": {"title": name, "version": name, "license": {"name": name}, "contact": {"url": name}},
        "servers": [{"url": name}], "tags": [{"name": name, "description": name}], "paths": paths,
        "components": {"schemas": {name: schema, format!("{name}{kind}"): {"type": "object"}}},
        name: name,
    })
}

/// Panics if `text` controls a terminal or a workflow, or hides something.
fn check(text: &str, context: &str) {
    let is_hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
    };
    let hidden = text.chars().find(|c| is_hidden(*c));
    assert_eq!(hidden, None, "{context}:\n{text:?}");
    let is_own = |line: &str| {
        ["::error ", "::warning ", "::notice "]
            .iter()
            .any(|own| line.starts_with(own))
    };
    for line in text.lines() {
        assert!(
            !line.trim_start().starts_with("::") || is_own(line),
            "{context}: {line}"
        );
        assert!(!line.contains("##["), "{context}: {line}");
    }
}

/// Returns true if a string contains markup or a mention from a name.
fn is_markup(text: &str) -> bool {
    ["<script>alert", "<img", "\" onerror="]
        .iter()
        .any(|markup| text.contains(markup))
}

/// Removes the code spans of Markdown (CommonMark 0.31, section 6.1).
fn without_code(text: &str) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(start) = rest.find('`') {
            kept.push_str(&rest[..start]);
            let ticks = rest[start..].len() - rest[start..].trim_start_matches('`').len();
            let inside = &rest[start + ticks..];
            let runs = inside.match_indices(&rest[start..start + ticks]);
            let is_run = |at: usize| !inside[..at].ends_with('`') && !inside[at + ticks..].starts_with('`');
            let end = runs.map(|(at, _)| at).find(|at| is_run(*at));
            rest = end.map_or(inside, |end| &inside[end + ticks..]);
        }
        kept.push_str(rest);
        kept.push('\n');
    }
    // An escaped bracket starts no link.
    let unescaped = kept.replace("\\[", "");
    let is_linked = unescaped.contains("@octocat") || unescaped.contains("[x](javascript");
    assert!(!is_linked, "a mention or link:\n{kept}");
    kept
}

/// Runs a command, and checks all that it prints.
fn run(dir: &Path, arguments: &[&str], context: &str) -> String {
    let (status, out, err) = xtask(dir, arguments);
    assert!(
        matches!(status, Some(0..=2)),
        "{context}: {arguments:?} ended with {status:?}: {err}"
    );
    check(&out, &format!("{context}: output of {arguments:?}"));
    check(&err, &format!("{context}: errors of {arguments:?}"));
    out
}

/// Commands that read one document, before `--format`.
const COMMANDS: &[&str] = &[
    "regen --spec old.json --out out --check --warn all",
    "bundle --spec old.json --warn all",
    "versions --spec old.json --warn all -v",
];

const REPORTS: &[&str] = &[
    "text", "lines", "json", "markdown", "github", "sarif", "html", "junit",
];

#[test]
fn names_of_a_document_do_not_control_what_shows_them() {
    let dir = folder("document");
    for (index, name) in NAMES.iter().enumerate() {
        for kind in ["old", "new"] {
            let text = document(name, kind).to_string();
            fs::write(dir.join(format!("{kind}.json")), text).expect("a file");
        }
        let context = format!("name {index}");
        for format in ["text", "json"] {
            let init = format!("init old.json --dir project-{index}-{format}");
            for command in COMMANDS.iter().copied().chain([&*init]) {
                run_line(&dir, command, format, &context);
            }
        }
        check_reports(&dir, &context);
    }
}

/// Runs a command, whose arguments contain no blanks, in a format.
fn run_line(dir: &Path, command: &str, format: &str, context: &str) -> String {
    let arguments: Vec<&str> = command.split(' ').chain(["--format", format]).collect();
    run(dir, &arguments, context)
}

/// Checks the report about both documents in each format: no name becomes markup.
fn check_reports(dir: &Path, context: &str) {
    for format in REPORTS {
        let drift = "drift --baseline old.json --upstream new.json --warn all";
        let out = run_line(dir, drift, format, context);
        let is_markup = match *format {
            "markdown" => is_markup(&without_code(&out)),
            "html" | "junit" => is_markup(&out),
            _ => false,
        };
        assert!(!is_markup, "{context}: {format}\n{out}");
    }
}

#[test]
fn names_of_files_and_arguments_do_not_control_what_shows_them() {
    let dir = folder("arguments");
    fs::write(dir.join("a.json"), document("a", "old").to_string()).expect("a file");
    for (index, name) in NAMES.iter().enumerate() {
        let context = format!("argument {index}");
        // As a file name, without characters that file systems reject.
        let file = format!("{}.json", name.replace('/', "_"));
        let is_written = fs::write(dir.join(&file), "{\"openapi\": \"3.0.3\", \"paths\": 3, 7}").is_ok();
        for arguments in [
            &["regen", "--spec", &file, "--out", "out"][..],
            &[
                "regen", "--spec", "a.json", "--out", "out", "--check", "--only", name,
            ],
            &["regen", "--spec", "a.json", "--out", "out", "--deny", name],
            &["regen", "--spec", "a.json", "--out", name, "--check"],
            &["drift", "--baseline", &file, "--upstream", "a.json"],
            &["drift", "--baseline", "a.json", "--upstream", name],
            &[
                "drift",
                "--baseline",
                "a.json",
                "--upstream",
                &format!("HEAD:{name}"),
            ],
            &[
                "drift",
                "--baseline",
                "a.json",
                "--upstream",
                &format!("http://127.0.0.1:9/{name}"),
            ],
            &["sync", "--spec", name, "--upstream", &file],
            &["bundle", "--spec", &file],
            &["versions", "--spec", name],
            &["versions", "--spec", "a.json", "--check", &file],
            &["init", &file],
            &["inspect", &file],
            &["inspect", "a.json", "--crate", name],
        ] {
            if is_written || !arguments.contains(&&*file) {
                run(&dir, arguments, &context);
            }
        }
    }
}
