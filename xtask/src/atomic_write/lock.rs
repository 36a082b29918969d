//! The lock of a folder that is written.
//!
//! The lock belongs to the operating system and ends with the process, however that ends: no stale lock has to be told
//! from a live one. `std::fs::File::try_lock` does the same from Rust 1.89 on, which is newer than this project
//! asks for.

use crate::{CliError, file_calls};
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

pub(super) const FILE: &str = "lock";

/// How often the lock is asked for. The run before may be about to end, and a process that this one has just started
/// keeps a lock of it until it runs its own program.
const ATTEMPTS: usize = 30;
const PAUSE: Duration = Duration::from_millis(10);

/// Creates the stage of the folder `dir`, and locks it.
pub(super) fn acquire(dir: &Path, stage: &Path) -> Result<File, CliError> {
    let path = stage.join(FILE);
    let failed = |error| CliError::io("lock", dir, error);
    for _ in 0..ATTEMPTS {
        file_calls::create_dir(stage).map_err(|error| CliError::io("write", dir, error))?;
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

/// Returns true if the locked file is still the one at `path`: the run before may have removed it after this one opened
/// it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.metadata()) {
        (Ok(locked), Ok(found)) => (locked.dev(), locked.ino()) == (found.dev(), found.ino()),
        _ => false,
    }
}

/// Where an open file is removed, its name stays taken or is gone.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

fn busy(dir: &Path) -> CliError {
    let message = format!("another run is writing `{}`", dir.display());
    CliError::new(message, "wait until it has ended, then run the command again")
}
