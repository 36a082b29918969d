//! Decides the impact of a narrower or wider constraint.

use super::WireImpact;
use crate::ir::Side;

/// The change of the set of allowed values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ConstraintChange {
    /// Fewer values than before.
    Tighter,
    /// More values than before.
    Looser,
    /// Some values were added, others removed.
    Other,
}

impl ConstraintChange {
    /// Returns the impact on clients: the service rejects requests that it accepted before. Responses are read
    /// leniently, as long as values have the same type.
    pub(super) fn wire(self, side: Side) -> WireImpact {
        match (side, self) {
            (Side::Request, Self::Tighter | Self::Other) => WireImpact::Breaking,
            _ => WireImpact::Ok,
        }
    }
}
