//! The list of all operations, with the types of their bodies.

use super::features;
use super::header;
use super::layout::Layout;
use super::paths::Scope;
use super::writer::Code;
use crate::ident;
use crate::ir::{Api, BodyEncoding, ModuleId, Revision, Type};
use crate::output::File;

/// `src/operation_index.rs` and `src/body_types.rs`
pub(super) fn files(api: &Api, layout: &Layout<'_>) -> Vec<File> {
    let revisions: Vec<(ModuleId, &Revision)> = layout
        .modules
        .iter()
        .flat_map(|m| m.revisions.iter().map(|(_, revision)| (m.home, *revision)))
        .collect();
    let mut catalogue = Code::default();
    catalogue.line("use crate::runtime as rt;");
    catalogue.gap();
    catalogue.doc(&["Every operation in every version.".to_owned()]);
    catalogue.block(
        "pub static OPERATIONS: rt::Catalogue<'static> = rt::Catalogue(&[",
        "]);",
        |code| {
            revisions.iter().for_each(|(home, revision)| {
                gate(code, layout, *home);
                code.line(&format!("&{},", table(api, layout, *home, revision)));
            });
        },
    );
    let mut exchanges = Code::default();
    exchanges.line("use crate::runtime as rt;");
    if revisions.is_empty() {
        exchanges.line("use rt::inspect::Exchange;");
    } else {
        super::lints::allow_unused_anywhere(&mut exchanges, layout);
        exchanges.line("use rt::inspect::{Body, Exchange};");
    }
    exchanges.gap();
    exchanges.doc(&["What is sent and received in every operation and version.".to_owned()]);
    exchanges.block("pub static EXCHANGES: &[Exchange] = &[", "];", |code| {
        for (home, revision) in &revisions {
            gate(code, layout, *home);
            code.line(&exchange(api, layout, *home, revision));
        }
    });
    let (source, about) = (
        "the specification",
        "The types of all bodies, for holding recorded traffic against them.",
    );
    vec![
        header::text(
            "src/operation_index.rs",
            source,
            "The list of all operations.",
            &catalogue.finish(),
        ),
        header::text("src/body_types.rs", source, about, &exchanges.finish()),
    ]
}

/// Compiles the next item only with the feature of a module.
fn gate(code: &mut Code, layout: &Layout<'_>, home: ModuleId) {
    let condition = layout.features.of_group(home.group);
    condition
        .iter()
        .for_each(|condition| code.line(&features::attribute(condition)));
}

fn table(api: &Api, layout: &Layout<'_>, home: ModuleId, revision: &Revision) -> String {
    let (version, group) = (ident::version_path(home.version), &api.group(home.group).ident);
    format!(
        "crate::{version}{group}::{}",
        layout.constant(home.group, &revision.ident)
    )
}

fn exchange(api: &Api, layout: &Layout<'_>, home: ModuleId, revision: &Revision) -> String {
    let scope = Scope {
        api,
        layout,
        home: None,
    };
    let table = table(api, layout, home, revision);
    let body = |ty: &Type| format!("Some(Body::of::<{}>({}))", scope.ty(ty), scope.type_table(ty));
    let none = || "None".to_owned();
    let json = revision
        .request
        .as_ref()
        .filter(|body| body.encoding == BodyEncoding::Json);
    let request = json.map_or_else(none, |it| body(&it.ty));
    let response = revision.replies.iter().find_map(|success| success.reply.json());
    let response = response.map_or_else(none, body);
    let error = match api.error {
        Some(id) => format!("Body::of::<{}>({})", scope.shape(id), scope.shape_table(id)),
        None => "Body::of::<rt::NoError>(rt::Type::ANY)".to_owned(),
    };
    format!("Exchange {{ operation: &{table}, request: {request}, response: {response}, error: {error} }},")
}
