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

/// Removes the keys of each object in the list `key`.
fn remove_in_list(members: &mut Members, key: &str, removed: &[&str]) {
    let items = members
        .get_mut(key)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten();
    for item in items.filter_map(Value::as_object_mut) {
        item.retain(|key, _| !removed.contains(&key.as_str()));
    }
}

/// Removes the names of servers, which only show in documentation.
fn servers(members: &mut Members) {
    remove_in_list(members, "servers", &["name"]);
}

/// Removes the order of tags, and uses a summary where the description is missing.
fn tags(members: &mut Members) {
    let tags = members
        .get_mut("tags")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten();
    for tag in tags.filter_map(Value::as_object_mut) {
        summary_as_description(tag);
    }
    remove_in_list(members, "tags", &["parent", "kind"]);
}

fn summary_as_description(members: &mut Members) {
    if let Some(summary) = members.remove("summary") {
        members.entry("description").or_insert(summary);
    }
}

/// Reports methods that have no fixed field. Their operations are skipped.
fn other_methods(upgrade: &mut Upgrade<'_>, members: &mut Members, at: &Pointers) {
    let Some(Value::Object(operations)) = members.remove("additionalOperations") else {
        return;
    };
    for method in operations.keys() {
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
    let schemes = members.get_mut("securitySchemes").and_then(Value::as_object_mut);
    for scheme in schemes
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
    {
        scheme.retain(|key, _| key != "deprecated" && key != "oauth2MetadataUrl");
    }
}

/// Lets the data of each example be its value, and removes its serialized form.
fn examples(members: &mut Members) {
    let examples = members.get_mut("examples").and_then(Value::as_object_mut);
    for example in examples
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
    {
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
/// text.
fn query_string(members: &mut Members, moved: &mut Moved) {
    let is_query_string = members.get("in").is_some_and(|place| place == "querystring");
    let content = members.get_mut("content").and_then(Value::as_object_mut);
    let schema = content
        .filter(|content| is_query_string && content.len() == 1)
        .and_then(|content| content.get_mut(FORM)?.get_mut("schema"))
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

/// Replaces a reference to a media type of the components by a copy.
fn reference(upgrade: &mut Upgrade<'_>, members: &mut Members, at: &Pointers) {
    let found = members
        .get("$ref")
        .and_then(|reference| upgrade.media_types.find(reference));
    if let Some((key, Value::Object(target))) = found {
        *members = target.clone();
        let original = pointer::child("/components/mediaTypes", &key);
        upgrade.moved.record(at.new.clone(), original);
    }
}

/// Lets the schema of the items of a stream be the schema of its media type, as clients read such streams.
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
    members.insert("schema".to_owned(), items);
    moved.push(("/schema".to_owned(), "/itemSchema".to_owned()));
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
