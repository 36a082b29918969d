//! One call from its arguments to its answer: signing, trying again, taking note. Every client works through this.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};

use super::auth::Auth;
use super::error::{Error, Trouble};
use super::notice::{self, Hook, Notice};
use super::retry::{Outcome, RetryPolicy, Tries, chance};
use super::token::{self, Token, TokenError};
use super::transport::{Limits, Transport};
use super::{Validation, trace};
use crate::runtime::response::{Answer, AnswerPlace, retry_after};
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
        &self,
        operation: &O,
    ) -> Result<Reply<O::Answer>, Error<O::Error>> {
        self.reply_to(operation, operation.call()).await
    }

    /// Makes `call`, whose answer `operation` decodes.
    pub(crate) async fn reply_to<O: Operation>(
        &self,
        operation: &O,
        call: &Call,
    ) -> Result<Reply<O::Answer>, Error<O::Error>> {
        let request = self.request(call).map_err(Error::Invalid)?;
        let answer = self.insist(&request, call.spec().id, true).await?;
        let (head, body) = answer.into_parts();
        let mut reply = operation.decode(head.status, &head.headers, &body)?;
        notice::of_headers(call.spec(), &reply.head).for_each(|notice| self.notify(&notice));
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

    fn request(&self, call: &Call) -> Result<Request<Vec<u8>>, RequestError> {
        let mut request = match self.validation {
            Validation::Off => call.request_unchecked(&self.base)?,
            Validation::Requests | Validation::RequestsAndAnswers => call.request(&self.base)?,
        };
        request.headers_mut().insert(USER_AGENT, self.agent.clone());
        Ok(request)
    }

    /// A token for the service account that `basic` names.
    pub(crate) async fn fetch_token(&self, basic: &HeaderValue) -> Result<Token, TokenError> {
        let mut request = Request::new(token::FORM.as_bytes().to_vec());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.token_uri.clone();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let json = HeaderValue::from_static("application/json");
        let agent = self.agent.clone();
        let headers = [
            (AUTHORIZATION, basic.clone()),
            (CONTENT_TYPE, form),
            (ACCEPT, json),
            (USER_AGENT, agent),
        ];
        request.headers_mut().extend(headers);
        // Boxed, because a request that is signed may need a token, which is a request that is not.
        let answer = Box::pin(self.insist(&request, "token", false)).await;
        match answer {
            Ok(answer) => Token::read(answer.status(), answer.body(), Instant::now()),
            Err(Trouble::Transport(error)) => Err(TokenError::Transport(Arc::new(error))),
            Err(Trouble::Token(error)) => Err(error),
        }
    }

    /// Sends a request as often as the policy allows.
    async fn insist(
        &self,
        request: &Request<Vec<u8>>,
        name: &str,
        signed: bool,
    ) -> Result<Response<Vec<u8>>, Trouble> {
        // Whoever asks for a token twice has two of them, which harms nobody.
        let harmless = !signed || request.method().is_idempotent();
        let mut tries = Tries::new(self.retry, harmless, Instant::now());
        loop {
            let result = if signed {
                self.signed(request).await
            } else {
                self.once(request.clone()).await
            };
            let outcome = match &result {
                Ok(answer) => {
                    Outcome::Status(answer.status(), retry_after(answer.headers(), SystemTime::now()))
                }
                Err(Trouble::Transport(error)) => Outcome::Fault(error.fault()),
                Err(Trouble::Token(_)) => return result,
            };
            let wait = tries.after(outcome, Instant::now(), chance());
            trace::tried(name, tries.made(), outcome, wait);
            match wait {
                Some(wait) => self.transport.sleep(wait).await,
                None => return result,
            }
        }
    }

    /// Sends a request with credentials, and again with fresh ones where the service wants those.
    async fn signed(&self, request: &Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Trouble> {
        let mut renewals = 0;
        loop {
            let mut request = request.clone();
            let signature = self.auth.sign(&mut request, self).await.map_err(Trouble::Token)?;
            let answer = self.once(request).await?;
            let refused = answer.status() == StatusCode::UNAUTHORIZED;
            if !refused || !self.auth.renew(&signature, answer.headers(), renewals) {
                return Ok(answer);
            }
            renewals += 1;
        }
    }

    async fn once(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Trouble> {
        let answer = self.transport.send(request, self.limits).await;
        answer.map_err(Trouble::Transport)
    }

    /// Waits.
    pub(crate) async fn sleep(&self, time: Duration) {
        self.transport.sleep(time).await;
    }
}
