//! The part of a generated crate that is written by hand: everything that works on tables.
//!
//! The generator copies this module verbatim into every crate that it emits, where it stands at
//! the crate's root as it does here. Generated code implements [`Record`], [`Union`] and [`Value`]
//! through the macros `record!`, `union!`, `symbols!` and `operation!`, and describes the wire in
//! static tables ([`Spec`], [`OperationSpec`]); the functions here do the rest.

#[cfg(feature = "inspect")]
mod archive;
mod argument;
mod call;
mod catalogue;
#[cfg(feature = "_client")]
#[cfg_attr(
    not(any(feature = "client", feature = "blocking")),
    allow(dead_code, reason = "its logic is tested without an HTTP stack")
)]
pub mod client;
mod compare;
mod decode;
mod encode;
mod extra;
#[cfg(feature = "inspect")]
pub mod inspect;
mod limit;
mod moment;
mod multipart;
mod open_enum;
mod operation;
mod parameter;
pub mod pattern;
mod record;
mod response;
mod rule;
mod service;
mod slot;
mod table;
mod text;
mod time;
#[cfg(feature = "time")]
mod time_crate;
mod union;
mod validate;
mod version;
mod violation;
mod write;

pub use argument::Argument;
pub use call::{Call, RequestError};
pub use catalogue::{Catalogue, Route, serving};
pub use compare::{clone, debug, equal};
pub use decode::deserialize;
pub use encode::serialize;
pub use extra::Extra;
pub use moment::{At, InvalidArgument, Moment, checked};
pub use multipart::Multipart;
pub use open_enum::{Open, Symbol, UnknownValue};
pub use operation::{Content, OperationSpec, Param, Place, Style};
pub use record::{Model, Record};
pub use response::{Answer, AnswerPlace, Failure, Head, Operation, Reply};
pub use serde_json::Value as Json;
pub use service::{ErrorCodes, Paging, SchemeKind, SecurityScheme, Server, Service};
pub use slot::{Entries, List, Node, Scalar, Value, View};
pub use table::{
    Additional, Condition, Demand, Discriminator, Field, Forbidden, Format, Kind, Limit, Num, Pattern,
    Presence, Rule, Spec, Type, UnionSpec,
};
pub use text::{Date, DateRule, InvalidText, Text, TextRule, Timestamp, TimestampRule, Uuid, UuidRule};
pub use union::{Union, put_in_union};
pub use version::{BodyFormat, InvalidVersion, MediaType, Version};
pub use violation::{Broken, JsonKind, Violation, Violations};

/// The model of errors of an API whose description has none.
#[non_exhaustive]
pub struct NoError {
    extra: Extra,
}
static NO_ERROR: Spec = Spec::new("Error", &[]);
record!(NoError, NO_ERROR, [], []);

/// An object whose members all have one type.
pub type Map<T> = std::collections::BTreeMap<String, T>;
/// An object without a schema for its members.
pub type JsonMap = Map<Json>;

#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use client::{calls, clients, creates, job, pages, sendable, watched};
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use open_enum::symbols;
pub(crate) use record::{record, value_impls};
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use response::{by_status, operation};
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use union::union;
