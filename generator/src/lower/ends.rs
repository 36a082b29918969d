//! Attaches the final states of jobs to the structs that show them.

use openapiv3::Schema;

use super::index::Found;
use super::shapes::Shapes;
use crate::correct::split;
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{End, Side, WireName};
use crate::load;
use crate::pointer;

/// The final states of a schema; they show in answers.
pub(super) fn ends_of<'a>(shapes: &mut Shapes<'a>, schema: &Found<'a, Schema>, side: Side) -> Vec<End> {
    if side == Side::Request || shapes.settings.ends.is_empty() {
        return Vec::new();
    }
    let settings = shapes.settings;
    let at = schema.place.location(shapes.index.documents);
    let own = settings
        .ends
        .iter()
        .filter(|end| split(&end.schema) == Some((&at.file, &at.pointer)));
    let properties = super::flat::flatten(&shapes.index, schema).properties;
    own.map(|end| {
        let names: Vec<&str> = end.field.split('.').collect();
        if !properties.iter().any(|property| property.name == names[0]) {
            let message = format!("`{}` has no property `{}`", end.schema, names[0]);
            let help = "name a property of the schema itself, as JSON spells it";
            shapes.report(Diagnostic::error("unknown-field", end.at.clone(), message, help));
        }
        End {
            field: names.into_iter().map(WireName::from).collect(),
            values: end.is.clone().unwrap_or_default(),
            ending: end.means,
        }
    })
    .collect()
}

/// Final states whose schema no operation answers with.
pub(super) fn unused(shapes: &Shapes<'_>) -> Vec<Diagnostic> {
    let answered = |end: &&load::End| {
        shapes.drafts().iter().any(|draft| {
            let at = draft.schema.place.location(shapes.index.documents);
            draft.side == Side::Response && split(&end.schema) == Some((&at.file, &at.pointer))
        })
    };
    let unused = shapes.settings.ends.iter().filter(|end| !answered(end));
    unused
        .map(|end| {
            let at = Location::new(end.at.file.as_str(), pointer::child(&end.at.pointer, "schema"));
            let message = format!("no operation answers with `{}`", end.schema);
            let help = "remove the entry, or name the schema as `file.yaml#/..`";
            Diagnostic::error("unused-end", at, message, help)
        })
        .collect()
}
