//! The clients against a server with faults: the errors that the caller sees, that no request is repeated that must not
//! be, and that no secret is shown. Every scenario runs with the async and the blocking client.

mod creating;
mod digests;
mod downloads;
mod error_texts;
mod faults;
mod job_states;
mod mocks;
mod odd_responses;
mod safety;
mod spans;
mod streams;
mod waiting;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use atlas_restore_jobs::client::{
    BlockingTransport, Builder, ClientKind, Credentials, Ended, EndlessListing, Fault, Job, JobOutcome,
    LastJob, Limits, Notice, Pending, RetryPolicy, TokenFault, Transport, TransportError, Validation,
};
use atlas_restore_jobs::v2024_11_13::flex::{GetRestoreJob, RestoreJob, RestoreJobRequest};
use atlas_restore_jobs::v2024_11_13::{BlockingClient, Client};
use atlas_restore_jobs::{Error, RequestError};
use tests::parallel::at_once;
use tests::scripted_server::{Sent, Server, Step, response};

const PROJECT: &str = "5f3a1b2c4d5e6f7a8b9c0d1e";
const JOB: &str = "32b6e34b3d91647abb20e7b8";
/// Strings that no message to a caller or a log may contain.
const SECRETS: [&str; 3] = ["s3cr3t-of-the-account", "s3cr3t-token", "s3cr3t-key"];
const VERSIONED: (&str, &str) = (
    "Content-Type",
    "application/vnd.atlas.2024-11-13+json;charset=utf-8",
);
const RUNNING: &str = r#"{"id": "32b6e34b3d91647abb20e7b8", "status": "RUNNING"}"#;

/// The kind of client of a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Async,
    Blocking,
}

const KINDS: [Kind; 2] = [Kind::Async, Kind::Blocking];

/// Settings that suit tests: short waits, and the three secrets in use.
fn settings<C: ClientKind>(server: &Server) -> Builder<C> {
    Builder::default()
        .base_url(server.base())
        .timeout(Duration::from_secs(5))
        .retry(RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(5)))
}

fn account() -> Credentials {
    Credentials::service_account("mdb_sa_id", SECRETS[0])
}

fn key() -> Credentials {
    Credentials::login("public", SECRETS[2])
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

fn request() -> RestoreJobRequest {
    RestoreJobRequest::new(JOB.parse().expect("an id"), "Target".parse().expect("a name"))
}

/// A client of either kind.
enum Either {
    Async(tokio::runtime::Runtime, Client),
    Blocking(BlockingClient),
}

impl Either {
    fn new(kind: Kind, asynchronous: Builder<Client>, blocking: Builder<BlockingClient>) -> Self {
        match kind {
            Kind::Async => Self::Async(runtime(), asynchronous.build().expect("a client")),
            Kind::Blocking => Self::Blocking(blocking.build().expect("a client")),
        }
    }

    fn plain(kind: Kind, server: &Server) -> Self {
        Self::new(kind, settings(server), settings(server))
    }

    fn with(kind: Kind, server: &Server, credentials: Credentials) -> Self {
        let (asynchronous, blocking) = (settings(server), settings(server));
        Self::new(
            kind,
            asynchronous.credentials(credentials.clone()),
            blocking.credentials(credentials),
        )
    }

    fn read(&self) -> Result<RestoreJob, Error> {
        match self {
            Self::Async(runtime, client) => {
                let call = client.flex().get_restore_job(PROJECT, "Flex0", JOB);
                runtime.block_on(call.into_future())
            }
            Self::Blocking(client) => client.flex().get_restore_job(PROJECT, "Flex0", JOB).send(),
        }
    }

    fn create(&self) -> Result<RestoreJob, Error> {
        match self {
            Self::Async(runtime, client) => {
                let call = client.flex().create_restore_job(PROJECT, "Flex0", &request());
                runtime.block_on(call.into_future())
            }
            Self::Blocking(client) => client
                .flex()
                .create_restore_job(PROJECT, "Flex0", &request())
                .send(),
        }
    }

    /// Returns the ids of all items, up to an error.
    fn list(&self, pages: u64) -> (Vec<String>, Option<Error>) {
        let id = |job: RestoreJob| job.id.map(String::from).unwrap_or_default();
        let mut ids = Vec::new();
        match self {
            Self::Async(runtime, client) => runtime.block_on(async {
                let call = client
                    .flex()
                    .list_restore_jobs(PROJECT, "Flex0")
                    .items_per_page(2);
                let mut items = call.items().max_pages(pages);
                while let Some(item) = items.next().await {
                    match item {
                        Ok(job) => ids.push(id(job)),
                        Err(error) => return (ids, Some(error)),
                    }
                }
                (ids, None)
            }),
            Self::Blocking(client) => {
                let call = client
                    .flex()
                    .list_restore_jobs(PROJECT, "Flex0")
                    .items_per_page(2);
                for item in call.items().max_pages(pages) {
                    match item {
                        Ok(job) => ids.push(id(job)),
                        Err(error) => return (ids, Some(error)),
                    }
                }
                (ids, None)
            }
        }
    }

    fn wait(&self, every: u64, at_most: u64, seen: &mut Vec<String>) -> Result<RestoreJob, Error> {
        let (every, at_most) = (Duration::from_millis(every), Duration::from_millis(at_most));
        let see = |job: &RestoreJob| seen.push(format!("{:?}", job.status));
        match self {
            Self::Async(runtime, client) => {
                let wait = client
                    .flex()
                    .get_restore_job(PROJECT, "Flex0", JOB)
                    .wait_until_finished();
                let wait = wait.every(every).at_most(at_most).on_progress(see);
                runtime.block_on(wait.into_future())
            }
            Self::Blocking(client) => {
                let wait = client
                    .flex()
                    .get_restore_job(PROJECT, "Flex0", JOB)
                    .wait_until_finished();
                wait.every(every).at_most(at_most).on_progress(see).run()
            }
        }
    }
}

/// Returns everything that an error shows: `Display` and `Debug`, including its causes.
fn shown(error: &Error) -> String {
    let mut text = format!("{error:?}");
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        text.push_str(&format!("\n{error}\n{error:?}"));
        cause = error.source();
    }
    text
}

#[track_caller]
fn no_secret(error: &Error) {
    let shown = shown(error);
    let leaked = SECRETS.iter().find(|secret| shown.contains(**secret));
    assert_eq!(leaked, None, "{shown}");
}

fn fine() -> Step {
    response(200, &[VERSIONED], RUNNING)
}

