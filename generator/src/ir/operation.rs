//! Operations with their versions.

use std::collections::BTreeSet;

use http::Method;
use serde::{Deserialize, Serialize};

use super::{Date, Doc, Format, GroupId, Ident, MediaType, Presence, Server, Type, Version, WireName};
use crate::diagnostic::Location;
use crate::selector;

/// One operation, in all its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// The specification's `operationId`.
    pub id: String,
    /// The location.
    #[serde(skip)]
    pub at: Location,
    /// Name of the method that calls it, in snake case.
    pub ident: Ident,
    /// The group that it belongs to.
    pub group: GroupId,
    /// HTTP method.
    #[serde(with = "method")]
    pub method: Method,
    /// Path below the server.
    pub path: PathTemplate,
    /// The description.
    #[serde(skip)]
    pub doc: Doc,
    /// The address of its documentation (`externalDocs`).
    #[serde(skip)]
    pub external_docs: Option<String>,
    /// Whether the specification advises against it.
    pub deprecated: bool,
    /// Roles, one of which the caller needs.
    pub roles: Vec<String>,
    /// The server, if it is not that of the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<Server>,
    /// Alternative security requirements in the order of the specification: the schemes of each, as indices
    /// of [`Service::schemes`](super::Service).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<Vec<usize>>,
    /// Alternative credentials; empty if none are needed.
    pub credentials: Vec<Credential>,
    /// The alternatives with the OAuth scopes that each needs; empty if none needs a scope.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scoped: Vec<ScopedCredential>,
    /// Path parameters in the order of the path, then required ones, then the others.
    pub parameters: Vec<Parameter>,
    /// Statuses whose body is the shared error, ascending.
    pub errors: Vec<u16>,
    /// Codes of errors that the service is known to return, by status; those without a status last.
    #[serde(skip)]
    pub error_codes: Vec<ErrorCode>,
    /// Documentation of error statuses, ascending.
    #[serde(skip)]
    pub error_docs: Vec<ErrorDoc>,
    /// First digits of the ranges of statuses whose body is the shared error (`4XX` is 4), ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub error_ranges: Vec<u16>,
    /// Whether the specification describes all other statuses as errors (`default`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_default_error: bool,
    /// Names of the headers that the specification lists for any error, sorted.
    pub error_headers: Vec<String>,
    /// The headers that responses declare, each name once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<ResponseHeader>,
    /// The media type that calls request first, instead of that of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<String>,
    /// The media types of JSON errors, ascending.
    #[serde(skip)]
    pub error_types: Vec<MediaType>,
    /// One per media type, ascending.
    pub revisions: Vec<Revision>,
}

impl Operation {
    /// Returns true if the specification states its id, which is made of method and path otherwise.
    pub fn has_own_id(&self) -> bool {
        self.id != selector::generated_id(&self.method.as_str().to_ascii_lowercase(), &self.path.text)
    }

    /// Returns the types of everything that is sent or received as a body.
    pub fn body_types(&self) -> impl Iterator<Item = &Type> {
        self.revisions.iter().flat_map(Revision::body_types)
    }

    /// Returns the required parameters, each with its index.
    pub fn required_parameters(&self) -> impl Iterator<Item = (usize, &Parameter)> {
        let numbered = self.parameters.iter().enumerate();
        numbered.filter(|(_, parameter)| parameter.presence == Presence::Required)
    }

    /// Returns the media types that a call of `revision` accepts, the preferred one first: that of the response, those
    /// of errors of the same version, and plain JSON.
    pub fn accepted<'o>(&'o self, revision: &'o Revision) -> Vec<&'o str> {
        let version = revision.media_type.version;
        let errors = self.error_types.iter();
        let errors = errors.filter(|error| error.version.is_none() || error.version == version);
        let mut accepted: Vec<&str> = self.accept.as_deref().into_iter().collect();
        accepted.push(&revision.media_type.text);
        accepted.extend(errors.map(|error| error.text.as_str()));
        accepted.push("application/json");
        let mut known = BTreeSet::new();
        accepted.retain(|text| known.insert(text.replace(' ', "").to_ascii_lowercase()));
        accepted
    }

    /// Returns how many parameters the path has.
    pub fn path_parameters(&self) -> usize {
        let is_parameter = |segment: &&Segment| matches!(segment, Segment::Parameter(_));
        self.path.segments.iter().filter(is_parameter).count()
    }

