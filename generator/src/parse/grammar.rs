//! The grammar of OpenAPI 3.0.3: which keywords each object has, and what they hold.
//!
//! A keyword that is not in these tables is reported, never dropped: what the project does not know may well be what
//! changes the meaning of a schema. Extensions (`x-..`) are free, as the specification says.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Location};
use crate::similar;

/// What a keyword holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    Bool,
    Number,
    Count,
    Any,
    Texts,
    Values,
    Is(Object),
    /// An object, or a Reference Object in its place.
    RefOr(Object),
    ListOf(&'static Holds),
    MapOf(&'static Holds),
    /// A mapping whose keys say something themselves.
    Keyed(Key, &'static Holds),
    /// `additionalProperties`
    BoolOrSchema,
    /// A keyword of the specification that no model is built from.
    Unsupported(&'static str),
}

/// What the keys of a mapping are.
#[derive(Clone, Copy)]
enum Key {
    Path,
    Status,
}

impl Key {
    /// Whether `text` is one.
    fn allows(self, text: &str) -> bool {
        match self {
            Key::Path => {
                text.starts_with('/') && !text.contains(['?', '#']) && !text.contains(char::is_whitespace)
            }
            Key::Status => {
                text == "default"
                    || text.len() == 3
                        && text.starts_with(|c| ('1'..='5').contains(&c))
                        && (text.ends_with("XX") || text.bytes().all(|b| b.is_ascii_digit()))
            }
        }
    }

    /// The code of what is none, what it is not, and how to write one.
    fn mistake(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Key::Path => (
                "bad-path",
                "path template",
                "begin it with a slash; a query is made of parameters, and other characters are percent-encoded",
            ),
            Key::Status => (
                "bad-status",
                "status",
                "write three digits from 100 to 599, a range as `4XX`, or `default`",
            ),
        }
    }
}

/// The objects of the specification.
#[derive(Clone, Copy)]
enum Object {
    Root,
    Info,
    Server,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Response,
    Header,
    Schema,
    Discriminator,
    Tag,
    Docs,
    Example,
    SecurityScheme,
}

type Keywords = &'static [(&'static str, Holds)];

use Holds::{
    Any, Bool, BoolOrSchema, Count, Is, Keyed, ListOf, MapOf, Number, RefOr, Text, Texts, Unsupported, Values,
};

const SCHEMA: Holds = RefOr(Object::Schema);
const EXAMPLES: Holds = MapOf(&RefOr(Object::Example));

impl Object {
    /// Name of the object in the specification.
    fn name(self) -> &'static str {
        match self {
            Object::Root => "document",
            Object::Info => "Info Object",
            Object::Server => "Server Object",
            Object::Components => "Components Object",
            Object::PathItem => "Path Item Object",
            Object::Operation => "Operation Object",
            Object::Parameter => "Parameter Object",
            Object::RequestBody => "Request Body Object",
            Object::MediaType => "Media Type Object",
            Object::Response => "Response Object",
            Object::Header => "Header Object",
            Object::Schema => "Schema Object",
            Object::Discriminator => "Discriminator Object",
            Object::Tag => "Tag Object",
            Object::Docs => "External Documentation Object",
            Object::Example => "Example Object",
            Object::SecurityScheme => "Security Scheme Object",
        }
    }

    fn required(self) -> &'static [&'static str] {
        match self {
            Object::Root => &["openapi", "info", "paths"],
            Object::Info => &["title", "version"],
            Object::Server => &["url"],
            Object::Operation => &["responses"],
            Object::Parameter => &["name", "in"],
            Object::RequestBody => &["content"],
            Object::Response => &["description"],
            Object::Discriminator => &["propertyName"],
            Object::Tag => &["name"],
            Object::Docs => &["url"],
            Object::SecurityScheme => &["type"],
            _ => &[],
        }
    }

    fn keywords(self) -> Keywords {
        match self {
            Object::Root => ROOT,
            Object::Info => INFO,
            Object::Server => SERVER,
            Object::Components => COMPONENTS,
            Object::PathItem => PATH_ITEM,
            Object::Operation => OPERATION,
            Object::Parameter => PARAMETER,
            Object::RequestBody => REQUEST_BODY,
            Object::MediaType => MEDIA_TYPE,
            Object::Response => RESPONSE,
            Object::Header => HEADER,
            Object::Schema => SCHEMA_KEYWORDS,
            Object::Discriminator => DISCRIMINATOR,
            Object::Tag => TAG,
            Object::Docs => DOCS,
            Object::Example => EXAMPLE,
            Object::SecurityScheme => SECURITY_SCHEME,
        }
    }
}

