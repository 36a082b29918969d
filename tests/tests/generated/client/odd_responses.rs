//! Responses that differ from the specification, read by the async client, the blocking one, and without a client.

use super::*;
use atlas_restore_jobs::{Model, OpenExt, Operation};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

type Headers = &'static [(&'static str, &'static str)];
const JSON: Headers = &[VERSIONED];
const PLAIN_JSON: Headers = &[("Content-Type", "application/json")];

/// A response.
#[derive(Clone, Copy)]
struct Odd {
    status: u16,
    headers: Headers,
    body: &'static [u8],
}

impl Odd {
    fn step(self) -> Step {
        let mut bytes = format!("HTTP/1.1 {} X\r\n", self.status).into_bytes();
        for (name, value) in self.headers {
            bytes.extend(format!("{name}: {value}\r\n").bytes());
        }
        if !matches!(self.status, 204 | 304) {
            bytes.extend(format!("Content-Length: {}\r\n", self.body.len()).bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(self.body);
        Step::Write(bytes)
    }

    /// Decodes the response without a client.
    fn decode(self) -> Result<RestoreJob, Error> {
        let pair = |(name, value): &(&str, &str)| {
            let name = HeaderName::try_from(*name).expect("a name");
            (name, HeaderValue::try_from(*value).expect("a value"))
        };
        let headers: HeaderMap = self.headers.iter().map(pair).collect();
        let status = StatusCode::from_u16(self.status).expect("a status");
        let decoded = GetRestoreJob::new(PROJECT, "Flex0", JOB).decode(status, &headers, self.body);
        decoded.map(|response| response.body).map_err(Error::from)
    }

    /// The results of reading it in all three ways.
    fn read(self) -> Vec<Result<RestoreJob, Error>> {
        let by_clients = KINDS.into_iter().map(|kind| {
            let server = Server::start(move |_, _| self.step());
            let retry = RetryPolicy::none();
            let client = Either::new(
                kind,
                settings(&server).retry(retry),
                settings(&server).retry(retry),
            );
            client.read()
        });
        by_clients.chain([self.decode()]).collect()
    }
}

/// Reads a success with this body in all three ways.
fn jobs(status: u16, headers: Headers, body: &'static [u8]) -> Vec<RestoreJob> {
    let odd = Odd {
        status,
        headers,
        body,
    };
    let shown = String::from_utf8_lossy(body);
    let job = |result: Result<RestoreJob, Error>| result.unwrap_or_else(|error| panic!("{shown}: {error}"));
    odd.read().into_iter().map(job).collect()
}

/// Reads a response that is an error in all three ways.
fn errors(status: u16, headers: Headers, body: &'static [u8]) -> Vec<Error> {
    let odd = Odd {
        status,
        headers,
        body,
    };
    let shown = String::from_utf8_lossy(body);
    let error =
        |result: Result<RestoreJob, Error>| result.err().unwrap_or_else(|| panic!("{shown} is no error"));
    odd.read().into_iter().map(error).collect()
}

const RUNNING: &[u8] = br#"{"id": "32b6e34b3d91647abb20e7b8", "status": "RUNNING"}"#;

#[test]
fn json_is_read_under_any_media_type_that_may_be_a_mistake() {
    let media_types: [Headers; 7] = [
        &[],
        JSON,
        PLAIN_JSON,
        &[("Content-Type", "APPLICATION/JSON; Charset=\"UTF-8\"")],
        &[("Content-Type", "text/plain")],
        &[("Content-Type", "application/octet-stream")],
        &[("Content-Type", "application/vnd.atlas.2023-01-01+json")],
    ];
    for headers in media_types {
        for job in jobs(200, headers, RUNNING) {
            assert_eq!(job.status.known(), Some(flex_status()), "{headers:?}");
        }
    }
    for job in jobs(200, JSON, b"\xEF\xBB\xBF{\"status\": \"RUNNING\"}\r\n") {
        assert_eq!(job.status.known(), Some(flex_status()));
    }
    // Statuses that the specification does not list.
    for status in [201, 202, 206, 299] {
        assert_eq!(jobs(status, JSON, RUNNING).len(), 3);
    }
}

fn flex_status() -> atlas_restore_jobs::v2024_11_13::flex::RestoreStatus {
    atlas_restore_jobs::v2024_11_13::flex::RestoreStatus::Running
}

#[test]
fn an_absent_body_is_an_empty_value_where_http_allows_it() {
    for (status, headers, body) in [
        (204, JSON, &b""[..]),
        (205, JSON, b""),
        (200, &[], b""),
        (200, JSON, b"null"),
    ] {
        for job in jobs(status, headers, body) {
            assert_eq!(job, RestoreJob::default(), "{status}");
        }
    }
}

#[test]
fn a_success_without_the_response_reports_why() {
    let html = b"<!doctype html><title>Sign in</title>";
    for (headers, body, reason) in [
        (
            &[("Content-Type", "text/html")][..],
            &html[..],
            "it is `text/html`",
        ),
        (JSON, b"", "EOF while parsing"),
        (JSON, br#"{"id": "32b6", "sta"#, "line 1 column"),
        (JSON, b"[]", "expected a JSON object"),
        (JSON, b"oops", "line 1 column"),
        (
            &[VERSIONED, ("Content-Encoding", "compress")],
            b"\x1f\x9d\x90\x00\x00",
            "it is encoded as `compress`, which the request did not accept",
        ),
    ] {
        for error in errors(200, headers, body) {
            assert!(matches!(error, Error::Undecodable(_)), "{error:?}");
            let text = error.to_string();
            assert!(text.contains(reason) && !text.contains('\n'), "{text}");
            assert!(!error.is_retryable() && !error.was_not_processed());
        }
    }
}

#[test]
fn single_members_of_the_wrong_type_lose_nothing_else() {
    let body =
        br#"{"id": 7, "status": "PAUSED", "links": [null, {"href": "/a", "more": 1}], "projectId": null,
        "instanceName": "Flex0", "restoreFinishedDate": "soon", "deliveryType": {"a": 1}, "added": [1]}"#;
    for job in jobs(200, JSON, body) {
        assert_eq!(job.status.unknown(), Some("PAUSED"));
        // The null is an empty item.
        let links = job.links.as_deref().unwrap_or_default();
        assert_eq!(links.len(), 2);
        assert_eq!(links[1].href.as_deref(), Some("/a"));
        assert_eq!(
            job.instance_name.as_ref().map(|name| name.as_str()),
            Some("Flex0")
        );
        assert!(job.id.is_none() && job.delivery_type.is_none());
        assert_eq!(job.raw("id").and_then(|id| id.as_i64()), Some(7));
        assert_eq!(job.unknown_fields().count(), 1);
        let violations = job.validate().expect_err("deviations").to_string();
        for pointer in ["/id", "/status", "/restoreFinishedDate", "/deliveryType"] {
            assert!(violations.contains(pointer), "{violations}");
        }
    }
    for job in jobs(200, JSON, br#"{"links": null, "id": "32b6e34b3d91647abb20e7b8"}"#) {
        assert!(job.links.is_none() && job.id.is_some());
    }
}

#[test]
fn an_error_is_read_as_far_as_it_is_one() {
    for (body, code, detail) in [
        (&br#"{"detail": "No."}"#[..], None, Some("No.")),
        (br#"{"errorCode": "GONE", "error": "404"}"#, Some("GONE"), None),
        (br#"{"errorCode": 7, "detail": null, "reason": "R"}"#, None, None),
        (
            br#"{"errorCode": "A", "parameters": [1, "x", {}], "badRequestDetail": {"fields": [null]}}"#,
            Some("A"),
            None,
        ),
    ] {
        for error in errors(404, PLAIN_JSON, body) {
            assert!(error.api_error().is_some(), "{error:?}");
            assert_eq!((error.code(), error.detail()), (code, detail));
        }
    }
}

#[test]
fn another_body_of_an_error_is_kept_and_described() {
    for (headers, body, media_type) in [
        (
            &[("Content-Type", "text/plain")][..],
            &b"no route"[..],
            "text/plain",
        ),
        (&[("Content-Type", "text/html")], b"<html>502</html>", "text/html"),
        (PLAIN_JSON, b"[1]", "application/json"),
        (PLAIN_JSON, br#"{"message": "no"}"#, "application/json"),
        (&[], b"upstream reset", "an unknown type"),
    ] {
        for error in errors(502, headers, body) {
            assert!(error.api_error().is_none(), "{error:?}");
            let text = error.to_string();
            let expected = format!("not an error of the API ({media_type}, {} bytes)", body.len());
            assert!(text.contains(&expected), "{text}");
            assert_eq!(error.failure().expect("a response").text.as_bytes(), body);
        }
    }
}

#[test]
fn an_error_states_what_to_do_in_one_line() {
    let wait: Headers = &[("Content-Type", "application/json"), ("Retry-After", "30")];
    for (status, headers, advice) in [
        (401, PLAIN_JSON, "check the credentials"),
        (403, PLAIN_JSON, "check the roles"),
        (406, PLAIN_JSON, "use the module of another version"),
        (429, wait, "try again in 30 s"),
        (503, wait, "try again in 30 s"),
    ] {
        for error in errors(status, headers, br#"{"errorCode": "CODE", "detail": "Why."}"#) {
            let text = error.to_string();
            assert!(
                text.contains("(CODE): Why.") && text.contains(advice) && !text.contains('\n'),
                "{text}"
            );
        }
    }
}

#[test]
fn no_redirect_is_followed_and_304_is_not_a_success() {
    for status in [301, 302, 303, 304, 307, 308] {
        for kind in KINDS {
            let server = Server::start(move |_, _| {
                let headers: Headers = &[("Location", "/elsewhere?token=s3cr3t-token")];
                Odd {
                    status,
                    headers,
                    body: b"",
                }
                .step()
            });
            let error = Either::with(kind, &server, Credentials::bearer(SECRETS[1]))
                .read()
                .expect_err("no job");
            assert_eq!(error.status().map(|own| own.as_u16()), Some(status));
            assert_eq!(server.sent().len(), 1, "{status}");
            let is_redirect = error.to_string().contains("a redirect to /elsewhere");
            assert_eq!(is_redirect, status != 304, "{error}");
            no_secret(&error);
        }
    }
}

#[test]
fn interim_responses_are_skipped() {
    for kind in KINDS {
        let server = Server::start(|_, _| {
            let interim = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
            match fine() {
                Step::Write(response) => Step::Write([interim.as_bytes(), &response].concat()),
                other => other,
            }
        });
        let job = Either::plain(kind, &server).read().expect("a job");
        assert!(job.id.is_some());
    }
}

#[test]
fn an_absurd_retry_after_neither_panics_nor_is_waited_for() {
    at_once(KINDS, |kind| {
        for (text, is_known) in [
            ("18446744073709551615", true),
            ("99999999999999999999999999", true),
            ("-1", false),
            ("soon", false),
            ("", false),
            ("Wed, 1 Feb 9999 00:00:00 GMT", true),
        ] {
            let server = Server::start(move |_, _| refusal(429, "RATE_LIMITED", &[("Retry-After", text)]));
            let error = Either::plain(kind, &server).read().expect_err("a limit");
            assert_eq!(error.retry_after().is_some(), is_known, "{text}");
            let attempts = if is_known { 1 } else { 5 };
            assert_eq!(server.sent().len(), attempts, "{text}");
            let waited = Either::plain(kind, &server).wait(1, 100, &mut Vec::new());
            assert!(waited.is_err(), "{text}");
        }
    });
}
