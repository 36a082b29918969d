//! The async client.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::Transport;
use super::builder::{BuildError, Builder, ClientKind, DefaultTransport};
use super::error::Error;
use super::item_stream::ItemStream;
use super::job::Job;
use super::pages::{Items, Paged};
use super::poller::{Wait, WaitAll};
use super::reqwest_transport::Reqwest;
use super::send::Engine;
use super::transport::Pending;
use crate::runtime::record::Record;
use crate::runtime::{ApiResponse, Operation, StreamItem, StreamOperation};

/// An async client without a version, on Tokio unless it is given another transport. Clones share connections, tokens and
/// settings.
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
    pub async fn send<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<ApiResponse<O::ResponseBody>, Error<O::Error>> {
        self.0.reply(operation).await
    }

    /// Sends a call whose response is a sequence of items, and returns them as they arrive.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn stream<O: StreamOperation>(
        &self,
        operation: &O,
    ) -> Result<ApiResponse<ItemStream<O::Item, O::Error, Self>>, Error<O::Error>> {
        ItemStream::open(&self.0, operation).await
    }

    /// Returns a client with these settings for its calls. Tokens and connections are shared, so that it can be made for one
    /// call.
    #[must_use]
    pub fn with_options(&self, options: super::CallOptions) -> Self {
        Self(Arc::new(self.0.with(options)))
    }

    /// Downloads all files that a response links to into `folder`, which is made if it does not exist. Links that only work
    /// through a private endpoint are skipped, see [`private_endpoint`](super::Download::private_endpoint).
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
    type Transport = dyn Transport;
    fn default_transport(stack: DefaultTransport<'_>) -> Result<Arc<Self::Transport>, BuildError> {
        Ok(Arc::new(Reqwest::new(stack)?))
    }
    #[cfg(feature = "mock")]
    fn mock_transport(mock: super::Mock) -> Arc<Self::Transport> {
        Arc::new(mock)
    }
    fn carrier(transport: Arc<Self::Transport>) -> Arc<dyn Transport> {
        transport
    }
    fn over(engine: Engine) -> Self {
        Self(Arc::new(engine))
    }
    fn engine(&self) -> &Arc<Engine> {
        &self.0
    }
}

impl<O: Paged> Items<O, Client> {
    /// Returns the next item; `None` after the last one, and after an error.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error<O::Error>>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }
}

impl<O: Paged> Stream for Items<O, Client> {
    type Item = Result<O::Item, Error<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T: StreamItem, E: Record> ItemStream<T, E, Client> {
    /// Returns the next item; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }
}

impl<T: StreamItem, E: Record> Stream for ItemStream<T, E, Client> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<'a, O> IntoFuture for Wait<'a, O, Client>
where
    O: Operation<ResponseBody: Job + Send + Sync, Error: Send> + Send + Sync + 'a,
{
    type Output = Result<O::ResponseBody, Error<O::Error>>;
    type IntoFuture = Pending<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.finish())
    }
}

impl<'a, P, O> IntoFuture for WaitAll<'a, P, O, Client>
where
    P: Operation<ResponseBody: Send, Error = O::Error> + 'a,
    O: Operation<ResponseBody: Job + Send + Sync, Error: Send> + Send + Sync + 'a,
{
    type Output = Result<Vec<O::ResponseBody>, Error<O::Error>>;
    type IntoFuture = Pending<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.finish())
    }
}

#[cfg(feature = "download")]
impl<'a> IntoFuture for super::download::Download<'a, Client> {
    type Output = Result<Vec<super::download::DownloadedFile>, super::download::DownloadError>;
    type IntoFuture = Pending<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.finish())
    }
}

// The calls of an API end in these functions. Were each an async function of its own, checking a large API would take a fifth
// longer: the compiler derives a state machine for each.

/// `T`, or the error of a call.
type Outcome<O, T> = Result<T, Error<<O as Operation>::Error>>;

/// The items of the response to a call.
type StreamOf<O> = ItemStream<<O as StreamOperation>::Item, <O as Operation>::Error, Client>;

/// Sends a call, and returns the body of the response with its status and headers.
#[allow(dead_code, reason = "not every specification has operations")]
pub(crate) fn pending_reply<'a, O>(
    client: &'a Client,
    call: O,
) -> Pending<'a, Outcome<O, ApiResponse<O::ResponseBody>>>
where
    O: Operation<ResponseBody: Send, Error: Send> + Send + Sync + 'a,
{
    Box::pin(async move { client.send(&call).await })
}

