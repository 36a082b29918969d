//! Inputs: regular files and the standard input, up to a limit; and finding the project.

use super::outside::Outside;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const DOCUMENT: &str = "openapi: 3.0.1\ninfo: {title: Garden, version: '1'}\nservers: [{url: 'https://example.com'}]\npaths:\n  \
                        /trees:\n    get:\n      operationId: listTrees\n      responses:\n        '204': {description: None.}\n";

fn xtask(dir: &Path, args: &[&str], input: &[u8]) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .current_dir(dir)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    // The program closes it if it does not read it.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let done = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// A project with one fragment.
fn project(dir: &Path) {
    fs::create_dir_all(dir.join("spec/fragments")).expect("a folder");
    fs::write(dir.join("spec/fragments/trees.yaml"), DOCUMENT).expect("a file");
    let sources = "[upstream]\ntitle = \"Garden\"\nurl = \"https://example.com/garden.yaml\"\nrevision = \"old\"\n\
                   date = \"2026-01-01\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n";
    fs::write(dir.join("spec/sources.toml"), sources).expect("a file");
    // The user-written files of the project's crate.
    fs::create_dir_all(dir.join("generated")).expect("a folder");
    fs::write(
        dir.join("generated/Cargo.toml"),
        "[package]\nname = \"garden\"\nversion = \"0.1.0\"\n",
    )
    .expect("a file");
}

#[test]
fn the_project_is_found_from_the_current_folder_upwards() {
    let dir = Outside::new("found");
    project(&dir);
    let deep = dir.join("a/b");
    fs::create_dir_all(&deep).expect("a folder");
    let (status, out, err) = xtask(&deep, &["regen"], b"");
    assert_eq!(status, Some(0), "{err}");
    assert!(out.contains("src/lib.rs"), "{out}");
    assert!(dir.join("generated/.generated.sha256").is_file());
    assert_eq!(xtask(&dir, &["regen", "--check"], b"").0, Some(0));
    let (status, out, _) = xtask(&deep, &["versions"], b"");
    assert_eq!(status, Some(0), "{out}");
    assert!(out.contains("listTrees"), "{out}");
}

#[test]
fn a_folder_among_the_fragments_is_explained() {
    let dir = Outside::new("among-fragments");
    project(&dir);
    fs::create_dir(dir.join("spec/fragments/old")).expect("a folder");
    let (_, _, err) = xtask(&dir, &["regen"], b"");
    let expected = "error: `spec/fragments/old` is a folder, and only the files in `spec/fragments` itself are read\n  \
                    help: move its files to `spec/fragments`, or the folder to another place\n";
    assert!(
        err.replace(&format!("{}/", dir.display()), "")
            .ends_with(expected),
        "{err}"
    );
}

#[test]
fn without_a_project_the_searched_folders_are_reported() {
    let dir = Outside::new("none");
    for command in ["regen", "versions", "bundle", "lint", "bench"] {
        let (status, out, err) = xtask(&dir, &[command], b"");
        assert_eq!((status, out.as_str()), (Some(2), ""), "{command}");
        let wanted = format!(
            "no project: neither `{}` nor a folder above it contains",
            dir.display()
        );
        assert!(err.contains(&wanted), "{command}: {err}");
    }
    assert_eq!(fs::read_dir(&*dir).expect("a folder").count(), 0);
}

#[test]
fn commands_without_a_project_work_anywhere() {
    let dir = Outside::new("free");
    fs::write(dir.join("a.yaml"), DOCUMENT).expect("a file");
    for arguments in [
        &["regen", "--spec", "a.yaml", "--out", "crate"][..],
        &["regen", "--spec", "a.yaml", "--out", "crate", "--check"],
        &["regen", "--spec", "a.yaml", "--print"],
        &["versions", "--spec", "a.yaml"],
        &["bundle", "--spec", "a.yaml", "--out", "a.json"],
        &["drift", "--baseline", "a.yaml", "--upstream", "a.json"],
    ] {
        let (status, _, err) = xtask(&dir, arguments, b"");
        assert_eq!(status, Some(0), "{arguments:?}: {err}");
    }
}

#[test]
fn a_document_of_ones_own_never_goes_to_the_crate_of_the_project() {
    let dir = Outside::new("own");
    project(&dir);
    fs::write(dir.join("a.yaml"), DOCUMENT).expect("a file");
    for arguments in [
        &["regen", "--spec", "a.yaml"][..],
        &["regen", "--spec", "a.yaml", "--check"],
    ] {
        let (status, out, err) = xtask(&dir, arguments, b"");
        assert_eq!((status, out.as_str()), (Some(2), ""));
        assert!(
            err.contains("is not the project's own") && err.contains("add `--out DIR`"),
            "{err}"
        );
    }
    assert!(!dir.join("generated/src").exists());
    assert_eq!(
        xtask(&dir.join("spec"), &["regen", "--spec", "."], b"").0,
        Some(0)
    );
    assert!(dir.join("generated/src/lib.rs").is_file());
}

