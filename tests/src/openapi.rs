//! OpenAPI documents parsed without the generator, for oracles.

use serde_json::{Map, Value as Json};
use std::fs;
use std::path::Path;

/// Documents merged into one, with local references.
pub struct Document(Json);

/// The direction of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To the service.
    Request,
    /// From the service.
    Response,
}

impl Side {
    /// Returns the keyword of members that do not exist in this direction.
    pub const fn hides(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// An operation in one version.
pub struct Operation<'a> {
    /// The `operationId`.
    pub id: &'a str,
    /// HTTP method, in capitals.
    pub method: String,
    /// Path with the names of its values in braces.
    pub path: &'a str,
    /// The path template.
    pub media_type: &'a str,
    /// Status of success.
    pub status: u16,
    /// Schema of the request body, if it is JSON.
    pub request: Option<&'a Json>,
    /// Schema of the response body, if it is JSON.
    pub response: Option<&'a Json>,
}

impl Document {
    /// Reads YAML: one document, or a folder of fragments that refer to each other.
    ///
    /// # Panics
    ///
    /// If it cannot be read.
    pub fn read(path: &Path) -> Self {
        let mut whole = Json::Object(Map::new());
        for file in if path.is_dir() {
            crate::list(path)
        } else {
            vec![path.to_owned()]
        } {
            let text =
                fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let mut tree = serde_yaml::from_str(&text).expect("YAML");
            make_local(&mut tree);
            merge(&mut whole, tree);
        }
        Self(whole)
    }

    /// Parses a JSON document without external references.
    ///
    /// # Panics
    ///
    /// If it is not JSON.
    pub fn parse(text: &str) -> Self {
        Self(serde_json::from_str(text).expect("JSON"))
    }

    /// Replaces the value at a JSON pointer.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn correct(&mut self, pointer: &str, value: Json) {
        *self.0.pointer_mut(pointer).expect("a value to correct") = value;
    }

    /// Returns the whole document.
    pub fn root(&self) -> &Json {
        &self.0
    }

    /// `#/components/schemas`.
    pub fn schemas(&self) -> &Map<String, Json> {
        self.0["components"]["schemas"].as_object().expect("schemas")
    }

    /// Returns a value, references followed.
    pub fn follow<'a>(&'a self, mut value: &'a Json) -> &'a Json {
        while let Some(reference) = value.get("$ref").and_then(Json::as_str) {
            value = self
                .0
                .pointer(&reference[1..])
                .unwrap_or_else(|| panic!("{reference} leads nowhere"));
        }
        value
    }

    /// Returns every operation in every version of its response.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut found = Vec::new();
        for (path, item) in self.0["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("a path item") {
                if let Some(id) = operation["operationId"].as_str() {
                    self.versions(id, path, method, operation, &mut found);
                }
            }
        }
        found
    }

    /// Returns name and schema of every parameter of the operation `id`.
    pub fn parameters(&self, id: &str) -> Vec<(&str, &Json)> {
        let nodes = self.operation(id)["parameters"].as_array().into_iter().flatten();
        let parameters = nodes.map(|node| self.follow(node));
        parameters
            .map(|parameter| (parameter["name"].as_str().expect("a name"), &parameter["schema"]))
            .collect()
    }

    /// Returns the statuses of the operation `id`, success and others.
    pub fn statuses(&self, id: &str) -> Vec<u16> {
        let listed = self.operation(id)["responses"].as_object().into_iter().flatten();
        listed.filter_map(|(status, _)| status.parse().ok()).collect()
    }

    fn operation(&self, id: &str) -> &Json {
        let items = self.0["paths"].as_object().expect("paths").values();
        let mut all = items.flat_map(|item| item.as_object().expect("a path item").values());
        all.find(|operation| operation["operationId"] == id)
            .unwrap_or_else(|| panic!("there is no operation {id}"))
    }

    fn versions<'a>(
        &'a self,
        id: &'a str,
        path: &'a str,
        method: &str,
        operation: &'a Json,
        found: &mut Vec<Operation<'a>>,
    ) {
        let responses = operation["responses"].as_object().expect("responses");
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with('2')) {
            let content = self.follow(response)["content"].as_object();
            for (media_type, content) in content.into_iter().flatten() {
                let json = media_type.ends_with("json");
                found.push(Operation {
                    id,
                    path,
                    media_type,
                    method: method.to_uppercase(),
                    status: status.parse().expect("a status"),
                    request: self.request(operation, media_type),
                    response: content.get("schema").filter(|_| json),
                });
            }
        }
    }

    /// Returns the schema of the request for a response: of the same version, otherwise the only one.
    fn request<'a>(&'a self, operation: &'a Json, media_type: &str) -> Option<&'a Json> {
        let content = self.follow(operation.get("requestBody")?)["content"].as_object()?;
        let only = content.values().next().filter(|_| content.len() == 1);
        let own = content.get(media_type).or(only)?;
        own.get("schema")
    }

    /// Returns one schema for all parts of `schema`: references followed, `allOf` merged. A part with a
    /// discriminator is a parent here, and its variants do not count.
    pub fn flat(&self, schema: &Json) -> Json {
        let schema = self.follow(schema);
        let Some(parts) = schema["allOf"].as_array() else {
            return schema.clone();
        };
        let mut own = schema.clone();
        own.as_object_mut().expect("a schema").remove("allOf");
        let mut whole = Json::Object(Map::new());
        for part in parts {
            let mut part = self.flat(part);
            let members = part.as_object_mut().expect("a schema");
            if members.contains_key("discriminator") {
                ["discriminator", "oneOf", "anyOf"]
                    .iter()
                    .for_each(|keyword| drop(members.remove(*keyword)));
            }
            merge(&mut whole, part);
        }
        merge(&mut whole, own);
        whole
    }
}

/// Rewrites references to other files as references within the one document.
fn make_local(tree: &mut Json) {
    match tree {
        Json::Object(members) => {
            if let Some(Json::String(reference)) = members.get_mut("$ref") {
                *reference = reference[reference.find('#').unwrap_or(0)..].to_owned();
            }
            members.values_mut().for_each(make_local);
        }
        Json::Array(items) => items.iter_mut().for_each(make_local),
        _ => {}
    }
}

/// Adds `more` to `whole`: members to members, `required` names to names; otherwise `more` takes precedence.
fn merge(whole: &mut Json, more: Json) {
    match (whole, more) {
        (Json::Object(members), Json::Object(more)) => {
            for (name, value) in more {
                merge(members.entry(name).or_insert(Json::Null), value);
            }
        }
        (Json::Array(items), Json::Array(more)) if more.iter().all(Json::is_string) => {
            for item in more {
                if !items.contains(&item) {
                    items.push(item);
                }
            }
        }
        (whole, more) => *whole = more,
    }
}
