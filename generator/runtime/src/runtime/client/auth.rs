//! Signs requests, and decides whether to sign a request again after status 401.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};

use super::builder::BuildError;
use super::credentials::{Credentials, Secret};
use super::digest::{Proof, Session};
use super::retry::chance;
use super::send::{CallLimits, Engine};
use super::token::{Client, Token, TokenError, Tokens};
use crate::runtime::call::percent_encode;
use crate::runtime::{OperationDescriptor, SchemeKind, SecurityScheme};
use crate::service::SERVICE;

/// Signs the requests of a client, with one signer for each security scheme that it has credentials for.
pub(crate) struct Auth(Vec<Option<Signer>>);

/// The method that signs requests for one security scheme.
enum Signer {
    /// A header with this value.
    Header(HeaderName, HeaderValue),
    /// `name=value`, percent-encoded.
    Query(String),
    /// `name=value`
    Cookie(HeaderValue),
    /// A token from the token endpoint.
    Fetched {
        client: Client,
        /// The client secret, which is removed from error messages of the token endpoint.
        secret: String,
        tokens: Tokens,
    },
    /// HTTP digest authentication.
    Digest {
        user: String,
        password: String,
        session: Mutex<Option<Session>>,
    },
}

/// The credentials of a sent request that can be renewed.
#[derive(Default)]
pub(crate) struct Signature(Vec<(usize, Proved)>);

enum Proved {
    Token(Arc<Token>),
    /// The nonce; `None` if the service has not sent one yet.
    Digest(Option<String>),
}

impl Auth {
    /// Prepares the credentials; `token_url` completes the URL of a token endpoint.
    ///
    /// # Errors
    ///
    /// Credentials that HTTP does not allow, and token endpoints without a valid URL.
    pub(crate) fn new(
        credentials: &Credentials,
        token_url: impl Fn(&str) -> Result<Uri, BuildError>,
    ) -> Result<Self, BuildError> {
        let signer = |scheme| match credentials.for_kind_of(scheme) {
            Some(secret) => Signer::new(scheme, secret, &token_url).map(Some),
            None => Ok(None),
        };
        let signers = SERVICE.schemes.iter().map(signer);
        signers.collect::<Result<_, _>>().map(Self)
    }

    /// Returns the schemes of the first security requirement that the credentials satisfy; an empty list if there is
    /// none. One without schemes, which makes credentials optional, is only used if no other is satisfied.
    fn chosen(&self, operation: &OperationDescriptor) -> &'static [usize] {
        let satisfied = |schemes: &&&[usize]| {
            let has = |scheme: &usize| self.0.get(*scheme).is_some_and(Option::is_some);
            !schemes.is_empty() && schemes.iter().all(has)
        };
        operation
            .security
            .iter()
            .find(satisfied)
            .copied()
            .unwrap_or_default()
    }

    /// Signs a request of `operation`. `engine` fetches a token within these limits if one is needed.
    ///
    /// # Errors
    ///
    /// There is no token.
    pub(crate) async fn sign(
        &self,
        operation: &OperationDescriptor,
        request: &mut Request<Vec<u8>>,
        engine: &Arc<Engine>,
        limits: CallLimits,
    ) -> Result<Signature, TokenError> {
        let mut signature = Signature::default();
        let schemes = self.chosen(operation).iter();
        let mut signers: Vec<_> = schemes
            .filter_map(|index| Some((*index, self.0[*index].as_ref()?)))
            .collect();
        // A digest covers the query, which another scheme may add to.
        signers.sort_by_key(|(_, signer)| matches!(signer, Signer::Digest { .. }));
        for (index, signer) in signers {
            if let Some(proved) = signer.sign(request, engine, limits).await? {
                signature.0.push((index, proved));
            }
        }
        Ok(signature)
    }

    /// Returns true if signing the request again can help after a 401. `renewals` counts how often that was done for
    /// it.
    pub(crate) fn renew(&self, refused: &Signature, headers: &HeaderMap, renewals: u32) -> bool {
        let mut helps = false;
        for (index, proved) in &refused.0 {
            if let Some(Some(signer)) = self.0.get(*index) {
                helps |= signer.renew(proved, headers, renewals);
            }
        }
        helps
    }
}

impl Signer {
    fn new(
        scheme: &SecurityScheme,
        secret: &Secret,
        token_url: impl Fn(&str) -> Result<Uri, BuildError>,
    ) -> Result<Self, BuildError> {
        if let Some(part) = secret.missing_part(scheme.kind) {
            return Err(BuildError::EmptyCredential { part });
        }
        let header = |text: String| sensitive(&text).map(|value| Self::Header(AUTHORIZATION, value));
        match (scheme.kind, secret) {
            (SchemeKind::HeaderKey(name), Secret::Key(key)) => {
                let name = HeaderName::try_from(name).map_err(|_| BuildError::Credentials)?;
                Ok(Self::Header(name, sensitive(key)?))
            }
            (SchemeKind::QueryKey(name), Secret::Key(key)) => Ok(Self::Query(pair(name, key))),
            // A cookie's value has no separator in it (RFC 6265, section 4.1.1).
            (SchemeKind::CookieKey(_), Secret::Key(key)) if key.contains([';', ',', ' ', '"', '\\']) => {
                Err(BuildError::Credentials)
            }
            (SchemeKind::CookieKey(name), Secret::Key(key)) => {
                Ok(Self::Cookie(sensitive(&format!("{name}={key}"))?))
            }
            (SchemeKind::ClientCredentials(url), Secret::Client { id, secret, scope }) => Ok(Self::Fetched {
                client: Client::new(
                    token_url(url)?,
                    basic(&form(id), &form(secret))?,
                    scope.as_deref().unwrap_or(scheme.scopes),
                ),
                secret: secret.clone(),
                tokens: Tokens::default(),
            }),
            (SchemeKind::Digest, Secret::Login { user, password }) => Ok(Self::Digest {
                user: user.clone(),
                password: password.clone(),
                session: Mutex::new(None),
            }),
            (_, Secret::Login { user, password }) => Ok(Self::Header(AUTHORIZATION, basic(user, password)?)),
            (_, Secret::Token(text) | Secret::Key(text)) => header(format!("Bearer {text}")),
            (_, Secret::Client { .. }) => Err(BuildError::Credentials),
        }
    }

