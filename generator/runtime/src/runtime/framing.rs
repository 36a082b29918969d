//! How a body is divided into items, and what collects them.

/// The framing of items in a body, and the type of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Each event's data is JSON.
    EventJson,
    /// Each event's data is a string.
    EventText,
    /// Each event is an object of its fields, with JSON as `data`.
    EventObject,
    /// Each event is an object of its fields, with a string as `data`.
    EventObjectText,
    /// Each line is JSON.
    Lines,
}

/// Collects the items of a body.
pub trait ItemSink {
    /// Decodes the items, or returns the reason why one cannot be decoded.
    fn fill(&mut self, framing: Framing, body: &[u8]) -> Result<(), String>;
}
