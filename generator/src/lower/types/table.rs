//! The table of named types, which are built later.

use hashbrown::HashMap;
use std::collections::VecDeque;
use std::rc::Rc;

use openapiv3::Schema;
use serde_json::Value;

use crate::ir::{Ident, ModuleId, Shape, ShapeId, ShapeKind, Side, Union, WireName};
use crate::lower::classify::SchemaClass;
use crate::lower::schema::annotations::schema_doc;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{Resolved, Resolver};
use crate::validate::TypedDocument;

/// The schema of a type, the schemas that a value also has to match, and the side, which is absent for enums.
type Key = (NodeRef, Vec<NodeRef>, Option<Side>);

/// All named types, in the order of their first use.
#[derive(Default)]
pub(in crate::lower) struct TypeTable<'a> {
    pub(in crate::lower) types: Vec<PendingType<'a>>,
    ids: HashMap<Key, ShapeId>,
    queue: VecDeque<(usize, SchemaClass<'a>)>,
    /// Types that stay although no operation uses them.
    pub(in crate::lower) kept: Vec<ShapeId>,
    /// The type of error responses.
    pub(in crate::lower) error: Option<ShapeId>,
}

/// A type that is built, or will be.
pub(in crate::lower) struct PendingType<'a> {
    pub(in crate::lower) schema: Resolved<'a, Schema>,
    /// Schemas that a value has to satisfy as well.
    pub(in crate::lower) shared: Vec<Resolved<'a, Schema>>,
    pub(in crate::lower) wire: String,
    pub(in crate::lower) side: Side,
    /// The strings of an enum.
    texts: Option<Rc<[String]>>,
    /// The values of an enum that are not all strings.
    constants: Option<Rc<[Value]>>,
    is_union: bool,
    pub(in crate::lower) kind: Option<ShapeKind>,
}

impl<'a> TypeTable<'a> {
    /// Returns the id of a type, and true if the type is new; `owner` names a schema that is not a component.
    pub(in crate::lower) fn intern(
        &mut self,
        schema: &Resolved<'a, Schema>,
        shared: Vec<Resolved<'a, Schema>>,
        kind: SchemaClass<'a>,
        side: Side,
        owner: &str,
    ) -> (ShapeId, bool) {
        let is_enum = matches!(kind, SchemaClass::Enum(_) | SchemaClass::Constants(_));
        let key_side = (!is_enum).then_some(side);
        let others = shared.iter().map(|one| one.node_ref.clone()).collect();
        let key = (schema.node_ref.clone(), others, key_side);
        if let Some(known) = self.ids.get(&key) {
            return (*known, false);
        }
        let component = schema.node_ref.component().filter(|_| shared.is_empty());
        let id = ShapeId(self.types.len());
        self.types.push(PendingType {
            texts: match &kind {
                SchemaClass::Enum(texts) => Some(Rc::clone(texts)),
                _ => None,
            },
            constants: match &kind {
                SchemaClass::Constants(values) => Some(Rc::clone(values)),
                _ => None,
            },
            is_union: matches!(kind, SchemaClass::Union(_)),
            wire: component.map_or_else(|| owner.to_owned(), |name| name.into_owned()),
            schema: schema.clone(),
            shared,
            side: key_side.unwrap_or(Side::Response),
            kind: None,
        });
        self.ids.insert(key, id);
        self.queue.push_back((id.0, kind));
        (id, true)
    }

    /// Returns the index and class of the next type to build.
    pub(in crate::lower) fn next(&mut self) -> Option<(usize, SchemaClass<'a>)> {
        self.queue.pop_front()
    }

    /// Returns the strings of an enum, built or not.
    pub(in crate::lower) fn planned_texts(&self, id: ShapeId) -> Option<&Rc<[String]>> {
        self.types[id.0].texts.as_ref()
    }

    /// Returns the values of an enum that are not all strings, built or not.
    pub(in crate::lower) fn planned_constants(&self, id: ShapeId) -> Option<&Rc<[Value]>> {
        self.types[id.0].constants.as_ref()
    }

    /// Returns true for an enum, built or not.
    pub(in crate::lower) fn is_enum(&self, id: ShapeId) -> bool {
        self.planned_texts(id).is_some() || self.planned_constants(id).is_some()
    }

    /// Returns true for a union, built or not.
    pub(in crate::lower) fn is_union(&self, id: ShapeId) -> bool {
        self.types[id.0].is_union
    }

    /// Returns everything that was built, to change it.
    pub(in crate::lower) fn kinds_mut(&mut self) -> impl Iterator<Item = &mut ShapeKind> {
        self.types.iter_mut().filter_map(|pending| pending.kind.as_mut())
    }

    /// Returns the unions that were built.
    pub(in crate::lower) fn unions(&self) -> impl Iterator<Item = &Union> {
        self.types.iter().filter_map(|pending| match &pending.kind {
            Some(ShapeKind::Union(union)) => Some(union),
            _ => None,
        })
    }

    /// Removes the types whose entry in `kept` is false.
    pub(in crate::lower) fn retain(&mut self, kept: &[bool]) {
        let mut kept = kept.iter().copied();
        self.types.retain(|_| kept.next().unwrap_or(true));
    }

    /// Returns true if a type of this side was made from the schema that `named` refers to (`file.yaml#/pointer`).
    pub(in crate::lower) fn contains(
        &self,
        resolver: &Resolver<'_>,
        named: &str,
        side: Option<Side>,
    ) -> bool {
        let target = crate::corrections::split(named);
        self.types.iter().any(|pending| {
            let at = pending.schema.node_ref.location(resolver.documents);
            side.is_none_or(|side| side == pending.side) && target == Some((&at.file, &at.pointer))
        })
    }
}

impl PendingType<'_> {
    /// Returns the finished type under its name, in its module.
    pub(in crate::lower) fn finish(self, documents: &[TypedDocument], ident: Ident, home: ModuleId) -> Shape {
        Shape {
            wire: WireName(self.wire),
            at: self.schema.node_ref.location(documents),
            ident,
            home,
            side: self.side,
            doc: schema_doc(self.schema.item),
            deprecated: self.schema.item.schema_data.deprecated,
            kind: self.kind.unwrap_or(ShapeKind::Duplicate(crate::ir::Type::Any)),
        }
    }
}
