//! Rewrites references so that each refers to a component of its document: the target of any other reference, in the
//! same document or in a file next to it, becomes a component.

mod uri;

use hashbrown::HashMap;
use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Location};
use crate::edit_distance::nearest;
use crate::load::Document;
use crate::pointer;
use crate::validate::{NodeKind, Object, Reference, Validated, node_kind, validate_node};
pub use uri::external_files;
use uri::{Uri, parse};

/// The size that all copies of targets may have, in nodes and bytes of strings, in addition to eight times the documents.
const SMALL: usize = 1 << 16;

/// The maximum length of a chain of references.
const LONGEST: usize = 64;

/// The original locations of nodes.
#[derive(Default)]
pub struct Moved {
    /// Of copied nodes.
    copied: Locations,
    /// Of items of lists that follow a removed item.
    shifted: Locations,
    /// Why a reference was not rewritten, by its file and pointer.
    unresolved: HashMap<(String, String), Diagnostic>,
}

/// Locations by file and pointer of the moved node.
#[derive(Default)]
struct Locations(HashMap<String, HashMap<String, Location>>);

impl Locations {
    fn record(&mut self, from: Location, to: Location) {
        self.0.entry(to.file).or_default().insert(to.pointer, from);
    }

    /// Returns the original location of a node: that of its nearest moved ancestor, and the rest.
    fn original(&self, at: Location) -> Location {
        let Some(own) = self.0.get(&at.file) else {
            return at;
        };
        let pointer = &at.pointer;
        let slashes = pointer.rmatch_indices('/').map(|(at, _)| at);
        let mut ends = std::iter::once(pointer.len()).chain(slashes);
        let nearest = ends.find_map(|end| Some((own.get(&pointer[..end])?, &pointer[end..])));
        match nearest {
            Some((from, rest)) => Location::new(from.file.as_str(), format!("{}{rest}", from.pointer)),
            None => at,
        }
    }
}

impl Moved {
    /// Records the items that validating a node of `file` has shifted.
    fn record_shifted(&mut self, file: &str, shifted: Vec<(String, String)>) {
        for (new, original) in shifted {
            self.shifted
                .record(Location::new(file, original), Location::new(file, new));
        }
    }

    /// Moves a diagnostic about a copied or shifted node to the original. One about a reference that was not rewritten
    /// states the reason.
    pub fn original(&self, mut problem: Diagnostic) -> Diagnostic {
        let place = (problem.at.file.clone(), problem.at.pointer.clone());
        if let Some(reason) = self.unresolved.get(&place) {
            return reason.clone();
        }
        problem.at = self.shifted.original(self.copied.original(problem.at));
        problem
    }
}

/// Rewrites the references of all `documents`; `found` is the result of validating each, and `files` the other files that they
/// may name.
pub fn localize(
    documents: &mut [Document],
    files: &[Document],
    found: Vec<Validated>,
    problems: &mut Vec<Diagnostic>,
) -> Moved {
    let mut moved = Moved::default();
    let all = documents.iter().chain(files);
    let mut room = all.map(|document| size(&document.tree)).sum::<usize>() * 8 + SMALL;
    for (number, validated) in found.into_iter().enumerate() {
        let own = documents[number].path.clone();
        moved.record_shifted(&own, validated.shifted);
        let mut localizer = Localizer {
            waiting: validated
                .references
                .into_iter()
                .map(|reference| (own.clone(), reference))
                .collect(),
            own,
            number,
            documents: &mut *documents,
            files,
            names: HashMap::new(),
            numbers: HashMap::new(),
            room: &mut room,
            moved: &mut moved,
            problems: &mut *problems,
        };
        localizer.run();
    }
    moved
}

struct Localizer<'a> {
    own: String,
    number: usize,
    documents: &'a mut [Document],
    files: &'a [Document],
    /// References to rewrite, each with the file that it is relative to.
    waiting: VecDeque<(String, Reference)>,
    /// The components created so far, by section, file and pointer of the original.
    names: HashMap<(&'static str, String, String), String>,
    /// The last number after each name of a component.
    numbers: HashMap<String, usize>,
    /// The size that may still be copied.
    room: &'a mut usize,
    moved: &'a mut Moved,
    problems: &'a mut Vec<Diagnostic>,
}

/// The target of a reference.
struct Target {
    file: String,
    pointer: String,
}

