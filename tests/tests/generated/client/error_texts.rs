//! The messages of errors, and the effect of a rate limit of the token endpoint.

use super::*;
use atlas_restore_jobs::client::Mock;

fn error_for(status: u16, headers: &'static [(&str, &str)], body: &'static str) -> [Error; 2] {
    KINDS.map(|kind| {
        let server = Server::start(move |_, _| {
            let all: Vec<_> = [("Content-Type", "application/json")]
                .iter()
                .chain(headers)
                .copied()
                .collect();
            response(status, &all, body)
        });
        let retry = RetryPolicy::none();
        let client = Either::new(
            kind,
            settings(&server).retry(retry),
            settings(&server).retry(retry),
        );
        client.read().expect_err("an error")
    })
}

#[test]
fn every_refusal_shows_its_detail() {
    for status in [400, 404, 406, 409, 410, 429, 500] {
        for error in error_for(
            status,
            &[],
            r#"{"errorCode": "SOME_CODE", "detail": "Use another one."}"#,
        ) {
            let text = error.to_string();
            assert!(
                text.contains("SOME_CODE") && text.contains("Use another one."),
                "{text}"
            );
        }
    }
    let gone = r#"{"errorCode": "VERSION_GONE", "detail": "Use a newer version."}"#;
    for error in error_for(410, &[], gone) {
        assert!(error.to_string().contains("Use a newer version."), "{error}");
    }
}

#[test]
fn a_bad_request_shows_the_fields_that_are_wrong() {
    let body = r#"{"errorCode": "VALIDATION_ERROR", "detail": "Bad.", "badRequestDetail": {"fields": [
        {"field": "targetClusterName", "description": "must not be null"},
        {"field": "snapshotId", "description": "is unknown"}]}}"#;
    for error in error_for(400, &[], body) {
        let text = error.to_string();
        assert!(
            text.contains("`targetClusterName`: must not be null; `snapshotId`: is unknown"),
            "{text}"
        );
    }
}

#[test]
fn a_redirect_shows_its_target_without_the_query() {
    for error in error_for(
        302,
        &[("Location", "https://login.example.com/start?key=s3cr3t-key")],
        "",
    ) {
        let text = error.to_string();
        assert!(
            text.contains("https://login.example.com/start") && !text.contains("key="),
            "{text}"
        );
    }
}

#[test]
fn a_rate_limit_of_the_token_endpoint_is_waited_for() {
    let busy = r#"{"error": 429, "errorCode": "RATE_LIMITED", "detail": "Ten requests a minute."}"#;
    at_once(KINDS, |kind| {
        let server = Server::start(move |number, sent| match (number, is_token(sent)) {
            (0..4, true) => response(
                429,
                &[("Content-Type", "application/json"), ("Retry-After", "1")],
                busy,
            ),
            (_, true) => token(SECRETS[1], 3600),
            _ => response(200, &[VERSIONED], r#"{"status": "COMPLETED"}"#),
        });
        let retry = RetryPolicy::none();
        let client = Either::new(
            kind,
            settings(&server).retry(retry).credentials(account()),
            settings(&server).retry(retry).credentials(account()),
        );
        let error = client.read().expect_err("a rate limit");
        let code = (error.status().map(|status| status.as_u16()), error.code());
        assert_eq!(code, (Some(429), Some("RATE_LIMITED")), "{error:?}");
        assert_eq!(error.detail(), Some("Ten requests a minute."));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
        let start = Instant::now();
        client
            .wait(1, 60_000, &mut Vec::new())
            .expect("a job, in the end");
        assert!(start.elapsed() >= Duration::from_secs(3), "{:?}", start.elapsed());
    });
}

#[test]
fn a_message_is_one_line_without_control_characters() {
    let body = r#"{"errorCode": "A\nB\u202e", "detail": "one\ntwo\u001b[31m\u2028", "badRequestDetail": {"fields": [
        {"field": "c\td", "description": "e\u0007f"}]}}"#;
    for error in error_for(400, &[], body) {
        assert_eq!(
            error.to_string(),
            "the service responded with 400 Bad Request (A B ): one two [31m : `c d`: e f"
        );
        assert_eq!(error.detail(), Some("one\ntwo\u{1b}[31m\u{2028}"));
    }
}

