//! Facts about the API and its live service that are not clear from the specification: one test for each,
//! which the generated crate has to satisfy.

use std::time::{Duration, SystemTime};

use atlas_restore_jobs::runtime::{
    MediaType, Model, Open, Operation, Version, ViolationKind, Violations, serving,
};
use atlas_restore_jobs::v2025_03_12::{collection, dedicated, flex, legacy, shared::ApiError};
use atlas_restore_jobs::{ClusterName, DeploymentItemName, OPERATIONS, ObjectId, OplogTimestamp};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};
use tests::openapi::Document;

const ID: &str = "32b6e34b3d91647abb20e7b8";

fn version(text: &str) -> Version {
    text.parse().expect("a version")
}

fn flex_call() -> flex::CreateRestoreJob {
    let request =
        flex::RestoreJobRequest::new(ID.parse().expect("an id"), "Cluster0".parse().expect("a name"));
    flex::CreateRestoreJob::new(ID, "Flex0", &request)
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let pairs = pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    pairs.collect()
}

fn read<T: Model>(body: &Value) -> T {
    T::from_json_slice(body.to_string().as_bytes()).expect("what the service sends decodes")
}

fn again<T: Model>(value: &T) -> Value {
    serde_json::from_slice(&value.to_json_vec()).expect("JSON")
}

fn rules<T: Model>(body: &Value) -> Vec<String> {
    let found = read::<T>(body).validate().err().unwrap_or_default();
    found
        .iter()
        .map(|one| format!("{} {}", one.pointer, one.rule.as_str()))
        .collect()
}

mod the_spec_file {
    use super::*;

    #[test]
    fn versions_are_ordered_date_upcoming_later_date_preview() {
        let texts = [
            "2023-01-01",
            "2023-01-01.upcoming",
            "2023-02-01",
            "2024-11-13",
            "2024-11-13.upcoming",
            "preview",
        ];
        let versions = texts.map(version);
        assert!(versions.is_sorted_by(|a, b| a < b));
        assert_eq!(versions.map(|version| version.to_string()), texts);
    }

