//! The files around the modules: the crate root and the manifest.

use super::doc_attrs::{self, INLINE};
use super::documented_bodies;
use super::examples::wrapped;
use super::header;
use super::layout::{Layout, VersionModule};
use super::paths::Scope;
use super::templates::render;
use super::version::number;
use super::writer::{Code, literal};
use crate::ident;
use crate::ir::{
    Api, Body, BodyEncoding, GroupId, Ident, ModuleId, Operation, ResponseBody, Revision, ShapeKind,
    SuccessType, Type, Version,
};
use crate::output::{File, MARKER, Options};
use minijinja::context;

/// Returns the root of the crate, and its manifest if it is a complete crate.
pub(super) fn files(api: &Api, layout: &Layout<'_>, options: &Options) -> Vec<File> {
    let mut files = vec![
        root(api, layout, options),
        guide(api, layout, options),
        example(options),
    ];
    if options.complete {
        files.push(manifest(api, layout, options));
        files.extend(documented_bodies::file(api, layout, options));
        files.push(readme(api, layout, options));
    }
    files
}

/// `src/lib.rs`, formatted as rustfmt does it; rustfmt skips the modules below, which are formatted by the generator.
fn root(api: &Api, layout: &Layout<'_>, options: &Options) -> File {
    let mut code = Code::default();
    attributes(&mut code, api);
    modules(&mut code, api, layout);
    exports(&mut code, api, layout);
    for line in super::client::of_root(api, layout) {
        code.line(&line);
    }
    let about = about(api, layout, options);
    let file = header::text("src/lib.rs", "the specification", &about, &code.finish());
    File {
        text: gated_lines(&file.text),
        ..file
    }
}

/// Replaces the line of documentation that names the module `client` by two: with a link to it, and without one where the
/// module does not exist.
fn gated_lines(text: &str) -> String {
    const ROW: &str = "//! | `client` | Clients,";
    let lines = text.lines().map(|line| match line.strip_prefix(ROW) {
        Some(rest) => {
            let attribute = |condition: &str, name: &str| {
                let row = literal(&format!(" | {name} | Clients,{rest}"));
                format!("#![cfg_attr(\n    {condition},\n    doc = {row}\n)]\n")
            };
            let condition = "any(feature = \"client\", feature = \"blocking\")";
            attribute(condition, "[`client`](mod@client)")
                + &attribute(&format!("not({condition})"), "`client`")
        }
        None => format!("{line}\n"),
    });
    lines.collect()
}

/// Writes the attributes of the crate.
fn attributes(code: &mut Code, api: &Api) {
    code.line("#![cfg_attr(docsrs, feature(doc_cfg))]");
    code.line("#![forbid(unsafe_code)]");
    code.line("#![warn(missing_docs)]");
    code.line("#![allow(clippy::type_complexity, reason = \"types nest as deep as the schemas do\")]");
    let lints = super::lints::of_characters(api);
    lints.iter().for_each(|lints| code.line(lints));
    if let Some(limit) = super::recursion_limit::recursion_limit(api) {
        code.line(&format!("#![recursion_limit = \"{limit}\"]"));
    }
}

/// Declares the modules, with their attributes.
fn modules(code: &mut Code, api: &Api, layout: &Layout<'_>) {
    let fixed = [
        "mod operation_index;",
        "mod parameters;",
        "mod patterns;",
        "pub mod runtime;",
        "mod service;",
    ];
    let headers = (!api.headers.is_empty()).then_some("mod response_headers;");
    for module in fixed.into_iter().chain(headers) {
        declare(code, &[module]);
    }
    for module in &layout.versions {
        let name = ident::version_module(module.version);
        let line = format!("pub mod {name};");
        match is_newest(layout, module) {
            true => declare(code, &["#[doc(alias = \"latest\")]", &line]),
            false if module.version.is_none() => declare(code, &[&format!("mod {name};")]),
            false => declare(code, &[&line]),
        }
    }
    for (condition, module) in [
        ("#[cfg(doc)]", "pub mod guide;"),
        ("#[cfg(feature = \"inspect\")]", "pub mod body_types;"),
        ("#[cfg(feature = \"mock\")]", "mod documented;"),
    ] {
        code.gap();
        [condition, "#[rustfmt::skip]", module]
            .iter()
            .for_each(|line| code.line(line));
    }
}

fn declare(code: &mut Code, lines: &[&str]) {
    code.gap();
    code.line("#[rustfmt::skip]");
    lines.iter().for_each(|line| code.line(line));
}

