//! One call from its arguments to its answer: signing, trying again, taking note. Every client works through this.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::header::USER_AGENT;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};

use super::auth::{Auth, Signature};
use super::error::{Error, Trouble};
use super::notice::{self, Hook, Notice};
use super::retry::{Outcome, RetryPolicy, Tries, chance};
use super::token::{self, Token, TokenError};
use super::transport::{Fault, Limits, Pending, Transport, TransportError};
use super::{Validation, trace};
use crate::runtime::response::{self, Answer, AnswerPlace, retry_after};
use crate::runtime::validate::validate_value;
use crate::runtime::{Call, Operation, Reply, RequestError};

/// What all clones of a client share.
pub struct Engine {
    /// Scheme and authority, perhaps a path; no slash at the end.
    pub(crate) base: String,
    pub(crate) token_uri: Uri,
    pub(crate) agent: HeaderValue,
    pub(crate) auth: Auth,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) validation: Validation,
    pub(crate) hook: Option<Hook>,
    pub(crate) transport: Arc<dyn Transport>,
}

impl Engine {
    /// Makes a call.
    pub(crate) async fn reply<O: Operation>(
        self: &Arc<Self>,
        operation: &O,
    ) -> Result<Reply<O::Answer>, Error<O::Error>> {
        self.reply_to(operation, operation.call()).await
    }

    /// Makes `call`, whose answer `operation` decodes.
    pub(crate) async fn reply_to<O: Operation>(
        self: &Arc<Self>,
        operation: &O,
        call: &Call,
    ) -> Result<Reply<O::Answer>, Error<O::Error>> {
        let mut tries = self.tries(Errand::Call(call));
        let reply = self.tried(operation, call, &mut tries).await;
        reply.map_err(|error| error.after(&tries))
    }

    async fn tried<O: Operation>(
        self: &Arc<Self>,
        operation: &O,
        call: &Call,
        tries: &mut Tries,
    ) -> Result<Reply<O::Answer>, Error<O::Error>> {
        let answer = self.insist(Errand::Call(call), tries).await?;
        let (head, body) = answer.into_parts();
        let reply = response::reply_to(operation, head.status, head.headers, &body);
        // A version that ends in an error is told of all the same.
        let head = reply
            .as_ref()
            .map_or_else(|failure| &*failure.head, |reply| &reply.head);
        notice::of_headers(call.spec(), head).for_each(|notice| self.notify(&notice));
        let mut reply = reply?;
        if self.validation == Validation::RequestsAndAnswers {
            self.validate(call, reply.body.place());
        }
        Ok(reply)
    }

    fn validate(&self, call: &Call, place: AnswerPlace<'_>) {
        if let AnswerPlace::Json(value) = place
            && let Err(violations) = validate_value(value)
        {
            self.notify(&Notice::Deviation {
                operation: call.spec(),
                violations: &violations,
            });
        }
    }

    fn notify(&self, notice: &Notice<'_>) {
        trace::notice(notice);
        self.hook.iter().for_each(|hook| hook(notice));
    }

    /// A token for the service account that `basic` names. It depends on no caller: they may come and go meanwhile.
    pub(crate) fn fetch_token(
        self: &Arc<Self>,
        basic: &HeaderValue,
    ) -> Pending<'static, Result<Token, TokenError>> {
        let (engine, basic) = (self.clone(), basic.clone());
        Box::pin(async move {
            let errand = Errand::Token(&basic);
            match engine.insist(errand, &mut engine.tries(errand)).await {
                Ok(answer) => Token::read(answer.status(), answer.body(), Instant::now()),
                Err(Trouble::Token(error)) => Err(error),
                Err(Trouble::Transport(error)) => Err(TokenError::Transport(Arc::new(error))),
                Err(Trouble::Invalid(error)) => {
                    let refused = TransportError::new(Fault::Refused, error);
                    Err(TokenError::Transport(Arc::new(refused)))
                }
            }
        })
    }

    fn tries(&self, errand: Errand<'_>) -> Tries {
        Tries::new(self.retry, errand.is_harmless(), Instant::now())
    }

    /// Sends a request as often as the policy allows.
    async fn insist(
        self: &Arc<Self>,
        errand: Errand<'_>,
        tries: &mut Tries,
    ) -> Result<Response<Vec<u8>>, Trouble> {
        loop {
            let result = self.signed(errand).await;
            let outcome = match &result {
                Ok(answer) => {
                    Outcome::Status(answer.status(), retry_after(answer.headers(), SystemTime::now))
                }
                Err(Trouble::Transport(error)) => Outcome::Fault(error.fault()),
                Err(Trouble::Token(_) | Trouble::Invalid(_)) => return result,
            };
            let wait = tries.after(outcome, Instant::now, chance);
            trace::tried(errand.name(), tries.made(), outcome, wait);
            match wait {
                Some(wait) => self.transport.sleep(wait).await,
                None => return result,
            }
        }
    }

    /// Sends a request with credentials, and again with fresh ones where the service wants those.
    async fn signed(self: &Arc<Self>, errand: Errand<'_>) -> Result<Response<Vec<u8>>, Trouble> {
        let mut renewals = 0;
        loop {
            // Made anew for each try: most succeed at once, and nothing had to be copied for another.
            let mut request = errand.request(self).map_err(Trouble::Invalid)?;
            let signature = match errand {
                Errand::Call(_) => self.auth.sign(&mut request, self).await.map_err(Trouble::Token)?,
                Errand::Token(_) => Signature::None,
            };
            let answer = self.transport.send(request, self.limits).await;
            let answer = answer.map_err(Trouble::Transport)?;
            let refused = answer.status() == StatusCode::UNAUTHORIZED;
            if !refused || !self.auth.renew(&signature, answer.headers(), renewals) {
                return Ok(answer);
            }
            renewals += 1;
        }
    }

    /// Waits.
    pub(crate) async fn sleep(&self, time: Duration) {
        self.transport.sleep(time).await;
    }
}

/// What is asked of the service.
#[derive(Clone, Copy)]
enum Errand<'a> {
    /// A call, signed.
    Call(&'a Call),
    /// A token, for the service account that this header names.
    Token(&'a HeaderValue),
}

impl Errand<'_> {
    fn name(self) -> &'static str {
        match self {
            Self::Call(call) => call.spec().id,
            Self::Token(_) => "token",
        }
    }

    /// Whether the service may process it twice. Whoever asks for a token twice has two of them, which harms nobody.
    fn is_harmless(self) -> bool {
        match self {
            Self::Call(call) => {
                Method::try_from(call.spec().method).is_ok_and(|method| method.is_idempotent())
            }
            Self::Token(_) => true,
        }
    }

    fn request(self, engine: &Engine) -> Result<Request<Vec<u8>>, RequestError> {
        let mut request = match (self, engine.validation) {
            (Self::Call(call), Validation::Off) => call.request_unchecked(&engine.base)?,
            (Self::Call(call), _) => call.request(&engine.base)?,
            (Self::Token(basic), _) => token::request(&engine.token_uri, basic),
        };
        request.headers_mut().insert(USER_AGENT, engine.agent.clone());
        Ok(request)
    }
}
