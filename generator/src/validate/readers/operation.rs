//! Path items, operations, and their bodies.

use super::parameter::{content, headers, parameter};
use super::{Read, extend, flag, list, object, part, reference_or, text};
use crate::document::{is_method, method_number};
use openapiv3::{Operation, Parameter, ReferenceOr, RequestBody, Response, Responses, Server, StatusCode};
use serde_json::Value;

/// A path item, as far as later stages read it. openapiv3 has no field for `query` (OpenAPI 3.2).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathItem {
    /// Servers of all its operations that state none.
    pub servers: Vec<Server>,
    /// Parameters of all its operations.
    pub parameters: Vec<ReferenceOr<Parameter>>,
    /// The methods, in lower case, and their operations, in one order of methods.
    pub operations: Vec<(String, Operation)>,
}

/// Returns the path item of `node`, with the operations that `read` returns.
pub(in crate::validate) fn path_item(
    node: Value,
    mut read: impl FnMut(&str, Value) -> Option<Operation>,
) -> Read<PathItem> {
    let mut item = PathItem::default();
    for (key, value) in object(node)? {
        match key.as_str() {
            "servers" => item.servers = list(value, part)?,
            "parameters" => item.parameters = parameters(value)?,
            method if is_method(method) => {
                let read = read(method, value);
                item.operations.extend(read.map(|operation| (key, operation)));
            }
            _ => {}
        }
    }
    item.operations.sort_by_key(|(method, _)| method_number(method));
    Ok(item)
}

/// Returns the operation of `node`.
pub(in crate::validate) fn operation(node: Value) -> Read<Operation> {
    let (mut operation, mut by_status) = (Operation::default(), None);
    for (key, value) in object(node)? {
        match key.as_str() {
            "tags" => operation.tags = list(value, text)?,
            "summary" => operation.summary = Some(text(value)?),
            "description" => operation.description = Some(text(value)?),
            "externalDocs" => operation.external_docs = Some(part(value)?),
            "operationId" => operation.operation_id = Some(text(value)?),
            "parameters" => operation.parameters = parameters(value)?,
            "requestBody" => operation.request_body = Some(reference_or(value, request_body)?),
            "responses" => by_status = Some(responses(value)?),
            "deprecated" => operation.deprecated = flag(&value)?,
            "security" => operation.security = Some(list(value, part)?),
            "servers" => operation.servers = list(value, part)?,
            _ => extend(&mut operation.extensions, key, value),
        }
    }
    operation.responses = by_status.ok_or("an operation needs `responses`")?;
    Ok(operation)
}

fn parameters(node: Value) -> Read<Vec<ReferenceOr<Parameter>>> {
    list(node, |node| reference_or(node, parameter))
}

/// Returns the request body of `node`.
pub(in crate::validate) fn request_body(node: Value) -> Read<RequestBody> {
    let mut body = RequestBody::default();
    for (key, value) in object(node)? {
        match key.as_str() {
            "description" => body.description = Some(text(value)?),
            "content" => body.content = content(value)?,
            "required" => body.required = flag(&value)?,
            _ => extend(&mut body.extensions, key, value),
        }
    }
    Ok(body)
}

fn responses(node: Value) -> Read<Responses> {
    let mut responses = Responses::default();
    for (key, value) in object(node)? {
        if key == "default" {
            responses.default = Some(reference_or(value, response)?);
        } else if let Some(status) = status(&key) {
            responses.responses.insert(status, reference_or(value, response)?);
        } else {
            extend(&mut responses.extensions, key, value);
        }
    }
    Ok(responses)
}

/// Returns the status of a key: three digits, or one and `XX`.
fn status(key: &str) -> Option<StatusCode> {
    let class = |first: u8| first.is_ascii_digit().then(|| u16::from(first - b'0'));
    match key.as_bytes() {
        [first, b'X' | b'x', b'X' | b'x'] => class(*first).map(StatusCode::Range),
        [b'1'..=b'9', _, _] => key.parse().ok().map(StatusCode::Code),
        _ => None,
    }
}

/// Returns the response of `node`.
pub(in crate::validate) fn response(node: Value) -> Read<Response> {
    let (mut response, mut description) = (Response::default(), None);
    for (key, value) in object(node)? {
        match key.as_str() {
            "description" => description = Some(text(value)?),
            "headers" => response.headers = headers(value)?,
            "content" => response.content = content(value)?,
            _ => extend(&mut response.extensions, key, value),
        }
    }
    response.description = description.ok_or("a response needs a `description`")?;
    Ok(response)
}
