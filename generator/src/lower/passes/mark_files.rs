//! Marks the properties of multipart bodies that are files.

use crate::ir::{ShapeKind, Type};
use crate::lower::types::builder::TypeBuilder;

/// Makes the strings of multipart bodies files whose schemas state that they are bytes.
pub(in crate::lower) fn mark(builder: &mut TypeBuilder<'_>) {
    for (id, names) in std::mem::take(&mut builder.files) {
        let Some(ShapeKind::Struct(object)) = &mut builder.table.types[id.0].kind else {
            continue;
        };
        for field in &mut object.fields {
            if names.iter().any(|name| name == field.wire.as_str()) {
                mark_type(&mut field.ty);
                field.default = None;
            }
        }
    }
}

fn mark_type(ty: &mut Type) {
    match ty {
        Type::Text { .. } => *ty = Type::File,
        Type::List { item: inner, .. } | Type::Nullable(inner) => mark_type(inner),
        _ => {}
    }
}
