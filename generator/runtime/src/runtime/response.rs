//! Decodes status, headers and bytes to a typed response or a typed error.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::time::{Duration, SystemTime};

use http::header::{
    CONTENT_ENCODING, CONTENT_LOCATION, CONTENT_TYPE, HeaderName, LINK, LOCATION, REFRESH, RETRY_AFTER,
    SET_COOKIE,
};
use http::{HeaderMap, StatusCode};
use serde_json::Value as Json;

use super::call::{Call, RequestError};
use super::decode;
use super::framing::{Framing, ItemSink};
use super::operation::OperationDescriptor;
#[cfg(feature = "_client")]
use super::parts::Collected;
use super::record::{Record, members, named, named_text};
use super::reflect::{Reflect, Scalar, ValueRef};
use super::validate::{not_an_object, validate_as, validate_value};
use super::version::{MediaType, Version};
use super::violation::Violations;
use crate::service::SERVICE;

/// An operation with its arguments.
#[doc(alias = "hyper")]
#[doc(alias = "tower")]
#[doc(alias = "http")]
pub trait Operation {
    /// The body of a successful response.
    type ResponseBody: ResponseBody;
    /// The error model.
    type Error: Record + Default;

    /// Returns the arguments.
    fn call(&self) -> &Call;
    /// Builds the HTTP request; see [`Call::request`].
    ///
    /// # Errors
    ///
    /// The errors of [`Call::request`].
    fn request(&self, base: &str) -> Result<http::Request<Vec<u8>>, RequestError> {
        self.call().request(base)
    }

    /// Builds the HTTP request without validation; see [`Call::request_unchecked`].
    ///
    /// # Errors
    ///
    /// The errors of [`Call::request_unchecked`].
    fn request_unchecked(&self, base: &str) -> Result<http::Request<Vec<u8>>, RequestError> {
        self.call().request_unchecked(base)
    }

    /// Decodes the response to a request of this operation.
    ///
    /// # Errors
    ///
    /// Any status that is not a success, and bodies that cannot be decoded.
    fn decode(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<ApiResponse<Self::ResponseBody>, Failure<Self::Error>> {
        reply_to(self, status, headers.clone(), body)
    }
}

/// Returns the head of a response whose body is a sequence, or the reason why the response is certainly not one.
#[cfg(feature = "_client")]
#[allow(clippy::result_large_err, reason = "it is made once for each response")]
pub(crate) fn head_of_items(
    call: &Call,
    status: StatusCode,
    headers: HeaderMap,
) -> Result<Head, Box<(Head, String)>> {
    let (wanted, operation) = (call.spec().media_type, call.spec());
    let head = Head {
        status,
        headers,
        operation,
    };
    let mut none = Collected::<Json>::default();
    let slot = BodySlot::Items(&mut none);
    let found = head
        .text(&CONTENT_TYPE)
        .filter(|it| is_foreign(&slot, it, wanted));
    match found.map(|found| format!("it is `{found}`, not `{wanted}`")) {
        Some(reason) => Err(Box::new((head, reason))),
        None => Ok(head),
    }
}

/// Implements [`Operation::decode`] with owned headers.
pub(crate) fn reply_to<O: Operation + ?Sized>(
    operation: &O,
    status: StatusCode,
    headers: HeaderMap,
    body: &[u8],
) -> Result<ApiResponse<O::ResponseBody>, Failure<O::Error>> {
    let mut response = O::ResponseBody::default();
    let mut error = O::Error::default();
    let call = operation.call();
    let mut head = Head {
        status,
        headers,
        operation: call.spec(),
    };
    let content = match call.is_enveloped() {
        true => open_envelope(&mut head, body),
        false => None,
    };
    response.choose(head.status.as_u16());
    let body = content.as_deref().unwrap_or(body);
    match read(call, head, body, response.place(), &mut error) {
        Outcome::ResponseBody(head, received) => Ok(ApiResponse {
            head,
            body: response,
            received,
        }),
        Outcome::Failure {
            head,
            text,
            known,
            undecodable,
        } => Err(Failure {
            head: Box::new(head),
            text,
            error: known.then_some(error),
            undecodable,
            #[cfg(feature = "_client")]
            doubt: false,
        }),
    }
}

/// A type that an operation can return.
pub trait ResponseBody: Default {
    /// Selects the type of the body by status, if it depends on it.
    fn choose(&mut self, status: u16) {
        let _ = status;
    }
    /// Returns the slot for the body.
    fn place(&mut self) -> BodySlot<'_>;
    /// Returns the body if it is JSON.
    fn value(&self) -> Option<&dyn Reflect> {
        None
    }
}

/// The slot that the body of a response is stored in.
pub enum BodySlot<'a> {
    /// The body is ignored.
    Nothing,
    /// Unparsed bytes.
    Bytes(&'a mut Vec<u8>),
    /// JSON of a type.
    Json(&'a mut dyn Reflect),
    /// A sequence of items.
    Items(&'a mut dyn ItemSink),
}

impl ResponseBody for () {
    fn place(&mut self) -> BodySlot<'_> {
        BodySlot::Nothing
    }
}

impl ResponseBody for Vec<u8> {
    fn place(&mut self) -> BodySlot<'_> {
        BodySlot::Bytes(self)
    }
}

impl<T: Reflect + Default> ResponseBody for T {
    #[inline]
    fn place(&mut self) -> BodySlot<'_> {
        BodySlot::Json(self)
    }
    #[inline]
    fn value(&self) -> Option<&dyn Reflect> {
        Some(self)
    }
}

static DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
static SUNSET: HeaderName = HeaderName::from_static("sunset");
static RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
static RATE_LIMIT_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");

/// Status and headers of a response. `Debug` omits the values of headers that may contain secrets.
#[derive(Clone)]
pub struct Head {
    /// The status; in an envelope, the status inside it.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    operation: &'static OperationDescriptor,
}

/// A successful response.
#[derive(Clone, Debug)]
pub struct ApiResponse<T> {
    /// Status and headers.
    pub head: Head,
    /// The body; its default if the service sent none.
    pub body: T,
    received: Received,
}

/// The part of a JSON body that the type of the body does not contain.
#[derive(Clone, Debug, PartialEq)]
enum Received {
    /// There was no body.
    Nothing,
    /// The type contains it.
    Whole,
    /// The type contains only a part of it. This is the complete JSON.
    Part(Box<Json>),
}

impl Received {
    fn part(json: Json) -> Self {
        Self::Part(Box::new(json))
    }
}

impl<T> ApiResponse<T> {
    /// Creates a response whose body has all values that the service sent.
    #[cfg(feature = "_client")]
    pub(crate) fn new(head: Head, body: T) -> Self {
        Self {
            head,
            body,
            received: Received::Whole,
        }
    }

    /// Returns the body as the service sent it, if `body` has only a part of it: values of another type in a list or map
    /// are skipped, and `null` instead of a body is its default.
    pub fn raw(&self) -> Option<&Json> {
        match &self.received {
            Received::Part(json) => Some(json),
            Received::Nothing | Received::Whole => None,
        }
    }
}

impl<T: ResponseBody> ApiResponse<T> {
    /// Validates a JSON body, as the service sent it, against the specification.
    ///
    /// # Errors
    ///
    /// All violations, each with its JSON pointer.
    pub fn validate(&self) -> Result<(), Violations> {
        let is_there = |value: &&dyn Reflect| {
            self.received != Received::Nothing && !matches!(value.view(), ValueRef::Absent)
        };
        let Some(value) = self.body.value().filter(is_there) else {
            return Ok(());
        };
        let ty = self.head.operation.response(self.head.status.as_u16());
        match (ty, self.raw()) {
            (Some(ty), raw) => validate_as(ty, raw.map_or_else(|| value.view(), ValueRef::Json)),
            (None, Some(_)) => Err(not_an_object()),
            (None, None) => validate_value(value.view()),
        }
    }
}

/// A response that is not a success, or whose body cannot be decoded.
#[derive(Clone)]
pub struct Failure<E> {
    /// Status and headers.
    pub head: Box<Head>,
    /// The body as a string; invalid UTF-8 is replaced.
    pub text: String,
    /// The error model of the API, if the body is one.
    pub error: Option<E>,
    /// The reason why the body of a success cannot be decoded.
    pub undecodable: Option<String>,
    /// Whether the service may have processed the request in an earlier attempt.
    #[cfg(feature = "_client")]
    pub(crate) doubt: bool,
}

