//! The client of a crate other than the committed one, against two servers: the requests with their
//! credentials; and that it contains nothing of another API.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::nested::{Target, cargo, output};
use generator::{File, Options, generate};
use tests::scripted_server::{Sent, Server, Step, response};

const FIXTURE: &str = "31-servers-and-security-schemes";
const OPERATIONS: &str = "360-operations-of-every-kind";

/// Returns the name of the crate of a fixture.
fn name_of(fixture: &str) -> &str {
    fixture.split_once('-').map_or(fixture, |(_, name)| name)
}

/// Returns the crate of a fixture.
fn emitted(fixture: &str) -> Vec<File> {
    let case = tests::project("tests/fixtures").join(fixture);
    let options = Options {
        crate_name: name_of(fixture).to_owned(),
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
    for File { path, text } in emitted(FIXTURE) {
        let text = text.to_lowercase();
        for word in ["mongodb", "atlas"] {
            let line = text.lines().find(|line| line.contains(word));
            assert!(line.is_none(), "{path}: {}", line.unwrap_or_default());
        }
    }
}

/// Returns the reaction of a server to a request of the program.
fn act(sent: &Sent) -> Step {
    match sent.target.as_str() {
        "/oauth/token" => response(200, &[], r#"{"access_token": "f3tch3d", "expires_in": 60}"#),
        target if target.contains("redirect") => {
            response(302, &[("Location", "http://127.0.0.1:9/elsewhere")], "")
        }
        _ => Step::Write(b"HTTP/1.1 204 Scripted\r\n\r\n".to_vec()),
    }
}

/// Returns method, target, and the headers with credentials.
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
    run(
        "services",
        &[format!("{}/v1", base.base()), format!("{}/base", uploads.base())],
    );
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
        "POST /oauth/token | authorization: Basic aWQ6czNjcjN0",
        "GET /v1/optional | authorization: Bearer f3tch3d",
        "POST /oauth/token | authorization: Basic aWQ6czNjcjN0",
        "GET /v1/optional | authorization: Bearer f3tch3d",
    ];
    assert_eq!(lines(&base), expected);
    assert_eq!(
        lines(&uploads),
        ["GET /base/uploads | authorization: Bearer t0k3n"]
    );
    let sent = base.sent();
    let tokens = sent.iter().filter(|sent| sent.target == "/oauth/token");
    let forms: Vec<_> = tokens.map(|sent| String::from_utf8_lossy(&sent.body)).collect();
    let required = "grant_type=client_credentials&scope=read%20write";
    let chosen = "grant_type=client_credentials&scope=admin";
    assert_eq!(forms, [required, chosen, "grant_type=client_credentials"]);
}

/// Returns the reaction of the server to a request of the program that calls operations of every kind.
fn act_on_operation(sent: &Sent) -> Step {
    let body = String::from_utf8_lossy(&sent.body);
    match (sent.method.as_str(), sent.target.as_str()) {
        ("POST", "/v1/things") => created_thing(sent, &body),
        ("GET", "/v1/things/none") => json(404, r#"{"title": "none"}"#),
        ("GET", "/v1/things/1") => thing_in_its_media_type(sent.header("accept").unwrap_or_default()),
        ("POST", "/v1/chat") => chat(&body),
        ("QUERY", "/v1/search?limit=2&after=a%20b") if body == r#"{"text":"é"}"# => pieces(
            "application/jsonl",
            &[b"{\"text\": \"one\"}\n{\"te", b"xt\": \"two\"}\n"],
        ),
        ("GET", "/v1/log") => pieces(
            "application/x-ndjson",
            &[b"{\"text\": \"a\"}\nno", b"\n{\"text\": \"last\"}"],
        ),
        ("GET", "/v1/events") => pieces(
            "text/event-stream",
            &[b"event: made\ndata: {\"text\": \"a\"}\n\nevent: done\ndata: [DONE]\n\n"],
        ),
        _ => Step::Write(b"HTTP/1.1 204 Scripted\r\n\r\n".to_vec()),
    }
}

