//! From trees of JSON to typed OpenAPI: the grammar is checked first, so that every mistake has a place.

mod grammar;
mod typed;
mod validate;

pub(crate) use grammar::Object;
pub use typed::{TypedDocument, typed};
pub(crate) use validate::validate_node;
pub use validate::{Reference, validate};
