//! The static tables that describe types to the runtime.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::pattern;
use super::scope::Scope;
use crate::ir::{
    AdditionalFields, Bounds, Condition, Count, Field, IntegerWidth, Presence, Requirement, Rule, ShapeId, ShapeKind,
    Side, Struct, TextFormat, Type, WireName,
};

impl Scope<'_> {
    /// The table of a type, as an expression of the runtime's `Type`.
    pub(super) fn type_table(&self, ty: &Type) -> TokenStream {
        let (kind, limits) = match ty {
            Type::Any => return quote!(rt::Type::ANY),
            Type::Object => return quote!(rt::Type::OBJECT),
            Type::Bool => return quote!(rt::Type::BOOL),
            Type::Shape { id, .. } => {
                return self.shape_table(*id);
            }
            Type::Integer { width, bounds, values } => {
                let mut limits = bounds_table(bounds, |bound| {
                    let bound = Literal::i64_unsuffixed(bound);
                    quote!(rt::Num::Int(#bound))
                });
                if !values.is_empty() {
                    let values = values.iter().copied().map(Literal::i64_unsuffixed);
                    limits.push(quote!(rt::Limit::Numbers(&[#(#values),*])));
                }
                match width {
                    IntegerWidth::Int32 if limits.is_empty() => return quote!(rt::Type::INT32),
                    IntegerWidth::Int64 if limits.is_empty() => return quote!(rt::Type::INT64),
                    IntegerWidth::Int32 => (quote!(Int32), limits),
                    IntegerWidth::Int64 => (quote!(Int64), limits),
                }
            }
            Type::Number { bounds } if *bounds == Bounds::default() => return quote!(rt::Type::NUMBER),
            Type::Number { bounds } => (quote!(Number), bounds_table(bounds, number)),
            Type::Text { format, pattern: None, length } if *length == Count::default() => {
                return match format {
                    None => quote!(rt::Type::TEXT),
                    Some(TextFormat::DateTime) => quote!(rt::Type::DATE_TIME),
                    Some(TextFormat::Date) => quote!(rt::Type::DATE),
                    Some(TextFormat::Uuid) => quote!(rt::Type::UUID),
                };
            }
            Type::Text { format: None, pattern: Some(pattern), length }
                if *length == Count::default() && self.api.pattern(*pattern).name.is_some() =>
            {
                let table = pattern::type_ident(self.api, *pattern);
                return quote!(crate::patterns::#table);
            }
            Type::Text { format, pattern, length } => match self.text_limits(*format, *pattern, *length) {
                limits if limits.is_empty() => return quote!(rt::Type::TEXT),
                limits => (quote!(Text), limits),
            },
            Type::List { item, count, unique } => {
                let item = self.type_table(item);
                let mut limits = count_table(*count, "MinItems", "MaxItems");
                limits.extend(unique.then(|| quote!(rt::Limit::UniqueItems)));
                if limits.is_empty() {
                    return quote!(rt::Type::list(&#item));
                }
                (quote!(List(&#item)), limits)
            }
            Type::Map { value, count } => {
                let value = self.type_table(value);
                if *count == Count::default() {
                    return quote!(rt::Type::map(&#value));
                }
                (quote!(Map(&#value)), count_table(*count, "MinProperties", "MaxProperties"))
            }
        };
        match limits.as_slice() {
            [] => quote!(rt::Type::new(rt::Kind::#kind)),
            limits => quote!(rt::Type::limited(rt::Kind::#kind, &[#(#limits),*])),
        }
    }

    fn shape_table(&self, id: ShapeId) -> TokenStream {
        let (path, table) = (self.shape(id), self.table(id));
        match &self.api.shape(id).kind {
            ShapeKind::Struct(_) => quote!(rt::Type::record(&#table)),
            ShapeKind::Union(_) => quote!(rt::Type::union(&#table)),
            ShapeKind::Enum(_) | ShapeKind::Alias(_) => quote!(<#path as rt::Symbol>::TYPE),
        }
    }

    fn text_limits(&self, format: Option<TextFormat>, pattern: Option<crate::ir::PatternId>, length: Count) -> Vec<TokenStream> {
        let format = format.map(|format| match format {
            TextFormat::DateTime => quote!(rt::Limit::Format(rt::Format::DateTime)),
            TextFormat::Date => quote!(rt::Limit::Format(rt::Format::Date)),
            TextFormat::Uuid => quote!(rt::Limit::Format(rt::Format::Uuid)),
        });
        let pattern = pattern.filter(|id| self.api.pattern(*id).matcher.is_some()).map(|id| {
            let table = pattern::table_ident(self.api, id);
            quote!(rt::Limit::Pattern(&crate::patterns::#table))
        });
        pattern.into_iter().chain(format).chain(count_table(length, "MinLength", "MaxLength")).collect()
    }

    /// The table of a struct, as an expression of the runtime's `Spec`.
    pub(super) fn spec(&self, wire: &WireName, object: &Struct, side: Side) -> TokenStream {
        let name = wire.as_str();
        let fields = object.fields.iter().map(|field| self.field_table(field));
        let mut spec = quote!(rt::Spec::new(#name, &[#(#fields),*]));
        if !object.hidden.is_empty() {
            let names = object.hidden.iter().map(WireName::as_str);
            spec = match side {
                Side::Request => quote!(#spec.read_only(&[#(#names),*])),
                Side::Response => quote!(#spec.write_only(&[#(#names),*])),
            };
        }
        let limits = count_table(object.count, "MinProperties", "MaxProperties");
        if !limits.is_empty() {
            spec = quote!(#spec.limits(&[#(#limits),*]));
        }
        match &object.additional {
            AdditionalFields::Kept => {}
            AdditionalFields::Forbidden => spec = quote!(#spec.additional(rt::Additional::None)),
            AdditionalFields::Typed(ty) => {
                let ty = self.type_table(ty);
                spec = quote!(#spec.additional(rt::Additional::Of(&#ty)));
            }
        }
        if !object.rules.is_empty() {
            let rules = object.rules.iter().map(rule);
            spec = quote!(#spec.rules(&[#(#rules),*]));
        }
        spec
    }

    fn field_table(&self, field: &Field) -> TokenStream {
        let name = field.wire.as_str();
        let ty = self.type_table(&field.ty);
        match field.presence {
            Presence::Required => quote!(rt::Field::required(#name, &#ty)),
            Presence::Optional => quote!(rt::Field::optional(#name, &#ty)),
            Presence::Nullable => quote!(rt::Field::required_nullable(#name, &#ty)),
            Presence::OptionalNullable => quote!(rt::Field::nullable(#name, &#ty)),
        }
    }
}

fn number(bound: f64) -> TokenStream {
    if bound.fract() == 0.0 && bound.abs() < 9e15 {
        let bound = Literal::i64_unsuffixed(bound as i64);
        quote!(rt::Num::Int(#bound))
    } else {
        let bound = Literal::f64_unsuffixed(bound);
        quote!(rt::Num::Float(#bound))
    }
}

fn bounds_table<T: Copy>(bounds: &Bounds<T>, print: impl Fn(T) -> TokenStream) -> Vec<TokenStream> {
    let limit = |bound: Option<T>, name: TokenStream| bound.map(&print).map(|bound| quote!(rt::Limit::#name(#bound)));
    let minimum = if bounds.exclusive_minimum { quote!(Above) } else { quote!(Minimum) };
    let maximum = if bounds.exclusive_maximum { quote!(Below) } else { quote!(Maximum) };
    let listed = [(bounds.minimum, minimum), (bounds.maximum, maximum), (bounds.multiple_of, quote!(MultipleOf))];
    listed.into_iter().filter_map(|(bound, name)| limit(bound, name)).collect()
}

fn count_table(count: Count, min: &str, max: &str) -> Vec<TokenStream> {
    let limit = |bound: Option<u64>, name: &str| {
        let name = quote::format_ident!("{name}");
        let bound = Literal::u64_unsuffixed(bound?);
        Some(quote!(rt::Limit::#name(#bound)))
    };
    [limit(count.min, min), limit(count.max, max)].into_iter().flatten().collect()
}

fn rule(rule: &Rule) -> TokenStream {
    let (id, message) = (&rule.id, &rule.message);
    let when = match &rule.when {
        Some(when) => {
            let when = condition(when);
            quote!(Some(#when))
        }
        None => quote!(None),
    };
    let names = |names: &[WireName]| {
        let names = names.iter().map(WireName::as_str);
        quote!(&[#(#names),*])
    };
    let demand = match &rule.requirement {
        Requirement::All(fields) => (quote!(Require), names(fields)),
        Requirement::OneOf(fields) => (quote!(RequireOneOf), names(fields)),
        Requirement::Together(fields) => (quote!(Together), names(fields)),
        Requirement::None(fields) => (quote!(Forbid), names(fields)),
        Requirement::AtMostOneGroup(groups) => {
            let groups = groups.iter().map(|group| names(group));
            (quote!(AtMostOne), quote!(&[#(#groups),*]))
        }
    };
    let (kind, fields) = demand;
    quote!(rt::Rule { id: #id, when: #when, demand: rt::Demand::#kind(#fields), message: #message })
}

fn condition(condition: &Condition) -> TokenStream {
    let (field, values, is) = (condition.field.as_str(), &condition.values, condition.among);
    quote!(rt::Condition { field: #field, values: &[#(#values),*], is: #is })
}
