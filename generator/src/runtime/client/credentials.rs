//! Who is calling: a service account or an API key.

use std::fmt;

/// The credentials of a client. `Debug` never shows the secret.
#[derive(Clone)]
pub struct Credentials(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Nobody,
    ServiceAccount { id: String, secret: String },
    ApiKey { public: String, private: String },
}

/// The environment variables of a service account, then those of an API key.
const VARIABLES: [[&str; 2]; 2] = [
    ["MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"],
    ["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"],
];

impl Credentials {
    /// Nobody: requests are sent without credentials, for servers that stand in for the service.
    pub fn none() -> Self {
        Self(Kind::Nobody)
    }

    /// A service account (OAuth 2.0 client credentials, RFC 6749, section 4.4): its client id and secret.
    pub fn service_account(id: impl Into<String>, secret: impl Into<String>) -> Self {
        let (id, secret) = (id.into(), secret.into());
        Self(Kind::ServiceAccount { id, secret })
    }

    /// An API key (HTTP digest, RFC 7616): its public and its private half.
    pub fn api_key(public: impl Into<String>, private: impl Into<String>) -> Self {
        let (public, private) = (public.into(), private.into());
        Self(Kind::ApiKey { public, private })
    }

    /// What the environment says: `MONGODB_ATLAS_CLIENT_ID` with `MONGODB_ATLAS_CLIENT_SECRET`, or
    /// `MONGODB_ATLAS_PUBLIC_API_KEY` with `MONGODB_ATLAS_PRIVATE_API_KEY`; the service account wins where both stand.
    ///
    /// # Errors
    ///
    /// Where neither is complete; the error names the variable that is missing.
    pub fn from_env() -> Result<Self, MissingCredentials> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Whether there is a secret to keep.
    pub(super) fn is_secret(&self) -> bool {
        !matches!(self.0, Kind::Nobody)
    }

    /// Whether no half holds a control character, which neither belongs there nor into a header.
    pub(super) fn is_sendable(&self) -> bool {
        let halves = match &self.0 {
            Kind::Nobody => return true,
            Kind::ServiceAccount { id, secret } => [id, secret],
            Kind::ApiKey { public, private } => [public, private],
        };
        !halves.iter().any(|half| half.contains(char::is_control))
    }

    /// The same, of variables that `lookup` knows; an empty one counts as missing. A file that a variable was read from
    /// often ends with a line break, which is cut off.
    pub(crate) fn from_variables(
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, MissingCredentials> {
        let trimmed = |name| Some(lookup(name)?.trim().to_owned());
        let set = |name| trimmed(name).filter(|value| !value.is_empty());
        let [account, key] = VARIABLES.map(|pair| pair.map(set));
        match (account, key) {
            ([Some(id), Some(secret)], _) => Ok(Self::service_account(id, secret)),
            (_, [Some(public), Some(private)]) => Ok(Self::api_key(public, private)),
            (account, key) => {
                let half = |(pair, values): (&[&'static str; 2], &[Option<String>; 2])| match values {
                    [Some(_), None] => Some(pair[1]),
                    [None, Some(_)] => Some(pair[0]),
                    _ => None,
                };
                let missing = VARIABLES.iter().zip(&[account, key]).find_map(half);
                Err(MissingCredentials { missing })
            }
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Nobody => f.write_str("Nobody"),
            Kind::ServiceAccount { id, .. } => f
                .debug_struct("ServiceAccount")
                .field("id", id)
                .finish_non_exhaustive(),
            Kind::ApiKey { public, .. } => f
                .debug_struct("ApiKey")
                .field("public", public)
                .finish_non_exhaustive(),
        }
    }
}

/// The environment holds no complete credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCredentials {
    missing: Option<&'static str>,
}

impl fmt::Display for MissingCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.missing {
            return write!(f, "no credentials: the environment variable `{name}` is not set");
        }
        let [account, key] = VARIABLES.map(|[first, second]| format!("`{first}` and `{second}`"));
        write!(f, "no credentials in the environment: set {account}, or {key}")
    }
}

impl std::error::Error for MissingCredentials {}
