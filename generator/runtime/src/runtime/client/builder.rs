//! Settings of a client.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::auth::Auth;
use super::credentials::Credentials;
use super::send::Engine;
use super::target::{Choices, completed};
use super::warnings::{Hook, Notice};
use super::{Limits, RetryPolicy, Transport};
use crate::service::SERVICE;

/// Selects what is checked against the specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Validation {
    /// Nothing is checked.
    Off,
    /// Requests are checked; an invalid request is not sent.
    #[default]
    Requests,
    /// Requests and responses are checked. An invalid response is still returned, and reported as a [`Notice`].
    RequestsAndResponses,
}

/// A kind of client: async or blocking.
pub trait ClientKind: Sized {
    /// The interface of its HTTP stacks.
    type Transport: ?Sized;
    /// Returns the default HTTP stack.
    #[doc(hidden)]
    fn default_transport(stack: DefaultTransport<'_>) -> Result<Arc<Self::Transport>, BuildError>;
    /// Returns the HTTP stack that returns the responses of a mock.
    #[cfg(feature = "mock")]
    #[doc(hidden)]
    fn mock_transport(mock: super::Mock) -> Arc<Self::Transport>;
    #[doc(hidden)]
    fn carrier(transport: Arc<Self::Transport>) -> Arc<dyn Transport>;
    #[doc(hidden)]
    fn over(engine: Engine) -> Self;
    #[doc(hidden)]
    fn engine(&self) -> &Arc<Engine>;
}

/// Settings of the default HTTP stack.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct DefaultTransport<'a> {
    pub(crate) limits: Limits,
    /// The trusted certificate authorities (PEM), in place of those of the system.
    pub(crate) roots: Option<&'a [u8]>,
    /// Whether the proxies of the environment are ignored.
    pub(crate) direct: bool,
    /// The proxy, in place of those of the environment.
    pub(crate) proxy: Option<&'a str>,
}

/// Builds a client of kind `C`. Every setting has a default; most programs set the [`credentials`](Self::credentials).
///
/// Proxies come from the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`. The blocking client uses
/// the first of `ALL_PROXY`, `HTTPS_PROXY` and `HTTP_PROXY` for every scheme. Plain HTTP with credentials, which is
/// limited to this machine, never uses a proxy.
///
/// TLS is rustls. Its cryptography provider is the one that the process has installed
/// (`rustls::crypto::CryptoProvider::install_default`), or *ring* with feature `ring` (enabled by default), or AWS-LC
/// with feature `aws-lc-rs`. Without both features, install one before the client is built.
#[must_use]
pub struct Builder<C: ClientKind> {
    choices: Choices,
    token_url: Option<String>,
    headers: Vec<(String, String)>,
    credentials: Credentials,
    agent: String,
    limits: Limits,
    retry: RetryPolicy,
    validation: Validation,
    hook: Option<Hook>,
    roots: Option<Vec<u8>>,
    proxy: Option<String>,
    transport: Option<Arc<C::Transport>>,
    kind: PhantomData<fn() -> C>,
}

impl<C: ClientKind> Default for Builder<C> {
    fn default() -> Self {
        Self {
            choices: Choices::default(),
            token_url: None,
            headers: Vec::new(),
            credentials: Credentials::none(),
            agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            validation: Validation::default(),
            hook: None,
            roots: None,
            proxy: None,
            transport: None,
            kind: PhantomData,
        }
    }
}

