//! Calls through a client: the items that the features `client` and `blocking` add to each module.
//!
//! The code is in separate files, which a build without those features does not read.

use super::doc_attrs::{self, INLINE};
use super::features;
use super::header;
use super::layout::{Layout, Module, VersionModule, module_path};
use super::operation::{Constructor, constructors};
use super::paths::Scope;
use super::request::MANY;
use super::writer::{Code, list, literal, literals};
use crate::ident;
use crate::ir::{
    Api, Download, FinalState, GroupId, ModuleId, Operation, PageItems, Revision, ShapeId, ShapeKind,
    StateCheck, StateField, StateTest, SuccessType, Type, Version, WireName,
};
use crate::output::File;

/// The condition of items that only clients need.
pub(super) const GATE: &str = "#[cfg(any(feature = \"client\", feature = \"blocking\"))]";

/// Writes the clients of a version, with a method for each group that has calls; an empty string if there are none.
pub(super) fn of_version(api: &Api, layout: &Layout<'_>, module: &VersionModule) -> String {
    let own = module.own.iter().map(|group| (*group, module.version));
    let has_calls = |(group, version): &(GroupId, Option<Version>)| {
        layout.has_calls(ModuleId {
            version: *version,
            group: *group,
        })
    };
    let groups = own.chain(module.inherited.iter().copied()).filter(has_calls);
    let mut groups: Vec<_> = groups.map(|(id, _)| (api.group(id), id)).collect();
    groups.sort_by(|(a, _), (b, _)| a.ident.cmp(&b.ident));
    let mut code = Code::default();
    if groups.is_empty() {
        return code.finish();
    }
    code.line("");
    code.line(GATE);
    let version = ident::version_module(module.version);
    code.block(&format!("crate::runtime::clients! {{ {version}:"), "}", |code| {
        for (group, id) in groups {
            let mut lines = doc_attrs::prose(&doc_attrs::sentence(&group.doc.details));
            if lines.is_empty() {
                lines.push(format!("Returns the calls of [`{0}`](mod@{0}).", group.ident));
            }
            code.doc(&lines);
            let gate = layout.features.of_group(id);
            gate.iter()
                .for_each(|condition| code.line(&features::attribute(condition)));
            let method = ident::distinct_from(group.ident.clone(), "builder");
            let method = ident::distinct_from(method, "with_options");
            code.line(&format!("{} {method},", group.ident));
        }
    });
    code.finish()
}

/// Returns whether the clients of the crate root have calls: those of operations without a version.
pub(super) fn root_has_calls(layout: &Layout<'_>) -> bool {
    let mut unversioned = layout
        .modules
        .iter()
        .filter(|module| module.home.version.is_none());
    unversioned.any(|module| layout.has_calls(module.home))
}

/// Returns the lines of the crate root about clients, as rustfmt formats them.
pub(super) fn of_root(api: &Api, layout: &Layout<'_>) -> Vec<String> {
    let scope = Scope {
        api,
        layout,
        home: None,
    };
    let error = match api.error {
        Some(_) => scope.error(),
        None => "runtime::NoError".to_owned(),
    };
    let mut lines = vec!["", GATE, INLINE, "pub use runtime::client;", ""];
    if !root_has_calls(layout) {
        lines.extend([
            "#[cfg(feature = \"client\")]",
            INLINE,
            "pub use runtime::client::Client;",
            "",
            "#[cfg(feature = \"blocking\")]",
            INLINE,
            "pub use runtime::client::blocking::Client as BlockingClient;",
            "",
        ]);
    }
    lines.extend(["/// The error of a call of a client.", GATE]);
    let alias = format!("pub type Error = client::Error<{error}>;");
    lines.into_iter().map(str::to_owned).chain([alias]).collect()
}

/// Returns true if a module has a separate file for clients: it has calls, or jobs.
pub(super) fn has_file(api: &Api, layout: &Layout<'_>, module: &Module<'_>) -> bool {
    let scope = Scope {
        api,
        layout,
        home: None,
    };
    layout.has_calls(module.home) || has_jobs(&scope, module)
}

fn has_jobs(scope: &Scope<'_>, module: &Module<'_>) -> bool {
    let mut shapes = module.shapes.iter();
    shapes.any(|id| !scope.final_states(*id).is_empty() || !scope.downloads(*id).is_empty())
}

