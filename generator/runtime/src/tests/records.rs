//! Records of the sample: decoding, encoding and validation.

use serde_json::{Value as Json, json};

use std::collections::BTreeMap;

use super::sample::ObjectId;
use super::sample::v2024_11_13::api::*;
use crate::runtime::{Model, NoError, Open, Timestamp, deserialize};

const ID: &str = "32b6e34b3d91647abb20e7b8";

fn job(body: Json) -> RestoreJob {
    serde_json::from_value(body).expect("an object decodes")
}

/// `pointer rule` of each violation.
fn broken<T: Model>(model: &T) -> Vec<String> {
    let violations = model.validate().err().unwrap_or_default();
    violations
        .iter()
        .map(|it| format!("{} {}", it.pointer, it.rule.as_str()))
        .collect()
}

fn back<T: Model>(model: &T) -> Json {
    let by_serde = serde_json::to_value(model).expect("encodes");
    let written: Json = serde_json::from_slice(&model.to_json_vec()).expect("the writer writes JSON");
    assert_eq!(by_serde, written);
    written
}

/// Decodes a body, checks that every way of encoding it returns the same JSON, and returns the record.
fn round_trip(body: &Json) -> RestoreJob {
    let text = body.to_string();
    let by_text: RestoreJob = serde_json::from_str(&text).expect("decodes");
    let by_slice = RestoreJob::from_json_slice(text.as_bytes()).expect("decodes");
    assert_eq!(by_text, job(body.clone()));
    assert_eq!(by_text, by_slice);
    assert_eq!(by_text, by_text.clone());
    assert_eq!(back(&by_text), *body);
    by_text
}

#[test]
fn a_good_body_is_typed_and_comes_back() {
    let body = json!({
        "id": ID, "status": "PENDING", "failed": false, "finishedAt": "2026-05-04T09:42:00.120+02:00",
        "oplogTs": 1_199_145_600, "ratio": 0.5, "deliveryUrl": ["a", "b"], "numbers": [1, 2],
        "links": [{"href": "h", "rel": "self"}], "parent": {"id": ID, "owner": "o"},
        "target": {"type": "BUCKET", "bucket": "b"}, "counts": {"a": 1}, "any": [null, {"x": 1.5}],
        "labels": {"k": null}, "note": "n", "owner": null,
    });
    let job = round_trip(&body);
    assert_eq!(broken(&job), Vec::<String>::new());
    assert_eq!(job.status, Some(RestoreStatus::Pending.into()));
    assert_eq!(
        job.finished_at.as_ref().and_then(Timestamp::unix_millis),
        Some(1_777_880_520_120)
    );
    assert!(matches!(job.target, Some(Target::Bucket(_))));
}

#[test]
fn unknown_members_and_values_survive() {
    let body = json!({"id": ID, "owner": "o", "status": "NEW", "time": {"a": [1]}, "": 1, "secret": "s"});
    let job = round_trip(&body);
    assert!(matches!(&job.status, Some(Open::Unknown(text)) if text.as_str() == "NEW"));
    let mut names: Vec<_> = job.unknown_fields().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["", "secret", "time"]);
    assert_eq!(job.raw("time"), Some(&json!({"a": [1]})));
    assert_eq!(broken(&job), ["/status enum", "/secret write-only"]);
}

#[test]
fn misfits_are_kept_reported_and_written_back() {
    let body = json!({
        "id": 3, "failed": "yes", "oplogTs": 99_999_999_999_i64, "deliveryUrl": ["a", 1, "b"], "numbers": [1, null],
        "links": [{"href": 1}, 7, null], "parent": "p", "counts": {"a": 1, "b": "x"}, "note": 5, "owner": [],
        "ratio": 18_446_744_073_709_551_615_u64,
    });
    let job = round_trip(&body);
    assert_eq!(job.raw("failed"), Some(&json!("yes")));
    assert_eq!(job.failed, None);
    assert_eq!(job.links.as_ref().map(Vec::len), Some(3));
    let expected = [
        "/id type",
        "/failed type",
        "/oplogTs format",
        "/deliveryUrl/1 type",
        "/numbers/1 type",
        "/links/0/href type",
        "/links/1 type",
        "/links/2 type",
        "/parent type",
        "/counts/b type",
        "/note type",
        "/owner type",
    ];
    assert_eq!(broken(&job), expected);
}

