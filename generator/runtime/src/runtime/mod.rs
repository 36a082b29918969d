//! The part of a generated crate that is written by hand: everything that works on tables.
//!
//! The generator copies this module verbatim into every crate that it emits, where it stands at
//! the crate's root as it does here. Generated code implements [`Record`], [`Union`] and [`Reflect`]
//! through the macros `record!`, `union!`, `symbols!` and `operation!`, and describes the wire in
//! static tables ([`StructDescriptor`], [`OperationDescriptor`]); the functions here do the rest.

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
mod constraint;
mod decode;
mod descriptor;
mod encode;
#[cfg(feature = "inspect")]
mod har;
#[cfg(feature = "inspect")]
pub mod inspect;
mod json_writer;
mod moment;
mod multipart;
mod open_enum;
mod operation;
mod parameter;
pub mod pattern;
mod record;
mod reflect;
mod response;
mod rule;
mod service;
mod time;
#[cfg(feature = "time")]
mod time_crate;
mod union;
mod unknown_fields;
mod validate;
mod validated_string;
mod version;
mod violation;

pub use argument::Argument;
pub use call::{Call, RequestError};
pub use catalogue::{Catalogue, Route, serving};
pub use compare::{clone, debug, equal};
pub use decode::deserialize;
pub use descriptor::{
    Additional, Condition, Discriminator, Field, Forbidden, Format, Kind, Limit, Num, Pattern, Presence,
    Requirement, Rule, StructDescriptor, Type, UnionDescriptor,
};
pub use encode::serialize;
pub use moment::{At, InvalidArgument, Moment, checked};
pub use multipart::Multipart;
pub use open_enum::{Open, StringEnum, UnknownValue};
pub use operation::{Content, OperationDescriptor, Param, Place, Style};
pub use record::{Model, Record};
pub use reflect::{Entries, List, Reflect, Scalar, ValueMut, ValueRef};
pub use response::{ApiResponse, BodySlot, Failure, Head, Operation, ResponseBody};
pub use serde_json::Value as Json;
pub use service::{
    Envelope, ErrorCodes, FieldViolations, Paging, SchemeKind, SecurityScheme, Server, Service,
};
pub use union::{Union, put_in_union};
pub use unknown_fields::UnknownFields;
pub use validated_string::{
    Date, DateRule, InvalidText, StringRule, Timestamp, TimestampRule, Uuid, UuidRule, ValidatedString,
};
pub use version::{BodyFormat, InvalidVersion, MediaType, Version};
pub use violation::{JsonKind, Violation, ViolationKind, Violations};

/// The model of errors of an API whose description has none.
#[non_exhaustive]
pub struct NoError {
    extra: UnknownFields,
}
static NO_ERROR: StructDescriptor = StructDescriptor::new("Error", &[]);
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
