//! Validates trees against the structure of OpenAPI first, so that every mistake has a location, then reads their
//! types.

mod deserialize;
mod readers;
mod repair;
mod structure;

pub use deserialize::{Info, TypedDocument, typed};
pub use readers::PathItem;
pub(crate) use repair::MUTUAL_TLS;
pub(crate) use repair::validate_node;
pub use repair::{Reference, Validated, validate};
pub(crate) use structure::{NodeKind, Object, node_kind};
