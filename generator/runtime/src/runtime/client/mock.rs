//! A scripted service for tests of programs that use a client.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode};

use super::builder::{Builder, ClientKind};
use super::transport::{BlockingTransport, Fault, Limits, Pending, Transport, TransportError};
use crate::runtime::catalogue::match_path;

/// A service that returns scripted responses, one for each request, and records the requests. It uses no network,
/// and waits between attempts take no time. Clones share the script.
///
/// The guide of each crate has an example: `guide::testing`.
#[derive(Clone, Default)]
pub struct Mock(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    responses: VecDeque<Scripted>,
    requests: Vec<Request<Vec<u8>>>,
}

/// The reaction to a request.
enum Scripted {
    /// A status and a body, in the media type that the request accepts.
    Body(StatusCode, Vec<u8>),
    /// The documented response of the operation that is requested.
    Documented,
    /// The documented error of the operation that is requested, with this status.
    DocumentedError(StatusCode),
    /// A whole response.
    Response(Box<Response<Vec<u8>>>),
    /// No response.
    Fault(Fault),
}

impl Mock {
    /// Makes a service without responses.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a response: a status and a body, in the media type that the request accepts.
    ///
    /// # Panics
    ///
    /// If `status` is not a valid status code: three digits, the first of which is not 0.
    #[must_use]
    pub fn respond(self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        let status = StatusCode::from_u16(status).expect("a status code has three digits");
        self.add(Scripted::Body(status, body.into()))
    }

    /// Adds a response: the first documented success of the operation that is requested then. If none is documented, the
    /// call fails with an error that states it; [`respond`](Self::respond) takes a body of yours.
    #[must_use]
    pub fn respond_documented(self) -> Self {
        self.add(Scripted::Documented)
    }

    /// Adds a response: the error that is documented with this status for the operation that is requested then.
    ///
    /// # Panics
    ///
    /// If `status` is not a valid status code: three digits, the first of which is not 0.
    #[must_use]
    pub fn respond_documented_error(self, status: u16) -> Self {
        let status = StatusCode::from_u16(status).expect("a status code has three digits");
        self.add(Scripted::DocumentedError(status))
    }

    /// Adds a response with its headers.
    #[must_use]
    pub fn respond_with(self, response: Response<Vec<u8>>) -> Self {
        self.add(Scripted::Response(Box::new(response)))
    }

    /// Adds an exchange that fails.
    #[must_use]
    pub fn fail(self, fault: Fault) -> Self {
        self.add(Scripted::Fault(fault))
    }

    /// Makes a client of this service, without credentials.
    ///
    /// # Panics
    ///
    /// Never: the settings are valid.
    pub fn client<C: ClientKind>(&self) -> C {
        self.builder().build().expect("the settings of a mock are valid")
    }

    /// Returns the settings of a client of this service, for tests of other settings.
    pub fn builder<C: ClientKind>(&self) -> Builder<C> {
        let transport = C::mock_transport(self.clone());
        Builder::default()
            .base_url("https://mock.invalid")
            .transport(transport)
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Vec<Request<Vec<u8>>> {
        self.script().requests.clone()
    }

    /// Returns how many responses have not been used.
    pub fn remaining(&self) -> usize {
        self.script().responses.len()
    }

    fn add(self, scripted: Scripted) -> Self {
        self.script().responses.push_back(scripted);
        self
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let mut script = self.script();
        let scripted = script.responses.pop_front();
        let accepted = accepted(&request);
        let missing = |what: &str| {
            let (method, path) = (request.method(), request.uri().path());
            TransportError::new(
                Fault::Refused,
                format!("the mock has no {what} for {method} {path}"),
            )
        };
        let respond = |status, body| {
            let mut response = Response::new(body);
            *response.status_mut() = status;
            response.headers_mut().insert(CONTENT_TYPE, accepted.clone());
            response
        };
        let result = match scripted {
            Some(Scripted::Body(status, body)) => Ok(respond(status, body)),
            Some(Scripted::Documented) => documented(&request, &accepted)
                .map(|(status, body)| respond(status, body.into()))
                .ok_or_else(|| missing("documented response")),
            Some(Scripted::DocumentedError(status)) => documented_error(&request, status)
                .map(|body| {
                    let mut response = respond(status, body.into());
                    let json = HeaderValue::from_static("application/json");
                    response.headers_mut().insert(CONTENT_TYPE, json);
                    response
                })
                .ok_or_else(|| missing(&format!("documented error {}", status.as_u16()))),
            Some(Scripted::Response(response)) => Ok(*response),
            Some(Scripted::Fault(fault)) => Err(fault.into()),
            None => Err(missing("response left")),
        };
        script.requests.push(request);
        result
    }
}

/// A documented response of an operation.
pub(crate) struct DocumentedResponse {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) status: u16,
    pub(crate) body: &'static str,
}

/// The documented errors of an operation, as indices of their bodies.
pub(crate) struct DocumentedErrors {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) bodies: &'static [usize],
}

/// Returns the documented body of an error of the operation that a request is for.
fn documented_error(request: &Request<Vec<u8>>, status: StatusCode) -> Option<&'static str> {
    let path = request.uri().path();
    let same_method = crate::documented::ERRORS
        .iter()
        .filter(|known| known.method == request.method().as_str());
    let matching = same_method.filter_map(|known| Some((known, match_path(known.path, path)?.len())));
    let (known, _) = matching.min_by_key(|(_, values)| *values)?;
    let mut bodies = known
        .bodies
        .iter()
        .filter_map(|index| crate::documented::ERROR_BODIES.get(*index));
    bodies
        .find(|(own, _)| *own == status.as_u16())
        .map(|(_, body)| *body)
}

/// Returns the documented response of the operation that a request is for.
fn documented(request: &Request<Vec<u8>>, media_type: &HeaderValue) -> Option<(StatusCode, &'static str)> {
    let path = request.uri().path();
    let candidates = crate::documented::DOCUMENTED.iter();
    let candidates = candidates
        .filter(|known| known.media_type == media_type && known.method == request.method().as_str());
    // A literal path takes precedence over one with parameters.
    let matching = candidates.filter_map(|known| Some((known, match_path(known.path, path)?.len())));
    let (known, _) = matching.min_by_key(|(_, values)| *values)?;
    Some((StatusCode::from_u16(known.status).ok()?, known.body))
}

/// Returns the first media type that a request accepts.
fn accepted(request: &Request<Vec<u8>>) -> HeaderValue {
    let accept = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok());
    let first = accept.and_then(|accept| accept.split([',', ';']).next());
    let media_type = first.map(str::trim).filter(|first| !first.contains('*'));
    let value = media_type.and_then(|media_type| HeaderValue::try_from(media_type).ok());
    value.unwrap_or(HeaderValue::from_static("application/json"))
}

impl Transport for Mock {
    fn send(
        &self,
        request: Request<Vec<u8>>,
        _: Limits,
    ) -> Pending<'_, Result<Response<Vec<u8>>, TransportError>> {
        Box::pin(std::future::ready(self.exchange(request)))
    }

    fn sleep(&self, _: Duration) -> Pending<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

impl BlockingTransport for Mock {
    fn send(&self, request: Request<Vec<u8>>, _: Limits) -> Result<Response<Vec<u8>>, TransportError> {
        self.exchange(request)
    }

    fn sleep(&self, _: Duration) {}
}
