//! Example bodies of operations: those of the document, and those of the folder `examples/`.

use openapiv3::{Example, MediaType as Content, ParameterData, ReferenceOr, Schema};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::ir::{Format, Operation};
use crate::load::ExampleBody;

/// Returns the first documented body of content.
pub(in crate::lower) fn example(content: &Content) -> Option<Value> {
    let listed = || first(content.examples.values());
    content.example.clone().or_else(listed)
}

/// Returns the documented value of a parameter, otherwise that of its schema.
pub(in crate::lower) fn of_parameter(data: &ParameterData, schema: Option<&Schema>) -> Option<Value> {
    let listed = || first(data.examples.values());
    let of_schema = || schema?.schema_data.example.clone();
    data.example.clone().or_else(listed).or_else(of_schema)
}

fn first<'e>(mut examples: impl Iterator<Item = &'e ReferenceOr<Example>>) -> Option<Value> {
    examples.find_map(|example| match example {
        ReferenceOr::Item(example) => example.value.clone(),
        ReferenceOr::Reference { .. } => None,
    })
}

/// Adds `examples` to the revisions of `operations`, in place of those of the document; reports those of unknown
/// operations.
pub(in crate::lower) fn attach(operations: &mut [Operation], examples: &[ExampleBody]) -> Vec<Diagnostic> {
    let unused = |example: &&ExampleBody| {
        !operations
            .iter()
            .any(|operation| operation.id == example.operation)
    };
    let problems = examples.iter().filter(unused).map(|example| {
        let message = format!("no operation is called `{}`", example.operation);
        let help = "remove the example, or follow the operation to its new id";
        Diagnostic::new("unused-example", example.at.clone(), message, help)
    });
    let problems = problems.collect();
    for operation in operations {
        let id = operation.id.clone();
        let own = examples.iter().filter(|example| example.operation == id);
        own.for_each(|example| attach_one(operation, example));
    }
    problems
}

fn attach_one(operation: &mut Operation, example: &ExampleBody) {
    let mut errors = operation.error_docs.iter_mut();
    if let Some(doc) = errors.find(|doc| Some(doc.status) == example.status) {
        doc.example = Some(example.body.clone());
        return;
    }
    let Some(served) = operation.revision_at(example.date, Format::Json) else {
        return;
    };
    let media_type = served.media_type.clone();
    let same = operation
        .revisions
        .iter_mut()
        .filter(|revision| revision.media_type == media_type);
    for revision in same {
        match example.status {
            None => {
                let request = revision.request.iter_mut();
                request.for_each(|body| body.example = Some(example.body.clone()));
            }
            Some(status) => {
                let replies = revision.replies.iter_mut();
                let replies = replies.filter(|reply| reply.status == status);
                replies.for_each(|reply| reply.example = Some(example.body.clone()));
            }
        }
    }
}
