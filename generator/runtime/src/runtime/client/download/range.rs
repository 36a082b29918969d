//! Range requests (RFC 9110, section 14): the part of a file that a response contains.

use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderName};

/// The part of a file that a response contains, or that does not exist (416).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContentRange {
    /// First and last byte; `None` for status 416.
    pub(super) part: Option<(u64, u64)>,
    /// The size of the whole file.
    pub(super) total: Option<u64>,
}

impl ContentRange {
    /// Reads `Content-Range`; `None` if it is missing or not in bytes.
    pub(super) fn read(headers: &HeaderMap) -> Option<Self> {
        let (unit, rest) = text(headers, &CONTENT_RANGE)?.trim().split_once(' ')?;
        let (part, total) = rest.trim().split_once('/')?;
        if !unit.eq_ignore_ascii_case("bytes") {
            return None;
        }
        let part = match part {
            "*" => None,
            part => {
                let (first, last) = part.split_once('-')?;
                let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
                (first <= last).then_some(Some((first, last)))?
            }
        };
        let total = match total {
            "*" => None,
            total => Some(total.parse().ok()?),
        };
        Some(Self { part, total })
    }
}

/// Returns the size of the body, if it is stated.
pub(super) fn content_length(headers: &HeaderMap) -> Option<u64> {
    text(headers, &CONTENT_LENGTH)?.trim().parse().ok()
}

/// Returns the entity tag if it is strong: a weak one does not guarantee equal bytes.
pub(super) fn strong_tag(headers: &HeaderMap) -> Option<String> {
    let tag = text(headers, &ETAG)?.trim();
    let is_strong = tag.len() >= 2 && tag.starts_with('"') && tag.ends_with('"');
    is_strong.then(|| tag.to_owned())
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
