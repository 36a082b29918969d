//! Every operation in every version against Prism, a mock server that somebody else wrote: it accepts what we send, and
//! we read what it answers. What it does not check, the versioned media type of a request, a recording proxy does.

use atlas_restore_jobs::exchanges::EXCHANGES;
use atlas_restore_jobs::runtime::inspect::{Outcome, inspect};
use atlas_restore_jobs::runtime::{Argument, Broken, Call, OperationSpec};
use atlas_restore_jobs::v2023_01_01::shared::ApiError;
use atlas_restore_jobs::{Json, OPERATIONS, Operation, Version, Violation};
use serde_json::json;
use std::collections::BTreeSet;
use tests::bodies::{Body, Maker, Random};
use tests::openapi::{Document, Side};
use tests::parts::{self, Exchange, Prism, Server};

/// How many requests there are of each version of each operation; every second answer is made up by Prism, the others
/// are the examples of the document.
const ROUNDS: u64 = 6;

/// A call of any operation, whose answer is not looked into.
struct Any(Call);

impl Operation for Any {
    type Answer = Json;
    type Error = ApiError;

    fn call(&self) -> &Call {
        &self.0
    }
}

#[test]
fn every_operation_in_every_version_is_accepted_and_its_answer_decodes() {
    let Some(prism) = parts::needed(Prism::start()) else {
        return;
    };
    let port = prism.port();
    let document = Document::parse(&parts::document());
    let fixed = Server::start(move |request| parts::forward(port, request, &[]));
    let made_up = Server::start(move |request| parts::forward(port, request, &[("Prefer", "dynamic=true")]));
    let mut recorded = Vec::new();
    for round in 0..ROUNDS {
        for (index, exchange) in EXCHANGES.iter().enumerate() {
            let spec = exchange.operation;
            // Prism makes nothing up where there is nothing to say.
            let server = if round % 2 == 1 && exchange.answer.is_some() {
                &made_up
            } else {
                &fixed
            };
            let call = call(
                &document,
                spec,
                &mut Random::new(round << 32 | (index as u64 + 1)),
            );
            send(&call, &server.url());
            let exchange = server.take().pop().expect("a recorded exchange");
            if let Some(problem) = problem(spec, &exchange) {
                panic!("{} {}: {problem}", spec.id, spec.version);
            }
            recorded.push(exchange);
        }
    }
    let called = decoded(&recorded);
    let all: BTreeSet<_> = OPERATIONS.0.iter().map(|spec| (spec.id, spec.version)).collect();
    assert_eq!(called, all, "operations that were left out, or that do not exist");
}

/// The operations and versions of the exchanges, each of which has to decode without a loss. What Prism makes up does
/// not always keep to the patterns; it says so itself, and has to agree with us about where.
fn decoded(exchanges: &[Exchange]) -> BTreeSet<(&'static str, Version)> {
    let entries: Vec<_> = exchanges.iter().map(Exchange::entry).collect();
    let report = inspect(&json!({"log": {"entries": entries}}), EXCHANGES).expect("an archive");
    let found = report.0.iter().zip(exchanges);
    let checked = found.map(|(entry, exchange)| {
        let (id, version) = entry.operation.expect("an operation of the catalogue");
        let body = String::from_utf8_lossy(&exchange.response.body);
        let found = &entry.response;
        // Prism sends members that belong to requests, and cannot know the rules that stand only in prose.
        let said = |one: &&Violation| !matches!(one.rule, Broken::WriteOnly | Broken::Prose(_));
        let ours = found.violations.iter().filter(said);
        let ours: BTreeSet<_> = ours.map(|one| one.pointer.clone()).collect();
        let theirs = violations(exchange, "response")
            .into_iter()
            .map(|(at, _)| at)
            .collect();
        assert_eq!(ours, theirs, "{id} {version}: {:?}\n{body}", found.violations);
        assert_ne!(found.outcome, Outcome::Undecodable, "{id} {version}: {body}");
        assert_eq!(
            found.outcome == Outcome::Absent,
            body.is_empty(),
            "{id} {version}: {body}"
        );
        assert_eq!(found.lost, [""; 0], "{id} {version}: {body}");
        (id, version)
    });
    checked.collect()
}

/// What Prism found in the request or the response: JSON pointers and messages.
fn violations(exchange: &Exchange, side: &str) -> Vec<(String, String)> {
    let header = exchange.response.header("sl-violations").unwrap_or("[]");
    let all: Vec<Json> = serde_json::from_str(header).expect("a list of violations");
    let own = all.iter().filter(|one| one["location"][0] == side);
    let parts = own.map(|one| {
        let path = one["location"].as_array().into_iter().flatten().skip(2);
        let pointer: String = path
            .map(|part| format!("/{}", part.as_str().unwrap_or_default()))
            .collect();
        (pointer, one["message"].as_str().unwrap_or_default().to_owned())
    });
    parts.collect()
}

