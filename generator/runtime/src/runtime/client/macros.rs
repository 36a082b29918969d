//! Macros that bind generated code to clients: operations to a client, versions to their calls.

#[cfg(feature = "client")]
#[allow(unused_imports, reason = "not every specification has operations")]
pub(crate) use super::asynchronous::sendable_async;
#[cfg(feature = "blocking")]
#[allow(unused_imports, reason = "not every specification has operations")]
pub(crate) use super::blocking::sendable_blocking;

#[cfg(not(feature = "client"))]
#[allow(unused_macros, reason = "not every specification has operations")]
macro_rules! sendable_async {
    ($($operation:tt)*) => {};
}
#[cfg(not(feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has operations")]
macro_rules! sendable_blocking {
    ($($operation:tt)*) => {};
}
#[cfg(not(feature = "client"))]
#[allow(unused_imports, reason = "not every specification has operations")]
pub(crate) use sendable_async;
#[cfg(not(feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has operations")]
pub(crate) use sendable_blocking;

#[cfg(feature = "client")]
#[allow(unused_imports, reason = "not every specification has streams")]
pub(crate) use super::asynchronous::streamable_async;
#[cfg(feature = "blocking")]
#[allow(unused_imports, reason = "not every specification has streams")]
pub(crate) use super::blocking::streamable_blocking;

#[cfg(not(feature = "client"))]
#[allow(unused_imports, reason = "not every specification has streams")]
pub(crate) use sendable_async as streamable_async;
#[cfg(not(feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has streams")]
pub(crate) use sendable_blocking as streamable_blocking;

/// Lets an operation be bound to a client, and then be sent.
#[allow(unused_macros, reason = "not every specification has operations")]
macro_rules! sendable {
    ($type:ident, $response:ty, $error:ty) => {
        impl $type {
            /// Binds the call to `client`.
            pub(crate) fn on<C>(self, client: &C) -> $type<&C> {
                $type(self.0, client)
            }
        }
        $crate::runtime::client::sendable_async!($type, $response, $error);
        $crate::runtime::client::sendable_blocking!($type, $response, $error);
    };
}

/// Defines the type whose methods are the calls of a group. The constructor is named `new_`, because no operation name
/// ends in an underscore unless it is a keyword. Calls that did not change since `$older` are reached through `Deref`.
#[allow(unused_macros, reason = "not every specification has operations")]
macro_rules! calls {
    ($type:ident) => {
        /// The calls of this module; `C` is the kind of client.
        #[derive(Debug)]
        pub struct $type<'a, C> {
            client: &'a C,
        }

        impl<'a, C> $type<'a, C> {
            pub(crate) fn new_(client: &'a C) -> Self {
                Self { client }
            }
        }
    };
    ($type:ident, $older:ident) => {
        /// The calls of this module, and through `Deref` those of earlier versions; `C` is the kind of client.
        #[derive(Debug)]
        pub struct $type<'a, C> {
            client: &'a C,
            older: $older<'a, C>,
        }

        impl<'a, C> $type<'a, C> {
            pub(crate) fn new_(client: &'a C) -> Self {
                let older = $older::new_(client);
                Self { client, older }
            }
        }

        impl<'a, C> ::std::ops::Deref for $type<'a, C> {
            type Target = $older<'a, C>;
            fn deref(&self) -> &$older<'a, C> {
                &self.older
            }
        }
    };
}

/// Defines the clients of a version, with one method for each group, and the method of the clients without a version
/// that returns them.
#[allow(unused_macros, reason = "not every specification has operations")]
macro_rules! clients {
    ($version:ident: $($(#[$doc:meta])* $family:ident $method:ident,)*) => {
        #[cfg(feature = "client")]
        impl $crate::runtime::client::Client {
            /// Returns a client of this version, which shares connections, tokens and settings.
            pub fn $version(&self) -> Client {
                Api(self.clone())
            }
        }
        #[cfg(feature = "blocking")]
        impl $crate::runtime::client::blocking::Client {
            /// Returns a client of this version, which shares connections, tokens and settings.
            pub fn $version(&self) -> BlockingClient {
                Api(self.clone())
            }
        }
        /// The operations of this version, one method for each group; `C` is the kind of client. Use it through the
        /// names `Client` (async) and `BlockingClient`.
        #[derive(Clone, Debug)]
        pub struct Api<C>(C);

        /// The async client of this version: build it with [`builder`](Api::builder).
        #[cfg(feature = "client")]
        pub type Client = Api<$crate::runtime::client::Client>;
        /// The blocking client of this version: build it with [`builder`](Api::builder).
        #[cfg(feature = "blocking")]
        pub type BlockingClient = Api<$crate::runtime::client::blocking::Client>;

        impl<C: $crate::runtime::client::ClientKind> Api<C> {
            /// Returns the settings for a new client.
            pub fn builder() -> $crate::runtime::client::Builder<Self> {
                ::core::default::Default::default()
            }
            /// Returns a client with these settings for its calls, which shares tokens and connections.
            #[must_use]
            pub fn with_options(&self, options: $crate::runtime::client::CallOptions) -> Self {
                $crate::runtime::client::ClientKind::over(
                    $crate::runtime::client::ClientKind::engine(&self.0).with(options),
                )
            }
            $($(#[$doc])*
            pub fn $method(&self) -> self::$family::client::Calls<'_, C> {
                self::$family::client::Calls::new_(&self.0)
            })*
        }

        impl<C> ::core::convert::From<C> for Api<C> {
            fn from(client: C) -> Self {
                Self(client)
            }
        }

        impl<C> ::std::ops::Deref for Api<C> {
            type Target = C;
            fn deref(&self) -> &C {
                &self.0
            }
        }

        impl<C: $crate::runtime::client::ClientKind> $crate::runtime::client::ClientKind for Api<C> {
            type Transport = C::Transport;
            fn default_transport(
                stack: $crate::runtime::client::DefaultTransport<'_>,
            ) -> ::core::result::Result<::std::sync::Arc<Self::Transport>, $crate::runtime::client::BuildError> {
                C::default_transport(stack)
            }
            #[cfg(feature = "mock")]
            fn mock_transport(mock: $crate::runtime::client::Mock) -> ::std::sync::Arc<Self::Transport> {
                C::mock_transport(mock)
            }
            fn carrier(
                transport: ::std::sync::Arc<Self::Transport>,
            ) -> ::std::sync::Arc<dyn $crate::runtime::client::Transport> {
                C::carrier(transport)
            }
            fn over(engine: $crate::runtime::client::Engine) -> Self {
                Self(C::over(engine))
            }
            fn engine(&self) -> &::std::sync::Arc<$crate::runtime::client::Engine> {
                self.0.engine()
            }
        }
    };
}
#[cfg(feature = "download")]
#[allow(unused_imports, reason = "not every specification has links to files")]
pub(crate) use super::download::downloads;
/// Describes links to files, for the feature `download`.
#[cfg(not(feature = "download"))]
#[allow(unused_macros, reason = "not every specification has links to files")]
macro_rules! downloads {
    ($($links:tt)*) => {};
}
#[cfg(not(feature = "download"))]
#[allow(unused_imports, reason = "not every specification has links to files")]
pub(crate) use downloads;

#[allow(unused_imports, reason = "not every specification has operations")]
pub(crate) use {calls, clients, sendable};
