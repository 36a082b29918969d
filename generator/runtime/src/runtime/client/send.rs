//! Sends one call: builds the request, signs and retries it, decodes the response, reports notices. Every client uses
//! it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use super::auth::{Auth, Signature};
use super::error::{Error, SendError};
use super::options::CallOptions;
use super::retry::{Attempts, Outcome, RetryPolicy, chance};
use super::target::Targets;
use super::token::{self, Token, TokenError};
use super::transport::{BodyStream, Fault, Limits, Pending, Transport, TransportError};
use super::warnings::{self, Hook, Notice};
use super::{Validation, trace};
use crate::runtime::response::{self, retry_after};
use crate::runtime::{ApiResponse, Call, Failure, Head, Operation, RequestError, StreamOperation};
use crate::service::SERVICE;

/// The limits of one call.
#[derive(Clone, Copy, Default)]
pub(crate) struct CallLimits {
    /// The deadline of the call.
    pub(crate) until: Option<Instant>,
    /// The error code of the API that a retry would not change, whatever the status.
    pub(crate) not_retryable: Option<&'static str>,
}

impl CallLimits {
    /// Returns `time`, or the time until the deadline if that is shorter.
    fn left_of(self, time: Duration) -> Duration {
        let left = |until: Instant| until.saturating_duration_since(Instant::now());
        self.until.map_or(time, |until| time.min(left(until)))
    }

    /// Returns the outcome of an attempt that received a response.
    fn outcome(self, response: &Response<Vec<u8>>) -> Outcome {
        let is_final = |code| response::error_code(response.body()).is_some_and(|own| own == code);
        match self.not_retryable {
            Some(code) if !response.status().is_success() && is_final(code) => Outcome::NotRetryable,
            _ => Outcome::Status(
                response.status(),
                retry_after(response.headers(), SystemTime::now),
            ),
        }
    }

    /// Returns true if the deadline has passed.
    pub(crate) fn is_over(self) -> bool {
        self.left_of(Duration::MAX).is_zero()
    }
}

/// The state that all clones of a client share.
#[derive(Clone)]
pub struct Engine {
    pub(crate) targets: Arc<Targets>,
    /// Headers of every call; a header of the call with the same name takes precedence.
    pub(crate) headers: HeaderMap,
    pub(crate) agent: HeaderValue,
    pub(crate) auth: Arc<Auth>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    /// The overall timeout of a call.
    pub(crate) call_limit: Option<Duration>,
    pub(crate) validation: Validation,
    pub(crate) hook: Option<Hook>,
    pub(crate) transport: Arc<dyn Transport>,
}

impl Engine {
    /// Returns the same with other settings for its calls; tokens and connections are shared.
    pub(crate) fn with(&self, options: CallOptions) -> Self {
        let mut own = self.clone();
        own.call_limit = options.limit.or(own.call_limit);
        own.retry = options.retry.unwrap_or(own.retry);
        own.limits.time = options.timeout.unwrap_or(own.limits.time);
        for name in options.headers.keys() {
            own.headers.remove(name);
            for value in options.headers.get_all(name) {
                own.headers.append(name, value.clone());
            }
        }
        own
    }

    /// Makes a call.
    pub(crate) async fn reply<O: Operation>(
        self: &Arc<Self>,
        operation: &O,
    ) -> Result<ApiResponse<O::ResponseBody>, Error<O::Error>> {
        let limits = CallLimits {
            until: CallOptions::end(self.call_limit),
            ..CallLimits::default()
        };
        self.reply_to(operation, operation.call(), limits).await
    }

    /// Sends `call` within these limits; `operation` decodes its response.
    pub(crate) async fn reply_to<O: Operation>(
        self: &Arc<Self>,
        operation: &O,
        call: &Call,
        limits: CallLimits,
    ) -> Result<ApiResponse<O::ResponseBody>, Error<O::Error>> {
        let mut attempts = self.attempts(RequestKind::Call(call), limits);
        let span = trace::CallSpan::new(call.spec());
        let reply = span
            .observe(self.tried(operation, call, limits, &mut attempts))
            .await;
        let head = reply.as_ref().map_or_else(Error::head, |reply| Some(&reply.head));
        span.record(attempts.made(), head);
        reply.map_err(|error| error.after(&attempts))
    }

    async fn tried<O: Operation>(
        self: &Arc<Self>,
        operation: &O,
        call: &Call,
        limits: CallLimits,
        attempts: &mut Attempts,
    ) -> Result<ApiResponse<O::ResponseBody>, Error<O::Error>> {
        let response = self.insist(RequestKind::Call(call), limits, attempts).await?;
        let (head, body) = response.into_parts();
        let reply = response::reply_to(operation, head.status, head.headers, &body);
        // Notices are reported for errors too.
        let head = reply
            .as_ref()
            .map_or_else(|failure| &*failure.head, |reply| &reply.head);
        warnings::of_headers(call.spec(), head).for_each(|notice| self.notify(&notice));
        let reply = reply?;
        if self.validation == Validation::RequestsAndResponses
            && let Err(violations) = reply.validate()
        {
            self.notify(&Notice::Deviation {
                operation: call.spec(),
                violations: &violations,
            });
        }
        Ok(reply)
    }

