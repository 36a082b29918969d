//! Classifies `allOf` schemas, and the keywords next to `allOf`.

use hashbrown::HashSet;
use std::rc::Rc;

use openapiv3::{Schema, SchemaData};

use crate::lower::classify::flatten::{Property, flatten};
use crate::lower::classify::{Alternatives, Classifier, Path, SchemaClass};
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::Resolved;

/// The maximum depth of nested schemas when comparing restated schemas.
const DEEPEST_RESTATED: usize = 8;

impl<'a> Classifier<'_, 'a> {
    /// Classifies `allOf`: an object if all parts are, unless it only annotates one other schema.
    pub(in crate::lower) fn composed(
        &self,
        schema: &Resolved<'a, Schema>,
        view: &SchemaView<'a>,
        members: Vec<Resolved<'a, Schema>>,
        path: &mut Path<'a>,
    ) -> SchemaClass<'a> {
        let alone = !view.describes_object() && self.variants(schema, view).is_empty();
        match members.as_slice() {
            [single] if alone && !self.is_alternative(schema, single) && !self.adds(view, single) => {
                SchemaClass::Same(single.clone())
            }
            _ => self.combined(Some((schema, view)), members, path),
        }
    }

    /// Returns true if `own` adds constraints for values other than objects to those of `schema`.
    pub(in crate::lower) fn adds(&self, own: &SchemaView<'a>, schema: &Resolved<'a, Schema>) -> bool {
        own.constrains_values()
            || own.items.is_some()
            || own.format.is_some()
            || own.typ.is_some_and(|typ| !self.may_be(schema, typ))
    }

    /// Returns true if values of `schema`, or those of one of its variants, may be of type `typ`.
    fn may_be(&self, schema: &Resolved<'a, Schema>, typ: &str) -> bool {
        let fits = |stated: &str| stated == typ || (typ == "number" && stated == "integer");
        match self.stated_type(schema) {
            Some(stated) => fits(stated),
            None => self
                .variants(schema, &SchemaView::of(schema.item))
                .iter()
                .any(|variant| SchemaView::of(variant.item).typ.is_none_or(fits)),
        }
    }

    /// Returns the type that a schema states, or one of the types that it is composed of.
    fn stated_type(&self, schema: &Resolved<'a, Schema>) -> Option<&'a str> {
        let kinds = &self.resolver.kinds;
        if let Some(known) = kinds.stated.borrow().get(&schema.node_ref) {
            return *known;
        }
        kinds.stated.borrow_mut().insert(schema.node_ref.clone(), None);
        let stated = self.find_stated_type(schema);
        kinds.stated.borrow_mut().insert(schema.node_ref.clone(), stated);
        stated
    }

    fn find_stated_type(&self, schema: &Resolved<'a, Schema>) -> Option<&'a str> {
        let view = SchemaView::of(schema.item);
        let object = view.describes_object().then_some("object");
        let text = view.is_text_enum().then_some("string");
        let own = view.typ.or(view.type_of_parts()).or(object).or(text);
        if own.is_some() {
            return own;
        }
        let members = self.members(schema, &view);
        members.iter().find_map(|member| self.stated_type(member))
    }

    /// Classifies `members` and the keywords next to them.
    pub(in crate::lower) fn combined(
        &self,
        own: Option<(&Resolved<'a, Schema>, &SchemaView<'a>)>,
        members: Vec<Resolved<'a, Schema>>,
        path: &mut Path<'a>,
    ) -> SchemaClass<'a> {
        let settled: Vec<_> = members.iter().map(|member| self.settled(member, path)).collect();
        let own_view = own.map(|(_, view)| view);
        let may_be_object = own_view.is_none_or(SchemaView::may_be_object);
        let has_fields = own_view.is_some_and(SchemaView::has_properties) || settled.iter().any(has_fields);
        if has_fields && settled.iter().all(is_object) && may_be_object {
            return self.combined_objects(own, settled);
        }
        let Some(values) = combined_texts(own_view, &settled) else {
            return SchemaClass::Intersection(members.into());
        };
        let is_it = |(_, kind): &&(Resolved<'a, Schema>, SchemaClass<'a>)| matches!(kind, SchemaClass::Enum(own) if own[..] == values[..]);
        match settled.iter().rfind(is_it) {
            Some((member, _)) => SchemaClass::Same(member.clone()),
            None => SchemaClass::Enum(values.into()),
        }
    }

    /// Classifies an intersection of objects, one of which lists variants: each variant also has the properties of the
    /// others.
    fn combined_objects(
        &self,
        own: Option<(&Resolved<'a, Schema>, &SchemaView<'a>)>,
        mut members: Vec<(Resolved<'a, Schema>, SchemaClass<'a>)>,
    ) -> SchemaClass<'a> {
        members.retain(|member| !is_free(member));
        if let (None, Some(((last, _), others))) = (own, members.split_last())
            && others.iter().all(|(other, _)| self.restates(last, other))
        {
            return SchemaClass::Same(last.clone());
        }
        let own_variants = own.map(|(schema, view)| self.alternatives(schema, view));
        // A subtype inherits the properties of the union of which it is a variant, and not the variants.
        let is_variant = |alternatives: &Alternatives<'a>| {
            let is_own = |variant: &Resolved<'a, Schema>| {
                own.is_some_and(|(schema, _)| schema.node_ref == variant.node_ref)
            };
            alternatives.variants.iter().any(is_own)
        };
        let of_member = |(_, kind): (Resolved<'a, Schema>, SchemaClass<'a>)| match kind {
            SchemaClass::Union(alternatives) if !is_variant(&alternatives) => Some(alternatives),
            _ => None,
        };
        let inherited = members.into_iter().filter_map(of_member);
        let mut all = own_variants
            .filter(|own| !own.variants.is_empty())
            .into_iter()
            .chain(inherited);
        match all.next() {
            None => SchemaClass::Struct,
            Some(first) => {
                let lost = all.flat_map(|other| {
                    let own = other.lost.to_vec();
                    std::iter::once(other.of.node_ref).chain(own)
                });
                let lost = first.lost.iter().cloned().chain(lost).collect();
                SchemaClass::Union(Alternatives { lost, ..first })
            }
        }
    }

    /// Returns true if `schema` states every property of `other` in the same way, or restates it in turn.
    ///
    /// A pair that is being compared, or has been, counts as restated: a pair that is not makes the whole comparison
    /// fail.
    fn restates(&self, schema: &Resolved<'a, Schema>, other: &Resolved<'a, Schema>) -> bool {
        let restating = &self.restating;
        if restating.depth.get() == 0 {
            restating.pairs.borrow_mut().clear();
        }
        let pair = (schema.node_ref.clone(), other.node_ref.clone());
        if restating.pairs.borrow().contains(&pair) {
            return true;
        }
        if restating.depth.get() > DEEPEST_RESTATED {
            return false;
        }
        restating.pairs.borrow_mut().insert(pair);
        restating.depth.set(restating.depth.get() + 1);
        let (own, others) = (flatten(self.resolver, schema), flatten(self.resolver, other));
        let states = |theirs: &Property<'a>| {
            own.property(theirs.name)
                .is_some_and(|ours| self.property_restates(ours, theirs))
        };
        let all =
            others.properties.iter().all(states) && others.required.iter().all(|name| own.requires(name));
        restating.depth.set(restating.depth.get() - 1);
        all
    }

    fn property_restates(&self, ours: &Property<'a>, theirs: &Property<'a>) -> bool {
        let resolved = |property: &Property<'a>| {
            self.resolver
                .boxed_schema(&property.node_ref, property.schema)
                .ok()
        };
        let Some((ours, theirs)) = resolved(ours).zip(resolved(theirs)) else {
            return false;
        };
        ours.node_ref == theirs.node_ref || bare(ours.item) == bare(theirs.item) || {
            let kind = self.combined(None, vec![theirs, ours.clone()], &mut Path::default());
            matches!(kind, SchemaClass::Same(one) if one.node_ref == ours.node_ref)
        }
    }
}

