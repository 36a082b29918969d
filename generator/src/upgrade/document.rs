//! Converts OpenAPI 3.1 and 3.2 documents: walks all objects that contain schemas.

use super::v3_2::{self, MediaTypes};
use super::{MovedPointers, Pointers, SpecVersion, Upgrade, part_styles, schema};
use crate::document::is_method;
use crate::pointer;
use hashbrown::HashMap;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The kinds of objects of an OpenAPI document that the conversion distinguishes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Object {
    Root,
    Components,
    PathItem,
    Operation,
    /// Parameter Object or Header Object.
    Parameter,
    Response,
    RequestBody,
    MediaType,
    Encoding,
    Callback,
    Schema,
}

/// The structure of the objects in the value of a key.
#[derive(Clone, Copy)]
pub(super) enum Children {
    One(Object),
    Map(Object),
    List(Object),
}

use Children::{List, Map as MapOf, One};

impl Object {
    /// Returns the objects in the value of `key` (OpenAPI 3.1, section 4.8); `None` for keys without relevant objects.
    fn children(self, key: &str) -> Option<Children> {
        Some(match (self, key) {
            (Self::Root, "paths") => MapOf(Self::PathItem),
            (Self::Root, "components") => One(Self::Components),
            (Self::Components, "schemas") => MapOf(Self::Schema),
            (Self::Components, "responses") => MapOf(Self::Response),
            (Self::Components, "requestBodies") => MapOf(Self::RequestBody),
            (Self::Components, "parameters" | "headers") => MapOf(Self::Parameter),
            (Self::Components, "callbacks") | (Self::Operation, "callbacks") => MapOf(Self::Callback),
            (Self::PathItem | Self::Operation, "parameters") => List(Self::Parameter),
            (Self::PathItem, key) if is_method(key) => One(Self::Operation),
            (Self::Callback, _) => One(Self::PathItem),
            (Self::Operation, "requestBody") => One(Self::RequestBody),
            (Self::Operation, "responses") => MapOf(Self::Response),
            (Self::Response | Self::RequestBody | Self::Parameter, "content") => MapOf(Self::MediaType),
            (Self::Response | Self::Encoding, "headers") => MapOf(Self::Parameter),
            (Self::Parameter | Self::MediaType, "schema") => One(Self::Schema),
            (Self::MediaType, "encoding") => MapOf(Self::Encoding),
            (Self::Schema, key) => schema::children(key)?,
            _ => return None,
        })
    }
}

/// Converts a whole document of OpenAPI 3.1 or 3.2.
pub(super) fn convert(upgrade: &mut Upgrade<'_>, tree: &mut Value) {
    let Value::Object(root) = tree else { return };
    root.insert("openapi".to_owned(), Value::from("3.0.3"));
    root.remove("jsonSchemaDialect");
    root.remove("$self");
    root.entry("paths").or_insert_with(|| Value::Object(Map::new()));
    if let Some(Value::Object(info)) = root.get_mut("info") {
        info.remove("summary");
        if let Some(Value::Object(license)) = info.get_mut("license")
            && let Some(identifier) = license.remove("identifier")
        {
            license.insert("x-identifier".to_owned(), identifier);
        }
    }
    if root
        .remove("webhooks")
        .is_some_and(|webhooks| webhooks.as_object().is_some_and(|all| !all.is_empty()))
    {
        upgrade.removed(
            "",
            "webhooks",
            "requests that the service sends have no client",
            "no action is needed; handle webhooks in your own server",
        );
    }
    inline_path_items(root);
    if upgrade.version == SpecVersion::V3_2 {
        upgrade.media_types = MediaTypes::take(upgrade, tree);
    }
    visit(upgrade, Object::Root, tree, &Pointers::root());
    add_lifted(upgrade, tree);
}

/// Converts the keywords of OpenAPI 3.1 in a document of an earlier version, where it uses some.
pub(super) fn adopt(upgrade: &mut Upgrade<'_>, tree: &mut Value) {
    if schema::uses_newer_keywords(tree) {
        visit(upgrade, Object::Root, tree, &Pointers::root());
        add_lifted(upgrade, tree);
    }
}

/// Replaces references to `components.pathItems`, which 3.0 does not have, by their targets.
fn inline_path_items(root: &mut Map<String, Value>) {
    let Some(Value::Object(components)) = root.get_mut("components") else {
        return;
    };
    let Some(Value::Object(items)) = components.remove("pathItems") else {
        return;
    };
    let Some(Value::Object(paths)) = root.get_mut("paths") else {
        return;
    };
    for path in paths.values_mut() {
        let name = path.get("$ref").and_then(Value::as_str);
        let name = name.and_then(|reference| reference.strip_prefix("#/components/pathItems/"));
        if let Some(item) = name.and_then(|name| items.get(&*pointer::unescaped(name))) {
            *path = item.clone();
        }
    }
}

