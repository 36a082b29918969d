//! From trees of JSON to typed OpenAPI: the grammar is checked first, so that every mistake has a place.

mod grammar;
mod typed;
mod validate;

pub use typed::{TypedDocument, typed};
pub use validate::validate;
