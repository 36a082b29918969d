//! Static descriptors of wire types, written by the generator and read by the runtime.

use std::sync::OnceLock;

use super::constant::Constant;
use super::members;

/// Describes an object on the wire.
pub struct StructDescriptor {
    /// The schema's name on the wire.
    pub name: &'static str,
    /// The known members, in the notation of [`members`].
    text: &'static str,
    /// The types that the notation refers to by their indices.
    refs: &'static [Ref],
    fields: OnceLock<Box<[Field]>>,
    /// Rules about several members, which the API's description states only in prose.
    pub rules: &'static [Rule],
    /// `minProperties` and `maxProperties`.
    pub limits: &'static [Limit],
    /// The type of members that `fields` does not name.
    pub additional: Additional,
    /// Members that exist, but not in this direction.
    pub forbidden: Forbidden,
    /// Names of members that are never shown.
    pub secrets: &'static [&'static str],
}

impl StructDescriptor {
    /// Returns an open object with the members that `text` lists, one in each line: `string? name`.
    pub const fn new(name: &'static str, text: &'static str, refs: &'static [Ref]) -> Self {
        Self {
            name,
            text,
            refs,
            fields: OnceLock::new(),
            rules: &[],
            limits: &[],
            additional: Additional::Any,
            forbidden: Forbidden::None,
            secrets: &[],
        }
    }
    /// Returns the known members, in the order of the record's slots.
    #[inline]
    pub(crate) fn fields(&self) -> &[Field] {
        self.fields.get_or_init(|| members::parse(self.text, self.refs))
    }
    /// Adds rules about several members.
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }
    /// Bounds the number of members.
    pub const fn limits(mut self, limits: &'static [Limit]) -> Self {
        self.limits = limits;
        self
    }
    /// Sets the type of unlisted members.
    pub const fn additional(mut self, additional: Additional) -> Self {
        self.additional = additional;
        self
    }
    /// Sets the members that only responses may contain; for the descriptor of a request.
    pub const fn read_only(mut self, names: &'static [&'static str]) -> Self {
        self.forbidden = Forbidden::ReadOnly(names);
        self
    }
    /// Sets the members that only requests may contain; for the descriptor of a response.
    pub const fn write_only(mut self, names: &'static [&'static str]) -> Self {
        self.forbidden = Forbidden::WriteOnly(names);
        self
    }
    /// Sets the members that `Debug` does not show.
    pub const fn secrets(mut self, names: &'static [&'static str]) -> Self {
        self.secrets = names;
        self
    }
    /// Returns whether the member called `name` belongs to the other direction only.
    pub(crate) fn forbids(&self, name: &str) -> bool {
        match self.forbidden {
            Forbidden::None => false,
            Forbidden::ReadOnly(names) | Forbidden::WriteOnly(names) => names.contains(&name),
        }
    }
    /// Returns the number of the member called `name`.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields().iter().position(|field| field.name == name)
    }
}

/// Members that belong to the other direction only.
#[derive(Clone, Copy)]
pub enum Forbidden {
    /// There are none.
    None,
    /// `readOnly` members, not to be sent.
    ReadOnly(&'static [&'static str]),
    /// `writeOnly` members, not to be received.
    WriteOnly(&'static [&'static str]),
}

