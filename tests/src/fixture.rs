//! Crates that are emitted for cases.

use generator::{Generated, Options, generate, render};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Returns each fixture with its crate or rendered diagnostics; the tests of a binary share them.
pub fn all() -> &'static [(PathBuf, Result<Generated, String>)] {
    static ALL: LazyLock<Vec<(PathBuf, Result<Generated, String>)>> = LazyLock::new(|| {
        let cases = crate::cases("fixtures").into_iter();
        cases.map(|case| (case.clone(), emitted(&case))).collect()
    });
    &ALL
}

/// Emits the crate of a case.
///
/// # Errors
///
/// Rendered diagnostics, if the case is refused.
pub fn emitted(case: &Path) -> Result<Generated, String> {
    let options = Options {
        crate_name: name(case),
        complete: true,
        ..Options::default()
    };
    generate(crate::input(case), &options).map_err(|failed| {
        format!(
            "{}\n{}",
            case.display(),
            render::text(&failed.diagnostics, &failed.sources)
        )
    })
}

/// Returns the name of a case's package: its folder's name without the number.
pub fn name(case: &Path) -> String {
    let folder = case.file_name().unwrap_or_default().to_string_lossy();
    folder
        .split_once('-')
        .map_or(folder.as_ref(), |(_, name)| name)
        .to_owned()
}
