//! From trees of JSON to typed OpenAPI: the grammar is checked first, so that every mistake has a place.

mod grammar;
mod typed;

pub use grammar::check_grammar;
pub use typed::{TypedDocument, typed};