/// The type of unlisted members (`additionalProperties`).
#[derive(Clone, Copy)]
pub enum Additional {
    /// Any value.
    Any,
    /// Unlisted members are not allowed.
    None,
    /// Values of this type.
    Of(&'static Type),
}

/// A known member of an object.
pub(crate) struct Field {
    /// The name on the wire.
    pub(crate) name: &'static str,
    /// The start of the member in JSON: the name, quoted, and a colon.
    pub(crate) head: Box<[u8]>,
    /// The type of its value.
    pub(crate) ty: &'static Type,
    /// Whether it is required.
    pub(crate) presence: Presence,
}

/// A type that the notation of members refers to.
#[derive(Clone, Copy)]
pub enum Ref {
    /// Any type.
    Type(&'static Type),
    /// An object with known members.
    Record(&'static StructDescriptor),
    /// One of several types.
    Union(&'static UnionDescriptor),
}

/// Whether a member is required, and whether it may be `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// May be missing.
    Optional,
    /// Is required.
    Required,
    /// May be missing or `null`.
    Nullable,
    /// Is required and may be `null`.
    RequiredNullable,
}

impl Presence {
    pub(crate) const fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }
    pub(crate) const fn is_nullable(self) -> bool {
        matches!(self, Self::Nullable | Self::RequiredNullable)
    }
}

/// The type of a value.
pub struct Type {
    /// The JSON type and the types of its parts.
    pub kind: Kind,
    /// The constraints of its values.
    pub limits: &'static [Limit],
    /// Whether `null` is allowed, also in a list or a map.
    pub nullable: bool,
}

impl Type {
    /// Free JSON.
    pub const ANY: &'static Self = &Self::new(Kind::Any);
    /// `true` or `false`.
    pub const BOOL: &'static Self = &Self::new(Kind::Bool);
    /// A whole number of 32 bits.
    pub const INT32: &'static Self = &Self::new(Kind::Int32);
    /// A whole number of 64 bits.
    pub const INT64: &'static Self = &Self::new(Kind::Int64);
    /// A whole number of 32 bits without a sign.
    pub const UINT32: &'static Self = &Self::new(Kind::Uint32);
    /// A whole number of 64 bits without a sign.
    pub const UINT64: &'static Self = &Self::new(Kind::Uint64);
    /// A number.
    pub const NUMBER: &'static Self = &Self::new(Kind::Number);
    /// A string.
    pub const TEXT: &'static Self = &Self::new(Kind::Text);
    /// An object of free JSON.
    pub const OBJECT: &'static Self = &Self::new(Kind::Map(Self::ANY));
    /// A string that is a `date-time` of RFC 3339.
    pub const DATE_TIME: &'static Self = &Self::limited(Kind::Text, &[Limit::Format(Format::DateTime)]);
    /// A string that is a `full-date` of RFC 3339.
    pub const DATE: &'static Self = &Self::limited(Kind::Text, &[Limit::Format(Format::Date)]);
    /// A string that is a UUID.
    pub const UUID: &'static Self = &Self::limited(Kind::Text, &[Limit::Format(Format::Uuid)]);

    /// Arrays of these.
    pub const fn list(item: &'static Self) -> Self {
        Self::new(Kind::List(item))
    }
    /// Objects with any names and these values.
    pub const fn map(value: &'static Self) -> Self {
        Self::new(Kind::Map(value))
    }
    /// Objects with known members.
    pub const fn record(spec: &'static StructDescriptor) -> Self {
        Self::new(Kind::Record(spec))
    }
    /// Makes a type that is one of several types.
    pub const fn union(spec: &'static UnionDescriptor) -> Self {
        Self::new(Kind::Union(spec))
    }

    /// Returns any value of `kind`.
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            limits: &[],
            nullable: false,
        }
    }
    /// Values of `kind` that keep to `limits`.
    pub const fn limited(kind: Kind, limits: &'static [Limit]) -> Self {
        Self {
            kind,
            limits,
            nullable: false,
        }
    }
    /// Returns the same, or `null`.
    pub const fn or_null(&self) -> Self {
        Self {
            kind: self.kind,
            limits: self.limits,
            nullable: true,
        }
    }
    /// Returns whether a value that its slot took can still be wrong.
    #[inline]
    pub(crate) fn is_live(&self) -> bool {
        !self.limits.is_empty()
            || match self.kind {
                Kind::Record(_) | Kind::Union(_) => true,
                Kind::List(item) | Kind::Map(item) => item.is_live(),
                _ => false,
            }
    }
}

