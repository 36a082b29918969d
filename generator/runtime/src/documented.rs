//! The documented responses that the runtime is compiled with in this crate, for its tests. An emitted crate has its own.

use crate::runtime::client::DocumentedResponse;

pub(crate) static DOCUMENTED: &[DocumentedResponse] = &[];
