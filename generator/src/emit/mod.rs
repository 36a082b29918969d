//! From the model to the files of a crate.

#[allow(dead_code, reason = "the rest of the module, which calls it, comes next")]
pub(crate) mod doc;
