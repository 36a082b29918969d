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

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// The caller sends it.
    Request,
    /// The service returns it.
    Response,
}

/// The module that defines a type; later versions of the group re-export it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModuleId {
    /// The earliest version that reaches the type; `None` if unversioned operations reach it.
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
    /// The direction; enums are used in both directions.
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
    /// An alias of a type.
    Duplicate(Type),
    /// The same type as another shape, with its own Rust name.
    TypeAlias(ShapeId),
}

impl Shape {
    /// Returns true if it is another shape under the same Rust name, without its own code.
    pub fn is_alias(&self) -> bool {
        matches!(self.kind, ShapeKind::Duplicate(_))
    }
}

impl ShapeKind {
    /// Returns the types that it contains.
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

    /// Returns the types that it contains, for modification.
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
    /// The bounds of the number of members.
    pub count: SizeBounds,
    /// Fields that exist only in the other direction: `readOnly` in a request, `writeOnly` in a response.
    pub hidden: Vec<WireName>,
    /// Members that are never shown: passwords, keys.
    #[serde(skip)]
    pub secrets: Vec<WireName>,
    /// Rules between fields.
    pub rules: Vec<Rule>,
    /// The final states of a job, in order of precedence.
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
    /// Any value, which is kept unchanged.
    Allowed,
    /// Values of one type, in a map.
    Typed {
        /// Name of the map in Rust.
        ident: Ident,
        /// The type of each value.
        ty: Type,
    },
    /// Not allowed: such members are kept, and are violations.
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
    /// The value of the discriminator for this struct, which the constructor of a request sets.
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
    /// The description of the value.
    #[serde(skip)]
    pub doc: Doc,
}

/// The JSON type of a value of an enum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConstantKind {
    /// A string.
    #[default]
    Text,
    /// An integer of 64 bits, signed or unsigned.
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
    /// Whether the specification allows no value of several variants (`oneOf`).
    #[serde(skip)]
    pub exclusive: bool,
}

/// A variant of a union.
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
    /// The index of the variant for each value of the property.
    pub mapping: Vec<(String, usize)>,
}
