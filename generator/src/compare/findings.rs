//! Collects findings: the same change at several locations is merged.

use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};

use super::change::{Occurrence, fingerprint};
use super::{Change, ChangeKind, SourceImpact, WireImpact};
use crate::diagnostic::Location;
use crate::ir::{ShapeId, Side, WireName};

/// A change at one location.
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
    /// The nearest location in the new document; `None` until the pair is known.
    pub(super) new_location: Option<Location>,
    pub(super) side: Option<Side>,
    pub(super) before: String,
    pub(super) after: String,
    /// The sentence, without the direction.
    pub(super) text: String,
    /// Whether it only follows from another reported change: an inline type is named after its location.
    pub(super) derived: bool,
}

impl Finding {
    /// Creates a finding about the node at `location` of the old document, without values and impacts.
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
            new_location: None,
            side: None,
            before: String::new(),
            after: String::new(),
            text: text.into(),
            derived: false,
        }
    }

    /// Returns what identifies a rename, in whatever schemas it occurs: the rule, both names, and what is renamed in Rust.
    /// Returns `None` for any other change.
    fn rename(&self) -> Option<[&str; 4]> {
        let (start, _) = self.text_around_subject()?;
        let what = match self.rule {
            ChangeKind::RustChanged => start,
            _ => "",
        };
        RENAMES
            .contains(&self.rule)
            .then_some([self.rule.id(), &self.before, &self.after, what])
    }

    /// Returns the sentence before and after its subject.
    fn text_around_subject(&self) -> Option<(&str, &str)> {
        self.text.split_once(&format!("`{}`", self.subject))
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

    /// Sets both locations to a keyword of the node. Where the keyword is absent, a report shows the node.
    pub(super) fn keyword(self, keyword: &str) -> Self {
        Self {
            location: self.location.child(keyword),
            new_location: self.new_location.map(|at| at.child(keyword)),
            ..self
        }
    }

    /// Sets the location of a node that only the new document has.
    pub(super) fn added_at(self, new: &Location) -> Self {
        Self {
            pointer: new.pointer.clone(),
            new_location: Some(new.clone()),
            ..self
        }
    }

    /// Sets the location in the new document.
    pub(super) fn located_in_new(self, new: &Location) -> Self {
        Self {
            new_location: Some(new.clone()),
            ..self
        }
    }

    /// Sets the property or parameter.
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

/// All findings; equal ones are merged.
#[derive(Default)]
pub(super) struct FindingSet {
    /// By rule, subject, before and after.
    merged: BTreeMap<(ChangeKind, String, String, String), Merged>,
}

/// A finding, with every direction and every operation that reaches it.
struct Merged {
    finding: Finding,
    /// The other subjects of the same rename.
    also: Vec<Occurrence>,
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
            also: Vec::new(),
            sides: BTreeSet::new(),
            shapes: BTreeSet::new(),
            operations: BTreeSet::new(),
        };
        let known = self.merged.entry(key).or_insert_with(new);
        known.sides.extend(finding.side);
        known.shapes.extend(finding.shapes);
        known.operations.extend(operations);
        let first = &mut known.finding;
        // The sentence is that of the worse direction; for equal ones, it must not depend on the order in the
        // documents.
        let is_worse = finding.wire > first.wire || (finding.wire == first.wire && finding.text < first.text);
        if is_worse {
            first.text = finding.text;
        }
        first.wire = first.wire.max(finding.wire);
        first.source = first.source.max(finding.source);
        first.derived &= finding.derived;
        if (&finding.location, &finding.pointer) < (&first.location, &first.pointer) {
            (first.location, first.pointer) = (finding.location, finding.pointer);
            first.new_location = finding.new_location;
        }
    }

    /// Returns the changes, worst first, then by location.
    pub(super) fn finish(self) -> Vec<Change> {
        let is_derived = |one: &Merged| one.finding.derived;
        let (derived, causes): (Vec<_>, Vec<_>) = self.merged.into_values().partition(is_derived);
        let derived = derived.into_iter().filter(|one| !is_explained(one, &causes));
        let derived = one_per_rename(derived.collect()).into_iter().map(change);
        let derived: Vec<Change> = derived.collect();
        let mut changes: Vec<Change> = one_per_rename(causes).into_iter().map(change).collect();
        changes.extend(derived);
        changes.sort_by(|a, b| {
            let worst_first = (b.wire, b.source).cmp(&(a.wire, a.source));
            worst_first.then_with(|| sort_key(a).cmp(&sort_key(b)))
        });
        changes
    }
}

