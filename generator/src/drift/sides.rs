//! Reads both sides of a comparison and builds their models.

use super::scope::{Side, Taken};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::ir::Api;
use crate::load::{self, Names, Settings, SourceFile, Sources};
use crate::output::Failed;
use crate::pipeline;

/// Reads one side.
///
/// # Errors
///
/// Everything that is wrong with it.
pub(super) fn read(files: Vec<SourceFile>) -> Result<Sources, Failed> {
    let (sources, diagnostics) = load::load(files);
    match diagnostics.is_empty() {
        true => Ok(sources),
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
pub(super) fn modelled(
    taken: &Taken,
    settings: &Settings,
    [baseline, upstream]: [&Sources; 2],
) -> Result<[Modelled; 2], Vec<Failed>> {
    let names = wire_names(settings.names.clone());
    let old = side(&taken.ours, baseline.whole, &names, baseline);
    let names = with_states(&names, settings, upstream);
    let new = side(&taken.theirs, true, &names, upstream);
    super::both(old, new).map(|(old, new)| [old, new])
}

/// Returns the names that both sides get: those that do not depend on the wire name of a type. Two types with one Rust
/// name stay two here, and a renamed type is reported.
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

/// Adds the states of jobs in `settings` to those of upstream, whose schemas are all in one document.
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

/// The model of one side.
pub(super) struct Modelled {
    pub(super) api: Api,
    /// The parts of the document that the model does not support.
    pub(super) warnings: Vec<Diagnostic>,
}

fn side(taken: &Side, whole: bool, names: &Settings, sources: &Sources) -> Result<Modelled, Failed> {
    let failed = |diagnostics| Failed {
        diagnostics,
        sources: Box::new(sources.clone()),
    };
    let (api, problems) = pipeline::modelled(taken.documents.clone(), whole, names, &taken.only);
    let problems = problems
        .into_iter()
        .filter(|problem| !about_names(problem) && !about_entries(problem));
    let (lacking, others): (Vec<_>, Vec<_>) = problems.partition(is_not_modelled);
    // Other warnings matter to `regen`; a comparison may miss the parts that the model lacks.
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
    Ok(Modelled { api, warnings })
}

/// Entries about the states of jobs may name schemas that only the baseline has.
fn about_entries(problem: &Diagnostic) -> bool {
    problem.code == "unused-end" || (problem.code == "unknown-field" && problem.at.file.ends_with(".toml"))
}

/// The rest of a document stays comparable; a pattern is compared as a string.
fn is_not_modelled(problem: &Diagnostic) -> bool {
    let others = ["bad-pattern", "pattern-too-large", "dangling-reference"];
    problem.code.starts_with("unsupported-") || others.contains(&problem.code)
}

/// Rust names are not compared: entries for names of the other side, and names that collide.
fn about_names(problem: &Diagnostic) -> bool {
    matches!(
        problem.code,
        "unused-name" | "name-collision" | "bad-name" | "unnameable"
    )
}
