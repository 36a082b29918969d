//! The transport of the async client: reqwest.

use std::fmt::Write;
use std::time::Duration;
use std::time::Instant;

use http::{Request, Response};
use reqwest::Url;
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

use super::builder::{BuildError, DefaultTransport};
use super::tls;
use super::transport::BodyStream;
use super::transport::{Fault, Limits, Pending, Transport, TransportError};

/// The maximum memory that is reserved for a body before it arrives.
const AT_ONCE: u64 = 1 << 20;

pub(crate) struct Reqwest(reqwest::Client);

impl Reqwest {
    /// Makes a stack that trusts `roots` (PEM), or the certificate authorities of the system. It follows no redirects:
    /// one to another host would receive credentials.
    pub(crate) fn new(stack: DefaultTransport<'_>) -> Result<Self, BuildError> {
        let builder = match (stack.direct, stack.proxy) {
            (true, _) => reqwest::Client::builder().no_proxy(),
            (false, Some(url)) => {
                let proxy = reqwest::Proxy::all(url).map_err(|_| BuildError::Proxy)?;
                reqwest::Client::builder().proxy(proxy)
            }
            (false, None) => reqwest::Client::builder(),
        };
        let client = builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(stack.limits.connect)
            .tls_backend_preconfigured(tls_config(stack.roots)?)
            .build();
        client
            .map(Self)
            .map_err(|error| BuildError::Transport(error.into()))
    }

    /// Wraps a client of the caller.
    pub(crate) fn over(client: reqwest::Client) -> Self {
        Self(client)
    }
}

fn tls_config(roots: Option<&[u8]>) -> Result<ClientConfig, BuildError> {
    let failed = |error: rustls::Error| BuildError::Transport(error.into());
    let provider = tls::provider()?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let Some(pem) = roots else {
        return Ok(config
            .with_platform_verifier()
            .map_err(failed)?
            .with_no_client_auth());
    };
    let mut store = rustls::RootCertStore::empty();
    store.add_parsable_certificates(tls::certificates(pem)?);
    Ok(config.with_root_certificates(store).with_no_client_auth())
}

impl Transport for Reqwest {
    fn send(
        &self,
        request: Request<Vec<u8>>,
        limits: Limits,
    ) -> Pending<'_, Result<Response<Vec<u8>>, TransportError>> {
        Box::pin(async move {
            let mut request = converted(request)?;
            *request.timeout_mut() = Some(limits.time);
            let response = self.0.execute(request).await.map_err(failed)?;
            whole(response, limits.body).await
        })
    }

    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    fn open(
        &self,
        request: Request<Vec<u8>>,
        limits: Limits,
        total: Duration,
    ) -> Pending<'_, Result<Response<Box<dyn BodyStream>>, TransportError>> {
        Box::pin(async move {
            let until = Instant::now().checked_add(total);
            let request = converted(request)?;
            let sent = tokio::time::timeout(limits.time, self.0.execute(request)).await;
            let mut response = sent.map_err(|_| Fault::Timeout)?.map_err(failed)?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let idle = limits.time;
            let body: Box<dyn BodyStream> = Box::new(Body {
                response,
                idle,
                until,
            });
            let mut opened = Response::new(body);
            (*opened.status_mut(), *opened.headers_mut()) = (status, headers);
            Ok(opened)
        })
    }

    #[cfg(feature = "download")]
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> Pending<'_, ()> {
        Box::pin(async move {
            // The result of the work shows whether it was done.
            let _ = tokio::task::spawn_blocking(work).await;
        })
    }
}

/// A response body that is read in pieces.
struct Body {
    response: reqwest::Response,
    idle: Duration,
    until: Option<Instant>,
}

impl BodyStream for Body {
    fn next(&mut self) -> Pending<'_, Result<Option<Vec<u8>>, TransportError>> {
        Box::pin(async move {
            let left = |until: Instant| until.saturating_duration_since(Instant::now());
            let time = self.until.map_or(self.idle, |until| self.idle.min(left(until)));
            let read = tokio::time::timeout(time, self.response.chunk()).await;
            let chunk = read.map_err(|_| Fault::Timeout)?.map_err(failed)?;
            Ok(chunk.map(|bytes| bytes.to_vec()))
        })
    }
}

/// Converts a request for reqwest, whose own conversion copies the URL piece by piece.
fn converted(request: Request<Vec<u8>>) -> Result<reqwest::Request, TransportError> {
    let (head, body) = request.into_parts();
    let mut url = String::with_capacity(256);
    write!(url, "{}", head.uri).expect("text can be written to a String");
    let url = Url::parse(&url).map_err(|error| TransportError::new(Fault::Refused, error))?;
    let mut request = reqwest::Request::new(head.method, url);
    *request.headers_mut() = head.headers;
    *request.body_mut() = Some(body.into());
    Ok(request)
}

/// Reads the whole body; stops with an error if it is too large.
async fn whole(mut response: reqwest::Response, limit: usize) -> Result<Response<Vec<u8>>, TransportError> {
    let announced = response.content_length().unwrap_or_default();
    if announced > limit as u64 {
        return Err(Fault::TooLarge.into());
    }
    // `Content-Length` is not trusted for reserving memory: the buffer grows as the body arrives.
    let mut body = Vec::with_capacity(announced.min(AT_ONCE) as usize);
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(Fault::TooLarge.into());
        }
        body.extend_from_slice(&chunk);
    }
    let mut whole = Response::new(body);
    *whole.status_mut() = response.status();
    *whole.headers_mut() = std::mem::take(response.headers_mut());
    Ok(whole)
}

/// Converts an error. Its URL is omitted: it is known, and may be longer than the message.
fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let fault = match () {
        () if error.is_builder() => Fault::Refused,
        () if error.is_connect() && tls::fault(&error).is_some() => Fault::Refused,
        () if error.is_connect() => Fault::Connect,
        () if error.is_timeout() => Fault::Timeout,
        () => Fault::Broken,
    };
    TransportError::new(fault, error)
}
