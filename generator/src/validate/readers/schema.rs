//! Schemas.

use super::{Read, any, count, extend, flag, list, map, object, part, reference_or, text};
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, Discriminator, IntegerType, NumberType,
    ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, StringType, Type,
};
use serde_json::{Number, Value};

/// Returns the schema of `node`.
pub(in crate::validate) fn schema(node: Value) -> Read<Schema> {
    let (mut schema_data, mut keywords) = (SchemaData::default(), Keywords::default());
    for (key, value) in object(node)? {
        if let Some((key, value)) = annotate(&mut schema_data, key, value)? {
            keywords.read(&key, value)?;
        }
    }
    Ok(Schema {
        schema_data,
        schema_kind: keywords.kind(),
    })
}

fn boxed(node: Value) -> Read<ReferenceOr<Box<Schema>>> {
    reference_or(node, |node| schema(node).map(Box::new))
}

fn schemas(node: Value) -> Read<Vec<ReferenceOr<Schema>>> {
    list(node, |node| reference_or(node, schema))
}

/// Reads an annotation; returns any other keyword.
fn annotate(data: &mut SchemaData, key: String, value: Value) -> Read<Option<(String, Value)>> {
    match key.as_str() {
        "nullable" => data.nullable = flag(&value)?,
        "readOnly" => data.read_only = flag(&value)?,
        "writeOnly" => data.write_only = flag(&value)?,
        "deprecated" => data.deprecated = flag(&value)?,
        "externalDocs" => data.external_docs = Some(part(value)?),
        "example" => data.example = any(value),
        "title" => data.title = Some(text(value)?),
        "description" => data.description = Some(text(value)?),
        "discriminator" => data.discriminator = Some(discriminator(value)?),
        "default" => data.default = any(value),
        name if name.starts_with("x-") => extend(&mut data.extensions, key, value),
        _ => return Ok(Some((key, value))),
    }
    Ok(None)
}

fn discriminator(node: Value) -> Read<Discriminator> {
    let (mut property, mut discriminator) = (None, Discriminator::default());
    for (key, value) in object(node)? {
        match key.as_str() {
            "propertyName" => property = Some(text(value)?),
            "mapping" => discriminator.mapping = map(value, text)?,
            _ => extend(&mut discriminator.extensions, key, value),
        }
    }
    discriminator.property_name = property.ok_or("a discriminator needs `propertyName`")?;
    Ok(discriminator)
}

/// The keywords that a type of openapiv3 has, as bits.
mod bit {
    pub(super) const PATTERN: u32 = 1;
    /// The bounds of a number, and `multipleOf`.
    pub(super) const BOUNDS: u32 = 1 << 1;
    pub(super) const OBJECT: u32 = 1 << 2;
    pub(super) const ARRAY: u32 = 1 << 3;
    pub(super) const ENUM: u32 = 1 << 4;
    pub(super) const FORMAT: u32 = 1 << 5;
    pub(super) const LENGTH: u32 = 1 << 6;
    pub(super) const ONE_OF: u32 = 1 << 7;
    pub(super) const ALL_OF: u32 = 1 << 8;
    pub(super) const ANY_OF: u32 = 1 << 9;
    pub(super) const NOT: u32 = 1 << 10;
    pub(super) const STRING: u32 = PATTERN | ENUM | FORMAT | LENGTH;
    pub(super) const NUMBER: u32 = BOUNDS | ENUM | FORMAT;
}

/// The keywords of one schema that are not annotations.
#[derive(Default)]
struct Keywords {
    /// All of them, except for these numbers, which integers state exactly.
    any: AnySchema,
    multiple_of: Option<Number>,
    minimum: Option<Number>,
    maximum: Option<Number>,
    /// Which of them are stated.
    stated: u32,
}