    #[test]
    fn there_are_eighteen_operations_in_one_revision_each() {
        let mut ids: Vec<_> = OPERATIONS.0.iter().map(|operation| operation.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), OPERATIONS.0.len()), (18, 18));
    }

    #[test]
    fn a_sunset_is_on_the_media_type_and_only_serverless_has_one() {
        for operation in OPERATIONS.0 {
            let expected = operation.path.contains("/serverless/").then_some("2026-01-22");
            assert_eq!(operation.sunset, expected, "{}", operation.id);
        }
    }

    #[test]
    fn a_caller_of_a_later_date_is_served_the_newest_version_that_is_not_newer() {
        let versions = OPERATIONS.versions("createGroupServerlessBackupRestoreJob");
        for requested in ["2023-01-01", "2024-05-30", "2025-03-12"] {
            let served = serving(&versions, version(requested)).expect("a version");
            assert_eq!(served.media_type, "application/vnd.atlas.2023-01-01+json");
        }
        assert!(serving(&versions, version("2022-12-31")).is_none());
        assert!(
            serving(&versions, Version::PREVIEW).is_none(),
            "the preview is served by its exact name only"
        );
    }

    #[test]
    fn a_request_accepts_its_version_and_plain_json_errors() {
        let request = flex_call()
            .request("https://cloud.mongodb.com")
            .expect("a request");
        assert_eq!(
            request.headers()["accept"],
            "application/vnd.atlas.2024-11-13+json, application/json;q=0.9"
        );
        assert_eq!(
            request.headers()["content-type"],
            "application/vnd.atlas.2024-11-13+json"
        );
    }

    #[test]
    fn a_success_without_a_body_is_one() {
        let call = dedicated::CancelRestoreJob::new(ID, "Cluster0", ID);
        assert!(
            call.decode(StatusCode::NO_CONTENT, &HeaderMap::new(), b"")
                .is_ok()
        );
        assert!(call.decode(StatusCode::OK, &HeaderMap::new(), b"{}").is_ok());
    }

    #[test]
    fn a_bound_written_as_a_float_is_the_bound_of_an_integer() {
        let mut job: dedicated::RestoreJob = read(&json!({"deliveryType": "pointInTime"}));
        job.oplog_ts = Some(1_199_145_599_i32);
        let found = job.validate().expect_err("below the minimum");
        assert_eq!(
            (found[0].rule, found[0].bound.as_deref()),
            (ViolationKind::Minimum, Some("1199145600"))
        );
        job.oplog_ts = Some(1_199_145_600);
        assert!(job.validate().is_ok());
    }

    #[test]
    fn the_legacy_oplog_timestamp_takes_real_timestamps() {
        for text in [
            "2024-01-31T12:00:00Z",
            "2024-02-29T23:59:59.123456789+00:00",
            "1999-12-31T00:00:00-11:30",
        ] {
            assert!(text.parse::<OplogTimestamp>().is_ok(), "{text}");
        }
        for text in [
            "2023-02-29T00:00:00Z",
            "2024-01-31 12:00:00Z",
            "2024-01-31T12:00:00",
            "",
            "2024-01-31T12:00:00Z\n",
        ] {
            assert!(text.parse::<OplogTimestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_family_has_the_schemas_properties_and_patterns_that_were_counted() {
        let document = Document::parse(&tests::services::document());
        let (mut properties, mut read_only, mut write_only, mut places) = (0, 0, 0, 0);
        let mut patterns = std::collections::BTreeSet::new();
        for schema in document.schemas().values() {
            each_object(schema, &mut |object| {
                properties += object
                    .get("properties")
                    .and_then(Value::as_object)
                    .map_or(0, serde_json::Map::len);
                for property in object
                    .get("properties")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flatten()
                {
                    read_only += usize::from(property.1["readOnly"] == true);
                    write_only += usize::from(property.1["writeOnly"] == true);
                }
                assert!(!object.contains_key("oneOf"));
            });
        }
        each_object(document.root(), &mut |object| {
            if let Some(pattern) = object.get("pattern").and_then(Value::as_str) {
                places += 1;
                patterns.insert(pattern.to_owned());
            }
        });
        let counts = (document.schemas().len(), properties, read_only, write_only);
        assert_eq!(counts, (26, 181, 107, 7));
        assert_eq!((patterns.len(), places), (5, 65));
    }

    /// The document of 2026-08-21 is not part of the project; without it, the test prints that it is skipped.
    #[test]
    fn the_whole_document_has_what_was_counted() {
        let path = tests::project("../shared/upstream/atlas-2026-08-21.yaml");
        if !path.exists() {
            eprintln!("skipped: {} is not there", path.display());
            return;
        }
        let document = Document::read(&path);
        let paths = document.root()["paths"].as_object().map(serde_json::Map::len);
        let operations = document.operations();
        let ids: std::collections::BTreeSet<_> = operations.iter().map(|operation| &operation.id).collect();
        let sizes = (paths, ids.len(), document.schemas().len());
        assert_eq!(sizes, (Some(335), 540, 1145));
        let mut patterns = std::collections::BTreeMap::<String, usize>::new();
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        let mut media_types = std::collections::BTreeSet::new();
        each_object(document.root(), &mut |object| {
            let versioned = object
                .keys()
                .filter(|key| key.starts_with("application/vnd.atlas."));
            media_types.extend(versioned.cloned());
            let is_true = |key: &str| object.get(key) == Some(&Value::Bool(true));
            let keywords = ["allOf", "discriminator", "oneOf", "additionalProperties"];
            let there = keywords.into_iter().filter(|key| object.contains_key(*key));
            let set = ["nullable", "readOnly"].into_iter().filter(|key| is_true(key));
            there
                .chain(set)
                .for_each(|key| *counts.entry(key).or_default() += 1);
            if let Some(pattern) = object.get("pattern").and_then(Value::as_str) {
                *patterns.entry(pattern.to_owned()).or_default() += 1;
                *counts.entry("patterns of integers").or_default() +=
                    usize::from(object["type"] == "integer");
            }
            let required = object.get("required").and_then(Value::as_array);
            let is_read_only = |name: &Value| {
                let property = name.as_str().map(|name| &object["properties"][name]["readOnly"]);
                property == Some(&Value::Bool(true))
            };
            let requires_one = object.contains_key("properties")
                && required.is_some_and(|names| names.iter().any(is_read_only));
            *counts.entry("required and read-only").or_default() += usize::from(requires_one);
        });
        let places = (patterns.len(), patterns.values().sum(), patterns.values().max());
        assert_eq!(places, (45, 1151, Some(&722)));
        let expected = [
            ("additionalProperties", 35),
            ("allOf", 95),
            ("discriminator", 45),
            ("nullable", 158),
            ("oneOf", 62),
            ("patterns of integers", 6),
            ("readOnly", 2302),
            ("required and read-only", 189),
        ];
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(media_types.len(), 16);
    }

    /// Calls `visit` with every object in `value`.
    fn each_object(value: &Value, visit: &mut dyn FnMut(&serde_json::Map<String, Value>)) {
        match value {
            Value::Object(object) => {
                visit(object);
                object.values().for_each(|value| each_object(value, visit));
            }
            Value::Array(items) => items.iter().for_each(|value| each_object(value, visit)),
            _ => {}
        }
    }

    #[test]
    fn validators_of_patterns_are_small() {
        // As a minimized automaton, the pattern of names of any script alone has 10.8 MB.
        let path = tests::project("generated/src/patterns.rs");
        let size = std::fs::metadata(path).expect("a file").len();
        assert!(size < 64 * 1024, "{size} bytes");
    }

    #[test]
    fn names_may_be_of_any_script_and_lengths_count_scalar_values() {
        for text in ["Cluster0", "Ж", "日本語-1", "a.b_(c),:&@+'"] {
            assert!(text.parse::<DeploymentItemName>().is_ok(), "{text}");
        }
        assert!(
            "日".repeat(64).parse::<DeploymentItemName>().is_ok(),
            "64 scalar values in 192 bytes"
        );
        for text in ["", "a b", "a\n", "a/b", &"日".repeat(65)] {
            assert!(text.parse::<DeploymentItemName>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_end_of_a_pattern_is_the_very_end() {
        assert!(format!("{ID}\n").parse::<ObjectId>().is_err());
        assert!("Cluster0\n".parse::<ClusterName>().is_err());
        assert!("٣".repeat(24).parse::<ObjectId>().is_err(), "digits are ASCII");
    }
}

mod the_live_service {
    use super::*;

    #[test]
    fn error_parameters_are_strings_and_numbers() {
        let body = json!({"error": 410, "errorCode": "VERSION_GONE", "parameters": ["2023-01-01", 7, {"a": null}, null]});
        let error: ApiError = read(&body);
        assert!(error.validate().is_ok());
        assert_eq!(again(&error), body);
    }

    #[test]
    fn null_where_it_is_not_allowed_is_absence() {
        let body = json!({"deliveryType": "automated", "desiredTimestamp": {"increment": null, "time": null, "date": null}});
        let job: dedicated::RestoreJob = read(&body);
        let stamp = job.desired_timestamp.as_ref().expect("a timestamp");
        assert!(stamp.increment.is_none() && stamp.date.is_none());
        assert_eq!(again(&job)["deliveryType"], "automated");
    }

    #[test]
    fn fields_and_enum_values_that_no_schema_names_survive() {
        let body = json!({
            "deliveryType": "ondemand", "targetDeploymentItemName": "c", "desiredTimestamp": {"time": 5}, "cancelled": false,
        });
        let job: dedicated::RestoreJob = read(&body);
        assert_eq!(job.delivery_type.as_str(), "ondemand");
        assert_eq!(job.delivery_type.known(), None);
        assert_eq!(job.raw("targetDeploymentItemName"), Some(&json!("c")));
        assert_eq!(again(&job), body);
        assert_eq!(rules::<dedicated::RestoreJob>(&body), ["/deliveryType enum"]);
    }

    #[test]
    fn a_listed_value_is_never_an_unknown_one() {
        assert_eq!(
            Open::<flex::RestoreStatus>::from("PENDING"),
            Open::Known(flex::RestoreStatus::Pending)
        );
    }

    #[test]
    fn missing_required_fields_are_reported_and_stay_missing() {
        let job: dedicated::RestoreJob = read(&json!({}));
        assert_eq!(rules::<dedicated::RestoreJob>(&json!({})), [" required"]);
        assert_eq!(again(&job), json!({}));
    }

    #[test]
    fn write_only_fields_are_accepted_in_responses() {
        let body =
            json!({"delivery": {"methodName": "HTTP"}, "oplogInc": 1, "oplogTs": "2024-01-31T12:00:00Z"});
        let job: legacy::RestoreJob = read(&body);
        assert_eq!(again(&job), body);
    }

    #[test]
    fn the_key_of_a_legacy_download_does_not_show() {
        let body = json!({"delivery": {
            "methodName": "HTTP", "authHeader": "X-Key", "authValue": "k3y",
            "url": "https://example.com/k3y", "urlV2": "https://example.com/k3y/2",
        }});
        let job = read::<legacy::RestoreJob>(&body);
        let shown = format!("{job:?}");
        assert!(!shown.contains("k3y"), "{shown}");
        assert!(
            shown.contains("authValue: ***") && shown.contains("url: ***"),
            "{shown}"
        );
        assert!(shown.contains("X-Key") && shown.contains("urlV2: ***"), "{shown}");
        assert_eq!(again(&job), body, "it is sent and kept all the same");
    }

    #[test]
    fn a_status_that_is_not_listed_is_a_success_all_the_same() {
        for status in [StatusCode::CREATED, StatusCode::ACCEPTED] {
            let reply = flex_call()
                .decode(status, &HeaderMap::new(), br#"{"status": "QUEUED"}"#)
                .expect("an answer");
            assert_eq!(reply.head.status, status);
            assert_eq!(reply.body.status, Some(Open::Known(flex::RestoreStatus::Queued)));
        }
    }

    #[test]
    fn an_error_body_of_another_form_keeps_status_headers_and_text() {
        for (status, body) in [
            (502, "<html>Bad Gateway</html>"),
            (422, r#"{"title": "no"}"#),
            (504, ""),
            (500, "[1"),
            (503, "7"),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            let headers = headers(&[("content-type", "text/html"), ("retry-after", "2")]);
            let failure = flex_call()
                .decode(status, &headers, body.as_bytes())
                .expect_err("no success");
            assert_eq!((failure.head.status, failure.text.as_str()), (status, body));
            assert!(failure.error.is_none(), "{body}");
            assert_eq!(
                failure.head.retry_after(SystemTime::UNIX_EPOCH),
                Some(Duration::from_secs(2))
            );
        }
    }

    #[test]
    fn a_media_type_may_have_a_charset() {
        let media =
            MediaType::parse("application/vnd.atlas.2024-11-13+json;charset=utf-8").expect("a media type");
        assert_eq!(media.version, Some(version("2024-11-13")));
        let headers = headers(&[(
            "content-type",
            "application/vnd.atlas.2023-01-01+json;charset=utf-8",
        )]);
        let reply = flex_call()
            .decode(StatusCode::OK, &headers, b"{}")
            .expect("an answer");
        assert_eq!(reply.head.other_version(), Some(version("2023-01-01")));
    }

    #[test]
    fn removed_and_unknown_versions_are_distinguished() {
        let fail = |status: u16, body: &str| {
            let status = StatusCode::from_u16(status).expect("a status");
            flex_call()
                .decode(status, &HeaderMap::new(), body.as_bytes())
                .expect_err("no success")
        };
        let gone = fail(
            410,
            r#"{"error": 410, "errorCode": "VERSION_GONE", "parameters": ["2023-01-01", "/api"]}"#,
        );
        assert!(gone.is_version_gone() && !gone.is_version_unknown());
        let unknown = fail(406, r#"{"error": 406, "errorCode": "INVALID_VERSION_DATE"}"#);
        assert!(unknown.is_version_unknown() && !unknown.is_version_gone());
    }

    #[test]
    fn rate_limits_are_read_and_each_may_be_absent() {
        let body = br#"{"error": 429, "errorCode": "RATE_LIMITED"}"#;
        let all = headers(&[
            ("retry-after", "30"),
            ("ratelimit-limit", "100"),
            ("ratelimit-remaining", "0"),
        ]);
        let head = flex_call()
            .decode(StatusCode::TOO_MANY_REQUESTS, &all, body)
            .expect_err("limited")
            .head;
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!(head.retry_after(now), Some(Duration::from_secs(30)));
        assert_eq!(
            (head.rate_limit(), head.rate_limit_remaining()),
            (Some(100), Some(0))
        );
        let none = flex_call()
            .decode(StatusCode::SERVICE_UNAVAILABLE, &HeaderMap::new(), body)
            .expect_err("limited")
            .head;
        assert_eq!(
            (
                none.retry_after(now),
                none.rate_limit(),
                none.rate_limit_remaining()
            ),
            (None, None, None)
        );
    }

    #[test]
    fn deprecation_and_sunset_are_dates_whose_day_may_have_one_digit() {
        let headers = headers(&[
            ("sunset", "Wed, 1 Feb 2023 00:00:00 GMT"),
            ("deprecation", "Sun, 01 Jan 2023 00:00:00 GMT"),
        ]);
        let head = flex_call()
            .decode(StatusCode::OK, &headers, b"{}")
            .expect("an answer")
            .head;
        let day = |days: u64| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400));
        assert_eq!(head.sunset(), Some(("Wed, 1 Feb 2023 00:00:00 GMT", day(19_389))));
        assert_eq!(head.deprecation().map(|(_, time)| time), Some(day(19_358)));
    }

    #[test]
    fn counting_can_be_omitted() {
        let call = flex::ListRestoreJobs::new(ID, "Flex0").include_count(false);
        let request = call.request("https://cloud.mongodb.com").expect("a request");
        assert_eq!(request.uri().query(), Some("includeCount=false"));
        let page: flex::RestoreJobPage = read(&json!({"results": [], "links": []}));
        assert!(page.validate().is_ok() && page.total_count.is_none());
    }

    #[test]
    fn timestamps_keep_their_text_and_convert() {
        let text = "2024-02-29T23:59:59.123456789+01:30";
        let job: flex::RestoreJob = read(&json!({"expirationDate": text}));
        let stamp = job.expiration_date.as_ref().expect("a timestamp");
        assert_eq!(again(&job), json!({"expirationDate": text}));
        assert_eq!(stamp.unix_seconds(), Some(1_709_245_799));
        let real = time::OffsetDateTime::try_from(stamp).expect("a moment");
        assert_eq!(
            (real.unix_timestamp(), real.nanosecond()),
            (1_709_245_799, 123_456_789)
        );
    }
}

mod found_later {
    use super::*;
    use atlas_restore_jobs::PrivateEndpointId;
    use atlas_restore_jobs::client::Downloads;

    const LINK: &str = "https://example.com/snapshot.tgz";

    #[test]
    fn null_in_a_list_costs_an_item_at_most() {
        let body = json!({
            "deliveryType": "download", "deliveryUrl": [null, LINK],
            "components": [null, {"replicaSetName": "a", "downloadUrl": "https://example.com/a.tgz"}],
        });
        let job: dedicated::RestoreJob = read(&body);
        let components = job.components.iter().flatten();
        let names: Vec<_> = components
            .filter_map(|one| one.replica_set_name.as_deref())
            .collect();
        assert_eq!(names, ["a"]);
        assert!(job.delivery_url.iter().flatten().any(|url| url == LINK));
        assert_eq!(job.download_links().len(), 2);
        assert_eq!(again(&job), body, "nothing is lost when it is written back");
    }

    #[test]
    fn the_id_of_a_private_endpoint_may_have_another_form() {
        let azure = "/subscriptions/7/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe-1";
        let body = json!({"deliveryType": "download", "privateDownloadDeliveryUrls": [
            {"endpointId": azure, "deliveryUrl": LINK},
        ]});
        let job: dedicated::RestoreJob = read(&body);
        let links = job.download_links();
        assert_eq!(
            links.iter().map(|link| link.endpoint()).collect::<Vec<_>>(),
            [Some(azure)]
        );
        assert_eq!(again(&job), body);
        let found = rules::<dedicated::RestoreJob>(&body);
        assert_eq!(found, ["/privateDownloadDeliveryUrls/0/endpointId pattern"]);
        assert!("vpce-0123456789abcdef0".parse::<PrivateEndpointId>().is_ok());
    }

    #[test]
    fn a_cluster_of_another_kind_is_explained_where_the_call_is_documented() {
        for (file, code) in [
            ("v2024_11_13/flex.rs", "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API"),
            (
                "v2023_01_01/dedicated.rs",
                "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API",
            ),
        ] {
            let path = tests::project("generated/src").join(file);
            let text = std::fs::read_to_string(path).expect("a file");
            assert!(text.matches(code).count() >= 3, "{file}");
        }
        let body =
            br#"{"error": 400, "errorCode": "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API", "detail": "No."}"#;
        let failure = flex_call()
            .decode(StatusCode::BAD_REQUEST, &HeaderMap::new(), body)
            .expect_err("no success");
        assert_eq!(failure.code(), Some("CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API"));
        assert_eq!(failure.detail(), Some("No."));
    }
}

mod rules_that_are_only_in_prose {
    use super::*;

    fn broken<T: Model>(body: Value) -> Vec<String> {
        rules::<T>(&body)
    }

    #[test]
    fn an_automated_or_point_in_time_restore_of_a_dedicated_cluster_needs_a_target() {
        type Request = dedicated::RestoreJobRequest;
        let snapshot = ("snapshotId", json!("32b6e34b3d91647abb20e7b8"));
        let second = ("pointInTimeUTCSeconds", json!(1_700_000_000));
        for (delivery, (field, value)) in [("automated", snapshot), ("pointInTime", second)] {
            assert_eq!(
                broken::<Request>(json!({"deliveryType": delivery, field: value.clone()})),
                [" dedicated-target"]
            );
            let whole = json!({"deliveryType": delivery, field: value, "targetClusterName": "c", "targetGroupId": ID});
            assert!(broken::<Request>(whole).is_empty());
        }
        let download = json!({"deliveryType": "download", "snapshotId": ID});
        assert!(broken::<Request>(download).is_empty());
    }

    #[test]
    fn a_point_in_time_of_a_dedicated_cluster_is_given_in_one_way() {
        type Request = dedicated::RestoreJobRequest;
        let at = |more: Value| {
            let mut body = json!({
                "deliveryType": "pointInTime",
                "targetClusterName": "Cluster0",
                "targetGroupId": "32b6e34b3d91647abb20e7b8",
            });
            body.as_object_mut()
                .expect("an object")
                .extend(more.as_object().expect("an object").clone());
            broken::<Request>(body)
        };
        let second = 1_700_000_000;
        assert_eq!(at(json!({"oplogTs": second})), [" dedicated-oplog-pair"]);
        assert!(at(json!({"oplogTs": second, "oplogInc": 1})).is_empty());
        let both = json!({"oplogTs": second, "oplogInc": 1, "pointInTimeUTCSeconds": second});
        assert_eq!(at(both), [" dedicated-one-point-in-time"]);
    }

    /// Returns the names of rules without the location, which is the whole body.
    fn names(found: Vec<String>) -> Vec<String> {
        found.iter().map(|rule| rule.trim().to_owned()).collect()
    }

    #[test]
    fn a_serverless_restore_names_its_snapshot_or_its_point_in_time() {
        let broken = |more: Value| {
            let mut body = json!({"targetClusterName": "Cluster0", "targetGroupId": ID});
            let members = more.as_object().expect("members").clone();
            body.as_object_mut().expect("an object").extend(members);
            names(rules::<
                atlas_restore_jobs::v2023_01_01::serverless::RestoreJobRequest,
            >(&body))
        };
        assert_eq!(
            broken(json!({"deliveryType": "automated"})),
            ["serverless-snapshot"]
        );
        assert_eq!(
            broken(json!({"deliveryType": "download"})),
            ["serverless-snapshot"]
        );
        assert_eq!(
            broken(json!({"deliveryType": "pointInTime"})),
            ["serverless-point-in-time"]
        );
        let half = json!({"deliveryType": "pointInTime", "oplogTs": 1_199_145_600});
        assert_eq!(broken(half), ["serverless-oplog-pair"]);
        let right = json!({"deliveryType": "pointInTime", "pointInTimeUTCSeconds": 1_199_145_600});
        assert!(broken(right).is_empty());
        assert!(broken(json!({"deliveryType": "automated", "snapshotId": ID})).is_empty());
    }

    #[test]
    fn a_collection_restore_names_a_restore_point_and_what_it_restores() {
        let broken = |more: Value| {
            let mut body = json!({
                "indexStrategy": "ALL", "writeStrategy": "CREATE_NEW",
                "targetClusterName": "Cluster0", "targetGroupId": ID,
            });
            let members = more.as_object().expect("members").clone();
            body.as_object_mut().expect("an object").extend(members);
            names(rules::<collection::RestoreJobRequest>(&body))
        };
        let scope = json!([{"sourceNamespace": "a.b"}]);
        assert_eq!(
            broken(json!({})),
            ["collection-restore-point", "collection-scope"]
        );
        assert_eq!(broken(json!({"snapshotId": ID})), ["collection-scope"]);
        assert_eq!(
            broken(json!({"collections": scope, "oplogTs": 5})),
            ["collection-oplog-pair"]
        );
        assert_eq!(
            broken(json!({"collections": scope})),
            ["collection-restore-point"]
        );
        assert!(broken(json!({"collections": scope, "snapshotId": ID})).is_empty());
        assert!(broken(json!({"collections": scope, "pointInTimeUtcSeconds": 5})).is_empty());
    }

    #[test]
    fn a_legacy_restore_point_is_given_in_one_way() {
        type Request = legacy::RestoreJobRequest;
        let at = |more: Value| {
            let mut body = json!({"delivery": {"methodName": "HTTP"}});
            body.as_object_mut()
                .expect("an object")
                .extend(more.as_object().expect("an object").clone());
            broken::<Request>(body)
        };
        assert_eq!(at(json!({"oplogInc": 1})), [" legacy-oplog-pair"]);
        assert!(at(json!({"oplogInc": 1, "oplogTs": "2024-01-31T12:00:00Z"})).is_empty());
        let both = json!({"oplogInc": 1, "oplogTs": "2024-01-31T12:00:00Z", "snapshotId": ID});
        assert_eq!(at(both), [" legacy-one-restore-point"]);
        assert_eq!(
            at(json!({"checkpointId": ID, "pointInTimeUTCMillis": 1_700_000_000_000_i64})),
            [" legacy-one-restore-point"]
        );
        assert!(at(json!({"pointInTimeUTCMillis": 1_700_000_000_000_i64})).is_empty());
    }

    #[test]
    fn an_automated_legacy_restore_needs_its_target_and_no_download_limits() {
        type Request = legacy::DeliveryRequest;
        let automated = broken::<Request>(json!({"methodName": "AUTOMATED_RESTORE"}));
        assert_eq!(
            automated,
            [
                " legacy-automated-target-project",
                " legacy-automated-target-cluster"
            ]
        );
        for target in ["targetClusterName", "targetClusterId"] {
            let whole = json!({"methodName": "AUTOMATED_RESTORE", "targetGroupId": ID, target: ID});
            assert!(broken::<Request>(whole).is_empty());
        }
        let limits = json!({"methodName": "AUTOMATED_RESTORE", "targetGroupId": ID, "targetClusterId": ID, "maxDownloads": 1});
        assert_eq!(broken::<Request>(limits), [" legacy-download-limits"]);
        assert!(
            broken::<Request>(json!({"methodName": "HTTP", "maxDownloads": 1, "expirationHours": 1}))
                .is_empty()
        );
    }

    #[test]
    fn responses_are_not_checked_by_rules_of_requests() {
        assert!(broken::<dedicated::RestoreJob>(json!({"deliveryType": "automated"})).is_empty());
    }

    #[test]
    fn milliseconds_overflow_the_seconds_of_a_collection_restore() {
        let body = json!({
            "indexStrategy": "x", "writeStrategy": "x", "targetClusterName": "c", "targetGroupId": ID,
            "pointInTimeUtcSeconds": 1_700_000_000_000_i64,
        });
        let request: collection::RestoreJobRequest = read(&body);
        assert_eq!(request.point_in_time_utc_seconds, None, "it does not fit");
        assert_eq!(again(&request), body, "but it is not lost");
        assert!(
            violations(&request)
                .iter()
                .any(|one| one.pointer == "/pointInTimeUtcSeconds"),
            "and it is reported"
        );
    }

    fn violations<T: Model>(value: &T) -> Violations {
        value.validate().err().unwrap_or_default()
    }
}