#[test]
fn errors_come_as_plain_json_and_decode() {
    let Some(prism) = parts::needed(Prism::start()) else {
        return;
    };
    let port = prism.port();
    let document = Document::parse(&parts::document());
    for spec in OPERATIONS.0 {
        let statuses = document.statuses(spec.id);
        let errors: Vec<_> = statuses.into_iter().filter(|status| *status >= 400).collect();
        assert!(errors.contains(&404), "{} lists {errors:?}", spec.id);
        for status in errors {
            let code = format!("code={status}");
            let server = Server::start(move |request| parts::forward(port, request, &[("Prefer", &code)]));
            let call = call(&document, spec, &mut Random::new(u64::from(status)));
            let response = send(&call, &server.url());
            assert_eq!(response.status(), status, "{}", spec.id);
            let (head, body) = response.into_parts();
            let failure = Any(call)
                .decode(head.status, &head.headers, &body)
                .expect_err("no success");
            let error = failure.error.as_ref().map(|error| error.error);
            assert_eq!(error, Some(i32::from(status)), "{}: {}", spec.id, failure.text);
            assert!(failure.code().is_some(), "{}: {}", spec.id, failure.text);
        }
    }
}

/// What would fail the test above is seen: parameters and bodies by Prism, media types by the proxy.
#[test]
fn a_bad_request_is_noticed() {
    let Some(prism) = parts::needed(Prism::start()) else {
        return;
    };
    let port = prism.port();
    let server = Server::start(move |request| parts::forward(port, request, &[]));
    let document = Document::parse(&parts::document());
    let noticed = |id: &str, change: &dyn Fn(Call) -> Call, media_type: Option<&str>| {
        let spec = *OPERATIONS.versions(id).first().expect("an operation");
        let call = change(call(&document, spec, &mut Random::new(1)));
        let mut request = call.request_unchecked(&server.url()).expect("a request");
        if let Some(media_type) = media_type {
            let value = media_type.parse().expect("a header");
            request.headers_mut().insert("content-type", value);
        }
        transmit(request);
        problem(spec, &server.take().pop().expect("a recorded exchange")).expect("a bad request")
    };
    let (list, create) = (
        "listGroupFlexClusterBackupRestoreJobs",
        "createGroupFlexClusterBackupRestoreJob",
    );
    let page = |call: Call| call.set(4, 501_i64);
    let empty = |call: Call| call.bytes(b"{}".to_vec());
    assert!(noticed(list, &page, None).contains("itemsperpage must be <= 500"));
    assert!(noticed(create, &empty, None).contains("must have required property"));
    let other = "application/vnd.atlas.2023-01-01+json";
    assert_eq!(
        noticed(create, &|call| call, Some(other)),
        format!("the body's media type is {other}, not application/vnd.atlas.2024-11-13+json")
    );
}

/// A call with a value for every parameter, and a body.
fn call(document: &Document, spec: &'static OperationSpec, random: &mut Random) -> Call {
    let mut call = Call::new(spec);
    let schemas = document.parameters(spec.id);
    for (index, param) in spec.params.iter().enumerate() {
        let (_, schema) = schemas
            .iter()
            .find(|(name, _)| *name == param.name)
            .expect("a parameter");
        let Body { json, .. } = Maker::body(document, Side::Request, schema, random, 0);
        // An envelope hides the status, and Prism knows nothing of it.
        let json = if param.name == "envelope" {
            json!(false)
        } else {
            json
        };
        call = call.set(index, argument(&json));
    }
    let operations = document.operations();
    let own = operations
        .iter()
        .find(|operation| operation.id == spec.id && operation.media_type == spec.media_type);
    match own.and_then(|operation| operation.request) {
        Some(schema) => {
            let body = Maker::body(document, Side::Request, schema, random, 0);
            call.bytes(body.json.to_string().into_bytes())
        }
        None => call,
    }
}

fn argument(json: &Json) -> Argument {
    match json {
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => number.as_i64().expect("a whole number").into(),
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => Argument::List(items.iter().map(argument).collect()),
        other => panic!("{other} is no parameter"),
    }
}

fn send(call: &Call, base: &str) -> http::Response<Vec<u8>> {
    transmit(call.request_unchecked(base).expect("a request"))
}

fn transmit(mut request: http::Request<Vec<u8>>) -> http::Response<Vec<u8>> {
    let token = "Bearer token".parse().expect("a header");
    request.headers_mut().insert("authorization", token);
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    let agent = ureq::Agent::new_with_config(config.build());
    let response = agent.run(request).expect("an answer");
    let (head, mut body) = response.into_parts();
    let body = body.read_to_vec().expect("a body");
    http::Response::from_parts(head, body)
}

/// What is wrong with a request, if anything is: what Prism rejects, and media types that are not the exact ones.
fn problem(spec: &OperationSpec, exchange: &Exchange) -> Option<String> {
    let Exchange { request, response } = exchange;
    let body = String::from_utf8_lossy(&response.body);
    if let [(pointer, message), ..] = &*violations(exchange, "request") {
        return Some(format!("rejected: {pointer}: {message}"));
    }
    if !spec.success.contains(&response.status) {
        return Some(format!("answered {}: {body}", response.status));
    }
    let sent = request.header("content-type");
    let wanted = spec.body.map(|content| content.media_type);
    if sent != wanted {
        let text = |media_type: Option<&str>| media_type.unwrap_or("none").to_owned();
        return Some(format!(
            "the body's media type is {}, not {}",
            text(sent),
            text(wanted)
        ));
    }
    let accepts = request.header("accept").unwrap_or_default();
    (!accepts.split(", ").any(|accepted| accepted == spec.media_type))
        .then(|| format!("accepts {accepts}, not {}", spec.media_type))
}
