//! Reads a document or a specification folder, and identifies it: a path, `-`, a URL, or a path in a git revision.

use crate::{CliError, Context, clock, digest, fetch, git, read_spec};
use generator::SourceFile;
use generator::drift::Origin;
use std::fs;
use std::path::Path;

/// An input and its origin.
pub(crate) struct Document {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) origin: Origin,
}

/// Reads the document or folder that `argument` names.
///
/// # Errors
///
/// Everything that cannot be read or fetched.
pub(crate) fn read(argument: &str, context: &Context) -> Result<Document, CliError> {
    let (files, name, date) = if fetch::is_url(argument) {
        let bytes = fetch::get(argument, context)?;
        let file = SourceFile::new(file_name(argument), bytes).shown_as(argument);
        (vec![file], argument.to_owned(), Some(clock::today()))
    } else if let Some(object) = git::Object::find(argument, context)? {
        let files = object.read(context)?;
        (files, object.to_string(), Some(object.date()?))
    } else {
        let path = Path::new(argument);
        let name = if argument == "-" { "<stdin>" } else { argument };
        (read_spec::read(path, context)?, name.to_owned(), modified(path))
    };
    let origin = Origin {
        name,
        sha256: checksum(&files),
        date,
    };
    Ok(Document { files, origin })
}

/// Returns the SHA-256 of a document; of several files, that of the list of their paths and checksums.
fn checksum(files: &[SourceFile]) -> String {
    if let [file] = files {
        return digest::sha256(&file.bytes);
    }
    let mut list: Vec<String> = files
        .iter()
        .map(|file| format!("{}  {}\n", digest::sha256(&file.bytes), file.path))
        .collect();
    list.sort();
    digest::sha256(list.concat().as_bytes())
}

/// Returns the date on which a file was modified; `None` for a folder.
fn modified(path: &Path) -> Option<String> {
    let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    clock::day_of(found.modified().ok()?)
}

/// Returns the last part of the path of a URL, which determines the format; YAML if it has no known extension.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let name = path.rsplit('/').next().unwrap_or_default();
    let known = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    // JSON is YAML too (YAML 1.2, section 1.3).
    if known { name } else { "upstream.yaml" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_name_of_a_url_determines_the_format() {
        assert_eq!(file_name("https://example.com/a/v2.yaml?raw=1"), "v2.yaml");
        assert_eq!(file_name("https://example.com/spec.json#top"), "spec.json");
        assert_eq!(file_name("https://example.com/latest"), "upstream.yaml");
    }

    #[test]
    fn checksum_of_a_folder_does_not_depend_on_the_order_of_files() {
        let [a, b] = ["a", "b"].map(|name| SourceFile::new(name, name));
        assert_eq!(
            checksum(&[a.clone(), b.clone()]),
            checksum(&[b.clone(), a.clone()])
        );
        assert_ne!(checksum(&[a.clone(), b]), checksum(&[a]));
    }
}
