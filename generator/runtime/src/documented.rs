//! The documented responses that the runtime is compiled with in this crate, for its tests. An emitted crate has its own.

use crate::runtime::client::{DocumentedErrors, DocumentedResponse};

pub(crate) static DOCUMENTED: &[DocumentedResponse] = &[];

pub(crate) static ERROR_BODIES: &[(u16, &str)] = &[];

pub(crate) static ERRORS: &[DocumentedErrors] = &[];
