//! Unions: their variants, and the discriminator.

use hashbrown::HashMap;

use openapiv3::Schema;

use crate::ident;
use crate::ir::{Side, TextFormat, Type, Union, Variant};
use crate::lower::classify::{Alternatives, SchemaClass};
use crate::lower::passes::naming;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;
use crate::lower::types::table::TypeTable;

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
        let discriminator = self.discriminator(&alternatives.of, shared, variants, &built);
        let discriminator = discriminator.map(|(mut discriminator, own)| {
            if !own.is_empty() {
                let number = built.len();
                discriminator
                    .mapping
                    .extend(own.into_iter().map(|text| (text, number)));
                discriminator.mapping.sort();
                built.push(self.base_variant(shared, owner, side));
            }
            discriminator
        });
        distinct(&mut built);
        Union {
            variants: built,
            discriminator,
            exclusive: !SchemaView::of(alternatives.of.item).one_of.is_empty(),
        }
    }

    /// Returns the variant for values that are of no subtype: the schema of the union, the last of `parts`, as an object.
    fn base_variant(&mut self, parts: &[Resolved<'a, Schema>], owner: &str, side: Side) -> Variant {
        let schema = parts.last().expect("the schema of the union");
        let owner = format!("{owner}/base");
        Variant {
            ident: ident::type_ident("Base").expect("a word is a name"),
            ty: self.shape(schema, parts.to_vec(), SchemaClass::Struct, side, &owner),
        }
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