/// Exports the items that users need at the root.
fn exports(code: &mut Code, api: &Api, layout: &Layout<'_>) {
    let patterns = api.patterns.iter().filter_map(|pattern| pattern.name.as_ref());
    let mut patterns: Vec<_> = patterns.collect();
    patterns.sort();
    let service = super::service::public(api);
    code.gap();
    code.line("pub use operation_index::OPERATIONS;");
    if has_unversioned(layout) {
        code.line(&format!("pub use {}::*;", ident::version_module(None)));
    }
    patterns
        .iter()
        .for_each(|name| code.line(&format!("pub use patterns::{name};")));
    // `runtime` is public, so that rustdoc would only list the names.
    let runtime = super::runtime::public(api);
    let export = |name| code.line(&format!("{INLINE}\npub use runtime::{name};"));
    runtime.into_iter().for_each(export);
    service
        .iter()
        .for_each(|name| code.line(&format!("pub use service::{name};")));
}

/// Returns whether the root exports items without a version.
fn has_unversioned(layout: &Layout<'_>) -> bool {
    layout.versions.iter().any(|module| module.version.is_none())
}

/// Returns whether `module` is the newest stable version.
fn is_newest(layout: &Layout<'_>, module: &VersionModule) -> bool {
    let stable = |module: &&VersionModule| module.version.is_some_and(Version::is_stable);
    let newest = layout.versions.iter().rfind(stable);
    newest.is_some_and(|newest| newest.version == module.version)
}

/// Returns the crate's documentation: its purpose and its usage.
fn about(api: &Api, layout: &Layout<'_>, options: &Options) -> String {
    let text = render("about.md", values(api, layout, options));
    wrapped("", text.lines()).join("\n")
}

/// Returns the values of the templates for the crate documentation and the README.
fn values(api: &Api, layout: &Layout<'_>, options: &Options) -> minijinja::Value {
    let (unversioned, versioned): (Vec<_>, Vec<_>) = layout
        .versions
        .iter()
        .partition(|module| module.version.is_none());
    let groups = unversioned.into_iter().flat_map(|module| &module.own);
    let groups = groups.map(|group| group_row(api, layout, *group));
    let modules: Vec<_> = groups
        .chain(versioned.iter().map(|module| version_row(layout, module)))
        .collect();
    let newest = layout.versions.iter().find(|module| is_newest(layout, module));
    let newest = newest.map(|newest| {
        let module = ident::version_module(newest.version);
        format!("The newest stable version is [`{module}`](mod@{module}).")
    });
    context! {
        title => doc_attrs::prose(&api.title).join(" "),
        name => &options.crate_name,
        krate => options.crate_name.replace('-', "_"),
        operations => number(api.operations.len(), "operation"),
        about_versions => versions(layout),
        is_versioned => !versioned.is_empty(),
        modules,
        features => layout.features.are_used(),
        bodies => bodies(api),
        values => super::runtime::has_enums_of_values(api),
        newest => newest.unwrap_or_default(),
        quick => quick_start(api, layout, options),
        variables => environment_variables(api, options),
        client => client_module(layout, &options.crate_name),
        client_method => client_version(layout).flatten().map(|version| ident::version_module(Some(version)).to_string()),
        mocked => shown(api, layout, options, |_, revision| super::documented::example(layout, revision).is_some()),
        waited => shown(api, layout, options, |_, revision| {
            revision.creates.as_ref().is_some_and(|created| created.list.is_none())
        }),
        creates_lists => creates_lists(api),
        listed => shown(api, layout, options, |_, revision| {
            let mut replies = revision.replies.iter();
            let is_page = replies.any(|success| matches!(success.reply, ResponseBody::Page { .. }));
            is_page && matches!(revision.success_type(), SuccessType::One(_))
        }),
        downloaded => shown(api, layout, options, |_, revision| links_files(api, revision)),
        schemes => super::credentials_guide::items(api, options),
        fetches_tokens => super::credentials_guide::fetches_tokens(api),
        environment => super::service::environment(api),
        downloads => api.shapes.iter().any(|shape| {
            matches!(&shape.kind, ShapeKind::Struct(object) if !object.downloads.is_empty())
        }),
    }
}

/// Returns whether an operation creates a list of jobs.
fn creates_lists(api: &Api) -> bool {
    let mut revisions = api.operations.iter().flat_map(|operation| &operation.revisions);
    revisions.any(|revision| {
        revision
            .creates
            .as_ref()
            .is_some_and(|created| created.list.is_some())
    })
}

/// Returns whether the response of a revision links to files that clients can download.
fn links_files(api: &Api, revision: &Revision) -> bool {
    let SuccessType::One(Type::Shape { id, .. }) = revision.success_type() else {
        return false;
    };
    matches!(&api.shape(*id).kind, ShapeKind::Struct(object) if !object.downloads.is_empty())
}