#[test]
fn an_item_that_does_not_fit_costs_only_itself() {
    let body = json!({
        "id": ID, "owner": "o", "deliveryUrl": [null, "https://a", 1, "https://b"], "counts": {"a": null, "b": 2},
        "numbers": [null], "links": [null, {"href": "h"}],
    });
    let mut job = round_trip(&body);
    let urls = ["https://a", "https://b"].map(str::to_owned);
    assert_eq!(job.delivery_url.as_deref(), Some(urls.as_slice()));
    assert_eq!(job.counts.as_ref().map(|counts| counts["b"]), Some(2));
    assert_eq!(job.numbers, Some(Vec::new()));
    assert_eq!(job.raw("deliveryUrl"), Some(&body["deliveryUrl"]));
    let expected = [
        "/deliveryUrl/0 type",
        "/deliveryUrl/2 type",
        "/deliveryUrl maxItems",
        "/numbers/0 type",
        "/links/0 type",
        "/counts/a type",
    ];
    assert_eq!(broken(&job), expected);

    // A changed value is written in its new form.
    job.delivery_url = Some(vec!["https://c".to_owned()]);
    job.numbers = None;
    let written = back(&job);
    assert_eq!(written["deliveryUrl"], json!(["https://c"]));
    assert_eq!(written.get("numbers"), None);
    assert_eq!(job.raw("deliveryUrl"), None);
}

#[test]
fn lists_at_the_top_and_in_lists_lose_one_item_at_most() {
    let texts: Vec<String> = deserialize(&json!([null, "a", 3, "b"])).expect("decodes");
    assert_eq!(texts, ["a", "b"]);
    let nested: Vec<Vec<i32>> = deserialize(&json!([[1, null], null, [2]])).expect("decodes");
    assert_eq!(nested, [vec![1], vec![2]]);
    let maps: Vec<BTreeMap<String, i32>> = deserialize(&json!([{"a": null, "b": 1}])).expect("decodes");
    assert_eq!(maps[0].iter().collect::<Vec<_>>(), [(&"b".to_owned(), &1)]);
    assert!(deserialize::<Vec<String>, _>(&json!({})).is_err());
}

#[test]
fn numbers_without_a_sign_have_their_whole_range() {
    let read = |json: Json| deserialize::<u64, _>(&json).ok();
    for value in [0, 5, 9_223_372_036_854_775_808, u64::MAX] {
        let read = read(json!(value)).expect("a number");
        assert_eq!(read, value);
    }
    assert_eq!(read(json!(1e19)), Some(10_000_000_000_000_000_000));
    assert_eq!(read(json!(-1)), None);
    assert_eq!(read(json!(0.5)), None);
    assert_eq!(
        deserialize::<u32, _>(&json!(4_294_967_295_u32)).ok(),
        Some(u32::MAX)
    );
    assert!(deserialize::<u32, _>(&json!(4_294_967_296_i64)).is_err());
}

#[test]
fn a_field_that_is_set_replaces_an_unknown_field() {
    let mut job = job(json!({"id": 3, "owner": 1, "failed": "yes", "status": null, "note": null}));
    job.failed = Some(false);
    job.id = ID.parse().expect("an id");
    job.owner = Some("me".to_owned());
    assert_eq!(
        back(&job),
        json!({"id": ID, "owner": "me", "failed": false, "status": null, "note": null})
    );
    assert_eq!(broken(&job), ["/status type"]);
}

#[test]
fn missing_members_stay_missing() {
    let body = json!({"status": "PENDING"});
    let job = round_trip(&body);
    assert_eq!(broken(&job), [" required", " required"]);
    assert_eq!(back(&RestoreJob::default()), json!({"id": "", "owner": null}));
}

