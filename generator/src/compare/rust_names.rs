//! Compares facts that only Rust shows: names, modules, the order of the arguments of constructors, rules between
//! fields.

use super::constraint::ConstraintChange;
use super::findings::Finding;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, SourceImpact, WireImpact, variants};
use crate::ident;
use crate::ir::{
    Enum, Field, GroupId, Ident, Operation, Parameter, ParameterLocation, Presence, Rule, Shape, ShapeKind,
    Side, Struct, Type, Union, Version,
};

/// Compares the names of two types and of their parts.
pub(super) fn shapes(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    (old, before): (&Shape, &ShapeKind),
    (new, after): (&Shape, &ShapeKind),
    local: &mut NodeDiff,
) {
    // The rename of a schema has been reported.
    let is_reported = local.findings.iter().any(|one| one.source != SourceImpact::None);
    // An inline schema, and so its Rust type, is named after its location.
    let is_derived = old.wire != new.wire;
    // In other modules, names get other numbers.
    let is_comparable = is_derived || models.options.modules;
    if !is_reported && is_comparable && old.ident != new.ident {
        name(models, at_pair, (old, new), is_derived, local);
    }
    module(models, at_pair, (old.home.group, new.home.group), local);
    version_module(at_pair, (old.home.version, new.home.version), local);
    match (before, after) {
        (ShapeKind::Struct(a), ShapeKind::Struct(b)) => structs(models, at_pair, a, b, local),
        (ShapeKind::Enum(a), ShapeKind::Enum(b)) => values(at_pair, a, b, local),
        (ShapeKind::Union(a), ShapeKind::Union(b)) => variants_of(models, at_pair, a, b, local),
        _ => {}
    }
}

/// Reports a new name of a type: a replacement, or an addition if the old name remains as an alias.
fn name(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    (old, new): (&Shape, &Shape),
    is_derived: bool,
    local: &mut NodeDiff,
) {
    let first = local.findings.len();
    if !models.is_still_named(old, new) {
        at_pair.rust_changed("", old.ident.as_str(), new.ident.as_str(), local);
    } else if !models.old.shapes.iter().any(|own| own.ident == new.ident) {
        let text = format!(
            "`{}` has the additional name `{}` in Rust",
            at_pair.subject, new.ident
        );
        let finding = at_pair.finding(ChangeKind::RustChanged, text);
        let finding = finding.wire(WireImpact::None).source(SourceImpact::Additive);
        local.findings.push(finding.values("", new.ident.as_str()));
    }
    local.findings[first..]
        .iter_mut()
        .for_each(|one| one.derived = is_derived);
}

/// Compares the modules of two groups, if both models are divided into modules in the same way.
fn module(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    (old, new): (GroupId, GroupId),
    local: &mut NodeDiff,
) {
    let (before, after) = (&models.old.group(old).ident, &models.new.group(new).ident);
    if !models.options.modules || before == after {
        return;
    }
    let text = format!("items of the module `{before}` are now in the module `{after}`");
    let finding = of_module(ChangeKind::ModuleRenamed, before, at_pair, text);
    local
        .findings
        .push(finding.values(before.as_str(), after.as_str()));
}

/// Returns a finding about a module, which breaks Rust code alone.
fn of_module(rule: ChangeKind, module: &Ident, at_pair: &PairLocation<'_>, text: String) -> Finding {
    let finding = Finding::new(rule, format!("module {module}"), at_pair.old, text);
    finding.wire(WireImpact::None).source(SourceImpact::Breaking)
}

/// Compares the Cargo features of the modules of two groups, if the modules have the same name.
fn feature(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    (old, new): (GroupId, GroupId),
    local: &mut NodeDiff,
) {
    let module = &models.new.group(new).ident;
    let Some([old_features, new_features]) = models.features else {
        return;
    };
    if !models.options.modules || models.old.group(old).ident != *module {
        return;
    }
    let [before, after] =
        [old_features.name(old), new_features.name(new)].map(|name| name.map(Ident::as_str));
    let change = match (before, after) {
        (None, Some(after)) => format!("compiled only with the Cargo feature `{after}`, a default one"),
        (Some(before), None) => format!("always compiled: the Cargo feature `{before}` no longer exists"),
        (Some(before), Some(after)) if before != after => {
            format!("compiled with the Cargo feature `{after}`, was with `{before}`")
        }
        _ => return,
    };
    let text = format!("the module `{module}` is now {change}");
    let finding = of_module(ChangeKind::FeatureChanged, module, at_pair, text);
    let finding = finding.values(before.unwrap_or_default(), after.unwrap_or_default());
    local.findings.push(finding);
}

