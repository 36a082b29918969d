//! Fetches a document over HTTP.

use super::has_scheme;
use crate::{CliError, Context};
use std::io::Read;
use std::time::Duration;
use ureq::tls::{RootCerts, TlsConfig};

/// The overall timeout.
const TIME: Duration = Duration::from_secs(60);

/// The limits of a fetch.
#[derive(Clone, Copy)]
struct Limits {
    time: Duration,
    /// In bytes, unpacked.
    size: u64,
}

/// Fetches the bytes at `url`. Redirects are followed, but never from TLS to plain text.
///
/// # Errors
///
/// Returns an error without TLS or a response in time, for any status except 200, and for more than the limit.
pub(crate) fn get(url: &str, context: &Context) -> Result<Vec<u8>, CliError> {
    let limits = Limits {
        time: TIME,
        size: context.max_input,
    };
    within(url, limits).map_err(|error| unfetched(url, &error, limits))
}

fn within(url: &str, limits: Limits) -> Result<Vec<u8>, ureq::Error> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(limits.time))
        .https_only(has_scheme(url, "https://"))
        .tls_config(
            TlsConfig::builder()
                .root_certs(RootCerts::PlatformVerifier)
                .build(),
        )
        .build();
    let mut response = ureq::Agent::new_with_config(config).get(url).call()?;
    if response.status() != 200 {
        return Err(ureq::Error::StatusCode(response.status().as_u16()));
    }
    // The client's own limit counts compressed bytes, which may expand to many.
    let mut bytes = Vec::new();
    let mut reader = response.body_mut().as_reader().take(limits.size + 1);
    reader.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits.size {
        return Err(ureq::Error::BodyExceedsLimit(limits.size));
    }
    Ok(bytes)
}

fn unfetched(url: &str, error: &ureq::Error, limits: Limits) -> CliError {
    let (what, help) = match error {
        ureq::Error::StatusCode(code) => (format!("the server returns status {code}"), "check the URL"),
        ureq::Error::Timeout(_) => (
            format!("no complete response within {} s", limits.time.as_secs()),
            "try again later",
        ),
        ureq::Error::BodyExceedsLimit(_) => (
            format!("it is larger than {} MiB", limits.size / 1024 / 1024),
            "check the URL, or add `--max-input MIB`",
        ),
        ureq::Error::RequireHttpsOnly(to) => {
            (format!("it redirects to `{to}`, without TLS"), "check the URL")
        }
        other => (
            other.to_string(),
            "check the URL, the network and the proxy settings",
        ),
    };
    CliError::new(format!("cannot fetch `{url}`: {what}"), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::io::Write;
    use std::net::TcpListener;
    use std::thread;
    use std::time::Instant;

    /// Starts a server that responds to every request with these bytes, and closes; without bytes, it never responds.
    fn serve(response: Vec<u8>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}/spec.yaml", listener.local_addr().expect("an address"));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let _ = stream.read(&mut [0; 4096]);
                match response.as_slice() {
                    [] => thread::sleep(Duration::from_secs(30)),
                    response => drop(stream.write_all(response)),
                }
            }
        });
        address
    }

    fn response(head: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        [head.as_bytes(), body].concat()
    }

    const SMALL: Limits = Limits {
        time: Duration::from_secs(1),
        size: 4096,
    };

    fn message(url: &str) -> String {
        let error = within(url, SMALL).expect_err("an error");
        unfetched(url, &error, SMALL).message
    }

    #[test]
    fn redirections_are_followed_but_not_for_ever() {
        let end = serve(response("200 OK", b"openapi: 3.0.3\n"));
        let start = serve(response(&format!("302 Found\r\nLocation: {end}"), b""));
        assert_eq!(
            within(&start, SMALL).ok().as_deref(),
            Some(&b"openapi: 3.0.3\n"[..])
        );
        let cycle = serve(response("302 Found\r\nLocation: /spec.yaml", b""));
        assert!(message(&cycle).contains("redirect"), "{}", message(&cycle));
    }

    #[test]
    fn only_the_status_200_brings_a_document() {
        for status in ["204 No Content", "404 Not Found", "503 Service Unavailable"] {
            let url = serve(response(status, b""));
            let code = &status[..3];
            assert_eq!(
                message(&url),
                format!("cannot fetch `{url}`: the server returns status {code}")
            );
        }
    }

    #[test]
    fn a_server_without_a_response_times_out() {
        let url = serve(Vec::new());
        let start = Instant::now();
        assert_eq!(
            message(&url),
            format!("cannot fetch `{url}`: no complete response within 1 s")
        );
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn what_is_too_large_is_refused_also_when_it_was_packed() {
        let plain = serve(response("200 OK", &[b'a'; 5000]));
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
        let packed = serve(response("200 OK\r\nContent-Encoding: gzip", &packed));
        assert!(
            message(&packed).contains("it is larger than"),
            "{}",
            message(&packed)
        );
    }

    #[test]
    fn a_refused_connection_is_reported() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        drop(listener);
        assert!(message(&url).starts_with(&format!("cannot fetch `{url}`: ")));
    }
}