impl<C: ClientKind> Builder<C> {
    /// Sets the part of URLs before the paths of operations: scheme, host and an optional path. The default is the
    /// first server of the specification; if that is relative or missing, this setting is required.
    ///
    /// Line ends and spaces around the URL are removed. A trailing path that every operation path begins with is an
    /// error.
    ///
    /// Credentials and default headers are sent to this host. They are also sent to the servers of single operations if
    /// the specification uses the same host as this URL.
    #[doc(alias = "endpoint")]
    #[doc(alias = "server")]
    #[doc(alias = "host")]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.choices.base = Some(url.into());
        self
    }

    /// Sets a variable of the servers in the description, such as a region; by default each has the description's
    /// default. It has no effect on a [`base_url`](Self::base_url) that is set.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.choices.variables.push((name.into(), value.into()));
        self
    }

    /// Replaces the server `documented` of single operations, spelled as in the specification, by `url`, which receives
    /// credentials.
    pub fn server(mut self, documented: impl Into<String>, url: impl Into<String>) -> Self {
        self.choices.servers.push((documented.into(), url.into()));
        self
    }

    /// Fetches tokens from this URL, in place of the one in the specification. It is required if the token URL of the
    /// specification is on another host than the [`base_url`](Self::base_url) that was set.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sends this header with every call that does not set a header of the same name, but not with token requests.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends this API version in the version header, in place of the one that the crate was generated for. It
    /// has no effect if the API has no such header.
    pub fn api_version(self, version: impl Into<String>) -> Self {
        match SERVICE.version_header {
            Some((name, _)) => self.default_header(name, version),
            None => self,
        }
    }

    /// Sets the credentials. The default is none.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Sets the value of `User-Agent`. The default is the name and version of this crate.
    pub fn user_agent(mut self, agent: impl Into<String>) -> Self {
        self.agent = agent.into();
        self
    }

    /// Sets the timeout of each attempt, from the start of the request to the end of the response (default: 1 minute).
    /// A call may take several attempts: see [`RetryPolicy`].
    #[doc(alias = "deadline")]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }

    /// Sets the timeout for establishing a connection (default: 10 seconds).
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.limits.connect = time;
        self
    }

    /// Sets the maximum size of a response body in bytes (default: 64 MiB).
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Sets the retry policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Selects the checks against the specification (default: requests).
    pub fn validation(mut self, validation: Validation) -> Self {
        self.validation = validation;
        self
    }

    /// Calls `hook` with notices such as deprecations and responses in another version.
    pub fn on_notice(mut self, hook: impl Fn(&Notice<'_>) + Send + Sync + 'static) -> Self {
        self.hook = Some(Arc::new(hook));
        self
    }

    /// Trusts these certificate authorities (one or more certificates as PEM), in place of those of the system.
    #[doc(alias = "tls")]
    #[doc(alias = "ca")]
    #[doc(alias = "certificate")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots = Some(pem.into());
        self
    }

    /// Sends through the proxy at this URL, such as `http://user:password@proxy.example:8080`, in place of the proxies
    /// of the environment.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Sends through this HTTP stack, which uses its own connection timeout, proxies and certificates.
    pub fn transport(mut self, transport: Arc<C::Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Invalid settings, and errors of the HTTP stack.
    pub fn build(self) -> Result<C, BuildError> {
        let headers = headers(&self.headers)?;
        let secret = self.credentials.is_secret() || headers.values().any(HeaderValue::is_sensitive);
        let targets = self.choices.targets(secret)?;
        if !self.credentials.is_sendable() {
            return Err(BuildError::Credentials);
        }
        if !self.credentials.fit() {
            return Err(BuildError::NoScheme);
        }
        let auth = Auth::new(&self.credentials, |documented| {
            if self.token_url.is_none() && !targets.trusts(documented) {
                return Err(BuildError::TokenUrl);
            }
            let url = self.token_url.as_deref().unwrap_or(documented);
            let url = checked(&completed(url, targets.base()), true)?;
            url.parse().map_err(|_| BuildError::BaseUrl)
        })?;
        let agent = HeaderValue::try_from(self.agent).map_err(|_| BuildError::UserAgent)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => C::default_transport(DefaultTransport {
                limits: self.limits,
                roots: self.roots.as_deref(),
                direct: secret && targets.are_clear(),
                proxy: self.proxy.as_deref(),
            })?,
        };
        Ok(C::over(Engine {
            targets: Arc::new(targets),
            headers,
            agent,
            auth: Arc::new(auth),
            call_limit: None,
            limits: self.limits,
            retry: self.retry,
            validation: self.validation,
            hook: self.hook,
            transport: C::carrier(transport),
        }))
    }
}

#[cfg(feature = "client")]
impl<C: ClientKind<Transport = dyn Transport>> Builder<C> {
    /// Sends through this `reqwest` client, with its own TLS backend, proxies and connection timeout. Build it with
    /// `redirect::Policy::none()`: otherwise redirects may send default headers to another host. Without its feature
    /// `rustls`, reqwest needs a provider of cryptography when it is built
    /// (`rustls::crypto::CryptoProvider::install_default`), and panics if there is none.
    pub fn reqwest_client(self, client: reqwest::Client) -> Self {
        self.transport(Arc::new(super::reqwest_transport::Reqwest::over(client)))
    }
}

#[cfg(feature = "blocking")]
impl<C: ClientKind<Transport = dyn super::BlockingTransport>> Builder<C> {
    /// Sends through this `ureq` agent, with its own TLS backend, proxies and connection timeout. Redirects are not
    /// followed, whatever the settings of the agent.
    pub fn ureq_agent(self, agent: ureq::Agent) -> Self {
        self.transport(Arc::new(super::ureq_transport::Ureq::over(agent)))
    }
}

/// Returns the default headers; those that usually contain secrets are marked as sensitive.
fn headers(pairs: &[(String, String)]) -> Result<HeaderMap, BuildError> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::try_from(name).map_err(|_| BuildError::Header)?;
        let mut value = HeaderValue::try_from(value).map_err(|_| BuildError::Header)?;
        let text = name.as_str();
        let secret = ["key", "token", "secret", "auth", "cookie"]
            .iter()
            .any(|word| text.contains(word));
        value.set_sensitive(secret);
        headers.append(name, value);
    }
    Ok(headers)
}

