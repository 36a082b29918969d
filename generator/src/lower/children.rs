//! Which schemas inherit from which.

use std::collections::{HashMap, HashSet};

use openapiv3::{ReferenceOr, Schema};

use super::facets::Facets;
use super::index::{Found, Index};
use super::place::Place;

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
pub(super) fn descendants<'a>(children: &Children<'a>, ancestor: &Place) -> Vec<Found<'a, Schema>> {
    let (mut found, mut known): (Vec<Found<'a, Schema>>, HashSet<&Place>) = (Vec::new(), HashSet::new());
    let mut next = Some(ancestor.clone());
    let mut asked = 0;
    while let Some(place) = next {
        for child in children.get(&place).into_iter().flatten() {
            if known.insert(&child.place) {
                found.push(child.clone());
            }
        }
        next = found.get(asked).map(|child| child.place.clone());
        asked += 1;
    }
    found
}
