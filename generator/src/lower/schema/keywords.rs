//! A uniform view of schemas: openapiv3 spreads the same keywords over nine types.

use hashbrown::HashSet;

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaData,
    SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

/// The keywords of one schema.
pub(in crate::lower) struct SchemaView<'a> {
    pub(in crate::lower) data: &'a SchemaData,
    pub(in crate::lower) typ: Option<&'a str>,
    pub(in crate::lower) format: Option<&'a str>,
    pub(in crate::lower) pattern: Option<&'a str>,
    pub(in crate::lower) minimum: Option<Bound>,
    pub(in crate::lower) maximum: Option<Bound>,
    pub(in crate::lower) multiple_of: Option<Bound>,
    pub(in crate::lower) exclusive_minimum: bool,
    pub(in crate::lower) exclusive_maximum: bool,
    pub(in crate::lower) values: Vec<Value>,
    pub(in crate::lower) length: (Option<usize>, Option<usize>),
    pub(in crate::lower) items: Option<&'a ReferenceOr<Box<Schema>>>,
    pub(in crate::lower) item_count: (Option<usize>, Option<usize>),
    pub(in crate::lower) unique: bool,
    pub(in crate::lower) properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(in crate::lower) required: &'a [String],
    pub(in crate::lower) additional: Option<&'a AdditionalProperties>,
    pub(in crate::lower) member_count: (Option<usize>, Option<usize>),
    pub(in crate::lower) one_of: &'a [ReferenceOr<Schema>],
    pub(in crate::lower) any_of: &'a [ReferenceOr<Schema>],
    pub(in crate::lower) all_of: &'a [ReferenceOr<Schema>],
}

/// A bound, exact if the document writes it as an integer.
#[derive(Clone, Copy)]
pub(in crate::lower) enum Bound {
    Whole(i64),
    Real(f64),
}

impl Bound {
    /// Returns the bound of a number.
    pub(in crate::lower) fn real(self) -> f64 {
        match self {
            Bound::Whole(whole) => whole as f64,
            Bound::Real(real) => real,
        }
    }

    /// Returns true if it exceeds `i64`, but not `u64`.
    pub(in crate::lower) fn is_unsigned(self) -> bool {
        self.whole().is_none() && (9.2e18..=u64::MAX as f64).contains(&self.real())
    }

    /// Returns the bound of an integer: `1.1991456e+09` is 1199145600. `None` for a fraction, or beyond 64 bits.
    pub(in crate::lower) fn whole(self) -> Option<i64> {
        match self {
            Bound::Whole(whole) => Some(whole),
            Bound::Real(real) if real.fract() == 0.0 && real.abs() < 9.2e18 => Some(real as i64),
            Bound::Real(_) => None,
        }
    }
}

impl<'a> SchemaView<'a> {
    /// Returns the keywords of `schema`.
    pub(in crate::lower) fn of(schema: &'a Schema) -> Self {
        let mut view = Self::bare(&schema.schema_data);
        match &schema.schema_kind {
            SchemaKind::Type(typ) => view.fill_type(typ),
            SchemaKind::OneOf { one_of } => view.one_of = one_of,
            SchemaKind::AnyOf { any_of } => view.any_of = any_of,
            SchemaKind::AllOf { all_of } => view.all_of = all_of,
            SchemaKind::Not { .. } => {}
            SchemaKind::Any(any) => view.fill_any(any),
        }
        view
    }

    fn bare(data: &'a SchemaData) -> Self {
        Self {
            data,
            typ: None,
            format: None,
            pattern: None,
            minimum: None,
            maximum: None,
            multiple_of: None,
            exclusive_minimum: false,
            exclusive_maximum: false,
            values: Vec::new(),
            length: (None, None),
            items: None,
            item_count: (None, None),
            unique: false,
            properties: None,
            required: &[],
            additional: None,
            member_count: (None, None),
            one_of: &[],
            any_of: &[],
            all_of: &[],
        }
    }

