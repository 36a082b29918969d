//! Structs with a descriptor, and the methods of every model.

use serde_core::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use super::descriptor::{Additional, Field, Presence, StructDescriptor};
use super::reflect::{Entries, Reflect, ValueMut, ValueRef, view_json};
use super::unknown_fields::{UnknownFields, UnknownMembers};
use super::validate::validate;
use super::violation::Violations;
use super::{decode, json_writer};

/// A struct with a descriptor. Generated code implements it with the macro `record!`.
pub trait Record: Reflect {
    /// Returns the descriptor.
    fn spec(&self) -> &'static StructDescriptor;
    /// Returns the field with this index; after the last one the map of typed members, if there is one, then the
    /// `UnknownFields`.
    fn get(&self, field: usize) -> &dyn Reflect;
    /// Returns the same for writing.
    fn slot(&mut self, field: usize) -> &mut dyn Reflect;
}

impl<T: Record> Record for Box<T> {
    #[inline]
    fn spec(&self) -> &'static StructDescriptor {
        (**self).spec()
    }
    #[inline]
    fn get(&self, field: usize) -> &dyn Reflect {
        (**self).get(field)
    }
    #[inline]
    fn slot(&mut self, field: usize) -> &mut dyn Reflect {
        (**self).slot(field)
    }
}

/// The index of the [`UnknownFields`] of every record.
pub(crate) const EXTRA: usize = usize::MAX;

impl dyn Record {
    /// Returns the data of the object that has no typed field.
    #[inline]
    pub(crate) fn kept(&self) -> Option<&UnknownMembers> {
        match self.get(EXTRA).view() {
            ValueRef::UnknownFields(extra) => extra.kept(),
            _ => None,
        }
    }

    /// Returns the members without a field that have the type of additional properties.
    #[inline]
    pub(crate) fn typed_members(&self) -> Option<&dyn Entries> {
        let spec = self.spec();
        match spec.additional {
            Additional::Of(_) => match self.get(spec.fields().len()).view() {
                ValueRef::Map(map) => Some(map),
                _ => None,
            },
            Additional::Any | Additional::None => None,
        }
    }

