//! Example values: the smallest that a validator accepts, for documentation.

mod numbers;
mod rules;
mod texts;

use std::cell::Cell;

use serde_json::{Map, Value};

use crate::ir::{
    AdditionalFields, Api, ConstantKind, Enum, EnumValue, Field, Presence, ShapeId, ShapeKind, SizeBounds,
    Struct, Type, Union,
};
use texts::TextRules;

/// The maximum number of visited types of one value: the variants of nested unions multiply.
const MAX_STEPS: usize = 2_000;
/// The maximum depth of a value.
const MAX_DEPTH: usize = 20;
/// The maximum number of items of a list, and of members of a map.
const MAX_ITEMS: u64 = 16;

/// Makes the values of one example.
pub(super) struct ExampleValues<'a> {
    api: &'a Api,
    steps: Cell<usize>,
    depth: Cell<usize>,
}

impl<'a> ExampleValues<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let (steps, depth) = (Cell::new(0), Cell::new(0));
        Self { api, steps, depth }
    }

    /// Returns a value of a type; `name` is a string for where any is allowed. Returns `None` if none is found.
    pub(super) fn value(&self, ty: &Type, name: &str) -> Option<Value> {
        self.nth(ty, name, 0)
    }

    /// Returns a value that differs from those of other numbers, as far as the type has several.
    fn nth(&self, ty: &Type, name: &str, number: usize) -> Option<Value> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MAX_STEPS || self.depth.get() > MAX_DEPTH {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.unbounded(ty, name, number);
        self.depth.set(self.depth.get() - 1);
        value
    }

    fn unbounded(&self, ty: &Type, name: &str, number: usize) -> Option<Value> {
        match ty {
            Type::Any => Some(Value::from(numbered(name, number))),
            Type::Object => Some(Value::Object(Map::new())),
            Type::Bool => Some(Value::Bool(number == 0)),
            Type::BoolConstant(value) => Some(Value::Bool(*value)),
            Type::Integer { width, bounds } => numbers::integer(*width, bounds, number).map(Value::from),
            Type::Number { bounds } => numbers::decimal(bounds, number).map(Value::from),
            Type::Text { .. } => self.text(ty, &numbered(name, number)).map(Value::from),
            Type::File => None,
            Type::List { item, count, unique } => self.list(item, *count, *unique, name),
            Type::Map { value, count, names } => self.map(value, *count, names.as_deref(), name),
            Type::Nullable(inner) => self.nth(inner, name, number).or(Some(Value::Null)),
            Type::Shape { id, .. } => self.shape(*id, name, number),
        }
    }

    fn text(&self, ty: &Type, name: &str) -> Option<String> {
        TextRules::of(self.api, ty)?.example(name)
    }

    fn list(&self, item: &Type, count: SizeBounds, unique: bool, name: &str) -> Option<Value> {
        let length = items(count)?;
        let items = (0..length).map(|number| self.nth(item, name, if unique { number } else { 0 }));
        let items: Vec<Value> = items.collect::<Option<_>>()?;
        let repeats = unique && (1..items.len()).any(|end| items[..end].contains(&items[end]));
        (!repeats).then_some(Value::Array(items))
    }

    fn map(&self, value: &Type, count: SizeBounds, names: Option<&Type>, name: &str) -> Option<Value> {
        let key = |number| match names {
            Some(names) => self.text(names, &numbered("name", number)),
            None => Some(numbered("name", number)),
        };
        let entries = (0..items(count)?).map(|number| Some((key(number)?, self.value(value, name)?)));
        let entries: Option<Map<String, Value>> = entries.collect();
        let least = count.min.unwrap_or_default();
        let entries = entries.filter(|entries| entries.len() as u64 >= least);
        entries.or_else(|| (least == 0).then(Map::new)).map(Value::Object)
    }

    fn shape(&self, id: ShapeId, name: &str, number: usize) -> Option<Value> {
        match &self.api.shape(id).kind {
            ShapeKind::Struct(object) => self.object(object).map(Value::Object),
            ShapeKind::Enum(values) => listed(values, number),
            ShapeKind::Union(union) => self.union(union, name),
            ShapeKind::Duplicate(ty) => self.nth(ty, name, number),
            ShapeKind::TypeAlias(other) => self.shape(*other, name, number),
        }
    }

    fn union(&self, union: &Union, name: &str) -> Option<Value> {
        let mut variants = union.variants.iter().enumerate();
        variants.find_map(|(index, variant)| {
            let mut value = self.value(&variant.ty, name)?;
            let Some(discriminator) = &union.discriminator else {
                return Some(value);
            };
            let (text, _) = discriminator.mapping.iter().find(|(_, own)| *own == index)?;
            let members = value.as_object_mut()?;
            members.insert(discriminator.property.0.clone(), Value::from(text.as_str()));
            Some(value)
        })
    }

    /// Returns an object with the required fields, and those that a rule or the number of members asks for.
    fn object(&self, object: &Struct) -> Option<Map<String, Value>> {
        let mut members = Map::new();
        for field in &object.fields {
            match field.presence {
                Presence::Required => self.add(field, &mut members)?,
                Presence::Nullable => {
                    let added = self.add(field, &mut members);
                    added.unwrap_or_else(|| _ = members.insert(field.wire.0.clone(), Value::Null));
                }
                Presence::Optional | Presence::OptionalNullable => {}
            }
        }
        self.satisfy_rules(object, &mut members)?;
        self.fill_up(object, &mut members);
        let is_enough = object.count.contains(members.len());
        (is_enough && rules::hold(&object.rules, &members)).then_some(members)
    }

    /// Adds optional fields, then members without a field, up to the least number of members.
    fn fill_up(&self, object: &Struct, members: &mut Map<String, Value>) {
        let least = object.count.min.unwrap_or_default();
        for field in object.fields.iter().filter(|field| !field.deprecated) {
            if (members.len() as u64) < least && !members.contains_key(field.wire.as_str()) {
                let _ = self.add(field, members);
            }
        }
        self.add_others(object, least, members);
    }

    fn add(&self, field: &Field, members: &mut Map<String, Value>) -> Option<()> {
        let name = field.wire.as_str();
        let value = match &field.tag {
            Some(tag) => Value::from(tag.as_str()),
            None => self.value(&field.ty, name)?,
        };
        members.insert(name.to_owned(), value);
        Some(())
    }

    /// Adds members without a field, up to the least number of members.
    fn add_others(&self, object: &Struct, least: u64, members: &mut Map<String, Value>) {
        let missing = least.min(MAX_ITEMS).saturating_sub(members.len() as u64);
        for number in 0..missing {
            let name = numbered("name", number as usize);
            let value = match &object.additional {
                AdditionalFields::Allowed => Some(Value::from("value")),
                AdditionalFields::Typed { ty, .. } => self.value(ty, "value"),
                AdditionalFields::Denied => None,
            };
            if let Some(value) = value {
                members.entry(name).or_insert(value);
            }
        }
    }

    /// Returns true if a documented value of a parameter has its type, and keeps its constraints.
    pub(super) fn accepts(&self, ty: &Type, value: &Value) -> bool {
        match (ty, value) {
            (Type::Any, _) => value.is_string() || value.is_number() || value.is_boolean(),
            (Type::Bool, Value::Bool(_)) => true,
            (Type::BoolConstant(own), Value::Bool(value)) => own == value,
            (Type::Integer { width, bounds }, _) => value
                .as_i64()
                .is_some_and(|number| numbers::is_allowed_integer(*width, bounds, number)),
            (Type::Number { bounds }, _) => value
                .as_f64()
                .is_some_and(|number| numbers::is_allowed(bounds, number)),
            (Type::Text { .. }, Value::String(text)) => {
                TextRules::of(self.api, ty).is_some_and(|rules| rules.accept(text))
            }
            (Type::List { item, count, .. }, Value::Array(items)) => {
                let is_within = count.contains(items.len()) && !items.is_empty();
                is_within && items.iter().all(|one| self.accepts(item, one))
            }
            (Type::Nullable(inner), _) => self.accepts(inner, value),
            (Type::Shape { id, .. }, _) => match &self.api.shape(*id).kind {
                ShapeKind::Enum(values) => values
                    .values
                    .iter()
                    .any(|own| constant(own).as_ref() == Some(value)),
                ShapeKind::Duplicate(ty) => self.accepts(ty, value),
                ShapeKind::TypeAlias(id) => self.accepts(
                    &Type::Shape {
                        id: *id,
                        boxed: false,
                    },
                    value,
                ),
                ShapeKind::Struct(_) | ShapeKind::Union(_) => false,
            },
            _ => false,
        }
    }
}