const ROOT: Keywords = &[
    ("openapi", Text),
    ("info", Is(Object::Info)),
    ("servers", ListOf(&Is(Object::Server))),
    ("paths", Keyed(Key::Path, &Is(Object::PathItem))),
    ("components", Is(Object::Components)),
    ("security", Values),
    ("tags", ListOf(&Is(Object::Tag))),
    ("externalDocs", Is(Object::Docs)),
];

const INFO: Keywords = &[
    ("title", Text),
    ("description", Text),
    ("termsOfService", Text),
    ("contact", Any),
    ("license", Any),
    ("version", Text),
];

const SERVER: Keywords = &[("url", Text), ("description", Text), ("variables", Any)];

const COMPONENTS: Keywords = &[
    ("schemas", MapOf(&SCHEMA)),
    ("responses", MapOf(&RefOr(Object::Response))),
    ("parameters", MapOf(&RefOr(Object::Parameter))),
    ("examples", EXAMPLES),
    ("requestBodies", MapOf(&RefOr(Object::RequestBody))),
    ("headers", MapOf(&RefOr(Object::Header))),
    ("securitySchemes", MapOf(&RefOr(Object::SecurityScheme))),
    ("links", Any),
    (
        "callbacks",
        Unsupported("requests that the service sends are not modelled"),
    ),
];

const REQUEST_BODY: Keywords = &[
    ("description", Text),
    ("content", MapOf(&Is(Object::MediaType))),
    ("required", Bool),
];

const MEDIA_TYPE: Keywords = &[
    ("schema", SCHEMA),
    ("example", Any),
    ("examples", EXAMPLES),
    ("encoding", Unsupported("multipart bodies are not modelled")),
];

const RESPONSE: Keywords = &[
    ("description", Text),
    ("headers", MapOf(&RefOr(Object::Header))),
    ("content", MapOf(&Is(Object::MediaType))),
    ("links", Any),
];

const DISCRIMINATOR: Keywords = &[("propertyName", Text), ("mapping", MapOf(&Text))];

const TAG: Keywords = &[
    ("name", Text),
    ("description", Text),
    ("externalDocs", Is(Object::Docs)),
];

const DOCS: Keywords = &[("description", Text), ("url", Text)];

const EXAMPLE: Keywords = &[
    ("summary", Text),
    ("description", Text),
    ("value", Any),
    ("externalValue", Text),
];

const SECURITY_SCHEME: Keywords = &[
    ("type", Text),
    ("description", Text),
    ("name", Text),
    ("in", Text),
    ("scheme", Text),
    ("bearerFormat", Text),
    ("flows", Any),
    ("openIdConnectUrl", Text),
];

const PATH_ITEM: Keywords = &[
    (
        "$ref",
        Unsupported("write the path item where the reference stands"),
    ),
    ("summary", Text),
    ("description", Text),
    ("get", Is(Object::Operation)),
    ("put", Is(Object::Operation)),
    ("post", Is(Object::Operation)),
    ("delete", Is(Object::Operation)),
    ("options", Is(Object::Operation)),
    ("head", Is(Object::Operation)),
    ("patch", Is(Object::Operation)),
    ("trace", Is(Object::Operation)),
    (
        "servers",
        Unsupported("every operation is sent to the server that the caller chooses"),
    ),
    ("parameters", ListOf(&RefOr(Object::Parameter))),
];

