//! The parts of the runtime that only some APIs need. The rest of the runtime does not refer to them.

mod header;
pub use header::*;

mod items;
pub use items::*;

mod multipart;
pub use multipart::*;

mod open_value;
pub use open_value::*;
