//! A client over the operations: credentials, retries, pages, waiting.
//!
//! Feature `client` brings [`Client`], whose calls are awaited; feature `blocking` brings
//! [`blocking::Client`](blocking), whose calls block. Both share all that is decided in here, and differ in the HTTP
//! stack below, which a [`Transport`] hides and can replace.

mod auth;
mod builder;
pub(crate) mod challenge;
mod credentials;
pub(crate) mod digest;
mod engine;
mod error;
mod job;
mod notice;
mod pages;
pub(crate) mod retry;
pub(crate) mod target;
#[cfg(any(feature = "client", feature = "blocking"))]
mod tls;
pub(crate) mod token;
mod trace;
mod transport;
mod wait;

#[cfg(feature = "client")]
mod asynchronous;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
mod over_reqwest;
#[cfg(feature = "blocking")]
mod over_ureq;

#[cfg(feature = "client")]
pub use asynchronous::Client;
pub use builder::{BuildError, Builder, Channel, Validation};
pub use credentials::{Credentials, MissingCredentials};
pub use error::{EndlessListing, Error};
pub use job::{End, Ended, Ending, Job, LastJob};
pub use notice::Notice;
pub use pages::{Items, Paged};
pub use retry::RetryPolicy;
pub use token::{TokenError, TokenFault};
pub use transport::{BlockingTransport, Fault, Limits, Pending, Transport, TransportError};
pub use wait::Wait;

#[doc(hidden)]
pub use {
    builder::Stack,
    engine::Engine,
    job::{Check, StateField, Test},
    wait::Watched,
};

#[cfg(any(feature = "client", feature = "blocking"))]
mod bind;
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has all of them")]
pub(crate) use {
    bind::{calls, clients, sendable, sendable_async, sendable_blocking},
    job::job,
    pages::pages,
    wait::{creates, watched},
};
