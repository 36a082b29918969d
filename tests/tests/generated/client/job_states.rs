//! Final states of jobs: one file for each in `job_states/`, whose README lists the sources.

use super::*;
use atlas_restore_jobs::Model;
use atlas_restore_jobs::v2025_03_12::{collection, dedicated, flex, legacy, serverless};
use serde_json::Value as Json;

fn ending<J: Job + Model>(body: &Json) -> Option<JobOutcome> {
    let text = body.to_string();
    J::from_json_slice(text.as_bytes()).expect("a job").outcome()
}

fn ending_of(kind: &str, body: &Json) -> Option<JobOutcome> {
    match kind {
        "dedicated" => ending::<dedicated::RestoreJob>(body),
        "serverless" => ending::<serverless::RestoreJob>(body),
        "legacy" => ending::<legacy::RestoreJob>(body),
        "flex" => ending::<flex::RestoreJob>(body),
        "collection" => ending::<collection::RestoreJob>(body),
        other => panic!("no kind of job: {other}"),
    }
}

/// Fails unless every member of the job is in the documented response that the evidence names.
fn assert_documented(case: &Json, path: &std::path::Path) {
    let named = case["evidence"]
        .as_str()
        .and_then(|evidence| evidence.split('`').nth(1));
    let example = tests::project("spec/examples").join(named.expect("the file of an example"));
    let example = std::fs::read_to_string(&example).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let example: Json = serde_json::from_str(&example).expect("JSON");
    for (name, value) in case["job"].as_object().expect("an object") {
        assert_eq!(example.get(name), Some(value), "{path:?}: {name}");
    }
}

#[test]
fn jobs_have_the_outcome_that_their_evidence_shows() {
    let folder = tests::project("tests/job_states");
    let mut kinds = std::collections::BTreeSet::new();
    let mut wrong = Vec::new();
    let readme = std::fs::read_to_string(folder.join("README.md")).expect("a README");
    let files = std::fs::read_dir(&folder).expect("a folder").flatten();
    for entry in files.filter(|file| file.path().extension().is_some_and(|end| end == "json")) {
        let text = std::fs::read_to_string(entry.path()).expect("UTF-8");
        let case: Json = serde_json::from_str(&text).expect("JSON");
        let expected = case["ending"].as_str().map(str::to_owned);
        let kind = case["kind"].as_str().expect("a kind").to_owned();
        assert!(case["evidence"].is_string(), "{:?}", entry.path());
        let source = case["source"].as_str().expect("a source");
        assert!(
            readme.contains(&format!("| `{source}` |")),
            "{:?}: {source}",
            entry.path()
        );
        if source == "documented" {
            assert_documented(&case, &entry.path());
        }
        let found = ending_of(&kind, &case["job"]).map(|ending| format!("{ending:?}"));
        if found != expected {
            wrong.push(format!(
                "{:?}: {found:?} instead of {expected:?}",
                entry.file_name()
            ));
        }
        kinds.insert(kind);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(kinds.len(), 5, "{kinds:?}");
}

#[test]
fn a_state_of_another_type_is_unclassified() {
    for (value, shown) in [
        ("5", "5"),
        ("true", "true"),
        ("[\"COMPLETED\"]", "[..]"),
        ("{\"a\": 1}", "{..}"),
    ] {
        let body = format!(r#"{{"status": {value}}}"#);
        let job = flex::RestoreJob::from_json_slice(body.as_bytes()).expect("a job");
        assert_eq!(job.outcome(), None, "{value}");
        let state = Some(("status".to_owned(), shown.to_owned()));
        assert_eq!(job.unclassified_state(), state, "{value}");
    }
    let job = flex::RestoreJob::from_json_slice(br#"{"status": null}"#).expect("a job");
    assert_eq!(job.unclassified_state(), None);
}

#[test]
fn an_unknown_state_is_reported_while_waiting_and_in_the_error() {
    for kind in KINDS {
        let server = Server::start(|_, _| {
            response(
                200,
                &[VERSIONED],
                r#"{"id": "32b6e34b3d91647abb20e7b8", "status": "PAUSED"}"#,
            )
        });
        let notices = Arc::new(Mutex::new(Vec::new()));
        let seen = notices.clone();
        let hook = move |notice: &Notice<'_>| seen.lock().expect("no panic").push(notice.to_string());
        let client = Either::new(
            kind,
            settings(&server).on_notice(hook.clone()),
            settings(&server).on_notice(hook),
        );
        let error = client.wait(10, 200, &mut Vec::new()).expect_err("no end");
        let job = error.job().expect("the job");
        assert_eq!(job.unclassified_state(), Some(("status", "PAUSED")));
        assert!(
            error
                .to_string()
                .contains("`PAUSED`, which this crate does not know"),
            "{error}"
        );
        let notices = notices.lock().expect("no panic");
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(
            notices[0].contains("`status` has the value `PAUSED`"),
            "{notices:?}"
        );
    }
}