    /// Returns the typed entries with their names, except for names of fields: these are not sent.
    pub(crate) fn typed_entries(&self) -> Box<dyn Iterator<Item = (&str, ValueRef<'_>)> + '_> {
        let spec = self.spec();
        match self.typed_members() {
            Some(map) if !map.is_empty() => Box::new(
                map.entries()
                    .filter(|(name, _)| spec.position(name).is_none())
                    .map(|(name, value)| (name, value.view())),
            ),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// Edits the unknown fields.
    pub(crate) fn edit<T: Default>(&mut self, change: impl FnOnce(&mut UnknownFields) -> T) -> T {
        match self.slot(EXTRA).open() {
            Some(ValueMut::UnknownFields(extra)) => change(extra),
            _ => T::default(),
        }
    }
}

/// The methods of every model: validation, unknown fields and JSON.
pub trait Model: Record + Default + Serialize + DeserializeOwned {
    /// Validates the value against the specification.
    ///
    /// # Errors
    ///
    /// All violations, each with its JSON pointer.
    fn validate(&self) -> Result<(), Violations> {
        validate(self)
    }

    /// Returns the members of the object that the specification does not describe, and additional properties of another
    /// type than it states.
    fn unknown_fields(&self) -> impl Iterator<Item = (&str, &Json)> {
        let unknown = (self as &dyn Record).kept().map(|kept| &kept.unknown);
        unknown
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// Returns the member `name` (its name on the wire) if it has no typed field:
    /// a value of the wrong type, an explicit `null`, or a member that the specification does not describe.
    fn raw(&self, name: &str) -> Option<&Json> {
        let kept = (self as &dyn Record).kept()?;
        match self.spec().position(name) {
            Some(field) => kept
                .aside(field)
                .or_else(|| kept.part(field, self.get(field).view())),
            None => kept.unknown.get(name),
        }
    }

    /// Adds a member that the specification does not describe, and returns the one that it replaces.
    /// The member is sent with the others.
    ///
    /// # Errors
    ///
    /// Returns the value if `name` belongs to a typed field, or to an entry of the map of additional properties.
    fn insert_unknown(&mut self, name: &str, value: Json) -> Result<Option<Json>, Json> {
        let is_typed = (self as &dyn Record).typed_entries().any(|(own, _)| own == name);
        match self.spec().position(name) {
            Some(_) => Err(value),
            None if is_typed => Err(value),
            None => Ok((self as &mut dyn Record).edit(|extra| extra.insert(name.to_owned(), value))),
        }
    }

    /// Encodes the value as JSON. Faster than `serde_json::to_vec`, with the same result.
    fn to_json_vec(&self) -> Vec<u8> {
        json_writer::to_vec(ValueRef::Record(self))
    }

    /// Decodes JSON. Faster than `serde_json::from_slice`, with the same result.
    ///
    /// # Errors
    ///
    /// Bytes that are not a JSON object. All other deviations are kept and reported by `validate`.
    fn from_json_slice(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let mut model = Self::default();
        decode::from_slice(&mut model, bytes)?;
        Ok(model)
    }
}

impl<T: Record + Default + Serialize + DeserializeOwned> Model for T {}

static NULL: Json = Json::Null;

/// Returns the wire value of a field: the field if it is set, otherwise its kept data.
///
/// `kept` is that of the record, which a caller looks up once and not for each field; `field` is the descriptor's with
/// this index.
#[inline]
pub(crate) fn member<'a>(
    record: &'a dyn Record,
    kept: Option<&'a UnknownMembers>,
    index: usize,
    field: &Field,
) -> ValueRef<'a> {
    // In place: copying a value that was just written would stall the processor.
    let mut view = record.get(index).view();
    match kept {
        None if matches!(view, ValueRef::Absent) => view = or_null(field),
        None => {}
        Some(kept) => view = kept_member(kept, index, field, view),
    }
    view
}

fn kept_member<'a>(
    kept: &'a UnknownMembers,
    index: usize,
    field: &Field,
    view: ValueRef<'a>,
) -> ValueRef<'a> {
    if let Some(json) = kept.part(index, view) {
        return ValueRef::Json(json);
    }
    let required = field.presence == Presence::Required;
    let unset = matches!(view, ValueRef::Absent) || (required && is_blank(view));
    if !unset {
        return view;
    }
    match kept.aside(index) {
        Some(json) => ValueRef::Json(json),
        None if kept.is_absent(index) || kept.whole.is_some() => ValueRef::Absent,
        None if required => view,
        None => or_null(field),
    }
}

/// Maps `None` in a required nullable field to null.
fn or_null(field: &Field) -> ValueRef<'static> {
    match field.presence {
        Presence::RequiredNullable => ValueRef::Json(&NULL),
        _ => ValueRef::Absent,
    }
}

/// Returns the value in the location of an object, of the data `kept` of its record, unless a field has been set since.
#[inline]
pub(crate) fn whole<'a>(record: &dyn Record, kept: Option<&'a UnknownMembers>) -> Option<&'a Json> {
    let whole = kept?.whole.as_ref()?;
    members(record).next().is_none().then_some(whole)
}

/// Returns the members of a record in their wire form, typed ones first.
pub(crate) fn members(record: &dyn Record) -> Members<'_> {
    let kept = record.kept();
    Members {
        record,
        kept,
        fields: record.spec().fields().iter().enumerate(),
        typed: record.typed_entries(),
        unknown: kept.map(|kept| kept.unknown.iter()),
    }
}

/// The iterator of [`members`].
pub(crate) struct Members<'a> {
    record: &'a dyn Record,
    kept: Option<&'a UnknownMembers>,
    fields: std::iter::Enumerate<std::slice::Iter<'static, Field>>,
    typed: Box<dyn Iterator<Item = (&'a str, ValueRef<'a>)> + 'a>,
    unknown: Option<serde_json::map::Iter<'a>>,
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, ValueRef<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        for (index, field) in self.fields.by_ref() {
            let view = member(self.record, self.kept, index, field);
            if !matches!(view, ValueRef::Absent) {
                return Some((field.name, view));
            }
        }
        if let Some(entry) = self.typed.next() {
            return Some(entry);
        }
        let (name, json) = self.unknown.as_mut()?.next()?;
        Some((name, ValueRef::Json(json)))
    }
}

