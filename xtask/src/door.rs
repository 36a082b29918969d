//! The one door through which files are written.
//!
//! Everything under `src/` of the output folder is machine-owned; outside of it, what carries the generator's mark.

use crate::{Refusal, diff};
use generator::{File, MARKER};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Where new files are prepared; renaming from here puts them in place whole.
const STAGE: &str = ".regen";

/// How many files of a kind the summary names.
const NAMED: usize = 10;

/// What separates a folder from the files that belong into it.
#[derive(Debug)]
pub struct Changes<'a> {
    dir: PathBuf,
    missing: Vec<&'a File>,
    /// With what stands there now.
    stale: Vec<(&'a File, String)>,
    orphans: Vec<String>,
    unchanged: usize,
}

/// Compares the output folder `dir` with `files`. `own` says that the folder is known to be the generator's.
///
/// # Errors
///
/// A folder that holds something else, a hand-written file or a symbolic link where a file belongs, and whatever
/// cannot be read.
pub fn compare<'a>(dir: &Path, files: &'a [File], own: bool) -> Result<Changes<'a>, Refusal> {
    let present = Present::read(dir)?;
    if !own {
        present.must_be_ours(dir)?;
    }
    let mut changes = Changes {
        dir: dir.to_owned(),
        missing: vec![],
        stale: vec![],
        orphans: vec![],
        unchanged: 0,
    };
    for file in files {
        check_path(dir, &file.path)?;
        match present.files.get(&file.path) {
            None => changes.missing.push(file),
            Some(found) if found.bytes == file.text.as_bytes() => changes.unchanged += 1,
            Some(found) if found.owned => {
                changes
                    .stale
                    .push((file, String::from_utf8_lossy(&found.bytes).into_owned()));
            }
            Some(_) => return Err(by_hand(dir, &file.path)),
        }
    }
    let wanted: std::collections::BTreeSet<_> = files.iter().map(|file| &file.path).collect();
    let owned = present.files.into_iter().filter(|(_, found)| found.owned);
    changes.orphans = owned
        .map(|(path, _)| path)
        .filter(|path| !wanted.contains(path))
        .collect();
    Ok(changes)
}

impl Changes<'_> {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.stale.is_empty() && self.orphans.is_empty()
    }

    /// Makes the folder what it should be. A file is replaced whole or not at all, and nothing is replaced before all
    /// new texts are on the disk: a run that is interrupted is mended by the next one.
    ///
    /// # Errors
    ///
    /// What the file system refuses.
    pub fn write(&self) -> Result<(), Refusal> {
        if self.is_empty() {
            return Ok(());
        }
        let files: Vec<_> = self
            .missing
            .iter()
            .copied()
            .chain(self.stale.iter().map(|(file, _)| *file))
            .collect();
        let stage = self.dir.join(STAGE);
        prepare(&stage, &files)?;
        for (index, file) in files.iter().enumerate() {
            put(&stage.join(index.to_string()), &self.dir.join(&file.path))?;
        }
        for orphan in &self.orphans {
            remove(&self.dir, orphan)?;
        }
        clear(&stage)
    }

    /// What [`Changes::write`] did, in a few lines.
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

    /// Every stale, missing and orphan file, and the `command` that mends them; for [`Changes::is_empty`], one line.
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
        let orphans = self.orphans.iter().map(|path| format!("orphan: {dir}/{path}\n"));
        let mut text: String = stale.chain(missing).chain(orphans).collect();
        let [missing, stale, orphans] = self.names().map(|names| names.len());
        text.push_str(&format!(
            "{stale} stale, {missing} missing, {orphans} orphan; `{command}` mends that\n"
        ));
        text
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

/// Replaces files of the folder `dir` that people write, or creates them: all of them or none. Nothing is replaced before all new texts
/// are on the disk, and if one cannot be put in place, those before it are put back.
///
/// # Errors
///
/// A symbolic link where a file belongs, and what the file system refuses.
pub fn replace(dir: &Path, files: &[File]) -> Result<(), Refusal> {
    if files.is_empty() {
        return Ok(());
    }
    for file in files {
        check_path(dir, &file.path)?;
    }
    let stage = dir.join(STAGE);
    let done = swap(dir, &stage, files);
    let cleared = clear(&stage);
    done.and(cleared)
}

fn swap(dir: &Path, stage: &Path, files: &[File]) -> Result<(), Refusal> {
    prepare(stage, &files.iter().collect::<Vec<_>>())?;
    let old = |index: usize| stage.join(format!("{index}.old"));
    for (index, file) in files.iter().enumerate() {
        let path = dir.join(&file.path);
        if path.exists() {
            fs::copy(&path, old(index)).map_err(|error| Refusal::io("read", &path, error))?;
        }
    }
    for (index, file) in files.iter().enumerate() {
        if let Err(refused) = put(&stage.join(index.to_string()), &dir.join(&file.path)) {
            for (index, file) in files[..index].iter().enumerate() {
                match old(index).exists() {
                    true => put(&old(index), &dir.join(&file.path))?,
                    false => remove(dir, &file.path)?,
                }
            }
            return Err(refused);
        }
    }
    Ok(())
}

