//! Documented responses, which the mock of a crate can give.

use super::header;
use super::layout::Layout;
use super::writer::{Code, literal};
use crate::ir::{Api, Operation, Revision};
use crate::output::File;

/// The longest documented body that a crate contains, in bytes.
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

/// Returns the status and the body of the first documented success.
pub(super) fn example(revision: &Revision) -> Option<(u16, String)> {
    let mut documented = revision.replies.iter();
    let reply = documented.find(|reply| reply.example.is_some())?;
    let body = reply.example.as_ref()?.to_string();
    (body.len() <= LONGEST).then_some((reply.status, body))
}

fn response(code: &mut Code, layout: &Layout<'_>, operation: &Operation, revision: &Revision) {
    let Some((status, body)) = example(revision) else {
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
