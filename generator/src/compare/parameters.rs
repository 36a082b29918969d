//! Parameters of one operation.

use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::rename::{Candidate, pair};
use super::{ChangeKind, SourceImpact, WireImpact, fields, rust_names, types};
use crate::ir::{Api, Operation, Parameter, ParameterPlace, ParameterStyle, Presence, Side, Type};

/// Compares the parameters of two operations. Those of the path are told by their position, the others by name.
pub(super) fn compare<'a>(models: &Models<'_>, old: &'a Operation, new: &'a Operation, local: &mut NodeDiff) {
    let in_path = |operation: &'a Operation| -> Vec<&'a Parameter> {
        let all = operation.parameters.iter();
        all.filter(|parameter| parameter.place == ParameterPlace::Path)
            .collect()
    };
    let (before, after) = (in_path(old), in_path(new));
    for (before, after) in before.iter().zip(&after) {
        if before.wire != after.wire {
            rename(models, before, after, local);
        }
        both(models, before, after, local);
    }
    let shared = before.len().min(after.len());
    before[shared..].iter().for_each(|one| remove(one, local));
    after[shared..].iter().for_each(|one| add(old, one, local));
    let rest = |operation: &'a Operation| -> Vec<&'a Parameter> {
        operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place != ParameterPlace::Path)
            .collect()
    };
    let (before, after) = (rest(old), rest(new));
    for one in &before {
        if let Some(other) = after
            .iter()
            .find(|other| other.wire == one.wire && other.place == one.place)
        {
            both(models, one, other, local);
        }
    }
    let removed = Candidate::only_in(&before, &after, name);
    let added = Candidate::only_in(&after, &before, name);
    let kind = std::mem::discriminant;
    let matched = pair(
        removed,
        added,
        |a, b| a.place == b.place && kind(&a.ty) == kind(&b.ty),
        |_, _| false,
    );
    for (before, after) in matched.renamed {
        rename(models, before, after, local);
        both(models, before, after, local);
    }
    matched
        .removed
        .into_iter()
        .for_each(|one| remove(one.item, local));
    matched
        .added
        .into_iter()
        .for_each(|one| add(old, one.item, local));
}

fn name<'p>(parameter: &'p &Parameter) -> &'p str {
    parameter.wire.as_str()
}

fn subject(parameter: &Parameter) -> String {
    format!("{} parameter {}", place(parameter.place), parameter.wire)
}

fn place(place: ParameterPlace) -> &'static str {
    match place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
        ParameterPlace::Cookie => "cookie",
    }
}

fn both(models: &Models<'_>, old: &Parameter, new: &Parameter, local: &mut NodeDiff) {
    let at_pair = PairLocation {
        subject: subject(old),
        member: Some(old.wire.clone()),
        old: &old.at,
        new: &new.at,
        side: Side::Request,
    };
    let first = local.findings.len();
    fields::presence(&at_pair, old.presence, new.presence, local);
    fields::deprecation(&at_pair, old.deprecated, new.deprecated, local);
    fields::default(&at_pair, old.default.as_deref(), new.default.as_deref(), local);
    types::compare(models, &at_pair, &old.ty, &new.ty, local);
    let own = &mut local.findings[first..];
    own.iter_mut()
        .for_each(|finding| finding.source = argument(finding, old, new));
    rust_names::parameter(&at_pair, old, new, local);
    if (old.style, old.explode) != (new.style, new.explode) {
        let text = format!("values of `{}` are now written {}", old.wire, style(new.style));
        let finding = at_pair
            .finding(ChangeKind::ParameterStyleChanged, text)
            .wire(WireImpact::Breaking);
        local
            .findings
            .push(finding.values(style(old.style), style(new.style)));
    }
    // A parameter only ever travels one way, so that saying which adds nothing.
    local.findings[first..]
        .iter_mut()
        .for_each(|finding| finding.side = None);
}

