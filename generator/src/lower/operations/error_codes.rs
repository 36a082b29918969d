//! Codes of errors that operations may return: those of `rules.toml`, and those of the conventions.

use crate::diagnostic::{Diagnostic, Location};
use crate::ir::{ErrorCode, Operation};
use crate::load::{KnownError, Settings};

/// Adds the applicable codes to each of `operations`; reports entries that apply to none.
pub(in crate::lower) fn attach(operations: &mut [Operation], settings: &Settings) -> Vec<Diagnostic> {
    let problems = settings
        .errors
        .iter()
        .flat_map(|known| unused(known, operations))
        .collect();
    for operation in operations {
        let listed = settings.errors.iter().filter(|known| applies(known, operation));
        let listed = listed.map(|known| ErrorCode {
            status: known.status,
            code: known.code.clone(),
            means: known.means.clone(),
        });
        let mut codes: Vec<ErrorCode> = listed.chain(of_conventions(operation, settings)).collect();
        codes.sort_by_key(|code| (code.status.is_none(), code.status));
        operation.error_codes = codes;
    }
    problems
}

fn applies(known: &KnownError, operation: &Operation) -> bool {
    match known.operations.is_empty() {
        true => known
            .status
            .is_some_and(|status| operation.errors.contains(&status)),
        false => known.operations.iter().any(|(_, id)| *id == operation.id),
    }
}

/// Returns the codes for unavailable versions, and for a count that timed out.
fn of_conventions(operation: &Operation, settings: &Settings) -> Vec<ErrorCode> {
    let conventions = &settings.conventions;
    let is_versioned = operation
        .revisions
        .iter()
        .any(|revision| revision.media_type.version.is_some());
    let count = conventions.paging.count.as_deref();
    let counts = operation
        .parameters
        .iter()
        .any(|parameter| Some(parameter.wire.as_str()) == count);
    let errors = &conventions.errors;
    let codes = [
        (
            is_versioned,
            Some(406),
            &errors.version_unknown,
            "The service does not know the version.",
        ),
        (
            is_versioned,
            Some(410),
            &errors.version_gone,
            "The service has removed the version.",
        ),
        (
            counts,
            None,
            &errors.count_timed_out,
            "Counting all items took too long: request the page without a count.",
        ),
    ];
    let known = codes.into_iter().filter(|(applies, ..)| *applies);
    let code = |(_, status, code, means): (_, _, &Option<String>, &str)| {
        let (code, means) = (code.clone()?, means.to_owned());
        Some(ErrorCode { status, code, means })
    };
    known.filter_map(code).collect()
}

/// Reports the operations of an entry that do not exist, and a status that no operation documents.
fn unused(known: &KnownError, operations: &[Operation]) -> Vec<Diagnostic> {
    if known.operations.is_empty() && !operations.iter().any(|operation| applies(known, operation)) {
        let message = format!(
            "no operation documents the status {}",
            known.status.unwrap_or_default()
        );
        return vec![problem(
            known.at.child("status"),
            message,
            "list the `operations` that return it",
        )];
    }
    let missing = known.operations.iter();
    let missing = missing.filter(|(_, id)| !operations.iter().any(|operation| operation.id == *id));
    let report = |(at, id): &(Location, String)| {
        let message = format!("no operation is called `{id}`");
        problem(
            at.clone(),
            message,
            "remove the id, or follow the operation to its new id",
        )
    };
    missing.map(report).collect()
}

fn problem(at: Location, message: String, help: &str) -> Diagnostic {
    Diagnostic::new("unused-error", at, message, help)
}
