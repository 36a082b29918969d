//! Walks both models at once from what operations name, each pair of types once a side.

use std::collections::{BTreeSet, HashMap};

use super::findings::{Finding, FindingSet};
use super::{
    Change, ChangeKind, Options, SourceImpact, WireImpact, enums, fields, rust_names, similarity, unions,
};
use crate::diagnostic::Location;
use crate::ir::{Api, Shape, ShapeId, ShapeKind, Side, Type, WireName};

/// The comparison under way.
pub(super) struct Comparer<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) options: &'a Options,
    nodes: Vec<Node>,
    numbers: HashMap<(ShapeId, ShapeId, Side), usize>,
    found: FindingSet,
}

/// A pair of types: what differs between them, which pairs they lead to, which operations lead to them.
#[derive(Default)]
struct Node {
    local: NodeDiff,
    operations: BTreeSet<String>,
}

/// What was found at one place.
#[derive(Default)]
pub(super) struct NodeDiff {
    pub(super) findings: Vec<Finding>,
    /// Pairs of types that were met there.
    pub(super) reached: Vec<usize>,
}

/// The place of a pair of values.
pub(super) struct PairLocation<'s> {
    /// What it is called in reports.
    pub(super) subject: String,
    /// The property or parameter that it belongs to.
    pub(super) member: Option<WireName>,
    /// Where it stands in the old model.
    pub(super) old: &'s Location,
    /// Where it stands in the new one.
    pub(super) new: &'s Location,
    /// Which way it travels.
    pub(super) side: Side,
}

impl PairLocation<'_> {
    /// A finding about what stands here.
    pub(super) fn finding(&self, rule: ChangeKind, text: impl Into<String>) -> Finding {
        let finding = Finding::new(rule, &*self.subject, self.old, text).travels(self.side);
        Finding {
            member: self.member.clone(),
            ..finding
        }
    }
}