impl Head {
    /// Returns the version of the response.
    pub fn version(&self) -> Option<Version> {
        MediaType::parse(self.text(&CONTENT_TYPE)?)?.version
    }

    /// Returns the version of the response if it is not the requested one.
    pub fn other_version(&self) -> Option<Version> {
        // Most responses have the media type that was requested.
        if self.text(&CONTENT_TYPE)? == self.operation.media_type {
            return None;
        }
        self.version()
            .filter(|version| *version != self.operation.version)
    }

    /// Returns how long to wait (`Retry-After`, RFC 9110, section 10.2.3). A date is relative to `now`.
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        retry_after(&self.headers, || now)
    }

    /// Returns the number of requests allowed in the current period (`RateLimit-Limit`).
    pub fn rate_limit(&self) -> Option<u64> {
        self.text(&RATE_LIMIT)?.trim().parse().ok()
    }

    /// Returns the number of requests left in the current period (`RateLimit-Remaining`).
    pub fn rate_limit_remaining(&self) -> Option<u64> {
        self.text(&RATE_LIMIT_REMAINING)?.trim().parse().ok()
    }

    /// Returns since when the version is deprecated: the header value, and the time if it is an HTTP date.
    pub fn deprecation(&self) -> Option<(&str, Option<SystemTime>)> {
        self.text(&DEPRECATION).map(|text| (text, date(text)))
    }

    /// Returns when the version is removed: the header value, and the time if it is an HTTP date.
    pub fn sunset(&self) -> Option<(&str, Option<SystemTime>)> {
        self.text(&SUNSET).map(|text| (text, date(text)))
    }

    fn text(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Returns the delay of `Retry-After`, in seconds or as a date, which is relative to `now`.
pub(crate) fn retry_after(headers: &HeaderMap, now: impl FnOnce() -> SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than a number can be are too many all the same.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    Some(date(text)?.duration_since(now()).unwrap_or_default())
}

/// Returns the target of a redirect (RFC 9110, section 15.4) without its secrets.
pub(crate) fn redirect(status: StatusCode, headers: &HeaderMap) -> Option<&str> {
    let is_redirect = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = headers.get(LOCATION).filter(|_| is_redirect)?;
    let target = without_secrets(location.to_str().ok()?);
    (!target.is_empty()).then_some(target)
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head")
            .field("status", &self.status)
            .field("headers", &ShownHeaders(&self.headers))
            .field("requested", &self.operation.version)
            .finish()
    }
}

/// Headers whose `Debug` shows no query of a URL and no cookie.
struct ShownHeaders<'a>(&'a HeaderMap);

impl fmt::Debug for ShownHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            let text = value.to_str().ok();
            match text {
                Some(url) if [LOCATION, CONTENT_LOCATION, LINK, REFRESH].contains(name) => {
                    map.entry(name, &without_secrets(url))
                }
                _ if *name == SET_COOKIE => map.entry(name, &"***"),
                _ => map.entry(name, value),
            };
        }
        map.finish()
    }
}

/// Returns a URL without its query, fragment and user information, each of which may be a secret.
fn without_secrets(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    let start = url.find("//").map_or(0, |index| index + 2);
    let authority = url[start..].split('/').next().unwrap_or_default();
    match authority.rfind('@') {
        Some(index) if start > 0 => &url[start + index + 1..],
        _ => url,
    }
}

fn date(text: &str) -> Option<SystemTime> {
    super::time::system_time(super::time::parse_http_date(text)?)
}

/// The errors of an operation whose error bodies depend on the status. Generated code implements it.
pub trait ErrorsByStatus: Sized {
    /// Returns the variant of a status, without content; `None` if the operation specifies none for it.
    fn of_status(status: u16) -> Option<Self>;
    /// Returns where the body goes.
    fn place(&mut self) -> BodySlot<'_>;
}