fn error_body(status: u16, code: &str) -> String {
    format!(r#"{{"error": {status}, "errorCode": "{code}", "detail": "No.", "parameters": ["a", 1]}}"#)
}

fn refusal(status: u16, code: &str, headers: &[(&str, &str)]) -> Step {
    let json = ("Content-Type", "application/json");
    response(status, &[&[json], headers].concat(), &error_body(status, code))
}

fn token(text: &str, seconds: u64) -> Step {
    let body = format!(r#"{{"access_token": "{text}", "token_type": "Bearer", "expires_in": {seconds}}}"#);
    response(200, &[("Content-Type", "application/json")], &body)
}

fn is_token(sent: &Sent) -> bool {
    sent.target == "/api/oauth/token"
}

#[test]
fn a_call_sends_the_exact_media_type_and_reads_the_response() {
    for kind in KINDS {
        let server = Server::start(|_, _| fine());
        let job = Either::plain(kind, &server).create().expect("an answer");
        assert_eq!(job.id.expect("an id"), JOB);
        let sent = server.sent();
        assert_eq!(sent.len(), 1);
        let media = "application/vnd.atlas.2024-11-13+json";
        assert_eq!(
            sent[0].header("accept"),
            Some(&*format!("{media}, application/json;q=0.9"))
        );
        assert_eq!(sent[0].header("content-type"), Some(media));
        let manifest = std::fs::read_to_string(tests::project("generated/Cargo.toml")).expect("a manifest");
        let manifest: toml::Table = manifest.parse().expect("TOML");
        let version = manifest["package"]["version"].as_str().expect("a version");
        let agent = format!("atlas-restore-jobs/{version}");
        assert_eq!(sent[0].header("user-agent"), Some(&*agent));
        assert_eq!(sent[0].header("authorization"), None);
        let body: serde_json::Value = serde_json::from_slice(&sent[0].body).expect("JSON");
        assert_eq!(body["snapshotId"], JOB);
    }
}

#[test]
fn after_429_a_request_is_sent_again_even_if_it_creates() {
    for kind in KINDS {
        let limited = |number, _: &Sent| match number {
            0 => refusal(429, "RATE_LIMITED", &[("Retry-After", "0")]),
            _ => fine(),
        };
        let server = Server::start(limited);
        Either::plain(kind, &server).read().expect("an answer");
        assert_eq!(server.sent().len(), 2);
        let server = Server::start(limited);
        Either::plain(kind, &server).create().expect("an answer");
        assert_eq!(server.sent().len(), 2);
    }
}

#[test]
fn a_rate_limit_that_lasts_too_long_fails_at_once() {
    for kind in KINDS {
        let server = Server::start(|_, _| {
            refusal(
                429,
                "RATE_LIMITED",
                &[("Retry-After", "3600"), ("X-Request-Id", "r-1")],
            )
        });
        let error = Either::plain(kind, &server).read().expect_err("a limit");
        assert_eq!(server.sent().len(), 1);
        assert!(matches!(error, Error::RateLimited(_)), "{error:?}");
        assert!(error.is_retryable() && error.was_not_processed());
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
        assert_eq!(
            (error.code(), error.detail()),
            (Some("RATE_LIMITED"), Some("No."))
        );
        assert_eq!(error.request_id(), Some("r-1"));
        assert_eq!(error.api_error().expect("an error").error, 429);
    }
}

#[test]
fn after_503_a_request_is_sent_again_only_if_it_creates_nothing() {
    let dated = [("Retry-After", "Wed, 1 Feb 2023 00:00:00 GMT")];
    for kind in KINDS {
        for headers in [&dated[..], &[]] {
            let headers = headers.to_vec();
            let busy = move |number, _: &Sent| match number {
                0 => refusal(503, "BUSY", &headers),
                _ => fine(),
            };
            let server = Server::start(busy.clone());
            Either::plain(kind, &server).read().expect("an answer");
            assert_eq!(server.sent().len(), 2);

            let server = Server::start(busy);
            let error = Either::plain(kind, &server).create().expect_err("503");
            assert_eq!(server.sent().len(), 1, "a second restore");
            assert!(error.is_retryable() && !error.was_not_processed());
        }
    }
}

#[test]
fn tries_are_bounded() {
    for kind in KINDS {
        let server = Server::start(|_, _| refusal(503, "BUSY", &[]));
        let error = Either::plain(kind, &server).read().expect_err("503");
        assert_eq!(server.sent().len(), 5);
        assert!(matches!(error, Error::Status(_)), "{error:?}");
    }
}

#[test]
fn a_connection_that_is_reset_before_the_request_is_tried_again_only_if_that_creates_nothing() {
    for kind in KINDS {
        let server = Server::start_after_resets(1, |_, _| fine());
        Either::plain(kind, &server).read().expect("an answer");
        assert_eq!((server.connections(), server.sent().len()), (2, 1));

        let server = Server::start_after_resets(1, |_, _| fine());
        let error = Either::plain(kind, &server).create().expect_err("a reset");
        assert_eq!(server.connections(), 1, "a second restore");
        assert_eq!(fault(&error), Some(Fault::Broken));
        assert!(!error.was_not_processed());
    }
}

fn fault(error: &Error) -> Option<Fault> {
    match error {
        Error::Transport(error) => Some(error.fault()),
        _ => None,
    }
}

#[test]
fn a_refused_connection_means_nothing_was_sent() {
    for kind in KINDS {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", free.local_addr().expect("an address"));
        drop(free);
        let server = Server::start(|_, _| fine());
        let client = Either::new(
            kind,
            settings(&server).base_url(&base).credentials(key()),
            settings(&server).base_url(&base).credentials(key()),
        );
        let error = client.create().expect_err("nobody");
        assert_eq!(fault(&error), Some(Fault::Connect), "{error:?}");
        assert!(error.is_retryable() && error.was_not_processed());
        no_secret(&error);
    }
}

#[test]
fn a_connection_that_ends_after_the_request_is_tried_again_only_if_that_creates_nothing() {
    let plays: [fn() -> Step; 2] = [
        || Step::WriteAndClose(Vec::new()),
        || Step::WriteAndClose(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":".to_vec()),
    ];
    for kind in KINDS {
        for play in plays {
            let server = Server::start(move |number, _| if number == 0 { play() } else { fine() });
            Either::plain(kind, &server).read().expect("an answer");
            assert_eq!(server.sent().len(), 2);

            let server = Server::start(move |number, _| if number == 0 { play() } else { fine() });
            let error = Either::plain(kind, &server)
                .create()
                .expect_err("no whole answer");
            assert_eq!(server.sent().len(), 1, "a second restore");
            assert_eq!(fault(&error), Some(Fault::Broken), "{error:?}");
            assert!(error.is_retryable() && !error.was_not_processed());
        }
    }
}

#[test]
fn effects_of_an_earlier_attempt_are_reported() {
    for kind in KINDS {
        for breaks in [true, false] {
            let server = Server::start(move |number, _| match number {
                0 if breaks => Step::WriteAndClose(Vec::new()),
                _ => refusal(404, "RESTORE_JOB_NOT_FOUND", &[]),
            });
            let error = Either::plain(kind, &server).read().expect_err("404");
            assert_eq!(error.was_not_processed(), !breaks);
        }
    }
}

#[test]
fn a_body_that_is_cut_by_a_wrong_length_is_undecodable_and_kept() {
    for kind in KINDS {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n";
        let server = Server::start(move |_, _| Step::WriteAndClose([head, RUNNING.as_bytes()].concat()));
        let error = Either::plain(kind, &server).create().expect_err("half a body");
        assert_eq!(server.sent().len(), 1);
        let Error::Undecodable(failure) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(failure.text, RUNNING[..20]);
        assert!(failure.undecodable.is_some());
        assert!(!error.is_retryable() && !error.was_not_processed());
    }
}

#[test]
fn a_stalled_server_ends_in_a_time_out() {
    for kind in KINDS {
        let server = Server::start(|_, _| Step::Stall(Duration::from_secs(30)));
        let limit = Duration::from_millis(300);
        let client = Either::new(
            kind,
            settings(&server).timeout(limit),
            settings(&server).timeout(limit),
        );
        let start = Instant::now();
        let error = client.read().expect_err("a time-out");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        assert_eq!(fault(&error), Some(Fault::Timeout), "{error:?}");
        assert_eq!(server.sent().len(), 1);
        assert!(error.is_retryable() && !error.was_not_processed());
    }
}

#[test]
fn a_body_of_a_hundred_megabytes_is_not_read_to_its_end() {
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n";
    let endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    for kind in KINDS {
        for head in [&announced[..], &endless[..]] {
            let server = Server::start(move |_, _| Step::Flood(head.to_vec()));
            let client = Either::new(
                kind,
                settings(&server).max_body_size(1 << 20),
                settings(&server).max_body_size(1 << 20),
            );
            let error = client.read().expect_err("too large");
            assert_eq!(fault(&error), Some(Fault::TooLarge), "{error:?}");
            assert_eq!(server.sent().len(), 1);
            assert!(!error.is_retryable());
        }
    }
}

#[test]
fn a_body_that_is_announced_beyond_all_memory_only_breaks() {
    for kind in KINDS {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 1_u64 << 62);
        let server = Server::start(move |_, _| Step::WriteAndClose(head.clone().into_bytes()));
        let client = Either::new(
            kind,
            settings(&server).max_body_size(usize::MAX),
            settings(&server).max_body_size(usize::MAX),
        );
        let error = client.create().expect_err("no body");
        assert_eq!(fault(&error), Some(Fault::Broken), "{error:?}");
    }
}

#[test]
fn limits_without_end_are_none() {
    for kind in KINDS {
        let server = Server::start(|_, _| fine());
        let client = Either::new(
            kind,
            settings(&server)
                .timeout(Duration::MAX)
                .connect_timeout(Duration::MAX),
            settings(&server)
                .timeout(Duration::MAX)
                .connect_timeout(Duration::MAX),
        );
        client.read().expect("an answer");
    }
}

#[test]
fn a_page_of_html_keeps_status_and_text() {
    for kind in KINDS {
        let html = "<html><body>Bad Gateway</body></html>";
        let server = Server::start(move |_, _| response(502, &[("Content-Type", "text/html")], html));
        let error = Either::plain(kind, &server).create().expect_err("502");
        assert_eq!(server.sent().len(), 1);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(502));
        assert!(error.api_error().is_none() && error.code().is_none());
        assert_eq!(error.failure().expect("an answer").text, html);
    }
}

