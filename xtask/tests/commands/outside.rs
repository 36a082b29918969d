//! Folders outside of every project: the temporary folder of a test is inside this one.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// An empty folder, which is removed at the end of the test.
pub(crate) struct Outside(PathBuf);

impl Outside {
    /// Creates the folder. `name` distinguishes it from those of other tests.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("openapi-crate-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path.canonicalize().expect("a folder"))
    }
}

impl Deref for Outside {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
