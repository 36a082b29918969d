//! Builds types from schemas: on demand, each schema once a side.

use std::collections::{BTreeMap, HashMap, VecDeque};

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value;

use super::facets::Facets;
use super::flat::{Flat, Property, flatten};
use super::index::{Found, Index};
use super::kind::{Children, Kind, children, kind};
use super::naming;
use super::patterns::Patterns;
use super::place::Place;
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{
    AdditionalFields, Count, Doc, Enum, EnumValue, Field, Presence, Shape, ShapeId, ShapeKind, Side, Struct,
    Type, Union, WireName,
};
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
    ids: HashMap<(Place, Option<Side>), ShapeId>,
    queue: VecDeque<usize>,
    problems: BTreeMap<(Location, &'static str), Diagnostic>,
    /// The types without a name that are being built, each inside the one before.
    within: Vec<Place>,
    pub(super) error_place: Option<Place>,
    pub(super) error_shape: Option<ShapeId>,
}

/// A type to be built, or built.
pub(super) struct Draft<'a> {
    pub(super) schema: Found<'a, Schema>,
    pub(super) wire: String,
    pub(super) side: Side,
    pub(super) kind: Option<ShapeKind>,
}

/// The type of a property, item or body, and what stands beside it.
pub(super) struct Typed {
    pub(super) ty: Type,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    pub(super) default: Option<String>,
    pub(super) doc: Doc,
}

