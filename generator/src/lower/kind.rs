//! What kind of thing a schema is, before anything is built from it.

use std::cell::RefCell;
use std::collections::HashMap;

use openapiv3::{ReferenceOr, Schema, SchemaData};

use super::facets::Facets;
use super::flat::{Property, flatten};
use super::index::{Found, Index};
use super::place::Place;

/// How many schemas within one another are compared before one is taken to restate another.
const DEEPEST_RESTATED: usize = 8;

/// How many members within one another are looked at for the type that they state.
const DEEPEST_STATED: usize = 8;

/// How many schemas in a row may be the same as the next.
const LONGEST_CHAIN: usize = 32;

/// What a schema becomes.
#[derive(Clone)]
pub(super) enum Kind<'a> {
    /// A struct with fields.
    Struct,
    /// A set of texts, maybe spread over several alternatives.
    Enum(Vec<String>),
    /// One of several schemas.
    Union(Alternatives<'a>),
    /// The same as another schema, apart from annotations.
    Same(Found<'a, Schema>),
    /// What all of these schemas allow, and the keywords beside them; not all are objects.
    Meet(Vec<Found<'a, Schema>>),
    /// Anything else: decided by `type`.
    Plain,
}

/// The alternatives of a union.
#[derive(Clone)]
pub(super) struct Alternatives<'a> {
    /// The schema that lists them.
    pub(super) of: Found<'a, Schema>,
    /// Each of them.
    pub(super) variants: Vec<Found<'a, Schema>>,
    /// Where other alternatives stand, of which a value has to be one as well.
    pub(super) lost: Vec<Place>,
}

/// Schemas that inherit from a schema, by the place of that schema.
pub(super) type Children<'a> = HashMap<Place, Vec<Found<'a, Schema>>>;

/// Who inherits from whom, by `allOf` of components.
pub(super) fn children<'a>(index: &Index<'a>) -> Children<'a> {
    let mut children = Children::new();
    for (document, typed) in index.documents.iter().enumerate() {
        let root = Place {
            document,
            pointer: "/components/schemas".to_owned(),
        };
        for (name, schema) in &typed.components.schemas {
            let ReferenceOr::Item(item) = schema else { continue };
            let child = Found {
                item,
                place: root.child(name),
            };
            for (number, member) in Facets::of(item).all_of.iter().enumerate() {
                if let (ReferenceOr::Reference { .. }, Ok(parent)) =
                    (member, index.schema(&child.place.item("allOf", number), member))
                {
                    children.entry(parent.place).or_default().push(child.clone());
                }
            }
        }
    }
    children
}

/// Those that inherit from a schema, and those that inherit from them: all are what the schema can stand for.
fn descendants<'a>(children: &Children<'a>, ancestor: &Place) -> Vec<Found<'a, Schema>> {
    let mut found: Vec<Found<'a, Schema>> = Vec::new();
    let mut next = Some(ancestor.clone());
    let mut asked = 0;
    while let Some(place) = next {
        for child in children.get(&place).into_iter().flatten() {
            if !found.iter().any(|known| known.place == child.place) {
                found.push(child.clone());
            }
        }
        next = found.get(asked).map(|child| child.place.clone());
        asked += 1;
    }
    found
}

/// Decides what `schema` becomes.
///
/// References that lead nowhere count as absent here; whoever builds the thing reports them.
pub(super) fn kind<'a>(index: &Index<'a>, children: &Children<'a>, schema: &Found<'a, Schema>) -> Kind<'a> {
    kind_within(index, children, schema, &mut Vec::new())
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
        several if several.len() > 1 => looks.combined(None, several, &mut Vec::new()),
        one => one
            .first()
            .or(parts.last())
            .map_or(Kind::Plain, |one| Kind::Same(one.clone())),
    }
}

fn kind_within<'a>(
    index: &Index<'a>,
    children: &Children<'a>,
    schema: &Found<'a, Schema>,
    path: &mut Vec<Place>,
) -> Kind<'a> {
    Looks::new(index, children).kind(schema, path)
}