/// Records the messages of all notices.
#[derive(Clone, Default)]
struct Notices(Arc<Mutex<Vec<String>>>);

impl Notices {
    fn hook(&self) -> impl Fn(&Notice<'_>) + Send + Sync + 'static {
        let texts = self.0.clone();
        move |notice| texts.lock().expect("a lock").push(notice.to_string())
    }
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("a lock"))
    }
}

#[test]
fn another_version_deprecations_and_deviations_are_reported() {
    for kind in KINDS {
        let server = Server::start(|_, _| {
            let headers = [
                ("Content-Type", "application/vnd.atlas.2023-01-01+json"),
                ("Deprecation", "Wed, 1 Feb 2023 00:00:00 GMT"),
                ("Sunset", "Sun, 1 Feb 2026 00:00:00 GMT"),
            ];
            response(200, &headers, r#"{"id": "x"}"#)
        });
        let notices = Notices::default();
        let validation = Validation::RequestsAndResponses;
        let client = Either::new(
            kind,
            settings(&server).on_notice(notices.hook()).validation(validation),
            settings(&server).on_notice(notices.hook()).validation(validation),
        );
        client.read().expect("an answer, in whatever version");
        let reported = notices.take();
        let id = "getGroupFlexClusterBackupRestoreJob";
        assert_eq!(
            reported[..2],
            [
                format!(
                    "{id} in version 2024-11-13 is deprecated since Wed, 1 Feb 2023 00:00:00 GMT, and will be \
                     removed after Sun, 1 Feb 2026 00:00:00 GMT"
                ),
                format!("{id}: version 2024-11-13 was requested, but the response is in version 2023-01-01"),
            ]
        );
        assert!(
            reported[2].starts_with(&format!(
                "the response of {id} deviates from the specification: /id: "
            )),
            "{}",
            reported[2]
        );
        assert_eq!(reported.len(), 3);
    }
}

#[test]
fn deprecations_are_reported_for_failed_calls_too() {
    for kind in KINDS {
        let sunset = ("Sunset", "Wed, 1 Feb 2023 00:00:00 GMT");
        let server = Server::start(move |_, _| refusal(410, "VERSION_GONE", &[sunset]));
        let notices = Notices::default();
        let client = Either::new(
            kind,
            settings(&server).on_notice(notices.hook()),
            settings(&server).on_notice(notices.hook()),
        );
        client.read().expect_err("410");
        let reported = notices.take();
        assert_eq!(reported.len(), 1, "{reported:?}");
        assert!(
            reported[0].ends_with("removed after Wed, 1 Feb 2023 00:00:00 GMT"),
            "{reported:?}"
        );
    }
}

#[test]
fn versions_that_are_gone_or_not_acceptable_are_errors_of_their_own() {
    for kind in KINDS {
        let server = Server::start(|_, _| refusal(410, "VERSION_GONE", &[]));
        let error = Either::plain(kind, &server).read().expect_err("410");
        assert!(matches!(error, Error::VersionGone(_)), "{error:?}");
        let server = Server::start(|_, _| refusal(406, "INVALID_VERSION_DATE", &[]));
        let error = Either::plain(kind, &server).read().expect_err("406");
        assert!(matches!(error, Error::NotAcceptable(_)), "{error:?}");
    }
}

#[test]
fn refused_fields_are_listed() {
    for kind in KINDS {
        let body = r#"{"error": 400, "errorCode": "VALIDATION_ERROR",
            "badRequestDetail": {"fields": [{"field": "snapshotId", "description": "is too short"}]}}"#;
        let server = Server::start(move |_, _| response(400, &[("Content-Type", "application/json")], body));
        let error = Either::plain(kind, &server).create().expect_err("400");
        assert_eq!(error.field_violations(), [("snapshotId", "is too short")]);
        assert!(!error.is_retryable() && error.was_not_processed());
    }
}

