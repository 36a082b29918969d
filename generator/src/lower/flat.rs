//! Objects with all that they inherit through `allOf`.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::facets::Facets;
use super::idle::{Beside, idle};
use super::index::{Found, Index};
use super::place::Place;
use crate::diagnostic::Diagnostic;

/// An object, flattened.
#[derive(Default)]
pub(super) struct Flat<'a> {
    /// Inherited ones first.
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
    /// The same property as inherited schemas state it, where they state it otherwise.
    pub(super) earlier: Vec<(Place, &'a ReferenceOr<Box<Schema>>)>,
}

/// Flattens `schema`.
///
/// A parent that is a union contributes its properties to a child, not its alternatives: those are its children, this
/// one among them.
pub(super) fn flatten<'a>(index: &Index<'a>, schema: &Found<'a, Schema>) -> Flat<'a> {
    flatten_all(index, std::slice::from_ref(schema))
}

/// Flattens schemas that hold together, the most derived one last.
pub(super) fn flatten_all<'a>(index: &Index<'a>, schemas: &[Found<'a, Schema>]) -> Flat<'a> {
    let mut flat = Flat::default();
    for schema in schemas {
        add(index, schema, &mut vec![schema.place.clone()], &mut flat);
    }
    flat
}

fn add<'a>(index: &Index<'a>, schema: &Found<'a, Schema>, path: &mut Vec<Place>, flat: &mut Flat<'a>) {
    let facets = Facets::of(schema.item);
    flat.problems.extend(idle(index, schema, Beside::Type("object")));
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
            earlier: Vec::new(),
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
    let (least, most) = facets.member_count;
    flat.member_count = (
        least.max(flat.member_count.0),
        flat.member_count.1.into_iter().chain(most).min(),
    );
}

impl<'a> Flat<'a> {
    /// Whether it says which members there may be besides the properties.
    pub(super) fn restricts_members(&self) -> bool {
        let additional = self.additional.as_ref().map(|(additional, _)| *additional);
        !matches!(additional, None | Some(AdditionalProperties::Any(true)))
    }

    /// Adds a property; one that an inherited schema states otherwise has to be both.
    fn put(&mut self, mut property: Property<'a>) {
        match self.properties.iter_mut().find(|own| own.name == property.name) {
            Some(inherited) => {
                property.earlier = std::mem::take(&mut inherited.earlier);
                if inherited.schema != property.schema {
                    property.earlier.push((inherited.place.clone(), inherited.schema));
                }
                *inherited = property;
            }
            None => self.properties.push(property),
        }
    }
}

fn cycle(index: &Index<'_>, place: &Place, number: usize) -> Diagnostic {
    let at = place.item("allOf", number).location(index.documents);
    let help = "remove one of the `allOf` on the way: a schema cannot inherit from itself";
    Diagnostic::error("cyclic-inheritance", at, "the schema inherits from itself", help)
}
