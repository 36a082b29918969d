//! Requests, responses and the catalogue of the sample.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::sample::OPERATIONS;
use super::sample::v2023_01_01::api::ApiError;
use super::sample::v2024_11_13::api::{CreateRestoreJob, ListRestoreJobs, RestoreJobPage, RestoreRequest};
use crate::runtime::{
    ApiResponse, BodyFormat, Call, Failure, MediaType, Operation, OperationDescriptor, RequestError,
    ResponseBody, Version,
};

const ID: &str = "32b6e34b3d91647abb20e7b8";
const BASE: &str = "https://cloud.mongodb.com/";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
        .collect()
}

fn list(
    status: u16,
    pairs: &[(&'static str, &str)],
    body: &str,
) -> Result<ApiResponse<RestoreJobPage>, Failure<ApiError>> {
    let status = StatusCode::from_u16(status).expect("a status");
    ListRestoreJobs::new(ID, "c").decode(status, &headers(pairs), body.as_bytes())
}

#[test]
fn requests_have_the_exact_path_query_and_headers() {
    let call = ListRestoreJobs::new(ID, "Cluster 0")
        .envelope(true)
        .fields(vec!["a,", "b"])
        .tags(vec!["x&", "y"]);
    let request = call.request(BASE).expect("a request");
    let expected = format!(
        "https://cloud.mongodb.com/api/atlas/v2/groups/{ID}/flexClusters/Cluster%200/backup/restoreJobs\
         ?envelope=true&fields=a%2C,b&tags=x%26&tags=y"
    );
    assert_eq!(request.uri().to_string(), expected);
    assert_eq!(
        request.headers()["accept"],
        "application/vnd.atlas.2024-11-13+json, application/json;q=0.9"
    );
    assert!(!request.headers().contains_key("content-type"));
}

#[test]
fn bodies_are_sent_in_their_version() {
    let request = CreateRestoreJob::new(ID, "c", &RestoreRequest::new("download"))
        .request(BASE)
        .expect("a request");
    assert_eq!(request.method(), "POST");
    assert_eq!(
        request.headers()["content-type"],
        "application/vnd.atlas.2024-11-13+json"
    );
    assert_eq!(request.body(), br#"{"deliveryType":"download"}"#);
}

#[test]
fn an_absent_body_has_content_length_zero_where_one_is_usual() {
    let length = |method| {
        let spec = OperationDescriptor::new("id", method, "/x", Version::PREVIEW, "application/json");
        let request = Call::new(Box::leak(Box::new(spec)))
            .request(BASE)
            .expect("a request");
        request.headers().get("content-length").cloned()
    };
    for method in ["POST", "PUT", "PATCH"] {
        assert_eq!(length(method).expect("a length"), "0", "{method}");
    }
    for method in ["GET", "DELETE"] {
        assert_eq!(length(method), None, "{method}");
    }
}

#[test]
fn path_values_never_change_the_route() {
    for (value, segment) in [
        ("../x", "..%2Fx"),
        ("a b", "a%20b"),
        ("%2f", "%252f"),
        ("a?b#c", "a%3Fb%23c"),
        ("é", "%C3%A9"),
    ] {
        let request = ListRestoreJobs::new(ID, value).request(BASE).expect("a request");
        let expected = format!("/api/atlas/v2/groups/{ID}/flexClusters/{segment}/backup/restoreJobs");
        assert_eq!(request.uri().path(), expected);
        let route = OPERATIONS
            .find("get", request.uri().path())
            .expect("the same route");
        assert_eq!(route.values[1], ("name", value.to_owned()));
    }
    for value in ["", ".", ".."] {
        let error = ListRestoreJobs::new(ID, value)
            .request_unchecked(BASE)
            .expect_err("another route");
        assert!(
            matches!(
                error,
                RequestError::Route {
                    parameter: "name",
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[test]
fn arguments_and_bodies_are_checked_by_default() {
    let call = ListRestoreJobs::new("x", "c").tags(vec!["a", "a"]);
    let Err(RequestError::Invalid { parameters, body }) = call.request(BASE) else {
        panic!("invalid")
    };
    let found: Vec<_> = parameters
        .iter()
        .map(|it| format!("{} {}", it.pointer, it.rule.as_str()))
        .collect();
    assert_eq!(found, ["/groupId pattern", "/tags uniqueItems"]);
    assert!(
        parameters[0]
            .message
            .starts_with("Invalid value \"x\" for `group_id`: the string"),
        "{parameters}"
    );
    assert!(body.is_empty());
    assert!(call.request_unchecked(BASE).is_ok());
    let call = CreateRestoreJob::new(ID, "c", &RestoreRequest::new("automated"));
    assert!(matches!(call.request(BASE), Err(RequestError::Invalid { body, .. }) if body.len() == 1));
    assert!(matches!(
        ListRestoreJobs::new(ID, "c").request("no base"),
        Err(RequestError::Http(_))
    ));
}

#[test]
fn any_success_is_the_response() {
    let content = [(
        "content-type",
        "application/vnd.atlas.2024-11-13+json;charset=utf-8",
    )];
    let reply = list(201, &content, r#"{"totalCount":1}"#).expect("an answer");
    assert_eq!(
        (reply.body.total_count, reply.head.version()),
        (Some(1), Some(Version::stable(2024, 11, 13)))
    );
    assert_eq!(reply.head.other_version(), None);
    let older = [("content-type", "application/vnd.atlas.2023-01-01+json")];
    assert_eq!(
        list(200, &older, "{}").expect("an answer").head.other_version(),
        Some(Version::stable(2023, 1, 1))
    );
    assert!(list(204, &[], "").is_ok());
    let failure = list(200, &[], "<html>").expect_err("no JSON");
    assert!(failure.undecodable.is_some() && failure.text == "<html>");
}

#[test]
fn a_response_in_another_format_is_a_failure() {
    let typed = |media_type: &str, body: &str| list(200, &[("content-type", media_type)], body);
    let json = r#"{"totalCount":1}"#;
    for (media_type, body) in [
        ("text/html; charset=utf-8", "<html>log in</html>"),
        ("Text/HTML", ""),
        ("text/html", json),
        ("application/vnd.atlas.2024-11-13+csv", json),
        ("text/csv", ""),
        ("application/vnd.atlas.2024-11-13+json", ""),
    ] {
        let failure = typed(media_type, body).expect_err(media_type);
        assert!(
            failure.undecodable.is_some() && failure.text == body,
            "{media_type}"
        );
        assert_eq!(failure.head.headers["content-type"], media_type);
    }
    for media_type in [
        "application/json",
        "application/vnd.atlas.2023-01-01+json",
        "application/vnd.atlas.9999+json",
        "text/plain",
        "",
    ] {
        assert_eq!(
            typed(media_type, json).expect(media_type).body.total_count,
            Some(1)
        );
    }
    assert!(list(200, &[], " ").is_ok(), "no media type says otherwise");
    assert!(
        list(204, &[("content-type", "text/html")], "").is_ok(),
        "there is no body"
    );
    assert!(typed("application/json", " null ").is_ok(), "absence");
}

#[test]
fn failures_do_not_print_bodies() {
    let failure = list(200, &[], r#"["s3cr3t"]"#).expect_err("an array");
    let printed = format!("{failure:?}");
    assert!(
        printed.contains("text: 10 bytes") && !printed.contains("s3cr3t"),
        "{printed}"
    );
}

#[test]
fn envelopes_are_opened_if_requested() {
    let call = ListRestoreJobs::new(ID, "c").envelope(true);
    let decode = |body: &str| call.decode(StatusCode::OK, &HeaderMap::new(), body.as_bytes());
    let reply = decode(r#"{"status":200,"content":{"totalCount":2}}"#).expect("an answer");
    assert_eq!(reply.body.total_count, Some(2));
    let failure = decode(r#"{"status":404,"content":{"error":404,"errorCode":"X"}}"#).expect_err("an error");
    assert_eq!((failure.head.status.as_u16(), failure.code()), (404, Some("X")));
    assert_eq!(
        decode(r#"{"totalCount":2}"#).expect("an answer").body.total_count,
        Some(2)
    );
}

#[test]
fn errors_keep_status_headers_and_text() {
    let failure = list(
        410,
        &[],
        r#"{"error":410,"errorCode":"VERSION_GONE","parameters":["2023-01-01",1]}"#,
    )
    .expect_err("an error");
    assert!(failure.is_version_gone() && !failure.is_version_unknown());
    for body in ["<html>bad gateway</html>", "", r#"{"message":"proxy"}"#, "[1]"] {
        let failure = list(502, &[("retry-after", "7")], body).expect_err("an error");
        assert!(failure.error.is_none() && failure.text == body, "{body}");
        assert_eq!(
            failure.head.retry_after(std::time::SystemTime::UNIX_EPOCH),
            Some(Duration::from_secs(7))
        );
    }
}

#[test]
fn headers_are_read_as_the_service_writes_them() {
    let pairs = [
        ("retry-after", "Thu, 1 Jan 1970 00:01:00 GMT"),
        ("ratelimit-limit", "10"),
        ("ratelimit-remaining", "0"),
        ("sunset", "Wed, 1 Feb 2023 00:00:00 GMT"),
        ("deprecation", "soon"),
    ];
    let head = list(429, &pairs, "").expect_err("an error").head;
    let start = std::time::SystemTime::UNIX_EPOCH;
    assert_eq!(head.retry_after(start), Some(Duration::from_secs(60)));
    assert_eq!(
        (head.rate_limit(), head.rate_limit_remaining()),
        (Some(10), Some(0))
    );
    let sunset = start + Duration::from_secs(1_675_209_600);
    assert_eq!(
        head.sunset(),
        Some(("Wed, 1 Feb 2023 00:00:00 GMT", Some(sunset)))
    );
    assert_eq!(head.deprecation(), Some(("soon", None)));
}

#[test]
fn dates_are_read_in_the_three_forms_of_http() {
    let start = std::time::SystemTime::UNIX_EPOCH;
    let wait = |text| {
        let head = list(503, &[("retry-after", text)], "")
            .expect_err("an error")
            .head;
        head.retry_after(start)
    };
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        assert_eq!(wait(text), Some(Duration::from_secs(784_111_777)), "{text}");
    }
    let later = wait("Friday, 01-Jan-27 00:00:00 GMT");
    assert_eq!(later, Some(Duration::from_secs(1_798_761_600)));
    for text in [
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 994 08:49:37 GMT",
        "Sun Nov 31 08:49:37 1994",
        "Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37",
    ] {
        assert_eq!(wait(text), None, "{text}");
    }
}

#[test]
fn versions_are_ordered_and_negotiated() {
    let order = ["2023-01-01", "2023-01-01.upcoming", "2024-11-13", "preview"];
    let versions: Vec<Version> = order
        .iter()
        .map(|text| text.parse().expect("a version"))
        .collect();
    assert!(versions.is_sorted());
    assert_eq!(
        versions.iter().map(ToString::to_string).collect::<Vec<_>>(),
        order
    );
    assert!("2023-13-01".parse::<Version>().is_err() && "latest".parse::<Version>().is_err());
    let route = OPERATIONS
        .find(
            "GET",
            &format!("/api/atlas/v2/groups/{ID}/flexClusters/c/backup/restoreJobs"),
        )
        .expect("a route");
    let serving = |text: &str| Some(route.serving(text.parse().ok()?)?.version.to_string());
    assert_eq!(serving("2022-12-31"), None);
    assert_eq!(serving("2024-11-12").as_deref(), Some("2023-01-01"));
    assert_eq!(serving("2030-01-01").as_deref(), Some("2024-11-13"));
    assert_eq!(serving("2024-11-13.upcoming"), None);
    assert_eq!(serving("preview").as_deref(), Some("preview"));
    assert_eq!(OPERATIONS.versions("listRestoreJobs").len(), 3);
    assert!(
        OPERATIONS
            .find("GET", "/api/atlas/v2/groups//flexClusters/c/backup/restoreJobs")
            .is_none()
    );
}

#[test]
fn media_types_are_read_with_parameters() {
    let media =
        MediaType::parse("Application/vnd.atlas.2024-11-13+csv; charset=utf-8").expect("a media type");
    assert_eq!(
        (media.version, media.format),
        (Some(Version::stable(2024, 11, 13)), BodyFormat::Csv)
    );
    let other = MediaType::parse("text/html").map(|media| (media.version, media.format));
    assert_eq!(other, Some((None, BodyFormat::Bytes)));
    assert_eq!(MediaType::parse("html"), None);
}

#[test]
fn streams_and_empty_bodies_are_responses() {
    let mut bytes: Vec<u8> = Vec::new();
    assert!(matches!(
        ResponseBody::place(&mut bytes),
        crate::runtime::BodySlot::Bytes(_)
    ));
    assert!(matches!(
        ResponseBody::place(&mut ()),
        crate::runtime::BodySlot::Nothing
    ));
}

struct TextOperation<C = ()>(Call, C);
crate::runtime::operation!(TextOperation, String, ApiError);

#[test]
fn a_text_without_quotes_is_the_value_of_an_operation_that_gives_a_text() {
    let media_type = "application/vnd.atlas.2023-01-01+json";
    static TEXT: OperationDescriptor = OperationDescriptor::new(
        "text",
        "POST",
        "/text",
        Version::PREVIEW,
        "application/vnd.atlas.2023-01-01+json",
    );
    let read = |body: &str| {
        let headers = headers(&[("content-type", media_type)]);
        let reply =
            TextOperation(Call::new(&TEXT), ()).decode(StatusCode::CREATED, &headers, body.as_bytes());
        reply.map(|reply| reply.body).ok()
    };
    let pem = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\n";
    assert_eq!(read(pem).as_deref(), Some(pem));
    assert_eq!(read("12").as_deref(), Some("12"));
    assert_eq!(read("\"quoted\"").as_deref(), Some("quoted"));
    assert_eq!(read("\"cut off"), None);
    assert!(list(200, &[("content-type", "application/json")], pem).is_err());
}