#[test]
fn an_invalid_request_is_not_sent_and_all_violations_are_reported() {
    let server = Server::start(|_, _| fine());
    let client: BlockingClient = settings(&server).build().expect("a client");
    let call = client
        .flex()
        .list_restore_jobs("no-id", "Flex0")
        .items_per_page(501);
    let error = call.send().expect_err("two violations");
    let Error::Invalid(RequestError::Invalid { parameters, .. }) = &error else {
        panic!("{error:?}");
    };
    let pointers: Vec<_> = parameters
        .iter()
        .map(|violation| violation.pointer.as_str())
        .collect();
    assert_eq!(pointers, ["/groupId", "/itemsPerPage"]);
    assert!(
        error
            .to_string()
            .contains("Invalid value \"no-id\" for `project`: the string does not match"),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("Invalid value \"501\" for `items_per_page`: "),
        "{error}"
    );
    assert!(server.sent().is_empty());

    let client: BlockingClient = settings(&server)
        .validation(Validation::Off)
        .build()
        .expect("a client");
    let call = client
        .flex()
        .list_restore_jobs("no-id", "Flex0")
        .items_per_page(501);
    call.send().expect("the server takes it");
    assert_eq!(server.sent().len(), 1);
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    for kind in KINDS {
        for credentials in [account(), key()] {
            let other = Server::start(|_, _| fine());
            let target = format!("{}/elsewhere", other.base());
            let server = Server::start(move |_, sent| match is_token(sent) {
                true => token(SECRETS[1], 3600),
                false => response(307, &[("Location", &target)], ""),
            });
            let error = Either::with(kind, &server, credentials)
                .read()
                .expect_err("a redirect");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
            assert_eq!((other.connections(), other.sent().len()), (0, 0));
            no_secret(&error);
        }
    }
}

#[test]
fn a_listing_follows_pages_to_the_end_and_counts_once() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 => response(
                200,
                &[VERSIONED],
                r#"{"results": [{"id": "a"}, {"id": "b"}], "totalCount": 3}"#,
            ),
            _ => response(200, &[VERSIONED], r#"{"results": [{"id": "c"}]}"#),
        });
        let (ids, error) = Either::plain(kind, &server).list(100);
        assert_eq!(
            (ids, error.map(|error| error.to_string())),
            (vec!["a".into(), "b".into(), "c".into()], None)
        );
        let queries: Vec<_> = server.sent().iter().map(query).collect();
        assert_eq!(
            queries,
            [
                "itemsPerPage=2&pageNum=1",
                "includeCount=false&itemsPerPage=2&pageNum=2"
            ]
        );
    }
}

fn query(sent: &Sent) -> String {
    sent.target
        .split_once('?')
        .map_or(String::new(), |(_, query)| query.to_owned())
}

#[test]
fn a_short_page_that_names_a_next_one_is_not_the_last() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 => response(
                200,
                &[VERSIONED],
                r#"{"results": [{"id": "a"}], "links": [{"rel": "next", "href": "x"}]}"#,
            ),
            _ => response(200, &[VERSIONED], r#"{"results": []}"#),
        });
        let (ids, error) = Either::plain(kind, &server).list(100);
        assert!(error.is_none());
        assert_eq!((ids.len(), server.sent().len()), (1, 2));
    }
}

