//! Prose as attributes of documentation.

use proc_macro2::TokenStream;
use quote::quote;

pub(super) use super::rustdoc::{code, prose, sentence};

/// Lines as `#[doc]` attributes, which prettyplease sets as `///` comments.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// A text within a line.
pub(super) fn inline(text: &str) -> String {
    prose(text).join(" ")
}
