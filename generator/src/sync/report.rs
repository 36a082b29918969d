//! Describes the result of a sync in sentences.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Step;
use super::assign_fragments::link;
use super::plan::Plan;
use super::select::SelectedOperation;
use super::settings::Swap;
use crate::document::{self, Component, Operation};
use crate::load::{Document, Sources, Upstream};

/// Sentences about operations, then components, then the pin.
pub(super) fn notes(step: &Step<'_>) -> Vec<String> {
    let mut notes = operations(step);
    notes.extend(components(step));
    if let (Some(old), Some(new)) = (&step.ours.settings.upstream, step.pinned) {
        notes.extend(pinned(old, new));
    }
    notes
}

fn pinned(old: &Upstream, new: &Upstream) -> Option<String> {
    let [before, after] = [old, new].map(|pin| format!("{} of {}", pin.revision, pin.date));
    let bytes = if old.revision == new.revision {
        ", other bytes of the same revision or of none"
    } else {
        ""
    };
    (old != new).then(|| format!("pinned: {before} -> {after}{bytes}"))
}

/// Returns the old and new ids of renamed operations.
pub(super) fn renamed(taken: &[SelectedOperation<'_>]) -> Vec<Swap> {
    let ids = taken
        .iter()
        .filter_map(|taken| Some((taken.old?.id?, taken.new.id?)));
    ids.filter(|(old, new)| old != new)
        .map(|(old, new)| Swap {
            old: old.to_owned(),
            new: new.to_owned(),
        })
        .collect()
}

/// References to components that are elsewhere now.
pub(super) fn moved(ours: &Sources, plan: &Plan) -> Vec<Swap> {
    let moves = plan
        .pieces
        .iter()
        .filter(|piece| piece.place[0] == "components")
        .filter_map(|piece| {
            let (file, place) = piece.origin.as_ref()?;
            let [_, section, name] = place;
            let [_, _, new_name] = &piece.place;
            let old = link(&(section.clone(), name.clone()), &ours.documents[*file].path);
            let new = link(
                &(section.clone(), new_name.clone()),
                &ours.documents[piece.file].path,
            );
            (old != new).then_some(Swap { old, new })
        });
    moves.collect()
}

fn operations(step: &Step<'_>) -> Vec<String> {
    let name = |operation: &Operation<'_>| match operation.id {
        Some(id) => format!("`{id}`"),
        None => format!("{} {}", operation.method, operation.path),
    };
    let documents = &step.ours.documents;
    let mut notes: Vec<String> = renamed(step.taken)
        .into_iter()
        .map(|Swap { old, new }| {
            format!("operation renamed: `{old}` -> `{new}`, here and in the settings; rename its examples")
        })
        .collect();
    let new = step.taken.iter().filter(|taken| taken.old.is_none());
    notes.extend(new.map(|taken| {
        format!(
            "operation new: {} in {}",
            name(&taken.new),
            documents[taken.new.file].path
        )
    }));
    let kept: BTreeSet<_> = step
        .taken
        .iter()
        .filter_map(|taken| taken.old)
        .map(|old| (old.file, old.path, old.method))
        .collect();
    let old = documents
        .iter()
        .enumerate()
        .flat_map(|(file, document)| document::operations(file, &document.tree));
    let gone = old.filter(|old| !kept.contains(&(old.file, old.path, old.method)));
    notes.extend(gone.map(|old| format!("operation gone: {} from {}", name(&old), documents[old.file].path)));
    notes
}

fn components(step: &Step<'_>) -> Vec<String> {
    let documents = &step.ours.documents;
    let old = defined(documents);
    let mut notes = Vec::new();
    for (component, home) in &step.plan.modules {
        let (section, name) = component;
        let file = &documents[*home].path;
        let before = step.renames.get(component);
        if let Some((_, before)) = before {
            notes.push(format!("{section} renamed: `{before}` -> `{name}`"));
        }
        match old.get(before.unwrap_or(component)) {
            None => notes.push(format!("{section} new: `{name}` in {file}")),
            Some(was) if was != home => notes.push(format!(
                "{section} moved: `{name}` from {} to {file}",
                documents[*was].path
            )),
            Some(_) => {}
        }
    }
    let stays = |component: &Component| {
        step.plan.modules.contains_key(component) || step.renames.values().any(|old| old == component)
    };
    let gone = old.iter().filter(|(component, _)| !stays(component));
    notes.extend(
        gone.map(|((section, name), file)| {
            format!("{section} gone: `{name}` from {}", documents[*file].path)
        }),
    );
    notes
}

/// Returns the components of the documents, without those that only refer to another one.
fn defined(documents: &[Document]) -> BTreeMap<Component, usize> {
    let mut all = BTreeMap::new();
    for (file, document) in documents.iter().enumerate() {
        let sections = document
            .tree
            .get("components")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        for (section, members) in sections {
            let members = members
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(_, body)| body.get("$ref").is_none());
            all.extend(members.map(|(name, _)| ((section.clone(), name.clone()), file)));
        }
    }
    all
}