/// `src/<version>/<group>/client.rs`
pub(super) fn file(api: &Api, layout: &Layout<'_>, module: &Module<'_>) -> Option<File> {
    if !has_file(api, layout, module) {
        return None;
    }
    let scope = Scope {
        api,
        layout,
        home: None,
    };
    let mut code = Code::default();
    if !module.revisions.is_empty() || has_jobs(&scope, module) {
        super::lints::allow_unused(&mut code, layout, module.home.group);
        code.line("use crate::runtime as rt;");
    }
    if !module.revisions.is_empty() {
        let names = module
            .revisions
            .iter()
            .map(|(_, revision)| revision.ident.as_str());
        code.line(&format!("use super::{{{}}};", list(names)));
    }
    if layout.has_calls(module.home) {
        scope.calls(&mut code, module);
    }
    for (operation, revision) in &module.revisions {
        code.gap();
        scope.bound(&mut code, operation, revision);
    }
    for id in &module.shapes {
        scope.job(&mut code, *id);
        scope.links(&mut code, *id);
    }
    let path = format!("src/{}/client.rs", module_path(api, module.home));
    let source = doc_attrs::code(&api.group(module.home.group).at.file);
    let about = "Calls of this module's operations through a client.";
    Some(header::text(&path, &source, about, &code.finish()))
}

impl Scope<'_> {
    /// Writes the type whose methods are the calls.
    fn calls(&self, code: &mut Code, module: &Module<'_>) {
        let older = self.layout.calls_before(module).map(|version| {
            let (version, group) = (
                ident::version_module(version),
                &self.api.group(module.home.group).ident,
            );
            format!("crate::{version}::{group}::client::Calls")
        });
        code.gap();
        match &older {
            Some(older) if module.revisions.is_empty() => return code.line(&format!("pub use {older};")),
            Some(older) => {
                code.line(&format!("use {older} as Older_;"));
                code.gap();
                code.line("rt::calls!(Calls, Older_);");
            }
            None => code.line("rt::calls!(Calls);"),
        }
        code.gap();
        code.block("impl<'a, C> Calls<'a, C> {", "}", |code| {
            for (operation, revision) in &module.revisions {
                self.call(code, operation, revision);
            }
        });
    }

    /// Writes the methods that make calls of an operation: one for each kind of body that it requires.
    fn call(&self, code: &mut Code, operation: &Operation, revision: &Revision) {
        for constructor in constructors(revision) {
            self.call_with(code, operation, revision, &constructor);
        }
    }

    fn call_with(
        &self,
        code: &mut Code,
        operation: &Operation,
        revision: &Revision,
        constructor: &Constructor<'_>,
    ) {
        let required = operation.required_parameters();
        let typed =
            required.map(|(_, parameter)| (parameter.ident.to_string(), self.argument_type(&parameter.ty)));
        let body = constructor.body;
        let typed: Vec<(String, String)> = typed
            .chain(body.map(|body| ("body".to_owned(), self.body_type(body))))
            .collect();
        let ident = &revision.ident;
        let method = constructor.method;
        let summary = doc_attrs::sentence(&operation.doc.summary);
        code.gap();
        let mut lines = vec![format!("{summary} See [`{ident}`].").trim_start().to_owned()];
        lines.extend(constructor.sent_as());
        lines.extend(self.argument_docs(operation, body));
        code.doc(&lines);
        doc_attrs::alias(&operation.id, method.as_str())
            .iter()
            .for_each(|alias| code.line(alias));
        if let Some(note) = super::operation::deprecation(operation, revision) {
            code.line(&format!("#[deprecated(note = {})]", literal(&note)));
            code.line("#[expect(deprecated, reason = \"so is what it makes\")]");
        }
        if typed.len() >= MANY {
            code.line(
                "#[expect(clippy::too_many_arguments, reason = \"as many parameters have to be there\")]",
            );
        }
        let arguments = typed.iter().map(|(name, ty)| format!(", {name}: {ty}"));
        let values = list(typed.iter().map(|(name, _)| name));
        let name = &constructor.name;
        code.block(
            &format!(
                "pub fn {method}(&self{}) -> {ident}<&'a C> {{",
                arguments.collect::<String>()
            ),
            "}",
            |code| code.line(&format!("{ident}::{name}({values}).on(self.client)")),
        );
    }

    /// Writes the methods of an operation that is bound to a client.
    fn bound(&self, code: &mut Code, operation: &Operation, revision: &Revision) {
        let ident = &revision.ident;
        let sendable = match revision.success_type() {
            SuccessType::Items(..) => "streamable",
            _ => "sendable",
        };
        code.line(&format!(
            "rt::{sendable}!({ident}, {}, {});",
            self.response_type(revision, "super::"),
            self.error()
        ));
        if let Some(items) = &revision.items {
            let item = self.ty(&items.item);
            code.line(&format!("rt::pages!({ident}, {item}, {});", list_of_page(items)));
        }
        if operation.method == http::Method::GET && self.returns_job(revision) {
            let table = ident::constant_ident(ident);
            code.line(&format!("rt::watched!({ident}, super::{table});"));
        }
        if let Some(created) = &revision.creates {
            let reader = &self.api.operations[created.operation];
            let read = &reader.revisions[created.revision];
            let home = ModuleId {
                version: read.media_type.version,
                group: reader.group,
            };
            let module = module_path(self.api, home).replace('/', "::");
            let read = format!("crate::{module}::{}", read.ident);
            code.line(&match &created.list {
                None => format!("rt::creates!({ident}, {read});"),
                Some(jobs) => format!("rt::creates_list!({ident}, {read}, {});", list_of_page(jobs)),
            });
        }
    }

    fn returns_job(&self, revision: &Revision) -> bool {
        match revision.success_type() {
            SuccessType::One(Type::Shape { id, boxed: false }) => !self.final_states(*id).is_empty(),
            _ => false,
        }
    }

    /// Returns the final states of a type; an empty list if it is not a job.
    fn final_states(&self, id: ShapeId) -> &[FinalState] {
        match &self.api.shape(id).kind {
            ShapeKind::Struct(object) => &object.final_states,
            _ => &[],
        }
    }

    /// Writes the final states of a job.
    fn job(&self, code: &mut Code, id: ShapeId) {
        let ShapeKind::Struct(object) = &self.api.shape(id).kind else {
            return;
        };
        if object.final_states.is_empty() {
            return;
        }
        code.gap();
        let users = self.layout.features.of_shape(self.api, id);
        let gate = users.and_then(|groups| self.layout.features.condition(groups));
        gate.iter()
            .for_each(|condition| code.line(&features::attribute(condition)));
        let open = format!("rt::job!({}, [", self.shape(id));
        code.block(&open, "], [", |code| {
            for FinalState { checks, outcome } in &object.final_states {
                code.line(&format!("{outcome:?}: {};", list(checks.iter().map(state_check))));
            }
        });
        code.lines(&object.states, |StateField { field, values }| {
            let values = literals(values.iter().map(String::as_str));
            format!("{} [{values}];", wire_path(field))
        });
        code.line("]);");
    }

    /// Returns the links to files of a type.
    fn downloads(&self, id: ShapeId) -> &[Download] {
        match &self.api.shape(id).kind {
            ShapeKind::Struct(object) => &object.downloads,
            _ => &[],
        }
    }

    /// Writes the links to files of a response.
    fn links(&self, code: &mut Code, id: ShapeId) {
        let downloads = self.downloads(id);
        if downloads.is_empty() {
            return;
        }
        code.gap();
        let open = format!("rt::downloads!({}, [", self.shape(id));
        code.block(&open, "]);", |code| {
            code.lines(downloads, |download| format!("{},", link_field(download)));
        });
    }
}

