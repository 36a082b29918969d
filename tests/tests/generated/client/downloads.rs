//! Downloads: the fetched links, the requests to their hosts, and bad connections.

use super::*;
use atlas_restore_jobs::Model;
use atlas_restore_jobs::client::{Download, DownloadError, DownloadFault, DownloadedFile, Downloads};
use atlas_restore_jobs::v2025_03_12::{dedicated, legacy};
use sha2::Digest;
use std::path::PathBuf;
use tests::parallel::at_once;
use tests::services::Scratch;

const SHA1_OF_ABC: &str = "a9993e364706816aba3e25717850c26c9cd0d89d";
const IDLE: Duration = Duration::from_millis(300);

/// Settings of a download for both kinds of client.
struct Options {
    folder: PathBuf,
    endpoint: Option<&'static str>,
    at_most: Duration,
}

impl Options {
    fn new(scratch: &Scratch) -> Self {
        Self {
            folder: scratch.path().to_owned(),
            endpoint: None,
            at_most: Duration::from_secs(20),
        }
    }

    fn set<'a, C>(&self, download: Download<'a, C>) -> Download<'a, C> {
        let download = download.idle_timeout(IDLE).at_most(self.at_most);
        match self.endpoint {
            Some(endpoint) => download.private_endpoint(endpoint),
            None => download,
        }
    }
}

fn download(
    client: &Either,
    job: &(impl Downloads + Sync),
    options: &Options,
) -> Result<Vec<DownloadedFile>, DownloadError> {
    match client {
        Either::Async(runtime, client) => {
            let download = options.set(client.download(job, &options.folder));
            runtime.block_on(download.into_future())
        }
        Either::Blocking(client) => options.set(client.download(job, &options.folder)).run(),
    }
}

/// Returns a job of a dedicated cluster with these links.
fn job(links: &[String]) -> dedicated::RestoreJob {
    let links = links.iter().map(|link| format!("\"{link}\""));
    let links: Vec<_> = std::iter::once("null".to_owned()).chain(links).collect();
    let text = format!(
        r#"{{"id": "{JOB}", "deliveryType": "download", "deliveryUrl": [{}]}}"#,
        links.join(", ")
    );
    dedicated::RestoreJob::from_json_slice(text.as_bytes()).expect("a job")
}

fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Returns a file that is large enough to be written in several pieces.
fn large() -> Vec<u8> {
    (0..700_000_u32).map(|number| (number % 251) as u8).collect()
}

/// Returns head and body of a response, of which only some bytes are sent.
fn cut(head: &str, length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nETag: \"one\"\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// Returns the first byte that a request asks for.
fn start(sent: &Sent) -> Option<usize> {
    sent.header("range")?
        .strip_prefix("bytes=")?
        .strip_suffix('-')?
        .parse()
        .ok()
}

/// Returns the response of a server that continues at `start`.
fn rest(body: &[u8], start: usize) -> Vec<u8> {
    let range = format!(
        "206 P\r\nContent-Range: bytes {start}-{}/{}",
        body.len() - 1,
        body.len()
    );
    cut(&range, body.len() - start, &body[start..])
}

/// Returns the fault of a failed download; neither the error nor its causes show the link.
fn fault(result: Result<Vec<DownloadedFile>, DownloadError>) -> String {
    let error = result.expect_err("a fault");
    let mut shown = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        shown.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    assert!(!shown.contains("s3cr3t"), "{shown}");
    format!("{:?}", error.fault())
}

#[test]
fn every_link_is_fetched_without_credentials() {
    for kind in KINDS {
        let files = Server::start(|_, sent| response(200, &[], &sent.target));
        let scratch = Scratch::new("downloads");
        let client = Either::with(kind, &Server::start(|_, _| Step::Stall(IDLE)), account());
        let base = files.base();
        let text = format!(
            r#"{{"deliveryUrl": ["{base}/a.tgz?sig=s3cr3t-key", "{base}/a.tgz?sig=2", "{base}/../%2e%2e"],
                "components": [null, {{"replicaSetName": "shard/0", "downloadUrl": "{base}/s.tgz",
                "privateDownloadDeliveryUrls": [{{"endpointId": "vpce-1", "deliveryUrl": "{base}/private.tgz"}}]}}]}}"#
        );
        let job = dedicated::RestoreJob::from_json_slice(text.as_bytes()).expect("a job");
        let mut options = Options::new(&scratch);
        let found = download(&client, &job, &options).expect("files");
        let names: Vec<_> = found
            .iter()
            .map(|file| file.path.file_name().expect("a name").to_owned())
            .collect();
        assert_eq!(names, ["a.tgz", "2-a.tgz", "_2e_2e", "shard_0-s.tgz"]);
        let bytes = std::fs::read(&found[0].path).expect("a file");
        assert_eq!(bytes, b"/a.tgz?sig=s3cr3t-key");
        assert_eq!(found[0].sha256, sha256(&bytes));
        assert_eq!((found[0].size, found[0].is_verified), (bytes.len() as u64, false));
        options.endpoint = Some("vpce-1");
        assert_eq!(download(&client, &job, &options).expect("a file").len(), 1);
        options.endpoint = Some("vpce-2");
        assert!(fault(download(&client, &job, &options)).contains("vpce-2"));
        let sent = files.sent();
        assert_eq!(sent.len(), 5);
        assert!(sent.iter().all(|sent| sent.header("authorization").is_none()));
        assert!(
            sent.iter()
                .all(|sent| sent.header("accept-encoding") == Some("identity"))
        );
        let left: Vec<_> = std::fs::read_dir(scratch.path()).expect("a folder").collect();
        assert_eq!(left.len(), 5, "no file of an unfinished download: {left:?}");
    }
}

