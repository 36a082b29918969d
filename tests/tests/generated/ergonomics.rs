//! The crate as callers use it: the promises about how calls read.

use atlas_restore_jobs::client::{ClientKind, Mock};
use atlas_restore_jobs::v2023_01_01::dedicated::{DeliveryType, RestoreJobRequest as Dedicated};
use atlas_restore_jobs::v2024_11_13::flex::{self, RestoreJob, RestoreJobRequest, RestoreStatus};
use atlas_restore_jobs::{
    BlockingClient, Client, ClusterName, Model, ObjectId, Open, OpenExt, Timestamp, Version,
};

const ID: &str = "32b6e34b3d91647abb20e7b8";

#[test]
fn an_optional_enum_reads_in_one_line() {
    let job = |status: &str| {
        let text = format!(r#"{{"status": {status}}}"#);
        RestoreJob::from_json_slice(text.as_bytes()).expect("a job")
    };
    assert!(job("\"COMPLETED\"").status_is(RestoreStatus::Completed));
    assert!(!job("\"PAUSED\"").status_is(RestoreStatus::Completed));
    assert_eq!(
        job("\"COMPLETED\"").status.known(),
        Some(RestoreStatus::Completed)
    );
    assert_eq!(job("\"PAUSED\"").status.unknown(), Some("PAUSED"));
    assert!(job("null").status.known().is_none() && job("null").status.unknown().is_none());
}

#[test]
fn versions_are_printed_as_dates() {
    assert_eq!(
        format!("{:?}", Version::stable(2024, 11, 13)),
        "Version(2024-11-13)"
    );
    assert_eq!(Version::stable(2024, 11, 13).to_string(), "2024-11-13");
}

#[test]
fn enums_are_made_of_strings_and_of_their_values() {
    let open: Open<RestoreStatus> = RestoreStatus::Failed.into();
    assert_eq!(open, Open::from("FAILED"));
    assert_eq!(<&str>::from(RestoreStatus::Failed), "FAILED");
    let text = String::from("NEW");
    assert_eq!(Open::<RestoreStatus>::from(text).unknown(), Some("NEW"));
}

#[test]
fn requests_are_made_of_strings_and_of_types() {
    let id: ObjectId = ID.parse().expect("an id");
    let typed = RestoreJobRequest::new(id.clone(), "Cluster0".parse().expect("a name"));
    assert_eq!(RestoreJobRequest::try_new(ID, "Cluster0"), Ok(typed.clone()));
    assert_eq!(
        RestoreJobRequest::try_new(id, String::from("Cluster0")),
        Ok(typed)
    );
    // Every enum of a request accepts its own values and strings, without a turbofish.
    assert_eq!(Dedicated::new(DeliveryType::Download), Dedicated::new("download"));
    let at: Timestamp = "2026-05-04T09:42:00Z".parse().expect("a time");
    let request = Dedicated::new(DeliveryType::PointInTime)
        .oplog_ts_at(&at, 3)
        .expect("in range");
    assert_eq!(
        (request.oplog_ts, request.oplog_inc),
        (Some(1_777_887_720), Some(3))
    );
}

#[test]
fn calls_and_requests_take_strings_and_types_owned_and_borrowed() {
    let mock = Mock::new().respond_documented().respond_documented();
    let mock = mock
        .respond_documented()
        .respond_documented()
        .respond_documented()
        .respond_documented();
    let client: atlas_restore_jobs::v2024_11_13::BlockingClient = mock.client();
    let (id, name): (ObjectId, ClusterName) = (ID.parse().expect("an id"), "Flex0".parse().expect("a name"));
    let (text, of_name) = (String::from(ID), String::from("Flex0"));
    let shared = std::borrow::Cow::Borrowed(ID);
    let flex = client.flex();
    flex.get_restore_job(ID, "Flex0", ID).send().expect("a job");
    flex.get_restore_job(&text, &of_name, &text)
        .send()
        .expect("a job");
    flex.get_restore_job(text.clone(), of_name, text)
        .send()
        .expect("a job");
    flex.get_restore_job(&id, &name, &id).send().expect("a job");
    flex.get_restore_job(shared, &name, std::sync::Arc::<str>::from(ID))
        .send()
        .expect("a job");
    flex.get_restore_job(id.clone(), name, id.clone())
        .send()
        .expect("a job");
    let paths: std::collections::BTreeSet<_> = mock
        .requests()
        .iter()
        .map(|request| request.uri().path().to_owned())
        .collect();
    assert_eq!(paths.len(), 1, "{paths:?}");
    // A request takes the same, and its setters for optional members too.
    let request = Dedicated::new("download").try_snapshot_id(&id).expect("an id");
    assert_eq!(request.snapshot_id, Some(id.clone()));
    assert_eq!(
        Dedicated::new("download").try_snapshot_id(ID),
        Ok(request.clone())
    );
    assert_eq!(Dedicated::new("download").snapshot_id(id), request);
    assert!(ObjectId::try_from(ID).is_ok() && ObjectId::try_from(String::from("5f")).is_err());
}

#[test]
fn an_invalid_string_is_an_error_that_names_the_argument_and_shows_the_value() {
    let error = RestoreJobRequest::try_new("5f", "Cluster0").expect_err("too short");
    assert_eq!(error.argument(), "snapshot_id");
    assert!(
        error
            .to_string()
            .starts_with("invalid value \"5f\" for `snapshot_id`: "),
        "{error}"
    );
    let error = Dedicated::new("download")
        .try_snapshot_id("zz")
        .expect_err("no id");
    assert!(
        error
            .to_string()
            .starts_with("invalid value \"zz\" for `snapshot_id`: "),
        "{error}"
    );
}

#[test]
fn an_invalid_argument_of_a_call_is_named_as_in_rust() {
    let client: atlas_restore_jobs::v2024_11_13::BlockingClient = Mock::new().client();
    let error = client
        .flex()
        .get_restore_job("5f", "Flex0", ID)
        .send()
        .expect_err("no id");
    assert!(
        error.to_string().contains("Invalid value \"5f\" for `project`: "),
        "{error}"
    );
    let error = client
        .flex()
        .get_restore_job(ID, "", ID)
        .send()
        .expect_err("no name");
    assert!(error.to_string().contains("for `cluster`: "), "{error}");
}

#[test]
fn clients_of_the_root_lead_to_every_version() {
    fn base<C: ClientKind + std::fmt::Debug>(client: &C) -> String {
        format!("{client:?}")
    }
    let mock = Mock::new().respond_documented().respond_documented();
    let client: BlockingClient = mock.client();
    assert!(base(&client.v2023_01_01()).contains("mock.invalid"));
    let request = RestoreJobRequest::try_new(ID, "Cluster0").expect("a request");
    let job: flex::RestoreJob = client
        .v2024_11_13()
        .flex()
        .create_restore_job(ID, "Flex0", &request)
        .send()
        .expect("the documented job");
    assert!(job.status_is(RestoreStatus::Pending));
    // Through the newest version, and from one version to another.
    let newest = client.v2025_03_12();
    newest
        .v2024_11_13()
        .flex()
        .create_restore_job(ID, "Flex0", &request)
        .send()
        .expect("the same");
    let asynchronous: Client = Mock::new().client();
    let _ = asynchronous.v2025_03_12().flex();
}

#[test]
fn arguments_are_the_words_of_users() {
    let mut calls = 0;
    for file in [
        "v2023_01_01/dedicated",
        "v2023_01_01/legacy",
        "v2023_01_01/serverless",
        "v2024_11_13/flex",
        "v2025_03_12/collection",
    ] {
        let path = tests::project(&format!("generated/src/{file}/client.rs"));
        let text = std::fs::read_to_string(path).expect("a file");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for call in text.split("pub fn ").skip(1) {
            let (_, arguments) = call.split_once('(').expect("arguments");
            let arguments = arguments
                .trim_start()
                .trim_start_matches("&self")
                .trim_start_matches(',')
                .trim_start();
            assert!(
                arguments.starts_with("project: impl AsRef<str>, cluster: impl AsRef<str>"),
                "{file}: {call}"
            );
            calls += 1;
        }
    }
    assert_eq!(calls, 18);
}

#[test]
fn an_operation_without_a_documented_response_is_an_error_of_the_mock() {
    let mock = Mock::new().respond_documented().respond_documented();
    let client: BlockingClient = mock.client();
    // Its type is documented as the response of the creation.
    client
        .v2024_11_13()
        .flex()
        .get_restore_job(ID, "Flex0", ID)
        .send()
        .expect("a job");
    let error = client
        .v2023_01_01()
        .dedicated()
        .get_restore_job(ID, "Cluster0", ID)
        .send();
    let error = error.expect_err("nothing is documented");
    let source = std::error::Error::source(&error)
        .map(ToString::to_string)
        .unwrap_or_default();
    assert!(
        format!("{error} {source}").contains("no documented response for GET"),
        "{error} {source}"
    );
}