/// Returns the environment variables of all security schemes, as a part of a sentence; an empty one without schemes.
fn environment_variables(api: &Api, options: &Options) -> String {
    let mut schemes: Vec<String> = Vec::new();
    for scheme in &api.service.schemes {
        let names = super::service::variables(scheme, api, options);
        let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let names = names.join(" and ");
        if !schemes.contains(&names) {
            schemes.push(names);
        }
    }
    schemes.join(", or ")
}

/// Returns which kinds of bodies the guide explains.
fn bodies(api: &Api) -> minijinja::Value {
    let revisions = || api.operations.iter().flat_map(|operation| &operation.revisions);
    let is_success = |wanted: fn(&SuccessType<'_>) -> bool| {
        let mut all = revisions();
        all.any(|revision| wanted(&revision.success_type()))
    };
    let is_file = |body: &Body| body.encoding == BodyEncoding::Multipart;
    let other = revisions().any(|revision| !revision.other_requests.is_empty());
    let files = revisions().any(|revision| revision.requests().any(is_file));
    let streams = is_success(|success| matches!(success, SuccessType::Items(..)));
    let by_status = is_success(|success| matches!(success, SuccessType::ByStatus));
    let errors = revisions().any(|revision| !revision.errors.is_empty());
    let headers = !api.headers.is_empty();
    let any = other || files || streams || by_status || errors || headers;
    context! { any, other, files, streams, by_status, errors, headers }
}

/// Returns the row of a group without a version in the table of modules.
fn group_row(api: &Api, layout: &Layout<'_>, group: GroupId) -> minijinja::Value {
    let home = ModuleId { version: None, group };
    let own = layout.modules.iter().find(|own| own.home == home);
    let counts = own.map_or((0, 0), |own| (own.revisions.len(), own.shapes.len()));
    let counts = [(counts.0, "operation"), (counts.1, "type")].into_iter();
    let counts = counts.filter(|(count, _)| *count > 0);
    let contents: Vec<String> = counts.map(|(count, what)| number(count, what)).collect();
    let name = &api.group(group).ident;
    context! {
        name => match layout.features.is_gated(group) {
            // Without its feature there is nothing to link to.
            true => format!("`{name}`"),
            false => format!("[`{name}`](mod@{name})"),
        },
        contents => format!("{}.", contents.join(" and ")),
    }
}

/// Returns the row of a version in the table of modules.
fn version_row(layout: &Layout<'_>, module: &VersionModule) -> minijinja::Value {
    let own = layout
        .modules
        .iter()
        .filter(|own| own.home.version == module.version);
    let (operations, types) = own.fold((0, 0), |(operations, types), own| {
        (operations + own.revisions.len(), types + own.shapes.len())
    });
    let version = module
        .version
        .map_or_else(String::new, |version| version.to_string());
    let adds = [number(operations, "operation"), number(types, "type")].join(" and ");
    let name = ident::version_module(module.version);
    context! {
        name => format!("[`{name}`](mod@{name})"),
        contents => format!("Version {version}: adds {adds}."),
    }
}

/// Returns the path of the module with the client that the guide shows.
fn client_module(layout: &Layout<'_>, name: &str) -> Option<String> {
    let krate = name.replace('-', "_");
    client_version(layout).map(|version| format!("{krate}::{}", ident::version_path(version)))
}

/// Returns the newest version that has a client; a stable one if there is one.
fn client_version(layout: &Layout<'_>) -> Option<Option<Version>> {
    let with_calls = layout.versions.iter().filter(|module| {
        let groups = module.own.iter().map(|group| (*group, module.version));
        let mut all = groups.chain(module.inherited.iter().copied());
        all.any(|(group, version)| layout.has_calls(ModuleId { version, group }))
    });
    let newest = with_calls.max_by_key(|module| (is_newest(layout, module), module.version));
    newest.map(|module| module.version)
}

/// Returns the first call in the documentation of the crate: a GET with few arguments in a newest version.
fn quick_start(api: &Api, layout: &Layout<'_>, options: &Options) -> Option<minijinja::Value> {
    shown(api, layout, options, |_, _| true)
}

