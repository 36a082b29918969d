//! The inheritance between schemas.

use hashbrown::{HashMap, HashSet};

use openapiv3::{ReferenceOr, Schema};

use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{Resolved, Resolver};

/// Subtypes of a schema, by its node.
pub(in crate::lower) type Subtypes<'a> = HashMap<NodeRef, Vec<Resolved<'a, Schema>>>;

/// Returns the direct subtypes of each component, by `allOf`.
pub(in crate::lower) fn direct_subtypes<'a>(resolver: &Resolver<'a>) -> Subtypes<'a> {
    let mut direct = Subtypes::new();
    for (document, typed) in resolver.documents.iter().enumerate() {
        let root = NodeRef {
            document,
            pointer: "/components/schemas".into(),
        };
        for (name, schema) in &typed.components.schemas {
            let ReferenceOr::Item(item) = schema else { continue };
            let child = Resolved {
                item,
                node_ref: root.child(name),
            };
            for (number, member) in SchemaView::of(item).all_of.iter().enumerate() {
                if let (ReferenceOr::Reference { .. }, Ok(parent)) = (
                    member,
                    resolver.schema(&child.node_ref.item("allOf", number), member),
                ) {
                    direct.entry(parent.node_ref).or_default().push(child.clone());
                }
            }
        }
    }
    direct
}

/// Returns all direct and indirect subtypes of a schema: the possible types of its values.
pub(in crate::lower) fn subtypes<'a>(direct: &Subtypes<'a>, ancestor: &NodeRef) -> Vec<Resolved<'a, Schema>> {
    let (mut found, mut known): (Vec<Resolved<'a, Schema>>, HashSet<&NodeRef>) = (Vec::new(), HashSet::new());
    let mut next = Some(ancestor.clone());
    let mut requested = 0;
    while let Some(node_ref) = next {
        for child in direct.get(&node_ref).into_iter().flatten() {
            if known.insert(&child.node_ref) {
                found.push(child.clone());
            }
        }
        next = found.get(requested).map(|child| child.node_ref.clone());
        requested += 1;
    }
    found
}
