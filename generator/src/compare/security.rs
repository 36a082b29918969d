//! Compares roles, credentials, OAuth scopes and security schemes of operations.

use std::collections::BTreeSet;

use super::findings::Finding;
use super::models::Models;
use super::node_diff::NodeDiff;
use super::only_in::only_in;
use super::{ChangeKind, WireImpact};
use crate::ir::{Api, Credential, KeyPlace, Operation, SchemeKind, ScopedCredential, SecurityScheme};

/// Compares the security of two operations.
pub(super) fn compare(models: &Models<'_>, old: &Operation, new: &Operation, local: &mut NodeDiff) {
    roles(old, new, local);
    let first = local.findings.len();
    let renamed = renamed_schemes(models, old, new);
    let with_old_names = with_names(new, &renamed);
    credentials(old, &with_old_names, local);
    scopes(old, &with_old_names, local);
    schemes(models, old, &with_old_names, &renamed, local);
    let [old_at, new_at] = [old, new].map(|operation| operation.at.child("security"));
    for finding in &mut local.findings[first..] {
        finding.location = old_at.clone();
        finding.new_location = Some(new_at.clone());
    }
}

fn roles(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let finding = |rule, role: &str, text: String| {
        let finding = Finding::new(rule, format!("role {role}"), &old.at, text);
        finding.located_in_new(&new.at).keyword("x-rolesRequirements")
    };
    // Without any listed role, the required one is unknown; it may still be the same.
    let wire = match new.roles.is_empty() {
        true => WireImpact::Ok,
        false => WireImpact::Breaking,
    };
    for role in only_in(&old.roles, &new.roles) {
        let text = format!("the role `{role}` is no longer enough");
        let finding = finding(ChangeKind::RoleRemoved, role, text).wire(wire);
        local.findings.push(finding.values(role, ""));
    }
    for role in only_in(&new.roles, &old.roles) {
        let text = format!("the role `{role}` is now enough");
        let finding = finding(ChangeKind::RoleAdded, role, text);
        local.findings.push(finding.values("", role));
    }
}

/// Returns a finding about a credential; one of the values is empty.
fn security(rule: ChangeKind, operation: &Operation, text: String, [before, after]: [String; 2]) -> Finding {
    let changed = if before.is_empty() { &after } else { &before };
    let finding = Finding::new(rule, format!("security {changed}"), &operation.at, text);
    finding.values(before, after)
}

fn credentials(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let all = |operation: &Operation| {
        let names: Vec<String> = operation.credentials.iter().map(credential_name).collect();
        names.join(", ")
    };
    match (old.credentials.is_empty(), new.credentials.is_empty()) {
        (true, true) => {}
        (false, true) => {
            let text = format!("credentials are no longer required; `{}` was", all(old));
            let values = [all(old), String::new()];
            let finding = security(ChangeKind::SecurityRemoved, old, text, values);
            local.findings.push(finding);
        }
        (true, false) => {
            let text = format!("credentials are now required: `{}`", all(new));
            let values = [String::new(), all(new)];
            let finding = security(ChangeKind::SecurityAdded, old, text, values);
            local.findings.push(finding.wire(WireImpact::Breaking));
        }
        (false, false) => alternatives(old, new, local),
    }
}

/// Compares the ways to authenticate of two operations that have some.
fn alternatives(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let mut gone: Vec<&Credential> = only_in(&old.credentials, &new.credentials).collect();
    let mut added: Vec<&Credential> = only_in(&new.credentials, &old.credentials).collect();
    for (whole, parts) in take_apart(&mut gone, &mut added) {
        let [whole, parts] = [vec![whole], parts].map(|all| names(&all));
        let text = format!("{parts} is now enough to authenticate, {whole} was needed");
        let finding = security(ChangeKind::SecurityChanged, old, text, [whole, parts]);
        local.findings.push(finding);
    }
    for (whole, parts) in take_apart(&mut added, &mut gone) {
        let is_accepted = parts.iter().all(|part| new.accepts(part));
        let [whole, parts] = [vec![whole], parts].map(|all| names(&all));
        let text = format!("{whole} is now needed to authenticate, {parts} was enough");
        let finding = security(ChangeKind::SecurityChanged, old, text, [parts, whole]);
        local.findings.push(finding.wire(rejected_unless(is_accepted)));
    }
    for one in gone {
        let text = match one {
            Credential::Anonymous => "credentials are now required".to_owned(),
            _ => format!("{} is no longer a way to authenticate", names(&[one])),
        };
        let values = [credential_name(one), String::new()];
        let finding = security(ChangeKind::SecurityRemoved, old, text, values);
        local
            .findings
            .push(finding.wire(rejected_unless(new.accepts(one))));
    }
    for one in added {
        let text = match one {
            Credential::Anonymous => "credentials are no longer required".to_owned(),
            _ => format!("{} is now a way to authenticate", names(&[one])),
        };
        let values = [String::new(), credential_name(one)];
        let finding = security(ChangeKind::SecurityAdded, old, text, values);
        local.findings.push(finding);
    }
}

fn rejected_unless(is_accepted: bool) -> WireImpact {
    match is_accepted {
        true => WireImpact::Ok,
        false => WireImpact::Breaking,
    }
}

/// Removes the credentials of `wholes` that consist of one of `parts` and more, and those parts. Returns them together:
/// what was needed together suffices alone, or the reverse.
fn take_apart<'c>(
    wholes: &mut Vec<&'c Credential>,
    parts: &mut Vec<&'c Credential>,
) -> Vec<(&'c Credential, Vec<&'c Credential>)> {
    let mut taken = Vec::new();
    wholes.retain(|whole| {
        let is_part = |part: &&Credential| **part != Credential::Anonymous && whole.includes(part);
        let (own, rest): (Vec<_>, Vec<_>) = parts.drain(..).partition(is_part);
        *parts = rest;
        let is_whole = own.is_empty();
        if !is_whole {
            taken.push((*whole, own));
        }
        is_whole
    });
    taken
}

