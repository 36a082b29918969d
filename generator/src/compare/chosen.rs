//! What people chose here, or the generator for them: Rust names, modules, the order of arguments, rules between fields.

use super::walk::{Local, Site, Walk};
use super::{Rule, Source, Wire, unions};
use crate::ir::{
    Api, Enum, FamilyId, Ident, Operation, Parameter, Pattern, Presence, Shape, ShapeKind, Side, Struct,
    Type, Union, WireName,
};

/// Names of two types, and of what they hold.
pub(super) fn shapes(
    walk: &Walk<'_>,
    site: &Site<'_>,
    (old, before): (&Shape, &ShapeKind),
    (new, after): (&Shape, &ShapeKind),
    local: &mut Local,
) {
    // Where the schema was renamed, that has been said.
    let is_said = local.findings.iter().any(|one| one.source != Source::None);
    let path = |api, shape: &Shape| path(api, shape.home.family, &shape.ident);
    let (was, is) = (path(walk.old, old), path(walk.new, new));
    if !is_said && was != is && !walk.is_still_named(old, new) {
        named(site, "", &was, &is, local);
    }
    match (before, after) {
        (ShapeKind::Struct(a), ShapeKind::Struct(b)) => structs(walk, site, a, b, local),
        (ShapeKind::Enum(a), ShapeKind::Enum(b)) => values(site, a, b, local),
        (ShapeKind::Union(a), ShapeKind::Union(b)) => alternatives(walk, site, a, b, local),
        _ => {}
    }
}

fn structs(walk: &Walk<'_>, site: &Site<'_>, old: &Struct, new: &Struct, local: &mut Local) {
    for before in &old.fields {
        let Some(after) = new.fields.iter().find(|after| after.wire == before.wire) else {
            continue;
        };
        let site = Site {
            subject: format!("{}.{}", site.subject, before.wire),
            member: Some(before.wire.clone()),
            ..*site
        };
        named(&site, "", before.ident.as_str(), after.ident.as_str(), local);
        types(walk, &site, &before.ty, &after.ty, local);
    }
    if site.side == Side::Request {
        let all = |object: &Struct| -> Vec<(WireName, Presence)> {
            object
                .fields
                .iter()
                .map(|field| (field.wire.clone(), field.presence))
                .collect()
        };
        order(site, &all(old), &all(new), local);
    }
    rules(site, old, new, local);
}

fn values(site: &Site<'_>, old: &Enum, new: &Enum, local: &mut Local) {
    for before in &old.values {
        if let Some(after) = new.values.iter().find(|after| after.wire == before.wire) {
            let what = format!("value `{}` of ", before.wire);
            named(site, &what, before.ident.as_str(), after.ident.as_str(), local);
        }
    }
}

fn alternatives(walk: &Walk<'_>, site: &Site<'_>, old: &Union, new: &Union, local: &mut Local) {
    for before in &old.variants {
        let key = unions::key(walk.old, before);
        if let Some(after) = new
            .variants
            .iter()
            .find(|after| unions::key(walk.new, after) == key)
        {
            let what = format!("the alternative `{key}` of ");
            named(site, &what, before.ident.as_str(), after.ident.as_str(), local);
        }
    }
}

/// Names of an operation in all its versions, and the order in which it takes its parameters. An operation of another
/// id has another name, which has been said.
pub(super) fn operations(walk: &Walk<'_>, old: &Operation, new: &Operation, local: &mut Local) {
    let site = Site {
        subject: old.id.clone(),
        member: None,
        old: &old.at,
        new: &new.at,
        side: Side::Request,
    };
    for before in old.revisions.iter().filter(|_| old.id == new.id) {
        if let Some(after) = new
            .revisions
            .iter()
            .find(|after| after.media_type == before.media_type)
        {
            let (a, b) = (
                path(walk.old, old.family, &before.ident),
                path(walk.new, new.family, &after.ident),
            );
            named(&site, "", &a, &b, local);
        }
    }
    let all = |operation: &Operation| -> Vec<(WireName, Presence)> {
        operation
            .parameters
            .iter()
            .map(|one| (one.wire.clone(), one.presence))
            .collect()
    };
    order(&site, &all(old), &all(new), local);
}

