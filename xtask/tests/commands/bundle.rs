//! `bundle` as a process: exit status, messages, and written files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn bundle(args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .arg("bundle")
        .args(args)
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bundle").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("fragments")).expect("a folder for the test");
    path
}

#[test]
fn the_file_and_the_standard_output_are_equal() {
    let out = folder("out").join("new/api.json");
    let path = out.display().to_string();
    assert_eq!(
        bundle(&["--out", &path]),
        (Some(0), format!("wrote: {path}\n"), String::new())
    );
    let (status, text, err) = bundle(&[]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert_eq!(fs::read_to_string(&out).expect("the file"), text);
    assert!(text.starts_with("{\n  \"openapi\": \"3.0.1\"") && text.ends_with("}\n"));
    assert_ne!(bundle(&["--corrected"]).1, text);
    let entries: Vec<_> = fs::read_dir(out.parent().expect("a folder"))
        .expect("a folder")
        .collect();
    assert_eq!(entries.len(), 1, "something was left behind");
}

#[test]
fn a_mistake_is_shown_with_its_place_and_nothing_is_written() {
    let spec = folder("mistake");
    let fragment = spec.join("fragments/a.yaml");
    fs::write(
        &fragment,
        "openapi: 3.0.1\ninfo: {title: A, version: '1'}\npath: {}\n",
    )
    .expect("a fragment");
    let out = spec.join("api.json").display().to_string();
    let spec = spec.display().to_string();
    let arguments = ["--spec", &spec, "--out", &out, "--deny", "unknown-keyword"];
    let (status, reported, err) = bundle(&arguments);
    assert_eq!((status, reported.as_str()), (Some(2), ""));
    assert!(err.contains("a.yaml:3:1: error[unknown-keyword]"), "{err}");
    assert!(!Path::new(&out).exists());
    let (status, reported, err) = bundle(&[&arguments[..4], &["--format", "json"]].concat());
    assert_eq!(status, Some(0), "{err}");
    let result: serde_json::Value = serde_json::from_str(&reported).expect("JSON");
    assert_eq!(result, serde_json::json!({"wrote": out}));
    let line: serde_json::Value = serde_json::from_str(err.lines().next().expect("a line")).expect("JSON");
    assert_eq!(line["level"], "warning");
}

#[test]
fn a_fragment_is_never_replaced() {
    let spec = folder("fragment");
    let fragment = spec.join("fragments/a.yaml");
    let text = "openapi: 3.0.1\ninfo: {title: A, version: '1'}\npaths: {}\n";
    fs::write(&fragment, text).expect("a fragment");
    let path = fragment.display().to_string();
    let (status, _, err) = bundle(&["--spec", &spec.display().to_string(), "--out", &path]);
    assert_eq!(status, Some(2));
    assert!(err.contains("is a file of the specification itself"), "{err}");
    assert_eq!(fs::read_to_string(&fragment).expect("the fragment"), text);
}
