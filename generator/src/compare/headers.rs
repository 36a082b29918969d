//! Compares the headers of responses.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, presence, types};
use crate::diagnostic::Location;
use crate::ir::{Api, Operation, ResponseHeader, Side, Type};

/// Compares whether the headers of an operation are required, and whether the specification advises against them.
pub(super) fn declarations(old: &Operation, new: &Operation, local: &mut NodeDiff) {
    for before in &old.headers {
        let name = before.wire.as_str();
        let Some(after) = new.headers.iter().find(|header| header.is_named(name)) else {
            continue;
        };
        let at_pair = PairLocation::new(format!("header {name}"), Side::Response, &before.at, &after.at);
        // Every header is optional in Rust.
        if before.required != after.required {
            local
                .findings
                .push(presence::requirement(&at_pair, after.required));
        }
        presence::deprecation(&at_pair, before.deprecated, after.deprecated, local);
    }
}

/// Compares the headers of responses. Their names have no case (RFC 9110, 5.1).
pub(super) fn compare(
    models: &Models<'_>,
    (old_at, new_at): (&Location, &Location),
    (old, new): (&[String], &[String]),
    local: &mut NodeDiff,
) {
    let only = |own: &[String], others: &[String]| -> Vec<String> {
        let known = |name: &&String| others.iter().any(|other| other.eq_ignore_ascii_case(name));
        own.iter().filter(|name| !known(name)).cloned().collect()
    };
    let finding = |rule, name: &str, text| {
        let finding = Finding::new(rule, format!("header {name}"), old_at, text);
        finding.located_in_new(new_at)
    };
    for name in only(old, new) {
        let text = format!("responses no longer have the header `{name}`");
        let finding = finding(ChangeKind::ResponseHeaderRemoved, &name, text);
        // One method reads the header of all responses.
        let is_gone = header(models.old, &name).is_some() && header(models.new, &name).is_none();
        local
            .findings
            .push(finding.breaking_source_if(is_gone).values(name, ""));
    }
    for name in old {
        header_type(models, (old_at, new_at), name, local);
    }
    for name in only(new, old) {
        let text = format!("responses now have the header `{name}`");
        let finding = finding(ChangeKind::ResponseHeaderAdded, &name, text);
        let finding = finding.source(SourceImpact::Additive);
        local.findings.push(finding.values("", name));
    }
}

fn header<'a>(api: &'a Api, name: &str) -> Option<&'a ResponseHeader> {
    api.headers.iter().find(|header| header.is_named(name))
}

/// Compares the values of a header, which are written as strings, and the names of its methods.
fn header_type(
    models: &Models<'_>,
    (old_at, new_at): (&Location, &Location),
    name: &str,
    local: &mut NodeDiff,
) {
    let (Some(old), Some(new)) = (header(models.old, name), header(models.new, name)) else {
        return;
    };
    let at_pair = PairLocation::new(format!("header {name}"), Side::Response, old_at, new_at);
    at_pair.rust_changed("", old.ident.as_str(), new.ident.as_str(), local);
    let first = local.findings.len();
    types::compare(models, &at_pair, &old.ty, &new.ty, local);
    let reads_any = matches!(old.ty, Type::Text { format: None, .. });
    for finding in local.findings[first..].iter_mut().filter(|_| reads_any) {
        finding.wire = WireImpact::Ok;
    }
}
