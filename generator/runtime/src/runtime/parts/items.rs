//! Responses that are a sequence of items: event streams and JSON lines, decoded as they arrive.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde_json::{Map, Value as Json};

use crate::runtime::framing::{Framing, ItemSink};
use crate::runtime::reflect::{Reflect, Scalar};
use crate::runtime::response::{BodySlot, Operation, ResponseBody};
use crate::runtime::{decode, union};

/// The default maximum size of an item in bytes.
const LIMIT: usize = 64 << 20;
/// The data of the last event of many services.
const DONE: &str = "[DONE]";

/// An event of an event stream (WHATWG HTML, section 9.2).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event<T> {
    /// The field `data`.
    pub data: T,
    /// The field `event`: the type of the event.
    pub event: Option<String>,
    /// The last field `id` so far.
    pub id: Option<String>,
    /// The field `retry`: the time before the client connects again.
    pub retry: Option<Duration>,
}

/// An event before its data is decoded, or a line.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Frame {
    data: String,
    event: Option<String>,
    id: Option<String>,
    retry: Option<u64>,
}

/// An item that was not decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ItemError {
    /// The data of the item does not match its type. Later items may be valid.
    Undecodable {
        /// The data.
        text: String,
        /// The reason.
        reason: String,
    },
    /// An item is larger than allowed; no more items follow.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable { reason, .. } => write!(f, "an item cannot be decoded: {reason}"),
            Self::TooLarge { limit } => write!(f, "an item has more than {limit} bytes"),
        }
    }
}

impl std::error::Error for ItemError {}

/// An item of a response that is a sequence.
pub trait StreamItem: Sized {
    /// Decodes an item, or returns the reason why it cannot be decoded.
    #[doc(hidden)]
    fn from_frame(frame: &Frame, framing: Framing) -> Result<Self, String>;
}

impl<T: Reflect + Default> StreamItem for T {
    fn from_frame(frame: &Frame, framing: Framing) -> Result<Self, String> {
        let mut item = T::default();
        let is_read = match framing {
            Framing::EventText => item.put(Scalar::Text(&frame.data)),
            Framing::EventJson | Framing::Lines => {
                let read = decode::from_slice(&mut item, frame.data.as_bytes());
                // The error has all values of a list or map, the item only those of its type.
                read.map_err(|error| error.to_string())?.is_none()
            }
            Framing::EventObject | Framing::EventObjectText => {
                decode::from_json(&mut item, &frame.object(framing), union::EFFORT)
            }
        };
        let reason = || "the event has another type than the one expected".to_owned();
        is_read.then_some(item).ok_or_else(reason)
    }
}

impl<T: Reflect + Default> StreamItem for Event<T> {
    fn from_frame(frame: &Frame, framing: Framing) -> Result<Self, String> {
        Ok(Self {
            data: T::from_frame(frame, framing)?,
            event: frame.event.clone(),
            id: frame.id.clone(),
            retry: frame.retry.map(Duration::from_millis),
        })
    }
}

impl Frame {
    /// Returns the fields as an object.
    fn object(&self, framing: Framing) -> Json {
        let text = || Json::from(self.data.as_str());
        let data = match framing {
            Framing::EventObjectText => text(),
            _ => serde_json::from_str(&self.data).unwrap_or_else(|_| text()),
        };
        let mut object = Map::new();
        let mut add = |name: &str, value: Option<Json>| {
            value.map(|value| object.insert(name.to_owned(), value));
        };
        add("event", self.event.as_deref().map(Json::from));
        add("data", Some(data));
        add("id", self.id.as_deref().map(Json::from));
        add("retry", self.retry.map(Json::from));
        Json::Object(object)
    }

    /// Returns whether the frame only states that the sequence is complete.
    fn is_end(&self, framing: Framing) -> bool {
        let is_object = matches!(framing, Framing::EventObject | Framing::EventObjectText);
        let may_end = framing != Framing::Lines && !(is_object && self.event.is_some());
        may_end && self.data.trim() == DONE
    }
}

/// Decodes items from the pieces of a body, without any input or output.
///
/// Characters and lines may be split between pieces. Only the item that is incomplete is kept in memory.
pub struct ItemDecoder<T> {
    framing: Framing,
    limit: usize,
    line: Line,
    frame: Frame,
    has_data: bool,
    /// The last id, which applies to later events.
    id: Option<String>,
    ready: VecDeque<Frame>,
    failed: bool,
    over: bool,
    item: PhantomData<fn() -> T>,
}

impl<T: StreamItem> ItemDecoder<T> {
    /// Creates a decoder.
    pub fn new(framing: Framing) -> Self {
        Self {
            framing,
            limit: LIMIT,
            line: Line::default(),
            frame: Frame::default(),
            has_data: false,
            id: None,
            ready: VecDeque::new(),
            failed: false,
            over: false,
            item: PhantomData,
        }
    }

