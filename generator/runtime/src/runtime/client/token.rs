//! Tokens of service accounts (OAuth 2.0 client credentials, RFC 6749, section 4.4).

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker, ready};
use std::time::{Duration, Instant, SystemTime};

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};
use serde_json::Value as Json;

use super::transport::{Pending, TransportError};
use crate::runtime::decode::without_mark;
use crate::runtime::response::{OneLine, redirect, retry_after};
use crate::service::SERVICE;

/// The body of token requests.
const FORM: &str = "grant_type=client_credentials";
/// The lifetime of a token that does not state one.
const LIFETIME: Duration = Duration::from_secs(300);
/// How long before its expiry a token is renewed, so that requests arrive while it is valid.
const MARGIN: Duration = Duration::from_secs(60);
/// The pause between attempts to renew a token that is still valid.
const PAUSE: Duration = Duration::from_secs(5);

/// The client that a token is fetched for.
#[derive(Clone)]
pub(crate) struct Client {
    uri: Uri,
    /// `Basic ..`, for the token endpoint only.
    basic: HeaderValue,
    form: String,
}

impl Client {
    /// Describes the client with the credentials `basic`; `scope` lists the requested scopes, separated by spaces.
    pub(crate) fn new(uri: Uri, basic: HeaderValue, scope: &str) -> Self {
        let form = match scope {
            "" => FORM.to_owned(),
            scope => format!("{FORM}&scope={}", super::auth::form(scope)),
        };
        Self { uri, basic, form }
    }
}

/// Returns the token request.
pub(crate) fn request(client: &Client) -> Request<Vec<u8>> {
    let mut request = Request::new(client.form.as_bytes().to_vec());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = client.uri.clone();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let json = HeaderValue::from_static("application/json");
    let headers = [
        (AUTHORIZATION, client.basic.clone()),
        (CONTENT_TYPE, form),
        (ACCEPT, json),
    ];
    request.headers_mut().extend(headers);
    request
}

/// A token, as the value of `Authorization`.
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    /// The times when a new token is fetched, and when this one expires.
    renewal: Instant,
    end: Instant,
}

impl Token {
    /// Parses the response of the token endpoint.
    ///
    /// # Errors
    ///
    /// Any other response; the error never contains a token.
    pub(crate) fn read(response: &Response<Vec<u8>>, now: Instant) -> Result<Self, TokenError> {
        let json: Json = serde_json::from_slice(without_mark(response.body())).unwrap_or_default();
        if !response.status().is_success() {
            return Err(refusal(response, &json).into());
        }
        let text = json["access_token"].as_str().unwrap_or_default();
        let header = HeaderValue::try_from(format!("Bearer {text}"));
        let (false, Ok(mut header)) = (text.is_empty(), header) else {
            return Err(TokenFault::Refused {
                status: response.status(),
                reason: None,
                detail: Some("the response contains no token".to_owned()),
                retry_after: None,
            }
            .into());
        };
        header.set_sensitive(true);
        let lifetime = json["expires_in"].as_u64().map_or(LIFETIME, Duration::from_secs);
        // A token with a short lifetime is used for most of it.
        let usable = lifetime - MARGIN.min(lifetime / 10);
        let after = |time| now.checked_add(time).unwrap_or(now);
        Ok(Self {
            header,
            renewal: after(usable),
            end: after(lifetime),
        })
    }
}

/// Parses an error: RFC 6749, section 5.2, or the error model of the API.
fn refusal(response: &Response<Vec<u8>>, json: &Json) -> TokenFault {
    let (status, headers) = (response.status(), response.headers());
    let first = |names: [&str; 2]| {
        let text = names.iter().find_map(|name| json[*name].as_str());
        text.map(|text| OneLine(text).to_string())
    };
    let redirected = || {
        redirect(status, headers).map(|to| format!("a redirect to {}, which is not followed", OneLine(to)))
    };
    TokenFault::Refused {
        status,
        reason: first(["error", SERVICE.errors.field]),
        detail: first([SERVICE.errors.detail, "error_description"]).or_else(redirected),
        retry_after: retry_after(headers, SystemTime::now),
    }
}

