//! Recorded traffic checked against the sample.

use serde_json::{Value as Json, json};

use super::sample::body_types::EXCHANGES;
use crate::runtime::inspect::{Body, Exchange, inspect};
use crate::runtime::{Kind, Limit, Type};

const JOBS: &str = "/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/flexClusters/c/backup/restoreJobs";

fn archive(entries: &[Json]) -> Json {
    json!({"log": {"entries": entries}})
}

fn listing(query: &str, status: u16, content: Json) -> Json {
    json!({
        "request": {
            "method": "GET", "url": format!("http://localhost:4010/base{JOBS}{query}"),
            "headers": [{"name": "Accept", "value": "application/vnd.atlas.2024-11-13+json, application/json"}],
        },
        "response": {"status": status, "headers": [], "content": content},
    })
}

fn responses(entries: &[Json]) -> Vec<Json> {
    let report = inspect(&archive(entries), EXCHANGES)
        .expect("an archive")
        .to_json();
    report["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| entry["response"].clone())
        .collect()
}

#[test]
fn a_report_has_the_promised_shape() {
    let body = r#"{"id":"x","owner":null,"failed":"no","numbers":[1.0],"links":null,"more":{"a":[1e2]}}"#;
    let entry = json!({
        "request": {
            "method": "POST", "url": format!("https://cloud.mongodb.com{JOBS}?pretty=true"), "headers": [],
            "postData": {"text": "{\"deliveryType\":\"automated\"}"},
        },
        "response": {
            "status": 201, "content": {"text": body},
            "headers": [{"name": "content-type", "value": "application/vnd.atlas.2024-11-13+json;charset=utf-8"}],
        },
    });
    let other = json!({"request": {"method": "GET", "url": "https://x.y/z"}, "response": {"status": 200}});
    let report = inspect(&archive(&[entry, other]), EXCHANGES).expect("an archive");
    let json = report.to_json();
    assert_eq!(
        json["summary"],
        json!({"matched": 1, "unmatched": 1, "undecodable": 0, "with_violations": 1})
    );
    let first = &json["entries"][0];
    assert_eq!(
        (&first["operation"], &first["version"]),
        (&json!("createRestoreJob"), &json!("2024-11-13"))
    );
    assert_eq!(
        first["request"]["violations"][0]["rule"],
        "automated-needs-target"
    );
    let rules: Vec<_> = first["response"]["violations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["pointer"])
        .collect();
    assert_eq!(rules, ["/id", "/failed", "/links"]);
    assert_eq!(
        (&first["response"]["outcome"], &first["response"]["lost"]),
        (&json!("violations"), &json!([]))
    );
    assert!(
        report
            .to_string()
            .ends_with("1 matched, 1 unmatched, 0 undecodable, 1 with violations\n")
    );
}

#[test]
fn bodies_of_all_kinds_are_distinguished() {
    let found = responses(&[
        listing(
            "",
            200,
            json!({"text": "eyJ0b3RhbENvdW50IjoxfQ==", "encoding": "base64"}),
        ),
        listing("", 200, json!({})),
        listing("", 502, json!({"text": "<html>"})),
        listing("", 404, json!({"text": "{\"error\":404}"})),
        listing(
            "?envelope=true",
            200,
            json!({"text": "{\"status\":200,\"content\":{\"totalCount\":\"x\"}}"}),
        ),
        listing(
            "?envelope=true",
            200,
            json!({"text": "{\"status\":404,\"content\":{\"error\":404,\"errorCode\":\"X\"}}"}),
        ),
    ]);
    let outcomes: Vec<_> = found
        .iter()
        .map(|it| it["outcome"].as_str().expect("a text"))
        .collect();
    assert_eq!(
        outcomes,
        ["ok", "absent", "violations", "violations", "violations", "ok"]
    );
    assert_eq!(
        found[2]["violations"][0]["rule"], "type",
        "a body that is no API error deviates, and is kept"
    );
    assert_eq!(found[4]["violations"][0]["pointer"], "/content/totalCount");
}

#[test]
fn absent_bodies_are_valid_and_unreadable_ones_have_a_reason() {
    let found = responses(&[
        listing("", 200, json!({"text": " null "})),
        listing("", 200, json!({"text": "no base64!", "encoding": "base64"})),
        listing("", 404, json!({"text": "AAAAA", "encoding": "base64"})),
        listing("", 200, json!({"text": "H4sIAAAAAAAA", "encoding": "base64"})),
        listing("", 200, json!({"text": "<html>"})),
    ]);
    let reported: Vec<_> = found.iter().map(|it| (&it["outcome"], &it["reason"])).collect();
    let (absent, undecodable) = (json!("absent"), json!("undecodable"));
    let no_base64 = json!("it is recorded as base64, and is not");
    assert_eq!(
        reported,
        [
            (&absent, &Json::Null),
            (&undecodable, &no_base64),
            (&undecodable, &no_base64),
            (
                &undecodable,
                &json!("it is compressed (gzip): record what it holds")
            ),
            (&undecodable, &json!("expected value at line 1 column 1")),
        ]
    );
}

#[test]
fn limits_of_a_list_at_the_top_are_checked() {
    static ONE: Type = Type::limited(Kind::List(Type::TEXT), &[Limit::MaxItems(1)]);
    let exchange = Exchange {
        request: Some(Body::of::<Vec<String>>(&ONE)),
        response: Some(Body::of::<Vec<String>>(&ONE)),
        ..EXCHANGES[2]
    };
    let entry = json!({
        "request": {"method": "POST", "url": JOBS, "postData": {"text": "[\"a\",\"b\"]"}},
        "response": {"status": 200, "content": {"text": "[\"a\",\"b\"]"}},
    });
    let report = inspect(&archive(&[entry]), &[exchange])
        .expect("an archive")
        .to_json();
    for side in ["request", "response"] {
        let violations = &report["entries"][0][side]["violations"];
        assert_eq!(violations[0]["rule"], "maxItems", "{side}: {violations}");
    }
}

#[test]
fn an_invalid_archive_is_an_error() {
    assert!(inspect(&json!({}), EXCHANGES).is_err());
    let faults = inspect(&archive(&[json!({"request": {}}), json!(1)]), EXCHANGES).expect_err("no requests");
    assert_eq!(faults.lines().count(), 2);
}