/// Reports a type that is no longer part of the version module that defined it. A dated module also contains the types
/// of the dates before it; `preview` and upcoming modules contain only their own types.
fn version_module(
    at_pair: &PairLocation<'_>,
    (old, new): (Option<Version>, Option<Version>),
    local: &mut NodeDiff,
) {
    let is_alone = |version: Option<Version>| version.is_some_and(|version: Version| !version.is_stable());
    let is_still_there = old == new || (new < old && !is_alone(old) && !is_alone(new));
    if !is_still_there {
        let name = |version: Option<Version>| match version {
            Some(_) => ident::version_module(version).to_string(),
            None => "the root of the crate".to_owned(),
        };
        let first = local.findings.len();
        at_pair.rust_changed("the version module of ", &name(old), &name(new), local);
        // It follows from a promoted version or from a revision that no longer uses the type.
        local.findings[first..]
            .iter_mut()
            .for_each(|one| one.derived = true);
    }
}

fn structs(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Struct,
    new: &Struct,
    local: &mut NodeDiff,
) {
    for before in &old.fields {
        let Some(after) = new.fields.iter().find(|after| after.wire == before.wire) else {
            continue;
        };
        let subject = format!("{}.{}", at_pair.subject, before.wire);
        let at_pair = PairLocation {
            member: Some(before.wire.clone()),
            ..PairLocation::new(subject, at_pair.side, &before.at, &after.at)
        };
        at_pair.rust_changed("", before.ident.as_str(), after.ident.as_str(), local);
        marker(&at_pair, before, after, local);
    }
    if at_pair.side == Side::Request {
        order(models, at_pair, &taken(old), &taken(new), local);
    }
    rules(at_pair, old, new, local);
}

/// An argument of a constructor: its identity, its name in reports, and its type.
struct Argument<'a> {
    key: String,
    name: String,
    ty: &'a Type,
}

/// Returns the arguments of the constructor of a request.
fn taken(object: &Struct) -> Vec<Argument<'_>> {
    let fields = object.fields.iter();
    let needed = fields.filter(|field| is_needed(field) && field.tag.is_none());
    needed
        .map(|field| Argument {
            key: field.ident.to_string(),
            name: field.wire.to_string(),
            ty: &field.ty,
        })
        .collect()
}

fn is_needed(field: &Field) -> bool {
    matches!(field.presence, Presence::Required | Presence::Nullable)
}

/// Reports a property that was an argument of the constructor and is now set by it, or the reverse, because it selects
/// a variant.
fn marker(at_pair: &PairLocation<'_>, old: &Field, new: &Field, local: &mut NodeDiff) {
    let needed = is_needed(old) && is_needed(new) && at_pair.side == Side::Request;
    if needed && old.tag.is_some() != new.tag.is_some() {
        let name = |field: &Field| match field.tag {
            Some(_) => "set by the constructor",
            None => "an argument of the constructor",
        };
        at_pair.rust_changed("", name(old), name(new), local);
    }
}

fn values(at_pair: &PairLocation<'_>, old: &Enum, new: &Enum, local: &mut NodeDiff) {
    for before in &old.values {
        if let Some(after) = new.values.iter().find(|after| after.wire == before.wire) {
            let what = format!("value `{}` of ", before.wire);
            at_pair.rust_changed(&what, before.ident.as_str(), after.ident.as_str(), local);
        }
    }
}

fn variants_of(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Union,
    new: &Union,
    local: &mut NodeDiff,
) {
    for (before, after) in variants::pairs((models.old, old), (models.new, new)).both {
        let (key, other) = (
            variants::key(models.old, before),
            variants::key(models.new, after),
        );
        if key == other {
            let what = format!("the variant `{key}` of ");
            at_pair.rust_changed(&what, before.ident.as_str(), after.ident.as_str(), local);
        }
    }
}

/// Compares the names of an operation in all its versions, and the order of its parameters. An operation
/// with another id has another name, which has been reported.
pub(super) fn operations(models: &Models<'_>, old: &Operation, new: &Operation, local: &mut NodeDiff) {
    let at_pair = PairLocation::new(&*old.id, Side::Request, &old.at, &new.at);
    module(models, &at_pair, (old.group, new.group), local);
    feature(models, &at_pair, (old.group, new.group), local);
    let is_comparable = old.id == new.id && models.options.modules;
    for before in old.revisions.iter().filter(|_| is_comparable) {
        let same = |after: &&crate::ir::Revision| after.media_type.is_same(&before.media_type);
        if let Some(after) = new.revisions.iter().find(same) {
            at_pair.rust_changed("", before.ident.as_str(), after.ident.as_str(), local);
        }
    }
    order(
        models,
        &at_pair,
        &positional(old, new),
        &positional(new, old),
        local,
    );
}

