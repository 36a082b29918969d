//! The journal that restores a folder after an interrupted write.

use super::Edit;
use crate::file_calls::{self, NewFile};
use crate::{CliError, digest};
use generator::parallel;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

const FILE: &str = "journal.json";
/// The name of the journal until it is complete.
const UNFINISHED: &str = "journal.new";

/// The state of the folder before the edits.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub(super) entries: Vec<Entry>,
    /// Folders that the edits create, outermost first.
    pub(super) folders: Vec<String>,
}

/// The state of a file before its edit.
#[derive(Debug)]
pub(super) struct Entry {
    path: String,
    /// Whether the old file is kept in the stage.
    kept: bool,
    /// The digest of the new content; `None` for a removal.
    new: Option<String>,
}

impl Entry {
    /// Returns the entries of `edits`; `kept` states for each whether its file exists.
    pub(super) fn all(edits: &[Edit<'_>], kept: &[bool]) -> Vec<Self> {
        let digests = parallel::map(edits, |edit| match edit {
            Edit::Write(_, text) => Some(digest::sha256(text.as_bytes())),
            Edit::Remove(_) => None,
        });
        let entries = edits.iter().zip(kept).zip(digests);
        entries
            .map(|((edit, kept), new)| Self {
                path: edit.path().to_owned(),
                kept: *kept,
                new,
            })
            .collect()
    }

    /// Undoes the edit. A file that another program has changed since is not restored.
    fn restore(&self, dir: &Path, old: &Path) -> io::Result<()> {
        let target = dir.join(&self.path);
        let present = file_calls::read(&target)?.map(|bytes| digest::sha256(&bytes));
        if present.is_some() && present != self.new {
            return Ok(());
        }
        if self.kept && old.is_file() {
            create_parents(dir, &target)?;
            file_calls::rename(old, &target)
        } else if self.kept {
            // An earlier attempt has already moved it back.
            Ok(())
        } else {
            file_calls::remove_file(&target)
        }
    }

    fn to_json(&self) -> Value {
        json!({"path": self.path, "kept": self.kept, "new": self.new})
    }

    fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            path: inner_path(value.get("path")?)?,
            kept: value.get("kept")?.as_bool()?,
            new: value.get("new")?.as_str().map(str::to_owned),
        })
    }
}

impl Journal {
    /// Returns the paths of all files and folders that restoring may write.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        let files = self.entries.iter().map(|entry| &*entry.path);
        files.chain(self.folders.iter().map(|folder| &**folder))
    }

    pub(super) fn exists(stage: &Path) -> bool {
        stage.join(FILE).is_file()
    }

    /// Saves the journal: from now on, the next run undoes an interrupted one.
    pub(super) fn save(&self, stage: &Path) -> io::Result<()> {
        let entries: Vec<_> = self.entries.iter().map(Entry::to_json).collect();
        let text = json!({"entries": entries, "folders": self.folders}).to_string();
        let unfinished = stage.join(UNFINISHED);
        file_calls::write_new(&[NewFile {
            path: unfinished.clone(),
            bytes: text.as_bytes(),
            like: None,
        }])?;
        // The new and the old files have to be on disk before the journal.
        sync_dir(stage)?;
        file_calls::rename(&unfinished, &stage.join(FILE))?;
        sync_dir(stage)
    }

    /// Reads the journal of an interrupted run.
    pub(super) fn load(stage: &Path) -> Result<Option<Self>, CliError> {
        let path = stage.join(FILE);
        let Some(bytes) = file_calls::read(&path).map_err(|error| CliError::io("read", &path, error))? else {
            return Ok(None);
        };
        let journal = serde_json::from_slice(&bytes)
            .ok()
            .as_ref()
            .and_then(Self::from_json);
        journal.map(Some).ok_or_else(|| {
            let message = format!("`{}` is not a journal of this program", path.display());
            CliError::new(message, "move its folder away")
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let entries = value.get("entries")?.as_array()?.iter();
        let folders = value.get("folders")?.as_array()?.iter();
        Some(Self {
            entries: entries.map(Entry::from_json).collect::<Option<_>>()?,
            folders: folders.map(inner_path).collect::<Option<_>>()?,
        })
    }

    /// Removes the journal: the folder is in its new state. Errors after that are ignored, because the old files are
    /// removed next; if the removal does not reach the disk before a power failure, the next run undoes the edits.
    pub(super) fn remove(stage: &Path) -> io::Result<()> {
        file_calls::remove_file(&stage.join(FILE))?;
        let _ = sync_dir(stage).or_else(|_| sync_dir(stage));
        Ok(())
    }

    /// Undoes all edits, last first, and removes the journal. May be repeated after a failure.
    pub(super) fn restore(&self, dir: &Path, stage: &Path) -> io::Result<()> {
        for (index, entry) in self.entries.iter().enumerate().rev() {
            entry.restore(dir, &old_file(stage, index))?;
        }
        for folder in self.folders.iter().rev() {
            file_calls::remove_empty_dir(&dir.join(folder))?;
        }
        self.sync_folders(dir)?;
        Self::remove(stage)
    }

    /// Syncs the folders of all edited files.
    pub(super) fn sync_folders(&self, dir: &Path) -> io::Result<()> {
        let mut folders = BTreeSet::from([dir.to_owned()]);
        for path in self.paths() {
            folders.extend(parents(dir, &dir.join(path)));
        }
        // A folder is gone if its last file was removed.
        let folders: Vec<_> = folders.into_iter().filter(|folder| folder.is_dir()).collect();
        file_calls::sync_dirs(&folders)
    }
}

fn sync_dir(folder: &Path) -> io::Result<()> {
    file_calls::sync_dirs(&[folder.to_owned()])
}

pub(super) fn new_file(stage: &Path, index: usize) -> PathBuf {
    stage.join(format!("new-{index}"))
}

pub(super) fn old_file(stage: &Path, index: usize) -> PathBuf {
    stage.join(format!("old-{index}"))
}

/// Returns true if a run uses this name in the stage. Other files are never removed from it.
pub(super) fn is_staged(name: &str) -> bool {
    let number = name.strip_prefix("new-").or_else(|| name.strip_prefix("old-"));
    let numbered = number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    numbered || name == UNFINISHED || name == FILE
}

/// Returns a path in a journal, if it stays inside the folder and outside of hidden folders such as `.git`: a journal
/// may come from an untrusted repository.
fn inner_path(value: &Value) -> Option<String> {
    let path = value.as_str()?;
    let mut parts = Path::new(path).components();
    let inside = parts.clone().all(|part| matches!(part, Component::Normal(_)));
    parts.next_back()?;
    let is_hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    (inside && !parts.any(is_hidden)).then(|| path.to_owned())
}

/// Returns the parents of `file` inside `dir`, innermost first.
fn parents(dir: &Path, file: &Path) -> Vec<PathBuf> {
    let inside = file.ancestors().skip(1).take_while(|folder| *folder != dir);
    inside.map(Path::to_owned).collect()
}

fn create_parents(dir: &Path, file: &Path) -> io::Result<()> {
    let folders = parents(dir, file);
    folders
        .iter()
        .rev()
        .filter(|folder| !folder.is_dir())
        .try_for_each(|folder| file_calls::create_dir(folder))
}
