//! A specification from the network.

use crate::Refusal;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long everything together may take.
const TIME: Duration = Duration::from_secs(60);

/// How large a document may be, in bytes, unpacked. Today's is 4 MB.
const SIZE: u64 = 64 * 1024 * 1024;

/// Whether `text` names something on the network, and not a file.
pub(crate) fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The bytes of a document, from a file or the network.
///
/// # Errors
///
/// A file that cannot be read, and those of [`get`].
pub(crate) fn read(path_or_url: &str) -> Result<Vec<u8>, Refusal> {
    if is_url(path_or_url) {
        return get(path_or_url);
    }
    std::fs::read(path_or_url).map_err(|error| {
        let message = format!("cannot read `{path_or_url}`: {error}");
        Refusal::new(message, "give the path or URL of an OpenAPI document")
    })
}

/// The bytes that `url` serves.
///
/// # Errors
///
/// No TLS, no answer in time, any status but 200, or more than fits.
pub(crate) fn get(url: &str) -> Result<Vec<u8>, Refusal> {
    let agent =
        ureq::Agent::new_with_config(ureq::Agent::config_builder().timeout_global(Some(TIME)).build());
    let failed = |error: ureq::Error| refusal(url, &error);
    let mut answer = agent.get(url).call().map_err(failed)?;
    answer
        .body_mut()
        .with_config()
        .limit(SIZE)
        .read_to_vec()
        .map_err(failed)
}

fn refusal(url: &str, error: &ureq::Error) -> Refusal {
    let (what, help) = match error {
        ureq::Error::StatusCode(code) => (
            format!("it answers {code}"),
            "look whether the address is still right",
        ),
        ureq::Error::Timeout(_) => (
            format!("no whole answer within {} s", TIME.as_secs()),
            "try again later",
        ),
        ureq::Error::BodyExceedsLimit(_) => (
            format!("it is larger than {} MiB", SIZE / 1024 / 1024),
            "look whether the address is right",
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
    let found: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
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

    #[test]
    fn only_the_pinned_bytes_pass() {
        let pin = "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824";
        assert!(check("x", b"hello", pin).is_ok());
        assert!(check("x", b"hello!", pin).is_err());
    }
}
