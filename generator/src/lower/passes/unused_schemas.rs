//! Builds the component schemas that no operation uses, if the settings ask for them.

use crate::ir::{Side, Type};
use crate::lower::schema::node::NodeRef;
use crate::lower::types::builder::TypeBuilder;
use crate::pointer;

/// Builds the types of components that no type was made of. They are types of responses, which can be decoded.
pub(in crate::lower) fn build(builder: &mut TypeBuilder<'_>) {
    let documents = builder.resolver.documents;
    for (document, typed) in documents.iter().enumerate() {
        for (name, schema) in &typed.components.schemas {
            let node_ref = NodeRef {
                document,
                pointer: pointer::child("/components/schemas", name).into(),
            };
            if builder
                .table
                .types
                .iter()
                .any(|known| known.schema.node_ref == node_ref)
            {
                continue;
            }
            if let Type::Shape { id, .. } = builder.typed(&node_ref, schema, Side::Response, name).ty {
                builder.table.kept.push(id);
            }
            builder.build();
        }
    }
}
