//! Unnamed types: strings, numbers, lists, maps.

pub(in crate::lower) mod bounds;
pub(in crate::lower) mod builder;
pub(in crate::lower) mod defaults;
pub(in crate::lower) mod discriminators;
pub(in crate::lower) mod downloads;
pub(in crate::lower) mod enums;
pub(in crate::lower) mod final_states;
pub(in crate::lower) mod intersection;
pub(in crate::lower) mod patterns;
pub(in crate::lower) mod rules;
pub(in crate::lower) mod schema_rules;
pub(in crate::lower) mod selection;
pub(in crate::lower) mod sensitive;
pub(in crate::lower) mod structs;
pub(in crate::lower) mod table;
pub(in crate::lower) mod times;
pub(in crate::lower) mod unions;
pub(in crate::lower) mod variants;

use openapiv3::{AdditionalProperties, Schema};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::ir::{Bounds, IntegerWidth, Side, SizeBounds, TextFormat, Type};
use crate::lower::classify::unchecked_keywords::{Reason, unchecked_keywords};
use crate::lower::schema::keywords::{Bound, SchemaView};
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::{TypeBuilder, count};
use crate::upgrade::PROPERTY_NAMES;

impl<'a> TypeBuilder<'a> {
    /// Returns the type for `type` and its keywords; `typ` is the default without `type`.
    pub(in crate::lower) fn plain(
        &mut self,
        found: &Resolved<'a, Schema>,
        typ: Option<&'a str>,
        side: Side,
        owner: &str,
    ) -> Type {
        let mut view = SchemaView::of(found.item);
        view.typ = view.typ.or(typ).or(view.type_of_parts());
        self.check_listed(found, &view);
        self.check_rules_without_object(found);
        self.check_unchecked_keywords(found, view.typ.map_or(Reason::Nothing, Reason::Type));
        match view.typ {
            Some("string") => self.text(found, &view),
            Some("integer") => self.integer(found, &view),
            Some("number") => self.number(found, &view),
            Some("boolean") => view.only_boolean().map_or(Type::Bool, Type::BoolConstant),
            Some("array") => self.list(found, &view, side, owner),
            Some("object") => self.map(found, &view, side, owner),
            Some(other) => {
                let message = format!("`{other}` is not a type");
                let help = "write `string`, `integer`, `number`, `boolean`, `array` or `object`";
                self.problem(found, "type", "unknown-type", &message, help);
                Type::Any
            }
            None => Type::Any,
        }
    }

    /// Reports the keywords that are not checked.
    pub(in crate::lower) fn check_unchecked_keywords(
        &mut self,
        found: &Resolved<'a, Schema>,
        reason: Reason<'_>,
    ) {
        let unchecked = unchecked_keywords(&self.resolver, found, reason);
        unchecked.into_iter().for_each(|problem| self.report(problem));
    }

    pub(in crate::lower) fn text(&mut self, found: &Resolved<'a, Schema>, view: &SchemaView<'a>) -> Type {
        let format = match view.format {
            Some("date-time") => Some(TextFormat::DateTime),
            Some("date") => Some(TextFormat::Date),
            Some("uuid") => Some(TextFormat::Uuid),
            // Other formats are informative: their syntax is not defined (email, password, uri, ..).
            _ => None,
        };
        let length = count(view.length);
        self.check_order(found, "minLength", length);
        let pattern = view.pattern.map(|text| {
            let examples = [view.data.example.as_ref(), view.data.default.as_ref()];
            let at = found.node_ref.child("pattern").location(self.resolver.documents);
            let texts = examples.into_iter().flatten().filter_map(Value::as_str);
            let (id, problems) = self.patterns.intern(text, at, texts);
            problems.into_iter().for_each(|problem| self.report(problem));
            id
        });
        Type::Text {
            format,
            pattern,
            length,
        }
    }

    pub(in crate::lower) fn integer(&mut self, found: &Resolved<'a, Schema>, view: &SchemaView<'a>) -> Type {
        let width = integer_width(view);
        let bounds = Bounds {
            minimum: self.whole_bound(found, "minimum", view.minimum),
            maximum: match view.maximum {
                Some(most) if most.is_unsigned() => self.unsigned(found, width),
                most => self.whole_bound(found, "maximum", most),
            },
            multiple_of: self.whole_bound(found, "multipleOf", view.multiple_of),
            exclusive_minimum: view.exclusive_minimum,
            exclusive_maximum: view.exclusive_maximum,
        };
        self.check_bounds(found, &bounds);
        Type::Integer { width, bounds }
    }