    /// Makes a call whose response is read in pieces, and returns its head and its body.
    pub(crate) async fn open<O: StreamOperation>(
        self: &Arc<Self>,
        operation: &O,
    ) -> Result<(Head, Box<dyn BodyStream>), Error<O::Error>> {
        let limits = CallLimits {
            until: CallOptions::end(self.call_limit),
            ..CallLimits::default()
        };
        let (call, opened) = (operation.call(), Opened::default());
        let kind = RequestKind::Stream(call, &opened);
        let mut attempts = self.attempts(kind, limits);
        let response = self.insist(kind, limits, &mut attempts).await;
        let (parts, text) = response
            .map_err(|error| Error::from(error).after(&attempts))?
            .into_parts();
        let Some(body) = opened.take().filter(|_| parts.status.is_success()) else {
            let failed = response::reply_to(operation, parts.status, parts.headers, &text);
            let failure = failed.err().map(|failure| Error::from(failure).after(&attempts));
            // A success always has a readable body.
            return Err(failure.unwrap_or_else(|| Error::Transport(Fault::Broken.into())));
        };
        match response::head_of_items(call, parts.status, parts.headers) {
            Ok(head) => {
                warnings::of_headers(call.spec(), &head).for_each(|notice| self.notify(&notice));
                Ok((head, body))
            }
            Err(refused) => {
                let (head, reason) = *refused;
                let text = read_all(body, self.limits.body).await.map_err(Error::Transport)?;
                let text = String::from_utf8_lossy(&text).into_owned();
                Err(Error::from(Failure::undecodable(head, text, reason)))
            }
        }
    }

    pub(crate) fn notify(&self, notice: &Notice<'_>) {
        trace::notice(notice);
        self.hook.iter().for_each(|hook| hook(notice));
    }

