//! What kind of thing a schema is, before anything is built from it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use openapiv3::Schema;

use super::children::{Children, descendants};
use super::facets::Facets;
use super::index::{Found, Index};
use super::place::Place;

/// How many schemas in a row may be the same as the next.
const LONGEST_CHAIN: usize = 32;

/// What a schema becomes.
#[derive(Clone)]
pub(super) enum Kind<'a> {
    /// A struct with fields.
    Struct,
    /// A set of texts, maybe spread over several alternatives.
    Enum(Rc<[String]>),
    /// One of several schemas.
    Union(Alternatives<'a>),
    /// The same as another schema, apart from annotations.
    Same(Found<'a, Schema>),
    /// What all of these schemas allow, and the keywords beside them; not all are objects.
    Meet(Rc<[Found<'a, Schema>]>),
    /// Anything else: decided by `type`.
    Plain,
}

/// The alternatives of a union.
#[derive(Clone)]
pub(super) struct Alternatives<'a> {
    /// The schema that lists them.
    pub(super) of: Found<'a, Schema>,
    /// Each of them.
    pub(super) variants: Rc<[Found<'a, Schema>]>,
    /// Where other alternatives stand, of which a value has to be one as well.
    pub(super) lost: Rc<[Place]>,
}

/// Contains the class of each schema that has been classified.
#[derive(Default)]
pub(super) struct Kinds<'a> {
    kinds: RefCell<HashMap<Place, Kind<'a>>>,
    variants: RefCell<HashMap<Place, Rc<[Found<'a, Schema>]>>>,
    /// The type that a schema or one of its members states; none while that is being found out.
    pub(super) stated: RefCell<HashMap<Place, Option<&'a str>>>,
    /// Whether `null` is a value of a schema with `allOf`; not while that is being found out.
    pub(super) nullable: RefCell<HashMap<Place, bool>>,
}

/// Contains the schemas that are being classified, each for the one before.
pub(super) struct Path<'a> {
    entered: HashMap<Place, usize>,
    /// Classes that depend on a schema which is still being classified, and the depth of the first such one.
    provisional: HashMap<Place, (Kind<'a>, usize)>,
    /// The depth of the first schema that the class in the making depends on, and which is being classified itself.
    lowest: usize,
}

impl Default for Path<'_> {
    fn default() -> Self {
        Self {
            entered: HashMap::new(),
            provisional: HashMap::new(),
            lowest: usize::MAX,
        }
    }
}

/// Decides what `schema` becomes.
///
/// References that lead nowhere count as absent here; whoever builds the thing reports them.
pub(super) fn kind<'a>(index: &Index<'a>, children: &Children<'a>, schema: &Found<'a, Schema>) -> Kind<'a> {
    Looks::new(index, children).kind(schema, &mut Path::default())
}

/// Decides what it becomes that all of `parts` hold of one value, as where a property is stated more than once.
pub(super) fn joint<'a>(index: &Index<'a>, children: &Children<'a>, parts: &[Found<'a, Schema>]) -> Kind<'a> {
    let looks = Looks::new(index, children);
    match parts
        .iter()
        .filter(|part| looks.says(part))
        .cloned()
        .collect::<Vec<_>>()
    {
        several if several.len() > 1 => looks.combined(None, several, &mut Path::default()),
        one => one
            .first()
            .or(parts.last())
            .map_or(Kind::Plain, |one| Kind::Same(one.clone())),
    }
}

/// What is looked at to tell a kind.
pub(super) struct Looks<'i, 'a> {
    pub(super) index: &'i Index<'a>,
    children: &'i Children<'a>,
    pub(super) restating: Restating,
}

/// Contains the pairs of schemas of which the first restates the second, as far as they have been compared.
#[derive(Default)]
pub(super) struct Restating {
    pub(super) pairs: RefCell<HashSet<(Place, Place)>>,
    /// How many pairs are being compared, each for the one before.
    pub(super) depth: Cell<usize>,
}

impl<'i, 'a> Looks<'i, 'a> {
    fn new(index: &'i Index<'a>, children: &'i Children<'a>) -> Self {
        Self {
            index,
            children,
            restating: Restating::default(),
        }
    }

