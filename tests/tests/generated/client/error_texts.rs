//! The messages of errors, and the effect of a rate limit of the token endpoint.

use super::*;

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
