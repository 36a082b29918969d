//! The security schemes of the API as the guide lists them: how a program gives credentials for each.

use super::doc_attrs;
use super::service::variables;
use crate::ir::{Api, KeyPlace, SchemeKind, SecurityScheme};
use crate::output::Options;

/// Returns a list item for each security scheme: its name, its kind, the constructor and the environment variables.
pub(super) fn items(api: &Api, options: &Options) -> Vec<String> {
    let schemes = api.service.schemes.iter();
    schemes.map(|scheme| item(scheme, api, options)).collect()
}

/// Returns whether a scheme fetches tokens.
pub(super) fn fetches_tokens(api: &Api) -> bool {
    let mut schemes = api.service.schemes.iter();
    schemes.any(|scheme| matches!(scheme.kind, SchemeKind::ClientCredentials(_)))
}

fn item(scheme: &SecurityScheme, api: &Api, options: &Options) -> String {
    let (kind, constructor) = match &scheme.kind {
        SchemeKind::Bearer => ("a bearer token".to_owned(), "bearer(token)"),
        SchemeKind::Basic => ("HTTP basic".to_owned(), "login(user, password)"),
        SchemeKind::Digest => ("HTTP digest".to_owned(), "login(user, password)"),
        SchemeKind::ApiKey(place, name) => {
            let place = match place {
                KeyPlace::Header => "header",
                KeyPlace::Query => "query parameter",
                KeyPlace::Cookie => "cookie",
            };
            (
                format!("a key in the {place} {}", doc_attrs::code(name)),
                "api_key(key)",
            )
        }
        SchemeKind::ClientCredentials(_) => (
            "a service account, OAuth 2.0 client credentials".to_owned(),
            "service_account(id, secret)",
        ),
    };
    let variables: Vec<String> = variables(scheme, api, options)
        .iter()
        .map(|name| doc_attrs::code(name))
        .collect();
    format!(
        "- {} ({kind}): `Credentials::{constructor}`; in the environment {}.",
        doc_attrs::code(&scheme.name),
        variables.join(" and ")
    )
}
