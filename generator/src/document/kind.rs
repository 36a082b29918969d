//! The kinds of nodes of a document: keywords, names, data, or prose.
//!
//! Prose is human-readable documentation; everything else is the API. `description` is prose as a keyword of a
//! schema, a name as a property of one, and data inside an example.

/// The kind of a node of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An object of the specification: its keys are keywords.
    Object,
    /// A mapping from user-defined names to objects, or a list of objects.
    Names,
    /// A mapping from names to prose.
    Texts,
    /// A mapping from names to references: `discriminator.mapping`.
    References,
    /// Free JSON: examples, defaults, values, extensions.
    Data,
    /// A human-readable string.
    Prose,
}

impl Kind {
    /// Returns the kind of the value of `key`, or of an item of a list.
    pub(crate) fn step(self, key: &str) -> Self {
        match self {
            Self::Object => keyword(key),
            Self::Names => Self::Object,
            Self::Texts => Self::Prose,
            Self::References | Self::Data | Self::Prose => Self::Data,
        }
    }

    /// Returns the kind of the items of a list.
    pub(crate) fn item(self) -> Self {
        match self {
            Self::Object | Self::Names => Self::Object,
            _ => Self::Data,
        }
    }
}

fn keyword(key: &str) -> Kind {
    match key {
        "description" | "summary" => Kind::Prose,
        "default" | "enum" | "example" | "value" => Kind::Data,
        "mapping" => Kind::References,
        "scopes" | "x-xgen-changelog" => Kind::Texts,
        "callbacks" | "content" | "encoding" | "examples" | "headers" | "links" | "parameters" | "paths"
        | "properties" | "requestBodies" | "responses" | "schemas" | "securitySchemes" | "variables" => {
            Kind::Names
        }
        _ if key.starts_with("x-") => Kind::Data,
        _ => Kind::Object,
    }
}
