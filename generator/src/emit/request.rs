//! What only requests have: a constructor of what has to be there, and a setter for each field.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs as doc;
use super::scope::{Scope, ident};
use crate::ir::{Field, Presence, Shape, ShapeKind, Struct, Type};
use crate::name;

/// Constructors with more arguments than this are what clippy warns of.
const MANY: usize = 7;

impl Scope<'_> {
    /// The constructor and the setters of a request.
    pub(super) fn builder(&self, shape: &Shape, object: &Struct) -> TokenStream {
        let ident = ident(&shape.ident);
        let constructor = self.constructor(object);
        let setters = object.fields.iter().enumerate().map(|(number, field)| self.setter(number, field));
        quote!(impl #ident { #constructor #(#setters)* })
    }

    fn constructor(&self, object: &Struct) -> TokenStream {
        let required = |field: &&Field| matches!(field.presence, Presence::Required | Presence::Nullable);
        let fields = || object.fields.iter().filter(required).filter(|field| field.tag.is_none());
        let arguments = fields().map(|field| {
            let (name, (ty, _)) = (ident(&field.ident), self.argument(field));
            let ty = if field.presence == Presence::Nullable { quote!(Option<#ty>) } else { ty };
            quote!(#name: #ty)
        });
        let tagged = object.fields.iter().filter(|field| field.tag.is_some()).map(|field| self.tag(field));
        let values = fields().map(|field| {
            let (name, (_, into)) = (ident(&field.ident), self.argument(field));
            match field.presence {
                Presence::Nullable if !into.is_empty() => quote!(#name: #name.map(|#name| #name #into)),
                _ if into.is_empty() => quote!(#name),
                _ => quote!(#name: #name #into),
            }
        });
        let values: Vec<TokenStream> = tagged.chain(values).collect();
        let rest = (values.len() < object.fields.len() + 1).then(|| quote!(..Default::default()));
        let many = (fields().count() > MANY).then(|| {
            quote!(#[expect(clippy::too_many_arguments, reason = "as many fields have to be there")])
        });
        let doc = doc::attributes(&["A request with everything that has to be there.".to_owned()]);
        quote! {
            #doc
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* #rest }
            }
        }
    }

    /// The field that marks a variant of a union, with its text.
    fn tag(&self, field: &Field) -> TokenStream {
        let (name, text) = (ident(&field.ident), field.tag.as_deref().unwrap_or_default());
        let value = match &field.ty {
            Type::Shape { .. } => quote!(#text.into()),
            _ => quote!(#text.to_owned()),
        };
        match field.presence {
            Presence::Required => quote!(#name: #value),
            _ => quote!(#name: Some(#value)),
        }
    }

    fn setter(&self, number: usize, field: &Field) -> TokenStream {
        let (name, (ty, into)) = (ident(&field.ident), self.argument(field));
        let setter = ident(&name::setter(&field.ident));
        let doc = doc::attributes(&[format!("Sets {}.", doc::code(field.wire.as_str()))]);
        let value = match field.presence {
            Presence::Required => quote!(value #into),
            _ => quote!(Some(value #into)),
        };
        let null = matches!(field.presence, Presence::Nullable | Presence::OptionalNullable).then(|| {
            let doc = doc::attributes(&[format!("Sends {} as `null`.", doc::code(field.wire.as_str()))]);
            let null = format_ident!("null_{}", field.ident.as_str());
            let number = Literal::usize_unsuffixed(number);
            quote! {
                #doc
                #[must_use]
                pub fn #null(mut self) -> Self {
                    self.#name = None;
                    self.extra.set_null(#number);
                    self
                }
            }
        });
        quote! {
            #doc
            #[must_use]
            pub fn #setter(mut self, value: #ty) -> Self {
                self.#name = #value;
                self
            }
            #null
        }
    }

    /// The type in which a caller gives a field's value, and the call that turns it into the field's own.
    fn argument(&self, field: &Field) -> (TokenStream, TokenStream) {
        let own = self.ty(&field.ty);
        match &field.ty {
            Type::Shape { id, boxed: true } => (self.shape(*id), quote!(.into())),
            Type::Shape { id, .. } if !matches!(self.api.shape(*id).kind, ShapeKind::Struct(_)) => {
                (quote!(impl Into<#own>), quote!(.into()))
            }
            Type::Text { .. } if own.to_string() == "String" => (quote!(impl Into<String>), quote!(.into())),
            _ => (own, TokenStream::new()),
        }
    }
}
