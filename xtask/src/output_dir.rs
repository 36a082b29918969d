//! Compares the folder of a generated crate with its new files, and writes them.
//!
//! A file is only replaced or removed if the manifest of the last run lists it with its current digest. Other
//! files are user-written: they are kept, and if one is in the location of a generated file, nothing is written.

mod manifest;

use crate::atomic_write::{self, Edit, LockedFolder};
use crate::{CliError, diff, file_calls};
use generator::File;
use manifest::Manifest;
use std::path::{Path, PathBuf};

pub use manifest::MANIFEST;

/// The maximum number of files of a kind in the summary.
const NAMED: usize = 10;

/// The option of `regen` that replaces edited files.
const REPLACE_EDITED: &str = "--replace-edited";

/// The differences of a folder from the new files.
#[derive(Debug)]
pub struct Changes<'a> {
    dir: PathBuf,
    missing: Vec<&'a File>,
    /// With their current content.
    stale: Vec<(&'a File, String)>,
    orphans: Vec<String>,
    unchanged: usize,
    /// Files of the last run that were edited since; they are also among the stale ones or the orphans.
    edited: Vec<String>,
    /// Other files and links in the locations of generated files.
    in_the_way: Vec<String>,
    /// The new manifest, and whether it differs from the current one.
    manifest: (File, bool),
}

/// Returns whether the last run wrote `path` into the output folder `dir`.
///
/// # Errors
///
/// Returns an error for a manifest that cannot be read.
pub(crate) fn lists(dir: &Path, path: &str) -> Result<bool, CliError> {
    match read(dir, MANIFEST)? {
        Present::File(bytes) => Ok(Manifest::read(dir, &bytes)?.lists(path)),
        Present::Nothing | Present::Other(_) => Ok(false),
    }
}

/// Compares the output folder `dir` with `files`.
///
/// # Errors
///
/// A manifest that is damaged, a path that leads out, and whatever cannot be read.
pub fn compare<'a>(dir: &Path, files: &'a [File]) -> Result<Changes<'a>, CliError> {
    if dir.exists() && !dir.is_dir() {
        let message = format!("the output `{}` is not a folder", dir.display());
        return Err(CliError::new(
            message,
            "give `--out` a folder, or a path that is free",
        ));
    }
    let old = match read(dir, MANIFEST)? {
        Present::File(bytes) => Some(bytes),
        Present::Nothing => None,
        Present::Other(why) => {
            let message = format!("the manifest in `{}` is not a file: {why}", dir.display());
            return Err(CliError::new(message, "remove it, or give another `--out`"));
        }
    };
    let last = Manifest::read(dir, old.as_deref().unwrap_or_default())?;
    let text = Manifest::text(files);
    let differs = old.as_deref() != Some(text.as_bytes());
    let path = MANIFEST.to_owned();
    let mut changes = Changes {
        dir: dir.to_owned(),
        missing: vec![],
        stale: vec![],
        orphans: vec![],
        unchanged: 0,
        edited: vec![],
        in_the_way: vec![],
        manifest: (File { path, text }, differs),
    };
    for file in files {
        changes.compare_file(&last, file)?;
    }
    let wanted: std::collections::BTreeSet<_> = files.iter().map(|file| &*file.path).collect();
    for path in last.paths().filter(|path| !wanted.contains(path)) {
        changes.compare_orphan(&last, path)?;
    }
    Ok(changes)
}

impl<'a> Changes<'a> {
    fn compare_file(&mut self, last: &Manifest, file: &'a File) -> Result<(), CliError> {
        match read(&self.dir, &file.path)? {
            Present::Nothing => self.missing.push(file),
            // Several files may be below one link.
            Present::Other(obstacle) if self.in_the_way.contains(&obstacle) => {}
            Present::Other(obstacle) => self.in_the_way.push(obstacle),
            Present::File(bytes) if bytes == file.text.as_bytes() => self.unchanged += 1,
            Present::File(_) if !last.lists(&file.path) => self.in_the_way.push(file.path.clone()),
            Present::File(bytes) => {
                if !last.wrote(&file.path, &bytes) {
                    self.edited.push(file.path.clone());
                }
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.stale.push((file, text));
            }
        }
        Ok(())
    }

    /// Compares a file of the last run that is not generated any more.
    fn compare_orphan(&mut self, last: &Manifest, path: &str) -> Result<(), CliError> {
        if let Present::File(bytes) = read(&self.dir, path)? {
            if !last.wrote(path, &bytes) {
                self.edited.push(path.to_owned());
            }
            self.orphans.push(path.to_owned());
        }
        Ok(())
    }

    /// Returns true if the folder is up to date.
    pub fn is_empty(&self) -> bool {
        self.names().iter().all(Vec::is_empty) && self.in_the_way.is_empty() && !self.manifest.1
    }

    /// Updates the folder, and writes `others`, which are user-written files: all or
    /// nothing. Edited files are only replaced if `replace_edited` is true.
    ///
    /// # Errors
    ///
    /// A file is in the way, or the file system reports an error.
    pub fn write(
        &self,
        folder: &LockedFolder,
        others: &[File],
        replace_edited: bool,
    ) -> Result<(), CliError> {
        if let Some(error) = self.obstacles(replace_edited) {
            return Err(error);
        }
        let removed = self.orphans.iter().map(|path| Edit::Remove(path));
        let missing = self.missing.iter().map(|file| Edit::write(file));
        let stale = self.stale.iter().map(|(file, _)| Edit::write(file));
        let mut edits: Vec<_> = removed.chain(missing).chain(stale).collect();
        edits.extend(others.iter().map(Edit::write));
        if self.manifest.1 {
            edits.push(Edit::write(&self.manifest.0));
        }
        folder.apply(&edits)
    }

