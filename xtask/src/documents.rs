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
        let file = fetch::document(argument, context)?;
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

#[cfg(test)]
mod tests {
    use super::*;

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
