//! Settings that would send requests or secrets to a wrong host, or that only look valid.

use super::*;
use atlas_restore_jobs::Environment;
use atlas_restore_jobs::client::BuildError;

/// Builds a client of each kind.
fn both(
    settings: impl Fn(Builder<Client>) -> Builder<Client>,
    blocking: impl Fn(Builder<BlockingClient>) -> Builder<BlockingClient>,
) -> [Result<(), BuildError>; 2] {
    [
        settings(Client::builder()).build().map(|_| ()),
        blocking(BlockingClient::builder()).build().map(|_| ()),
    ]
}

#[test]
fn a_base_url_with_the_path_of_every_operation_is_rejected_with_the_correct_one() {
    for (base, correct) in [
        (
            "https://cloud.mongodb.com/api/atlas/v2",
            "https://cloud.mongodb.com",
        ),
        (
            "https://cloud.mongodb.com/api/atlas/v2/",
            "https://cloud.mongodb.com",
        ),
        (
            " https://cloud.mongodb.com/api/atlas/v2/groups\n",
            "https://cloud.mongodb.com",
        ),
        ("https://cloud.mongodb.com/api", "https://cloud.mongodb.com"),
        ("https://proxy.example/a/api/atlas/v2", "https://proxy.example/a"),
        ("http://127.0.0.1:8080/api/atlas", "http://127.0.0.1:8080"),
    ] {
        for result in both(|own| own.base_url(base), |own| own.base_url(base)) {
            match result {
                Err(BuildError::RepeatedPath { url }) => assert_eq!(url, correct, "{base}"),
                other => panic!("{base}: {other:?}"),
            }
        }
    }
    let error = BlockingClient::builder()
        .base_url("https://cloud.mongodb.com/api/atlas/v2")
        .build();
    let text = error.expect_err("a repeated path").to_string();
    assert!(
        text.ends_with("set `base_url` to `https://cloud.mongodb.com`"),
        "{text}"
    );
    for base in [
        "https://proxy.example/api",
        "https://proxy.example/atlas/v2",
        "https://proxy.example/api/atlas/v2x",
        "https://cloud.mongodb.com\r\n",
    ] {
        for result in both(|own| own.base_url(base), |own| own.base_url(base)) {
            assert!(result.is_ok(), "{base}: {result:?}");
        }
    }
}

#[test]
fn the_government_cloud_is_a_named_option() {
    assert_eq!(Environment::Government.url(), "https://cloud.mongodbgov.com");
    let built = both(
        |own| own.base_url(Environment::Government).credentials(account()),
        |own| own.base_url(Environment::Government).credentials(account()),
    );
    assert!(built.iter().all(Result::is_ok), "{built:?}");
    let client = BlockingClient::builder()
        .base_url(Environment::Government)
        .build();
    let shown = format!("{:?}", client.expect("a client"));
    assert!(shown.contains("cloud.mongodbgov.com"), "{shown}");
}

#[test]
fn credentials_of_another_kind_are_rejected_with_those_that_the_api_takes() {
    let key = Credentials::api_key("key");
    for result in both(
        |own| own.credentials(key.clone()),
        |own| own.credentials(key.clone()),
    ) {
        let text = result.expect_err("the API has no such key").to_string();
        assert!(
            text.ends_with("it takes `Credentials::service_account` or `Credentials::login`"),
            "{text}"
        );
    }
}

#[test]
fn empty_credentials_are_rejected_with_the_name_of_the_part() {
    for (credentials, part) in [
        (Credentials::service_account("", "secret"), "client id"),
        (Credentials::service_account("id", ""), "client secret"),
        (Credentials::service_account("id", " \r\n"), "client secret"),
        (Credentials::login("", "private"), "user name"),
        (Credentials::login("public", "\n"), "password"),
        (Credentials::bearer(""), "token"),
    ] {
        for result in both(
            |own| own.credentials(credentials.clone()),
            |own| own.credentials(credentials.clone()),
        ) {
            let text = result.expect_err("an empty part").to_string();
            assert_eq!(text, format!("the credentials are empty: there is no {part}"));
        }
    }
}

#[test]
fn a_line_end_after_a_key_is_not_sent() {
    for kind in KINDS {
        let server = Server::start(|_, sent| match is_token(sent) {
            true => token(SECRETS[1], 3600),
            false => response(200, &[VERSIONED], RUNNING),
        });
        let credentials = Credentials::service_account("mdb_sa_id\n", format!("{}\r\n", SECRETS[0]));
        Either::with(kind, &server, credentials).read().expect("a job");
        Either::with(kind, &server, account()).read().expect("a job");
        let sent = server.sent();
        let basic: Vec<_> = sent
            .iter()
            .filter(|sent| is_token(sent))
            .map(|sent| sent.header("authorization"))
            .collect();
        assert_eq!(basic.len(), 2);
        assert_eq!(basic[0], basic[1]);
    }
}

#[test]
fn a_redirect_shows_no_secret_of_its_target() {
    let target = "https://user:s3cr3t-key@login.example.com/start?key=s3cr3t-key#s3cr3t-key";
    for kind in KINDS {
        let server = Server::start(move |_, _| {
            response(302, &[("Location", target), ("Set-Cookie", "sid=s3cr3t-key")], "")
        });
        let error = Either::plain(kind, &server).read().expect_err("a redirect");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("login.example.com/start"), "{shown}");
        assert!(!shown.contains(SECRETS[2]), "{shown}");
        let failure = error.failure().expect("a response");
        assert_eq!(
            failure.head.headers["location"], target,
            "the value itself is kept"
        );
    }
}
