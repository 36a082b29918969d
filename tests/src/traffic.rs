//! Recorded traffic generated from a document: every operation in every version, with deviating bodies.

use crate::bodies::{Body, Maker, Random};
use crate::openapi::{Document, Operation, Side};
use crate::parallel;
use serde_json::{Value as Json, json};

/// An exchange, and the locations of violations in its bodies.
pub struct Exchange {
    /// The `operationId`.
    pub operation: String,
    /// The entry of an HTTP archive.
    pub entry: Json,
    /// The request's body.
    pub request: Option<Body>,
    /// The response's body.
    pub response: Option<Body>,
}

/// Returns `rounds` exchanges for every operation and version, with some values broken in a thousand.
pub fn make(document: &Document, rounds: u64, broken: usize) -> Vec<Exchange> {
    let operations = document.operations();
    let rounds = (0..rounds).flat_map(|round| operations.iter().enumerate().map(move |it| (round, it)));
    let rounds: Vec<_> = rounds.collect();
    parallel::map(&rounds, |(round, (index, operation))| {
        let mut random = Random::new((round << 32) | (*index as u64 + 1));
        // The first round follows the document.
        let broken = if *round == 0 { 0 } else { broken };
        exchange(document, operation, &mut random, broken)
    })
}

fn exchange(document: &Document, operation: &Operation<'_>, random: &mut Random, broken: usize) -> Exchange {
    let mut body = |schema: Option<&Json>, side| {
        schema.map(|schema| Maker::body(document, side, schema, random, broken))
    };
    let request = body(operation.request, Side::Request);
    let response = body(operation.response, Side::Response);
    let text = |body: &Option<Body>| body.as_ref().map(|body| body.json.to_string());
    let entry = json!({
        "request": {
            "method": operation.method,
            "url": format!("https://cloud.mongodb.com{}?pretty=true", concrete(operation.path)),
            "headers": [{"name": "accept", "value": operation.media_type}],
            "postData": {"text": text(&request)},
        },
        "response": {
            "status": operation.status,
            "headers": [{"name": "content-type", "value": format!("{};charset=utf-8", operation.media_type)}],
            "content": {"text": text(&response)},
        },
    });
    Exchange {
        operation: operation.id.to_owned(),
        entry,
        request,
        response,
    }
}

/// Returns the HTTP archive of the exchanges.
pub fn archive(exchanges: &[Exchange]) -> Json {
    json!({"log": {"entries": exchanges.iter().map(|exchange| &exchange.entry).collect::<Vec<_>>()}})
}

/// Returns the path with an identifier for each of its parameters.
fn concrete(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |path, part| {
        let rest = part.split_once('}').map_or(part, |(_, rest)| rest);
        path + "32b6e34b3d91647abb20e7b8" + rest
    })
}
