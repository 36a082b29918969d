//! Documents from the network, and their checksums.

#[cfg(feature = "fetch")]
mod http;

use crate::{CliError, Context, digest, read_spec};
use generator::SourceFile;
#[cfg(feature = "fetch")]
pub(crate) use http::get;
use std::path::Path;

/// Returns whether `text` is a URL, not a path.
pub(crate) fn is_url(text: &str) -> bool {
    has_scheme(text, "https://") || has_scheme(text, "http://")
}

/// Whether a URL begins with `scheme`, in either case.
fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// Fetches a document.
///
/// # Errors
///
/// Returns the errors of [`get`].
pub(crate) fn document(url: &str, context: &Context) -> Result<SourceFile, CliError> {
    Ok(SourceFile::new(file_name(url), get(url, context)?).shown_as(url))
}

/// Returns the last part of the path of a URL, which determines the format; YAML if it has no known extension.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let name = path.rsplit('/').next().unwrap_or_default();
    let known = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    // JSON is YAML too (YAML 1.2, section 1.3).
    if known { name } else { "upstream.yaml" }
}

/// Reads a document: from a file, the standard input (`-`) or the network.
///
/// # Errors
///
/// Returns an error for a file that cannot be read, and those of [`get`].
pub(crate) fn read(path_or_url: &str, context: &Context) -> Result<Vec<u8>, CliError> {
    match is_url(path_or_url) {
        true => get(path_or_url, context),
        false => read_spec::read_bytes(Path::new(path_or_url), context),
    }
}

/// Checks that this program can read the document. Otherwise it is replaced by one that can, before it has
/// read the standard input.
///
/// # Errors
///
/// Returns an error for a URL in a program without the feature `fetch`.
pub(crate) fn check_support(path_or_url: &str) -> Result<(), CliError> {
    match cfg!(feature = "fetch") || !is_url(path_or_url) {
        true => Ok(()),
        false => Err(CliError::needs("fetch")),
    }
}

/// Reports that this program cannot fetch.
#[cfg(not(feature = "fetch"))]
pub(crate) fn get(_: &str, _: &Context) -> Result<Vec<u8>, CliError> {
    Err(CliError::needs("fetch"))
}

/// Checks that `bytes` have the checksum `pin`: 64 hexadecimal digits, in either case.
///
/// # Errors
///
/// Returns an error for any other bytes.
pub(crate) fn check(name: &str, bytes: &[u8], pin: &str) -> Result<(), CliError> {
    let found = digest::sha256(bytes);
    if found.eq_ignore_ascii_case(pin) {
        return Ok(());
    }
    Err(CliError::new(
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
    fn a_scheme_has_no_case() {
        assert!(is_url("HTTPS://example.com") && is_url("http://example.com"));
        assert!(!is_url("https:/example.com") && !is_url("ähttps://example.com") && !is_url("h"));
    }

    #[test]
    fn file_name_of_a_url_determines_the_format() {
        assert_eq!(file_name("https://example.com/a/v2.yaml?raw=1"), "v2.yaml");
        assert_eq!(file_name("https://example.com/spec.json#top"), "spec.json");
        assert_eq!(file_name("https://example.com/latest"), "upstream.yaml");
    }

    #[test]
    fn only_the_pinned_bytes_pass() {
        let pin = "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824";
        assert!(check("x", b"hello", pin).is_ok());
        assert!(check("x", b"hello!", pin).is_err());
    }
}
