//! Starts a restore of a flex cluster without a network: prints the request, and the results of
//! several responses.

use std::error::Error;

use atlas_restore_jobs::runtime::{Failure, Model, Open, Operation, RequestError};
use atlas_restore_jobs::v2024_11_13::flex::{
    CreateRestoreJob, GetRestoreJob, RestoreJob, RestoreJobRequest, RestoreStatus,
};
use atlas_restore_jobs::v2024_11_13::shared::ApiError;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

const BASE: &str = "https://cloud.mongodb.com";
const ID: &str = "32b6e34b3d91647abb20e7b8";

fn main() -> Result<(), Box<dyn Error>> {
    let body = RestoreJobRequest::new(ID.parse()?, "Cluster0".parse()?).target_project_id(ID.parse()?);
    let call = CreateRestoreJob::new(ID, "Flex0", &body).pretty(true);
    show_request(&call.request(BASE)?);
    show_responses(&call)?;
    show_failures(&call)?;
    show_routes();
    show_mistakes();
    Ok(())
}

fn show_request(request: &http::Request<Vec<u8>>) {
    println!("{} {}", request.method(), request.uri());
    for (name, value) in request.headers() {
        println!("{name}: {}", value.to_str().unwrap_or("?"));
    }
    println!("{}", String::from_utf8_lossy(request.body()));
}

fn show_responses(call: &CreateRestoreJob) -> Result<(), Box<dyn Error>> {
    let documented =
        include_bytes!("../../../spec/examples/createGroupFlexClusterBackupRestoreJob@2024-11-13/200.json");
    let headers = headers(&[(
        "content-type",
        "application/vnd.atlas.2024-11-13+json;charset=utf-8",
    )])?;
    let job = call.decode(StatusCode::OK, &headers, documented)?.body;
    println!("status {}", describe(&job));
    println!("valid {}", job.validate().is_ok());
    let strange = br#"{"id": "no id", "status": "PAUSED", "added": {"later": 1}, "links": null}"#;
    let job = call.decode(StatusCode::CREATED, &headers, strange)?.body;
    println!("status {}", describe(&job));
    println!("unknown {:?}", job.unknown_fields().collect::<Vec<_>>());
    println!("deviations {}", job.validate().expect_err("an id that is none"));
    println!("again {}", String::from_utf8(job.to_json_vec())?);
    let through_serde: RestoreJob = serde_json::from_slice(strange)?;
    println!("the same through serde {}", through_serde == job);
    Ok(())
}

fn describe(job: &RestoreJob) -> &str {
    match &job.status {
        Some(Open::Known(RestoreStatus::Completed)) => "done",
        Some(Open::Known(RestoreStatus::Failed)) => "failed",
        Some(Open::Known(_)) => "under way",
        Some(Open::Unknown(other)) => other.as_str(),
        None => "none",
    }
}

fn show_failures(call: &CreateRestoreJob) -> Result<(), Box<dyn Error>> {
    let gone = br#"{"error": 410, "errorCode": "VERSION_GONE", "parameters": ["2023-01-01", "/api", 7], "reason": "Gone"}"#;
    let failure = fail(
        call,
        410,
        &headers(&[("sunset", "Wed, 1 Feb 2023 00:00:00 GMT")])?,
        gone,
    );
    println!(
        "gone {} {:?} {:?}",
        failure.is_version_gone(),
        failure.code(),
        failure.head.sunset()
    );
    println!(
        "parameters {:?}",
        failure.error.as_ref().and_then(|error| error.parameters.as_ref())
    );
    let limited = br#"{"error": 429, "errorCode": "RATE_LIMITED"}"#;
    let failure = fail(
        call,
        429,
        &headers(&[("retry-after", "17"), ("ratelimit-remaining", "0")])?,
        limited,
    );
    println!(
        "retry after {:?}, {:?} left",
        failure.head.retry_after(std::time::SystemTime::UNIX_EPOCH),
        failure.head.rate_limit_remaining()
    );
    let failure = fail(
        call,
        502,
        &headers(&[("content-type", "text/html")])?,
        b"<html><h1>Bad Gateway</h1></html>",
    );
    println!(
        "proxy {failure}: known {}, text {}",
        failure.error.is_some(),
        failure.text
    );
    Ok(())
}

fn fail(call: &CreateRestoreJob, status: u16, headers: &HeaderMap, body: &[u8]) -> Failure<ApiError> {
    let status = StatusCode::from_u16(status).expect("a status");
    call.decode(status, headers, body).expect_err("no success")
}

fn headers(pairs: &[(&'static str, &'static str)]) -> Result<HeaderMap, Box<dyn Error>> {
    let pairs = pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Ok(pairs.collect())
}

/// A value in the path stays in its segment, or the request fails.
fn show_routes() {
    for name in ["../x", "a b", "%2f", "", ".", "..", "a/b", "a?b#c", "Flex0"] {
        let call = GetRestoreJob::new(ID, name, ID);
        let (checked, free) = (call.request(BASE), call.request_unchecked(BASE));
        println!(
            "route {name:?}: {}; unchecked {}",
            outcome(&checked),
            outcome(&free)
        );
    }
}

fn outcome(request: &Result<http::Request<Vec<u8>>, RequestError>) -> String {
    match request {
        Ok(request) => request.uri().path().replace(ID, "ID"),
        Err(RequestError::Invalid { parameters, .. }) => format!("invalid {}", parameters[0].pointer),
        Err(error) => error.to_string(),
    }
}

/// Mistakes of the caller are reported before a request is sent.
fn show_mistakes() {
    println!(
        "mistake {}",
        "XYZ".parse::<atlas_restore_jobs::ObjectId>().expect_err("no id")
    );
    let empty = CreateRestoreJob::new(ID, "Flex0", &RestoreJobRequest::default()).request(BASE);
    println!("mistake {}", empty.expect_err("an empty body"));
}
