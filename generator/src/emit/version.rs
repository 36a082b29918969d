//! The module of a version, and the modules of its groups.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_attrs;
use super::features;
use super::header;
use super::layout::{Layout, Module, VersionModule, module_path, path_attribute};
use super::lints::allow_unused;
use super::paths::{Scope, ident};
use super::writer::{Code, literal};
use crate::ident;
use crate::ir::{Api, Format, GroupId, MediaType, ModuleId, ShapeId, ShapeKind, Version};
use crate::output::File;

/// `src/<version>.rs`: the groups as a caller of that version sees them.
pub(super) fn file(api: &Api, layout: &Layout<'_>, module: &VersionModule) -> File {
    let version = module.version;
    let gate = |group: &GroupId| {
        layout
            .features
            .of_group(*group)
            .map(|condition| tokens(&features::attribute(&condition)))
    };
    let own = module.own.iter().map(|group| {
        let gate = gate(group);
        let module = &api.group(*group).ident;
        let folder = format!("{}/", ident::version_module(version));
        let path = path_attribute(module, &folder, ".rs");
        let path = path.map(|path| tokens(&path));
        let name = ident(module);
        quote!(#gate #path pub mod #name;)
    });
    let inherited = module.inherited.iter().map(|(group, version)| {
        let gate = gate(group);
        let (name, version) = (
            ident(&api.group(*group).ident),
            ident(&ident::version_module(*version)),
        );
        quote!(#gate pub use super::#version::#name;)
    });
    let path = format!("src/{}.rs", ident::version_module(module.version));
    let (always, gated) = contents(api, layout, module);
    let about = format!("{}\n\n{}", title(module.version), always.join("\n"));
    let gated = gated.iter().map(|(condition, line)| {
        let (condition, line) = (tokens(condition), format!(" {line}"));
        quote!(#![cfg_attr(#condition, doc = #line)])
    });
    let modules = quote!(#(#gated)* #(#own)* #(#inherited)*);
    let mut file = header::rust(&path, "the specification's versions", &about, modules);
    file.text
        .push_str(&super::client::of_version(api, layout, module));
    file
}

/// Parses Rust code that the emitter itself has written.
fn tokens(text: &str) -> TokenStream {
    text.parse().expect("the emitter writes Rust")
}

fn title(version: Option<Version>) -> String {
    let Some(version) = version else {
        return "Operations without a version.".to_owned();
    };
    match (version.date(), version.is_stable()) {
        (Some(date), true) => {
            format!(
                "API version {date}: every operation in the revision that the service uses for that date."
            )
        }
        (Some(date), false) => format!("Announced for API version {date}; it may still change."),
        (None, true) => format!("API version {version}: every operation in its revision of that version."),
        (None, false) => "Preview; it may change or be removed at any time.".to_owned(),
    }
}

/// Lists the groups that this version adds to, and the version of the others: a line for each group that is
/// always compiled, and a condition and a line for each other one.
fn contents(api: &Api, layout: &Layout<'_>, module: &VersionModule) -> (Vec<String>, Vec<(String, String)>) {
    let adds = |group: GroupId| {
        let home = ModuleId {
            version: module.version,
            group,
        };
        let own = layout.modules.iter().find(|own| own.home == home);
        own.map_or((0, 0), |own| (own.revisions.len(), own.shapes.len()))
    };
    let line = |group: GroupId, state: String| {
        let name = &api.group(group).ident;
        match doc_attrs::sentence(&api.group(group).doc.details) {
            about if about.is_empty() => format!("- [`{name}`](mod@{name}): {state}"),
            about => format!("- [`{name}`](mod@{name}) ({state}): {about}"),
        }
    };
    let own = module.own.iter().map(|group| {
        let (operations, types) = adds(*group);
        let (operations, types) = (number(operations, "operation"), number(types, "type"));
        (
            *group,
            line(*group, format!("{operations} and {types} of this version")),
        )
    });
    let inherited = module.inherited.iter().map(|(group, version)| {
        let since = version.map_or_else(|| "no version".to_owned(), |version| version.to_string());
        (*group, line(*group, format!("as in {since}")))
    });
    let (mut always, mut gated) = (Vec::new(), Vec::new());
    for (group, line) in own.chain(inherited) {
        match layout.features.of_group(group) {
            Some(condition) => gated.push((condition, line)),
            None => always.push(line),
        }
    }
    (always, gated)
}

/// Returns a number in words.
pub(super) fn number(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}"),
        1 => format!("1 {what}"),
        more => format!("{more} {what}s"),
    }
}

/// `src/<version>/<group>.rs`, and the files that it includes: descriptors, and types that depend on the features of
/// groups.
pub(super) fn module_files(api: &Api, layout: &Layout<'_>, module: &Module<'_>, krate: &str) -> Vec<File> {
    let mut code = Code::default();
    module_head(&mut code, api, layout, module);
    let (path, source) = (module_path(api, module.home), source(api, module));
    let folder = path.rsplit('/').next().unwrap_or_default();
    let mut files = Vec::new();
    for Included {
        name,
        condition,
        content,
    } in module_items(&mut code, api, layout, module, krate)
    {
        let content = content.finish();
        if content.is_empty() {
            continue;
        }
        code.gap();
        condition
            .iter()
            .for_each(|condition| code.line(&features::attribute(condition)));
        code.line(&format!("include!({});", literal(&format!("{folder}/{name}"))));
        files.push(header::included(format!("src/{path}/{name}"), &source, &content));
    }
    let path = format!("src/{path}.rs");
    files.push(header::text(&path, &source, &about(api, module), &code.finish()));
    files
}

/// A file that a module includes.
struct Included {
    /// Path in the folder of the module.
    name: String,
    /// The condition on features under which it is compiled.
    condition: Option<String>,
    content: Code,
}

/// Writes the imports of a module, its client and its media type.
fn module_head(code: &mut Code, api: &Api, layout: &Layout<'_>, module: &Module<'_>) {
    let group = api.group(module.home.group);
    if !module.revisions.is_empty() || module.shapes.iter().any(|id| has_table(api, *id)) {
        allow_unused(code, layout, module.home.group);
        code.line("use crate::runtime as rt;");
    }
    if let Some(version) = module.inherits {
        allow_unused(code, layout, module.home.group);
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
}

/// Writes the operations and types of a module, and returns the files that it includes.
fn module_items(
    code: &mut Code,
    api: &Api,
    layout: &Layout<'_>,
    module: &Module<'_>,
    krate: &str,
) -> Vec<Included> {
    let scope = Scope {
        api,
        layout,
        home: Some(module.home),
    };
    let mut tables = Code::default();
    for (operation, revision) in &module.revisions {
        scope.operation(code, &mut tables, operation, revision, krate);
    }
    let mut gated: BTreeMap<&[GroupId], [Code; 2]> = BTreeMap::new();
    for id in &module.shapes {
        match layout.features.of_shape(api, *id) {
            Some(groups) => {
                let [types, tables] = gated.entry(groups).or_default();
                scope.model(types, tables, *id);
            }
            None => scope.model(code, &mut tables, *id),
        }
    }
    super::responses::module(code, &scope, module);
    super::responses::errors(code, &scope, module);
    let mut included = vec![Included {
        name: "descriptors.rs".to_owned(),
        condition: None,
        content: tables,
    }];
    for (groups, contents) in gated {
        let (stem, condition) = (stem(api, groups), layout.features.condition(groups));
        included.extend(
            ["types", "descriptors"]
                .into_iter()
                .zip(contents)
                .map(|(folder, content)| Included {
                    name: format!("{folder}/{stem}.rs"),
                    condition: condition.clone(),
                    content,
                }),
        );
    }
    included
}

/// Returns the stem of the file of types that any of `groups` uses.
fn stem(api: &Api, groups: &[GroupId]) -> String {
    match groups {
        [only] => ident::file_stem(&api.group(*only).ident),
        several => {
            let names: Vec<&str> = several
                .iter()
                .map(|group| api.group(*group).ident.as_str())
                .collect();
            ident::shared_stem(&names.join("+"))
        }
    }
}

/// Returns true unless a type is only an alias for one that is defined elsewhere.
fn has_table(api: &Api, id: ShapeId) -> bool {
    !matches!(api.shape(id).kind, ShapeKind::TypeAlias(_))
}

/// Returns the source of the module: its fragment, or the whole document.
fn source(api: &Api, module: &Module<'_>) -> String {
    doc_attrs::code(&api.group(module.home.group).at.file)
}

fn about(api: &Api, module: &Module<'_>) -> String {
    let group = api.group(module.home.group);
    let mut lines = doc_attrs::prose(&doc_attrs::sentence(&group.doc.details));
    if lines.is_empty() {
        lines.push(format!("Operations and types of the group `{}`.", group.ident));
    }
    if let Some(version) = module.home.version {
        lines.extend([String::new(), format!("API version: {version}.")]);
    }
    lines.join("\n")
}

/// Returns the media type of the module's operations, if it is the same for all.
fn media_type<'m>(module: &'m Module<'_>) -> Option<&'m MediaType> {
    let mut types = module.revisions.iter().map(|(_, revision)| &revision.media_type);
    types.find(|media| media.format == Format::Json && media.version.is_some())
}
