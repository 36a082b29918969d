//! The serialization styles of the parts of multipart bodies, which OpenAPI 3.0 ignores (Encoding Object, `style`), and
//! both Swagger 2.0 and OpenAPI 3.1 heed. They become an extension, which lowering reads.

use super::schema::Members;

/// The extension of an Encoding Object whose `style` and `explode` also count in a multipart body.
pub(crate) const STYLED_PART: &str = "x-styled-part";

/// Marks an Encoding Object that states a style.
pub(super) fn mark(encoding: &mut Members) {
    let is_stated = ["style", "explode"].iter().any(|key| encoding.contains_key(*key));
    if is_stated {
        encoding.insert(STYLED_PART.to_owned(), true.into());
    }
}
