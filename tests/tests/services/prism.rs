//! Every operation in every version against Prism, an independent mock server: it accepts our requests, and
//! we decode its responses. A recording proxy checks the versioned media type of requests, which Prism ignores.

use super::clients::{Sender, Settings};
use atlas_restore_jobs::body_types::EXCHANGES;
use atlas_restore_jobs::client::Credentials;
use atlas_restore_jobs::runtime::inspect::{Outcome, inspect};
use atlas_restore_jobs::runtime::{Argument, Call, OperationDescriptor, ViolationKind};
use atlas_restore_jobs::v2023_01_01::shared::ApiError;
use atlas_restore_jobs::{Json, OPERATIONS, Operation, Version, Violation};
use serde_json::json;
use std::collections::BTreeSet;
use tests::bodies::{Maker, Random};
use tests::openapi::{Document, Side};
use tests::services::{self, Exchange, Prism, Request, Response, Server};

/// The number of requests of each version of each operation; Prism generates every second response, the others
/// are the examples of the document.
const ROUNDS: u64 = 6;

/// A call of any operation, whose response is ignored.
struct Any(Call);

impl Operation for Any {
    type ResponseBody = Json;
    type Error = ApiError;

    fn call(&self) -> &Call {
        &self.0
    }
}

#[test]
fn every_operation_in_every_version_is_accepted_and_its_response_decodes() {
    let Some(prism) = services::needed(Prism::start()) else {
        return;
    };
    let document = Document::parse(&services::document());
    let [fixed, made_up] = [None, Some("dynamic=true".to_owned())].map(|prefer| proxy(&prism, prefer));
    let senders = [&fixed, &made_up].map(|server| Sender::both(&settings(server)));
    let mut recorded = Vec::new();
    for round in 0..ROUNDS {
        for (index, exchange) in EXCHANGES.iter().enumerate() {
            let spec = exchange.operation;
            // Prism generates nothing without a schema.
            let made = usize::from(round % 2 == 1 && exchange.response.is_some());
            let server = [&fixed, &made_up][made];
            let call = call(
                &document,
                spec,
                &mut Random::new(round << 32 | (index as u64 + 1)),
            );
            for sender in &senders[made] {
                let sent = sender.send(&call);
                let exchange = last(server);
                if let Some(problem) = problem(spec, &exchange) {
                    panic!("{} {}: {problem}", spec.id, spec.version);
                }
                assert!(sent.is_ok(), "{} {}: {sent:?}", spec.id, spec.version);
                recorded.push(exchange);
            }
        }
    }
    let called = decoded(&recorded);
    let all: BTreeSet<_> = OPERATIONS.0.iter().map(|spec| (spec.id, spec.version)).collect();
    assert_eq!(called, all, "operations that were left out, or that do not exist");
}

