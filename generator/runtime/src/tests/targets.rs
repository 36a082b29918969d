//! The URLs that calls are sent to, and the hosts that receive credentials.

use crate::runtime::client::BuildError;
use crate::runtime::client::target::{Choices, completed};
use crate::runtime::{OperationDescriptor, Version};

static AT_TENANT: OperationDescriptor =
    OperationDescriptor::new("a", "GET", "/a", Version::UNVERSIONED, "application/json").server(0);

fn choices(base: Option<&str>, variables: &[(&str, &str)]) -> Choices {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Choices {
        base: base.map(str::to_owned),
        variables: variables.iter().map(owned).collect(),
        servers: Vec::new(),
    }
}

#[test]
fn server_variables_have_defaults_and_can_be_set() {
    let base = |variables: &[_]| choices(None, variables).targets(true).unwrap().base().to_owned();
    assert_eq!(base(&[]), "https://eu.example.com/v1");
    assert_eq!(base(&[("region", "us")]), "https://us.example.com/v1");
}

#[test]
fn a_server_variable_has_one_of_the_listed_values() {
    let Err(error) = choices(None, &[("region", "mars")]).targets(true) else {
        panic!("the value is accepted");
    };
    assert!(matches!(&error, BuildError::ServerVariable { name, .. } if name == "region"));
    assert_eq!(
        error.to_string(),
        "the server variable `region` has to be one of: eu, us"
    );
    assert!(choices(None, &[("stage", "any")]).targets(true).is_ok());
}

#[test]
fn an_operation_server_is_trusted_only_with_the_documented_base_or_by_choice() {
    let tenant = [("tenant", "t")];
    let own = choices(None, &tenant).targets(true).unwrap();
    assert!(own.of(&AT_TENANT).is_trusted());
    assert_eq!(own.of(&AT_TENANT).base().unwrap(), "https://t.example.net");
    let other = choices(Some("https://mine.example.org"), &tenant);
    assert!(!other.targets(true).unwrap().of(&AT_TENANT).is_trusted());
    let chosen = Choices {
        servers: vec![(
            "https://{tenant}.example.net".to_owned(),
            "https://mine.example.org/t/".to_owned(),
        )],
        ..other
    };
    let chosen = chosen.targets(true).unwrap();
    assert!(chosen.of(&AT_TENANT).is_trusted());
    assert_eq!(
        chosen.of(&AT_TENANT).base().unwrap(),
        "https://mine.example.org/t"
    );
}

#[test]
fn an_operation_server_without_values_sends_nothing() {
    let targets = choices(None, &[]).targets(false).unwrap();
    let error = targets.of(&AT_TENANT).base().unwrap_err();
    assert!(error.to_string().contains("`Builder::server`"), "{error}");
}

#[test]
fn relative_urls_are_completed_on_the_host_of_the_base() {
    let base = "https://e.com:8443/v1";
    assert_eq!(completed("/token", base), "https://e.com:8443/token");
    assert_eq!(completed("./x", base), "https://e.com:8443/v1/x");
    assert_eq!(completed("//f.com/x", base), "https://f.com/x");
    assert_eq!(completed("http://g.com", base), "http://g.com");
}

#[test]
fn a_token_endpoint_elsewhere_gets_no_secret_if_the_base_was_set() {
    let elsewhere = "https://login.example.org/token";
    let own = choices(None, &[]).targets(true).unwrap();
    assert!(own.trusts(elsewhere) && own.trusts("/oauth/token"));
    let other = choices(Some("https://mine.example.org"), &[])
        .targets(true)
        .unwrap();
    assert!(!other.trusts(elsewhere));
    assert!(other.trusts("/oauth/token") && other.trusts("https://mine.example.org:443/token"));
}

#[test]
fn a_base_url_must_not_repeat_the_path_of_operations() {
    for (base, correct) in [
        ("https://e.com/x/api/sample", "https://e.com/x"),
        ("https://eu.example.com/api/", "https://eu.example.com"),
    ] {
        match choices(Some(base), &[]).targets(false) {
            Err(BuildError::RepeatedPath { url }) => assert_eq!(url, correct),
            _ => panic!("{base}"),
        }
    }
    for base in ["https://e.com/api", "https://e.com/sample", "https://api.sample"] {
        assert!(choices(Some(base), &[]).targets(false).is_ok(), "{base}");
    }
}
