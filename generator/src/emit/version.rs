//! The module of a version, and the modules of its groups.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_attrs;
use super::header;
use super::layout::{Layout, Module, VersionModule, module_path, path_attribute};
use super::paths::{Scope, ident};
use super::writer::{Code, literal};
use crate::ident;
use crate::ir::{Api, Format, GroupId, MediaType, ModuleId, ShapeId, ShapeKind, Version};
use crate::output::File;

/// `src/<version>.rs`: the groups as a caller of that version sees them.
pub(super) fn file(api: &Api, layout: &Layout<'_>, module: &VersionModule) -> File {
    let version = module.version;
    let own = module.own.iter().map(|group| {
        let module = &api.group(*group).ident;
        let folder = format!("{}/", ident::version_module(version));
        let path = path_attribute(module, &folder, ".rs");
        let path = path.map(|path| path.parse::<TokenStream>().expect("an attribute is Rust"));
        let name = ident(module);
        quote!(#path pub mod #name;)
    });
    let inherited = module.inherited.iter().map(|(group, version)| {
        let (name, version) = (
            ident(&api.group(*group).ident),
            ident(&ident::version_module(*version)),
        );
        quote!(pub use super::#version::#name;)
    });
    let path = format!("src/{}.rs", ident::version_module(module.version));
    let about = format!("{}\n\n{}", title(module.version), contents(api, layout, module));
    let modules = quote!(#(#own)* #(#inherited)*);
    let mut file = header::rust(&path, "the specification's versions", &about, modules);
    file.text
        .push_str(&super::client::of_version(api, layout, module));
    file
}

fn title(version: Option<Version>) -> String {
    match version {
        None => "Operations without a version.".to_owned(),
        Some(Version::Stable(date)) => {
            format!(
                "API version {date}: every operation in the revision that the service uses for that date."
            )
        }
        Some(Version::Upcoming(date)) => {
            format!("Announced for API version {date}; it may still change.")
        }
        Some(Version::Preview) => "Preview; it may change or be removed at any time.".to_owned(),
    }
}

/// Which groups this version adds to, and since when the others are as they are.
fn contents(api: &Api, layout: &Layout<'_>, module: &VersionModule) -> String {
    let adds = |group: GroupId| {
        let home = ModuleId {
            version: module.version,
            group,
        };
        let own = layout.modules.iter().find(|own| own.home == home);
        own.map_or((0, 0), |own| (own.revisions.len(), own.shapes.len()))
    };
    let line = |group: GroupId| {
        let (operations, types) = adds(group);
        let name = &api.group(group).ident;
        format!(
            "- [`{name}`](mod@{name}): {} and {} of this version",
            number(operations, "operation"),
            number(types, "type")
        )
    };
    let own = module.own.iter().map(|group| line(*group));
    let inherited = module.inherited.iter().map(|(group, version)| {
        let since = version.map_or_else(|| "no version".to_owned(), |version| version.to_string());
        let name = &api.group(*group).ident;
        format!("- [`{name}`](mod@{name}): as in {since}")
    });
    own.chain(inherited).collect::<Vec<_>>().join("\n")
}

/// How many there are, in words.
pub(super) fn number(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}"),
        1 => format!("1 {what}"),
        more => format!("{more} {what}s"),
    }
}

/// `src/<version>/<group>.rs`
pub(super) fn module_file(api: &Api, layout: &Layout<'_>, module: &Module<'_>, krate: &str) -> File {
    let scope = Scope {
        api,
        layout,
        home: Some(module.home),
    };
    let group = api.group(module.home.group);
    let mut code = Code::default();
    if !module.revisions.is_empty() || module.shapes.iter().any(|id| has_table(api, *id)) {
        code.line("use crate::runtime as rt;");
    }
    if let Some(version) = module.inherits {
        code.line(&format!(
            "pub use crate::{}::{}::*;",
            ident::version_module(version),
            group.ident
        ));
    }
    if super::client::has_file(api, layout, module) {
        code.gap();
        code.line(super::client::GATE);
        path_attribute(&group.ident, "", "/client.rs")
            .iter()
            .for_each(|path| code.line(path));
        code.line("pub mod client;");
    }
    if let Some(media) = media_type(module) {
        code.gap();
        code.doc(&["The media type of the operations of this module.".to_owned()]);
        code.line(&format!("pub const MEDIA_TYPE: &str = {};", literal(&media.text)));
    }
    for (operation, revision) in &module.revisions {
        scope.operation(&mut code, operation, revision, krate);
    }
    module.shapes.iter().for_each(|id| scope.model(&mut code, *id));
    super::responses::module(&mut code, &scope, module);
    let path = format!("src/{}.rs", module_path(api, module.home));
    header::text(&path, &source(api, module), &about(api, module), &code.finish())
}

/// Whether a type is more than another name for one that stands elsewhere.
fn has_table(api: &Api, id: ShapeId) -> bool {
    !matches!(api.shape(id).kind, ShapeKind::TypeAlias(_))
}

/// What the module is made from: its fragment, or the whole document.
fn source(api: &Api, module: &Module<'_>) -> String {
    doc_attrs::code(&api.group(module.home.group).at.file)
}

fn about(api: &Api, module: &Module<'_>) -> String {
    let group = api.group(module.home.group);
    let mut lines = doc_attrs::prose(&doc_attrs::sentence(&group.doc.details));
    let version = module
        .home
        .version
        .map_or_else(|| "none".to_owned(), |version| version.to_string());
    lines.extend([String::new(), format!("API version: {version}.")]);
    lines.join("\n")
}

/// The media type that the module's operations speak, where it is one.
fn media_type<'m>(module: &'m Module<'_>) -> Option<&'m MediaType> {
    let mut types = module.revisions.iter().map(|(_, revision)| &revision.media_type);
    types.find(|media| media.format == Format::Json && media.version.is_some())
}