/// Compares the OAuth scopes that tokens need.
fn scopes(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let finding = |rule, scope: &str, text| Finding::new(rule, format!("scope {scope}"), &old.at, text);
    let (before, after) = (old.alternatives(), new.alternatives());
    for scope in lacking(&after, &before) {
        let text = format!("a token no longer needs the scope `{scope}`");
        let finding = finding(ChangeKind::ScopeRemoved, scope, text);
        local.findings.push(finding.values(scope, ""));
    }
    for scope in lacking(&before, &after) {
        let text = format!("a token now needs the scope `{scope}`");
        let finding = finding(ChangeKind::ScopeAdded, scope, text).wire(WireImpact::Breaking);
        local.findings.push(finding.values("", scope));
    }
}

/// Returns the scopes that tokens of `own` alternatives lack for every alternative of `others`: for each token those of the
/// nearest alternative with the same credential. Another credential is a change of its own.
fn lacking<'s>(own: &'s [ScopedCredential], others: &'s [ScopedCredential]) -> BTreeSet<&'s str> {
    let mut found = BTreeSet::new();
    for token in own {
        let suffices = |other: &ScopedCredential| {
            token.credential.includes(&other.credential) && other.scopes.is_subset(&token.scopes)
        };
        if others.iter().any(suffices) {
            continue;
        }
        let same = others.iter().filter(|other| other.credential == token.credential);
        let missing = same.map(|other| other.scopes.difference(&token.scopes));
        let fewest = missing.min_by_key(|missing| missing.clone().count());
        found.extend(fewest.into_iter().flatten().map(String::as_str));
    }
    found
}

/// Returns the names of alternatives, each in quotes.
fn names(credentials: &[&Credential]) -> String {
    let quoted = credentials
        .iter()
        .map(|one| format!("`{}`", credential_name(one)));
    quoted.collect::<Vec<_>>().join(" or ")
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

/// Returns the security schemes of an operation.
fn own_schemes<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = &'a SecurityScheme> {
    let indices = operation.security.iter().flatten();
    indices.filter_map(|index| api.service.schemes.get(*index))
}

fn has_name(schemes: &[SecurityScheme], name: &str) -> bool {
    schemes.iter().any(|scheme| scheme.name == name)
}

/// Returns the new and the old names of schemes that differ only in the name, which is never sent.
fn renamed_schemes(models: &Models<'_>, old: &Operation, new: &Operation) -> Vec<(String, String)> {
    let (before, after) = (&models.old.service.schemes, &models.new.service.schemes);
    let added = own_schemes(models.new, new).filter(|scheme| !has_name(before, &scheme.name));
    let renamed = added.filter_map(|scheme| {
        let mut removed = own_schemes(models.old, old).filter(|own| !has_name(after, &own.name));
        let own = removed.find(|own| own.kind == scheme.kind)?;
        Some((scheme.name.clone(), own.name.clone()))
    });
    renamed.collect()
}

/// Returns the operation with the old names of its credentials.
fn with_names(operation: &Operation, names: &[(String, String)]) -> Operation {
    let credentials = operation.credentials.iter();
    let scoped = operation.scoped.iter().map(|one| ScopedCredential {
        credential: with_name(&one.credential, names),
        scopes: one.scopes.clone(),
    });
    Operation {
        credentials: credentials.map(|one| with_name(one, names)).collect(),
        scoped: scoped.collect(),
        ..operation.clone()
    }
}

fn with_name(credential: &Credential, names: &[(String, String)]) -> Credential {
    match credential {
        Credential::Other(name) => {
            let old = names.iter().find(|(new, _)| new == name);
            Credential::Other(old.map_or(name, |(_, old)| old).clone())
        }
        Credential::Together(all) => {
            Credential::Together(all.iter().map(|one| with_name(one, names)).collect())
        }
        other => other.clone(),
    }
}

/// Compares security schemes of the same name, and reports those that only have another name.
fn schemes(
    models: &Models<'_>,
    old: &Operation,
    new: &Operation,
    renamed: &[(String, String)],
    local: &mut NodeDiff,
) {
    let finding = |name: &str, text| {
        Finding::new(
            ChangeKind::SecurityChanged,
            format!("security {name}"),
            &old.at,
            text,
        )
    };
    for (after, before) in renamed {
        let text = format!("the security scheme `{before}` is now called `{after}`");
        local
            .findings
            .push(finding(before, text).values(before.as_str(), after.as_str()));
    }
    for before in own_schemes(models.old, old) {
        let mut same = own_schemes(models.new, new).filter(|after| after.name == before.name);
        if let Some(after) = same.find(|after| after.kind != before.kind) {
            let (was, is) = (kind_name(&before.kind), kind_name(&after.kind));
            let text = format!("the security scheme `{}` is now {is}, was {was}", before.name);
            let finding = finding(&before.name, text).wire(WireImpact::Breaking);
            local.findings.push(finding.values(was, is));
        }
    }
}

fn kind_name(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Bearer => "a bearer token".to_owned(),
        SchemeKind::Basic => "HTTP basic authentication".to_owned(),
        SchemeKind::Digest => "HTTP digest authentication".to_owned(),
        SchemeKind::ApiKey(location, name) => {
            let location = match location {
                KeyPlace::Header => "header",
                KeyPlace::Query => "query parameter",
                KeyPlace::Cookie => "cookie",
            };
            format!("a key in the {location} {name}")
        }
        SchemeKind::ClientCredentials(url) => format!("OAuth 2.0 with tokens of {url}"),
    }
}
