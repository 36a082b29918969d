//! Validation against the descriptors. It collects all violations.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::constraint;
use super::descriptor::{Additional, Field, Forbidden, Kind, Limit, StructDescriptor, Type};
use super::record::{Record, member, whole};
use super::reflect::{Entries, List, ValueRef, view_json};
use super::rule;
use super::union::{Union, discriminator_text};
use super::violation::{JsonKind, Violation, ViolationKind, Violations};

/// Checks a record against its descriptor.
pub(crate) fn validate(record: &dyn Record) -> Result<(), Violations> {
    let mut validator = Validator::default();
    validator.record(record, &At::TOP);
    validator.finish()
}

/// Checks a value that has a descriptor of its own, as records and unions have; any other satisfies it.
pub(crate) fn validate_value(view: ValueRef<'_>) -> Result<(), Violations> {
    let mut validator = Validator::default();
    match view {
        ValueRef::Record(record) => validator.record(record, &At::TOP),
        ValueRef::Union(union) => validator.union(union, &At::TOP),
        _ => {}
    }
    validator.finish()
}

/// Returns the violation of `null` instead of an object.
pub(crate) fn not_an_object() -> Violations {
    let mut validator = Validator::default();
    validator.wrong_type(&At::TOP, ValueRef::Json(&Json::Null), "object");
    Violations(validator.found)
}

/// Checks any value against a type.
pub(crate) fn validate_as(ty: &Type, view: ValueRef<'_>) -> Result<(), Violations> {
    let mut validator = Validator::default();
    validator.value(ty, view, &At::TOP);
    validator.finish()
}

/// The location of the validator: a linked list of steps from the root, on the stack.
pub(crate) struct At<'a> {
    above: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Top,
    Name(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    pub(crate) const TOP: At<'static> = At {
        above: None,
        step: Step::Top,
    };

    pub(crate) fn name(&'a self, name: &'a str) -> Self {
        Self {
            above: Some(self),
            step: Step::Name(name),
        }
    }

    fn index(&'a self, index: usize) -> Self {
        Self {
            above: Some(self),
            step: Step::Index(index),
        }
    }

    /// Returns the JSON pointer, RFC 6901.
    fn pointer(&self) -> String {
        let mut pointer = self.above.map(Self::pointer).unwrap_or_default();
        match self.step {
            Step::Top => {}
            Step::Name(name) => {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(index) => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
        pointer
    }
}

/// An object, typed or free, viewed through its descriptor.
#[derive(Clone, Copy)]
pub(crate) enum Object<'a> {
    Record(&'a dyn Record),
    Json(&'a Map<String, Json>),
}

impl<'a> Object<'a> {
    /// Returns the member of `field`, which has this index in the descriptor.
    fn member(self, index: usize, field: &Field) -> ValueRef<'a> {
        match self {
            Self::Record(record) => member(record, record.kept(), index, field),
            Self::Json(object) => object.get(field.name).map_or(ValueRef::Absent, view_json),
        }
    }

    /// Returns the known member called `name`.
    pub(crate) fn named(self, spec: &StructDescriptor, name: &str) -> Option<ValueRef<'a>> {
        let index = spec.position(name)?;
        Some(self.member(index, &spec.fields()[index]))
    }

    fn unknown(self) -> Option<&'a Map<String, Json>> {
        match self {
            Self::Record(record) => record.kept().map(|kept| &kept.unknown),
            Self::Json(object) => Some(object),
        }
    }

    fn duplicates(self) -> impl Iterator<Item = &'a String> {
        let kept = match self {
            Self::Record(record) => record.kept(),
            Self::Json(_) => None,
        };
        kept.into_iter().flat_map(|kept| &kept.duplicates)
    }

    /// Returns the number of members on the wire.
    fn len(self) -> usize {
        match self {
            Self::Record(record) => super::record::members(record).count(),
            Self::Json(object) => object.len(),
        }
    }
}

/// Collects violations.
#[derive(Default)]
pub(crate) struct Validator {
    found: Vec<Violation>,
    /// The number of members without a name in a descriptor, for finding the best variant.
    unknown: usize,
}

impl Validator {
    /// Returns how badly a value matches a type: its violations, then its unknown members.
    pub(crate) fn score(ty: &Type, view: ValueRef<'_>) -> (usize, usize) {
        let mut validator = Self::default();
        validator.value(ty, view, &At::TOP);
        (validator.found.len(), validator.unknown)
    }

    fn finish(self) -> Result<(), Violations> {
        if self.found.is_empty() {
            Ok(())
        } else {
            Err(Violations(self.found))
        }
    }

    pub(crate) fn report(
        &mut self,
        at: &At<'_>,
        rule: ViolationKind,
        view: ValueRef<'_>,
        bound: Option<String>,
        message: String,
    ) {
        let kind = JsonKind::of(view);
        self.found.push(Violation {
            pointer: at.pointer(),
            rule,
            bound,
            kind,
            message,
        });
    }

    fn report_object(&mut self, at: &At<'_>, rule: ViolationKind, bound: Option<String>, message: String) {
        self.found.push(Violation {
            pointer: at.pointer(),
            rule,
            bound,
            kind: JsonKind::Object,
            message,
        });
    }