    /// Sets how many bytes an item has at most; 64 MiB by default.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Adds a piece of the body.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && !self.over && !self.failed {
            let (line, after) = self.line.split(rest, self.framing != Framing::Lines);
            rest = after;
            self.failed = self.line.bytes.len().saturating_add(self.frame.data.len()) > self.limit;
            if line && !self.failed {
                let bytes = std::mem::take(&mut self.line.bytes);
                self.take(&String::from_utf8_lossy(&bytes));
            }
        }
    }

    /// Ends the body. A last line of JSON needs no line break; an event that is incomplete is discarded.
    pub fn finish(&mut self) {
        if self.framing == Framing::Lines && !self.failed {
            let bytes = std::mem::take(&mut self.line.bytes);
            self.take(&String::from_utf8_lossy(&bytes));
        }
        self.over = true;
    }

    /// Returns true if no more items follow, whatever is added: the service has sent its last event, or an item was too
    /// large.
    pub fn is_over(&self) -> bool {
        self.over && self.ready.is_empty()
    }

    /// Returns the next item; `None` if more of the body is needed, or if there are no more.
    ///
    /// # Errors
    ///
    /// The item cannot be decoded, or is too large.
    #[allow(clippy::should_implement_trait, reason = "`None` is not the end")]
    pub fn next(&mut self) -> Option<Result<T, ItemError>> {
        if let Some(frame) = self.ready.pop_front() {
            let read = T::from_frame(&frame, self.framing);
            return Some(read.map_err(|reason| ItemError::Undecodable {
                text: frame.data,
                reason,
            }));
        }
        if self.failed && !self.over {
            self.over = true;
            return Some(Err(ItemError::TooLarge { limit: self.limit }));
        }
        None
    }

    /// Processes a line without its line break.
    fn take(&mut self, line: &str) {
        if self.framing == Framing::Lines {
            // RFC 7464 starts each JSON text with a record separator.
            let data = line
                .trim_matches(['\u{1e}', '\r', ' ', '\t', '\u{feff}'])
                .to_owned();
            if !data.is_empty() {
                self.ready.push_back(Frame {
                    data,
                    ..Frame::default()
                });
            }
            return;
        }
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        self.field(field, value.strip_prefix(' ').unwrap_or(value));
    }

    /// Processes a field of an event; a comment has an empty name.
    fn field(&mut self, name: &str, value: &str) {
        match name {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.frame.data.push('\n');
                }
                self.frame.data.push_str(value);
            }
            "event" => self.frame.event = Some(value.to_owned()).filter(|event| !event.is_empty()),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()).filter(|id| !id.is_empty()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.frame.retry = value.parse().ok()
            }
            _ => {}
        }
    }

    /// Ends an event; an event without data is ignored.
    fn dispatch(&mut self) {
        let mut frame = std::mem::take(&mut self.frame);
        if !std::mem::take(&mut self.has_data) {
            return;
        }
        frame.id.clone_from(&self.id);
        match frame.is_end(self.framing) {
            true => self.over = true,
            false => self.ready.push_back(frame),
        }
    }
}

/// An incomplete line.
#[derive(Default)]
struct Line {
    bytes: Vec<u8>,
    /// Whether the last line ended in a carriage return, so that a following line feed belongs to it.
    after_return: bool,
    /// Whether the byte order mark has been skipped.
    begun: bool,
}

impl Line {
    /// Appends bytes up to the end of a line. Returns true if the line is complete, and the bytes after it.
    fn split<'b>(&mut self, bytes: &'b [u8], ends_at_return: bool) -> (bool, &'b [u8]) {
        let bytes = match std::mem::take(&mut self.after_return) {
            true => bytes.strip_prefix(b"\n").unwrap_or(bytes),
            false => bytes,
        };
        let is_end = |byte: &u8| *byte == b'\n' || (ends_at_return && *byte == b'\r');
        let end = bytes.iter().position(is_end);
        self.bytes.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
        let Some(end) = end else {
            return (false, &[]);
        };
        self.after_return = bytes[end] == b'\r';
        if !std::mem::replace(&mut self.begun, true) && self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.bytes.drain(..3);
        }
        (true, &bytes[end + 1..])
    }
}

/// The items of a response that was received as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Collected<T> {
    /// The items.
    pub items: Vec<T>,
}

impl<T> Default for Collected<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T: StreamItem> ItemSink for Collected<T> {
    fn fill(&mut self, framing: Framing, body: &[u8]) -> Result<(), String> {
        let mut decoder = ItemDecoder::new(framing);
        decoder.push(body);
        decoder.finish();
        while let Some(item) = decoder.next() {
            self.items.push(item.map_err(|error| error.to_string())?);
        }
        Ok(())
    }
}

impl<T: StreamItem> ResponseBody for Collected<T> {
    fn place(&mut self) -> BodySlot<'_> {
        BodySlot::Items(self)
    }
}

/// An operation whose response is a sequence of items. Generated code implements it.
pub trait StreamOperation: Operation {
    /// An item.
    type Item: StreamItem;

    /// Returns a decoder of the response, for an HTTP stack that receives it in pieces.
    fn decoder(&self) -> ItemDecoder<Self::Item> {
        ItemDecoder::new(self.call().spec().framing.unwrap_or(Framing::Lines))
    }
}

/// Implements [`StreamOperation`].
#[allow(unused_macros, reason = "not every specification has them")]
macro_rules! stream_operation {
    ($type:ident, $item:ty, $error:ty) => {
        $crate::runtime::operation!($type, $crate::runtime::Collected<$item>, $error);
        impl<C> $crate::runtime::StreamOperation for $type<C> {
            type Item = $item;
        }
    };
}

#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use stream_operation;
