//! Servers: the URLs that calls are sent to.

use openapiv3 as openapi;

use crate::diagnostic::Diagnostic;
use crate::ir::Server;
use crate::lower::operations::OperationNode;
use crate::lower::schema::node::NodeRef;
use crate::lower::types::builder::TypeBuilder;
use crate::validate::TypedDocument;

/// Returns the first server that clients can send to; `None` if there is none.
pub(super) fn usable(servers: &[openapi::Server]) -> Option<Server> {
    servers.iter().find_map(|server| read(server).server)
}

/// Returns the first server of all documents that clients can send to.
pub(in crate::lower) fn default_server(documents: &[TypedDocument]) -> Option<Server> {
    documents.iter().find_map(|document| usable(&document.servers))
}

/// Reports what is wrong with the servers of all operations.
pub(super) fn check_default(builder: &mut TypeBuilder<'_>) {
    let documents = builder.resolver.documents;
    for (number, document) in documents.iter().enumerate() {
        let root = NodeRef {
            document: number,
            pointer: String::new().into(),
        };
        check(builder, &root, &document.servers);
    }
}

/// Returns the server of the operation, otherwise of its path; `None` if it has the API's.
pub(super) fn own_server(builder: &mut TypeBuilder<'_>, source: &OperationNode<'_>) -> Option<Server> {
    let (node_ref, listed) = match source.node.servers.as_slice() {
        [] => (source.node_ref.parent()?, &source.item.servers),
        _ => (source.node_ref.clone(), &source.node.servers),
    };
    check(builder, &node_ref, listed);
    let api = usable(&builder.resolver.documents[source.node_ref.document].servers);
    usable(listed).filter(|own| api.as_ref() != Some(own))
}

/// Reports the mistakes of the listed servers up to the one that is used.
fn check(builder: &mut TypeBuilder<'_>, node_ref: &NodeRef, servers: &[openapi::Server]) {
    for (index, server) in servers.iter().enumerate() {
        let found = read(server);
        let at = node_ref.item("servers", index).child("url");
        let at = at.location(builder.resolver.documents);
        if let Some((code, message, help)) = found.problem {
            builder.report(Diagnostic::new(code, at.clone(), message, help));
        }
        let Some(server) = found.server else { continue };
        if let Some(name) = undeclared(&server) {
            let message = format!("the server variable `{name}` has no default");
            let help = "add it to `variables`; until then, callers have to set it or the whole URL";
            builder.report(Diagnostic::new("undeclared-server-variable", at, message, help));
        }
        return;
    }
}

/// A server as clients use it, and what is wrong with it: code, message and help.
struct Read {
    server: Option<Server>,
    problem: Option<(&'static str, String, String)>,
}

/// Reads a server: its URL is one of HTTP, or relative; a host without a scheme gets one.
fn read(server: &openapi::Server) -> Read {
    let mut found = model(server);
    let url = found.default_url();
    let unusable = |reason: String| Read {
        server: None,
        problem: Some((
            "unusable-server",
            format!("clients cannot send to `{}`: {reason}", server.url),
            "list a server whose URL starts with `https://`; otherwise callers have to set the base URL"
                .to_owned(),
        )),
    };
    if url.contains(['?', '#']) || url.contains(char::is_whitespace) {
        return unusable("a path cannot follow it".to_owned());
    }
    let mut problem = None;
    match url.split_once("://") {
        Some((scheme, _)) if !["http", "https"].contains(&&*scheme.to_ascii_lowercase()) => {
            return unusable(format!("the scheme is `{scheme}`, not `http` or `https`"));
        }
        Some(_) => {}
        None => {
            if let Some(scheme) = missing_scheme(&url) {
                found.url.insert_str(0, scheme);
                let message = format!("the URL `{}` has no scheme", server.url);
                let help = format!("write `{}`; until then, it is read that way", found.url);
                problem = Some(("repaired", message, help));
            }
        }
    }
    Read {
        server: Some(found),
        problem,
    }
}

/// Returns what a URL lacks that starts with a host instead of a scheme; `None` if it is a path.
fn missing_scheme(url: &str) -> Option<&'static str> {
    if url.starts_with("//") {
        return Some("https:");
    }
    let authority = url.split('/').next()?;
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_name = host.split('.').all(is_label) && port.is_none_or(is_port);
    let top = host.rsplit_once('.').map(|(_, top)| top);
    let has_domain = top.is_some_and(|top| top.len() > 1 && top.chars().all(char::is_alphabetic));
    let is_address = host.parse::<std::net::Ipv4Addr>().is_ok();
    let is_local = host.eq_ignore_ascii_case("localhost") || host.starts_with("127.");
    match is_name && (port.is_some() || has_domain || is_address || is_local) {
        true if is_local => Some("http://"),
        true => Some("https://"),
        false => None,
    }
}

/// Returns a server of the model, with the URL as it is written.
fn model(server: &openapi::Server) -> Server {
    let variables = || server.variables.iter().flatten();
    let limited = variables().filter(|(_, variable)| !variable.enumeration.is_empty());
    Server {
        url: server.url.trim().trim_end_matches('/').to_owned(),
        variables: variables()
            .map(|(name, variable)| (name.clone(), variable.default.clone()))
            .collect(),
        values: limited
            .map(|(name, variable)| (name.clone(), variable.enumeration.clone()))
            .collect(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> (Option<String>, Option<&'static str>) {
        let found = read(&openapi::Server {
            url: url.to_owned(),
            ..openapi::Server::default()
        });
        (
            found.server.map(|server| server.url),
            found.problem.map(|(code, ..)| code),
        )
    }

    #[test]
    fn urls_of_http_and_paths_stay() {
        for url in [
            "https://e.com/v1",
            "HTTP://e.com",
            "https://{tenant}.e.com",
            "/v1",
            "v1",
            "api/v1.0",
            "./v1.0",
            "../v1",
            "{base}",
            "v1.2",
        ] {
            assert_eq!(of(url), (Some(url.to_owned()), None));
        }
        assert_eq!(of("/"), (Some(String::new()), None));
    }

    #[test]
    fn hosts_get_a_scheme() {
        for (url, read) in [
            ("api.example.com/v1/", "https://api.example.com/v1"),
            ("api.example.com:8443", "https://api.example.com:8443"),
            ("//api.example.com/v1", "https://api.example.com/v1"),
            ("localhost:8080/v1", "http://localhost:8080/v1"),
            ("127.0.0.1", "http://127.0.0.1"),
            ("10.0.0.1/x", "https://10.0.0.1/x"),
        ] {
            assert_eq!(of(url), (Some(read.to_owned()), Some("repaired")), "{url}");
        }
    }

    #[test]
    fn other_urls_are_not_used() {
        for url in [
            "ws://e.com",
            "ftp://e.com/v1",
            "https://e.com?tenant=1",
            "https://e.com/v 1",
        ] {
            assert_eq!(of(url), (None, Some("unusable-server")), "{url}");
        }
        let servers = ["wss://e.com", "https://e.com/v1"].map(|url| openapi::Server {
            url: url.to_owned(),
            ..openapi::Server::default()
        });
        assert_eq!(
            usable(&servers).map(|server| server.url).as_deref(),
            Some("https://e.com/v1")
        );
    }
}
