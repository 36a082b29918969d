//! The structure of OpenAPI 3.0.3: the keywords of each object, and the form of their values.
//!
//! A keyword that is not in these tables is reported: an unknown one may change the
//! meaning of a schema. Extensions (`x-..`) are allowed, as the specification states.

use crate::pointer;

/// The form of the value of a keyword.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    Bool,
    Number,
    Count,
    Any,
    Texts,
    Values,
    Is(Object),
    /// An object, or a Reference Object.
    RefOr(Object),
    ListOf(&'static Form),
    MapOf(&'static Form),
    /// A mapping with user-defined keys.
    Keyed(Key, &'static Form),
    /// `additionalProperties`
    BoolOrSchema,
    /// A keyword of the specification that is not in the model.
    Unsupported(&'static str),
}

/// The form of the keys of a mapping.
#[derive(Clone, Copy)]
pub(super) enum Key {
    Path,
    Status,
}

impl Key {
    /// Returns true if `text` is a valid key.
    pub(super) fn allows(self, text: &str) -> bool {
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

    /// Returns the obvious meaning of an invalid key, if there is one.
    pub(super) fn repaired(self, text: &str) -> Option<String> {
        match self {
            // Lowering converts it to a template.
            Key::Path => Some(text.to_owned()),
            Key::Status => Some(text.to_ascii_uppercase()).filter(|text| self.allows(text)),
        }
    }

    /// Returns the diagnostic code for the invalid key `text`, the expected form, and the help.
    pub(super) fn mistake(self, text: &str) -> (&'static str, &'static str, &'static str) {
        match self {
            Key::Path => ("repaired", "path template", path_help(text)),
            Key::Status => (
                "bad-status",
                "status",
                "write three digits from 100 to 599, a range as `4XX`, or `default`",
            ),
        }
    }
}

/// Returns the help for `text`, which is not a path template.
fn path_help(text: &str) -> &'static str {
    if text.contains('#') {
        "remove the `#` and what follows; until then, requests are sent without it"
    } else if text.contains('?') {
        "declare the query as parameters (a fixed value as an `enum` of one); until then, it is sent as it is"
    } else if !text.starts_with('/') {
        "start with a slash; until then, one is put in front"
    } else {
        "percent-encode white space (`%20`); until then, it is sent that way"
    }
}

/// The objects of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    Root,
    Info,
    Server,
    ServerVariable,
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
    Encoding,
    Tag,
    Docs,
    Example,
    SecurityScheme,
}

pub(super) type Keywords = &'static [(&'static str, Form)];

use Form::{
    Any, Bool, BoolOrSchema, Count, Is, Keyed, ListOf, MapOf, Number, RefOr, Text, Texts, Unsupported, Values,
};

pub(super) const SCHEMA: Form = RefOr(Object::Schema);
const EXAMPLES: Form = MapOf(&RefOr(Object::Example));

impl Object {
    /// Returns the name of the object in the specification.
    pub(super) fn name(self) -> &'static str {
        match self {
            Object::Root => "document",
            Object::Info => "Info Object",
            Object::Server => "Server Object",
            Object::ServerVariable => "Server Variable Object",
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
            Object::Encoding => "Encoding Object",
            Object::Tag => "Tag Object",
            Object::Docs => "External Documentation Object",
            Object::Example => "Example Object",
            Object::SecurityScheme => "Security Scheme Object",
        }
    }

    /// Returns the section of `components` with such objects.
    pub(crate) fn section(self) -> Option<&'static str> {
        Some(match self {
            Object::Schema => "schemas",
            Object::Response => "responses",
            Object::Parameter => "parameters",
            Object::Example => "examples",
            Object::RequestBody => "requestBodies",
            Object::Header => "headers",
            Object::SecurityScheme => "securitySchemes",
            _ => return None,
        })
    }

    pub(super) fn required(self) -> &'static [&'static str] {
        match self {
            Object::Root => &["openapi", "info", "paths"],
            Object::Info => &["title", "version"],
            Object::Server => &["url"],
            Object::ServerVariable => &["default"],
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

    pub(super) fn keywords(self) -> Keywords {
        match self {
            Object::Root => ROOT,
            Object::Info => INFO,
            Object::Server => SERVER,
            Object::ServerVariable => SERVER_VARIABLE,
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
            Object::Encoding => ENCODING,
            Object::Tag => TAG,
            Object::Docs => DOCS,
            Object::Example => EXAMPLE,
            Object::SecurityScheme => SECURITY_SCHEME,
        }
    }
}

/// The kind of a node of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    /// An object of the specification.
    Object(Object),
    /// A mapping, a list or a value of the specification.
    Other,
    /// Anything: extensions, data and keywords that the specification does not have.
    Free,
}

