//! Types as Rust spells them.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Scope, ident};
use crate::ir::{IntegerWidth, Presence, ShapeKind, TextFormat, Type};

impl Scope<'_> {
    /// The type of a value.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Any => quote!(rt::Json),
            Type::Object => quote!(rt::JsonMap),
            Type::Bool => quote!(bool),
            Type::Integer { width: IntegerWidth::Int32, .. } => quote!(i32),
            Type::Integer { width: IntegerWidth::Int64, .. } => quote!(i64),
            Type::Number { .. } => quote!(f64),
            Type::Text { .. } => self.text(ty),
            Type::List { item, .. } => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            Type::Map { value, .. } => {
                let value = self.ty(value);
                quote!(rt::Map<#value>)
            }
            Type::Shape { id, boxed } => {
                let shape = self.shape(*id);
                match self.api.shape(*id).kind {
                    ShapeKind::Enum(_) | ShapeKind::Alias(_) => quote!(rt::Open<#shape>),
                    _ if *boxed => quote!(Box<#shape>),
                    _ => shape,
                }
            }
        }
    }

    /// A text: the type of its pattern, that of its format, or just text.
    fn text(&self, ty: &Type) -> TokenStream {
        let Type::Text { format, pattern, .. } = ty else { return quote!(String) };
        let named = pattern.and_then(|id| self.api.pattern(id).name.as_ref());
        match (named, format) {
            (Some(name), _) => {
                let name = ident(name);
                quote!(crate::#name)
            }
            (None, Some(TextFormat::DateTime)) => quote!(rt::Timestamp),
            (None, Some(TextFormat::Date)) => quote!(rt::Date),
            (None, Some(TextFormat::Uuid)) => quote!(rt::Uuid),
            (None, None) => quote!(String),
        }
    }

    /// The type of a field.
    pub(super) fn field(&self, ty: &Type, presence: Presence) -> TokenStream {
        let ty = self.ty(ty);
        match presence {
            Presence::Required => ty,
            Presence::Optional | Presence::Nullable | Presence::OptionalNullable => quote!(Option<#ty>),
        }
    }
}
