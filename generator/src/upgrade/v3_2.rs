//! Converts what OpenAPI 3.2 added to the objects around schemas into the form of 3.1.

use super::document::Object;
use super::schema::{Members, Moved};
use super::{Pointers, Upgrade};
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::MediaType;
use crate::pointer;
use serde_json::{Map, Value, json};

/// The media type of a query string as a whole (OpenAPI 3.2, Parameter Object, `in: querystring`).
const FORM: &str = "application/x-www-form-urlencoded";

/// The maximum number of references from one media type to another, so that each is found in constant time.
const LINKS: usize = 16;

/// The media types of the components, which other objects refer to.
#[derive(Default)]
pub(super) struct MediaTypes(Map<String, Value>);

impl MediaTypes {
    /// Takes the media types out of the components of a document, where earlier versions have none. Their schemas become
    /// components, so that the copies of a media type have one type.
    pub(super) fn take(upgrade: &mut Upgrade<'_>, tree: &mut Value) -> Self {
        let components = tree.get_mut("components").and_then(Value::as_object_mut);
        let Some(Value::Object(mut all)) = components.and_then(|components| components.remove("mediaTypes"))
        else {
            return Self::default();
        };
        for (name, media_type) in &mut all {
            let pointer = pointer::child("/components/mediaTypes", name);
            for key in ["schema", "itemSchema"] {
                let schema = media_type.get_mut(key).filter(|schema| is_inline(schema));
                let Some(schema) = schema else { continue };
                let pointer = pointer::child(&pointer, key);
                let reference = json!({ "$ref": format!("#{pointer}") });
                let schema = std::mem::replace(schema, reference);
                upgrade.lifted.push((pointer, name.clone(), schema));
            }
        }
        Self(all)
    }

    /// Returns the key of the media type that a reference leads to, through others if need be, and the media type.
    fn find(&self, reference: &Value) -> Option<(String, &Value)> {
        let mut reference = reference.as_str()?;
        for _ in 0..LINKS {
            let key = pointer::unescaped(reference.strip_prefix("#/components/mediaTypes/")?);
            let found = self.0.get(&*key)?;
            match found.get("$ref").and_then(Value::as_str) {
                Some(next) => reference = next,
                None => return Some((key.into_owned(), found)),
            }
        }
        None
    }
}

/// Returns true if a schema states more than a reference.
fn is_inline(schema: &Value) -> bool {
    schema
        .as_object()
        .is_some_and(|schema| !schema.is_empty() && !schema.contains_key("$ref"))
}

/// Converts the object at `at`, without the objects below it, and returns its moved children.
pub(super) fn convert(
    upgrade: &mut Upgrade<'_>,
    object: Object,
    members: &mut Members,
    at: &Pointers,
) -> Moved {
    let mut moved = Vec::new();
    match object {
        Object::Root => {
            servers(members);
            tags(members);
        }
        Object::PathItem => {
            servers(members);
            other_methods(upgrade, members, at);
        }
        Object::Operation => servers(members),
        Object::Components => {
            security_schemes(members);
            examples(members);
        }
        Object::Response => description(members),
        Object::Parameter => {
            query_string(members, &mut moved);
            cookie_style(members);
            examples(members);
        }
        Object::MediaType => {
            reference(upgrade, members, at);
            items(upgrade, members, at, &mut moved);
            examples(members);
        }
        Object::Schema => default_mapping(upgrade, members, at),
        Object::RequestBody | Object::Encoding | Object::Callback => {}
    }
    moved
}

/// Returns the objects in the list or map `key`.
fn objects<'m>(members: &'m mut Members, key: &str) -> impl Iterator<Item = &'m mut Members> {
    let (list, map) = match members.get_mut(key) {
        Some(Value::Array(items)) => (Some(items), None),
        Some(Value::Object(members)) => (None, Some(members)),
        _ => (None, None),
    };
    let members = map.into_iter().flat_map(Map::values_mut);
    let all = list.into_iter().flatten().chain(members);
    all.filter_map(Value::as_object_mut)
}

/// Removes the names of servers, which only show in documentation.
fn servers(members: &mut Members) {
    objects(members, "servers").for_each(|server| _ = server.remove("name"));
}

/// Removes the order of tags, and uses a summary where the description is missing.
fn tags(members: &mut Members) {
    for tag in objects(members, "tags") {
        summary_as_description(tag);
        tag.retain(|key, _| key != "parent" && key != "kind");
    }
}

fn summary_as_description(members: &mut Members) {
    if let Some(summary) = members.remove("summary") {
        members.entry("description").or_insert(summary);
    }
}

/// Reports methods that have no fixed field. Their operations are skipped.
fn other_methods(upgrade: &mut Upgrade<'_>, members: &mut Members, at: &Pointers) {
    if !members.get("additionalOperations").is_some_and(Value::is_object) {
        return;
    }
    let operations = members.remove("additionalOperations");
    let operations = operations.as_ref().and_then(Value::as_object).into_iter();
    for method in operations.flat_map(Map::keys) {
        let at = at.child("additionalOperations").child(method);
        upgrade.problems.push(Diagnostic::new(
            "unsupported-operation",
            Location::new(upgrade.file, at.new),
            format!("`{method}` requests are not supported: the operation is skipped"),
            "no action is needed, or use a method that HTTP defines",
        ));
    }
}

