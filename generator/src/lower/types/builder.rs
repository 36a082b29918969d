//! Builds types from schemas: on demand, each schema once a side.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema};

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{Doc, Field, Shape, ShapeId, ShapeKind, Side, SizeBounds, Type, Union, WireName};
use crate::load::Settings;
use crate::lower::classify::{SchemaClass, classify, classify_all_of};
use crate::lower::passes::naming;
use crate::lower::schema::annotations::{AnnotatedType, all_nullable, annotated, schema_doc};
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{Resolved, Resolver};
use crate::lower::schema::subtypes::{Subtypes, direct_subtypes};
use crate::lower::types::patterns::Patterns;

/// All types that operations reach.
pub(in crate::lower) struct TypeBuilder<'a> {
    pub(in crate::lower) index: Resolver<'a>,
    pub(in crate::lower) settings: &'a Settings,
    pub(in crate::lower) patterns: Patterns<'a>,
    pub(in crate::lower) children: Subtypes<'a>,
    /// In the order in which they were asked for; built when their turn comes.
    pending: Vec<PendingType<'a>>,
    ids: HashMap<(NodeRef, Vec<NodeRef>, Option<Side>), ShapeId>,
    queue: VecDeque<(usize, SchemaClass<'a>)>,
    problems: BTreeMap<(Location, &'static str), Diagnostic>,
    /// The types without a name that are being built, each inside the one before.
    pub(in crate::lower) inlining: Vec<NodeRef>,
    /// Whether the operation that is being lowered cannot be sent as it has to be.
    pub(in crate::lower) unsendable: bool,
    /// The types without a name that have been built: each schema once a side, however often it is named.
    unnamed: HashMap<(NodeRef, Side), Type>,
    /// The lists of texts of which it is known what their schema asks of them besides.
    checked: HashSet<NodeRef>,
    pub(in crate::lower) error_node: Option<NodeRef>,
    pub(in crate::lower) error_shape: Option<ShapeId>,
}

/// A type to be built, or built.
pub(in crate::lower) struct PendingType<'a> {
    pub(in crate::lower) schema: Resolved<'a, Schema>,
    /// Schemas that a value has to keep as well.
    pub(in crate::lower) shared: Vec<Resolved<'a, Schema>>,
    pub(in crate::lower) wire: String,
    pub(in crate::lower) side: Side,
    /// Its texts, where it is an enum.
    texts: Option<Rc<[String]>>,
    is_union: bool,
    pub(in crate::lower) kind: Option<ShapeKind>,
}

impl<'a> TypeBuilder<'a> {
    pub(in crate::lower) fn new(index: Resolver<'a>, settings: &'a Settings) -> Self {
        Self {
            children: direct_subtypes(&index),
            patterns: Patterns::new(&settings.names.patterns),
            settings,
            index,
            pending: Vec::new(),
            ids: HashMap::new(),
            queue: VecDeque::new(),
            problems: BTreeMap::new(),
            inlining: Vec::new(),
            unsendable: false,
            unnamed: HashMap::new(),
            checked: HashSet::new(),
            error_node: None,
            error_shape: None,
        }
    }

    /// Notes a problem; the same one at the same place counts once.
    pub(in crate::lower) fn report(&mut self, problem: Diagnostic) {
        self.problems
            .entry((problem.at.clone(), problem.code))
            .or_insert(problem);
    }

