//! A service that responds from a script, for tests of programs that use a client.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode};

use super::builder::{Builder, ClientKind};
use super::transport::{BlockingTransport, Fault, Limits, Pending, Transport, TransportError};

/// A service that gives scripted responses, one for each request, and keeps the requests. Nothing is sent over a network,
/// and waits between attempts take no time. Clones share the script.
///
/// ```ignore
/// let mock = Mock::new().respond(200, r#"{"id": "32b6e34b3d91647abb20e7b8", "status": "COMPLETED"}"#);
/// let client: BlockingClient = mock.client();
/// let job = client.flex().get_restore_job(project, "Cluster0", job).send()?;
/// ```
#[derive(Clone, Default)]
pub struct Mock(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    responses: VecDeque<Scripted>,
    requests: Vec<Request<Vec<u8>>>,
}

/// What is done with a request.
enum Scripted {
    /// A status and a body, in the media type that the request accepts.
    Body(StatusCode, Vec<u8>),
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
    /// If `status` is not a status code: three digits, of which the first is not 0.
    #[must_use]
    pub fn respond(self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        let status = StatusCode::from_u16(status).expect("a status code has three digits");
        self.add(Scripted::Body(status, body.into()))
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
        let missing = || {
            format!(
                "the mock has no response left for {} {}",
                request.method(),
                request.uri().path()
            )
        };
        let result = match scripted {
            Some(Scripted::Body(status, body)) => {
                let mut response = Response::new(body);
                *response.status_mut() = status;
                response.headers_mut().insert(CONTENT_TYPE, accepted);
                Ok(response)
            }
            Some(Scripted::Response(response)) => Ok(*response),
            Some(Scripted::Fault(fault)) => Err(fault.into()),
            None => Err(TransportError::new(Fault::Refused, missing())),
        };
        script.requests.push(request);
        result
    }
}

/// Returns the media type that a request prefers: the first one.
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
