//! From typed documents to the model: every question is answered here, once.
//!
//! Which version an operation has, which side a type is on, what it inherits, what it is called, which module defines
//! it: whoever reads the [`Api`] asks none of these again.

mod classify;
mod operations;
mod passes;
mod schema;
mod types;

pub(crate) use crate::lower::operations::collect::made_id;
pub use crate::selector::{Selector, glob};

use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Operation};
use crate::load::Settings;
use crate::lower::operations::groups::Groups;
use crate::lower::passes::assign_modules::AssignedModules;
use crate::lower::schema::resolver::Resolver;
use crate::lower::types::builder::TypeBuilder;
use crate::validate::TypedDocument;

/// What is lowered, and how.
pub struct Input<'a> {
    /// The documents, corrected.
    pub documents: &'a [TypedDocument],
    /// Whether they are one whole document, whose tags are the groups, and not a folder, whose files are.
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
    let index = Resolver::new(input.documents);
    let mut shapes = TypeBuilder::new(index, input.settings);
    let mut groups = Groups::new(input);
    let sources = operations::collect::collect(input, &mut groups, &mut shapes);
    let mut operations: Vec<Operation> = sources
        .iter()
        .filter_map(|source| shapes.operation(source, &sources))
        .collect();
    let service = operations::service::lower(&mut shapes, &sources, &mut operations);
    shapes.build();
    passes::prune_unreachable::keep(&mut shapes, &mut operations);

    let AssignedModules {
        shapes: placed,
        error,
    } = passes::assign_modules::place(&shapes, &operations, &groups);
    let (named, names) = passes::finalize::name(&shapes, placed, &input.settings.names.types);
    let (mut shapes_of_api, error) = passes::finalize::finalize(named, error, &mut operations);
    passes::box_cycles::break_cycles(&mut shapes_of_api);

    let mut problems = shapes.take_problems();
    problems.extend(names);
    problems.extend(types::rules::unused(&shapes));
    problems.extend(types::final_states::unused(&shapes));
    problems.extend(types::times::unused(&shapes));
    problems.extend(types::sensitive::unused(&shapes));
    problems.extend(shapes.patterns.unused());
    problems.extend(groups.unused());
    let mut api = Api {
        title: title(input),
        server: input
            .documents
            .iter()
            .flat_map(|document| &document.servers)
            .map(operations::service::server)
            .next(),
        service,
        groups: groups.finish(),
        versions: Vec::new(),
        operations,
        shapes: shapes_of_api,
        patterns: shapes.patterns.list,
        error,
    };
    api.versions = passes::assign_modules::versions(&api);
    types::creations::link(&mut api);
    problems.extend(passes::finalize::rename_colliding_modules(&mut api));
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
