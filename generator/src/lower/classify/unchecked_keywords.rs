//! Keywords without effect: those for another type, and those for values of any type.

use openapiv3::Schema;

use crate::diagnostic::Diagnostic;
use crate::lower::schema::keywords::SchemaView;
use crate::lower::schema::resolver::{Resolved, Resolver};

/// The reason why a keyword is not checked.
#[derive(Clone, Copy)]
pub(in crate::lower) enum Reason<'t> {
    /// Values are of this type, which some keywords do not apply to (JSON Schema validation).
    Type(&'t str),
    /// Values are of any type.
    Nothing,
    /// The values are those of the variants, to which the keywords of objects also apply.
    Variants,
}

/// Reports the keywords of `found` that are not checked.
pub(in crate::lower) fn unchecked_keywords(
    resolver: &Resolver<'_>,
    found: &Resolved<'_, Schema>,
    reason: Reason<'_>,
) -> Vec<Diagnostic> {
    let stated = SchemaView::of(found.item).constraints().into_iter();
    let unchecked = stated.filter(|(_, typ)| match reason {
        Reason::Type("integer") => *typ != "number",
        Reason::Type(own) => *typ != own,
        Reason::Nothing => true,
        Reason::Variants => *typ != "object",
    });
    unchecked
        .map(|(keyword, typ)| {
            let (why, help) = explain(reason, typ);
            let at = found.node_ref.child(keyword).location(resolver.documents);
            let message = format!("`{keyword}` is not checked: {why}");
            Diagnostic::new("unchecked-constraint", at, message, help)
        })
        .collect()
}

fn explain(reason: Reason<'_>, typ: &str) -> (String, String) {
    match reason {
        Reason::Type(own) => (
            format!(
                "it applies to the type `{typ}`, and the value is of type `{own}` (JSON Schema validation)"
            ),
            "remove the keyword, or fix the `type`".to_owned(),
        ),
        Reason::Nothing => (
            "the schema has no `type`, so any value is accepted".to_owned(),
            format!("add `type`, if the value is always of type `{typ}`"),
        ),
        Reason::Variants => (
            "the schema is a union".to_owned(),
            "move the keyword into each variant".to_owned(),
        ),
    }
}
