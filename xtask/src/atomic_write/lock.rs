//! The lock of a folder.
//!
//! The lock belongs to the operating system and ends with the process in any case, so there are no stale
//! locks. `std::fs::File::try_lock` does the same from Rust 1.89 on, which is newer than the minimum version of this
//! project.

use crate::{CliError, file_calls};
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

pub(super) const FILE: &str = "lock";

/// The number of attempts to lock. The previous run may be about to end, and a child process inherits the lock
/// until it executes its own program.
const ATTEMPTS: usize = 30;
const PAUSE: Duration = Duration::from_millis(10);

/// Creates the stage of the folder `dir`, and locks it.
pub(super) fn acquire(dir: &Path, stage: &Path) -> Result<File, CliError> {
    let path = stage.join(FILE);
    let failed = |error| CliError::io("lock", dir, error);
    for _ in 0..ATTEMPTS {
        match file_calls::create_dir(stage) {
            // The previous run removes it at this moment.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !stage.exists() => continue,
            done => done.map_err(|error| CliError::io("write", dir, error))?,
        }
        let file = match file_calls::open_lock(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                let _ = file_calls::remove_empty_dir(stage);
                return Err(failed(error));
            }
        };
        match fs4::FileExt::try_lock(&file) {
            Ok(()) if is_at(&file, &path) => return Ok(file),
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(fs4::TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
    Err(busy(dir))
}

/// Returns true if the locked file is still the one at `path`: the previous run may have removed it after this one
/// opened it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.metadata()) {
        (Ok(locked), Ok(found)) => (locked.dev(), locked.ino()) == (found.dev(), found.ino()),
        _ => false,
    }
}

/// On other systems, the name of an open file is reserved or gone after its removal.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

fn busy(dir: &Path) -> CliError {
    let message = format!("another run is writing `{}`", dir.display());
    CliError::new(message, "wait until it has ended, then run the command again")
}
