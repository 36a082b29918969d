//! Components of a document, and the references to them.

use crate::pointer;

/// A component: its section and its name.
pub(crate) type Component = (String, String);

/// Returns the component that a reference points to or into, ignoring its document, and the rest of the pointer.
pub(crate) fn component(reference: &str) -> Option<(Component, &str)> {
    let (_, target) = reference.split_once('#')?;
    let rest = target.strip_prefix("/components/")?;
    let (section, rest) = rest.split_once('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    Some((
        (section.to_owned(), pointer::unescaped(&rest[..end]).into_owned()),
        &rest[end..],
    ))
}
