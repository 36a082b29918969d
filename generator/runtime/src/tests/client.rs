//! Decisions of the clients without a network: digests, challenges, attempts, tokens, credentials.

use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue, StatusCode};

use crate::runtime::client::challenge::challenges;
use crate::runtime::client::digest::{Proof, Session};
use crate::runtime::client::retry::{Attempts, Outcome};
use crate::runtime::client::token::{Token, Tokens};
use crate::runtime::client::{Credentials, Fault, RetryPolicy, TokenError};

fn unauthorized(values: &[&'static str]) -> HeaderMap {
    let name = http::header::WWW_AUTHENTICATE;
    values
        .iter()
        .map(|value| (name.clone(), HeaderValue::from_static(value)))
        .collect()
}

fn response(challenge: &'static str, proof: Proof<'_>) -> String {
    let mut session = Session::open(&unauthorized(&[challenge])).expect("a digest challenge");
    let header = session.authorize(proof).expect("a header");
    assert!(header.is_sensitive());
    header.to_str().expect("text").to_owned()
}

/// RFC 7616, section 3.9.1.
const MUFASA: Proof<'static> = Proof {
    user: "Mufasa",
    password: "Circle of Life",
    method: "GET",
    uri: "/dir/index.html",
    body: b"",
    cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
};

