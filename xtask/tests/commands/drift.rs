//! `drift` as a process: exit status, messages, and fetched documents.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

fn drift(args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .arg("drift")
        .args(args)
        .args(["--today", "2026-01-20"])
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

/// Returns a document of one of the cases.
fn document(case: &str, name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the project's folder");
    root.join("tests/drift")
        .join(case)
        .join(name)
        .display()
        .to_string()
}

fn compare(case: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let (old, new) = (document(case, "old.yaml"), document(case, "new.yaml"));
    drift(&[&["--baseline", &old, "--upstream", &new][..], args].concat())
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drift").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder for the test");
    path
}

#[test]
fn the_status_depends_on_the_limit() {
    let limits = ["broken", "breaking", "additive", "notice", "any", "never"];
    for (case, reached) in [
        ("11-media-type-promoted-from-preview", "broken"),
        ("02-operation-renamed", "breaking"),
        ("05-role-gone", "breaking"),
        ("26-parameter-added", "additive"),
        ("13-sunset-set", "notice"),
        ("71-pattern-rewritten", "notice"),
        ("86-real-text-only", "never"),
    ] {
        let first = limits
            .iter()
            .position(|limit| *limit == reached)
            .expect("one of the limits");
        for (number, limit) in limits.iter().enumerate() {
            let expected = if number >= first && *limit != "never" {
                1
            } else {
                0
            };
            let (status, out, err) = compare(case, &["--fail-on", limit]);
            assert_eq!(
                (status, err.as_str()),
                (Some(expected), ""),
                "{case} {limit}: {out}"
            );
        }
    }
}

#[test]
fn an_operation_on_offer_is_anything_at_all() {
    let (old, new) = (
        document("01-operation-gone", "new.yaml"),
        document("01-operation-gone", "old.yaml"),
    );
    let run = |limit: &str| drift(&["--baseline", &old, "--upstream", &new, "--fail-on", limit]).0;
    assert_eq!((run("notice"), run("any")), (Some(0), Some(1)));
}

#[test]
fn every_format_is_written() {
    for (format, start) in [
        ("text", "baseline: /"),
        ("lines", "# baseline: /"),
        ("json", "{\n  \"schema\": 1,\n  \"tool\": {"),
        (
            "markdown",
            "# Drift on 2026-01-20\n\n1 change, wire: breaking, source: breaking.\n\n- baseline: /",
        ),
        ("github", "::error file="),
        (
            "sarif",
            "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \"version\": \"2.1.0\"",
        ),
        ("html", "<!doctype html>"),
        (
            "junit",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"drift: 1 change",
        ),
    ] {
        let (status, out, err) = compare("42-property-renamed", &["--format", format]);
        assert_eq!((status, err.as_str()), (Some(1), ""), "{format}");
        assert!(out.starts_with(start), "{format}:\n{out}");
    }
}

