//! Writes several files of a folder: all of them, or none.
//!
//! All commands write through [`LockedFolder`]. While it exists, the folder contains a stage:
//! a hidden folder with a lock, the new files, and hard links to the old ones. The steps of
//! [`LockedFolder::apply`] are: write and sync the new files, keep the old ones, save a journal, rename, sync, remove
//! the journal. A failure before the journal is saved leaves the folder unchanged; a failure after it restores the
//! old files. An interruption (Ctrl-C) waits for the end. If the process is killed, the next process that locks the
//! folder restores the old files.

mod journal;
mod lock;

use crate::file_calls::{self, NewFile};
use crate::interrupt::Delay;
use crate::{CliError, digest};
use generator::{File, parallel};
use journal::{Entry, Journal};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder where new files are prepared; on the same file system, so that renaming is atomic.
pub(crate) const STAGE: &str = ".atomic-write";

/// One change of a folder. Paths are relative to it, with `/` between their parts.
#[derive(Clone, Copy, Debug)]
pub enum Edit<'a> {
    /// Creates or replaces a file.
    Write(&'a str, &'a str),
    /// Removes a file, and the folders that this leaves empty.
    Remove(&'a str),
}

impl<'a> Edit<'a> {
    /// Creates or replaces `file`.
    pub fn write(file: &'a File) -> Self {
        Self::Write(&file.path, &file.text)
    }

    pub(crate) fn path(&self) -> &'a str {
        match self {
            Self::Write(path, _) | Self::Remove(path) => path,
        }
    }
}

/// A folder that is locked against other runs.
#[derive(Debug)]
pub struct LockedFolder {
    dir: PathBuf,
    stage: PathBuf,
    /// Folders that did not exist before, outermost first.
    created: Vec<PathBuf>,
    /// Holds the lock while it is open.
    _lock: fs::File,
    /// Dropped last: an interruption waits until the stage is removed.
    _delay: Delay,
}

impl LockedFolder {
    /// Locks the folder `dir`, which is created if it does not exist, and restores the state before an interrupted run.
    ///
    /// # Errors
    ///
    /// Another run has the lock, `dir` is a file or a symbolic link, or the file system reports an error.
    pub fn lock(dir: &Path) -> Result<Self, CliError> {
        Self::lock_stage(dir, STAGE)
    }

    fn lock_stage(dir: &Path, stage: &str) -> Result<Self, CliError> {
        let dir = if dir.as_os_str().is_empty() {
            Path::new(".")
        } else {
            dir
        };
        let stage = dir.join(stage);
        let delay = Delay::start();
        if stage.is_symlink() {
            return Err(symbolic_link(&stage));
        }
        let mut created = Vec::new();
        let lock = create_all(dir, &mut created).and_then(|()| lock::acquire(dir, &stage));
        let lock = lock.inspect_err(|_| remove_created(&created))?;
        let folder = Self {
            dir: dir.to_owned(),
            stage,
            created,
            _lock: lock,
            _delay: delay,
        };
        folder.recover()?;
        Ok(folder)
    }

    /// Restores the state before an interrupted run.
    fn recover(&self) -> Result<(), CliError> {
        if let Some(journal) = Journal::load(&self.stage)? {
            for path in journal.paths() {
                check_links(&self.dir, path)?;
            }
            journal
                .restore(&self.dir, &self.stage)
                .map_err(|error| unrestored(&self.stage, &error))?;
        }
        self.clear()
            .map_err(|error| CliError::io("remove", &self.stage, error))
    }

