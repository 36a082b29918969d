//! The interface through which the runtime reads and fills values.
//!
//! Decoding, encoding, validating, comparing, copying and printing are one function each over
//! [`Reflect`], compiled once, instead of one function for each type.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::file_part::FilePart;
use super::record::{EXTRA, Record};
use super::union::Union;
use super::unknown_fields::UnknownFields;

/// A JSON scalar.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without fraction or exponent that fits a signed 64-bit integer.
    Int(i64),
    /// A whole number above `i64::MAX`.
    Big(u64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(&'a str),
    /// A string of a value of the same type, and whether it satisfies the rule of the type.
    Checked(&'a str, bool),
}

/// The current content of a [`Reflect`].
#[derive(Clone, Copy)]
pub enum ValueRef<'a> {
    /// Nothing: the member is not written.
    Absent,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above `i64::MAX`.
    Big(u64),
    /// A number.
    Float(f64),
    /// A string without a checked rule.
    Text(&'a str),
    /// A string of a type that has one rule (a pattern, a format, a list of values), and whether it satisfies the rule.
    Checked(&'a str, bool),
    /// Free JSON.
    Json(&'a Json),
    /// A file.
    File(&'a FilePart),
    /// Items in order.
    List(&'a dyn List),
    /// Named members of one type.
    Map(&'a dyn Entries),
    /// Named members, each with its type.
    Record(&'a dyn Record),
    /// One of several types.
    Union(&'a dyn Union),
    /// The unknown fields of a record.
    UnknownFields(&'a UnknownFields),
}

/// A mutable value that has parts.
pub enum ValueMut<'a> {
    /// Accepts any JSON.
    Json(&'a mut Json),
    /// Accepts a file.
    File(&'a mut FilePart),
    /// Accepts an array.
    List(&'a mut dyn List),
    /// Accepts an object.
    Map(&'a mut dyn Entries),
    /// Accepts an object.
    Record(&'a mut dyn Record),
    /// Accepts the values of its variants.
    Union(&'a mut dyn Union),
    /// Accepts the unknown fields of a record.
    UnknownFields(&'a mut UnknownFields),
}

impl ValueMut<'_> {
    /// Empties the parts.
    fn clear(self) {
        match self {
            Self::Json(json) => *json = Json::Null,
            Self::File(file) => *file = FilePart::default(),
            Self::List(list) => list.clear(),
            Self::Map(map) => map.clear(),
            Self::Union(union) => drop(union.select(usize::MAX)),
            Self::UnknownFields(extra) => *extra = UnknownFields::default(),
            Self::Record(record) => {
                // The map of typed members follows the last field.
                let fields = 0..=record.spec().fields().len();
                fields
                    .into_iter()
                    .chain([EXTRA])
                    .for_each(|field| record.slot(field).reset());
            }
        }
    }
}

/// A value in a field, in a list or at the top level of a body.
pub trait Reflect: 'static {
    /// Returns a view of the value.
    fn view(&self) -> ValueRef<'_>;
    /// Stores a scalar; returns false, and changes nothing, if the type does not accept it.
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let _ = scalar;
        false
    }
    /// Makes a value from a scalar; returns `None` if the type does not accept it.
    #[inline]
    fn make(scalar: Scalar<'_>) -> Option<Self>
    where
        Self: Default,
    {
        let mut value = Self::default();
        value.put(scalar).then_some(value)
    }
    /// Opens the value for its parts; `None` if the type has none.
    fn open(&mut self) -> Option<ValueMut<'_>> {
        None
    }
    /// Resets to the default. Types whose default is not empty override it.
    fn reset(&mut self) {
        if !self.put(Scalar::Text("")) {
            self.open().into_iter().for_each(ValueMut::clear);
        }
    }
}

/// A list of values of one type.
pub trait List {
    /// Returns the number of items.
    fn len(&self) -> usize;
    /// Returns the item at `index`, which is below `len`.
    fn get(&self, index: usize) -> &dyn Reflect;
    /// Makes room for this number of further items.
    fn reserve(&mut self, count: usize);
    /// Appends a default item and returns it.
    fn push(&mut self) -> &mut dyn Reflect;
    /// Removes the last item.
    fn pop(&mut self);
    /// Removes all items.
    fn clear(&mut self);
    /// Returns whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A map from strings to values of one type.
pub trait Entries {
    /// Returns the number of entries.
    fn len(&self) -> usize;
    /// Returns the entries in the order of their names.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Reflect)> + '_>;
    /// Inserts a default value under `name`, replacing any older one, and returns it.
    fn insert(&mut self, name: String) -> &mut dyn Reflect;
    /// Removes the entry called `name`.
    fn remove(&mut self, name: &str);
    /// Removes all entries.
    fn clear(&mut self);
    /// Returns whether there are no entries.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: Reflect + Default> Reflect for Option<T> {
    #[inline]
    fn view(&self) -> ValueRef<'_> {
        self.as_ref().map_or(ValueRef::Absent, T::view)
    }
    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        if matches!(scalar, Scalar::Null) {
            *self = None;
            return true;
        }
        let made = T::make(scalar);
        let fits = made.is_some();
        if fits {
            *self = made;
        }
        fits
    }
    #[inline]
    fn open(&mut self) -> Option<ValueMut<'_>> {
        self.get_or_insert_with(T::default).open()
    }
    #[inline]
    fn reset(&mut self) {
        *self = None;
    }
}

/// Every record is a value. `Box` is a [`Record`] if it contains one, and nothing by itself.
impl<T: Record> Reflect for T {
    #[inline]
    fn view(&self) -> ValueRef<'_> {
        ValueRef::Record(self)
    }
    #[inline]
    fn open(&mut self) -> Option<ValueMut<'_>> {
        Some(ValueMut::Record(self))
    }
}

impl<T: Reflect + Default> Reflect for Vec<T> {
    #[inline]
    fn view(&self) -> ValueRef<'_> {
        ValueRef::List(self)
    }
    #[inline]
    fn open(&mut self) -> Option<ValueMut<'_>> {
        Some(ValueMut::List(self))
    }
}

impl<T: Reflect + Default> List for Vec<T> {
    #[inline]
    fn len(&self) -> usize {
        self.len()
    }
    #[inline]
    fn get(&self, index: usize) -> &dyn Reflect {
        &self[index]
    }
    #[inline]
    fn reserve(&mut self, count: usize) {
        self.reserve(count);
    }
    #[inline]
    fn push(&mut self) -> &mut dyn Reflect {
        let index = self.len();
        self.push(T::default());
        &mut self[index]
    }
    #[inline]
    fn pop(&mut self) {
        self.pop();
    }
    #[inline]
    fn clear(&mut self) {
        self.clear();
    }
}

impl<T: Reflect + Default> Reflect for BTreeMap<String, T> {
    #[inline]
    fn view(&self) -> ValueRef<'_> {
        ValueRef::Map(self)
    }
    #[inline]
    fn open(&mut self) -> Option<ValueMut<'_>> {
        Some(ValueMut::Map(self))
    }
}

impl<T: Reflect + Default> Entries for BTreeMap<String, T> {
    #[inline]
    fn len(&self) -> usize {
        self.len()
    }
    #[inline]
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Reflect)> + '_> {
        Box::new(
            self.iter()
                .map(|(name, value)| (name.as_str(), value as &dyn Reflect)),
        )
    }
    #[inline]
    fn insert(&mut self, name: String) -> &mut dyn Reflect {
        let place = self.entry(name).or_default();
        place.reset();
        place
    }
    #[inline]
    fn remove(&mut self, name: &str) {
        self.remove(name);
    }
    #[inline]
    fn clear(&mut self) {
        self.clear();
    }
}

impl Reflect for UnknownFields {
    #[inline]
    fn view(&self) -> ValueRef<'_> {
        ValueRef::UnknownFields(self)
    }
    #[inline]
    fn open(&mut self) -> Option<ValueMut<'_>> {
        Some(ValueMut::UnknownFields(self))
    }
}

impl Reflect for Json {
    fn view(&self) -> ValueRef<'_> {
        ValueRef::Json(self)
    }
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        *self = scalar.to_json();
        true
    }
    fn open(&mut self) -> Option<ValueMut<'_>> {
        Some(ValueMut::Json(self))
    }
    fn reset(&mut self) {
        *self = Json::Null;
    }
}

