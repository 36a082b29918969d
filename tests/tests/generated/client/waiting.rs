//! The duration of a wait with various behavior of the service, and the jobs that can be waited for.

use super::*;
use atlas_restore_jobs::client::Mock;
use atlas_restore_jobs::{Model, v2025_03_12};

/// Longer than any test that waits for less than a second.
const SOON: Duration = Duration::from_secs(3);

/// Waits half a second for a job, and returns the error and the duration.
fn given_up(client: &Either) -> (Error, Duration) {
    let start = Instant::now();
    let error = client.wait(50, 500, &mut Vec::new()).expect_err("no end");
    (error, start.elapsed())
}

#[track_caller]
fn still_runs_in_time((error, took): (Error, Duration)) {
    let Error::StillRunning { waited, .. } = error else {
        panic!("{error:?}");
    };
    assert!(waited <= took && took < SOON, "{waited:?} of {took:?}");
    assert!(waited >= Duration::from_millis(400), "{waited:?}");
}

#[test]
fn a_look_that_stalls_is_cut_off_by_the_limit() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 => fine(),
            _ => Step::Stall(Duration::from_secs(30)),
        });
        still_runs_in_time(given_up(&Either::plain(kind, &server)));
        assert_eq!(server.sent().len(), 2);
    }
}

#[test]
fn a_body_that_stalls_is_cut_off_by_the_limit() {
    for kind in KINDS {
        let half = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":";
        let server = Server::start(move |_, _| Step::WriteAndStall(half.to_vec(), Duration::from_secs(30)));
        still_runs_in_time(given_up(&Either::plain(kind, &server)));
    }
}

#[test]
fn a_pause_between_tries_that_outlasts_the_limit_is_not_begun() {
    for kind in KINDS {
        let server = Server::start(|_, _| refusal(503, "BUSY", &[]));
        let retry = RetryPolicy::default().backoff(Duration::from_secs(30), Duration::from_secs(30));
        let client = Either::new(
            kind,
            settings(&server).retry(retry),
            settings(&server).retry(retry),
        );
        let (error, took) = given_up(&client);
        assert!(took < SOON, "{took:?}");
        assert_eq!(error.code(), Some("BUSY"), "{error:?}");
    }
}

#[test]
fn a_token_that_does_not_come_is_not_waited_for_beyond_the_limit() {
    for kind in KINDS {
        let server = Server::start(|_, _| Step::Stall(Duration::from_secs(30)));
        still_runs_in_time(given_up(&Either::with(kind, &server, account())));
    }
}

#[test]
fn a_token_that_a_short_wait_has_begun_to_fetch_is_not_lost_to_others() {
    for kind in KINDS {
        let server = Server::start(|number, sent| match (number, is_token(sent)) {
            (0, _) => Step::Stall(Duration::from_secs(30)),
            (_, true) => token(SECRETS[1], 3600),
            _ => fine(),
        });
        let client = Either::with(kind, &server, account());
        std::thread::scope(|scope| {
            let short = scope.spawn(|| given_up(&client));
            while server.sent().is_empty() {
                std::thread::sleep(Duration::from_millis(1));
            }
            client.read().expect("an answer");
            still_runs_in_time(short.join().expect("no panic"));
        });
    }
}

#[test]
fn the_timeout_of_a_call_applies_within_a_longer_limit() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 => Step::Stall(Duration::from_secs(30)),
            _ => response(200, &[VERSIONED], r#"{"status": "COMPLETED"}"#),
        });
        let short = Duration::from_millis(200);
        let client = Either::new(
            kind,
            settings(&server).timeout(short),
            settings(&server).timeout(short),
        );
        client.wait(1, 60_000, &mut Vec::new()).expect("a job");
        assert_eq!(server.sent().len(), 2);
    }
}

