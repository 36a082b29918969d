//! Tokens of service accounts (OAuth 2.0 client credentials, RFC 6749, section 4.4).

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, StatusCode, Uri};
use serde_json::Value as Json;

/// Path of the endpoint that gives tokens.
pub(crate) const PATH: &str = "/api/oauth/token";
/// What it is asked.
const FORM: &str = "grant_type=client_credentials";
/// How long a token lives that does not say so.
const LIFETIME: Duration = Duration::from_secs(300);
/// How long before its end a token is renewed: the time that a request may need to arrive.
const MARGIN: Duration = Duration::from_secs(60);

/// Asks for a token for the service account that `basic` names.
pub(crate) fn request(uri: &Uri, basic: &HeaderValue) -> Request<Vec<u8>> {
    let mut request = Request::new(FORM.as_bytes().to_vec());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri.clone();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let json = HeaderValue::from_static("application/json");
    let headers = [
        (AUTHORIZATION, basic.clone()),
        (CONTENT_TYPE, form),
        (ACCEPT, json),
    ];
    request.headers_mut().extend(headers);
    request
}

/// A token, as `Authorization` carries it.
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    renewal: Instant,
}

impl Token {
    /// Reads the answer of the token endpoint.
    ///
    /// # Errors
    ///
    /// Any other answer; the error never holds a token.
    pub(crate) fn read(status: StatusCode, body: &[u8], now: Instant) -> Result<Self, TokenError> {
        let json: Json = serde_json::from_slice(body).unwrap_or_default();
        let refused = |reason| TokenError::Refused { status, reason };
        if !status.is_success() {
            let code = json["error"].as_str().or_else(|| json["errorCode"].as_str());
            return Err(refused(code.map(clean)));
        }
        let text = json["access_token"].as_str().unwrap_or_default();
        let header = HeaderValue::try_from(format!("Bearer {text}"));
        let (false, Ok(mut header)) = (text.is_empty(), header) else {
            return Err(refused(Some("the answer holds no token".to_owned())));
        };
        header.set_sensitive(true);
        let lifetime = json["expires_in"].as_u64().map_or(LIFETIME, Duration::from_secs);
        // A token that hardly lives is used while it does.
        let usable = lifetime - MARGIN.min(lifetime / 10);
        let renewal = now.checked_add(usable).unwrap_or(now);
        Ok(Self { header, renewal })
    }
}

/// A code as the service wrote it: short, and nothing that a terminal would obey.
fn clean(code: &str) -> String {
    code.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// The token that all requests of a client share: fetched once for any number of callers at the same time.
#[derive(Default)]
pub(crate) struct Tokens {
    state: Mutex<State>,
    /// Whoever holds this fetches; the others wait for it.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// How often a token was fetched, and why the last time failed.
    fetches: u64,
    failure: Option<TokenError>,
}

impl Tokens {
    /// The token; `fetch` gets a new one where there is none that lives long enough.
    ///
    /// # Errors
    ///
    /// Those of `fetch`, which all share who waited for it.
    pub(crate) async fn get(
        &self,
        fetch: impl Future<Output = Result<Token, TokenError>>,
    ) -> Result<Arc<Token>, TokenError> {
        let seen = match self.state().usable() {
            Ok(token) => return Ok(token),
            Err(fetches) => fetches,
        };
        let _turn = self.turn.lock().await;
        if let Some(result) = self.state().since(seen) {
            return result;
        }
        let fetched = fetch.await.map(Arc::new);
        let mut state = self.state();
        state.fetches += 1;
        state.token = fetched.as_ref().ok().cloned();
        state.failure = fetched.as_ref().err().cloned();
        fetched
    }

    /// Drops a token that the service refused, unless another caller has renewed it already.
    pub(crate) fn forget(&self, refused: &Arc<Token>) {
        self.state().token.take_if(|own| Arc::ptr_eq(own, refused));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock, and a half-made state does not exist.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The token, or how often one was fetched so far.
    fn usable(&self) -> Result<Arc<Token>, u64> {
        let living = self.token.as_ref().filter(|token| Instant::now() < token.renewal);
        living.cloned().ok_or(self.fetches)
    }

    /// What another caller has fetched since there were `seen` fetches.
    fn since(&self, seen: u64) -> Option<Result<Arc<Token>, TokenError>> {
        match self.usable() {
            Ok(token) => Some(Ok(token)),
            Err(fetches) if fetches > seen => self.failure.clone().map(Err),
            Err(_) => None,
        }
    }
}

/// There is no token.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The token endpoint answered something else.
    Refused {
        /// The status of its answer.
        status: StatusCode,
        /// The code of its error, such as `invalid_client`.
        reason: Option<String>,
    },
    /// The token endpoint did not answer.
    Transport(Arc<super::TransportError>),
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no token for the service account")?;
        match self {
            Self::Transport(_) => Ok(()),
            Self::Refused { status, reason } => {
                write!(f, ": the service answered {status}")?;
                reason.iter().try_for_each(|reason| write!(f, " ({reason})"))
            }
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused { .. } => None,
            Self::Transport(error) => Some(error),
        }
    }
}
