//! Compares the parameters of operations.

use super::findings::Finding;
use super::models::{Models, resolved};
use super::node_diff::{NodeDiff, PairLocation};
use super::rename::{Candidate, pair};
use super::{ChangeKind, SourceImpact, WireImpact, presence, rust_names, texts, types};
use crate::ir::{
    Api, Operation, Parameter, ParameterLocation, ParameterStyle, Presence, ShapeKind, Side, Type,
};

/// Compares the parameters of two operations. Those of the path are matched by position, the others by name.
pub(super) fn compare<'a>(models: &Models<'_>, old: &'a Operation, new: &'a Operation, local: &mut NodeDiff) {
    let mut before: Vec<&Parameter> = old.parameters.iter().collect();
    let mut after: Vec<&Parameter> = new.parameters.iter().collect();
    for (a, b) in take_pairs(&mut before, &mut after, |a, b| {
        enters_or_leaves_path(old, new, a, b)
    }) {
        moved(a, b, local);
        both(models, a, b, local);
    }
    let is_in_path = |parameter: &&Parameter| parameter.location == ParameterLocation::Path;
    let (in_path_before, mut before): (Vec<_>, Vec<_>) = before.into_iter().partition(is_in_path);
    let (in_path_after, mut after): (Vec<_>, Vec<_>) = after.into_iter().partition(is_in_path);
    in_path(models, old, (in_path_before, in_path_after), local);
    let same = |a: &Parameter, b: &Parameter| a.location == b.location && is_same_name(a, b);
    for (old, new) in take_pairs(&mut before, &mut after, same) {
        both(models, old, new, local);
    }
    for (old, new) in take_pairs(&mut before, &mut after, |a, b| a.wire == b.wire) {
        moved(old, new, local);
        both(models, old, new, local);
    }
    let matched = pair(
        Candidate::only_in(&before, &after, name),
        Candidate::only_in(&after, &before, name),
        |a, b| a.location == b.location && has_same_kind(&a.ty, &b.ty),
        |_, _| false,
    );
    for (before, after) in matched.renamed {
        rename(models, before, after, local);
        both(models, before, after, local);
    }
    for one in matched.removed {
        remove(one.item, local);
    }
    for one in matched.added {
        add(old, one.item, local);
    }
}

/// Returns true if the parameter `before` is in the path of only one of the operations, where neither has another one of
/// its name.
fn enters_or_leaves_path(old: &Operation, new: &Operation, before: &Parameter, after: &Parameter) -> bool {
    let is_in_path = |one: &Parameter| one.location == ParameterLocation::Path;
    let has = |operation: &Operation, own: &Parameter| {
        let mut all = operation.parameters.iter();
        all.any(|one| one.location == own.location && one.wire == own.wire)
    };
    before.wire == after.wire
        && is_in_path(before) != is_in_path(after)
        && !has(new, before)
        && !has(old, after)
}

fn in_path(
    models: &Models<'_>,
    operation: &Operation,
    (mut before, mut after): (Vec<&Parameter>, Vec<&Parameter>),
    local: &mut NodeDiff,
) {
    // In another number of parameters, the position is not that of the same parameter.
    let is_same = |a: &Parameter, b: &Parameter| a.wire == b.wire;
    let mut pairs = match before.len() == after.len() {
        true => Vec::new(),
        false => take_pairs(&mut before, &mut after, is_same),
    };
    let rest = before.len().min(after.len());
    pairs.extend(before.drain(..rest).zip(after.drain(..rest)));
    for (before, after) in pairs {
        if before.wire != after.wire {
            rename(models, before, after, local);
        }
        both(models, before, after, local);
    }
    before.iter().for_each(|one| remove(one, local));
    after.iter().for_each(|one| add(operation, one, local));
}

/// Removes the parameters that are the same from both lists, and returns them in pairs.
fn take_pairs<'a>(
    old: &mut Vec<&'a Parameter>,
    new: &mut Vec<&'a Parameter>,
    is_same: impl Fn(&Parameter, &Parameter) -> bool,
) -> Vec<(&'a Parameter, &'a Parameter)> {
    let mut pairs = Vec::new();
    old.retain(|before| {
        let found = new.iter().position(|after| is_same(before, after));
        pairs.extend(found.map(|index| (*before, new.remove(index))));
        found.is_none()
    });
    pairs
}

/// Names of headers have no case (RFC 9110, 5.1).
fn is_same_name(a: &Parameter, b: &Parameter) -> bool {
    let (before, after) = (a.wire.as_str(), b.wire.as_str());
    before == after || (a.location == ParameterLocation::Header && before.eq_ignore_ascii_case(after))
}