    /// Makes all `edits`, in order, or none of them.
    ///
    /// # Errors
    ///
    /// A path leads out of the folder, a symbolic link or anything but a file is in its location, or the
    /// file system reports an error.
    pub fn apply(&self, edits: &[Edit<'_>]) -> Result<(), CliError> {
        if edits.is_empty() {
            return Ok(());
        }
        for edit in edits {
            check_target(&self.dir, edit.path())?;
        }
        let failed = |error: io::Error| {
            let shown = self.dir.display();
            let help = match error.kind() {
                io::ErrorKind::CrossesDevices => {
                    "a folder below it is on another file system: give another folder"
                }
                _ => "look at its permissions and at the space that is left, then run the command again",
            };
            CliError::new(
                format!("cannot write `{shown}`: {error}; nothing was changed"),
                help,
            )
        };
        let journal = self.prepare(edits).map_err(failed)?;
        let done = journal
            .save(&self.stage)
            .and_then(|()| self.commit(edits, &journal))
            .and_then(|()| Journal::remove(&self.stage));
        let Err(error) = done else { return Ok(()) };
        journal
            .restore(&self.dir, &self.stage)
            .map_err(|error| unrestored(&self.stage, &error))?;
        Err(failed(error))
    }

    /// Writes the new files to the stage, keeps the old ones there, and returns the journal that restores them.
    fn prepare(&self, edits: &[Edit<'_>]) -> io::Result<Journal> {
        let exists: Vec<bool> = edits
            .iter()
            .map(|edit| self.dir.join(edit.path()).is_file())
            .collect();
        let mut new = Vec::new();
        for (index, (edit, exists)) in edits.iter().zip(&exists).enumerate() {
            let target = self.dir.join(edit.path());
            if *exists {
                file_calls::keep(&target, &journal::old_file(&self.stage, index))?;
            }
            if let Edit::Write(_, text) = edit {
                new.push(NewFile {
                    path: journal::new_file(&self.stage, index),
                    bytes: text.as_bytes(),
                    like: exists.then_some(target),
                });
            }
        }
        // Digests are computed while the disk is busy.
        let entries = || Entry::all(edits, &exists);
        let (entries, written) = parallel::join(entries, || file_calls::write_new(&new));
        written?;
        Ok(Journal {
            entries,
            folders: self.missing_folders(edits),
        })
    }

    /// Returns the folders that writing creates, outermost first.
    fn missing_folders(&self, edits: &[Edit<'_>]) -> Vec<String> {
        let written = edits.iter().filter(|edit| matches!(edit, Edit::Write(..)));
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for edit in written {
            let path = edit.path();
            folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        }
        let missing = folders
            .into_iter()
            .filter(|folder| !self.dir.join(folder).exists());
        missing.map(str::to_owned).collect()
    }

    fn commit(&self, edits: &[Edit<'_>], journal: &Journal) -> io::Result<()> {
        for folder in &journal.folders {
            file_calls::create_dir(&self.dir.join(folder))?;
        }
        for (index, edit) in edits.iter().enumerate() {
            let target = self.dir.join(edit.path());
            match edit {
                Edit::Write(..) => file_calls::rename(&journal::new_file(&self.stage, index), &target)?,
                Edit::Remove(_) => file_calls::remove_file(&target)?,
            }
        }
        // Last, because a folder that a removal empties may be one that is written to.
        for edit in edits.iter().filter(|edit| matches!(edit, Edit::Remove(_))) {
            self.remove_empty_folders(&self.dir.join(edit.path()))?;
        }
        journal.sync_folders(&self.dir)
    }

    /// Removes the folders that removing `file` has left empty.
    fn remove_empty_folders(&self, file: &Path) -> io::Result<()> {
        let folders = file.ancestors().skip(1).take_while(|folder| *folder != self.dir);
        for folder in folders {
            if !file_calls::remove_empty_dir(folder)? {
                break;
            }
        }
        Ok(())
    }

    /// Removes the files of runs from the stage, except for the lock.
    fn clear(&self) -> io::Result<()> {
        if !self.stage.exists() {
            return Ok(());
        }
        for entry in fs::read_dir(&self.stage)? {
            let entry = entry?;
            if journal::is_staged(&entry.file_name().to_string_lossy()) {
                file_calls::remove_file(&entry.path())?;
            }
        }
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.clear()?;
        file_calls::remove_file(&self.stage.join(lock::FILE))?;
        file_calls::remove_empty_dir(&self.stage)?;
        for folder in self.created.iter().rev() {
            file_calls::remove_empty_dir(folder)?;
        }
        Ok(())
    }
}

impl Drop for LockedFolder {
    /// Removes the stage, unless it contains a journal.
    fn drop(&mut self) {
        if !Journal::exists(&self.stage) {
            // After a second failure, the next run removes the rest.
            let _ = self.close().or_else(|_| self.close());
        }
    }
}

/// Refuses a folder that an interrupted run has left half written; for commands that only read it.
///
/// # Errors
///
/// Such a folder.
pub(crate) fn check_settled(dir: &Path) -> Result<(), CliError> {
    if !Journal::exists(&dir.join(STAGE)) {
        return Ok(());
    }
    let message = format!("`{}` was not written to the end", dir.display());
    Err(CliError::new(
        message,
        "run the interrupted command again (`regen` or `sync`): it first restores the folder",
    ))
}

/// Restores a folder that an interrupted run has left half written.
///
/// # Errors
///
/// Returns the errors of [`LockedFolder::lock`].
pub(crate) fn settle(dir: &Path) -> Result<(), CliError> {
    match Journal::exists(&dir.join(STAGE)) {
        true => LockedFolder::lock(dir).map(drop),
        false => Ok(()),
    }
}

/// Creates or replaces user-written files of the folder `dir`: all of them, or none. The last one is replaced last.
///
/// # Errors
///
/// The errors of [`LockedFolder::lock`] and [`LockedFolder::apply`].
pub fn replace(dir: &Path, files: &[File]) -> Result<(), CliError> {
    if files.is_empty() {
        return Ok(());
    }
    let edits: Vec<_> = files.iter().map(Edit::write).collect();
    LockedFolder::lock(dir)?.apply(&edits)
}

/// Writes one file completely or not at all. Runs that write other files of its folder are not blocked.
///
/// # Errors
///
/// A symbolic link, a folder or a device is in the location of the file, or the file system reports an error.
pub fn write_file(path: &Path, text: &str) -> Result<(), CliError> {
    let Some(name) = path.file_name() else {
        let message = format!("`{}` names no file", path.display());
        return Err(CliError::new(message, "give the path of the file to write"));
    };
    let Some(name) = name.to_str() else {
        let message = format!("the file name of `{}` is not UTF-8", path.display());
        return Err(CliError::new(message, "give another name"));
    };
    let dir = path.parent().unwrap_or(Path::new(""));
    check_target(dir, name)?;
    LockedFolder::lock_stage(dir, &stage_of(name))?.apply(&[Edit::Write(name, text)])
}

/// Returns the stage of a file that is written alone. A long name is replaced by its hash, so that the stage can be
/// created.
fn stage_of(name: &str) -> String {
    match name.len() {
        ..=100 => format!("{STAGE}-{name}"),
        _ => format!("{STAGE}-{}", digest::sha256(name.as_bytes())),
    }
}

/// Checks that no part of `path` inside `dir` is a symbolic link, and that a file can be created there.
fn check_target(dir: &Path, path: &str) -> Result<(), CliError> {
    check_inside(dir, path)?;
    let mut whole = dir.to_owned();
    let mut parts = Path::new(path).components().peekable();
    while let Some(part) = parts.next() {
        whole.push(part);
        // Nothing is below a part that does not exist.
        let Ok(kind) = whole.symlink_metadata().map(|found| found.file_type()) else {
            return Ok(());
        };
        if kind.is_symlink() {
            return Err(symbolic_link(&whole));
        }
        let fits = match parts.peek() {
            Some(_) => kind.is_dir(),
            None => kind.is_file(),
        };
        if !fits {
            let (found, wanted) = match (kind.is_dir(), parts.peek()) {
                (true, _) => ("a folder", "a file"),
                (false, Some(_)) => ("not a folder", "a folder"),
                (false, None) => ("a device or a pipe", "a regular file"),
            };
            let message = format!(
                "cannot write `{path}`: `{}` is {found}, not {wanted}",
                whole.display()
            );
            return Err(CliError::new(message, "give another path"));
        }
    }
    Ok(())
}

/// Checks that none of the parts of `path` inside `dir` is a symbolic link.
fn check_links(dir: &Path, path: &str) -> Result<(), CliError> {
    let whole = dir.join(path);
    let mut inside = whole.ancestors().take_while(|part| *part != dir);
    inside
        .find(|part| part.is_symlink())
        .map_or(Ok(()), |link| Err(symbolic_link(link)))
}

/// Checks that `path` stays inside `dir`.
///
/// # Errors
///
/// A path with `..`, or an absolute one.
pub(crate) fn check_inside(dir: &Path, path: &str) -> Result<(), CliError> {
    let mut parts = Path::new(path).components();
    if !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_))) {
        return Ok(());
    }
    let message = format!("the path `{path}` may lead out of `{}`", dir.display());
    Err(CliError::new(
        message,
        "this is a mistake of the generator: report it",
    ))
}

/// Creates `dir` and its parents; new ones are added to `created`, outermost first.
fn create_all(dir: &Path, created: &mut Vec<PathBuf>) -> Result<(), CliError> {
    if dir.is_dir() {
        return Ok(());
    }
    if dir.is_symlink() && !dir.exists() {
        let message = format!("`{}` is a symbolic link to nothing", dir.display());
        return Err(CliError::new(message, "create its target, or remove the link"));
    }
    if dir.exists() {
        let message = format!("the output `{}` is not a folder", dir.display());
        return Err(CliError::new(message, "give a folder, or a path that is free"));
    }
    if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        create_all(parent, created)?;
    }
    file_calls::create_dir(dir).map_err(|error| CliError::io("create", dir, error))?;
    created.push(dir.to_owned());
    Ok(())
}

fn remove_created(created: &[PathBuf]) {
    for folder in created.iter().rev() {
        let _ = file_calls::remove_empty_dir(folder);
    }
}

fn symbolic_link(path: &Path) -> CliError {
    let message = format!(
        "`{}` is a symbolic link, and links are not followed",
        path.display()
    );
    CliError::new(message, "remove the link, or give another path")
}

fn unrestored(stage: &Path, error: &io::Error) -> CliError {
    CliError::new(
        format!("writing failed, and the old files could not be restored: {error}"),
        format!(
            "run the command again: it first restores them from `{}`",
            stage.display()
        ),
    )
}
