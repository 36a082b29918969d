//! Checks a document against the grammar, and repairs it: each invalid node is reported and replaced or removed, at the
//! smallest level, so that the rest can be read.

use serde_json::{Map, Value, json};

use super::structure::Form::{
    Any, Bool, BoolOrSchema, Count, Is, Keyed, ListOf, MapOf, Number, RefOr, Text, Texts, Unsupported, Values,
};
use super::structure::{Form, Key, Keywords, Object, SCHEMA, STYLES};
use crate::diagnostic::{Diagnostic, Location};
use crate::edit_distance;

/// The placeholder for mutual TLS (OpenAPI 3.1, Security Scheme Object), which 3.0 does not have.
pub(crate) const MUTUAL_TLS: &str = "mutual TLS";

/// Converts mutual TLS to a scheme that 3.0 has; lowering reports it if an operation requires it.
fn mutual_tls(members: &mut Map<String, Value>) -> bool {
    if members.get("type").is_some_and(|own| own == "mutualTLS") {
        members.insert("type".to_owned(), "http".into());
        members.insert("scheme".to_owned(), MUTUAL_TLS.into());
    }
    true
}

/// Keys next to `$ref` that can be ignored: the reference itself, and annotations.
const ANNOTATIONS: [&str; 11] = [
    "$ref",
    "title",
    "summary",
    "description",
    "deprecated",
    "readOnly",
    "writeOnly",
    "example",
    "examples",
    "externalDocs",
    "xml",
];

/// A string that refers to another node.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The location of the string: `/../$ref`, or a value of a discriminator's mapping.
    pub(crate) pointer: String,
    /// The target of the reference.
    pub(crate) object: Object,
    /// The string.
    pub(crate) text: String,
}

impl Reference {
    /// Returns true if the string is the bare name of a schema, which a mapping allows.
    pub(crate) fn is_name(&self, text: &str) -> bool {
        !self.pointer.ends_with("/$ref") && !text.contains(['#', '/'])
    }
}

/// What later stages need to know of a validated node.
#[derive(Debug, Default)]
pub struct Validated {
    /// The references in it.
    pub(crate) references: Vec<Reference>,
    /// The new and the original pointer of each item of a list that follows a removed one.
    pub(crate) shifted: Vec<(String, String)>,
}

/// Validates and repairs a document; adds problems to `out`, in the order of the document.
pub fn validate(file: &str, tree: &mut Value, out: &mut Vec<Diagnostic>) -> Validated {
    validate_node(Object::Root, file, "", tree, out)
}

/// Validates and repairs the node at `pointer` of a file.
pub(crate) fn validate_node(
    object: Object,
    file: &str,
    pointer: &str,
    node: &mut Value,
    out: &mut Vec<Diagnostic>,
) -> Validated {
    let mut validator = Validator {
        file,
        pointer: pointer.to_owned(),
        out,
        found: Validated::default(),
        depth: 0,
    };
    if !validator.keep(Is(object), node) {
        *node = empty(object).unwrap_or(Value::Null);
    }
    validator.found
}

struct Validator<'a> {
    file: &'a str,
    pointer: String,
    out: &'a mut Vec<Diagnostic>,
    found: Validated,
    /// The number of schemas that contain the current one.
    depth: usize,
}

/// The maximum depth of nested schemas without a reference: later stages recurse once for each level.
const MAX_SCHEMA_DEPTH: usize = 40;

