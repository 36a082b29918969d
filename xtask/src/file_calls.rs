//! The file system calls of all writes, each of which a test can make fail.

use generator::parallel;
use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Is called before each call, with its name and path; its error replaces the call.
pub type Hook = Box<dyn FnMut(&'static str, &Path) -> io::Result<()>>;

thread_local! {
    static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
}

/// Installs the hook of this thread, or removes it. For tests of failures; returns the previous one.
pub fn set_hook(hook: Option<Hook>) -> Option<Hook> {
    HOOK.with(|current| current.replace(hook))
}

fn before(call: &'static str, path: &Path) -> io::Result<()> {
    HOOK.with(|hook| match hook.borrow_mut().as_mut() {
        Some(hook) => hook(call, path),
        None => Ok(()),
    })
}

/// Reads a file completely; `None` if it does not exist.
pub(crate) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    before("read", path)?;
    match fs::read(path) {
        Err(error) if is_absent(&error) => Ok(None),
        found => found.map(Some),
    }
}

/// Creates a folder, unless it exists.
pub(crate) fn create_dir(path: &Path) -> io::Result<()> {
    before("create_dir", path)?;
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        done => done,
    }
}

/// A file to be written that does not exist yet.
#[derive(Debug)]
pub(crate) struct NewFile<'a> {
    /// Where it is written.
    pub(crate) path: PathBuf,
    /// Its content.
    pub(crate) bytes: &'a [u8],
    /// The file whose permissions it gets.
    pub(crate) like: Option<PathBuf>,
}

/// The number of threads that wait for the disk: a file system syncs many files at once. With
/// two threads, it takes three times as long.
const WAITING: usize = 32;

/// Writes files, and waits until their bytes are on the disk. All are written first: a file system syncs with the first one what
/// all of them have in common.
pub(crate) fn write_new(files: &[NewFile<'_>]) -> io::Result<()> {
    for file in files {
        before("create", &file.path)?;
        before("write", &file.path)?;
        if file.like.is_some() {
            before("permissions", &file.path)?;
        }
    }
    for_all(files, |new| {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&new.path)?;
        file.write_all(new.bytes)
    })?;
    files.iter().try_for_each(|file| before("sync", &file.path))?;
    for_all(files, |new| {
        let file = OpenOptions::new().append(true).open(&new.path)?;
        if let Some(like) = &new.like {
            file.set_permissions(fs::metadata(like)?.permissions())?;
        }
        file.sync_all()
    })
}

/// Waits until the names in folders are on the disk. Only Unix can open a folder for that.
pub(crate) fn sync_dirs(paths: &[PathBuf]) -> io::Result<()> {
    paths.iter().try_for_each(|path| before("sync_dir", path))?;
    for_all(paths, |path: &PathBuf| match cfg!(unix) {
        true => File::open(path)?.sync_all(),
        false => Ok(()),
    })
}

/// Calls `action` with every item, on several threads. All have ended when the first error is returned.
fn for_all<T: Sync>(items: &[T], action: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    parallel::map_on(WAITING, items, action).into_iter().collect()
}

fn sync_bytes(path: &Path) -> io::Result<()> {
    // Windows only syncs files that are open for writing; elsewhere, a file without that permission is opened for
    // reading.
    let file = OpenOptions::new()
        .append(true)
        .open(path)
        .or_else(|_| File::open(path))?;
    file.sync_all()
}

/// Renames a file, replacing an existing one.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    before("rename", to)?;
    fs::rename(from, to)
}

/// Keeps the current content of `from` as `to`: by a hard link, or by a copy on file systems without them.
pub(crate) fn keep(from: &Path, to: &Path) -> io::Result<()> {
    before("keep", to)?;
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    sync_bytes(to)
}

/// Removes a file, if it exists.
pub(crate) fn remove_file(path: &Path) -> io::Result<()> {
    before("remove", path)?;
    absent(fs::remove_file(path))
}

/// Removes a folder if it is empty; returns true if it is gone.
pub(crate) fn remove_empty_dir(path: &Path) -> io::Result<bool> {
    before("remove_dir", path)?;
    match absent(fs::remove_dir(path)) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(false),
        done => done.map(|()| true),
    }
}

/// Opens the lock file; creates it if it does not exist.
pub(crate) fn open_lock(path: &Path) -> io::Result<File> {
    before("open_lock", path)?;
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn absent(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if is_absent(&error) => Ok(()),
        done => done,
    }
}

/// Returns true if a path does not exist, or one of its folders is a file.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
