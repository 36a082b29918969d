//! The interface of HTTP stacks.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

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

    /// Sends a request and returns the response once its head is there; its body is read in pieces. `limits.time` bounds the
    /// wait for the head and for each piece, `total` the whole exchange, and `limits.body` nothing. By default the whole
    /// body is one piece, and [`send`](Self::send) applies all limits.
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

    /// Runs work that blocks the thread, such as writing a file; by default at once.
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

/// A body that has been read already.
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

    /// Sends a request and returns the response once its head is there; its body is read in pieces. `limits.time` bounds the
    /// wait for the head and for each piece, `total` the whole exchange, and `limits.body` nothing. By default the whole
    /// body is read at once, and [`send`](Self::send) applies all limits. An error of the kind `TimedOut` means that the time
    /// is over.
    ///
    /// # Errors
    ///
    /// No head was received.
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
    /// Time from the start of the request to the end of the response.
    pub time: Duration,
    /// Time for establishing a connection.
    pub connect: Duration,
    /// Bytes of the response body.
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
    /// No connection: nothing was sent, and a later attempt may succeed.
    Connect,
    /// Nothing was sent, and no later attempt will succeed: a certificate that is not trusted, or an invalid URL.
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
    /// Whether the service may have received the request before, in an exchange that failed too.
    pub(crate) doubt: bool,
    /// Whether the caller had no more time, rather than the exchange.
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

    /// The same of an exchange that had as little time as the caller, where `short` says so.
    pub(crate) fn cut_by(mut self, short: bool) -> Self {
        self.cut = short && self.fault == Fault::Timeout;
        self
    }

    /// Whether it was the caller who had no more time.
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
            Fault::Refused => "the connection to the service was refused",
            Fault::Timeout => "no whole answer within the time limit",
            Fault::TooLarge => "the answer is larger than allowed",
            Fault::Broken => "the connection broke",
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn Error + 'static))
    }
}