    /// Returns the reason why nothing may be written, with the names of all files concerned.
    fn obstacles(&self, replace_edited: bool) -> Option<CliError> {
        let (mut reasons, mut help) = (Vec::new(), Vec::new());
        if !self.in_the_way.is_empty() {
            reasons.push(self.named("in the way, and not written by the last run", &self.in_the_way));
            let what = "move the files in the way (remove what a version of this program without a manifest wrote), or give \
                        another `--out`";
            help.push(what.to_owned());
        }
        if !self.edited.is_empty() && !replace_edited {
            reasons.push(self.named("edited since the last run", &self.edited));
            help.push(format!(
                "move what was edited somewhere else, or add `{REPLACE_EDITED}` to lose it"
            ));
        }
        let message = format!(
            "nothing was written to `{}`{}",
            self.dir.display(),
            reasons.concat()
        );
        (!reasons.is_empty()).then(|| CliError::new(message, help.join("; ")))
    }

    fn named(&self, what: &str, paths: &[String]) -> String {
        let names = paths
            .iter()
            .map(|path| format!("\n    {}", self.dir.join(path).display()));
        format!("\n  {what}:{}", names.collect::<String>())
    }

    /// Summarizes the effect of [`Changes::write`].
    pub fn summary(&self) -> String {
        let dir = self.dir.display();
        if self.is_empty() {
            return format!("{dir}: up to date, {} files\n", self.unchanged);
        }
        let [created, updated, removed] = self.names();
        let mut text = format!(
            "{dir}: {} created, {} updated, {} removed, {} unchanged\n",
            created.len(),
            updated.len(),
            removed.len(),
            self.unchanged,
        );
        for (sign, names) in [('+', created), ('~', updated), ('-', removed)] {
            text.extend(names.iter().take(NAMED).map(|name| format!("  {sign} {name}\n")));
            if names.len() > NAMED {
                text.push_str(&format!("  {sign} ... and {} more\n", names.len() - NAMED));
            }
        }
        text
    }

    /// Lists every stale, missing and orphan file, and the `command` that fixes them; one line if there are none.
    pub fn findings(&self, command: &str) -> String {
        if self.is_empty() {
            return self.summary();
        }
        let dir = self.dir.display();
        let stale = self
            .stale
            .iter()
            .map(|(file, old)| format!("stale: {dir}/{}\n{}", file.path, diff::short(old, &file.text)));
        let missing = self
            .missing
            .iter()
            .map(|file| format!("missing: {dir}/{}\n", file.path));
        let mut text: String = stale.chain(missing).collect();
        for (kind, paths) in [
            ("orphan", &self.orphans),
            ("edited", &self.edited),
            ("in the way", &self.in_the_way),
        ] {
            text.extend(paths.iter().map(|path| format!("{kind}: {dir}/{path}\n")));
        }
        if text.is_empty() {
            text = format!("stale: {dir}/{MANIFEST}\n");
        }
        let [missing, stale, orphans] = self.names().map(|names| names.len());
        text.push_str(&format!("{stale} stale, {missing} missing, {orphans} orphan; "));
        text.push_str(&match (self.in_the_way.is_empty(), self.edited.is_empty()) {
            (true, true) => format!("run `{command}` to fix that\n"),
            (true, false) => format!("run `{command} {REPLACE_EDITED}` to fix that; edits are lost\n"),
            (false, _) => format!("move the files in the way, then run `{command}`\n"),
        });
        text
    }

    /// Returns the changes as a JSON object.
    pub fn json(&self) -> serde_json::Value {
        let [created, updated, removed] = self.names();
        serde_json::json!({
            "dir": self.dir.display().to_string(),
            "created": created,
            "updated": updated,
            "removed": removed,
            "unchanged": self.unchanged,
            "edited": self.edited,
            "in_the_way": self.in_the_way,
        })
    }

    /// Missing, stale and orphan paths.
    fn names(&self) -> [Vec<&str>; 3] {
        [
            self.missing.iter().map(|file| &*file.path).collect(),
            self.stale.iter().map(|(file, _)| &*file.path).collect(),
            self.orphans.iter().map(String::as_str).collect(),
        ]
    }
}

/// The content at a path of the output folder.
enum Present {
    Nothing,
    File(Vec<u8>),
    /// A folder, a link, a device, or anything below one: its path, and what it is.
    Other(String),
}

/// Reads the content at `path` in `dir`. Links are never followed.
fn read(dir: &Path, path: &str) -> Result<Present, CliError> {
    atomic_write::check_inside(dir, path)?;
    let mut whole = dir.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        whole.push(part);
        let kind = match whole.symlink_metadata() {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Present::Nothing),
            Err(error) => return Err(CliError::io("read", &whole, error)),
        };
        let fits = match parts.peek() {
            Some(_) => kind.is_dir(),
            None => kind.is_file(),
        };
        if !fits {
            let what = match (kind.is_symlink(), kind.is_dir()) {
                (true, _) => "a symbolic link",
                (_, true) => "a folder",
                _ if parts.peek().is_some() => "not a folder",
                _ => "not a regular file",
            };
            let inside = whole.strip_prefix(dir).unwrap_or(&whole);
            return Ok(Present::Other(format!("{} ({what})", inside.display())));
        }
    }
    let bytes = file_calls::read(&whole).map_err(|error| CliError::io("read", &whole, error))?;
    Ok(bytes.map_or(Present::Nothing, Present::File))
}
