//! Types with annotations: whether they may be `null`, the default and the description.

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use crate::ir::{Doc, Type};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::{Resolved, Resolver};

/// The type of a property, item or body, and its annotations.
pub(in crate::lower) struct AnnotatedType {
    pub(in crate::lower) ty: Type,
    pub(in crate::lower) nullable: bool,
    pub(in crate::lower) deprecated: bool,
    pub(in crate::lower) default: Option<String>,
    pub(in crate::lower) doc: Doc,
}

impl AnnotatedType {
    /// Returns the type of an item or a member, whose nullability no field states. Free JSON may be `null` anyway.
    pub(in crate::lower) fn or_null(self) -> Type {
        match self.nullable && self.ty != Type::Any {
            true => Type::Nullable(Box::new(self.ty)),
            false => self.ty,
        }
    }
}

/// Returns a type with its annotations.
pub(in crate::lower) fn annotated<'a>(
    resolver: &Resolver<'a>,
    found: &Resolved<'a, Schema>,
    ty: Type,
) -> AnnotatedType {
    let data = &found.item.schema_data;
    AnnotatedType {
        ty,
        nullable: nullable(resolver, found),
        deprecated: data.deprecated,
        default: data.default.as_ref().map(Value::to_string),
        doc: schema_doc(found.item),
    }
}

/// Returns true if a schema is nullable. One without `type` that is composed of others depends on them: every member of
/// `allOf`, and some variant of `oneOf` and of `anyOf`, has to be nullable.
fn nullable<'a>(resolver: &Resolver<'a>, found: &Resolved<'a, Schema>) -> bool {
    if let Some(known) = resolver.kinds.nullable.borrow().get(&found.node_ref) {
        return *known;
    }
    let view = SchemaView::of(found.item);
    let note = |nullable| {
        let mut known = resolver.kinds.nullable.borrow_mut();
        known.insert(found.node_ref.clone(), nullable);
    };
    let asks = view.typ.is_none() && view.is_composed();
    let nullable_by_itself = view.nullable();
    if nullable_by_itself || !asks {
        // An enum may be long, and have many references.
        if !view.values.is_empty() {
            note(nullable_by_itself);
        }
        return nullable_by_itself;
    }
    note(false);
    let some_is = |keyword, listed: &'a [ReferenceOr<Schema>]| {
        let alternatives = members(resolver, found, keyword, listed);
        listed.is_empty() || alternatives.iter().any(|one| nullable(resolver, one))
    };
    let alternatives = some_is("oneOf", view.one_of) && some_is("anyOf", view.any_of);
    let all_of = members(resolver, found, "allOf", view.all_of);
    let all = alternatives && (all_of.is_empty() || all_nullable(resolver, &all_of));
    note(all);
    all
}

/// Returns the schemas in the list `keyword`.
fn members<'a>(
    resolver: &Resolver<'a>,
    found: &Resolved<'a, Schema>,
    keyword: &str,
    listed: &'a [ReferenceOr<Schema>],
) -> Vec<Resolved<'a, Schema>> {
    let members = listed.iter().enumerate();
    members
        .filter_map(|(number, member)| {
            resolver
                .schema(&found.node_ref.item(keyword, number), member)
                .ok()
        })
        .collect()
}

/// Returns true if all these schemas are nullable: without `type`, a schema does not decide it (OpenAPI 3.0.3,
/// `nullable`).
pub(in crate::lower) fn all_nullable<'a>(resolver: &Resolver<'a>, parts: &[Resolved<'a, Schema>]) -> bool {
    let has_keywords = |part: &&Resolved<'a, Schema>| {
        let view = SchemaView::of(part.item);
        view.typ.is_some() || !view.values.is_empty() || view.is_composed() || view.data.nullable
    };
    let mut stating = parts.iter().filter(has_keywords).peekable();
    stating.peek().is_some() && stating.all(|part| nullable(resolver, part))
}

pub(in crate::lower) fn schema_doc(schema: &Schema) -> Doc {
    let data = &schema.schema_data;
    Doc {
        summary: String::new(),
        details: data.description.clone().unwrap_or_default(),
    }
}
