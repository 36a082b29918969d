//! Unions: their variants, and the discriminator.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;

use openapiv3::Schema;

use crate::diagnostic::Diagnostic;
use crate::ident;
use crate::ir::{Discriminator, Side, TextFormat, Type, Union, Variant, WireName};
use crate::lower::classify::flatten::flatten;
use crate::lower::classify::{Alternatives, SchemaClass};
use crate::lower::passes::naming;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{Resolved, Resolver};
use crate::lower::types::builder::TypeBuilder;
use crate::lower::types::table::TypeTable;

/// Returns the discriminator's mapping: each value, and its schema.
pub(in crate::lower) fn mapping<'a>(
    resolver: &Resolver<'a>,
    schema: &Resolved<'a, Schema>,
) -> Vec<(String, Result<Resolved<'a, Schema>, Diagnostic>)> {
    let Some(discriminator) = &schema.item.schema_data.discriminator else {
        return Vec::new();
    };
    let node_ref = schema.node_ref.child("discriminator").child("mapping");
    let target = |text: &str| match text.contains(['#', '/']) {
        true => text.to_owned(),
        // A bare name is that of a schema (OpenAPI 3.0, Discriminator Object).
        false => format!("#/components/schemas/{text}"),
    };
    let entry = |(value, to): (&String, &String)| {
        (
            value.clone(),
            resolver.reference(&node_ref.child(value), &target(to)),
        )
    };
    discriminator.mapping.iter().map(entry).collect()
}

