//! Servers and security schemes, and which of them each operation has.

use indexmap::IndexMap;
use openapiv3 as openapi;

use crate::diagnostic::Diagnostic;
use crate::ir::{KeyPlace, Operation, SchemeKind, SecurityScheme, Server, Service};
use crate::lower::operations::OperationNode;
use crate::lower::schema::node::NodeRef;
use crate::lower::types::builder::TypeBuilder;
use crate::validate::{MUTUAL_TLS, TypedDocument};

/// Sets the servers and security requirements of `operations`, which were lowered from `sources`, and returns the
/// schemes that they need.
pub(in crate::lower) fn lower<'a>(
    builder: &mut TypeBuilder<'a>,
    sources: &[OperationNode<'a>],
    operations: &mut [Operation],
) -> Service {
    let mut schemes = Vec::new();
    for (source, operation) in sources.iter().zip(operations) {
        operation.server = own_server(builder, source);
        operation.security = requirements(builder, source, &mut schemes);
    }
    Service {
        schemes,
        version_header: builder.version_header.clone(),
        conventions: builder.settings.conventions.clone(),
    }
}

/// Returns the first server that a document states.
pub(in crate::lower) fn default_server(documents: &[TypedDocument]) -> Option<Server> {
    let servers = documents.iter().flat_map(|document| &document.servers);
    servers.map(server).next()
}

/// Returns a server of the model.
fn server(server: &openapi::Server) -> Server {
    let variables = || server.variables.iter().flatten();
    let limited = variables().filter(|(_, variable)| !variable.enumeration.is_empty());
    Server {
        url: server.url.trim_end_matches('/').to_owned(),
        variables: variables()
            .map(|(name, variable)| (name.clone(), variable.default.clone()))
            .collect(),
        values: limited
            .map(|(name, variable)| (name.clone(), variable.enumeration.clone()))
            .collect(),
    }
}

/// Returns the first server of the operation, otherwise of its path; `None` if it has the API's.
fn own_server(builder: &mut TypeBuilder<'_>, source: &OperationNode<'_>) -> Option<Server> {
    let own = source.node.servers.first().map(|own| (source.place.clone(), own));
    let path = || {
        let (path, _) = source.place.pointer.rsplit_once('/')?;
        let place = NodeRef {
            document: source.place.document,
            pointer: path.into(),
        };
        Some((place, source.item.servers.first()?))
    };
    let (place, found) = own.or_else(path)?;
    let found = server(found);
    let api = &builder.resolver.documents[source.place.document].servers;
    if let Some(name) = undeclared(&found) {
        let at = place
            .item("servers", 0)
            .child("url")
            .location(builder.resolver.documents);
        let message = format!("the server variable `{name}` has no default");
        let help = "add it to `variables`; until then, callers have to set it or the whole URL";
        builder.report(Diagnostic::new("undeclared-server-variable", at, message, help));
    }
    (api.first().map(server).as_ref() != Some(&found)).then_some(found)
}

/// Returns the first variable without a default in the URL of a server.
fn undeclared(server: &Server) -> Option<&str> {
    let names = server
        .url
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'));
    let mut names = names.map(|(name, _)| name);
    names.find(|name| !server.variables.iter().any(|(own, _)| own == name))
}

/// Returns the security requirements of an operation that clients support, as indices of `schemes`, which grows.
fn requirements<'a>(
    builder: &mut TypeBuilder<'a>,
    source: &OperationNode<'a>,
    schemes: &mut Vec<SecurityScheme>,
) -> Vec<Vec<usize>> {
    let document = &builder.resolver.documents[source.place.document];
    let (place, listed) = match &source.node.security {
        Some(own) => (source.place.clone(), own),
        None => {
            let pointer = String::new();
            let document_place = NodeRef {
                document: source.place.document,
                pointer: pointer.into(),
            };
            (document_place, &document.security)
        }
    };
    let mut found = Vec::new();
    for (index, requirement) in listed.iter().enumerate() {
        let place = place.item("security", index);
        let names: Vec<&String> = requirement
            .keys()
            .filter(|name| !is_mutual_tls(builder, &place.child(name), name))
            .collect();
        let all: Option<Vec<usize>> = names
            .into_iter()
            .map(|name| Some(index_of(schemes, scheme(builder, &place.child(name), name)?)))
            .collect();
        found.extend(all);
    }
    found
}