    /// Fetches a token for `client`, within the limits of the first caller. It depends on no other caller: they may
    /// start and stop waiting meanwhile.
    pub(crate) fn fetch_token(
        self: &Arc<Self>,
        client: &token::Client,
        limits: CallLimits,
    ) -> Pending<'static, Result<Token, TokenError>> {
        let (engine, client) = (self.clone(), client.clone());
        Box::pin(async move {
            let kind = RequestKind::Token(&client);
            let mut attempts = engine.attempts(kind, limits);
            match engine.insist(kind, limits, &mut attempts).await {
                Ok(response) => Token::read(&response, Instant::now()),
                Err(SendError::Token(error)) => Err(error),
                Err(SendError::Transport(error)) => Err(error.into()),
                Err(SendError::Invalid(error)) => Err(TransportError::new(Fault::Refused, error).into()),
            }
        })
    }

    /// Returns the unsigned request of a call.
    fn request(&self, call: &Call) -> Result<Request<Vec<u8>>, RequestError> {
        let target = self.targets.of(call.spec());
        let base = target.base()?;
        let mut request = match self.validation {
            Validation::Off => call.request_unchecked(base)?,
            _ => call.request(base)?,
        };
        if target.is_trusted() {
            self.add_headers(request.headers_mut());
        }
        Ok(request)
    }

    /// Adds the default headers that a call has not itself; another version of the API, and other media types to accept,
    /// replace those of the crate.
    fn add_headers(&self, own: &mut HeaderMap) {
        let is_version = |name: &HeaderName| {
            let header = SERVICE.version_header;
            header.is_some_and(|(header, _)| name.as_str().eq_ignore_ascii_case(header))
        };
        for name in self.headers.keys() {
            if is_version(name) || *name == ACCEPT {
                own.remove(name);
            } else if own.contains_key(name) {
                continue;
            }
            for value in self.headers.get_all(name) {
                own.append(name, value.clone());
            }
        }
    }

    fn attempts(&self, kind: RequestKind<'_>, limits: CallLimits) -> Attempts {
        let policy = self.retry.within_also(limits.left_of(Duration::MAX));
        Attempts::new(policy, kind.is_harmless(), Instant::now())
    }

    /// Sends a request as often as the policy allows.
    async fn insist(
        self: &Arc<Self>,
        kind: RequestKind<'_>,
        limits: CallLimits,
        attempts: &mut Attempts,
    ) -> Result<Response<Vec<u8>>, SendError> {
        loop {
            let attempt = trace::Attempt::new(kind.name(), attempts.made() + 1);
            let result = attempt.observe(self.signed(kind, limits)).await;
            let outcome = match &result {
                Ok(response) => {
                    attempt.record(response);
                    limits.outcome(response)
                }
                Err(SendError::Transport(error)) => Outcome::Fault(error.fault()),
                Err(SendError::Token(_) | SendError::Invalid(_)) => return result,
            };
            let wait = attempts.after(outcome, Instant::now, chance);
            trace::tried(kind.name(), attempts.made(), outcome, wait);
            match wait {
                Some(wait) => self.transport.sleep(wait).await,
                None => return result,
            }
        }
    }

    /// Sends a request with credentials, and again with fresh ones if the service rejects them.
    async fn signed(
        self: &Arc<Self>,
        kind: RequestKind<'_>,
        limits: CallLimits,
    ) -> Result<Response<Vec<u8>>, SendError> {
        let mut renewals = 0;
        loop {
            // The request is built for each attempt: most succeed at once, which avoids a copy.
            let mut request = kind.request(self).map_err(SendError::Invalid)?;
            let signature = match kind {
                RequestKind::Call(call) | RequestKind::Stream(call, _)
                    if self.targets.of(call.spec()).is_trusted() =>
                {
                    let signed = self.auth.sign(call.spec(), &mut request, self, limits).await;
                    signed.map_err(SendError::Token)?
                }
                _ => Signature::default(),
            };
            let sent = self.send(kind, request, limits).await;
            let response = sent.map_err(SendError::Transport)?;
            let refused = response.status() == StatusCode::UNAUTHORIZED;
            if !refused || !self.auth.renew(&signature, response.headers(), renewals) {
                return Ok(response);
            }
            renewals += 1;
        }
    }

    /// Sends a request, in the time that the limits leave.
    async fn send(
        &self,
        kind: RequestKind<'_>,
        request: Request<Vec<u8>>,
        limits: CallLimits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let total = limits.left_of(Duration::MAX);
        let limits = Limits {
            time: limits.left_of(self.limits.time),
            ..self.limits
        };
        let sent = match kind {
            _ if limits.time.is_zero() => Err(Fault::Timeout.into()),
            RequestKind::Stream(_, opened) => opened.fill(&*self.transport, request, limits, total).await,
            _ => self.transport.send(request, limits).await,
        };
        sent.map_err(|error| error.cut_by(limits.time < self.limits.time))
    }

    /// Waits.
    pub(crate) async fn sleep(&self, time: Duration) {
        self.transport.sleep(time).await;
    }
}

/// The body of a success, which is read in pieces.
#[derive(Default)]
struct Opened(Mutex<Option<Box<dyn BodyStream>>>);

impl Opened {
    /// Sends a request. Keeps the body of a success open and returns the response without it; reads any other body.
    async fn fill(
        &self,
        transport: &dyn Transport,
        request: Request<Vec<u8>>,
        limits: Limits,
        total: Duration,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let (head, body) = transport.open(request, limits, total).await?.into_parts();
        if !head.status.is_success() {
            return Ok(Response::from_parts(head, read_all(body, limits.body).await?));
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        Ok(Response::from_parts(head, Vec::new()))
    }

    fn take(&self) -> Option<Box<dyn BodyStream>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Reads a body to its end, up to `limit` bytes.
async fn read_all(mut body: Box<dyn BodyStream>, limit: usize) -> Result<Vec<u8>, TransportError> {
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await? {
        if bytes.len().saturating_add(piece.len()) > limit {
            return Err(Fault::TooLarge.into());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// The kind of request.
#[derive(Clone, Copy)]
enum RequestKind<'a> {
    /// A signed call.
    Call(&'a Call),
    /// A signed call whose response is read in pieces.
    Stream(&'a Call, &'a Opened),
    /// A token request for this client.
    Token(&'a token::Client),
}

impl RequestKind<'_> {
    fn name(self) -> &'static str {
        match self {
            Self::Call(call) | Self::Stream(call, _) => call.spec().id,
            Self::Token(_) => "token",
        }
    }

    /// Returns true if the service may process the request twice. A second token does no harm.
    fn is_harmless(self) -> bool {
        match self {
            Self::Call(call) | Self::Stream(call, _) => {
                Method::try_from(call.spec().method).is_ok_and(|method| method.is_idempotent())
            }
            Self::Token(_) => true,
        }
    }

    fn request(self, engine: &Engine) -> Result<Request<Vec<u8>>, RequestError> {
        let mut request = match self {
            Self::Call(call) | Self::Stream(call, _) => engine.request(call)?,
            Self::Token(client) => token::request(client),
        };
        request.headers_mut().insert(USER_AGENT, engine.agent.clone());
        Ok(request)
    }
}