impl Reflect for String {
    fn view(&self) -> ValueRef<'_> {
        ValueRef::Text(self)
    }
    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let Scalar::Text(text) = scalar else { return false };
        text.clone_into(self);
        true
    }
    #[inline]
    fn make(scalar: Scalar<'_>) -> Option<Self> {
        if let Scalar::Text(text) = scalar {
            Some(text.to_owned())
        } else {
            None
        }
    }
}

/// Implements `Reflect` for a type that is converted from a scalar.
macro_rules! scalar {
    ($type:ty, $view:ident, $from:path) => {
        impl Reflect for $type {
            #[inline]
            fn view(&self) -> ValueRef<'_> {
                ValueRef::$view((*self).into())
            }
            #[inline]
            fn put(&mut self, scalar: Scalar<'_>) -> bool {
                match $from(scalar) {
                    Some(value) => *self = value,
                    None => return false,
                }
                true
            }
            fn reset(&mut self) {
                *self = <$type>::default();
            }
        }
    };
}

scalar!(bool, Bool, Scalar::bool);
scalar!(i32, Int, Scalar::int32);
scalar!(i64, Int, Scalar::int64);
scalar!(u32, Int, Scalar::uint32);
scalar!(f64, Float, Scalar::float);

impl Reflect for u64 {
    #[inline]
    fn view(&self) -> ValueRef<'_> {
        i64::try_from(*self).map_or(ValueRef::Big(*self), ValueRef::Int)
    }
    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        match scalar.uint64() {
            Some(value) => *self = value,
            None => return false,
        }
        true
    }
    fn reset(&mut self) {
        *self = 0;
    }
}

