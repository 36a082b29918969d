//! Violations: the errors in a value, and their locations.

use std::fmt;

use serde_core::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

use super::reflect::ValueRef;

/// A deviation from the specification. It does not contain the value, which may be a secret; only the message about a
/// parameter of a request shows its value, unless its format is `password`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer (RFC 6901) of the value; of the object if a member is missing.
    pub pointer: String,
    /// The violated rule.
    pub rule: ViolationKind,
    /// The bound of the rule as a string: a number, a pattern, the name of the missing member.
    pub bound: Option<String>,
    /// The JSON type of the value.
    pub kind: JsonKind,
    /// The message, a sentence.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "(the whole value)"
        } else {
            &self.pointer
        };
        write!(f, "{place}: {} ({})", self.message, self.rule.as_str())
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("pointer", &self.pointer)?;
        map.serialize_entry("rule", self.rule.as_str())?;
        map.serialize_entry("message", &self.message)?;
        map.end()
    }
}

/// All violations of a value, in document order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(pub Vec<Violation>);

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl std::ops::Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.0
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Serialize for Violations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any other number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonKind {
    /// Returns its name in JSON Schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    pub(crate) fn of(view: ValueRef<'_>) -> Self {
        match view {
            ValueRef::Absent | ValueRef::UnknownFields(_) | ValueRef::Json(Json::Null) => Self::Null,
            ValueRef::Bool(_) | ValueRef::Json(Json::Bool(_)) => Self::Boolean,
            ValueRef::Int(_) | ValueRef::Big(_) => Self::Integer,
            ValueRef::Float(value) if value.trunc() == value => Self::Integer,
            ValueRef::Float(_) | ValueRef::Json(Json::Number(_)) => Self::Number,
            ValueRef::Text(_)
            | ValueRef::Checked(..)
            | ValueRef::File(_)
            | ValueRef::Json(Json::String(_)) => Self::String,
            ValueRef::List(_) | ValueRef::Json(Json::Array(_)) => Self::Array,
            ValueRef::Map(_) | ValueRef::Record(_) | ValueRef::Json(Json::Object(_)) => Self::Object,
            ValueRef::Union(union) => Self::of(union.inner().view()),
        }
    }
}

macro_rules! broken {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A violated rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ViolationKind {
            $($(#[$doc])* $variant,)*
            /// A rule about several members, by its kebab-case name.
            Prose(&'static str),
        }

        impl ViolationKind {
            /// Returns the name of the rule: the keyword of JSON Schema if there is one, otherwise in kebab case.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Prose(id) => id,
                }
            }
        }
    };
}

broken! {
    /// The value has another JSON type.
    Type = "type",
    /// A required member is missing.
    Required = "required",
    /// The number is too small.
    Minimum = "minimum",
    /// The number is too large.
    Maximum = "maximum",
    /// The number is too small; the bound itself is not allowed.
    ExclusiveMinimum = "exclusiveMinimum",
    /// The number is too large; the bound itself is not allowed.
    ExclusiveMaximum = "exclusiveMaximum",
    /// The number is not a multiple.
    MultipleOf = "multipleOf",
    /// The string is too short.
    MinLength = "minLength",
    /// The string is too long.
    MaxLength = "maxLength",
    /// The string does not match the pattern.
    Pattern = "pattern",
    /// The value does not have the format.
    Format = "format",
    /// The value is not one of the listed values.
    Enum = "enum",
    /// The list is too short.
    MinItems = "minItems",
    /// The list is too long.
    MaxItems = "maxItems",
    /// The list contains an item twice.
    UniqueItems = "uniqueItems",
    /// The object has too few members.
    MinProperties = "minProperties",
    /// The object has too many members.
    MaxProperties = "maxProperties",
    /// The name of the member is not allowed.
    PropertyNames = "propertyNames",
    /// The object must not have this member.
    AdditionalProperties = "additionalProperties",
    /// The value matches no variant of the union.
    OneOf = "oneOf",
    /// The discriminator is missing or names no variant.
    Discriminator = "discriminator",
    /// The object has a member more than once.
    DuplicateKey = "duplicate-key",
    /// The member must not be sent.
    ReadOnly = "read-only",
    /// The member must not be received.
    WriteOnly = "write-only",
}
