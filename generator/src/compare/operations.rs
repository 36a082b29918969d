//! Operations: which is which, and what is said of them as a whole.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation, ShapePair};
use super::{ChangeKind, SourceImpact, WireImpact, fields, parameters, responses, rust_names, versions};
use crate::diagnostic::Location;
use crate::document::Route;
use crate::ir::{Api, Credential, Operation, ShapeId, Side};

impl Operation {
    /// What the operation is reached by.
    pub fn route(&self) -> Route {
        Route::new(self.method.as_str(), &self.path.text)
    }
}

/// One operation in both models, or in one of them.
pub(super) enum Pair<'a> {
    /// In both.
    Both(&'a Operation, &'a Operation),
    /// Only in the old one.
    Removed(&'a Operation),
    /// Only in the new one.
    Added(&'a Operation),
}

/// Which operation of the old model is which of the new one: by method and path, and by id where it has moved.
pub(super) fn pairs<'a>(old: &'a Api, new: &'a Api) -> Vec<Pair<'a>> {
    let mut rest: Vec<&Operation> = new.operations.iter().collect();
    let mut found: Vec<(&Operation, Option<&Operation>)> = Vec::new();
    for operation in &old.operations {
        let same = rest.iter().position(|other| other.route() == operation.route());
        found.push((operation, same.map(|number| rest.remove(number))));
    }
    for (operation, other) in found.iter_mut().filter(|(_, other)| other.is_none()) {
        let same = rest.iter().position(|other| other.id == operation.id);
        *other = same.map(|number| rest.remove(number));
    }
    let both = found.into_iter().map(|(operation, other)| match other {
        Some(other) => Pair::Both(operation, other),
        None => Pair::Removed(operation),
    });
    both.chain(rest.into_iter().map(Pair::Added)).collect()
}

/// Compares all operations. Returns the differences with the `operationId` of each; an id may occur twice.
pub(super) fn compare(models: &Models<'_>) -> Vec<(String, NodeDiff)> {
    let diffs = pairs(models.old, models.new).into_iter().map(|pair| match pair {
        Pair::Both(old, new) => (old.id.clone(), both(models, old, new)),
        Pair::Removed(old) => (old.id.clone(), only(old, ChangeKind::OperationRemoved)),
        Pair::Added(new) => (new.id.clone(), only(new, ChangeKind::OperationAdded)),
    });
    diffs.collect()
}

fn only(operation: &Operation, rule: ChangeKind) -> NodeDiff {
    let what = format!("{} {}", operation.method, operation.path.text);
    let finding = match rule {
        ChangeKind::OperationRemoved => {
            let days = operation.revisions.iter().map(|revision| revision.sunset);
            // Of an operation that was to go, all versions were.
            let announced = days
                .collect::<Option<Vec<_>>>()
                .and_then(|days| days.into_iter().max());
            let note = announced.map(|day| format!("; its sunset had been announced for {day}"));
            let text = format!("`{}` is gone ({what}){}", operation.id, note.unwrap_or_default());
            let finding = Finding::new(rule, &*operation.id, &operation.at, text).values(what, "");
            finding.wire(WireImpact::Broken).source(SourceImpact::Breaking)
        }
        _ => {
            let text = format!("`{}` is new ({what})", operation.id);
            let finding = Finding::new(rule, &*operation.id, &operation.at, text).values("", what);
            finding.source(SourceImpact::Additive)
        }
    };
    NodeDiff {
        findings: vec![finding],
        reached: Vec::new(),
    }
}

fn both(models: &Models<'_>, old: &Operation, new: &Operation) -> NodeDiff {
    let mut local = NodeDiff::default();
    name_and_place(old, new, &mut local);
    let at_pair = PairLocation {
        subject: old.id.clone(),
        member: None,
        old: &old.at,
        new: &new.at,
        side: Side::Request,
    };
    fields::deprecation(&at_pair, old.deprecated, new.deprecated, &mut local);
    roles(old, new, &mut local);
    credentials(old, new, &mut local);
    // Where all credentials came or went, their scopes did too.
    if old.credentials.is_empty() == new.credentials.is_empty() {
        scopes(old, new, &mut local);
    }
    statuses(old, new, &mut local);
    let answers = old.at.child("responses");
    responses::headers(&answers, &old.error_headers, &new.error_headers, &mut local);
    parameters::compare(models, old, new, &mut local);
    versions::compare(models, old, new, &mut local);
    rust_names::operations(models, old, new, &mut local);
    errors(models, old, new, &mut local);
    server(models, old, new, &mut local);
    local.locate_in_new(&new.at);
    // What is said of an operation travels neither way.
    local
        .findings
        .iter_mut()
        .filter(|one| one.subject == old.id)
        .for_each(|one| one.side = None);
    local
}

fn name_and_place(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    if old.id != new.id {
        let text = format!("`{}` is now called `{}`", old.id, new.id);
        let finding =
            Finding::new(ChangeKind::OperationRenamed, &*old.id, &old.at, text).values(&*old.id, &*new.id);
        local
            .findings
            .push(finding.breaking_source_if(old.ident != new.ident));
    }
    if old.route() != new.route() {
        let place = |operation: &Operation| format!("{} {}", operation.method, operation.path.text);
        let text = format!("`{}` is now reached by {}", old.id, place(new));
        let finding =
            Finding::new(ChangeKind::OperationMoved, &*old.id, &old.at, text).wire(WireImpact::Broken);
        local.findings.push(finding.values(place(old), place(new)));
    }
}

fn roles(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let mut note = |rule: ChangeKind, role: &str, text: String, wire: WireImpact| {
        let (before, after) = if rule == ChangeKind::RoleRemoved {
            (role, "")
        } else {
            ("", role)
        };
        local.findings.push(
            Finding::new(rule, format!("role {role}"), &old.at, text)
                .wire(wire)
                .values(before, after),
        );
    };
    for role in missing(&old.roles, &new.roles) {
        // Where no role is listed any more, nothing is said; the service may well ask for the same one.
        let wire = if new.roles.is_empty() {
            WireImpact::Ok
        } else {
            WireImpact::Breaking
        };
        note(
            ChangeKind::RoleRemoved,
            role,
            format!("the role `{role}` is no longer enough"),
            wire,
        );
    }
    for role in missing(&new.roles, &old.roles) {
        note(
            ChangeKind::RoleAdded,
            role,
            format!("the role `{role}` is now enough"),
            WireImpact::Ok,
        );
    }
}

fn credentials(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let mut note = |rule: ChangeKind, text: String, wire: WireImpact, values: (String, String)| {
        let changed = if values.0.is_empty() { &values.1 } else { &values.0 };
        let finding = Finding::new(rule, format!("security {changed}"), &old.at, text);
        local.findings.push(finding.wire(wire).values(values.0, values.1));
    };
    let all = |operation: &Operation| {
        let names: Vec<String> = operation.credentials.iter().map(credential_name).collect();
        names.join(", ")
    };
    match (old.credentials.is_empty(), new.credentials.is_empty()) {
        (true, true) => return,
        (false, true) => {
            let text = format!("credentials are no longer required; `{}` was", all(old));
            return note(
                ChangeKind::SecurityRemoved,
                text,
                WireImpact::Ok,
                (all(old), String::new()),
            );
        }
        (true, false) => {
            let text = format!("credentials are now required: `{}`", all(new));
            return note(
                ChangeKind::SecurityAdded,
                text,
                WireImpact::Breaking,
                (String::new(), all(new)),
            );
        }
        (false, false) => {}
    }
    for gone in missing(&old.credentials, &new.credentials) {
        let wire = match new.accepts(gone) {
            true => WireImpact::Ok,
            false => WireImpact::Breaking,
        };
        let name = credential_name(gone);
        let text = match gone {
            Credential::Anonymous => "credentials are now required".to_owned(),
            _ => format!("`{name}` is no longer a way to authenticate"),
        };
        note(ChangeKind::SecurityRemoved, text, wire, (name, String::new()));
    }
    for added in missing(&new.credentials, &old.credentials) {
        let name = credential_name(added);
        let text = match added {
            Credential::Anonymous => "credentials are no longer required".to_owned(),
            _ => format!("`{name}` is now a way to authenticate"),
        };
        note(
            ChangeKind::SecurityAdded,
            text,
            WireImpact::Ok,
            (String::new(), name),
        );
    }
}

/// Compares the OAuth scopes that tokens need.
fn scopes(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let mut note = |rule: ChangeKind, scope: &str, text: String, wire: WireImpact, values: (&str, &str)| {
        let finding = Finding::new(rule, format!("scope {scope}"), &old.at, text);
        local.findings.push(finding.wire(wire).values(values.0, values.1));
    };
    for scope in missing(&old.scopes, &new.scopes) {
        let text = format!("a token no longer needs the scope `{scope}`");
        note(ChangeKind::ScopeRemoved, scope, text, WireImpact::Ok, (scope, ""));
    }
    for scope in missing(&new.scopes, &old.scopes) {
        let text = format!("a token now needs the scope `{scope}`");
        note(
            ChangeKind::ScopeAdded,
            scope,
            text,
            WireImpact::Breaking,
            ("", scope),
        );
    }
}

fn credential_name(credential: &Credential) -> String {
    match credential {
        Credential::ServiceAccount => "service account".to_owned(),
        Credential::Digest => "digest".to_owned(),
        Credential::Other(name) => name.clone(),
        Credential::Together(all) => all.iter().map(credential_name).collect::<Vec<_>>().join(" with "),
        Credential::Anonymous => "no credentials".to_owned(),
    }
}

/// Compares what every operation gives where it fails.
fn errors(models: &Models<'_>, old: &Operation, new: &Operation, local: &mut NodeDiff) {
    match (models.old.error, models.new.error) {
        (Some(a), Some(b)) => {
            local.reached.push(ShapePair {
                old: a,
                new: b,
                side: Side::Response,
            });
        }
        (None, None) => {}
        (a, b) => {
            let name = |api: &Api, id: Option<ShapeId>| {
                id.map_or_else(|| "no type".to_owned(), |id| api.shape(id).wire.to_string())
            };
            let (before, after) = (name(models.old, a), name(models.new, b));
            let text = format!("errors are now read as {after}, were as {before}");
            let at = (&old.at, &new.at);
            let location = if b.is_none() { at.0 } else { at.1 };
            let finding = Finding::new(ChangeKind::ErrorChanged, "error", at.0, text).stands_at(location);
            let finding = finding.wire(WireImpact::Ok).source(SourceImpact::Breaking);
            local.findings.push(finding.values(before, after));
        }
    }
}

fn statuses(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let pointer = |status: &u16| format!("{}/responses/{status}", new.at.pointer);
    let covered = |operation: &Operation, status: u16| operation.error_ranges.contains(&(status / 100));
    for status in missing(&old.errors, &new.errors).filter(|status| !covered(new, **status)) {
        let text = format!("the error status {status} is no longer listed");
        let finding = Finding::new(
            ChangeKind::ErrorStatusRemoved,
            format!("status {status}"),
            &old.at.child("responses"),
            text,
        );
        local.findings.push(finding.values(status.to_string(), ""));
    }
    for status in missing(&new.errors, &old.errors).filter(|status| !covered(old, **status)) {
        let text = format!("the error status {status} is now listed");
        let finding = Finding::new(
            ChangeKind::ErrorStatusAdded,
            format!("status {status}"),
            &old.at.child("responses"),
            text,
        );
        let finding = Finding {
            pointer: pointer(status),
            ..finding
        };
        local.findings.push(
            finding
                .source(SourceImpact::Additive)
                .values("", status.to_string()),
        );
    }
}

/// Items of `own` that the `others` lack.
pub(super) fn missing<'t, T: PartialEq>(own: &'t [T], others: &'t [T]) -> impl Iterator<Item = &'t T> {
    own.iter().filter(|item| !others.contains(item))
}

/// Compares the server that an operation is sent to: its own, or the default of the document.
fn server(models: &Models<'_>, old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let url = |api: &Api, operation: &Operation| {
        let server = operation.server.as_ref().or(api.server.as_ref());
        server.map(|server| server.url.clone())
    };
    let (Some(before), Some(after)) = (url(models.old, old), url(models.new, new)) else {
        return;
    };
    if before == after {
        return;
    }
    let [at, new_at] = [old, new].map(|operation| match operation.server {
        Some(_) => operation.at.clone(),
        None => Location::new(&*operation.at.file, "/servers"),
    });
    let text = format!("operations are now sent to `{after}`, were to `{before}`");
    let finding = Finding::new(ChangeKind::ServerChanged, "server", &at, text);
    let finding = Finding {
        new_location: Some(new_at),
        ..finding.wire(WireImpact::Breaking)
    };
    local.findings.push(finding.values(before, after));
}
