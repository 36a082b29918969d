//! Bodies that are not JSON, errors that depend on the status, and typed headers.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value as Json, json};

use super::constants::Mode;
use super::sample::v2023_01_01::api::ApiError;
use super::sample::v2024_11_13::api::RestoreJob;
use crate::runtime::{
    ApiResponse, Call, Content, Failure, Kind, Limit, OpenValue, Operation, OperationDescriptor, Timestamp,
    Type, ValueEnum, Version,
};

/// An operation that returns text.
struct GetText<C = ()>(Call, C);
static GET_TEXT: OperationDescriptor = OperationDescriptor::new(
    "getText",
    "PUT",
    "/text",
    Version::UNVERSIONED,
    "text/plain; charset=utf-8",
)
.body("application/json", true, Type::TEXT)
.other_bodies(&[Content::new("text/csv", true, Type::ANY)]);
crate::runtime::operation!(GetText, String, ApiError);

/// The errors of an operation.
#[derive(Debug, PartialEq)]
enum Errors {
    Conflict(Vec<String>),
    ClientError(Box<RestoreJob>),
    Other(ApiError),
}
crate::runtime::errors_by_status!(Errors, [409 409 Conflict, 400 499 ClientError, 0 65535 Other]);

fn get_text() -> GetText {
    GetText(Call::new(&GET_TEXT), ())
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, HeaderValue::from_static(value));
    }
    headers
}

fn text(content_type: &'static str, body: &[u8]) -> Result<String, Failure<ApiError>> {
    let headers = headers(&[("content-type", content_type)]);
    Ok(get_text().decode(StatusCode::OK, &headers, body)?.body)
}

#[test]
fn operations_print_their_names_and_calls() {
    let text = format!("{:?}", get_text().clone());
    assert!(text.starts_with("GetText(Call { operation: getText"), "{text}");
}

#[test]
fn a_text_is_taken_as_it_is() {
    for body in ["", "null", "12", "\"quoted\"", " {\"a\": 1}\n", "é"] {
        assert_eq!(text("text/plain", body.as_bytes()).expect("a text"), body);
    }
    assert_eq!(text("text/csv", b"a,b\n1,2").expect("a text"), "a,b\n1,2");
    assert_eq!(text("application/json", b"[1]").expect("a text"), "[1]");
    assert_eq!(
        text("text/plain", b"\xef\xbb\xbfmarked").expect("a text"),
        "marked"
    );
    let page = text("text/html", b"<p>log in</p>").expect_err("a page of a proxy");
    assert!(page.undecodable.is_some(), "{page}");
}

#[test]
fn a_text_that_is_not_utf_8_is_iso_8859_1() {
    assert_eq!(text("text/plain", b"\xe9t\xe9").expect("a text"), "été");
    assert_eq!(
        text("text/plain; charset=ISO-8859-1", b"\xc3\xa9").expect("a text"),
        "Ã©"
    );
}

#[test]
fn another_body_is_sent_in_its_own_media_type() {
    let request = |call: Call| call.request("https://example.com").expect("a request");
    let json = request(Call::new(&GET_TEXT).body(&"a".to_owned()));
    assert_eq!(
        (&json.headers()["content-type"], json.body().as_slice()),
        (&HeaderValue::from_static("application/json"), &b"\"a\""[..])
    );
    let csv = request(Call::new(&GET_TEXT).other_body(0).text("a,b"));
    assert_eq!(
        (&csv.headers()["content-type"], csv.body().as_slice()),
        (&HeaderValue::from_static("text/csv"), &b"a,b"[..])
    );
    assert!(
        Call::new(&GET_TEXT).request("https://example.com").is_err(),
        "a body is required"
    );
}

fn typed(status: u16, body: &str) -> Option<Errors> {
    let status = StatusCode::from_u16(status).expect("a status");
    let failure = get_text().decode(status, &HeaderMap::new(), body.as_bytes());
    let failure = failure.expect_err("not a success");
    assert_eq!(failure.text, body, "the body is kept");
    failure.typed()
}

