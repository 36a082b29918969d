//! Types as Rust spells them.

use super::paths::Scope;
use crate::ir::{IntegerWidth, PatternId, Presence, ShapeId, ShapeKind, TextFormat, Type};

impl Scope<'_> {
    /// Returns the type of a value.
    pub(super) fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Any => "rt::Json".to_owned(),
            Type::Object => "rt::JsonMap".to_owned(),
            Type::Bool | Type::BoolConstant(_) => "bool".to_owned(),
            Type::File => "rt::FilePart".to_owned(),
            Type::Integer {
                width: IntegerWidth::Int32,
                ..
            } => "i32".to_owned(),
            Type::Integer {
                width: IntegerWidth::Int64,
                ..
            } => "i64".to_owned(),
            Type::Integer {
                width: IntegerWidth::Uint32,
                ..
            } => "u32".to_owned(),
            Type::Integer {
                width: IntegerWidth::Uint64,
                ..
            } => "u64".to_owned(),
            Type::Number { .. } => "f64".to_owned(),
            Type::Text { format, pattern, .. } => self.text(*format, *pattern),
            Type::List { item, .. } => format!("Vec<{}>", self.ty(item)),
            Type::Map { value, .. } => format!("rt::Map<{}>", self.ty(value)),
            Type::Nullable(inner) => format!("Option<{}>", self.ty(inner)),
            Type::Shape { id, boxed } => {
                let shape = self.shape(*id);
                match self.api.shape(*id).kind {
                    ShapeKind::Enum(_) | ShapeKind::Duplicate(_) | ShapeKind::TypeAlias(_) => {
                        format!("rt::{}<{shape}>", self.open_type(*id))
                    }
                    _ if *boxed => format!("Box<{shape}>"),
                    _ => shape,
                }
            }
        }
    }

    /// Returns the type that contains the known values of an enum, and any other.
    pub(super) fn open_type(&self, id: ShapeId) -> &'static str {
        match self.api.is_enum_of_strings(id) {
            true => "Open",
            false => "OpenValue",
        }
    }

    /// Returns the type of a string: that of its pattern, that of its format, or `String`.
    fn text(&self, format: Option<TextFormat>, pattern: Option<PatternId>) -> String {
        let named = pattern.and_then(|id| self.api.pattern(id).name.as_ref());
        match (named, format) {
            (Some(name), _) => format!("crate::{name}"),
            (None, Some(TextFormat::DateTime)) => "rt::Timestamp".to_owned(),
            (None, Some(TextFormat::Date)) => "rt::Date".to_owned(),
            (None, Some(TextFormat::Uuid)) => "rt::Uuid".to_owned(),
            (None, None) => "String".to_owned(),
        }
    }

    /// Returns the type of a field.
    pub(super) fn field(&self, ty: &Type, presence: Presence) -> String {
        let ty = self.ty(ty);
        match presence {
            Presence::Required => ty,
            Presence::Optional | Presence::Nullable | Presence::OptionalNullable => format!("Option<{ty}>"),
        }
    }
}