#[test]
fn digests_are_those_of_rfc_7616() {
    let md5 = response(
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5, \
         nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
         opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
        MUFASA,
    );
    assert!(
        md5.ends_with("response=\"8ca523f5e9506fed4657c9700eebdbec\""),
        "{md5}"
    );
    assert!(md5.contains("qop=auth, nc=00000001, "), "{md5}");
    assert!(
        md5.contains("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""),
        "{md5}"
    );
    let sha = response(
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, \
         nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
         opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
        MUFASA,
    );
    let expected = "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"";
    assert!(sha.ends_with(expected), "{sha}");
}

#[test]
fn digests_with_a_hashed_name_are_those_of_rfc_7616() {
    // Section 3.9.2, with its erratum 4897: the RFC itself truncates SHA-512 where it means SHA-512/256.
    let text = response(
        "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, \
         nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", \
         opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8, userhash=true",
        Proof {
            user: "Jäsøn Doe",
            password: "Secret, or not?",
            method: "GET",
            uri: "/doe.json",
            body: b"",
            cnonce: "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
        },
    );
    let user = "username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"";
    assert!(text.contains(user) && text.contains("userhash=true"), "{text}");
    let response = "response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\"";
    assert!(text.ends_with(response), "{text}");
}

#[test]
fn a_secret_of_the_session_is_computed_with_both_nonces() {
    // Computed with another implementation, which also reproduces the responses of section 3.9.1.
    for (algorithm, expected) in [
        ("MD5-sess", "e783283f46242139c486a698fec7211d"),
        (
            "SHA-256-sess",
            "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7",
        ),
    ] {
        let challenge = format!(
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\""
        );
        let text = response(challenge.leak(), MUFASA);
        assert!(text.ends_with(&format!("response=\"{expected}\"")), "{text}");
        assert!(text.contains(&format!("algorithm={algorithm}, ")), "{text}");
    }
}

#[test]
fn digests_without_qop_are_those_of_rfc_2069() {
    // The example of RFC 2617, section 3.5, computed without `qop`.
    let proof = Proof {
        password: "CircleOfLife",
        ..MUFASA
    };
    let text = response(
        "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc\"",
        proof,
    );
    // RFC 2069, section 2.4, with its erratum 749.
    assert!(
        text.ends_with("response=\"1949323746fe6a43ef61f9606e7febea\""),
        "{text}"
    );
    assert!(!text.contains("cnonce") && !text.contains("nc="), "{text}");
}

#[test]
fn the_count_of_a_nonce_goes_up() {
    let headers = unauthorized(&["Digest realm=\"r\", nonce=\"n\", op=\"auth\""]);
    let mut session = Session::open(&headers).expect("a digest challenge");
    for expected in ["nc=00000001", "nc=00000002", "nc=00000003"] {
        let header = session.authorize(MUFASA).expect("a header");
        assert!(header.to_str().expect("text").contains(expected));
    }
}

#[test]
fn challenges_are_split_in_any_layout() {
    let found = challenges(&unauthorized(&[
        "Basic realm=\"a, \\\"b\\\"\", Digest realm=r , nonce = \"x=y,z\",qop=\"auth,auth-int\"",
        "Negotiate",
        "Bearer",
    ]));
    let schemes: Vec<_> = found.iter().map(|challenge| challenge.scheme.as_str()).collect();
    assert_eq!(schemes, ["basic", "digest", "negotiate", "bearer"]);
    assert_eq!(found[0].get("realm"), Some("a, \"b\""));
    let digest = ["realm", "nonce", "qop", "opaque"].map(|name| found[1].get(name));
    assert_eq!(digest, [Some("r"), Some("x=y,z"), Some("auth,auth-int"), None]);
}

#[test]
fn a_digest_is_found_in_every_form_of_a_challenge() {
    const MD5: &str = "response=\"8ca523f5e9506fed4657c9700eebdbec\"";
    const SHA: &str = "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"";
    const BASE: &str =
        "realm=\"http-auth@example.org\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"";
    let forms: [(&[&str], &str); 16] = [
        (&["DIGEST BASE, qop=\"auth\""], MD5),
        (&["digest BASE, QOP=\"AUTH\", Algorithm=md5"], MD5),
        (&["Digest BASE, qop=auth"], MD5),
        (&["Digest BASE, op=\"auth\""], MD5),
        (&["Digest BASE, qop=\"auth-int,auth\""], MD5),
        (&["Digest BASE, qop=\" auth-int , auth \""], MD5),
        (&["Digest BASE, qop=\"auth\", algorithm=\"SHA-256\""], SHA),
        (&["Digest BASE, qop=\"auth\", charset=UTF-8, stale=true"], MD5),
        (&["Digest BASE, qop=\"auth\","], MD5),
        (&[", ,Digest  BASE ,, qop = \"auth\" , "], MD5),
        (&["Digest\tBASE,\tqop=\"auth\""], MD5),
        (&["Basic realm=\"Digest realm=\", Digest BASE, qop=\"auth\""], MD5),
        (
            &["Digest BASE, qop=\"auth\", Basic realm=\"x\", charset=\"UTF-8\""],
            MD5,
        ),
        (&["Negotiate YII=, Digest BASE, qop=\"auth\""], MD5),
        (&["Basic realm=\"x\"", "Bearer", "Digest BASE, qop=\"auth\""], MD5),
        (
            &[
                "Digest BASE, algorithm=SHA3, qop=\"auth\"",
                "Digest BASE, algorithm=SHA-256, qop=\"auth\", Digest BASE, algorithm=MD5, qop=\"auth\"",
            ],
            SHA,
        ),
    ];
    for (values, expected) in forms {
        let headers: HeaderMap = values
            .iter()
            .map(|value| value.replace("BASE", BASE))
            .map(|value| (http::header::WWW_AUTHENTICATE, value.parse().expect("a header")))
            .collect();
        let mut session = Session::open(&headers).unwrap_or_else(|| panic!("no challenge in {values:?}"));
        let header = session.authorize(MUFASA).expect("a header");
        let text = header.to_str().expect("text");
        assert!(text.ends_with(expected), "{values:?}: {text}");
    }
}

#[test]
fn a_realm_in_another_script_hides_no_challenge() {
    let value =
        HeaderValue::from_bytes("Digest realm=\"Ümläute\", nonce=\"n\"".as_bytes()).expect("a header");
    let headers = HeaderMap::from_iter([(http::header::WWW_AUTHENTICATE, value)]);
    let found = challenges(&headers);
    assert_eq!(found[0].get("realm"), Some("Ümläute"));
    let mut session = Session::open(&headers).expect("a digest challenge");
    assert!(session.authorize(MUFASA).is_some());
}

#[test]
fn absent_parameters_of_challenges_stay_absent() {
    for text in [
        "",
        ",,,",
        "=",
        "Digest",
        "Digest realm=\"r\"",
        "Digest nonce=\"n\", algorithm=MD4",
        "\"",
        "a=b",
    ] {
        assert!(Session::open(&unauthorized(&[text])).is_none(), "{text}");
    }
    assert!(Session::is_stale(&unauthorized(&[
        "Digest nonce=\"n\", stale=TRUE"
    ])));
    assert!(!Session::is_stale(&unauthorized(&[
        "Basic stale=true, Digest nonce=\"n\""
    ])));
}

const BUSY: StatusCode = StatusCode::SERVICE_UNAVAILABLE;
const LIMITED: StatusCode = StatusCode::TOO_MANY_REQUESTS;
const SECOND: Duration = Duration::from_secs(1);

fn is_repeated(outcome: Outcome) -> (bool, bool) {
    let tried = |harmless| {
        let now = Instant::now();
        Attempts::new(RetryPolicy::default(), harmless, now)
            .after(outcome, || now, || 0)
            .is_some()
    };
    (tried(true), tried(false))
}

#[test]
fn processed_requests_are_only_repeated_if_idempotent() {
    let (always, harmless, never) = ((true, true), (true, false), (false, false));
    for (outcome, expected) in [
        (Outcome::Status(LIMITED, None), always),
        (Outcome::Status(BUSY, Some(SECOND)), harmless),
        (Outcome::Fault(Fault::Connect), always),
        (Outcome::Status(BUSY, None), harmless),
        (Outcome::Status(StatusCode::BAD_GATEWAY, None), harmless),
        (
            Outcome::Status(StatusCode::GATEWAY_TIMEOUT, Some(SECOND)),
            harmless,
        ),
        (Outcome::Fault(Fault::Broken), harmless),
        (Outcome::Status(StatusCode::INTERNAL_SERVER_ERROR, None), never),
        (Outcome::Status(StatusCode::OK, Some(SECOND)), never),
        (Outcome::Status(StatusCode::NOT_FOUND, None), never),
        (Outcome::Fault(Fault::Timeout), never),
        (Outcome::Fault(Fault::TooLarge), never),
        (Outcome::Fault(Fault::Refused), never),
    ] {
        assert_eq!(is_repeated(outcome), expected, "{outcome:?}");
    }
}

#[test]
fn waits_follow_retry_after_or_double_up_to_a_bound() {
    let start = Instant::now();
    let policy = RetryPolicy::default()
        .attempts(9)
        .backoff(SECOND, 4 * SECOND)
        .within(100 * SECOND);
    let mut attempts = Attempts::new(policy, true, start);
    let busy = Outcome::Status(BUSY, None);
    let waits: Vec<_> = (0..4)
        .map(|_| attempts.after(busy, || start, || 0).expect("a wait"))
        .collect();
    assert_eq!(waits, [SECOND / 2, SECOND, 2 * SECOND, 2 * SECOND]);
    let longest = attempts.after(busy, || start, || 1023).expect("a wait");
    assert!(longest > 3 * SECOND && longest < 4 * SECOND, "{longest:?}");
    let requested = Outcome::Status(BUSY, Some(60 * SECOND));
    assert_eq!(attempts.after(requested, || start, || 0), Some(60 * SECOND));
    let passed = Outcome::Status(LIMITED, Some(Duration::ZERO));
    assert_eq!(
        attempts.after(passed, || start, || 0),
        Some(2 * SECOND),
        "not at once"
    );
    assert_eq!(
        attempts.after(requested, || start + 50 * SECOND, || 0),
        None,
        "the time would be up"
    );
    assert_eq!(
        attempts.after(Outcome::Status(BUSY, Some(Duration::MAX)), || start, || 0),
        None
    );
    assert_eq!(attempts.after(busy, || start, || 0), None, "the last try");
    assert_eq!(
        Attempts::new(RetryPolicy::none(), true, start).after(busy, || start, || 0),
        None
    );
}

fn read_token(status: StatusCode, body: &str, now: Instant) -> Result<Token, TokenError> {
    let mut response = http::Response::new(body.as_bytes().to_vec());
    *response.status_mut() = status;
    Token::read(&response, now)
}

#[test]
fn a_token_is_read_or_the_error_has_a_reason() {
    let now = Instant::now();
    let token = read_token(
        StatusCode::OK,
        r#"{"access_token": "t", "expires_in": 3600}"#,
        now,
    );
    let token = token.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(token.header, "Bearer t");
    assert!(token.header.is_sensitive());
    for (status, body, expected) in [
        (
            401,
            r#"{"error": "invalid_client\u001b[0m"}"#,
            "the service responded with 401 Unauthorized (invalid_client [0m); check its id and secret",
        ),
        (
            429,
            r#"{"errorCode": "RATE_LIMITED"}"#,
            "the service responded with 429 Too Many Requests (RATE_LIMITED)",
        ),
        (
            400,
            r#"{"error": "invalid_request", "error_description": "no grant"}"#,
            "the service responded with 400 Bad Request (invalid_request): no grant",
        ),
        (502, "<html>", "the service responded with 502 Bad Gateway"),
        (
            200,
            "{}",
            "the service responded with 200 OK: the response contains no token",
        ),
        (
            200,
            r#"{"access_token": "a\nb"}"#,
            "the service responded with 200 OK: the response contains no token",
        ),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let error = read_token(status, body, now).err().expect("an error");
        assert_eq!(
            error.to_string(),
            format!("no token for the service account: {expected}")
        );
    }
}

/// Polls a future that never has to wait.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn a_token_is_fetched_again_shortly_before_its_end_and_when_it_is_refused() {
    let fetched = |seconds: u64| async move {
        let body = format!(r#"{{"access_token": "lives-{seconds}", "expires_in": {seconds}}}"#);
        read_token(StatusCode::OK, &body, Instant::now())
    };
    let tokens = Tokens::default();
    let first = ready(tokens.get(|| fetched(0))).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(first.header, "Bearer lives-0");
    let second = ready(tokens.get(|| fetched(3600))).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(second.header, "Bearer lives-3600");
    // A rejection of the first token does not affect the second.
    tokens.forget(&first);
    let same = ready(tokens.get(|| fetched(1))).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(same.header, "Bearer lives-3600");
    tokens.forget(&second);
    let third = ready(tokens.get(|| fetched(100))).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(third.header, "Bearer lives-100");
}

#[test]
fn a_token_that_cannot_be_renewed_is_used_until_its_end() {
    let read = |text: &str, now| {
        let body = format!(r#"{{"access_token": "{text}", "expires_in": 10}}"#);
        read_token(StatusCode::OK, &body, now)
    };
    let fails = || std::future::ready(read_token(BUSY, "", Instant::now()));
    let tokens = Tokens::default();
    // It is renewed after nine seconds, and expires after ten.
    let old = read("old", Instant::now() - Duration::from_millis(9_500));
    ready(tokens.get(|| std::future::ready(old))).unwrap_or_else(|error| panic!("{error}"));
    let kept = ready(tokens.get(fails)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(kept.header, "Bearer old");
    // The endpoint is not called for a while.
    let same = ready(tokens.get(|| -> std::future::Ready<_> { panic!("a fetch") }));
    assert_eq!(
        same.unwrap_or_else(|error| panic!("{error}")).header,
        "Bearer old"
    );
    // A rejected token is no longer used.
    tokens.forget(&kept);
    assert!(ready(tokens.get(fails)).is_err());
    let new = ready(tokens.get(|| std::future::ready(read("new", Instant::now()))));
    assert_eq!(new.unwrap_or_else(|error| panic!("{error}")).header, "Bearer new");
}

/// Returns the credentials of the environment with these variables.
fn from_environment(set: &[&str]) -> String {
    let value = |name: &str| set.contains(&name).then(|| " v4lue\n".to_owned());
    match Credentials::from_variables(value) {
        Ok(credentials) => format!("{credentials:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn credentials_come_from_the_variables_of_each_security_scheme() {
    let [account, login] = [
        ["SAMPLE_CLIENT_ID", "SAMPLE_CLIENT_SECRET"],
        ["SAMPLE_USERNAME", "SAMPLE_PASSWORD"],
    ];
    assert_eq!(
        from_environment(&account),
        "Credentials [Client { id: \"v4lue\", .. }]"
    );
    assert_eq!(
        from_environment(&login),
        "Credentials [Login { user: \"v4lue\", .. }]"
    );
    let all = [&account[..], &login, &["SAMPLE_API_KEY"]].concat();
    assert_eq!(
        from_environment(&all),
        "Credentials [Client { id: \"v4lue\", .. }, Login { user: \"v4lue\", .. }, Key]"
    );
    assert_eq!(
        from_environment(&account[..1]),
        "no credentials: the environment variable `SAMPLE_CLIENT_SECRET` is not set"
    );
    assert_eq!(
        from_environment(&[]),
        "no credentials in the environment: set `SAMPLE_CLIENT_ID` and `SAMPLE_CLIENT_SECRET`, \
         or `SAMPLE_USERNAME` and `SAMPLE_PASSWORD`, or `SAMPLE_API_KEY`"
    );
}
