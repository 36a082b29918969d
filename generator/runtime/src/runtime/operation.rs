//! Static descriptors of operations.

use super::descriptor::{Type, printed_as};
use super::framing::Framing;
use super::version::{BodyFormat, MediaType, Version};

/// One operation in one version.
pub struct OperationDescriptor {
    /// The operation's name, shared by all its versions.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template, with the names of parameters in braces.
    pub path: &'static str,
    /// The version.
    pub version: Version,
    /// The exact media type of the response.
    pub media_type: &'static str,
    /// The value of `Accept`, if it is not the media type of the response followed by plain JSON for errors.
    pub accept: Option<&'static str>,
    /// Path, query, header and cookie parameters.
    pub params: &'static [&'static Param],
    /// The request body, if there is one.
    pub body: Option<Content>,
    /// Request bodies that can be sent instead.
    pub other_bodies: &'static [Content],
    /// The success statuses in the specification.
    pub success: &'static [u16],
    /// The date (`YYYY-MM-DD`) on which this version is removed.
    pub sunset: Option<&'static str>,
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// The roles, one of which the caller needs.
    pub roles: &'static [&'static str],
    /// The group of the operation.
    pub tag: &'static str,
    /// The index of the server of this operation, if it is not the server of the API.
    pub server: Option<usize>,
    /// The alternative security requirements: the schemes of each, as indices in
    /// [`Service::schemes`](super::Service). If it is empty, no credentials are sent.
    pub security: &'static [&'static [usize]],
    /// How the response is divided into items, if it is a sequence of items.
    pub framing: Option<Framing>,
    /// The descriptors of JSON response bodies by status, unless their values have descriptors of their own, as structs
    /// and unions have.
    pub responses: &'static [(u16, &'static Type)],
}

printed_as!(OperationDescriptor.id);

/// A request body.
#[derive(Clone, Copy)]
pub struct Content {
    /// The exact media type.
    pub media_type: &'static str,
    /// Whether the body is required.
    pub required: bool,
    /// The descriptor of its values.
    pub ty: &'static Type,
    /// The encodings of form properties that differ from the default.
    pub encodings: &'static [Encoding],
}

/// The encoding of a form property (OpenAPI 3.0, Encoding Object).
pub struct Encoding {
    /// Its encoding in an HTML form, as that of a query parameter.
    pub param: Param,
    /// The media type of its part in a multipart body.
    pub content_type: Option<&'static str>,
    /// The headers of its part.
    pub headers: &'static [(&'static str, &'static str)],
}

impl Encoding {
    /// Creates the encoding of a property.
    pub const fn new(param: Param) -> Self {
        Self {
            param,
            content_type: None,
            headers: &[],
        }
    }
    /// Sets the media type of the part.
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }
    /// Sets the headers of the part.
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }
}

impl Content {
    /// Creates a body.
    pub const fn new(media_type: &'static str, required: bool, ty: &'static Type) -> Self {
        Self {
            media_type,
            required,
            ty,
            encodings: &[],
        }
    }
    /// Sets how properties of a form are written.
    pub const fn encodings(mut self, encodings: &'static [Encoding]) -> Self {
        self.encodings = encodings;
        self
    }
}

impl OperationDescriptor {
    /// Creates an operation without parameters and body that responds with 200.
    pub const fn new(
        id: &'static str,
        method: &'static str,
        path: &'static str,
        version: Version,
        media_type: &'static str,
    ) -> Self {
        Self {
            id,
            method,
            path,
            version,
            media_type,
            accept: None,
            params: &[],
            body: None,
            other_bodies: &[],
            success: &[200],
            sunset: None,
            deprecated: false,
            roles: &[],
            tag: "",
            server: None,
            security: &[],
            framing: None,
            responses: &[],
        }
    }
    /// Sets the value of `Accept`.
    pub const fn accept(mut self, value: &'static str) -> Self {
        self.accept = Some(value);
        self
    }
    /// Sets the parameters; calls refer to them by index.
    pub const fn params(mut self, params: &'static [&'static Param]) -> Self {
        self.params = params;
        self
    }
    /// Adds a request body.
    pub const fn body(mut self, media_type: &'static str, required: bool, ty: &'static Type) -> Self {
        self.body = Some(Content::new(media_type, required, ty));
        self
    }
    /// Sets how properties of the body are written, which is a form.
    pub const fn encodings(mut self, encodings: &'static [Encoding]) -> Self {
        if let Some(body) = self.body {
            self.body = Some(body.encodings(encodings));
        }
        self
    }
    /// Adds request bodies that can be sent instead.
    pub const fn other_bodies(mut self, bodies: &'static [Content]) -> Self {
        self.other_bodies = bodies;
        self
    }
    /// Sets the success statuses.
    pub const fn success(mut self, statuses: &'static [u16]) -> Self {
        self.success = statuses;
        self
    }
    /// Sets the sunset date.
    pub const fn sunset(mut self, day: &'static str) -> Self {
        self.sunset = Some(day);
        self
    }
    /// Marks it as deprecated.
    pub const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }
    /// Sets the roles.
    pub const fn roles(mut self, roles: &'static [&'static str]) -> Self {
        self.roles = roles;
        self
    }
    /// Sets the group.
    pub const fn tag(mut self, tag: &'static str) -> Self {
        self.tag = tag;
        self
    }
    /// Sets the server of this operation.
    pub const fn server(mut self, server: usize) -> Self {
        self.server = Some(server);
        self
    }
    /// Sets the security requirements.
    pub const fn security(mut self, requirements: &'static [&'static [usize]]) -> Self {
        self.security = requirements;
        self
    }
    /// Makes the response a sequence of items.
    pub const fn framing(mut self, framing: Framing) -> Self {
        self.framing = Some(framing);
        self
    }
    /// Sets the descriptors of response bodies by status.
    pub const fn responses(mut self, types: &'static [(u16, &'static Type)]) -> Self {
        self.responses = types;
        self
    }
    /// Returns the descriptor of the response body with a status, as for [`ResponseBody`](super::ResponseBody) the first
    /// one if the status has none.
    pub(crate) fn response(&self, status: u16) -> Option<&'static Type> {
        let mut all = self.responses.iter();
        let exact = all.find(|(own, _)| *own == status);
        exact.or(self.responses.first()).map(|(_, ty)| *ty)
    }
    /// Returns the format of the response body.
    pub fn format(&self) -> BodyFormat {
        MediaType::parse(self.media_type).map_or(BodyFormat::Json, |media| media.format)
    }
}