    /// Returns the revision that the service uses for the API date `date` in `format`: the newest one that is not
    /// newer.
    pub fn revision_at(&self, date: Date, format: Format) -> Option<&Revision> {
        // Upcoming versions and the preview are only used by their exact name.
        let serves_date = |own: Version| own.is_stable() && own.date().is_some_and(|own| own <= date);
        let serves = |revision: &&Revision| {
            revision.media_type.format == format && revision.media_type.version.is_none_or(serves_date)
        };
        self.revisions
            .iter()
            .filter(serves)
            .max_by_key(|revision| revision.media_type.version)
    }

    /// Returns the revision with exactly this version, such as `preview` and `upcoming` ones.
    pub fn revision(&self, version: Version, format: Format) -> Option<&Revision> {
        let exact = |media: &MediaType| media.version == Some(version) && media.format == format;
        self.revisions.iter().find(|revision| exact(&revision.media_type))
    }
}

/// The documentation of an error status.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorDoc {
    /// The status.
    pub status: u16,
    /// The first paragraph of its description; empty if that only repeats the name of the status.
    pub description: String,
    /// The first documented body.
    pub example: Option<serde_json::Value>,
}

/// A code of errors that the service is known to return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// The status of the response, if it is known.
    pub status: Option<u16>,
    /// The code.
    pub code: String,
    /// The meaning, a sentence.
    pub means: String,
}

/// A version of an operation, in one format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// The value of `Accept`.
    pub media_type: MediaType,
    /// Name of the type that represents it, in camel case.
    pub ident: Ident,
    /// Name of the method that makes a call of it, in snake case.
    #[serde(skip, default = "Ident::unknown")]
    pub method: Ident,
    /// The first location of the media type.
    #[serde(skip)]
    pub at: Location,
    /// The day on which the service removes this version.
    #[serde(with = "super::version::as_text::optional", default)]
    pub sunset: Option<Date>,
    /// The preferred request body.
    pub request: Option<Body>,
    /// Request bodies with other media types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_requests: Vec<OtherBody>,
    /// The response bodies, by success status, ascending.
    pub replies: Vec<SuccessResponse>,
    /// The body of each error status; empty if all of them are the shared error.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorResponse>,
    /// The list of a page.
    #[serde(skip)]
    pub items: Option<PageItems>,
    /// The operation that reads the job that this one creates.
    #[serde(skip)]
    pub creates: Option<CreatedJob>,
}

impl Revision {
    /// Returns the media types of the response and of the request bodies.
    pub(super) fn media_types_mut(&mut self) -> impl Iterator<Item = &mut MediaType> {
        let others = self.other_requests.iter_mut().map(|other| &mut other.body);
        let requests = self.request.iter_mut().chain(others);
        requests
            .map(|body| &mut body.media_type)
            .chain([&mut self.media_type])
    }

    /// Returns the types of the request body and of the response bodies.
    pub fn body_types(&self) -> impl Iterator<Item = &Type> {
        let replies = self.replies.iter().filter_map(|success| success.reply.ty());
        let errors = self.errors.iter().map(|error| &error.ty);
        self.requests().map(|body| &body.ty).chain(replies).chain(errors)
    }

    /// Returns the request bodies, the preferred one first.
    pub fn requests(&self) -> impl Iterator<Item = &Body> {
        let others = self.other_requests.iter().map(|other| &other.body);
        self.request.iter().chain(others)
    }
}

/// An alternative to the preferred request body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OtherBody {
    /// The body.
    pub body: Body,
    /// The part of names that its media type adds, in snake case: `form` of `with_form` and `body_as_form`.
    #[serde(skip, default = "Ident::unknown")]
    pub suffix: Ident,
    /// Name of the method that makes a call with it, in snake case.
    #[serde(skip, default = "Ident::unknown")]
    pub method: Ident,
}

/// The list of a page, as a field of its type.
#[derive(Clone, Debug, PartialEq)]
pub struct PageItems {
    /// The type of an item.
    pub item: Type,
    /// The field of the page.
    pub field: Ident,
    /// Whether the field always has a value.
    pub is_required: bool,
}

/// The body of some error statuses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorResponse {
    /// The statuses.
    pub statuses: Statuses,
    /// The name of the variant, in camel case.
    #[serde(skip, default = "Ident::unknown")]
    pub ident: Ident,
    /// The body.
    pub ty: Type,
}