    /// Returns a bound of integers; `None` if it is beyond all of them, and so excludes nothing.
    fn whole_bound(
        &mut self,
        found: &Resolved<'a, Schema>,
        keyword: &str,
        bound: Option<Bound>,
    ) -> Option<i64> {
        let bound = bound?;
        let real = bound.real();
        let excludes_nothing = match keyword {
            "minimum" => real <= i64::MIN as f64,
            "maximum" => real >= i64::MAX as f64,
            _ => false,
        };
        if bound.whole().is_none() && !excludes_nothing {
            let message = format!("{real:?} is not a 64-bit integer: the bound is ignored");
            let help = "write an integer from -9223372036854775808 to 9223372036854775807";
            self.problem(found, keyword, "bad-bound", &message, help);
        }
        bound.whole()
    }

    /// Returns the upper bound of unsigned integers, half of which no type of the crate represents.
    fn unsigned(&mut self, found: &Resolved<'a, Schema>, width: IntegerWidth) -> Option<i64> {
        if width == IntegerWidth::Uint64 {
            return None;
        }
        let at = found.node_ref.child("maximum").location(self.resolver.documents);
        let message = "integers above 9223372036854775807 are not supported: `validate()` reports one in a response, \
                       which is kept";
        let help = "use `type: string` if callers send such numbers; otherwise no action is needed";
        self.report(Diagnostic::new("unsigned-integer", at, message, help));
        None
    }

    pub(in crate::lower) fn number(&mut self, found: &Resolved<'a, Schema>, view: &SchemaView<'a>) -> Type {
        let bounds = Bounds {
            minimum: view.minimum.map(Bound::real),
            maximum: view.maximum.map(Bound::real),
            multiple_of: view.multiple_of.map(Bound::real),
            exclusive_minimum: view.exclusive_minimum,
            exclusive_maximum: view.exclusive_maximum,
        };
        self.check_bounds(found, &bounds);
        Type::Number { bounds }
    }

    fn list(&mut self, found: &Resolved<'a, Schema>, view: &SchemaView<'a>, side: Side, owner: &str) -> Type {
        let item = match view.items {
            Some(items) => self
                .boxed(&found.node_ref.child("items"), items, side, owner)
                .or_null(),
            None => Type::Any,
        };
        self.list_of(item, found, view)
    }

    fn list_of(&mut self, item: Type, found: &Resolved<'a, Schema>, view: &SchemaView<'a>) -> Type {
        let count = count(view.item_count);
        self.check_order(found, "minItems", count);
        Type::List {
            item: Box::new(item),
            count,
            unique: view.unique,
        }
    }

    fn map(&mut self, found: &Resolved<'a, Schema>, view: &SchemaView<'a>, side: Side, owner: &str) -> Type {
        if !view.required.is_empty() {
            let message = "`required` is not checked: the schema has no properties";
            let help = "declare the properties";
            self.problem(found, "required", "unchecked-constraint", message, help);
        }
        let value = match view.additional {
            Some(AdditionalProperties::Schema(schema)) => self
                .typed(&found.node_ref.child("additionalProperties"), schema, side, owner)
                .or_null(),
            _ => Type::Any,
        };
        // A schema that allows any value is the same as `true`.
        match value == Type::Any && is_free(view) {
            true => Type::Object,
            false => self.map_of(value, found, view),
        }
    }

    fn map_of(&mut self, value: Type, found: &Resolved<'a, Schema>, view: &SchemaView<'a>) -> Type {
        let count = count(view.member_count);
        self.check_order(found, "minProperties", count);
        let names = self.names_of_map(found).map(Box::new);
        Type::Map {
            value: Box::new(value),
            count,
            names,
        }
    }

    /// Returns the type of the names of a map, if they are constrained.
    fn names_of_map(&mut self, found: &Resolved<'a, Schema>) -> Option<Type> {
        let stated = found.item.schema_data.extensions.get(PROPERTY_NAMES)?;
        let bound = |key: &str| stated.get(key).and_then(Value::as_u64);
        let at = found
            .node_ref
            .child("propertyNames")
            .location(self.resolver.documents);
        let pattern = stated.get("pattern").and_then(Value::as_str).map(|text| {
            let (id, problems) = self.patterns.intern(text, at, std::iter::empty());
            problems.into_iter().for_each(|problem| self.report(problem));
            id
        });
        Some(Type::Text {
            format: None,
            pattern,
            length: SizeBounds {
                min: bound("minLength"),
                max: bound("maxLength"),
            },
        })
    }

