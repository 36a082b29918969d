//! Builds types from schemas: on demand, each schema once a side.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema};

use super::children::{Children, children};
use super::index::{Found, Index};
use super::kind::{Kind, joint, kind};
use super::naming;
use super::patterns::Patterns;
use super::place::Place;
use super::typed::{Typed, all_nullable, annotated, schema_doc};
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{Count, Doc, Field, Shape, ShapeId, ShapeKind, Side, Type, Union, WireName};
use crate::load::Settings;
use crate::name;

/// All types that operations reach.
pub(super) struct Shapes<'a> {
    pub(super) index: Index<'a>,
    pub(super) settings: &'a Settings,
    pub(super) patterns: Patterns<'a>,
    pub(super) children: Children<'a>,
    /// In the order in which they were asked for; built when their turn comes.
    drafts: Vec<Draft<'a>>,
    ids: HashMap<(Place, Vec<Place>, Option<Side>), ShapeId>,
    queue: VecDeque<(usize, Kind<'a>)>,
    problems: BTreeMap<(Location, &'static str), Diagnostic>,
    /// The types without a name that are being built, each inside the one before.
    pub(super) within: Vec<Place>,
    /// Whether the operation that is being lowered cannot be sent as it has to be.
    pub(super) unsendable: bool,
    /// The lists of texts of which it is known what their schema asks of them besides.
    checked: HashSet<Place>,
    pub(super) error_place: Option<Place>,
    pub(super) error_shape: Option<ShapeId>,
}

/// A type to be built, or built.
pub(super) struct Draft<'a> {
    pub(super) schema: Found<'a, Schema>,
    /// Schemas that a value has to keep as well.
    pub(super) shared: Vec<Found<'a, Schema>>,
    pub(super) wire: String,
    pub(super) side: Side,
    /// Its texts, where it is an enum.
    texts: Option<Rc<[String]>>,
    is_union: bool,
    pub(super) kind: Option<ShapeKind>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(index: Index<'a>, settings: &'a Settings) -> Self {
        Self {
            children: children(&index),
            patterns: Patterns::new(&settings.names.patterns),
            settings,
            index,
            drafts: Vec::new(),
            ids: HashMap::new(),
            queue: VecDeque::new(),
            problems: BTreeMap::new(),
            within: Vec::new(),
            unsendable: false,
            checked: HashSet::new(),
            error_place: None,
            error_shape: None,
        }
    }

    /// Notes a problem; the same one at the same place counts once.
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems
            .entry((problem.at.clone(), problem.code))
            .or_insert(problem);
    }

    /// What has been reported so far, by place.
    pub(super) fn take_problems(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.problems).into_values().collect()
    }

    /// The type of a schema where it is used; `owner` names it if it has no name of its own.
    pub(super) fn typed(
        &mut self,
        place: &Place,
        schema: &'a ReferenceOr<Schema>,
        side: Side,
        owner: &str,
    ) -> Typed {
        match self.index.schema(place, schema) {
            Ok(found) => self.describe(&found, side, owner),
            Err(problem) => self.unknown(problem),
        }
    }

    /// The same for the boxed schemas of properties and items.
    pub(super) fn boxed(
        &mut self,
        place: &Place,
        schema: &'a ReferenceOr<Box<Schema>>,
        side: Side,
        owner: &str,
    ) -> Typed {
        match self.index.boxed_schema(place, schema) {
            Ok(found) => self.describe(&found, side, owner),
            Err(problem) => self.unknown(problem),
        }
    }

    pub(super) fn unknown(&mut self, problem: Diagnostic) -> Typed {
        self.report(problem);
        let doc = Doc::default();
        let (ty, default) = (Type::Any, None);
        Typed {
            ty,
            nullable: false,
            deprecated: false,
            default,
            doc,
        }
    }

    fn describe(&mut self, found: &Found<'a, Schema>, side: Side, owner: &str) -> Typed {
        let ty = self.found_type(found, side, owner);
        let typed = annotated(&self.index, found, ty);
        self.check_default(found, &typed.ty, typed.nullable);
        typed
    }

    /// The type of a schema.
    pub(super) fn found_type(&mut self, found: &Found<'a, Schema>, side: Side, owner: &str) -> Type {
        let (mut found, mut seen) = (found.clone(), HashSet::new());
        loop {
            match kind(&self.index, &self.children, &found) {
                Kind::Same(other) if seen.contains(&other.place) => return self.endless(&other),
                Kind::Same(other) => {
                    self.check_mapping(&found);
                    seen.insert(found.place);
                    found = other;
                }
                named @ (Kind::Struct | Kind::Union(_)) => {
                    return self.shape(&found, Vec::new(), named, side, owner);
                }
                Kind::Enum(texts) => {
                    if self.checked.insert(found.place.clone()) {
                        self.check_beside_texts(&found, &texts);
                    }
                    return self.shape(&found, Vec::new(), Kind::Enum(texts), side, owner);
                }
                unnamed if self.within.contains(&found.place) => return self.nested(&found, &unnamed),
                unnamed => {
                    self.within.push(found.place.clone());
                    let ty = match unnamed {
                        Kind::Meet(members) => self.meet_of_members(&found, &members, side, owner),
                        _ => self.plain(&found, None, side, owner),
                    };
                    self.within.pop();
                    return ty;
                }
            }
        }
    }

    /// The type of a value that has to keep several schemas, the most derived one last.
    fn joint_type(&mut self, parts: &[Found<'a, Schema>], side: Side, owner: &str) -> Type {
        let Some((last, shared)) = parts.split_last() else {
            return Type::Any;
        };
        match joint(&self.index, &self.children, parts) {
            Kind::Same(one) => self.found_type(&one, side, owner),
            named @ (Kind::Enum(_) | Kind::Struct | Kind::Union(_)) => {
                self.shape(last, shared.to_vec(), named, side, owner)
            }
            Kind::Meet(_) | Kind::Plain => self.meet_of((last, None), parts, side, owner),
        }
    }

    /// A discriminator's texts, where there is no union that reads them.
    fn check_mapping(&mut self, found: &Found<'a, Schema>) {
        let targets = super::union::mapping(&self.index, found).into_iter();
        for problem in targets.filter_map(|(_, target)| target.err()) {
            self.report(problem);
        }
    }

    /// A list or map of itself: its type would have to be spelled without end.
    fn nested(&mut self, found: &Found<'a, Schema>, kind: &Kind<'a>) -> Type {
        if matches!(kind, Kind::Meet(_)) {
            return self.endless(found);
        }
        let at = found.place.location(self.index.documents);
        let message = "the list or map holds itself, with nothing that has a name in between";
        let help = "put an object in between, which holds it in a property";
        self.report(Diagnostic::error("endless-type", at, message, help));
        Type::Any
    }

    /// A schema that is the same as another one, which is the same as the first.
    fn endless(&mut self, found: &Found<'a, Schema>) -> Type {
        let at = found.place.location(self.index.documents);
        let message = "the schema inherits from itself, and says nothing else";
        let help = "remove one of the `allOf`, `oneOf` or `anyOf` on the way";
        self.report(Diagnostic::error("cyclic-inheritance", at, message, help));
        Type::Any
    }

    /// The shape of a schema, and of what it shares, on one side (or on both, for an enum), queued where it is new.
    pub(super) fn shape(
        &mut self,
        found: &Found<'a, Schema>,
        shared: Vec<Found<'a, Schema>>,
        kind: Kind<'a>,
        side: Side,
        owner: &str,
    ) -> Type {
        let key_side = (!matches!(kind, Kind::Enum(_))).then_some(side);
        let beside = shared.iter().map(|one| one.place.clone()).collect();
        let key = (found.place.clone(), beside, key_side);
        let mut nameless = false;
        let id = *self.ids.entry(key).or_insert_with(|| {
            let own = found.place.component().filter(|_| shared.is_empty());
            nameless = own
                .as_deref()
                .is_some_and(|name| name::type_ident(name).is_none());
            let wire = own.map_or_else(|| owner.to_owned(), |name| name.into_owned());
            let side = key_side.unwrap_or(Side::Response);
            let texts = match &kind {
                Kind::Enum(texts) => Some(Rc::clone(texts)),
                _ => None,
            };
            self.drafts.push(Draft {
                texts,
                is_union: matches!(kind, Kind::Union(_)),
                schema: found.clone(),
                shared,
                wire,
                side,
                kind: None,
            });
            self.queue.push_back((self.drafts.len() - 1, kind));
            ShapeId(self.drafts.len() - 1)
        });
        if nameless {
            self.check_name(id, found);
        }
        Type::Shape { id, boxed: false }
    }

    /// A component whose name holds no letter, and for which nobody chose one.
    fn check_name(&mut self, id: ShapeId, found: &Found<'a, Schema>) {
        let wire = &self.drafts[id.0].wire;
        if !self.settings.names.types.iter().any(|entry| entry.from == *wire) {
            self.report(naming::nameless(found.place.location(self.index.documents), wire));
        }
    }

    /// Builds everything that has been asked for, and what that asks for in turn.
    pub(super) fn build(&mut self) {
        while let Some((number, kind)) = self.queue.pop_front() {
            let Draft {
                schema,
                shared,
                wire,
                side,
                ..
            } = &self.drafts[number];
            let (schema, wire, side) = (schema.clone(), wire.clone(), *side);
            let parts: Vec<_> = shared.iter().chain([&schema]).cloned().collect();
            let built = match kind {
                Kind::Enum(values) => ShapeKind::Enum(self.text_enum(&schema, &values)),
                Kind::Union(alternatives) => ShapeKind::Union(self.union(&parts, &wire, &alternatives, side)),
                _ => ShapeKind::Struct(self.object(&parts, &wire, side)),
            };
            self.drafts[number].kind = Some(built);
        }
        self.tag_variants();
        super::finite::check(self);
    }

    /// Keeps the drafts of which `kept` says so.
    pub(super) fn retain(&mut self, kept: &[bool]) {
        let mut kept = kept.iter().copied();
        self.drafts.retain(|_| kept.next().unwrap_or(true));
    }

    pub(super) fn kinds_mut(&mut self) -> impl Iterator<Item = &mut ShapeKind> {
        self.drafts.iter_mut().filter_map(|draft| draft.kind.as_mut())
    }

    /// The texts of a shape that is an enum, built or still to be built.
    pub(super) fn planned_texts(&self, id: ShapeId) -> Option<&Rc<[String]>> {
        self.drafts[id.0].texts.as_ref()
    }

    /// Whether a shape is a union, built or still to be built.
    pub(super) fn is_union(&self, id: ShapeId) -> bool {
        self.drafts[id.0].is_union
    }

    pub(super) fn unions(&self) -> impl Iterator<Item = &Union> {
        self.drafts.iter().filter_map(|draft| match &draft.kind {
            Some(ShapeKind::Union(union)) => Some(union),
            _ => None,
        })
    }

    /// Has the constructor of a request set the field that marks it within its union, where that field takes any text.
    pub(super) fn set_tag(&mut self, shape: usize, property: &WireName, text: Option<String>) {
        let Some(ShapeKind::Struct(object)) = &self.drafts[shape].kind else {
            return;
        };
        let is_it = |field: &Field| field.wire == *property && self.takes_text(&field.ty);
        let number = object.fields.iter().position(is_it);
        if let (Some(number), Some(ShapeKind::Struct(object))) = (number, &mut self.drafts[shape].kind) {
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
    pub(super) fn joint(&mut self, parts: &[Found<'a, Schema>], side: Side, owner: &str) -> Typed {
        let ty = self.joint_type(parts, side, owner);
        let stated = parts.iter().map(|part| annotated(&self.index, part, Type::Any));
        let mut typed = stated
            .reduce(|before, last| Typed {
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
        Typed { ty, ..typed }
    }

    /// The finished shapes in the order in which they were asked for, with their drafts for naming.
    /// What was built of the draft with this number.
    pub(super) fn kind_mut(&mut self, number: usize) -> Option<&mut ShapeKind> {
        self.drafts[number].kind.as_mut()
    }

    pub(super) fn drafts(&self) -> &[Draft<'a>] {
        &self.drafts
    }
}

impl Draft<'_> {
    /// The shape, still without its final name and home.
    pub(super) fn finish(&self, index: &Index<'_>, ident: crate::ir::Ident, home: crate::ir::Home) -> Shape {
        Shape {
            wire: WireName(self.wire.clone()),
            at: self.schema.place.location(index.documents),
            ident,
            home,
            side: self.side,
            doc: schema_doc(self.schema.item),
            deprecated: self.schema.item.schema_data.deprecated,
            kind: self.kind.clone().unwrap_or(ShapeKind::Alias(Type::Any)),
        }
    }
}

/// How many there may be, from the two keywords.
pub(super) fn count((min, max): (Option<usize>, Option<usize>)) -> Count {
    Count {
        min: min.filter(|min| *min > 0).map(|min| min as u64),
        max: max.map(|max| max as u64),
    }
}