impl Validator<'_> {
    fn at(&self) -> Location {
        Location::new(self.file, self.pointer.as_str())
    }

    /// Runs `check` one level deeper.
    fn below<T>(&mut self, key: &str, check: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        self.pointer.push('/');
        crate::pointer::push_escaped(&mut self.pointer, key);
        let result = check(self);
        self.pointer.truncate(length);
        result
    }

    /// Repairs `value`; returns true if it is kept.
    fn keep(&mut self, form: Form, value: &mut Value) -> bool {
        match (form, &mut *value) {
            (Any, _) | (Text, Value::String(_)) | (Bool, Value::Bool(_)) | (Number, Value::Number(_)) => true,
            (Values, Value::Array(_)) | (BoolOrSchema, Value::Bool(_)) => true,
            (Count, Value::Number(number)) if whole_number(number).is_some() => {
                *value = whole_number(number).into();
                true
            }
            (Texts, Value::Array(items)) => self.items(Text, items),
            (ListOf(each), Value::Array(items)) => self.items(*each, items),
            (MapOf(each), Value::Object(members)) => self.named(*each, members),
            (Keyed(key, each), Value::Object(members)) => {
                self.keys(key, members);
                self.members(*each, members)
            }
            (RefOr(object), Value::Object(members)) if members.contains_key("$ref") => {
                self.reference(object, members)
            }
            (RefOr(object) | Is(object), Value::Object(members)) => self.object(object, members),
            (Unsupported(why), _) => self.unsupported(why),
            (BoolOrSchema, Value::Object(_)) => self.keep(SCHEMA, value),
            _ => self.repair(form, value),
        }
    }

    fn items(&mut self, each: Form, items: &mut Vec<Value>) -> bool {
        let (mut index, mut kept) = (0, 0);
        items.retain_mut(|item| {
            let before = (self.found.references.len(), self.found.shifted.len());
            let stays = self.below(&index.to_string(), |below| below.keep(each, item));
            if !stays {
                self.found.references.truncate(before.0);
                self.found.shifted.truncate(before.1);
            } else if kept < index {
                self.shift(before, index, kept);
            }
            index += 1;
            kept += usize::from(stays);
            stays
        });
        true
    }

    /// Records that the item at `index` is now at `kept`. `before` has the number of references and of shifted items
    /// before it.
    fn shift(&mut self, before: (usize, usize), index: usize, kept: usize) {
        let [old, new] = [index, kept].map(|index| format!("{}/{index}", self.pointer));
        let references = self.found.references[before.0..].iter_mut();
        let references = references.map(|reference| &mut reference.pointer);
        let shifted = self.found.shifted[before.1..]
            .iter_mut()
            .map(|(pointer, _)| pointer);
        for pointer in references.chain(shifted) {
            pointer.replace_range(..old.len(), &new);
        }
        self.found.shifted.push((new, old));
    }

    /// Repairs the members of a mapping whose keys are names that the API chose: a header may be called `x-rate-limit`.
    /// A value that is not an object belongs to an extension, which has no effect here.
    fn named(&mut self, each: Form, members: &mut Map<String, Value>) -> bool {
        if matches!(each, Is(_) | RefOr(_)) {
            members.retain(|key, member| !key.starts_with("x-") || member.is_object());
        }
        members.retain(|key, member| self.below(key, |below| below.keep(each, member)));
        true
    }

    /// Repairs the members of a mapping that extensions may be among.
    fn members(&mut self, each: Form, members: &mut Map<String, Value>) -> bool {
        members
            .retain(|key, member| key.starts_with("x-") || self.below(key, |below| below.keep(each, member)));
        true
    }

    fn object(&mut self, object: Object, members: &mut Map<String, Value>) -> bool {
        if object != Object::Schema {
            return self.object_members(object, members);
        }
        if self.depth == MAX_SCHEMA_DEPTH {
            let message =
                format!("schemas are nested more than {MAX_SCHEMA_DEPTH} deep: this one allows any value");
            self.warn(
                "schema-too-deep",
                message,
                "move inner schemas to `components.schemas` and use `$ref`",
            );
            members.clear();
            return true;
        }
        self.depth += 1;
        let stays = self.object_members(object, members);
        self.depth -= 1;
        stays
    }

    fn object_members(&mut self, object: Object, members: &mut Map<String, Value>) -> bool {
        members.retain(|key, value| {
            if key.starts_with("x-") {
                return true;
            }
            match object.keywords().iter().find(|(name, _)| name == key) {
                Some((_, form)) => self.below(key, |below| below.keep(*form, value)),
                None => self.below(key, |below| below.unknown(key, object)),
            }
        });
        self.complete(object, members)
            && match object {
                Object::Parameter => self.location(members) && self.one_form(members),
                Object::Header => self.one_form(members),
                Object::Schema => self.values(members),
                Object::Discriminator => self.mapping(members),
                Object::Encoding => self.encoding(members),
                Object::SecurityScheme => mutual_tls(members),
                _ => true,
            }
    }

    /// Adds missing required keywords; returns false for an object without meaning if they are missing.
    fn complete(&mut self, object: Object, members: &mut Map<String, Value>) -> bool {
        let mut stays = true;
        for key in object.required() {
            if members.contains_key(*key) {
                continue;
            }
            let message = format!("the {} lacks `{key}`", object.name());
            let help = format!("add `{key}`: OpenAPI 3.0 requires it here");
            self.warn("missing-keyword", message, &help);
            match neutral(object, key) {
                Some(value) => drop(members.insert((*key).to_owned(), value)),
                None => stays = false,
            }
        }
        stays
    }

    /// Reports invalid keys, and repairs or removes those of statuses.
    fn keys(&mut self, key: Key, members: &mut Map<String, Value>) {
        let wrong = |text: &String| !text.starts_with("x-") && !key.allows(text);
        if !members.keys().any(wrong) {
            return;
        }
        for (text, value) in std::mem::take(members) {
            if !wrong(&text) {
                members.insert(text, value);
                continue;
            }
            let (code, what, help) = key.mistake(&text);
            let repaired = key.repaired(&text);
            let code = if repaired.is_some() { "repaired" } else { code };
            self.below(&text, |below| {
                below.warn(code, format!("`{text}` is not a {what}"), help)
            });
            if let Some(repaired) = repaired {
                members.entry(repaired).or_insert(value);
            }
        }
    }

    /// Checks the `in` of a parameter, and its style.
    fn location(&mut self, members: &mut Map<String, Value>) -> bool {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        let Some(place) = text("in") else { return false };
        let Some((_, styles)) = STYLES.iter().find(|(known, _)| *known == place) else {
            let help = "write `path`, `query`, `header` or `cookie`";
            let message = format!("a parameter cannot be sent in `{place}`: it is skipped");
            self.below("in", |below| below.warn("bad-parameter", message, help));
            return false;
        };
        if let Some(style) = text("style").filter(|style| !styles.contains(style)) {
            let message = format!("a parameter in the {place} does not have the style `{style}`");
            let help = format!("write `{}`", styles.join("`, `"));
            self.below("style", |below| below.warn("bad-parameter", message, &help));
            members.shift_remove("style");
        }
        true
    }

    /// Checks the style of a property of a form, and states whether it explodes: with `form`, that is the default.
    fn encoding(&mut self, members: &mut Map<String, Value>) -> bool {
        let styles = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];
        let style = members.get("style").and_then(Value::as_str);
        if style.is_some_and(|style| !styles.contains(&style)) {
            let help = format!("write `{}`", styles.join("`, `"));
            let message = "a property of a form does not have this style".to_owned();
            self.below("style", |below| below.warn("bad-parameter", message, &help));
            members.shift_remove("style");
        }
        let is_form = members.get("style").is_none_or(|style| style == "form");
        if is_form && !members.contains_key("explode") {
            members.insert("explode".to_owned(), Value::Bool(true));
        }
        true
    }

    /// Removes either `schema` or `content` of a parameter or header that has both.
    fn one_form(&mut self, members: &mut Map<String, Value>) -> bool {
        let empty = members
            .get("content")
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty);
        let message = match (members.contains_key("schema"), members.contains_key("content")) {
            (true, false) => return true,
            (false, true) if !empty => return true,
            (false, _) => {
                members.shift_remove("content");
                members.insert("schema".to_owned(), json!({}));
                "neither `schema` nor `content` describes the value: any is accepted"
            }
            (true, true) => {
                members.shift_remove("content");
                "both `schema` and `content` describe the value: `content` is ignored"
            }
        };
        self.warn("bad-parameter", message.to_owned(), "state one of the two");
        true
    }

    fn values(&mut self, members: &mut Map<String, Value>) -> bool {
        let values = members.get("enum").and_then(Value::as_array);
        if values.is_some_and(Vec::is_empty) {
            let help = "list the values, or remove it";
            let message = "the `enum` is empty: it is ignored".to_owned();
            self.below("enum", |below| below.warn("empty-enum", message, help));
            members.shift_remove("enum");
        }
        self.value_types(members);
        true
    }

    /// Reads the values of an `enum` as values of the `type`, where they are written as others: `1` in an enum of
    /// strings.
    fn value_types(&mut self, members: &mut Map<String, Value>) {
        let typ = members.get("type").and_then(Value::as_str).map(str::to_owned);
        let (Some(typ), Some(Value::Array(values))) = (typ, members.get_mut("enum")) else {
            return;
        };
        let mut first = None;
        for value in values.iter_mut() {
            if let Some(meant) = of_type(&typ, value) {
                first.get_or_insert_with(|| format!("`{value}` is {}, not of the type `{typ}`", kind(value)));
                *value = meant;
            }
        }
        if let Some(message) = first {
            let how = if typ == "string" {
                "in quotes"
            } else {
                "without quotes"
            };
            let help =
                format!("write these values {how}, or fix the `type`; until then, they are read that way");
            self.below("enum", |below| below.warn("repaired", message, &help));
        }
    }

    fn mapping(&mut self, members: &Map<String, Value>) -> bool {
        let mapping = members.get("mapping").and_then(Value::as_object);
        for (key, text) in mapping.into_iter().flatten() {
            self.below("mapping", |below| {
                below.below(key, |below| below.refers(Object::Schema, text))
            });
        }
        true
    }

    fn refers(&mut self, object: Object, text: &Value) {
        let Some(text) = text.as_str() else { return };
        self.found.references.push(Reference {
            pointer: self.pointer.clone(),
            object,
            text: text.to_owned(),
        });
    }

    fn reference(&mut self, object: Object, members: &mut Map<String, Value>) -> bool {
        if !members["$ref"].is_string() {
            self.below("$ref", |below| below.wrong_kind(Text, &members["$ref"]));
            members.shift_remove("$ref");
            return self.object(object, members);
        }
        self.below("$ref", |below| below.refers(object, &members["$ref"]));
        let is_constraint = |key: &&String| !key.starts_with("x-") && !ANNOTATIONS.contains(&key.as_str());
        for key in members.keys().filter(is_constraint) {
            self.below(key, |below| {
                let message = format!("`{key}` next to `$ref` has no effect in OpenAPI 3.0");
                let help = "remove it, or move both into an `allOf`";
                below.warn("keyword-next-to-reference", message, help);
            });
        }
        true
    }

    fn unknown(&mut self, key: &str, object: Object) -> bool {
        let help = match nearest(key, object.keywords()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "remove the keyword; extensions begin with `x-`".to_owned(),
        };
        let message = format!("`{key}` is not a keyword of the {}", object.name());
        self.warn("unknown-keyword", message, &help);
        false
    }

    fn unsupported(&mut self, why: &str) -> bool {
        let key = self.pointer.rsplit('/').next().unwrap_or_default();
        let message = format!("`{key}` is not supported: {why}");
        let help = "remove it, or allow it: `--allow unsupported-keyword`";
        self.warn("unsupported-keyword", message, help);
        false
    }

    /// Converts a value of the wrong type to its obvious meaning, or replaces it by an empty one; returns false if
    /// neither is possible.
    fn repair(&mut self, form: Form, value: &mut Value) -> bool {
        if let Some(meant) = meant(form, value) {
            let message = format!("expected {}, found {}", expected(form), kind(value));
            let help = format!("write `{meant}`; until then, it is read that way");
            self.warn("repaired", message, &help);
            *value = meant;
            return self.keep(form, value);
        }
        self.wrong_kind(form, value);
        match replacement(form) {
            Some(empty) => {
                *value = empty;
                true
            }
            None => false,
        }
    }

    fn wrong_kind(&mut self, form: Form, found: &Value) {
        let message = match found {
            Value::String(text) if matches!(form, Number | Count) && is_out_of_range(text) => {
                format!("`{text}` is not within the range of numbers")
            }
            _ => format!("expected {}, found {}", expected(form), kind(found)),
        };
        let help = match (self.pointer.rsplit('/').next(), found) {
            (Some("required"), Value::Bool(_)) => "list the property in `required` of its object",
            _ => "fix the value (see the OpenAPI 3.0 specification); until then, it is ignored",
        };
        self.warn("wrong-type", message, help);
    }

    fn warn(&mut self, code: &'static str, message: String, help: &str) {
        self.out.push(Diagnostic::new(code, self.at(), message, help));
    }
}

