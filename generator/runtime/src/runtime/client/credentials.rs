//! Credentials of the caller, for one or more security schemes.

use std::fmt;

use crate::runtime::{SchemeKind, SecurityScheme};
use crate::service::SERVICE;

/// The credentials of a client. `Debug` never shows a secret.
///
/// Each call sends only the credentials that its operation requires. Credentials for several schemes are combined with
/// [`and`](Self::and). Trailing line ends of keys and secrets, which files and secret stores often add, are removed; an
/// empty credential is an error of [`Builder::build`](super::Builder::build).
#[derive(Clone, Default)]
pub struct Credentials(Vec<Part>);

#[derive(Clone)]
struct Part {
    /// The only security scheme that it is used for; `None` means every scheme of a suitable kind.
    scheme: Option<String>,
    secret: Secret,
}

#[derive(Clone)]
pub(super) enum Secret {
    Token(String),
    Login {
        user: String,
        password: String,
    },
    Key(String),
    Client {
        id: String,
        secret: String,
        /// The scopes to request; those of the security scheme if `None`.
        scope: Option<String>,
    },
}

impl Credentials {
    /// Sends requests without credentials.
    pub fn none() -> Self {
        Self::default()
    }

    /// Sends a bearer token (RFC 6750): for bearer schemes, and for OAuth 2.0 and OpenID Connect if the caller has the
    /// token already.
    #[doc(alias = "token")]
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::of(Secret::Token(line(token)))
    }

    /// Sends a user name and a password by HTTP basic authentication (RFC 7617) or digest (RFC 7616), as the operation
    /// requires.
    #[doc(alias = "digest")]
    #[doc(alias = "basic")]
    #[doc(alias = "public key")]
    #[doc(alias = "private key")]
    #[doc(alias = "password")]
    pub fn login(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::of(Secret::Login {
            user: line(user),
            password: line(password),
        })
    }

    /// Sends an API key in the header, query parameter or cookie that the specification names. If it names several
    /// keys, select one with [`for_scheme`](Self::for_scheme).
    pub fn api_key(key: impl Into<String>) -> Self {
        Self::of(Secret::Key(line(key)))
    }

    /// Fetches tokens for a client or service account (OAuth 2.0 client credentials, RFC 6749, section 4.4) with its id
    /// and secret.
    #[doc(alias = "service account")]
    #[doc(alias = "oauth")]
    #[doc(alias = "client credentials")]
    #[doc(alias = "token")]
    pub fn service_account(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::of(Secret::Client {
            id: line(id),
            secret: line(secret),
            scope: None,
        })
    }

    /// Requests these scopes, separated by spaces, with each token of a [`service_account`](Self::service_account),
    /// instead of those that the specification requires; none if `scopes` is empty.
    #[must_use]
    pub fn scope(mut self, scopes: impl Into<String>) -> Self {
        let scopes = line(scopes);
        for part in &mut self.0 {
            if let Secret::Client { scope, .. } = &mut part.secret {
                *scope = Some(scopes.clone());
            }
        }
        self
    }

    /// Limits the credentials to the security scheme of this name.
    #[must_use]
    pub fn for_scheme(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.0
            .iter_mut()
            .for_each(|part| part.scheme = Some(name.clone()));
        self
    }

    /// Adds credentials for other security schemes.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Reads the environment variables of [`variables`](Self::variables): the credentials of every security scheme
    /// whose variables are all set.
    ///
    /// # Errors
    ///
    /// No scheme has all of its variables; the error names the missing ones.
    #[doc(alias = "environment")]
    pub fn from_env() -> Result<Self, MissingCredentials> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Lists the environment variables that [`from_env`](Self::from_env) reads, by security scheme.
    pub fn variables() -> impl Iterator<Item = &'static [&'static str]> {
        SERVICE.schemes.iter().map(|scheme| scheme.variables)
    }

    /// Returns the calls that make credentials for the security schemes of the API, each once.
    pub(super) fn constructors() -> Vec<&'static str> {
        let mut all = Vec::new();
        for scheme in SERVICE.schemes {
            let own = match scheme.kind {
                SchemeKind::Bearer => "`Credentials::bearer`",
                SchemeKind::Basic | SchemeKind::Digest => "`Credentials::login`",
                SchemeKind::ClientCredentials(_) => "`Credentials::service_account`",
                SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_) => {
                    "`Credentials::api_key`"
                }
            };
            if !all.contains(&own) {
                all.push(own);
            }
        }
        all
    }

    fn of(secret: Secret) -> Self {
        let scheme = None;
        Self(vec![Part { scheme, secret }])
    }

    /// Returns the credential for `scheme`. Credentials that name the scheme take precedence.
    pub(super) fn for_kind_of(&self, scheme: &SecurityScheme) -> Option<&Secret> {
        let named = |part: &&Part| part.scheme.as_deref() == Some(scheme.name);
        let open = |part: &&Part| part.scheme.is_none();
        let mut parts = self
            .0
            .iter()
            .filter(named)
            .chain(self.0.iter().filter(open))
            .map(|part| &part.secret);
        parts.find(|secret| secret.fits(scheme.kind))
    }

    /// Returns true if each of them suits at least one security scheme.
    pub(super) fn fit(&self) -> bool {
        self.0.iter().all(|part| {
            let takes = |scheme: &SecurityScheme| {
                part.scheme.as_deref().is_none_or(|name| name == scheme.name) && part.secret.fits(scheme.kind)
            };
            SERVICE.schemes.iter().any(takes)
        })
    }

    /// Returns true if it contains a secret.
    pub(super) fn is_secret(&self) -> bool {
        !self.0.is_empty()
    }

    /// Returns true if no string contains a control character, which HTTP headers do not allow.
    pub(super) fn is_sendable(&self) -> bool {
        let texts = self.0.iter().flat_map(|part| part.secret.texts());
        !texts.into_iter().any(|text| text.contains(char::is_control))
    }

    /// Reads the variables from `lookup`; an empty one counts as missing. Trailing line ends, which values read from
    /// files often have, are removed.
    pub(crate) fn from_variables(
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, MissingCredentials> {
        let trimmed = |name: &str| Some(lookup(name)?.trim().to_owned());
        let set = |name: &str| trimmed(name).filter(|value| !value.is_empty());
        let (mut found, mut half) = (Self::none(), None);
        for scheme in SERVICE.schemes {
            let values: Vec<_> = scheme.variables.iter().map(|name| set(name)).collect();
            let missing = values.iter().position(Option::is_none);
            match missing.map(|index| scheme.variables[index]) {
                None => found = found.and(Self::read(scheme, values.into_iter().flatten().collect())),
                Some(missing) if values.iter().any(Option::is_some) => half = half.or(Some(missing)),
                Some(_) => {}
            }
        }
        if found.is_secret() {
            Ok(found)
        } else {
            Err(MissingCredentials { missing: half })
        }
    }

    /// Makes credentials for `scheme` of the values of its variables.
    fn read(scheme: &SecurityScheme, values: Vec<String>) -> Self {
        let mut values = values.into_iter();
        let mut next = || values.next().unwrap_or_default();
        let credentials = match scheme.kind {
            SchemeKind::Bearer => Self::bearer(next()),
            SchemeKind::Basic | SchemeKind::Digest => Self::login(next(), next()),
            SchemeKind::ClientCredentials(_) => Self::service_account(next(), next()),
            SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_) => {
                Self::api_key(next())
            }
        };
        credentials.for_scheme(scheme.name)
    }
}