/// The token that all requests of a client share; concurrent callers share one fetch.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<State>);

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The earliest time of the next fetch, after a fetch failed while the token was valid.
    pause: Option<Instant>,
    /// The fetch in flight. The callers that wait for it own it, and it is dropped with the last of them.
    fetch: Weak<Fetch>,
}

impl Tokens {
    /// Returns the token; calls `fetch` for a new one if it is missing or expires soon.
    ///
    /// # Errors
    ///
    /// The errors of `fetch`, which all waiting callers share; no error while the token is valid.
    pub(crate) async fn get<F>(&self, fetch: impl FnOnce() -> F) -> Result<Arc<Token>, TokenError>
    where
        F: Future<Output = Result<Token, TokenError>> + Send + 'static,
    {
        let fetch = {
            let mut state = self.state();
            match state.usable(Instant::now()) {
                Some(token) => return Ok(token),
                None => state.join(fetch),
            }
        };
        let fetched = poll_fn(|context| fetch.poll(context)).await;
        self.state().settle(&fetch, fetched, Instant::now())
    }

    /// Drops a token that the service rejected, unless another caller has already renewed it.
    pub(crate) fn forget(&self, refused: &Arc<Token>) {
        self.state().token.take_if(|own| Arc::ptr_eq(own, refused));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl State {
    /// Returns the token if it needs no renewal yet.
    fn usable(&self, now: Instant) -> Option<Arc<Token>> {
        let pauses = self.pause.is_some_and(|pause| now < pause);
        self.living(now)
            .filter(|token| pauses || now < token.renewal)
            .cloned()
    }

    fn living(&self, now: Instant) -> Option<&Arc<Token>> {
        self.token.as_ref().filter(|token| now < token.end)
    }

    /// Returns the fetch in flight, or starts one.
    fn join<F>(&mut self, fetch: impl FnOnce() -> F) -> Arc<Fetch>
    where
        F: Future<Output = Result<Token, TokenError>> + Send + 'static,
    {
        self.fetch.upgrade().unwrap_or_else(|| {
            let begun = Arc::new(Fetch::new(Box::pin(fetch())));
            self.fetch = Arc::downgrade(&begun);
            begun
        })
    }

    /// Stores the result of a fetch, once for all waiting callers, and returns the current token to each.
    fn settle(
        &mut self,
        fetch: &Arc<Fetch>,
        fetched: Result<Arc<Token>, TokenError>,
        now: Instant,
    ) -> Result<Arc<Token>, TokenError> {
        if self.fetch.as_ptr() == Arc::as_ptr(fetch) {
            self.fetch = Weak::new();
            match &fetched {
                Ok(token) => (self.token, self.pause) = (Some(token.clone()), None),
                Err(_) => self.pause = now.checked_add(PAUSE),
            }
        }
        fetched.or_else(|error| self.living(now).cloned().ok_or(error))
    }
}

/// A shared fetch. Every waiting caller drives it, so that a caller that is not polled blocks no other.
struct Fetch {
    progress: Mutex<Progress>,
    callers: Arc<Callers>,
}

enum Progress {
    Running(Pending<'static, Result<Token, TokenError>>),
    Done(Result<Arc<Token>, TokenError>),
}

impl Fetch {
    fn new(running: Pending<'static, Result<Token, TokenError>>) -> Self {
        Self {
            progress: Mutex::new(Progress::Running(running)),
            callers: Arc::default(),
        }
    }

    fn poll(&self, context: &Context<'_>) -> Poll<Result<Arc<Token>, TokenError>> {
        // Registered before the progress is checked, so that no wake-up is lost.
        self.callers.add(context.waker());
        let mut progress = lock(&self.progress);
        if let Progress::Running(running) = &mut *progress {
            let waker = Waker::from(self.callers.clone());
            let fetched = ready!(running.as_mut().poll(&mut Context::from_waker(&waker)));
            *progress = Progress::Done(fetched.map(Arc::new));
            waker.wake();
        }
        match &*progress {
            Progress::Running(_) => Poll::Pending,
            Progress::Done(fetched) => Poll::Ready(fetched.clone()),
        }
    }
}

/// The wakers of all callers. Progress wakes every one, because some may not be polled again.
#[derive(Default)]
struct Callers(Mutex<Vec<Waker>>);

impl Callers {
    fn add(&self, waker: &Waker) {
        let mut wakers = lock(&self.0);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }
}

impl Wake for Callers {
    fn wake(self: Arc<Self>) {
        let wakers = std::mem::take(&mut *lock(&self.0));
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Locks a mutex, even if it is poisoned: every change is a single assignment, so the data is consistent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// No token could be fetched.
#[derive(Clone, Debug)]
pub struct TokenError {
    fault: TokenFault,
    /// Whether the service may have received the original request in an earlier attempt.
    pub(crate) doubt: bool,
}

/// The reason why no token could be fetched.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TokenFault {
    /// The token endpoint rejected the request.
    Refused {
        /// The status of its response.
        status: StatusCode,
        /// The code of its error, such as `invalid_client`.
        reason: Option<String>,
        /// The description of the error, as the service states it.
        detail: Option<String>,
        /// The time that the service asks clients to wait.
        retry_after: Option<Duration>,
    },
    /// The token endpoint did not respond.
    Transport(Arc<TransportError>),
}

impl TokenError {
    /// Returns the reason.
    pub fn fault(&self) -> &TokenFault {
        &self.fault
    }

    /// Removes secrets from the message of the token endpoint, which may echo the request.
    pub(crate) fn without(mut self, secrets: [String; 2]) -> Self {
        if let TokenFault::Refused { reason, detail, .. } = &mut self.fault {
            let texts = [reason, detail].into_iter().flatten();
            texts.for_each(|text| {
                for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
                    *text = text.replace(secret.as_str(), "***");
                }
            });
        }
        self
    }

    /// Returns the status of the token endpoint's response, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.fault {
            TokenFault::Refused { status, .. } => Some(*status),
            TokenFault::Transport(_) => None,
        }
    }

    /// Returns the error code, such as `invalid_client`.
    pub fn code(&self) -> Option<&str> {
        match &self.fault {
            TokenFault::Refused { reason, .. } => reason.as_deref(),
            TokenFault::Transport(_) => None,
        }
    }

    /// Returns the description of the error, as the service states it.
    pub fn detail(&self) -> Option<&str> {
        match &self.fault {
            TokenFault::Refused { detail, .. } => detail.as_deref(),
            TokenFault::Transport(_) => None,
        }
    }

    /// Returns the time that the token endpoint asks clients to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.fault {
            TokenFault::Refused { retry_after, .. } => *retry_after,
            TokenFault::Transport(_) => None,
        }
    }

    /// Returns true if the deadline of the caller expired, rather than the timeout of the fetch.
    pub(crate) fn is_cut(&self) -> bool {
        matches!(&self.fault, TokenFault::Transport(error) if error.is_cut())
    }
}

impl From<TokenFault> for TokenError {
    fn from(fault: TokenFault) -> Self {
        Self { fault, doubt: false }
    }
}

impl From<TransportError> for TokenError {
    fn from(error: TransportError) -> Self {
        TokenFault::Transport(Arc::new(error)).into()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no token for the service account")?;
        match &self.fault {
            TokenFault::Transport(error) => write!(f, ": {error}"),
            TokenFault::Refused {
                status,
                reason,
                detail,
                retry_after,
            } => {
                write!(f, ": the service responded with {status}")?;
                reason.iter().try_for_each(|reason| write!(f, " ({reason})"))?;
                detail.iter().try_for_each(|detail| write!(f, ": {detail}"))?;
                match retry_after.map(|wait| wait.as_secs()) {
                    _ if *status == StatusCode::UNAUTHORIZED => f.write_str("; check its id and secret"),
                    Some(wait) if wait > 0 => write!(f, "; try again in {wait} s"),
                    _ => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            TokenFault::Refused { .. } => None,
            TokenFault::Transport(error) => Some(error),
        }
    }
}
