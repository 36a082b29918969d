//! Objects with all that they inherit through `allOf`.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::facets::Facets;
use super::index::{Found, Index};
use super::place::Place;
use crate::diagnostic::Diagnostic;

/// An object, flattened.
#[derive(Default)]
pub(super) struct Flat<'a> {
    /// Inherited ones first; the most derived schema has the last word on each.
    pub(super) properties: Vec<Property<'a>>,
    /// Names of properties that have to be there.
    pub(super) required: Vec<&'a str>,
    /// `additionalProperties` of the most derived schema that states it.
    pub(super) additional: Option<(&'a AdditionalProperties, Place)>,
    /// Least and greatest number of members.
    pub(super) member_count: (Option<usize>, Option<usize>),
    /// What could not be carried.
    pub(super) problems: Vec<Diagnostic>,
}

/// One property.
pub(super) struct Property<'a> {
    pub(super) name: &'a str,
    pub(super) place: Place,
    pub(super) schema: &'a ReferenceOr<Box<Schema>>,
}

/// Flattens `schema`.
///
/// A parent that is a union contributes its properties to a child, not its alternatives: those are its children, this
/// one among them.
pub(super) fn flatten<'a>(index: &Index<'a>, schema: &Found<'a, Schema>) -> Flat<'a> {
    let mut flat = Flat::default();
    add(index, schema, &mut vec![schema.place.clone()], &mut flat);
    flat
}

fn add<'a>(index: &Index<'a>, schema: &Found<'a, Schema>, path: &mut Vec<Place>, flat: &mut Flat<'a>) {
    let facets = Facets::of(schema.item);
    for (number, member) in facets.all_of.iter().enumerate() {
        match index.schema(&schema.place.item("allOf", number), member) {
            Ok(parent) if path.contains(&parent.place) => {
                flat.problems.push(cycle(index, &schema.place, number))
            }
            Ok(parent) => {
                path.push(parent.place.clone());
                add(index, &parent, path, flat);
                path.pop();
            }
            Err(problem) => flat.problems.push(problem),
        }
    }
    for (name, property) in facets.properties.into_iter().flatten() {
        let place = schema.place.child("properties").child(name);
        flat.put(Property {
            name,
            place,
            schema: property,
        });
    }
    flat.required.extend(
        facets
            .required
            .iter()
            .map(String::as_str)
            .filter(|name| !flat.required.contains(name))
            .collect::<Vec<_>>(),
    );
    if let Some(additional) = facets.additional {
        flat.additional = Some((additional, schema.place.child("additionalProperties")));
    }
    flat.member_count = (
        facets.member_count.0.or(flat.member_count.0),
        facets.member_count.1.or(flat.member_count.1),
    );
}

impl<'a> Flat<'a> {
    fn put(&mut self, property: Property<'a>) {
        match self.properties.iter_mut().find(|own| own.name == property.name) {
            Some(inherited) => *inherited = property,
            None => self.properties.push(property),
        }
    }
}

fn cycle(index: &Index<'_>, place: &Place, number: usize) -> Diagnostic {
    let at = place.item("allOf", number).location(index.documents);
    let help = "remove one of the `allOf` on the way: a schema cannot inherit from itself";
    Diagnostic::error("cyclic-inheritance", at, "the schema inherits from itself", help)
}