impl<E> Failure<E> {
    /// Creates the failure of a success whose body cannot be decoded.
    #[cfg(feature = "_client")]
    pub(crate) fn undecodable(head: Head, text: String, reason: String) -> Self {
        Self {
            head: Box::new(head),
            text,
            error: None,
            undecodable: Some(reason),
            doubt: false,
        }
    }

    /// Returns the body as the error that the operation specifies for the status:
    /// `failure.typed::<errors::GetThing>()`. Returns `None` if it specifies none, or if the body is not of that type;
    /// it remains in [`text`](Self::text).
    pub fn typed<T: ErrorsByStatus>(&self) -> Option<T> {
        let mut error = T::of_status(self.head.status.as_u16())?;
        let is_read = match error.place() {
            BodySlot::Json(value) => decode::from_slice(value, self.text.as_bytes()).is_ok(),
            BodySlot::Nothing | BodySlot::Bytes(_) | BodySlot::Items(_) => false,
        };
        (is_read && !self.head.status.is_success()).then_some(error)
    }
}

impl<E: Record> Failure<E> {
    /// Returns the error code of the API, such as `NOT_FOUND`.
    pub fn code(&self) -> Option<&str> {
        named_text(self.error.as_ref()?, SERVICE.errors.field)
    }

    /// Returns the explanation of the service for this request.
    pub fn detail(&self) -> Option<&str> {
        named_text(self.error.as_ref()?, SERVICE.errors.detail)
    }

    /// Returns the fields of the request that the service rejected: name and reason of each.
    pub fn field_violations(&self) -> Vec<(&str, &str)> {
        let names = SERVICE.errors.violations;
        let (Some(names), Some(error)) = (names, &self.error) else {
            return Vec::new();
        };
        let step = |view, name: &&str| match view {
            ValueRef::Record(record) => named(record, name),
            _ => None,
        };
        let Some(ValueRef::List(items)) = names.path.iter().try_fold(ValueRef::Record(error), step) else {
            return Vec::new();
        };
        let item = |index| match items.get(index).view() {
            ValueRef::Record(item) => Some((named_text(item, names.field)?, named_text(item, names.reason)?)),
            _ => None,
        };
        (0..items.len()).filter_map(item).collect()
    }

    /// Returns the URL that a redirect leads to, without its query, which may be a secret.
    pub fn redirect(&self) -> Option<&str> {
        redirect(self.head.status, &self.head.headers)
    }

    /// Returns `true` if the requested version was removed.
    pub fn is_version_gone(&self) -> bool {
        let gone = SERVICE.errors.version_gone;
        self.head.status == StatusCode::GONE && gone.is_some() && self.code() == gone
    }

    /// Returns `true` if the service does not know the requested version.
    pub fn is_version_unknown(&self) -> bool {
        let unknown = SERVICE.errors.version_unknown;
        unknown.is_some() && self.code() == unknown
    }
}

impl<E: Record> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service responded with {}", self.head.status)?;
        if let Some(code) = self.code() {
            write!(f, " ({})", OneLine(code))?;
        }
        if let Some(reason) = &self.undecodable {
            write!(f, ", with a body that cannot be read: {}", OneLine(reason))?;
        }
        if let Some(target) = self.redirect() {
            write!(f, ", a redirect to {}, which is not followed", OneLine(target))?;
        }
        if let Some(detail) = self.detail() {
            write!(f, ": {}", OneLine(detail))?;
        }
        for (index, (field, reason)) in self.field_violations().into_iter().enumerate() {
            let separator = if index == 0 { ": " } else { "; " };
            write!(f, "{separator}`{}`: {}", OneLine(field), OneLine(reason))?;
        }
        if self.error.is_none() && self.undecodable.is_none() && !self.text.is_empty() {
            let media_type = self.head.text(&CONTENT_TYPE).unwrap_or("an unknown type");
            let length = self.text.len();
            write!(
                f,
                ", and its body is not an error of the API ({media_type}, {length} bytes)"
            )?;
        }
        advice(&self.head).map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

/// The maximum length of a string of the service in a message, in scalar values.
const LONGEST: usize = 1000;