/// What a finding about a parameter that is on both sides means for callers: a required one is an argument of the
/// constructor, the others have a setter; text of any kind is given as text, and `null` cannot be given.
fn argument(finding: &Finding, old: &Parameter, new: &Parameter) -> SourceImpact {
    let is_argument = |parameter: &Parameter| !rust_names::has_setter(parameter);
    match finding.rule {
        ChangeKind::Required
        | ChangeKind::Optional
        | ChangeKind::NullableSet
        | ChangeKind::NullableCleared => match is_argument(old) != is_argument(new) {
            true => SourceImpact::Breaking,
            false => SourceImpact::None,
        },
        _ if is_text(&old.ty) && is_text(&new.ty) && finding.rule != ChangeKind::Deprecated => {
            SourceImpact::None
        }
        _ => finding.source,
    }
}

/// Whether a caller gives text, or a list of texts.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::List { item: inner, .. } | Type::Nullable(inner) => is_text(inner),
        Type::Text { .. } => true,
        _ => false,
    }
}

fn style(style: ParameterStyle) -> &'static str {
    match style {
        ParameterStyle::Repeated => "as repeated parameters",
        ParameterStyle::Commas => "with commas",
        ParameterStyle::Spaces => "with spaces",
        ParameterStyle::Pipes => "with pipes",
        ParameterStyle::Label => "after a dot",
        ParameterStyle::Matrix => "after a semicolon and the name",
        ParameterStyle::DeepObject => "with each member in brackets",
        ParameterStyle::Json => "as JSON",
    }
}

/// What stands in the path is sent in its position, whatever it is called; and what is required is an argument, whose name
/// no caller writes.
fn rename(models: &Models<'_>, old: &Parameter, new: &Parameter, local: &mut NodeDiff) {
    let subject = subject(old);
    let text = format!("{subject} is now called `{}`", new.wire);
    let wire = if old.place == ParameterPlace::Path {
        WireImpact::Ok
    } else {
        WireImpact::Breaking
    };
    let finding = Finding::new(ChangeKind::ParameterRenamed, subject, &old.at, text).wire(wire);
    let finding = finding.member(&old.wire).located_in_new(&new.at);
    let setters = (rust_names::has_setter(old), rust_names::has_setter(new));
    let inline = |api: &Api, parameter: &Parameter| {
        let id = parameter.ty.shapes();
        id.map(|id| api.shape(id).ident.clone())
    };
    let is_named = setters == (true, true) && old.ident != new.ident;
    let has_type = inline(models.old, old) != inline(models.new, new);
    let finding = finding.breaking_source_if(is_named || has_type);
    local
        .findings
        .push(finding.values(old.wire.as_str(), new.wire.as_str()));
}

fn remove(parameter: &Parameter, local: &mut NodeDiff) {
    let subject = subject(parameter);
    let finding = Finding::new(
        ChangeKind::ParameterRemoved,
        &*subject,
        &parameter.at,
        format!("{subject} is gone"),
    );
    let finding = finding.wire(WireImpact::Breaking).source(SourceImpact::Breaking);
    let finding = finding.member(&parameter.wire);
    local.findings.push(finding.values(parameter.wire.as_str(), ""));
}

fn add(operation: &Operation, parameter: &Parameter, local: &mut NodeDiff) {
    let subject = subject(parameter);
    let (kind, wire, source) = match parameter.presence {
        Presence::Required | Presence::Nullable => ("required", WireImpact::Breaking, SourceImpact::Breaking),
        Presence::Optional | Presence::OptionalNullable => {
            ("optional", WireImpact::Ok, SourceImpact::Additive)
        }
    };
    let text = format!("{subject} is new, and {kind}");
    let finding = Finding::new(ChangeKind::ParameterAdded, subject, &operation.at, text)
        .wire(wire)
        .source(source);
    local.findings.push(
        finding
            .member(&parameter.wire)
            .stands_at(&parameter.at)
            .values("", parameter.wire.as_str()),
    );
}