impl<'a> TypeBuilder<'a> {
    /// Builds a union called `owner`; each variant also has the properties of `shared`, the schema of the union last.
    pub(in crate::lower) fn union(
        &mut self,
        shared: &[Resolved<'a, Schema>],
        owner: &str,
        alternatives: &Alternatives<'a>,
        side: Side,
    ) -> Union {
        alternatives
            .lost
            .iter()
            .for_each(|node_ref| self.lost_alternatives(node_ref));
        let variants = &alternatives.variants;
        let noise = &self.settings.conventions.noise;
        let own = naming::tidy_ident(owner, noise);
        let mut types: Vec<Type> = Vec::with_capacity(variants.len());
        for (number, variant) in variants.iter().enumerate() {
            let name = variant.node_ref.component().map(|name| name.into_owned());
            let part = name.unwrap_or_else(|| (number + 1).to_string());
            types.push(self.alternative(variant, shared, side, &format!("{owner}/{part}")));
        }
        self.check_next_to_variants(shared, &types);
        let words = by_type(variants, &types, &self.table);
        let built = variants
            .iter()
            .zip(types)
            .enumerate()
            .map(|(number, (variant, ty))| {
                let ident = given_name(variant).and_then(|wire| naming::tidy_ident(&wire, noise));
                let ident = ident.or_else(|| words[number].and_then(ident::type_ident));
                let ident = ident.unwrap_or_else(|| ident::variant(number + 1));
                let ident = own
                    .as_ref()
                    .map_or(ident.clone(), |own| ident::within(&ident, own));
                Variant { ident, ty }
            });
        let mut built: Vec<Variant> = built.collect();
        let shorter = ident::apart(built.iter().map(|variant| variant.ident.clone()).collect());
        for (variant, ident) in built.iter_mut().zip(shorter) {
            variant.ident = ident;
        }
        distinct(&mut built);
        let discriminator = self.discriminator(&alternatives.of, variants, &built);
        Union {
            variants: built,
            discriminator,
            exclusive: !SchemaView::of(alternatives.of.item).one_of.is_empty(),
        }
    }

    fn discriminator(
        &mut self,
        schema: &Resolved<'a, Schema>,
        variants: &[Resolved<'a, Schema>],
        built: &[Variant],
    ) -> Option<Discriminator> {
        let property = &schema.item.schema_data.discriminator.as_ref()?.property_name;
        let numbered = variants.iter().enumerate();
        let numbers: HashMap<&NodeRef, usize> = numbered
            .map(|(number, variant)| (&variant.node_ref, number))
            .collect();
        let mut texts: Vec<(String, usize)> = Vec::new();
        for (value, target) in mapping(&self.resolver, schema) {
            match target {
                Ok(target) if target.node_ref == schema.node_ref => {
                    let at = schema
                        .node_ref
                        .child("discriminator")
                        .child("mapping")
                        .child(&value);
                    let message =
                        "the union is one of its own variants: such a value decodes as an unknown variant";
                    let help = "move the properties that the variant adds to a schema of its own";
                    let at = at.location(self.resolver.documents);
                    self.report(Diagnostic::new("self-referential-union", at, message, help));
                }
                Ok(target) => {
                    let variant = numbers.get(&target.node_ref);
                    texts.extend(variant.map(|variant| (value, *variant)));
                }
                Err(problem) => self.report(problem),
            }
        }
        self.add_stated_texts(property, &variants[..built.len()], &mut texts);
        let mapped: HashSet<usize> = texts.iter().map(|(_, variant)| *variant).collect();
        // Otherwise, a schema is identified by its name (OpenAPI 3.0, Discriminator Object).
        for (number, variant) in variants.iter().enumerate().take(built.len()) {
            let name = variant.node_ref.component().map(|name| name.into_owned());
            if let Some(name) = name.filter(|_| !mapped.contains(&number)) {
                texts.push((name, number));
            }
        }
        texts.sort();
        Some(Discriminator {
            property: WireName::from(property.as_str()),
            mapping: texts,
        })
    }

    /// Adds the discriminator values that only one of the variants lists in its property.
    fn add_stated_texts(
        &self,
        property: &str,
        variants: &[Resolved<'a, Schema>],
        texts: &mut Vec<(String, usize)>,
    ) {
        let mut stated: Vec<(String, usize)> = Vec::new();
        for (number, variant) in variants.iter().enumerate() {
            let own = self.stated_texts(property, variant).into_iter();
            stated.extend(own.map(|text| (text, number)));
        }
        let mut owners: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        for (text, number) in &stated {
            owners.entry(text).or_default().insert(*number);
        }
        let mut known: HashSet<String> = texts.iter().map(|(text, _)| text.clone()).collect();
        for (text, number) in &stated {
            if owners[text.as_str()].len() == 1 && known.insert(text.clone()) {
                texts.push((text.clone(), *number));
            }
        }
    }

    /// Returns the values that a variant, or the variants of a nested union, list for the discriminator's property.
    fn stated_texts(&self, property: &str, variant: &Resolved<'a, Schema>) -> Vec<String> {
        let (mut open, mut seen, mut texts) = (vec![variant.clone()], HashSet::new(), Vec::new());
        while let Some(next) = open.pop() {
            if !seen.insert(next.node_ref.clone()) {
                continue;
            }
            match crate::lower::classify::classify(&self.resolver, &self.subtypes, &next) {
                SchemaClass::Same(other) => open.push(other),
                SchemaClass::Union(alternatives) => {
                    let data = &alternatives.of.item.schema_data;
                    let own = data.discriminator.iter();
                    let own = own.filter(|own| own.property_name == property);
                    texts.extend(own.flat_map(|own| own.mapping.keys().cloned()));
                    open.extend(alternatives.variants.iter().rev().cloned());
                }
                _ => texts.extend(self.listed_texts(property, &next)),
            }
        }
        texts
    }

    /// Returns the strings that an object lists for a property.
    fn listed_texts(&self, property: &str, object: &Resolved<'a, Schema>) -> Vec<String> {
        let flat = flatten(&self.resolver, object);
        let found = flat.property(property);
        let schema = found.and_then(|own| self.resolver.boxed_schema(&own.node_ref, own.schema).ok());
        schema.map_or_else(Vec::new, |schema| SchemaView::of(schema.item).texts())
    }
}

/// Returns the name of a variant: its name as a component, or its title.
fn given_name(variant: &Resolved<'_, Schema>) -> Option<String> {
    let component = variant.node_ref.component().map(|name| name.into_owned());
    component.or_else(|| variant.item.schema_data.title.clone())
}

/// Returns the names of unnamed variants, if one word describes the type.
fn by_type(
    variants: &[Resolved<'_, Schema>],
    types: &[Type],
    table: &TypeTable<'_>,
) -> Vec<Option<&'static str>> {
    let count = |kind: &str| types.iter().filter(|ty| word(ty, table) == Some(kind)).count();
    let (objects, lists) = (count("Object"), count("List"));
    let describe = |ty: &Type| match word(ty, table)? {
        // Next to other objects, the word adds nothing.
        "Object" if objects > 1 => None,
        "List" if lists > 1 => list_word(ty, table),
        word => Some(word),
    };
    let words: Vec<_> = variants
        .iter()
        .zip(types)
        .map(|(variant, ty)| describe(ty).filter(|_| given_name(variant).is_none()))
        .collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    words
        .iter()
        .flatten()
        .for_each(|word| *counts.entry(*word).or_default() += 1);
    let is_alone = |word: &&str| counts[word] == 1;
    words.iter().map(|word| word.filter(is_alone)).collect()
}

/// Returns the word for a list, after its items.
fn list_word(ty: &Type, table: &TypeTable<'_>) -> Option<&'static str> {
    let Type::List { item, .. } = ty else { return None };
    Some(match word(item, table)? {
        "Boolean" => "BooleanList",
        "Integer" => "IntegerList",
        "Number" => "NumberList",
        "Text" => "TextList",
        "List" => "ListList",
        "Object" => "ObjectList",
        "Known" => "KnownList",
        _ => return None,
    })
}

fn word(ty: &Type, table: &TypeTable<'_>) -> Option<&'static str> {
    Some(match ty {
        Type::Bool | Type::BoolConstant(_) => "Boolean",
        Type::Integer { .. } => "Integer",
        Type::Number { .. } => "Number",
        Type::Text { format, .. } => match format {
            None => "Text",
            Some(TextFormat::DateTime) => "DateTime",
            Some(TextFormat::Date) => "Date",
            Some(TextFormat::Uuid) => "Uuid",
        },
        Type::List { .. } => "List",
        Type::Map { .. } | Type::Object => "Object",
        Type::Nullable(inner) => return word(inner, table),
        Type::File => "File",
        Type::Shape { id, .. } if table.is_enum(*id) => "Known",
        Type::Shape { id, .. } if !table.is_union(*id) => "Object",
        Type::Any | Type::Shape { .. } => return None,
    })
}

/// Numbers variants with the same name; `Unknown` is the additional one of every union.
fn distinct(variants: &mut [Variant]) {
    let wanted = variants.iter().map(|variant| (variant.ident.clone(), ""));
    let names = ident::distinct(wanted, |ident| ident.as_str() == "Unknown");
    for (variant, ident) in variants.iter_mut().zip(names.idents) {
        variant.ident = ident;
    }
}