/// Returns true if a value equals its default.
fn is_blank(view: ValueRef<'_>) -> bool {
    match view {
        ValueRef::Absent => true,
        ValueRef::Bool(value) => !value,
        ValueRef::Int(value) => value == 0,
        ValueRef::Big(value) => value == 0,
        ValueRef::Float(value) => value == 0.0,
        ValueRef::Text(text) | ValueRef::Checked(text, _) => text.is_empty(),
        ValueRef::Json(json) => json.is_null(),
        ValueRef::File(file) => file.is_empty(),
        ValueRef::List(list) => list.is_empty(),
        ValueRef::Map(map) => map.is_empty(),
        ValueRef::Record(record) => is_blank_record(record),
        ValueRef::Union(union) => is_blank(union.inner().view()),
        ValueRef::UnknownFields(extra) => extra.kept().is_none(),
    }
}

fn is_blank_record(record: &dyn Record) -> bool {
    let fields = 0..record.spec().fields().len();
    record.kept().is_none_or(|kept| kept.is_blank())
        && record.typed_members().is_none_or(Entries::is_empty)
        && fields.into_iter().all(|field| is_blank(record.get(field).view()))
}

/// Implements the traits of a generated struct: `Record`, `Default`, `Clone`, `Debug`,
/// `PartialEq`, `Serialize` and `Deserialize`, each through the shared driver.
///
/// Fields have their indices in the descriptor: first those of type `T`, then those of
/// type `Option<T>`, whose default is written in the form that compiles fastest.
macro_rules! record {
    ($type:ident, $spec:path, [$($a:literal $required:ident),*], [$($b:literal $optional:ident),* $(,)?]) => {
        impl ::core::default::Default for $type {
            #[inline]
            fn default() -> Self {
                Self {
                    $($required: ::core::default::Default::default(),)*
                    $($optional: ::core::option::Option::None,)*
                    extra: $crate::runtime::UnknownFields::NONE,
                }
            }
        }
        impl $crate::runtime::Record for $type {
            #[inline]
            fn spec(&self) -> &'static $crate::runtime::StructDescriptor {
                &$spec
            }
            #[inline]
            fn get(&self, field: usize) -> &dyn $crate::runtime::Reflect {
                match field {
                    $($a => &self.$required,)*
                    $($b => &self.$optional,)*
                    _ => &self.extra,
                }
            }
            #[inline]
            fn slot(&mut self, field: usize) -> &mut dyn $crate::runtime::Reflect {
                match field {
                    $($a => &mut self.$required,)*
                    $($b => &mut self.$optional,)*
                    _ => &mut self.extra,
                }
            }
        }
        $crate::runtime::value_impls!($type);
    };
}

/// Implements the standard traits of a type with `Reflect` and `Default`, each through the shared driver.
macro_rules! value_impls {
    ($type:ident) => {
        impl ::core::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::runtime::clone(self)
            }
        }
        impl ::core::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::equal(self, other)
            }
        }
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::debug(self, f)
            }
        }
        impl ::serde_core::Serialize for $type {
            #[inline]
            fn serialize<S: ::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::serialize(self, serializer)
            }
        }
        impl<'de> ::serde_core::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: ::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use {record, value_impls};

/// Returns the member `name` (its name on the wire); a value of another type than its field's, too.
pub(crate) fn named<'a>(record: &'a dyn Record, name: &str) -> Option<ValueRef<'a>> {
    let (_, view) = members(record).find(|(own, _)| *own == name)?;
    Some(match view {
        ValueRef::Json(json) => view_json(json),
        other => other,
    })
}

/// Returns the string of the member `name`; `None` if it is absent or not a string.
pub(crate) fn named_text<'a>(record: &'a dyn Record, name: &str) -> Option<&'a str> {
    match named(record, name)? {
        ValueRef::Text(text) | ValueRef::Checked(text, _) => Some(text),
        _ => None,
    }
}