/// What is looked at to tell a kind.
struct Looks<'i, 'a> {
    index: &'i Index<'a>,
    children: &'i Children<'a>,
    /// Pairs of schemas of which the first is being found to restate the second.
    restating: RefCell<Vec<(Place, Place)>>,
}

impl<'i, 'a> Looks<'i, 'a> {
    fn new(index: &'i Index<'a>, children: &'i Children<'a>) -> Self {
        Self {
            index,
            children,
            restating: RefCell::default(),
        }
    }

    fn kind(&self, schema: &Found<'a, Schema>, path: &mut Vec<Place>) -> Kind<'a> {
        if path.contains(&schema.place) {
            return Kind::Plain;
        }
        path.push(schema.place.clone());
        let facets = Facets::of(schema.item);
        let members = match facets.all_of.is_empty() {
            true => Vec::new(),
            false => self.members(schema, &facets),
        };
        let kind = match members.is_empty() {
            true => self.alone(schema, &facets, path),
            false => self.composed(schema, &facets, members, path),
        };
        path.pop();
        kind
    }

    /// A schema without `allOf`.
    fn alone(&self, schema: &Found<'a, Schema>, facets: &Facets<'a>, path: &mut Vec<Place>) -> Kind<'a> {
        if facets.is_text_enum() {
            return Kind::Enum(facets.texts());
        }
        let alternatives = self.alternatives(schema, facets);
        let variants = &alternatives.variants;
        match self.merged_enum(variants, path) {
            Some(values) => Kind::Enum(values),
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
    fn members(&self, schema: &Found<'a, Schema>, facets: &Facets<'a>) -> Vec<Found<'a, Schema>> {
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

    /// `allOf`: an object where all of it is, unless it only annotates one other schema.
    fn composed(
        &self,
        schema: &Found<'a, Schema>,
        facets: &Facets<'a>,
        members: Vec<Found<'a, Schema>>,
        path: &mut Vec<Place>,
    ) -> Kind<'a> {
        let alone = !facets.describes_object() && self.variants(schema, facets).is_empty();
        match members.as_slice() {
            [single] if alone && !self.is_alternative(schema, single) && !self.adds(facets, single) => {
                Kind::Same(single.clone())
            }
            _ => self.combined(Some((schema, facets)), members, path),
        }
    }

    /// Whether `own` asks more of values, which are no objects, than `schema` beside it.
    fn adds(&self, own: &Facets<'a>, schema: &Found<'a, Schema>) -> bool {
        own.constrains_values()
            || own.items.is_some()
            || own.format.is_some()
            || own.typ.is_some_and(|typ| !self.may_be(schema, typ))
    }

    /// Whether `schema` says of all its values, or of one of its alternatives maybe, that they are of type `typ`.
    fn may_be(&self, schema: &Found<'a, Schema>, typ: &str) -> bool {
        let fits = |stated: &str| stated == typ || (typ == "number" && stated == "integer");
        match self.stated_type(schema, 0) {
            Some(stated) => fits(stated),
            None => self
                .variants(schema, &Facets::of(schema.item))
                .iter()
                .any(|variant| Facets::of(variant.item).typ.is_none_or(fits)),
        }
    }

    /// The type that a schema states, or one of those that it is made of.
    fn stated_type(&self, schema: &Found<'a, Schema>, depth: usize) -> Option<&'a str> {
        let facets = Facets::of(schema.item);
        let object = facets.describes_object().then_some("object");
        let text = facets.is_text_enum().then_some("string");
        let own = facets.typ.or(facets.type_of_parts()).or(object).or(text);
        if own.is_some() || depth > DEEPEST_STATED {
            return own;
        }
        let members = self.members(schema, &facets);
        members
            .iter()
            .find_map(|member| self.stated_type(member, depth + 1))
    }

    /// What `members`, and the keywords beside them, are together.
    fn combined(
        &self,
        own: Option<(&Found<'a, Schema>, &Facets<'a>)>,
        members: Vec<Found<'a, Schema>>,
        path: &mut Vec<Place>,
    ) -> Kind<'a> {
        let settled: Vec<_> = members.iter().map(|member| self.settled(member, path)).collect();
        let own_facets = own.map(|(_, facets)| facets);
        let may_be_object = own_facets.is_none_or(Facets::may_be_object);
        let has_fields = own_facets.is_some_and(Facets::has_properties) || settled.iter().any(has_fields);
        if has_fields && settled.iter().all(is_object) && may_be_object {
            return self.combined_objects(own, settled);
        }
        let Some(values) = combined_texts(own_facets, &settled) else {
            return Kind::Meet(members);
        };
        let is_it =
            |(_, kind): &&(Found<'a, Schema>, Kind<'a>)| matches!(kind, Kind::Enum(own) if *own == values);
        match settled.iter().rfind(is_it) {
            Some((member, _)) => Kind::Same(member.clone()),
            None => Kind::Enum(values),
        }
    }

    /// A schema and its kind, or those of the one that it is the same as.
    fn settled(&self, schema: &Found<'a, Schema>, path: &mut Vec<Place>) -> (Found<'a, Schema>, Kind<'a>) {
        let mut found = schema.clone();
        for _ in 0..LONGEST_CHAIN {
            match self.kind(&found, path) {
                Kind::Same(other) => found = other,
                kind => return (found, kind),
            }
        }
        (found, Kind::Plain)
    }

    /// Objects together: one of the alternatives that one of them lists, each with what the others say.
    fn combined_objects(
        &self,
        own: Option<(&Found<'a, Schema>, &Facets<'a>)>,
        mut members: Vec<(Found<'a, Schema>, Kind<'a>)>,
    ) -> Kind<'a> {
        members.retain(|member| !is_free(member));
        if let (None, Some(((last, _), others))) = (own, members.split_last())
            && others.iter().all(|(other, _)| self.restates(last, other))
        {
            return Kind::Same(last.clone());
        }
        let beside = own.map(|(schema, facets)| self.alternatives(schema, facets));
        let of_member = |(member, kind): (Found<'a, Schema>, Kind<'a>)| match kind {
            Kind::Union(alternatives)
                if own.is_none_or(|(schema, _)| !self.is_alternative(schema, &member)) =>
            {
                Some(alternatives)
            }
            _ => None,
        };
        let inherited = members.into_iter().filter_map(of_member);
        let mut all = beside
            .filter(|own| !own.variants.is_empty())
            .into_iter()
            .chain(inherited);
        match all.next() {
            None => Kind::Struct,
            Some(first) => {
                let lost = all.flat_map(|other| std::iter::once(other.of.place).chain(other.lost));
                let lost = first.lost.into_iter().chain(lost).collect();
                Kind::Union(Alternatives { lost, ..first })
            }
        }
    }

