//! Decides what a narrower or wider constraint means for clients.

use super::WireImpact;
use crate::ir::Side;

/// How the set of allowed values changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ConstraintChange {
    /// Fewer values than before.
    Tighter,
    /// More values than before.
    Looser,
    /// Some fewer, some more.
    Other,
}

impl ConstraintChange {
    /// Returns the impact on clients: the service rejects requests that it accepted before. Responses are read leniently,
    /// as long as values have the same type.
    pub(super) fn wire(self, side: Side) -> WireImpact {
        match (side, self) {
            (Side::Request, Self::Tighter | Self::Other) => WireImpact::Breaking,
            _ => WireImpact::Ok,
        }
    }
}
