//! Converts documents of other OpenAPI versions to the 3.0 form that the later stages read.
//!
//! OpenAPI 3.1 and 3.2 (JSON Schema 2020-12) and Swagger 2.0 trees are rewritten in place. Anything without a
//! 3.0 form is removed at its smallest level and reported. Locations remain those of the original document: each part
//! that moves is recorded in [`MovedPointers`].

mod document;
mod object_rules;
mod part_styles;
mod property_names;
mod schema;
mod swagger;
mod type_list;
mod v3_2;

pub(crate) use object_rules::OBJECT_RULES;
pub(crate) use part_styles::STYLED_PART;
pub(crate) use property_names::PROPERTY_NAMES;

use crate::diagnostic::{Diagnostic, Location};
use hashbrown::HashMap;
use serde_json::Value;

/// The version of OpenAPI that a document states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecVersion {
    /// Swagger 2.0.
    Swagger2,
    /// OpenAPI 3.0, which needs no conversion.
    V3_0,
    /// OpenAPI 3.1.
    V3_1,
    /// OpenAPI 3.2.
    V3_2,
}

impl SpecVersion {
    /// Reads the version from the root of a document; `None` if it is missing or not supported.
    pub fn of(root: &serde_json::Map<String, Value>) -> Option<Self> {
        let version = |key: &str| {
            root.get(key)
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        };
        let is = |text: &str, prefix: &str| {
            text == prefix
                || text
                    .strip_prefix(prefix)
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        match (version("openapi"), version("swagger")) {
            (Some(text), _) if is(&text, "3.0") || text == "3" => Some(Self::V3_0),
            (Some(text), _) if is(&text, "3.1") => Some(Self::V3_1),
            (Some(text), _) if is(&text, "3.2") => Some(Self::V3_2),
            (None, Some(text)) if is(&text, "2") => Some(Self::Swagger2),
            _ => None,
        }
    }
}

/// The original pointers of moved parts of a converted document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MovedPointers(HashMap<String, String>);

impl MovedPointers {
    /// Records that the node at `new` was at `original`.
    fn record(&mut self, new: String, original: String) {
        if new != original {
            self.0.insert(new, original);
        }
    }

    /// Returns the original pointer of the node at `pointer`: that of its nearest moved ancestor, and the rest.
    pub fn original<'p>(&self, pointer: &'p str) -> std::borrow::Cow<'p, str> {
        if self.0.is_empty() {
            return pointer.into();
        }
        let mut end = pointer.len();
        loop {
            if let Some(original) = self.0.get(&pointer[..end]) {
                return format!("{original}{}", &pointer[end..]).into();
            }
            match pointer[..end].rfind('/') {
                Some(slash) => end = slash,
                None => return pointer.into(),
            }
        }
    }
}

/// Converts `tree`, the document `file` of `version`, to OpenAPI 3.0.
///
/// Returns diagnostics for removed parts without a 3.0 form, and the original pointers of moved parts. Diagnostics
/// refer to the converted tree, as those of later stages do.
pub fn upgrade(file: &str, version: SpecVersion, tree: &mut Value) -> (MovedPointers, Vec<Diagnostic>) {
    let mut upgrade = Upgrade {
        file,
        moved: MovedPointers::default(),
        problems: Vec::new(),
        lifted: Vec::new(),
        version,
        media_types: v3_2::MediaTypes::default(),
    };
    match version {
        SpecVersion::V3_0 => document::adopt(&mut upgrade, tree),
        SpecVersion::V3_1 | SpecVersion::V3_2 => document::convert(&mut upgrade, tree),
        SpecVersion::Swagger2 => {
            swagger::convert(&mut upgrade, tree);
            document::adopt(&mut upgrade, tree);
        }
    }
    (upgrade.moved, upgrade.problems)
}

/// The state of one conversion.
struct Upgrade<'f> {
    file: &'f str,
    moved: MovedPointers,
    problems: Vec<Diagnostic>,
    /// Schemas of `$defs` and of components of other kinds that become components: the pointer where they were, their key there, and the schema.
    lifted: Vec<(String, String, Value)>,
    /// The version that the document states.
    version: SpecVersion,
    /// The media types of its components (OpenAPI 3.2).
    media_types: v3_2::MediaTypes,
}

impl Upgrade<'_> {
    /// Returns true if the document is of a version after 3.0, so that all of its schemas are converted.
    fn is_newer(&self) -> bool {
        matches!(self.version, SpecVersion::V3_1 | SpecVersion::V3_2)
    }

    /// Reports `key` of the object at `pointer`, which was removed.
    fn removed(&mut self, pointer: &str, key: &str, reason: &str, help: &str) {
        self.problems.push(Diagnostic::new(
            "unsupported-keyword",
            Location::new(self.file, pointer).child(key),
            format!("`{key}` is not supported and was ignored: {reason}"),
            help,
        ));
    }
}

/// A node of the tree that is being converted, with its pointer there and in the original document.
#[derive(Clone, Debug)]
struct Pointers {
    new: String,
    original: String,
}

impl Pointers {
    fn root() -> Self {
        Self {
            new: String::new(),
            original: String::new(),
        }
    }

    /// Returns the child `key` in both trees.
    fn child(&self, key: &str) -> Self {
        Self {
            new: crate::pointer::child(&self.new, key),
            original: crate::pointer::child(&self.original, key),
        }
    }
}

#[cfg(test)]
mod tests;
