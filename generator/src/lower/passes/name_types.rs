//! Gives every type its Rust name.

use hashbrown::HashSet;

use crate::diagnostic::Diagnostic;
use crate::ir::{ModuleId, NoiseWords, Shape, ShapeKind};
use crate::load::Rename;
use crate::lower::diagnostics::DiagnosticSink;
use crate::lower::passes::naming::{self, UnnamedType};
use crate::lower::types::table::TypeTable;
use crate::validate::TypedDocument;

/// Returns the types of the table with their names, in order; `modules`, `chosen` and `noise` are those of the types
/// and of the settings.
pub(in crate::lower) fn name(
    table: TypeTable<'_>,
    documents: &[TypedDocument],
    modules: Vec<ModuleId>,
    chosen: &[Rename],
    noise: &NoiseWords,
    problems: &mut DiagnosticSink,
) -> Vec<Shape> {
    let unnamed: Vec<UnnamedType> = table
        .types
        .iter()
        .zip(&modules)
        .map(|(pending, module)| {
            let is_enum = matches!(pending.kind, Some(ShapeKind::Enum(_)));
            UnnamedType {
                wire: pending.wire.clone(),
                home: *module,
                side: (!is_enum).then_some(pending.side),
            }
        })
        .collect();
    let (idents, found) = naming::name_types(&unnamed, chosen, noise);
    let found = found.into_iter().chain(unused(&unnamed, chosen));
    found.for_each(|problem| problems.report(problem));
    let named = table.types.into_iter().zip(modules).zip(idents);
    named
        .map(|((pending, module), ident)| pending.finish(documents, ident, module))
        .collect()
}

fn unused(shapes: &[UnnamedType], chosen: &[Rename]) -> Vec<Diagnostic> {
    let wires: HashSet<&str> = shapes.iter().map(|shape| shape.wire.as_str()).collect();
    let unused = chosen.iter().filter(|entry| !wires.contains(entry.from.as_str()));
    unused
        .map(|entry| {
            let message = format!("no operation uses a type `{}`", entry.from);
            let help =
                "remove the entry; inline types have names like `Schema/property` or `operationId/parameter`";
            Diagnostic::new("unused-name", entry.at.clone(), message, help)
        })
        .collect()
}
