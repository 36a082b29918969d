//! Parameters in every style, with the examples of OpenAPI and RFC 6570.

use serde_json::{Value as Json, json};

use super::sample::v2023_01_01::api::ApiError;
use crate::runtime::{
    Argument, Call, Encoding, Multipart, OperationDescriptor, Param, RequestError, Style, Type, Version,
};

/// Returns the URI and the cookies of a request with one parameter, whose schema is any JSON.
fn sent(param: Param, value: impl Into<Argument>) -> (String, String) {
    let params: &'static [&'static Param] = Box::leak(Box::new([&*Box::leak(Box::new(param))]));
    let spec = OperationDescriptor::new(
        "id",
        "GET",
        "/x/{color}",
        Version::UNVERSIONED,
        "application/json",
    );
    let path = params[0].place == crate::runtime::Place::Path;
    let spec = OperationDescriptor {
        path: if path { spec.path } else { "/x" },
        ..spec.params(params)
    };
    let call = Call::new(Box::leak(Box::new(spec))).set(0, value);
    let request = call.request("https://example.com").expect("a request");
    let uri = request.uri().to_string();
    let cookie = request.headers().get("cookie").or(request.headers().get("color"));
    let cookie = cookie.map_or("", |value| value.to_str().expect("ASCII"));
    (
        uri.trim_start_matches("https://example.com/x").to_owned(),
        cookie.to_owned(),
    )
}

fn list() -> Argument {
    vec!["blue", "black,", "br own"].into()
}

fn object() -> Json {
    json!({"B": 150, "G": null, "R": "1 0"})
}

#[test]
fn path_values_are_simple_label_or_matrix() {
    let path = |style, explode| Param {
        style,
        explode,
        ..Param::path("color", Type::ANY)
    };
    let sent = |style, explode, value: Argument| sent(path(style, explode), value).0;
    assert_eq!(sent(Style::Plain, false, "a,b".into()), "/a%2Cb");
    assert_eq!(sent(Style::Plain, false, list()), "/blue,black%2C,br%20own");
    assert_eq!(sent(Style::Plain, false, object().into()), "/B,150,R,1%200");
    assert_eq!(sent(Style::Plain, true, object().into()), "/B=150,R=1%200");
    assert_eq!(sent(Style::Label, false, "blue".into()), "/.blue");
    assert_eq!(sent(Style::Label, false, list()), "/.blue,black%2C,br%20own");
    assert_eq!(sent(Style::Label, true, list()), "/.blue.black%2C.br%20own");
    assert_eq!(sent(Style::Label, true, object().into()), "/.B=150.R=1%200");
    assert_eq!(sent(Style::Matrix, false, 5_i64.into()), "/;color=5");
    assert_eq!(
        sent(Style::Matrix, false, list()),
        "/;color=blue,black%2C,br%20own"
    );
    assert_eq!(
        sent(Style::Matrix, true, list()),
        "/;color=blue;color=black%2C;color=br%20own"
    );
    assert_eq!(
        sent(Style::Matrix, false, object().into()),
        "/;color=B,150,R,1%200"
    );
    assert_eq!(sent(Style::Matrix, true, object().into()), "/;B=150;R=1%200");
    assert_eq!(
        sent(Style::Json, false, json!({"a": 1}).into()),
        "/%7B%22a%22%3A1%7D"
    );
}

#[test]
fn queries_have_members_of_objects() {
    let query = Param::query("color", Type::ANY);
    assert_eq!(sent(query, object()).0, "?B=150&R=1%200");
    let query = Param::query("color", Type::ANY).joined(',');
    assert_eq!(sent(query, object()).0, "?color=B,150,R,1%200");
    let query = Param::query("color", Type::ANY).joined('|');
    assert_eq!(sent(query, list()).0, "?color=blue%7Cblack%2C%7Cbr%20own");
    let deep = || Param::query("color", Type::ANY).style(Style::DeepObject);
    assert_eq!(sent(deep(), object()).0, "?color%5BB%5D=150&color%5BR%5D=1%200");
    let nested = json!({"a": {"b": [1, 2]}});
    assert_eq!(
        sent(deep(), nested).0,
        "?color%5Ba%5D%5Bb%5D%5B0%5D=1&color%5Ba%5D%5Bb%5D%5B1%5D=2"
    );
    let query = || Param::query("color", Type::ANY).style(Style::Json);
    assert_eq!(sent(query(), json!([1])).0, "?color=%5B1%5D");
    assert_eq!(sent(query(), "a").0, "?color=%22a%22");
}

#[test]
fn reserved_characters_never_end_a_value() {
    let query = Param::query("color", Type::ANY).reserved();
    assert_eq!(
        sent(query, "/a?b=c,%2F%&#+ é").0,
        "?color=/a?b=c,%2F%25%26%23%2B%20%C3%A9"
    );
}

#[test]
fn headers_and_cookies_are_written_as_they_are() {
    let header = Param::header("color", Type::ANY);
    assert_eq!(sent(header, vec!["a b", "c/d"]).1, "a b,c/d");
    let header = Param::header("color", Type::ANY).exploded();
    assert_eq!(sent(header, object()).1, "B=150,R=1 0");
    let cookie = Param::cookie("color", Type::ANY);
    assert_eq!(sent(cookie, "a/b=; c").1, "color=a/b=%3B%20c");
    let cookie = Param::cookie("color", Type::ANY).joined(',');
    assert_eq!(sent(cookie, vec!["a", "b"]).1, "color=a,b");
}

