//! The API as a whole: servers, security schemes, and conventions that no document states.

use serde::{Deserialize, Serialize};

/// A server (OpenAPI 3.0, Server Object). One without variables is serialized as its URL alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Server {
    /// The URL without a trailing slash, with names of variables in braces.
    pub url: String,
    /// The variables, each with its default.
    pub variables: Vec<(String, String)>,
    /// The allowed values of variables with an `enum`.
    pub values: Vec<(String, Vec<String>)>,
}

impl Server {
    /// Returns the URL with the defaults of its variables.
    pub fn default_url(&self) -> String {
        let variables = self.variables.iter();
        variables.fold(self.url.clone(), |url, (name, default)| {
            url.replace(&format!("{{{name}}}"), default)
        })
    }
}

/// The serialized form of a server.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Url(String),
    WithVariables {
        url: String,
        variables: Vec<(String, String)>,
        values: Vec<(String, Vec<String>)>,
    },
}

impl From<Written> for Server {
    fn from(written: Written) -> Self {
        match written {
            Written::Url(url) => Self {
                url,
                variables: Vec::new(),
                values: Vec::new(),
            },
            Written::WithVariables {
                url,
                variables,
                values,
            } => Self {
                url,
                variables,
                values,
            },
        }
    }
}

impl From<Server> for Written {
    fn from(server: Server) -> Self {
        match server.variables.is_empty() {
            true => Self::Url(server.url),
            false => Self::WithVariables {
                url: server.url,
                variables: server.variables,
                values: server.values,
            },
        }
    }
}

/// The facts that clients need, in addition to the operations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// The security schemes that operations require.
    pub schemes: Vec<SecurityScheme>,
    /// The header that states the version of the API.
    #[serde(skip)]
    pub version_header: Option<VersionHeader>,
    /// The facts that only the settings state.
    #[serde(skip)]
    pub conventions: Conventions,
}

/// A way to authenticate (OpenAPI 3.0, Security Scheme Object).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityScheme {
    /// Its name in the specification.
    pub name: String,
    /// The kind of authentication.
    pub kind: SchemeKind,
    /// The OAuth scopes that tokens are requested with, ascending.
    #[serde(skip)]
    pub scopes: Vec<String>,
}

/// The kind of a security scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SchemeKind {
    /// A token of the caller.
    Bearer,
    /// User name and password.
    Basic,
    /// User name and password, sent as a digest.
    Digest,
    /// An API key, and the name of the header, parameter or cookie.
    ApiKey(KeyPlace, String),
    /// A token from this URL; a URL that starts with `/` is on the host of the API.
    ClientCredentials(String),
}

/// The location of an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyPlace {
    /// A header.
    Header,
    /// A query parameter.
    Query,
    /// A cookie.
    Cookie,
}

/// Words in names of schemas that mean nothing to users, and are removed from names of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoiseWords {
    /// Leading words, also after `Paginated`.
    pub front: Vec<String>,
    /// Words that prevent the removal of a leading word.
    pub front_keeps: Vec<String>,
    /// Words in any position but the first.
    pub anywhere: Vec<String>,
}

impl Default for NoiseWords {
    fn default() -> Self {
        Self {
            front: Vec::new(),
            front_keeps: Vec::new(),
            anywhere: vec!["Dto".to_owned()],
        }
    }
}

/// A header that states the version of the API with every call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionHeader {
    /// Its name.
    pub name: String,
    /// The version that the crate is generated for.
    pub value: String,
}

/// Facts about the API that its specification does not state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// Environment variables that contain credentials, by security scheme.
    pub credentials: Vec<(String, Vec<String>)>,
    /// Names of pagination.
    pub paging: Paging,
    /// Error codes.
    pub errors: ErrorCodes,
    /// The field with the id of a resource.
    pub id: Option<String>,
    /// The envelope that responses can be requested in.
    pub envelope: Option<Envelope>,
    /// The templates of media types with a version: `application/vnd.x.{version}+{format}`; inferred from the document
    /// if empty.
    pub version_templates: Vec<String>,
    /// The version header of the API; found in the document if `None`.
    pub version_header: Option<VersionHeader>,
    /// Noise words in names of schemas.
    pub noise: NoiseWords,
    /// Named servers in addition to the first one of the specification, each with its URL.
    pub environments: Vec<(String, String)>,
}

impl Conventions {
    /// Returns the field that identifies a resource.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or("id")
    }
}

/// An object that wraps a response, with its status and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The query parameter that requests it.
    pub parameter: String,
    /// The field of the status.
    pub status: String,
    /// The field of the body.
    pub content: String,
}

/// Names of the parameters and fields of pagination; an absent one has the default of the runtime.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// The parameter for the page number.
    pub page: Option<String>,
    /// The parameter for the number of items on a page.
    pub size: Option<String>,
    /// The parameter that requests the total.
    pub count: Option<String>,
    /// The field of a page with its items.
    pub items: Option<String>,
    /// The field of a page with the total.
    pub total: Option<String>,
    /// The field of a page with links.
    pub links: Option<String>,
}

impl Paging {
    /// Returns the parameter that contains the number of the page.
    pub fn page(&self) -> &str {
        self.page.as_deref().unwrap_or("pageNum")
    }

    /// Returns the field of a page that contains its items.
    pub fn items(&self) -> &str {
        self.items.as_deref().unwrap_or("results")
    }
}

/// The list of rejected fields inside an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldViolations {
    /// The path of the list.
    pub path: Vec<String>,
    /// The field of an item that names the rejected field.
    pub field: String,
    /// The field of an item with the reason.
    pub reason: String,
}

/// The fields of errors, and the codes that clients react to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorCodes {
    /// The field.
    pub field: Option<String>,
    /// The field of the description of the error.
    pub detail: Option<String>,
    /// The list of rejected fields inside an error.
    pub violations: Option<FieldViolations>,
    /// The requested version was removed.
    pub version_gone: Option<String>,
    /// The requested version never existed.
    pub version_unknown: Option<String>,
    /// Counting the items of a list timed out.
    pub count_timed_out: Option<String>,
}
