//! Classifies schemas before anything is built from them.

pub(in crate::lower) mod all_of;
pub(in crate::lower) mod flatten;
pub(in crate::lower) mod required_alternatives;
pub(in crate::lower) mod unchecked_keywords;

use hashbrown::{HashMap, HashSet};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use crate::lower::classify::required_alternatives::required_alternatives;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::{Resolved, Resolver};
use crate::lower::schema::subtypes::{Subtypes, subtypes};

/// The maximum length of a chain of equal schemas.
const LONGEST_CHAIN: usize = 32;

/// The maximum number of times that a schema of a cycle is classified before its class is final.
const ATTEMPTS: usize = 16;

/// The class of a schema.
#[derive(Clone)]
pub(in crate::lower) enum SchemaClass<'a> {
    /// A struct with fields.
    Struct,
    /// A set of strings, possibly spread over several variants.
    Enum(Rc<[String]>),
    /// A set of numbers, or of values of several types, possibly spread over several variants.
    Constants(Rc<[Value]>),
    /// One of several schemas.
    Union(Alternatives<'a>),
    /// The same as another schema, except for annotations.
    Same(Resolved<'a, Schema>),
    /// The intersection of these schemas and the keywords next to them; not all of them are objects.
    Intersection(Rc<[Resolved<'a, Schema>]>),
    /// Any other schema, according to its `type`.
    Plain,
}

/// The variants of a union.
#[derive(Clone)]
pub(in crate::lower) struct Alternatives<'a> {
    /// The schema that lists them.
    pub(in crate::lower) of: Resolved<'a, Schema>,
    /// The variants.
    pub(in crate::lower) variants: Rc<[Resolved<'a, Schema>]>,
    /// The locations of further variants, one of which a value also has to match.
    pub(in crate::lower) lost: Rc<[NodeRef]>,
}

/// Contains the class of each schema that has been classified.
#[derive(Default)]
pub(in crate::lower) struct Kinds<'a> {
    kinds: RefCell<HashMap<NodeRef, SchemaClass<'a>>>,
    variants: RefCell<HashMap<NodeRef, Rc<[Resolved<'a, Schema>]>>>,
    /// The type that a schema or one of its members states; absent while it is being computed.
    pub(in crate::lower) stated: RefCell<HashMap<NodeRef, Option<&'a str>>>,
    /// Whether a schema with `allOf` is nullable; absent while it is being computed.
    pub(in crate::lower) nullable: RefCell<HashMap<NodeRef, bool>>,
    /// The number of times that a schema of a cycle was classified.
    attempts: RefCell<HashMap<NodeRef, usize>>,
}

/// The stack of schemas that are being classified.
pub(in crate::lower) struct Path<'a> {
    entered: HashMap<NodeRef, usize>,
    /// Classes that depend on a schema which is still being classified, with the depth of the first such schema.
    provisional: HashMap<NodeRef, (SchemaClass<'a>, usize)>,
    /// The keys of `provisional` in the order in which they were added.
    added: Vec<NodeRef>,
    /// The lowest depth of a schema on the stack that the current class depends on.
    lowest: usize,
}

impl Default for Path<'_> {
    fn default() -> Self {
        Self {
            entered: HashMap::new(),
            provisional: HashMap::new(),
            added: Vec::new(),
            lowest: usize::MAX,
        }
    }
}

/// Classifies `schema`.
///
/// Dangling references count as absent here; the builder reports them.
pub(in crate::lower) fn classify<'a>(
    resolver: &Resolver<'a>,
    subtypes: &Subtypes<'a>,
    schema: &Resolved<'a, Schema>,
) -> SchemaClass<'a> {
    Classifier::new(resolver, subtypes).classify(schema, &mut Path::default())
}

/// Classifies the intersection of `parts`, for example of a property that several `allOf` members declare.
pub(in crate::lower) fn classify_all_of<'a>(
    resolver: &Resolver<'a>,
    subtypes: &Subtypes<'a>,
    parts: &[Resolved<'a, Schema>],
) -> SchemaClass<'a> {
    let classifier = Classifier::new(resolver, subtypes);
    match parts
        .iter()
        .filter(|part| classifier.has_keywords(part))
        .cloned()
        .collect::<Vec<_>>()
    {
        several if several.len() > 1 => classifier.combined(None, several, &mut Path::default()),
        one => one
            .first()
            .or(parts.last())
            .map_or(SchemaClass::Plain, |one| SchemaClass::Same(one.clone())),
    }
}

/// The context of a classification.
pub(in crate::lower) struct Classifier<'i, 'a> {
    pub(in crate::lower) resolver: &'i Resolver<'a>,
    subtypes: &'i Subtypes<'a>,
    pub(in crate::lower) restating: Restating,
}

/// The pairs of schemas that have been compared: true if the first restates the second.
#[derive(Default)]
pub(in crate::lower) struct Restating {
    pub(in crate::lower) pairs: RefCell<HashSet<(NodeRef, NodeRef)>>,
    /// The depth of nested comparisons.
    pub(in crate::lower) depth: Cell<usize>,
}

