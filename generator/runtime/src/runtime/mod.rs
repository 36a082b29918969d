//! The runtime of this crate: decoding, encoding, validation, requests, and (with a feature) the clients.
//!
//! The items that callers use most are re-exported at the root of the crate:
//!
//! - [`Model`]: validation, unknown fields and JSON of every model.
//! - [`Operation`]: builds an `http::Request` and decodes the response to an [`ApiResponse`] or a [`Failure`].
//! - [`Open`]: a value of an enum, or a string that the API does not list.
//! - [`Violations`]: the result of a failed validation.
//! - [`Version`], [`MediaType`]: versions of the API and the media types that name them.
//! - `client`: the clients, with feature `client` or `blocking`.
//!
//! The sources of this module are the same in every generated crate, except that `parts` has only what the API needs.

mod argument;
mod call;
mod catalogue;
#[cfg(feature = "_client")]
#[cfg_attr(docsrs, doc(cfg(any(feature = "client", feature = "blocking"))))]
#[cfg_attr(
    not(any(feature = "client", feature = "blocking")),
    allow(dead_code, reason = "its logic is tested without an HTTP stack")
)]
pub mod client;
mod compare;
mod constant;
mod constraint;
mod decode;
mod descriptor;
mod encode;
mod file_part;
mod framing;
#[cfg(feature = "inspect")]
mod har;
#[cfg(feature = "inspect")]
pub mod inspect;
mod into_parameter;
mod json_writer;
mod members;
mod moment;
mod open_enum;
mod operation;
mod parameter;
mod parts;
pub(crate) mod pattern;
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
pub use constant::Constant;
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use contract::*;
pub use file_part::FilePart;
pub use framing::Framing;
pub use into_parameter::IntoParameter;
pub use moment::{InvalidArgument, Moment};
pub use open_enum::{Open, OpenExt, StringEnum, UnknownValue};
pub use operation::{Content, Encoding, OperationDescriptor, Param, Place, Style};
#[allow(unused_imports, unreachable_pub, reason = "not every specification has them")]
pub use parts::*;
pub use record::Model;
pub use response::{ApiResponse, Failure, Head, Operation};
pub use serde_json::Value as Json;
pub use unknown_fields::UnknownFields;
pub use validated_string::{Date, InvalidText, Timestamp, Uuid, ValidatedString};
pub use version::{BodyFormat, CalendarDate, InvalidVersion, MediaType, Version};
pub use violation::{JsonKind, Violation, ViolationKind, Violations};

/// The contract between generated code and the runtime. It is not part of the public API and may change in any release.
#[doc(hidden)]
pub mod contract {
    pub use super::call::debug_call;
    pub use super::compare::{clone, debug, equal};
    pub use super::decode::deserialize;
    pub use super::descriptor::{
        Additional, Condition, Discriminator, Forbidden, Format, Kind, Limit, Num, Pattern, Presence, Ref,
        Requirement, Rule, StructDescriptor, Type, UnionDescriptor,
    };
    pub use super::encode::serialize;
    pub use super::moment::{At, checked};
    pub use super::record::Record;
    pub use super::reflect::{Entries, List, Reflect, Scalar, ValueMut, ValueRef};
    pub use super::response::{BodySlot, ErrorsByStatus, ResponseBody};
    pub use super::service::{
        Envelope, ErrorCodes, FieldViolations, Paging, SchemeKind, SecurityScheme, Server, Service,
    };
    pub use super::union::{Union, put_in_union};
    pub use super::validated_string::{DateRule, StringRule, TimestampRule, UuidRule};
    pub use super::version::named_version;
    /// Building blocks of pattern validators.
    pub mod patterns {
        pub use super::super::pattern::*;
    }
}

/// The error model of an API whose specification has none.
#[non_exhaustive]
pub struct NoError {
    extra: UnknownFields,
}
static NO_ERROR: StructDescriptor = StructDescriptor::new("Error", "", &[]);
record!(NoError, NO_ERROR, [], []);

/// An object whose members all have one type.
pub type Map<T> = std::collections::BTreeMap<String, T>;
/// An object whose members have no schema.
pub type JsonMap = Map<Json>;

#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use client::{
    calls, clients, creates, creates_list, downloads, job, pages, sendable, streamable, watched,
};
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use open_enum::symbols;
pub(crate) use record::{record, value_impls};
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use response::{by_status, errors_by_status, operation};
#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use union::union;
