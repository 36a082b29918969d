//! `regen` as a process: exit status, messages, and that bad input writes nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("regen").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder for the test");
    path
}

fn xtask(dir: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .current_dir(dir)
        .args(args)
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn wrong_usage_is_status_2() {
    let dir = folder("usage");
    for args in [
        &["regen", "--check", "--print"][..],
        &["regen", "--unknown"],
        &["nothing"],
        &["regen", "--name", "a b"],
        &["regen", "--name", "../x"],
    ] {
        let (status, out, err) = xtask(&dir, args);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(err.starts_with("error: "), "{err}");
    }
}

#[test]
fn an_unreadable_specification_has_a_help_message() {
    let dir = folder("unreadable");
    fs::create_dir(dir.join("empty")).expect("a folder");
    for (spec, reason) in [
        ("gone", "cannot read the specification `gone`"),
        ("empty", "has no folder `fragments` and no document"),
    ] {
        let (status, out, err) = xtask(&dir, &["regen", "--spec", spec, "--out", "out"]);
        assert_eq!((status, out.as_str()), (Some(2), ""));
        assert!(
            err.contains(reason) && err.contains("help: give a folder"),
            "{err}"
        );
    }
}

#[test]
fn bad_input_writes_nothing_and_is_shown_by_the_path_the_user_gave() {
    let dir = folder("bad");
    fs::create_dir_all(dir.join("my spec/fragments")).expect("a folder");
    fs::write(
        dir.join("my spec/fragments/flex.yaml"),
        "openapi: 3.0.3\na: 1\na: 2\n",
    )
    .expect("a file");
    fs::write(dir.join("my spec/rules.toml"), "rule = 1\n").expect("a file");
    fs::write(dir.join("my spec/fragments/.hidden"), "").expect("a file");
    for mode in [&["--check"][..], &["--print"], &[]] {
        let args = [&["regen", "--spec", "my spec", "--out", "out"], mode].concat();
        let (status, out, err) = xtask(&dir, &args);
        assert_eq!((status, out.as_str()), (Some(2), ""));
        assert!(
            err.contains("my spec/fragments/flex.yaml:3:1: error[duplicate-key]: "),
            "{err}"
        );
        assert!(
            err.contains("my spec/rules.toml:1:8: error[bad-settings]: "),
            "{err}"
        );
        assert!(err.ends_with("2 errors\n"), "{err}");
    }
    assert!(!dir.join("out").exists());
}

/// Writes a document whose path item and schema are in other files, one of them outside of its folder.
fn divided(dir: &Path) {
    let documents = [
        ("outside.yaml", "Secret: {type: string}\n"),
        (
            "api/doc.yaml",
            "openapi: 3.0.3\ninfo: {title: Divided, version: '1'}\npaths:\n  /a: {$ref: 'parts/paths.yaml#/a'}\n",
        ),
        (
            "api/parts/paths.yaml",
            "a:\n  get:\n    operationId: getA\n    responses:\n      '200':\n        description: An item.\n        \
             content: {application/json: {schema: {$ref: '../item.json'}}}\n",
        ),
        (
            "api/item.json",
            r#"{"type": "object", "properties": {"own": {"type": "integer"}, "not": {"$ref": "../outside.yaml#/Secret"}}}"#,
        ),
    ];
    fs::create_dir_all(dir.join("api/parts")).expect("folders");
    for (path, text) in documents {
        fs::write(dir.join(path), text).expect("a file");
    }
}

#[test]
fn files_next_to_a_document_are_read_but_none_above_it() {
    let dir = folder("divided");
    divided(&dir);
    let args = [
        "regen",
        "--spec",
        "api/doc.yaml",
        "--out",
        "out",
        "--name",
        "divided",
    ];
    let (status, _, err) = xtask(&dir, &args);
    assert_eq!(status, Some(0), "{err}");
    assert!(
        err.contains("warning[reference-outside]") && !err.contains("error["),
        "{err}"
    );
    assert!(err.contains("api/item.json:1:"), "{err}");
    let models: String = walk(&dir.join("out/src"));
    assert!(models.contains("pub own: Option<i64>"), "{models}");
}

/// Returns the content of every Rust file below `dir`, without the runtime.
fn walk(dir: &Path) -> String {
    let entries = fs::read_dir(dir)
        .expect("a folder")
        .filter_map(|entry| Some(entry.ok()?.path()));
    entries
        .filter(|path| !path.ends_with("runtime"))
        .map(|path| match path.is_dir() {
            true => walk(&path),
            false => fs::read_to_string(&path).expect("a file"),
        })
        .collect()
}

#[test]
fn levels_and_format_are_chosen_on_the_command_line() {
    let dir = folder("levels");
    divided(&dir);
    let run = |more: &[&str]| {
        let args = [
            "regen",
            "--spec",
            "api/doc.yaml",
            "--out",
            "out",
            "--name",
            "divided",
        ];
        xtask(&dir, &[&args, more].concat())
    };
    let (status, _, err) = run(&["--deny", "all"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("error[reference-outside]"), "{err}");
    let (status, _, err) = run(&["--deny", "all", "--allow", "reference-outside"]);
    assert_eq!(
        (status, err.contains("reference-outside")),
        (Some(0), false),
        "{err}"
    );
    let (status, _, err) = run(&["--allow", "reference-outsid"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("did you mean `reference-outside`?"), "{err}");
    let (status, _, err) = run(&["--format", "json"]);
    assert_eq!(status, Some(0));
    let lines: Vec<serde_json::Value> = err
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
        .collect();
    assert_eq!(lines[0]["code"], "reference-outside");
    assert_eq!(lines[0]["level"], "warning");
    assert_eq!(lines[0]["location"]["file"], "api/item.json");
    assert_eq!(lines[0]["location"]["line"], 1);
    assert!(lines.iter().any(|line| line["type"] == "note"));
}

/// Writes a document with one operation, called `id`.
fn one_operation(path: &Path, id: &str) {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: One, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: {id}\n      \
         responses:\n        '200':\n          description: A name.\n          \
         content: {{application/json: {{schema: {{type: string}}}}}}\n"
    );
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

#[test]
fn the_sample_of_the_runtime_is_written_and_checked_in_the_own_repository_only() {
    const SAMPLE: &str = "generator/runtime/src/tests/sample";
    let dir = folder("sample");
    one_operation(&dir.join("spec/fragments/api.yaml"), "getA");
    fs::write(dir.join("spec/sources.toml"), "").expect("a file");
    let document = dir.join("generator/runtime/sample/fragments/api.yaml");
    one_operation(&document, "getB");
    let run = |args: &[&str]| xtask(&dir, &[&["regen"], args].concat());
    let (status, _, err) = run(&[]);
    assert_eq!((status, dir.join(SAMPLE).exists()), (Some(0), false), "{err}");

    fs::create_dir_all(dir.join("xtask/src")).expect("a folder");
    fs::write(dir.join("xtask/src/rerun.rs"), "").expect("a file");
    let (status, _, err) = run(&["--replace-edited"]);
    assert_eq!(status, Some(0), "{err}");
    let root = fs::read_to_string(dir.join(SAMPLE).join("mod.rs")).expect("a module");
    assert!(
        root.contains("\nuse crate::runtime;\n") && !root.contains("mod service;"),
        "{root}"
    );
    for omitted in ["runtime", "service.rs"] {
        assert!(!dir.join(SAMPLE).join(omitted).exists(), "{omitted}");
    }
    let (status, out, err) = run(&["--check"]);
    assert_eq!(status, Some(0), "{out}{err}");

    one_operation(&document, "getC");
    let (status, out, _) = run(&["--check"]);
    assert_eq!(status, Some(1), "{out}");
    assert!(out.contains(&format!("stale: {SAMPLE}/")), "{out}");
    assert_eq!(run(&["--check", "--format", "json"]).0, Some(1));
    assert_eq!(run(&[]).0, Some(0));
    assert!(walk(&dir.join(SAMPLE)).contains("GetC"));
}
