//! Documents as trees, before they are deserialized: their operations, and the components that these use.
//!
//! This module imports only the base: pointers, selectors and diagnostics.

mod component;
mod grouping;
mod kind;
mod missing_docs;
mod operations;
mod reach;
mod route;
mod selected;
mod subtypes;

use serde_json::Value;

pub(crate) use component::{Component, component};
pub use grouping::Grouping;
pub(crate) use grouping::UNTAGGED;
pub(crate) use kind::Kind;
pub(crate) use missing_docs::unwritten;
pub use operations::is_method;
pub(crate) use operations::{Operation, method_number, operations};
pub(crate) use reach::{Reach, body, references};
pub use route::Route;
pub(crate) use selected::Selected;

/// One OpenAPI document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The name that references use: `flex.yaml`.
    pub path: String,
    /// The root of the document, an object.
    pub tree: Value,
}