/// The reason why a reference has no target.
enum Missing {
    /// There is no such node.
    Nowhere,
    /// It leads back to itself.
    Cycle,
    /// It is not below the folder of the document.
    Outside,
    /// The node is not what is referred to.
    OtherKind,
}

impl Localizer<'_> {
    fn run(&mut self) {
        while let Some((base, reference)) = self.waiting.pop_front() {
            if self.is_local(&base, &reference) {
                continue;
            }
            let text = self.tree().pointer(&reference.pointer).and_then(Value::as_str);
            let Some(text) = text.map(str::to_owned) else {
                continue;
            };
            if reference.is_name(&text) {
                continue;
            }
            match self.target(&base, &text, reference.object) {
                Ok(target) => self.rewrite(&reference, &text, target),
                Err(missing) => self.unresolved(&reference, &base, &text, &missing),
            }
        }
    }

    /// Returns true if a reference names a component of its own document: most do, and stay as they are.
    fn is_local(&self, base: &str, reference: &Reference) -> bool {
        let named = || {
            let (section, name) = reference.text.strip_prefix("#/components/")?.split_once('/')?;
            let is_component = Some(section) == reference.object.section() && !name.contains(['/', '%']);
            let components = self.tree().get("components").filter(|_| is_component)?;
            components.get(section)?.get(&*pointer::unescaped(name))
        };
        base == self.own && named().is_some()
    }

    fn tree(&self) -> &Value {
        &self.documents[self.number].tree
    }

    fn tree_mut(&mut self) -> &mut Value {
        &mut self.documents[self.number].tree
    }

    /// Returns the final target of a reference to an `object`.
    fn target(&self, base: &str, text: &str, object: Object) -> Result<Target, Missing> {
        let (mut base, mut text) = (base.to_owned(), text.to_owned());
        for _ in 0..LONGEST {
            let Uri { file, pointer } = parse(&base, &text).ok_or(Missing::Outside)?;
            let (target, node) = self.node(&file, &pointer).ok_or(Missing::Nowhere)?;
            let next = node.get("$ref").and_then(Value::as_str);
            match next.filter(|_| !self.is_component(&target.file, &target.pointer)) {
                Some(next) => (text, base) = (next.to_owned(), target.file),
                None if self.fits(object, &target) => return Ok(target),
                None => return Err(Missing::OtherKind),
            }
        }
        Err(Missing::Cycle)
    }

    /// Returns the existing name most similar to the part of a reference that does not exist: a file, a member, or a
    /// component.
    fn similar(&self, base: &str, text: &str, object: Object) -> Option<String> {
        let Uri { file, pointer } = parse(base, text)?;
        let all = || self.documents.iter().chain(self.files);
        let Some(document) = all().find(|document| document.path == file) else {
            let found = nearest(stem(&file), all().map(|document| stem(&document.path)))?;
            let mut paths = all().map(|document| &document.path);
            return paths.find(|path| stem(path) == found).cloned();
        };
        let pointer = uri::decoded(&pointer);
        let mut node = &document.tree;
        for token in pointer.split('/').skip(1) {
            let Some(next) = child(node, token) else {
                let found = nearest(&pointer::unescaped(token), keys(node)).map(str::to_owned);
                return found.or_else(|| self.component_like(&pointer, object));
            };
            node = next;
        }
        None
    }

    /// Returns the reference to the component whose name is most similar to the end of a pointer.
    fn component_like(&self, pointer: &str, object: Object) -> Option<String> {
        let section = format!("/components/{}", object.section()?);
        let name = pointer.rsplit('/').next()?;
        let found = nearest(&pointer::unescaped(name), keys(self.tree().pointer(&section)?))?;
        Some(format!("#{}", pointer::child(&section, found)))
    }

    /// Returns true if a target may be an `object`. A node of another kind must not become a component: it would be
    /// removed from its location.
    fn fits(&self, object: Object, target: &Target) -> bool {
        let is_document = self.documents.iter().any(|document| document.path == target.file);
        !is_document || [NodeKind::Free, NodeKind::Object(object)].contains(&node_kind(&target.pointer))
    }

    /// Returns the node of a file at a pointer, which may be percent-encoded as in a URI, with its location: the
    /// pointer may pass through references.
    fn node(&self, file: &str, pointer: &str) -> Option<(Target, &Value)> {
        let decoded = uri::decoded(pointer);
        [pointer, &decoded]
            .into_iter()
            .find_map(|pointer| self.walk(file, pointer, LONGEST))
    }

    fn walk(&self, file: &str, pointer: &str, left: usize) -> Option<(Target, &Value)> {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return None;
        }
        let mut all = self.documents.iter().chain(self.files);
        let mut node = &all.find(|document| document.path == file)?.tree;
        let mut end = 0;
        for token in pointer.split('/').skip(1) {
            let next = &pointer[..end + 1 + token.len()];
            if let (None, Some(text)) = (child(node, token), node.get("$ref").and_then(Value::as_str)) {
                let left = left.checked_sub(1)?;
                let uri = parse(file, text)?;
                let (target, _) = self.walk(&uri.file, &uri::decoded(&uri.pointer), left)?;
                return self.walk(
                    &target.file,
                    &format!("{}{}", target.pointer, &pointer[end..]),
                    left,
                );
            }
            node = child(node, token)?;
            end = next.len();
        }
        let target = Target {
            file: file.to_owned(),
            pointer: pointer.to_owned(),
        };
        Some((target, node))
    }

    fn is_component(&self, file: &str, pointer: &str) -> bool {
        let is_document = self.documents.iter().any(|document| document.path == file);
        is_document && pointer.starts_with("/components/") && pointer.split('/').count() == 4
    }

    fn rewrite(&mut self, reference: &Reference, text: &str, target: Target) {
        let Some(section) = reference.object.section() else {
            return self.inline(reference, target);
        };
        let root = format!("/components/{section}/");
        let named = target.pointer.strip_prefix(&root);
        let deep = section == "schemas" && named.is_some_and(|name| !name.contains("/x-"));
        let is_document = self.documents.iter().any(|document| document.path == target.file);
        if is_document && (deep || named.is_some_and(|name| !name.contains('/'))) {
            let file = if target.file == self.own { "" } else { &target.file };
            return self.point(reference, text, format!("{file}#{}", target.pointer));
        }
        if self.component_of(reference, section).is_some() {
            let key = (section, target.file.clone(), target.pointer.clone());
            if !self.names.contains_key(&key) {
                return self.inline(reference, target);
            }
        }
        let Some(name) = self.hoisted(reference.object, section, target) else {
            return self.too_large(reference);
        };
        self.point(
            reference,
            text,
            format!("#{}", pointer::child(root.trim_end_matches('/'), &name)),
        );
    }

    fn point(&mut self, reference: &Reference, old: &str, new: String) {
        if old != new
            && let Some(text) = self.tree_mut().pointer_mut(&reference.pointer)
        {
            *text = new.into();
        }
    }

    /// Returns the name of the component that only consists of `reference`.
    fn component_of(&self, reference: &Reference, section: &str) -> Option<String> {
        let node = reference.pointer.strip_suffix("/$ref")?;
        let name = node.strip_prefix(&format!("/components/{section}/"))?;
        (!name.contains('/')).then(|| pointer::unescaped(name).into_owned())
    }

    /// Replaces the node of `reference` by its target.
    fn inline(&mut self, reference: &Reference, target: Target) {
        let Some(node) = reference.pointer.strip_suffix("/$ref").map(str::to_owned) else {
            return;
        };
        if let Some(section) = reference.object.section()
            && let Some(name) = self.component_of(reference, section)
        {
            let key = (section, target.file.clone(), target.pointer.clone());
            self.names.insert(key, name);
        }
        let Some(copy) = self.copy(reference.object, &target, &node) else {
            return self.too_large(reference);
        };
        if let Some(slot) = self.tree_mut().pointer_mut(&node) {
            *slot = copy;
        }
    }

    /// Returns the name of the component for a node, which is created if necessary; `None` if its copy is too large.
    fn hoisted(&mut self, object: Object, section: &'static str, target: Target) -> Option<String> {
        let key = (section, target.file.clone(), target.pointer.clone());
        if let Some(name) = self.names.get(&key) {
            return Some(name.clone());
        }
        let name = self.free_name(section, &wanted_name(self.tree(), &target));
        let to = pointer::child(&format!("/components/{section}"), &name);
        let copy = self.copy(object, &target, &to)?;
        self.names.insert(key, name.clone());
        if target.file == self.own
            && let Some(slot) = self.tree_mut().pointer_mut(&target.pointer)
        {
            *slot = json!({"$ref": format!("#{to}")});
        }
        let components = entry(self.tree_mut(), "components");
        if let Some(components) = components
            && let Value::Object(members) = components.entry(section).or_insert_with(|| json!({}))
        {
            members.insert(name.clone(), copy);
        }
        Some(name)
    }

    /// Returns a validated copy of a node, for the location `to`; its references are rewritten later. `None` if copies
    /// make the document many times larger.
    fn copy(&mut self, object: Object, target: &Target, to: &str) -> Option<Value> {
        let (_, node) = self.node(&target.file, &target.pointer)?;
        let size = if *self.room == 0 { 1 } else { size(node) };
        let left = self.room.checked_sub(size);
        let copied = left.map(|_| node.clone());
        *self.room = left.unwrap_or_default();
        let mut copy = copied?;
        let mut found = Vec::new();
        let validated = validate_node(object, &target.file, &target.pointer, &mut copy, &mut found);
        self.moved.record_shifted(&target.file, validated.shifted);
        // Problems of the documents themselves are reported already.
        if self.files.iter().any(|file| file.path == target.file) {
            self.problems.append(&mut found);
        }
        for reference in validated.references {
            let rest = &reference.pointer[target.pointer.len()..];
            let pointer = format!("{to}{rest}");
            self.waiting
                .push_back((target.file.clone(), Reference { pointer, ..reference }));
        }
        self.moved.copied.record(
            Location::new(target.file.as_str(), target.pointer.as_str()),
            Location::new(self.own.as_str(), to),
        );
        Some(copy)
    }

    fn free_name(&mut self, section: &str, wanted: &str) -> String {
        let section = format!("/components/{section}");
        let last = self.numbers.get(wanted).copied().unwrap_or_default();
        let taken = self.tree().pointer(&section);
        let is_free = |name: &String| taken.and_then(|members| members.get(name)).is_none();
        let name = |number: usize| match number {
            1 => wanted.to_owned(),
            number => format!("{wanted}{number}"),
        };
        let free = (last + 1..).find(|number| is_free(&name(*number)));
        let number = free.expect("there are more numbers than components");
        self.numbers.insert(wanted.to_owned(), number);
        name(number)
    }

    fn too_large(&mut self, reference: &Reference) {
        let message = "copies of targets make the document many times larger: this reference is not followed";
        let help = "refer to parts of the target in `#/components`, which are not copied";
        let at = self.location(reference);
        self.problems
            .push(Diagnostic::new("reference-expansion", at, message, help));
    }

    /// Returns the original location of a reference.
    fn location(&self, reference: &Reference) -> Location {
        let at = Location::new(self.own.as_str(), reference.pointer.as_str());
        self.moved.shifted.original(at)
    }

    /// Reports a reference without a target: of a path here, of any other object where that is read.
    fn unresolved(&mut self, reference: &Reference, base: &str, text: &str, missing: &Missing) {
        let similar = match missing {
            Missing::Nowhere => self.similar(base, text, reference.object),
            Missing::Cycle | Missing::Outside | Missing::OtherKind => None,
        };
        let mut problem = missing.diagnostic(text, similar.as_deref(), self.location(reference));
        if reference.object == Object::PathItem {
            problem.message.push_str(": the path is skipped");
            self.problems.push(problem);
        } else if similar.is_some() || matches!(missing, Missing::Cycle) {
            let place = (self.own.clone(), reference.pointer.clone());
            self.moved.unresolved.insert(place, problem);
        }
    }
}

