//! The transport of the blocking client: ureq.

use std::io::Read;
use std::time::Duration;

use http::{Request, Response};
use ureq::config::ConfigBuilder;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::typestate::HttpCrateScope;
use ureq::{Agent, Error, Timeout};

use super::builder::{BuildError, DefaultTransport};
use super::tls;
use super::transport::{BlockingTransport, Fault, Limits, TransportError};

pub(crate) struct Ureq(Agent);

impl Ureq {
    /// Makes a stack that trusts `roots` (PEM), or the certificate authorities of the system. It follows no redirects:
    /// one to another host would receive credentials.
    pub(crate) fn new(stack: DefaultTransport<'_>) -> Result<Self, BuildError> {
        let roots = match stack.roots {
            None => RootCerts::PlatformVerifier,
            Some(pem) => {
                let found = tls::certificates(pem)?;
                let owned: Vec<_> = found
                    .iter()
                    .map(|der| Certificate::from_der(der).to_owned())
                    .collect();
                RootCerts::new_with_certs(&owned)
            }
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(bound(stack.limits.connect))
            .timeout_resolve(bound(stack.limits.connect))
            .tls_config(
                TlsConfig::builder()
                    .root_certs(roots)
                    .unversioned_rustls_crypto_provider(tls::provider()?)
                    .build(),
            );
        let config = match (stack.direct, stack.proxy) {
            (true, _) => config.proxy(None),
            (false, Some(url)) => config.proxy(Some(ureq::Proxy::new(url).map_err(|_| BuildError::Proxy)?)),
            (false, None) => config,
        };
        Ok(Self(config.build().into()))
    }

    /// Wraps an agent of the caller.
    pub(crate) fn over(agent: Agent) -> Self {
        Self(agent)
    }

    fn run(&self, request: Request<Vec<u8>>, limits: Limits) -> Result<Response<ureq::Body>, Error> {
        let time = bound(limits.time);
        let agent = &self.0;
        // Without a body, no `Content-Length` is sent.
        if request.body().is_empty() {
            let request = plain(agent.configure_request(request.map(|_| ())));
            return agent.run(request.timeout_global(time).build());
        }
        let request = plain(agent.configure_request(request));
        agent.run(request.timeout_global(time).build())
    }
}

impl Ureq {
    /// Sends a request; `limits` apply to each piece of the response.
    fn start(
        &self,
        request: Request<Vec<u8>>,
        limits: Limits,
        total: Duration,
    ) -> Result<Response<ureq::Body>, Error> {
        fn limited<S: ureq::AsSendBody>(
            request: ConfigBuilder<HttpCrateScope<S>>,
            limits: Limits,
            total: Duration,
        ) -> Request<S> {
            plain(request)
                .timeout_global(bound(total))
                .timeout_recv_response(bound(limits.time))
                .timeout_per_read(bound(limits.time))
                .build()
        }
        let agent = &self.0;
        // Without a body, no `Content-Length` is sent.
        if request.body().is_empty() {
            return agent.run(limited(
                agent.configure_request(request.map(|_| ())),
                limits,
                total,
            ));
        }
        agent.run(limited(agent.configure_request(request), limits, total))
    }
}

impl BlockingTransport for Ureq {
    fn send(&self, request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, TransportError> {
        let (head, mut body) = self.run(request, limits).map_err(failed)?.into_parts();
        if body
            .content_length()
            .is_some_and(|length| length > limits.body as u64)
        {
            return Err(Fault::TooLarge.into());
        }
        // One byte more than allowed distinguishes a body that is too large from one that just fits.
        let read = body
            .with_config()
            .limit((limits.body as u64).saturating_add(1))
            .read_to_vec()
            .map_err(failed)?;
        if read.len() > limits.body {
            return Err(Fault::TooLarge.into());
        }
        Ok(Response::from_parts(head, read))
    }

    fn open(
        &self,
        request: Request<Vec<u8>>,
        limits: Limits,
        total: Duration,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        let response = self.start(request, limits, total).map_err(failed)?;
        Ok(response.map(|body| Box::new(Reader(body.into_reader())) as Box<dyn Read + Send>))
    }
}

/// A response body that is read in pieces.
struct Reader(ureq::BodyReader<'static>);

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer).map_err(|error| {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
            match inner {
                Some(Error::Timeout(_)) => std::io::ErrorKind::TimedOut.into(),
                _ => error,
            }
        })
    }
}

/// Sends any method and returns any status as a response, even with an agent of the caller.
fn plain<S: ureq::AsSendBody>(request: ConfigBuilder<HttpCrateScope<S>>) -> ConfigBuilder<HttpCrateScope<S>> {
    request
        .allow_non_standard_methods(true)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
}

/// Converts a timeout for ureq: none if the clock would overflow, and at least a millisecond, because ureq treats zero
/// as a second.
fn bound(time: Duration) -> Option<Duration> {
    const YEARS: Duration = Duration::from_secs(10 * 365 * 86_400);
    (time < YEARS).then(|| time.max(Duration::from_millis(1)))
}

fn failed(error: Error) -> TransportError {
    let fault = match &error {
        Error::BodyExceedsLimit(_) => Fault::TooLarge,
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => Fault::Connect,
        Error::Timeout(_) => Fault::Timeout,
        Error::HostNotFound | Error::ConnectionFailed => Fault::Connect,
        Error::Rustls(tls) if is_refusal(tls) => Fault::Refused,
        Error::Tls(_) | Error::BadUri(_) | Error::Http(_) => Fault::Refused,
        Error::Io(io) if io.kind() == std::io::ErrorKind::ConnectionRefused => Fault::Connect,
        // ureq's error has no `source`: an untrusted certificate is wrapped here. So is a broken record after the
        // request was sent.
        Error::Io(io) if tls::fault(io).is_some_and(is_refusal) => Fault::Refused,
        _ => Fault::Broken,
    };
    TransportError::new(fault, error)
}

/// Returns true if an error can only occur in the handshake, before anything is sent: the server is not trusted, or
/// uses another version of TLS. A retry would fail too.
fn is_refusal(fault: &rustls::Error) -> bool {
    use rustls::Error as Tls;
    matches!(
        fault,
        Tls::InvalidCertificate(_)
            | Tls::InvalidCertRevocationList(_)
            | Tls::NoCertificatesPresented
            | Tls::UnsupportedNameType
            | Tls::PeerIncompatible(_)
            | Tls::NoApplicationProtocol
    )
}
