//! Types with a name: structs, enums, unions and aliases.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs as doc;
use super::scope::{Scope, ident};
use crate::ir::{Bounds, Count, Enum, Field, Presence, Shape, ShapeId, ShapeKind, Side, Struct, Type, Union};
use crate::name;

impl Scope<'_> {
    /// Everything that a shape needs.
    pub(super) fn model(&self, id: ShapeId) -> TokenStream {
        let shape = self.api.shape(id);
        match &shape.kind {
            ShapeKind::Struct(object) => self.structure(shape, object),
            ShapeKind::Enum(values) => enumeration(shape, values),
            ShapeKind::Union(union) => self.union(shape, union),
            ShapeKind::Alias(ty) => {
                let (docs, ident) = (shape_docs(shape), ident(&shape.ident));
                let ty = match ty {
                    Type::Shape { id, .. } => self.shape(*id),
                    other => self.ty(other),
                };
                quote!(#docs pub type #ident = #ty;)
            }
        }
    }

    fn structure(&self, shape: &Shape, object: &Struct) -> TokenStream {
        let docs = shape_docs(shape);
        let ident = ident(&shape.ident);
        let open = (shape.side == Side::Response).then(|| quote!(#[non_exhaustive]));
        let fields = object.fields.iter().map(|field| self.struct_field(field));
        let table = super::scope::ident(&name::constant_ident(&shape.ident));
        let spec = self.spec(&shape.wire, object, shape.side);
        let numbered = |required: bool| {
            let fields = object.fields.iter().enumerate();
            let fields = fields.filter(move |(_, field)| (field.presence == Presence::Required) == required);
            fields.map(|(number, field)| {
                let (number, name) = (Literal::usize_unsuffixed(number), super::scope::ident(&field.ident));
                quote!(#number #name)
            })
        };
        let (required, optional) = (numbered(true), numbered(false));
        let builder = (shape.side == Side::Request).then(|| self.builder(shape, object));
        quote! {
            #docs
            #open
            pub struct #ident { #(#fields,)* extra: rt::Extra }
            #builder
            pub(crate) static #table: rt::Spec = #spec;
            rt::record!(#ident, #table, [#(#required),*], [#(#optional),*]);
        }
    }

    fn struct_field(&self, field: &Field) -> TokenStream {
        let docs = self.field_docs(field);
        let (ident, ty) = (ident(&field.ident), self.field(&field.ty, field.presence));
        quote!(#docs pub #ident: #ty)
    }

    fn field_docs(&self, field: &Field) -> TokenStream {
        let mut lines = doc::prose(&field.doc.details);
        if lines.is_empty() {
            lines.push(format!("The member {}.", doc::code(field.wire.as_str())));
        }
        lines.push(String::new());
        lines.push(self.field_facts(field));
        doc::attributes(&lines)
    }

    /// The facts of a field in their fixed order: name on the wire, constraints, presence, default, deprecation.
    fn field_facts(&self, field: &Field) -> String {
        let mut facts = format!("On the wire: {}", doc::code(field.wire.as_str()));
        for constraint in self.constraints(&field.ty) {
            facts.push_str("; ");
            facts.push_str(&constraint);
        }
        if matches!(field.presence, Presence::Nullable | Presence::OptionalNullable) {
            facts.push_str("; may be `null`");
        }
        if let Some(default) = &field.default {
            facts.push_str(&format!("; default {}", doc::code(default)));
        }
        facts.push('.');
        if field.deprecated {
            facts.push_str(" **Deprecated.**");
        }
        facts
    }

    /// What values have to keep, in words.
    pub(super) fn constraints(&self, ty: &Type) -> Vec<String> {
        match ty {
            Type::Integer { bounds, values, .. } => {
                let listed = values.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
                let one_of = (!values.is_empty()).then(|| format!("one of {listed}"));
                range(bounds).into_iter().chain(one_of).collect()
            }
            Type::Number { bounds } => range(bounds),
            Type::Text { pattern, length, .. } => {
                let unnamed = pattern.map(|id| self.api.pattern(id)).filter(|pattern| pattern.name.is_none());
                let pattern = unnamed.map(|pattern| format!("matches {}", doc::code(&pattern.text)));
                counted(*length, "character").into_iter().chain(pattern).collect()
            }
            Type::List { count, unique, .. } => {
                let unique = unique.then(|| "no item twice".to_owned());
                counted(*count, "item").into_iter().chain(unique).collect()
            }
            Type::Map { count, .. } => counted(*count, "member").into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn union(&self, shape: &Shape, union: &Union) -> TokenStream {
        let docs = shape_docs(shape);
        let ident = ident(&shape.ident);
        let table = super::scope::ident(&name::constant_ident(&shape.ident));
        let variants = union.variants.iter().enumerate().map(|(number, variant)| {
            let (ident, ty) = (super::scope::ident(&variant.ident), self.ty(&variant.ty));
            let docs = doc::attributes(&[variant_doc(union, number)]);
            quote!(#docs #ident(Box<#ty>))
        });
        let types = union.variants.iter().map(|variant| self.type_table(&variant.ty));
        let numbers = (0..union.variants.len()).map(Literal::usize_unsuffixed);
        let names = union.variants.iter().map(|variant| super::scope::ident(&variant.ident));
        let discriminator = match &union.discriminator {
            None => quote!(None),
            Some(discriminator) => {
                let property = discriminator.property.as_str();
                let mapping = discriminator.mapping.iter().map(|(text, variant)| {
                    let variant = Literal::usize_unsuffixed(*variant);
                    quote!((#text, #variant))
                });
                quote!(Some(rt::Discriminator { property: #property, mapping: &[#(#mapping),*] }))
            }
        };
        let name = shape.wire.as_str();
        quote! {
            #docs
            #[non_exhaustive]
            pub enum #ident {
                #(#variants,)*
                #[doc = " A value of none of these types, as it came."]
                Unknown(rt::Json),
            }
            pub(crate) static #table: rt::UnionSpec =
                rt::UnionSpec { name: #name, variants: &[#(&#types),*], discriminator: #discriminator };
            rt::union!(#ident, #table, [#(#numbers #names),*]);
        }
    }
}

/// What a variant stands for: the texts of the discriminator, where there is one.
fn variant_doc(union: &Union, number: usize) -> String {
    let Some(discriminator) = &union.discriminator else { return "One of the alternatives.".to_owned() };
    let texts = discriminator.mapping.iter().filter(|(_, variant)| *variant == number);
    let texts: Vec<String> = texts.map(|(text, _)| doc::code(text)).collect();
    format!("Where {} is {}.", doc::code(discriminator.property.as_str()), texts.join(" or "))
}

fn enumeration(shape: &Shape, values: &Enum) -> TokenStream {
    let docs = shape_docs(shape);
    let ident = ident(&shape.ident);
    let variants = values.values.iter().map(|value| {
        let docs = doc::attributes(&[doc::code(value.wire.as_str())]);
        let ident = super::scope::ident(&value.ident);
        quote!(#docs #ident)
    });
    let pairs = values.values.iter().map(|value| {
        let (ident, text) = (super::scope::ident(&value.ident), value.wire.as_str());
        quote!(#ident = #text)
    });
    quote! {
        #docs
        #[non_exhaustive]
        pub enum #ident { #(#variants),* }
        rt::symbols!(#ident { #(#pairs),* });
    }
}

/// Prose, then the facts of a shape in their fixed order: name on the wire, deprecation.
fn shape_docs(shape: &Shape) -> TokenStream {
    let mut lines = doc::prose(&shape.doc.details);
    if lines.is_empty() {
        lines.push(format!("The schema {}.", doc::code(shape.wire.as_str())));
    } else {
        lines.push(String::new());
        lines.push(format!("Wire schema: {}.", doc::code(shape.wire.as_str())));
    }
    if shape.deprecated {
        lines.extend([String::new(), "**Deprecated.**".to_owned()]);
    }
    doc::attributes(&lines)
}

fn range<T: Copy + std::fmt::Display>(bounds: &Bounds<T>) -> Vec<String> {
    let minimum = if bounds.exclusive_minimum { "more than" } else { "at least" };
    let maximum = if bounds.exclusive_maximum { "less than" } else { "at most" };
    let listed =
        [(bounds.minimum, minimum), (bounds.maximum, maximum), (bounds.multiple_of, "a multiple of")];
    listed.into_iter().filter_map(|(bound, words)| bound.map(|bound| format!("{words} {bound}"))).collect()
}

fn counted(count: Count, what: &str) -> Option<String> {
    let plural = |number: u64| if number == 1 { what.to_owned() } else { format!("{what}s") };
    match (count.min, count.max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min} {}", plural(min))),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {}", plural(max))),
        (Some(min), None) => Some(format!("at least {min} {}", plural(min))),
        (None, Some(max)) => Some(format!("at most {max} {}", plural(max))),
        (None, None) => None,
    }
}
