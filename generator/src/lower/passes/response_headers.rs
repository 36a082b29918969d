//! Merges the headers of responses: each name becomes one method.

use std::collections::BTreeMap;

use crate::ident;
use crate::ir::{Operation, ResponseHeader};

/// Headers that have methods in the head of every response.
const KNOWN: &[&str] = &[
    "deprecation",
    "ratelimit-limit",
    "ratelimit-remaining",
    "retry-after",
    "sunset",
];

/// Returns the headers of all operations, each name once, and names the methods that read them.
pub(in crate::lower) fn merge(operations: &mut [Operation]) -> Vec<ResponseHeader> {
    let mut merged: BTreeMap<String, ResponseHeader> = BTreeMap::new();
    for header in operations.iter().flat_map(|operation| &operation.headers) {
        let key = header.wire.as_str().to_ascii_lowercase();
        if KNOWN.contains(&key.as_str()) {
            continue;
        }
        merged
            .entry(key)
            .and_modify(|known| known.merge(header))
            .or_insert_with(|| header.clone());
    }
    let mut headers: Vec<ResponseHeader> = merged.into_values().collect();
    let idents = ident::header_methods(headers.iter().map(|header| header.wire.as_str()));
    for (header, ident) in headers.iter_mut().zip(idents) {
        let declared = operations.iter_mut().flat_map(|operation| &mut operation.headers);
        let same = declared.filter(|other| other.is_named(header.wire.as_str()));
        same.for_each(|other| other.ident = ident.clone());
        header.ident = ident;
    }
    headers
}