fn name<'p>(parameter: &'p &Parameter) -> &'p str {
    parameter.wire.as_str()
}

fn has_same_kind(a: &Type, b: &Type) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// Returns a parameter as the start of a sentence.
fn named(parameter: &Parameter) -> String {
    format!("the {} parameter `{}`", parameter.location.name(), parameter.wire)
}

fn subject(parameter: &Parameter) -> String {
    format!("{} parameter {}", parameter.location.name(), parameter.wire)
}

fn both(models: &Models<'_>, old: &Parameter, new: &Parameter, local: &mut NodeDiff) {
    let at_pair = PairLocation {
        member: Some(old.wire.clone()),
        ..PairLocation::new(subject(old), Side::Request, &old.at, &new.at)
    };
    let first = local.findings.len();
    presence::compare(&at_pair, old.presence, new.presence, local);
    presence::deprecation(&at_pair, old.deprecated, new.deprecated, local);
    let defaults = (old.default.as_deref(), new.default.as_deref());
    presence::default(&at_pair, defaults, presence::is_required(old.presence), local);
    values(models, &at_pair, old, new, local);
    for finding in &mut local.findings[first..] {
        finding.source = argument(finding, old, new);
        finding.wire = written(models, finding, old, new);
    }
    rust_names::parameter(&at_pair, old, new, local);
    styles(models, &at_pair, old, new, local);
    // The direction of parameters is always the same, so it is not mentioned.
    local.findings[first..]
        .iter_mut()
        .for_each(|finding| finding.side = None);
}

/// Compares the types of the values, whose schema may be below the parameter. An enum whose values are written as those of
/// another kind of enum is a change of the parameter, not of the schema.
fn values(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Parameter,
    new: &Parameter,
    local: &mut NodeDiff,
) {
    let at_pair = at_pair.inside("schema");
    let first = local.reached.len();
    types::compare(models, &at_pair, &old.ty, &new.ty, local);
    for pair in local.reached.split_off(first) {
        let [a, b] = [pair.old, pair.new].map(|id| Type::Shape { id, boxed: false });
        match (texts::values(models.old, &a), texts::values(models.new, &b)) {
            (Some(x), Some(y)) if x.is_of_strings() != y.is_of_strings() => {
                types::others(models, &at_pair, &a, &b, local);
            }
            _ => local.reached.push(pair),
        }
    }
}

/// Returns the wire impact of a finding about a parameter: values are written as strings, so every number and boolean
/// is a string too, and `null` cannot be written.
fn written(models: &Models<'_>, finding: &Finding, old: &Parameter, new: &Parameter) -> WireImpact {
    match finding.rule {
        ChangeKind::TypeChanged if is_written_as(models, old, new) => WireImpact::Ok,
        ChangeKind::NullableCleared => WireImpact::Ok,
        _ => finding.wire,
    }
}

/// Returns true if every value of the old parameter is written as one of the new. A parameter that is repeated for each
/// item of a list may occur once.
fn is_written_as(models: &Models<'_>, old: &Parameter, new: &Parameter) -> bool {
    match (&old.ty, &new.ty) {
        (Type::List { .. }, Type::List { .. }) => texts::include(models, &old.ty, &new.ty),
        (value, Type::List { item, count, .. }) => {
            new.style == ParameterStyle::Repeated
                && count.min.is_none_or(|least| least <= 1)
                && texts::include(models, value, item)
        }
        (a, b) => texts::include(models, a, b),
    }
}

/// Compares how values are written.
fn styles(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Parameter,
    new: &Parameter,
    local: &mut NodeDiff,
) {
    let scalars = [is_scalar(models.old, &old.ty), is_scalar(models.new, &new.ty)];
    let of = |one: &Parameter, is_scalar: bool| match is_scalar {
        true if is_json_as_string(&one.ty) && one.style == ParameterStyle::Json => {
            (ParameterStyle::Repeated, false)
        }
        true => (scalar_style(one.style), false),
        false => (one.style, one.explode),
    };
    let (before, after) = (of(old, scalars[0]), of(new, scalars[1]));
    // That a list is written in another way than one value follows from the type.
    let is_derived = scalars[0] != scalars[1] && [old, new].iter().all(|one| is_default(one));
    if before != after && old.location == new.location && !is_derived {
        let style = |style: ParameterStyle| match (style, scalars) {
            (ParameterStyle::Repeated, [true, true]) => "as strings",
            (other, _) => self::style(other),
        };
        let text = format!(
            "values of `{}` are now written {}, were {}",
            old.wire,
            style(after.0),
            style(before.0)
        );
        let finding = at_pair.finding(ChangeKind::ParameterStyleChanged, text);
        let finding = finding.keyword("style").wire(WireImpact::Breaking);
        local
            .findings
            .push(finding.values(style(before.0), style(after.0)));
    }
    if old.reserved != new.reserved {
        let (before, after) = (reserved(old.reserved), reserved(new.reserved));
        let text = format!(
            "reserved characters in values of `{}` are now sent {after}, were {before}",
            old.wire
        );
        let finding = at_pair.finding(ChangeKind::ParameterStyleChanged, text);
        let wire = reserved_impact(new.reserved);
        let finding = finding.keyword("allowReserved").wire(wire);
        local.findings.push(finding.values(before, after));
    }
}