    /// What has been reported so far, by place.
    pub(in crate::lower) fn take_problems(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.problems).into_values().collect()
    }

    /// The type of a schema where it is used; `owner` names it if it has no name of its own.
    pub(in crate::lower) fn typed(
        &mut self,
        place: &NodeRef,
        schema: &'a ReferenceOr<Schema>,
        side: Side,
        owner: &str,
    ) -> AnnotatedType {
        match self.index.schema(place, schema) {
            Ok(found) => self.describe(&found, side, owner),
            Err(problem) => self.unknown(problem),
        }
    }

    /// The same for the boxed schemas of properties and items.
    pub(in crate::lower) fn boxed(
        &mut self,
        place: &NodeRef,
        schema: &'a ReferenceOr<Box<Schema>>,
        side: Side,
        owner: &str,
    ) -> AnnotatedType {
        match self.index.boxed_schema(place, schema) {
            Ok(found) => self.describe(&found, side, owner),
            Err(problem) => self.unknown(problem),
        }
    }

    pub(in crate::lower) fn unknown(&mut self, problem: Diagnostic) -> AnnotatedType {
        self.report(problem);
        let doc = Doc::default();
        let (ty, default) = (Type::Any, None);
        AnnotatedType {
            ty,
            nullable: false,
            deprecated: false,
            default,
            doc,
        }
    }

    fn describe(&mut self, found: &Resolved<'a, Schema>, side: Side, owner: &str) -> AnnotatedType {
        let ty = self.found_type(found, side, owner);
        let typed = annotated(&self.index, found, ty);
        self.check_default(found, &typed.ty, typed.nullable);
        typed
    }

    /// The type of a schema.
    pub(in crate::lower) fn found_type(
        &mut self,
        found: &Resolved<'a, Schema>,
        side: Side,
        owner: &str,
    ) -> Type {
        let (mut found, mut seen) = (found.clone(), HashSet::new());
        loop {
            match classify(&self.index, &self.children, &found) {
                SchemaClass::Same(other) if seen.contains(&other.place) => return self.endless(&other),
                SchemaClass::Same(other) => {
                    self.check_mapping(&found);
                    seen.insert(found.place);
                    found = other;
                }
                named @ (SchemaClass::Struct | SchemaClass::Union(_)) => {
                    return self.shape(&found, Vec::new(), named, side, owner);
                }
                SchemaClass::Enum(texts) => {
                    if self.checked.insert(found.place.clone()) {
                        self.check_beside_texts(&found, &texts);
                    }
                    return self.shape(&found, Vec::new(), SchemaClass::Enum(texts), side, owner);
                }
                unnamed if self.inlining.contains(&found.place) => return self.nested(&found, &unnamed),
                unnamed => {
                    let key = (found.place.clone(), side);
                    if let Some(known) = self.unnamed.get(&key) {
                        return known.clone();
                    }
                    self.inlining.push(found.place.clone());
                    let ty = match unnamed {
                        SchemaClass::Meet(members) => {
                            self.intersection_of_members(&found, &members, side, owner)
                        }
                        _ => self.plain(&found, None, side, owner),
                    };
                    self.inlining.pop();
                    self.unnamed.insert(key, ty.clone());
                    return ty;
                }
            }
        }
    }

    /// The type of a value that has to keep several schemas, the most derived one last.
    fn intersection_type(&mut self, parts: &[Resolved<'a, Schema>], side: Side, owner: &str) -> Type {
        let Some((last, shared)) = parts.split_last() else {
            return Type::Any;
        };
        match classify_all_of(&self.index, &self.children, parts) {
            SchemaClass::Same(one) => self.found_type(&one, side, owner),
            named @ (SchemaClass::Enum(_) | SchemaClass::Struct | SchemaClass::Union(_)) => {
                self.shape(last, shared.to_vec(), named, side, owner)
            }
            SchemaClass::Meet(_) | SchemaClass::Plain => {
                self.intersection_of((last, None), parts, side, owner)
            }
        }
    }

    /// A discriminator's texts, where there is no union that reads them.
    fn check_mapping(&mut self, found: &Resolved<'a, Schema>) {
        let targets = crate::lower::types::unions::mapping(&self.index, found).into_iter();
        for problem in targets.filter_map(|(_, target)| target.err()) {
            self.report(problem);
        }
    }

    /// A list or map of itself: its type would have to be spelled without end.
    fn nested(&mut self, found: &Resolved<'a, Schema>, kind: &SchemaClass<'a>) -> Type {
        if matches!(kind, SchemaClass::Meet(_)) {
            return self.endless(found);
        }
        let at = found.place.location(self.index.documents);
        let message = "the list or map holds itself, with nothing that has a name in between";
        let help = "put an object in between, which holds it in a property";
        self.report(Diagnostic::error("endless-type", at, message, help));
        Type::Any
    }

    /// A schema that is the same as another one, which is the same as the first.
    fn endless(&mut self, found: &Resolved<'a, Schema>) -> Type {
        let at = found.place.location(self.index.documents);
        let message = "the schema inherits from itself, and says nothing else";
        let help = "remove one of the `allOf`, `oneOf` or `anyOf` on the way";
        self.report(Diagnostic::error("cyclic-inheritance", at, message, help));
        Type::Any
    }

    /// The shape of a schema, and of what it shares, on one side (or on both, for an enum), queued where it is new.
    pub(in crate::lower) fn shape(
        &mut self,
        found: &Resolved<'a, Schema>,
        shared: Vec<Resolved<'a, Schema>>,
        kind: SchemaClass<'a>,
        side: Side,
        owner: &str,
    ) -> Type {
        let key_side = (!matches!(kind, SchemaClass::Enum(_))).then_some(side);
        let beside = shared.iter().map(|one| one.place.clone()).collect();
        let key = (found.place.clone(), beside, key_side);
        let mut nameless = false;
        let id = *self.ids.entry(key).or_insert_with(|| {
            let own = found.place.component().filter(|_| shared.is_empty());
            nameless = own
                .as_deref()
                .is_some_and(|name| ident::type_ident(name).is_none());
            let wire = own.map_or_else(|| owner.to_owned(), |name| name.into_owned());
            let side = key_side.unwrap_or(Side::Response);
            let texts = match &kind {
                SchemaClass::Enum(texts) => Some(Rc::clone(texts)),
                _ => None,
            };
            self.pending.push(PendingType {
                texts,
                is_union: matches!(kind, SchemaClass::Union(_)),
                schema: found.clone(),
                shared,
                wire,
                side,
                kind: None,
            });
            self.queue.push_back((self.pending.len() - 1, kind));
            ShapeId(self.pending.len() - 1)
        });
        if nameless {
            self.check_name(id, found);
        }
        Type::Shape { id, boxed: false }
    }

    /// A component whose name holds no letter, and for which nobody chose one.
    fn check_name(&mut self, id: ShapeId, found: &Resolved<'a, Schema>) {
        let wire = &self.pending[id.0].wire;
        if !self.settings.names.types.iter().any(|entry| entry.from == *wire) {
            self.report(naming::nameless(found.place.location(self.index.documents), wire));
        }
    }

    /// Builds everything that has been asked for, and what that asks for in turn.
    pub(in crate::lower) fn build(&mut self) {
        while let Some((number, kind)) = self.queue.pop_front() {
            let PendingType {
                schema,
                shared,
                wire,
                side,
                ..
            } = &self.pending[number];
            let (schema, wire, side) = (schema.clone(), wire.clone(), *side);
            let parts: Vec<_> = shared.iter().chain([&schema]).cloned().collect();
            let built = match kind {
                SchemaClass::Enum(values) => ShapeKind::Enum(self.text_enum(&schema, &values)),
                SchemaClass::Union(alternatives) => {
                    ShapeKind::Union(self.union(&parts, &wire, &alternatives, side))
                }
                _ => ShapeKind::Struct(self.object(&parts, &wire, side)),
            };
            self.pending[number].kind = Some(built);
        }
        self.tag_variants();
        crate::lower::passes::check_recursion::check(self);
    }

    /// Keeps the pending of which `kept` says so.
    pub(in crate::lower) fn retain(&mut self, kept: &[bool]) {
        let mut kept = kept.iter().copied();
        self.pending.retain(|_| kept.next().unwrap_or(true));
    }

    pub(in crate::lower) fn kinds_mut(&mut self) -> impl Iterator<Item = &mut ShapeKind> {
        self.pending.iter_mut().filter_map(|draft| draft.kind.as_mut())
    }

    /// The texts of a shape that is an enum, built or still to be built.
    pub(in crate::lower) fn planned_texts(&self, id: ShapeId) -> Option<&Rc<[String]>> {
        self.pending[id.0].texts.as_ref()
    }

    /// Whether a shape is a union, built or still to be built.
    pub(in crate::lower) fn is_union(&self, id: ShapeId) -> bool {
        self.pending[id.0].is_union
    }

    pub(in crate::lower) fn unions(&self) -> impl Iterator<Item = &Union> {
        self.pending.iter().filter_map(|draft| match &draft.kind {
            Some(ShapeKind::Union(union)) => Some(union),
            _ => None,
        })
    }

    /// Has the constructor of a request set the field that marks it within its union, where that field takes any text.
    pub(in crate::lower) fn set_tag(&mut self, shape: usize, property: &WireName, text: Option<String>) {
        let Some(ShapeKind::Struct(object)) = &self.pending[shape].kind else {
            return;
        };
        let is_it = |field: &Field| field.wire == *property && self.takes_text(&field.ty);
        let number = object.fields.iter().position(is_it);
        if let (Some(number), Some(ShapeKind::Struct(object))) = (number, &mut self.pending[shape].kind) {
            object.fields[number].tag = text;
        }
    }

    fn takes_text(&self, ty: &Type) -> bool {
        match ty {
            Type::Text { format, pattern, .. } => format.is_none() && pattern.is_none(),
            Type::Shape { id, .. } => self.planned_texts(*id).is_some(),
            _ => false,
        }
    }

    /// What several schemas say of one value: the last that states a text or a default has the word.
    pub(in crate::lower) fn intersect(
        &mut self,
        parts: &[Resolved<'a, Schema>],
        side: Side,
        owner: &str,
    ) -> AnnotatedType {
        let ty = self.intersection_type(parts, side, owner);
        let stated = parts.iter().map(|part| annotated(&self.index, part, Type::Any));
        let mut typed = stated
            .reduce(|before, last| AnnotatedType {
                deprecated: before.deprecated || last.deprecated,
                default: last.default.or(before.default),
                doc: if last.doc.is_empty() { before.doc } else { last.doc },
                ..last
            })
            .expect("a property is stated");
        typed.nullable = all_nullable(&self.index, parts);
        for part in parts {
            self.check_default(part, &ty, typed.nullable);
        }
        AnnotatedType { ty, ..typed }
    }

    /// The finished shapes in the order in which they were asked for, with their pending for naming.
    /// What was built of the draft with this number.
    pub(in crate::lower) fn kind_mut(&mut self, number: usize) -> Option<&mut ShapeKind> {
        self.pending[number].kind.as_mut()
    }

    pub(in crate::lower) fn pending(&self) -> &[PendingType<'a>] {
        &self.pending
    }
}

impl PendingType<'_> {
    /// The shape, still without its final name and home.
    pub(in crate::lower) fn finish(
        &self,
        index: &Resolver<'_>,
        ident: crate::ir::Ident,
        home: crate::ir::ModuleId,
    ) -> Shape {
        Shape {
            wire: WireName(self.wire.clone()),
            at: self.schema.place.location(index.documents),
            ident,
            home,
            side: self.side,
            doc: schema_doc(self.schema.item),
            deprecated: self.schema.item.schema_data.deprecated,
            kind: self.kind.clone().unwrap_or(ShapeKind::Duplicate(Type::Any)),
        }
    }
}

/// How many there may be, from the two keywords.
pub(in crate::lower) fn count((min, max): (Option<usize>, Option<usize>)) -> SizeBounds {
    SizeBounds {
        min: min.filter(|min| *min > 0).map(|min| min as u64),
        max: max.map(|max| max as u64),
    }
}
