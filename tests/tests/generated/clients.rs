//! Both kinds of client as one, for tests of what applies to each.

use atlas_restore_jobs::client::{
    self, Builder, Client, ClientKind, Credentials, RetryPolicy, Validation, blocking,
};
use atlas_restore_jobs::{ApiResponse, Operation};
use tokio::runtime::{self, Runtime};

/// A client, and what runs it.
pub(crate) enum Sender {
    /// Whose calls are async.
    Awaited(Client, Runtime),
    /// Whose calls block.
    Blocking(blocking::Client),
}

/// What a client is made with.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Scheme and authority of the service.
    pub(crate) url: String,
    /// Who is calling.
    pub(crate) credentials: Credentials,
    /// The authorities that are trusted, instead of the system's.
    pub(crate) roots: Option<String>,
}

impl Settings {
    fn build<C: ClientKind>(self) -> C {
        let builder = Builder::<C>::default()
            .base_url(self.url)
            .credentials(self.credentials)
            .retry(RetryPolicy::none())
            .validation(Validation::Off);
        let builder = match self.roots {
            Some(pem) => builder.root_certificates(pem),
            None => builder,
        };
        builder.build().expect("a client")
    }
}

impl Sender {
    /// One of each kind.
    pub(crate) fn both(settings: &Settings) -> [Self; 2] {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        [
            Self::Awaited(settings.clone().build(), runtime.expect("a runtime")),
            Self::Blocking(settings.clone().build()),
        ]
    }

    /// Makes a call.
    pub(crate) fn send<O: Operation>(
        &self,
        call: &O,
    ) -> Result<ApiResponse<O::ResponseBody>, client::Error<O::Error>> {
        match self {
            Self::Awaited(client, runtime) => runtime.block_on(client.send(call)),
            Self::Blocking(client) => client.send(call),
        }
    }
}
