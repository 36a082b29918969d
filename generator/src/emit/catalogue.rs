//! The list of all operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::file;
use super::layout::Layout;
use crate::ir::Api;
use crate::output::File;

/// `src/catalogue.rs`
pub(super) fn files(_api: &Api, _layout: &Layout<'_>) -> Vec<File> {
    let items: TokenStream = quote!(pub static OPERATIONS: &[u8] = &[];);
    vec![file::rust("src/catalogue.rs", "the specification", "The list of all operations.", items)]
}