#[test]
fn the_standard_input_is_a_document() {
    let dir = Outside::new("stdin");
    fs::write(dir.join("a.yaml"), DOCUMENT).expect("a file");
    for arguments in [
        &["regen", "--spec", "-", "--out", "crate"][..],
        &["versions", "--spec", "-"],
        &["bundle", "--spec", "-"],
        &["drift", "--baseline", "-", "--upstream", "a.yaml"],
        &["drift", "--baseline", "a.yaml", "--upstream", "-"],
    ] {
        let (status, _, err) = xtask(&dir, arguments, DOCUMENT.as_bytes());
        assert_eq!(status, Some(0), "{arguments:?}: {err}");
    }
    let (status, _, err) = xtask(
        &dir,
        &["versions", "--spec", "-"],
        b"openapi: 3.0.1\na: 1\na: 2\n",
    );
    assert_eq!(status, Some(2));
    assert!(err.contains("<stdin>:3:1: error[duplicate-key]"), "{err}");
    let (status, _, err) = xtask(
        &dir,
        &["drift", "--baseline", "-", "--upstream", "-"],
        DOCUMENT.as_bytes(),
    );
    assert_eq!(status, Some(2));
    assert!(err.contains("can be read only once"), "{err}");
}

#[test]
fn a_url_is_a_document() {
    let dir = Outside::new("url");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!(
        "HTTP://{}/garden.yaml",
        listener.local_addr().expect("an address")
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                DOCUMENT.len()
            );
            let _ = stream.write_all((head + DOCUMENT).as_bytes());
        }
    });
    for arguments in [
        &["regen", "--print", "--spec"][..],
        &["versions", "--spec"],
        &["bundle", "--spec"],
    ] {
        let (status, out, err) = xtask(&dir, &[arguments, &[&url]].concat(), b"");
        assert_eq!(status, Some(0), "{arguments:?}: {err}");
        assert!(out.contains("listTrees"), "{arguments:?}: {out}");
    }
}

#[test]
fn a_path_in_a_git_revision_is_a_document() {
    let dir = Outside::new("git");
    project(&dir);
    // A folder with one document, which refers to another file, as `init` makes it.
    let divided = DOCUMENT.replace("'204': {description: None.}", "'204': {$ref: 'parts.yaml#/None'}");
    assert_ne!(divided, DOCUMENT);
    fs::create_dir_all(dir.join("one")).expect("a folder");
    fs::write(dir.join("one/api.yaml"), divided).expect("a file");
    fs::write(dir.join("one/parts.yaml"), "None: {description: None.}\n").expect("a file");
    fs::create_dir_all(dir.join("deep/fragments/old")).expect("a folder");
    fs::write(dir.join("deep/fragments/old/api.yaml"), DOCUMENT).expect("a file");
    let author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    for command in [
        &["init", "--quiet"][..],
        &["add", "."],
        &["commit", "--quiet", "--message", "a"],
    ] {
        let mut git = Command::new("git");
        let done = git.current_dir(&*dir).args(author).args(command).status();
        assert!(done.expect("git runs").success());
    }
    fs::remove_dir_all(dir.join("spec/fragments")).expect("a folder");
    let (status, out, err) = xtask(&dir, &["versions", "--spec", "HEAD:one"], b"");
    assert_eq!((status, &*err), (Some(0), ""));
    assert!(out.contains("listTrees"), "{out}");
    for spec in ["HEAD:spec", "HEAD:spec/fragments/trees.yaml"] {
        let (status, out, err) = xtask(&dir, &["bundle", "--spec", spec], b"");
        assert_eq!(status, Some(0), "{spec}: {err}");
        assert!(out.contains("listTrees"), "{spec}: {out}");
    }
    let (_, _, err) = xtask(&dir, &["bundle", "--spec", "HEAD:deep"], b"");
    assert!(err.contains("api.yaml: error[unexpected-file]"), "{err}");
    let (status, _, err) = xtask(&dir, &["bundle", "--spec", "HEAD:spec/gone.yaml"], b"");
    assert_eq!(status, Some(2));
    assert!(
        err.contains("cannot read `HEAD:spec/gone.yaml` from git"),
        "{err}"
    );
}