/// Returns an example of a call that satisfies `test`: a GET with few arguments in a newest version.
fn shown(
    api: &Api,
    layout: &Layout<'_>,
    options: &Options,
    test: impl Fn(&Operation, &Revision) -> bool,
) -> Option<minijinja::Value> {
    let revisions = api.operations.iter().flat_map(|operation| {
        let last = operation.revisions.iter().rev().max_by_key(|revision| {
            (
                revision.media_type.version.is_some_and(Version::is_stable),
                revision.media_type.version,
            )
        });
        last.filter(|revision| test(operation, revision))
            .map(|revision| (operation, revision))
    });
    let (operation, revision) = revisions.min_by_key(|(operation, revision)| {
        let writes = operation.method != http::Method::GET;
        let body = revision.request.as_ref();
        let is_invented = body.is_some_and(|body| body.required && body.example.is_none());
        let is_stream = matches!(revision.success_type(), SuccessType::Items(..));
        (
            operation.deprecated,
            writes,
            is_stream,
            is_invented,
            operation.required_parameters().count(),
        )
    })?;
    let scope = Scope {
        api,
        layout,
        home: None,
    };
    let mut example = scope.call_example(operation, revision, &options.crate_name);
    let home = ModuleId {
        version: revision.media_type.version,
        group: operation.group,
    };
    if let Some(newest) = heir(layout, home) {
        example.move_to(newest, &api.group(home.group).ident);
    }
    let setup: String = example.setup.iter().map(|line| format!("{line}\n")).collect();
    let lines = example.setup.clone();
    Some(context! { module => example.module, setup, lines, call => example.call })
}

/// Returns the newest version if it contains the module `home` of an earlier one unchanged.
fn heir(layout: &Layout<'_>, home: ModuleId) -> Option<Version> {
    let newest = layout.versions.iter().find(|module| is_newest(layout, module))?;
    let is_inherited = newest.inherited.contains(&(home.group, home.version));
    newest.version.filter(|_| is_inherited)
}

/// Writes `src/guide.rs`: pages of documentation, without code.
fn guide(api: &Api, layout: &Layout<'_>, options: &Options) -> File {
    let pages = render("guide.rs.jinja", values(api, layout, options));
    let pages = reflowed(&wrapped("/// ", pages.lines())).join("\n");
    header::text(
        "src/guide.rs",
        "the generator's guide",
        "How to use this crate, one page a topic.",
        &format!("{pages}\n"),
    )
}

/// Returns the lines with their documentation comments wrapped.
fn reflowed(lines: &[String]) -> Vec<String> {
    let is_doc = |line: &String| line.starts_with("///");
    let mut out = Vec::new();
    for part in lines.chunk_by(|a, b| is_doc(a) == is_doc(b)) {
        if !is_doc(&part[0]) {
            out.extend_from_slice(part);
            continue;
        }
        let text: Vec<String> = part
            .iter()
            .map(|line| line[3..].strip_prefix(' ').unwrap_or(&line[3..]).to_owned())
            .collect();
        out.extend(
            doc_attrs::reflow(&text)
                .iter()
                .map(|line| format!("/// {line}").trim_end().to_owned()),
        );
    }
    out
}

/// `README.md` of a crate that is published by itself.
fn readme(api: &Api, layout: &Layout<'_>, options: &Options) -> File {
    let text = render("README.md.jinja", values(api, layout, options));
    let text = wrapped("", text.lines()).join("\n");
    File {
        path: "README.md".to_owned(),
        text: format!("<!-- {MARKER}. Do not edit. -->\n\n{text}\n"),
    }
}

/// Returns a row for each module of a version, and the one to start with.
fn versions(layout: &Layout<'_>) -> String {
    let module = |module: &VersionModule| format!("[`{}`]", ident::version_module(module.version));
    let stable = |module: &&VersionModule| module.version.is_some_and(Version::is_stable);
    if layout.versions.iter().all(|module| module.version.is_none()) {
        return "The API has no versions: each group of operations is a module.".to_owned();
    }
    let newest = layout.versions.iter().rfind(stable);
    let mut first = newest.map_or_else(String::new, |newest| {
        format!(" The newest stable one is {}.", module(newest))
    });
    if has_unversioned(layout) {
        first += " Groups of operations without a version are modules of the root.";
    }
    let is_dated = |module: &VersionModule| module.version.is_some_and(|version| version.date().is_some());
    let that = match layout.versions.iter().any(is_dated) {
        true => "that date",
        false => "it",
    };
    format!(
        "Each API version is a module, and to choose a module is to choose a version: it exposes every operation in the\n\
         revision that the service uses for {that}, and its media type is a constant.{first}"
    )
}

/// Returns the program that checks recorded traffic against the crate's types.
fn example(options: &Options) -> File {
    let values = context! { marker => MARKER, krate => options.crate_name.replace('-', "_") };
    File {
        path: "examples/inspect.rs".to_owned(),
        text: render("inspect.rs", values) + "\n",
    }
}

