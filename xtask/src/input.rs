//! A specification on disk, as the generator takes it.

use crate::Refusal;
use generator::SourceFile;
use std::fs;
use std::path::{Path, PathBuf};

const HELP: &str = "give a folder that holds `fragments/*.yaml`, or one OpenAPI document";

/// The files of the specification at `path`: a folder with `fragments/` and `*.toml`, or one document.
///
/// # Errors
///
/// Whatever cannot be read, and a folder without `fragments/`.
pub(crate) fn read(path: &Path) -> Result<Vec<SourceFile>, Refusal> {
    let found = fs::metadata(path).map_err(|error| {
        Refusal::new(
            format!("cannot read the specification `{}`: {error}", path.display()),
            HELP,
        )
    })?;
    if found.is_dir() {
        read_folder(path)
    } else {
        Ok(vec![read_file(path, "")?])
    }
}

fn read_folder(folder: &Path) -> Result<Vec<SourceFile>, Refusal> {
    let fragments = folder.join("fragments");
    if !fragments.is_dir() {
        return Err(Refusal::new(
            format!("`{}` has no folder `fragments`", folder.display()),
            HELP,
        ));
    }
    let mut files = settings(folder)?;
    for path in list(&fragments)? {
        files.push(read_file(&path, "fragments/")?);
    }
    Ok(files)
}

/// The settings files of the specification in `folder`; none where there is no such folder.
///
/// # Errors
///
/// Whatever cannot be read.
pub(crate) fn settings(folder: &Path) -> Result<Vec<SourceFile>, Refusal> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let paths = list(folder)?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.map(|path| read_file(&path, "")).collect()
}

/// What stands in `folder`, in order, without hidden files.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let failed = |error| Refusal::io("read", folder, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

fn read_file(path: &Path, folder: &str) -> Result<SourceFile, Refusal> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let bytes = fs::read(path).map_err(|error| Refusal::io("read", path, error))?;
    Ok(SourceFile::new(format!("{folder}{name}"), bytes).shown_as(path.display().to_string()))
}

/// `path` as seen from the current folder, if it stands below that; so a terminal can open what is printed.
pub(crate) fn near(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let here = std::env::current_dir().unwrap_or_default();
    whole.strip_prefix(here).map(Path::to_owned).unwrap_or(whole)
}
