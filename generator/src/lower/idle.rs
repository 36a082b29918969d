//! Keywords that say nothing here: those of another type, and those of values that may be anything.

use openapiv3::Schema;

use super::facets::Facets;
use super::index::{Found, Index};
use crate::diagnostic::Diagnostic;

/// Why a keyword is not checked.
#[derive(Clone, Copy)]
pub(super) enum Beside<'t> {
    /// Values are of this type, of which some keywords say nothing (JSON Schema validation).
    Type(&'t str),
    /// Values are of any type.
    Nothing,
    /// Values are those of the alternatives; what is said of objects they hold as well.
    Alternatives,
}

/// Says which keywords of `found` nobody checks.
pub(super) fn idle(index: &Index<'_>, found: &Found<'_, Schema>, beside: Beside<'_>) -> Vec<Diagnostic> {
    let stated = Facets::of(found.item).constraints().into_iter();
    let idle = stated.filter(|(_, typ)| match beside {
        Beside::Type("integer") => *typ != "number",
        Beside::Type(own) => *typ != own,
        Beside::Nothing => true,
        Beside::Alternatives => *typ != "object",
    });
    idle.map(|(keyword, typ)| {
        let (why, help) = reason(beside, typ);
        let at = found.place.child(keyword).location(index.documents);
        let message = format!("`{keyword}` is not checked: {why}");
        Diagnostic::warning("unchecked-constraint", at, message, help)
    })
    .collect()
}

fn reason(beside: Beside<'_>, typ: &str) -> (String, String) {
    match beside {
        Beside::Type(own) => (
            format!(
                "it is about the type `{typ}`, and the value is of type `{own}` (JSON Schema validation)"
            ),
            "remove it, or mend the `type`".to_owned(),
        ),
        Beside::Nothing => (
            "without a `type`, the value may be anything".to_owned(),
            format!("state the type, if the value is always of type `{typ}`"),
        ),
        Beside::Alternatives => (
            "it stands beside alternatives".to_owned(),
            "state it in each of the alternatives".to_owned(),
        ),
    }
}
