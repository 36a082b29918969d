//! The client whose calls are awaited.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::Transport;
use super::builder::{BuildError, Builder, ClientKind, DefaultTransport};
use super::error::Error;
use super::job::Job;
use super::pages::{Items, Paged};
use super::poller::Wait;
use super::reqwest_transport::Reqwest;
use super::send::Engine;
use super::transport::Pending;
use crate::runtime::{ApiResponse, Operation};

/// A client whose calls are awaited, on Tokio unless it is given another transport. Clones share everything.
#[derive(Clone)]
pub struct Client(Arc<Engine>);

impl Client {
    /// Settings for a new client.
    pub fn builder() -> Builder<Self> {
        Builder::default()
    }

    /// Makes a call. Status and headers of the answer stand beside its body.
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
    /// The next item; `None` after the last one, and after an error.
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

/// Lets a call that is bound to a client be awaited.
#[allow(unused_macros, reason = "not every specification has operations")]
macro_rules! sendable_async {
    ($type:ident, $answer:ty, $error:ty) => {
        impl<'a> $type<&'a $crate::runtime::client::Client> {
            /// Makes the call; status and headers of the answer stand beside its body.
            ///
            /// # Errors
            ///
            /// See [`Error`]($crate::runtime::client::Error).
            pub async fn reply(
                self,
            ) -> ::core::result::Result<
                $crate::runtime::ApiResponse<$answer>,
                $crate::runtime::client::Error<$error>,
            > {
                self.1.send(&self).await
            }
        }
        impl<'a> ::core::future::IntoFuture for $type<&'a $crate::runtime::client::Client> {
            type Output = ::core::result::Result<$answer, $crate::runtime::client::Error<$error>>;
            type IntoFuture = $crate::runtime::client::Pending<'a, Self::Output>;
            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(async move { ::core::result::Result::Ok(self.reply().await?.body) })
            }
        }
    };
}

#[allow(unused_imports, reason = "not every specification has operations")]
pub(crate) use sendable_async;
