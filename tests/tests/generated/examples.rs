//! Golden: every documented body through decode, encode and validate, against `examples/<same path>.txt`.
//!
//! The bodies are in `spec/examples/<operationId>@<date>/`: `request.json`, and one file for each status. The date is
//! that of the caller, and selects the revision.

use std::fmt::Debug;

use atlas_restore_jobs::runtime::{Model, Operation, Version, Violation};
use atlas_restore_jobs::v2025_03_12::{flex, serverless, shared::ApiError};
use atlas_restore_jobs::{OPERATIONS, runtime};
use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde_json::Value;

/// The results for one body.
struct Seen {
    outcome: String,
    violations: Vec<Violation>,
    again: Vec<u8>,
    debug: String,
}

#[test]
fn every_example_body_round_trips_with_the_expected_violations() {
    let bodies = tests::files(&tests::project("spec/examples"));
    assert!(bodies.len() >= 30, "only {} bodies", bodies.len());
    let views: Vec<_> = bodies
        .iter()
        .map(|body| (format!("{}.txt", body.path), view(&body.path, &body.bytes)))
        .collect();
    let expected = tests::project("tests/examples");
    tests::golden_folder(&expected, &views).unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn the_only_violations_are_the_two_bounds_of_the_serverless_example() {
    for body in tests::files(&tests::project("spec/examples")) {
        let found: Vec<_> = see(&body.path, &body.bytes)
            .violations
            .iter()
            .map(place_and_rule)
            .collect();
        let serverless = body.path.contains("Serverless");
        let expected: &[&str] = match body.path.rsplit('/').next() {
            Some("request.json" | "200.json") if body.path.starts_with("create") && serverless => &[
                "/oplogTs minimum 1199145600",
                "/pointInTimeUTCSeconds minimum 1199145600",
            ],
            Some("200.json") if serverless => &[
                "/results/0/oplogTs minimum 1199145600",
                "/results/0/pointInTimeUTCSeconds minimum 1199145600",
            ],
            _ => &[],
        };
        assert_eq!(found, expected, "{}", body.path);
    }
}

fn place_and_rule(violation: &Violation) -> String {
    format!(
        "{} {} {}",
        violation.pointer,
        violation.rule.as_str(),
        violation.bound.as_deref().unwrap_or("-")
    )
}

/// Returns the expected results of a body: outcome, violations, typed view.
fn view(path: &str, bytes: &[u8]) -> String {
    let Seen {
        outcome,
        violations,
        again,
        debug,
    } = see(path, bytes);
    let [before, after]: [Value; 2] =
        [bytes, &again].map(|bytes| serde_json::from_slice(bytes).expect("JSON"));
    assert_eq!(before, after, "{path} does not come back whole");
    let violations: String = violations
        .iter()
        .map(|violation| format!("- {violation}\n"))
        .collect();
    let violations = if violations.is_empty() {
        "- none\n".to_owned()
    } else {
        violations
    };
    format!("{outcome}\n\nviolations:\n{violations}\n{debug}\n")
}

fn see(path: &str, bytes: &[u8]) -> Seen {
    let (folder, file) = path.split_once('/').expect("a folder and a file");
    let (operation, date) = folder.split_once('@').expect("`operationId@date`");
    let requested: Version = date.parse().expect("a version");
    let spec = runtime::serving(&OPERATIONS.versions(operation), requested)
        .expect("a revision that serves the date");
    let served = spec.media_type;
    match operation {
        "createGroupServerlessBackupRestoreJob" => {
            let call = create_serverless();
            body::<_, serverless::RestoreJobRequest>(&call, file, served, bytes)
        }
        "listGroupServerlessBackupRestoreJobs" => {
            body::<_, ApiError>(&list_serverless(), file, served, bytes)
        }
        "createGroupFlexClusterBackupRestoreJob" => {
            let call = flex::CreateRestoreJob::new("", "", &flex::RestoreJobRequest::default());
            body::<_, flex::RestoreJobRequest>(&call, file, served, bytes)
        }
        other => panic!("nothing is known of the example of `{other}`"),
    }
}

#[expect(deprecated, reason = "the examples are of a deprecated operation")]
fn create_serverless() -> serverless::CreateRestoreJob {
    serverless::CreateRestoreJob::new("", "", &serverless::RestoreJobRequest::default())
}

#[expect(deprecated, reason = "the examples are of a deprecated operation")]
fn list_serverless() -> serverless::ListRestoreJobs {
    serverless::ListRestoreJobs::new("", "")
}

/// Checks one body of an operation: `request.json` is an `R`, the others are its responses.
fn body<O: Operation, R: Model + Debug + PartialEq>(
    call: &O,
    file: &str,
    media_type: &'static str,
    bytes: &[u8],
) -> Seen
where
    O::ResponseBody: Model + Debug + PartialEq,
    O::Error: Model + Debug + PartialEq,
{
    let Some(status) = file.strip_suffix(".json").filter(|name| *name != "request") else {
        return seen(
            "request".to_owned(),
            &R::from_json_slice(bytes).expect("a request"),
            bytes,
        );
    };
    let status: StatusCode = status.parse().expect("`request` or a status");
    let media_type = if status.is_success() {
        media_type
    } else {
        "application/json"
    };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media_type))]);
    match call.decode(status, &headers, bytes) {
        Ok(reply) => {
            assert!(
                reply.head.other_version().is_none(),
                "answered in the version that was asked for"
            );
            seen(format!("answer {status}, {media_type}"), &reply.body, bytes)
        }
        Err(failure) => {
            let code = failure.code().unwrap_or("none").to_owned();
            let error = failure.error.expect("the shared error");
            seen(format!("error {status}, code {code}"), &error, bytes)
        }
    }
}

fn seen<T: Model + Debug + PartialEq>(outcome: String, value: &T, bytes: &[u8]) -> Seen {
    let other: T = serde_json::from_slice(bytes).expect("serde reads what the crate's own reader reads");
    assert_eq!(&other, value, "serde and the crate's own reader agree");
    let again = value.to_json_vec();
    assert_eq!(
        serde_json::to_vec(value).expect("a value"),
        again,
        "serde and the crate's own writer agree"
    );
    let debug = format!("{value:#?}");
    assert!(
        value.unknown_fields().next().is_none(),
        "every member of {debug} is known"
    );
    let violations = value.validate().err().unwrap_or_default().0;
    Seen {
        outcome,
        violations,
        again,
        debug,
    }
}
