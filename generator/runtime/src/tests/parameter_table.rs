//! The wire form of every parameter: location, style, `explode` and kind of value, against a table that follows
//! the examples of OpenAPI (Parameter Object, `style`) and RFC 6570.

use serde_json::json;

use crate::runtime::{Argument, Call, OperationDescriptor, Param, Place, RequestError, Style, Type, Version};

/// The values of the table: an empty string, a string, a list, an object, and degenerate ones. The keys are in
/// alphabetical order, so that `preserve_order` of serde_json, which other packages of the workspace enable, has no
/// effect.
fn value(kind: &str) -> Argument {
    match kind {
        "empty" => "".into(),
        "text" => "a b/é".into(),
        "list" => json!(["blue", "bla,ck", null]).into(),
        "object" => json!({"B": "a=b", "G": null, "R": 100}).into(),
        "number" => (-7_i64).into(),
        "none" => json!([]).into(),
        "nothing" => json!({}).into(),
        other => panic!("{other}"),
    }
}

/// Returns the sent form of a parameter named `color`: the URI after `/x`, or the header.
fn wire(param: Param, kind: &str) -> Result<String, RequestError> {
    let is_path = param.place == Place::Path;
    let param: &'static Param = Box::leak(Box::new(param));
    let params: &'static [&'static Param] = Box::leak(Box::new([param]));
    let path = if is_path { "/x/{color}" } else { "/x" };
    let spec = OperationDescriptor::new("id", "GET", path, Version::UNVERSIONED, "application/json");
    let spec: &'static OperationDescriptor = Box::leak(Box::new(spec.params(params)));
    let request = Call::new(spec).set(0, value(kind)).request("https://e.com")?;
    let name = match param.place {
        Place::Header => "color",
        Place::Cookie => "cookie",
        Place::Path | Place::Query => {
            let uri = request.uri().to_string();
            return Ok(uri.trim_start_matches("https://e.com/x").to_owned());
        }
    };
    let value = request.headers().get(name);
    Ok(value.map_or_else(String::new, |value| {
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    }))
}

fn path(style: Style, explode: bool) -> Param {
    Param {
        style,
        explode,
        ..Param::path("color", Type::ANY)
    }
}

fn query() -> Param {
    Param::query("color", Type::ANY)
}

fn check(rows: &[(Param, &str, &str)]) {
    for (param, kind, expected) in rows {
        let sent = wire(copy(param), kind).unwrap_or_else(|error| panic!("{kind} {expected}: {error}"));
        assert_eq!(
            &sent, expected,
            "{kind} {:?} explode {}",
            param.style, param.explode
        );
    }
}

fn copy(param: &Param) -> Param {
    Param {
        default: None,
        ..*param
    }
}

#[test]
fn path_parameters_are_on_the_wire_as_in_the_table() {
    let rows = [
        (path(Style::Plain, false), "text", "/a%20b%2F%C3%A9"),
        (path(Style::Plain, false), "number", "/-7"),
        (path(Style::Plain, false), "list", "/blue,bla%2Cck"),
        (path(Style::Plain, false), "object", "/B,a%3Db,R,100"),
        (path(Style::Plain, true), "list", "/blue,bla%2Cck"),
        (path(Style::Plain, true), "object", "/B=a%3Db,R=100"),
        (path(Style::Label, false), "text", "/.a%20b%2F%C3%A9"),
        (path(Style::Label, false), "list", "/.blue,bla%2Cck"),
        (path(Style::Label, false), "object", "/.B,a%3Db,R,100"),
        (path(Style::Label, true), "list", "/.blue.bla%2Cck"),
        (path(Style::Label, true), "object", "/.B=a%3Db.R=100"),
        (path(Style::Matrix, false), "empty", "/;color"),
        (path(Style::Matrix, false), "text", "/;color=a%20b%2F%C3%A9"),
        (path(Style::Matrix, false), "list", "/;color=blue,bla%2Cck"),
        (path(Style::Matrix, false), "object", "/;color=B,a%3Db,R,100"),
        (path(Style::Matrix, true), "empty", "/;color"),
        (path(Style::Matrix, true), "list", "/;color=blue;color=bla%2Cck"),
        (path(Style::Matrix, true), "object", "/;B=a%3Db;R=100"),
        (
            path(Style::Json, false),
            "list",
            "/%5B%22blue%22%2C%22bla%2Cck%22%2Cnull%5D",
        ),
    ];
    check(&rows);
}

