//! Signing requests, and what a 401 changes.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};

use super::credentials::{Credentials, Kind};
use super::digest::{Proof, Session};
use super::engine::{Engine, Terms};
use super::retry::chance;
use super::token::{Token, TokenError, Tokens};
use crate::runtime::call::percent_encode;

/// How the requests of a client are signed.
pub(crate) enum Auth {
    Nobody,
    ServiceAccount {
        /// `Basic ..`, for the token endpoint only.
        basic: HeaderValue,
        tokens: Tokens,
    },
    ApiKey {
        public: String,
        private: String,
        session: Mutex<Option<Session>>,
    },
}

/// What a request was signed with.
pub(crate) enum Signature {
    None,
    Token(Arc<Token>),
    /// The nonce; none where the service has not named one yet.
    Digest(Option<String>),
}

impl Auth {
    pub(crate) fn new(credentials: Credentials) -> Self {
        match credentials.0 {
            Kind::Nobody => Self::Nobody,
            Kind::ServiceAccount { id, secret } => Self::ServiceAccount {
                basic: basic(&id, &secret),
                tokens: Tokens::default(),
            },
            Kind::ApiKey { public, private } => Self::ApiKey {
                public,
                private,
                session: Mutex::new(None),
            },
        }
    }

    /// Signs a request. `engine` fetches a token where one is needed, on these terms.
    ///
    /// # Errors
    ///
    /// Where there is no token to be had.
    pub(crate) async fn sign(
        &self,
        request: &mut http::Request<Vec<u8>>,
        engine: &Arc<Engine>,
        terms: Terms,
    ) -> Result<Signature, TokenError> {
        let (header, signature) = match self {
            Self::Nobody => (None, Signature::None),
            Self::ServiceAccount { basic, tokens } => {
                let token = fresh(tokens, basic, engine, terms).await?;
                (Some(token.header.clone()), Signature::Token(token))
            }
            Self::ApiKey {
                public,
                private,
                session,
            } => {
                let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
                let header = session
                    .as_mut()
                    .and_then(|session| prove(session, public, private, request));
                let nonce = session.as_ref().map(|session| session.nonce().to_owned());
                (header, Signature::Digest(nonce))
            }
        };
        if let Some(header) = header {
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        Ok(signature)
    }

    /// After a 401: whether signing the request again can help. `renewals` counts how often that was done for it.
    pub(crate) fn renew(&self, refused: &Signature, headers: &HeaderMap, renewals: u32) -> bool {
        match (self, refused) {
            (Self::ServiceAccount { tokens, .. }, Signature::Token(token)) => {
                // A service that refuses fresh tokens too would be asked for two with every call.
                let first = renewals == 0;
                if first {
                    tokens.forget(token);
                }
                first
            }
            (Self::ApiKey { session, .. }, Signature::Digest(nonce)) => {
                let Some(fresh) = Session::open(headers) else {
                    return false;
                };
                let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
                // Another caller may have answered a newer challenge meanwhile; its nonce is as good.
                let current = session.as_ref().map(Session::nonce);
                if current == nonce.as_deref() {
                    *session = Some(fresh);
                }
                // A nonce that has just been given and is refused: the key is wrong, unless the nonce aged at once.
                renewals == 0 || (renewals == 1 && Session::is_stale(headers))
            }
            _ => false,
        }
    }
}

/// The token that all share. Who has more time than the caller that began to fetch it, fetches it anew.
async fn fresh(
    tokens: &Tokens,
    basic: &HeaderValue,
    engine: &Arc<Engine>,
    terms: Terms,
) -> Result<Arc<Token>, TokenError> {
    loop {
        match tokens.get(|| engine.fetch_token(basic, terms)).await {
            Err(error) if error.is_cut() && !terms.is_over() => {}
            result => return result,
        }
    }
}

fn prove(
    session: &mut Session,
    public: &str,
    private: &str,
    request: &http::Request<Vec<u8>>,
) -> Option<HeaderValue> {
    session.authorize(Proof {
        user: public,
        password: private,
        method: request.method().as_str(),
        uri: request.uri().path_and_query().map_or("/", |path| path.as_str()),
        body: request.body(),
        cnonce: &format!("{:016x}", chance()),
    })
}

/// `Basic` credentials (RFC 7617); id and secret are encoded as a form encodes them (RFC 6749, section 2.3.1).
fn basic(id: &str, secret: &str) -> HeaderValue {
    let pair = format!("{}:{}", form(id), form(secret));
    let text = format!("Basic {}", BASE64_STANDARD.encode(pair));
    let mut value = HeaderValue::try_from(text).expect("base64 is visible ASCII");
    value.set_sensitive(true);
    value
}

fn form(text: &str) -> String {
    let mut encoded = String::new();
    percent_encode(&mut encoded, text);
    encoded
}
