//! Drives the comparison: compares all operations, then each pair of types that they reach, once for each direction.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{Finding, FindingSet};
use super::models::Models;
use super::node_diff::{NodeDiff, ShapePair};
use super::{Change, operations, shapes};

/// A comparison in progress.
#[derive(Default)]
struct Comparer {
    nodes: BTreeMap<ShapePair, Node>,
    found: FindingSet,
}

/// A pair of types: its findings, the pairs that it refers to, and the operations that reach it.
struct Node {
    findings: Vec<Finding>,
    reached: Vec<ShapePair>,
    operations: BTreeSet<String>,
}

/// Returns all changes.
pub(super) fn compare(models: &Models<'_>) -> Vec<Change> {
    let mut comparer = Comparer::default();
    for (operation, diff) in operations::compare(models) {
        comparer.add(models, &operation, diff);
    }
    comparer.finish()
}

impl Comparer {
    /// Adds the differences of one operation, and compares the types that it reaches.
    fn add(&mut self, models: &Models<'_>, operation: &str, diff: NodeDiff) {
        for finding in diff.findings {
            self.found.add(finding, [operation.to_owned()]);
        }
        let mut queue = diff.reached;
        while let Some(pair) = queue.pop() {
            let node = self.nodes.entry(pair);
            let node = node.or_insert_with(|| Node::new(shapes::compare(models, pair)));
            if node.operations.insert(operation.to_owned()) {
                queue.extend(&node.reached);
            }
        }
    }

    /// Merges the findings of all pairs into changes.
    fn finish(mut self) -> Vec<Change> {
        for node in self.nodes.into_values() {
            for finding in node.findings {
                self.found.add(finding, node.operations.iter().cloned());
            }
        }
        self.found.finish()
    }
}

impl Node {
    fn new(diff: NodeDiff) -> Self {
        Self {
            findings: diff.findings,
            reached: diff.reached,
            operations: BTreeSet::new(),
        }
    }
}