    fn kind(&self, schema: &Found<'a, Schema>, path: &mut Path<'a>) -> Kind<'a> {
        if let Some(known) = self.index.kinds.kinds.borrow().get(&schema.place) {
            return known.clone();
        }
        if let Some((known, lowest)) = path.provisional.get(&schema.place) {
            path.lowest = path.lowest.min(*lowest);
            return known.clone();
        }
        if let Some(depth) = path.entered.get(&schema.place) {
            path.lowest = path.lowest.min(*depth);
            return Kind::Plain;
        }
        let depth = path.entered.len();
        path.entered.insert(schema.place.clone(), depth);
        let before = std::mem::replace(&mut path.lowest, usize::MAX);
        let kind = self.classify(schema, path);
        path.entered.remove(&schema.place);
        if path.lowest < depth {
            let known = (kind.clone(), path.lowest);
            path.provisional.insert(schema.place.clone(), known);
            path.lowest = path.lowest.min(before);
        } else {
            path.provisional.retain(|_, (_, lowest)| *lowest < depth);
            path.lowest = before;
            let mut kinds = self.index.kinds.kinds.borrow_mut();
            kinds.insert(schema.place.clone(), kind.clone());
        }
        kind
    }

    fn classify(&self, schema: &Found<'a, Schema>, path: &mut Path<'a>) -> Kind<'a> {
        let facets = Facets::of(schema.item);
        let members = match facets.all_of.is_empty() {
            true => Vec::new(),
            false => self.members(schema, &facets),
        };
        match members.is_empty() {
            true => self.alone(schema, &facets, path),
            false => self.composed(schema, &facets, members, path),
        }
    }

    /// A schema without `allOf`.
    fn alone(&self, schema: &Found<'a, Schema>, facets: &Facets<'a>, path: &mut Path<'a>) -> Kind<'a> {
        if facets.is_text_enum() {
            return Kind::Enum(facets.texts().into());
        }
        let alternatives = self.alternatives(schema, facets);
        let variants = &alternatives.variants;
        match self.merged_enum(variants, path) {
            Some(values) => Kind::Enum(values.into()),
            None if variants.len() == 1 && !facets.describes_object() => {
                match !alternatives.lost.is_empty() || self.adds(facets, &variants[0]) {
                    true => Kind::Meet(variants.clone()),
                    false => Kind::Same(variants[0].clone()),
                }
            }
            None if !variants.is_empty() => Kind::Union(alternatives),
            None if facets.has_properties() => Kind::Struct,
            None => Kind::Plain,
        }
    }

    /// The members of `allOf` that say something.
    pub(super) fn members(&self, schema: &Found<'a, Schema>, facets: &Facets<'a>) -> Vec<Found<'a, Schema>> {
        let all = facets.all_of.iter().enumerate();
        let found = all.filter_map(|(number, member)| {
            self.index
                .schema(&schema.place.item("allOf", number), member)
                .ok()
        });
        found.filter(|member| self.says(member)).collect()
    }

    /// Whether a schema says more than what it is for.
    fn says(&self, schema: &Found<'a, Schema>) -> bool {
        let facets = Facets::of(schema.item);
        facets.typ.is_some()
            || facets.items.is_some()
            || facets.describes_object()
            || facets.constrains()
            || facets.is_composed()
            || !self.variants(schema, &facets).is_empty()
    }

    /// A schema and its kind, or those of the one that it is the same as.
    pub(super) fn settled(
        &self,
        schema: &Found<'a, Schema>,
        path: &mut Path<'a>,
    ) -> (Found<'a, Schema>, Kind<'a>) {
        let mut found = schema.clone();
        for _ in 0..LONGEST_CHAIN {
            match self.kind(&found, path) {
                Kind::Same(other) => found = other,
                kind => return (found, kind),
            }
        }
        (found, Kind::Plain)
    }

    /// Whether `child` is one of the alternatives of `parent`, a union.
    pub(super) fn is_alternative(&self, child: &Found<'a, Schema>, parent: &Found<'a, Schema>) -> bool {
        let variants = self.variants(parent, &Facets::of(parent.item));
        variants.iter().any(|variant| variant.place == child.place)
    }

    pub(super) fn alternatives(&self, schema: &Found<'a, Schema>, facets: &Facets<'a>) -> Alternatives<'a> {
        let both = !facets.one_of.is_empty() && !facets.any_of.is_empty();
        Alternatives {
            of: schema.clone(),
            variants: self.variants(schema, facets),
            lost: both.then(|| schema.place.child("anyOf")).into_iter().collect(),
        }
    }

    /// The alternatives: those of `oneOf` or `anyOf`, else those that the discriminator maps to and those that inherit.
    pub(super) fn variants(
        &self,
        schema: &Found<'a, Schema>,
        facets: &Facets<'a>,
    ) -> Rc<[Found<'a, Schema>]> {
        let listed = !facets.one_of.is_empty() || !facets.any_of.is_empty();
        if !listed && facets.data.discriminator.is_none() {
            return Rc::default();
        }
        if let Some(known) = self.index.kinds.variants.borrow().get(&schema.place) {
            return known.clone();
        }
        let variants: Rc<[_]> = self.list_variants(schema, facets).into();
        let mut known = self.index.kinds.variants.borrow_mut();
        known.insert(schema.place.clone(), variants.clone());
        variants
    }

    fn list_variants(&self, schema: &Found<'a, Schema>, facets: &Facets<'a>) -> Vec<Found<'a, Schema>> {
        let (keyword, listed) = match facets.one_of.is_empty() {
            true => ("anyOf", facets.any_of),
            false => ("oneOf", facets.one_of),
        };
        let mut variants: Vec<Found<'a, Schema>> = listed
            .iter()
            .enumerate()
            .filter_map(|(number, member)| {
                self.index
                    .schema(&schema.place.item(keyword, number), member)
                    .ok()
            })
            .collect();
        if facets.data.discriminator.is_some() {
            let mapped = super::union::mapping(self.index, schema)
                .into_iter()
                .filter_map(|(_, found)| found.ok());
            variants.extend(mapped.chain(descendants(self.children, &schema.place)));
        }
        // A mapping may name the union itself: such a value is one of an unknown variant.
        let mut seen = HashSet::from([schema.place.clone()]);
        // That of `null` makes the value nullable, and is not a type.
        variants.retain(|variant| seen.insert(variant.place.clone()) && !Facets::of(variant.item).is_null());
        variants
    }

    /// The texts of all alternatives, where each is a set of texts.
    fn merged_enum(&self, variants: &[Found<'a, Schema>], path: &mut Path<'a>) -> Option<Vec<String>> {
        let mut merged: Vec<String> = Vec::new();
        for variant in variants {
            let Kind::Enum(values) = self.kind(variant, path) else {
                return None;
            };
            merged.extend(values.iter().cloned());
        }
        let mut seen = HashSet::new();
        merged.retain(|value| seen.insert(value.clone()));
        (!merged.is_empty()).then_some(merged)
    }
}