impl Operation {
    /// Returns the statuses that the specification lists as errors, ascending.
    pub fn error_statuses(&self) -> Vec<Statuses> {
        let codes = self.errors.iter().copied().map(Statuses::Code);
        let ranges = self.error_ranges.iter().copied().map(Statuses::Range);
        let default = self.has_default_error.then_some(Statuses::Default);
        codes.chain(ranges).chain(default).collect()
    }
}

/// The statuses that a response represents (OpenAPI 3.0, Responses Object).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Statuses {
    /// One status.
    Code(u16),
    /// All statuses with this first digit: `4XX`.
    Range(u16),
    /// All others: `default`.
    Default,
}

impl Statuses {
    /// Returns true if these are at least the `other` statuses.
    pub fn include(self, other: Self) -> bool {
        match (self, other) {
            (Self::Default, _) => true,
            (Self::Range(first), Self::Code(status)) => status / 100 == first,
            (own, other) => own == other,
        }
    }
}

impl std::fmt::Display for Statuses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(status) => write!(f, "{status}"),
            Self::Range(first) => write!(f, "{first}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A header that a response declares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseHeader {
    /// Name on the wire.
    pub wire: WireName,
    /// Name of the method that reads it, in snake case.
    pub ident: Ident,
    /// The first declaration.
    #[serde(skip)]
    pub at: Location,
    /// The type of the value: a scalar, a string enum, or a list of these.
    pub ty: Type,
    /// Whether all responses that declare it have it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether all declarations advise against it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// The purpose.
    #[serde(skip)]
    pub doc: Doc,
}

impl ResponseHeader {
    /// Returns true if the header has this name. Names have no case (RFC 9110, section 5.1).
    pub fn is_named(&self, name: &str) -> bool {
        self.wire.as_str().eq_ignore_ascii_case(name)
    }

    /// Adds another declaration. A header of several types is a string.
    pub fn merge(&mut self, other: &Self) {
        if self.ty != other.ty {
            self.ty = Type::PLAIN_TEXT;
        }
        if self.doc.is_empty() {
            self.doc = other.doc.clone();
        }
        self.required &= other.required;
        self.deprecated &= other.deprecated;
    }
}

/// The operation that reads a created job.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatedJob {
    /// Index of the operation that reads it.
    pub operation: usize,
    /// Index of its revision.
    pub revision: usize,
    /// The list of jobs, if the response is one.
    pub list: Option<PageItems>,
}

/// The response of a revision, over all success statuses.
pub enum SuccessType<'a> {
    /// No body.
    Nothing,
    /// Bytes.
    Bytes,
    /// A string in a format that is not JSON.
    Text,
    /// A sequence of items.
    Items(&'a Type, Framing),
    /// A value.
    One(&'a Type),
    /// A value, or no body with another status.
    Optional(&'a Type),
    /// A value of a type that depends on the status.
    ByStatus,
}

impl Revision {
    /// Returns the type of the result of a call.
    pub fn success_type(&self) -> SuccessType<'_> {
        let bodies = self.replies.iter().map(|success| &success.reply);
        let mut typed = bodies.clone().filter(|reply| **reply != ResponseBody::Empty);
        let Some(first) = typed.next() else {
            return SuccessType::Nothing;
        };
        let may_be_absent = |success: &SuccessResponse| match &success.reply {
            ResponseBody::Empty => true,
            reply => success.nullable && *reply != ResponseBody::One(Type::Any),
        };
        let is_optional = self.replies.iter().any(may_be_absent);
        match first {
            _ if typed.any(|other| other != first) => SuccessType::ByStatus,
            ResponseBody::Empty => SuccessType::Nothing,
            ResponseBody::Stream => SuccessType::Bytes,
            ResponseBody::Text => SuccessType::Text,
            ResponseBody::Items { item, framing } => SuccessType::Items(item, *framing),
            ResponseBody::Page { page, .. } => SuccessType::One(page),
            ResponseBody::One(ty) if is_optional => SuccessType::Optional(ty),
            ResponseBody::One(ty) => SuccessType::One(ty),
        }
    }
}

/// The request body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The content in the document.
    #[serde(skip)]
    pub at: Location,
    /// The media type.
    pub media_type: MediaType,
    /// The type; a string if the format has no types.
    pub ty: Type,
    /// The encoding.
    #[serde(default, skip_serializing_if = "BodyEncoding::is_json")]
    pub encoding: BodyEncoding,
    /// The encodings of form properties that differ from the default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<PropertyEncoding>,
    /// Whether it must be sent.
    pub required: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// The purpose.
    #[serde(skip)]
    pub doc: Doc,
    /// A documented body.
    #[serde(skip)]
    pub example: Option<serde_json::Value>,
}

