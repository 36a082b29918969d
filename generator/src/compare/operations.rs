//! Matches operations, and compares the facts of each operation as a whole.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation, ShapePair};
use super::{
    ChangeKind, SourceImpact, WireImpact, headers, parameters, presence, rust_names, security, versions,
};
use crate::diagnostic::Location;
use crate::document::Route;
use crate::ir::{Api, Operation, Server, ShapeId, Side, Statuses};

impl Operation {
    /// Returns the method and path.
    pub fn route(&self) -> Route {
        Route::new(self.method.as_str(), &self.path.text)
    }
}

/// An operation in both models, or in one of them.
pub(super) enum Pair<'a> {
    /// In both.
    Both(&'a Operation, &'a Operation),
    /// Only in the old one.
    Removed(&'a Operation),
    /// Only in the new one.
    Added(&'a Operation),
}

/// Matches the operations of both models: by method and path, then by method and URL if a part of the path moved to the
/// server or back, then by id for those that moved.
pub(super) fn pairs<'a>(old: &'a Api, new: &'a Api) -> Vec<Pair<'a>> {
    let mut rest: Vec<&Operation> = new.operations.iter().collect();
    let mut found: Vec<(&Operation, Option<&Operation>)> =
        old.operations.iter().map(|operation| (operation, None)).collect();
    let apis = [old, new];
    match_by(apis, &mut found, &mut rest, |_, operation| {
        Some(operation.route())
    });
    match_by(apis, &mut found, &mut rest, full_route);
    match_by(apis, &mut found, &mut rest, |_, operation| {
        Some(operation.id.clone())
    });
    let both = found.into_iter().map(|(operation, other)| match other {
        Some(other) => Pair::Both(operation, other),
        None => Pair::Removed(operation),
    });
    both.chain(rest.into_iter().map(Pair::Added)).collect()
}

/// Removes the operations from `rest` that have the same key as one in `found` without a partner, and adds them there.
fn match_by<'a, K: PartialEq>(
    [old, new]: [&Api; 2],
    found: &mut [(&'a Operation, Option<&'a Operation>)],
    rest: &mut Vec<&'a Operation>,
    key: impl Fn(&Api, &Operation) -> Option<K>,
) {
    let mut keys: Vec<Option<K>> = rest.iter().map(|operation| key(new, operation)).collect();
    for (operation, other) in found.iter_mut().filter(|(_, other)| other.is_none()) {
        let own = key(old, operation).map(Some);
        let same = own.and_then(|own| keys.iter().position(|one| *one == own));
        if let Some(index) = same {
            keys.remove(index);
            *other = Some(rest.remove(index));
        }
    }
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
            // An operation has a sunset if all of its versions have one.
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
    name_and_place(models, old, new, &mut local);
    let at_pair = PairLocation::new(&*old.id, Side::Request, &old.at, &new.at);
    presence::deprecation(&at_pair, old.deprecated, new.deprecated, &mut local);
    security::compare(models, old, new, &mut local);
    statuses(old, new, &mut local);
    let [old_errors, new_errors] = [old, new].map(|operation| operation.at.child("responses"));
    let names = (&*old.error_headers, &*new.error_headers);
    headers::compare(models, (&old_errors, &new_errors), names, &mut local);
    headers::declarations(old, new, &mut local);
    parameters::compare(models, old, new, &mut local);
    versions::compare(models, old, new, &mut local);
    rust_names::operations(models, old, new, &mut local);
    errors(models, old, new, &mut local);
    server(models, old, new, &mut local);
    local.locate_in_new(&new.at);
    // A fact of an operation has no direction.
    local
        .findings
        .iter_mut()
        .filter(|one| one.subject == old.id)
        .for_each(|one| one.side = None);
    local
}

fn name_and_place(models: &Models<'_>, old: &Operation, new: &Operation, local: &mut NodeDiff) {
    if old.id != new.id {
        let text = format!("`{}` is now called `{}`", old.id, new.id);
        let finding =
            Finding::new(ChangeKind::OperationRenamed, &*old.id, &old.at, text).values(&*old.id, &*new.id);
        local
            .findings
            .push(finding.breaking_source_if(old.ident != new.ident));
    }
    if old.route() != new.route() && !has_same_url(models, old, new) {
        let route_text = |operation: &Operation| format!("{} {}", operation.method, operation.path.text);
        let text = format!("`{}` is now `{}`", old.id, route_text(new));
        let finding =
            Finding::new(ChangeKind::OperationMoved, &*old.id, &old.at, text).wire(WireImpact::Broken);
        local
            .findings
            .push(finding.values(route_text(old), route_text(new)));
    }
}

