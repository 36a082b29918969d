//! Types of fields, parameters and bodies, with the constraints that values have to keep.

use super::{Ident, ShapeId};
use crate::diagnostic::Location;
use crate::pattern::Lowered;
use serde::{Deserialize, Serialize};

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// A JSON object without a schema for its members.
    Object,
    /// `true` or `false`.
    Bool,
    /// A boolean of which only one value is allowed.
    BoolConstant(bool),
    /// A whole number.
    Integer {
        /// Its size in bits.
        width: IntegerWidth,
        /// Bounds that it has to keep.
        bounds: Bounds<i64>,
    },
    /// A number.
    Number {
        /// Bounds that it has to keep.
        bounds: Bounds<f64>,
    },
    /// A string.
    Text {
        /// The format of the string.
        format: Option<TextFormat>,
        /// The pattern that it has to match.
        pattern: Option<PatternId>,
        /// Length in Unicode scalar values (JSON Schema, `minLength` and `maxLength`).
        length: SizeBounds,
    },
    /// A file: bytes with a name and a media type, as a part of a multipart body.
    File,
    /// An array.
    List {
        /// The type of each item.
        item: Box<Type>,
        /// The bounds of the number of items.
        count: SizeBounds,
        /// Whether all items have to be distinct.
        unique: bool,
    },
    /// An object whose members all have one type.
    Map {
        /// The type of each member.
        value: Box<Type>,
        /// The bounds of the number of members.
        count: SizeBounds,
        /// The type of names, a string with constraints; any string if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        names: Option<Box<Type>>,
    },
    /// The same type, or `null`: for items of lists and members of maps, which cannot be absent.
    Nullable(Box<Type>),
    /// A type with a name.
    Shape {
        /// The shape.
        id: ShapeId,
        /// Whether it is boxed, because it contains itself.
        boxed: bool,
    },
}

impl Type {
    /// Any string.
    pub const PLAIN_TEXT: Self = Self::Text {
        format: None,
        pattern: None,
        length: SizeBounds { min: None, max: None },
    };

    /// Calls `visit` for every shape in it, with its index and whether it is boxed.
    pub fn for_each_shape(&mut self, visit: &mut impl FnMut(&mut ShapeId, &mut bool)) {
        match self {
            Type::List { item: inner, .. } | Type::Map { value: inner, .. } | Type::Nullable(inner) => {
                inner.for_each_shape(visit);
            }
            Type::Shape { id, boxed } => visit(id, boxed),
            _ => {}
        }
    }

    /// Calls `visit` for every pattern in it, at any depth.
    pub fn for_each_pattern(&mut self, visit: &mut dyn FnMut(&mut PatternId)) {
        match self {
            Type::List { item: inner, .. } | Type::Nullable(inner) => inner.for_each_pattern(visit),
            Type::Map { value, names, .. } => {
                value.for_each_pattern(visit);
                names.iter_mut().for_each(|names| names.for_each_pattern(visit));
            }
            Type::Text { pattern, .. } => pattern.iter_mut().for_each(visit),
            _ => {}
        }
    }

    /// Returns the shape in it, at any depth; a type contains at most one.
    pub fn shapes(&self) -> Option<ShapeId> {
        match self {
            Type::List { item: inner, .. } | Type::Map { value: inner, .. } | Type::Nullable(inner) => {
                inner.shapes()
            }
            Type::Shape { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// Returns how many lists, maps and nullable types are around the innermost type.
    pub fn nesting(&self) -> usize {
        let (mut inner, mut levels) = (self, 0);
        while let Type::List { item: next, .. } | Type::Map { value: next, .. } | Type::Nullable(next) = inner
        {
            inner = next;
            levels += 1;
        }
        levels
    }
}

/// The width of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntegerWidth {
    /// 32 bits: format `int32`.
    Int32,
    /// 64 bits: format `int64`, or none.
    Int64,
    /// 32 bits without a sign: format `uint32`.
    Uint32,
    /// 64 bits without a sign: format `uint64`.
    Uint64,
}

impl IntegerWidth {
    /// Returns the least and the greatest number of this width.
    pub fn range(self) -> (i128, i128) {
        match self {
            Self::Int32 => (i32::MIN.into(), i32::MAX.into()),
            Self::Int64 => (i64::MIN.into(), i64::MAX.into()),
            Self::Uint32 => (0, u32::MAX.into()),
            Self::Uint64 => (0, u64::MAX.into()),
        }
    }

    /// Returns true if a number has this width.
    pub fn contains(self, number: i64) -> bool {
        let (least, greatest) = self.range();
        (least..=greatest).contains(&number.into())
    }

    /// Returns the format that the specification writes for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
        }
    }
}

/// A string format with its own Rust type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TextFormat {
    /// RFC 3339 `date-time`.
    DateTime,
    /// RFC 3339 `full-date`.
    Date,
    /// A UUID (RFC 9562).
    Uuid,
}

/// The range of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bounds<T> {
    /// The lower bound.
    pub minimum: Option<T>,
    /// The upper bound.
    pub maximum: Option<T>,
    /// Whether the lower bound itself is excluded.
    pub exclusive_minimum: bool,
    /// Whether the upper bound itself is excluded.
    pub exclusive_maximum: bool,
    /// The number that the value is a multiple of.
    pub multiple_of: Option<T>,
}

impl<T: Copy + PartialOrd> Bounds<T> {
    /// Returns true if a number is in the range; its factor is another question.
    pub fn contains(&self, number: T) -> bool {
        let is_above = |least: T| number > least || (number == least && !self.exclusive_minimum);
        let is_below = |most: T| number < most || (number == most && !self.exclusive_maximum);
        self.minimum.is_none_or(is_above) && self.maximum.is_none_or(is_below)
    }
}

/// The bounds of a size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeBounds {
    /// The minimum.
    pub min: Option<u64>,
    /// The maximum.
    pub max: Option<u64>,
}

impl SizeBounds {
    /// Returns true if they allow this size.
    pub fn contains(&self, size: usize) -> bool {
        let size = size as u64;
        self.min.is_none_or(|min| min <= size) && self.max.is_none_or(|max| size <= max)
    }
}

/// Index into [`Api::patterns`](super::Api::patterns).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PatternId(pub usize);

/// A regular expression of the specification: ECMA-262 with the `u` flag, not anchored by default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// The expression as written in the specification, after corrections.
    pub text: String,
    /// The Rust type of strings that match it, if the settings name one.
    pub name: Option<Ident>,
    /// The description of that type, as one sentence; empty for a pattern without a name.
    #[serde(skip)]
    pub doc: String,
    /// The first location.
    #[serde(skip)]
    pub at: Location,
    /// A matching string from the specification.
    #[serde(skip)]
    pub example: Option<String>,
    /// The compiled matcher; `None` if it would need too large a table, so that strings are not checked.
    #[serde(skip)]
    pub matcher: Option<Lowered>,
}
