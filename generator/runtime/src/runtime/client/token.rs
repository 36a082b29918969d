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
use crate::runtime::response::retry_after;
use crate::service::SERVICE;

/// What the token endpoint is asked.
const FORM: &str = "grant_type=client_credentials";
/// How long a token lives that does not say so.
const LIFETIME: Duration = Duration::from_secs(300);
/// How long before its end a token is renewed: the time that a request may need to arrive.
const MARGIN: Duration = Duration::from_secs(60);
/// How long a token that should have been renewed is used before the next attempt.
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
    /// Describes the client that `basic` names; `scope` lists what is asked for, separated by spaces.
    pub(crate) fn new(uri: Uri, basic: HeaderValue, scope: &str) -> Self {
        let form = match scope {
            "" => FORM.to_owned(),
            scope => format!("{FORM}&scope={}", super::auth::form(scope)),
        };
        Self { uri, basic, form }
    }
}

/// Asks for a token.
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

/// A token, as `Authorization` carries it.
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    /// From when a new one is fetched, and when the service stops taking this one.
    renewal: Instant,
    end: Instant,
}

impl Token {
    /// Reads the answer of the token endpoint.
    ///
    /// # Errors
    ///
    /// Any other answer; the error never holds a token.
    pub(crate) fn read(answer: &Response<Vec<u8>>, now: Instant) -> Result<Self, TokenError> {
        let json: Json = serde_json::from_slice(answer.body()).unwrap_or_default();
        if !answer.status().is_success() {
            return Err(refusal(answer, &json).into());
        }
        let text = json["access_token"].as_str().unwrap_or_default();
        let header = HeaderValue::try_from(format!("Bearer {text}"));
        let (false, Ok(mut header)) = (text.is_empty(), header) else {
            return Err(TokenFault::Refused {
                status: answer.status(),
                reason: None,
                detail: Some("the response contains no token".to_owned()),
                retry_after: None,
            }
            .into());
        };
        header.set_sensitive(true);
        let lifetime = json["expires_in"].as_u64().map_or(LIFETIME, Duration::from_secs);
        // A token that hardly lives is used while it does.
        let usable = lifetime - MARGIN.min(lifetime / 10);
        let after = |time| now.checked_add(time).unwrap_or(now);
        Ok(Self {
            header,
            renewal: after(usable),
            end: after(lifetime),
        })
    }
}

/// Reads an error: RFC 6749, section 5.2, or one of the API's own form.
fn refusal(answer: &Response<Vec<u8>>, json: &Json) -> TokenFault {
    let first = |names: [&str; 2], length| {
        let text = names.iter().find_map(|name| json[*name].as_str());
        text.map(|text| clean(text, length))
    };
    TokenFault::Refused {
        status: answer.status(),
        reason: first(["error", SERVICE.errors.field], 100),
        detail: first([SERVICE.errors.detail, "error_description"], 1000),
        retry_after: retry_after(answer.headers(), SystemTime::now),
    }
}

/// Returns a text as the service wrote it: short, and nothing that a terminal would obey.
fn clean(text: &str, length: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(length).collect()
}

/// The token that all requests of a client share: fetched once for any number of callers at the same time.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<State>);

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// No new token is fetched before, because a fetch has just failed while there was a token.
    pause: Option<Instant>,
    /// The fetch under way. It belongs to those who wait for it, and ends with the last of them.
    fetch: Weak<Fetch>,
}

impl Tokens {
    /// The token; `fetch` gets a new one where there is none that lives long enough.
    ///
    /// # Errors
    ///
    /// Those of `fetch`, which all share who waited for it; none as long as there is a token that lives.
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

    /// Drops a token that the service refused, unless another caller has renewed it already.
    pub(crate) fn forget(&self, refused: &Arc<Token>) {
        self.state().token.take_if(|own| Arc::ptr_eq(own, refused));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl State {
    /// The token that needs no renewal yet.
    fn usable(&self, now: Instant) -> Option<Arc<Token>> {
        let pauses = self.pause.is_some_and(|pause| now < pause);
        self.living(now)
            .filter(|token| pauses || now < token.renewal)
            .cloned()
    }

    fn living(&self, now: Instant) -> Option<&Arc<Token>> {
        self.token.as_ref().filter(|token| now < token.end)
    }

    /// The fetch under way, or a new one.
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

    /// Takes down what a fetch gave, once for all who waited, and tells each of them the token there is now.
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

/// One fetch. Whoever waits for it drives it, so that a caller who is kept but not polled holds up nobody.
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
        // Before the look at the progress: no wake between the two is lost.
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

/// Those who wait for a fetch. Its progress wakes them all, because nobody knows which of them will be polled.
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

/// What a panic may have interrupted is whole all the same: every change of it is one assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// No token could be fetched.
#[derive(Clone, Debug)]
pub struct TokenError {
    fault: TokenFault,
    /// Whether the service may have received the request that it was for before, in a try that failed.
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
        /// What went wrong, in the service's words.
        detail: Option<String>,
        /// The time that the service asks callers to wait.
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

    /// Cuts secrets out of what the token endpoint wrote, which may repeat what it was sent.
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

    /// Returns the status of the token endpoint's response, where there is one.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.fault {
            TokenFault::Refused { status, .. } => Some(*status),
            TokenFault::Transport(_) => None,
        }
    }

    /// Returns the code of its error, such as `invalid_client`.
    pub fn code(&self) -> Option<&str> {
        match &self.fault {
            TokenFault::Refused { reason, .. } => reason.as_deref(),
            TokenFault::Transport(_) => None,
        }
    }

    /// Returns what went wrong, in the service's words.
    pub fn detail(&self) -> Option<&str> {
        match &self.fault {
            TokenFault::Refused { detail, .. } => detail.as_deref(),
            TokenFault::Transport(_) => None,
        }
    }

    /// Returns how long the token endpoint asks callers to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.fault {
            TokenFault::Refused { retry_after, .. } => *retry_after,
            TokenFault::Transport(_) => None,
        }
    }

    /// Whether the caller who asked for it had no more time.
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
            TokenFault::Transport(_) => Ok(()),
            TokenFault::Refused {
                status,
                reason,
                detail,
                ..
            } => {
                write!(f, ": the service answered {status}")?;
                reason.iter().try_for_each(|reason| write!(f, " ({reason})"))?;
                detail.iter().try_for_each(|detail| write!(f, ": {detail}"))
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
