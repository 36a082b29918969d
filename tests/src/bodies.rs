//! Bodies generated from schemas, with deliberate violations.

use crate::openapi::{Document, Side};
use serde_json::{Map, Value as Json, json};

/// Numbers that look random and are the same in every run (xorshift64).
pub struct Random(u64);

impl Random {
    /// Returns a generator with its own sequence for each `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Returns a number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % bound.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// The way in which the variant of the value at a location is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selection {
    /// It is not in a union, or its discriminators select it.
    Surely,
    /// It is in a union without discriminator, and a change may match another variant.
    Guessed,
}

/// A value in a body.
struct Place {
    pointer: String,
    schema: Json,
    required: bool,
    selection: Selection,
    /// For a discriminator: the pointer of the value whose variant it selects.
    selects: bool,
}

/// A body, and the locations where deviations have to be reported.
pub struct Body {
    /// The body.
    pub json: Json,
    /// The schema that it was generated from.
    pub schema: Json,
    /// JSON pointers, each with the deviation.
    pub broken: Vec<(String, &'static str)>,
}

/// Makes bodies.
pub struct Maker<'a> {
    document: &'a Document,
    side: Side,
    random: &'a mut Random,
    places: Vec<Place>,
    selection: Selection,
}

/// Strings, one of which matches most patterns that have no example.
const TEXTS: [&str; 22] = [
    "32b6e34b3d91647abb20e7b8",
    "Cluster0",
    "10.0.0.1",
    "10.0.0.0/16",
    "32b6e34b3d91647abb20",
    "mdb_sa_id_32b6e34b3d91647abb20e7b8",
    "8.0.4",
    "vpce-0123456789abcdef0",
    "vpc-0123456789abcdef0",
    "a5b1c2d3-0123-4567-89ab-0123456789ab",
    "1199145600",
    "DE",
    "DC=example,DC=com",
    "2024-01-31T12:00:00Z",
    "32b6e34b3d91647abb20e7b832b6e34b3d91647abb20e7b832b6e34b3d91647a",
    "32b6e34b3d91647abb20e7b832b6e34b3d91647a",
    "p-32b6e34b3d91647abb20e7b8",
    "pls_32b6e34b3d91647abb20e7b8",
    "sg-1",
    "https://example.com",
    "123456789012",
    "someone@example.com",
];

/// The depth of bodies; below it, there are only required members.
const DEPTH: usize = 7;

impl<'a> Maker<'a> {
    /// Returns a body for `schema`, with some values `broken` in a thousand.
    pub fn body(
        document: &'a Document,
        side: Side,
        schema: &Json,
        random: &'a mut Random,
        broken: usize,
    ) -> Body {
        let mut maker = Maker {
            document,
            side,
            random,
            places: Vec::new(),
            selection: Selection::Surely,
        };
        let mut json = maker.value("", schema, true, 0);
        let broken = maker.break_some(&mut json, broken);
        Body {
            json,
            schema: schema.clone(),
            broken,
        }
    }

    fn value(&mut self, pointer: &str, schema: &Json, required: bool, depth: usize) -> Json {
        let schema = self.document.flat(schema);
        let before = self.selection;
        let made = match self.variant(&schema) {
            None => {
                let place = Place {
                    pointer: pointer.to_owned(),
                    schema: schema.clone(),
                    required,
                    selection: self.selection,
                    selects: false,
                };
                self.places.push(place);
                self.plain(pointer, &schema, depth)
            }
            Some((variant, tag)) => {
                if tag.is_none() {
                    self.selection = Selection::Guessed;
                }
                let mut made = self.value(pointer, &variant, required, depth);
                if let Some((property, text)) = tag {
                    made[property.as_str()] = Json::from(text);
                    let own = format!("{pointer}/{property}");
                    self.places
                        .iter_mut()
                        .filter(|place| place.pointer == own)
                        .for_each(|place| place.selects = true);
                }
                made
            }
        };
        self.selection = before;
        made
    }

    /// Returns a type of a union, with the property and value that select it.
    fn variant(&mut self, schema: &Json) -> Option<(Json, Option<(String, String)>)> {
        if let Some(mapping) = schema["discriminator"]["mapping"].as_object() {
            let property = schema["discriminator"]["propertyName"].as_str()?.to_owned();
            let names: Vec<_> = mapping.iter().collect();
            let (text, reference) = *self.random.pick(&names);
            let mut variant = self.document.flat(&json!({"$ref": reference}));
            if let Some(members) = variant.as_object_mut() {
                ["discriminator", "oneOf", "anyOf"]
                    .iter()
                    .for_each(|keyword| drop(members.remove(*keyword)));
            }
            return Some((variant, Some((property, text.clone()))));
        }
        let variants = schema["oneOf"].as_array().or(schema["anyOf"].as_array())?;
        Some((self.random.pick(variants).clone(), None))
    }