/// Waits for a job of one kind with both clients, whose responses are `bodies` in turn; returns the result of each wait
/// and the number of its requests.
macro_rules! waits {
    ($group:ident, $bodies:expr) => {
        KINDS.map(|kind| {
            let bodies: &[&str] = &$bodies;
            let bodies: Vec<String> = bodies.iter().map(|body| (*body).to_owned()).collect();
            let json = ("Content-Type", "application/json");
            let server =
                Server::start(move |number, _| response(200, &[json], &bodies[number.min(bodies.len() - 1)]));
            let moment = Duration::from_millis(1);
            let ended = match kind {
                Kind::Async => {
                    let client: v2025_03_12::Client = settings(&server).build().expect("a client");
                    let call = client.$group().get_restore_job(PROJECT, "Cluster0", JOB);
                    runtime().block_on(call.wait_until_finished().every(moment).into_future())
                }
                Kind::Blocking => {
                    let client: v2025_03_12::BlockingClient = settings(&server).build().expect("a client");
                    let call = client.$group().get_restore_job(PROJECT, "Cluster0", JOB);
                    call.wait_until_finished().every(moment).run()
                }
            };
            let ended = match ended {
                Ok(job) => job.outcome().expect("an end"),
                Err(Error::Ended(ended)) => ended.outcome,
                Err(error) => panic!("{error:?}"),
            };
            (ended, server.sent().len())
        })
    };
}

