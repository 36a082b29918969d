//! Types that have a name: structs, enums, unions and aliases.

use super::{
    Doc, Download, FinalState, GroupId, Ident, Rule, SizeBounds, StateField, TimeField, Type, Version,
    WireName,
};
use crate::diagnostic::Location;
use serde::{Deserialize, Serialize};

/// Index into [`Api::shapes`](super::Api::shapes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShapeId(pub usize);

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// The caller sends it.
    Request,
    /// The service responds with it.
    Response,
}

/// The module that defines a type; later versions of the group re-export it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModuleId {
    /// The earliest version that reaches the type; `None` where it is reached by unversioned operations.
    #[serde(with = "super::version::as_text::optional")]
    pub version: Option<Version>,
    /// The group that defines it.
    pub group: GroupId,
}

/// A type with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Name of the schema, or schema and property for an inline one (`Schema/property`).
    pub wire: WireName,
    /// Location of the schema.
    #[serde(skip)]
    pub at: Location,
    /// Name in Rust.
    pub ident: Ident,
    /// Module.
    pub home: ModuleId,
    /// Which way it travels; enums travel both ways.
    pub side: Side,
    /// The purpose.
    #[serde(skip)]
    pub doc: Doc,
    /// Whether the specification advises against it.
    pub deprecated: bool,
    /// The contents.
    pub kind: ShapeKind,
}

/// The contents of a [`Shape`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant, reason = "most shapes are structs")]
pub enum ShapeKind {
    /// An object with known fields.
    Struct(Struct),
    /// A set of values that may grow.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Duplicate(Type),
    /// The same type as another shape, under a Rust name of its own.
    TypeAlias(ShapeId),
}

impl Shape {
    /// Whether it is another shape under the same Rust name, without code of its own.
    pub fn is_alias(&self) -> bool {
        matches!(self.kind, ShapeKind::Duplicate(_))
    }
}

impl ShapeKind {
    /// The types that it is made of.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            ShapeKind::Struct(object) => {
                let members = match &object.additional {
                    AdditionalFields::Typed { ty, .. } => Some(ty),
                    _ => None,
                };
                object
                    .fields
                    .iter()
                    .map(|field| &field.ty)
                    .chain(members)
                    .collect()
            }
            ShapeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            ShapeKind::Duplicate(ty) => vec![ty],
            ShapeKind::Enum(_) | ShapeKind::TypeAlias(_) => Vec::new(),
        }
    }

    /// The types that it is made of, to be changed.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            ShapeKind::Struct(object) => {
                let members = match &mut object.additional {
                    AdditionalFields::Typed { ty, .. } => Some(ty),
                    _ => None,
                };
                object
                    .fields
                    .iter_mut()
                    .map(|field| &mut field.ty)
                    .chain(members)
                    .collect()
            }
            ShapeKind::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            ShapeKind::Duplicate(ty) => vec![ty],
            ShapeKind::Enum(_) | ShapeKind::TypeAlias(_) => Vec::new(),
        }
    }
}

/// An object with known fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Struct {
    /// In the order of the specification, inherited fields first.
    pub fields: Vec<Field>,
    /// The type of other members.
    pub additional: AdditionalFields,
    /// How many members it may have.
    pub count: SizeBounds,
    /// Fields that exist only in the other direction: `readOnly` ones of a request, `writeOnly` ones of a response.
    pub hidden: Vec<WireName>,
    /// Members that are never shown: passwords, keys.
    #[serde(skip)]
    pub secrets: Vec<WireName>,
    /// Rules between fields.
    pub rules: Vec<Rule>,
    /// The final states, where this is a job; the first that applies counts.
    #[serde(skip)]
    pub final_states: Vec<FinalState>,
    /// The fields that show the state of a job.
    #[serde(skip)]
    pub states: Vec<StateField>,
    /// The links to files.
    #[serde(skip)]
    pub downloads: Vec<Download>,
    /// The fields of a request that contain a point in time.
    #[serde(skip)]
    pub times: Vec<TimeField>,
}

/// The type of additional members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AdditionalFields {
    /// Anything: they are kept as they came.
    Allowed,
    /// Values of one type, in a map.
    Typed {
        /// Name of the map in Rust.
        ident: Ident,
        /// What each value is.
        ty: Type,
    },
    /// Not allowed: kept all the same, and a violation.
    Denied,
}

/// One field of a struct.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Name in JSON.
    pub wire: WireName,
    /// Name in Rust.
    pub ident: Ident,
    /// Location of the property.
    #[serde(skip)]
    pub at: Location,
    /// The type of the value.
    pub ty: Type,
    /// Whether it can be absent or `null`.
    pub presence: Presence,
    /// The purpose.
    #[serde(skip)]
    pub doc: Doc,
    /// Whether the specification advises against it.
    pub deprecated: bool,
    /// The value that the service assumes by default, as JSON.
    pub default: Option<String>,
    /// The text that marks this struct inside its union: set by the constructor of a request.
    pub tag: Option<String>,
}

/// Whether a field can be absent or `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// Always there.
    Required,
    /// May be absent.
    Optional,
    /// Always there, maybe as `null`.
    Nullable,
    /// May be absent, or `null`.
    OptionalNullable,
}

/// A set of values that may grow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enum {
    /// In the order of the specification.
    pub values: Vec<EnumValue>,
}

impl Enum {
    /// Returns whether all values are strings.
    pub fn is_of_strings(&self) -> bool {
        self.values.iter().all(|value| value.kind == ConstantKind::Text)
    }
}

/// One known value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumValue {
    /// The value: a string as it is, any other as JSON writes it.
    pub wire: WireName,
    /// The JSON type of the value.
    #[serde(default, skip_serializing_if = "ConstantKind::is_text")]
    pub kind: ConstantKind,
    /// Name in Rust.
    pub ident: Ident,
    /// What the value means.
    #[serde(skip)]
    pub doc: Doc,
}

/// The JSON type of a value of an enum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConstantKind {
    /// A string.
    #[default]
    Text,
    /// A whole number of 64 bits, with or without a sign.
    Integer,
    /// Any other number.
    Number,
    /// `true` or `false`.
    Bool,
}

impl ConstantKind {
    fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

/// One of several types.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Union {
    /// In the order of the specification.
    pub variants: Vec<Variant>,
    /// The property that distinguishes the variants.
    pub discriminator: Option<Discriminator>,
}

/// One type of a union.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Name in Rust.
    pub ident: Ident,
    /// The type of the value.
    pub ty: Type,
}

/// The property that distinguishes the variants of a union (OpenAPI 3.0, Discriminator Object).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discriminator {
    /// Name of the property.
    pub property: WireName,
    /// Text of the property, index of the variant.
    pub mapping: Vec<(String, usize)>,
}