/// Returns the kind of the node at `pointer` of a document.
pub(crate) fn node_kind(pointer: &str) -> NodeKind {
    let mut form = Is(Object::Root);
    for token in pointer.split('/').skip(1) {
        let key = pointer::unescaped(token);
        let next = match form {
            Is(object) | RefOr(object) => keyword(object, &key),
            BoolOrSchema => keyword(Object::Schema, &key),
            ListOf(each) => Some(*each),
            MapOf(each) | Keyed(_, each) => Some(*each).filter(|_| !key.starts_with("x-")),
            Text | Bool | Number | Count | Any | Texts | Values | Unsupported(_) => None,
        };
        let Some(next) = next else { return NodeKind::Free };
        form = next;
    }
    match form {
        Is(object) | RefOr(object) => NodeKind::Object(object),
        BoolOrSchema => NodeKind::Object(Object::Schema),
        Any | Unsupported(_) => NodeKind::Free,
        _ => NodeKind::Other,
    }
}

fn keyword(object: Object, key: &str) -> Option<Form> {
    let mut keywords = object.keywords().iter();
    keywords.find(|(name, _)| *name == key).map(|(_, form)| *form)
}

const ROOT: Keywords = &[
    ("openapi", Text),
    ("info", Is(Object::Info)),
    ("servers", ListOf(&Is(Object::Server))),
    ("paths", Keyed(Key::Path, &RefOr(Object::PathItem))),
    ("components", Is(Object::Components)),
    ("security", ListOf(&MapOf(&Texts))),
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

const SERVER: Keywords = &[
    ("url", Text),
    ("description", Text),
    ("variables", MapOf(&Is(Object::ServerVariable))),
];

const SERVER_VARIABLE: Keywords = &[("enum", Texts), ("default", Text), ("description", Text)];

const COMPONENTS: Keywords = &[
    ("schemas", MapOf(&SCHEMA)),
    ("responses", MapOf(&RefOr(Object::Response))),
    ("parameters", MapOf(&RefOr(Object::Parameter))),
    ("examples", EXAMPLES),
    ("requestBodies", MapOf(&RefOr(Object::RequestBody))),
    ("headers", MapOf(&RefOr(Object::Header))),
    ("securitySchemes", MapOf(&RefOr(Object::SecurityScheme))),
    (
        "links",
        Unsupported("calls of other operations with values of the response are not generated"),
    ),
    (
        "callbacks",
        Unsupported("requests that the service sends have no client"),
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
    ("encoding", MapOf(&Is(Object::Encoding))),
];

const ENCODING: Keywords = &[
    ("contentType", Text),
    ("headers", MapOf(&RefOr(Object::Header))),
    ("style", Text),
    ("explode", Bool),
    ("allowReserved", Bool),
];

const RESPONSE: Keywords = &[
    ("description", Text),
    ("headers", MapOf(&RefOr(Object::Header))),
    ("content", MapOf(&Is(Object::MediaType))),
    (
        "links",
        Unsupported("calls of other operations with values of the response are not generated"),
    ),
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
    ("query", Is(Object::Operation)),
    ("servers", ListOf(&Is(Object::Server))),
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
        Unsupported("requests that the service sends have no client"),
    ),
    ("deprecated", Bool),
    ("security", ListOf(&MapOf(&Texts))),
    ("servers", ListOf(&Is(Object::Server))),
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
    ("not", Unsupported("a negated schema has no Rust type")),
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

/// The locations of parameters, and the styles of each (OpenAPI 3.0, Parameter Object, `style`).
pub(super) const STYLES: &[(&str, &[&str])] = &[
    ("path", &["simple", "label", "matrix"]),
    (
        "query",
        &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    ),
    ("header", &["simple"]),
    ("cookie", &["form"]),
];