#[test]
fn more_than_the_limit_is_refused() {
    let dir = Outside::new("limit");
    project(&dir);
    let long = format!("{DOCUMENT}# {}\n", "x".repeat(1 << 20));
    fs::write(dir.join("a.yaml"), &long).expect("a file");
    fs::write(dir.join("spec/fragments/other.yaml"), &long).expect("a file");
    let sparse = fs::File::create(dir.join("sparse.yaml")).expect("a file");
    sparse.set_len(1 << 40).expect("a long file");
    for (spec, reason) in [
        ("a.yaml", "`a.yaml` is larger than 1 MiB"),
        ("sparse.yaml", "`sparse.yaml` is larger than 1 MiB"),
        ("spec", "`spec/fragments/other.yaml` is larger than 1 MiB"),
        ("-", "the standard input is larger than 1 MiB"),
    ] {
        let (status, _, err) = xtask(
            &dir,
            &["versions", "--max-input", "1", "--spec", spec],
            long.as_bytes(),
        );
        assert_eq!(status, Some(2), "{spec}");
        assert!(err.contains(reason) && err.contains("--max-input"), "{err}");
    }
    let (status, _, err) = xtask(&dir, &["--max-input", "2", "versions", "--spec", "a.yaml"], b"");
    assert_eq!(status, Some(0), "{err}");
    let (status, _, err) = xtask(&dir, &["versions", "--spec", "sparse.yaml"], b"");
    assert_eq!(status, Some(2));
    assert!(err.contains("larger than 64 MiB"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_refused_at_once() {
    let dir = Outside::new("pipe");
    project(&dir);
    fs::write(dir.join("a.yaml"), DOCUMENT).expect("a file");
    let made = Command::new("mkfifo").arg(dir.join("pipe.yaml")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: there is no mkfifo");
        return;
    }
    for path in ["pipe.yaml", "/dev/zero"] {
        for arguments in [
            &["regen", "--spec", path, "--out", "crate"][..],
            &["versions", "--spec", path],
            &["versions", "--check", path],
            &["bundle", "--spec", path],
            &["drift", "--baseline", "a.yaml", "--upstream", path],
            &["sync", "--upstream", path],
        ] {
            let (status, _, err) = xtask(&dir, arguments, b"");
            assert_eq!(status, Some(2), "{arguments:?}");
            assert!(err.contains("is a pipe or a device"), "{arguments:?}: {err}");
        }
    }
    // Also in place of a fragment; and no pipe is replaced.
    fs::rename(dir.join("pipe.yaml"), dir.join("spec/fragments/pipe.yaml")).expect("moved");
    let (status, _, err) = xtask(&dir, &["regen"], b"");
    assert_eq!(status, Some(2));
    assert!(err.contains("is a pipe or a device"), "{err}");
    let (status, _, err) = xtask(
        &dir,
        &["bundle", "--spec", "a.yaml", "--out", "spec/fragments/pipe.yaml"],
        b"",
    );
    assert_eq!(status, Some(2));
    assert!(err.contains("is a device or a pipe"), "{err}");
}

/// Every thread that follows nested schemas needs a stack for the deepest ones.
#[test]
fn the_deepest_schemas_of_every_kind_are_read() {
    let dir = Outside::new("deepest");
    for (name, open, close) in [
        ("items", r#"{"type": "array", "items": "#, "}"),
        ("properties", r#"{"properties": {"x": "#, "}}"),
        ("map", r#"{"additionalProperties": "#, "}"),
        ("all-of", r#"{"allOf": ["#, "]}"),
        ("any-of", r#"{"anyOf": [{"type": "string"}, "#, "]}"),
        ("one-of", r#"{"oneOf": [{"type": "string"}, "#, "]}"),
        ("not", r#"{"not": "#, "}"),
    ] {
        let schema = format!("{}{{}}{}", open.repeat(45), close.repeat(45));
        let text = format!(
            r##"{{"openapi": "3.0.3", "info": {{"title": "t", "version": "1"}}, "paths": {{"/a": {{"get": {{"responses":
                {{"200": {{"description": "ok", "content": {{"application/json": {{"schema": {schema}}}}}}}}}}}}}}},
                "components": {{"schemas": {{"A": {schema}}}}}}}"##
        );
        let path = format!("{name}.json");
        fs::write(dir.join(&path), text).expect("a file");
        let regen = xtask(
            &dir,
            &[
                "regen",
                "--spec",
                &path,
                "--out",
                name,
                "--name",
                "deep",
                "--all-schemas",
            ],
            b"",
        );
        assert_eq!(regen.0, Some(0), "{name}: {}", regen.2);
        let drift = xtask(&dir, &["drift", "--baseline", &path, "--upstream", &path], b"");
        assert_eq!(drift.0, Some(0), "{name}: {}", drift.2);
    }
}
