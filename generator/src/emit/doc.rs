//! stub
use proc_macro2::TokenStream;
use quote::quote;
pub(crate) fn prose(text: &str) -> Vec<String> { text.lines().map(|l| l.replace(['[',']','<','>'],"")).collect() }
pub(crate) fn sentence(text: &str) -> String { text.to_owned() }
pub(crate) fn code(text: &str) -> String { format!("`{text}`") }
/// Lines as doc attributes.
pub(crate) fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}
pub(crate) fn inline(text: &str) -> String { prose(text).join(" ") }
