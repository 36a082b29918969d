//! Encodes through any serde serializer.

use serde_core::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value as Json;

use super::record::{Record, member, whole};
use super::reflect::{Reflect, ValueRef};

/// Serializes a value.
///
/// # Errors
///
/// The errors of the serializer.
pub fn serialize<S: Serializer>(value: &dyn Reflect, serializer: S) -> Result<S::Ok, S::Error> {
    Wire(value.view()).serialize(serializer)
}

/// Returns the value as free JSON.
pub(crate) fn to_json(view: ValueRef<'_>) -> Json {
    serde_json::to_value(Wire(view)).unwrap_or(Json::Null)
}

/// A value in its wire form.
pub(crate) struct Wire<'a>(pub(crate) ValueRef<'a>);

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            ValueRef::Absent | ValueRef::UnknownFields(_) => serializer.serialize_unit(),
            ValueRef::Bool(value) => serializer.serialize_bool(value),
            ValueRef::Int(value) => serializer.serialize_i64(value),
            ValueRef::Big(value) => serializer.serialize_u64(value),
            ValueRef::Float(value) => serializer.serialize_f64(value),
            ValueRef::Text(text) | ValueRef::Checked(text, _) => serializer.serialize_str(text),
            ValueRef::Json(json) => json.serialize(serializer),
            ValueRef::File(file) => serializer.serialize_str(&file.text()),
            ValueRef::Union(union) => Wire(union.inner().view()).serialize(serializer),
            ValueRef::Record(record) => serialize_record(record, serializer),
            ValueRef::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for index in 0..list.len() {
                    seq.serialize_element(&Wire(list.get(index).view()))?;
                }
                seq.end()
            }
            ValueRef::Map(map) => {
                let entries = map.entries().map(|(name, value)| (name, Wire(value.view())));
                serializer.collect_map(entries)
            }
        }
    }
}

fn serialize_record<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    let kept = record.kept();
    if let Some(json) = whole(record, kept) {
        return json.serialize(serializer);
    }
    let mut map = serializer.serialize_map(None)?;
    for (index, field) in record.spec().fields().iter().enumerate() {
        let view = member(record, kept, index, field);
        if !matches!(view, ValueRef::Absent) {
            map.serialize_entry(field.name, &Wire(view))?;
        }
    }
    if let Some(entries) = record.typed_members().map(|_| record.typed_entries()) {
        for (name, view) in entries {
            map.serialize_entry(name, &Wire(view))?;
        }
    }
    for (name, json) in kept.map(|kept| &kept.unknown).into_iter().flatten() {
        map.serialize_entry(name, json)?;
    }
    map.end()
}