/// Returns the number of items for an example of a list or a map: one, if that is allowed.
fn items(count: SizeBounds) -> Option<usize> {
    let least = count.min.unwrap_or_default().max(1);
    let length = least.min(count.max.unwrap_or(u64::MAX));
    let is_enough = length >= count.min.unwrap_or_default() && length <= MAX_ITEMS;
    is_enough.then_some(length as usize)
}

/// Returns `name`, with a number if it is not the first.
fn numbered(name: &str, number: usize) -> String {
    match number {
        0 => name.to_owned(),
        _ => format!("{name}{}", number + 1),
    }
}

/// Returns a value of an enum.
fn listed(values: &Enum, number: usize) -> Option<Value> {
    values.values.get(number).and_then(constant)
}

fn constant(value: &EnumValue) -> Option<Value> {
    match value.kind {
        ConstantKind::Text => Some(Value::from(value.wire.as_str())),
        _ => serde_json::from_str(value.wire.as_str()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::ExampleValues;
    use crate::ir::Type;
    use crate::{Options, SourceFile, pipeline};
    use serde_json::{Value, json};

    /// Returns the example of a body with this schema, and whether it is that of a whole list as well.
    fn example(schema: Value) -> Option<Value> {
        let schemas = json!({
            "Body": {"type": "object", "required": ["it"], "properties": {"it": schema}},
            "Cat": {"type": "object", "required": ["kind", "name"], "properties": {"kind": {"type": "string"}, "name": {"type": "string"}}},
            "Dog": {"type": "object", "properties": {"kind": {"type": "string"}}},
        });
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}});
        let operation = json!({
            "operationId": "post", "requestBody": {"required": true, "content": content},
            "responses": {"204": {"description": "Done."}},
        });
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
            "paths": {"/": {"post": operation}}, "components": {"schemas": schemas},
        });
        let file = SourceFile::new("api.json", document.to_string());
        let Ok(model) = pipeline::model(vec![file], &Options::default()) else {
            panic!("the document is refused");
        };
        let body = model.api.operations[0].revisions[0].request.clone().unwrap();
        assert!(matches!(body.ty, Type::Shape { .. }));
        let value = ExampleValues::new(&model.api).value(&body.ty, "value")?;
        Some(value["it"].clone())
    }

    #[test]
    fn values_keep_constraints() {
        let cat = json!({"$ref": "#/components/schemas/Cat"});
        let by_kind = json!({"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}});
        let dog = json!({"$ref": "#/components/schemas/Dog"});
        for (schema, expected) in [
            (json!({"type": "string"}), json!("it")),
            (json!({"type": "string", "minLength": 5}), json!("ititi")),
            (json!({"type": "string", "maxLength": 1}), json!("i")),
            (
                json!({"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$", "minLength": 6}),
                json!("AA-0000"),
            ),
            (
                json!({"type": "string", "pattern": "^v", "example": "v1"}),
                json!("v1"),
            ),
            (json!({"type": "string", "format": "date"}), json!("2026-05-04")),
            (json!({"type": "string", "enum": ["x", "y"]}), json!("x")),
            (json!({"type": "integer", "enum": [3, 4]}), json!(3)),
            (
                json!({"type": "integer", "minimum": 5, "multipleOf": 4}),
                json!(8),
            ),
            (
                json!({"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": true}),
                json!([1, 2]),
            ),
            (
                json!({"type": "array", "items": {"type": "boolean"}, "maxItems": 0}),
                json!([]),
            ),
            (
                json!({"type": "object", "minProperties": 1, "additionalProperties": {"type": "boolean"}}),
                json!({"name": true}),
            ),
            (
                json!({"type": "object", "minProperties": 1, "properties": {"a": {"type": "string"}}}),
                json!({"a": "a"}),
            ),
            (
                json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
                "dependentRequired": {"a": ["b"]}}),
                json!({"a": "a", "b": 1}),
            ),
            (
                json!({"oneOf": [cat, dog], "discriminator": by_kind}),
                json!({"kind": "cat", "name": "name"}),
            ),
            (
                json!({"oneOf": [{"type": "array", "items": {"type": "string"}, "minItems": 99}, {"type": "integer"}]}),
                json!(1),
            ),
        ] {
            assert_eq!(example(schema.clone()), Some(expected), "{schema}");
        }
    }

    #[test]
    fn values_that_nothing_can_have_are_none() {
        for schema in [
            json!({"type": "string", "pattern": "^a$", "minLength": 2}),
            json!({"type": "array", "items": {"type": "boolean"}, "minItems": 3, "uniqueItems": true}),
        ] {
            assert_eq!(example(schema.clone()), None, "{schema}");
        }
    }
}
