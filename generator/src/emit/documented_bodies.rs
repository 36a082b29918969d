//! `tests/documented_bodies.rs`: the documented bodies of the specification decode.

use hashbrown::HashMap;
use std::fmt::Write;

use super::examples::json_lines;
use super::features::attribute;
use super::header;
use super::layout::Layout;
use super::paths::Scope;
use super::writer::literal;
use crate::ident;
use crate::ir::{Api, BodyEncoding, Revision, Type};
use crate::output::{File, Options};

/// The maximum length of a body that is tested, in bytes.
const MAX_LENGTH: usize = 20_000;

/// Returns the file; `None` if no body has an example.
pub(super) fn file(api: &Api, layout: &Layout<'_>, options: &Options) -> Option<File> {
    let scope = Scope {
        api,
        layout,
        home: None,
    };
    let krate = options.crate_name.replace('-', "_");
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut tests = String::new();
    for operation in &api.operations {
        let condition = layout.features.of_group(operation.group);
        for (revision, side, ty, json) in operation.revisions.iter().flat_map(bodies) {
            let version = ident::version_path(revision.media_type.version).replace("::", "_");
            let plain = |text: &str| text.trim_start_matches("r#").trim_matches('_').to_owned();
            let method = plain(revision.method.as_str());
            let group = plain(api.group(operation.group).ident.as_str());
            let name = format!("{group}_{method}_{version}{side}");
            let count = names.entry(name.clone()).or_default();
            *count += 1;
            let name = match *count {
                1 => name,
                count => format!("{name}_{count}"),
            };
            if let Some(condition) = &condition {
                let _ = writeln!(tests, "{}", attribute(condition));
            }
            let ty = scope.ty(ty).replace("crate::", &format!("{krate}::"));
            let _ = writeln!(tests, "#[test]\nfn {name}() {{\n    let json = {json};");
            let _ = writeln!(tests, "    let body = serde_json::from_str::<{ty}>(json);");
            let _ = writeln!(tests, "    assert!(body.is_ok(), \"{{:?}}\", body.err());\n}}\n");
        }
    }
    let limit = super::recursion_limit::recursion_limit(api);
    let limit = limit.map(|limit| format!("#![recursion_limit = \"{limit}\"]\n\n"));
    let import = format!(
        "#[allow(unused_imports, reason = \"only some types are of the runtime\")]\nuse {krate}::runtime as rt;\n\n"
    );
    let text = limit.unwrap_or_default() + &import + tests.trim_end() + "\n";
    let about = "The documented bodies decode.";
    (!tests.is_empty()).then(|| header::text("tests/documented_bodies.rs", "the specification", about, &text))
}

/// Returns the JSON bodies of a revision that have an example: their role, their type, and the example as
/// a literal.
fn bodies(revision: &Revision) -> Vec<(&Revision, String, &Type, String)> {
    let requests = revision
        .requests()
        .filter(|body| body.encoding == BodyEncoding::Json);
    let requests = requests.map(|body| ("request".to_owned(), &body.ty, &body.example));
    let replies = revision.replies.iter().filter_map(|success| {
        let side = success.status.to_string();
        Some((side, success.reply.json()?, &success.example))
    });
    let all = requests.chain(replies);
    let tested = all.filter_map(|(side, ty, example)| {
        let json = example_literal(example.as_ref()?)?;
        Some((revision, side, ty, json))
    });
    tested.collect()
}

fn example_literal(example: &serde_json::Value) -> Option<String> {
    match json_lines(example) {
        Some(lines) => Some(format!("r##\"{}\"##", lines.join("\n"))),
        None => {
            let text = example.to_string();
            (text.len() <= MAX_LENGTH).then(|| literal(&text))
        }
    }
}