    /// Whether `schema` states every property of `other` as `other` does, or restates it in turn.
    fn restates(&self, schema: &Found<'a, Schema>, other: &Found<'a, Schema>) -> bool {
        let pair = (schema.place.clone(), other.place.clone());
        if self.restating.borrow().contains(&pair) {
            return true;
        }
        if self.restating.borrow().len() > DEEPEST_RESTATED {
            return false;
        }
        self.restating.borrow_mut().push(pair);
        let (own, others) = (flatten(self.index, schema), flatten(self.index, other));
        let states = |theirs: &Property<'a>| {
            let ours = own.properties.iter().find(|ours| ours.name == theirs.name);
            ours.is_some_and(|ours| self.property_restates(ours, theirs))
        };
        let all = others.properties.iter().all(states)
            && others.required.iter().all(|name| own.required.contains(name));
        self.restating.borrow_mut().pop();
        all
    }

    fn property_restates(&self, ours: &Property<'a>, theirs: &Property<'a>) -> bool {
        let resolved =
            |property: &Property<'a>| self.index.boxed_schema(&property.place, property.schema).ok();
        let Some((ours, theirs)) = resolved(ours).zip(resolved(theirs)) else {
            return false;
        };
        ours.place == theirs.place || bare(ours.item) == bare(theirs.item) || {
            let kind = self.combined(None, vec![theirs, ours.clone()], &mut Vec::new());
            matches!(kind, Kind::Same(one) if one.place == ours.place)
        }
    }

    /// Whether `child` is one of the alternatives of `parent`, a union.
    fn is_alternative(&self, child: &Found<'a, Schema>, parent: &Found<'a, Schema>) -> bool {
        let variants = self.variants(parent, &Facets::of(parent.item));
        variants.iter().any(|variant| variant.place == child.place)
    }

    fn alternatives(&self, schema: &Found<'a, Schema>, facets: &Facets<'a>) -> Alternatives<'a> {
        let both = !facets.one_of.is_empty() && !facets.any_of.is_empty();
        Alternatives {
            of: schema.clone(),
            variants: self.variants(schema, facets),
            lost: both.then(|| schema.place.child("anyOf")).into_iter().collect(),
        }
    }

    /// The alternatives: those of `oneOf` or `anyOf`, else those that the discriminator maps to and those that inherit.
    fn variants(&self, schema: &Found<'a, Schema>, facets: &Facets<'a>) -> Vec<Found<'a, Schema>> {
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
        let mut seen = Vec::new();
        variants.retain(|variant| {
            let new = !seen.contains(&variant.place);
            seen.push(variant.place.clone());
            new
        });
        variants
    }

    /// The texts of all alternatives, where each is a set of texts.
    fn merged_enum(&self, variants: &[Found<'a, Schema>], path: &mut Vec<Place>) -> Option<Vec<String>> {
        let mut merged: Vec<String> = Vec::new();
        for variant in variants {
            let Kind::Enum(values) = self.kind(variant, path) else {
                return None;
            };
            merged.extend(values);
        }
        let mut seen = std::collections::HashSet::new();
        merged.retain(|value| seen.insert(value.clone()));
        (!merged.is_empty()).then_some(merged)
    }
}

