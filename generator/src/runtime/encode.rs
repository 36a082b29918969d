//! Encoding through serde, for any format that it writes.

use serde_core::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value as Json;

use super::record::{Record, member, whole};
use super::slot::{Value, View};

/// Writes a value through any serializer.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(value: &dyn Value, serializer: S) -> Result<S::Ok, S::Error> {
    Wire(value.view()).serialize(serializer)
}

/// The value as free JSON.
pub(crate) fn to_json(view: View<'_>) -> Json {
    serde_json::to_value(Wire(view)).unwrap_or(Json::Null)
}

/// A value as it stands on the wire.
pub(crate) struct Wire<'a>(pub(crate) View<'a>);

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            View::Absent | View::Extra(_) => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(value),
            View::Int(value) => serializer.serialize_i64(value),
            View::Big(value) => serializer.serialize_u64(value),
            View::Float(value) => serializer.serialize_f64(value),
            View::Text(text) | View::Checked(text, _) => serializer.serialize_str(text),
            View::Json(json) => json.serialize(serializer),
            View::Union(union) => Wire(union.inner().view()).serialize(serializer),
            View::Record(record) => serialize_record(record, serializer),
            View::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for index in 0..list.len() {
                    seq.serialize_element(&Wire(list.get(index).view()))?;
                }
                seq.end()
            }
            View::Map(map) => {
                let entries = map.entries().map(|(name, value)| (name, Wire(value.view())));
                serializer.collect_map(entries)
            }
        }
    }
}

fn serialize_record<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    let kept = record.kept();
    if let Some(json) = kept.and_then(|_| whole(record)) {
        return json.serialize(serializer);
    }
    let mut map = serializer.serialize_map(None)?;
    for (index, field) in record.spec().fields.iter().enumerate() {
        let view = member(record, kept, index);
        if !matches!(view, View::Absent) {
            map.serialize_entry(field.name, &Wire(view))?;
        }
    }
    for (name, json) in kept.map(|kept| &kept.unknown).into_iter().flatten() {
        map.serialize_entry(name, json)?;
    }
    map.end()
}