impl<'i, 'a> Classifier<'i, 'a> {
    fn new(resolver: &'i Resolver<'a>, subtypes: &'i Subtypes<'a>) -> Self {
        Self {
            resolver,
            subtypes,
            restating: Restating::default(),
        }
    }

    fn classify(&self, schema: &Resolved<'a, Schema>, path: &mut Path<'a>) -> SchemaClass<'a> {
        if let Some(known) = self.resolver.kinds.kinds.borrow().get(&schema.node_ref) {
            return known.clone();
        }
        if let Some((known, lowest)) = path.provisional.get(&schema.node_ref) {
            path.lowest = path.lowest.min(*lowest);
            return known.clone();
        }
        if let Some(depth) = path.entered.get(&schema.node_ref) {
            path.lowest = path.lowest.min(*depth);
            return SchemaClass::Plain;
        }
        let depth = path.entered.len();
        path.entered.insert(schema.node_ref.clone(), depth);
        let before = std::mem::replace(&mut path.lowest, usize::MAX);
        let added = path.added.len();
        let kind = self.classify_once(schema, path);
        path.entered.remove(&schema.node_ref);
        if path.lowest < depth && !self.is_settled_by_attempts(schema) {
            let known = (kind.clone(), path.lowest);
            path.provisional.insert(schema.node_ref.clone(), known);
            path.added.push(schema.node_ref.clone());
            path.lowest = path.lowest.min(before);
        } else {
            // These depend on this schema, and on none that is still being classified.
            for node_ref in path.added.drain(added..) {
                path.provisional.remove(&node_ref);
            }
            path.lowest = before;
            let mut kinds = self.resolver.kinds.kinds.borrow_mut();
            kinds.insert(schema.node_ref.clone(), kind.clone());
        }
        kind
    }

    /// Counts how often a schema was classified while one that it depends on was; returns true if the limit is reached.
    /// Then the class is final, so that a cycle of many schemas is not classified again from each of them.
    fn is_settled_by_attempts(&self, schema: &Resolved<'a, Schema>) -> bool {
        let mut attempts = self.resolver.kinds.attempts.borrow_mut();
        let count = attempts.entry(schema.node_ref.clone()).or_default();
        *count += 1;
        *count >= ATTEMPTS
    }

    fn classify_once(&self, schema: &Resolved<'a, Schema>, path: &mut Path<'a>) -> SchemaClass<'a> {
        let view = SchemaView::of(schema.item);
        let members = match view.all_of.is_empty() {
            true => Vec::new(),
            false => self.members(schema, &view),
        };
        match members.is_empty() {
            true => self.alone(schema, &view, path),
            false => self.composed(schema, &view, members, path),
        }
    }

    /// Classifies a schema without `allOf`.
    fn alone(
        &self,
        schema: &Resolved<'a, Schema>,
        view: &SchemaView<'a>,
        path: &mut Path<'a>,
    ) -> SchemaClass<'a> {
        if view.is_text_enum() {
            return SchemaClass::Enum(view.texts().into());
        }
        let constants = view.constants();
        if !constants.is_empty() {
            return SchemaClass::Constants(constants.into());
        }
        let alternatives = self.alternatives(schema, view);
        let variants = &alternatives.variants;
        match self.merged_enum(variants, path) {
            Some(merged) => merged,
            None if variants.len() == 1 && !view.describes_object() => {
                match !alternatives.lost.is_empty() || self.adds(view, &variants[0]) {
                    true => SchemaClass::Intersection(variants.clone()),
                    false => SchemaClass::Same(variants[0].clone()),
                }
            }
            None if !variants.is_empty() => SchemaClass::Union(alternatives),
            None if view.has_properties() || view.allows_no_member() => SchemaClass::Struct,
            None => SchemaClass::Plain,
        }
    }

    /// Returns the members of `allOf` that are not empty.
    pub(in crate::lower) fn members(
        &self,
        schema: &Resolved<'a, Schema>,
        view: &SchemaView<'a>,
    ) -> Vec<Resolved<'a, Schema>> {
        let all = view.all_of.iter().enumerate();
        let found = all.filter_map(|(number, member)| {
            self.resolver
                .schema(&schema.node_ref.item("allOf", number), member)
                .ok()
        });
        found.filter(|member| self.has_keywords(member)).collect()
    }

    /// Returns true if a schema has keywords other than annotations.
    fn has_keywords(&self, schema: &Resolved<'a, Schema>) -> bool {
        let view = SchemaView::of(schema.item);
        view.typ.is_some()
            || view.items.is_some()
            || view.describes_object()
            || view.constrains()
            || view.is_composed()
            || !self.variants(schema, &view).is_empty()
    }

    /// Follows `Same` links and returns the final schema and its class.
    pub(in crate::lower) fn settled(
        &self,
        schema: &Resolved<'a, Schema>,
        path: &mut Path<'a>,
    ) -> (Resolved<'a, Schema>, SchemaClass<'a>) {
        let mut found = schema.clone();
        for _ in 0..LONGEST_CHAIN {
            match self.classify(&found, path) {
                SchemaClass::Same(other) => found = other,
                kind => return (found, kind),
            }
        }
        (found, SchemaClass::Plain)
    }

    /// Returns true if `child` is a variant of `parent`, a union.
    pub(in crate::lower) fn is_alternative(
        &self,
        child: &Resolved<'a, Schema>,
        parent: &Resolved<'a, Schema>,
    ) -> bool {
        let view = SchemaView::of(parent.item);
        let is_child = |variant: &Resolved<'a, Schema>| variant.node_ref == child.node_ref;
        // The discriminator may be that of a part of the parent's `allOf`.
        let is_part = |member: &&Resolved<'a, Schema>| {
            member.node_ref != parent.node_ref && member.node_ref.whole() == parent.node_ref
        };
        let members = self.members(parent, &view);
        let mut parts = members.iter().filter(is_part);
        self.variants(parent, &view).iter().any(is_child)
            || parts.any(|part| self.is_alternative(child, part))
    }

    pub(in crate::lower) fn alternatives(
        &self,
        schema: &Resolved<'a, Schema>,
        view: &SchemaView<'a>,
    ) -> Alternatives<'a> {
        let is_listed = |list: &'a [ReferenceOr<Schema>]| {
            !list.is_empty() && required_alternatives(self.resolver, schema, list).is_none()
        };
        let both = is_listed(view.one_of) && is_listed(view.any_of);
        Alternatives {
            of: schema.clone(),
            variants: self.variants(schema, view),
            lost: both.then(|| schema.node_ref.child("anyOf")).into_iter().collect(),
        }
    }

    /// Returns the variants: those of `oneOf` or `anyOf`, otherwise the mapped schemas of the discriminator and the
    /// subtypes.
    pub(in crate::lower) fn variants(
        &self,
        schema: &Resolved<'a, Schema>,
        view: &SchemaView<'a>,
    ) -> Rc<[Resolved<'a, Schema>]> {
        let listed = !view.one_of.is_empty() || !view.any_of.is_empty();
        if !listed && view.data.discriminator.is_none() {
            return Rc::default();
        }
        if let Some(known) = self.resolver.kinds.variants.borrow().get(&schema.node_ref) {
            return known.clone();
        }
        let variants: Rc<[_]> = self.list_variants(schema, view).into();
        let mut known = self.resolver.kinds.variants.borrow_mut();
        known.insert(schema.node_ref.clone(), variants.clone());
        variants
    }

    fn list_variants(
        &self,
        schema: &Resolved<'a, Schema>,
        view: &SchemaView<'a>,
    ) -> Vec<Resolved<'a, Schema>> {
        let lists = [("oneOf", view.one_of), ("anyOf", view.any_of)];
        let mut real = lists.into_iter().filter(|(_, list)| {
            !list.is_empty() && required_alternatives(self.resolver, schema, list).is_none()
        });
        let (keyword, listed) = real.next().unwrap_or(("anyOf", &[]));
        let mut variants: Vec<Resolved<'a, Schema>> = listed
            .iter()
            .enumerate()
            .filter_map(|(number, member)| {
                self.resolver
                    .schema(&schema.node_ref.item(keyword, number), member)
                    .ok()
            })
            .collect();
        if view.data.discriminator.is_some() {
            let mapped = crate::lower::types::discriminators::mapping(self.resolver, schema)
                .into_iter()
                .filter_map(|(_, found)| found.ok());
            variants.extend(mapped.chain(subtypes(self.subtypes, &schema.node_ref.whole())));
        }
        // A mapping may name the union itself, which is not one of its subtypes.
        let mut seen: HashSet<NodeRef> =
            HashSet::from_iter([schema.node_ref.clone(), schema.node_ref.whole()]);
        // A variant for `null` makes the value nullable, and is not a type.
        variants.retain(|variant| {
            seen.insert(variant.node_ref.clone()) && !SchemaView::of(variant.item).is_null()
        });
        variants
    }

    /// Returns the union of the values of all variants, if each is a set of values.
    fn merged_enum(&self, variants: &[Resolved<'a, Schema>], path: &mut Path<'a>) -> Option<SchemaClass<'a>> {
        let mut merged: Vec<Value> = Vec::new();
        for variant in variants {
            let (found, class) = self.settled(variant, path);
            match class {
                SchemaClass::Plain => {
                    let boolean = SchemaView::of(found.item).only_boolean();
                    merged.push(Value::Bool(boolean?));
                }
                SchemaClass::Enum(texts) => merged.extend(texts.iter().cloned().map(Value::String)),
                SchemaClass::Constants(values) => merged.extend(values.iter().cloned()),
                _ => return None,
            }
        }
        let mut seen = HashSet::new();
        merged.retain(|value| seen.insert(value.to_string()));
        let texts: Vec<String> = merged
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        match texts.len() == merged.len() {
            _ if merged.iter().all(Value::is_boolean) => None,
            true => Some(SchemaClass::Enum(texts.into())),
            false => Some(SchemaClass::Constants(merged.into())),
        }
    }
}
