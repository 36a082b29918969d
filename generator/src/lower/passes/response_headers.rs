//! Merges the headers of responses: each name becomes one method.

use std::collections::BTreeMap;

use crate::ident;
use crate::ir::{Operation, ResponseHeader, Type};

/// Headers that have methods in the head of every response.
const KNOWN: &[&str] = &[
    "deprecation",
    "ratelimit-limit",
    "ratelimit-remaining",
    "retry-after",
    "sunset",
];

/// Returns the headers of all operations, each name once. Names have no case (RFC 9110, section 5.1). A header of
/// several types is a string.
pub(in crate::lower) fn merge(operations: &[Operation]) -> Vec<ResponseHeader> {
    let mut merged: BTreeMap<String, ResponseHeader> = BTreeMap::new();
    for header in operations.iter().flat_map(|operation| &operation.headers) {
        let key = header.wire.as_str().to_ascii_lowercase();
        if KNOWN.contains(&key.as_str()) {
            continue;
        }
        let known = merged.entry(key).or_insert_with(|| header.clone());
        if known.ty != header.ty {
            known.ty = Type::PLAIN_TEXT;
        }
        if known.doc.is_empty() {
            known.doc = header.doc.clone();
        }
    }
    let mut headers: Vec<ResponseHeader> = merged.into_values().collect();
    let idents = ident::header_methods(headers.iter().map(|header| header.wire.as_str()));
    for (header, ident) in headers.iter_mut().zip(idents) {
        header.ident = ident;
    }
    headers
}