/// Names of two parameters that the wire calls the same.
pub(super) fn parameter(
    walk: &Walk<'_>,
    site: &Site<'_>,
    old: &Parameter,
    new: &Parameter,
    local: &mut Local,
) {
    if old.wire == new.wire {
        named(site, "", old.ident.as_str(), new.ident.as_str(), local);
    }
    types(walk, site, &old.ty, &new.ty, local);
}

fn path(api: &Api, family: FamilyId, ident: &Ident) -> String {
    format!("{}::{ident}", api.family(family).ident)
}

/// What Rust says of a type that the wire does not: the name of its pattern, and whether it is boxed. Another pattern is
/// a change of its own.
fn types(walk: &Walk<'_>, site: &Site<'_>, old: &Type, new: &Type, local: &mut Local) {
    match (old, new) {
        (Type::Text { pattern: Some(a), .. }, Type::Text { pattern: Some(b), .. }) => {
            let (a, b) = (walk.old.pattern(*a), walk.new.pattern(*b));
            if a.text == b.text {
                named(site, "the type of ", pattern_name(a), pattern_name(b), local);
            }
        }
        (Type::Shape { boxed: a, .. }, Type::Shape { boxed: b, .. }) => {
            let name = |boxed: bool| if boxed { "Box<_>" } else { "_" };
            named(site, "the type of ", name(*a), name(*b), local);
        }
        (Type::List { item: a, .. }, Type::List { item: b, .. })
        | (Type::Map { value: a, .. }, Type::Map { value: b, .. })
        | (Type::OrNull(a), Type::OrNull(b)) => types(walk, site, a, b, local),
        (Type::OrNull(_), _) => named(site, "the type of ", "Option<_>", "_", local),
        (_, Type::OrNull(_)) => named(site, "the type of ", "_", "Option<_>", local),
        _ => {}
    }
}

fn pattern_name(pattern: &Pattern) -> &str {
    pattern.name.as_ref().map_or("String", Ident::as_str)
}

fn named(site: &Site<'_>, what: &str, before: &str, after: &str, local: &mut Local) {
    if before != after {
        let text = format!(
            "{what}`{}` is now `{after}` in Rust, was `{before}`",
            site.subject
        );
        push(
            site,
            (Rule::RustChanged, Source::Breaking),
            text,
            (before, after),
            local,
        );
    }
}

/// The order of those that a constructor took and takes; one that came or went is a change of its own.
fn order(site: &Site<'_>, old: &[(WireName, Presence)], new: &[(WireName, Presence)], local: &mut Local) {
    let needed = |presence: Presence| matches!(presence, Presence::Required | Presence::Nullable);
    let arguments = |own: &[(WireName, Presence)], others: &[(WireName, Presence)]| -> Vec<String> {
        let stays = |name: &WireName| {
            others
                .iter()
                .any(|(other, presence)| other == name && needed(*presence))
        };
        let own = own
            .iter()
            .filter(|(name, presence)| needed(*presence) && stays(name));
        own.map(|(name, _)| name.to_string()).collect()
    };
    let (before, after) = (arguments(old, new), arguments(new, old));
    if before != after {
        let (before, after) = (before.join(", "), after.join(", "));
        let text = format!(
            "`{}` takes its arguments in another order: {after}; was {before}",
            site.subject
        );
        push(
            site,
            (Rule::RustChanged, Source::Breaking),
            text,
            (&before, &after),
            local,
        );
    }
}

fn rules(site: &Site<'_>, old: &Struct, new: &Struct, local: &mut Local) {
    let only = |own: &Struct, other: &Struct| -> Vec<String> {
        let known = |id: &str| other.rules.iter().any(|rule| rule.id == id);
        own.rules
            .iter()
            .filter(|rule| !known(&rule.id))
            .map(|rule| rule.id.clone())
            .collect()
    };
    for id in only(old, new) {
        let text = format!("`{}` is no longer held to the rule `{id}`", site.subject);
        push(site, (Rule::RulesChanged, Source::None), text, (&id, ""), local);
    }
    for id in only(new, old) {
        let text = format!("`{}` is now held to the rule `{id}`", site.subject);
        push(site, (Rule::RulesChanged, Source::None), text, ("", &id), local);
    }
}

fn push(
    site: &Site<'_>,
    (rule, source): (Rule, Source),
    text: String,
    (before, after): (&str, &str),
    local: &mut Local,
) {
    let finding = site.finding(rule, text).wire(Wire::None).source(source);
    local.findings.push(finding.values(before, after));
}