#[test]
fn a_connection_that_breaks_is_continued_where_it_broke() {
    for kind in KINDS {
        let files = Server::start(|number, sent| match (number, start(sent)) {
            (0, None) => Step::WriteAndClose(cut("200 OK", 700_000, &large()[..300_000])),
            (1, Some(start)) => {
                let mut part = rest(&large(), start);
                part.truncate(part.len() - 100_000);
                Step::WriteAndClose(part)
            }
            (_, Some(start)) => Step::Write(rest(&large(), start)),
            _ => response(500, &[], ""),
        });
        let scratch = Scratch::new("downloads");
        let job = job(&[format!("{}/a.tgz", files.base())]);
        let found = download(&Either::plain(kind, &files), &job, &Options::new(&scratch)).expect("a file");
        assert_eq!(found[0].sha256, sha256(&large()));
        assert!(std::fs::read(&found[0].path).expect("a file") == large());
        let sent = files.sent();
        assert_eq!((start(&sent[1]), start(&sent[2])), (Some(300_000), Some(600_000)));
        assert_eq!(sent[1].header("if-range"), Some("\"one\""));
    }
}

#[test]
fn a_download_that_did_not_finish_is_continued_by_the_next_one() {
    for kind in KINDS {
        let files = Server::start(|number, sent| match (number, start(sent)) {
            (0, None) => Step::WriteAndClose(cut("200 OK", 700_000, &large()[..300_000])),
            (1, _) => response(403, &[], "expired"),
            (_, Some(start)) => Step::Write(rest(&large(), start)),
            _ => response(500, &[], ""),
        });
        let scratch = Scratch::new("downloads");
        let job = job(&[format!("{}/a.tgz?sig=s3cr3t-key", files.base())]);
        let client = Either::plain(kind, &files);
        let fault = fault(download(&client, &job, &Options::new(&scratch)));
        assert!(fault.contains("403"), "{fault}");
        assert!(!scratch.path().join("a.tgz").exists());
        let found = download(&client, &job, &Options::new(&scratch)).expect("a file");
        assert_eq!(found[0].sha256, sha256(&large()));
        assert_eq!(files.sent().len(), 3);
    }
}

#[test]
fn a_server_without_ranges_or_with_another_file_starts_anew() {
    for kind in KINDS {
        for changed in [false, true] {
            let files = Server::start(move |number, _| match number {
                0 => Step::WriteAndClose(cut("200 OK", 700_000, &large()[..300_000])),
                _ if changed => response(200, &[("ETag", "\"two\"")], "short"),
                _ => Step::Write(cut("200 OK", 700_000, &large())),
            });
            let scratch = Scratch::new("downloads");
            let job = job(&[format!("{}/a.tgz", files.base())]);
            let found =
                download(&Either::plain(kind, &files), &job, &Options::new(&scratch)).expect("a file");
            let expected = if changed { b"short".to_vec() } else { large() };
            assert_eq!(found[0].sha256, sha256(&expected));
        }
    }
}

