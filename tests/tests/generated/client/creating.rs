//! Creating a job and waiting for it in one call, and canceling the wait.

use super::*;

impl Either {
    /// Creates a job and waits for it.
    fn create_and_wait(&self, at_most: u64, seen: &mut Vec<String>) -> Result<RestoreJob, Error> {
        let (every, at_most) = (Duration::from_millis(5), Duration::from_millis(at_most));
        let see = |job: &RestoreJob| seen.push(job.status.as_ref().map_or("", |it| it.as_str()).to_owned());
        match self {
            Self::Async(runtime, client) => {
                let call = client.flex().create_restore_job(PROJECT, "Flex0", &request());
                let wait = call.wait_until_finished().every(every).at_most(at_most);
                runtime.block_on(wait.on_progress(see).into_future())
            }
            Self::Blocking(client) => {
                let call = client.flex().create_restore_job(PROJECT, "Flex0", &request());
                let wait = call.wait_until_finished().every(every).at_most(at_most);
                wait.on_progress(see).run()
            }
        }
    }
}

fn job(status: &str) -> Step {
    response(
        200,
        &[VERSIONED],
        &format!(r#"{{"id": "{JOB}", "status": "{status}"}}"#),
    )
}

#[test]
fn a_job_is_created_once_and_then_read_until_its_end() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 => job("PENDING"),
            1 | 2 => refusal(404, "RESTORE_JOB_NOT_FOUND", &[]),
            3 => job("RUNNING"),
            _ => job("COMPLETED"),
        });
        let mut seen = Vec::new();
        let client = Either::plain(kind, &server);
        let done = client.create_and_wait(60_000, &mut seen).expect("a job");
        assert!(done.status.is_some());
        assert_eq!(seen, ["PENDING", "RUNNING", "COMPLETED"]);
        let sent = server.sent();
        let methods: Vec<&str> = sent.iter().map(|sent| sent.method.as_str()).collect();
        assert_eq!(methods, ["POST", "GET", "GET", "GET", "GET"]);
        let path = format!("/api/atlas/v2/groups/{PROJECT}/flexClusters/Flex0/backup/restoreJobs/{JOB}");
        assert_eq!(sent[1].target, path);
        assert!(sent[1].body.is_empty());
    }
}

#[test]
fn a_404_ends_the_wait_once_the_job_was_seen() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 | 1 => job("RUNNING"),
            _ => refusal(404, "RESTORE_JOB_NOT_FOUND", &[]),
        });
        let error = Either::plain(kind, &server).create_and_wait(60_000, &mut Vec::new());
        let error = error.expect_err("404");
        assert_eq!(error.code(), Some("RESTORE_JOB_NOT_FOUND"));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
        assert!(matches!(error, Error::WaitFailed { .. }), "{error:?}");
        assert_eq!(error.job().and_then(LastJob::id), Some(JOB));
        assert!(
            error.to_string().starts_with(&format!(
                "waiting for job {JOB} (status RUNNING) failed: the service"
            )),
            "{error}"
        );
        assert_eq!(server.sent().len(), 3);
    }
}

#[test]
fn errors_contain_the_job() {
    for kind in KINDS {
        let server = Server::start(|number, _| match number {
            0 => job("PENDING"),
            _ => job("FAILED"),
        });
        let error = Either::plain(kind, &server)
            .create_and_wait(60_000, &mut Vec::new())
            .expect_err("a failure");
        assert_eq!(
            error.to_string(),
            format!("the job failed: job {JOB} (status FAILED)")
        );
        let last = error.job().expect("the job");
        assert_eq!((last.id(), last.state()), (Some(JOB), "status FAILED"));
        assert!(last.job::<RestoreJob>().is_some_and(|job| job.id.is_some()));

        let server = Server::start(|_, _| job("RUNNING"));
        let error = Either::plain(kind, &server)
            .create_and_wait(50, &mut Vec::new())
            .expect_err("no end");
        assert_eq!(error.job().and_then(LastJob::id), Some(JOB));
        assert!(
            error
                .to_string()
                .ends_with(&format!("job {JOB} (status RUNNING)")),
            "{error}"
        );
    }
}

#[test]
fn an_error_after_the_creation_contains_the_created_job() {
    type Fail = fn() -> Step;
    let fails: [Fail; 4] = [
        || refusal(401, "UNAUTHORIZED", &[]),
        || response(200, &[("Content-Type", "text/html")], "<html>Bad Gateway</html>"),
        || response(200, &[VERSIONED], ""),
        || response(302, &[("Location", "https://login.invalid/")], ""),
    ];
    for kind in KINDS {
        for fail in fails {
            let server = Server::start(move |number, _| if number == 0 { job("PENDING") } else { fail() });
            let error = Either::plain(kind, &server)
                .create_and_wait(60_000, &mut Vec::new())
                .expect_err("no job");
            let last = error.job().expect("the created job");
            assert_eq!((last.id(), last.state()), (Some(JOB), "status PENDING"));
            assert!(error.to_string().contains(JOB), "{error}");
            assert!(!error.was_not_processed(), "the job exists");
            assert!(error.failure().is_some() && !error.is_retryable(), "{error:?}");
        }
        let server = Server::start(|number, _| {
            if number == 0 {
                job("PENDING")
            } else {
                Step::WriteAndClose(Vec::new())
            }
        });
        let error = Either::plain(kind, &server)
            .create_and_wait(60_000, &mut Vec::new())
            .expect_err("cut connections");
        assert_eq!(error.job().and_then(LastJob::id), Some(JOB), "{error:?}");
        assert!(error.is_retryable() && std::error::Error::source(&error).is_some());
    }
}

#[test]
fn an_error_of_the_creation_has_no_job() {
    for kind in KINDS {
        let server = Server::start(|_, _| refusal(400, "VALIDATION_ERROR", &[]));
        let error = Either::plain(kind, &server)
            .create_and_wait(60_000, &mut Vec::new())
            .expect_err("400");
        assert!(error.job().is_none() && error.was_not_processed(), "{error:?}");
    }
}

#[test]
fn a_job_without_an_id_is_not_waited_for() {
    for kind in KINDS {
        let server = Server::start(|_, _| response(200, &[VERSIONED], r#"{"status": "PENDING"}"#));
        let error = Either::plain(kind, &server)
            .create_and_wait(60_000, &mut Vec::new())
            .expect_err("no id");
        assert!(matches!(error, Error::StillRunning { .. }), "{error:?}");
        assert_eq!(server.sent().len(), 1);
    }
}

#[test]
fn a_dropped_wait_closes_its_connection_and_sends_nothing_more() {
    let server = Server::start(|number, _| match number {
        0 => job("PENDING"),
        1 => Step::Stall(Duration::from_millis(300)),
        _ => job("COMPLETED"),
    });
    let runtime = runtime();
    let client: Client = settings(&server).build().expect("a client");
    runtime.block_on(async {
        let call = client.flex().create_restore_job(PROJECT, "Flex0", &request());
        let wait = call
            .wait_until_finished()
            .every(Duration::from_millis(5))
            .into_future();
        let left = tokio::time::timeout(Duration::from_millis(150), wait).await;
        assert!(left.is_err(), "it was dropped while a request was in flight");
        assert_eq!(server.sent().len(), 2);
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(server.sent().len(), 2, "nothing keeps running");
        // The client itself still works.
        client
            .flex()
            .get_restore_job(PROJECT, "Flex0", JOB)
            .await
            .expect("a job");
    });
}
