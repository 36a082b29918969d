//! Static tables of operations.

use super::descriptor::{Type, printed_as};
use super::version::{BodyFormat, MediaType, Version};

/// One operation in one version.
pub struct OperationDescriptor {
    /// The operation's name, shared by all its versions.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path, with the names of its values in braces.
    pub path: &'static str,
    /// The version.
    pub version: Version,
    /// The exact media type of the answer.
    pub media_type: &'static str,
    /// Path, query, header and cookie parameters.
    pub params: &'static [&'static Param],
    /// The media type of the request's body, where it has one.
    pub body: Option<Content>,
    /// The statuses of success that the API lists.
    pub success: &'static [u16],
    /// The day (`YYYY-MM-DD`) from which on this version is gone.
    pub sunset: Option<&'static str>,
    /// Whether callers should move to another operation.
    pub deprecated: bool,
    /// The roles that may call it.
    pub roles: &'static [&'static str],
    /// The family of endpoints that it belongs to.
    pub tag: &'static str,
    /// The server that it has instead of the API's, as its index in [`Service::servers`](super::Service).
    pub server: Option<usize>,
    /// Security requirements, of which one is enough: the schemes of each, as indices in
    /// [`Service::schemes`](super::Service). Without any, no credentials are sent.
    pub security: &'static [&'static [usize]],
}

printed_as!(OperationDescriptor.id);

/// The body of a request.
#[derive(Clone, Copy)]
pub struct Content {
    /// Its exact media type.
    pub media_type: &'static str,
    /// Whether there has to be one.
    pub required: bool,
    /// What its value may be.
    pub ty: &'static Type,
}

impl OperationDescriptor {
    /// An operation without parameters and body, which answers 200.
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
            params: &[],
            body: None,
            success: &[200],
            sunset: None,
            deprecated: false,
            roles: &[],
            tag: "",
            server: None,
            security: &[],
        }
    }
    /// Names the parameters; callers count them in this order.
    pub const fn params(mut self, params: &'static [&'static Param]) -> Self {
        self.params = params;
        self
    }
    /// Gives the request a body.
    pub const fn body(mut self, media_type: &'static str, required: bool, ty: &'static Type) -> Self {
        self.body = Some(Content {
            media_type,
            required,
            ty,
        });
        self
    }
    /// Lists the statuses of success.
    pub const fn success(mut self, statuses: &'static [u16]) -> Self {
        self.success = statuses;
        self
    }
    /// Says when this version goes.
    pub const fn sunset(mut self, day: &'static str) -> Self {
        self.sunset = Some(day);
        self
    }
    /// Marks it as deprecated.
    pub const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }
    /// Lists the roles that may call it.
    pub const fn roles(mut self, roles: &'static [&'static str]) -> Self {
        self.roles = roles;
        self
    }
    /// Names the family of endpoints.
    pub const fn tag(mut self, tag: &'static str) -> Self {
        self.tag = tag;
        self
    }
    /// Sets the server that it has instead of the API's.
    pub const fn server(mut self, server: usize) -> Self {
        self.server = Some(server);
        self
    }
    /// Lists the security requirements.
    pub const fn security(mut self, requirements: &'static [&'static [usize]]) -> Self {
        self.security = requirements;
        self
    }
    /// How the answer's body is written.
    pub fn format(&self) -> BodyFormat {
        MediaType::parse(self.media_type).map_or(BodyFormat::Json, |media| media.format)
    }
}

/// One parameter.
pub struct Param {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// What its value may be.
    pub ty: &'static Type,
    /// Whether it has to be given.
    pub required: bool,
    /// What the service takes where it is not given.
    pub default: Option<&'static str>,
    /// What stands between the items of a list; none where each item is a parameter of its own
    /// (`style: form`, `explode: true`).
    pub separator: Option<char>,
    /// How the value is written.
    pub style: Style,
    /// Whether each member or item is written with its name (`explode: true`), where `separator` does not say so.
    pub explode: bool,
    /// Whether reserved characters are written as they are (`allowReserved`).
    pub reserved: bool,
}

/// How the value of a parameter is written (OpenAPI 3.0, Parameter Object, `style`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As it is, with the separator between items: `simple`, `form`, `spaceDelimited`, `pipeDelimited`.
    Plain,
    /// After a dot: `label`.
    Label,
    /// After a semicolon and the name: `matrix`.
    Matrix,
    /// Each member as `name[member]=value`: `deepObject`.
    DeepObject,
    /// As JSON: a parameter that states `content`.
    Json,
}

/// Where a parameter stands.
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
    /// A value in the path.
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
        }
    }
    /// A value in the query that need not be given.
    pub const fn query(name: &'static str, ty: &'static Type) -> Self {
        Self {
            place: Place::Query,
            required: false,
            separator: None,
            ..Self::path(name, ty)
        }
    }
    /// A value in a header that need not be given.
    pub const fn header(name: &'static str, ty: &'static Type) -> Self {
        Self {
            place: Place::Header,
            required: false,
            ..Self::path(name, ty)
        }
    }
    /// A value in a cookie that need not be given.
    pub const fn cookie(name: &'static str, ty: &'static Type) -> Self {
        Self {
            place: Place::Cookie,
            ..Self::query(name, ty)
        }
    }
    /// Has to be given.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Says what the service takes where it is not given.
    pub const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }
    /// Says how the value is written.
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
    /// Writes a list as one parameter with this between its items (`explode: false`).
    pub const fn joined(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }
}