/// Returns whether `text` is a number that no reader of JSON represents, such as `1e999`.
fn is_out_of_range(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && text.parse().is_ok_and(f64::is_infinite)
}

/// Returns a number as a count, also if it is written as `10.0` or `1e2`; the largest count if it is larger.
fn whole_number(number: &serde_json::Number) -> Option<usize> {
    let real = number
        .as_f64()
        .filter(|real| *real >= 0.0 && real.fract() == 0.0)?;
    let whole = number.as_u64().unwrap_or(real as u64);
    Some(usize::try_from(whole).unwrap_or(usize::MAX))
}

/// Returns the obvious meaning of a value as one of type `typ`; `None` if it has this type, or no such meaning.
fn of_type(typ: &str, value: &Value) -> Option<Value> {
    match (typ, value) {
        ("string", Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
        ("integer" | "number", Value::String(text)) => {
            let number = text.trim().parse::<serde_json::Number>().ok()?;
            Some(Value::Number(number))
        }
        ("boolean", Value::String(text)) => text.trim().parse().ok().map(Value::Bool),
        _ => None,
    }
}

/// Returns the obvious meaning of a value of the wrong type.
fn meant(form: Form, value: &Value) -> Option<Value> {
    match (form, value) {
        (Text, Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
        (Bool | BoolOrSchema, Value::String(text)) => text.parse().ok().map(Value::Bool),
        (Number | Count, Value::String(text)) => {
            let number = text.trim().parse::<serde_json::Number>().ok()?;
            Some(Value::Number(number))
        }
        (Texts, Value::String(text)) => Some(json!([text])),
        (Texts | Values | ListOf(_), Value::Null) => Some(json!([])),
        (MapOf(_) | Keyed(..), Value::Null) => Some(json!({})),
        (Is(object) | RefOr(object), Value::Null) => empty(object),
        (BoolOrSchema, Value::Null) => Some(json!({})),
        _ => None,
    }
}

/// Returns the replacement of an invalid value; `None` if it is removed.
fn replacement(form: Form) -> Option<Value> {
    match form {
        Is(object) | RefOr(object) => empty(object),
        BoolOrSchema => Some(json!({})),
        _ => None,
    }
}

/// Returns the smallest valid object of a kind; `None` if there is none.
fn empty(object: Object) -> Option<Value> {
    match object {
        Object::Schema | Object::MediaType | Object::PathItem | Object::Components | Object::Root => {
            Some(json!({}))
        }
        Object::Info => Some(json!({"title": "", "version": ""})),
        Object::Operation => Some(json!({"responses": {}})),
        Object::Response => Some(json!({"description": ""})),
        Object::RequestBody => Some(json!({"content": {}})),
        Object::Header => Some(json!({"schema": {}})),
        _ => None,
    }
}

/// Returns the value for a missing required keyword.
fn neutral(object: Object, key: &str) -> Option<Value> {
    match (object, key) {
        (Object::Root, "info") => empty(Object::Info),
        _ => empty(object)?.get(key).cloned().or_else(|| match key {
            "paths" => Some(json!({})),
            _ => None,
        }),
    }
}

fn expected(form: Form) -> String {
    match form {
        Text => "a string".to_owned(),
        Bool => "`true` or `false`".to_owned(),
        Number => "a number".to_owned(),
        Count => "a whole number that is not negative".to_owned(),
        Texts => "a list of strings".to_owned(),
        Values | ListOf(_) => "a list".to_owned(),
        MapOf(_) | Keyed(..) => "a mapping".to_owned(),
        BoolOrSchema => "`true`, `false` or a Schema Object".to_owned(),
        Is(object) | RefOr(object) => format!("a {}", object.name()),
        Any | Unsupported(_) => "anything".to_owned(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// Returns the keyword most similar to a misspelled one: equal except for case, or one letter away.
fn nearest(key: &str, keywords: Keywords) -> Option<&'static str> {
    let distance = |name: &str| edit_distance::distance(&key.to_lowercase(), &name.to_lowercase());
    keywords
        .iter()
        .map(|(name, _)| *name)
        .min_by_key(|name| distance(name))
        .filter(|name| distance(name) <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(tree: &mut Value) -> Vec<String> {
        let mut out = Vec::new();
        validate("a.yaml", tree, &mut out);
        out.iter()
            .map(|d| format!("{} {} | {}", d.code, d.at.pointer, d.help))
            .collect()
    }

    #[test]
    fn schemas_nested_too_deep_allow_any_value() {
        let mut schema = json!({ "type": "string" });
        for _ in 0..MAX_SCHEMA_DEPTH {
            schema = json!({ "items": schema, "type": "array" });
        }
        let mut tree = json!({
            "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {},
            "components": { "schemas": { "Deep": schema } }
        });
        let expected = format!(
            "schema-too-deep /components/schemas/Deep{}",
            "/items".repeat(MAX_SCHEMA_DEPTH)
        );
        let codes = codes(&mut tree);
        assert!(codes.len() == 1 && codes[0].starts_with(&expected), "{codes:?}");
        let inner = tree.pointer(&format!(
            "/components/schemas/Deep{}",
            "/items".repeat(MAX_SCHEMA_DEPTH)
        ));
        assert_eq!(inner, Some(&json!({})));
    }

    #[test]
    fn each_mistake_is_reported_at_its_node_and_removed() {
        let mut tree = json!({
            "openapi": "3.0.1", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"responses": {}, "operationid": "x", "callbacks": {}, "tags": 7}}},
            "components": {"schemas": {"A": {"type": "string", "maxLenght": 3, "x-anything": 1, "const": "a"}}}
        });
        assert_eq!(
            codes(&mut tree),
            [
                "unknown-keyword /paths/~1a/get/operationid | did you mean `operationId`?",
                "unsupported-keyword /paths/~1a/get/callbacks | remove it, or allow it: `--allow unsupported-keyword`",
                "wrong-type /paths/~1a/get/tags | fix the value (see the OpenAPI 3.0 specification); until then, it is ignored",
                "unknown-keyword /components/schemas/A/maxLenght | did you mean `maxLength`?",
                "unknown-keyword /components/schemas/A/const | remove the keyword; extensions begin with `x-`",
            ]
        );
        assert_eq!(tree["paths"]["/a"]["get"], json!({"responses": {}}));
        assert_eq!(
            tree["components"]["schemas"]["A"],
            json!({"type": "string", "x-anything": 1})
        );
    }

    #[test]
    fn values_with_a_plain_meaning_are_repaired() {
        let mut tree = json!({
            "openapi": "3.0.1", "info": {"title": 7, "version": 1.0}, "servers": null,
            "paths": {"/a": {"get": {
                "security": [{"a": null}],
                "parameters": [{"name": "q", "in": "query"}, {"in": "query"}],
                "responses": {"4xx": {}, "abc": {}, "200": null}
            }}},
            "components": {"schemas": {"A": {"maxLength": "3", "required": true, "enum": [], "properties": {"p": [1]}}}}
        });
        assert_eq!(codes(&mut tree).len(), 14);
        assert_eq!(codes(&mut tree), [""; 0]);
        assert_eq!(
            tree,
            json!({
                "openapi": "3.0.1", "info": {"title": "7", "version": "1.0"}, "servers": [],
                "paths": {"/a": {"get": {
                    "security": [{"a": []}],
                    "parameters": [{"name": "q", "in": "query", "schema": {}}],
                    "responses": {"4XX": {"description": ""}, "200": {"description": ""}}
                }}},
                "components": {"schemas": {"A": {"maxLength": 3, "properties": {"p": {}}}}}
            })
        );
    }
}
