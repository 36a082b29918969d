//! Marks the properties of multipart bodies that are files.

use crate::ir::{ShapeKind, SizeBounds, Type};
use crate::lower::types::builder::TypeBuilder;

/// Makes the strings of multipart bodies files whose schemas state that they are bytes.
pub(in crate::lower) fn mark(builder: &mut TypeBuilder<'_>) {
    for (id, names) in std::mem::take(&mut builder.files) {
        let Some(ShapeKind::Struct(object)) = &mut builder.table.types[id.0].kind else {
            continue;
        };
        for field in &mut object.fields {
            if let Some((_, is_list)) = names.iter().find(|(name, _)| name == field.wire.as_str()) {
                mark_type(&mut field.ty, *is_list);
                field.default = None;
            }
        }
    }
}

/// Makes a type a file, or a list of files. A union of a file and a list of files is a list.
fn mark_type(ty: &mut Type, is_list: bool) {
    match ty {
        Type::List { item, .. } => **item = Type::File,
        Type::Nullable(inner) => mark_type(inner, is_list),
        other if is_list => {
            *other = Type::List {
                item: Box::new(Type::File),
                count: SizeBounds::default(),
                unique: false,
            }
        }
        other => *other = Type::File,
    }
}
