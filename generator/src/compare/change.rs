//! One change of an API, and what it means.

use std::collections::BTreeSet;
use std::fmt;

use super::ChangeKind;
use crate::diagnostic::Location;
use crate::ir::{ShapeId, Side, WireName};

/// Whether a client that was built before the change goes on working.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WireImpact {
    /// Nothing changes for it.
    #[default]
    None,
    /// It goes on working.
    Ok,
    /// It goes on working until a date.
    Sunset,
    /// Some of what it does fails, or means something else.
    Breaking,
    /// What it sends is already gone.
    Broken,
}

/// Whether the regenerated Rust changes for those who use it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceImpact {
    /// Their code sees no difference, text and checks aside.
    #[default]
    None,
    /// There is more than before; what compiled goes on compiling.
    Additive,
    /// Code that uses it may no longer compile.
    Breaking,
}

impl WireImpact {
    /// The word that reports use.
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
    /// The word that reports use.
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

/// One change. A change in a shared schema is one, however many operations reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub rule: ChangeKind,
    /// What it means for clients that are in use; the worst of all the places where it shows.
    pub wire: WireImpact,
    /// What it means for users of the regenerated crate; the worst of all the places where it shows.
    pub source: SourceImpact,
    /// What changed, by wire names: `FlexBackupRestoreJob20241113.status`, `parameter groupId`, `getJob`.
    pub subject: String,
    /// The types that it changed, as the two models count them; none for what belongs to an operation.
    pub shapes: BTreeSet<(ShapeId, ShapeId)>,
    /// The property of those types, or the parameter of those operations, that it is about: by its old name, or by its
    /// new one for what was added.
    pub member: Option<WireName>,
    /// JSON pointer (RFC 6901) of what changed: in the old document, or in the new one for what was added.
    pub pointer: String,
    /// The nearest place in the old document; in the new one, for an operation that was added.
    pub location: Location,
    /// The nearest location in the new document; `None` for an operation that was removed.
    pub new_location: Option<Location>,
    /// The other subjects with the same change: a rename in several schemas is one change.
    pub also: Vec<Occurrence>,
    /// The `operationId`s that it touches, as the old model has them; sorted.
    pub operations: Vec<String>,
    /// Which way what changed travels; empty where that has no meaning.
    pub sides: BTreeSet<Side>,
    /// What was there; empty for what was added.
    pub before: String,
    /// What is there now; empty for what was removed.
    pub after: String,
    /// The change as one sentence without its final stop, and without the way that it travels.
    pub text: String,
    /// The same with the way that it travels.
    pub message: String,
    /// 16 hexadecimal digits, a function of rule, subject, before and after (and of the operations, for what belongs
    /// to them): the same for every split into files and every order.
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

/// The worst of what `changes` mean; none and none for no changes.
pub fn worst(changes: &[Change]) -> (WireImpact, SourceImpact) {
    let wire = changes.iter().map(|change| change.wire).max();
    let source = changes.iter().map(|change| change.source).max();
    (wire.unwrap_or_default(), source.unwrap_or_default())
}

/// FNV-1a over the parts, each ended by a zero byte, so that no two lists of parts run together.
pub(super) fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.into_iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
