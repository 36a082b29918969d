//! The list of all operations, and what their bodies are.

use proc_macro2::TokenStream;
use quote::quote;

use super::file;
use super::layout::Layout;
use super::scope::{Scope, ident};
use crate::ir::{Api, Format, Home, Reply, Revision, Type};
use crate::name;
use crate::output::File;

/// `src/catalogue.rs` and `src/exchanges.rs`
pub(super) fn files(api: &Api, layout: &Layout<'_>) -> Vec<File> {
    let revisions = || layout.modules.iter().flat_map(|module| module.revisions.iter().map(|(_, revision)| (module.home, *revision)));
    let tables = revisions().map(|(home, revision)| table(api, home, revision));
    let list = quote! {
        use crate::runtime as rt;
        #[doc = " Every operation in every version."]
        pub static OPERATIONS: rt::Catalogue<'static> = rt::Catalogue(&[#(&#tables),*]);
    };
    let exchanges = revisions().map(|(home, revision)| exchange(api, layout, home, revision));
    let bodies = quote! {
        use crate::runtime as rt;
        use rt::inspect::{Exchange, make};
        #[doc = " What is sent and received in every operation and version."]
        pub static EXCHANGES: &[Exchange] = &[#(#exchanges),*];
    };
    let source = "the specification";
    vec![
        file::rust("src/catalogue.rs", source, "The list of all operations.", list),
        file::rust("src/exchanges.rs", source, "The types of all bodies, for holding recorded traffic against them.", bodies),
    ]
}

fn table(api: &Api, home: Home, revision: &Revision) -> TokenStream {
    let (version, family) = (ident(&name::version_module(home.version)), ident(&api.family(home.family).ident));
    let table = ident(&name::constant_ident(&revision.ident));
    quote!(crate::#version::#family::#table)
}

fn exchange(api: &Api, layout: &Layout<'_>, home: Home, revision: &Revision) -> TokenStream {
    let scope = Scope { api, layout, home: None };
    let table = table(api, home, revision);
    let make = |ty: &Type| {
        let ty = scope.ty(ty);
        quote!(Some(make::<#ty>))
    };
    let json = revision.request.as_ref().filter(|body| body.media_type.format == Format::Json);
    let request = json.map_or(quote!(None), |body| make(&body.ty));
    let answer = revision.replies.iter().find_map(|success| match &success.reply {
        Reply::One(ty) | Reply::Page { page: ty, .. } => Some(make(ty)),
        Reply::Empty | Reply::Stream => None,
    });
    let answer = answer.unwrap_or(quote!(None));
    let error = scope.error();
    quote!(Exchange { operation: &#table, request: #request, answer: #answer, error: make::<#error> })
}