/// Validates a URL to send to. It must not contain credentials, and plain HTTP with secrets is limited to this machine.
pub(super) fn checked(text: &str, secret: bool) -> Result<String, BuildError> {
    let uri: Uri = text.parse().map_err(|_| BuildError::BaseUrl)?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(BuildError::BaseUrl);
    };
    let secure = match scheme {
        "https" => true,
        "http" => !secret || is_local(authority.host()),
        _ => return Err(BuildError::BaseUrl),
    };
    if !is_address(authority) || text.contains(['?', '#']) || !is_kept(uri.path()) {
        return Err(BuildError::BaseUrl);
    }
    if !secure {
        return Err(BuildError::Insecure);
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Returns true if this is a host with an optional port and nothing else.
pub(crate) fn is_address(authority: &Authority) -> bool {
    let host = authority.host();
    let named = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty(),
    };
    let port = authority.as_str().strip_prefix(host).unwrap_or("@");
    named
        && (port.is_empty()
            || port
                .strip_prefix(':')
                .is_some_and(|port| port.parse::<u16>().is_ok()))
}

/// Returns true if every HTTP stack sends this path unchanged. A normalized path would differ from the one that a
/// digest signs.
fn is_kept(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte);
    let is_dots = |part: &str| matches!(&*part.to_ascii_lowercase().replace("%2e", "."), "." | "..");
    path.bytes().all(is_plain) && !path.split('/').any(is_dots)
}

/// Returns true if a host is this machine.
pub(crate) fn is_local(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The reason why a client cannot be built.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The specification has no absolute server URL: set [`Builder::base_url`].
    NoBaseUrl,
    /// The base URL ends with a path that the path of every operation begins with.
    RepeatedPath {
        /// The base URL without that path.
        url: String,
    },
    /// The token endpoint of the specification is on another host than the base URL that was set, which may not be
    /// meant to receive the secret: set [`Builder::token_url`].
    TokenUrl,
    /// A part of the credentials is empty.
    EmptyCredential {
        /// The name of the part, such as `secret`.
        part: &'static str,
    },
    /// No security scheme of the API accepts some of the credentials.
    NoScheme,
    /// A server variable does not allow the value that was set.
    ServerVariable {
        /// The name of the variable.
        name: String,
        /// The values that the specification lists.
        allowed: &'static [&'static str],
    },
    /// A header of the client or of a call has a name or a value that HTTP does not allow.
    Header,
    /// The base URL is not an `https` or `http` URL, or contains credentials, a query, or a path that HTTP stacks
    /// normalize.
    BaseUrl,
    /// The credentials contain a control character, such as a line end inside a key.
    Credentials,
    /// Credentials would be sent unencrypted: the base URL is neither `https` nor on this machine.
    Insecure,
    /// The user agent contains characters that a header does not allow.
    UserAgent,
    /// The URL of the proxy is not valid.
    Proxy,
    /// The certificates are not PEM, or cannot be used.
    Certificates,
    /// No cryptography provider is installed, and neither the feature `ring` nor `aws-lc-rs` is enabled.
    NoCryptoProvider,
    /// The HTTP stack cannot start.
    Transport(Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RepeatedPath { url } => {
                return write!(
                    f,
                    "the base URL ends with a path that each operation adds itself: set `base_url` to `{url}`"
                );
            }
            Self::TokenUrl => {
                "the token endpoint is on another host than `base_url`: set `token_url` to the one that receives the secret"
            }
            Self::ServerVariable { name, allowed } => {
                return write!(f, "the server variable `{name}` has to be one of: {}", allowed.join(", "));
            }
            Self::EmptyCredential { part } => return write!(f, "the credentials are empty: there is no {part}"),
            Self::NoBaseUrl => "the API's description names no absolute server: set `base_url`",
            Self::NoScheme => return no_scheme(&Credentials::constructors(), f),
            Self::Header => "a header has a name or a value that HTTP does not allow",
            Self::BaseUrl => "`base_url` has to be like `https://host`, without credentials and query",
            Self::Credentials => "the credentials contain a control character, such as a line end inside a key",
            Self::Insecure => "credentials are only sent over `https`, or to this machine: set `base_url` to an `https` URL",
            Self::UserAgent => "the user agent contains characters that a header does not allow",
            Self::Proxy => "the URL of the proxy is not valid: it has to be like `http://user:password@host:port`",
            Self::Certificates => "the root certificates are not PEM, or cannot be used",
            Self::NoCryptoProvider => {
                "TLS has no provider of cryptography: enable the feature `ring` or `aws-lc-rs`, or install a provider"
            }
            Self::Transport(_) => "the HTTP stack cannot start",
        })
    }
}

fn no_scheme(constructors: &[&str], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("the API has no security scheme for these credentials: ")?;
    match constructors {
        [] => f.write_str("set a default header instead"),
        own => write!(f, "it takes {}", own.join(" or ")),
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => Some(&**error),
            _ => None,
        }
    }
}
