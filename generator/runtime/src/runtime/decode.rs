//! Decodes any serde format. Data without a typed field is kept.

use std::fmt;

use serde_core::Deserializer;
use serde_core::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use super::descriptor::{Additional, Field};
use super::record::Record;
use super::reflect::{Entries, List, Reflect, Scalar, ValueMut};
use super::union;

/// Returns JSON without a byte order mark, which parsers may ignore (RFC 8259, section 8.1).
pub(crate) fn without_mark(json: &[u8]) -> &[u8] {
    json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json)
}

/// Parses JSON in UTF-8 into `value`. Returns the JSON if `value` is a list or map that accepts only a part of it.
///
/// Checking the whole string once and then reading `str` is faster than `serde_json::from_slice`.
pub(crate) fn from_slice(value: &mut dyn Reflect, bytes: &[u8]) -> Result<Option<Json>, serde_json::Error> {
    let text = std::str::from_utf8(without_mark(bytes)).map_err(serde_json::Error::custom)?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let rest = fill(value, &mut reader)?;
    reader.end().map(|()| rest)
}

/// Decodes a value at the top level of a body.
///
/// # Errors
///
/// The errors of the format, and a JSON type that `value` does not accept.
#[inline]
pub fn deserialize<'de, T: Reflect + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::default();
    fill(&mut value, deserializer)?;
    Ok(value)
}

fn fill<'de, D: Deserializer<'de>>(
    value: &mut dyn Reflect,
    deserializer: D,
) -> Result<Option<Json>, D::Error> {
    let record = matches!(value.view(), super::ValueRef::Record(_));
    let misfit = Seed::new(value, union::EFFORT).deserialize(deserializer)?;
    match misfit.map(|misfit| *misfit) {
        None => Ok(None),
        Some(Misfit::Part(json)) => Ok(Some(json)),
        Some(_) if record => Err(D::Error::custom("expected a JSON object")),
        Some(_) => Err(D::Error::custom(
            "the JSON value has another type than the one expected",
        )),
    }
}

/// Fills a value from free JSON; returns false if its type does not accept the JSON.
pub(crate) fn from_json(value: &mut dyn Reflect, json: &Json, effort: u32) -> bool {
    matches!(Seed::new(value, effort).deserialize(json), Ok(None))
}

/// JSON that a type does not accept.
pub(crate) enum Misfit {
    /// The whole value; the target is unchanged.
    Whole(Json),
    /// A part of a list or map; the target has the rest. This is the complete JSON.
    Part(Json),
}

/// The JSON that a type does not accept, if any; boxed, because it is rare and every field returns one.
type Outcome = Option<Box<Misfit>>;

/// Fills one value. Returns the JSON that the type does not accept.
struct Seed<'a> {
    slot: &'a mut dyn Reflect,
    /// Whether it is a member of a record, where `null` differs from absence.
    member: bool,
    /// The remaining work for guessing the types of unions.
    effort: u32,
}

impl<'a> Seed<'a> {
    fn new(slot: &'a mut dyn Reflect, effort: u32) -> Self {
        Self {
            slot,
            member: false,
            effort,
        }
    }

