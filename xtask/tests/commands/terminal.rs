//! Global options: colors, verbosity, completions, the manual, and the name of the program.

use super::xtask;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder for the test");
    path
}

/// A document with more warnings of one code than are shown by default.
fn warnings(dir: &Path) {
    let operation = |index: usize| {
        format!("  /a{index}:\n    get:\n      responses:\n        '204': {{description: None.}}\n")
    };
    let paths: String = (0..30).map(operation).collect();
    let text = format!("openapi: 3.0.3\ninfo: {{title: A, version: '1'}}\npaths:\n{paths}");
    fs::write(dir.join("a.yaml"), text).expect("a file");
}

#[test]
fn colors_follow_the_option() {
    let dir = folder("colors");
    warnings(&dir);
    let run = |color: &[&str]| {
        let arguments = [&["regen", "--spec", "a.yaml", "--out", "out", "--check"], color].concat();
        xtask(&dir, &arguments).2
    };
    assert!(!run(&[]).contains('\u{1b}'));
    assert!(!run(&["--color", "never"]).contains('\u{1b}'));
    let colored = run(&["--color", "always"]);
    assert!(colored.contains("\u{1b}[1;33mwarning["), "{colored}");
    let (_, _, err) = xtask(&dir, &["--color", "always", "regen", "--unknown"]);
    assert!(err.contains('\u{1b}'), "{err}");
}

#[test]
fn verbosity_decides_how_much_is_printed() {
    let dir = folder("verbosity");
    warnings(&dir);
    let regen = |more: &[&str]| {
        xtask(
            &dir,
            &[&["regen", "--spec", "a.yaml", "--out", "out"], more].concat(),
        )
    };
    let count = |err: &str| err.matches("warning[missing-operation-id]").count();
    let (status, out, err) = regen(&[]);
    assert_eq!(
        (status, out.is_empty(), count(&err)),
        (Some(0), false, 20),
        "{err}"
    );
    assert!(err.contains("`--verbose` shows all"), "{err}");
    assert_eq!(count(&regen(&["--verbose"]).2), 30);
    assert_eq!(regen(&["--quiet"]), (Some(0), String::new(), String::new()));
    let (status, _, err) = regen(&["-q", "--deny", "missing-operation-id"]);
    assert_eq!((status, err.is_empty()), (Some(2), false));
    let (status, out, _) = regen(&["--format", "json"]);
    let result: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(status, Some(0));
    assert_eq!(result["created"], serde_json::json!([]));
    assert_eq!(result["release"]["version"], "0.1.0");
}

#[test]
fn mistyped_names_get_suggestions() {
    let dir = folder("suggestions");
    let text = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      \
                responses:\n        '204': {description: None.}\n";
    fs::write(dir.join("a.yaml"), text).expect("a file");
    let spec = ["--spec", "a.yaml"];
    for (arguments, suggestion) in [
        (
            &["drift", "--explain", "sunset-mooved"][..],
            "did you mean `sunset-moved`?",
        ),
        (
            &[&["versions"], &spec[..], &["--deny", "missing-operationid"]].concat(),
            "`missing-operation-id`",
        ),
        (
            &[&["regen", "--out", "out"], &spec[..], &["--only", "listPet"]].concat(),
            "did you mean `listPets`?",
        ),
    ] {
        let (status, _, err) = xtask(&dir, arguments);
        assert_eq!(status, Some(2), "{err}");
        assert!(err.contains(suggestion), "{err}");
    }
}

#[test]
fn the_manual_and_completions_cover_every_command() {
    let dir = folder("manual");
    let (status, out, _) = xtask(&dir, &["man"]);
    assert_eq!(status, Some(0));
    assert!(out.contains(".TH") && out.contains("regen"), "{out}");
    assert_eq!(xtask(&dir, &["man", "--out", "pages"]).0, Some(0));
    let page = fs::read_to_string(dir.join("pages/openapi-crate-regen.1")).expect("a page");
    assert!(page.contains("replace\\-edited"), "{page}");
    let named = out.lines().filter(|line| line.ends_with("(1)"));
    let named: Vec<String> = named
        .map(|line| line.replace('\\', "").replace("(1)", ".1"))
        .collect();
    assert!(named.len() > 8, "{out}");
    for page in named {
        assert!(dir.join("pages").join(&page).is_file(), "{page}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (status, out, _) = xtask(&dir, &["completions", shell]);
        assert_eq!(status, Some(0));
        assert!(
            out.contains("openapi-crate") && out.contains("replace-edited"),
            "{shell}"
        );
    }
}

/// An installed program does not run in cargo's environment.
#[test]
fn an_installed_program_has_its_own_name() {
    let dir = folder("installed");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-crate"));
        command
            .env_remove("CARGO_PKG_NAME")
            .env_remove("CARGO_MANIFEST_DIR");
        let done = command
            .current_dir(&dir)
            .args(arguments)
            .output()
            .expect("the command runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        text(done.stdout) + &text(done.stderr)
    };
    assert_eq!(
        run(&["--version"]),
        format!("openapi-crate {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert!(run(&["regen", "--help"]).contains("Usage: openapi-crate regen"));
    warnings(&dir);
    let out = run(&["regen", "--spec", "a.yaml", "--out", "out", "--check"]);
    assert!(
        out.contains("run `openapi-crate regen --spec a.yaml --out out` to fix that"),
        "{out}"
    );
}

/// Every command has `--format json`: its output is JSON, and so is each line on the standard error.
#[test]
fn every_command_writes_json() {
    let dir = folder("json");
    warnings(&dir);
    let spec = ["--spec", "a.yaml"];
    for arguments in [
        &[&["regen", "--out", "out"], &spec[..]].concat()[..],
        &[&["regen", "--print"], &spec[..]].concat(),
        &[&["regen", "--out", "out", "--check"], &spec[..]].concat(),
        &[&["bundle", "--out", "b.json"], &spec[..]].concat(),
        &[&["versions"], &spec[..]].concat(),
        &["drift", "--baseline", "a.yaml", "--upstream", "a.yaml"],
        &["drift", "--explain", "sunset-moved"],
        &["init", "a.yaml", "--dir", "project"],
        &["completions", "bash"],
        &["man"],
        &["man", "--out", "pages"],
    ] {
        let (status, out, err) = xtask(&dir, &[arguments, &["--format", "json"]].concat());
        assert_eq!(status, Some(0), "{arguments:?}: {err}");
        serde_json::from_str::<serde_json::Value>(&out)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{out}"));
        lines_of_json(&err);
    }
}

#[test]
fn errors_are_json_if_requested() {
    let dir = folder("json-errors");
    for arguments in [
        &["regen", "--spec", "missing.yaml", "--out", "x"][..],
        &["drift", "--upstream", "missing.yaml"],
        &["sync", "--upstream", "missing.yaml"],
        &["versions", "--spec", "missing.yaml"],
        &["bundle", "--spec", "missing.yaml"],
        &["init", "missing.yaml"],
        &["inspect", "missing.har"],
    ] {
        let (status, out, err) = xtask(&dir, &[arguments, &["--format", "json"]].concat());
        assert_eq!((status, &*out), (Some(2), ""), "{arguments:?}");
        let errors = lines_of_json(&err);
        assert_eq!(errors.len(), 1, "{arguments:?}: {err}");
        assert_eq!(errors[0]["type"], "error");
        assert!(
            errors[0]["message"].is_string() && errors[0]["help"].is_string(),
            "{err}"
        );
    }
}

fn lines_of_json(text: &str) -> Vec<serde_json::Value> {
    let line = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    text.lines().map(line).collect()
}
