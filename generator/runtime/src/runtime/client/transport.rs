//! The interface of HTTP stacks.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use crate::runtime::response::OneLine;

/// The future of a trait object.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An asynchronous HTTP stack.
///
/// It sends one request and returns the response, whatever its status: no redirects, no authentication, no retries.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and reads the whole response, within the limits.
    fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Pending<'_, Result<http::Response<Vec<u8>>, TransportError>>;

    /// Waits.
    fn sleep(&self, time: Duration) -> Pending<'_, ()>;

    /// Sends a request and returns the response when its headers have arrived; its body is read in pieces.
    /// `limits.time` limits the wait for the headers and for each piece, `total` the whole exchange, and `limits.body`
    /// is ignored. By default the whole body is one piece, and [`send`](Self::send) applies all limits.
    fn open(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
        total: Duration,
    ) -> Pending<'_, Result<http::Response<Box<dyn BodyStream>>, TransportError>> {
        let _ = total;
        Box::pin(async move {
            let response = self.send(request, limits).await?;
            Ok(response.map(|body| Box::new(Whole(Some(body))) as Box<dyn BodyStream>))
        })
    }

    /// Runs blocking work, such as writing a file; by default on the current thread.
    #[cfg(feature = "download")]
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> Pending<'_, ()> {
        work();
        Box::pin(std::future::ready(()))
    }
}

/// The body of a response, read in pieces.
pub trait BodyStream: Send {
    /// Returns the next piece; `None` at the end.
    fn next(&mut self) -> Pending<'_, Result<Option<Vec<u8>>, TransportError>>;
}

/// A body that has already been read.
struct Whole(Option<Vec<u8>>);

impl BodyStream for Whole {
    fn next(&mut self) -> Pending<'_, Result<Option<Vec<u8>>, TransportError>> {
        Box::pin(std::future::ready(Ok(self.0.take())))
    }
}

/// A blocking HTTP stack, see [`Transport`].
pub trait BlockingTransport: Send + Sync + 'static {
    /// Sends a request and reads the whole response, within the limits.
    ///
    /// # Errors
    ///
    /// No complete response was received.
    fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError>;

    /// Waits.
    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }

    /// Sends a request and returns the response when its headers have arrived; its body is read in pieces.
    /// `limits.time` limits the wait for the headers and for each piece, `total` the whole exchange, and `limits.body`
    /// is ignored. By default the whole body is read at once, and [`send`](Self::send) applies all limits. An error of
    /// the kind `TimedOut` means that the timeout expired.
    ///
    /// # Errors
    ///
    /// No headers were received.
    fn open(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
        total: Duration,
    ) -> Result<http::Response<Box<dyn std::io::Read + Send>>, TransportError> {
        let _ = total;
        let response = self.send(request, limits)?;
        Ok(response.map(|body| Box::new(std::io::Cursor::new(body)) as Box<dyn std::io::Read + Send>))
    }
}

/// The limits of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The timeout from the start of the request to the end of the response.
    pub time: Duration,
    /// The timeout for establishing a connection.
    pub connect: Duration,
    /// The maximum size of the response body in bytes.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(60),
            connect: Duration::from_secs(10),
            body: 64 << 20,
        }
    }
}

/// The kind of failure of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// No connection was established: nothing was sent, and a later attempt may succeed.
    Connect,
    /// The request was not sent, and retrying will not help (untrusted certificate, invalid URL).
    Refused,
    /// The timeout expired before the whole response was received. The service may have received the request.
    Timeout,
    /// The response body is larger than allowed.
    TooLarge,
    /// The connection broke. The service may have received the request.
    Broken,
}

/// An exchange without a complete response.
#[derive(Debug)]
pub struct TransportError {
    fault: Fault,
    /// Whether the service may have received the request in an earlier exchange that failed too.
    pub(crate) doubt: bool,
    /// Whether the deadline of the caller expired, rather than the timeout of the exchange.
    cut: bool,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl TransportError {
    /// Makes an error of this kind; `source` is the error of the HTTP stack.
    pub fn new(fault: Fault, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            fault,
            source: Some(source.into()),
            ..fault.into()
        }
    }

    /// Returns how the exchange failed.
    pub fn fault(&self) -> Fault {
        self.fault
    }

    /// Returns the first error of the chain that led to this one.
    fn root_cause(&self) -> Option<String> {
        let mut last: &(dyn Error + 'static) = self.source.as_deref()?;
        while let Some(inner) = last.source() {
            last = inner;
        }
        Some(last.to_string())
    }

    /// Marks the error as caused by the deadline of the caller if `short` is true.
    pub(crate) fn cut_by(mut self, short: bool) -> Self {
        self.cut = short && self.fault == Fault::Timeout;
        self
    }

    /// Returns true if the deadline of the caller expired.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }
}

impl From<Fault> for TransportError {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            doubt: false,
            cut: false,
            source: None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            Fault::Connect => "no connection to the service",
            Fault::Refused => "the request was not sent",
            Fault::Timeout => "no complete response within the timeout",
            Fault::TooLarge => "the response is larger than `max_body_size`",
            Fault::Broken => "the connection broke",
        })?;
        // The errors between contain no more than the layers of the HTTP stack.
        match self.root_cause() {
            Some(cause) => write!(f, ": {}", OneLine(&cause)),
            None => Ok(()),
        }
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn Error + 'static))
    }
}