/// Sends a call, and returns the body of the response.
#[allow(dead_code, reason = "not every specification has operations")]
pub(crate) fn pending_body<'a, O>(client: &'a Client, call: O) -> Pending<'a, Outcome<O, O::ResponseBody>>
where
    O: Operation<ResponseBody: Send, Error: Send> + Send + Sync + 'a,
{
    Box::pin(async move { Ok(client.send(&call).await?.body) })
}

/// Sends a call, and returns the items of the response with its status and headers.
#[allow(dead_code, reason = "not every specification has streams")]
pub(crate) fn pending_stream<'a, O>(
    client: &'a Client,
    call: O,
) -> Pending<'a, Outcome<O, ApiResponse<StreamOf<O>>>>
where
    O: StreamOperation<Item: Send, Error: Send> + Send + Sync + 'a,
{
    Box::pin(async move { client.stream(&call).await })
}

/// Sends a call, and returns the items of the response.
#[allow(dead_code, reason = "not every specification has streams")]
pub(crate) fn pending_items<'a, O>(client: &'a Client, call: O) -> Pending<'a, Outcome<O, StreamOf<O>>>
where
    O: StreamOperation<Item: Send, Error: Send> + Send + Sync + 'a,
{
    Box::pin(async move { Ok(client.stream(&call).await?.body) })
}

/// Implements `IntoFuture` for a call that is bound to a client.
#[allow(unused_macros, reason = "not every specification has operations")]
macro_rules! sendable_async {
    ($type:ident, $response:ty, $error:ty) => {
        #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
        impl<'a> $type<&'a $crate::runtime::client::Client> {
            /// Returns a future that sends the call through the async client, and returns the body of the response with
            /// its status and headers. Await the call itself for the body alone.
            ///
            /// # Errors
            ///
            /// See [`Error`]($crate::runtime::client::Error).
            pub fn reply(
                self,
            ) -> $crate::runtime::client::Pending<
                'a,
                ::core::result::Result<
                    $crate::runtime::ApiResponse<$response>,
                    $crate::runtime::client::Error<$error>,
                >,
            > {
                $crate::runtime::client::pending_reply(self.1, self)
            }
        }
        #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
        impl<'a> ::core::future::IntoFuture for $type<&'a $crate::runtime::client::Client> {
            type Output = ::core::result::Result<$response, $crate::runtime::client::Error<$error>>;
            type IntoFuture = $crate::runtime::client::Pending<'a, Self::Output>;
            fn into_future(self) -> Self::IntoFuture {
                $crate::runtime::client::pending_body(self.1, self)
            }
        }
    };
}

/// Implements `IntoFuture` for a call that is bound to a client and whose response is a sequence of items.
#[allow(unused_macros, reason = "not every specification has streams")]
macro_rules! streamable_async {
    ($type:ident, $item:ty, $error:ty) => {
        #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
        impl<'a> $type<&'a $crate::runtime::client::Client> {
            /// Returns a future that sends the call through the async client, and returns the items of the response, as
            /// they arrive, with its status and headers. Await the call itself for the items alone.
            ///
            /// # Errors
            ///
            /// See [`Error`]($crate::runtime::client::Error).
            pub fn reply(
                self,
            ) -> $crate::runtime::client::Pending<
                'a,
                ::core::result::Result<
                    $crate::runtime::ApiResponse<
                        $crate::runtime::client::ItemStream<$item, $error, $crate::runtime::client::Client>,
                    >,
                    $crate::runtime::client::Error<$error>,
                >,
            > {
                $crate::runtime::client::pending_stream(self.1, self)
            }
        }
        #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
        impl<'a> ::core::future::IntoFuture for $type<&'a $crate::runtime::client::Client> {
            type Output = ::core::result::Result<
                $crate::runtime::client::ItemStream<$item, $error, $crate::runtime::client::Client>,
                $crate::runtime::client::Error<$error>,
            >;
            type IntoFuture = $crate::runtime::client::Pending<'a, Self::Output>;
            fn into_future(self) -> Self::IntoFuture {
                $crate::runtime::client::pending_items(self.1, self)
            }
        }
    };
}

#[allow(unused_imports, reason = "not every specification has operations")]
pub(crate) use sendable_async;
#[allow(unused_imports, reason = "not every specification has streams")]
pub(crate) use streamable_async;