    /// Inlined, so that a scalar is created where `put` reads it: copying it would stall the processor.
    #[inline(always)]
    fn scalar<E>(self, scalar: Scalar<'_>) -> Result<Outcome, E> {
        // Inside a guess, `put` would start with the full effort again.
        if self.effort < union::EFFORT
            && let Some(ValueMut::Union(union)) = self.slot.open()
        {
            union::decode(union, scalar.to_json(), self.effort);
            return Ok(None);
        }
        Ok(if self.slot.put(scalar) {
            None
        } else {
            whole(scalar.to_json())
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        if self.member {
            Ok(whole(Json::Null))
        } else {
            self.scalar(Scalar::Null)
        }
    }
    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        self.scalar(Scalar::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        self.scalar(Scalar::Int(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        self.scalar(i64::try_from(value).map_or(Scalar::Big(value), Scalar::Int))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        self.scalar(Scalar::Float(value))
    }
    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        self.scalar(Scalar::Text(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        match self.slot.open() {
            Some(ValueMut::List(list)) => return fill_list(list, items, self.effort),
            Some(ValueMut::Json(json)) => *json = rest_of_array(Vec::new(), items)?,
            Some(ValueMut::Union(union)) => {
                union::decode(union, rest_of_array(Vec::new(), items)?, self.effort);
            }
            _ => return rest_of_array(Vec::new(), items).map(whole),
        }
        Ok(None)
    }
    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        match self.slot.open() {
            Some(ValueMut::Record(record)) => fill_record(record, members, self.effort)?,
            Some(ValueMut::Map(map)) => return fill_map(map, members, self.effort),
            Some(ValueMut::Json(json)) => *json = rest_of_object(Map::new(), members)?,
            Some(ValueMut::Union(union)) => {
                union::decode(union, rest_of_object(Map::new(), members)?, self.effort);
            }
            _ => return rest_of_object(Map::new(), members).map(whole),
        }
        Ok(None)
    }
}

fn whole(json: Json) -> Outcome {
    Some(Box::new(Misfit::Whole(json)))
}

fn part(json: Json) -> Outcome {
    Some(Box::new(Misfit::Part(json)))
}

fn rest_of_array<'de, A: SeqAccess<'de>>(mut array: Vec<Json>, mut items: A) -> Result<Json, A::Error> {
    while let Some(item) = items.next_element()? {
        array.push(item);
    }
    Ok(Json::Array(array))
}

fn rest_of_object<'de, A: MapAccess<'de>>(
    mut object: Map<String, Json>,
    mut members: A,
) -> Result<Json, A::Error> {
    while let Some((name, value)) = members.next_entry()? {
        object.insert(name, value);
    }
    Ok(Json::Object(object))
}

/// Appends an item to a list as soon as the parser has found one.
struct Push<'a>(&'a mut dyn List, u32);

impl<'de> DeserializeSeed<'de> for Push<'_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let slot = self.0.push();
        let found = Seed::new(slot, self.1).deserialize(deserializer)?;
        Ok(found.and_then(|misfit| keep_whole(slot, misfit)))
    }
}

/// Keeps the misfit inside a record that is an item; returns it for any other type.
fn keep_whole(slot: &mut dyn Reflect, misfit: Box<Misfit>) -> Outcome {
    let Misfit::Whole(json) = *misfit else {
        return Some(misfit);
    };
    slot.reset();
    match slot.open() {
        Some(ValueMut::Record(record)) => record.edit(|extra| extra.set_whole(json)),
        _ => return whole(json),
    }
    None
}

/// Fills a list. Items that do not match are skipped, and the whole array is returned.
fn fill_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    mut items: A,
    effort: u32,
) -> Result<Outcome, A::Error> {
    while let Some(found) = items.next_element_seed(Push(list, effort))? {
        if let Some(misfit) = found {
            return fill_rest_of_list(list, *misfit, items, effort).map(part);
        }
    }
    Ok(None)
}

/// Fills the rest of a list, whose last item so far is a misfit. Returns the array as it came.
fn fill_rest_of_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    misfit: Misfit,
    mut items: A,
    effort: u32,
) -> Result<Json, A::Error> {
    let before = 0..list.len() - 1;
    let mut array: Vec<Json> = before
        .map(|i| super::encode::to_json(list.get(i).view()))
        .collect();
    array.push(settle_item(list, misfit));
    while let Some(json) = items.next_element::<Json>()? {
        let found = Push(list, effort).deserialize(&json);
        if let Ok(Some(misfit)) = found {
            settle_item(list, *misfit);
        }
        array.push(json);
    }
    Ok(Json::Array(array))
}

/// Removes the last item of a list if it has no value. Returns the JSON that came for it.
fn settle_item(list: &mut dyn List, misfit: Misfit) -> Json {
    match misfit {
        Misfit::Part(json) => json,
        Misfit::Whole(json) => {
            list.pop();
            json
        }
    }
}

/// Fills a map. Values that do not match are skipped, and the whole object is returned.
fn fill_map<'de, A: MapAccess<'de>>(
    map: &mut dyn Entries,
    mut members: A,
    effort: u32,
) -> Result<Outcome, A::Error> {
    while let Some(name) = members.next_key::<String>()? {
        let slot = map.insert(name.clone());
        let found = members.next_value_seed(Seed::new(slot, effort))?;
        if let Some(misfit) = found.and_then(|misfit| keep_whole(slot, misfit)) {
            return fill_rest_of_map(map, name, *misfit, members, effort).map(part);
        }
    }
    Ok(None)
}

/// Fills the rest of a map, whose value `name` is a misfit. Returns the object as it came.
fn fill_rest_of_map<'de, A: MapAccess<'de>>(
    map: &mut dyn Entries,
    name: String,
    misfit: Misfit,
    mut members: A,
    effort: u32,
) -> Result<Json, A::Error> {
    let before = map
        .entries()
        .map(|(name, value)| (name.to_owned(), super::encode::to_json(value.view())));
    let mut object: Map<String, Json> = before.collect();
    let json = settle_entry(map, &name, misfit);
    object.insert(name, json);
    while let Some((name, json)) = members.next_entry::<String, Json>()? {
        let slot = map.insert(name.clone());
        let found = Seed::new(slot, effort).deserialize(&json).unwrap_or_default();
        if let Some(misfit) = found.and_then(|misfit| keep_whole(slot, misfit)) {
            settle_entry(map, &name, *misfit);
        }
        object.insert(name, json);
    }
    Ok(Json::Object(object))
}