/// The encoding of a form property (OpenAPI 3.0, Encoding Object).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PropertyEncoding {
    /// The property.
    pub wire: WireName,
    /// The serialization style of its values.
    pub style: ParameterStyle,
    /// Whether reserved characters are not percent-encoded.
    pub reserved: bool,
    /// The media type of its part.
    pub content_type: Option<String>,
    /// The media types and ranges that the service accepts for its part.
    pub accepted: Vec<String>,
    /// The headers of its part with a constant value.
    pub headers: Vec<(String, String)>,
}

/// The encoding of a request body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BodyEncoding {
    /// JSON.
    #[default]
    Json,
    /// Pairs of names and values, as HTML forms send them: `application/x-www-form-urlencoded`.
    Form,
    /// Parts with a boundary between them, one for each property: `multipart/..`.
    Multipart,
    /// The same, with parts that the specification does not describe.
    Parts,
    /// An unchanged string.
    Text,
    /// Unchanged bytes.
    Bytes,
    /// The same, where the specification states a media range (`image/*`), and the caller the media type.
    File,
}

impl BodyEncoding {
    fn is_json(&self) -> bool {
        *self == Self::Json
    }
}

/// A success status and its response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuccessResponse {
    /// HTTP status; for a range, the first one that the specification does not list next to it.
    pub status: u16,
    /// The statuses that the specification states, if they are a range: all that are not listed next to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Statuses>,
    /// The response in the document.
    #[serde(skip)]
    pub at: Location,
    /// The content in the document; the response if it has none.
    #[serde(skip)]
    pub body_at: Location,
    /// The type of the body.
    pub reply: ResponseBody,
    /// Whether the body may be `null`, which is read as the default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// Names of the headers that the specification lists, sorted.
    pub headers: Vec<String>,
    /// A documented body.
    #[serde(skip)]
    pub example: Option<serde_json::Value>,
}

impl SuccessResponse {
    /// Returns the statuses that the specification states.
    pub fn statuses(&self) -> Statuses {
        self.range.unwrap_or(Statuses::Code(self.status))
    }
}

/// The body of a successful response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResponseBody {
    /// No body, or one that the specification does not describe.
    Empty,
    /// One value.
    One(Type),
    /// One page of a list: the page, and the type of its items.
    Page {
        /// The page.
        page: Type,
        /// The type of its items.
        item: Type,
    },
    /// A string in a format that is not JSON.
    Text,
    /// Bytes, which are not decoded.
    Stream,
    /// A sequence of items, which arrive one by one.
    Items {
        /// An item, or the data of an event.
        item: Type,
        /// The framing of the items.
        framing: Framing,
    },
}

/// The framing of items in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Framing {
    /// Events of an event stream (WHATWG HTML, section 9.2), whose data is JSON.
    EventJson,
    /// Events whose data is a string.
    EventText,
    /// Events as objects of their fields, with JSON as `data`.
    EventObject,
    /// Events as objects of their fields, with a string as `data`.
    EventObjectText,
    /// Lines of JSON.
    Lines,
}

impl Framing {
    /// Returns whether an item is an event around the type, rather than the type itself.
    pub fn is_event(self) -> bool {
        matches!(self, Self::EventJson | Self::EventText)
    }
}

impl ResponseBody {
    /// Returns the type of a body that has one, or of its items.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Items { item, .. } => Some(item),
            other => other.json(),
        }
    }

    /// Returns the type of a body that is one JSON value.
    pub fn json(&self) -> Option<&Type> {
        match self {
            Self::One(ty) | Self::Page { page: ty, .. } => Some(ty),
            Self::Empty | Self::Text | Self::Stream | Self::Items { .. } => None,
        }
    }
}