/// Removes what earlier versions do not know of a security scheme, and clients do not need.
fn security_schemes(members: &mut Members) {
    for scheme in objects(members, "securitySchemes") {
        scheme.retain(|key, _| key != "deprecated" && key != "oauth2MetadataUrl");
    }
}

/// Lets the data of each example be its value, and removes its serialized form.
fn examples(members: &mut Members) {
    for example in objects(members, "examples") {
        if let Some(data) = example.remove("dataValue") {
            example.entry("value").or_insert(data);
        }
        example.remove("serializedValue");
    }
}

/// Removes the style `cookie`, by which clients send every cookie: pairs after `; `, with nothing encoded that a cookie may
/// contain.
fn cookie_style(members: &mut Members) {
    let is_cookie = members.get("in").is_some_and(|place| place == "cookie");
    if is_cookie && members.get("style").is_some_and(|style| style == "cookie") {
        members.remove("style");
    }
}

/// Adds the description of a response, which 3.2 does not require.
fn description(members: &mut Members) {
    if !members.contains_key("$ref") {
        summary_as_description(members);
        members.entry("description").or_insert_with(|| "".into());
    }
}

/// Turns a parameter that is the whole query string into one whose properties are sent as parameters, which is the same
/// text if they are scalars. Any other one is left, and not sent.
fn query_string(members: &mut Members, moved: &mut Moved) {
    let is_query_string = members.get("in").is_some_and(|place| place == "querystring");
    let content = members.get_mut("content").and_then(Value::as_object_mut);
    let form = content
        .filter(|content| is_query_string && content.len() == 1)
        .and_then(|content| content.get_mut(FORM)?.as_object_mut())
        .filter(|form| !form.contains_key("encoding"));
    let schema = form
        .and_then(|form| form.get_mut("schema"))
        .filter(|schema| has_only_scalars(schema))
        .map(Value::take);
    let Some(schema) = schema else { return };
    members.remove("content");
    members.insert("in".to_owned(), "query".into());
    members.insert("style".to_owned(), "form".into());
    members.insert("explode".to_owned(), true.into());
    members.insert("schema".to_owned(), schema);
    let original = pointer::child(&pointer::child("/content", FORM), "schema");
    moved.push(("/schema".to_owned(), original));
}

/// Returns true if all properties of an object have a type of one string, number or boolean, and nothing adds others.
fn has_only_scalars(schema: &Value) -> bool {
    const OTHERS: [&str; 6] = [
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "oneOf",
        "patternProperties",
    ];
    let is_scalar = |property: &Value| match &property["type"] {
        Value::String(name) => name != "array" && name != "object",
        _ => false,
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(|properties| properties.values().all(is_scalar))
        && OTHERS.iter().all(|key| schema.get(key).is_none())
}

/// Replaces a reference to a media type of the components by a copy, and reports one that leads to none.
fn reference(upgrade: &mut Upgrade<'_>, members: &mut Members, at: &Pointers) {
    let Some(reference) = members.remove("$ref") else {
        return;
    };
    if let Some((key, Value::Object(target))) = upgrade.media_types.find(&reference) {
        *members = target.clone();
        let original = pointer::child("/components/mediaTypes", &key);
        upgrade.moved.record(at.new.clone(), original);
        return;
    }
    let text = reference
        .as_str()
        .map_or_else(|| reference.to_string(), str::to_owned);
    upgrade.problems.push(Diagnostic::new(
        "dangling-reference",
        Location::new(upgrade.file, at.child("$ref").new),
        format!("`{text}` does not exist in `components.mediaTypes`"),
        "add the media type there, or write it here",
    ));
}

/// Turns the schema of the items of a stream into one of the whole sequence, which 3.1 has for it.
fn items(upgrade: &mut Upgrade<'_>, members: &mut Members, at: &Pointers, moved: &mut Moved) {
    let Some(items) = members.remove("itemSchema") else {
        return;
    };
    let media_type = at
        .new
        .rsplit('/')
        .next()
        .map(pointer::unescaped)
        .unwrap_or_default();
    if !is_stream(&media_type) {
        let reason = format!("`{media_type}` is not read item by item");
        let help =
            "use `text/event-stream` or a media type of JSON lines, or describe the whole body by `schema`";
        upgrade.removed(&at.new, "itemSchema", &reason, help);
        return;
    }
    let sequence = json!({ "type": "array", "items": items });
    members.insert("schema".to_owned(), sequence);
    moved.push(("/schema".to_owned(), "/itemSchema".to_owned()));
    moved.push(("/schema/items".to_owned(), "/itemSchema".to_owned()));
}

/// Returns true if clients read the items of bodies of a media type while they arrive.
fn is_stream(media_type: &str) -> bool {
    let parsed: Result<MediaType, _> = media_type.parse();
    parsed.is_ok_and(|parsed| parsed.is_event_stream() || parsed.is_json_lines())
}

/// Reports a default variant: an unlisted value becomes the unknown variant, which keeps it.
fn default_mapping(upgrade: &mut Upgrade<'_>, members: &mut Members, at: &Pointers) {
    let discriminator = members.get_mut("discriminator").and_then(Value::as_object_mut);
    if discriminator.is_some_and(|discriminator| discriminator.remove("defaultMapping").is_some()) {
        let pointer = at.child("discriminator").new;
        let reason = "a value that selects no other variant is kept as `Unknown`";
        upgrade.removed(&pointer, "defaultMapping", reason, "no action is needed");
    }
}
