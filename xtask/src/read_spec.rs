//! Reads a specification from disk for the generator.

use crate::{CliError, Context, atomic_write, fetch, git};
use generator::SourceFile;
use generator::references::external_files;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

const HELP: &str = "give a folder that contains `fragments/*.yaml` or one document, or an OpenAPI document";

/// The name of the file of conventions.
const CONVENTIONS: &str = "conventions.toml";

/// The path of the standard input.
const STDIN: &str = "-";

/// Reads the specification at `path`: a folder with `fragments/` or one document, and `*.toml`; or one document, which may
/// also be a URL, `-`, or either in a git revision.
///
/// # Errors
///
/// A file cannot be read, a folder has no `fragments/`, or the limit is exceeded.
pub(crate) fn read(path: &Path, context: &Context) -> Result<Vec<SourceFile>, CliError> {
    let mut files = read_files(path, context)?;
    let named = files.iter().find_map(SourceFile::named_conventions);
    let named = named.map(|named| path.join(named));
    if let Some(conventions) = context.conventions.as_ref().or(named.as_ref()) {
        files.retain(|file| file.path != CONVENTIONS);
        let bytes = read_bytes(conventions, context)?;
        let shown = conventions.display().to_string();
        files.push(SourceFile::new(CONVENTIONS, bytes).shown_as(shown));
    }
    Ok(files)
}

fn read_files(path: &Path, context: &Context) -> Result<Vec<SourceFile>, CliError> {
    if path.as_os_str() == STDIN {
        let bytes = read_stdin(context)?;
        return Ok(vec![SourceFile::new("stdin.yaml", bytes).shown_as("<stdin>")]);
    }
    if let Some(argument) = path.to_str() {
        if fetch::is_url(argument) {
            return Ok(vec![fetch::document(argument, context)?]);
        }
        if let Some(object) = git::Object::find(argument, context)? {
            return object.read(context);
        }
    }
    let found = fs::metadata(path).map_err(|error| {
        CliError::new(
            format!("cannot read the specification `{}`: {error}", path.display()),
            HELP,
        )
    })?;
    if found.is_dir() {
        read_folder(path, context)
    } else {
        with_referenced(path, context)
    }
}

/// Reads the document at `path`, and the files below its folder that it refers to, directly or indirectly.
fn with_referenced(path: &Path, context: &Context) -> Result<Vec<SourceFile>, CliError> {
    let budget = &mut Budget::new(context);
    let document = read_file(path, "", budget)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut waiting: Vec<String> = external_files(&document.path, &document.bytes)
        .into_iter()
        .collect();
    let mut files = vec![document];
    while let Some(name) = waiting.pop() {
        let path = folder.join(&name);
        if files.iter().any(|file| file.path == name) || !is_below(&path, folder) {
            continue;
        }
        let bytes = budget.read(&path)?;
        waiting.extend(external_files(&name, &bytes));
        files.push(SourceFile::referenced(name, bytes).shown_as(path.display().to_string()));
    }
    Ok(files)
}

/// Returns true if `path` is a file below `folder`, after resolving links.
fn is_below(path: &Path, folder: &Path) -> bool {
    let here = Path::new(".");
    let folder = if folder == Path::new("") { here } else { folder };
    let real = path.canonicalize().ok().zip(folder.canonicalize().ok());
    real.is_some_and(|(path, folder)| path.is_file() && path.starts_with(folder))
}

fn read_folder(folder: &Path, context: &Context) -> Result<Vec<SourceFile>, CliError> {
    let fragments = folder.join("fragments");
    atomic_write::check_settled(folder)?;
    let mut files = settings(folder, context)?;
    if !fragments.is_dir() {
        files.extend(with_referenced(&only_document(folder, context)?, context)?);
        return Ok(files);
    }
    let mut budget = Budget::new(context);
    for path in list(&fragments)? {
        files.push(read_file(&path, "fragments/", &mut budget)?);
    }
    files.extend(examples(folder, &mut budget)?);
    Ok(files)
}