    fn plain(&mut self, pointer: &str, schema: &Json, depth: usize) -> Json {
        if let Some(values) = schema["enum"].as_array() {
            return self.random.pick(values).clone();
        }
        match schema["type"].as_str() {
            Some("array") => self.array(pointer, schema, depth),
            Some("string") => self.text(schema),
            Some("integer" | "number") => number(schema, self.random.below(9)),
            Some("boolean") => Json::from(self.random.below(2) == 1),
            Some("object") => self.object(pointer, schema, depth),
            _ if schema.get("properties").is_some() => self.object(pointer, schema, depth),
            _ => json!({"free": [1, null, "text"]}),
        }
    }

    fn object(&mut self, pointer: &str, schema: &Json, depth: usize) -> Json {
        let mut object = Map::new();
        let required = |name: &str| {
            schema["required"]
                .as_array()
                .is_some_and(|names| names.iter().any(|it| it == name))
        };
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if hidden(self.document, property, self.side) {
                continue;
            }
            let needed = required(name);
            if needed && depth < 2 * DEPTH || depth < DEPTH && self.random.below(10) < 7 {
                let value = self.value(&below(pointer, name), property, needed, depth + 1);
                object.insert(name.clone(), value);
            }
        }
        if let Some(more) = schema.get("additionalProperties").filter(|more| more.is_object()) {
            let names = ["one", "two"]
                .into_iter()
                .take(schema["maxProperties"].as_u64().unwrap_or(2) as usize);
            for name in names.filter(|_| depth < DEPTH) {
                let value = self.value(&below(pointer, name), more, false, depth + 1);
                object.insert(name.to_owned(), value);
            }
        }
        Json::Object(object)
    }

    fn array(&mut self, pointer: &str, schema: &Json, depth: usize) -> Json {
        let least = schema["minItems"].as_u64().unwrap_or(0) as usize;
        let allowed = schema["maxItems"].as_u64().unwrap_or(2) as usize;
        let most = if depth < DEPTH {
            self.random.below(3).min(allowed)
        } else {
            0
        };
        let items = (0..least.max(most)).map(|index| {
            self.value(
                &below(pointer, &index.to_string()),
                &schema["items"],
                false,
                depth + 1,
            )
        });
        let mut items: Vec<_> = items.collect();
        if schema["uniqueItems"] == true {
            let mut unique: Vec<Json> = Vec::new();
            items.retain(|item| {
                let first = !unique.contains(item);
                unique.push(item.clone());
                first
            });
            // Locations of removed and moved items are no longer valid.
            self.places
                .retain(|place| !place.pointer.starts_with(&format!("{pointer}/")));
        }
        Json::Array(items)
    }

    fn text(&mut self, schema: &Json) -> Json {
        let format = match schema["format"].as_str() {
            Some("date-time") => Some("2026-05-04T09:42:00Z"),
            Some("date") => Some("2026-05-04"),
            Some("uuid") => Some("a5b1c2d3-0123-4567-89ab-0123456789ab"),
            _ => None,
        };
        if let Some(pattern) = schema["pattern"].as_str() {
            let example = schema["example"].as_str().into_iter().chain(format);
            let texts = example.chain(TEXTS).find(|text| matches(pattern, text));
            return Json::from(texts.unwrap_or("no text fits"));
        }
        let least = schema["minLength"].as_u64().unwrap_or(0) as usize;
        let most = schema["maxLength"].as_u64().unwrap_or(40).min(400) as usize;
        let length = least.max(self.random.below(most + 1));
        Json::from(format.map_or_else(|| "ä\"x".chars().cycle().take(length).collect(), str::to_owned))
    }

    /// Breaks some values; values inside of a broken one are not changed.
    fn break_some(mut self, json: &mut Json, in_thousand: usize) -> Vec<(String, &'static str)> {
        let mut broken = Vec::new();
        let mut touched: Vec<String> = Vec::new();
        for place in std::mem::take(&mut self.places) {
            let outer = place.pointer.rsplit_once('/').map_or("", |(outer, _)| outer);
            let own = if place.selects { outer } else { &place.pointer };
            let inside = |outer: &str, inner: &str| inner == outer || inner.starts_with(&format!("{outer}/"));
            let taken = touched.iter().any(|it| inside(it, own) || inside(own, it));
            if taken || place.pointer.is_empty() || self.random.below(1_000) >= in_thousand {
                continue;
            }
            let Some((change, what)) = self.deviation(&place) else {
                continue;
            };
            touched.push(own.to_owned());
            // An unknown discriminator is reported at its object.
            let at = if place.selects || change.is_none() {
                outer.to_owned()
            } else {
                place.pointer.clone()
            };
            replace(json, &place.pointer, change);
            if place.selection == Selection::Surely {
                broken.push((at, what));
            }
        }
        broken
    }

    /// Returns a deviation of a value: its replacement, or `None` to remove it.
    fn deviation(&mut self, place: &Place) -> Option<(Option<Json>, &'static str)> {
        let schema = &place.schema;
        let mut ways: Vec<(Option<Json>, &'static str)> = Vec::new();
        if place.required {
            ways.push((None, "missing"));
        }
        let kind = schema["type"]
            .as_str()
            .or(schema.get("properties").map(|_| "object"));
        let kind = kind?;
        if schema["nullable"] != true {
            ways.push((Some(Json::Null), "null"));
        }
        let others = [
            json!("text"),
            json!(17),
            json!(1.5),
            json!(true),
            json!([1, {"a": null}]),
            json!({"b": [2]}),
        ];
        let others = others.into_iter().filter(|other| !is_of(kind, other));
        ways.extend(others.map(|other| (Some(other), "type")));
        ways.extend(
            of_text(schema)
                .filter(|_| kind == "string")
                .map(|text| (Some(Json::from(text)), "text")),
        );
        ways.extend(
            of_number(schema)
                .into_iter()
                .map(|number| (Some(number), "number")),
        );
        ways.extend(too_many(schema).map(|items| (Some(items), "items")));
        let way = self.random.below(ways.len());
        ways.into_iter().nth(way)
    }
}

fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Returns true if a member does not exist in this direction.
pub fn hidden(document: &Document, property: &Json, side: Side) -> bool {
    property[side.hides()] == true || document.flat(property)[side.hides()] == true
}

fn is_of(kind: &str, value: &Json) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}

/// Returns true if an ECMA-262 pattern matches a part of a string.
pub fn matches(pattern: &str, text: &str) -> bool {
    regress::Regex::with_flags(pattern, "u").is_ok_and(|regex| regex.find(text).is_some())
}

/// Returns a string that violates a constraint.
fn of_text(schema: &Json) -> Option<String> {
    if let Some(most) = schema["maxLength"].as_u64().filter(|most| *most < 10_000) {
        return Some("é".repeat(most as usize + 1));
    }
    let broken = "\u{1}no such thing\u{1}";
    let listed = schema["enum"].is_array();
    let checked = matches!(schema["format"].as_str(), Some("date-time" | "date" | "uuid"));
    let pattern = schema["pattern"]
        .as_str()
        .is_some_and(|pattern| !matches(pattern, broken));
    (listed || checked || pattern).then(|| broken.to_owned())
}

/// Numbers that break constraints.
fn of_number(schema: &Json) -> Vec<Json> {
    let mut numbers = Vec::new();
    if schema["format"] == "int32" {
        numbers.push(json!(9_007_199_254_740_993_i64));
    }
    numbers.extend(
        schema["minimum"]
            .as_f64()
            .map(|bound| json!(bound.floor() as i64 - 1)),
    );
    numbers.extend(
        schema["maximum"]
            .as_f64()
            .map(|bound| json!(bound.ceil() as i64 + 1)),
    );
    numbers
}

/// Returns more items than a schema allows.
fn too_many(schema: &Json) -> Option<Json> {
    let most = schema["maxItems"].as_u64().filter(|most| *most < 1_000)?;
    Some(Json::Array(vec![Json::Null; most as usize + 1]))
}

/// Returns a number within the bounds of a schema.
fn number(schema: &Json, step: usize) -> Json {
    let least = schema["minimum"].as_f64().unwrap_or(0.0);
    let most = schema["maximum"].as_f64().unwrap_or(least + 100.0);
    let value = (least + step as f64).min(most);
    if schema["type"] == "integer" || value.fract() == 0.0 {
        Json::from(value as i64)
    } else {
        Json::from(value)
    }
}

/// Replaces or removes the value at a pointer.
fn replace(json: &mut Json, pointer: &str, value: Option<Json>) {
    let (outer, name) = pointer.rsplit_once('/').expect("a value inside another");
    let name = name.replace("~1", "/").replace("~0", "~");
    match (json.pointer_mut(outer), value) {
        (Some(Json::Object(members)), Some(value)) => drop(members.insert(name, value)),
        (Some(Json::Object(members)), None) => drop(members.remove(&name)),
        (Some(Json::Array(items)), Some(value)) => items[name.parse::<usize>().expect("an index")] = value,
        _ => panic!("{pointer} leads nowhere"),
    }
}