/// Removes the entry `name` of a map if it has no value. Returns the JSON that came for it.
fn settle_entry(map: &mut dyn Entries, name: &str, misfit: Misfit) -> Json {
    match misfit {
        Misfit::Part(json) => json,
        Misfit::Whole(json) => {
            map.remove(name);
            json
        }
    }
}

/// Keeps the JSON that the slot of a record's field does not accept.
fn keep_misfit(record: &mut dyn Record, field: usize, misfit: Misfit) {
    match misfit {
        Misfit::Whole(json) => {
            record.slot(field).reset();
            record.edit(|extra| extra.keep(field, json));
        }
        Misfit::Part(json) => {
            let typed = super::encode::to_json(record.get(field).view());
            record.edit(|extra| extra.keep_part(field, json, typed));
        }
    }
}

/// Fills a record: this never fails but where the reader does.
fn fill_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    mut members: A,
    effort: u32,
) -> Result<(), A::Error> {
    let fields = record.spec().fields();
    let mut seen = Seen::default();
    let mut next = 0;
    while let Some(key) = members.next_key_seed(KeySeed { fields, next })? {
        let index = match key {
            Key::Known(index) => index,
            Key::Unknown(name) => {
                fill_unknown(record, name, &mut members, effort)?;
                continue;
            }
        };
        if seen.note(index) {
            record.slot(index).reset();
            record.edit(|extra| extra.forget(index, fields[index].name));
        }
        let slot = record.slot(index);
        if let Some(misfit) = members.next_value_seed(Seed {
            slot,
            member: true,
            effort,
        })? {
            keep_misfit(record, index, *misfit);
        }
        next = index + 1;
    }
    for (index, field) in fields.iter().enumerate() {
        if field.presence.is_required() && !seen.has(index) {
            record.edit(|extra| extra.miss(index));
        }
    }
    Ok(())
}

/// Decodes a member without a field: into the map of typed members, or as free JSON.
fn fill_unknown<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    name: String,
    members: &mut A,
    effort: u32,
) -> Result<(), A::Error> {
    let spec = record.spec();
    let is_typed = matches!(spec.additional, Additional::Of(_)) && !spec.forbids(&name);
    let map = is_typed
        .then(|| record.slot(spec.fields().len()).open())
        .flatten();
    let Some(ValueMut::Map(map)) = map else {
        let value = members.next_value()?;
        record.edit(|extra| extra.add(name, value));
        return Ok(());
    };
    let before = map.len();
    let slot = map.insert(name.clone());
    let found = members.next_value_seed(Seed::new(slot, effort))?;
    let misfit = found.and_then(|misfit| keep_whole(slot, misfit));
    let is_repeated = map.len() == before;
    match misfit.map(|misfit| *misfit) {
        Some(Misfit::Whole(json) | Misfit::Part(json)) => {
            map.remove(&name);
            record.edit(|extra| {
                if is_repeated {
                    extra.repeat(&name);
                }
                extra.add(name, json);
            });
        }
        None => record.edit(|extra| {
            if extra.remove(&name).is_some() || is_repeated {
                extra.repeat(&name);
            }
        }),
    }
    Ok(())
}

/// The fields that an object has had so far.
#[derive(Default)]
struct Seen {
    first: u64,
    rest: Vec<u64>,
}

impl Seen {
    fn has(&self, index: usize) -> bool {
        let word = match index / 64 {
            0 => self.first,
            word => self.rest.as_slice().get(word - 1).copied().unwrap_or(0),
        };
        word >> (index % 64) & 1 == 1
    }

    /// Marks a field; returns true if it was already marked.
    fn note(&mut self, index: usize) -> bool {
        let word = match index / 64 {
            0 => &mut self.first,
            word => {
                self.rest.resize(self.rest.len().max(word), 0);
                &mut self.rest[word - 1]
            }
        };
        let bit = 1 << (index % 64);
        let before = *word & bit != 0;
        *word |= bit;
        before
    }
}

enum Key {
    Known(usize),
    Unknown(String),
}

/// Finds the field of a name: first the expected next one, then the others in order.
struct KeySeed {
    fields: &'static [Field],
    next: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        let (before, after) = self.fields.split_at(self.next);
        let is_it = |field: &Field| field.name == name;
        Ok(match after.iter().position(is_it) {
            Some(index) => Key::Known(self.next + index),
            None => before
                .iter()
                .position(is_it)
                .map_or_else(|| Key::Unknown(name.to_owned()), Key::Known),
        })
    }
}