impl Missing {
    /// Returns the diagnostic about the reference `text`; `similar` is what it may mean.
    fn diagnostic(&self, text: &str, similar: Option<&str>, at: Location) -> Diagnostic {
        let (code, message, help) = match self {
            Self::Nowhere => (
                "dangling-reference",
                format!("the target of `{text}` does not exist"),
                "add the target to the document or to a file next to it, or fix the reference",
            ),
            Self::Cycle => (
                "cyclic-reference",
                format!("`{text}` is a cycle of references"),
                "replace one `$ref` of the cycle by its target",
            ),
            Self::Outside => (
                "reference-outside",
                format!("`{text}` is outside the folder"),
                "copy the target into the folder: other files are not read",
            ),
            Self::OtherKind => (
                "dangling-reference",
                format!("the target of `{text}` is an object of another kind"),
                "refer to an object of the kind that is expected here",
            ),
        };
        let help = similar.map_or_else(
            || help.to_owned(),
            |name| format!("did you mean `{name}`? Otherwise {help}"),
        );
        Diagnostic::new(code, at, message, help)
    }
}

/// Returns a path without the extension.
fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

/// Returns the names of the members of an object.
fn keys(node: &Value) -> impl Iterator<Item = &str> {
    let members = node.as_object().into_iter().flat_map(Map::keys);
    members.map(String::as_str)
}

