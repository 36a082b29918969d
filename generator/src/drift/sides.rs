//! Reads both sides of a comparison and builds their models.

use super::scope;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::ir::{Api, has_group_features};
use crate::load::{self, Names, Settings, SourceFile, Sources};
use crate::output::Failed;
use crate::{parallel, pipeline};

/// One side as it was read.
pub(super) struct Side {
    pub(super) sources: Sources,
    /// What the upgrade to OpenAPI 3.0 could not express.
    pub(super) lacking: Vec<Diagnostic>,
}

/// Loads one document.
///
/// # Errors
///
/// All errors of the document.
pub(super) fn read(files: Vec<SourceFile>) -> Result<Side, Failed> {
    let (sources, diagnostics) = load::load(files);
    let (diagnostics, mut lacking) = diagnostic::split(diagnostics);
    lacking.retain(is_not_in_the_model);
    match diagnostics.is_empty() {
        true => Ok(Side { sources, lacking }),
        false => Err(Failed {
            diagnostics,
            sources: Box::new(sources),
        }),
    }
}

/// Builds the models of both sides, which get the same names.
///
/// # Errors
///
/// For each side that has no model, everything that is wrong with it.
pub(super) fn build_models(
    [ours, theirs]: [scope::Side; 2],
    settings: &Settings,
    [baseline, upstream]: [&Sources; 2],
) -> Result<[Model; 2], Vec<Failed>> {
    let own = wire_names(settings.names.clone());
    let extended = with_states(&own, settings, upstream);
    let both = in_parallel(
        || side(ours, &own, baseline),
        || side(theirs, &extended, upstream),
    );
    both.map(|(old, new)| [old, new])
}

/// Runs the work of both documents in parallel, because large documents take most of the time of a comparison.
///
/// # Errors
///
/// The errors of both documents.
pub(super) fn in_parallel<T: Send>(
    old: impl FnOnce() -> Result<T, Failed> + Send,
    new: impl FnOnce() -> Result<T, Failed>,
) -> Result<(T, T), Vec<Failed>> {
    match parallel::join(old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (old, new) => Err(old.err().into_iter().chain(new.err()).collect()),
    }
}

/// Returns the names for both documents: those that do not depend on the wire name of a type. Two types with one Rust
/// name stay separate, and a renamed type is reported.
fn wire_names(names: Names) -> Settings {
    let names = Names {
        types: Vec::new(),
        groups: Vec::new(),
        ..names
    };
    Settings {
        names,
        ..Settings::default()
    }
}

/// Adds the job states of `settings` to those of upstream, whose schemas are all in one document.
fn with_states(names: &Settings, settings: &Settings, upstream: &Sources) -> Settings {
    let mut own = Settings {
        final_states: settings.final_states.clone(),
        running: settings.running.clone(),
        ..names.clone()
    };
    let Some(document) = upstream.documents.first() else {
        return own;
    };
    let moved = |schema: &mut String| {
        if let Some((_, pointer)) = crate::corrections::split(schema) {
            *schema = format!("{}#{pointer}", document.path);
        }
    };
    own.final_states.iter_mut().for_each(|end| moved(&mut end.schema));
    own.running
        .iter_mut()
        .for_each(|running| moved(&mut running.schema));
    own
}

/// The model of one document.
pub(super) struct Model {
    pub(super) api: Api,
    /// The parts of the document that the model does not support.
    pub(super) warnings: Vec<Diagnostic>,
}

fn side(taken: scope::Side, names: &Settings, sources: &Sources) -> Result<Model, Failed> {
    let failed = |diagnostics| Failed {
        diagnostics,
        sources: Box::new(sources.clone()),
    };
    let (mut api, problems) = pipeline::build_model(taken.documents, taken.grouping, names, &taken.only);
    api.group_features = taken.groups.map(has_group_features);
    let problems = problems
        .into_iter()
        .filter(|problem| !about_names(problem) && !about_entries(problem));
    let (lacking, others): (Vec<_>, Vec<_>) = problems.partition(is_not_in_the_model);
    // Other warnings concern `regen`; a comparison tolerates parts that the model does not have.
    let (errors, _) = diagnostic::split(others);
    let (states, errors): (Vec<_>, Vec<_>) = errors
        .into_iter()
        .partition(|error| error.code == "unclassified-state");
    if !errors.is_empty() {
        return Err(failed(errors));
    }
    let severity = Severity::Warning;
    let lacking = lacking.into_iter().map(|one| Diagnostic { severity, ..one });
    let warnings = lacking.chain(states).collect();
    Ok(Model { api, warnings })
}

/// Entries about the states of jobs may name schemas that only the baseline has.
fn about_entries(problem: &Diagnostic) -> bool {
    problem.code == "unused-end" || (problem.code == "unknown-field" && problem.at.file.ends_with(".toml"))
}

/// Returns true if only a part of a document is not compared; a pattern is still compared as a string.
fn is_not_in_the_model(problem: &Diagnostic) -> bool {
    let others = ["bad-pattern", "pattern-too-large", "dangling-reference"];
    problem.code.starts_with("unsupported-") || others.contains(&problem.code)
}

/// Returns true for problems with Rust names, which are not compared: entries for names of the other document, and
/// collisions.
fn about_names(problem: &Diagnostic) -> bool {
    matches!(
        problem.code,
        "unused-name" | "name-collision" | "bad-name" | "unnameable"
    )
}
