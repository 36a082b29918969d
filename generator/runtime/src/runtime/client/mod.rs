//! Clients that send the operations: credentials, retries, pages, waiting for jobs, downloads.
//!
//! Feature `client` adds the async client, feature `blocking` the blocking one. Both share the logic of this module and
//! differ in the HTTP stack, which implements [`Transport`] or [`BlockingTransport`] and can be replaced.
//!
//! A client is made with a [`Builder`]. [`CallOptions`] change settings for single calls. Feature `download` adds downloads
//! of the files that responses link to, feature `mock` a service with scripted responses for tests.

mod auth;
mod builder;
pub(crate) mod challenge;
mod credentials;
pub(crate) mod digest;
#[cfg(feature = "download")]
mod download;
mod error;
mod item_stream;
mod job;
#[cfg(feature = "mock")]
mod mock;
mod options;
mod pages;
mod poller;
pub(crate) mod retry;
mod send;
pub(crate) mod target;
#[cfg(any(feature = "client", feature = "blocking"))]
mod tls;
pub(crate) mod token;
mod trace;
mod transport;
mod warnings;

#[cfg(feature = "client")]
mod asynchronous;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
mod reqwest_transport;
#[cfg(feature = "blocking")]
mod ureq_transport;

#[cfg(feature = "client")]
pub use asynchronous::Client;
#[cfg(feature = "client")]
#[allow(unused_imports, reason = "not every specification has operations and streams")]
pub(crate) use asynchronous::{pending_body, pending_items, pending_reply, pending_stream};
pub use builder::{BuildError, Builder, ClientKind, Validation};
pub use credentials::{Credentials, MissingCredentials};
#[cfg(feature = "download")]
pub use download::{
    Download, DownloadError, DownloadFault, DownloadProgress, DownloadedFile, Downloads, Link,
};
pub use error::{EndlessListing, Error};
pub use item_stream::ItemStream;
pub use job::{Ended, FinalState, Job, JobOutcome, LastJob};
#[cfg(feature = "mock")]
pub use mock::Mock;
#[cfg(feature = "mock")]
pub(crate) use mock::{DocumentedErrors, DocumentedResponse};
pub use options::CallOptions;
pub use pages::{Items, Paged};
pub use poller::{Wait, WaitAll};
pub use retry::RetryPolicy;
pub use token::{TokenError, TokenFault};
pub use transport::{BlockingTransport, BodyStream, Fault, Limits, Pending, Transport, TransportError};
pub use warnings::Notice;

#[cfg(feature = "download")]
#[allow(unused_imports, reason = "not every specification has links to files")]
pub(crate) use download::{HashFields, LinkField};

#[allow(unused_imports, reason = "not every specification has all of them")]
pub(crate) use {
    builder::DefaultTransport,
    job::{Check, StateField, Test},
    poller::Watched,
    send::Engine,
};

#[cfg(any(feature = "client", feature = "blocking"))]
mod macros;
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has all of them")]
pub(crate) use {
    item_stream::streamable,
    job::job,
    macros::{
        calls, clients, downloads, sendable, sendable_async, sendable_blocking, streamable_async,
        streamable_blocking,
    },
    pages::pages,
    poller::{creates, creates_list, watched},
};
