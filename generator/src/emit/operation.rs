//! Operations: a type for each revision, which says what is sent and what comes back.

use proc_macro2::TokenStream;

use super::scope::Scope;
use crate::ir::{Operation, Revision};

impl Scope<'_> {
    /// Everything that a revision of an operation needs.
    pub(super) fn operation(&self, _operation: &Operation, _revision: &Revision) -> TokenStream {
        TokenStream::new()
    }
}