/// Returns the size of a tree, in nodes and bytes of strings.
fn size(node: &Value) -> usize {
    1 + match node {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(key, member)| key.len() + size(member)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// Returns the member or item of a node for an escaped token.
fn child<'v>(node: &'v Value, token: &str) -> Option<&'v Value> {
    match node {
        Value::Object(members) => members.get(&*pointer::unescaped(token)),
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Returns the mapping `key` of an object; adds it if it is absent.
fn entry<'v>(tree: &'v mut Value, key: &str) -> Option<&'v mut Map<String, Value>> {
    let members = tree.as_object_mut()?;
    members.entry(key).or_insert_with(|| json!({})).as_object_mut()
}

/// Returns the name of a component for a node: the last name in its pointer, after the id of its operation; otherwise
/// the name of its file.
fn wanted_name(tree: &Value, target: &Target) -> String {
    let tokens: Vec<_> = target
        .pointer
        .split('/')
        .skip(1)
        .map(pointer::unescaped)
        .collect();
    let operation = match target.pointer.splitn(5, '/').collect::<Vec<_>>().as_slice() {
        ["", "paths", path, method, ..] => tree
            .pointer(&format!("/paths/{path}/{method}/operationId"))
            .and_then(Value::as_str),
        _ => None,
    };
    const KEYWORDS: [&str; 14] = [
        "allOf",
        "anyOf",
        "components",
        "content",
        "headers",
        "items",
        "oneOf",
        "parameters",
        "paths",
        "properties",
        "requestBody",
        "responses",
        "schema",
        "schemas",
    ];
    let is_name = |token: &&str| {
        let numeric = token.bytes().all(|byte| byte.is_ascii_digit());
        !numeric && !token.contains('/') && !KEYWORDS.contains(token)
    };
    let skipped = if operation.is_some() { 3 } else { 0 };
    let last = tokens.iter().skip(skipped).map(|token| &**token).rfind(is_name);
    let file = target.file.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or(file);
    match (operation, last) {
        (Some(operation), Some(last)) => format!("{operation} {last}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::validate;

    fn localized(tree: Value, files: &[(&str, Value)]) -> (Value, Vec<Diagnostic>) {
        let document = |path: &str, tree: Value| Document {
            path: path.to_owned(),
            tree,
        };
        let mut documents = [document("doc.yaml", tree)];
        let files: Vec<_> = files
            .iter()
            .map(|(path, tree)| document(path, tree.clone()))
            .collect();
        let mut problems = Vec::new();
        let found = validate("doc.yaml", &mut documents[0].tree, &mut problems);
        localize(&mut documents, &files, vec![found], &mut problems);
        (documents[0].tree.clone(), problems)
    }

    #[test]
    fn a_target_inside_a_path_becomes_a_component() {
        let tree = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {
                "/a/{id}": {"get": {"operationId": "getA", "responses": {"200": {"description": "", "content": {
                    "application/json": {"schema": {"type": "object"}}
                }}}}},
                "/b": {"get": {"responses": {"200": {"description": "", "content": {
                    "application/json": {"schema": {
                        "$ref": "#/paths/~1a~1%7Bid%7D/get/responses/200/content/application~1json/schema"
                    }}
                }}}}}
            }
        });
        let (tree, problems) = localized(tree, &[]);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(
            tree["components"],
            json!({"schemas": {"getA": {"type": "object"}}})
        );
        for path in ["/a/{id}", "/b"] {
            let schema =
                &tree["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            assert_eq!(schema, &json!({"$ref": "#/components/schemas/getA"}));
        }
    }

    #[test]
    fn files_next_to_the_document_become_components() {
        let tree = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/items": {"$ref": "./paths.yaml#/items"}, "/gone": {"$ref": "gone.yaml"}},
            "components": {"schemas": {"Item": {"$ref": "schemas/item.json"}, "A B": {"$ref": "#/components/schemas/A%20C"}, "A C": {}}}
        });
        let response = json!({"description": "", "content": {"application/json": {
            "schema": {"$ref": "doc.yaml#/components/schemas/Item"}
        }}});
        let files = [
            (
                "paths.yaml",
                json!({"items": {"get": {"responses": {"200": response}}}}),
            ),
            (
                "schemas/item.json",
                json!({"properties": {"price": {"$ref": "common.yaml#/Money"}, "parent": {"$ref": "item.json"}}}),
            ),
            (
                "schemas/common.yaml",
                json!({"Money": {"properties": {"unit": {"$ref": "#/Unit"}}}, "Unit": {"type": "string", "bad": 1}}),
            ),
        ];
        let (tree, problems) = localized(tree, &files);
        let codes: Vec<_> = problems
            .iter()
            .map(|one| format!("{} {}", one.code, one.at))
            .collect();
        assert_eq!(
            codes,
            [
                "dangling-reference doc.yaml#/paths/~1gone/$ref",
                "unknown-keyword schemas/common.yaml#/Unit/bad"
            ]
        );
        let local = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        assert_eq!(
            tree["components"]["schemas"],
            json!({
                "Item": {"properties": {"price": local("Money"), "parent": local("Item")}},
                "A B": local("A C"),
                "A C": {},
                "Money": {"properties": {"unit": local("Unit")}},
                "Unit": {"type": "string"}
            })
        );
        let content = &tree["paths"]["/items"]["get"]["responses"]["200"]["content"];
        assert_eq!(content["application/json"]["schema"], local("Item"));
    }

    #[test]
    fn a_target_of_another_kind_stays_where_it_is() {
        for target in [
            "",
            "/paths",
            "/paths/~1a",
            "/paths/~1a/get",
            "/components/responses/R",
            "/components",
        ] {
            let schema = json!({"$ref": format!("#{target}")});
            let response = json!({"description": "", "content": {"application/json": {"schema": schema}}});
            let tree = json!({
                "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
                "paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}}},
                "components": {"responses": {"R": response}}
            });
            assert_eq!(localized(tree.clone(), &[]).0, tree, "{target}");
        }
    }

    #[test]
    fn copies_do_not_make_the_document_many_times_larger() {
        let parameter =
            |index| json!({"in": "query", "name": format!("q{index}"), "schema": {"type": "string"}});
        let item = json!({"parameters": (0..1000).map(parameter).collect::<Vec<_>>()});
        let paths: Map<_, _> = (0..1000)
            .map(|index| (format!("/a{index}"), json!({"$ref": "#/x-item"})))
            .collect();
        let tree = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths, "x-item": item});
        let (before, item) = (size(&tree), size(&item));
        let (tree, problems) = localized(tree, &[]);
        assert!(
            (SMALL / item..100).contains(&(1000 - problems.len())),
            "{}",
            problems.len()
        );
        assert!(problems.iter().all(|one| one.code == "reference-expansion"));
        assert!(size(&tree) <= before * 9 + SMALL);
    }

    #[test]
    fn paths_in_a_cycle_are_reported_as_one() {
        let tree = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}, "/c": {"$ref": "parts.yaml#/item"}}
        });
        let (_, problems) = localized(tree, &[("parts.yaml", json!({"items": {}}))]);
        let found = problems
            .iter()
            .map(|one| format!("{} {} | {}", one.code, one.at.pointer, one.help));
        let cycle = "replace one `$ref` of the cycle by its target";
        let add = "add the target to the document or to a file next to it, or fix the reference";
        assert_eq!(
            found.collect::<Vec<_>>(),
            [
                format!("cyclic-reference /paths/~1a/$ref | {cycle}"),
                format!("cyclic-reference /paths/~1b/$ref | {cycle}"),
                format!("dangling-reference /paths/~1c/$ref | did you mean `items`? Otherwise {add}"),
            ]
        );
    }

    #[test]
    fn references_that_lead_nowhere_or_in_a_cycle_stay() {
        let schemas = json!({
            "A": {"$ref": "#/x-a"}, "B": {"$ref": "../b.yaml"}, "C": {"$ref": "https://example.com/c"}, "D": {"$ref": "#D"}
        });
        let tree = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {},
            "x-a": {"$ref": "#/x-a"}, "components": {"schemas": schemas}
        });
        let (tree, _) = localized(tree, &[]);
        assert_eq!(tree["components"]["schemas"], schemas);
    }
}
