//! Collects what was found: the same change seen from several places becomes one.

use std::collections::{BTreeMap, BTreeSet};

use super::change::fingerprint;
use super::{Change, ChangeKind, SourceImpact, WireImpact};
use crate::diagnostic::Location;
use crate::ir::{ShapeId, Side, WireName};

/// A change seen from one place.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) rule: ChangeKind,
    pub(super) wire: WireImpact,
    pub(super) source: SourceImpact,
    pub(super) subject: String,
    pub(super) shapes: Option<(ShapeId, ShapeId)>,
    pub(super) member: Option<WireName>,
    pub(super) pointer: String,
    pub(super) location: Location,
    pub(super) side: Option<Side>,
    pub(super) before: String,
    pub(super) after: String,
    /// The sentence, without the direction.
    pub(super) text: String,
    /// Whether it only follows from another change that is reported: the Rust name of what is inline follows its place.
    pub(super) derived: bool,
}

impl Finding {
    /// A finding about the node at `location` of the old document; values and impacts are still to be set.
    pub(super) fn new(
        rule: ChangeKind,
        subject: impl Into<String>,
        location: &Location,
        text: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            wire: WireImpact::Ok,
            source: SourceImpact::None,
            subject: subject.into(),
            shapes: None,
            member: None,
            pointer: location.pointer.clone(),
            location: location.clone(),
            side: None,
            before: String::new(),
            after: String::new(),
            text: text.into(),
            derived: false,
        }
    }

    pub(super) fn wire(self, wire: WireImpact) -> Self {
        Self { wire, ..self }
    }

    pub(super) fn source(self, source: SourceImpact) -> Self {
        Self { source, ..self }
    }

    pub(super) fn breaking_source_if(self, breaks: bool) -> Self {
        if breaks {
            self.source(SourceImpact::Breaking)
        } else {
            self
        }
    }

    pub(super) fn values(self, before: impl Into<String>, after: impl Into<String>) -> Self {
        Self {
            before: before.into(),
            after: after.into(),
            ..self
        }
    }

    /// The node stands only in the new document, at this place.
    pub(super) fn stands_at(self, new: &Location) -> Self {
        Self {
            pointer: new.pointer.clone(),
            ..self
        }
    }

    /// It is about this property or parameter.
    pub(super) fn member(self, member: &WireName) -> Self {
        Self {
            member: Some(member.clone()),
            ..self
        }
    }

    pub(super) fn travels(self, side: Side) -> Self {
        Self {
            side: Some(side),
            ..self
        }
    }
}

/// All findings, merged.
#[derive(Default)]
pub(super) struct FindingSet {
    /// By rule, subject, before and after.
    merged: BTreeMap<(ChangeKind, String, String, String), Merged>,
}

/// A finding, with every way it travels and every operation that reaches it.
struct Merged {
    finding: Finding,
    sides: BTreeSet<Side>,
    shapes: BTreeSet<(ShapeId, ShapeId)>,
    operations: BTreeSet<String>,
}

impl FindingSet {
    /// Adds a finding that `operations` reach.
    pub(super) fn add(&mut self, finding: Finding, operations: impl IntoIterator<Item = String>) {
        let key = (
            finding.rule,
            finding.subject.clone(),
            finding.before.clone(),
            finding.after.clone(),
        );
        let new = || Merged {
            finding: finding.clone(),
            sides: BTreeSet::new(),
            shapes: BTreeSet::new(),
            operations: BTreeSet::new(),
        };
        let known = self.merged.entry(key).or_insert_with(new);
        known.sides.extend(finding.side);
        known.shapes.extend(finding.shapes);
        known.operations.extend(operations);
        let first = &mut known.finding;
        // What is worse on one side is explained there.
        if finding.wire > first.wire {
            first.text = finding.text;
        }
        first.wire = first.wire.max(finding.wire);
        first.source = first.source.max(finding.source);
        first.derived &= finding.derived;
        if (&finding.location, &finding.pointer) < (&first.location, &first.pointer) {
            (first.location, first.pointer) = (finding.location, finding.pointer);
        }
    }

    /// The changes, worst first, then by place.
    pub(super) fn finish(self) -> Vec<Change> {
        let is_derived = |one: &Merged| one.finding.derived;
        let (derived, causes): (Vec<_>, Vec<_>) = self.merged.into_values().partition(is_derived);
        let derived = derived.into_iter().filter(|one| !is_explained(one, &causes));
        let derived: Vec<Change> = derived.map(change).collect();
        let mut changes: Vec<Change> = causes.into_iter().map(change).collect();
        changes.extend(derived);
        changes.sort_by(|a, b| {
            let worst_first = (b.wire, b.source).cmp(&(a.wire, a.source));
            worst_first.then_with(|| place(a).cmp(&place(b)))
        });
        changes
    }
}

/// Whether what follows from another change need not be reported beside it.
fn is_explained(derived: &Merged, causes: &[Merged]) -> bool {
    let explains = |cause: &&Merged| {
        cause.finding.source == SourceImpact::Breaking && !cause.operations.is_disjoint(&derived.operations)
    };
    causes.iter().any(|cause| explains(&cause))
}

fn place(change: &Change) -> (&Location, ChangeKind, &str, &str, &str) {
    (
        &change.location,
        change.rule,
        &change.subject,
        &change.before,
        &change.after,
    )
}

fn change(merged: Merged) -> Change {
    let Merged {
        finding,
        sides,
        shapes,
        operations,
    } = merged;
    let direction = match (sides.contains(&Side::Request), sides.contains(&Side::Response)) {
        (true, true) => " (in requests and answers)",
        (true, false) => " (in requests)",
        (false, true) => " (in answers)",
        (false, false) => "",
    };
    let own = [
        finding.rule.id(),
        &finding.subject,
        &finding.before,
        &finding.after,
    ];
    // What belongs to operations is accepted for those operations only; a schema is the same thing for all.
    let reach = operations
        .iter()
        .map(String::as_str)
        .filter(|_| shapes.is_empty());
    let fingerprint = fingerprint(own.into_iter().chain(reach));
    Change {
        rule: finding.rule,
        wire: finding.wire,
        source: finding.source,
        subject: finding.subject,
        shapes,
        member: finding.member,
        pointer: finding.pointer,
        location: finding.location,
        operations: operations.into_iter().collect(),
        sides,
        before: finding.before,
        after: finding.after,
        message: format!("{}{direction}", finding.text),
        text: finding.text,
        fingerprint,
    }
}
