//! A common interface of both kinds of client, for tests that apply to each.

use atlas_restore_jobs::client::{
    self, Builder, Client, ClientKind, Credentials, RetryPolicy, Validation, blocking,
};
use atlas_restore_jobs::{ApiResponse, Operation};
use tokio::runtime::{self, Runtime};

/// A client, and its runtime.
pub(crate) enum Sender {
    /// The async client.
    Async(Client, Runtime),
    /// The blocking client.
    Blocking(blocking::Client),
}

/// The settings of a client.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Scheme and authority of the service.
    pub(crate) url: String,
    /// The credentials of the caller.
    pub(crate) credentials: Credentials,
    /// The trusted certificate authorities, in place of those of the system.
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
    /// Returns one client of each kind.
    pub(crate) fn both(settings: &Settings) -> [Self; 2] {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        [
            Self::Async(settings.clone().build(), runtime.expect("a runtime")),
            Self::Blocking(settings.clone().build()),
        ]
    }

    /// Makes a call.
    pub(crate) fn send<O: Operation>(
        &self,
        call: &O,
    ) -> Result<ApiResponse<O::ResponseBody>, client::Error<O::Error>> {
        match self {
            Self::Async(client, runtime) => runtime.block_on(client.send(call)),
            Self::Blocking(client) => client.send(call),
        }
    }
}