/// A parameter: a value that the caller sends in addition to the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Name on the wire.
    pub wire: WireName,
    /// Name in Rust.
    pub ident: Ident,
    /// The location.
    #[serde(skip)]
    pub at: Location,
    /// The part of the request that contains the value (`in`). Recorded models have its first name.
    #[serde(rename = "place")]
    pub location: ParameterLocation,
    /// The serialization style.
    pub style: ParameterStyle,
    /// Whether each member of an object is written with its name (`explode`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub explode: bool,
    /// Whether reserved characters are not percent-encoded (`allowReserved`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reserved: bool,
    /// The type of the value.
    pub ty: Type,
    /// Whether it is required.
    pub presence: Presence,
    /// The value that the service assumes by default, as JSON.
    pub default: Option<String>,
    /// The value that every call sends: the version header is not an argument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// The purpose.
    #[serde(skip)]
    pub doc: Doc,
    /// Whether the specification advises against it.
    pub deprecated: bool,
    /// Whether values are redacted: format `password`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// The documented value, as JSON.
    #[serde(skip)]
    pub example: Option<serde_json::Value>,
}

impl Parameter {
    /// Returns true if callers set it with a method, because it is neither required nor fixed.
    pub fn has_setter(&self) -> bool {
        self.presence != Presence::Required && self.fixed.is_none()
    }
}

/// The location of a parameter (OpenAPI 3.0, Parameter Object, `in`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl ParameterLocation {
    /// Returns the value of `in`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// The serialization of a list (OpenAPI 3.0, Parameter Object, `style` and `explode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterStyle {
    /// `name=a&name=b`
    Repeated,
    /// `name=a,b`, also for paths and headers.
    Commas,
    /// `name=a%20b`
    Spaces,
    /// `name=a|b`
    Pipes,
    /// `.a.b`
    Label,
    /// `;name=a,b`
    Matrix,
    /// `name[a]=1&name[b]=2`
    DeepObject,
    /// As JSON: a parameter with `content`.
    Json,
}

/// A path template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PathTemplate {
    /// The template as the specification writes it, `/groups/{groupId}`.
    pub text: String,
    /// Its parts in order; slashes belong to the literal parts.
    #[serde(skip)]
    pub segments: Vec<Segment>,
}

impl Operation {
    /// Returns the segments of the path up to the first parameter.
    pub fn fixed_segments(&self) -> Vec<&str> {
        let segments = self.path.text.split('/').filter(|segment| !segment.is_empty());
        segments.take_while(|segment| !segment.contains('{')).collect()
    }
}

/// A part of a path template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Segment {
    /// A string that is sent unchanged.
    Text(String),
    /// The value of the parameter with this name.
    Parameter(WireName),
}

/// A way to authenticate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Credential {
    /// A token of a service account (OAuth 2.0 client credentials, RFC 6749).
    ServiceAccount,
    /// An API key, by HTTP digest (RFC 7616).
    Digest,
    /// Another scheme, by its name in the specification.
    Other(String),
    /// Several at once: the members of a security requirement (OpenAPI 3.0, Security Requirement Object).
    Together(Vec<Credential>),
    /// No authentication, as one of several options: an empty security requirement.
    Anonymous,
}

/// A way to authenticate, and the OAuth scopes that its tokens need.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScopedCredential {
    /// The credential.
    pub credential: Credential,
    /// The scopes, each once.
    pub scopes: BTreeSet<String>,
}

impl Credential {
    /// Returns the credentials to send: one, several, or none.
    pub fn parts(&self) -> &[Credential] {
        match self {
            Self::Together(parts) => parts,
            Self::Anonymous => &[],
            one => std::slice::from_ref(one),
        }
    }

    /// Returns true if a caller with this credential has everything that `other` consists of.
    pub fn includes(&self, other: &Credential) -> bool {
        other.parts().iter().all(|part| self.parts().contains(part))
    }
}

impl Operation {
    /// Returns true if the operation can be called with this credential: some requirement needs nothing else.
    pub fn accepts(&self, credential: &Credential) -> bool {
        let mut needed = self.credentials.iter();
        self.credentials.is_empty() || needed.any(|needed| credential.includes(needed))
    }

    /// Returns the alternatives with their scopes.
    pub fn alternatives(&self) -> Vec<ScopedCredential> {
        let without = |credential: &Credential| ScopedCredential {
            credential: credential.clone(),
            scopes: BTreeSet::new(),
        };
        match self.scoped.is_empty() {
            true => self.credentials.iter().map(without).collect(),
            false => self.scoped.clone(),
        }
    }
}

/// Serializes a method as its name.
mod method {
    use http::Method;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(method.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Method, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(de::Error::custom)
    }
}
