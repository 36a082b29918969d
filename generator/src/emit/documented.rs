//! Example responses, which the mock of a crate returns.

use std::collections::BTreeSet;

use super::header;
use super::layout::Layout;
use super::writer::{Code, list, literal};
use crate::ir::{Api, Operation, ResponseBody, Revision, Type};
use crate::output::File;

/// The maximum length of an example body in a crate, in bytes.
const LONGEST: usize = 16 << 10;

/// `src/documented.rs`
pub(super) fn file(api: &Api, layout: &Layout<'_>) -> File {
    let mut code = Code::default();
    code.line("use crate::runtime::client::{DocumentedErrors, DocumentedResponse};");
    code.gap();
    code.doc(&["The first documented success of each operation.".to_owned()]);
    code.block(
        "pub(crate) static DOCUMENTED: &[DocumentedResponse] = &[",
        "];",
        |code| {
            for operation in &api.operations {
                for revision in &operation.revisions {
                    response(code, layout, operation, revision);
                }
            }
        },
    );
    errors(&mut code, api, layout);
    let about = "Documented responses, for the mock.";
    header::text("src/documented.rs", "the specification", about, &code.finish())
}

/// Returns status and body of the first success with an example: of the operation, otherwise of another one with the
/// same body.
pub(super) fn example(layout: &Layout<'_>, revision: &Revision) -> Option<(u16, String)> {
    let own = revision
        .replies
        .iter()
        .map(|reply| (reply, reply.example.as_ref()));
    let same = revision
        .replies
        .iter()
        .map(|reply| (reply, of_body(layout, &reply.reply)));
    let (reply, example) = own.chain(same).find(|(_, example)| example.is_some())?;
    let body = example?.to_string();
    (body.len() <= LONGEST).then_some((reply.status, body))
}

/// Returns the documented value of the type of a body.
fn of_body<'a>(layout: &Layout<'a>, body: &ResponseBody) -> Option<&'a serde_json::Value> {
    match body {
        ResponseBody::One(Type::Shape { id, .. }) => layout.example(*id),
        _ => None,
    }
}

fn response(code: &mut Code, layout: &Layout<'_>, operation: &Operation, revision: &Revision) {
    let Some((status, body)) = example(layout, revision) else {
        return;
    };
    let gate = layout.features.of_group(operation.group);
    gate.iter()
        .for_each(|condition| code.line(&super::features::attribute(condition)));
    code.block("DocumentedResponse {", "},", |code| {
        code.line(&format!("method: {},", literal(operation.method.as_str())));
        code.line(&format!("path: {},", literal(&operation.path.text)));
        code.line(&format!("media_type: {},", literal(&revision.media_type.text)));
        code.line(&format!("status: {status},"));
        code.line(&format!("body: {},", literal(&body)));
    });
}

/// Writes the documented errors: each body once, and for each operation the indices of its bodies.
fn errors(code: &mut Code, api: &Api, layout: &Layout<'_>) {
    let documented = |operation: &Operation| -> Vec<(u16, String)> {
        let docs = operation.error_docs.iter();
        let bodies = docs.filter_map(|doc| {
            let mut body = doc.example.clone()?;
            // The same body is one, in whatever order it is written.
            body.sort_all_objects();
            Some((doc.status, body.to_string()))
        });
        bodies.filter(|(_, body)| body.len() <= LONGEST).collect()
    };
    let all: BTreeSet<(u16, String)> = api.operations.iter().flat_map(documented).collect();
    let all: Vec<(u16, String)> = all.into_iter().collect();
    code.gap();
    code.doc(&["Statuses and bodies of documented errors.".to_owned()]);
    let open = "pub(crate) static ERROR_BODIES: &[(u16, &str)] = &[";
    code.block(open, "];", |code| {
        code.lines(&all, |(status, body)| format!("({status}, {}),", literal(body)));
    });
    code.gap();
    code.doc(&["The documented errors of each operation, as indices of bodies.".to_owned()]);
    let open = "pub(crate) static ERRORS: &[DocumentedErrors] = &[";
    code.block(open, "];", |code| {
        for operation in &api.operations {
            let own = documented(operation);
            let indices = own.iter().filter_map(|body| all.binary_search(body).ok());
            let indices = list(indices.map(|index| index.to_string()));
            if !indices.is_empty() {
                let (method, path) = (literal(operation.method.as_str()), literal(&operation.path.text));
                let gate = layout.features.of_group(operation.group);
                gate.iter()
                    .for_each(|condition| code.line(&super::features::attribute(condition)));
                code.line(&format!(
                    "DocumentedErrors {{ method: {method}, path: {path}, bodies: &[{indices}] }},"
                ));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::{Options, SourceFile, generate};
    use serde_json::json;

    #[test]
    fn a_body_that_is_written_in_two_orders_is_one() {
        let operation = |id: &str, example: &str| {
            let example: serde_json::Value = serde_json::from_str(example).unwrap();
            let schema = json!({"type": "object", "properties": {"code": {"type": "integer"}, "reason": {"type": "string"}}});
            let content = json!({"application/json": {"schema": schema, "example": example}});
            json!({"get": {"operationId": id, "responses": {
                "204": {"description": "Done."},
                "404": {"description": "Gone.", "content": content},
            }}})
        };
        let document = json!({
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "paths": {
                "/a": operation("a", r#"{"code": 1, "reason": "x"}"#),
                "/b": operation("b", r#"{"reason": "x", "code": 1}"#),
            },
        });
        let file = SourceFile::new("api.json", document.to_string());
        let Ok(generated) = generate(vec![file], &Options::default()) else {
            panic!("the document is refused");
        };
        let mut files = generated.files.iter();
        let documented = files.find(|file| file.path == "src/documented.rs").unwrap();
        assert_eq!(
            documented.text.matches("bodies: &[0]").count(),
            2,
            "{}",
            documented.text
        );
    }
}
