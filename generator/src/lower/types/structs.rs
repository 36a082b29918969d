//! Builds structs: a field for each property, and the type of additional members.

use openapiv3::{AdditionalProperties, Schema, SchemaData};

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{
    AdditionalFields, Doc, Field, Ident, Presence, Requirement, Rule, Side, Struct, Type, WireName,
};
use crate::lower::classify::flatten::{FlattenedObject, Property, flatten_all};
use crate::lower::classify::required_alternatives::rules_of_alternatives;
use crate::lower::passes::naming;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::node::NodeRef;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::{TypeBuilder, count};
use crate::upgrade::PROPERTY_NAMES;

impl<'a> TypeBuilder<'a> {
    /// Builds the struct of an intersection of schemas, the most derived one last.
    pub(in crate::lower) fn object(
        &mut self,
        parts: &[Resolved<'a, Schema>],
        wire: &str,
        side: Side,
    ) -> Struct {
        let schema = parts.last().expect("a schema holds with itself");
        let mut flat = flatten_all(&self.resolver, parts);
        let problems = std::mem::take(&mut flat.problems);
        problems.into_iter().for_each(|problem| self.report(problem));
        parts
            .iter()
            .for_each(|part| self.check_listed(part, &SchemaView::of(part.item)));
        let (mut fields, mut hidden) = (Vec::with_capacity(flat.properties.len()), Vec::new());
        for property in &flat.properties {
            match self.field(property, wire, side, flat.requires(property.name)) {
                Some(field) => fields.push(field),
                None => hidden.push(WireName::from(property.name)),
            }
        }
        let additional = self.additional(flat.additional.take(), side, wire);
        fields.extend(self.undeclared_fields(schema, &flat, &additional));
        let additional = with_free_name(additional, &fields);
        self.distinct_fields(&mut fields);
        self.check_required(schema, &flat);
        let mut rules = crate::lower::types::rules::rules_of(self, schema, side);
        rules.extend(self.rules_of_alternatives(&flat.parts, &fields));
        self.check_names_of_members(&flat.parts);
        rules.extend(self.schema_rules(&flat.parts, &fields, &hidden));
        let states = crate::lower::types::final_states::states_of(self, schema, side);
        let downloads = crate::lower::types::downloads::downloads_of(self, schema, side);
        let times = crate::lower::types::times::times_of(self, schema, &fields, side);
        Struct {
            fields,
            additional,
            count: count(flat.member_count),
            hidden,
            secrets: crate::lower::types::sensitive::secrets_of(self, schema, &flat.properties),
            rules,
            final_states: states.final_states,
            states: states.fields,
            downloads,
            times,
        }
    }

    /// Reports constraints of the names of members: those of maps alone are checked.
    fn check_names_of_members(&mut self, parts: &[Resolved<'a, Schema>]) {
        for part in parts {
            if part.item.schema_data.extensions.contains_key(PROPERTY_NAMES) {
                let at = part
                    .node_ref
                    .child("propertyNames")
                    .location(self.resolver.documents);
                let message = "`propertyNames` is not checked next to `properties`";
                let help =
                    "no action is needed; move the additional properties to a map of their own to check it";
                self.report(Diagnostic::new("unchecked-constraint", at, message, help));
            }
        }
    }

    /// Returns the rules for variants of these schemas that only state requirements, for an object with these fields.
    fn rules_of_alternatives(&self, parts: &[Resolved<'a, Schema>], fields: &[Field]) -> Vec<Rule> {
        let mut rules: Vec<Rule> = Vec::new();
        for rule in parts
            .iter()
            .flat_map(|part| rules_of_alternatives(&self.resolver, part))
        {
            let names = match &rule.requirement {
                Requirement::AtMostOneGroup(groups) => groups.concat(),
                Requirement::OneOf(names) => names.clone(),
                _ => Vec::new(),
            };
            let is_field = |name: &WireName| fields.iter().any(|field| field.wire == *name);
            if names.iter().all(is_field) && !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        rules
    }

    /// Returns the field of a property; `None` if it only exists in the other direction.
    fn field(&mut self, property: &Property<'a>, wire: &str, side: Side, required: bool) -> Option<Field> {
        let parts = self.parts(property);
        let hides = |data: &SchemaData| match side {
            Side::Request => data.read_only,
            Side::Response => data.write_only,
        };
        if parts.iter().any(|part| hides(&part.item.schema_data)) {
            return None;
        }
        let declaring = property.node_ref.owner();
        let owner = format!("{}/{}", declaring.as_deref().unwrap_or(wire), property.name);
        let typed = match parts.as_slice() {
            [_, _, ..] => self.intersect(&parts, side, &owner),
            _ => self.boxed(&property.node_ref, property.schema, side, &owner),
        };
        let at = property.node_ref.location(self.resolver.documents);
        let ident = self.field_ident(property.name, &at);
        let presence = match (required, typed.nullable) {
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

    /// Returns fields for the names in `required` without a property, with the type of `additional` members.
    fn undeclared_fields(
        &mut self,
        schema: &Resolved<'a, Schema>,
        flat: &FlattenedObject<'a>,
        additional: &AdditionalFields,
    ) -> Vec<Field> {
        let ty = match additional {
            AdditionalFields::Denied => return Vec::new(),
            AdditionalFields::Allowed => &Type::Any,
            AdditionalFields::Typed { ty, .. } => ty,
        };
        let at = schema.node_ref.child("required");
        let at = at.location(self.resolver.documents);
        let missing = flat.required.iter().filter(|name| flat.property(name).is_none());
        let fields = missing.map(|name| Field {
            wire: WireName::from(*name),
            ident: self.field_ident(name, &at),
            at: at.clone(),
            ty: ty.clone(),
            presence: Presence::Required,
            doc: Doc::default(),
            deprecated: false,
            default: None,
            tag: None,
        });
        fields.collect()
    }

    fn field_ident(&mut self, name: &str, at: &Location) -> Ident {
        let ident = ident::field_ident(name).unwrap_or_else(|| {
            self.report(naming::nameless(at.clone(), name));
            ident::field_ident("field").expect("a word is a name")
        });
        // Every struct has a field for unknown members.
        ident::distinct_from(ident, "extra")
    }

    /// Returns the schemas of a property without duplicates, in order.
    fn parts(&mut self, property: &Property<'a>) -> Vec<Resolved<'a, Schema>> {
        let mut parts: Vec<Resolved<'a, Schema>> = Vec::with_capacity(1);
        let last = (property.node_ref.clone(), property.schema);
        for (node_ref, schema) in property.earlier.iter().chain([&last]) {
            match self.resolver.boxed_schema(node_ref, schema) {
                Ok(found) => {
                    parts.retain(|part| part.node_ref != found.node_ref);
                    parts.push(found);
                }
                Err(problem) => self.report(problem),
            }
        }
        parts
    }

    fn distinct_fields(&mut self, fields: &mut [Field]) {
        let problems = naming::make_distinct(fields, of_field, |field| &mut field.ident);
        problems.into_iter().for_each(|problem| self.report(problem));
    }

    /// Reports names in `required` without a property, which are usually mistakes.
    fn check_required(&mut self, schema: &Resolved<'a, Schema>, flat: &FlattenedObject<'a>) {
        let missing = flat.required.iter().filter(|name| flat.property(name).is_none());
        let missing: Vec<String> = missing.map(|name| format!("`{name}`")).collect();
        let (verb, what) = match missing.len() {
            0 => return,
            1 => ("is", "no property"),
            _ => ("are", "no properties"),
        };
        let at = schema
            .node_ref
            .child("required")
            .location(self.resolver.documents);
        let message = format!("{} {verb} required, but {what} of the schema", missing.join(", "));
        let help =
            "declare the property, which can have any value otherwise, or remove the name from `required`";
        let problem = Diagnostic::new("required-without-property", at, message, help);
        self.report(problem);
    }

    fn additional(
        &mut self,
        additional: Option<(&'a AdditionalProperties, NodeRef)>,
        side: Side,
        wire: &str,
    ) -> AdditionalFields {
        let (schema, node_ref) = match additional {
            Some((AdditionalProperties::Any(false), _)) => return AdditionalFields::Denied,
            Some((AdditionalProperties::Any(true), _)) | None => return AdditionalFields::Allowed,
            Some((AdditionalProperties::Schema(schema), node_ref)) => (schema, node_ref),
        };
        let member = self.typed(&node_ref, schema, side, &format!("{wire}/member"));
        match member.or_null() {
            Type::Any => AdditionalFields::Allowed,
            ty => AdditionalFields::Typed {
                ident: ident::field_ident("additionalProperties").expect("words are a name"),
                ty,
            },
        }
    }
}

/// Numbers the name of the map of additional properties, if a field has it.
fn with_free_name(additional: AdditionalFields, fields: &[Field]) -> AdditionalFields {
    let AdditionalFields::Typed { ident: plain, ty } = additional else {
        return additional;
    };
    let numbered = (2..).map(|number| ident::numbered(&plain, number));
    let mut names = std::iter::once(plain.clone()).chain(numbered);
    let is_free = |name: &Ident| fields.iter().all(|field| field.ident != *name);
    let ident = names.find(is_free).expect("there are more numbers than fields");
    AdditionalFields::Typed { ident, ty }
}

fn of_field(field: &Field) -> (Location, &str) {
    (field.at.clone(), field.wire.as_str())
}