/// Returns the arguments of the constructor of a call. Path parameters are identified by their position in the path, if the
/// path of the `other` operation has as many.
fn positional<'a>(operation: &'a Operation, other: &Operation) -> Vec<Argument<'a>> {
    let has_positions = operation.path_parameters() == other.path_parameters();
    let required = operation.required_parameters();
    required
        .map(|(number, one)| Argument {
            key: match one.location {
                ParameterLocation::Path if has_positions => format!("path {number}"),
                _ => one.wire.to_string(),
            },
            name: one.wire.to_string(),
            ty: &one.ty,
        })
        .collect()
}

/// Compares the Rust names of two parameters with one wire name. A required one is an argument, whose name callers do
/// not write.
pub(super) fn parameter(at_pair: &PairLocation<'_>, old: &Parameter, new: &Parameter, local: &mut NodeDiff) {
    let is_same = old.wire.as_str().eq_ignore_ascii_case(new.wire.as_str());
    if is_same && has_setter(old) && has_setter(new) {
        at_pair.rust_changed("", old.ident.as_str(), new.ident.as_str(), local);
    }
}

/// Returns true if callers set the parameter by its name.
pub(super) fn has_setter(parameter: &Parameter) -> bool {
    parameter.has_setter()
}

/// Compares the order of the arguments that a constructor kept; an added or removed one is a separate change.
fn order(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &[Argument<'_>],
    new: &[Argument<'_>],
    local: &mut NodeDiff,
) {
    let kept = |own: &'_ [Argument<'_>], others: &[Argument<'_>]| -> Vec<usize> {
        let stays = |one: &Argument<'_>| others.iter().any(|other| other.key == one.key);
        (0..own.len()).filter(|number| stays(&own[*number])).collect()
    };
    let (before, after) = (kept(old, new), kept(new, old));
    let moved: Vec<(&Argument<'_>, &Argument<'_>)> = before
        .iter()
        .zip(&after)
        .map(|(a, b)| (&old[*a], &new[*b]))
        .filter(|(a, b)| a.key != b.key)
        .collect();
    if moved.is_empty() {
        return;
    }
    let list = |all: &[Argument<'_>], own: &[usize]| {
        let names: Vec<&str> = own.iter().map(|number| all[*number].name.as_str()).collect();
        names.join(", ")
    };
    let (before, after) = (list(old, &before), list(new, &after));
    let is_silent = moved.iter().all(|(a, b)| models.has_same_type(a.ty, b.ty));
    let danger = match is_silent {
        true => {
            "; arguments of one type swapped positions, so that existing calls still compile, with the wrong meaning"
        }
        false => "",
    };
    let subject = &at_pair.subject;
    let text = format!("`{subject}` takes its arguments in another order: {after}; was {before}{danger}");
    let finding = at_pair
        .finding(ChangeKind::ArgumentsReordered, text)
        .wire(WireImpact::None);
    let finding = finding.source(SourceImpact::Breaking);
    local.findings.push(finding.values(before, after));
}

/// Compares the rules between fields. Rules of one name that only one of the structs has are forms of one rule.
fn rules(at_pair: &PairLocation<'_>, old: &Struct, new: &Struct, local: &mut NodeDiff) {
    let only = |own: &'_ Struct, other: &Struct| -> Vec<Rule> {
        let checks = |rule: &'_ Rule| (rule.id.clone(), rule.when.clone(), rule.requirement.clone());
        let known = |rule: &Rule| other.rules.iter().any(|other| checks(other) == checks(rule));
        own.rules.iter().filter(|rule| !known(rule)).cloned().collect()
    };
    let mut push = |step: ConstraintChange, verb: &str, id: &str, [before, after]: [&str; 2]| {
        let text = format!("`{}` {verb} the rule `{id}`", at_pair.subject);
        let finding = at_pair.finding(ChangeKind::RulesChanged, text);
        let finding = finding.wire(step.wire(at_pair.side)).values(before, after);
        local.findings.push(finding);
    };
    let mut added = only(new, old);
    for rule in only(old, new) {
        match added.iter().position(|other| other.id == rule.id) {
            Some(index) => {
                let values = [&*rule.message, &*added.remove(index).message];
                push(
                    ConstraintChange::Other,
                    "must now satisfy another form of",
                    &rule.id,
                    values,
                );
            }
            None => push(
                ConstraintChange::Looser,
                "no longer has to satisfy",
                &rule.id,
                [&*rule.id, ""],
            ),
        }
    }
    for rule in added {
        push(
            ConstraintChange::Tighter,
            "must now satisfy",
            &rule.id,
            ["", &*rule.id],
        );
    }
}