#[test]
fn a_full_page_is_the_last_where_links_and_count_agree() {
    let links = r#""links": [{"rel": "self", "href": "x"}]"#;
    let ends = [
        (format!(r#"{links}, "totalCount": 2"#), 1),
        (links.to_owned(), 2),
        (r#""totalCount": 2"#.to_owned(), 2),
    ];
    for (kind, (end, requested)) in KINDS
        .into_iter()
        .flat_map(|kind| ends.clone().map(|end| (kind, end)))
    {
        let reported = end.clone();
        let server = Server::start(move |number, _| match number {
            0 => response(
                200,
                &[VERSIONED],
                &format!(r#"{{"results": [{{"id": "a"}}, {{"id": "b"}}], {reported}}}"#),
            ),
            _ => response(200, &[VERSIONED], r#"{"results": []}"#),
        });
        let (ids, error) = Either::plain(kind, &server).list(2);
        assert!(error.is_none(), "{error:?}");
        assert_eq!((ids.len(), server.sent().len()), (2, requested), "{end}");
    }
}

#[test]
fn an_empty_page_that_names_a_next_one_is_not_the_last() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 | 1 => response(
                200,
                &[VERSIONED],
                r#"{"results": [], "links": [{"rel": "next", "href": "x"}]}"#,
            ),
            _ => response(200, &[VERSIONED], r#"{"results": [{"id": "a"}]}"#),
        });
        let client = Either::plain(kind, &server);
        let (ids, error) = client.list(100);
        assert!(error.is_none(), "{error:?}");
        assert_eq!((ids.len(), server.sent().len()), (1, 3));
    }
}

#[test]
fn the_last_possible_page_ends_a_listing() {
    let body = r#"{"results": [{"id": "a"}], "links": [{"rel": "next", "href": "x"}]}"#;
    let server = Server::start(move |_, _| response(200, &[VERSIONED], body));
    let client: BlockingClient = settings(&server)
        .validation(Validation::Off)
        .build()
        .expect("a client");
    let call = client.flex().list_restore_jobs(PROJECT, "Flex0");
    let items = call.page_num(i64::MAX).items();
    assert_eq!(items.filter(Result::is_ok).count(), 1);
}

#[test]
fn a_page_whose_items_only_changed_is_repeated() {
    for kind in KINDS {
        let server = Server::start(|number, _| {
            let status = ["PENDING", "RUNNING", "COMPLETED"][number.min(2)];
            let body = format!(r#"{{"results": [{{"id": "a", "status": "{status}"}}, {{"id": "b"}}]}}"#);
            response(200, &[VERSIONED], &body)
        });
        let (ids, error) = Either::plain(kind, &server).list(1000);
        assert_eq!((ids.len(), server.sent().len()), (2, 2));
        let Some(Error::Listing(EndlessListing::Repeated { page: 2 })) = error else {
            panic!("{error:?}");
        };
    }
}

#[test]
fn endless_and_repeated_pages_end_with_an_error() {
    for kind in KINDS {
        let server = Server::start(|number, _| {
            let body = format!(r#"{{"results": [{{"id": "{number}a"}}, {{"id": "{number}b"}}]}}"#);
            response(200, &[VERSIONED], &body)
        });
        let (ids, error) = Either::plain(kind, &server).list(7);
        assert_eq!((ids.len(), server.sent().len()), (14, 7));
        let Some(Error::Listing(EndlessListing::TooLong { pages: 7 })) = error else {
            panic!("{error:?}");
        };

        let page = r#"{"results": [{"id": "a"}, {"id": "b"}]}"#;
        let server = Server::start(move |_, _| response(200, &[VERSIONED], page));
        let (ids, error) = Either::plain(kind, &server).list(1000);
        assert_eq!((ids.len(), server.sent().len()), (2, 2));
        let Some(Error::Listing(EndlessListing::Repeated { page: 2 })) = error else {
            panic!("{error:?}");
        };
    }
}

#[test]
fn a_page_is_requested_without_a_count_if_counting_times_out() {
    for (kind, status) in KINDS
        .into_iter()
        .flat_map(|kind| [500, 503, 504].map(|status| (kind, status)))
    {
        let server = Server::start(move |number, _| match number {
            0 => refusal(status, "TIMEOUT_WHILE_PAGING", &[]),
            _ => response(200, &[VERSIONED], r#"{"results": [{"id": "a"}]}"#),
        });
        let (ids, error) = Either::plain(kind, &server).list(100);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(ids, ["a"]);
        let queries: Vec<_> = server.sent().iter().map(query).collect();
        assert_eq!(
            queries,
            [
                "itemsPerPage=2&pageNum=1",
                "includeCount=false&itemsPerPage=2&pageNum=1"
            ],
            "{status}"
        );
    }
}

#[test]
fn where_nothing_is_counted_a_page_that_times_out_is_tried_again_as_it_is() {
    for kind in KINDS {
        let server = Server::start(|_, _| refusal(503, "TIMEOUT_WHILE_PAGING", &[]));
        let (ids, error) = Either::plain(kind, &server).list(100);
        assert_eq!(ids.len(), 0);
        assert_eq!(error.expect("503").code(), Some("TIMEOUT_WHILE_PAGING"));
        let queries: Vec<_> = server.sent().iter().map(query).collect();
        assert_eq!(queries.len(), 1 + 5, "{queries:?}");
        assert!(
            queries[1..]
                .iter()
                .all(|query| query.contains("includeCount=false"))
        );
    }
}

#[test]
fn a_failed_token_request_is_retried() {
    for kind in KINDS {
        let server = Server::start(|number, sent| match (number, is_token(sent)) {
            (0, true) => refusal(503, "BUSY", &[]),
            (_, true) => token(SECRETS[1], 3600),
            _ => fine(),
        });
        let client = Either::with(kind, &server, account());
        client.create().expect("an answer");
        client.read().expect("an answer");
        let sent = server.sent();
        assert_eq!(sent.iter().filter(|sent| is_token(sent)).count(), 2);
        assert_eq!(sent.len(), 4);
        assert_eq!(sent[1].body, b"grant_type=client_credentials");
        assert_eq!(sent[2].header("authorization"), Some("Bearer s3cr3t-token"));
    }
}

#[test]
fn without_a_token_nothing_else_is_sent() {
    for kind in KINDS {
        let body = r#"{"error": "invalid_client", "error_description": "s3cr3t-of-the-account is wrong"}"#;
        let server = Server::start(move |_, _| response(401, &[("Content-Type", "application/json")], body));
        let error = Either::with(kind, &server, account())
            .create()
            .expect_err("no token");
        let Error::Token(token) = &error else {
            panic!("{error:?}");
        };
        let TokenFault::Refused { status, reason, .. } = token.fault() else {
            panic!("{error:?}");
        };
        assert_eq!(
            (status.as_u16(), reason.as_deref()),
            (401, Some("invalid_client"))
        );
        assert_eq!(error.code(), Some("invalid_client"));
        assert_eq!(error.detail(), Some("*** is wrong"));
        assert!(error.was_not_processed() && !error.is_retryable());
        assert_eq!(server.sent().len(), 1);
        no_secret(&error);
    }
}

#[test]
fn a_token_that_cannot_be_renewed_does_not_undo_an_earlier_try() {
    at_once(KINDS, |kind| {
        let server = Server::start(|number, sent| match (number, is_token(sent)) {
            // It has expired when the second attempt is due.
            (0, _) => token(SECRETS[1], 1),
            (_, true) => refusal(401, "UNAUTHORIZED", &[]),
            _ => refusal(503, "BUSY", &[("Retry-After", "2")]),
        });
        let error = Either::with(kind, &server, account())
            .read()
            .expect_err("no token");
        assert!(matches!(error, Error::Token(_)), "{error:?}");
        assert_eq!(server.sent().len(), 3);
        assert!(!error.was_not_processed(), "the first try may have been");
    });
}

/// Runs 200 reads at the same time.
fn crowd(kind: Kind, client: &Either) {
    match client {
        Either::Async(runtime, client) => runtime.block_on(async {
            let tasks: Vec<_> = (0..200)
                .map(|_| {
                    let client = client.clone();
                    tokio::spawn(async move { client.flex().get_restore_job(PROJECT, "Flex0", JOB).await })
                })
                .collect();
            for task in tasks {
                task.await.expect("no panic").expect("an answer");
            }
        }),
        Either::Blocking(client) => std::thread::scope(|scope| {
            assert_eq!(kind, Kind::Blocking);
            for _ in 0..200 {
                scope.spawn(|| {
                    client
                        .flex()
                        .get_restore_job(PROJECT, "Flex0", JOB)
                        .send()
                        .expect("an answer")
                });
            }
        }),
    }
}

#[test]
fn two_hundred_callers_with_an_expired_token_fetch_one() {
    at_once(KINDS, |kind| {
        let tokens = Arc::new(Mutex::new(0));
        let counted = tokens.clone();
        let server = Server::start(move |_, sent| {
            if !is_token(sent) {
                return fine();
            }
            let mut count = counted.lock().expect("a lock");
            *count += 1;
            // The first token is valid for a second, and the second one is slow.
            match *count {
                1 => token("first-s3cr3t-token", 1),
                _ => {
                    std::thread::sleep(Duration::from_millis(50));
                    token(SECRETS[1], 3600)
                }
            }
        });
        let client = Either::with(kind, &server, account());
        client.read().expect("an answer");
        std::thread::sleep(Duration::from_millis(1000));
        crowd(kind, &client);
        assert_eq!(*tokens.lock().expect("a lock"), 2);
        let last = server.sent().pop().expect("requests");
        assert_eq!(last.header("authorization"), Some("Bearer s3cr3t-token"));
    });
}

#[test]
fn a_token_that_is_refused_is_renewed_once() {
    for kind in KINDS {
        let tokens = Arc::new(Mutex::new(0));
        let counted = tokens.clone();
        let server = Server::start(move |_, sent| match sent.header("authorization") {
            Some(basic) if basic.starts_with("Basic ") => {
                let mut count = counted.lock().expect("a lock");
                *count += 1;
                token(&format!("token-{count}"), 3600)
            }
            Some("Bearer token-1") => refusal(401, "UNAUTHORIZED", &[]),
            _ => fine(),
        });
        let client = Either::with(kind, &server, account());
        crowd(kind, &client);
        assert_eq!(*tokens.lock().expect("a lock"), 2);

        // If the fresh token is rejected too, that is the response.
        let server = Server::start(|_, sent| match is_token(sent) {
            true => token(SECRETS[1], 3600),
            false => refusal(401, "UNAUTHORIZED", &[]),
        });
        let client = Either::with(kind, &server, account());
        let error = client.create().expect_err("401");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
        assert_eq!(server.sent().len(), 4);
        no_secret(&error);
        // From then on, each call requests one token.
        client.create().expect_err("401");
        assert_eq!(server.sent().len(), 7);
    }
}

/// Returns the parameters of a digest, if it proves knowledge of the key (RFC 7616, section 3.4.1).
fn digest(sent: &Sent) -> Option<(String, u32)> {
    use md5::{Digest, Md5};
    let text = sent.header("authorization")?.strip_prefix("Digest ")?;
    let get = |name: &str| {
        let found = text
            .split(", ")
            .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        found.unwrap_or_default().trim_matches('"').to_owned()
    };
    let hash = |text: String| {
        let bytes = Md5::digest(text);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let (nonce, nc, cnonce) = (get("nonce"), get("nc"), get("cnonce"));
    let secret = hash(format!("public:MMS Public API:{}", SECRETS[2]));
    let request = hash(format!("{}:{}", sent.method, sent.target));
    let expected = hash(format!("{secret}:{nonce}:{nc}:{cnonce}:auth:{request}"));
    assert_eq!(get("uri"), sent.target);
    (get("response") == expected).then(|| (nonce, u32::from_str_radix(&nc, 16).expect("a count")))
}

#[test]
fn digests_support_odd_challenges_and_reuse_a_nonce() {
    let challenges = [
        r#"Digest realm="MMS Public API", domain="", nonce="NONCE", algorithm=MD5, op="auth", stale=false"#,
        r#"Basic realm="MMS Public API", Digest realm="MMS Public API", nonce="NONCE", qop="auth-int,auth""#,
        r#"Digest realm="MMS Public API",nonce="NONCE",algorithm=SHA-1024,qop="auth", Digest realm="MMS Public API" , nonce="NONCE", algorithm="MD5", qop=auth"#,
        r#"DIGEST realm="MMS Public API", nonce=NONCE, charset=UTF-8, qop="auth", stale=true,"#,
        r#"Basic realm="MMS Public API"|Digest realm="MMS Public API", nonce="NONCE", qop="auth"|Bearer"#,
    ];
    for kind in KINDS {
        for challenge in challenges {
            let server = Server::start(move |number, sent| match digest(sent) {
                Some((_, count)) if count < 3 => fine(),
                // A request with a count of three receives a new nonce.
                _ => {
                    let challenge = challenge.replace("NONCE", &format!("n{number}"));
                    // Each part is a header of its own.
                    let headers: Vec<_> = challenge
                        .split('|')
                        .map(|part| ("WWW-Authenticate", part))
                        .collect();
                    refusal(401, "UNAUTHORIZED", &headers)
                }
            });
            let client = Either::with(kind, &server, key());
            client.create().expect("an answer");
            client.read().expect("an answer");
            client.read().expect("an answer");
            let digests: Vec<_> = server.sent().iter().map(digest).collect();
            let with = |nonce: &str, count| Some((nonce.to_owned(), count));
            assert_eq!(
                digests,
                [None, with("n0", 1), with("n0", 2), with("n0", 3), with("n3", 1)]
            );
        }
    }
}

#[test]
fn a_wrong_key_is_refused_after_two_requests() {
    for kind in KINDS {
        let server = Server::start(|number, _| {
            let challenge = format!(r#"Digest realm="MMS Public API", nonce="n{number}", qop="auth""#);
            refusal(401, "UNAUTHORIZED", &[("WWW-Authenticate", &challenge)])
        });
        let error = Either::with(kind, &server, key()).create().expect_err("401");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
        assert_eq!(server.sent().len(), 2);
        no_secret(&error);
    }
}

#[test]
fn waiting_ends_with_the_job() {
    for kind in KINDS {
        let states = ["PENDING", "RUNNING", "RUNNING", "COMPLETED"];
        let server = Server::start(move |number, _| {
            response(
                200,
                &[VERSIONED],
                &format!(r#"{{"status": "{}"}}"#, states[number]),
            )
        });
        let mut seen = Vec::new();
        Either::plain(kind, &server)
            .wait(1, 60_000, &mut seen)
            .expect("a job");
        assert_eq!(seen.len(), 4);
        assert!(seen[3].contains("COMPLETED"), "{seen:?}");

        let server = Server::start(|_, _| response(200, &[VERSIONED], r#"{"status": "FAILED"}"#));
        let error = Either::plain(kind, &server)
            .wait(1, 60_000, &mut seen)
            .expect_err("a failure");
        let Error::Ended(Ended {
            outcome: JobOutcome::Failed,
            ..
        }) = error
        else {
            panic!("{error:?}");
        };
        assert_eq!(error.to_string(), "the job failed: job (status FAILED)");
    }
}

#[test]
fn a_passing_error_does_not_end_the_wait() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 | 1 => refusal(500, "UNEXPECTED_ERROR", &[]),
            _ => response(200, &[VERSIONED], r#"{"status": "COMPLETED"}"#),
        });
        Either::plain(kind, &server)
            .wait(1, 60_000, &mut Vec::new())
            .expect("a job");
        let server = Server::start(|_, _| refusal(404, "RESTORE_JOB_NOT_FOUND", &[]));
        let error = Either::plain(kind, &server)
            .wait(1, 60_000, &mut Vec::new())
            .expect_err("404");
        assert_eq!(
            (error.code(), server.sent().len()),
            (Some("RESTORE_JOB_NOT_FOUND"), 1)
        );
    }
}

#[test]
fn waiting_ends_with_the_time_limit() {
    for kind in KINDS {
        let server = Server::start(|_, _| fine());
        let error = Either::plain(kind, &server)
            .wait(20, 100, &mut Vec::new())
            .expect_err("a limit");
        let Error::StillRunning { waited, .. } = error else {
            panic!("{error:?}");
        };
        assert!(waited >= Duration::from_millis(90), "{waited:?}");
        assert!(error.is_retryable());
    }
}

#[test]
fn waiting_heeds_a_rate_limit_and_ends_with_the_last_error() {
    at_once(KINDS, |kind| {
        let server = Server::start(|_, _| refusal(429, "RATE_LIMITED", &[("Retry-After", "300")]));
        let error = Either::plain(kind, &server)
            .wait(1, 2_000, &mut Vec::new())
            .expect_err("a limit");
        assert_eq!(error.code(), Some("RATE_LIMITED"), "{error:?}");
        assert_eq!(server.sent().len(), 2, "once at first, once when the time is up");
    });
}

#[test]
fn a_login_page_is_a_failure() {
    use atlas_restore_jobs::v2023_01_01;
    let server = Server::start(|_, _| response(200, &[("Content-Type", "text/html")], "<html>log in"));
    let client: v2023_01_01::BlockingClient = settings(&server).build().expect("a client");
    let cancelled = client.dedicated().cancel_restore_job(PROJECT, "Cluster0", JOB);
    let Err(Error::Undecodable(failure)) = cancelled.send() else {
        panic!("nothing was cancelled");
    };
    assert_eq!(failure.text, "<html>log in");
    assert!(!format!("{failure:?}").contains("log in"));
}

#[test]
fn a_dropped_call_lets_the_next_one_fetch_the_token() {
    let server = Server::start(|number, sent| match (number, is_token(sent)) {
        (0, _) => Step::Stall(Duration::from_secs(30)),
        (_, true) => token(SECRETS[1], 3600),
        _ => fine(),
    });
    let client: Client = settings(&server)
        .credentials(account())
        .build()
        .expect("a client");
    runtime().block_on(async {
        let call = client.flex().get_restore_job(PROJECT, "Flex0", JOB);
        let dropped = tokio::time::timeout(Duration::from_millis(100), call.into_future()).await;
        assert!(dropped.is_err());
        client
            .flex()
            .get_restore_job(PROJECT, "Flex0", JOB)
            .await
            .expect("an answer");
    });
    assert_eq!(server.sent().len(), 3);
}

#[test]
fn a_caller_that_is_not_polled_blocks_no_other() {
    let server = Server::start(|_, sent| match is_token(sent) {
        true => {
            std::thread::sleep(Duration::from_millis(100));
            token(SECRETS[1], 3600)
        }
        false => fine(),
    });
    let client: Client = settings(&server)
        .credentials(account())
        .build()
        .expect("a client");
    let call = || client.flex().get_restore_job(PROJECT, "Flex0", JOB).into_future();
    runtime().block_on(async {
        let (mut kept, at_once) = (call(), Duration::from_millis(20));
        assert!(tokio::time::timeout(at_once, &mut kept).await.is_err());
        let other = tokio::time::timeout(Duration::from_secs(5), call()).await;
        other.expect("a turn").expect("an answer");
        kept.await.expect("an answer");
    });
    assert_eq!(server.sent().len(), 3);
}

#[test]
fn status_and_headers_of_a_response_are_available() {
    let server = Server::start(|_, _| response(201, &[VERSIONED, ("RateLimit-Remaining", "7")], RUNNING));
    let client: BlockingClient = settings(&server).build().expect("a client");
    let reply = client
        .flex()
        .get_restore_job(PROJECT, "Flex0", JOB)
        .reply()
        .expect("an answer");
    assert_eq!(
        (reply.head.status.as_u16(), reply.head.rate_limit_remaining()),
        (201, Some(7))
    );
    let reply = client
        .send(&GetRestoreJob::new(PROJECT, "Flex0", JOB))
        .expect("an answer");
    assert_eq!(reply.head.rate_limit_remaining(), Some(7));
}

#[test]
fn secrets_are_neither_shown_nor_sent_in_the_clear() {
    for credentials in [account(), key()] {
        let shown = format!("{credentials:?}");
        assert!(!SECRETS.iter().any(|secret| shown.contains(secret)), "{shown}");
        let client = BlockingClient::builder().credentials(credentials.clone());
        let client = client.build().expect("a client");
        let shown = format!("{client:?}");
        assert!(!SECRETS.iter().any(|secret| shown.contains(secret)), "{shown}");
        let insecure = BlockingClient::builder()
            .base_url("http://example.com")
            .credentials(credentials);
        assert!(insecure.build().is_err());
    }
    for base in [
        "https://user:pass@example.com",
        "ftp://example.com",
        "example.com",
        "https://e.com?x=y",
        "https://e.com:99999",
        "https://e.com:",
        "https://:443",
        "https://[::1]x",
        "https://[e.com]",
        "https://e.com/a/../b",
        "https://e.com/%2E%2e/b",
        "https://e.com/{a}",
        "https://e.com/\"",
    ] {
        assert!(
            BlockingClient::builder().base_url(base).build().is_err(),
            "{base}"
        );
    }
    for base in [
        "https://e.com:8443/a/b.c/",
        "http://[::1]:80",
        "https://e.com/a%20b",
    ] {
        let client = BlockingClient::builder().base_url(base).build();
        assert!(client.is_ok(), "{base}");
    }
}

#[test]
fn credentials_and_certificates_that_cannot_work_make_no_client() {
    fn refused<C: ClientKind>(builder: Builder<C>) -> String {
        builder.build().err().expect("no client").to_string()
    }
    for credentials in [
        Credentials::service_account("id", "sec\nret"),
        Credentials::login("pub\rlic", "private"),
    ] {
        let expected = "the credentials contain a control character, such as a line end inside a key";
        let blocking = BlockingClient::builder().credentials(credentials.clone());
        assert_eq!(refused(blocking), expected);
        assert_eq!(refused(Client::builder().credentials(credentials)), expected);
    }
    for pem in [
        "",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let expected = "the root certificates are not PEM, or cannot be used";
        assert_eq!(
            refused(BlockingClient::builder().root_certificates(pem)),
            expected
        );
        assert_eq!(refused(Client::builder().root_certificates(pem)), expected);
    }
}

/// A transport without HTTP: busy at first, then it responds.
#[derive(Default)]
struct Canned(Mutex<Vec<String>>);

impl Canned {
    fn response(
        &self,
        request: &http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        assert_eq!(limits.body, 1000);
        let mut seen = self.0.lock().expect("a lock");
        seen.push(request.uri().to_string());
        match seen.len() {
            1 => Err(Fault::Connect.into()),
            _ => Ok(http::Response::new(RUNNING.into())),
        }
    }
    fn sleep(&self) {
        self.0.lock().expect("a lock").push("sleep".to_owned());
    }
}

impl Transport for Canned {
    fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Pending<'_, Result<http::Response<Vec<u8>>, TransportError>> {
        Box::pin(async move { self.response(&request, limits) })
    }
    fn sleep(&self, _: Duration) -> Pending<'_, ()> {
        Box::pin(async { self.sleep() })
    }
}

impl BlockingTransport for Canned {
    fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.response(&request, limits)
    }
    fn sleep(&self, _: Duration) {
        self.sleep();
    }
}

#[test]
fn clients_work_over_an_http_stack_of_ones_own() {
    for kind in KINDS {
        let stack = Arc::new(Canned::default());
        let (asynchronous, blocking): (Arc<dyn Transport>, Arc<dyn BlockingTransport>) =
            (stack.clone(), stack.clone());
        let client = Either::new(
            kind,
            Builder::default().transport(asynchronous).max_body_size(1000),
            Builder::default().transport(blocking).max_body_size(1000),
        );
        let job = client.read().expect("an answer");
        assert_eq!(job.id.expect("an id"), JOB);
        let uri = format!(
            "https://cloud.mongodb.com/api/atlas/v2/groups/{PROJECT}/flexClusters/Flex0/backup/restoreJobs/{JOB}"
        );
        assert_eq!(
            *stack.0.lock().expect("a lock"),
            [uri.clone(), "sleep".to_owned(), uri]
        );
    }
}

/// Marks the child process of the test below.
const CHILD: &str = "ATLAS_TEST_BEHIND_PROXY";

/// The environment belongs to the whole process, so this test runs itself in another one.
#[test]
fn a_proxy_of_the_environment_is_used_but_never_given_credentials_in_the_clear() {
    if std::env::var_os(CHILD).is_some() {
        return behind_a_proxy();
    }
    let proxy = Server::start(|_, sent| match sent.method.as_str() {
        "CONNECT" => Step::Write(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        _ => fine(),
    });
    let mut child = std::process::Command::new(std::env::current_exe().expect("a program"));
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        child.env_remove(name).env_remove(name.to_uppercase());
    }
    let child = child
        .args([
            "--exact",
            "client::a_proxy_of_the_environment_is_used_but_never_given_credentials_in_the_clear",
        ])
        .env(CHILD, "1")
        .env("HTTP_PROXY", proxy.base())
        .output()
        .expect("a process");
    assert!(
        child.status.success(),
        "{}",
        String::from_utf8_lossy(&child.stdout)
    );
    let calls = proxy.sent().into_iter().filter(|sent| sent.method != "CONNECT");
    assert_eq!(calls.count(), 2, "one of each client");
}

fn behind_a_proxy() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let local = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    for kind in KINDS {
        let base = "http://atlas.invalid";
        let client = Either::new(
            kind,
            Builder::default().base_url(base),
            Builder::default().base_url(base),
        );
        client.read().expect("the answer of the proxy");
        let retry = RetryPolicy::none();
        let client = Either::new(
            kind,
            Builder::default()
                .base_url(&local)
                .credentials(key())
                .retry(retry),
            Builder::default()
                .base_url(&local)
                .credentials(key())
                .retry(retry),
        );
        let error = client.read().expect_err("nobody listens");
        assert_eq!(fault(&error), Some(Fault::Connect), "{error:?}");
    }
}

/// Records every event as a string.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<String>>);

impl tracing::Subscriber for Events {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut texts = self.0.lock().expect("a lock");
        let mut line = event.metadata().target().to_owned();
        event.record(
            &mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                line.push_str(&format!(" {field}={value:?}"));
            },
        );
        texts.push_str(&(line + "\n"));
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn events_report_attempts_and_warnings_without_secrets() {
    let events = Events::default();
    tracing::subscriber::with_default(events.clone(), || {
        for credentials in [account(), key()] {
            let server = Server::start(|_, sent| match (is_token(sent), sent.header("authorization")) {
                (true, _) => token(SECRETS[1], 3600),
                (_, None) => {
                    let challenge = r#"Digest realm="MMS Public API", nonce="n", qop="auth""#;
                    refusal(401, "UNAUTHORIZED", &[("WWW-Authenticate", challenge)])
                }
                _ => refusal(503, "BUSY", &[]),
            });
            let error = Either::with(Kind::Blocking, &server, credentials)
                .read()
                .expect_err("503");
            no_secret(&error);
            let server =
                Server::start(|_, _| response(200, &[("Sunset", "Sun, 1 Feb 2026 00:00:00 GMT")], "{}"));
            Either::plain(Kind::Blocking, &server).read().expect("an answer");
        }
    });
    let texts = events.0.lock().expect("a lock").clone();
    assert!(texts.contains("sent again later"), "{texts}");
    assert!(
        texts.contains("removed after Sun, 1 Feb 2026 00:00:00 GMT"),
        "{texts}"
    );
    let leaked = SECRETS.iter().find(|secret| texts.contains(**secret));
    assert_eq!(leaked, None, "{texts}");
}
