//! Collects the selected operations, and names them.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

use http::Method;
use openapiv3 as openapi;

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{GroupId, Ident};
use crate::lower::Input;
use crate::lower::operations::OperationNode;
use crate::lower::operations::groups::Groups;
use crate::lower::passes::naming;
use crate::lower::schema::node::NodeRef;
use crate::lower::types::builder::TypeBuilder;
use crate::selector::{Selector, generated_id};

/// Returns the selected operations, ordered by group, path and method.
pub(in crate::lower) fn collect<'a>(
    input: &Input<'a>,
    groups: &mut Groups<'a>,
    builder: &mut TypeBuilder<'a>,
) -> Vec<OperationNode<'a>> {
    let mut sources = Vec::new();
    let mut unused: Vec<&Selector> = input.only.iter().collect();
    for (document, typed) in input.documents.iter().enumerate() {
        let root = NodeRef {
            document,
            pointer: "/paths".into(),
        };
        for (path, item) in &typed.paths {
            for (method, node) in &item.operations {
                let node_ref = root.child(path).child(method);
                let id = node
                    .operation_id
                    .clone()
                    .unwrap_or_else(|| generated_id(method, path));
                let takes = |selector: &&Selector| selector.takes(&id, &node.tags, path);
                if !input.only.is_empty() && !input.only.iter().any(|selector| takes(&selector)) {
                    continue;
                }
                unused.retain(|selector| !takes(selector));
                check_id(builder, &node_ref, node);
                let Some(method) = supported(builder, &node_ref, method) else {
                    continue;
                };
                let group = groups.of_operation(document, &node.tags, path);
                let ident = ident_of(input, builder, &node_ref, &id);
                sources.push(OperationNode {
                    node_ref,
                    path,
                    method,
                    item,
                    node,
                    id,
                    ident,
                    group,
                });
            }
        }
    }
    for selector in unused {
        builder.report(selector.unused(names(input)));
    }
    make_unique(builder, &mut sources);
    check_names_used(input, builder, &sources);
    sources.sort_by(|a, b| {
        (a.group, a.path, rank(&a.method), &a.id).cmp(&(b.group, b.path, rank(&b.method), &b.id))
    });
    sources
}

/// Returns all names that a selector can select by.
fn names<'a>(input: &'a Input<'_>) -> Vec<&'a str> {
    let paths = input.documents.iter().flat_map(|document| &document.paths);
    let mut names = Vec::new();
    for (path, item) in paths {
        names.push(path.as_str());
        for (_, node) in &item.operations {
            names.extend(node.operation_id.as_deref());
            names.extend(node.tags.iter().map(String::as_str));
        }
    }
    names
}

fn check_id(builder: &mut TypeBuilder<'_>, node_ref: &NodeRef, node: &openapi::Operation) {
    if node.operation_id.is_some() {
        return;
    }
    let at = node_ref.location(builder.resolver.documents);
    let message = "the operation has no `operationId`";
    let help = "add one; until then, the Rust name is made from method and path";
    builder.report(Diagnostic::new("missing-operation-id", at, message, help));
}

fn ident_of(input: &Input<'_>, builder: &mut TypeBuilder<'_>, node_ref: &NodeRef, id: &str) -> Ident {
    let chosen = input
        .settings
        .names
        .operations
        .iter()
        .find(|entry| entry.from == id);
    if let Some(entry) = chosen {
        match ident::chosen(&entry.to) {
            Some(ident) => return ident,
            None => {
                let parent = entry.at.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
                let at = Location::new(entry.at.file.as_str(), parent);
                builder.report(naming::bad_choice(&at, &entry.from, &entry.to));
            }
        }
    }
    ident::field_ident(id).unwrap_or_else(|| {
        builder.report(naming::nameless(
            node_ref.child("operationId").location(builder.resolver.documents),
            id,
        ));
        ident::field_ident("operation").expect("a word is a name")
    })
}

fn supported(builder: &mut TypeBuilder<'_>, node_ref: &NodeRef, method: &str) -> Option<Method> {
    let known = [
        Method::GET,
        Method::PUT,
        Method::POST,
        Method::DELETE,
        Method::PATCH,
        Method::HEAD,
        Method::OPTIONS,
        Method::QUERY,
    ];
    let found = known
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(method));
    if found.is_none() {
        let at = node_ref.location(builder.resolver.documents);
        let message = format!("`{method}` requests are not supported");
        builder.skip_operation(at, message, "remove the operation, or deselect it");
    }
    found
}

/// Returns the order of the methods of one path: reading, then writing.
fn rank(method: &Method) -> usize {
    let order = [
        Method::GET,
        Method::HEAD,
        Method::QUERY,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    order
        .iter()
        .position(|known| known == method)
        .unwrap_or(order.len())
}

/// Reports ids of several operations, and numbers operations of one group that would have the same name.
fn make_unique(builder: &mut TypeBuilder<'_>, sources: &mut [OperationNode<'_>]) {
    let documents = builder.resolver.documents;
    let at = |source: &OperationNode<'_>| source.node_ref.child("operationId").location(documents);
    let mut problems = unique_ids(builder, sources);
    let mut groups: BTreeMap<GroupId, Vec<(Location, &mut OperationNode<'_>)>> = BTreeMap::new();
    for source in sources {
        groups.entry(source.group).or_default().push((at(source), source));
    }
    for own in groups.values_mut() {
        problems.extend(naming::make_distinct(own, of_source, |(_, source)| {
            &mut source.ident
        }));
    }
    problems.into_iter().for_each(|problem| builder.report(problem));
}

/// Makes the ids of operations unique, and reports duplicates.
fn unique_ids(builder: &TypeBuilder<'_>, sources: &mut [OperationNode<'_>]) -> Vec<Diagnostic> {
    let documents = builder.resolver.documents;
    let listed: HashSet<String> = sources.iter().map(|source| source.id.clone()).collect();
    let mut ids: HashMap<String, NodeRef> = HashMap::new();
    // The last number after each id.
    let mut last: HashMap<String, usize> = HashMap::new();
    let mut problems = Vec::new();
    for source in sources {
        if let Some(first) = ids.get(&source.id) {
            let last = last.entry(source.id.clone()).or_insert(1);
            let numbers = (*last + 1..).map(|number| (number, format!("{}{number}", source.id)));
            let mut free = numbers.filter(|(_, id)| !listed.contains(id) && !ids.contains_key(id));
            let (number, id) = free.next().expect("there are more numbers than operations");
            *last = number;
            let at = source.node_ref.child("operationId").location(documents);
            let first = first.location(documents);
            let message = format!(
                "`{}` is also the id of {first}: this operation is called `{id}`",
                source.id
            );
            let help = "rename one of the two: OpenAPI requires unique ids";
            problems.push(Diagnostic::new("duplicate-operation-id", at, message, help));
            source.id = id;
            source.ident = ident::numbered(&source.ident, number);
        }
        ids.insert(source.id.clone(), source.node_ref.clone());
    }
    problems
}

fn of_source<'s>((at, source): &'s (Location, &mut OperationNode<'_>)) -> (Location, &'s str) {
    (at.clone(), &source.id)
}

fn check_names_used(input: &Input<'_>, builder: &mut TypeBuilder<'_>, sources: &[OperationNode<'_>]) {
    for entry in &input.settings.names.operations {
        if !sources.iter().any(|source| source.id == entry.from) {
            let message = format!("there is no operation `{}`", entry.from);
            let help = "remove the entry, or use the new id of the operation";
            builder.report(Diagnostic::new("unused-name", entry.at.clone(), message, help));
        }
    }
}