const OPERATION: Keywords = &[
    ("tags", Texts),
    ("summary", Text),
    ("description", Text),
    ("externalDocs", Is(Object::Docs)),
    ("operationId", Text),
    ("parameters", ListOf(&RefOr(Object::Parameter))),
    ("requestBody", RefOr(Object::RequestBody)),
    ("responses", Keyed(Key::Status, &RefOr(Object::Response))),
    (
        "callbacks",
        Unsupported("requests that the service sends are not modelled"),
    ),
    ("deprecated", Bool),
    ("security", Values),
    (
        "servers",
        Unsupported("every operation is sent to the server that the caller chooses"),
    ),
];

const PARAMETER: Keywords = &[
    ("name", Text),
    ("in", Text),
    ("description", Text),
    ("required", Bool),
    ("deprecated", Bool),
    ("allowEmptyValue", Bool),
    ("style", Text),
    ("explode", Bool),
    ("allowReserved", Bool),
    ("schema", SCHEMA),
    ("example", Any),
    ("examples", EXAMPLES),
    ("content", MapOf(&Is(Object::MediaType))),
];

const HEADER: Keywords = &[
    ("description", Text),
    ("required", Bool),
    ("deprecated", Bool),
    ("allowEmptyValue", Bool),
    ("style", Text),
    ("explode", Bool),
    ("allowReserved", Bool),
    ("schema", SCHEMA),
    ("example", Any),
    ("examples", EXAMPLES),
    ("content", MapOf(&Is(Object::MediaType))),
];

const SCHEMA_KEYWORDS: Keywords = &[
    ("title", Text),
    ("multipleOf", Number),
    ("maximum", Number),
    ("exclusiveMaximum", Bool),
    ("minimum", Number),
    ("exclusiveMinimum", Bool),
    ("maxLength", Count),
    ("minLength", Count),
    ("pattern", Text),
    ("maxItems", Count),
    ("minItems", Count),
    ("uniqueItems", Bool),
    ("maxProperties", Count),
    ("minProperties", Count),
    ("required", Texts),
    ("enum", Values),
    ("type", Text),
    ("allOf", ListOf(&SCHEMA)),
    ("oneOf", ListOf(&SCHEMA)),
    ("anyOf", ListOf(&SCHEMA)),
    (
        "not",
        Unsupported("a schema that says what a value is not has no type"),
    ),
    ("items", SCHEMA),
    ("properties", MapOf(&SCHEMA)),
    ("additionalProperties", BoolOrSchema),
    ("description", Text),
    ("format", Text),
    ("default", Any),
    ("nullable", Bool),
    ("discriminator", Is(Object::Discriminator)),
    ("readOnly", Bool),
    ("writeOnly", Bool),
    ("xml", Any),
    ("externalDocs", Is(Object::Docs)),
    ("example", Any),
    ("deprecated", Bool),
];

/// The places of parameters, and the styles that each has (OpenAPI 3.0, Parameter Object, `style`).
const STYLES: &[(&str, &[&str])] = &[
    ("path", &["simple", "label", "matrix"]),
    (
        "query",
        &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    ),
    ("header", &["simple"]),
    ("cookie", &["form"]),
];

/// Checks one document against the grammar; what is wrong goes into `out`, in the order of the document.
pub fn check_grammar(file: &str, tree: &Value, out: &mut Vec<Diagnostic>) {
    Checker {
        file,
        pointer: String::new(),
        out,
    }
    .holds(Is(Object::Root), tree);
}