    fn fill_type(&mut self, typ: &'a Type) {
        match typ {
            Type::String(string) => {
                self.typ = Some("string");
                self.format = string_format(&string.format);
                self.pattern = string.pattern.as_deref();
                self.length = (string.min_length, string.max_length);
                self.values = listed(&string.enumeration, |text| Value::from(text.as_str()));
            }
            Type::Number(number) => {
                self.typ = Some("number");
                self.format = number_format(&number.format);
                self.minimum = number.minimum.map(Bound::Real);
                self.maximum = number.maximum.map(Bound::Real);
                self.multiple_of = number.multiple_of.map(Bound::Real);
                (self.exclusive_minimum, self.exclusive_maximum) =
                    (number.exclusive_minimum, number.exclusive_maximum);
                self.values = listed(&number.enumeration, |number| number_value(*number));
            }
            Type::Integer(integer) => {
                self.typ = Some("integer");
                self.format = integer_format(&integer.format);
                self.minimum = integer.minimum.map(Bound::Whole);
                self.maximum = integer.maximum.map(Bound::Whole);
                self.multiple_of = integer.multiple_of.map(Bound::Whole);
                (self.exclusive_minimum, self.exclusive_maximum) =
                    (integer.exclusive_minimum, integer.exclusive_maximum);
                self.values = listed(&integer.enumeration, |integer| Value::from(*integer));
            }
            Type::Object(object) => {
                self.typ = Some("object");
                self.properties = Some(&object.properties);
                self.required = &object.required;
                self.additional = object.additional_properties.as_ref();
                self.member_count = (object.min_properties, object.max_properties);
            }
            Type::Array(array) => {
                self.typ = Some("array");
                self.items = array.items.as_ref();
                self.item_count = (array.min_items, array.max_items);
                self.unique = array.unique_items;
            }
            Type::Boolean(boolean) => {
                self.typ = Some("boolean");
                self.values = listed(&boolean.enumeration, |boolean| Value::from(*boolean));
            }
        }
    }

    fn fill_any(&mut self, any: &'a AnySchema) {
        self.typ = any.typ.as_deref();
        self.format = any.format.as_deref();
        self.pattern = any.pattern.as_deref();
        self.minimum = any.minimum.map(Bound::Real);
        self.maximum = any.maximum.map(Bound::Real);
        self.multiple_of = any.multiple_of.map(Bound::Real);
        self.exclusive_minimum = any.exclusive_minimum.unwrap_or_default();
        self.exclusive_maximum = any.exclusive_maximum.unwrap_or_default();
        self.values = any.enumeration.clone();
        self.length = (any.min_length, any.max_length);
        self.items = any.items.as_ref();
        self.item_count = (any.min_items, any.max_items);
        self.unique = any.unique_items.unwrap_or_default();
        self.properties = Some(&any.properties);
        self.required = &any.required;
        self.additional = any.additional_properties.as_ref();
        self.member_count = (any.min_properties, any.max_properties);
        (self.one_of, self.any_of, self.all_of) = (&any.one_of, &any.any_of, &any.all_of);
    }

    /// Returns true if the schema declares properties itself.
    pub(in crate::lower) fn has_properties(&self) -> bool {
        self.may_be_object() && self.properties.is_some_and(|properties| !properties.is_empty())
    }

    /// Returns true if only the empty object is a value.
    pub(in crate::lower) fn allows_no_member(&self) -> bool {
        let is_closed = matches!(self.additional, Some(AdditionalProperties::Any(false)));
        self.may_be_object() && is_closed && !self.has_properties() && self.required.is_empty()
    }

    /// Returns true if `type` allows objects.
    pub(in crate::lower) fn may_be_object(&self) -> bool {
        matches!(self.typ, None | Some("object"))
    }

    /// Returns the keywords that constrain values of one type, each with that type; `enum` applies to all of them.
    pub(in crate::lower) fn constraints(&self) -> Vec<(&'static str, &'static str)> {
        let properties = self.properties.is_some_and(|properties| !properties.is_empty());
        let all = [
            (self.pattern.is_some(), "pattern", "string"),
            (self.length.0.is_some(), "minLength", "string"),
            (self.length.1.is_some(), "maxLength", "string"),
            (self.minimum.is_some(), "minimum", "number"),
            (self.maximum.is_some(), "maximum", "number"),
            (self.multiple_of.is_some(), "multipleOf", "number"),
            (self.items.is_some(), "items", "array"),
            (self.item_count.0.is_some(), "minItems", "array"),
            (self.item_count.1.is_some(), "maxItems", "array"),
            (self.unique, "uniqueItems", "array"),
            (properties, "properties", "object"),
            (!self.required.is_empty(), "required", "object"),
            (self.additional.is_some(), "additionalProperties", "object"),
            (self.member_count.0.is_some(), "minProperties", "object"),
            (self.member_count.1.is_some(), "maxProperties", "object"),
        ];
        let stated = all.into_iter().filter(|(stated, ..)| *stated);
        stated.map(|(_, keyword, typ)| (keyword, typ)).collect()
    }

    /// Returns true if it restricts the members of an object.
    pub(in crate::lower) fn describes_object(&self) -> bool {
        let has_keywords = self.has_properties()
            || !self.required.is_empty()
            || self.additional.is_some()
            || self.member_count != (None, None);
        has_keywords && self.may_be_object()
    }