/// Shows a string of somebody else in a message: without characters that would break the line, be interpreted by a terminal or
/// reorder what follows (UAX 9), and shortened.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.chars();
        let breaks =
            |c| matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let shown = |c: char| if c.is_control() || breaks(c) { ' ' } else { c };
        rest.by_ref()
            .take(LONGEST)
            .try_for_each(|c| f.write_char(shown(c)))?;
        if rest.next().is_some() {
            f.write_str("..")
        } else {
            Ok(())
        }
    }
}

/// Returns what a caller can do about a status.
fn advice(head: &Head) -> Option<Cow<'static, str>> {
    match head.status {
        StatusCode::UNAUTHORIZED => Some("check the credentials".into()),
        StatusCode::FORBIDDEN => Some("check the roles and the access list of the credentials".into()),
        StatusCode::NOT_ACCEPTABLE => Some("use the module of another version".into()),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            let wait = head.retry_after(SystemTime::now())?.as_secs();
            (wait > 0).then(|| format!("try again in {wait} s").into())
        }
        _ => None,
    }
}

/// Omits the body, which may contain secrets.
impl<E: fmt::Debug> fmt::Debug for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("head", &self.head)
            .field("text", &format_args!("{} bytes", self.text.len()))
            .field("error", &self.error)
            .field("undecodable", &self.undecodable)
            .finish()
    }
}

impl<E: Record + fmt::Debug> std::error::Error for Failure<E> {}

enum Outcome {
    ResponseBody(Head, Received),
    Failure {
        head: Head,
        text: String,
        known: bool,
        undecodable: Option<String>,
    },
}

/// Returns the part of decoding that is the same for all operations.
fn read(call: &Call, head: Head, body: &[u8], place: BodySlot<'_>, error: &mut dyn Record) -> Outcome {
    let undecodable = if head.status.is_success() {
        match fill(place, body, &head, call.spec()) {
            Ok(received) => return Outcome::ResponseBody(head, received),
            Err(reason) => Some(reason),
        }
    } else {
        None
    };
    let known = undecodable.is_none() && read_error(error, body);
    Outcome::Failure {
        head,
        text: String::from_utf8_lossy(body).into_owned(),
        known,
        undecodable,
    }
}

/// Stores the body of a success, if its media type (`None` if not stated) is compatible with that of the operation.
/// Returns what it does not accept.
fn fill(
    place: BodySlot<'_>,
    body: &[u8],
    head: &Head,
    spec: &OperationDescriptor,
) -> Result<Received, String> {
    let wanted = spec.media_type;
    let bodiless = matches!(head.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT);
    let media_type = head.text(&CONTENT_TYPE).filter(|_| !bodiless);
    if let Some(other) = media_type.filter(|it| is_foreign(&place, it, wanted)) {
        return Err(format!("it is `{other}`, not `{wanted}`"));
    }
    match place {
        BodySlot::Nothing => return Ok(Received::Nothing),
        BodySlot::Bytes(bytes) => *bytes = body.to_vec(),
        BodySlot::Items(items) => items.fill(spec.framing.unwrap_or(Framing::Lines), body)?,
        BodySlot::Json(value) if !is_json(wanted) => put_text(value, body, media_type)?,
        BodySlot::Json(value) => return fill_json(value, body, head, media_type.is_some()),
    }
    Ok(Received::Whole)
}

/// Stores JSON; `is_stated` means that the response has a media type. Returns what the type does not accept.
fn fill_json(value: &mut dyn Reflect, body: &[u8], head: &Head, is_stated: bool) -> Result<Received, String> {
    match body.trim_ascii() {
        b"" if !is_stated => return Ok(Received::Nothing),
        // Absence, which some services write as `null`.
        b"null" if !accepts_null(value) => return Ok(Received::part(Json::Null)),
        b"null" => return Ok(Received::Whole),
        _ => {}
    }
    match decode::from_slice(value, body) {
        Ok(rest) => Ok(rest.map_or(Received::Whole, Received::part)),
        Err(error) if !take_text(value, body) => Err(unreadable(&error, head)),
        // A value of another type is text that is not JSON, too.
        Err(_) => Ok(serde_json::from_slice(body).map_or(Received::Whole, Received::part)),
    }
}

/// Returns true if the default of a type is `null`.
fn accepts_null(value: &dyn Reflect) -> bool {
    matches!(
        value.view(),
        ValueRef::Absent | ValueRef::Json(Json::Null) | ValueRef::Union(_)
    )
}

