//! Runs the stages in order.

use std::collections::BTreeMap;

use crate::corrections::correct;
use crate::diagnostic::{Diagnostic, Location, apply, codes, split};
use crate::document::{Document, Grouping, Selected, unwritten};
use crate::emit::emit;
use crate::ir::{Api, Shape, ShapeKind};
use crate::load::{Settings, SourceFile, Sources, load};
use crate::lower::{Input, lower};
use crate::output::{Failed, Generated, Options};
use crate::references::{Moved, localize};
use crate::selector::Selector;
use crate::validate::{TypedDocument, typed, validate};

/// The model of a specification, with warnings.
pub struct Model {
    /// The model.
    pub api: Api,
    /// The sources that diagnostics are rendered with.
    pub sources: Sources,
    /// What divides the operations into groups.
    pub grouping: Grouping,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// The number of empty descriptions in fragments; 0 for a whole document, which we do not edit.
    pub unwritten: usize,
}

/// Generates the crate of `files`.
///
/// # Errors
///
/// All problems of the input, found in one run; there is no output in that case.
pub fn generate(files: Vec<SourceFile>, options: &Options) -> Result<Generated, Failed> {
    let model = model(files, options)?;
    let files = emit(&model.api, &options.named(&model.api.title));
    Ok(Generated {
        files,
        notes: notes(&model),
        warnings: model.warnings,
        sources: model.sources,
        api: model.api,
    })
}

/// Builds the model of `files`: load, correct, validate, deserialize, lower.
///
/// # Errors
///
/// All problems of the input. Each stage processes what the previous ones could read, so that one run reports
/// everything.
pub fn model(files: Vec<SourceFile>, options: &Options) -> Result<Model, Failed> {
    let (mut sources, mut problems) = load(files);
    let only = selection(&sources.settings.select.only, &options.only);
    sources.settings.select.all_schemas |= options.all_schemas;
    problems.extend(correct(&mut sources.documents, &sources.settings.corrections));
    let (found, moved) = validated(&mut sources.documents, &sources.files);
    problems.extend(relevant_to(found, &sources.documents, &only));
    let levels = [&options.levels, &sources.settings.levels];
    let problems = apply(problems, &levels);
    let (errors, _) = split(problems.clone());
    if !errors.is_empty() {
        return Err(failed(problems, sources));
    }
    let unwritten = match sources.whole {
        true => 0,
        false => unwritten(&sources.documents).len(),
    };
    let grouping = Grouping::of(
        &sources.documents,
        sources.whole,
        sources.settings.select.grouping,
    );
    let (documents, invalid) = typed_all(std::mem::take(&mut sources.documents));
    let input = Input {
        documents: &documents,
        grouping,
        settings: &sources.settings,
        only: &only,
    };
    let (api, lowered) = lower(&input);
    let lowered = invalid.into_iter().chain(lowered);
    let lowered = lowered.map(|problem| moved.original(problem)).collect();
    let problems: Vec<Diagnostic> = problems
        .into_iter()
        .chain(apply(lowered, &[&options.levels, &sources.settings.levels]))
        .collect();
    match split(problems) {
        (errors, warnings) if errors.is_empty() => Ok(Model {
            api,
            sources,
            grouping,
            warnings,
            unwritten,
        }),
        (errors, warnings) => Err(failed(errors.into_iter().chain(warnings).collect(), sources)),
    }
}

/// Builds the model of trees without applying corrections, with all diagnostics; if they contain errors,
/// the model is as complete as possible.
///
/// `only` selects operations, all if it is empty.
pub(crate) fn build_model(
    mut documents: Vec<Document>,
    grouping: Grouping,
    settings: &Settings,
    only: &[Selector],
) -> (Api, Vec<Diagnostic>) {
    let (mut problems, _) = validated(&mut documents, &[]);
    let (typed, invalid) = typed_all(documents);
    problems.extend(invalid);
    let (api, found) = lower(&Input {
        documents: &typed,
        grouping,
        settings,
        only,
    });
    problems.extend(found);
    (api, problems)
}

/// Returns the problems of the documents, which are repaired, and the nodes that became components; the documents may
/// also refer to `files`.
pub(crate) fn validated(documents: &mut [Document], files: &[Document]) -> (Vec<Diagnostic>, Moved) {
    let mut problems = Vec::new();
    let found = documents
        .iter_mut()
        .map(|document| validate(&document.path, &mut document.tree, &mut problems))
        .collect();
    let moved = localize(documents, files, found, &mut problems);
    (problems, moved)
}

/// Returns the `problems` that affect the operations of `only`; all if it is empty.
fn relevant_to(problems: Vec<Diagnostic>, documents: &[Document], only: &[Selector]) -> Vec<Diagnostic> {
    if problems.is_empty() || only.is_empty() {
        return problems;
    }
    let selected = Selected::new(documents, only);
    problems
        .into_iter()
        .filter(|problem| selected.concerns(problem))
        .collect()
}

fn typed_all(documents: Vec<Document>) -> (Vec<TypedDocument>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let typed = documents
        .into_iter()
        .map(|document| typed(&document.path, document.tree, &mut problems))
        .collect();
    (typed, problems)
}

/// Returns the selection of the command line, otherwise that of the settings.
fn selection(settings: &[Selector], requested: &[String]) -> Vec<Selector> {
    if requested.is_empty() {
        return settings.to_vec();
    }
    requested
        .iter()
        .map(|text| Selector {
            text: text.clone(),
            at: Location::new("--only", ""),
        })
        .collect()
}

fn failed(diagnostics: Vec<Diagnostic>, sources: Sources) -> Failed {
    Failed {
        diagnostics,
        sources: Box::new(sources),
    }
}

/// Counts the emitted items; for fragments, also the missing descriptions.
fn notes(model: &Model) -> Vec<String> {
    let operations = &model.api.operations;
    let revisions: usize = operations.iter().map(|operation| operation.revisions.len()).sum();
    let is_type = |shape: &&Shape| !matches!(shape.kind, ShapeKind::Duplicate(_) | ShapeKind::TypeAlias(_));
    let types = model.api.shapes.iter().filter(is_type).count();
    let number = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let counted = format!(
        "{} in {}, {}",
        number(operations.len(), "operation"),
        number(revisions, "revision"),
        number(types, "type")
    );
    let unwritten = (model.unwritten > 0).then(|| {
        let (verb, plural) = if model.unwritten == 1 {
            ("is", "")
        } else {
            ("are", "s")
        };
        format!(
            "{} description{plural} {verb} still to be written, empty now",
            model.unwritten
        )
    });
    std::iter::once(counted)
        .chain(skipped(&model.warnings))
        .chain(unwritten)
        .collect()
}

/// Counts the skipped items according to the warnings; `None` if nothing was skipped.
fn skipped(warnings: &[Diagnostic]) -> Option<String> {
    let (mut units, mut by_code) = (BTreeMap::new(), BTreeMap::<&str, usize>::new());
    for code in warnings.iter().filter_map(|one| codes::code(one.code)) {
        if let Some(unit) = code.skips {
            *units.entry(unit).or_insert(0) += 1;
            *by_code.entry(code.name).or_default() += 1;
        }
    }
    let units: Vec<_> = units
        .into_iter()
        .map(|(unit, count)| format!("{count} {}{}", unit.name(), if count == 1 { "" } else { "s" }))
        .collect();
    let codes: Vec<_> = by_code
        .into_iter()
        .map(|(code, count)| format!("{code} {count}"))
        .collect();
    (!units.is_empty()).then(|| format!("skipped {} ({})", units.join(", "), codes.join(", ")))
}
