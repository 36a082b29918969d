//! Lets the constructor of a request set the fields whose value is known: the one that marks it as a variant of its union,
//! and required ones with only one value.

use hashbrown::HashMap;

use crate::ir::{Enum, Field, Presence, ShapeKind, Side, Type, Union, WireName};
use crate::lower::types::table::TypeTable;

/// A variant: the index of its type, the discriminating property, and the only string that selects it.
type Tag = (usize, WireName, Option<String>);

/// Sets the discriminator value of each type that is a variant of one union, or of several with the same property and
/// value.
pub(in crate::lower) fn tag(table: &mut TypeTable<'_>) {
    let mut tags: Vec<Tag> = table.unions().flat_map(tags_of).collect();
    tags.sort();
    tags.dedup();
    for same in tags.chunk_by(|one, next| one.0 == next.0) {
        if let [(index, property, text)] = same {
            set_tag(table, *index, property, text.clone());
        }
    }
    set_constants(table);
}

/// Sets the required fields of requests that have only one value.
fn set_constants(table: &mut TypeTable<'_>) {
    for index in 0..table.types.len() {
        let Some(ShapeKind::Struct(object)) = &table.types[index].kind else {
            continue;
        };
        if table.types[index].side != Side::Request {
            continue;
        }
        let is_open = |field: &Field| field.presence == Presence::Required && field.tag.is_none();
        let constant = |field: &Field| is_open(field).then(|| only_value(table, &field.ty)).flatten();
        let constants: Vec<Option<String>> = object.fields.iter().map(constant).collect();
        let Some(ShapeKind::Struct(object)) = &mut table.types[index].kind else {
            continue;
        };
        for (field, constant) in object.fields.iter_mut().zip(constants) {
            field.tag = constant.or(field.tag.take());
        }
    }
}

/// Returns the only value of a type: a string as it is, a boolean or a number as JSON writes it.
fn only_value(table: &TypeTable<'_>, ty: &Type) -> Option<String> {
    match ty {
        Type::BoolConstant(only) => Some(only.to_string()),
        Type::Shape { id, .. } => match &table.types[id.0].kind {
            Some(ShapeKind::Enum(Enum { values })) => match values.as_slice() {
                [only] => Some(only.wire.as_str().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn tags_of(union: &Union) -> Vec<Tag> {
    let Some(discriminator) = &union.discriminator else {
        return Vec::new();
    };
    let mut texts: HashMap<usize, Vec<&String>> = HashMap::new();
    for (text, variant) in &discriminator.mapping {
        texts.entry(*variant).or_default().push(text);
    }
    let tags = union.variants.iter().enumerate().filter_map(|(index, variant)| {
        let Type::Shape { id, .. } = variant.ty else {
            return None;
        };
        let only = match texts.get(&index).map(Vec::as_slice) {
            Some([only]) => Some((*only).clone()),
            _ => None,
        };
        Some((id.0, discriminator.property.clone(), only))
    });
    tags.collect()
}

fn set_tag(table: &mut TypeTable<'_>, index: usize, property: &WireName, text: Option<String>) {
    let Some(ShapeKind::Struct(object)) = &table.types[index].kind else {
        return;
    };
    let is_tag = |field: &Field| field.wire == *property && accepts_strings(table, &field.ty);
    let position = object.fields.iter().position(is_tag);
    if let (Some(position), Some(ShapeKind::Struct(object))) = (position, &mut table.types[index].kind) {
        object.fields[position].tag = text;
    }
}

fn accepts_strings(table: &TypeTable<'_>, ty: &Type) -> bool {
    match ty {
        Type::Text { format, pattern, .. } => format.is_none() && pattern.is_none(),
        Type::Shape { id, .. } => table.planned_texts(*id).is_some(),
        _ => false,
    }
}