fn manifest(api: &Api, layout: &Layout<'_>, options: &Options) -> File {
    let quoted = |name: &&Ident| toml_text(name.as_str());
    let features = layout.features.all().into_iter().map(|(name, needs)| {
        let needs: Vec<String> = needs.iter().map(quoted).collect();
        context! { name => quoted(&name), needs => needs.join(", ") }
    });
    let features: Vec<_> = features.collect();
    let (name, title) = (&options.crate_name, toml_text(&api.title));
    let package = &api.package;
    let quoted = |text: &String| toml_text(text);
    let values = context! {
        marker => MARKER, name, title, features,
        license => package.license.as_ref().map(quoted),
        repository => package.repository.as_ref().map(quoted),
        homepage => package.homepage.as_ref().map(quoted),
        keywords => package.keywords.iter().map(quoted).collect::<Vec<_>>().join(", "),
    };
    File {
        path: "Cargo.toml".to_owned(),
        text: render("Cargo.toml.jinja", values),
    }
}

/// Returns a basic string of TOML.
fn toml_text(text: &str) -> String {
    serde_json::Value::from(text.replace(char::is_control, " ")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the first lines of a crate with one operation in the media types `types`.
    fn about(types: &[&str]) -> String {
        let content = types
            .iter()
            .map(|text| format!("{text}: {{schema: {{type: string}}}}"));
        let text = format!(
            "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{get: {{operationId: a, responses: \
             {{'200': {{description: A., content: {{{}}}}}}}}}}}}}\n",
            content.collect::<Vec<_>>().join(", ")
        );
        root_of(&text)
    }

    /// Returns the crate root for a document.
    fn root_of(document: &str) -> String {
        let file = crate::SourceFile::new("api.yaml", document);
        let Ok(generated) = crate::generate(vec![file], &Options::default()) else {
            panic!("the document is refused");
        };
        let lib = generated.files.into_iter().find(|file| file.path == "src/lib.rs");
        lib.expect("a crate").text
    }

    /// Returns the root of a crate whose types are nested this deep.
    fn nested(depth: usize) -> String {
        let schema = |level: usize| {
            let next = if level == depth {
                "{type: string}".to_owned()
            } else {
                format!("{{$ref: '#/components/schemas/L{}'}}", level + 1)
            };
            format!("    L{level}: {{type: object, properties: {{next: {next}}}}}\n")
        };
        let schemas: String = (1..=depth).map(schema).collect();
        root_of(&format!(
            "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
             responses: {{'200': {{description: A., content: {{application/json: {{schema: {{$ref: \
             '#/components/schemas/L1'}}}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
        ))
    }

    #[test]
    fn the_recursion_limit_follows_the_depth_of_types() {
        assert!(!nested(8).contains("recursion_limit"), "its own limit is enough");
        assert!(nested(9).contains("#![recursion_limit = \"256\"]"));
        assert!(nested(40).contains("#![recursion_limit = \"1024\"]"));
    }

    #[test]
    fn the_first_example_uses_the_newest_version() {
        let path = |tag: &str, version: &str| {
            format!(
                "  /{tag}:\n    get:\n      operationId: {tag}\n      tags: [{tag}]\n      responses: {{'200': {{description: A., \
                 content: {{application/vnd.atlas.{version}+json: {{schema: {{type: string}}}}}}}}}}\n"
            )
        };
        let paths = path("old", "2022-01-01") + &path("young", "2023-01-01");
        let root = root_of(&format!(
            "openapi: 3.0.1\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}"
        ));
        assert!(root.contains("::v2023_01_01::Client;"), "{root}");
        assert!(root.contains("client.old().old()"), "{root}");
    }

    #[test]
    fn the_crate_documentation_lists_its_modules() {
        let unversioned = about(&["application/json"]);
        assert!(unversioned.contains("for the T: 1 operation.\n"), "{unversioned}");
        assert!(unversioned.contains("has no versions: each group of operations is a module."));
        assert!(!unversioned.contains("stable"));
        let mixed = about(&[
            "application/json",
            "application/vnd.atlas.2022-01-01+json",
            "application/vnd.atlas.2023-01-01+json",
        ]);
        // Without the breaks of lines.
        let mixed = mixed.replace("\n//! ", " ");
        assert!(
            mixed.contains("The newest stable one is [`v2023_01_01`]."),
            "{mixed}"
        );
        let preview = about(&["application/vnd.atlas.preview+json"]).replace("\n//! ", " ");
        assert!(preview.contains("its media type is a constant.\n") && !preview.contains("newest"));
    }
}
