//! What kind of thing a schema is, before anything is built from it.

use std::collections::HashMap;

use openapiv3::{ReferenceOr, Schema};

use super::facets::Facets;
use super::index::{Found, Index};
use super::place::Place;

/// What a schema becomes.
pub(super) enum Kind<'a> {
    /// A struct with fields.
    Struct,
    /// A set of texts, maybe spread over several alternatives.
    Enum(Vec<String>),
    /// One of several schemas.
    Union(Vec<Found<'a, Schema>>),
    /// The same as another schema, apart from annotations.
    Same(Found<'a, Schema>),
    /// Anything else: decided by `type`.
    Plain,
}

/// Schemas that inherit from a schema, by the place of that schema.
pub(super) type Children<'a> = HashMap<Place, Vec<Found<'a, Schema>>>;

/// Who inherits from whom, by `allOf` of components.
pub(super) fn children<'a>(index: &Index<'a>) -> Children<'a> {
    let mut children = Children::new();
    for (document, typed) in index.documents.iter().enumerate() {
        let root = Place {
            document,
            pointer: "/components/schemas".to_owned(),
        };
        for (name, schema) in &typed.components.schemas {
            let ReferenceOr::Item(item) = schema else { continue };
            let child = Found {
                item,
                place: root.child(name),
            };
            for (number, member) in Facets::of(item).all_of.iter().enumerate() {
                if let (ReferenceOr::Reference { .. }, Ok(parent)) =
                    (member, index.schema(&child.place.item("allOf", number), member))
                {
                    children.entry(parent.place).or_default().push(child.clone());
                }
            }
        }
    }
    children
}

/// Those that inherit from a schema, and those that inherit from them: all are what the schema can stand for.
fn descendants<'a>(children: &Children<'a>, ancestor: &Place) -> Vec<Found<'a, Schema>> {
    let mut found: Vec<Found<'a, Schema>> = Vec::new();
    let mut next = Some(ancestor.clone());
    let mut asked = 0;
    while let Some(place) = next {
        for child in children.get(&place).into_iter().flatten() {
            if !found.iter().any(|known| known.place == child.place) {
                found.push(child.clone());
            }
        }
        next = found.get(asked).map(|child| child.place.clone());
        asked += 1;
    }
    found
}

/// Decides what `schema` becomes.
///
/// References that lead nowhere count as absent here; whoever builds the thing reports them.
pub(super) fn kind<'a>(index: &Index<'a>, children: &Children<'a>, schema: &Found<'a, Schema>) -> Kind<'a> {
    kind_within(index, children, schema, &mut Vec::new())
}

fn kind_within<'a>(
    index: &Index<'a>,
    children: &Children<'a>,
    schema: &Found<'a, Schema>,
    path: &mut Vec<Place>,
) -> Kind<'a> {
    let facets = Facets::of(schema.item);
    if path.contains(&schema.place) {
        return Kind::Plain;
    }
    path.push(schema.place.clone());
    let kind = if facets.is_text_enum() {
        Kind::Enum(
            facets
                .values
                .iter()
                .filter_map(|value| value.as_str().map(str::to_owned))
                .collect(),
        )
    } else if !facets.all_of.is_empty() {
        composed(index, children, schema, &facets, path)
    } else {
        let variants = variants(index, children, schema, &facets);
        match merged_enum(index, children, &variants, path) {
            Some(values) => Kind::Enum(values),
            None if variants.len() == 1 && !facets.has_properties() => Kind::Same(variants[0].clone()),
            None if !variants.is_empty() => Kind::Union(variants),
            None if facets.has_properties() => Kind::Struct,
            None => Kind::Plain,
        }
    };
    path.pop();
    kind
}

/// `allOf`: a struct, unless it only annotates one other schema.
fn composed<'a>(
    index: &Index<'a>,
    children: &Children<'a>,
    schema: &Found<'a, Schema>,
    facets: &Facets<'a>,
    path: &mut Vec<Place>,
) -> Kind<'a> {
    let members: Vec<_> = facets
        .all_of
        .iter()
        .enumerate()
        .filter_map(|(number, member)| index.schema(&schema.place.item("allOf", number), member).ok())
        .collect();
    let object = |member: &Found<'a, Schema>, path: &mut Vec<Place>| {
        let facets = Facets::of(member.item);
        facets.typ == Some("object")
            || facets.has_properties()
            || matches!(
                kind_within(index, children, member, path),
                Kind::Struct | Kind::Union(_)
            )
    };
    let annotates_only = facets.required.is_empty() && !facets.has_properties();
    match members.as_slice() {
        [single] if annotates_only && !names_its_parent(children, schema, single) => {
            Kind::Same(single.clone())
        }
        [] => Kind::Plain,
        several if several.iter().all(|member| object(member, path)) => Kind::Struct,
        [first, ..] => Kind::Same(first.clone()),
    }
}

/// Whether `parent` is a union that `child` is an alternative of.
fn names_its_parent(children: &Children<'_>, child: &Found<'_, Schema>, parent: &Found<'_, Schema>) -> bool {
    let facets = Facets::of(parent.item);
    let is_union = facets.data.discriminator.is_some() || !facets.one_of.is_empty();
    is_union
        && children
            .get(&parent.place)
            .is_some_and(|all| all.iter().any(|one| one.place == child.place))
}

/// The alternatives: those of `oneOf` or `anyOf`, else those that the discriminator maps to and those that inherit.
fn variants<'a>(
    index: &Index<'a>,
    children: &Children<'a>,
    schema: &Found<'a, Schema>,
    facets: &Facets<'a>,
) -> Vec<Found<'a, Schema>> {
    let (keyword, listed) = if facets.one_of.is_empty() {
        ("anyOf", facets.any_of)
    } else {
        ("oneOf", facets.one_of)
    };
    let mut variants: Vec<Found<'a, Schema>> = listed
        .iter()
        .enumerate()
        .filter_map(|(number, member)| index.schema(&schema.place.item(keyword, number), member).ok())
        .collect();
    if facets.data.discriminator.is_some() {
        let mapped = super::union::mapping(index, schema)
            .into_iter()
            .filter_map(|(_, found)| found.ok());
        variants.extend(mapped.chain(descendants(children, &schema.place)));
    }
    let mut seen = Vec::new();
    variants.retain(|variant| {
        let new = !seen.contains(&variant.place);
        seen.push(variant.place.clone());
        new
    });
    variants
}

/// The texts of all alternatives, where each is a set of texts.
fn merged_enum<'a>(
    index: &Index<'a>,
    children: &Children<'a>,
    variants: &[Found<'a, Schema>],
    path: &mut Vec<Place>,
) -> Option<Vec<String>> {
    let mut merged: Vec<String> = Vec::new();
    for variant in variants {
        let Kind::Enum(values) = kind_within(index, children, variant, path) else {
            return None;
        };
        merged.extend(values);
    }
    let mut seen = std::collections::HashSet::new();
    merged.retain(|value| seen.insert(value.clone()));
    (!merged.is_empty()).then_some(merged)
}