    async fn sign(
        &self,
        request: &mut Request<Vec<u8>>,
        engine: &Arc<Engine>,
        limits: CallLimits,
    ) -> Result<Option<Proved>, TokenError> {
        match self {
            Self::Header(name, value) => {
                request.headers_mut().insert(name, value.clone());
                Ok(None)
            }
            Self::Query(pair) => {
                add_query(request, pair);
                Ok(None)
            }
            Self::Cookie(pair) => {
                add_cookie(request, pair);
                Ok(None)
            }
            Self::Fetched {
                client,
                secret,
                tokens,
            } => {
                let token = fresh(tokens, client, engine, limits).await;
                let token = token.map_err(|error| error.without([secret.clone(), form(secret)]))?;
                request.headers_mut().insert(AUTHORIZATION, token.header.clone());
                Ok(Some(Proved::Token(token)))
            }
            Self::Digest {
                user,
                password,
                session,
            } => {
                let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
                let header = session
                    .as_mut()
                    .and_then(|session| prove(session, user, password, request));
                if let Some(header) = header {
                    request.headers_mut().insert(AUTHORIZATION, header);
                }
                let nonce = session.as_ref().map(|session| session.nonce().to_owned());
                Ok(Some(Proved::Digest(nonce)))
            }
        }
    }

    fn renew(&self, refused: &Proved, headers: &HeaderMap, renewals: u32) -> bool {
        match (self, refused) {
            (Self::Fetched { tokens, .. }, Proved::Token(token)) => {
                // Only the first 401 renews the token: a service that also rejects fresh tokens would cause two fetches
                // per call.
                let first = renewals == 0;
                if first {
                    tokens.forget(token);
                }
                first
            }
            (Self::Digest { session, .. }, Proved::Digest(nonce)) => {
                let Some(fresh) = Session::open(headers) else {
                    return false;
                };
                let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
                // Another caller may have received a newer challenge meanwhile; its nonce can be used too.
                let current = session.as_ref().map(Session::nonce);
                if current == nonce.as_deref() {
                    *session = Some(fresh);
                }
                // A rejected new nonce means that the key is wrong, unless the service reports the nonce as stale.
                renewals == 0 || (renewals == 1 && Session::is_stale(headers))
            }
            _ => false,
        }
    }
}

/// Returns the shared token. Fetches a new one if the shared fetch timed out but this caller has time left.
async fn fresh(
    tokens: &Tokens,
    client: &Client,
    engine: &Arc<Engine>,
    limits: CallLimits,
) -> Result<Arc<Token>, TokenError> {
    loop {
        match tokens.get(|| engine.fetch_token(client, limits)).await {
            Err(error) if error.is_cut() && !limits.is_over() => {}
            result => return result,
        }
    }
}

fn prove(
    session: &mut Session,
    user: &str,
    password: &str,
    request: &Request<Vec<u8>>,
) -> Option<HeaderValue> {
    session.authorize(Proof {
        user,
        password,
        method: request.method().as_str(),
        uri: request.uri().path_and_query().map_or("/", |path| path.as_str()),
        body: request.body(),
        cnonce: &format!("{:016x}", chance()),
    })
}

fn add_query(request: &mut Request<Vec<u8>>, pair: &str) {
    let separator = if request.uri().query().is_some() { '&' } else { '?' };
    let uri = format!("{}{separator}{pair}", request.uri());
    if let Ok(uri) = uri.parse() {
        *request.uri_mut() = uri;
    }
}

/// Adds to the one header that all cookies share (RFC 6265, section 5.4).
fn add_cookie(request: &mut Request<Vec<u8>>, pair: &HeaderValue) {
    let mut value = match request.headers().get(COOKIE) {
        Some(others) => {
            let joined = [others.as_bytes(), b"; ", pair.as_bytes()].concat();
            HeaderValue::from_bytes(&joined).unwrap_or_else(|_| pair.clone())
        }
        None => pair.clone(),
    };
    value.set_sensitive(true);
    request.headers_mut().insert(COOKIE, value);
}

/// Returns a `Basic` header (RFC 7617).
fn basic(user: &str, password: &str) -> Result<HeaderValue, BuildError> {
    sensitive(&format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{user}:{password}"))
    ))
}

fn sensitive(text: &str) -> Result<HeaderValue, BuildError> {
    let mut value = HeaderValue::try_from(text).map_err(|_| BuildError::Credentials)?;
    value.set_sensitive(true);
    Ok(value)
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={}", form(name), form(value))
}

/// Encodes a string as HTML forms do (RFC 6749, section 2.3.1, for id and secret of a client).
pub(super) fn form(text: &str) -> String {
    let mut encoded = String::new();
    percent_encode(&mut encoded, text);
    encoded
}
