//! The client of a crate that is not the committed one, against two servers: what it sends to which, with which
//! credentials; and that nothing of another API is in it.

use std::path::{Path, PathBuf};

use super::nested::{Target, cargo, output};
use generator::{File, Options, generate};
use tests::scripted_server::{Sent, Server, Step, answer};

const FIXTURE: &str = "servers-and-security-schemes";

/// The crate of fixture 31.
fn emitted() -> Vec<File> {
    let case = tests::project("tests/fixtures").join(format!("31-{FIXTURE}"));
    let options = Options {
        crate_name: FIXTURE.to_owned(),
        complete: true,
        ..Options::default()
    };
    match generate(tests::input(&case), &options) {
        Ok(generated) => generated.files,
        Err(failed) => panic!("{:?}", failed.diagnostics),
    }
}

#[test]
fn a_crate_of_another_api_contains_nothing_of_atlas() {
    for File { path, text } in emitted() {
        let text = text.to_lowercase();
        for word in ["mongodb", "atlas"] {
            let line = text.lines().find(|line| line.contains(word));
            assert!(line.is_none(), "{path}: {}", line.unwrap_or_default());
        }
    }
}

/// What a server does with a request of the program.
fn act(sent: &Sent) -> Step {
    match sent.target.as_str() {
        "/oauth/token" => answer(200, &[], r#"{"access_token": "f3tch3d", "expires_in": 60}"#),
        target if target.contains("redirect") => {
            answer(302, &[("Location", "http://127.0.0.1:9/elsewhere")], "")
        }
        _ => Step::Write(b"HTTP/1.1 204 Scripted\r\n\r\n".to_vec()),
    }
}

/// Method, target, and the headers that credentials are in.
fn summary(sent: &Sent) -> String {
    let mut line = format!("{} {}", sent.method, sent.target);
    for name in ["authorization", "cookie", "x-key", "x-trace"] {
        if let Some(value) = sent.header(name) {
            line.push_str(&format!(" | {name}: {value}"));
        }
    }
    line
}

#[test]
fn each_operation_gets_the_credentials_and_server_that_the_document_states() {
    let [base, uploads] = [(), ()].map(|()| Server::start(|_, sent| act(sent)));
    let root = workspace();
    let mut program = cargo(&root.join("program"), Target::Workspace, &["run", "--quiet"]);
    let [base_url, uploads_url] = [format!("{}/v1", base.base()), format!("{}/base", uploads.base())];
    program.args(["--", &base_url, &uploads_url]);
    output(program);
    let lines = |server: &Server| server.sent().iter().map(summary).collect::<Vec<_>>();
    let expected = [
        "GET /v1/token?q=x%20y | authorization: Bearer t0k3n",
        "GET /v1/both?api_key=a%26b | cookie: sid=c00k13",
        "GET /v1/either | authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "GET /v1/open",
        "POST /oauth/token | authorization: Basic aWQ6czNjcjN0",
        "GET /v1/optional | authorization: Bearer f3tch3d",
        "GET /v1/token?q=redirect | authorization: Bearer t0k3n",
        "POST /files/uploads | authorization: Bearer t0k3n",
        "GET /v1/both",
        "GET /v1/optional",
        "GET /v1/token",
        "GET /v1/open | x-trace: 7",
    ];
    assert_eq!(lines(&base), expected);
    assert_eq!(
        lines(&uploads),
        ["GET /base/uploads | authorization: Bearer t0k3n"]
    );
    let token = &base.sent()[4];
    let form = b"grant_type=client_credentials&scope=read%20write";
    assert_eq!(token.body, form);
}

/// Writes the crate and the program that uses it, and returns the folder of both.
fn workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("services");
    let write = |path: PathBuf, text: &str| {
        tests::write(&path, text).expect("the target folder can be written to");
    };
    for file in emitted() {
        write(root.join(FIXTURE).join(&file.path), &file.text);
    }
    for file in tests::files(&tests::project("tests/emitted_client")) {
        let text = String::from_utf8(file.bytes).expect("UTF-8");
        write(root.join("program").join(&file.path), &text);
    }
    std::fs::copy(tests::project("Cargo.lock"), root.join("program/Cargo.lock"))
        .expect("the project has a lock file");
    root
}