/// A parameter.
pub struct Param {
    /// The name on the wire.
    pub name: &'static str,
    /// The location of the parameter.
    pub place: Place,
    /// The descriptor of its values.
    pub ty: &'static Type,
    /// Whether it is required.
    pub required: bool,
    /// The default that the service assumes.
    pub default: Option<&'static str>,
    /// The separator between the items of a list; `None` if each item is a separate parameter
    /// (`style: form`, `explode: true`).
    pub separator: Option<char>,
    /// The serialization style.
    pub style: Style,
    /// Whether each member or item is written with its name (`explode: true`), unless `separator` decides it.
    pub explode: bool,
    /// Whether reserved characters are not percent-encoded (`allowReserved`).
    pub reserved: bool,
    /// The name of the Rust argument.
    pub argument: &'static str,
    /// Whether values are redacted (`format: password`).
    pub secret: bool,
    /// The value of a header that every call sends; it is not an argument.
    pub fixed: Option<&'static str>,
}

/// The serialization style of a parameter (OpenAPI 3.0, Parameter Object, `style`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The value alone, with the separator between items: `simple`, `form`, `spaceDelimited`, `pipeDelimited`.
    Plain,
    /// After a dot: `label`.
    Label,
    /// After a semicolon and the name: `matrix`.
    Matrix,
    /// Each member as `name[member]=value`: `deepObject`.
    DeepObject,
    /// As JSON: a parameter with `content`.
    Json,
}

/// The location of a parameter (`in`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the header `Cookie`.
    Cookie,
}

impl Param {
    /// Creates a path parameter.
    pub const fn path(name: &'static str, ty: &'static Type) -> Self {
        Self {
            name,
            place: Place::Path,
            ty,
            required: true,
            default: None,
            separator: Some(','),
            style: Style::Plain,
            explode: false,
            reserved: false,
            argument: name,
            secret: false,
            fixed: None,
        }
    }
    /// Creates an optional query parameter.
    pub const fn query(name: &'static str, ty: &'static Type) -> Self {
        Self {
            place: Place::Query,
            required: false,
            separator: None,
            ..Self::path(name, ty)
        }
    }
    /// Creates an optional header parameter.
    pub const fn header(name: &'static str, ty: &'static Type) -> Self {
        Self {
            place: Place::Header,
            required: false,
            ..Self::path(name, ty)
        }
    }
    /// Creates an optional cookie parameter.
    pub const fn cookie(name: &'static str, ty: &'static Type) -> Self {
        Self {
            place: Place::Cookie,
            ..Self::query(name, ty)
        }
    }
    /// Makes the parameter required.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Sets the default that the service assumes.
    pub const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }
    /// Sets the serialization style.
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
    /// Writes each member or item with its name (`explode: true`).
    pub const fn exploded(mut self) -> Self {
        self.explode = true;
        self
    }
    /// Writes reserved characters as they are (`allowReserved`).
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }
    /// Sets the name of the Rust argument if it differs from the wire name.
    pub const fn argument(mut self, name: &'static str) -> Self {
        self.argument = name;
        self
    }
    /// Redacts values.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
    /// Sends this value with every call.
    pub const fn fixed(mut self, value: &'static str) -> Self {
        self.fixed = Some(value);
        self
    }
    /// Writes a list as one parameter with this separator (`explode: false`).
    pub const fn joined(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }
}