/// Returns the operations and versions of the exchanges, each of which has to decode without a loss. Generated
/// responses may violate patterns; Prism reports them at the same locations as we do.
fn decoded(exchanges: &[Exchange]) -> BTreeSet<(&'static str, Version)> {
    let entries: Vec<_> = exchanges.iter().map(Exchange::entry).collect();
    let report = inspect(&json!({"log": {"entries": entries}}), EXCHANGES).expect("an archive");
    let found = report.0.iter().zip(exchanges);
    let checked = found.map(|(entry, exchange)| {
        let (id, version) = entry.operation.expect("an operation of the catalogue");
        let body = String::from_utf8_lossy(&exchange.response.body);
        let found = &entry.response;
        // Prism sends members of requests, and does not know the rules in prose.
        let reported =
            |one: &&Violation| !matches!(one.rule, ViolationKind::WriteOnly | ViolationKind::Prose(_));
        let ours = found.violations.iter().filter(reported);
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

#[test]
fn errors_come_as_plain_json_and_decode() {
    let Some(prism) = services::needed(Prism::start()) else {
        return;
    };
    let document = Document::parse(&services::document());
    for status in [400, 401, 403, 404, 409, 429, 500_u16] {
        let server = proxy(&prism, Some(format!("code={status}")));
        let senders = Sender::both(&settings(&server));
        let mut calls = 0;
        for spec in OPERATIONS.0 {
            if !document.statuses(spec.id).contains(&status) {
                continue;
            }
            let call = call(&document, spec, &mut Random::new(u64::from(status)));
            for sender in &senders {
                let error = sender.send(&call).expect_err("no success");
                assert_eq!(
                    error.status().map(|it| it.as_u16()),
                    Some(status),
                    "{}: {error:?}",
                    spec.id
                );
                let own = error.api_error().map(|own| own.error);
                assert_eq!(own, Some(i32::from(status)), "{}: {error:?}", spec.id);
                assert!(error.code().is_some(), "{}: {error:?}", spec.id);
                assert_eq!(
                    last(&server).response.header("content-type"),
                    Some("application/json")
                );
                calls += 1;
            }
        }
        assert!(calls > 0, "no operation answers {status}");
    }
}

/// Requests that would fail the first test are detected: parameters and bodies by Prism, media types by the proxy.
#[test]
fn a_bad_request_is_noticed() {
    let Some(prism) = services::needed(Prism::start()) else {
        return;
    };
    let server = proxy(&prism, None);
    let [sender, _] = Sender::both(&settings(&server));
    let document = Document::parse(&services::document());
    let noticed = |id: &str, change: &dyn Fn(Call) -> Call, alter: &dyn Fn(&mut Exchange)| {
        let spec = *OPERATIONS.versions(id).first().expect("an operation");
        let call = call(&document, spec, &mut Random::new(1));
        let _ = sender.send(&Any(change(call.0)));
        let mut exchange = last(&server);
        alter(&mut exchange);
        problem(spec, &exchange).expect("a bad request")
    };
    let (list, create) = (
        "listGroupFlexClusterBackupRestoreJobs",
        "createGroupFlexClusterBackupRestoreJob",
    );
    let page = |call: Call| call.set(4, 501_i64);
    let empty = |call: Call| call.bytes(b"{}".to_vec());
    assert!(noticed(list, &page, &|_| ()).contains("itemsperpage must be <= 500"));
    assert!(noticed(create, &empty, &|_| ()).contains("must have required property"));
    let other = "application/vnd.atlas.2023-01-01+json";
    let older = |exchange: &mut Exchange| {
        let headers = exchange.request.headers.iter_mut();
        let own = headers.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        own.for_each(|(_, value)| *value = other.to_owned());
    };
    assert_eq!(
        noticed(create, &|call| call, &older),
        format!("the body's media type is {other}, not application/vnd.atlas.2024-11-13+json")
    );
}

/// Records requests to Prism, and requests specific responses from it; issues tokens, which Prism
/// does not.
fn proxy(prism: &Prism, prefer: Option<String>) -> Server {
    let port = prism.port();
    Server::start(move |request: &Request| {
        if request.path() == "/api/oauth/token" {
            let token = r#"{"access_token": "token", "token_type": "Bearer", "expires_in": 3600}"#;
            return Ok(Response::json(200, token));
        }
        let prefer = prefer.as_ref().map(|prefer| ("Prefer", prefer.as_str()));
        services::forward(port, request, prefer.as_slice())
    })
}

fn settings(server: &Server) -> Settings {
    Settings {
        url: server.url(),
        credentials: Credentials::service_account("id", "secret"),
        roots: None,
    }
}

/// Returns the last exchange since the last call.
fn last(server: &Server) -> Exchange {
    server.take().pop().expect("a recorded exchange")
}

/// Returns a call with a value for every parameter, and a body.
fn call(document: &Document, spec: &'static OperationDescriptor, random: &mut Random) -> Any {
    let mut call = Call::new(spec);
    let schemas = document.parameters(spec.id);
    for (index, param) in spec.params.iter().enumerate() {
        let schema = schemas.iter().find(|(name, _)| *name == param.name);
        let (_, schema) = schema.expect("a parameter of the document");
        // An envelope hides the status, and Prism does not support it.
        let value = match param.name {
            "envelope" => json!(false),
            _ => Maker::body(document, Side::Request, schema, random, 0).json,
        };
        call = call.set(index, argument(&value));
    }
    let operations = document.operations();
    let own = operations
        .iter()
        .find(|operation| operation.id == spec.id && operation.media_type == spec.media_type);
    Any(match own.and_then(|operation| operation.request) {
        Some(schema) => {
            let body = Maker::body(document, Side::Request, schema, random, 0);
            call.bytes(body.json.to_string().into_bytes())
        }
        None => call,
    })
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

/// Returns the problem of a request, if there is one: rejected by Prism, or with another media type.
fn problem(spec: &OperationDescriptor, exchange: &Exchange) -> Option<String> {
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

/// Returns Prism's violations in the request or the response: JSON pointers and messages.
fn violations(exchange: &Exchange, side: &str) -> Vec<(String, String)> {
    let header = exchange.response.header("sl-violations").unwrap_or("[]");
    let all: Vec<Json> = serde_json::from_str(header).expect("a list of violations");
    let own = all.iter().filter(|one| one["location"][0] == side);
    let parts = own.map(|one| {
        let path = one["location"].as_array().into_iter().flatten().skip(2);
        let pointer = path
            .map(|part| format!("/{}", part.as_str().unwrap_or_default()))
            .collect();
        (pointer, one["message"].as_str().unwrap_or_default().to_owned())
    });
    parts.collect()
}
