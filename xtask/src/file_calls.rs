//! The file system calls of all writes, each of which a test can make fail.

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

/// Writes a file that does not exist yet.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    before("create", path)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    before("write", path)?;
    file.write_all(bytes)
}

/// Copies the permissions of a file.
pub(crate) fn copy_permissions(from: &Path, to: &Path) -> io::Result<()> {
    before("permissions", to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())
}

/// The number of threads that wait for the disk: a file system syncs several files at once, which
/// takes a fifth of the time.
const WAITING: usize = 8;

/// Waits until the bytes of files are on the disk.
pub(crate) fn sync_files(paths: &[PathBuf]) -> io::Result<()> {
    paths.iter().try_for_each(|path| before("sync", path))?;
    for_all(paths, sync_bytes)
}

/// Waits until the names in folders are on the disk. Only Unix can open a folder for that.
pub(crate) fn sync_dirs(paths: &[PathBuf]) -> io::Result<()> {
    paths.iter().try_for_each(|path| before("sync_dir", path))?;
    for_all(paths, |path| match cfg!(unix) {
        true => File::open(path)?.sync_all(),
        false => Ok(()),
    })
}

/// Calls `action` with every path, on several threads.
fn for_all(paths: &[PathBuf], action: fn(&Path) -> io::Result<()>) -> io::Result<()> {
    let share = paths.len().div_ceil(WAITING).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = paths
            .chunks(share)
            .map(|paths| scope.spawn(move || paths.iter().try_for_each(|path| action(path))))
            .collect();
        let failed = || Err(io::Error::other("a thread ended early"));
        let done = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| failed()));
        // All have to end before the first error is returned.
        done.collect::<Vec<_>>().into_iter().collect()
    })
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