/// Returns how reserved characters are sent.
pub(super) fn reserved(is_allowed: bool) -> &'static str {
    match is_allowed {
        true => "as they are",
        false => "percent-encoded",
    }
}

/// Returns the impact if reserved characters are now allowed, or forbidden: the service decodes percent-encoded ones in any
/// case.
pub(super) fn reserved_impact(is_allowed: bool) -> WireImpact {
    match is_allowed {
        true => WireImpact::Ok,
        false => WireImpact::Breaking,
    }
}

/// Returns true if JSON has the same text for a value as other styles.
fn is_json_as_string(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bool | Type::BoolConstant(_) | Type::Integer { .. } | Type::Number { .. }
    )
}

/// Returns true if values are written as one string.
pub(super) fn is_scalar(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Text { .. } => true,
        ty if is_json_as_string(ty) => true,
        Type::Nullable(inner) => is_scalar(api, inner),
        Type::Shape { id, .. } => matches!(resolved(api, api.shape(*id)), ShapeKind::Enum(_)),
        _ => false,
    }
}

/// Returns true if the style is one that locations have by default: the same for a single value.
fn is_default(parameter: &Parameter) -> bool {
    matches!(parameter.style, ParameterStyle::Repeated | ParameterStyle::Commas)
}

/// Returns one style for all that write a single value in the same way.
pub(super) fn scalar_style(style: ParameterStyle) -> ParameterStyle {
    match style {
        ParameterStyle::Commas
        | ParameterStyle::Spaces
        | ParameterStyle::Pipes
        | ParameterStyle::DeepObject => ParameterStyle::Repeated,
        other => other,
    }
}

/// Reports a parameter that has the same name in another location. The call has the same setter for it.
fn moved(old: &Parameter, new: &Parameter, local: &mut NodeDiff) {
    let (before, after) = (old.location.name(), new.location.name());
    let text = format!(
        "parameter `{}` is now in the {after}, was in the {before}",
        old.wire
    );
    let finding = Finding::new(ChangeKind::ParameterMoved, subject(old), &old.at, text);
    let finding = finding.member(&old.wire).located_in_new(&new.at).keyword("in");
    local
        .findings
        .push(finding.wire(WireImpact::Breaking).values(before, after));
}

/// Returns the source impact of a finding about a parameter of both operations: a required one is an argument of the
/// constructor, the others have a setter. Strings of every pattern are passed as strings, and `null` cannot be passed.
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
        // Formats have their own trait: a timestamp may also be passed as a point in time.
        ChangeKind::Deprecated | ChangeKind::FormatChanged => finding.source,
        _ if text_depth(&old.ty).is_some() && text_depth(&old.ty) == text_depth(&new.ty) => {
            SourceImpact::None
        }
        _ => finding.source,
    }
}

/// Returns 0 if callers pass a string, 1 for a list of strings; none for other types.
fn text_depth(ty: &Type) -> Option<usize> {
    match ty {
        Type::List { item, .. } => text_depth(item).map(|depth| depth + 1),
        Type::Nullable(inner) => text_depth(inner),
        Type::Text { .. } => Some(0),
        _ => None,
    }
}

/// Returns how values are written, as a part of a sentence.
pub(super) fn style(style: ParameterStyle) -> &'static str {
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

/// Reports a parameter with another name. One in the path is sent by position; a required one is an argument, whose
/// name callers do not write.
fn rename(models: &Models<'_>, old: &Parameter, new: &Parameter, local: &mut NodeDiff) {
    let subject = subject(old);
    let text = format!("{} is now called `{}`", named(old), new.wire);
    let wire = if old.location == ParameterLocation::Path {
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
        format!("{} is gone", named(parameter)),
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
    let text = format!("{} is new, and {kind}", named(parameter));
    let finding = Finding::new(ChangeKind::ParameterAdded, subject, &operation.at, text)
        .wire(wire)
        .source(source);
    local.findings.push(
        finding
            .member(&parameter.wire)
            .added_at(&parameter.at)
            .values("", parameter.wire.as_str()),
    );
}