impl Secret {
    fn fits(&self, kind: SchemeKind) -> bool {
        match self {
            Self::Token(_) => matches!(kind, SchemeKind::Bearer | SchemeKind::ClientCredentials(_)),
            Self::Login { .. } => matches!(kind, SchemeKind::Basic | SchemeKind::Digest),
            Self::Key(_) => matches!(
                kind,
                SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_)
            ),
            Self::Client { .. } => matches!(kind, SchemeKind::ClientCredentials(_)),
        }
    }

    /// Returns the name of a part that is empty, although a scheme of this kind needs it.
    pub(super) fn missing_part(&self, kind: SchemeKind) -> Option<&'static str> {
        let parts: &[(&str, &'static str)] = match self {
            Self::Token(text) => &[(text, "token")],
            Self::Key(text) => &[(text, "key")],
            // Some APIs take a key as the user name (RFC 7617 allows an empty password).
            Self::Login { user, .. } if matches!(kind, SchemeKind::Basic) => &[(user, "user name")],
            Self::Login { user, password } => &[(user, "user name"), (password, "password")],
            Self::Client { id, secret, .. } => &[(id, "client id"), (secret, "client secret")],
        };
        let is_empty = |(text, _): &&(&str, &'static str)| text.trim().is_empty();
        parts.iter().find(is_empty).map(|(_, name)| *name)
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Token(text) | Self::Key(text) => vec![text],
            Self::Login { user, password } => vec![user, password],
            Self::Client { id, secret, scope } => vec![id, secret, scope.as_deref().unwrap_or_default()],
        }
    }
}

/// Removes trailing line ends.
fn line(text: impl Into<String>) -> String {
    let mut text = text.into();
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    text
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials ")?;
        f.debug_list()
            .entries(self.0.iter().map(|part| &part.secret))
            .finish()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(_) => f.write_str("Token"),
            Self::Key(_) => f.write_str("Key"),
            Self::Login { user, .. } => f
                .debug_struct("Login")
                .field("user", user)
                .finish_non_exhaustive(),
            Self::Client { id, .. } => f.debug_struct("Client").field("id", id).finish_non_exhaustive(),
        }
    }
}

/// The environment contains no complete credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCredentials {
    missing: Option<&'static str>,
}

impl fmt::Display for MissingCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.missing {
            return write!(f, "no credentials: the environment variable `{name}` is not set");
        }
        let mut options: Vec<String> = Credentials::variables()
            .map(|names| format!("`{}`", names.join("` and `")))
            .collect();
        options.dedup();
        match options.as_slice() {
            [] => {
                f.write_str("the API has no security scheme, so no credentials are read from the environment")
            }
            options => write!(
                f,
                "no credentials in the environment: set {}",
                options.join(", or ")
            ),
        }
    }
}

impl std::error::Error for MissingCredentials {}
