//! Schemas as the document has them: references resolved, keywords in one view, subtypes, annotations.

pub(in crate::lower) mod annotations;
pub(in crate::lower) mod keywords;
pub(in crate::lower) mod node;
pub(in crate::lower) mod resolver;
pub(in crate::lower) mod subtypes;