#[test]
fn bad_input_is_status_2_and_names_the_side() {
    let dir = folder("bad");
    let path = dir.join("broken.yaml").display().to_string();
    fs::write(&path, "openapi: 3.0.3\ninfo: [\n").expect("a file");
    let good = document("42-property-renamed", "old.yaml");
    for args in [
        ["--baseline", &good, "--upstream", &path],
        ["--baseline", &path, "--upstream", &good],
    ] {
        let (status, out, err) = drift(&args);
        assert_eq!((status, out.as_str()), (Some(2), ""));
        assert!(
            err.contains("broken.yaml:") && err.contains("error[syntax-error]"),
            "{err}"
        );
    }
    for args in [
        &["--upstream", "nowhere.yaml"][..],
        &["--explain", "nothing"],
        &["--fail-on", "x"],
        &["--sha256", "ab"],
    ] {
        let (status, out, err) = drift(args);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(err.starts_with("error: "), "{err}");
    }
    let (status, _, err) = compare("42-property-renamed", &["--only", "noSuchOperation"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("error[unused-selector]"), "{err}");
}

#[test]
fn an_acceptance_that_matches_nothing_is_status_2() {
    let dir = folder("accepted");
    fs::create_dir(dir.join("fragments")).expect("a folder");
    fs::copy(
        document("42-property-renamed", "old.yaml"),
        dir.join("fragments/ponds.yaml"),
    )
    .expect("a copy");
    let (spec, new) = (
        dir.display().to_string(),
        document("42-property-renamed", "new.yaml"),
    );
    let accept = |fingerprint: &str| {
        let entry = format!("[[accept]]\nfingerprint = \"{fingerprint}\"\nreason = \"known\"\n");
        fs::write(dir.join("accepted.toml"), entry).expect("a file");
        drift(&["--baseline", &spec, "--upstream", &new, "--format", "json"])
    };
    let (status, out, err) = accept("0000000000000000");
    assert_eq!(status, Some(2));
    let line: serde_json::Value = serde_json::from_str(&err).expect("a line of JSON");
    assert_eq!(
        (&line["code"], &line["location"]["line"]),
        (&"stale-acceptance".into(), &2.into()),
        "{err}"
    );
    let start = out.find("\"fingerprint\": \"").expect("a fingerprint") + "\"fingerprint\": \"".len();
    let (status, out, err) = accept(&out[start..start + 16]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(out.contains("\"changes\": 0"), "{out}");
}

#[test]
fn a_rule_is_explained() {
    let (status, out, _) = drift(&["--explain", "property-renamed"]);
    assert_eq!(status, Some(0));
    assert!(
        out.starts_with("property-renamed\n\nWhat it is: ") && out.contains("What to do: "),
        "{out}"
    );
    for rule in generator::compare::ChangeKind::ALL {
        let (status, out, err) = drift(&["--explain", rule.id()]);
        assert_eq!((status, err.as_str()), (Some(0), ""), "{rule}");
        let pages = out.split("\n\n").skip(1);
        let reported = pages
            .map(|part| part.trim_end().ends_with('.'))
            .collect::<Vec<_>>();
        assert_eq!(reported, [true; 3], "{out}");
    }
}

#[test]
fn a_url_is_fetched_and_checked_against_its_pin() {
    let old = document("42-property-renamed", "old.yaml");
    let address = serve(|path| match path {
        "/spec.yaml" => (
            "200 OK",
            fs::read(document("42-property-renamed", "new.yaml")).expect("a document"),
        ),
        _ => ("404 Not Found", b"no".to_vec()),
    });
    let at = |path: &str| format!("{address}{path}");
    let (status, out, _) = drift(&["--baseline", &old, "--upstream", &at("/spec.yaml")]);
    assert_eq!(status, Some(1), "{out}");
    assert!(out.contains("property-renamed"));
    let (status, _, err) = drift(&["--baseline", &old, "--upstream", &at("/other.yaml")]);
    assert_eq!(status, Some(2));
    assert!(err.contains("the server returns status 404"), "{err}");
    let (status, out, err) = drift(&[
        "--baseline",
        &old,
        "--upstream",
        &at("/spec.yaml"),
        "--sha256",
        &"0".repeat(64),
    ]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    let found = err
        .split("SHA-256 ")
        .nth(1)
        .and_then(|rest| rest.get(..64))
        .expect("the checksum that was found");
    let (status, ..) = drift(&[
        "--baseline",
        &old,
        "--upstream",
        &at("/spec.yaml"),
        "--sha256",
        found,
    ]);
    assert_eq!(status, Some(1));
}

/// Starts a server that responds to each request by its path, until the test ends.
fn serve(response: fn(&str) -> (&'static str, Vec<u8>)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = [0; 4096];
            let read = stream.read(&mut request).expect("a request");
            let text = String::from_utf8_lossy(&request[..read]).into_owned();
            let (status, body) = response(text.split(' ').nth(1).unwrap_or_default());
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(&body));
        }
    });
    address
}

#[test]
fn markdown_is_cut_to_the_size_that_is_given() {
    let limit = ["--format", "markdown", "--max-size", "1000"];
    let (status, out, err) = compare("87-real-strategy-renamed-and-version-promoted", &limit);
    assert_eq!((status, err.as_str()), (Some(1), ""));
    assert!(out.len() <= 1_000 && out.contains("Not shown"), "{out}");
    let (status, _, err) = compare("42-property-renamed", &["--max-size", "5"]);
    assert_eq!(status, Some(2));
    assert!(err.contains("at least 1000"), "{err}");
}