/// The JSON type of a value, with the types of its parts.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Any value.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number of 32 bits with a sign.
    Int32,
    /// A whole number of 64 bits with a sign.
    Int64,
    /// A whole number of 32 bits without a sign.
    Uint32,
    /// A whole number of 64 bits without a sign.
    Uint64,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array with items of this type.
    List(&'static Type),
    /// An object with any names and values of this type.
    Map(&'static Type),
    /// An object with known members.
    Record(&'static StructDescriptor),
    /// One of several types.
    Union(&'static UnionDescriptor),
}

/// A constraint, as JSON Schema (draft 4, the dialect of OpenAPI 3.0) defines it.
#[derive(Clone, Copy)]
pub enum Limit {
    /// `minimum`.
    Minimum(Num),
    /// `maximum`.
    Maximum(Num),
    /// `minimum` with `exclusiveMinimum`.
    Above(Num),
    /// `maximum` with `exclusiveMaximum`.
    Below(Num),
    /// `multipleOf`.
    MultipleOf(Num),
    /// `minLength`, in Unicode scalar values.
    MinLength(usize),
    /// `maxLength`, in Unicode scalar values.
    MaxLength(usize),
    /// `pattern`.
    Pattern(&'static Pattern),
    /// `format` of a string.
    Format(Format),
    /// `enum` of strings.
    Values(&'static [&'static str]),
    /// `enum` of other values, or of several types.
    Constants(&'static [Constant]),
    /// `minItems`.
    MinItems(usize),
    /// `maxItems`.
    MaxItems(usize),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(usize),
    /// `maxProperties`.
    MaxProperties(usize),
    /// `propertyNames`: the constraints of each name, as a string.
    PropertyNames(&'static [Limit]),
}

/// A bound of a number.
#[derive(Clone, Copy)]
pub enum Num {
    /// An integer, or a float that is equal to one.
    Int(i64),
    /// Any other number.
    Float(f64),
}

impl std::fmt::Display for Num {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

/// A pattern of ECMA-262 (with the `u` flag) that was compiled to a function when the code was generated.
pub struct Pattern {
    /// The pattern as written in the specification.
    pub text: &'static str,
    /// The name of the type of strings that match.
    pub name: Option<&'static str>,
    /// The minimum length of a match in bytes.
    pub min: usize,
    /// The maximum length of a match in bytes.
    pub max: usize,
    /// Decides whether a string within these lengths matches.
    pub decide: fn(&str) -> bool,
}

impl Pattern {
    /// Returns true if the pattern matches a part of `text`; it is only anchored where it contains anchors.
    #[inline]
    pub fn matches(&self, text: &str) -> bool {
        (self.min..=self.max).contains(&text.len()) && (self.decide)(text)
    }
}

/// A string format that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `date-time` of RFC 3339, section 5.6.
    DateTime,
    /// `full-date` of RFC 3339, section 5.6.
    Date,
    /// The string form of RFC 4122, section 3.
    Uuid,
}

impl Format {
    /// Returns the format's name in JSON Schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Uuid => "uuid",
        }
    }
    /// Returns true if `text` has this format.
    pub fn matches(self, text: &str) -> bool {
        match self {
            Self::DateTime => super::time::is_date_time(text),
            Self::Date => super::time::is_date(text),
            Self::Uuid => super::time::is_uuid(text),
        }
    }
}

/// One of several types (`oneOf`, `anyOf`).
pub struct UnionDescriptor {
    /// The schema's name on the wire.
    pub name: &'static str,
    /// The types, in the order of the variants.
    pub variants: &'static [&'static Type],
    /// The discriminator, if the specification has one.
    pub discriminator: Option<Discriminator>,
}

/// The member whose value selects the variant of a union.
pub struct Discriminator {
    /// The member's name on the wire.
    pub property: &'static str,
    /// The index of the variant for each value.
    pub mapping: &'static [(&'static str, usize)],
}

/// A constraint between several members of an object, which the specification states only in prose.
pub struct Rule {
    /// Kebab-case name, reported as the rule of the violation.
    pub id: &'static str,
    /// The condition under which it applies; always if absent.
    pub when: Option<Condition>,
    /// The requirement.
    pub demand: Requirement,
    /// The message of a violation, as a sentence.
    pub message: &'static str,
}

/// A condition of a rule: the value of one member.
pub struct Condition {
    /// The member's name on the wire.
    pub field: &'static str,
    /// The values to compare with: strings, and booleans and integers as JSON writes them.
    pub values: &'static [&'static str],
    /// Whether it applies if the member is one of the values (`true`), or if it is another one (`false`).
    pub is: bool,
    /// Whether it applies if the member is absent.
    pub absent: bool,
}

/// The requirement of a rule for the members that it names. Null counts as absent.
pub enum Requirement {
    /// All of them are present.
    Require(&'static [&'static str]),
    /// At least one of them is present.
    RequireOneOf(&'static [&'static str]),
    /// Members of at most one of these groups are present.
    AtMostOne(&'static [&'static [&'static str]]),
    /// All of them are present, or all are absent.
    Together(&'static [&'static str]),
    /// All of them are absent.
    Forbid(&'static [&'static str]),
}

/// Descriptors print as their names, because they refer to each other, in cycles too.
macro_rules! printed_as {
    ($($type:ident . $name:ident),*) => {
        $(impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.$name)
            }
        })*
    };
}

printed_as!(StructDescriptor.name, UnionDescriptor.name, Pattern.text);

pub(crate) use printed_as;