impl<'a> Comparer<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api, options: &'a Options) -> Self {
        Self {
            old,
            new,
            options,
            nodes: Vec::new(),
            numbers: HashMap::new(),
            found: FindingSet::default(),
        }
    }

    /// Takes in what was found at the operation called `operation`, and everything that it reaches.
    pub(super) fn take(&mut self, operation: &str, local: NodeDiff) {
        for finding in local.findings {
            self.found.add(finding, [operation.to_owned()]);
        }
        let mut queue = local.reached;
        while let Some(number) = queue.pop() {
            let node = &mut self.nodes[number];
            if node.operations.insert(operation.to_owned()) {
                queue.extend(&node.local.reached);
            }
        }
    }

    /// All changes.
    pub(super) fn finish(mut self) -> Vec<Change> {
        for node in self.nodes {
            for finding in node.local.findings {
                self.found.add(finding, node.operations.iter().cloned());
            }
        }
        self.found.finish()
    }

    /// Compares two types by name, unless that has been done already.
    pub(super) fn shapes(&mut self, old: ShapeId, new: ShapeId, side: Side) -> usize {
        if let Some(number) = self.numbers.get(&(old, new, side)) {
            return *number;
        }
        let number = self.nodes.len();
        self.numbers.insert((old, new, side), number);
        self.nodes.push(Node::default());
        let mut local = self.pair((old, new), side);
        for finding in &mut local.findings {
            finding.shapes = Some((old, new));
        }
        self.nodes[number].local = local;
        number
    }

    fn pair(&mut self, (old_id, new_id): (ShapeId, ShapeId), side: Side) -> NodeDiff {
        let (old, new) = (self.old.shape(old_id), self.new.shape(new_id));
        let mut local = NodeDiff::default();
        let at_pair = PairLocation {
            subject: old.wire.to_string(),
            member: None,
            old: &old.at,
            new: &new.at,
            side,
        };
        let kinds = (resolved(self.old, old), resolved(self.new, new));
        // What stands inline has its name from its place, so that a name of another place says nothing.
        let named = old.wire != new.wire && !(inline(old) && inline(new));
        if named && !similarity::is_similar((self.old, kinds.0), (self.new, kinds.1)) {
            replaced(&at_pair, old, new, &mut local);
            return local;
        }
        self.names(&at_pair, old, new, &mut local);
        rust_names::shapes(self, &at_pair, (old, kinds.0), (new, kinds.1), &mut local);
        super::fields::deprecation(&at_pair, old.deprecated, new.deprecated, &mut local);
        match kinds {
            (ShapeKind::Struct(a), ShapeKind::Struct(b)) => fields::compare(self, &at_pair, a, b, &mut local),
            (ShapeKind::Enum(a), ShapeKind::Enum(b)) => enums::compare(&at_pair, a, b, &mut local),
            (ShapeKind::Union(a), ShapeKind::Union(b)) => unions::compare(self, &at_pair, a, b, &mut local),
            (ShapeKind::Duplicate(a), ShapeKind::Duplicate(b)) => {
                let (a, b): (&'a Type, &'a Type) = (a, b);
                self.types(&at_pair, a, b, &mut local);
            }
            (a, b) => super::types::kinds(&at_pair, a, b, &mut local),
        }
        local
    }

    /// Another schema in the same place: renamed where the old name is gone and the new one is new.
    fn names(&self, at_pair: &PairLocation<'_>, old: &Shape, new: &Shape, local: &mut NodeDiff) {
        let moved = inline(old) != inline(new) && old.ident == new.ident;
        if old.wire == new.wire || (inline(old) && inline(new)) || moved {
            return;
        }
        let known = |api: &Api, name: &Shape| api.shapes.iter().any(|shape| shape.wire == name.wire);
        let (before, after) = (old.wire.as_str(), new.wire.as_str());
        let renamed = !known(self.new, old) && !known(self.old, new);
        let (rule, text) = if renamed {
            (
                ChangeKind::SchemaRenamed,
                format!("schema `{before}` is now called `{after}`"),
            )
        } else {
            (
                ChangeKind::SchemaReplaced,
                format!("schema `{after}` stands where `{before}` stood"),
            )
        };
        let finding = at_pair.finding(rule, text).values(before, after);
        let is_gone = old.ident != new.ident && !self.is_still_named(old, new);
        local.findings.push(finding.breaking_source_if(is_gone));
    }

    /// Whether the name that `old` had is now another name of `new`, as where several enums are one type. Modules count
    /// only where both models are divided into them in the same way.
    pub(super) fn is_still_named(&self, old: &Shape, new: &Shape) -> bool {
        let new = resolved(self.new, new);
        let mut names = self.new.shapes.iter().filter(|shape| {
            shape.ident == old.ident && (!self.options.modules || self.is_in_one_module(old, shape))
        });
        names.any(|shape| std::ptr::eq(resolved(self.new, shape), new))
    }

    fn is_in_one_module(&self, old: &Shape, new: &Shape) -> bool {
        let (before, after) = (old.home, new.home);
        before.version == after.version
            && self.old.group(before.group).ident == self.new.group(after.group).ident
    }
}

/// Whether the schema stands where it is used, and has no name of its own.
fn inline(shape: &Shape) -> bool {
    shape.wire.as_str().contains('/')
}

/// A schema that has nothing to do with the one that stood there: what it holds is not compared.
fn replaced(at_pair: &PairLocation<'_>, old: &Shape, new: &Shape, local: &mut NodeDiff) {
    let (before, after) = (old.wire.as_str(), new.wire.as_str());
    let text = format!("schema `{after}` stands where `{before}` stood, and has little in common with it");
    let finding = at_pair
        .finding(ChangeKind::SchemaReplaced, text)
        .wire(WireImpact::Breaking);
    local
        .findings
        .push(finding.source(SourceImpact::Breaking).values(before, after));
}

/// What a shape is made of, once names for other shapes are followed.
fn resolved<'s>(api: &'s Api, shape: &'s Shape) -> &'s ShapeKind {
    let mut kind = &shape.kind;
    // Lowering makes aliases of real types only, so that a chain ends; the bound is for models made by hand.
    for _ in 0..api.shapes.len() {
        match kind {
            ShapeKind::Duplicate(Type::Shape { id, .. }) | ShapeKind::TypeAlias(id) => {
                kind = &api.shape(*id).kind;
            }
            _ => break,
        }
    }
    kind
}