#[test]
fn a_path_value_that_would_change_the_route_is_refused() {
    for (style, kind) in [
        (Style::Plain, "empty"),
        (Style::Plain, "none"),
        (Style::Plain, "nothing"),
        (Style::Label, "empty"),
    ] {
        let error = wire(path(style, false), kind).expect_err(kind);
        assert!(matches!(error, RequestError::Route { .. }), "{kind}: {error}");
    }
}

#[test]
fn query_parameters_are_on_the_wire_as_in_the_table() {
    let deep = || query().style(Style::DeepObject);
    let json = || query().style(Style::Json);
    let rows = [
        (query(), "empty", "?color="),
        (query(), "text", "?color=a%20b%2F%C3%A9"),
        (query(), "number", "?color=-7"),
        (query(), "list", "?color=blue&color=bla%2Cck"),
        (query(), "object", "?B=a%3Db&R=100"),
        (query(), "none", ""),
        (query(), "nothing", ""),
        (query().joined(','), "empty", "?color="),
        (query().joined(','), "text", "?color=a%20b%2F%C3%A9"),
        (query().joined(','), "list", "?color=blue,bla%2Cck"),
        (query().joined(','), "object", "?color=B,a%3Db,R,100"),
        (query().joined(','), "none", ""),
        (query().joined(','), "nothing", ""),
        (query().joined(' '), "list", "?color=blue%20bla%2Cck"),
        (query().joined(' '), "object", "?color=B%20a%3Db%20R%20100"),
        (query().joined('|'), "list", "?color=blue%7Cbla%2Cck"),
        (query().joined('|'), "object", "?color=B%7Ca%3Db%7CR%7C100"),
        (deep(), "object", "?color%5BB%5D=a%3Db&color%5BR%5D=100"),
        (deep(), "list", "?color%5B0%5D=blue&color%5B1%5D=bla%2Cck"),
        (deep(), "text", "?color=a%20b%2F%C3%A9"),
        (deep(), "nothing", ""),
        (
            json(),
            "object",
            "?color=%7B%22B%22%3A%22a%3Db%22%2C%22G%22%3Anull%2C%22R%22%3A100%7D",
        ),
        (json(), "none", "?color=%5B%5D"),
        (query().reserved(), "text", "?color=a%20b/%C3%A9"),
        (query().reserved(), "list", "?color=blue&color=bla,ck"),
        (query().reserved(), "object", "?B=a=b&R=100"),
    ];
    check(&rows);
}

#[test]
fn header_and_cookie_parameters_are_on_the_wire_as_in_the_table() {
    let header = || Param::header("color", Type::ANY);
    let cookie = || Param::cookie("color", Type::ANY);
    let rows = [
        (header(), "empty", ""),
        (header(), "number", "-7"),
        (header(), "text", "a b/é"),
        (header(), "list", "blue,bla,ck"),
        (header(), "object", "B,a=b,R,100"),
        (header().exploded(), "object", "B=a=b,R=100"),
        (header().style(Style::Json), "list", r#"["blue","bla,ck",null]"#),
        (cookie(), "empty", "color="),
        (cookie(), "text", "color=a%20b/%C3%A9"),
        (cookie(), "list", "color=blue; color=bla%2Cck"),
        (cookie(), "object", "B=a=b; R=100"),
        (cookie(), "none", ""),
        (cookie().joined(','), "list", "color=blue,bla%2Cck"),
        (cookie().joined(','), "object", "color=B,a=b,R,100"),
        (cookie().style(Style::Json), "none", "color=[]"),
    ];
    check(&rows);
}

#[test]
fn a_list_without_items_sends_no_header_and_a_default_is_not_sent() {
    let param: &'static Param = Box::leak(Box::new(Param::header("color", Type::ANY)));
    let other: &'static Param = Box::leak(Box::new(query().default("red")));
    let params: &'static [&'static Param] = Box::leak(Box::new([param, other]));
    let spec =
        OperationDescriptor::new("id", "GET", "/x", Version::UNVERSIONED, "application/json").params(params);
    let request = Call::new(Box::leak(Box::new(spec)))
        .set(0, value("none"))
        .request("https://e.com");
    let request = request.expect("a request");
    assert!(!request.headers().contains_key("color"));
    assert_eq!(request.uri(), "https://e.com/x");
}

#[test]
fn a_query_in_the_path_comes_before_parameters() {
    let param: &'static Param = Box::leak(Box::new(query()));
    let params: &'static [&'static Param] = Box::leak(Box::new([param]));
    let spec = OperationDescriptor::new("id", "GET", "/x?kind=a", Version::UNVERSIONED, "application/json");
    let call = Call::new(Box::leak(Box::new(spec.params(params)))).set(0, "b");
    assert_eq!(
        call.request("https://e.com").expect("a request").uri(),
        "https://e.com/x?kind=a&color=b"
    );
}
