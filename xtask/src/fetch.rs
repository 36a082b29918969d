//! A specification from the network.

use crate::{Context, Refusal, digest, read_spec};
use std::io::Read;
use std::path::Path;
use std::time::Duration;
use ureq::tls::{RootCerts, TlsConfig};

/// How long everything together may take.
const TIME: Duration = Duration::from_secs(60);

/// Whether `text` names something on the network, and not a file.
pub(crate) fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The bytes of a document, from a file, the standard input (`-`) or the network.
///
/// # Errors
///
/// A file that cannot be read, and those of [`get`].
pub(crate) fn read(path_or_url: &str, context: &Context) -> Result<Vec<u8>, Refusal> {
    match is_url(path_or_url) {
        true => get(path_or_url, context),
        false => read_spec::read_bytes(Path::new(path_or_url), context),
    }
}

/// What a fetch may take.
#[derive(Clone, Copy)]
struct Limits {
    time: Duration,
    /// In bytes, unpacked.
    size: u64,
}

/// The bytes that `url` serves. Redirections are followed, but never from TLS to plain text.
///
/// # Errors
///
/// No TLS, no answer in time, any status but 200, or more than the limit.
pub(crate) fn get(url: &str, context: &Context) -> Result<Vec<u8>, Refusal> {
    let limits = Limits {
        time: TIME,
        size: context.max_input,
    };
    within(url, limits).map_err(|error| refusal(url, &error, limits))
}

fn within(url: &str, limits: Limits) -> Result<Vec<u8>, ureq::Error> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(limits.time))
        .https_only(url.starts_with("https://"))
        .tls_config(
            TlsConfig::builder()
                .root_certs(RootCerts::PlatformVerifier)
                .build(),
        )
        .build();
    let mut answer = ureq::Agent::new_with_config(config).get(url).call()?;
    if answer.status() != 200 {
        return Err(ureq::Error::StatusCode(answer.status().as_u16()));
    }
    // The client's own limit counts packed bytes, of which few can become many.
    let mut bytes = Vec::new();
    let mut reader = answer.body_mut().as_reader().take(limits.size + 1);
    reader.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits.size {
        return Err(ureq::Error::BodyExceedsLimit(limits.size));
    }
    Ok(bytes)
}

fn refusal(url: &str, error: &ureq::Error, limits: Limits) -> Refusal {
    let (what, help) = match error {
        ureq::Error::StatusCode(code) => (
            format!("it answers {code}"),
            "look whether the address is still right",
        ),
        ureq::Error::Timeout(_) => (
            format!("no whole answer within {} s", limits.time.as_secs()),
            "try again later",
        ),
        ureq::Error::BodyExceedsLimit(_) => (
            format!("it is larger than {} MiB", limits.size / 1024 / 1024),
            "look whether the address is right, or add `--max-input MIB`",
        ),
        ureq::Error::RequireHttpsOnly(to) => (
            format!("it leads on to `{to}`, without TLS"),
            "look whether the address is still right",
        ),
        other => (
            other.to_string(),
            "look at the address, the network and the proxy settings",
        ),
    };
    Refusal::new(format!("cannot fetch `{url}`: {what}"), help)
}

/// Holds `bytes` against the checksum that they must have: 64 hexadecimal digits, in either case.
///
/// # Errors
///
/// Any other bytes.
pub(crate) fn check(name: &str, bytes: &[u8], pin: &str) -> Result<(), Refusal> {
    let found = digest::sha256(bytes);
    if found.eq_ignore_ascii_case(pin) {
        return Ok(());
    }
    Err(Refusal::new(
        format!(
            "`{name}` has the SHA-256 {found}, not {}",
            pin.to_ascii_lowercase()
        ),
        "see what changed there before you trust it, then give its checksum",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::io::Write;
    use std::net::TcpListener;
    use std::thread;
    use std::time::Instant;

    #[test]
    fn only_the_pinned_bytes_pass() {
        let pin = "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824";
        assert!(check("x", b"hello", pin).is_ok());
        assert!(check("x", b"hello!", pin).is_err());
    }

    /// A server that answers every request with these bytes, and closes; for no bytes, it never answers.
    fn serve(answer: Vec<u8>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}/spec.yaml", listener.local_addr().expect("an address"));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let _ = stream.read(&mut [0; 4096]);
                match answer.as_slice() {
                    [] => thread::sleep(Duration::from_secs(30)),
                    answer => drop(stream.write_all(answer)),
                }
            }
        });
        address
    }

    fn answer(head: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        [head.as_bytes(), body].concat()
    }

    const SMALL: Limits = Limits {
        time: Duration::from_secs(1),
        size: 4096,
    };

    fn message(url: &str) -> String {
        let error = within(url, SMALL).expect_err("a refusal");
        refusal(url, &error, SMALL).message
    }

    #[test]
    fn redirections_are_followed_but_not_for_ever() {
        let end = serve(answer("200 OK", b"openapi: 3.0.3\n"));
        let start = serve(answer(&format!("302 Found\r\nLocation: {end}"), b""));
        assert_eq!(
            within(&start, SMALL).ok().as_deref(),
            Some(&b"openapi: 3.0.3\n"[..])
        );
        let circle = serve(answer("302 Found\r\nLocation: /spec.yaml", b""));
        assert!(message(&circle).contains("redirect"), "{}", message(&circle));
    }

    #[test]
    fn only_the_status_200_brings_a_document() {
        for status in ["204 No Content", "404 Not Found", "503 Service Unavailable"] {
            let url = serve(answer(status, b""));
            let code = &status[..3];
            assert_eq!(message(&url), format!("cannot fetch `{url}`: it answers {code}"));
        }
    }

    #[test]
    fn who_never_answers_is_left_in_time() {
        let url = serve(Vec::new());
        let start = Instant::now();
        assert_eq!(
            message(&url),
            format!("cannot fetch `{url}`: no whole answer within 1 s")
        );
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn what_is_too_large_is_refused_also_when_it_was_packed() {
        let plain = serve(answer("200 OK", &[b'a'; 5000]));
        assert!(
            message(&plain).contains("it is larger than"),
            "{}",
            message(&plain)
        );
        // 100,000 letters as a gzip stream of 133 bytes.
        let mut packed = vec![
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 172, 235, 95, 194, 26, 30,
            64, 1,
        ];
        packed.extend([0; 96]);
        packed.extend([175, 6, 135, 250, 226, 27, 160, 134, 1, 0]);
        let packed = serve(answer("200 OK\r\nContent-Encoding: gzip", &packed));
        assert!(
            message(&packed).contains("it is larger than"),
            "{}",
            message(&packed)
        );
    }

    #[test]
    fn nobody_there_is_said_so() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        drop(listener);
        assert!(message(&url).starts_with(&format!("cannot fetch `{url}`: ")));
    }
}