#[test]
fn nulls_come_back_and_requests_can_send_them() {
    let body = json!({"id": ID, "owner": null, "note": null, "links": null});
    assert_eq!(broken(&round_trip(&body)), ["/links type"]);
    let request = RestoreRequest::new("download")
        .target_name("x")
        .null_target_name();
    assert_eq!(
        back(&request),
        json!({"deliveryType": "download", "targetName": null})
    );
    let request = request.target_name("y");
    assert_eq!(
        back(&request),
        json!({"deliveryType": "download", "targetName": "y"})
    );
}

#[test]
fn lists_and_maps_contain_null_if_nullable() {
    let body = json!({"texts": ["a", null], "counts": {"a": 1, "b": null}, "links": [null, {"href": "h"}]});
    let sparse: Sparse = serde_json::from_value(body.clone()).expect("decodes");
    assert_eq!(sparse.texts, Some(vec![Some("a".to_owned()), None]));
    assert_eq!(sparse.counts.as_ref().map(|counts| counts["b"]), Some(None));
    assert!(
        sparse
            .links
            .as_ref()
            .is_some_and(|links| links[0].is_none() && links[1].is_some())
    );
    assert_eq!(back(&sparse), body);
    assert_eq!(sparse.clone(), sparse);
    assert_eq!(broken(&sparse), Vec::<String>::new());

    // Present values are still checked.
    let body = json!({"texts": [null, "too long"], "counts": {"a": "text"}});
    let sparse: Sparse = serde_json::from_value(body.clone()).expect("decodes");
    assert_eq!(back(&sparse), body);
    assert_eq!(broken(&sparse), ["/texts/1 maxLength", "/counts/a type"]);
}

#[test]
fn the_last_of_two_members_counts_and_is_reported() {
    let text = r#"{"id":1,"id":"32b6e34b3d91647abb20e7b8","owner":"a","owner":null,"x":1,"x":2,"links":[{}],"links":[]}"#;
    let job: RestoreJob = serde_json::from_str(text).expect("decodes");
    assert_eq!(back(&job), json!({"id": ID, "owner": null, "x": 2, "links": []}));
    let expected = [
        "/id duplicate-key",
        "/links duplicate-key",
        "/owner duplicate-key",
        "/x duplicate-key",
    ];
    assert_eq!(broken(&job), expected);
}