    /// Returns true if it is composed of other schemas.
    pub(in crate::lower) fn is_composed(&self) -> bool {
        [self.all_of, self.one_of, self.any_of]
            .iter()
            .any(|list| !list.is_empty())
    }

    /// Returns true if it constrains values that are not objects.
    pub(in crate::lower) fn constrains_values(&self) -> bool {
        let bounds = [self.minimum, self.maximum, self.multiple_of];
        self.pattern.is_some()
            || self.unique
            || !self.values.is_empty()
            || bounds.iter().any(Option::is_some)
            || self.length != (None, None)
            || self.item_count != (None, None)
    }

    /// Returns the implied type without `type`: a schema with `items` is a list, one with properties is an object.
    pub(in crate::lower) fn type_of_parts(&self) -> Option<&'static str> {
        match (self.items, self.additional) {
            (Some(_), _) => Some("array"),
            (None, Some(_)) => Some("object"),
            (None, None) => None,
        }
    }

    /// Returns true if it is an unconstrained string.
    pub(in crate::lower) fn is_any_text(&self) -> bool {
        self.typ == Some("string") && self.format.is_none() && !self.constrains()
    }

    /// Returns the strings among its values.
    pub(in crate::lower) fn texts(&self) -> Vec<String> {
        let texts = self.values.iter().filter_map(Value::as_str);
        let mut seen = HashSet::new();
        texts
            .filter(|text| seen.insert(*text))
            .map(str::to_owned)
            .collect()
    }

    /// Returns true if it constrains the values of its type.
    pub(in crate::lower) fn constrains(&self) -> bool {
        self.constrains_values() || self.member_count != (None, None)
    }

    /// Returns true if it is a set of strings; `null` may be among them.
    pub(in crate::lower) fn is_text_enum(&self) -> bool {
        matches!(self.typ, None | Some("string"))
            && self.values.iter().any(Value::is_string)
            && self.values.iter().all(|v| v.is_string() || v.is_null())
    }

    /// Returns its values without `null`, if they are scalars that are not all strings or all booleans: numbers, or
    /// values of several types.
    pub(in crate::lower) fn constants(&self) -> Vec<Value> {
        let listed: Vec<&Value> = self.values.iter().filter(|value| !value.is_null()).collect();
        let is_scalar = !listed.iter().any(|value| value.is_array() || value.is_object());
        let is_plain =
            listed.iter().all(|value| value.is_boolean()) || listed.iter().all(|value| value.is_string());
        let may_list = !matches!(self.typ, Some("array" | "object" | "boolean"));
        if !is_scalar || is_plain || !may_list {
            return Vec::new();
        }
        let mut seen = HashSet::new();
        let distinct = listed.into_iter().filter(|value| seen.insert(value.to_string()));
        distinct.cloned().collect()
    }

    /// Returns its only boolean, if it lists no other value.
    pub(in crate::lower) fn only_boolean(&self) -> Option<bool> {
        let mut listed = self.values.iter().filter(|value| !value.is_null());
        let first = listed.next()?.as_bool()?;
        listed
            .all(|value| value.as_bool() == Some(first))
            .then_some(first)
    }

    /// Returns true if `null` is its only value.
    pub(in crate::lower) fn is_null(&self) -> bool {
        !self.values.is_empty() && self.values.iter().all(Value::is_null)
    }

    /// Returns true if it is nullable.
    pub(in crate::lower) fn nullable(&self) -> bool {
        self.data.nullable || self.values.iter().any(Value::is_null)
    }
}

fn listed<T>(values: &[Option<T>], json: impl Fn(&T) -> Value) -> Vec<Value> {
    values
        .iter()
        .map(|value| value.as_ref().map_or(Value::Null, &json))
        .collect()
}

/// Returns a number, as an integer if it is one.
fn number_value(number: f64) -> Value {
    match Bound::Real(number).whole() {
        Some(whole) => Value::from(whole),
        None => Value::from(number),
    }
}

fn string_format(format: &VariantOrUnknownOrEmpty<StringFormat>) -> Option<&str> {
    match format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => Some("date"),
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => Some("date-time"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => Some("password"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => Some("byte"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => Some("binary"),
        VariantOrUnknownOrEmpty::Unknown(other) => Some(other),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn integer_format(format: &VariantOrUnknownOrEmpty<IntegerFormat>) -> Option<&str> {
    match format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Some("int32"),
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => Some("int64"),
        VariantOrUnknownOrEmpty::Unknown(other) => Some(other),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn number_format(format: &VariantOrUnknownOrEmpty<NumberFormat>) -> Option<&str> {
    match format {
        VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => Some("float"),
        VariantOrUnknownOrEmpty::Item(NumberFormat::Double) => Some("double"),
        VariantOrUnknownOrEmpty::Unknown(other) => Some(other),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}