/// Runs git in `dir`, without the settings of the user.
fn git(dir: &Path, args: &[&str]) {
    let status = Command::new("git")
        .current_dir(dir)
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args(args)
        .status()
        .expect("git runs");
    assert!(status.success(), "git {args:?}");
}

#[test]
fn documents_are_read_from_git_and_standard_input() {
    let dir = folder("git");
    let (old, new) = (
        document("42-property-renamed", "old.yaml"),
        document("42-property-renamed", "new.yaml"),
    );
    fs::create_dir_all(dir.join("spec/fragments")).expect("a folder");
    fs::copy(&old, dir.join("spec/fragments/ponds.yaml")).expect("a copy");
    fs::copy(&old, dir.join("ponds.yaml")).expect("a copy");
    git(&dir, &["init", "--quiet"]);
    git(&dir, &["add", "."]);
    git(&dir, &["commit", "--quiet", "-m", "ponds: add"]);
    fs::copy(&new, dir.join("ponds.yaml")).expect("a copy");
    let run = |baseline: &str, upstream: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
            .current_dir(&dir)
            .args(["drift", "--baseline", baseline, "--upstream", upstream])
            .args(["--today", "2026-01-20"])
            .stdin(fs::File::open(&new).expect("a document"))
            .output()
            .expect("the command runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    for (baseline, upstream) in [
        ("HEAD:ponds.yaml", "ponds.yaml"),
        ("HEAD:spec", "ponds.yaml"),
        // The root has one document.
        ("HEAD:", "ponds.yaml"),
        ("HEAD:ponds.yaml", "-"),
        ("HEAD:spec", "-"),
    ] {
        let (status, out, err) = run(baseline, upstream);
        assert_eq!(status, Some(1), "{baseline} {upstream}: {out}{err}");
        assert!(out.contains("property-renamed (1)"), "{out}");
        assert!(out.starts_with(&format!("baseline: {baseline} at ")), "{out}");
        assert!(out.contains("SHA-256 "), "{out}");
    }
    assert_eq!(run("HEAD:spec", "HEAD:ponds.yaml").0, Some(0));
    let (status, out, err) = run("-", "HEAD:ponds.yaml");
    assert_eq!(status, Some(1), "{out}{err}");
    assert!(out.starts_with("baseline: <stdin> ("), "{out}");
    for missing in ["HEAD:lakes.yaml", "no-such-branch:ponds.yaml", "HEAD:src"] {
        let (status, _, err) = run(missing, "ponds.yaml");
        assert_eq!(status, Some(2), "{missing}: {err}");
    }
}

#[test]
fn a_change_is_accepted_by_its_fingerprint() {
    let dir = folder("accept");
    fs::create_dir(dir.join("fragments")).expect("a folder");
    let old = document("42-property-renamed", "old.yaml");
    fs::copy(old, dir.join("fragments/ponds.yaml")).expect("a copy");
    let (spec, new) = (
        dir.display().to_string(),
        document("42-property-renamed", "new.yaml"),
    );
    let run = |args: &[&str]| drift(&[&["--baseline", &spec, "--upstream", &new][..], args].concat());
    let (_, lines, _) = run(&["--format", "lines"]);
    assert_eq!(
        lines.lines().filter(|line| !line.starts_with('#')).count(),
        1,
        "{lines}"
    );
    let fingerprint = &lines[lines.len() - 18..lines.len() - 2];
    let reason = "known, \"see\" the log";
    let accept = [
        "--accept",
        fingerprint,
        "--reason",
        reason,
        "--until",
        "2026-03-01",
    ];
    let (status, out, err) = run(&accept);
    assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
    let text = fs::read_to_string(dir.join("accepted.toml")).expect("the entry");
    assert!(text.contains("until = 2026-03-01\n"), "{text}");
    let (status, out, _) = run(&[]);
    assert_eq!(status, Some(0));
    assert!(out.ends_with("no drift; 1 accepted\n"), "{out}");
    assert_eq!(run(&accept).0, Some(2), "an entry exists");
    assert_eq!(run(&["--accept", "0123456789abcdef", "--reason", "r"]).0, Some(2));
    assert_eq!(run(&["--accept", fingerprint]).0, Some(2), "no reason");
    assert_eq!(
        fs::read_to_string(dir.join("accepted.toml")).expect("the entry"),
        text
    );
}
