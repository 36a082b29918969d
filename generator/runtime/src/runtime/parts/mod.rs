//! The parts of the runtime that only some APIs need. Without a client, the rest of the runtime does not refer to them.

mod form;

mod header;
pub use header::*;

mod items;
pub use items::*;

mod multipart;
pub use multipart::*;

mod open_value;
pub use open_value::*;
