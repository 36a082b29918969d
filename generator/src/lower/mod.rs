//! Builds the model from deserialized documents.
//!
//! Every question about OpenAPI is decided here, once: the version of an operation, the side of a type, its inherited
//! properties, its name and its module. Code that reads the [`Api`] does not decide it again.

mod classify;
mod diagnostics;
mod operations;
mod package;
mod passes;
mod schema;
mod types;

use hashbrown::HashSet;

use crate::diagnostic::Diagnostic;
pub use crate::document::Grouping;
use crate::ir::{Api, GroupId, Operation, Service, has_group_features};
use crate::load::Settings;
use crate::lower::operations::groups::Groups;
use crate::lower::schema::resolver::Resolver;
use crate::lower::types::builder::{Built, TypeBuilder};
use crate::selector::Selector;
use crate::validate::TypedDocument;

/// The input of lowering.
pub struct Input<'a> {
    /// The documents, corrected.
    pub documents: &'a [TypedDocument],
    /// What divides the operations into groups.
    pub grouping: Grouping,
    /// The settings of the project.
    pub settings: &'a Settings,
    /// The operations to generate; all if empty.
    pub only: &'a [Selector],
}

/// Builds the model of `input`.
///
/// Returns a model even if there are errors among the diagnostics, so that later checks can add more; it must not be
/// emitted in that case.
pub fn lower(input: &Input<'_>) -> (Api, Vec<Diagnostic>) {
    let mut builder = TypeBuilder::new(Resolver::new(input.documents), input.settings);
    let mut groups = Groups::new(input);
    operations::versions::find_templates(&mut builder);
    // 1. Lower the selected operations, with the types that they use.
    let (mut operations, service) = lower_operations(input, &mut groups, &mut builder);
    // 2. Build these types, and the types that they use.
    builder.build();
    if input.settings.select.all_schemas {
        passes::unused_schemas::build(&mut builder);
    }
    passes::mark_files::mark(&mut builder);
    passes::tag_variants::tag(&mut builder.table);
    // 3. Break cycles that no finite value satisfies.
    passes::check_recursion::check(&mut builder);
    // 4. Remove types that nothing uses.
    passes::prune_unreachable::prune(&mut builder, &mut operations);
    passes::unused_settings::check(&mut builder);
    // 5. Name the types, merge equal ones, and assemble the model.
    let (mut api, mut problems) = assemble(input, builder, groups, operations, service);
    api.versions = passes::assign_modules::versions(&api.operations, &api.shapes);
    api.headers = passes::response_headers::merge(&mut api.operations);
    // 6. Relate operations to each other.
    passes::page_items::find(&mut api);
    passes::link_created_jobs::link(&mut api);
    problems.extend(passes::name_operations::name(&mut api));
    problems.extend(passes::check_examples::check(&mut api));
    (api, problems)
}

/// Collects and lowers the selected operations, and the facts that clients need.
fn lower_operations<'a>(
    input: &Input<'a>,
    groups: &mut Groups<'a>,
    builder: &mut TypeBuilder<'a>,
) -> (Vec<Operation>, Service) {
    let nodes = operations::collect::collect(input, groups, builder);
    builder.find_shared_error(&nodes);
    operations::versions::find_header(builder, &nodes);
    let mut operations: Vec<Operation> = nodes.iter().filter_map(|node| builder.operation(node)).collect();
    let unused_examples = operations::examples::attach(&mut operations, &input.settings.examples);
    let unknown_codes = operations::error_codes::attach(&mut operations, input.settings);
    let unused_names = operations::parameters::unused_names(&input.settings.names.parameters, &operations);
    let problems = unused_examples
        .into_iter()
        .chain(unknown_codes)
        .chain(unused_names);
    problems.for_each(|problem| builder.report(problem));
    let service = operations::service::lower(builder, &nodes, &mut operations);
    (operations, service)
}

/// Names the types, merges equal ones, breaks cycles with `Box`, and returns the model with `operations`.
fn assemble<'a>(
    input: &Input<'a>,
    builder: TypeBuilder<'a>,
    mut groups: Groups<'a>,
    mut operations: Vec<Operation>,
    service: Service,
) -> (Api, Vec<Diagnostic>) {
    let chosen = input.settings.names.types.as_slice();
    let noise = &input.settings.conventions.noise;
    let Built {
        table,
        patterns,
        mut problems,
        version_templates,
    } = builder.finish();
    let error = table.error;
    let modules = passes::assign_modules::assign(&table, &operations, &groups);
    let mut shapes = passes::name_types::name(table, input.documents, modules, chosen, noise, &mut problems);
    let merged = passes::dedup_enums::merge_same_named(&mut shapes, chosen);
    passes::dedup_enums::dedup(&mut shapes, chosen);
    let (mut shapes, error) = passes::renumber::sort(shapes, error, &mut operations);
    passes::box_cycles::break_cycles(&mut shapes);
    passes::overlapping_variants::check(&shapes, &mut problems);
    let unused = patterns.unused().into_iter().chain(groups.unused());
    let found = merged.into_iter().chain(unused);
    found.for_each(|problem| problems.report(problem));
    let versions = passes::assign_modules::versions(&operations, &shapes);
    let used: HashSet<GroupId> = operations.iter().map(|operation| operation.group).collect();
    let api = Api {
        title: title(input),
        server: operations::servers::default_server(input.documents),
        package: package::lower(
            &input.settings.package,
            input.documents.first().map(|document| &document.info),
        ),
        service,
        groups: groups.finish(&versions),
        group_features: Some(has_group_features(used.len())),
        versions,
        version_templates,
        operations,
        shapes,
        patterns: patterns.list,
        error,
        headers: Vec::new(),
    };
    (api, problems.finish())
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

#[cfg(test)]
mod tests;