/// A schema without what only people read.
fn bare(schema: &Schema) -> Schema {
    let data = &schema.schema_data;
    Schema {
        schema_data: SchemaData {
            nullable: data.nullable,
            read_only: data.read_only,
            write_only: data.write_only,
            discriminator: data.discriminator.clone(),
            ..SchemaData::default()
        },
        schema_kind: schema.schema_kind.clone(),
    }
}

/// Whether it can be an object.
fn is_object((schema, kind): &(Found<'_, Schema>, Kind<'_>)) -> bool {
    let facets = Facets::of(schema.item);
    match kind {
        Kind::Struct | Kind::Union(_) => true,
        Kind::Plain => {
            let only_narrows = facets.items.is_none() && facets.values.is_empty() && !facets.is_composed();
            facets.typ == Some("object")
                || facets.describes_object()
                || (facets.typ.is_none() && only_narrows)
        }
        Kind::Enum(_) | Kind::Same(_) | Kind::Meet(_) => false,
    }
}

/// Whether it is an object with fields, or a choice among such.
fn has_fields((_, kind): &(Found<'_, Schema>, Kind<'_>)) -> bool {
    matches!(kind, Kind::Struct | Kind::Union(_))
}

/// Whether it is an object, and any will do.
fn is_free((schema, kind): &(Found<'_, Schema>, Kind<'_>)) -> bool {
    matches!(kind, Kind::Plain) && !Facets::of(schema.item).describes_object()
}

/// The texts that are in every set, where there is one, and everything else allows any text.
fn combined_texts(
    own: Option<&Facets<'_>>,
    members: &[(Found<'_, Schema>, Kind<'_>)],
) -> Option<Vec<String>> {
    let mut sets: Vec<Vec<String>> = Vec::new();
    for (member, kind) in members {
        match kind {
            Kind::Enum(values) => sets.push(values.clone()),
            Kind::Plain if Facets::of(member.item).is_any_text() => {}
            _ => return None,
        }
    }
    match own {
        Some(own) if own.is_text_enum() => sets.push(own.texts()),
        Some(own) if own.constrains() || !matches!(own.typ, None | Some("string")) => return None,
        _ => {}
    }
    let (last, others) = sets.split_last()?;
    let common = last
        .iter()
        .filter(|text| others.iter().all(|set| set.contains(text)));
    let common: Vec<String> = common.cloned().collect();
    (!common.is_empty()).then_some(common)
}