struct Checker<'a> {
    file: &'a str,
    pointer: String,
    out: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    fn at(&self) -> Location {
        Location::new(self.file, self.pointer.as_str())
    }

    /// Runs `check` one step deeper.
    fn below(&mut self, key: &str, check: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        crate::pointer::push_escaped(&mut self.pointer, key);
        check(self);
        self.pointer.truncate(length);
    }

    fn holds(&mut self, holds: Holds, value: &Value) {
        match (holds, value) {
            (Any, _) | (Text, Value::String(_)) | (Bool, Value::Bool(_)) | (Number, Value::Number(_)) => {}
            (Values, Value::Array(_)) => {}
            (Count, Value::Number(n)) if n.as_f64().is_some_and(|n| n >= 0.0 && n.fract() == 0.0) => {}
            (Texts, Value::Array(items)) => self.items(&Text, items),
            (ListOf(each), Value::Array(items)) => self.items(each, items),
            (MapOf(each), Value::Object(members)) => {
                for (key, member) in members {
                    if !key.starts_with("x-") {
                        self.below(key, |below| below.holds(*each, member));
                    }
                }
            }
            (Keyed(key, each), Value::Object(members)) => {
                self.holds(MapOf(each), value);
                for text in members.keys().filter(|text| !text.starts_with("x-")) {
                    self.below(text, |below| below.key(key, text));
                }
            }
            (BoolOrSchema, Value::Bool(_)) => {}
            (BoolOrSchema, _) => self.holds(SCHEMA, value),
            (RefOr(_), Value::Object(members)) if members.contains_key("$ref") => self.reference(members),
            (RefOr(object) | Is(object), Value::Object(members)) => self.object(object, members),
            (Unsupported(why), _) => self.unsupported(why),
            (_, found) => self.wrong_kind(holds, found),
        }
    }

    fn items(&mut self, each: &Holds, items: &[Value]) {
        for (index, item) in items.iter().enumerate() {
            self.below(&index.to_string(), |below| below.holds(*each, item));
        }
    }

    fn object(&mut self, object: Object, members: &Map<String, Value>) {
        for (key, value) in members {
            if key.starts_with("x-") {
                continue;
            }
            match object.keywords().iter().find(|(name, _)| name == key) {
                Some((_, holds)) => self.below(key, |below| below.holds(*holds, value)),
                None => self.below(key, |below| below.unknown(key, object)),
            }
        }
        for key in object.required() {
            if !members.contains_key(*key) {
                let message = format!("the {} lacks `{key}`", object.name());
                let help = format!("add `{key}`: OpenAPI 3.0 requires it here");
                self.out
                    .push(Diagnostic::error("missing-keyword", self.at(), message, help));
            }
        }
        match object {
            Object::Parameter => {
                self.place_and_style(members);
                self.one_form(members);
            }
            Object::Header => self.one_form(members),
            Object::Schema => self.choices(members),
            _ => {}
        }
    }

    fn key(&mut self, key: Key, text: &str) {
        if !key.allows(text) {
            let (code, what, help) = key.mistake();
            self.error(code, format!("`{text}` is no {what}"), help);
        }
    }

    /// A parameter's `in`, and the styles that there are in such a place.
    fn place_and_style(&mut self, members: &Map<String, Value>) {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        let Some(place) = text("in") else { return };
        let Some((_, styles)) = STYLES.iter().find(|(known, _)| *known == place) else {
            let help = "write `path`, `query`, `header` or `cookie`";
            return self.below("in", |below| {
                below.error("bad-parameter", format!("no parameter goes into `{place}`"), help);
            });
        };
        if let Some(style) = text("style").filter(|style| !styles.contains(style)) {
            let message = format!("a parameter in the {place} has no style `{style}`");
            let help = format!("write `{}`", styles.join("`, `"));
            self.below("style", |below| below.error("bad-parameter", message, &help));
        }
    }

    /// A parameter or header is described by a schema, or by a media type: by one of them.
    fn one_form(&mut self, members: &Map<String, Value>) {
        let message = match (members.contains_key("schema"), members.contains_key("content")) {
            (false, false) => "neither `schema` nor `content` says what this holds",
            (true, true) => "both `schema` and `content` say what this holds",
            _ => return,
        };
        self.error("bad-parameter", message.to_owned(), "state one of the two");
    }

    fn choices(&mut self, members: &Map<String, Value>) {
        if members
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            let help = "list the values, or remove it";
            self.below("enum", |below| {
                below.error("empty-enum", "no value is one of none".to_owned(), help);
            });
        }
    }

    fn error(&mut self, code: &'static str, message: String, help: &str) {
        self.out.push(Diagnostic::error(code, self.at(), message, help));
    }

    fn reference(&mut self, members: &Map<String, Value>) {
        if !members["$ref"].is_string() {
            self.below("$ref", |below| below.wrong_kind(Text, &members["$ref"]));
        }
        for key in members.keys().filter(|key| *key != "$ref") {
            self.below(key, |below| {
                let message = format!("`{key}` beside `$ref` has no effect in OpenAPI 3.0");
                let help = "remove it, or move both into an `allOf`";
                below.out.push(Diagnostic::warning(
                    "keyword-beside-reference",
                    below.at(),
                    message,
                    help,
                ));
            });
        }
    }

    fn unknown(&mut self, key: &str, object: Object) {
        let nearest = nearest(key, object.keywords());
        let help = match nearest {
            Some(name) => format!("did you mean `{name}`?"),
            None => "remove it; names of extensions begin with `x-`".to_owned(),
        };
        let message = format!("`{key}` is no keyword of a {}", object.name());
        self.out
            .push(Diagnostic::error("unknown-keyword", self.at(), message, help));
    }

    fn unsupported(&mut self, why: &str) {
        let key = self.pointer.rsplit('/').next().unwrap_or_default();
        let message = format!("`{key}` cannot be carried: {why}");
        let help = "remove it, or run with `--lenient` to generate without it";
        self.out
            .push(Diagnostic::error("unsupported-keyword", self.at(), message, help));
    }

    fn wrong_kind(&mut self, holds: Holds, found: &Value) {
        let message = format!("expected {}, found {}", expected(holds), kind(found));
        let help = "see the OpenAPI 3.0 specification for what stands here";
        self.out
            .push(Diagnostic::error("wrong-type", self.at(), message, help));
    }
}

