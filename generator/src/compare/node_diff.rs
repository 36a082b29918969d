//! The location of a compared pair, and the differences found there.

use super::findings::Finding;
use super::{ChangeKind, SourceImpact, WireImpact};
use crate::diagnostic::Location;
use crate::ir::{ShapeId, Side, WireName};

/// Two types to compare, and the direction of their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ShapePair {
    /// The type of the old model.
    pub(super) old: ShapeId,
    /// The type of the new model.
    pub(super) new: ShapeId,
    /// The direction.
    pub(super) side: Side,
}

/// The differences of one pair.
#[derive(Default)]
pub(super) struct NodeDiff {
    /// Changes of the pair itself.
    pub(super) findings: Vec<Finding>,
    /// Pairs of types that the pair refers to, which are still to be compared.
    pub(super) reached: Vec<ShapePair>,
}

impl NodeDiff {
    /// Sets the location in the new document of every finding that has none.
    pub(super) fn locate_in_new(&mut self, new: &Location) {
        for finding in &mut self.findings {
            finding.new_location.get_or_insert_with(|| new.clone());
        }
    }
}

/// The location of a pair of values.
#[derive(Clone)]
pub(super) struct PairLocation<'s> {
    /// The name of the pair in reports.
    pub(super) subject: String,
    /// The property or parameter that the pair belongs to.
    pub(super) member: Option<WireName>,
    /// The location in the old document.
    pub(super) old: &'s Location,
    /// The location in the new document.
    pub(super) new: &'s Location,
    /// The direction of the value.
    pub(super) side: Side,
    /// The keywords from both locations to an unnamed schema, as the end of a JSON pointer: `/items`.
    pub(super) within: String,
}

impl<'s> PairLocation<'s> {
    /// Creates the location of two nodes that are neither a property nor a parameter.
    pub(super) fn new(subject: impl Into<String>, side: Side, old: &'s Location, new: &'s Location) -> Self {
        Self {
            subject: subject.into(),
            member: None,
            old,
            new,
            side,
            within: String::new(),
        }
    }

    /// Creates a finding about this pair.
    pub(super) fn finding(&self, rule: ChangeKind, text: impl Into<String>) -> Finding {
        let finding = Finding::new(rule, &*self.subject, self.old, text).travels(self.side);
        let inner = |at: &Location| Location::new(&*at.file, format!("{}{}", at.pointer, self.within));
        Finding {
            member: self.member.clone(),
            location: inner(self.old),
            new_location: Some(inner(self.new)),
            ..finding
        }
    }

    /// Returns the location of the items of a list.
    pub(super) fn items(&self) -> Self {
        Self {
            subject: format!("{}[]", self.subject),
            ..self.inside("items")
        }
    }

    /// Returns the location of the names of the members of a map.
    pub(super) fn member_names(&self) -> Self {
        Self {
            subject: format!("member name of {}", self.subject),
            ..self.inside("propertyNames")
        }
    }

    /// Returns the location of the values of a map.
    pub(super) fn map_values(&self) -> Self {
        Self {
            subject: format!("{}{{}}", self.subject),
            ..self.inside("additionalProperties")
        }
    }

    /// Returns the location of the schema that both schemas have under `keyword`.
    pub(super) fn inside(&self, keyword: &str) -> Self {
        Self {
            within: format!("{}/{keyword}", self.within),
            ..self.clone()
        }
    }

    /// Returns the pair as a part of a sentence.
    pub(super) fn named(&self) -> String {
        named(&self.subject)
    }

    /// Reports that the Rust name or type of this pair changed.
    pub(super) fn rust_changed(&self, what: &str, before: &str, after: &str, local: &mut NodeDiff) {
        if before != after {
            let text = format!("{what}{} is now `{after}` in Rust, was `{before}`", self.named());
            let finding = self.finding(ChangeKind::RustChanged, text);
            let finding = finding.wire(WireImpact::None).source(SourceImpact::Breaking);
            local.findings.push(finding.values(before, after));
        }
    }
}

/// The starts of the subjects that are not the name of a schema, with what follows in quotes.
const KINDS: [&str; 10] = [
    "path parameter ",
    "query parameter ",
    "header parameter ",
    "cookie parameter ",
    "header ",
    "request of ",
    "request as ",
    "error ",
    "member name of ",
    "response ",
];

/// Returns a subject as a part of a sentence: "the query parameter `limit`", or the name of a schema or operation.
fn named(subject: &str) -> String {
    let kind = KINDS.into_iter().find(|kind| subject.starts_with(kind));
    let length = match kind {
        Some("response ") => subject.find(" of ").map(|at| at + " of ".len()),
        kind => kind.map(str::len),
    };
    let (kind, name) = subject.split_at(length.unwrap_or_default());
    match kind.is_empty() {
        false => format!("the {kind}`{name}`"),
        true => format!("`{name}`"),
    }
}
