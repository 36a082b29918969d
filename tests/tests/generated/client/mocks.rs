//! The mock, settings of single calls, and HTTP stacks of the caller.

use super::*;
use atlas_restore_jobs::client::{CallOptions, Mock};

/// A documented response.
const DOCUMENTED: &[u8] =
    include_bytes!("../../../../spec/examples/createGroupFlexClusterBackupRestoreJob@2024-11-13/200.json");

impl Either {
    /// Returns a client of each kind for one service.
    fn mocked(kind: Kind, mock: &Mock) -> Self {
        Self::new(kind, mock.builder(), mock.builder())
    }

    fn with_options(self, options: CallOptions) -> Self {
        match self {
            Self::Async(runtime, client) => Self::Async(runtime, client.with_options(options)),
            Self::Blocking(client) => Self::Blocking(client.with_options(options)),
        }
    }
}

#[test]
fn a_mock_responds_with_documented_examples_in_three_lines() {
    let mock = Mock::new().respond(200, DOCUMENTED);
    let client: BlockingClient = mock.client();
    let job = client
        .flex()
        .create_restore_job(PROJECT, "Flex0", &request())
        .send()
        .expect("a job");

    assert!(job.id.is_some());
    assert_eq!(mock.remaining(), 0);
    let sent = mock.requests();
    assert_eq!(sent[0].method(), "POST");
    assert!(
        sent[0].uri().path().ends_with("/backup/restoreJobs"),
        "{}",
        sent[0].uri()
    );

    let mock = Mock::new().respond(200, DOCUMENTED);
    let client: Client = mock.client();
    let call = client.flex().create_restore_job(PROJECT, "Flex0", &request());
    assert_eq!(runtime().block_on(call.into_future()).expect("a job").id, job.id);
}

#[test]
fn a_mock_responds_with_the_documented_error_of_a_status() {
    for kind in KINDS {
        let mock = Mock::new()
            .respond_documented_error(404)
            .respond_documented_error(409)
            .respond_documented_error(418);
        let client = Either::mocked(kind, &mock);
        let missing = client.read().expect_err("404");
        assert_eq!(missing.status().map(|status| status.as_u16()), Some(404));
        assert_eq!(missing.code(), Some("RESOURCE_NOT_FOUND"));
        // It is the documented error of the creation, not of the operation that reads.
        let conflict = client.create().expect_err("409");
        let code = "CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK";
        assert_eq!(conflict.code(), Some(code));
        let unknown = shown(&client.read().expect_err("no such error"));
        assert!(unknown.contains("no documented error 418 for GET"), "{unknown}");
    }
}

#[test]
fn a_mock_plays_faults_and_a_whole_wait_at_once() {
    for kind in KINDS {
        let completed = r#"{"status": "COMPLETED"}"#;
        let mock = Mock::new()
            .fail(Fault::Connect)
            .respond(200, RUNNING)
            .respond(429, error_body(429, "RATE_LIMITED"))
            .respond(200, completed);
        let began = Instant::now();
        let client = Either::mocked(kind, &mock);
        client.wait(60_000, 3_600_000, &mut Vec::new()).expect("a job");
        assert!(began.elapsed() < Duration::from_secs(5));
        assert_eq!(mock.requests().len(), 4);
        let error = client.read().expect_err("no response is left");
        assert!(
            shown(&error).contains("no response left for GET /api/atlas/v2/groups"),
            "{}",
            shown(&error)
        );
    }
}

#[test]
fn options_apply_to_the_calls_of_one_client_only() {
    for kind in KINDS {
        let mock = Mock::new()
            .fail(Fault::Connect)
            .respond(200, RUNNING)
            .respond(200, RUNNING);
        let own = Either::mocked(kind, &mock);
        let options = CallOptions::new()
            .retry(RetryPolicy::none())
            .header("X-Trace", "7")
            .expect("a header");
        let special = Either::mocked(kind, &mock).with_options(options);
        special.read().expect_err("one attempt");
        special.read().expect("a job");
        own.read().expect("a job");
        let traced: Vec<_> = mock
            .requests()
            .iter()
            .map(|sent| sent.headers().contains_key("x-trace"))
            .collect();
        assert_eq!(traced, [true, true, false]);
        assert!(CallOptions::new().header("a b", "c").is_err());
    }
}

#[test]
fn a_call_ends_with_its_own_time_limit() {
    at_once(KINDS, |kind| {
        let server = Server::start(|_, _| Step::Stall(Duration::from_secs(20)));
        let options = CallOptions::new().at_most(Duration::from_millis(300));
        let client = Either::plain(kind, &server).with_options(options);
        let began = Instant::now();
        client.read().expect_err("the time is over");
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());

        let busy = Server::start(|_, _| refusal(429, "RATE_LIMITED", &[("Retry-After", "1")]));
        let options = CallOptions::new().at_most(Duration::from_millis(1500));
        let began = Instant::now();
        Either::plain(kind, &busy)
            .with_options(options)
            .read()
            .expect_err("busy");
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    });
}

#[test]
fn callers_bring_their_own_http_stack_or_proxy() {
    let server = Server::start(|_, sent| match sent.target.contains("moved") {
        true => fine(),
        false if sent.header("x-moved").is_some() => response(302, &[("Location", "/moved")], ""),
        false => fine(),
    });
    let stack = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("own");
    let stack = stack
        .tls_backend_preconfigured(tls_config())
        .build()
        .expect("a stack");
    let client: Client = settings(&server).reqwest_client(stack).build().expect("a client");
    runtime()
        .block_on(client.flex().get_restore_job(PROJECT, "Flex0", JOB).into_future())
        .expect("a job");

    let agent = ureq::Agent::new_with_defaults();
    let client: BlockingClient = settings(&server).ureq_agent(agent).build().expect("a client");
    client
        .flex()
        .get_restore_job(PROJECT, "Flex0", JOB)
        .send()
        .expect("a job");
    let moved = client.with_options(CallOptions::new().header("X-Moved", "1").expect("a header"));
    let error = moved
        .flex()
        .get_restore_job(PROJECT, "Flex0", JOB)
        .send()
        .expect_err("a redirect");
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        Some(302),
        "it is not followed"
    );

    at_once(KINDS, |kind| {
        let proxy = Server::start(|_, _| fine());
        fn via<C: ClientKind>(proxy: &Server) -> Builder<C> {
            Builder::default()
                .base_url("http://service.invalid")
                .proxy(proxy.base())
                .retry(RetryPolicy::none())
        }
        let result = Either::new(kind, via(&proxy), via(&proxy)).read();
        // One stack requests the URL from the proxy, the other one a tunnel.
        let sent = proxy.sent();
        assert!(sent[0].target.contains("service.invalid"), "{sent:?} {result:?}");
    });
    assert!(BlockingClient::builder().proxy("::").build().is_err());
    assert!(Client::builder().proxy("::").build().is_err());
}

/// Returns a TLS configuration that trusts no authority: the test sends nothing over it.
fn tls_config() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}
