//! The manifest of an output folder: the files of the last run, with their digests.
//!
//! It has a line for each file, in the format of `sha256sum`, so that version control can merge it. After a merge, a
//! file may have two lines: both contents are generated. Digests ignore line endings, because version control may
//! change them, and the version of the crate, which users may set.

use crate::{CliError, digest};
use generator::release::{self, Semver};
use generator::{File, GENERATED_BY, MARKER, parallel};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

/// The name of the manifest in the output folder.
pub const MANIFEST: &str = ".generated.sha256";

/// The files of the last run.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// Digests by path.
    files: BTreeMap<String, BTreeSet<String>>,
}

impl Manifest {
    /// Reads the manifest of the folder `dir`.
    pub(super) fn read(dir: &Path, bytes: &[u8]) -> Result<Self, CliError> {
        let text = String::from_utf8_lossy(bytes);
        let mut manifest = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (digest, path) = entry(line).ok_or_else(|| bad_line(dir, index + 1))?;
            let digests = manifest.files.entry(path.to_owned()).or_default();
            digests.insert(digest.to_owned());
        }
        Ok(manifest)
    }

    /// Returns the content of the manifest that lists `files`.
    pub(super) fn text(files: &[File]) -> String {
        let mut lines = parallel::map(files, |file| {
            format!("{}  {}\n", digest_of(&file.path, file.text.as_bytes()), file.path)
        });
        lines.sort_by(|a, b| a[DIGITS..].cmp(&b[DIGITS..]));
        format!(
            "# {}: only files with these digests are ever replaced or removed.\n{}",
            marker(files),
            lines.concat()
        )
    }

    pub(super) fn lists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Returns true if a run wrote these bytes at `path`.
    pub(super) fn wrote(&self, path: &str, bytes: &[u8]) -> bool {
        let digests = self.files.get(path);
        digests.is_some_and(|digests| digests.contains(&digest_of(path, bytes)))
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// Returns the marker of the files.
fn marker(files: &[File]) -> String {
    let heads = files.iter().filter_map(|file| file.text.lines().next());
    let mut programs = heads.filter_map(|head| head.split_once(GENERATED_BY)?.1.split('`').nth(1));
    match programs.next() {
        Some(program) => format!("{GENERATED_BY} `{program}`"),
        None => MARKER.to_owned(),
    }
}

/// The number of hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// Returns the digest and the path of a line; the path stays inside the folder.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (digest, path) = line.split_once("  ")?;
    let is_digest = digest.len() == DIGITS && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    (is_digest && inside && !path.is_empty()).then_some((digest, path))
}

/// Returns the digest of the file at `path`.
fn digest_of(path: &str, bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if path == "Cargo.toml" => lines_digest(release::with_version(text, NO_VERSION).as_bytes()),
        _ => lines_digest(bytes),
    }
}

/// Replaces the version of a crate in digests.
const NO_VERSION: Semver = Semver {
    major: 0,
    minor: 0,
    patch: 0,
};

/// Returns the SHA-256 of a string with normalized line endings.
fn lines_digest(bytes: &[u8]) -> String {
    if !bytes.contains(&b'\r') {
        return digest::sha256(bytes);
    }
    let mut hash = Sha256::new();
    let mut lines = bytes.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_none() {
            hash.update(line);
        } else {
            hash.update(line.strip_suffix(b"\r").unwrap_or(line));
            hash.update(b"\n");
        }
    }
    digest::hex(hash)
}

fn bad_line(dir: &Path, line: usize) -> CliError {
    let path = dir.join(MANIFEST);
    CliError::new(
        format!("`{}:{line}` is not a line of a manifest", path.display()),
        "restore the file from version control; while it merges, keep the lines of both sides",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn reads_what_it_writes_in_any_order() {
        let files = [file("src/lib.rs", "b\n"), file("Cargo.toml", "a\n")];
        let text = Manifest::text(&files);
        let reversed = [files[1].clone(), files[0].clone()];
        assert_eq!(text, Manifest::text(&reversed));
        let manifest = Manifest::read(Path::new("x"), text.as_bytes()).expect("a manifest");
        assert!(manifest.paths().eq(["Cargo.toml", "src/lib.rs"]));
        assert!(manifest.wrote("src/lib.rs", b"b\n") && manifest.wrote("src/lib.rs", b"b\r\n"));
        assert!(!manifest.wrote("src/lib.rs", b"a\n") && !manifest.wrote("src/other.rs", b"b\n"));
    }

    #[test]
    fn the_version_of_the_crate_does_not_count() {
        let text = |version: &str| format!("[package]\nname = \"x\"\nversion = \"{version}\"\n");
        let manifest = Manifest::text(&[file("Cargo.toml", &text("0.1.0"))]);
        let manifest = Manifest::read(Path::new("x"), manifest.as_bytes()).expect("a manifest");
        assert!(manifest.wrote("Cargo.toml", text("1.2.3").as_bytes()));
        assert!(!manifest.wrote("Cargo.toml", text("0.1.0").replace('x', "y").as_bytes()));
    }

    #[test]
    fn both_sides_of_a_merge_count() {
        let text = Manifest::text(&[file("a", "1")]) + &Manifest::text(&[file("a", "2")]);
        let manifest = Manifest::read(Path::new("x"), text.as_bytes()).expect("a manifest");
        assert!(manifest.wrote("a", b"1") && manifest.wrote("a", b"2") && !manifest.wrote("a", b"3"));
    }

    #[test]
    fn refuses_paths_outside_of_the_folder() {
        let digest = "0".repeat(DIGITS);
        for path in ["../x", "/x", "a/../../x", "", "."] {
            let line = format!("{digest}  {path}\n");
            Manifest::read(Path::new("x"), line.as_bytes()).expect_err(path);
        }
        for line in ["<<<<<<< ours", "abc  x", "x"] {
            let error = Manifest::read(Path::new("x"), line.as_bytes()).expect_err(line);
            assert!(
                error.message.contains("x/.generated.sha256:1"),
                "{}",
                error.message
            );
        }
    }
}