/// Returns why a body is not JSON. No request accepts a content coding, but some proxies apply one.
fn unreadable(error: &serde_json::Error, head: &Head) -> String {
    match head.text(&CONTENT_ENCODING) {
        Some(coding) if !coding.eq_ignore_ascii_case("identity") => {
            format!("it is encoded as `{coding}`, which the request did not accept")
        }
        _ => error.to_string(),
    }
}

/// Returns true if a media type is JSON; one that is not stated counts as JSON.
fn is_json(media_type: &str) -> bool {
    let is_range = media_type.starts_with("*/") || media_type.starts_with("application/*");
    media_type.is_empty() || is_range || format_of(media_type).eq_ignore_ascii_case("json")
}

/// Stores a text body. Bytes that are not UTF-8 are decoded as ISO-8859-1.
fn put_text(value: &mut dyn Reflect, body: &[u8], media_type: Option<&str>) -> Result<(), String> {
    let is_latin = media_type.is_some_and(|it| it.to_ascii_lowercase().contains("charset=iso-8859-1"));
    let text = match std::str::from_utf8(body) {
        Ok(text) if !is_latin => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        _ => Cow::Owned(body.iter().map(|byte| char::from(*byte)).collect()),
    };
    match value.put(Scalar::Text(&text)) {
        true => Ok(()),
        false => Err("it is text".to_owned()),
    }
}

/// Stores a body that is not JSON if the operation returns a string. Returns false if it does not.
///
/// Some services send a string without its quotes under a JSON media type, such as a certificate in PEM.
fn take_text(value: &mut dyn Reflect, body: &[u8]) -> bool {
    value.reset();
    let is_text = matches!(
        value.view(),
        ValueRef::Absent | ValueRef::Text(_) | ValueRef::Checked(..)
    );
    match std::str::from_utf8(body) {
        // An initial quote means truncated JSON.
        Ok(text) if is_text && !text.trim_start().starts_with('"') => value.put(Scalar::Text(text)),
        _ => false,
    }
}

/// Returns the format that a media type names: `json` of `application/vnd.x.2024-11-13+json;charset=utf-8`.
fn format_of(media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.rsplit(['+', '/']).next().unwrap_or_default()
}

/// Returns true if a body of the format `found` is certainly not the response, such as the login page of a proxy.
/// Generic types (`text/plain`, `application/octet-stream`) may be a mistake of the service, and are accepted.
fn is_foreign(place: &BodySlot<'_>, found: &str, wanted: &str) -> bool {
    // Most responses have the media type that was requested.
    if found == wanted {
        return false;
    }
    let (found, wanted_format) = (
        format_of(found).to_ascii_lowercase(),
        format_of(wanted).to_ascii_lowercase(),
    );
    match &*found {
        _ if found == wanted_format => false,
        "html" => true,
        // JSON lines are often labeled as JSON.
        "json" if matches!(place, BodySlot::Items(_)) => wanted_format == "event-stream",
        // Text of another format is text.
        _ if matches!(place, BodySlot::Json(_)) && !is_json(wanted) => false,
        "json" | "csv" | "gzip" | "xml" => {
            // A file may be declared as JSON.
            let is_file = matches!(place, BodySlot::Bytes(_)) && wanted_format == "json";
            !matches!(place, BodySlot::Nothing)
                && !is_file
                && !matches!(&*wanted_format, "octet-stream" | "*")
        }
        _ => false,
    }
}

/// Parses the error model of the API; returns false if the body has none of its members.
fn read_error(error: &mut dyn Record, body: &[u8]) -> bool {
    // An object with a known member is the error of the API, not of a proxy.
    decode::from_slice(error, body).is_ok()
        && members(error).any(|(name, _)| error.spec().position(name).is_some())
}

/// Returns the API's code of the error that a body contains.
#[cfg(feature = "_client")]
pub(crate) fn error_code(body: &[u8]) -> Option<String> {
    let error: Json = serde_json::from_slice(decode::without_mark(body)).ok()?;
    Some(error.get(SERVICE.errors.field)?.as_str()?.to_owned())
}