impl Typed {
    /// The type of an item or a member, for which no field says whether it may be `null`. Free JSON may be anyway.
    pub(super) fn or_null(self) -> Type {
        match self.nullable && self.ty != Type::Any {
            true => Type::OrNull(Box::new(self.ty)),
            false => self.ty,
        }
    }
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
        annotated(found, ty)
    }

    /// The type of a schema.
    pub(super) fn found_type(&mut self, found: &Found<'a, Schema>, side: Side, owner: &str) -> Type {
        let (mut found, mut seen) = (found.clone(), Vec::new());
        loop {
            match kind(&self.index, &self.children, &found) {
                Kind::Same(other) if seen.contains(&other.place) => return self.endless(&other),
                Kind::Same(other) => {
                    self.check_mapping(&found);
                    self.check_parts(&found);
                    seen.push(found.place);
                    found = other;
                }
                Kind::Enum(_) => return self.shape(&found, None, owner),
                Kind::Struct | Kind::Union(_) => return self.shape(&found, Some(side), owner),
                Kind::Plain if self.within.contains(&found.place) => return self.nested(&found),
                Kind::Plain => {
                    self.within.push(found.place.clone());
                    let ty = self.plain(&found, side, owner);
                    self.within.pop();
                    return ty;
                }
            }
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
    fn nested(&mut self, found: &Found<'a, Schema>) -> Type {
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

    /// The shape of a schema on one side (or on both, for an enum), queued where it is new.
    fn shape(&mut self, found: &Found<'a, Schema>, side: Option<Side>, owner: &str) -> Type {
        let key = (found.place.clone(), side);
        let id = *self.ids.entry(key).or_insert_with(|| {
            let wire = found
                .place
                .component()
                .map_or_else(|| owner.to_owned(), |name| name.into_owned());
            let side = side.unwrap_or(Side::Response);
            self.drafts.push(Draft {
                schema: found.clone(),
                wire,
                side,
                kind: None,
            });
            self.queue.push_back(self.drafts.len() - 1);
            ShapeId(self.drafts.len() - 1)
        });
        Type::Shape { id, boxed: false }
    }

    /// Builds everything that has been asked for, and what that asks for in turn.
    pub(super) fn build(&mut self) {
        while let Some(number) = self.queue.pop_front() {
            let Draft {
                schema, wire, side, ..
            } = &self.drafts[number];
            let (schema, wire, side) = (schema.clone(), wire.clone(), *side);
            let built = match kind(&self.index, &self.children, &schema) {
                Kind::Enum(values) => ShapeKind::Enum(self.text_enum(&schema, values)),
                Kind::Union(variants) => ShapeKind::Union(self.union(&schema, &wire, &variants, side)),
                _ => ShapeKind::Struct(self.object(&schema, &wire, side)),
            };
            self.drafts[number].kind = Some(built);
        }
        self.tag_variants();
        super::finite::check(self);
    }

    pub(super) fn unions(&self) -> impl Iterator<Item = &Union> {
        self.drafts.iter().filter_map(|draft| match &draft.kind {
            Some(ShapeKind::Union(union)) => Some(union),
            _ => None,
        })
    }

    pub(super) fn set_tag(&mut self, shape: usize, property: &WireName, text: Option<String>) {
        if let Some(ShapeKind::Struct(object)) = &mut self.drafts[shape].kind {
            let field = object.fields.iter_mut().find(|field| field.wire == *property);
            field.into_iter().for_each(|field| field.tag = text.clone());
        }
    }

    fn text_enum(&mut self, schema: &Found<'a, Schema>, texts: Vec<String>) -> Enum {
        let mut values: Vec<EnumValue> = Vec::with_capacity(texts.len());
        for (number, text) in texts.into_iter().enumerate() {
            let at = schema.place.child("enum").child(&number.to_string());
            let ident = name::value_ident(&text).unwrap_or_else(|| {
                self.report(naming::nameless(at.location(self.index.documents), &text));
                name::variant(number + 1)
            });
            let ident = self.distinct(ident, &text, &at, |ident| {
                values.iter().find(|v| v.ident == *ident).map(|v| &v.wire)
            });
            values.push(EnumValue {
                wire: WireName(text),
                ident,
            });
        }
        Enum { values }
    }

    /// `ident`, or it with a number where it is taken; the collision is reported.
    fn distinct<'w>(
        &mut self,
        ident: crate::ir::Ident,
        wire: &str,
        at: &Place,
        taken: impl Fn(&crate::ir::Ident) -> Option<&'w WireName>,
    ) -> crate::ir::Ident {
        let Some(other) = taken(&ident) else { return ident };
        let problem = naming::collision(at.location(self.index.documents), wire, other.as_str(), &ident);
        self.problems
            .entry((problem.at.clone(), problem.code))
            .or_insert(problem);
        let mut numbers = 2..;
        std::iter::from_fn(|| numbers.next().map(|number| name::numbered(&ident, number)))
            .find(|numbered| taken(numbered).is_none())
            .unwrap_or(ident)
    }

    fn object(&mut self, schema: &Found<'a, Schema>, wire: &str, side: Side) -> Struct {
        let flat = flatten(&self.index, schema);
        let Flat {
            properties,
            required,
            additional,
            member_count,
            problems,
        } = flat;
        problems.into_iter().for_each(|problem| self.report(problem));
        let (mut fields, mut hidden) = (Vec::with_capacity(properties.len()), Vec::new());
        for property in &properties {
            match self.field(property, wire, side, &required) {
                Some(field) => fields.push(field),
                None => hidden.push(WireName::from(property.name)),
            }
        }
        self.distinct_fields(&mut fields);
        self.check_required(schema, &required, &properties);
        Struct {
            fields,
            additional: self.additional(additional, side, wire),
            count: count(member_count),
            hidden,
            secrets: super::secrets::secrets_of(self, schema, &properties),
            rules: super::rules::rules_of(self, schema, side),
            ends: super::ends::ends_of(self, schema, side),
        }
    }

    /// The field of a property; none where it only travels the other way.
    fn field(&mut self, property: &Property<'a>, wire: &str, side: Side, required: &[&str]) -> Option<Field> {
        let found = self.index.boxed_schema(&property.place, property.schema);
        let data = found.as_ref().map(|found| &found.item.schema_data);
        let hides = data.is_ok_and(|data| {
            if side == Side::Request {
                data.read_only
            } else {
                data.write_only
            }
        });
        if hides {
            return None;
        }
        let owner = format!("{wire}/{}", property.name);
        let typed = self.boxed(&property.place, property.schema, side, &owner);
        let at = property.place.location(self.index.documents);
        let ident = name::field_ident(property.name).unwrap_or_else(|| {
            self.report(naming::nameless(at.clone(), property.name));
            name::field_ident("field").expect("a word is a name")
        });
        // Every struct keeps what it does not know in a field of its own.
        let ident = name::beside(ident, "extra");
        let presence = match (required.contains(&property.name), typed.nullable) {
            (true, false) => Presence::Required,
            (false, false) => Presence::Optional,
            (true, true) => Presence::Nullable,
            (false, true) => Presence::OptionalNullable,
        };
        let (ty, doc, deprecated, default) = (typed.ty, typed.doc, typed.deprecated, typed.default);
        Some(Field {
            wire: property.name.into(),
            ident,
            at,
            ty,
            presence,
            doc,
            deprecated,
            default,
            tag: None,
        })
    }

    fn distinct_fields(&mut self, fields: &mut [Field]) {
        for number in 1..fields.len() {
            let (before, rest) = fields.split_at_mut(number);
            let field = &mut rest[0];
            let taken =
                |ident: &crate::ir::Ident| before.iter().find(|other| other.ident == *ident).map(|f| &f.wire);
            if let Some(other) = taken(&field.ident) {
                let problem = naming::collision(
                    field.at.clone(),
                    field.wire.as_str(),
                    other.as_str(),
                    &field.ident,
                );
                self.report(problem);
                let free = (2..)
                    .map(|number| name::numbered(&field.ident, number))
                    .find(|ident| taken(ident).is_none());
                field.ident = free.expect("there are more numbers than fields");
            }
        }
    }

    /// A name in `required` without a property is a slip of the pen more often than not.
    fn check_required(&mut self, schema: &Found<'a, Schema>, required: &[&str], properties: &[Property<'a>]) {
        for name in required
            .iter()
            .filter(|name| !properties.iter().any(|property| property.name == **name))
        {
            let at = schema.place.child("required").location(self.index.documents);
            let message = format!("`{name}` is required, but no property of the schema");
            let help = "add the property, or take the name out of `required`";
            self.report(Diagnostic::warning(
                "required-without-property",
                at,
                message,
                help,
            ));
        }
    }

    fn additional(
        &mut self,
        additional: Option<(&'a AdditionalProperties, Place)>,
        side: Side,
        wire: &str,
    ) -> AdditionalFields {
        match additional {
            Some((AdditionalProperties::Any(false), _)) => AdditionalFields::Forbidden,
            Some((AdditionalProperties::Schema(schema), place)) => AdditionalFields::Typed(
                self.typed(&place, schema, side, &format!("{wire}/member"))
                    .or_null(),
            ),
            Some((AdditionalProperties::Any(true), _)) | None => AdditionalFields::Kept,
        }
    }

    /// The finished shapes in the order in which they were asked for, with their drafts for naming.
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

/// A type, with what the schema says besides it.
pub(super) fn annotated(found: &Found<'_, Schema>, ty: Type) -> Typed {
    let data = &found.item.schema_data;
    Typed {
        ty,
        nullable: Facets::of(found.item).nullable(),
        deprecated: data.deprecated,
        default: data.default.as_ref().map(Value::to_string),
        doc: schema_doc(found.item),
    }
}

fn schema_doc(schema: &Schema) -> Doc {
    let data = &schema.schema_data;
    Doc {
        summary: String::new(),
        details: data.description.clone().unwrap_or_default(),
    }
}
