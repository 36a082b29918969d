//! Schemas in the document: resolved references, keywords, subtypes, annotations.

pub(in crate::lower) mod annotations;
pub(in crate::lower) mod keywords;
pub(in crate::lower) mod node;
pub(in crate::lower) mod resolver;
pub(in crate::lower) mod subtypes;
