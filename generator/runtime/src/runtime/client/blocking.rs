//! The blocking client.
//!
//! It runs the same logic as the async one. Its transport blocks the thread; only waiting for a token that another
//! thread fetches suspends the future, which parks the thread. It needs no async runtime and starts no thread.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use super::builder::{BuildError, Builder, ClientKind, DefaultTransport};
#[cfg(feature = "download")]
use super::download::{Download, DownloadError, DownloadedFile};
use super::error::Error;
use super::item_stream::ItemStream;
use super::job::Job;
use super::pages::{Items, Paged};
use super::poller::{Wait, WaitAll};
use super::send::Engine;
use super::transport::{BlockingTransport, Limits, Pending, Transport, TransportError};
use super::transport::{BodyStream, Fault};
use super::ureq_transport::Ureq;
use crate::runtime::record::Record;
use crate::runtime::{ApiResponse, Operation, StreamItem, StreamOperation};

/// A blocking client without a version. Clones share connections, tokens and settings.
///
/// A method named after each version, such as `v2024_11_13`, returns the client whose calls are those of that version.
/// [`send`](Self::send) sends an operation of any version.
#[derive(Clone)]
pub struct Client(Arc<Engine>);

impl Client {
    /// Returns the settings for a new client.
    pub fn builder() -> Builder<Self> {
        Builder::default()
    }

    /// Sends a call, and returns the body of the response with its status and headers.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send<O: Operation>(&self, operation: &O) -> Result<ApiResponse<O::ResponseBody>, Error<O::Error>> {
        block_on(self.0.reply(operation))
    }

    /// Sends a call whose response is a sequence of items, and returns them as they arrive.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    #[allow(clippy::type_complexity, reason = "an alias would hide what the user gets")]
    pub fn stream<O: StreamOperation>(
        &self,
        operation: &O,
    ) -> Result<ApiResponse<ItemStream<O::Item, O::Error, Self>>, Error<O::Error>> {
        block_on(ItemStream::open(&self.0, operation))
    }

    /// Returns a client with these settings for its calls. Tokens and connections are shared, so that it can be made
    /// for one call.
    #[must_use]
    pub fn with_options(&self, options: super::CallOptions) -> Self {
        Self(Arc::new(self.0.with(options)))
    }

    /// Downloads all files that a response links to into `folder`, which is made if it does not exist. Links that only
    /// work through a private endpoint are skipped, see [`private_endpoint`](super::Download::private_endpoint).
    #[cfg(feature = "download")]
    pub fn download<'a>(
        &self,
        response: &impl super::download::Downloads,
        folder: impl Into<std::path::PathBuf>,
    ) -> super::download::Download<'a, Self> {
        super::download::Download::into_folder(self.0.clone(), response.download_links(), folder.into())
    }

    /// Downloads the file of one link to `path`.
    #[cfg(feature = "download")]
    pub fn download_link<'a>(
        &self,
        link: super::download::Link,
        path: impl Into<std::path::PathBuf>,
    ) -> super::download::Download<'a, Self> {
        super::download::Download::into_file(self.0.clone(), link, path.into())
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Client").field(&self.0.targets.base()).finish()
    }
}

impl ClientKind for Client {
    type Transport = dyn BlockingTransport;
    fn default_transport(stack: DefaultTransport<'_>) -> Result<Arc<Self::Transport>, BuildError> {
        Ok(Arc::new(Ureq::new(stack)?))
    }
    #[cfg(feature = "mock")]
    fn mock_transport(mock: super::Mock) -> Arc<Self::Transport> {
        Arc::new(mock)
    }
    fn carrier(transport: Arc<Self::Transport>) -> Arc<dyn Transport> {
        Arc::new(Blocks(transport))
    }
    fn over(engine: Engine) -> Self {
        Self(Arc::new(engine))
    }
    fn engine(&self) -> &Arc<Engine> {
        &self.0
    }
}

/// Adapts a blocking transport to the async interface: its futures are ready at once.
struct Blocks(Arc<dyn BlockingTransport>);

impl Transport for Blocks {
    fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Pending<'_, Result<http::Response<Vec<u8>>, TransportError>> {
        Box::pin(std::future::ready(self.0.send(request, limits)))
    }
    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        self.0.sleep(time);
        Box::pin(std::future::ready(()))
    }
    fn open(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
        total: Duration,
    ) -> Pending<'_, Result<http::Response<Box<dyn BodyStream>>, TransportError>> {
        let opened = self.0.open(request, limits, total);
        let opened =
            opened.map(|response| response.map(|body| Box::new(Reader(body)) as Box<dyn BodyStream>));
        Box::pin(std::future::ready(opened))
    }
}

/// A response body that blocks the thread while it is read.
struct Reader(Box<dyn std::io::Read + Send>);