#[test]
fn a_part_that_does_not_fit_is_never_appended() {
    let parts = [
        "206 P\r\nContent-Range: bytes 5-9/10",
        "206 P\r\nContent-Range: bytes 4-9/99",
        "206 P\r\nContent-Range: bytes 4-9/10\r\nETag: \"two\"",
        "206 P",
    ];
    for kind in KINDS {
        for part in parts {
            let files = Server::start(move |number, _| match number {
                0 => Step::WriteAndClose(cut("200 OK", 10, b"0123")),
                1 => {
                    let head = format!("HTTP/1.1 {part}\r\nContent-Length: 6\r\n\r\nxxxxxx");
                    Step::Write(head.into_bytes())
                }
                _ => Step::Write(cut("200 OK", 10, b"0123456789")),
            });
            let scratch = Scratch::new("downloads");
            let job = job(&[format!("{}/a.tgz", files.base())]);
            let found =
                download(&Either::plain(kind, &files), &job, &Options::new(&scratch)).expect("a file");
            assert_eq!(
                std::fs::read(&found[0].path).expect("a file"),
                b"0123456789",
                "{part}"
            );
            assert_eq!(start(&files.sent()[2]), None, "{part}");
        }
    }
}

#[test]
fn a_wrong_length_is_an_error_in_the_end() {
    for kind in KINDS {
        let files = Server::start(|_, sent| match start(sent) {
            None => Step::WriteAndClose(cut("200 OK", 10, b"0123")),
            Some(_) => Step::Write(cut("416 R\r\nContent-Range: bytes */4", 0, b"")),
        });
        let scratch = Scratch::new("downloads");
        let job = job(&[format!("{}/a.tgz", files.base())]);
        let fault = fault(download(
            &Either::plain(kind, &files),
            &job,
            &Options::new(&scratch),
        ));
        assert!(fault.contains("Length") || fault.contains("Transport"), "{fault}");
        assert!(!scratch.path().join("a.tgz").exists());
        assert!(files.sent().len() <= 10, "bounded attempts");
    }
}

#[test]
fn a_range_that_the_server_never_accepts_is_an_error_with_its_status() {
    for kind in KINDS {
        let files = Server::start(|_, _| response(416, &[], ""));
        let scratch = Scratch::new("downloads");
        let job = job(&[format!("{}/a.tgz", files.base())]);
        let client = Either::plain(kind, &files);
        let fault = fault(download(&client, &job, &Options::new(&scratch)));
        assert!(fault.contains("Status") && fault.contains("416"), "{fault}");
    }
}

#[test]
fn a_link_that_is_not_in_a_list_is_one() {
    let text = br#"{"deliveryUrl": "https://restore.example.com/a.tgz"}"#;
    let job = dedicated::RestoreJob::from_json_slice(text).expect("a job");
    let urls: Vec<_> = job
        .download_links()
        .into_iter()
        .map(|link| link.url().to_owned())
        .collect();
    assert_eq!(urls, ["https://restore.example.com/a.tgz"]);
}

#[test]
fn a_silent_server_is_left_and_the_time_is_bounded() {
    at_once(KINDS, |kind| {
        let files = Server::start(|number, sent| match (number, start(sent)) {
            (0, None) => Step::WriteAndStall(cut("200 OK", 700_000, &large()[..300_000]), 10 * IDLE),
            (_, Some(start)) => Step::Write(rest(&large(), start)),
            _ => response(500, &[], ""),
        });
        let scratch = Scratch::new("downloads");
        let mut options = Options::new(&scratch);
        let slow = job(&[format!("{}/a.tgz", files.base())]);
        let found = download(&Either::plain(kind, &files), &slow, &options).expect("a file");
        assert_eq!(found[0].sha256, sha256(&large()));

        let files = Server::start(|_, _| Step::Stall(Duration::from_secs(30)));
        options.at_most = Duration::from_millis(500);
        let began = Instant::now();
        let never = job(&[format!("{}/b.tgz?sig=s3cr3t-key", files.base())]);
        fault(download(&Either::plain(kind, &files), &never, &options));
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    });
}

