//! Requests of each method if the service or the network fails, over sockets.

use super::*;
use atlas_restore_jobs::runtime::{Call, Operation, OperationDescriptor};
use atlas_restore_jobs::v2024_11_13::shared::ApiError;
use atlas_restore_jobs::{ApiResponse, Version};

/// An operation without parameters and body, of any method.
struct Bare(Call);

impl Bare {
    fn new(method: &'static str) -> Self {
        let version: Version = "2024-11-13".parse().expect("a version");
        let spec = OperationDescriptor::new("bare", method, "/bare", version, "application/json");
        Self(Call::new(Box::leak(Box::new(spec))))
    }
}

impl Operation for Bare {
    type ResponseBody = RestoreJob;
    type Error = ApiError;
    fn call(&self) -> &Call {
        &self.0
    }
}

impl Either {
    fn send<O: Operation<Error = ApiError>>(
        &self,
        operation: &O,
    ) -> Result<ApiResponse<O::ResponseBody>, Error> {
        match self {
            Self::Async(runtime, client) => runtime.block_on(client.send(operation)),
            Self::Blocking(client) => client.send(operation),
        }
    }
}

#[test]
fn a_request_without_a_body_has_content_length_zero() {
    for kind in KINDS {
        for (method, length) in [
            ("POST", Some("0")),
            ("PUT", Some("0")),
            ("PATCH", Some("0")),
            ("GET", None),
            ("DELETE", None),
        ] {
            let server = Server::start(|_, _| fine());
            let client = Either::plain(kind, &server);
            // A connection is reused, so nothing of the first request blocked the second. On a busy machine
            // a request may come before the connection of the last one is free.
            for _ in 0..5 {
                client.send(&Bare::new(method)).expect("a response");
            }
            assert!(server.connections() < 5, "{kind:?} {method}");
            for sent in server.sent() {
                let lengths: Vec<_> = sent
                    .headers
                    .iter()
                    .filter(|(name, _)| name == "content-length")
                    .map(|(_, value)| value.as_str())
                    .collect();
                assert_eq!(lengths, Vec::from_iter(length), "{kind:?} {method}");
                assert_eq!(sent.header("transfer-encoding"), None, "{kind:?} {method}");
                assert_eq!(sent.header("content-type"), None, "{kind:?} {method}");
            }
        }
    }
}

/// Returns how often a request is sent that fails temporarily: by 429, by 503, by a broken connection, and by a stall.
fn sent_how_often(kind: Kind, method: &'static str) -> [usize; 4] {
    let faults: [fn() -> Step; 4] = [
        || refusal(429, "RATE_LIMITED", &[]),
        || refusal(503, "BUSY", &[]),
        || Step::WriteAndClose(Vec::new()),
        || Step::Stall(Duration::from_secs(30)),
    ];
    faults.map(|fault| {
        let server = Server::start(move |number, _| if number == 0 { fault() } else { fine() });
        let short = Duration::from_millis(300);
        let client = Either::new(
            kind,
            settings(&server).timeout(short),
            settings(&server).timeout(short),
        );
        let result = client.send(&Bare::new(method));
        let count = server.sent().len();
        // A request that was not sent again is reported.
        assert_eq!(result.is_ok(), count == 2, "{kind:?} {method}");
        assert!(result.err().is_none_or(|error| !error.was_not_processed()));
        count
    })
}

#[test]
fn only_idempotent_requests_are_retried_except_after_429() {
    let methods = [
        ("GET", [2, 2, 2, 1]),
        ("PUT", [2, 2, 2, 1]),
        ("DELETE", [2, 2, 2, 1]),
        ("POST", [2, 1, 1, 1]),
        ("PATCH", [2, 1, 1, 1]),
    ];
    let cases = KINDS
        .into_iter()
        .flat_map(|kind| methods.map(|method| (kind, method)));
    at_once(cases, |(kind, (method, expected))| {
        assert_eq!(sent_how_often(kind, method), expected, "{kind:?} {method}");
    });
}