impl Scalar<'_> {
    /// Returns the same as free JSON.
    pub(crate) fn to_json(self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Int(value) => Json::from(value),
            Self::Big(value) => Json::from(value),
            Self::Float(value) => Json::from(value),
            Self::Text(value) | Self::Checked(value, _) => Json::from(value),
        }
    }

    fn bool(self) -> Option<bool> {
        if let Self::Bool(value) = self {
            Some(value)
        } else {
            None
        }
    }

    /// Returns the number if it is an integer, such as `3.0` and `1.1991456e9`.
    fn int64(self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(value),
            Self::Float(value) => whole(value),
            _ => None,
        }
    }

    fn int32(self) -> Option<i32> {
        self.int64().and_then(|value| value.try_into().ok())
    }

    fn uint32(self) -> Option<u32> {
        self.int64().and_then(|value| value.try_into().ok())
    }

    fn uint64(self) -> Option<u64> {
        match self {
            Self::Big(value) => Some(value),
            Self::Float(value) if value >= TWO_63 => whole_unsigned(value),
            other => other.int64().and_then(|value| value.try_into().ok()),
        }
    }

    /// Returns the number if a float represents it exactly.
    fn float(self) -> Option<f64> {
        match self {
            Self::Float(value) => Some(value),
            Self::Int(value) => (whole(value as f64) == Some(value)).then_some(value as f64),
            Self::Big(value) => {
                ((value as f64) < TWO_64 && value as f64 as u64 == value).then_some(value as f64)
            }
            _ => None,
        }
    }
}

const TWO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_64: f64 = 18_446_744_073_709_551_616.0;

/// Returns the float as an integer if it is one that fits a signed 64-bit integer.
pub(crate) fn whole(value: f64) -> Option<i64> {
    (value.trunc() == value && (-TWO_63..TWO_63).contains(&value)).then_some(value as i64)
}

/// Returns the float as an integer if it is one that fits an unsigned 64-bit integer.
pub(crate) fn whole_unsigned(value: f64) -> Option<u64> {
    (value.trunc() == value && (0.0..TWO_64).contains(&value)).then_some(value as u64)
}

/// Views free JSON without parts as a scalar, so that one check handles typed and free values.
pub(crate) fn view_json(json: &Json) -> ValueRef<'_> {
    match json {
        Json::Bool(value) => ValueRef::Bool(*value),
        Json::String(text) => ValueRef::Text(text),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => ValueRef::Int(value),
            (None, Some(value)) => ValueRef::Big(value),
            (None, None) => ValueRef::Float(number.as_f64().unwrap_or(f64::INFINITY)),
        },
        Json::Null | Json::Array(_) | Json::Object(_) => ValueRef::Json(json),
    }
}