/// Responds to each media type of a request with another status.
fn created_thing(sent: &Sent, body: &str) -> Step {
    match sent.header("content-type").unwrap_or_default() {
        kind if kind.starts_with("application/json") => json(200, body),
        kind if kind.starts_with("application/x-www-form") => json(201, r#"{"id": "7"}"#),
        kind if kind.starts_with("text/csv") => json(409, r#"{"owner": "me"}"#),
        _ => response(503, &[("Content-Type", "text/plain")], "down"),
    }
}

fn thing_in_its_media_type(accept: &str) -> Step {
    if accept.starts_with("text/plain") {
        return response(200, &[("Content-Type", "text/plain")], "\"é\"");
    }
    if accept.starts_with("text/html") {
        return response(200, &[("Content-Type", "text/html")], "<a/>");
    }
    if accept.starts_with("image/*") {
        let image = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 2\r\n\r\n\x89P";
        return Step::Write(image.to_vec());
    }
    let headers = [
        ("Content-Type", "application/json"),
        ("X-Total-Count", "12"),
        ("X-State", "NEW"),
        ("X-Tags", "a, b"),
        ("X-Fresh", "perhaps"),
    ];
    response(200, &headers, r#"{"name": "a"}"#)
}

/// Responds to each prompt in its own way.
fn chat(body: &str) -> Step {
    if body.contains("all") {
        let events: [&[u8]; 3] = [
            b"id: 1\ndata: {\"text\": \"\xc3",
            b"\xa9\"}\r",
            b"\n\r\n: ping\n\nevent: more\ndata: {\"text\":\ndata: \"b\\n\"}\n\ndata: [DONE]\n\n",
        ];
        return pieces("text/event-stream", &events);
    }
    if body.contains("many") {
        return json(429, r#"{"title": "many"}"#);
    }
    if body.contains("json") {
        return json(200, r#"{"text": "whole"}"#);
    }
    let first = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"text\": \"first\"}\n\n";
    Step::WriteAndStall(first.to_vec(), Duration::from_secs(3))
}

fn json(status: u16, body: &str) -> Step {
    response(status, &[("Content-Type", "application/json")], body)
}

/// Returns a response in chunks (RFC 9112, section 7.1).
fn pieces(content_type: &str, pieces: &[&[u8]]) -> Step {
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nTransfer-Encoding: chunked\r\n\r\n");
    let mut bytes = head.into_bytes();
    for piece in pieces.iter().copied().chain([&b""[..]]) {
        bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(b"\r\n");
    }
    Step::Write(bytes)
}

#[test]
fn operations_of_every_kind_are_sent_and_decoded() {
    let server = Server::start(|_, sent| act_on_operation(sent));
    run("operations", &[format!("{}/v1", server.base())]);
    let sent = server.sent();
    let form = find(&sent, "POST", "/v1/things", "application/x-www-form-urlencoded");
    assert_eq!(form.body, b"name=b%20c&tags=x&tags=y%26");
    let csv = find(&sent, "POST", "/v1/things", "text/csv");
    assert_eq!(csv.body, b"name\nd");
    let bytes = find(&sent, "POST", "/v1/things", "application/octet-stream");
    assert_eq!(bytes.body, [0, 255]);
    let chat = find(&sent, "POST", "/v1/chat", "application/json");
    assert_eq!(
        chat.header("accept"),
        Some("text/event-stream, application/json;q=0.9")
    );
    check_encoded_form(find(&sent, "PUT", "/v1/files", ""));
    check_multipart(find(&sent, "POST", "/v1/files", "multipart/form-data"));
    // The specification states `image/*`: the caller states which one.
    let image = find(&sent, "POST", "/v1/files", "image/png");
    assert_eq!(image.body, b"\x89PNG");
    let plain = find(&sent, "POST", "/v1/files", "application/octet-stream");
    assert_eq!(plain.body, b"plain");
}

/// Returns the first request whose body has a media type that starts with `kind`.
fn find<'s>(sent: &'s [Sent], method: &str, target: &str, kind: &str) -> &'s Sent {
    sent.iter()
        .find(|one| {
            let content_type = one.header("content-type").unwrap_or_default();
            one.method == method && one.target == target && content_type.starts_with(kind)
        })
        .unwrap_or_else(|| panic!("{method} {target} {kind}"))
}

/// Checks that each property of a form is encoded as its `encoding` states.
fn check_encoded_form(form: &Sent) {
    let body = String::from_utf8_lossy(&form.body);
    let mut pairs: Vec<&str> = body.split('&').collect();
    pairs.sort_unstable();
    let expected = [
        "commas=a,b%2C",
        "deep%5Ba%5D%5B0%5D%5Bb%5D=1",
        "deep%5Ba%5D%5B1%5D%5Bb%5D=2",
        "json=%5B1%2C2%5D",
        "list%5B0%5D=x",
        "object=%7B%22a%22%3A1%7D",
        "pipes=a%7Cb",
        "plain=a%20b",
        "plain=c",
        "url=https://a/?b",
    ];
    assert_eq!(pairs, expected);
}

/// Checks the parts of a multipart body: a boundary in the content of one does not end it.
fn check_multipart(upload: &Sent) {
    let png = "\u{fffd}PNG\r\n--part-boundary-0000000000000000";
    let expected = [
        ("file; a %22b%22.png; image/png; X-Kind=photo", png),
        ("more; more; text/plain; X-Extra=1", "text"),
        ("more; more; application/octet-stream", ""),
        ("purpose", "search"),
        ("size", "3"),
        ("tags", "x"),
        ("tags", "y"),
        ("thing; ; application/json", r#"{"name":"é"}"#),
        ("note; ; text/markdown", "*n*"),
        ("labels[]", "p"),
        ("labels[]", "q"),
    ];
    assert_eq!(
        parts(upload),
        expected.map(|(head, body)| (head.to_owned(), body.to_owned()))
    );
}

/// Reads a multipart body by RFC 2046, section 5.1.1, and RFC 7578: name, file name, media type and other headers of
/// each part, and its content.
fn parts(sent: &Sent) -> Vec<(String, String)> {
    let content_type = sent.header("content-type").expect("a media type");
    let (_, boundary) = content_type.split_once("boundary=").expect("a boundary");
    let mut rest: &[u8] = &sent.body;
    let delimiter = format!("--{boundary}");
    rest = rest
        .strip_prefix(delimiter.as_bytes())
        .expect("the first delimiter");
    let delimiter = format!("\r\n{delimiter}");
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let find = |text: &str| {
            part.windows(text.len())
                .position(|window| window == text.as_bytes())
        };
        let (blank, end) = (
            find("\r\n\r\n").expect("a blank line"),
            find(&delimiter).expect("a delimiter"),
        );
        let head = std::str::from_utf8(&part[..blank]).expect("UTF-8");
        parts.push((
            summary_of_part(head),
            String::from_utf8_lossy(&part[blank + 4..end]).into_owned(),
        ));
        rest = &part[end + delimiter.len()..];
    }
    assert_eq!(rest, b"--\r\n", "the close delimiter");
    parts
}

fn summary_of_part(head: &str) -> String {
    let mut fields: [String; 3] = Default::default();
    let mut others = String::new();
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(": ").expect("a header");
        match name {
            "Content-Disposition" => {
                let value = value.strip_prefix("form-data; name=\"").expect("a name");
                let (name, after) = value.split_once('"').expect("a quote");
                let file = after
                    .strip_prefix("; filename=\"")
                    .and_then(|rest| rest.strip_suffix('"'));
                fields[0] = name.to_owned();
                fields[1] = file.unwrap_or_default().to_owned();
            }
            "Content-Type" => fields[2] = value.to_owned(),
            other => others.push_str(&format!("; {other}={value}")),
        }
    }
    let [name, file, media_type] = fields;
    match media_type.is_empty() {
        true => name,
        false => format!("{name}; {file}; {media_type}{others}"),
    }
}

/// Runs one of the programs, one at a time, because they share a target folder.
fn run(program: &str, arguments: &[String]) {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let root = workspace().join("program");
    let mut command = cargo(
        &root,
        Target::Program,
        &["run", "--quiet", "--bin", program, "--"],
    );
    command.args(arguments);
    output(command);
}

/// Writes the crates and the programs that use them, and returns the folder of all.
fn workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("services");
    let write = |path: PathBuf, text: &str| {
        tests::write(&path, text).expect("the target folder can be written to");
    };
    for fixture in [FIXTURE, OPERATIONS] {
        for file in emitted(fixture) {
            write(root.join(name_of(fixture)).join(&file.path), &file.text);
        }
    }
    for file in tests::files(&tests::project("tests/emitted_client")) {
        let text = String::from_utf8(file.bytes).expect("UTF-8");
        write(root.join("program").join(&file.path), &text);
    }
    std::fs::copy(tests::project("Cargo.lock"), root.join("program/Cargo.lock"))
        .expect("the project has a lock file");
    root
}
