//! Facts about the API as a whole: servers, security schemes, conventions. Each crate has one descriptor.

/// Describes one API.
pub struct Service {
    /// The first server of the specification.
    pub server: Option<Server>,
    /// The servers of single operations, indexed by [`OperationDescriptor::server`](super::OperationDescriptor).
    pub servers: &'static [Server],
    /// The security schemes, indexed by [`OperationDescriptor::security`](super::OperationDescriptor).
    pub schemes: &'static [SecurityScheme],
    /// Names of the parameters and fields of pagination.
    pub paging: Paging,
    /// The field of the error code, and its values.
    pub errors: ErrorCodes,
    /// The field with the id of a resource.
    pub id: &'static str,
    /// The envelope that responses can be requested in.
    pub envelope: Option<Envelope>,
    /// The templates of media types that name a version; see [`named_version`](super::named_version).
    pub version_templates: &'static [&'static str],
    /// The header that states the version of the API, and the version that the crate was generated for.
    pub version_header: Option<(&'static str, &'static str)>,
    /// The common leading segments of all operation paths.
    pub path_prefix: &'static [&'static str],
}

/// An object that wraps a response, with its status and its body.
#[derive(Clone, Copy)]
pub struct Envelope {
    /// The query parameter that requests it.
    pub parameter: &'static str,
    /// The field of the status.
    pub status: &'static str,
    /// The field of the body.
    pub content: &'static str,
}

/// A server of the specification (OpenAPI 3.0, Server Object).
#[derive(Clone, Copy)]
pub struct Server {
    /// The URL, with names of variables in braces; relative without a scheme.
    pub url: &'static str,
    /// The variables, each with its default.
    pub variables: &'static [(&'static str, &'static str)],
    /// The allowed values of variables with an `enum`.
    pub values: &'static [(&'static str, &'static [&'static str])],
}

/// A way to authenticate (OpenAPI 3.0, Security Scheme Object).
pub struct SecurityScheme {
    /// Its name in the description.
    pub name: &'static str,
    /// The kind of authentication.
    pub kind: SchemeKind,
    /// The environment variables of its credentials, one or two.
    pub variables: &'static [&'static str],
    /// The scopes that tokens are requested with, separated by spaces, unless the caller states others.
    pub scopes: &'static str,
}

/// The kind of a security scheme.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum SchemeKind {
    /// A token of the caller (RFC 6750).
    Bearer,
    /// User name and password (RFC 7617).
    Basic,
    /// User name and password, sent as a digest (RFC 7616).
    Digest,
    /// A key in the header of this name.
    HeaderKey(&'static str),
    /// A key in the query parameter of this name.
    QueryKey(&'static str),
    /// A key in the cookie of this name.
    CookieKey(&'static str),
    /// A token from this URL, fetched with the client credentials grant (RFC 6749, section 4.4); a URL that starts
    /// with `/` is on the host of the base URL.
    ClientCredentials(&'static str),
}

/// Names of the parameters and fields of pagination by page number.
pub struct Paging {
    /// The parameter for the page number, counted from 1.
    pub page: &'static str,
    /// The parameter for the number of items on a page.
    pub size: &'static str,
    /// The parameter that requests the total.
    pub count: &'static str,
    /// The field of a page with the total.
    pub total: &'static str,
    /// The field of a page with the links.
    pub links: &'static str,
}

impl Paging {
    /// Returns the default names.
    pub const fn new() -> Self {
        Self {
            page: "pageNum",
            size: "itemsPerPage",
            count: "includeCount",
            total: "totalCount",
            links: "links",
        }
    }
}

impl Default for Paging {
    fn default() -> Self {
        Self::new()
    }
}

/// The fields of the shared error, and the codes that clients react to.
pub struct ErrorCodes {
    /// The field of the code.
    pub field: &'static str,
    /// The field of the description of the error.
    pub detail: &'static str,
    /// The fields of the request that the service rejected.
    pub violations: Option<FieldViolations>,
    /// The requested version was removed.
    pub version_gone: Option<&'static str>,
    /// The requested version never existed.
    pub version_unknown: Option<&'static str>,
    /// Counting the items of a list timed out; the list is available without the total.
    pub count_timed_out: Option<&'static str>,
}

/// The list of rejected fields inside an error.
#[derive(Clone, Copy)]
pub struct FieldViolations {
    /// The path of the list.
    pub path: &'static [&'static str],
    /// The field of an item that names the rejected field.
    pub field: &'static str,
    /// The field of an item with the reason.
    pub reason: &'static str,
}

impl ErrorCodes {
    /// Returns the default field, without codes.
    pub const fn new() -> Self {
        Self {
            field: "code",
            detail: "detail",
            violations: None,
            version_gone: None,
            version_unknown: None,
            count_timed_out: None,
        }
    }
}

impl Default for ErrorCodes {
    fn default() -> Self {
        Self::new()
    }
}