/// Returns the example bodies in `examples/`, a folder for each operation and date; an empty list without that folder.
fn examples(folder: &Path, budget: &mut Budget) -> Result<Vec<SourceFile>, CliError> {
    let examples = folder.join("examples");
    let mut files = Vec::new();
    if !examples.is_dir() {
        return Ok(files);
    }
    for operation in list(&examples)?.into_iter().filter(|path| path.is_dir()) {
        let name = operation
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for path in list(&operation)? {
            files.push(read_file(&path, &format!("examples/{name}/"), budget)?);
        }
    }
    Ok(files)
}

/// Returns true if a file has the version key of OpenAPI documents, which parts of a document do not have.
fn states_version(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let is_key = |line: &str| {
        let key = line.trim_start_matches(['{', ' ', '\t', '"', '\'', '\u{feff}']);
        let is_top = line.starts_with(key) || line.contains(['"', '\'']);
        is_top && (key.starts_with("openapi") || key.starts_with("swagger"))
    };
    text.lines().any(is_key)
}

/// Returns the document in a folder without fragments.
fn only_document(folder: &Path, context: &Context) -> Result<PathBuf, CliError> {
    let name_of = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let files = list(folder)?.into_iter().filter(|path| path.is_file());
    let candidates: Vec<_> = files.filter(|path| is_document(&name_of(path))).collect();
    let names: Vec<_> = candidates.iter().map(name_of).collect();
    let budget = &mut Budget::new(context);
    let read = |index: usize| budget.read(&candidates[index]);
    let root = root_document(&folder.display().to_string(), &names, read)?;
    Ok(candidates[root].clone())
}

/// Returns whether a file in a folder without fragments may be its document.
pub(crate) fn is_document(name: &str) -> bool {
    let end = Path::new(name).extension().and_then(|end| end.to_str());
    matches!(end, Some("yaml" | "yml" | "json"))
}

/// Returns the index of the only document in `names` that none of the others refers to; `read` reads one of them.
///
/// # Errors
///
/// There is none, there are several, and the errors of `read`.
pub(crate) fn root_document(
    folder: &str,
    names: &[String],
    mut read: impl FnMut(usize) -> Result<Vec<u8>, CliError>,
) -> Result<usize, CliError> {
    let (mut documents, mut referenced) = (Vec::new(), Vec::new());
    if names.len() > 1 {
        for (index, name) in names.iter().enumerate() {
            let bytes = read(index)?;
            referenced.extend(external_files(name, &bytes));
            documents.extend(states_version(&bytes).then_some(index));
        }
    }
    if documents.is_empty() {
        documents.extend(0..names.len());
    }
    let is_root = |index: &&usize| !referenced.contains(&names[**index]);
    let mut roots = documents.iter().filter(is_root);
    match (roots.next(), roots.next()) {
        (Some(document), None) => Ok(*document),
        (None, _) => Err(CliError::new(
            format!("`{folder}` has no folder `fragments` and no document"),
            HELP,
        )),
        (Some(a), Some(b)) => Err(CliError::new(
            format!(
                "`{folder}` has two documents, `{}` and `{}`",
                names[*a], names[*b]
            ),
            "move one of them, or put fragments into a folder `fragments`",
        )),
    }
}

/// Returns the settings files of the specification in `folder`; an empty list if the folder does not exist.
///
/// # Errors
///
/// A file cannot be read.
pub(crate) fn settings(folder: &Path, context: &Context) -> Result<Vec<SourceFile>, CliError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut budget = Budget::new(context);
    let paths = list(folder)?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.map(|path| read_file(&path, "", &mut budget)).collect()
}

/// Returns the entries of `folder`, sorted, without hidden files.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let failed = |error| CliError::io("read", folder, error);
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

fn read_file(path: &Path, folder: &str, budget: &mut Budget) -> Result<SourceFile, CliError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    if path.is_dir() {
        return Err(unread_folder(path));
    }
    let bytes = budget.read(path)?;
    Ok(SourceFile::new(format!("{folder}{name}"), bytes).shown_as(path.display().to_string()))
}

fn unread_folder(path: &Path) -> CliError {
    let parent = near(path.parent().unwrap_or(path));
    let (path, parent) = (near(path), parent.display());
    CliError::new(
        format!(
            "`{}` is a folder, and only the files in `{parent}` itself are read",
            path.display()
        ),
        format!("move its files to `{parent}`, or the folder to another place"),
    )
}