#[test]
#[expect(deprecated, reason = "there are such jobs all the same")]
fn jobs_of_every_kind_are_waited_for() {
    let running = r#"{"id": "32b6e34b3d91647abb20e7b8", "failed": false, "finishedAt": null}"#;
    let finished = r#"{"finishedAt": "2026-05-04T09:42:00Z", "failed": false}"#;
    let failed = r#"{"finishedAt": "2026-05-04T09:42:00Z", "failed": true}"#;
    assert_eq!(
        waits!(dedicated, [running, running, finished]),
        [(JobOutcome::Finished, 3); 2]
    );
    assert_eq!(
        waits!(dedicated, [running, r#"{"cancelled": true}"#]),
        [(JobOutcome::Cancelled, 2); 2]
    );
    assert_eq!(
        waits!(serverless, [running, finished]),
        [(JobOutcome::Finished, 2); 2]
    );
    assert_eq!(
        waits!(serverless, [running, failed]),
        [(JobOutcome::Failed, 2); 2]
    );
    let ready = r#"{"deliveryType": "download", "deliveryUrl": ["https://example.com/snapshot.tgz"], "failed": false}"#;
    assert_eq!(
        waits!(dedicated, [running, ready]),
        [(JobOutcome::Finished, 2); 2]
    );
    let waiting = r#"{"statusName": "IN_PROGRESS", "delivery": {"statusName": "READY"}}"#;
    let ready = r#"{"statusName": "FINISHED", "delivery": {"statusName": "READY"}}"#;
    let over = r#"{"statusName": "FINISHED", "delivery": {"statusName": "EXPIRED"}}"#;
    assert_eq!(
        waits!(legacy, [waiting, waiting, ready]),
        [(JobOutcome::Finished, 3); 2]
    );
    assert_eq!(waits!(legacy, [waiting, over]), [(JobOutcome::Expired, 2); 2]);
    let states = [
        r#"{"state": "INITIALIZING"}"#,
        r#"{"state": "IN_PROGRESS"}"#,
        r#"{"state": "FINALIZING"}"#,
        r#"{"state": "SUCCESSFUL"}"#,
    ];
    assert_eq!(waits!(collection, states), [(JobOutcome::Finished, 4); 2]);
    assert_eq!(
        waits!(collection, [states[0], r#"{"state": "FAILED"}"#]),
        [(JobOutcome::Failed, 2); 2]
    );
}

/// Creates a list of jobs with both clients and waits for all; each request gets the next of `bodies`.
#[expect(deprecated, reason = "there are such jobs all the same")]
fn lists(bodies: &[String]) -> [Result<Vec<String>, Error>; 2] {
    let request = br#"{"snapshotId": "32b6e34b3d91647abb20e7b8", "delivery": {"methodName": "HTTP"}}"#;
    let request = v2025_03_12::legacy::RestoreJobRequest::from_json_slice(request).expect("a request");
    KINDS.map(|kind| {
        let mock = bodies
            .iter()
            .fold(Mock::new(), |mock, body| mock.respond(200, body.as_str()));
        let jobs = match kind {
            Kind::Async => {
                let client: v2025_03_12::Client = mock.client();
                let call = client.legacy().create_restore_job(PROJECT, "Cluster0", &request);
                runtime().block_on(call.wait_until_finished().into_future())
            }
            Kind::Blocking => {
                let client: v2025_03_12::BlockingClient = mock.client();
                let call = client.legacy().create_restore_job(PROJECT, "Cluster0", &request);
                call.wait_until_finished().run()
            }
        };
        assert_eq!(mock.remaining(), 0);
        jobs.map(|jobs| {
            jobs.into_iter()
                .filter_map(|job| Some(job.id?.to_string()))
                .collect()
        })
    })
}

#[test]
fn the_jobs_that_one_call_creates_are_waited_for_in_one_call() {
    const OTHER: &str = "32b6e34b3d91647abb20e7b9";
    let job = |id: &str, state: &str| format!(r#"{{"id": "{id}", "statusName": "{state}"}}"#);
    let list = |first: &str, second: &str| format!(r#"{{"results": [{first}, {second}]}}"#);
    let running = [JOB, OTHER].map(|id| job(id, "IN_PROGRESS"));
    let ids = [JOB.to_owned(), OTHER.to_owned()];
    let one_by_one = [
        list(&running[0], &running[1]),
        running[0].clone(),
        job(JOB, "FINISHED"),
        job(OTHER, "FINISHED"),
    ];
    for jobs in lists(&one_by_one) {
        assert_eq!(jobs.expect("two jobs"), ids);
    }
    for jobs in lists(&[list("null", &job(OTHER, "FINISHED"))]) {
        assert_eq!(jobs.expect("a job"), ids[1..]);
    }
    let broken = [list(&job(JOB, "FINISHED"), &running[1]), job(OTHER, "BROKEN")];
    for jobs in lists(&broken) {
        let error = jobs.expect_err("a job that failed");
        assert_eq!(error.job().and_then(LastJob::id), Some(OTHER));
        assert!(matches!(error, Error::Ended(_)), "{error:?}");
    }
    for jobs in lists(&[list("null", "null")]) {
        let error = jobs.expect_err("no job");
        assert!(
            matches!(error, Error::StillRunning { job: None, .. }),
            "{error:?}"
        );
    }
}

#[test]
#[expect(deprecated, reason = "there are such jobs all the same")]
fn the_jobs_of_a_list_share_one_time_limit() {
    let job = |state: &str| format!(r#"{{"id": "{JOB}", "statusName": "{state}"}}"#);
    let (running, finished) = (job("IN_PROGRESS"), job("FINISHED"));
    // After 0, 40 and 80 seconds, and after 95 the last time.
    let mock = Mock::new()
        .respond(200, format!(r#"{{"results": [{running}, {running}]}}"#))
        .respond(200, running.as_str())
        .respond(200, finished)
        .respond(200, running.as_str());
    let client: v2025_03_12::BlockingClient = mock.client();
    let request = br#"{"snapshotId": "32b6e34b3d91647abb20e7b8", "delivery": {"methodName": "HTTP"}}"#;
    let request = v2025_03_12::legacy::RestoreJobRequest::from_json_slice(request).expect("a request");
    let call = client.legacy().create_restore_job(PROJECT, "Cluster0", &request);
    let mut seen = 0;
    let wait = call.wait_until_finished().every(Duration::from_secs(40));
    let wait = wait.at_most(Duration::from_secs(100)).on_progress(|_| seen += 1);
    let error = wait.run().expect_err("a limit");
    assert!(
        matches!(error, Error::StillRunning { waited, .. } if waited.as_secs() == 95),
        "{error:?}"
    );
    assert_eq!((mock.remaining(), seen), (0, 5));
}