impl Reader {
    fn read(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        let mut piece = vec![0; 64 << 10];
        loop {
            match self.0.read(&mut piece) {
                Ok(0) => return Ok(None),
                Ok(read) => {
                    piece.truncate(read);
                    return Ok(Some(piece));
                }
                Err(error) => match error.kind() {
                    std::io::ErrorKind::Interrupted => {}
                    std::io::ErrorKind::TimedOut => return Err(TransportError::new(Fault::Timeout, error)),
                    _ => return Err(TransportError::new(Fault::Broken, error)),
                },
            }
        }
    }
}

impl BodyStream for Reader {
    fn next(&mut self) -> Pending<'_, Result<Option<Vec<u8>>, TransportError>> {
        Box::pin(std::future::ready(self.read()))
    }
}

#[cfg(feature = "download")]
impl Download<'_, Client> {
    /// Blocks until all files are downloaded, and returns them in the order of the links.
    ///
    /// # Errors
    ///
    /// The error of the first file that could not be downloaded. The files before it are complete.
    pub fn run(self) -> Result<Vec<DownloadedFile>, DownloadError> {
        block_on(self.finish())
    }
}

/// Runs a future to its end on this thread.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

impl<O: Paged> Iterator for Items<O, Client> {
    type Item = Result<O::Item, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(poll_fn(|context| self.poll(context)))
    }
}

impl<T: StreamItem, E: Record> Iterator for ItemStream<T, E, Client> {
    type Item = Result<T, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(poll_fn(|context| self.poll(context)))
    }
}

impl<O: Operation<ResponseBody: Job>> Wait<'_, O, Client> {
    /// Blocks until the job has finished.
    ///
    /// # Errors
    ///
    /// The job has failed, was canceled or has expired, or a call failed.
    pub fn run(self) -> Result<O::ResponseBody, Error<O::Error>> {
        block_on(self.finish())
    }
}

impl<P, O> WaitAll<'_, P, O, Client>
where
    P: Operation<Error = O::Error>,
    O: Operation<ResponseBody: Job>,
{
    /// Blocks until all jobs have finished.
    ///
    /// # Errors
    ///
    /// A job has failed, was canceled or has expired, or a call failed.
    pub fn run(self) -> Result<Vec<O::ResponseBody>, Error<O::Error>> {
        block_on(self.finish())
    }
}

/// Lets a call that is bound to a client be sent.
#[allow(unused_macros, reason = "not every specification has operations")]
macro_rules! sendable_blocking {
    ($type:ident, $response:ty, $error:ty) => {
        #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
        impl $type<&$crate::runtime::client::blocking::Client> {
            /// Sends the call through the blocking client, and returns the body of the response.
            ///
            /// # Errors
            ///
            /// See [`Error`]($crate::runtime::client::Error).
            pub fn send(self) -> ::core::result::Result<$response, $crate::runtime::client::Error<$error>> {
                ::core::result::Result::Ok(self.reply()?.body)
            }
            /// Sends the call through the blocking client, and returns the body of the response with its status and headers.
            ///
            /// # Errors
            ///
            /// See [`Error`]($crate::runtime::client::Error).
            pub fn reply(
                self,
            ) -> ::core::result::Result<
                $crate::runtime::ApiResponse<$response>,
                $crate::runtime::client::Error<$error>,
            > {
                self.1.send(&self)
            }
        }
    };
}

/// Lets a call be sent that is bound to a client and whose response is a sequence of items.
#[allow(unused_macros, reason = "not every specification has streams")]
macro_rules! streamable_blocking {
    ($type:ident, $item:ty, $error:ty) => {
        #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
        impl $type<&$crate::runtime::client::blocking::Client> {
            /// Sends the call through the blocking client, and returns the items of the response as they arrive.
            ///
            /// # Errors
            ///
            /// See [`Error`]($crate::runtime::client::Error).
            pub fn send(
                self,
            ) -> ::core::result::Result<
                $crate::runtime::client::ItemStream<$item, $error, $crate::runtime::client::blocking::Client>,
                $crate::runtime::client::Error<$error>,
            > {
                ::core::result::Result::Ok(self.reply()?.body)
            }
            /// Sends the call through the blocking client, and returns the items of the response, as they arrive, with its status and headers.
            ///
            /// # Errors
            ///
            /// See [`Error`]($crate::runtime::client::Error).
            pub fn reply(
                self,
            ) -> ::core::result::Result<
                $crate::runtime::ApiResponse<
                    $crate::runtime::client::ItemStream<
                        $item,
                        $error,
                        $crate::runtime::client::blocking::Client,
                    >,
                >,
                $crate::runtime::client::Error<$error>,
            > {
                self.1.stream(&self)
            }
        }
    };
}

#[allow(unused_imports, reason = "not every specification has operations")]
pub(crate) use sendable_blocking;
#[allow(unused_imports, reason = "not every specification has streams")]
pub(crate) use streamable_blocking;
