//! Lets the constructor of a request set the field that marks it as a variant of its union.

use std::collections::HashMap;

use crate::ir::{Field, ShapeKind, Type, Union, WireName};
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