/// Returns the content of an envelope such as `{"status": 200, "content": {}}`, and sets its status; `None` if the body
/// is not an envelope.
fn open_envelope(head: &mut Head, body: &[u8]) -> Option<Vec<u8>> {
    let names = SERVICE.envelope?;
    let mut envelope: Json = serde_json::from_slice(decode::without_mark(body)).ok()?;
    let status = envelope.get(names.status)?.as_u64()?;
    head.status = StatusCode::from_u16(status.try_into().ok()?).ok()?;
    serde_json::to_vec(&envelope.get_mut(names.content)?.take()).ok()
}

/// Implements [`Operation`], `Clone` and `Debug` for a struct of a [`Call`] and its sender. Derived implementations take
/// a third longer to compile.
#[allow(unused_macros, reason = "not every specification has them")]
macro_rules! operation {
    ($type:ident, $response:ty, $error:ty) => {
        impl<C> $crate::runtime::Operation for $type<C> {
            type ResponseBody = $response;
            type Error = $error;
            #[inline]
            fn call(&self) -> &$crate::runtime::Call {
                &self.0
            }
        }
        impl<C: ::core::clone::Clone> ::core::clone::Clone for $type<C> {
            #[inline]
            fn clone(&self) -> Self {
                Self(
                    ::core::clone::Clone::clone(&self.0),
                    ::core::clone::Clone::clone(&self.1),
                )
            }
        }
        impl<C> ::std::fmt::Debug for $type<C> {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::debug_call(::core::stringify!($type), &self.0, f)
            }
        }
    };
}

/// Implements [`ResponseBody`] for an enum: variants with a body, then those without, each with its status. A success
/// with another status is the variant without a body at the end, or decoded as the first variant if there is none.
#[allow(unused_macros, reason = "not every specification has them")]
macro_rules! by_status {
    ($type:ident, [$first_status:literal $first:ident $(, $status:literal $typed:ident)*], [$($bare_status:literal $bare:ident),*] $(, $other:ident)?) => {
        impl Default for $type {
            fn default() -> Self {
                Self::$first(Default::default())
            }
        }
        impl $crate::runtime::ResponseBody for $type {
            #[allow(unreachable_patterns, reason = "`$other` is optional")]
            fn choose(&mut self, status: u16) {
                *self = match status {
                    $($status => Self::$typed(Default::default()),)*
                    $($bare_status => Self::$bare,)*
                    $($first_status => Self::default(), _ => Self::$other,)?
                    _ => Self::default(),
                };
            }
            fn place(&mut self) -> $crate::runtime::BodySlot<'_> {
                match self {
                    Self::$first(body) => body.place(),
                    $(Self::$typed(body) => body.place(),)*
                    $(Self::$bare => $crate::runtime::BodySlot::Nothing,)*
                    $(Self::$other => $crate::runtime::BodySlot::Nothing,)?
                }
            }
            fn value(&self) -> ::core::option::Option<&dyn $crate::runtime::Reflect> {
                match self {
                    Self::$first(body) => body.value(),
                    $(Self::$typed(body) => body.value(),)*
                    $(Self::$bare => ::core::option::Option::None,)*
                    $(Self::$other => ::core::option::Option::None,)?
                }
            }
        }
    };
}

/// Makes an enum the errors of an operation: the first and the last status of each variant, the most specific first.
#[allow(unused_macros, reason = "not every specification has them")]
macro_rules! errors_by_status {
    ($type:ident, [$($first:literal $last:literal $variant:ident),*]) => {
        impl $crate::runtime::ErrorsByStatus for $type {
            fn of_status(status: u16) -> ::core::option::Option<Self> {
                $(if ($first..=$last).contains(&status) {
                    return ::core::option::Option::Some(Self::$variant(::core::default::Default::default()));
                })*
                ::core::option::Option::None
            }
            fn place(&mut self) -> $crate::runtime::BodySlot<'_> {
                match self {
                    $(Self::$variant(body) => $crate::runtime::ResponseBody::place(body),)*
                }
            }
        }
    };
}

#[allow(unused_imports, reason = "not every specification has them")]
pub(crate) use {by_status, errors_by_status, operation};