fn expected(holds: Holds) -> String {
    match holds {
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

/// The keyword that a mistyped one was probably meant to be: the same but for case, or one letter away.
fn nearest(key: &str, keywords: Keywords) -> Option<&'static str> {
    let distance = |name: &str| similar::distance(&key.to_lowercase(), &name.to_lowercase());
    keywords
        .iter()
        .map(|(name, _)| *name)
        .min_by_key(|name| distance(name))
        .filter(|name| distance(name) <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn codes(tree: Value) -> Vec<String> {
        let mut out = Vec::new();
        check_grammar("a.yaml", &tree, &mut out);
        out.iter()
            .map(|d| format!("{} {} | {}", d.code, d.at.pointer, d.help))
            .collect()
    }

    #[test]
    fn every_mistake_is_reported_where_it_stands() {
        let tree = json!({
            "openapi": "3.0.1", "info": {"title": "t", "version": 1},
            "paths": {"/a": {"get": {"responses": {}, "operationid": "x", "callbacks": {}}}},
            "components": {"schemas": {"A": {"type": "string", "maxLenght": 3, "x-anything": 1, "const": "a"}}}
        });
        let found = codes(tree);
        assert_eq!(
            found,
            [
                "wrong-type /info/version | see the OpenAPI 3.0 specification for what stands here",
                "unknown-keyword /paths/~1a/get/operationid | did you mean `operationId`?",
                "unsupported-keyword /paths/~1a/get/callbacks | remove it, or run with `--lenient` to generate without it",
                "unknown-keyword /components/schemas/A/maxLenght | did you mean `maxLength`?",
                "unknown-keyword /components/schemas/A/const | remove it; names of extensions begin with `x-`",
            ]
        );
    }
}
