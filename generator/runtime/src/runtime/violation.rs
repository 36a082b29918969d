//! What is wrong with a value, and where.

use std::fmt;

use serde_core::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

use super::reflect::ValueRef;

/// One deviation from what the API says. It never holds the value itself, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer (RFC 6901) of the value; of the object, where a member is missing.
    pub pointer: String,
    /// The rule that the value breaks.
    pub rule: ViolationKind,
    /// The rule's bound as text: a number, a pattern, the missing member's name.
    pub bound: Option<String>,
    /// The JSON type of the value.
    pub kind: JsonKind,
    /// What is wrong, as a sentence.
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

/// All deviations of one value, in the order in which they stand in it.
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
    /// The name that JSON Schema gives it.
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
            ValueRef::Text(_) | ValueRef::Checked(..) | ValueRef::Json(Json::String(_)) => Self::String,
            ValueRef::List(_) | ValueRef::Json(Json::Array(_)) => Self::Array,
            ValueRef::Map(_) | ValueRef::Record(_) | ValueRef::Json(Json::Object(_)) => Self::Object,
            ValueRef::Union(union) => Self::of(union.inner().view()),
        }
    }
}

macro_rules! broken {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The rule that a value breaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ViolationKind {
            $($(#[$doc])* $variant,)*
            /// A rule about several members, by its kebab-case name.
            Prose(&'static str),
        }

        impl ViolationKind {
            /// The rule's name: the keyword of JSON Schema where there is one, else in kebab case.
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
    /// A member that has to be there is missing.
    Required = "required",
    /// The number is too small.
    Minimum = "minimum",
    /// The number is too large.
    Maximum = "maximum",
    /// The number is too small; the bound itself is not allowed.
    ExclusiveMinimum = "exclusiveMinimum",
    /// The number is too large; the bound itself is not allowed.
    ExclusiveMaximum = "exclusiveMaximum",
    /// The number is no multiple.
    MultipleOf = "multipleOf",
    /// The text is too short.
    MinLength = "minLength",
    /// The text is too long.
    MaxLength = "maxLength",
    /// The text does not match.
    Pattern = "pattern",
    /// The value does not have the format.
    Format = "format",
    /// The value is none of those listed.
    Enum = "enum",
    /// The list is too short.
    MinItems = "minItems",
    /// The list is too long.
    MaxItems = "maxItems",
    /// The list holds an item twice.
    UniqueItems = "uniqueItems",
    /// The object has too few members.
    MinProperties = "minProperties",
    /// The object has too many members.
    MaxProperties = "maxProperties",
    /// The object may not have this member.
    AdditionalProperties = "additionalProperties",
    /// The value is of none of the types that it may have.
    OneOf = "oneOf",
    /// The member that tells types apart is missing, or names none.
    Discriminator = "discriminator",
    /// The object has a member more than once.
    DuplicateKey = "duplicate-key",
    /// The member may not be sent.
    ReadOnly = "read-only",
    /// The member may not be received.
    WriteOnly = "write-only",
}
