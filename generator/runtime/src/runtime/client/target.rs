//! Where calls are sent: the base URL, and the servers that single operations have instead.

use http::Uri;

use super::builder::{BuildError, checked};
use crate::runtime::{OperationDescriptor, RequestError, Server};
use crate::service::SERVICE;

/// The URLs that a client sends to.
pub(crate) struct Targets {
    base: Target,
    /// By the index of the server in the description.
    others: Vec<Target>,
}

/// One URL that calls are sent to.
pub(crate) enum Target {
    /// Credentials are sent.
    Trusted(String),
    /// A host that neither the caller chose nor the description names together with the base URL: no credentials.
    Untrusted(String),
    /// The server's variables have no values.
    Unknown(&'static str),
}

/// What a caller chose.
#[derive(Clone, Default)]
pub(crate) struct Choices {
    pub(crate) base: Option<String>,
    /// Values of server variables.
    pub(crate) variables: Vec<(String, String)>,
    /// Servers of the description, and what stands for each.
    pub(crate) servers: Vec<(String, String)>,
}

impl Choices {
    fn resolve(&self, server: &Server) -> Option<String> {
        let variables = &self.variables;
        let value = |name: &str| variables.iter().rfind(|(own, _)| own == name);
        server.resolve(|name| value(name).map(|(_, value)| value.as_str()))
    }

    /// The base URL; `None` if the description has no absolute one and the caller chose none.
    fn base(&self) -> Option<String> {
        let documented = || {
            let url = self.resolve(SERVICE.server.as_ref()?)?;
            url.contains("://").then_some(url)
        };
        self.base.clone().or_else(documented)
    }

    /// Resolves all URLs. `secret` says whether credentials are sent, which then only travel in the clear within this
    /// machine.
    ///
    /// # Errors
    ///
    /// No base URL, or one that cannot be used.
    pub(crate) fn targets(&self, secret: bool) -> Result<Targets, BuildError> {
        let base = checked(&self.base().ok_or(BuildError::NoBaseUrl)?, secret)?;
        let documented = SERVICE.server.as_ref().and_then(|server| self.resolve(server));
        let own = documented.is_some_and(|url| origin(&url) == origin(&base));
        let target = |server: &'static Server| self.target(server, &base, own, secret);
        let others = SERVICE.servers.iter().map(target).collect::<Result<_, _>>()?;
        Ok(Targets {
            base: Target::Trusted(base),
            others,
        })
    }

    /// Where the operations of `server` are sent; `own` says that the base URL is the description's.
    fn target(
        &self,
        server: &'static Server,
        base: &str,
        own: bool,
        secret: bool,
    ) -> Result<Target, BuildError> {
        let chosen = self.servers.iter().rfind(|(from, _)| from == server.url);
        if let Some((_, url)) = chosen {
            return checked(url, secret).map(Target::Trusted);
        }
        let Some(url) = self.resolve(server) else {
            return Ok(Target::Unknown(server.url));
        };
        let url = completed(&url, base);
        let trusted = own || origin(&url) == origin(base);
        Ok(match checked(&url, secret && trusted) {
            Ok(url) if trusted => Target::Trusted(url),
            Ok(url) => Target::Untrusted(url),
            Err(BuildError::Insecure) => Target::Untrusted(url),
            Err(_) => Target::Unknown(server.url),
        })
    }
}

impl Targets {
    /// The base URL, without a slash at the end.
    pub(crate) fn base(&self) -> &str {
        self.base.base().unwrap_or_default()
    }

    /// Where calls of `operation` are sent.
    pub(crate) fn of(&self, operation: &OperationDescriptor) -> &Target {
        operation
            .server
            .and_then(|index| self.others.get(index))
            .unwrap_or(&self.base)
    }

    /// Returns true if credentials may travel in the clear.
    pub(crate) fn are_clear(&self) -> bool {
        let mut all = std::iter::once(&self.base).chain(&self.others);
        all.any(|target| matches!(target, Target::Trusted(url) if url.starts_with("http:")))
    }
}

impl Target {
    /// The URL, without a slash at the end.
    ///
    /// # Errors
    ///
    /// It is not complete.
    pub(crate) fn base(&self) -> Result<&str, RequestError> {
        match self {
            Self::Trusted(url) | Self::Untrusted(url) => Ok(url),
            Self::Unknown(server) => Err(RequestError::NoServer { server }),
        }
    }

    /// Returns true if credentials are sent there.
    pub(crate) fn is_trusted(&self) -> bool {
        matches!(self, Self::Trusted(_))
    }
}

/// Scheme, host and port of a URL.
fn origin(url: &str) -> Option<(String, String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let usual = if scheme == "http" { 80 } else { 443 };
    let port = uri.port_u16().unwrap_or(usual);
    Some((scheme, uri.host()?.to_ascii_lowercase(), port))
}

/// Completes a relative URL: one that starts with a slash is on the host of `base`, any other is below it.
pub(crate) fn completed(url: &str, base: &str) -> String {
    if url.contains("://") {
        return url.to_owned();
    }
    let start = base.find("://").map_or(0, |index| index + 3);
    let (host, _) = base.split_at(base[start..].find('/').map_or(base.len(), |index| start + index));
    match url.strip_prefix("//") {
        Some(rest) => format!("{}{rest}", &base[..start]),
        None if url.starts_with('/') => format!("{host}{url}"),
        None => format!("{base}/{}", url.trim_start_matches("./")),
    }
}
