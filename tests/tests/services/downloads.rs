//! Downloads from Apache as a file server: a slow one, and one behind a proxy that cuts connections.

use atlas_restore_jobs::Model;
use atlas_restore_jobs::client::{Client, DownloadError, DownloadedFile, RetryPolicy, blocking};
use atlas_restore_jobs::v2025_03_12::serverless::RestoreJob;
use sha2::Digest;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;
use tests::services::{self, Apache, Scratch};

/// The size of the file: many buffers and some bytes.
const SIZE: usize = 3_000_017;

fn content() -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..SIZE).map(|_| next()).collect()
}

/// Starts Apache with the file `snapshot.tgz`; returns it with its folder.
fn serve(rate: u32) -> Option<(Apache, Scratch)> {
    let folder = Scratch::new("files");
    std::fs::write(folder.path().join("snapshot.tgz"), content()).expect("a file");
    let apache = services::needed(Apache::files(folder.path(), rate))?;
    Some((apache, folder))
}

/// Starts a proxy that closes each of the first `cuts` connections after `bytes` bytes, and returns its port.
fn cutting_proxy(port: u16, cuts: usize, bytes: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let own = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for (number, client) in listener.incoming().flatten().enumerate() {
            let limit = if number < cuts { bytes } else { u64::MAX };
            std::thread::spawn(move || relay(client, port, limit).unwrap_or_default());
        }
    });
    own
}

fn relay(mut client: TcpStream, port: u16, limit: u64) -> std::io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || std::io::copy(&mut from, &mut to).unwrap_or_default());
    let mut response = server.try_clone()?.take(limit);
    std::io::copy(&mut response, &mut client)?;
    client.flush()?;
    client.shutdown(std::net::Shutdown::Both)?;
    server.shutdown(std::net::Shutdown::Both)?;
    server.flush()
}

/// Downloads with a client of each kind.
fn both(port: u16, folder: &Path, at_most: Duration) -> [Result<Vec<DownloadedFile>, DownloadError>; 2] {
    let text = format!(r#"{{"deliveryUrl": ["http://127.0.0.1:{port}/snapshot.tgz"]}}"#);
    let job = RestoreJob::from_json_slice(text.as_bytes()).expect("a job");
    let retry = RetryPolicy::default().backoff(Duration::from_millis(10), Duration::from_millis(20));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (asynchronous, blocking) = (
        Client::builder().retry(retry),
        blocking::Client::builder().retry(retry),
    );
    let (asynchronous, blocking) = (
        asynchronous.build().expect("a client"),
        blocking.build().expect("a client"),
    );
    let first = asynchronous.download(&job, folder.join("async")).at_most(at_most);
    let first = runtime.expect("a runtime").block_on(first.into_future());
    let second = blocking
        .download(&job, folder.join("blocking"))
        .at_most(at_most)
        .run();
    [first, second]
}

#[test]
fn a_file_arrives_whole_over_connections_that_are_cut() {
    let Some((apache, _folder)) = serve(1_000_000) else {
        return;
    };
    // Each kind of client has three broken connections.
    let target = Scratch::new("downloads");
    let expected: String = sha2::Sha256::digest(content())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for _ in 0..2 {
        let port = cutting_proxy(apache.port(), 3, 800_000);
        for result in both(port, target.path(), Duration::from_secs(60)) {
            let files = result.expect("a file");
            assert_eq!((files[0].size, &files[0].sha256), (SIZE as u64, &expected));
            assert!(std::fs::read(&files[0].path).expect("a file") == content());
        }
    }
}

#[test]
fn a_slow_download_ends_in_time_and_is_continued_later() {
    let Some((apache, _folder)) = serve(1000) else {
        return;
    };
    let target = Scratch::new("downloads");
    for result in both(apache.port(), target.path(), Duration::from_millis(1200)) {
        let error = result.expect_err("too slow");
        assert!(error.to_string().contains("time"), "{error}");
        let part = error.path().with_extension("tgz.part");
        let size = std::fs::metadata(part).expect("a part").len();
        assert!(size > 0 && size < SIZE as u64, "{size}");
    }
    for result in both(apache.port(), target.path(), Duration::from_secs(60)) {
        assert!(std::fs::read(&result.expect("a file")[0].path).expect("a file") == content());
    }
}
