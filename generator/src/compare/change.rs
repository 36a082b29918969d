//! A change of an API, and its impact.

use std::collections::BTreeSet;
use std::fmt;

use super::ChangeKind;
use crate::diagnostic::Location;
use crate::ir::{ShapeId, Side, WireName};

/// The impact on clients that were built before the change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WireImpact {
    /// No impact on clients.
    #[default]
    None,
    /// Clients keep working.
    Ok,
    /// Clients keep working until a date.
    Sunset,
    /// Some requests fail or change their meaning.
    Breaking,
    /// The operation or version that clients use is gone.
    Broken,
}

/// The impact on code that uses the regenerated crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceImpact {
    /// Only documentation and validation change.
    #[default]
    None,
    /// The crate has new items; existing code keeps compiling.
    Additive,
    /// Existing code may no longer compile.
    Breaking,
}

impl WireImpact {
    /// Returns the word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            WireImpact::None => "none",
            WireImpact::Ok => "ok",
            WireImpact::Sunset => "sunset",
            WireImpact::Breaking => "breaking",
            WireImpact::Broken => "broken",
        }
    }
}

impl SourceImpact {
    /// Returns the word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            SourceImpact::None => "none",
            SourceImpact::Additive => "additive",
            SourceImpact::Breaking => "breaking",
        }
    }
}

impl fmt::Display for WireImpact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for SourceImpact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A change. A change in a shared schema is one, no matter how many operations reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The kind of change.
    pub rule: ChangeKind,
    /// The impact on clients in use; the worst of all locations.
    pub wire: WireImpact,
    /// The impact on users of the regenerated crate; the worst of all locations.
    pub source: SourceImpact,
    /// The changed node, by wire names: `FlexBackupRestoreJob20241113.status`, `parameter groupId`, `getJob`.
    pub subject: String,
    /// The changed types, as indices of both models; empty for a change of an operation.
    pub shapes: BTreeSet<(ShapeId, ShapeId)>,
    /// The changed property or parameter: its old name, or its new name for an addition.
    pub member: Option<WireName>,
    /// JSON pointer (RFC 6901) of the changed node: in the old document, or in the new one for an addition.
    pub pointer: String,
    /// The nearest location in the old document; in the new one for an operation that was added.
    pub location: Location,
    /// The nearest location in the new document; `None` for an operation that was removed.
    pub new_location: Option<Location>,
    /// The other subjects of the same change: a rename in several schemas is one change.
    pub also: Vec<Occurrence>,
    /// The `operationId`s that it affects, by their old names; sorted.
    pub operations: Vec<String>,
    /// The directions of the changed value; empty if that has no meaning.
    pub sides: BTreeSet<Side>,
    /// The old value; empty for an addition.
    pub before: String,
    /// The new value; empty for a removal.
    pub after: String,
    /// The change as one sentence, without its final period and the direction.
    pub text: String,
    /// The same sentence with the direction.
    pub message: String,
    /// 16 hexadecimal digits, derived from rule, subject, before and after (and from the operations, for a change of
    /// operations): the same for any split into files and any order. That of a rename is derived from the names alone, so
    /// that it stays the same when another schema takes part in it.
    pub fingerprint: String,
}

/// A further subject of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The subject, by wire names: `Backup.status`.
    pub subject: String,
    /// The nearest location in the old document.
    pub location: Location,
    /// The nearest location in the new document.
    pub new_location: Option<Location>,
}

/// Returns the worst impacts of `changes`.
pub fn worst(changes: &[Change]) -> (WireImpact, SourceImpact) {
    let wire = changes.iter().map(|change| change.wire).max();
    let source = changes.iter().map(|change| change.source).max();
    (wire.unwrap_or_default(), source.unwrap_or_default())
}

/// Returns the FNV-1a hash of the parts. A zero byte ends each part, so that different lists never have the same bytes.
pub(super) fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.into_iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
