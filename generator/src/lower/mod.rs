//! From typed documents to the model: every question is answered here, once.
//!
//! Which version an operation has, which side a type is on, what it inherits, what it is called, which module defines
//! it: whoever reads the [`Api`] asks none of these again.

mod alternative;
mod bodies;
mod boxes;
mod children;
mod creations;
mod defaults;
mod ends;
mod enums;
mod errors;
mod facets;
mod families;
mod finite;
mod flat;
mod homes;
mod idle;
mod index;
mod kind;
mod limits;
mod meet;
mod naming;
mod numbers;
mod object;
mod operations;
mod parameters;
mod patterns;
mod place;
mod reached;
mod rules;
mod secrets;
mod select;
mod service;
mod shapes;
mod sharing;
mod sources;
mod times;
mod together;
mod typed;
mod types;
mod union;

pub use select::{Selector, glob};
pub(crate) use sources::made_id;

use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Operation};
use crate::load::Settings;
use crate::parse::TypedDocument;
use families::Families;
use homes::Placed;
use index::Index;
use shapes::Shapes;

/// What is lowered, and how.
pub struct Input<'a> {
    /// The documents, corrected.
    pub documents: &'a [TypedDocument],
    /// Whether they are one whole document, whose tags are the families, and not a folder, whose files are.
    pub whole: bool,
    /// What people chose.
    pub settings: &'a Settings,
    /// The operations to take; all where empty.
    pub only: &'a [Selector],
}

/// Builds the model of `input`.
///
/// It comes back even if there are errors among the diagnostics, so that all later checks can add theirs; nothing
/// may be emitted from it then.
pub fn lower(input: &Input<'_>) -> (Api, Vec<Diagnostic>) {
    let index = Index::new(input.documents);
    let mut shapes = Shapes::new(index, input.settings);
    let mut families = Families::new(input);
    let sources = sources::collect(input, &mut families, &mut shapes);
    let mut operations: Vec<Operation> = sources
        .iter()
        .filter_map(|source| shapes.operation(source, &sources))
        .collect();
    let service = service::lower(&mut shapes, &sources, &mut operations);
    shapes.build();
    reached::keep(&mut shapes, &mut operations);

    let Placed {
        shapes: placed,
        error,
    } = homes::place(&shapes, &operations, &families);
    let (named, names) = sharing::name(&shapes, placed, &input.settings.names.types);
    let (mut shapes_of_api, error) = sharing::settle(named, error, &mut operations);
    boxes::break_cycles(&mut shapes_of_api);

    let mut problems = shapes.take_problems();
    problems.extend(names);
    problems.extend(rules::unused(&shapes));
    problems.extend(ends::unused(&shapes));
    problems.extend(times::unused(&shapes));
    problems.extend(secrets::unused(&shapes));
    problems.extend(shapes.patterns.unused());
    problems.extend(families.unused());
    let mut api = Api {
        title: title(input),
        server: input
            .documents
            .iter()
            .flat_map(|document| &document.servers)
            .map(service::server)
            .next(),
        service,
        families: families.finish(),
        versions: Vec::new(),
        operations,
        shapes: shapes_of_api,
        patterns: shapes.patterns.list,
        error,
    };
    api.versions = homes::versions(&api);
    creations::link(&mut api);
    problems.extend(sharing::crowded(&mut api));
    (api, problems)
}

fn title(input: &Input<'_>) -> String {
    let upstream = input
        .settings
        .upstream
        .as_ref()
        .map(|upstream| upstream.title.clone());
    upstream
        .or_else(|| input.documents.first().map(|document| document.title.clone()))
        .unwrap_or_default()
}