/// Compares the shared type of errors.
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
                id.map_or_else(|| "absent".to_owned(), |id| api.shape(id).wire.to_string())
            };
            let (before, after) = (name(models.old, a), name(models.new, b));
            let text = format!("the shared type of errors is now {after}, was {before}");
            let at = (&old.at, &new.at);
            let location = if b.is_none() { at.0 } else { at.1 };
            let finding = Finding::new(ChangeKind::ErrorChanged, "error", at.0, text).added_at(location);
            let finding = finding.wire(WireImpact::Ok).source(SourceImpact::Breaking);
            local.findings.push(finding.values(before, after));
        }
    }
}

/// Compares the statuses of errors. One that a range includes was listed before, or still is.
fn statuses(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let (before, after) = (old.error_statuses(), new.error_statuses());
    let only = |own: &[Statuses], others: &[Statuses]| -> Vec<Statuses> {
        let is_listed = |one: &Statuses| others.iter().any(|other| other.include(*one));
        own.iter().copied().filter(|one| !is_listed(one)).collect()
    };
    let at = |operation: &Operation, statuses: Option<Statuses>| {
        let responses = operation.at.child("responses");
        match statuses {
            Some(statuses) => responses.child(&statuses.to_string()),
            None => responses,
        }
    };
    let finding = |rule, statuses: Statuses, at: &Location, verb: &str| {
        let text = format!("{} {verb} listed", error_words(statuses));
        Finding::new(rule, format!("status {statuses}"), at, text)
    };
    for statuses in only(&before, &after) {
        let rule = ChangeKind::ErrorStatusRemoved;
        let finding = finding(rule, statuses, &at(old, Some(statuses)), "no longer");
        let finding = finding.located_in_new(&at(new, None));
        local.findings.push(finding.values(statuses.to_string(), ""));
    }
    for statuses in only(&after, &before) {
        let rule = ChangeKind::ErrorStatusAdded;
        let finding = finding(rule, statuses, &at(old, None), "now");
        let finding = finding.added_at(&at(new, Some(statuses)));
        // The crate lists single statuses.
        let finding = finding.source(match statuses {
            Statuses::Code(_) => SourceImpact::Additive,
            Statuses::Range(_) | Statuses::Default => SourceImpact::None,
        });
        local.findings.push(finding.values("", statuses.to_string()));
    }
}

/// Returns statuses as the start of a sentence, with its verb.
fn error_words(statuses: Statuses) -> String {
    match statuses {
        Statuses::Code(status) => format!("the error status {status} is"),
        Statuses::Range(_) => format!("the error statuses {statuses} are"),
        Statuses::Default => "a default error response is".to_owned(),
    }
}

/// Compares the server of an operation: its own, or the default of the document.
fn server(models: &Models<'_>, old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let (before, after) = (server_url(models.old, old), server_url(models.new, new));
    if before == after || has_same_url(models, old, new) {
        return;
    }
    let [at, new_at] = [old, new].map(|operation| match operation.server {
        Some(_) => operation.at.clone(),
        None => Location::new(&*operation.at.file, "/servers"),
    });
    let (text, wire) = match (&before, &after) {
        (Some(before), Some(after)) => (
            format!("operations are now sent to `{after}`, were to `{before}`"),
            WireImpact::Breaking,
        ),
        (Some(before), None) => (
            format!("no server is stated any more, was `{before}`: callers have to set the base URL"),
            WireImpact::Ok,
        ),
        (None, after) => (
            format!(
                "operations are now sent to `{}`",
                after.as_deref().unwrap_or_default()
            ),
            WireImpact::Ok,
        ),
    };
    let finding = Finding::new(ChangeKind::ServerChanged, "server", &at, text);
    let finding = Finding {
        new_location: Some(new_at),
        ..finding.wire(wire)
    };
    local
        .findings
        .push(finding.values(before.unwrap_or_default(), after.unwrap_or_default()));
}

/// Returns the URL of the server of an operation: its own, or the default of the document.
fn server_url(api: &Api, operation: &Operation) -> Option<String> {
    let server = operation.server.as_ref().or(api.server.as_ref());
    server.map(default_url)
}

/// Returns the method and the whole URL, whichever part of it the server states; `None` without a server.
fn full_route(api: &Api, operation: &Operation) -> Option<Route> {
    let server = server_url(api, operation)?;
    let url = format!("{}{}", server.trim_end_matches('/'), operation.path.text);
    Some(Route::new(operation.method.as_str(), &url))
}

fn has_same_url(models: &Models<'_>, old: &Operation, new: &Operation) -> bool {
    let url = full_route(models.old, old);
    url.is_some() && url == full_route(models.new, new)
}

/// Returns the URL of a server with the defaults of its variables.
fn default_url(server: &Server) -> String {
    let variables = server.variables.iter();
    variables.fold(server.url.clone(), |url, (name, default)| {
        url.replace(&format!("{{{name}}}"), default)
    })
}