/// Returns a schema without annotations.
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

/// Returns true if it can be an object.
fn is_object((schema, kind): &(Resolved<'_, Schema>, SchemaClass<'_>)) -> bool {
    let view = SchemaView::of(schema.item);
    match kind {
        SchemaClass::Struct | SchemaClass::Union(_) => true,
        SchemaClass::Plain => {
            let only_narrows = view.items.is_none() && view.values.is_empty() && !view.is_composed();
            view.typ == Some("object") || view.describes_object() || (view.typ.is_none() && only_narrows)
        }
        SchemaClass::Enum(_)
        | SchemaClass::Constants(_)
        | SchemaClass::Same(_)
        | SchemaClass::Intersection(_) => false,
    }
}

/// Returns true if it is an object with fields, or a union of such objects.
fn has_fields((_, kind): &(Resolved<'_, Schema>, SchemaClass<'_>)) -> bool {
    matches!(kind, SchemaClass::Struct | SchemaClass::Union(_))
}

/// Returns true if it is an object without restrictions.
fn is_free((schema, kind): &(Resolved<'_, Schema>, SchemaClass<'_>)) -> bool {
    matches!(kind, SchemaClass::Plain) && !SchemaView::of(schema.item).describes_object()
}

/// Returns the strings that all sets contain, if there is a set and every other part allows any string.
fn combined_texts(
    own: Option<&SchemaView<'_>>,
    members: &[(Resolved<'_, Schema>, SchemaClass<'_>)],
) -> Option<Vec<String>> {
    let mut sets: Vec<Rc<[String]>> = Vec::new();
    for (member, kind) in members {
        match kind {
            SchemaClass::Enum(values) => sets.push(values.clone()),
            SchemaClass::Plain if SchemaView::of(member.item).is_any_text() => {}
            _ => return None,
        }
    }
    match own {
        Some(own) if own.is_text_enum() => sets.push(own.texts().into()),
        Some(own) if own.constrains() || !matches!(own.typ, None | Some("string")) => return None,
        _ => {}
    }
    let (last, others) = sets.split_last()?;
    let mut common: Vec<String> = last.to_vec();
    for other in others {
        let other: HashSet<&String> = other.iter().collect();
        common.retain(|text| other.contains(text));
    }
    (!common.is_empty()).then_some(common)
}