#[test]
fn hashes_of_the_api_are_compared_and_its_header_is_sent() {
    for kind in KINDS {
        for (hash, fits) in [(SHA1_OF_ABC.to_uppercase(), true), ("0".repeat(40), false)] {
            let files = Server::start(|_, sent| match sent.header("x-key") {
                Some(SECRET) => response(200, &[], "abc"),
                _ => response(401, &[], ""),
            });
            const SECRET: &str = SECRETS[2];
            let text = format!(
                r#"{{"delivery": {{"methodName": "HTTP", "url": "http://127.0.0.1:1/old", "urlV2": "{}/a.tar.gz",
                    "authHeader": "X-Key", "authValue": "{SECRET}"}},
                    "hashes": [{{"fileName": "other", "hash": "{hash}", "typeName": "SHA1"}}]}}"#,
                files.base()
            );
            let job = legacy::RestoreJob::from_json_slice(text.as_bytes()).expect("a job");
            let scratch = Scratch::new("downloads");
            let result = download(&Either::plain(kind, &files), &job, &Options::new(&scratch));
            match fits {
                true => assert!(result.expect("a file")[0].is_verified),
                false => assert!(fault(result).contains("Hash")),
            }
            let left = std::fs::read_dir(scratch.path()).expect("a folder").count();
            assert_eq!(left, usize::from(fits), "a file with a wrong hash is removed");
        }
    }
}

#[test]
fn a_redirect_is_followed_without_the_header_of_the_link() {
    for kind in KINDS {
        let other = Server::start(|_, _| response(200, &[], "abc"));
        let target = format!("{}/moved?sig=s3cr3t-key", other.base());
        let files = Server::start(move |_, sent| match sent.target.as_str() {
            "/x/a" => response(302, &[("Location", "b")], ""),
            "/x/b" => response(307, &[("Location", &target)], ""),
            _ => response(302, &[("Location", "/loop")], ""),
        });
        let text = format!(
            r#"{{"delivery": {{"urlV2": "{}/x/a", "authHeader": "X-Key", "authValue": "{}"}}}}"#,
            files.base(),
            SECRETS[2]
        );
        let own = legacy::RestoreJob::from_json_slice(text.as_bytes()).expect("a job");
        let scratch = Scratch::new("downloads");
        download(&Either::plain(kind, &files), &own, &Options::new(&scratch)).expect("a file");
        assert!(files.sent().iter().all(|sent| sent.header("x-key").is_some()));
        assert_eq!(other.sent()[0].header("x-key"), None);
        let endless = job(&[format!("{}/loop", files.base())]);
        let fault = fault(download(
            &Either::plain(kind, &files),
            &endless,
            &Options::new(&scratch),
        ));
        assert_eq!(fault, "TooManyRedirects");
    }
}

#[test]
fn links_are_secrets_and_only_secure_ones_are_used() {
    let links = ["https://e.com/a?sig=s3cr3t-key".to_owned()];
    let shown = format!("{:?} {:?}", job(&links), job(&links).download_links());
    assert!(!shown.contains("s3cr3t"), "{shown}");
    assert!(job(&[]).download_links().is_empty());
    for kind in KINDS {
        let server = Server::start(|_, _| response(200, &[], ""));
        let scratch = Scratch::new("downloads");
        let client = Either::plain(kind, &server);
        for link in [
            "http://example.com/a?s3cr3t",
            "ftp://example.com/a?s3cr3t",
            "https://u:s3cr3t@e.com/a",
            "s3cr3t",
        ] {
            let result = download(&client, &job(&[link.to_owned()]), &Options::new(&scratch));
            assert_eq!(fault(result), "InvalidLink", "{link}");
        }
        let result = download(&client, &job(&[]), &Options::new(&scratch));
        assert!(matches!(
            result.expect_err("no link").fault(),
            DownloadFault::NoLink { endpoint: None }
        ));
    }
}

#[test]
fn progress_is_reported_for_each_piece() {
    let files = Server::start(|_, _| Step::Write(cut("200 OK", 700_000, &large())));
    let scratch = Scratch::new("downloads");
    let mut seen = Vec::new();
    let client: BlockingClient = settings(&files).build().expect("a client");
    let own = job(&[format!("{}/a", files.base())]);
    let download = client.download(&own, scratch.path());
    let download = download.on_progress(|now| seen.push((now.received, now.total, now.index, now.count)));
    download.run().expect("a file");
    assert!(seen.len() >= 2 && seen.is_sorted(), "{seen:?}");
    assert_eq!(seen.last(), Some(&(700_000, Some(700_000), 0, 1)));
}
