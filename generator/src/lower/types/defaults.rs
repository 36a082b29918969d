//! Reports defaults that their own schemas do not allow; they only appear in documentation.

use openapiv3::Schema;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::builder::TypeBuilder;

impl<'a> TypeBuilder<'a> {
    /// Reports a default that is not a value of its schema's type. Patterns have their own diagnostic.
    pub(in crate::lower) fn check_default(
        &mut self,
        found: &Resolved<'a, Schema>,
        ty: &Type,
        nullable: bool,
    ) {
        let Some(default) = &found.item.schema_data.default else {
            return;
        };
        if (nullable && default.is_null()) || self.fits(default, ty) {
            return;
        }
        let at = found.node_ref.child("default").location(self.resolver.documents);
        let message = format!("the default {default} is not a value of the schema");
        let help = "fix the default or the schema; patch an upstream document in corrections.toml";
        self.report(Diagnostic::new("default-does-not-fit", at, message, help));
    }

    pub(in crate::lower) fn fits(&self, value: &Value, ty: &Type) -> bool {
        match ty {
            Type::Any => true,
            Type::Nullable(inner) => value.is_null() || self.fits(value, inner),
            Type::Bool => value.is_boolean(),
            Type::BoolConstant(only) => value.as_bool() == Some(*only),
            Type::Integer { width, bounds } => whole(value).is_some_and(|whole| {
                width.contains(whole)
                    && bounds.contains(whole)
                    && bounds
                        .multiple_of
                        .is_none_or(|factor| factor != 0 && whole % factor == 0)
            }),
            // Whether a fraction is a multiple depends on rounding.
            Type::Number { bounds } => value.as_f64().is_some_and(|real| bounds.contains(real)),
            Type::Text { length, .. } => value
                .as_str()
                .is_some_and(|text| length.contains(text.chars().count())),
            Type::List { item, count, .. } => value.as_array().is_some_and(|items| {
                count.contains(items.len()) && items.iter().all(|one| self.fits(one, item))
            }),
            Type::Map {
                value: inner, count, ..
            } => value.as_object().is_some_and(|members| {
                count.contains(members.len()) && members.values().all(|one| self.fits(one, inner))
            }),
            Type::Object => value.is_object(),
            Type::File => value.is_string(),
            Type::Shape { id, .. } => {
                match (self.table.planned_texts(*id), self.table.planned_constants(*id)) {
                    (Some(texts), _) => value
                        .as_str()
                        .is_some_and(|text| texts.iter().any(|own| own == text)),
                    (_, Some(constants)) => constants.iter().any(|own| same_value(own, value)),
                    // A union may accept anything, and the service may complete an object.
                    (None, None) => true,
                }
            }
        }
    }
}

/// Returns true if two values are equal; numbers in any spelling.
pub(in crate::lower) fn same_value(a: &Value, b: &Value) -> bool {
    a == b || (a.is_number() && a.as_f64() == b.as_f64())
}

/// Returns a key that two values have in common only if they are equal.
pub(in crate::lower) fn value_key(value: &Value) -> String {
    match value {
        Value::Number(number) => format!("{:?}", number.as_f64()),
        _ => value.to_string(),
    }
}

/// Returns an integer in any spelling.
fn whole(value: &Value) -> Option<i64> {
    let real = || {
        value
            .as_f64()
            .filter(|real| real.fract() == 0.0 && real.abs() < 9.2e18)
    };
    value.as_i64().or_else(|| real().map(|real| real as i64))
}