/// Converts the object at `at`, and all objects below it.
pub(super) fn visit(upgrade: &mut Upgrade<'_>, object: Object, value: &mut Value, at: &Pointers) {
    if let (SpecVersion::V3_2, Value::Object(members)) = (upgrade.version, &mut *value) {
        let moved = v3_2::convert(upgrade, object, members, at);
        record(upgrade, moved, at);
    }
    let moved = match object {
        Object::Schema if upgrade.is_newer() => schema::convert(upgrade, value, at),
        Object::Schema => schema::adopt(upgrade, value, at),
        _ => {
            if upgrade.is_newer() {
                drop_reference_siblings(value);
                add_responses(object, value);
                if let (Object::Encoding, Value::Object(encoding)) = (object, &mut *value) {
                    part_styles::mark(encoding);
                }
            }
            Vec::new()
        }
    };
    record(upgrade, moved, at);
    let Value::Object(members) = value else { return };
    for (key, member) in members.iter_mut() {
        let Some(children) = object.children(key) else {
            continue;
        };
        // 3.0 allows boolean schemas only here.
        if key == "additionalProperties" && member.is_boolean() {
            continue;
        }
        each_child(upgrade, children, member, &at.child(key));
    }
}

/// Records the moved children of the object at `at`.
fn record(upgrade: &mut Upgrade<'_>, moved: schema::Moved, at: &Pointers) {
    for (new, original) in moved {
        let (new, original) = (format!("{}{new}", at.new), format!("{}{original}", at.original));
        upgrade.moved.record(new, original);
    }
}

/// Visits the objects in `member`.
fn each_child(upgrade: &mut Upgrade<'_>, children: Children, member: &mut Value, at: &Pointers) {
    let enter = |upgrade: &mut Upgrade<'_>, object, value: &mut Value, mut at: Pointers| {
        at.original = upgrade.moved.original(&at.new).into_owned();
        visit(upgrade, object, value, &at);
    };
    match (children, member) {
        (One(object), value) => enter(upgrade, object, value, at.clone()),
        (MapOf(object), Value::Object(members)) => {
            for (key, value) in members.iter_mut() {
                enter(upgrade, object, value, at.child(key));
            }
        }
        (List(object), Value::Array(items)) => {
            for (index, value) in items.iter_mut().enumerate() {
                enter(upgrade, object, value, at.child(&index.to_string()));
            }
        }
        _ => {}
    }
}

/// Removes `summary` and `description` next to a reference: 3.0 ignores them.
fn drop_reference_siblings(value: &mut Value) {
    if let Value::Object(members) = value
        && members.get("$ref").is_some_and(Value::is_string)
    {
        members.retain(|key, _| key != "summary" && key != "description");
    }
}

/// Adds the responses of an operation that lists none, which 3.0 requires and 3.1 does not.
fn add_responses(object: Object, value: &mut Value) {
    if let (Object::Operation, Value::Object(members)) = (object, value) {
        members
            .entry("responses")
            .or_insert_with(|| Value::Object(Map::new()));
    }
}

/// Adds the schemas of `$defs` to the components, and lets references follow them.
fn add_lifted(upgrade: &mut Upgrade<'_>, tree: &mut Value) {
    let mut renamed = MovedPointers::default();
    let mut numbers = HashMap::new();
    while !upgrade.lifted.is_empty() {
        for (original, key, mut value) in std::mem::take(&mut upgrade.lifted) {
            let name = free_name(tree, &original, &key, &mut numbers);
            let at = Pointers {
                new: pointer::child("/components/schemas", &name),
                original: original.clone(),
            };
            upgrade.moved.record(at.new.clone(), original.clone());
            visit(upgrade, Object::Schema, &mut value, &at);
            renamed.record(format!("#{original}"), format!("#{}", at.new));
            schemas_of(tree).insert(name, value);
        }
    }
    redirect(tree, &renamed);
}

fn schemas_of(tree: &mut Value) -> &mut Map<String, Value> {
    member_object(
        member_object(tree.as_object_mut().expect("the root is an object"), "components"),
        "schemas",
    )
}

/// Returns the object `key`; adds it if it is missing.
fn member_object<'m>(members: &'m mut Map<String, Value>, key: &str) -> &'m mut Map<String, Value> {
    let member = members.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if !member.is_object() {
        *member = Value::Object(Map::new());
    }
    member.as_object_mut().expect("it was made an object")
}

/// Returns a name that no component schema has: the key, after the surrounding names if that is taken. `numbers`
/// contains the last number after each name.
fn free_name(tree: &mut Value, original: &str, key: &str, numbers: &mut HashMap<String, usize>) -> String {
    let schemas = schemas_of(tree);
    if !schemas.contains_key(key) {
        return key.to_owned();
    }
    let owner = original
        .split('/')
        .nth(3)
        .map(pointer::unescaped)
        .unwrap_or_default();
    let base = format!("{owner}_{key}");
    let last = numbers.entry(base.clone()).or_default();
    let name = |number: usize| match number {
        1 => base.clone(),
        number => format!("{base}_{number}"),
    };
    let free = (*last + 1..).find(|number| !schemas.contains_key(&name(*number)));
    *last = free.expect("there are more numbers than schemas");
    name(*last)
}

/// Rewrites references to definitions that moved.
fn redirect(value: &mut Value, renamed: &MovedPointers) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                match member {
                    Value::String(reference) if key == "$ref" => {
                        if let Cow::Owned(new) = renamed.original(reference) {
                            *reference = new;
                        }
                    }
                    _ => redirect(member, renamed),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, renamed)),
        _ => {}
    }
}