#[test]
fn an_error_has_the_type_of_its_status() {
    assert_eq!(
        typed(409, r#"["a"]"#),
        Some(Errors::Conflict(vec!["a".to_owned()]))
    );
    let Some(Errors::ClientError(job)) = typed(404, r#"{"id": "x"}"#) else {
        panic!("another variant");
    };
    assert_eq!(job.id.as_str(), "x");
    assert!(matches!(typed(500, "{}"), Some(Errors::Other(_))));
}

#[test]
fn a_body_that_is_not_the_error_of_its_status_has_no_type() {
    assert_eq!(typed(409, "<html>"), None);
    assert_eq!(typed(404, "[]"), None);
}

#[test]
fn headers_have_types() {
    let headers = headers(&[
        ("content-type", "text/plain"),
        ("x-count", " 12 "),
        ("x-fresh", "true"),
        ("x-ratio", "1.5"),
        ("x-name", "12"),
        ("x-list", "a, b"),
        ("x-list", ",c"),
        ("x-level", "1"),
        ("x-other", "7"),
        ("x-time", "2026-01-01T00:00:00Z"),
    ]);
    let reply = get_text().decode(StatusCode::OK, &headers, b"").expect("a text");
    let head = reply.head;
    assert_eq!(head.header::<i64>("x-count"), Ok(Some(12)));
    assert_eq!(head.header::<bool>("x-fresh"), Ok(Some(true)));
    assert_eq!(head.header::<f64>("x-ratio"), Ok(Some(1.5)));
    assert_eq!(head.header::<f64>("x-count"), Ok(Some(12.0)));
    assert_eq!(head.header::<String>("x-name"), Ok(Some("12".to_owned())));
    assert_eq!(
        head.header_list::<String>("x-list").map(|list| list.join("|")),
        Ok("a|b|c".to_owned())
    );
    let time = head
        .header::<Timestamp>("x-time")
        .expect("a time")
        .expect("the header");
    assert!(time.is_valid());
    assert_eq!(head.header::<i64>("x-missing"), Ok(None));
    assert_eq!(head.header_list::<i64>("x-missing"), Ok(Vec::new()));
    let level = |name| {
        let value = head
            .header_value::<super::constants::Level>(name)
            .expect("a value");
        value.map(|value| (value.known().is_some(), value.as_i64()))
    };
    assert_eq!(level("x-level"), Some((true, Some(1))));
    assert_eq!(level("x-other"), Some((false, Some(7))));
    assert_eq!(level("x-missing"), None);
    let error = head.header::<i64>("x-fresh").expect_err("not a number");
    assert_eq!(
        error.to_string(),
        "the header `x-fresh` is not of the declared type"
    );
}

/// An operation whose responses are a list or, with 202, a map.
struct GetNumbers<C = ()>(Call, C);
static GET_NUMBERS: OperationDescriptor = OperationDescriptor::new(
    "getNumbers",
    "GET",
    "/numbers",
    Version::UNVERSIONED,
    "application/json",
)
.success(&[200, 202])
.responses(&[
    (
        200,
        &Type::limited(Kind::List(Type::INT32), &[Limit::MaxItems(3)]),
    ),
    (202, &Type::limited(Kind::Map(Type::TEXT), &[])),
]);
crate::runtime::operation!(GetNumbers, Numbers, ApiError);

#[derive(Debug, PartialEq)]
enum Numbers {
    List(Vec<i32>),
    Map(BTreeMap<String, String>),
}
crate::runtime::by_status!(Numbers, [200 List, 202 Map], []);

/// A range next to other statuses, with a body.
#[derive(Debug, PartialEq)]
enum TypedRange {
    Ok(i32),
    NoContent,
    Success(String),
}
crate::runtime::by_status!(TypedRange, [201 Success, 200 Ok], [204 NoContent]);

/// The same, without a body.
#[derive(Debug, PartialEq)]
enum BareRange {
    Ok(i32),
    NoContent,
    Success,
}
crate::runtime::by_status!(BareRange, [200 Ok], [204 NoContent], Success);

fn chosen<T: crate::ResponseBody + Default>(status: u16) -> T {
    let mut body = T::default();
    body.choose(status);
    body
}

#[test]
fn a_range_is_chosen_for_all_statuses_that_are_not_listed() {
    assert_eq!(chosen::<TypedRange>(200), TypedRange::Ok(0));
    assert_eq!(chosen::<TypedRange>(204), TypedRange::NoContent);
    assert_eq!(chosen::<TypedRange>(202), TypedRange::Success(String::new()));
    assert_eq!(chosen::<BareRange>(200), BareRange::Ok(0));
    assert_eq!(chosen::<BareRange>(204), BareRange::NoContent);
    assert_eq!(chosen::<BareRange>(202), BareRange::Success);
}

fn numbers(status: StatusCode, body: &str) -> ApiResponse<Numbers> {
    let call = GetNumbers(Call::new(&GET_NUMBERS), ());
    call.decode(status, &HeaderMap::new(), body.as_bytes())
        .expect("numbers")
}

fn violations(response: &ApiResponse<Numbers>) -> Vec<String> {
    let violations = response.validate().err().unwrap_or_default();
    let violations = violations.iter();
    violations
        .map(|it| format!("{} {}", it.pointer, it.rule.as_str()))
        .collect()
}

#[test]
fn values_of_another_type_in_a_body_are_kept_and_reported() {
    let list = numbers(StatusCode::OK, r#"[1, "two", 3, null]"#);
    assert_eq!(list.body, Numbers::List(vec![1, 3]));
    assert_eq!(list.raw(), Some(&json!([1, "two", 3, null])));
    assert_eq!(violations(&list), ["/1 type", "/3 type", " maxItems"]);

    let map = numbers(StatusCode::ACCEPTED, r#"{"a": "text", "b": 1}"#);
    assert_eq!(
        map.body,
        Numbers::Map([("a".to_owned(), "text".to_owned())].into())
    );
    assert_eq!(map.raw(), Some(&json!({"a": "text", "b": 1})));
    assert_eq!(violations(&map), ["/b type"]);
}

#[test]
fn a_body_of_its_type_is_validated_as_it_was_decoded() {
    let list = numbers(StatusCode::OK, "[1, 2, 3, 4]");
    assert_eq!(list.raw(), None);
    assert_eq!(violations(&list), [" maxItems"]);
    assert_eq!(violations(&numbers(StatusCode::OK, "[1]")), [""; 0]);
}

#[test]
fn null_instead_of_a_body_is_reported_and_no_body_is_not() {
    let null = numbers(StatusCode::OK, "null");
    assert_eq!(
        (&null.body, null.raw()),
        (&Numbers::List(Vec::new()), Some(&Json::Null))
    );
    assert_eq!(violations(&null), [" type"]);
    let nothing = numbers(StatusCode::OK, "");
    assert_eq!((violations(&nothing), nothing.raw()), (Vec::new(), None));
}

/// An operation whose response is a list of enum values or `null`, or `null` itself.
struct GetModes<C = ()>(Call, C);
static GET_MODES: OperationDescriptor = OperationDescriptor::new(
    "getModes",
    "GET",
    "/modes",
    Version::UNVERSIONED,
    "application/json",
)
.responses(&[(200, &Type::list(&Type::or_null(<Mode as ValueEnum>::TYPE)))]);
crate::runtime::operation!(GetModes, Option<Vec<Option<OpenValue<Mode>>>>, ApiError);

#[test]
fn null_is_a_value_where_it_is_allowed() {
    let modes = |body: &str| {
        let call = GetModes(Call::new(&GET_MODES), ());
        let response = call.decode(StatusCode::OK, &HeaderMap::new(), body.as_bytes());
        let response = response.expect("modes");
        let found = response.validate().err().unwrap_or_default();
        let pointers: Vec<_> = found.iter().map(|it| it.pointer.clone()).collect();
        (response.body.map(|modes| modes.len()), pointers)
    };
    assert_eq!(modes("null"), (None, Vec::new()));
    assert_eq!(
        modes(r#"["auto", null, "other"]"#),
        (Some(3), vec!["/2".to_owned()])
    );
}
