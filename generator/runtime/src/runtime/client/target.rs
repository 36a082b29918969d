//! The URLs that calls are sent to: the base URL, and the servers of single operations.

use http::Uri;

use super::builder::{BuildError, checked};
use crate::runtime::{OperationDescriptor, RequestError, Server};
use crate::service::SERVICE;

/// The URLs that a client sends to.
pub(crate) struct Targets {
    base: Target,
    /// Whether the specification uses the host of the base URL.
    is_documented: bool,
    /// Indexed like the servers of the specification.
    others: Vec<Target>,
}

/// One URL that calls are sent to.
pub(crate) enum Target {
    /// Credentials are sent.
    Trusted(String),
    /// A host that neither the caller chose nor the specification lists with the base URL: no credentials are sent.
    Untrusted(String),
    /// The variables of the server have no values.
    Unknown(&'static str),
}

impl Server {
    /// Returns the allowed values of a variable if it does not allow `value`.
    fn rejects(&self, name: &str, value: &str) -> Option<&'static [&'static str]> {
        let (_, values) = self.values.iter().find(|(own, _)| *own == name)?;
        (!values.contains(&value)).then_some(*values)
    }

    /// Returns the URL with `value` for each known variable, otherwise with the default; `None` if a variable has
    /// neither.
    fn resolve<'a>(&self, value: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
        let mut url = String::with_capacity(self.url.len());
        let mut rest = self.url;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            let default = || {
                let mut variables = self.variables.iter();
                variables.find(|(own, _)| *own == name).map(|(_, text)| *text)
            };
            url.push_str(before);
            url.push_str(value(name).or_else(default)?);
            rest = after;
        }
        url.push_str(rest);
        Some(url)
    }
}

/// The settings of the caller.
#[derive(Clone, Default)]
pub(crate) struct Choices {
    pub(crate) base: Option<String>,
    /// Values of server variables.
    pub(crate) variables: Vec<(String, String)>,
    /// Servers of the specification, and their replacements.
    pub(crate) servers: Vec<(String, String)>,
}

impl Choices {
    fn resolve(&self, server: &Server) -> Option<String> {
        let variables = &self.variables;
        let value = |name: &str| variables.iter().rfind(|(own, _)| own == name);
        server.resolve(|name| value(name).map(|(_, value)| value.as_str()))
    }

    /// Returns the base URL; `None` if the specification has no absolute one and the caller set none.
    fn base(&self) -> Option<String> {
        let documented = || self.documented().filter(|url| url.contains("://"));
        let chosen = self.base.as_ref().map(|url| url.trim().to_owned());
        chosen.or_else(documented)
    }

    /// Returns the first server of the specification.
    fn documented(&self) -> Option<String> {
        self.resolve(SERVICE.server.as_ref()?)
    }

    /// Resolves all URLs. `secret` means that credentials are sent, which limits plain HTTP to this machine.
    ///
    /// # Errors
    ///
    /// There is no base URL, or it cannot be used.
    pub(crate) fn targets(&self, secret: bool) -> Result<Targets, BuildError> {
        self.check_variables()?;
        let base = checked(&self.base().ok_or(BuildError::NoBaseUrl)?, secret)?;
        let documented = self.documented().and_then(|url| origin(&url));
        let own = documented.is_some() && documented == origin(&base);
        if let Some(url) = without_repeated_path(&base, own).filter(|_| self.base.is_some()) {
            return Err(BuildError::RepeatedPath { url });
        }
        let target = |server: &'static Server| self.target(server, &base, own, secret);
        let others = SERVICE.servers.iter().map(target).collect::<Result<_, _>>()?;
        Ok(Targets {
            is_documented: own || documented.is_none(),
            base: Target::Trusted(base),
            others,
        })
    }

    /// Checks the values of variables against the servers that list values for them.
    fn check_variables(&self) -> Result<(), BuildError> {
        let servers = || SERVICE.server.iter().chain(SERVICE.servers);
        for (name, value) in &self.variables {
            if let Some(allowed) = servers().find_map(|server| server.rejects(name, value)) {
                let name = name.clone();
                return Err(BuildError::ServerVariable { name, allowed });
            }
        }
        Ok(())
    }

    /// Returns the target for the operations of `server`; `own` means that the base URL comes from the specification.
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
    /// Returns the base URL without a trailing slash.
    pub(crate) fn base(&self) -> &str {
        self.base.base().unwrap_or_default()
    }

    /// Returns true if a token endpoint of the specification may receive secrets: it is on the host of the base URL, or
    /// the specification uses the host of the base URL.
    pub(crate) fn trusts(&self, token_url: &str) -> bool {
        self.is_documented || origin(&completed(token_url, self.base())) == origin(self.base())
    }

    /// Returns the target of `operation`.
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
    /// Returns the URL without a trailing slash.
    ///
    /// # Errors
    ///
    /// The URL is incomplete.
    pub(crate) fn base(&self) -> Result<&str, RequestError> {
        match self {
            Self::Trusted(url) | Self::Untrusted(url) => Ok(url),
            Self::Unknown(server) => Err(RequestError::NoServer { server }),
        }
    }

    /// Returns true if credentials may be sent there.
    pub(crate) fn is_trusted(&self) -> bool {
        matches!(self, Self::Trusted(_))
    }
}

/// Removes a trailing path that every operation path begins with; `None` if there is no such path. It needs two
/// segments to be certain; on the host of the specification, or if the paths share only one, one is enough.
fn without_repeated_path(base: &str, is_documented: bool) -> Option<String> {
    let (scheme, rest) = base.split_once("://")?;
    let parts: Vec<&str> = rest.split('/').collect();
    let prefix = SERVICE.path_prefix;
    let is_certain = |length: usize| length > 1 || is_documented || length == prefix.len();
    let length = (1..=prefix.len())
        .rev()
        .find(|length| is_certain(*length) && parts.len() > *length && parts.ends_with(&prefix[..*length]))?;
    Some(format!("{scheme}://{}", parts[..parts.len() - length].join("/")))
}

/// Returns scheme, host and port of a URL.
pub(crate) fn origin(url: &str) -> Option<(String, String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let usual = if scheme == "http" { 80 } else { 443 };
    let port = uri.port_u16().unwrap_or(usual);
    Some((scheme, uri.host()?.to_ascii_lowercase(), port))
}

/// Completes a relative URL: one that starts with a slash refers to the host of `base`, any other is appended.
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
