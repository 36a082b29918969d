//! The intermediate model: all facts about an API, with all decisions made.
//!
//! Rust code, drift reports, changelogs and catalogues are views of an [`Api`]. Nothing in this module depends on the
//! syntax of OpenAPI or of Rust. A model can be stored and loaded (serde), without descriptions, locations and
//! matchers, which do not affect the API.

mod doc;
mod download;
mod dump;
mod name;
mod operation;
mod package;
mod rule;
mod service;
mod shape;
mod ty;
mod version;

pub use doc::Doc;
pub use download::{Download, FileHashes};
pub use dump::dump;
pub use name::{Ident, WireName};
pub use operation::{
    Body, BodyEncoding, CreatedJob, Credential, ErrorCode, ErrorDoc, ErrorResponse, Framing, Operation,
    OtherBody, PageItems, Parameter, ParameterLocation, ParameterStyle, PathTemplate, PropertyEncoding,
    ResponseBody, ResponseHeader, Revision, ScopedCredential, Segment, Statuses, SuccessResponse,
    SuccessType,
};
pub use package::Package;
pub use rule::{
    Condition, FinalState, JobOutcome, Requirement, Rule, StateCheck, StateField, StateTest, TimeField,
    TimeUnit,
};
pub use service::{
    Conventions, Envelope, ErrorCodes, FieldViolations, KeyPlace, NoiseWords, Paging, SchemeKind,
    SecurityScheme, Server, Service, VersionHeader,
};
pub use shape::{
    AdditionalFields, ConstantKind, Discriminator, Enum, EnumValue, Field, ModuleId, Presence, Shape,
    ShapeId, ShapeKind, Side, Struct, Union, Variant,
};
pub use ty::{Bounds, IntegerWidth, Pattern, PatternId, SizeBounds, TextFormat, Type};
pub use version::{Date, Format, MediaType, MediaTypeError, Version, version_templates};

use crate::diagnostic::Location;
use serde::{Deserialize, Serialize};

/// A whole API, as the emitted crate presents it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Api {
    /// The title of the document, or of the pinned upstream.
    pub title: String,
    /// The server that operations are sent to by default.
    pub server: Option<Server>,
    /// The manifest of the crate.
    #[serde(skip)]
    pub package: Package,
    /// The facts that the clients of the crate need.
    #[serde(default)]
    pub service: Service,
    /// Groups of operations and types, ordered by name.
    pub groups: Vec<Group>,
    /// Whether each group with operations is a Cargo feature; `None` if that is not known.
    #[serde(default)]
    pub group_features: Option<bool>,
    /// All versions of operations and types, ascending; `None` contains items without a version.
    #[serde(with = "version::as_text::list")]
    pub versions: Vec<Option<Version>>,
    /// The templates of media types with a version: `application/vnd.x.{version}+{format}`.
    #[serde(default)]
    pub version_templates: Vec<String>,
    /// Ordered by group, path and method.
    pub operations: Vec<Operation>,
    /// Indexed by [`ShapeId`]; ordered by module, then by identifier.
    pub shapes: Vec<Shape>,
    /// Indexed by [`PatternId`]: one entry for each distinct pattern.
    pub patterns: Vec<Pattern>,
    /// The shared error model.
    pub error: Option<ShapeId>,
    /// The headers that responses declare, each name once, ascending.
    #[serde(default)]
    pub headers: Vec<ResponseHeader>,
}

/// The maximum number of groups with operations of a crate whose groups are not Cargo features.
const FEW_GROUPS: usize = 6;

/// Returns whether the groups of a crate with so many groups with operations are Cargo features.
pub fn has_group_features(groups: usize) -> bool {
    groups > FEW_GROUPS
}

/// A group of operations and types: one fragment, or one tag of a whole document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The name of its module.
    pub ident: Ident,
    /// The description of the group, as one sentence.
    #[serde(skip)]
    pub doc: Doc,
    /// The fragment or tag.
    #[serde(skip)]
    pub at: Location,
}

/// Index into [`Api::groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupId(pub usize);

impl Api {
    /// Returns the shape with an identifier of this API.
    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }

    /// Returns true if a shape is an enum, or an alias of one, whose values are all strings.
    pub fn is_enum_of_strings(&self, id: ShapeId) -> bool {
        let mut kind = &self.shape(id).kind;
        // Aliases are of real types, so that a chain ends; the bound is for models built by hand.
        for _ in 0..self.shapes.len() {
            match kind {
                ShapeKind::Enum(values) => return values.is_of_strings(),
                ShapeKind::Duplicate(Type::Shape { id, .. }) | ShapeKind::TypeAlias(id) => {
                    kind = &self.shape(*id).kind;
                }
                _ => return false,
            }
        }
        false
    }

    /// Returns the pattern with an identifier of this API.
    pub fn pattern(&self, id: PatternId) -> &Pattern {
        &self.patterns[id.0]
    }

    /// Returns the group with an identifier of this API.
    pub fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.0]
    }

    /// Returns the segments that the paths of all operations begin with, up to the first parameter.
    pub fn path_prefix(&self) -> Vec<&str> {
        let mut paths = self.operations.iter();
        let mut prefix = paths.next().map(Operation::fixed_segments).unwrap_or_default();
        for operation in paths {
            let shared = prefix.iter().zip(operation.fixed_segments());
            let length = shared.take_while(|(a, b)| *a == b).count();
            prefix.truncate(length);
        }
        prefix
    }

    /// Restores the versions of deserialized media types; if a model does not store its templates, they are
    /// inferred.
    pub(crate) fn restore_versions(&mut self) {
        if self.version_templates.is_empty() {
            let revisions = self.operations.iter().flat_map(|operation| &operation.revisions);
            let texts = revisions.map(|revision| vec![revision.media_type.text.as_str()]);
            self.version_templates = version_templates(texts);
        }
        let revisions = self
            .operations
            .iter_mut()
            .flat_map(|operation| &mut operation.revisions);
        for media_type in revisions.flat_map(Revision::media_types_mut) {
            if let Ok(parsed) = MediaType::parse(&media_type.text, &self.version_templates) {
                *media_type = parsed;
            }
        }
    }

    /// Returns the operation with this `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}