/// Reads a file, or the standard input for `-`.
///
/// # Errors
///
/// A folder, a named pipe or a device, more than the limit, and errors of the file system.
pub(crate) fn read_bytes(path: &Path, context: &Context) -> Result<Vec<u8>, CliError> {
    match path.as_os_str() == STDIN {
        true => read_stdin(context),
        false => Budget::new(context).read(path),
    }
}

/// Reads a file of UTF-8.
///
/// # Errors
///
/// The errors of [`read_bytes`], and bytes that are not UTF-8.
pub(crate) fn read_text(path: &Path, context: &Context) -> Result<String, CliError> {
    String::from_utf8(read_bytes(path, context)?)
        .map_err(|error| CliError::io("read", path, error.utf8_error()))
}

fn read_stdin(context: &Context) -> Result<Vec<u8>, CliError> {
    if context.stdin_is_read.replace(true) {
        let message = "the standard input can be read only once, and `-` is given twice";
        return Err(CliError::new(message, "give a file for one of them"));
    }
    let failed = |error| CliError::io("read", Path::new("<stdin>"), error);
    let mut budget = Budget::new(context);
    let bytes = budget.take(std::io::stdin().lock(), Vec::new()).map_err(failed)?;
    bytes.ok_or_else(|| budget.exceeded("the standard input"))
}

/// The remaining bytes of the limit.
struct Budget {
    left: u64,
    limit: u64,
}

impl Budget {
    fn new(context: &Context) -> Self {
        Self {
            left: context.max_input,
            limit: context.max_input,
        }
    }

    fn read(&mut self, path: &Path) -> Result<Vec<u8>, CliError> {
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => CliError::new(
                format!("cannot read `{}`: {error}", path.display()),
                "give the path of a file that exists",
            ),
            _ => CliError::io("read", path, error),
        };
        // Checked before the file is opened: opening a named pipe blocks until another process writes to it.
        let found = fs::metadata(path).map_err(failed)?;
        if !found.is_file() {
            return Err(not_regular(path, found.is_dir()));
        }
        let shown = || format!("`{}`", path.display());
        if found.len() > self.left {
            return Err(self.exceeded(&shown()));
        }
        let file = fs::File::open(path).map_err(failed)?;
        // One byte more than the file has, so that its end is found without more memory.
        let mut bytes = Vec::new();
        bytes
            .try_reserve_exact(found.len() as usize + 1)
            .map_err(|error| failed(error.into()))?;
        let bytes = self.take(file, bytes).map_err(failed)?;
        bytes.ok_or_else(|| self.exceeded(&shown()))
    }

    /// Reads all that is left into `bytes`, if that is not more than may be read.
    fn take(&mut self, from: impl Read, mut bytes: Vec<u8>) -> std::io::Result<Option<Vec<u8>>> {
        from.take(self.left + 1).read_to_end(&mut bytes)?;
        let length = bytes.len() as u64;
        if length > self.left {
            return Ok(None);
        }
        self.left -= length;
        Ok(Some(bytes))
    }

    fn exceeded(&self, what: &str) -> CliError {
        let limit = self.limit >> 20;
        let message = match self.left == self.limit {
            true => format!("{what} is larger than {limit} MiB"),
            false => format!("{what} and the files before it are larger than {limit} MiB together"),
        };
        CliError::new(message, "if it is what you want to read, add `--max-input MIB`")
    }
}

fn not_regular(path: &Path, is_dir: bool) -> CliError {
    let shown = path.display();
    match is_dir {
        true => CliError::new(format!("`{shown}` is a folder, not a file"), "give a file"),
        false => CliError::new(
            format!("`{shown}` is a pipe or a device, not a regular file"),
            "give a file, or `-` to read the standard input",
        ),
    }
}

/// Returns `path` relative to the current folder if it is below it, so that a terminal can open the printed path.
pub(crate) fn near(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let here = std::env::current_dir().unwrap_or_default();
    match whole.strip_prefix(here) {
        Ok(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
        Ok(inside) => inside.to_owned(),
        Err(_) => whole,
    }
}