/// Writes one file outside of any crate, whole or not at all.
///
/// # Errors
///
/// A symbolic link or a folder where the file belongs, and what the file system refuses.
pub fn write(path: &Path, text: String) -> Result<(), Refusal> {
    let Some(name) = path.file_name() else {
        let message = format!("`{}` names no file", path.display());
        return Err(Refusal::new(message, "give the path of the file to write"));
    };
    let file = File {
        path: name.to_string_lossy().into_owned(),
        text,
    };
    let dir = path.parent().unwrap_or(Path::new(""));
    check_path(dir, &file.path)?;
    let stage = dir.join(STAGE);
    let done = prepare(&stage, &[&file]).and_then(|()| put(&stage.join("0"), path));
    let cleared = clear(&stage);
    done.and(cleared)
}

/// Writes new texts into the folder `stage`, each under its number.
fn prepare(stage: &Path, files: &[&File]) -> Result<(), Refusal> {
    clear(stage)?;
    fs::create_dir_all(stage).map_err(|error| Refusal::io("create", stage, error))?;
    for (index, file) in files.iter().enumerate() {
        let path = stage.join(index.to_string());
        fs::write(&path, &file.text).map_err(|error| Refusal::io("write", &path, error))?;
    }
    Ok(())
}

/// A file that stands in the output folder.
struct Found {
    bytes: Vec<u8>,
    owned: bool,
}

/// What stands in the output folder, by path with `/` between its parts.
#[derive(Default)]
struct Present {
    files: BTreeMap<String, Found>,
}

impl Present {
    fn read(dir: &Path) -> Result<Self, Refusal> {
        let mut present = Self::default();
        match fs::metadata(dir) {
            Ok(found) if found.is_dir() => present.walk(dir, "")?,
            Ok(_) => {
                let message = format!("the output `{}` is a file", dir.display());
                return Err(Refusal::new(
                    message,
                    "give `--out` a folder, or a path that is free",
                ));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Refusal::io("read", dir, error)),
        }
        Ok(present)
    }

    /// Takes in what stands in `dir`, whose path inside the output folder is `prefix`. Links are never followed.
    fn walk(&mut self, dir: &Path, prefix: &str) -> Result<(), Refusal> {
        let failed = |error| Refusal::io("read", dir, error);
        for entry in fs::read_dir(dir).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(failed)?;
            if matches!(path.as_str(), "target" | ".git" | STAGE) {
                continue;
            }
            if kind.is_dir() {
                self.walk(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_symlink() && (path == "src" || path.starts_with("src/")) {
                return Err(link(&entry.path()));
            } else if kind.is_file() {
                let bytes =
                    fs::read(entry.path()).map_err(|error| Refusal::io("read", &entry.path(), error))?;
                let owned = path.starts_with("src/") || is_marked(&bytes);
                self.files.insert(path, Found { bytes, owned });
            }
        }
        Ok(())
    }

    /// Only a folder that is empty or that the generator has written before may be written.
    fn must_be_ours(&self, dir: &Path) -> Result<(), Refusal> {
        let marked = |path: &str| self.files.get(path).is_some_and(|found| is_marked(&found.bytes));
        if self.files.is_empty() || marked("Cargo.toml") || marked("src/lib.rs") {
            return Ok(());
        }
        let message = format!("`{}` holds files that the generator did not write", dir.display());
        Err(Refusal::new(
            message,
            "give `--out` an empty folder, a new one, or a generated crate",
        ))
    }
}

/// Whether the generator's mark stands in one of the first lines.
fn is_marked(bytes: &[u8]) -> bool {
    let lines = bytes.split(|byte| *byte == b'\n').take(5);
    lines
        .into_iter()
        .any(|line| String::from_utf8_lossy(line).contains(MARKER))
}

/// `path` stays inside `dir`: it climbs nowhere, and none of its parts is a symbolic link.
fn check_path(dir: &Path, path: &str) -> Result<(), Refusal> {
    let mut whole = dir.to_owned();
    for part in Path::new(path).components() {
        let Component::Normal(part) = part else {
            let message = format!("the generator wants to write `{path}`, which may lead out of the output");
            return Err(Refusal::new(
                message,
                "this is a mistake of the generator: report it",
            ));
        };
        whole.push(part);
        if whole.is_symlink() {
            return Err(link(&whole));
        }
    }
    Ok(())
}

fn link(path: &Path) -> Refusal {
    let message = format!(
        "`{}` is a symbolic link, and links are not followed",
        path.display()
    );
    Refusal::new(message, "remove the link, or give another `--out`")
}

fn by_hand(dir: &Path, path: &str) -> Refusal {
    let message = format!(
        "`{}` was written by hand, and belongs to the generator",
        dir.join(path).display()
    );
    Refusal::new(message, "move it away, or give another `--out`")
}

/// Moves the finished file `from` to `to`.
fn put(from: &Path, to: &Path) -> Result<(), Refusal> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| Refusal::io("create", folder, error))?;
    }
    fs::rename(from, to).map_err(|error| Refusal::io("write", to, error))
}

/// Removes a file and the folders that this leaves empty.
fn remove(dir: &Path, path: &str) -> Result<(), Refusal> {
    let file = dir.join(path);
    fs::remove_file(&file).map_err(|error| Refusal::io("remove", &file, error))?;
    let folders = file.ancestors().skip(1).take_while(|folder| *folder != dir);
    for folder in folders {
        // Fails where something else still stands in the folder, which then is to stay.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// Removes the stage that this run or an interrupted one has left.
fn clear(stage: &Path) -> Result<(), Refusal> {
    if stage.is_symlink() {
        return Err(link(stage));
    }
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Refusal::io("remove", stage, error))
        }
        _ => Ok(()),
    }
}
