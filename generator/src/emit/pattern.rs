//! Validators of patterns, and the string types of named patterns.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::doc_attrs;
use super::features::Features;
use super::{header, paths};
use crate::ident;
use crate::ir::{Api, Ident, Pattern, PatternId};
use crate::output::File;
use crate::pattern::emit::{Matcher, module};

/// Returns the name of the static that describes a pattern.
pub(super) fn table_ident(api: &Api, id: PatternId) -> proc_macro2::Ident {
    match &api.pattern(id).name {
        Some(name) => paths::ident(&ident::constant_ident(name)),
        None => format_ident!("PATTERN_{}", id.0 + 1),
    }
}

/// Returns the name of the descriptor of strings that match a pattern.
pub(super) fn type_ident(api: &Api, id: PatternId) -> proc_macro2::Ident {
    format_ident!("{}_TEXT", table_ident(api, id))
}

/// `src/patterns.rs`
pub(super) fn file(api: &Api, features: &Features) -> File {
    let ids = (0..api.patterns.len()).map(PatternId);
    let checked: Vec<(PatternId, &Pattern)> = ids
        .map(|id| (id, api.pattern(id)))
        .filter(|(_, pattern)| pattern.matcher.is_some())
        .collect();
    let matchers: Vec<Matcher<'_>> = checked
        .iter()
        .filter_map(|(id, pattern)| {
            Some(Matcher {
                name: function(api, *id),
                pattern: &pattern.text,
                lowered: pattern.matcher.as_ref()?,
            })
        })
        .collect();
    let functions = module(&matchers);
    let tables = checked
        .iter()
        .zip(&matchers)
        .map(|((id, pattern), matcher)| table(api, *id, pattern, matcher));
    let types = checked
        .iter()
        .filter_map(|(id, pattern)| Some(text(api, *id, pattern, pattern.name.as_ref()?)));
    let lint = quote!(#![allow(clippy::manual_is_ascii_check, reason = "a class is written as its pattern writes it")]);
    let unused = features
        .are_used()
        .then(|| quote!(#![allow(dead_code, reason = "types that have a pattern may depend on features")]));
    let uses = (!checked.is_empty()).then(|| {
        quote!(
            use crate::runtime as rt;
        )
    });
    let about = "Patterns of the specification, as functions, and the types of texts that have to match one.";
    header::rust(
        "src/patterns.rs",
        "the specification's patterns",
        about,
        quote!(#lint #unused #uses #functions #(#tables)* #(#types)*),
    )
}

fn function(api: &Api, id: PatternId) -> proc_macro2::Ident {
    format_ident!("{}", format!("is_{}", table_ident(api, id)).to_lowercase())
}

fn table(api: &Api, id: PatternId, pattern: &Pattern, matcher: &Matcher<'_>) -> TokenStream {
    let (table, of_type) = (table_ident(api, id), type_ident(api, id));
    let (function, text) = (&matcher.name, &pattern.text);
    let (min, max) = matcher.lowered.lengths();
    let min = Literal::usize_unsuffixed(min);
    let max = max.map_or_else(
        || quote!(usize::MAX),
        |max| Literal::usize_unsuffixed(max).to_token_stream(),
    );
    let name = match &pattern.name {
        Some(name) => {
            let name = name.as_str();
            quote!(Some(#name))
        }
        None => quote!(None),
    };
    quote! {
        pub(crate) static #table: rt::Pattern = rt::Pattern { text: #text, name: #name, min: #min, max: #max, decide: #function };
        #[allow(dead_code, reason = "a pattern may only be used together with other limits")]
        pub(crate) const #of_type: &rt::Type =
            &rt::Type { kind: rt::Kind::Text, limits: &[rt::Limit::Pattern(&#table)], nullable: false };
    }
}

fn text(api: &Api, id: PatternId, pattern: &Pattern, name: &Ident) -> TokenStream {
    let table = table_ident(api, id);
    let name = paths::ident(name);
    let pattern_doc = format!("Pattern: {}.", doc_attrs::code(&pattern.text));
    let mut lines = doc_attrs::prose(&pattern.doc);
    lines.extend([String::new(), pattern_doc]);
    let docs = doc_attrs::attributes(&lines);
    let rule = format_ident!("{}Rule", name);
    let about = doc_attrs::attributes(&[format!("The rule of [`{name}`].")]);
    let called = name.to_string();
    quote! {
        #docs
        pub type #name = rt::ValidatedString<#rule>;
        #about
        pub enum #rule {}
        impl rt::StringRule for #rule {
            const NAME: &'static str = #called;
            const RULE: rt::Limit = rt::Limit::Pattern(&#table);
        }
    }
}