#[test]
fn a_cancellation_that_was_received_the_first_time_is_not_called_unprocessed() {
    use atlas_restore_jobs::v2023_01_01::dedicated::CancelRestoreJob;
    for kind in KINDS {
        // The response to the first was lost; the second finds nothing left to cancel.
        let server = Server::start(|number, _| match number {
            0 => Step::WriteAndClose(Vec::new()),
            _ => refusal(404, "RESTORE_JOB_NOT_FOUND", &[]),
        });
        let client = Either::plain(kind, &server);
        let cancel = CancelRestoreJob::new(PROJECT, "Cluster0", JOB);
        let error = client.send(&cancel).map(drop).expect_err("404");
        assert_eq!(error.code(), Some("RESTORE_JOB_NOT_FOUND"));
        assert!(!error.was_not_processed() && !error.is_retryable());
        let methods: Vec<_> = server.sent().into_iter().map(|sent| sent.method).collect();
        assert_eq!(methods, ["DELETE", "DELETE"]);
    }
}

#[test]
fn a_stall_in_the_middle_of_a_body_ends_in_a_time_out() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\": ";
    let chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"id\": \r\n";
    for (kind, begun) in KINDS
        .into_iter()
        .flat_map(|kind| [(kind, &half[..]), (kind, &chunk[..])])
    {
        let server = Server::start(move |_, _| Step::WriteAndStall(begun.to_vec(), Duration::from_secs(30)));
        let limit = Duration::from_millis(300);
        let client = Either::new(
            kind,
            settings(&server).timeout(limit),
            settings(&server).timeout(limit),
        );
        let start = Instant::now();
        let error = client.read().expect_err("a time-out");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        assert_eq!(fault(&error), Some(Fault::Timeout), "{error:?}");
        assert_eq!(server.sent().len(), 1);
        assert!(error.is_retryable() && !error.was_not_processed());
    }
}

#[test]
fn a_timeout_of_zero_opens_no_connection() {
    // An address without a host (RFC 5737): in most networks, a connection is neither established nor refused.
    let unreachable = "http://192.0.2.1";
    fn hurried<C: ClientKind>(unreachable: &str) -> Builder<C> {
        let builder = Builder::default()
            .base_url(unreachable)
            .retry(RetryPolicy::none());
        builder.connect_timeout(Duration::ZERO)
    }
    for kind in KINDS {
        let client = Either::new(kind, hurried(unreachable), hurried(unreachable));
        let start = Instant::now();
        let error = client.create().expect_err("no time");
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        assert_eq!(fault(&error), Some(Fault::Connect), "{error:?}");
        assert!(error.is_retryable() && error.was_not_processed());
    }
}

/// Returns an HTTP date this far in the future.
fn http_date(from_now: Duration) -> String {
    let at = time::OffsetDateTime::now_utc() + from_now;
    let (weekday, month) = (at.weekday().to_string(), at.month().to_string());
    let (hour, minute, second) = at.to_hms();
    format!(
        "{}, {:02} {} {} {hour:02}:{minute:02}:{second:02} GMT",
        &weekday[..3],
        at.day(),
        &month[..3],
        at.year()
    )
}

#[test]
fn a_date_in_the_future_is_waited_for() {
    let cases = KINDS.into_iter().flat_map(|kind| [(kind, 429), (kind, 503)]);
    at_once(cases, |(kind, status)| {
        let server = Server::start(move |number, _| match number {
            0 => refusal(
                status,
                "BUSY",
                &[("Retry-After", &http_date(Duration::from_secs(2)))],
            ),
            _ => fine(),
        });
        let start = Instant::now();
        Either::plain(kind, &server).read().expect("an answer");
        // A date has no fractions of a second.
        let waited = start.elapsed();
        assert!(
            waited >= Duration::from_millis(900) && waited < Duration::from_secs(5),
            "{waited:?}"
        );
        assert_eq!(server.sent().len(), 2);
    });
}

#[test]
fn a_retry_date_that_is_too_far_off_fails_at_once() {
    for kind in KINDS {
        let server = Server::start(|_, _| {
            let date = http_date(Duration::from_secs(3600));
            refusal(429, "RATE_LIMITED", &[("Retry-After", &date)])
        });
        let error = Either::plain(kind, &server).create().expect_err("a limit");
        assert_eq!(server.sent().len(), 1);
        let requested = error.retry_after().expect("a date");
        assert!(
            requested > Duration::from_secs(3500) && requested <= Duration::from_secs(3600),
            "{requested:?}"
        );
    }
}