    /// Returns the list or map of a schema, with items or members of type `inner`.
    pub(in crate::lower) fn plain_around(&mut self, found: &Resolved<'a, Schema>, inner: &Type) -> Type {
        let view = SchemaView::of(found.item);
        let typ = view.typ.or(view.type_of_parts());
        self.check_unchecked_keywords(found, typ.map_or(Reason::Nothing, Reason::Type));
        match view.items {
            Some(_) => self.list_of(inner.clone(), found, &view),
            None => self.map_of(inner.clone(), found, &view),
        }
    }

    pub(in crate::lower) fn check_bounds<T: Copy + PartialOrd + Default>(
        &mut self,
        found: &Resolved<'a, Schema>,
        bounds: &Bounds<T>,
    ) {
        if let (Some(min), Some(max)) = (bounds.minimum, bounds.maximum) {
            let exclusive = bounds.exclusive_minimum || bounds.exclusive_maximum;
            if min > max || (min == max && exclusive) {
                let help = "swap or fix the two bounds";
                self.problem(
                    found,
                    "minimum",
                    "empty-range",
                    "no value is between `minimum` and `maximum`",
                    help,
                );
            }
        }
        if bounds.multiple_of.is_some_and(|factor| factor <= T::default()) {
            let help = "write a number above zero (JSON Schema validation, `multipleOf`)";
            self.problem(
                found,
                "multipleOf",
                "bad-bound",
                "`multipleOf` is not above zero",
                help,
            );
        }
    }

    /// Reports listed values that no type lists: scalars make an enum, which is not a plain type, and booleans are
    /// checked.
    pub(in crate::lower) fn check_listed(&mut self, found: &Resolved<'a, Schema>, view: &SchemaView<'a>) {
        let is_boolean = |value: &Value| view.typ == Some("boolean") && value.is_boolean();
        let listed: Vec<&Value> = view.values.iter().filter(|value| !value.is_null()).collect();
        let Some(first) = listed.iter().find(|value| !is_boolean(value)) else {
            return;
        };
        let value = listed
            .iter()
            .find(|value| !is_scalar_of(view.typ, value))
            .unwrap_or(first);
        let (message, help) = unlisted(view, value);
        self.problem(found, "enum", "unsupported-enum", &message, help);
    }

    pub(in crate::lower) fn check_order(
        &mut self,
        found: &Resolved<'a, Schema>,
        keyword: &str,
        count: SizeBounds,
    ) {
        if let (Some(min), Some(max)) = (count.min, count.max)
            && min > max
        {
            let message = format!("the minimum {min} is above the maximum {max}");
            self.problem(found, keyword, "empty-range", &message, "swap or fix the two");
        }
    }

    fn problem(
        &mut self,
        found: &Resolved<'a, Schema>,
        keyword: &str,
        code: &'static str,
        message: &str,
        help: &str,
    ) {
        let at = found.node_ref.child(keyword).location(self.resolver.documents);
        self.report(Diagnostic::new(code, at, message, help));
    }
}

/// Returns why an `enum` with this value is not checked, and what to do.
fn unlisted(view: &SchemaView<'_>, value: &Value) -> (String, &'static str) {
    let kind = match value {
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
        _ => {
            let typ = view.typ.unwrap_or("object");
            let message =
                format!("`enum` is not checked: it lists `{value}`, which is not of the type `{typ}`");
            let help = match typ {
                "array" => "move `enum` into `items`, if it lists the items",
                _ => "list values of the type, or fix the `type`",
            };
            return (message, help);
        }
    };
    let message = format!(
        "`enum` is not checked: it lists {kind}, and only strings, numbers and booleans are compared"
    );
    (
        message,
        "describe the value by `properties` or `items`, each with an `enum` or a `const`",
    )
}

/// Returns true if a value is a string, number or boolean, as the type states.
fn is_scalar_of(typ: Option<&str>, value: &Value) -> bool {
    match typ {
        Some("string") => value.is_string(),
        Some("integer" | "number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => false,
    }
}

/// Returns the width of an integer: from its format, otherwise unsigned if only that contains its bounds.
fn integer_width(view: &SchemaView<'_>) -> IntegerWidth {
    let is_positive = view.minimum.is_some_and(|least| least.real() >= 0.0);
    match view.format {
        Some("int8" | "int16" | "int32") => IntegerWidth::Int32,
        Some("uint8" | "uint16" | "uint32") => IntegerWidth::Uint32,
        Some("uint" | "uint64") => IntegerWidth::Uint64,
        None if is_positive && view.maximum.is_some_and(Bound::is_unsigned) => IntegerWidth::Uint64,
        _ => IntegerWidth::Int64,
    }
}

/// Returns true if an object has no constraints of its members.
fn is_free(view: &SchemaView<'_>) -> bool {
    count(view.member_count) == SizeBounds::default() && !view.data.extensions.contains_key(PROPERTY_NAMES)
}
