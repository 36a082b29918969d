//! Reads documents from a git revision, `REV:path` as in `git show`.

use crate::{CliError, Context, read_spec};
use generator::SourceFile;
use generator::references::external_files;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// A file or folder in a revision.
pub(crate) struct Object {
    folder: PathBuf,
    revision: String,
    path: String,
    commit: String,
    is_folder: bool,
}

impl Object {
    /// Finds the object that `argument` names. Returns `None` if it is not of the form `REV:path`, or if it is an
    /// existing file.
    ///
    /// # Errors
    ///
    /// Git is missing, or the revision or the path does not exist.
    pub(crate) fn find(argument: &str, context: &Context) -> Result<Option<Self>, CliError> {
        let Some((revision, path)) = argument.split_once(':') else {
            return Ok(None);
        };
        if path.starts_with("//") && !Path::new(argument).exists() {
            let message = format!("`{argument}` is neither a path nor an `http` or `https` URL");
            return Err(CliError::new(
                message,
                "give the path of a file, or a URL with `https://`",
            ));
        }
        // An option of git is not a revision; `C:\\a.yaml` and the like are paths.
        let is_path = revision.len() < 2 || revision.starts_with('-') || Path::new(argument).exists();
        if is_path && revision != "@" {
            return Ok(None);
        }
        let mut object = Self {
            folder: context.current_dir().to_owned(),
            revision: revision.to_owned(),
            path: path.trim_end_matches('/').to_owned(),
            commit: String::new(),
            is_folder: false,
        };
        object.commit = object.line(&["rev-parse", "--verify", &format!("{revision}^{{commit}}")])?;
        object.is_folder = object.line(&["cat-file", "-t", &object.name()])? == "tree";
        Ok(Some(object))
    }

    /// Returns the date of the commit.
    ///
    /// # Errors
    ///
    /// The errors of git.
    pub(crate) fn date(&self) -> Result<String, CliError> {
        self.line(&["show", "-s", "--format=%cs", &self.commit])
    }

    /// Reads the document and the files that it refers to, or the settings and fragments of a folder.
    ///
    /// # Errors
    ///
    /// The errors of git, a folder without fragments and without one document, and more than the limit.
    pub(crate) fn read(&self, context: &Context) -> Result<Vec<SourceFile>, CliError> {
        let mut left = context.max_input;
        match self.is_folder {
            true => self.read_folder(&mut left),
            false => self.read_document(&self.path, &mut left),
        }
    }

    fn read_folder(&self, left: &mut u64) -> Result<Vec<SourceFile>, CliError> {
        let names = self.git(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", &self.name()])?;
        let names = String::from_utf8_lossy(&names).into_owned();
        let is_hidden = |name: &str| name.split('/').any(|part| part.starts_with('.'));
        let names: Vec<&str> = names.split('\0').filter(|name| !is_hidden(name)).collect();
        let is_divided = names.iter().any(|name| name.starts_with("fragments/"));
        let inputs = names.iter().filter(|name| is_input(name, is_divided));
        let read = |name: &&str| {
            let path = self.inside(name);
            Ok(SourceFile::new(*name, self.blob(&path, left)?).shown_as(self.shown(&path)))
        };
        let mut files: Vec<SourceFile> = inputs.map(read).collect::<Result<_, CliError>>()?;
        if !is_divided {
            let path = self.inside(&self.only_document(&names, *left)?);
            files.extend(self.read_document(&path, left)?);
        }
        Ok(files)
    }

    /// Returns the name of the document in a folder without fragments.
    fn only_document(&self, names: &[&str], mut left: u64) -> Result<String, CliError> {
        let names = names
            .iter()
            .filter(|name| !name.contains('/') && read_spec::is_document(name));
        let names: Vec<String> = names.map(|name| (*name).to_owned()).collect();
        let read = |index: usize| self.blob(&self.inside(&names[index]), &mut left);
        let root = read_spec::root_document(&self.to_string(), &names, read)?;
        Ok(names[root].clone())
    }

    /// Returns the path of a file in this folder.
    fn inside(&self, name: &str) -> String {
        format!("{}/{name}", self.path).trim_start_matches('/').to_owned()
    }

    fn read_document(&self, path: &str, left: &mut u64) -> Result<Vec<SourceFile>, CliError> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let document = SourceFile::new(name, self.blob(path, left)?).shown_as(self.shown(path));
        let mut waiting: Vec<String> = external_files(&document.path, &document.bytes)
            .into_iter()
            .collect();
        let mut files = vec![document];
        while let Some(name) = waiting.pop() {
            let is_below = Path::new(&name)
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
            if !is_below || files.iter().any(|file| file.path == name) {
                continue;
            }
            let path = format!("{folder}/{name}");
            let path = path.trim_start_matches('/');
            // A missing file is reported where it is referred to.
            let Ok(bytes) = self.blob(path, left) else {
                continue;
            };
            waiting.extend(external_files(&name, &bytes));
            files.push(SourceFile::referenced(name, bytes).shown_as(self.shown(path)));
        }
        Ok(files)
    }

    /// Reads a file, unless it exceeds the rest of the limit.
    fn blob(&self, path: &str, left: &mut u64) -> Result<Vec<u8>, CliError> {
        let name = format!("{}:{path}", self.commit);
        let size: u64 = self.line(&["cat-file", "-s", &name])?.parse().unwrap_or(u64::MAX);
        if size > *left {
            let message = format!("`{}` and the files before it exceed the limit", self.shown(path));
            return Err(CliError::new(message, "add `--max-input MIB` to read it anyway"));
        }
        *left -= size;
        self.git(&["cat-file", "blob", &name])
    }

    fn name(&self) -> String {
        format!("{}:{}", self.commit, self.path)
    }

    fn shown(&self, path: &str) -> String {
        format!("{}:{path}", self.revision)
    }

    /// Returns the first line that git prints.
    fn line(&self, args: &[&str]) -> Result<String, CliError> {
        let out = self.git(args)?;
        let text = String::from_utf8_lossy(&out);
        Ok(text.lines().next().unwrap_or_default().to_owned())
    }

    fn git(&self, args: &[&str]) -> Result<Vec<u8>, CliError> {
        let shown = self.shown(&self.path);
        let failed = |why: &str| {
            let message = format!("cannot read `{shown}` from git: {}", why.trim());
            CliError::new(message, "give `REV:path`, as for `git show`, or an existing path")
        };
        let output = Command::new("git").current_dir(&self.folder).args(args).output();
        let output = output.map_err(|error| failed(&error.to_string()))?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(failed(&String::from_utf8_lossy(&output.stderr))),
        }
    }
}

/// Returns whether a folder like `spec/` has this file as settings, fragment or example.
fn is_input(name: &str, is_divided: bool) -> bool {
    match name.split('/').collect::<Vec<_>>()[..] {
        [name] => name.ends_with(".toml"),
        // Files in folders among the fragments are reported as unexpected.
        ["fragments", ..] | ["examples", _, _] => is_divided,
        _ => false,
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commit = self.commit.get(..12).unwrap_or(&self.commit);
        write!(f, "{}:{} at {commit}", self.revision, self.path)
    }
}