/// Returns a closure from a page to its list.
fn list_of_page(items: &PageItems) -> String {
    let default = if items.is_required {
        ""
    } else {
        ".unwrap_or_default()"
    };
    format!("|page| page.{}{default}", items.field)
}

/// Returns the fields and the condition of a check.
fn state_check(check: &StateCheck) -> String {
    let texts = |values: &[String]| literals(values.iter().map(String::as_str));
    let test = match &check.test {
        StateTest::Present => "Present".to_owned(),
        StateTest::Is(values) => format!("Is(&[{}])", texts(values)),
        StateTest::IsNot(values) => format!("IsNot(&[{}])", texts(values)),
        StateTest::Filled => "Filled".to_owned(),
        StateTest::Format(format) => format!("Format(rt::Format::{format:?})"),
    };
    let fields = list(check.fields.iter().map(|field| wire_path(field)));
    format!("[{fields}] rt::client::Test::{test}")
}

/// Returns the expression of a field that contains the link to a file.
fn link_field(download: &Download) -> String {
    let mut parts = vec![format!("path: &{}", wire_path(&download.link))];
    let mut field = |name: &str, value: Option<String>| {
        let value = value.map_or_else(|| "None".to_owned(), |value| format!("Some({value})"));
        parts.push(format!("{name}: {value}"));
    };
    let text = |name: &WireName| literal(name.as_str());
    field("name", download.name.as_ref().map(text));
    field("endpoint", download.endpoint.as_ref().map(text));
    let header = download.header.as_ref();
    field(
        "header",
        header.map(|(name, value)| format!("({}, {})", text(name), text(value))),
    );
    field(
        "unless",
        download
            .unless
            .as_ref()
            .map(|path| format!("&{}", wire_path(path))),
    );
    let hashes = download.hashes.as_ref().map(|hashes| {
        format!(
            "rt::client::HashFields {{ list: &{}, file: {}, hash: {}, algorithm: {} }}",
            wire_path(&hashes.list),
            text(&hashes.file),
            text(&hashes.hash),
            text(&hashes.algorithm)
        )
    });
    field("hashes", hashes);
    format!("rt::client::LinkField {{ {} }}", list(parts))
}

fn wire_path(field: &[WireName]) -> String {
    format!("[{}]", literals(field.iter().map(WireName::as_str)))
}
