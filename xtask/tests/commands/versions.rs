//! `versions` as a process: the table in every format, imminent sunsets, and the table in a README.

use super::outside::Outside;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn versions(args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .arg("versions")
        .args(args)
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn project(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
        .display()
        .to_string()
}

#[test]
fn the_table_is_written_in_every_format() {
    let spec = project("tests/drift/95-real-version-superseded/new.yaml");
    let run = |format: &str| versions(&["--spec", &spec, "--format", format, "--today", "2026-01-01"]);
    let text = "digPond (POST /ponds)\n  application/vnd.atlas.2024-01-01+json\ngetPond (GET /ponds/{pondId})\n  \
                application/vnd.atlas.2024-01-01+json until 2027-06-01\n  application/vnd.atlas.2025-06-01+json\n";
    assert_eq!(run("text"), (Some(0), text.to_owned(), String::new()));
    let table = "| operation | 2024-01-01 | 2025-06-01 |\n|---|---|---|\n| `digPond` | JSON |  |\n\
                 | `getPond` | JSON, until 2027-06-01 | JSON |\n";
    assert_eq!(run("markdown"), (Some(0), table.to_owned(), String::new()));
    let (status, json, _) = run("json");
    assert_eq!(status, Some(0));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["operations"][1]["versions"][0]["sunset"], "2027-06-01");
    assert_eq!(json["ending"], serde_json::json!([]));
}

#[test]
fn near_sunsets_are_warned_of() {
    let spec = project("tests/drift/95-real-version-superseded/new.yaml");
    let run = |today: &str, fail_on: &str| {
        let (status, _, err) = versions(&["--spec", &spec, "--today", today, "--fail-on", fail_on]);
        (status, err)
    };
    for (today, when, near, over) in [
        ("2026-12-02", None, 0, 0),
        ("2026-12-03", Some("from 2027-06-01 on, in 180 days"), 1, 0),
        ("2027-05-31", Some("from 2027-06-01 on, which is tomorrow"), 1, 0),
        ("2027-06-01", Some("since 2027-06-01"), 1, 1),
        ("2028-06-01", Some("since 2027-06-01"), 1, 1),
    ] {
        let media = "application/vnd.atlas.2024-01-01+json";
        let warning =
            when.map(|when| format!("warning: `getPond` as `{media}` is no longer served {when}\n"));
        let warning = warning.unwrap_or_default();
        assert_eq!(run(today, "near"), (Some(near), warning.clone()), "{today}");
        assert_eq!(run(today, "over"), (Some(over), warning.clone()), "{today}");
        assert_eq!(run(today, "never"), (Some(0), warning), "{today}");
    }
}

#[test]
fn the_table_of_the_readme_is_current() {
    let (status, out, _) = versions(&["--check", &project("spec/README.md")]);
    assert_eq!(status, Some(0), "{out}");
}

#[test]
fn a_table_is_put_between_its_markers() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("versions");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("a folder for the test");
    let file = dir.join("README.md");
    let path = file.display().to_string();
    fs::write(
        &file,
        "# A\n\n<!-- versions -->\nold\n<!-- /versions -->\n\nMore.\n",
    )
    .expect("a file");
    let (status, out, _) = versions(&["--check", &path]);
    assert_eq!(status, Some(1));
    assert!(
        out.contains("stale: ") && out.contains(" versions --write"),
        "{out}"
    );
    assert_eq!(versions(&["--write", &path]).0, Some(0));
    assert_eq!(versions(&["--check", &path]).0, Some(0));
    let text = fs::read_to_string(&file).expect("a file");
    assert!(
        text.starts_with("# A\n\n<!-- versions -->\n\n| operation |")
            && text.ends_with("<!-- /versions -->\n\nMore.\n")
    );
    fs::write(&file, "# A\n").expect("a file");
    let (status, _, err) = versions(&["--write", &path]);
    assert_eq!(status, Some(2));
    assert!(err.contains("has no location for the table"), "{err}");
}

#[test]
fn versions_of_other_forms_are_listed_and_conventions_can_be_given_for_one_document() {
    let spec = project("tests/fixtures/301-versions-as-parameters/openapi.yaml");
    let run = |more: &[&str]| {
        let mut args = vec!["--spec", &spec, "--format", "markdown", "--today", "2026-01-01"];
        args.extend(more);
        versions(&args)
    };
    let table = "| operation | unversioned | v1 | v2.1 |\n|---|---|---|---|\n| `listItems` |  | JSON | JSON |\n\
                 | `getRates` | JSON, JSON |  |  |\n";
    assert_eq!(run(&[]), (Some(0), table.to_owned(), String::new()));
    let folder = Outside::new("conventions");
    let file = folder.join("conventions.toml");
    let no_template = "[versions]\nmedia-types = [\"application/vnd.other.{version}+json\"]\n";
    fs::write(&file, no_template).expect("a file");
    let (status, table, _) = run(&["--conventions", &file.display().to_string()]);
    assert_eq!(status, Some(0));
    assert!(table.starts_with("| operation | unversioned |\n"), "{table}");
    let (status, _, error) = run(&["--conventions", "nothing.toml"]);
    assert_eq!(status, Some(2));
    assert!(error.contains("nothing.toml"), "{error}");
}

#[test]
fn sources_can_name_the_file_of_conventions() {
    let document = project("tests/fixtures/301-versions-as-parameters/openapi.yaml");
    let folder = Outside::new("named");
    let spec = folder.join("spec");
    fs::create_dir_all(&spec).expect("a folder");
    fs::copy(document, spec.join("openapi.yaml")).expect("a file");
    fs::write(spec.join("sources.toml"), "conventions = \"../shared.toml\"\n").expect("a file");
    let shown = spec.display().to_string();
    let run = || versions(&["--spec", &shown, "--format", "markdown", "--today", "2026-01-01"]);
    let (status, _, error) = run();
    assert_eq!(status, Some(2));
    assert!(error.contains("shared.toml"), "{error}");
    let no_template = "[versions]\nmedia-types = [\"application/vnd.other.{version}+json\"]\n";
    fs::write(folder.join("shared.toml"), no_template).expect("a file");
    let (status, table, error) = run();
    assert_eq!(status, Some(0), "{error}");
    assert!(table.starts_with("| operation | unversioned |\n"), "{table}");
}