#[test]
fn values_with_parts_are_checked_when_they_are_set() {
    static PARAM: Param = Param::query("page", Type::INT32);
    static SPEC: OperationDescriptor =
        OperationDescriptor::new("id", "GET", "/x", Version::UNVERSIONED, "application/json")
            .params(&[&PARAM]);
    let call = Call::new(&SPEC).set_value(0, &json!({"a": 1}));
    let error = call
        .request("https://example.com")
        .expect_err("an object is not a number");
    assert!(
        matches!(&error, RequestError::Invalid { parameters, .. } if parameters[0].pointer == "/page"),
        "{error}"
    );
    assert!(call.request_unchecked("https://example.com").is_ok());
}

#[test]
fn forms_are_pairs_and_parts_have_a_boundary_that_none_contains() {
    static SPEC: OperationDescriptor =
        OperationDescriptor::new("id", "POST", "/x", Version::UNVERSIONED, "application/json").body(
            "multipart/form-data",
            true,
            Type::ANY,
        );
    let form = Call::new(&SPEC).form(&json!({"user": "a&b", "tags": ["x", "y"], "none": null, "n": 1}));
    let request = form.request("https://example.com").expect("a request");
    let body = String::from_utf8(request.body().clone()).expect("ASCII");
    let mut pairs: Vec<&str> = body.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["n=1", "tags=x", "tags=y", "user=a%26b"]);

    let parts = Multipart::new()
        .text("a\"", "1")
        .json("meta", &json!({"b": 2}))
        .file(
            "file",
            "f.bin",
            "application/octet-stream",
            *b"\x00part-boundary-0000000000000000\xff",
        );
    let request = Call::new(&SPEC)
        .multipart(&parts)
        .request("https://example.com")
        .expect("a request");
    assert_eq!(
        request.headers()["content-type"],
        "multipart/form-data; boundary=part-boundary-0000000000000001"
    );
    let body = String::from_utf8_lossy(request.body());
    let expected = [
        "--part-boundary-0000000000000001\r\nContent-Disposition: form-data; name=\"a%22\"\r\n\r\n1\r\n",
        "--part-boundary-0000000000000001\r\nContent-Disposition: form-data; name=\"meta\"\r\n",
        "Content-Type: application/json\r\n\r\n{\"b\":2}\r\n",
        "name=\"file\"; filename=\"f.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n",
    ];
    for part in expected {
        assert!(body.contains(part), "{part}");
    }
    assert!(body.ends_with("\r\n--part-boundary-0000000000000001--\r\n"));
}

#[test]
fn a_list_with_a_separator_is_one_part_unless_an_item_is_an_object() {
    static ENCODINGS: [Encoding; 3] = [
        Encoding::new(Param::query("parameters", Type::ANY).joined('|')),
        Encoding::new(Param::query("mixed", Type::ANY).joined(',')),
        Encoding::new(Param::query("empty", Type::ANY).joined(',')),
    ];
    static SPEC: OperationDescriptor =
        OperationDescriptor::new("id", "POST", "/x", Version::UNVERSIONED, "application/json")
            .body("multipart/form-data", true, Type::ANY)
            .encodings(&ENCODINGS);
    let value: ApiError = serde_json::from_value(json!({
        "parameters": ["a", null, "b"], "mixed": ["c", {"d": 1}], "empty": [], "apart": ["e", 2],
    }))
    .expect("an object");
    let request = Call::new(&SPEC)
        .parts(&value)
        .request_unchecked("https://example.com");
    let request = request.expect("a request");
    let body = String::from_utf8_lossy(request.body());
    let parts = body
        .split("--part-boundary-0000000000000000")
        .filter_map(|part| part.split_once("name="));
    let mut parts: Vec<String> = parts.map(|(_, part)| part.replace("\r\n", " ")).collect();
    // The order of members depends on a feature of `serde_json`.
    parts.sort_unstable();
    let expected = [
        "\"apart\"  2 ",
        "\"apart\"  e ",
        "\"mixed\"  c ",
        "\"mixed\" Content-Type: application/json  {\"d\":1} ",
        "\"parameters\"  a|b ",
    ];
    assert_eq!(parts, expected);
}

#[test]
fn a_fixed_header_and_the_stated_media_types_are_sent_without_an_argument() {
    static VERSION: Param = Param::header("Sample-Version", Type::TEXT).fixed("2024-11-13");
    static TYPES: &str = "application/vnd.atlas.v2+json, application/problem+json;q=0.9";
    static SPEC: OperationDescriptor =
        OperationDescriptor::new("id", "GET", "/x", Version::numbered(2, 0), "application/json")
            .accept(TYPES)
            .params(&[&VERSION]);
    let sent = |call: Call| {
        let request = call.request("https://example.com").expect("a request");
        ["sample-version", "accept"].map(|name| {
            let values = request.headers().get_all(name).iter();
            values
                .map(|value| value.to_str().expect("ASCII").to_owned())
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(sent(Call::new(&SPEC)), [["2024-11-13"], [TYPES]]);
    let chosen = sent(Call::new(&SPEC).set_named("Sample-Version", "2025-01-01"));
    assert_eq!(chosen[0], ["2025-01-01"], "the value of one call wins");
}
