//! Descriptions as attributes of documentation.

use proc_macro2::TokenStream;
use quote::quote;

pub(super) use super::rustdoc::{code, prose, reflow, sentence};

/// Shows an item of a public module in the documentation of the root.
pub(super) const INLINE: &str = "#[doc(inline)]";

/// Lines as `#[doc]` attributes, which prettyplease sets as `///` comments.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = reflow(lines);
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// Escapes a string for use within a line.
pub(super) fn inline(text: &str) -> String {
    prose(text).join(" ")
}

/// Returns the attribute by which a search for `alias` finds the item `name`; `None` if it would be rejected or is not
/// needed.
pub(super) fn alias(alias: &str, name: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
    let is_word = !alias.is_empty() && alias.chars().all(is_plain);
    (is_word && alias != name).then(|| format!("#[doc(alias = {alias:?})]"))
}

#[cfg(test)]
mod tests {
    use super::alias;

    #[test]
    fn an_alias_is_one_that_rustdoc_accepts() {
        assert_eq!(
            alias("listA", "list_a").as_deref(),
            Some("#[doc(alias = \"listA\")]")
        );
        assert_eq!(alias("list_a", "list_a"), None);
        assert_eq!(alias("", "list_a"), None);
        assert_eq!(alias("a\"b", "list_a"), None);
        assert_eq!(alias(" a", "list_a"), None);
    }
}