#[test]
fn a_long_detail_is_shortened_in_the_message_only() {
    let detail = "x".repeat(100_000);
    let mock = Mock::new().respond(500, format!(r#"{{"errorCode": "X", "detail": "{detail}"}}"#));
    let client: BlockingClient = mock
        .builder()
        .retry(RetryPolicy::none())
        .build()
        .expect("a client");
    let call = client.flex().get_restore_job(PROJECT, "Flex0", JOB);
    let error = call.send().expect_err("500");
    assert!(error.to_string().len() < 1100, "{}", error.to_string().len());
    assert!(error.to_string().ends_with("xxx.."));
    assert_eq!(error.detail().map(str::len), Some(100_000));
}

#[test]
fn a_state_is_shown_on_one_line() {
    let job = r#"{"id": "a\nb", "status": "NEW\u001b[31m"}"#;
    let mock = Mock::new().respond(200, job).respond(403, "");
    let client: BlockingClient = mock.client();
    let call = client.flex().get_restore_job(PROJECT, "Flex0", JOB);
    let error = call.wait_until_finished().run().expect_err("403");
    let text = error.to_string();
    assert!(
        text.starts_with("waiting for job a b (status NEW [31m), whose `status` has the value `NEW [31m`"),
        "{text:?}"
    );
    assert!(!text.contains(char::is_control), "{text:?}");
}

#[test]
fn only_a_redirect_with_a_target_shows_one() {
    for headers in [&[][..], &[("Location", "")], &[("Location", "?key=s3cr3t-key")]] {
        for error in error_for(302, headers, "") {
            assert_eq!(error.to_string(), "the service responded with 302 Found");
        }
    }
    for error in error_for(304, &[("Location", "https://login.example.com/")], "") {
        assert_eq!(error.to_string(), "the service responded with 304 Not Modified");
    }
}

#[test]
fn a_time_that_has_passed_is_not_shown_as_a_wait() {
    for after in ["0", "Wed, 1 Feb 2023 00:00:00 GMT"] {
        let headers: &'static [_] = Vec::leak(vec![("Retry-After", after)]);
        for error in error_for(429, headers, "") {
            assert_eq!(
                error.to_string(),
                "the service responded with 429 Too Many Requests"
            );
            assert_eq!(error.retry_after(), Some(Duration::ZERO));
        }
    }
}

/// Returns the error of a call whose token request gets this response.
fn token_error(status: u16, header: (&str, &str)) -> Error {
    let refusal = http::Response::builder()
        .status(status)
        .header(header.0, header.1);
    let mock = Mock::new().respond_with(refusal.body(Vec::new()).expect("a response"));
    let settings = mock.builder().credentials(account()).retry(RetryPolicy::none());
    let client: BlockingClient = settings.build().expect("a client");
    let call = client.flex().get_restore_job(PROJECT, "Flex0", JOB);
    call.send().expect_err("no token")
}

#[test]
fn a_redirect_of_the_token_endpoint_shows_its_target() {
    let error = token_error(
        302,
        ("Location", "https://login.example.com/start?key=s3cr3t-key"),
    );
    assert_eq!(
        error.to_string(),
        "no token for the service account: the service responded with 302 Found: \
         a redirect to https://login.example.com/start, which is not followed"
    );
}

#[test]
fn a_rejected_secret_is_to_be_checked_whatever_the_headers_are() {
    let error = token_error(401, ("Retry-After", "2"));
    assert!(
        error.to_string().ends_with("; check its id and secret"),
        "{error}"
    );
    let error = token_error(429, ("Retry-After", "0"));
    assert!(error.to_string().ends_with("429 Too Many Requests"), "{error}");
}
