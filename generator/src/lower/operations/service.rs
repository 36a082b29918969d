//! Security schemes, and which of them and of the servers each operation has.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3 as openapi;

use crate::diagnostic::Diagnostic;
use crate::ir::{KeyPlace, Operation, SchemeKind, SecurityScheme, Server, Service};
use crate::lower::operations::{OperationNode, servers};
use crate::lower::schema::node::NodeRef;
use crate::lower::types::builder::TypeBuilder;
use crate::validate::MUTUAL_TLS;

/// Sets the servers and security requirements of `operations`, which were lowered from `sources`, and returns the
/// schemes that they need.
pub(in crate::lower) fn lower<'a>(
    builder: &mut TypeBuilder<'a>,
    sources: &[OperationNode<'a>],
    operations: &mut [Operation],
) -> Service {
    servers::check_default(builder);
    let mut schemes = Schemes::default();
    for (source, operation) in sources.iter().zip(operations) {
        operation.server = servers::own_server(builder, source);
        operation.security = requirements(builder, source, &mut schemes);
    }
    Service {
        schemes: schemes.finish(),
        version_header: builder.version_header.clone(),
        conventions: builder.settings.conventions.clone(),
    }
}

/// The security schemes that operations require.
#[derive(Default)]
struct Schemes {
    /// Each scheme, with all scopes that it declares for tokens that clients fetch.
    all: Vec<SecurityScheme>,
    /// The scopes that operations require of each.
    required: Vec<BTreeSet<String>>,
}

impl Schemes {
    /// Returns the index of a scheme, which is added if it is new, and notes the scopes that an operation requires.
    fn require(&mut self, scheme: SecurityScheme, scopes: &[String]) -> usize {
        let known = self.all.iter().position(|own| *own == scheme);
        let index = known.unwrap_or_else(|| {
            self.all.push(scheme);
            self.required.push(BTreeSet::new());
            self.all.len() - 1
        });
        self.required[index].extend(scopes.iter().cloned());
        index
    }

    /// Returns the schemes with the scopes that operations require; with all scopes if no operation names any.
    fn finish(self) -> Vec<SecurityScheme> {
        let both = self.all.into_iter().zip(self.required);
        both.map(|(mut scheme, required)| {
            if matches!(scheme.kind, SchemeKind::ClientCredentials(_)) && !required.is_empty() {
                scheme.scopes = required.into_iter().collect();
            }
            scheme
        })
        .collect()
    }
}

/// Returns the security requirements of an operation that clients support, as indices of `schemes`, which grows.
fn requirements<'a>(
    builder: &mut TypeBuilder<'a>,
    source: &OperationNode<'a>,
    schemes: &mut Schemes,
) -> Vec<Vec<usize>> {
    let document = &builder.resolver.documents[source.node_ref.document];
    let (node_ref, listed) = match &source.node.security {
        Some(own) => (source.node_ref.clone(), own),
        None => {
            let pointer = String::new();
            let document_place = NodeRef {
                document: source.node_ref.document,
                pointer: pointer.into(),
            };
            (document_place, &document.security)
        }
    };
    let mut found = Vec::new();
    for (index, requirement) in listed.iter().enumerate() {
        let node_ref = node_ref.item("security", index);
        let names: Vec<_> = requirement
            .iter()
            .filter(|(name, _)| !is_mutual_tls(builder, &node_ref.child(name), name))
            .collect();
        let all: Option<Vec<usize>> = names
            .into_iter()
            .map(|(name, scopes)| {
                Some(schemes.require(scheme(builder, &node_ref.child(name), name)?, scopes))
            })
            .collect();
        found.extend(all);
    }
    found
}

