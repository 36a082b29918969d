//! A type, and what its schema says besides: whether it may be `null`, its default, its text.

use openapiv3::Schema;
use serde_json::Value;

use super::facets::Facets;
use super::index::{Found, Index};
use super::place::Place;
use crate::ir::{Doc, Type};

/// The type of a property, item or body, and what stands beside it.
pub(super) struct Typed {
    pub(super) ty: Type,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    pub(super) default: Option<String>,
    pub(super) doc: Doc,
}

impl Typed {
    /// The type of an item or a member, for which no field says whether it may be `null`. Free JSON may be anyway.
    pub(super) fn or_null(self) -> Type {
        match self.nullable && self.ty != Type::Any {
            true => Type::OrNull(Box::new(self.ty)),
            false => self.ty,
        }
    }
}

/// A type, with what the schema says besides it.
pub(super) fn annotated<'a>(index: &Index<'a>, found: &Found<'a, Schema>, ty: Type) -> Typed {
    let data = &found.item.schema_data;
    Typed {
        ty,
        nullable: nullable(index, found),
        deprecated: data.deprecated,
        default: data.default.as_ref().map(Value::to_string),
        doc: schema_doc(found.item),
    }
}

/// Whether `null` is a value of a schema; of one that says nothing but `allOf`, where it is one of every member.
fn nullable<'a>(index: &Index<'a>, found: &Found<'a, Schema>) -> bool {
    nullable_within(index, found, &mut Vec::new())
}

fn nullable_within<'a>(index: &Index<'a>, found: &Found<'a, Schema>, path: &mut Vec<Place>) -> bool {
    let facets = Facets::of(found.item);
    let asks = facets.typ.is_none() && !facets.all_of.is_empty() && !path.contains(&found.place);
    if facets.nullable() || !asks {
        return facets.nullable();
    }
    path.push(found.place.clone());
    let members = facets.all_of.iter().enumerate();
    let members: Vec<_> = members
        .filter_map(|(number, member)| index.schema(&found.place.item("allOf", number), member).ok())
        .collect();
    let all = all_nullable_within(index, &members, path);
    path.pop();
    all
}

/// Whether `null` is a value of all these schemas: without `type`, one does not say (OpenAPI 3.0.3, `nullable`).
pub(super) fn all_nullable<'a>(index: &Index<'a>, parts: &[Found<'a, Schema>]) -> bool {
    all_nullable_within(index, parts, &mut Vec::new())
}

fn all_nullable_within<'a>(index: &Index<'a>, parts: &[Found<'a, Schema>], path: &mut Vec<Place>) -> bool {
    let says = |part: &&Found<'a, Schema>| {
        let facets = Facets::of(part.item);
        facets.typ.is_some() || !facets.values.is_empty() || facets.is_composed() || facets.data.nullable
    };
    let mut saying = parts.iter().filter(says).peekable();
    saying.peek().is_some() && saying.all(|part| nullable_within(index, part, path))
}

pub(super) fn schema_doc(schema: &Schema) -> Doc {
    let data = &schema.schema_data;
    Doc {
        summary: String::new(),
        details: data.description.clone().unwrap_or_default(),
    }
}
