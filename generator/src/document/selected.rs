//! The part of a document that a selection of operations uses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::component::{Component, component};
use super::reach::references;
use super::subtypes::subtypes;
use super::{Document, Kind, operations};
use crate::diagnostic::{Diagnostic, codes};
use crate::pointer;
use crate::selector::Selector;

/// The selected operations, and the components that they reach.
pub(crate) struct Selected {
    /// Pointers of the operations, and of the paths that they belong to.
    operations: BTreeSet<(String, String)>,
    components: BTreeSet<Component>,
}

impl Selected {
    /// Returns the part of `documents` that `only` selects. The result may contain too much, never too little: also a
    /// component with the same name in another document, and every subtype of a reached schema.
    pub(crate) fn new(documents: &[Document], only: &[Selector]) -> Self {
        let mut selected = Self {
            operations: BTreeSet::new(),
            components: BTreeSet::new(),
        };
        let mut waiting = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            for operation in operations(number, &document.tree) {
                if only.iter().any(|selector| operation.is_matched_by(selector)) {
                    waiting.extend(targets(operation.node, Kind::Object));
                    let shared = document.tree["paths"][operation.path].get("parameters");
                    waiting.extend(
                        shared
                            .into_iter()
                            .flat_map(|shared| targets(shared, Kind::Object)),
                    );
                    for pointer in [operation.pointer(), pointer::child("/paths", operation.path)] {
                        selected.operations.insert((document.path.clone(), pointer));
                    }
                }
            }
        }
        selected.follow(documents, waiting);
        selected
    }

    fn follow(&mut self, documents: &[Document], mut waiting: Vec<Component>) {
        while let Some(next) = waiting.pop() {
            if self.components.contains(&next) {
                continue;
            }
            for document in documents {
                if let Some(body) = super::body(&document.tree, &next.0, &next.1) {
                    waiting.extend(targets(body, Kind::Object));
                }
                waiting.extend(subtypes(&document.tree, &next));
            }
            self.components.insert(next);
        }
    }

    /// Returns true if a validation error affects the selection.
    pub(crate) fn concerns(&self, problem: &Diagnostic) -> bool {
        // An error that cannot be configured makes a selection impossible.
        if codes::code(problem.code).is_none_or(|code| code.level.is_none()) {
            return true;
        }
        let (at, file) = (&problem.at.pointer, &problem.at.file);
        let tokens: Vec<&str> = at.split('/').skip(1).collect();
        let takes = |length: usize| {
            let pointer = format!("/{}", tokens[..length].join("/"));
            self.operations.contains(&(file.clone(), pointer))
        };
        match tokens.as_slice() {
            ["paths", _, key, ..] if super::is_method(key) => takes(3),
            ["paths", _, ..] => takes(2),
            ["components", section, name, ..] => {
                let name = pointer::unescaped(name).into_owned();
                self.components.contains(&((*section).to_owned(), name))
            }
            ["components", ..] => false,
            _ => true,
        }
    }
}

/// Returns the components that `node` refers to.
fn targets(node: &Value, kind: Kind) -> Vec<Component> {
    let mut targets = Vec::new();
    references(&mut node.clone(), kind, &mut |reference| {
        let named = || ("schemas".to_owned(), reference.to_owned());
        targets.push(component(reference).map_or_else(named, |(target, _)| target));
        None
    });
    targets
}
