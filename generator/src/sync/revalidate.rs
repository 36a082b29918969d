//! Reads the new state of a specification back.

use serde_json::Value;

use super::{failed, readable};
use crate::diagnostic::{self, Diagnostic, Location};
use crate::document::{Document, Grouping};
use crate::load::{self, Sources};
use crate::output::Failed;
use crate::{SourceFile, corrections, pipeline};

/// Loads the new files, which must match the plan; diagnostics of the model become tasks.
pub(super) fn review(files: &[SourceFile], trees: &[Value]) -> Result<(Sources, Vec<Diagnostic>), Failed> {
    let sources = readable(load::load(files.to_vec()))?;
    let wrong = sources
        .documents
        .iter()
        .zip(trees)
        .filter(|(document, tree)| !corrections::same(&document.tree, tree));
    let wrong: Vec<Diagnostic> = wrong
        .map(|(document, _)| {
            let help =
                "this is a mistake of the generator: write the fragment in plain block style, and report it";
            let message = "the new text would not match upstream";
            Diagnostic::new(
                "cannot-edit",
                Location::new(document.path.as_str(), ""),
                message,
                help,
            )
        })
        .collect();
    if !wrong.is_empty() {
        return Err(failed(wrong, sources));
    }
    let diagnostics = model(&sources);
    Ok((sources, diagnostics))
}

/// Returns the diagnostics of all stages up to the model.
pub(super) fn model(sources: &Sources) -> Vec<Diagnostic> {
    let settings = &sources.settings;
    let mut documents: Vec<Document> = sources.documents.clone();
    let mut problems = corrections::correct(&mut documents, &settings.corrections);
    let grouping = Grouping::of(&documents, sources.whole, settings.select.grouping);
    let (_, found) = pipeline::build_model(documents, grouping, settings, &settings.select.only);
    problems.extend(found);
    let problems = diagnostic::apply(problems, &[&settings.levels]);
    let (errors, warnings) = diagnostic::split(problems);
    errors.into_iter().chain(warnings).collect()
}
