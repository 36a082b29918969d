//! Data of an object that has no typed field, so that no part of a body is lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::encode::to_json;
use super::reflect::ValueRef;

/// Data of an object that has no typed field: unknown members, values of the wrong type,
/// explicit nulls. An empty one takes one pointer.
#[derive(Clone, Debug, Default)]
pub struct UnknownFields(Option<Box<UnknownMembers>>);

/// The content of an [`UnknownFields`] that is not empty. Fields have their indices in the record's descriptor.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnknownMembers {
    /// Values of known fields that their slots do not accept.
    aside: BTreeMap<usize, Json>,
    /// Lists and maps whose slots have only a part of the values.
    parts: BTreeMap<usize, Part>,
    /// Required fields that were missing.
    absent: Vec<usize>,
    /// Names that the object contained more than once.
    pub(crate) duplicates: BTreeSet<String>,
    /// Members that the descriptor does not name.
    pub(crate) unknown: Map<String, Json>,
    /// The value in the location of an object.
    pub(crate) whole: Option<Json>,
}

/// A list or map, and the part of it that has typed slots.
#[derive(Clone, Debug)]
struct Part {
    /// The received value.
    whole: Json,
    /// The content of the slot after decoding.
    typed: Json,
}

impl UnknownFields {
    /// No unknown fields.
    pub const NONE: Self = Self(None);

    #[inline]
    pub(crate) fn kept(&self) -> Option<&UnknownMembers> {
        self.0.as_deref()
    }

    fn make(&mut self) -> &mut UnknownMembers {
        self.0.get_or_insert_default()
    }

    /// Keeps a value that the slot of `field` does not accept.
    pub(crate) fn keep(&mut self, field: usize, value: Json) {
        self.make().aside.insert(field, value);
    }

    /// Keeps a list or map if the slot of `field` only has a part of it.
    pub(crate) fn keep_part(&mut self, field: usize, whole: Json, typed: Json) {
        self.make().parts.insert(field, Part { whole, typed });
    }

    /// Drops the kept data of a field, because the object contains `name` again.
    pub(crate) fn forget(&mut self, field: usize, name: &str) {
        self.make().aside.remove(&field);
        self.make().parts.remove(&field);
        self.repeat(name);
    }

    /// Keeps a member that the descriptor does not name, and records a duplicate.
    pub(crate) fn add(&mut self, name: String, value: Json) {
        if self.insert(name.clone(), value).is_some() {
            self.repeat(&name);
        }
    }

    /// Notes that required `field`s were missing; called with rising numbers.
    pub(crate) fn miss(&mut self, field: usize) {
        self.make().absent.push(field);
    }

    /// Records that the object contained `name` more than once.
    pub(crate) fn repeat(&mut self, name: &str) {
        self.make().duplicates.insert(name.to_owned());
    }

    /// Removes a member that the descriptor does not name, and returns it.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Json> {
        self.0.as_mut()?.unknown.remove(name)
    }

    pub(crate) fn insert(&mut self, name: String, value: Json) -> Option<Json> {
        self.make().unknown.insert(name, value)
    }

    /// Keeps a value in the location of an object.
    pub(crate) fn set_whole(&mut self, value: Json) {
        self.make().whole = Some(value);
    }

    /// Sends an explicit `null` for `field` as long as its slot is empty.
    pub fn set_null(&mut self, field: usize) {
        self.keep(field, Json::Null);
    }
}

impl UnknownMembers {
    pub(crate) fn aside(&self, field: usize) -> Option<&Json> {
        self.aside.get(&field)
    }

    /// Returns the list or map of a field as it came, if the part in its slot, which `view` shows, is as it was.
    pub(crate) fn part(&self, field: usize, view: ValueRef<'_>) -> Option<&Json> {
        let part = self.parts.get(&field)?;
        (to_json(view) == part.typed).then_some(&part.whole)
    }

    pub(crate) fn is_absent(&self, field: usize) -> bool {
        self.absent.binary_search(&field).is_ok()
    }

    /// Returns whether it contains something that would be written.
    pub(crate) fn is_blank(&self) -> bool {
        self.aside.is_empty() && self.parts.is_empty() && self.unknown.is_empty() && self.whole.is_none()
    }
}