/// Returns true if a scheme is mutual TLS, which is reported: requests do not send the certificate.
fn is_mutual_tls(builder: &mut TypeBuilder<'_>, node_ref: &NodeRef, name: &str) -> bool {
    use openapi::SecurityScheme::HTTP;
    let declared = &builder.resolver.documents[node_ref.document]
        .components
        .security_schemes;
    let scheme = declared.get(name);
    let found = scheme.and_then(|scheme| builder.resolver.security_scheme(node_ref, name, scheme));
    let is_it = matches!(found, Some(HTTP { scheme, .. }) if scheme == MUTUAL_TLS);
    if is_it {
        let at = node_ref.location(builder.resolver.documents);
        let message = format!("the security scheme `{name}` is not supported: mutual TLS");
        let help = "give the client certificate to an HTTP client of your own, and that to the builder";
        builder.report(Diagnostic::new("unsupported-security-scheme", at, message, help));
    }
    is_it
}

/// Returns the scheme that the requirement at `node_ref` names; reports unsupported ones.
fn scheme(builder: &mut TypeBuilder<'_>, node_ref: &NodeRef, name: &str) -> Option<SecurityScheme> {
    let document = &builder.resolver.documents[node_ref.document];
    let declared: &IndexMap<_, _> = &document.components.security_schemes;
    let found = declared
        .get(name)
        .and_then(|scheme| builder.resolver.security_scheme(node_ref, name, scheme));
    let (code, message) = match found {
        Some(found) => {
            let api = servers::usable(&document.servers);
            match kind(found, api.as_ref()) {
                Ok(kind) => {
                    let name = name.to_owned();
                    let scopes = declared_scopes(found);
                    return Some(SecurityScheme { name, kind, scopes });
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
    let at = node_ref.location(builder.resolver.documents);
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
            let node_ref = match location {
                In::Header => KeyPlace::Header,
                In::Query => KeyPlace::Query,
                In::Cookie => KeyPlace::Cookie,
            };
            if node_ref != KeyPlace::Query && name.parse::<http::HeaderName>().is_err() {
                return Err(format!("`{name}` is not a valid name"));
            }
            Ok(SchemeKind::ApiKey(node_ref, name.clone()))
        }
        Scheme::OAuth2 { flows, .. } => Ok(match &flows.client_credentials {
            Some(flow) => SchemeKind::ClientCredentials(token_url(&flow.token_url, api)),
            None => SchemeKind::Bearer,
        }),
        Scheme::OpenIDConnect { .. } => Ok(SchemeKind::Bearer),
    }
}

/// Returns the scopes of the flow by which clients fetch tokens, ascending.
fn declared_scopes(scheme: &openapi::SecurityScheme) -> Vec<String> {
    let openapi::SecurityScheme::OAuth2 { flows, .. } = scheme else {
        return Vec::new();
    };
    let flow = flows.client_credentials.iter();
    let scopes: BTreeSet<&String> = flow.flat_map(|flow| flow.scopes.keys()).collect();
    scopes.into_iter().cloned().collect()
}

/// Returns the URL of a token endpoint; only its path if it is on the host of the API, which callers may override.
fn token_url(url: &str, api: Option<&Server>) -> String {
    let api = api.map(Server::default_url);
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

#[cfg(test)]
mod tests {
    use crate::load::SourceFile;
    use crate::output::Options;

    /// Returns the scopes of the only scheme, whose flow declares `b` and `a`.
    fn scopes(requirement: &str) -> Vec<String> {
        let flow = "{tokenUrl: https://e.com/t, scopes: {b: B, a: A}}";
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: getA\n      \
             security: [{requirement}]\n      responses: {{'204': {{description: d}}}}\n\
             components: {{securitySchemes: {{own: {{type: oauth2, flows: {{clientCredentials: {flow}}}}}}}}}\n"
        );
        let file = SourceFile::new("openapi.yaml", text);
        let model = crate::model(vec![file], &Options::default()).unwrap_or_else(|_| panic!("a model"));
        model.api.service.schemes[0].scopes.clone()
    }

    #[test]
    fn tokens_have_the_required_scopes_or_all() {
        assert_eq!(scopes("{own: [b]}"), ["b"]);
        assert_eq!(scopes("{own: []}"), ["a", "b"]);
    }
}