#[test]
fn whole_floats_are_integers_and_order_does_not_matter() {
    let left: RestoreJob =
        serde_json::from_str(r#"{"id":"","oplogTs":1.1991456e9,"owner":"","b":1,"a":2,"numbers":[-0,3.0]}"#)
            .expect("decodes");
    let right: RestoreJob =
        serde_json::from_str(r#"{"a":2,"numbers":[0,3],"owner":"","b":1,"oplogTs":1199145600,"id":""}"#)
            .expect("decodes");
    assert_eq!(left, right);
    assert_eq!(left.oplog_ts, Some(1_199_145_600));
}

#[test]
fn no_object_is_an_error_at_the_top() {
    for text in ["3", "[]", "null", "\"x\"", "", "{", "{} {}"] {
        assert!(serde_json::from_str::<RestoreJob>(text).is_err(), "{text}");
        assert!(RestoreJob::from_json_slice(text.as_bytes()).is_err(), "{text}");
    }
    assert!(RestoreJob::from_json_slice(b"{\"a\":\"\xff\"}").is_err());
    assert!(serde_json::from_str::<RestoreJob>(&"{\"parent\":".repeat(200)).is_err());
}

#[test]
fn limits_are_checked_with_their_bounds() {
    let body = json!({
        "id": "X", "owner": "", "oplogTs": 1, "finishedAt": "2026-02-30T00:00:00Z", "note": "ééééé",
        "deliveryUrl": ["a", "a", "b", "c"], "counts": {"a": 1, "b": 2, "c/~": 3},
        "labels": {}, "target": {"type": "CLUSTER"},
    });
    let job = round_trip(&body);
    let expected = [
        "/id pattern",
        "/finishedAt format",
        "/oplogTs minimum",
        "/deliveryUrl maxItems",
        "/deliveryUrl uniqueItems",
        "/target required",
        "/counts maxProperties",
        "/note maxLength",
    ];
    assert_eq!(broken(&job), expected);
    let violations = job.validate().expect_err("broken");
    assert_eq!(violations[2].bound.as_deref(), Some("1199145600"));
    assert_eq!(violations[2].kind.as_str(), "integer");
}

#[test]
fn a_count_of_one_is_singular() {
    let job = round_trip(&json!({"note": "", "counts": {"a": 1, "b": 2, "c": 3}}));
    let violations = job.validate().expect_err("broken");
    let reported = |pointer: &str| {
        let found = violations.iter().find(|violation| violation.pointer == pointer);
        found.map(|violation| violation.message.as_str())
    };
    assert_eq!(reported("/note"), Some("The text has fewer than 1 character."));
    assert_eq!(reported("/counts"), Some("The object has more than 2 members."));
}

#[test]
fn unions_decode_by_discriminator_else_by_best_match() {
    let target = |body: Json| {
        let job = round_trip(&json!({"id": ID, "owner": "o", "target": body}));
        (broken(&job), job.target.expect("a union takes anything"))
    };
    assert!(
        matches!(target(json!({"type": "CLUSTER", "clusterName": "c"})), (none, Target::Cluster(_)) if none.is_empty())
    );
    let (found, value) = target(json!({"type": "TAPE", "bucket": "b"}));
    assert!(matches!(value, Target::Unknown(json) if json == json!({"type": "TAPE", "bucket": "b"})));
    assert_eq!(found, ["/target oneOf", "/target discriminator"]);
    let (found, value) = target(json!({"bucket": "b"}));
    assert!(matches!(value, Target::Bucket(_)));
    assert_eq!(found, ["/target discriminator"]);
    let (found, value) = target(json!(3));
    assert!(matches!(value, Target::Unknown(_)));
    assert_eq!(found, ["/target oneOf", "/target discriminator"]);
    let (_, value) = target(json!({"type": "CLUSTER", "clusterName": "c", "inner": "PENDING"}));
    assert!(matches!(value, Target::Cluster(c) if matches!(c.inner, Some(Shape::RestoreStatus(_)))));
    let (_, value) = target(json!({"type": "CLUSTER", "clusterName": "c", "inner": {"clusterName": "d"}}));
    assert!(matches!(value, Target::Cluster(c) if matches!(c.inner, Some(Shape::ClusterTarget(_)))));
}

#[test]
fn deeply_nested_unions_cost_no_more_than_their_size() {
    let mut text = "{\"x\":1}".to_owned();
    for _ in 0..60 {
        text = format!("{{\"clusterName\":1,\"inner\":{text}}}");
    }
    let shape: Shape = serde_json::from_str(&text).expect("decodes");
    assert_eq!(serde_json::to_string(&shape).expect("encodes"), text);
}

#[test]
fn valid_unions_inside_one_another_have_no_violations() {
    let mut inner = json!({"clusterName": "c"});
    for _ in 0..7 {
        inner = json!({"clusterName": "c", "inner": inner});
    }
    let body =
        json!({"id": ID, "owner": "o", "target": {"type": "CLUSTER", "clusterName": "c", "inner": inner}});
    assert!(broken(&round_trip(&body)).is_empty());
}

fn oddity(body: Json) -> Oddity {
    serde_json::from_value(body).expect("an object decodes")
}

#[test]
fn a_discriminator_is_found_in_a_union_that_it_names() {
    let odd = oddity(json!({"outer": {"type": "CLUSTER", "clusterName": "c"}}));
    assert!(broken(&odd).is_empty());
    let odd = oddity(json!({"outer": {"type": "TARGET", "bucket": "b"}}));
    assert!(matches!(&odd.outer, Some(Outer::Target(inner)) if matches!(**inner, Target::Unknown(_))));
    assert_eq!(
        broken(&odd),
        ["/outer oneOf", "/outer discriminator"],
        "of the inner union"
    );
    // A string matches neither type, at any depth.
    let odd = oddity(json!({"outer": "x"}));
    assert_eq!(back(&odd), json!({"outer": "x"}));
}

#[test]
fn a_violation_lists_a_few_values_of_many() {
    let violations = oddity(json!({"many": "x"})).validate().expect_err("not listed");
    let listed = "1, 2, 3, 4, 5, 6, 7, 8 and 2 more";
    assert_eq!(
        violations[0].message,
        format!("The string is not one of {listed}.")
    );
    assert_eq!(violations[0].bound.as_deref(), Some(listed));
}

#[test]
fn prose_rules_are_checked() {
    assert_eq!(
        broken(&RestoreRequest::new("automated").oplog_ts(1)),
        [" automated-needs-target", " oplog-pair"]
    );
    let request: RestoreRequest = serde_json::from_value(
        json!({"deliveryType": "x", "oplogTs": 1, "oplogInc": 2, "pointInTime": 3, "id": "i"}),
    )
    .expect("decodes");
    assert_eq!(broken(&request), ["/id read-only", " one-point-in-time"]);
}

#[test]
fn unknown_members_can_be_added_but_typed_ones_not() {
    let mut request = RestoreRequest::new("download");
    assert_eq!(request.insert_unknown("more", json!(1)), Ok(None));
    assert_eq!(request.insert_unknown("oplogTs", json!(1)), Err(json!(1)));
    assert_eq!(back(&request), json!({"deliveryType": "download", "more": 1}));
}

#[test]
fn many_unknown_members_take_linear_time() {
    let members: Vec<String> = (0..10_000).map(|i| format!("\"k{i}\":{i}")).collect();
    let twice = members.join(",");
    let text = format!("{{{twice},{twice}}}");
    let job: RestoreJob = serde_json::from_str(&text).expect("decodes");
    assert_eq!(job.unknown_fields().count(), 10_000);
    assert_eq!(broken(&job).len(), 10_002);
}

#[test]
fn texts_are_parsed_strictly_and_decoded_leniently() {
    assert!("x".parse::<ObjectId>().is_err());
    let error = ObjectId::try_from("secret").expect_err("no id").to_string();
    assert!(error.contains("[a-f0-9]") && !error.contains("secret"), "{error}");
    let lenient: ObjectId = serde_json::from_str("\"x\"").expect("any text");
    assert!(!lenient.is_valid());
    assert_eq!(lenient.to_string(), "x");
    assert_eq!(Open::<RestoreStatus>::from("PENDING"), RestoreStatus::Pending);
}

#[test]
fn times_are_checked_by_rfc_3339() {
    let seconds = |text: &str| {
        text.parse::<Timestamp>()
            .ok()
            .and_then(|time| time.unix_seconds())
    };
    assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
    assert_eq!(seconds("1969-12-31T23:59:59.5Z"), Some(-1));
    assert_eq!(seconds("2000-02-29t12:00:00-00:30"), Some(951_827_400));
    assert_eq!(seconds("2016-12-31T23:59:60Z"), Some(1_483_228_800));
    for wrong in [
        "",
        "1970-01-01",
        "1970-01-01T00:00:00",
        "1970-01-01T24:00:00Z",
        "1970-01-01T00:00:00.Z",
        "1970-01-01T00:00:60Z",
        "1970-01-01 00:00:00Z",
        "1970-01-01T00:00:00+1:00",
        "1900-02-29T00:00:00Z",
        "é970-01-01T00:00:00Z",
    ] {
        assert_eq!(seconds(wrong), None, "{wrong}");
    }
}

#[test]
fn values_print_and_are_send() {
    fn check<T: Send + Sync + 'static>(_: &T) {}
    let job = job(json!({"id": ID, "status": "PENDING", "links": [{}, 3]}));
    check(&job);
    let shown = format!("{job:?}");
    assert!(
        shown.contains("RestoreJob { id: \"32b6") && shown.contains("\"PENDING\""),
        "{shown}"
    );
}

#[test]
fn secrets_do_not_print_however_they_come() {
    for secret in [json!(["s3cr3t"]), json!({"odd": "s3cr3t"}), json!("s3cr3t")] {
        // One known member, and one that a response should not contain.
        let body = json!({"id": ID, "deliveryUrl": secret, "secret": secret});
        let job = round_trip(&body);
        let shown = format!("{job:?} {:?}", [Some(&job)]);
        assert!(!shown.contains("s3cr3t"), "{shown}");
        assert!(
            shown.contains("deliveryUrl: ***, ") && shown.contains("secret: *** }"),
            "{shown}"
        );
    }
    assert!(
        !format!("{:?}", job(json!({"id": ID}))).contains("***"),
        "nothing to hide"
    );
}

#[test]
fn control_characters_are_escaped() {
    let text = "\u{0}\u{8}\u{c}\n\r\t\"\\\u{1f}é\u{7f}\u{2028}😀";
    let job = round_trip(&json!({"id": text, "owner": text, text: text}));
    assert_eq!(job.to_json_vec(), serde_json::to_vec(&job).expect("encodes"));
}

#[test]
fn names_are_escaped() {
    let body = json!({"a \"quoted\"\n\\name": "x", "many": "1"});
    let odd = oddity(body.clone());
    assert_eq!(odd.a_quoted_name.as_deref(), Some("x"));
    assert_eq!(back(&odd), body);
}

#[test]
fn an_object_without_known_members_keeps_all() {
    let body = json!({"a": 1});
    let nothing: NoError = serde_json::from_value(body.clone()).expect("decodes");
    assert_eq!((back(&nothing), nothing == NoError::default()), (body, false));
}

/// A small generator of arbitrary JSON, with the constants of Knuth's MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn json(&mut self, depth: usize) -> Json {
        let scalars = [
            json!(null),
            json!(true),
            json!(0),
            json!(-7),
            json!(2_500_000_000_u64),
            json!(u64::MAX),
            json!(3.0),
            json!(-0.0),
            json!(1e300),
            json!(0.1),
            json!(""),
            json!(ID),
            json!("PENDING"),
            json!("CLUSTER"),
            json!("2026-05-04T09:42:00Z"),
            json!("\u{0}\"é"),
        ];
        match self.below(if depth == 0 { 4 } else { 8 }) {
            0..4 => scalars[self.below(scalars.len())].clone(),
            4 | 5 => (0..self.below(4)).map(|_| self.json(depth - 1)).collect(),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: usize) -> Json {
        let names = [
            "id",
            "status",
            "failed",
            "finishedAt",
            "oplogTs",
            "ratio",
            "deliveryUrl",
            "numbers",
            "links",
            "parent",
            "target",
            "counts",
            "any",
            "labels",
            "note",
            "owner",
            "href",
            "type",
            "clusterName",
            "inner",
            "bucket",
            "",
            "x/~y",
            "secret",
        ];
        let member = |random: &mut Self| (names[random.below(names.len())].to_owned(), random.json(depth));
        Json::Object((0..self.below(12)).map(|_| member(self)).collect())
    }
}

/// Returns how many random objects a test takes: `usual`, and `TEST_ROUNDS` times as many if that is set.
fn rounds(usual: usize) -> usize {
    let times = std::env::var("TEST_ROUNDS").ok();
    usual * times.map_or(1, |times| times.parse().expect("TEST_ROUNDS is a number"))
}

/// The test is two, which run at the same time.
#[test]
fn every_object_decodes_and_comes_back_whole() {
    objects_decode_and_come_back_whole(Random(7));
}

#[test]
fn every_other_object_decodes_and_comes_back_whole() {
    objects_decode_and_come_back_whole(Random(8));
}

fn objects_decode_and_come_back_whole(mut random: Random) {
    for _ in 0..rounds(1_500) {
        let body = random.object(4);
        let job = job(body.clone());
        let again = back(&job);
        let mut lost = crate::runtime::inspect::lost(&body, &again);
        lost.extend(crate::runtime::inspect::lost(&again, &body));
        assert_eq!(lost, Vec::<String>::new(), "{body} became {again}");
        let copy = job.clone();
        assert_eq!(job, copy, "{body}");
        let found = job.validate();
        assert_eq!(found, copy.validate(), "{body}");
        for violation in found.err().unwrap_or_default() {
            assert!(
                body.pointer(&violation.pointer).is_some(),
                "{violation} in {body}"
            );
        }
    }
}
