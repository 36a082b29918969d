//! Example responses, which the mock of a crate returns.

use super::header;
use super::layout::Layout;
use super::writer::{Code, literal};
use crate::ir::{Api, Operation, ResponseBody, Revision, Type};
use crate::output::File;

/// The maximum length of an example body in a crate, in bytes.
const LONGEST: usize = 16 << 10;

/// `src/documented.rs`
pub(super) fn file(api: &Api, layout: &Layout<'_>) -> File {
    let mut code = Code::default();
    code.line("use crate::runtime::client::DocumentedResponse;");
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
