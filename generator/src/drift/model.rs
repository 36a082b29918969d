//! The stages from trees that were taken to the model; corrections are no part of them.

use crate::diagnostic::Diagnostic;
use crate::ir::Api;
use crate::load::{Document, Settings};
use crate::lower::{self, Selector};
use crate::parse;

/// The model of `documents`, with everything that somebody should look at; among it there may be errors, after which
/// the model still says what could be said.
///
/// `whole` says that they are one whole document, whose tags are the families; `only` selects operations, all where it
/// is empty. Corrections are the caller's: they are applied to the documents before, or not at all.
///
/// # Errors
///
/// Everything that is wrong with the documents, where no model can be made.
pub(super) fn model(
    documents: &[Document],
    whole: bool,
    settings: &Settings,
    only: &[Selector],
) -> Result<(Api, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    for document in documents {
        parse::check_grammar(&document.path, &document.tree, &mut problems);
    }
    let mut typed = Vec::with_capacity(documents.len());
    for document in documents {
        match parse::typed(&document.path, &document.tree) {
            Ok(document) => typed.push(document),
            Err(problem) => problems.push(problem),
        }
    }
    if typed.len() < documents.len() {
        return Err(problems);
    }
    let (api, found) = lower::lower(&lower::Input {
        documents: &typed,
        whole,
        settings,
        only,
    });
    problems.extend(found);
    Ok((api, problems))
}
