//! Items of a response, as they arrive.

use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::error::Error;
use super::send::Engine;
use super::transport::{BodyStream, Fault, Pending, TransportError};
use crate::runtime::record::Record;
use crate::runtime::{ApiResponse, Failure, Head, ItemDecoder, ItemError, StreamItem, StreamOperation};

/// The items of a response, decoded as they arrive; dropping it closes the connection.
///
/// `C` is the kind of client: with the async one this is a stream with its own `next` method, with the blocking one an
/// iterator. An item that cannot be decoded is an error, after which more items may follow. The timeout of the client
/// limits the wait for each piece of the response, its maximum size each item.
#[must_use = "items are read when they are requested"]
pub struct ItemStream<T, E, C> {
    decoder: ItemDecoder<T>,
    head: Head,
    state: State,
    kind: PhantomData<fn() -> (E, C)>,
}

type Piece = Result<Option<Vec<u8>>, TransportError>;

enum State {
    Idle(Box<dyn BodyStream>),
    Busy(Pending<'static, (Box<dyn BodyStream>, Piece)>),
    Over,
}

impl<T, E, C> std::fmt::Debug for ItemStream<T, E, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ItemStream")
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

// Items are moved out; no field is pinned.
impl<T, E, C> Unpin for ItemStream<T, E, C> {}

impl<T: StreamItem, E: Record, C> ItemStream<T, E, C> {
    /// Makes a call, and returns its response once the head is there.
    pub(crate) async fn open<O>(engine: &Arc<Engine>, operation: &O) -> Result<ApiResponse<Self>, Error<E>>
    where
        O: StreamOperation<Item = T, Error = E>,
    {
        let (head, body) = engine.open(operation).await?;
        let stream = Self {
            decoder: operation.decoder().limit(engine.limits.body),
            head: head.clone(),
            state: State::Idle(body),
            kind: PhantomData,
        };
        Ok(ApiResponse::new(head, stream))
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        loop {
            if let Some(item) = self.decoder.next() {
                return Poll::Ready(Some(item.map_err(|error| self.failed(error))));
            }
            if self.decoder.is_over() {
                self.state = State::Over;
            }
            let mut busy = match std::mem::replace(&mut self.state, State::Over) {
                State::Busy(busy) => busy,
                State::Idle(mut body) => Box::pin(async move {
                    let piece = body.next().await;
                    (body, piece)
                }),
                State::Over => return Poll::Ready(None),
            };
            let Poll::Ready((body, piece)) = busy.as_mut().poll(context) else {
                self.state = State::Busy(busy);
                return Poll::Pending;
            };
            match piece {
                Ok(Some(bytes)) => {
                    self.decoder.push(&bytes);
                    self.state = State::Idle(body);
                }
                Ok(None) => self.decoder.finish(),
                Err(error) => return Poll::Ready(Some(Err(Error::Transport(error)))),
            }
        }
    }

    fn failed(&self, error: ItemError) -> Error<E> {
        match error {
            ItemError::Undecodable { text, reason } => {
                Error::from(Failure::undecodable(self.head.clone(), text, reason))
            }
            ItemError::TooLarge { .. } => Error::Transport(Fault::TooLarge.into()),
        }
    }
}

/// Lets an operation whose response is a sequence be bound to a client, and then be sent.
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has them")]
macro_rules! streamable {
    ($type:ident, $item:ty, $error:ty) => {
        impl $type {
            /// Binds the call to `client`.
            pub(crate) fn on<C>(self, client: &C) -> $type<&C> {
                $type(self.0, client)
            }
        }
        $crate::runtime::client::streamable_async!($type, $item, $error);
        $crate::runtime::client::streamable_blocking!($type, $item, $error);
    };
}
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use streamable;