    fn wrong_type(&mut self, at: &At<'_>, view: ValueRef<'_>, wanted: &str) {
        let message = format!("The value is {}, not {wanted}.", JsonKind::of(view).as_str());
        self.report(at, ViolationKind::Type, view, Some(wanted.to_owned()), message);
    }

    fn value(&mut self, ty: &Type, view: ValueRef<'_>, at: &At<'_>) {
        let view = if let ValueRef::Json(json) = view {
            view_json(json)
        } else {
            view
        };
        match (ty.kind, view) {
            (_, ValueRef::Absent | ValueRef::Json(Json::Null)) if ty.nullable => return,
            (Kind::Any, _) => {}
            (Kind::Union(_), ValueRef::Union(union)) => self.union(union, at),
            (Kind::Union(spec), _) => self.no_variant(spec.name, view, at),
            (Kind::Record(_), ValueRef::Record(record)) => self.record(record, at),
            (Kind::Record(spec), ValueRef::Json(Json::Object(object))) => {
                self.object(Object::Json(object), spec, at);
            }
            (Kind::List(item), ValueRef::List(list)) => self.list(item, list, at),
            (Kind::List(item), ValueRef::Json(Json::Array(items))) => self.array(item, items, at),
            (Kind::Map(item), ValueRef::Map(map)) if item.is_live() => {
                map.entries()
                    .for_each(|(name, value)| self.value(item, value.view(), &at.name(name)));
            }
            (Kind::Map(_), ValueRef::Map(_)) => {}
            (Kind::Map(item), ValueRef::Json(Json::Object(object))) => {
                object
                    .iter()
                    .for_each(|(name, json)| self.value(item, ValueRef::Json(json), &at.name(name)));
            }
            (kind, _) => match constraint::scalar_type(kind, view) {
                Ok(()) => {}
                Err((ViolationKind::Format, format)) => {
                    let message = format!("The number does not fit {format}.");
                    self.report(at, ViolationKind::Format, view, Some(format.to_owned()), message);
                }
                Err((_, wanted)) => return self.wrong_type(at, view, wanted),
            },
        }
        for limit in ty.limits {
            self.limit(limit, view, at);
        }
    }

    fn limit(&mut self, limit: &Limit, view: ValueRef<'_>, at: &At<'_>) {
        if let Limit::PropertyNames(limits) = limit {
            match view {
                ValueRef::Map(map) => map.entries().for_each(|(name, _)| self.name(limits, name, at)),
                ValueRef::Json(Json::Object(members)) => {
                    members.keys().for_each(|name| self.name(limits, name, at));
                }
                _ => {}
            }
            return;
        }
        match constraint::broken(limit, view) {
            None => {}
            Some((rule, bound, message)) => self.report(at, rule, view, bound, message),
        }
    }

    /// Checks the name of a member.
    fn name(&mut self, limits: &[Limit], name: &str, at: &At<'_>) {
        for limit in limits {
            if let Some((_, bound, message)) = constraint::broken(limit, ValueRef::Text(name)) {
                let message = format!("The name of the member is not allowed. {message}");
                self.report(
                    &at.name(name),
                    ViolationKind::PropertyNames,
                    ValueRef::Text(name),
                    bound,
                    message,
                );
            }
        }
    }

    fn list(&mut self, item: &Type, list: &dyn List, at: &At<'_>) {
        if item.is_live() {
            for index in 0..list.len() {
                self.value(item, list.get(index).view(), &at.index(index));
            }
        }
    }

    fn array(&mut self, item: &Type, items: &[Json], at: &At<'_>) {
        for (index, json) in items.iter().enumerate() {
            self.value(item, ValueRef::Json(json), &at.index(index));
        }
    }

    fn union(&mut self, union: &dyn Union, at: &At<'_>) {
        let (spec, mut value) = (union.spec(), union.inner().view());
        match spec.variants.get(union.variant()) {
            Some(ty) => self.value(ty, value, at),
            None => self.no_variant(spec.name, value, at),
        }
        let Some(discriminator) = &spec.discriminator else {
            return;
        };
        while let ValueRef::Union(inner) = value {
            value = inner.inner().view();
        }
        if matches!(value, ValueRef::Record(record) if record.spec().forbids(discriminator.property)) {
            // The discriminator only exists in the other direction.
            return;
        }
        let named = discriminator_text(discriminator.property, value);
        let known = named.is_some_and(|text| discriminator.variant(text).is_some());
        if !known {
            let property = discriminator.property;
            let message = format!("The member `{property}` does not name a type of {}.", spec.name);
            self.report(
                at,
                ViolationKind::Discriminator,
                value,
                Some(property.to_owned()),
                message,
            );
        }
    }

    fn no_variant(&mut self, name: &str, view: ValueRef<'_>, at: &At<'_>) {
        let message = format!("The value is of none of the types of {name}.");
        self.report(at, ViolationKind::OneOf, view, Some(name.to_owned()), message);
    }

