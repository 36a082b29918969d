//! The stages in their order.

use crate::correct::correct;
use crate::diagnostic::{Diagnostic, Location, split};
use crate::emit::emit;
use crate::ir::Api;
use crate::load::{Selector as Selected, SourceFile, Sources, load};
use crate::lower::{Input, Selector, lower};
use crate::output::{Failed, Generated, Options};
use crate::parse::{check_grammar, typed};
use crate::sync;

/// A specification as a model, and what was noticed on the way.
pub struct Model {
    /// The model.
    pub api: Api,
    /// What the diagnostics are rendered with.
    pub sources: Sources,
    /// What somebody should look at.
    pub warnings: Vec<Diagnostic>,
    /// How many descriptions of fragments are empty; none are of a whole document, which is not ours.
    pub unwritten: usize,
}

/// The crate that `files` describe.
///
/// # Errors
///
/// Everything that is wrong with the input, found in one run; then there is no output at all.
pub fn generate(files: Vec<SourceFile>, options: &Options) -> Result<Generated, Failed> {
    let model = model(files, options)?;
    let files = emit(&model.api, options);
    Ok(Generated {
        files,
        notes: notes(&model),
        warnings: model.warnings,
        sources: model.sources,
        api: model.api,
    })
}

/// The model that `files` describe: load, parse, correct, lower.
///
/// # Errors
///
/// Everything that is wrong with the input. A stage runs on what the stages before it could make of the input, as far
/// as that makes sense, so that one run reports all there is.
pub fn model(files: Vec<SourceFile>, options: &Options) -> Result<Model, Failed> {
    let (mut sources, mut problems) = load(files);
    for document in &sources.documents {
        check_grammar(&document.path, &document.tree, &mut problems);
    }
    problems.extend(correct(&mut sources.documents, &sources.settings.corrections));
    let problems = tolerated(problems, options);
    let (errors, _) = split(problems.clone());
    if !errors.is_empty() {
        return Err(failed(problems, sources));
    }
    let documents: Result<Vec<_>, _> = sources
        .documents
        .iter()
        .map(|d| typed(&d.path, &d.tree))
        .collect();
    let documents = match documents {
        Ok(documents) => documents,
        Err(problem) => return Err(failed(problems.into_iter().chain([problem]).collect(), sources)),
    };
    let unwritten = match sources.whole {
        true => 0,
        false => sync::unwritten(&sources.documents).len(),
    };
    // The trees are the largest thing in memory, and nobody reads them again.
    sources.documents.clear();
    let only = selection(&sources.settings.select.only, &options.only);
    let input = Input {
        documents: &documents,
        whole: sources.whole,
        settings: &sources.settings,
        only: &only,
    };
    let (api, lowered) = lower(&input);
    let problems: Vec<Diagnostic> = problems.into_iter().chain(tolerated(lowered, options)).collect();
    match split(problems) {
        (errors, warnings) if errors.is_empty() => Ok(Model {
            api,
            sources,
            warnings,
            unwritten,
        }),
        (errors, warnings) => Err(failed(errors.into_iter().chain(warnings).collect(), sources)),
    }
}

/// What is asked for on the command line, else what the settings say.
fn selection(settings: &[Selected], asked: &[String]) -> Vec<Selector> {
    if asked.is_empty() {
        return settings
            .iter()
            .map(|own| Selector {
                text: own.text.clone(),
                at: own.at.clone(),
            })
            .collect();
    }
    asked
        .iter()
        .map(|text| Selector {
            text: text.clone(),
            at: Location::new("--only", ""),
        })
        .collect()
}

/// With `lenient`, errors that leave the rest right become warnings.
fn tolerated(problems: Vec<Diagnostic>, options: &Options) -> Vec<Diagnostic> {
    if options.lenient {
        problems.into_iter().map(Diagnostic::lenient).collect()
    } else {
        problems
    }
}

fn failed(diagnostics: Vec<Diagnostic>, sources: Sources) -> Failed {
    Failed {
        diagnostics,
        sources: Box::new(sources),
    }
}

/// What was made, counted; for fragments, also what is still to be written about it.
fn notes(model: &Model) -> Vec<String> {
    let operations = &model.api.operations;
    let revisions: usize = operations.iter().map(|operation| operation.revisions.len()).sum();
    let (operations, shapes) = (operations.len(), model.api.shapes.len());
    let counted = format!("{operations} operations in {revisions} revisions, {shapes} types");
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
    std::iter::once(counted).chain(unwritten).collect()
}
