//! Finds, for each operation that creates a job or a list of jobs, the operation that reads one.

use http::Method;

use super::page_items::{list_field, page_items};
use crate::ir::{
    Api, CreatedJob, Operation, PageItems, Revision, Segment, ShapeId, ShapeKind, SuccessType, Type,
};

/// Links operations that create jobs to those that read them: the same path with one more parameter, and the same type.
pub(in crate::lower) fn link(api: &mut Api) {
    let mut found = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        if operation.method != Method::POST {
            continue;
        }
        let reader = api.operations.iter().position(|other| reads(operation, other));
        for (number, revision) in operation.revisions.iter().enumerate() {
            let read = reader.and_then(|reader| read_by(api, revision, reader));
            found.extend(read.map(|read| (index, number, read)));
        }
    }
    for (index, number, read) in found {
        api.operations[index].revisions[number].creates = Some(read);
    }
}

/// Returns true if `other` reads a resource that `operation` creates.
fn reads(operation: &Operation, other: &Operation) -> bool {
    let below = other.path.text.strip_prefix(operation.path.text.as_str());
    let one_more = below.is_some_and(|rest| {
        let name = rest.strip_prefix("/{").and_then(|rest| rest.strip_suffix('}'));
        name.is_some_and(|name| !name.contains(['/', '{']))
    });
    let ends_in_one = matches!(other.path.segments.last(), Some(Segment::Parameter(_)));
    other.method == Method::GET && one_more && ends_in_one && has_no_more(operation, other)
}

/// Returns true if `other` only requires the parameters of its path.
fn has_no_more(operation: &Operation, other: &Operation) -> bool {
    other.required_parameters().count() == operation.path_parameters() + 1
}

/// Returns the newest revision of the reader that a caller of `revision` sees, where it responds with the same job.
fn read_by(api: &Api, revision: &Revision, reader: usize) -> Option<CreatedJob> {
    let (job, list) = created_by(api, revision)?;
    let own = revision.media_type.version;
    let candidates = api.operations[reader].revisions.iter().enumerate();
    let seen =
        candidates.filter(|(_, read)| read.media_type.version <= own && job_of(api, read) == Some(job));
    let (number, _) = seen.max_by_key(|(_, read)| read.media_type.version)?;
    Some(CreatedJob {
        operation: reader,
        revision: number,
        list,
    })
}

/// Returns the job that a revision responds with; of a list, the job of its items and the list.
fn created_by(api: &Api, revision: &Revision) -> Option<(ShapeId, Option<PageItems>)> {
    if let Some(job) = job_of(api, revision) {
        return Some((job, None));
    }
    let SuccessType::One(Type::Shape { id, boxed: false }) = revision.success_type() else {
        return None;
    };
    let field = list_field(api, *id)?;
    match &field.ty {
        Type::List { item, .. } => match &**item {
            Type::Shape { id, boxed: false } if is_job(api, *id) => {
                Some((*id, Some(page_items(field, item))))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Returns the job that a revision responds with: a struct with final states and an `id`.
fn job_of(api: &Api, revision: &Revision) -> Option<ShapeId> {
    match revision.success_type() {
        SuccessType::One(Type::Shape { id, boxed: false }) => is_job(api, *id).then_some(*id),
        _ => None,
    }
}

fn is_job(api: &Api, id: ShapeId) -> bool {
    match &api.shape(id).kind {
        ShapeKind::Struct(object) => {
            let name = api.service.conventions.id();
            !object.final_states.is_empty() && object.fields.iter().any(|field| field.wire.as_str() == name)
        }
        _ => false,
    }
}