/// Returns true if a scheme is mutual TLS, which is reported: requests do not send the certificate.
fn is_mutual_tls(builder: &mut TypeBuilder<'_>, place: &NodeRef, name: &str) -> bool {
    use openapi::SecurityScheme::HTTP;
    let declared = &builder.resolver.documents[place.document]
        .components
        .security_schemes;
    let scheme = declared.get(name);
    let found = scheme.and_then(|scheme| builder.resolver.security_scheme(place, name, scheme));
    let is_it = matches!(found, Some(HTTP { scheme, .. }) if scheme == MUTUAL_TLS);
    if is_it {
        let at = place.location(builder.resolver.documents);
        let message = format!("the security scheme `{name}` is not supported: mutual TLS");
        let help = "give the client certificate to an HTTP client of your own, and that to the builder";
        builder.report(Diagnostic::new("unsupported-security-scheme", at, message, help));
    }
    is_it
}

/// Returns the index of a scheme in the list of all; adds it if it is new.
fn index_of(schemes: &mut Vec<SecurityScheme>, scheme: SecurityScheme) -> usize {
    let known = schemes.iter().position(|own| *own == scheme);
    known.unwrap_or_else(|| {
        schemes.push(scheme);
        schemes.len() - 1
    })
}

/// Returns the scheme that the requirement at `place` names; reports unsupported ones.
fn scheme(builder: &mut TypeBuilder<'_>, place: &NodeRef, name: &str) -> Option<SecurityScheme> {
    let document = &builder.resolver.documents[place.document];
    let declared: &IndexMap<_, _> = &document.components.security_schemes;
    let found = declared
        .get(name)
        .and_then(|scheme| builder.resolver.security_scheme(place, name, scheme));
    let (code, message) = match found {
        Some(found) => {
            let api = document.servers.first().map(server);
            match kind(found, api.as_ref()) {
                Ok(kind) => {
                    let name = name.to_owned();
                    return Some(SecurityScheme { name, kind });
                }
                Err(why) => (
                    "unsupported-security-scheme",
                    format!("the security scheme `{name}` is not supported: {why}"),
                ),
            }
        }
        None => (
            "unknown-security-scheme",
            format!("there is no security scheme `{name}` in `components.securitySchemes`"),
        ),
    };
    let at = place.location(builder.resolver.documents);
    let help =
        "clients do not use this security requirement: declare a supported scheme, or set a default header";
    builder.report(Diagnostic::new(code, at, message, help));
    None
}

/// Returns the kind of a scheme, or the reason why it is not supported; `api` is the default server.
fn kind(scheme: &openapi::SecurityScheme, api: Option<&Server>) -> Result<SchemeKind, String> {
    use openapi::{APIKeyLocation as In, SecurityScheme as Scheme};
    match scheme {
        Scheme::HTTP { scheme, .. } => match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Ok(SchemeKind::Bearer),
            "basic" => Ok(SchemeKind::Basic),
            "digest" => Ok(SchemeKind::Digest),
            _ => Err(format!("HTTP authentication `{scheme}`")),
        },
        Scheme::APIKey { location, name, .. } => {
            let place = match location {
                In::Header => KeyPlace::Header,
                In::Query => KeyPlace::Query,
                In::Cookie => KeyPlace::Cookie,
            };
            if place != KeyPlace::Query && name.parse::<http::HeaderName>().is_err() {
                return Err(format!("`{name}` is not a valid name"));
            }
            Ok(SchemeKind::ApiKey(place, name.clone()))
        }
        Scheme::OAuth2 { flows, .. } => Ok(match &flows.client_credentials {
            Some(flow) => SchemeKind::ClientCredentials(token_url(&flow.token_url, api)),
            None => SchemeKind::Bearer,
        }),
        Scheme::OpenIDConnect { .. } => Ok(SchemeKind::Bearer),
    }
}

/// Returns the URL of a token endpoint; only its path if it is on the host of the API, which callers may override.
fn token_url(url: &str, api: Option<&Server>) -> String {
    let api = api.map(|server| {
        let variables = server.variables.iter();
        variables.fold(server.url.clone(), |url, (name, default)| {
            url.replace(&format!("{{{name}}}"), default)
        })
    });
    let host = api.as_deref().and_then(|api| {
        let start = api.find("://")? + 3;
        let end = api[start..].find('/').map_or(api.len(), |index| start + index);
        Some(&api[..end])
    });
    match host.and_then(|host| url.strip_prefix(host)) {
        Some(path) if path.starts_with('/') => path.to_owned(),
        _ => url.to_owned(),
    }
}