    fn record(&mut self, record: &dyn Record, at: &At<'_>) {
        let spec = record.spec();
        let has_more = record.typed_members().is_some_and(|map| !map.is_empty());
        if record.kept().is_some() || has_more || !spec.limits.is_empty() || !spec.rules.is_empty() {
            match whole(record, record.kept()) {
                Some(json) => self.wrong_type(at, view_json(json), "object"),
                None => self.object(Object::Record(record), spec, at),
            }
            return;
        }
        for (index, field) in spec.fields().iter().enumerate() {
            if field.ty.is_live() {
                let view = record.get(index).view();
                if !constraint::holds_already(field.ty, view) {
                    self.value(field.ty, view, &at.name(field.name));
                }
            }
        }
    }

    /// Checks an object completely, including its unknown fields.
    fn object(&mut self, object: Object<'_>, spec: &'static StructDescriptor, at: &At<'_>) {
        for (index, field) in spec.fields().iter().enumerate() {
            self.member(object.member(index, field), field, at);
        }
        for (name, json) in object.unknown().into_iter().flatten() {
            if matches!(object, Object::Record(_)) || spec.position(name).is_none() {
                self.unknown(spec, name, json, &at.name(name));
            }
        }
        self.typed_members(object, spec, at);
        for name in object.duplicates() {
            let message = format!("The object has the member `{name}` more than once; the last one counts.");
            self.report(
                &at.name(name),
                ViolationKind::DuplicateKey,
                ValueRef::Absent,
                None,
                message,
            );
        }
        for limit in spec.limits {
            if let Some((rule, bound, message)) = constraint::broken_count(limit, object.len()) {
                self.report_object(at, rule, bound, message);
            }
        }
        for rule in spec.rules.iter().filter(|rule| !rule::holds(rule, object, spec)) {
            self.report_object(at, ViolationKind::Prose(rule.id), None, rule.message.to_owned());
        }
    }

    /// Checks the map of typed members of a record.
    fn typed_members(&mut self, object: Object<'_>, spec: &'static StructDescriptor, at: &At<'_>) {
        let (Object::Record(record), Additional::Of(ty)) = (object, spec.additional) else {
            return;
        };
        for (name, value) in record.typed_members().into_iter().flat_map(Entries::entries) {
            self.unknown += 1;
            let (at, view) = (at.name(name), value.view());
            let (rule, message) = if spec.position(name).is_some() {
                let message = format!("The member `{name}` has a field of its own: this one is not sent.");
                (ViolationKind::DuplicateKey, message)
            } else if let Some(forbidden) = forbidden(spec, name) {
                forbidden
            } else {
                self.value(ty, view, &at);
                continue;
            };
            self.report(&at, rule, view, None, message);
        }
    }

    fn member(&mut self, view: ValueRef<'_>, field: &Field, at: &At<'_>) {
        match view {
            ValueRef::Absent if field.presence.is_required() => {
                let message = format!("The member `{}` is missing.", field.name);
                self.report_object(at, ViolationKind::Required, Some(field.name.to_owned()), message);
            }
            ValueRef::Absent => {}
            ValueRef::Json(Json::Null) if field.presence.is_nullable() => {}
            _ => self.value(field.ty, view, &at.name(field.name)),
        }
    }

    fn unknown(&mut self, spec: &StructDescriptor, name: &str, json: &Json, at: &At<'_>) {
        self.unknown += 1;
        let view = view_json(json);
        let (rule, message) = match (forbidden(spec, name), spec.additional) {
            (Some(forbidden), _) => forbidden,
            (None, Additional::None) => (
                ViolationKind::AdditionalProperties,
                format!("{} has no member `{name}`.", spec.name),
            ),
            (None, Additional::Of(ty)) => return self.value(ty, view, at),
            (None, Additional::Any) => return,
        };
        self.report(at, rule, view, None, message);
    }
}

/// Returns the violation of a member that belongs to the other direction only.
fn forbidden(spec: &StructDescriptor, name: &str) -> Option<(ViolationKind, String)> {
    match spec.forbidden {
        Forbidden::ReadOnly(names) if names.contains(&name) => Some((
            ViolationKind::ReadOnly,
            format!("The member `{name}` belongs to responses and may not be sent."),
        )),
        Forbidden::WriteOnly(names) if names.contains(&name) => Some((
            ViolationKind::WriteOnly,
            format!("The member `{name}` belongs to requests and may not be received."),
        )),
        _ => None,
    }
}

/// Returns whether a list contains two items that are the same JSON.
pub(crate) fn has_duplicates(items: impl Iterator<Item = Json>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().any(|item| !seen.insert(canonical(&item)))
}

/// Returns a string that is equal for all spellings of a JSON value.
fn canonical(json: &Json) -> String {
    match json {
        Json::Number(number) => match number.as_f64().and_then(super::reflect::whole) {
            Some(whole) if !number.is_i64() => whole.to_string(),
            _ => number.to_string(),
        },
        Json::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Json::Object(members) => {
            let mut parts: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{name:?}:{}", canonical(value)))
                .collect();
            parts.sort();
            format!("{{{}}}", parts.join(","))
        }
        _ => json.to_string(),
    }
}
