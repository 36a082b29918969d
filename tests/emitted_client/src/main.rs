//! Calls operations with every kind of credentials: `services BASE UPLOADS`, the URLs of two servers.
//!
//! The test that runs this program checks the received requests.

use servers_and_security_schemes::client::{BuildError, Credentials, RetryPolicy};
use servers_and_security_schemes::BlockingClient as Client;

const UPLOADS: &str = "https://uploads.example.org/base";

fn client(base: &str, credentials: Credentials) -> Client {
    let builder = Client::builder().base_url(base).retry(RetryPolicy::none());
    builder.credentials(credentials).build().expect("a client")
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (base, uploads) = (arguments.next().expect("BASE"), arguments.next().expect("UPLOADS"));
    let all = Credentials::bearer("t0k3n")
        .for_scheme("bearer")
        .and(Credentials::login("Aladdin", "open sesame"))
        .and(Credentials::service_account("id", "s3cr3t"))
        .and(Credentials::api_key("a&b").for_scheme("queryKey"))
        .and(Credentials::api_key("c00k13").for_scheme("cookieKey"));
    let shown = format!("{all:?}");
    for secret in ["t0k3n", "sesame", "s3cr3t", "a&b", "c00k13"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    each_requirement(&client(&base, all.clone()));
    servers(&base, &uploads, &all);
    partial_credentials(&base);
    default_headers(&base, &uploads);
    builders();
    own_scopes(&base);
}

fn each_requirement(client: &Client) {
    let calls = client.untagged();
    calls.get_token().q("x y").send().expect("a bearer token");
    calls.get_both().send().expect("two keys");
    calls.get_either().send().expect("basic, as there is no header key");
    calls.get_open().send().expect("no credentials");
    calls.get_optional().send().expect("a token that is fetched");
    // A redirect is not followed: it is a response that is not a success.
    let redirected = calls.get_token().q("redirect").send();
    assert_eq!(redirected.expect_err("a redirect").status().map(|it| it.as_u16()), Some(302));
}

fn servers(base: &str, uploads: &str, all: &Credentials) {
    // `/files` is on the host of the base URL.
    client(base, all.clone()).untagged().post_upload().send().expect("an upload");
    let builder = Client::builder().base_url(base).server(UPLOADS, uploads);
    let chosen = builder.credentials(all.clone()).build().expect("a client");
    chosen.untagged().get_upload().send().expect("from a server that the caller chose");
}

fn own_scopes(base: &str) {
    let account = Credentials::service_account("id", "s3cr3t");
    for scopes in ["admin", ""] {
        let client = client(base, account.clone().scope(scopes));
        client.untagged().get_optional().send().expect("a token with these scopes");
    }
}

fn partial_credentials(base: &str) {
    let one = client(base, Credentials::api_key("alone").for_scheme("queryKey"));
    let calls = one.untagged();
    calls.get_both().send().expect("nothing: the cookie is missing");
    calls.get_optional().send().expect("nothing: it is optional");
    calls.get_token().send().expect("nothing: there is no token");
}

fn default_headers(base: &str, uploads: &str) {
    let builder = Client::builder().base_url(base).server(UPLOADS, uploads);
    let client = builder.default_header("X-Trace", "7");
    client.build().expect("a client").untagged().get_open().send().expect("an answer");
}

fn builders() {
    let refused = |builder: Result<Client, BuildError>| builder.err().expect("no client").to_string();
    let unknown = Credentials::api_key("k").for_scheme("nobody");
    let message = refused(Client::builder().credentials(unknown).build());
    assert!(message.contains("no security scheme"), "{message}");
    let cookie = Credentials::api_key("a; b=c").for_scheme("cookieKey");
    assert!(refused(Client::builder().credentials(cookie).build()).contains("credentials"));
    let invalid = Client::builder().default_header("X-A", "1\n2").build();
    assert!(refused(invalid).contains("a header has a name or a value"));
    let region = Client::builder().server_variable("region", "us").build().expect("a client");
    assert!(format!("{region:?}").contains("https://us.example.com/v1"), "{region:?}");
    let names: Vec<_> = Credentials::variables().flatten().copied().collect();
    assert!(names.contains(&"SERVERS_AND_SECURITY_SCHEMES_TOKEN"), "{names:?}");
}