impl Keywords {
    fn read(&mut self, key: &str, value: Value) -> Read<()> {
        self.stated |= match key {
            "pattern" | "format" | "minLength" | "maxLength" => self.read_string(key, value)?,
            "multipleOf" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                self.read_number(key, value)?
            }
            "properties" | "required" | "additionalProperties" | "minProperties" | "maxProperties" => {
                self.read_object(key, value)?
            }
            "items" | "minItems" | "maxItems" | "uniqueItems" => self.read_array(key, value)?,
            "oneOf" | "allOf" | "anyOf" | "not" => self.read_composition(key, value)?,
            "type" => {
                self.any.typ = Some(text(value)?);
                0
            }
            "enum" => {
                self.any.enumeration = list(value, Ok)?;
                bit::ENUM
            }
            _ => 0,
        };
        Ok(())
    }

    fn read_string(&mut self, key: &str, value: Value) -> Read<u32> {
        Ok(match key {
            "pattern" => {
                self.any.pattern = Some(text(value)?);
                bit::PATTERN
            }
            "format" => {
                self.any.format = Some(text(value)?);
                bit::FORMAT
            }
            "minLength" => {
                self.any.min_length = Some(count(&value)?);
                bit::LENGTH
            }
            _ => {
                self.any.max_length = Some(count(&value)?);
                bit::LENGTH
            }
        })
    }

    fn read_number(&mut self, key: &str, value: Value) -> Read<u32> {
        let number = match key {
            "exclusiveMinimum" => {
                self.any.exclusive_minimum = Some(flag(&value)?);
                return Ok(bit::BOUNDS);
            }
            "exclusiveMaximum" => {
                self.any.exclusive_maximum = Some(flag(&value)?);
                return Ok(bit::BOUNDS);
            }
            "multipleOf" => &mut self.multiple_of,
            "minimum" => &mut self.minimum,
            _ => &mut self.maximum,
        };
        let Value::Number(value) = value else {
            return super::expected("a number");
        };
        *number = Some(value);
        Ok(bit::BOUNDS)
    }

    fn read_object(&mut self, key: &str, value: Value) -> Read<u32> {
        match key {
            "properties" => self.any.properties = map(value, boxed)?,
            "required" => self.any.required = list(value, text)?,
            "minProperties" => self.any.min_properties = Some(count(&value)?),
            "maxProperties" => self.any.max_properties = Some(count(&value)?),
            _ => {
                self.any.additional_properties = Some(match value {
                    Value::Bool(any) => AdditionalProperties::Any(any),
                    node => AdditionalProperties::Schema(Box::new(reference_or(node, schema)?)),
                });
            }
        }
        Ok(bit::OBJECT)
    }

    fn read_array(&mut self, key: &str, value: Value) -> Read<u32> {
        match key {
            "items" => self.any.items = Some(boxed(value)?),
            "minItems" => self.any.min_items = Some(count(&value)?),
            "maxItems" => self.any.max_items = Some(count(&value)?),
            _ => self.any.unique_items = Some(flag(&value)?),
        }
        Ok(bit::ARRAY)
    }

    fn read_composition(&mut self, key: &str, value: Value) -> Read<u32> {
        let (list, bit) = match key {
            "oneOf" => (&mut self.any.one_of, bit::ONE_OF),
            "allOf" => (&mut self.any.all_of, bit::ALL_OF),
            "anyOf" => (&mut self.any.any_of, bit::ANY_OF),
            _ => {
                self.any.not = Some(Box::new(reference_or(value, schema)?));
                return Ok(bit::NOT);
            }
        };
        *list = schemas(value)?;
        Ok(bit)
    }

    /// Returns the variant of openapiv3 for the stated keywords.
    fn kind(self) -> SchemaKind {
        let typed = match self.any.typ.as_deref() {
            Some(typ) => self.is_of_type(typ),
            None => return self.composed(),
        };
        match (typed, self.any.typ.as_deref()) {
            (true, Some("string")) => SchemaKind::Type(Type::String(self.string())),
            (true, Some("number")) => SchemaKind::Type(Type::Number(self.number())),
            (true, Some("integer")) => SchemaKind::Type(Type::Integer(self.integer())),
            (true, Some("boolean")) => SchemaKind::Type(Type::Boolean(BooleanType {
                enumeration: values(&self.any.enumeration, Value::as_bool),
            })),
            (true, Some("object")) => SchemaKind::Type(Type::Object(ObjectType {
                properties: self.any.properties,
                required: self.any.required,
                additional_properties: self.any.additional_properties,
                min_properties: self.any.min_properties,
                max_properties: self.any.max_properties,
            })),
            (true, Some("array")) => SchemaKind::Type(Type::Array(ArrayType {
                items: self.any.items,
                min_items: self.any.min_items,
                max_items: self.any.max_items,
                unique_items: self.any.unique_items.unwrap_or_default(),
            })),
            _ => self.any_kind(),
        }
    }

    /// Returns whether all keywords are ones of this type.
    fn is_of_type(&self, typ: &str) -> bool {
        let only = |keywords: u32| self.stated & !keywords == 0;
        let values_are = |is: fn(&Value) -> bool| {
            let mut values = self.any.enumeration.iter();
            values.all(|value| value.is_null() || is(value))
        };
        let mut numbers = [&self.multiple_of, &self.minimum, &self.maximum].into_iter();
        match typ {
            "string" => only(bit::STRING) && values_are(Value::is_string),
            "number" => only(bit::NUMBER) && values_are(Value::is_number),
            "integer" => {
                only(bit::NUMBER)
                    && values_are(Value::is_i64)
                    && numbers.all(|number| number.as_ref().is_none_or(Number::is_i64))
            }
            "boolean" => only(bit::ENUM) && values_are(Value::is_boolean),
            "object" => only(bit::OBJECT),
            "array" => only(bit::ARRAY),
            _ => false,
        }
    }

    fn composed(mut self) -> SchemaKind {
        let any = &mut self.any;
        match self.stated {
            bit::ONE_OF => SchemaKind::OneOf {
                one_of: std::mem::take(&mut any.one_of),
            },
            bit::ALL_OF => SchemaKind::AllOf {
                all_of: std::mem::take(&mut any.all_of),
            },
            bit::ANY_OF => SchemaKind::AnyOf {
                any_of: std::mem::take(&mut any.any_of),
            },
            bit::NOT => match any.not.take() {
                Some(not) => SchemaKind::Not { not },
                None => self.any_kind(),
            },
            _ => self.any_kind(),
        }
    }

    fn string(self) -> StringType {
        let text = |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        };
        StringType {
            format: self.any.format.into(),
            pattern: self.any.pattern,
            enumeration: self.any.enumeration.into_iter().map(text).collect(),
            min_length: self.any.min_length,
            max_length: self.any.max_length,
        }
    }

    fn number(self) -> NumberType {
        NumberType {
            format: self.any.format.into(),
            multiple_of: real(&self.multiple_of),
            exclusive_minimum: self.any.exclusive_minimum.unwrap_or_default(),
            exclusive_maximum: self.any.exclusive_maximum.unwrap_or_default(),
            minimum: real(&self.minimum),
            maximum: real(&self.maximum),
            enumeration: values(&self.any.enumeration, Value::as_f64),
        }
    }

    fn integer(self) -> IntegerType {
        let whole = |number: &Option<Number>| number.as_ref().and_then(Number::as_i64);
        IntegerType {
            format: self.any.format.into(),
            multiple_of: whole(&self.multiple_of),
            exclusive_minimum: self.any.exclusive_minimum.unwrap_or_default(),
            exclusive_maximum: self.any.exclusive_maximum.unwrap_or_default(),
            minimum: whole(&self.minimum),
            maximum: whole(&self.maximum),
            enumeration: values(&self.any.enumeration, Value::as_i64),
        }
    }

    fn any_kind(self) -> SchemaKind {
        SchemaKind::Any(AnySchema {
            multiple_of: real(&self.multiple_of),
            minimum: real(&self.minimum),
            maximum: real(&self.maximum),
            ..self.any
        })
    }
}

fn real(number: &Option<Number>) -> Option<f64> {
    number.as_ref().and_then(Number::as_f64)
}

fn values<T>(values: &[Value], read: impl Fn(&Value) -> Option<T>) -> Vec<Option<T>> {
    values.iter().map(read).collect()
}