/// The rules of names: the same old and new name in several schemas is one change.
const RENAMES: [ChangeKind; 3] = [
    ChangeKind::PropertyRenamed,
    ChangeKind::EnumValueRenamed,
    ChangeKind::RustChanged,
];

/// Merges the findings about one rename, by old and new name, in several schemas.
fn one_per_rename(findings: Vec<Merged>) -> Vec<Merged> {
    let mut merged: Vec<Merged> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for one in findings {
        let Some(rename) = one.finding.rename().map(|parts| parts.map(str::to_owned)) else {
            merged.push(one);
            continue;
        };
        match known.get(&rename) {
            Some(index) => merged[*index].absorb(one),
            None => {
                known.insert(rename, merged.len());
                merged.push(one);
            }
        }
    }
    merged
}

impl Merged {
    fn absorb(&mut self, other: Merged) {
        let own = &mut self.finding;
        own.wire = own.wire.max(other.finding.wire);
        own.source = own.source.max(other.finding.source);
        self.sides.extend(other.sides);
        self.shapes.extend(other.shapes);
        self.operations.extend(other.operations);
        self.also.push(Occurrence {
            subject: other.finding.subject,
            location: other.finding.location,
            new_location: other.finding.new_location,
        });
    }

    /// Returns the sentence, with the first subjects of a change in several schemas.
    fn text(&self) -> String {
        const NAMED: usize = 3;
        let Finding { subject, text, .. } = &self.finding;
        let first = format!("`{subject}`");
        let (Some((before, after)), false) = (self.finding.text_around_subject(), self.also.is_empty())
        else {
            return text.clone();
        };
        let mut names = vec![first];
        names.extend(self.also.iter().map(|one| format!("`{}`", one.subject)));
        let rest = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let last = match rest {
            0 => names.pop().unwrap_or_default(),
            rest => format!("{rest} more"),
        };
        let list = format!("{} and {last}", names.join(", "));
        let after = match (before.is_empty(), after.strip_prefix(" is ")) {
            (true, Some(rest)) => format!(" are {rest}"),
            _ => after.to_owned(),
        };
        format!("{before}{list}{after}")
    }
}

/// Returns true if a finding follows from another change that is reported.
fn is_explained(derived: &Merged, causes: &[Merged]) -> bool {
    let explains = |cause: &&Merged| {
        cause.finding.source == SourceImpact::Breaking && !cause.operations.is_disjoint(&derived.operations)
    };
    causes.iter().any(|cause| explains(&cause))
}

fn sort_key(change: &Change) -> (&Location, ChangeKind, &str, &str, &str) {
    (
        &change.location,
        change.rule,
        &change.subject,
        &change.before,
        &change.after,
    )
}

fn change(merged: Merged) -> Change {
    let text = merged.text();
    let Merged {
        finding,
        also,
        sides,
        shapes,
        operations,
    } = merged;
    let direction = match (sides.contains(&Side::Request), sides.contains(&Side::Response)) {
        (true, true) => " (in requests and responses)",
        (true, false) => " (in requests)",
        (false, true) => " (in responses)",
        (false, false) => "",
    };
    let fingerprint = match finding.rename() {
        Some(rename) => fingerprint(rename),
        None => fingerprint_of(&finding, &operations, shapes.is_empty()),
    };
    Change {
        rule: finding.rule,
        wire: finding.wire,
        source: finding.source,
        subject: finding.subject,
        shapes,
        member: finding.member,
        pointer: finding.pointer,
        location: finding.location,
        new_location: finding.new_location,
        operations: operations.into_iter().collect(),
        sides,
        before: finding.before,
        after: finding.after,
        message: format!("{text}{direction}"),
        text,
        also,
        fingerprint,
    }
}

/// Returns the fingerprint of a change that is not a rename. A change of operations is accepted for those operations only; a
/// schema is the same for all of them.
fn fingerprint_of(finding: &Finding, operations: &BTreeSet<String>, is_of_operations: bool) -> String {
    let own = [
        finding.rule.id(),
        &finding.subject,
        &finding.before,
        &finding.after,
    ];
    let reach = operations.iter().map(String::as_str);
    fingerprint(own.into_iter().chain(reach.filter(|_| is_of_operations)))
}
