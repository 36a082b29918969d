//! Nested runs of cargo.

use generator::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Target folders.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// The folder of the workspace, for a member of it: everything that it depends on has been compiled for the tests.
    Member,
    /// The same folder, for a program that is not a member: of what it depends on, everything has been compiled that has the
    /// same features.
    Program,
    /// A folder of this name, in which emitted crates are only checked and documented. No other run of cargo blocks it.
    Checks(&'static str),
}

/// Returns cargo in `folder`. Everything is compiled once, so it is not incremental.
///
/// The versions are those of a lock file, most of which the tests themselves have downloaded. It may download the others: on
/// a new machine nothing has fetched a dependency that only an unusual feature enables.
pub(crate) fn cargo(folder: &Path, target: Target, arguments: &[&str]) -> Command {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let workspace = temporary.parent().expect("it is in the target folder");
    let mut command = tests::cargo();
    command.current_dir(folder).args(arguments);
    let is_member = matches!(target, Target::Member);
    let target = match target {
        Target::Member | Target::Program => workspace.to_owned(),
        Target::Checks(name) => folder_of_checks(name),
    };
    command.env("CARGO_TARGET_DIR", target);
    if !is_member {
        use_settings_of_workspace(&mut command);
    }
    command
}

/// Sets the settings of the workspace, without which its artifacts could not be reused.
fn use_settings_of_workspace(command: &mut Command) {
    command
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false")
        .env("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "true");
}

/// Returns the folder of this name for checks, with links to the results of checking what emitted crates depend on.
fn folder_of_checks(name: &str) -> PathBuf {
    let folder = DEPENDENCIES.with_file_name(name);
    // Not the lock, which each folder has to have for itself.
    for part in [".fingerprint", "build", "deps"].map(|part| Path::new("debug").join(part)) {
        link_all(&DEPENDENCIES.join(&part), &folder.join(&part))
            .expect("the target folder can be written to");
    }
    folder
}

/// A target folder in which everything that emitted crates depend on has been checked.
static DEPENDENCIES: LazyLock<PathBuf> = LazyLock::new(|| {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = temporary.join("checks/dependencies");
    let root = temporary.join("dependencies");
    let case = tests::project("tests/fixtures/20-one-whole-document");
    let mut files = tests::fixture::emitted(&case).expect("a fixture").files;
    files.retain(|file| file.path == "Cargo.toml" || file.path.starts_with("examples/"));
    files.push(File {
        path: "src/lib.rs".to_owned(),
        text: String::new(),
    });
    write_crate(&root, &files);
    let mut check = tests::cargo();
    check.current_dir(&root).env("CARGO_TARGET_DIR", &folder);
    check.args(["check", "--quiet", "--no-default-features"]);
    check.args(["--features", tests::FEATURES]);
    use_settings_of_workspace(&mut check);
    output(check);
    folder
});

/// Links the files below `from` into `to`, where they are missing.
fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type()?.is_dir() {
            true => link_all(&from, &to)?,
            false if !to.exists() => std::fs::hard_link(from, to)?,
            false => {}
        }
    }
    Ok(())
}

/// Writes an emitted crate with the lock file of the project, in place of an earlier one.
///
/// # Panics
///
/// If a file cannot be written.
pub(crate) fn write_crate(root: &Path, files: &[File]) {
    let _ = std::fs::remove_dir_all(root.join("src"));
    for file in files {
        tests::write(&root.join(&file.path), &file.text).expect("the target folder can be written to");
    }
    std::fs::copy(tests::project("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the project has a lock file");
}

/// Writes an emitted crate for a check: a warning is an error, and no provider of cryptography is a default.
///
/// # Panics
///
/// If a file cannot be written.
pub(crate) fn write_checked_crate(root: &Path, mut files: Vec<File>) {
    for file in files.iter_mut().filter(|file| file.path == "Cargo.toml") {
        let text = file.text.replace("    \"ring\",\n", "");
        file.text = text + "\n[lints.rust]\nwarnings = \"deny\"\n";
    }
    write_crate(root, &files);
}

/// Runs `command`, and returns its output.
///
/// # Panics
///
/// If it fails, with its messages.
pub(crate) fn output(mut command: Command) -> String {
    let output = command.output().expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Otherwise each run after another package's would compile the HTTP stacks again.
#[test]
fn a_nested_run_does_not_depend_on_this_package() {
    let command = cargo(&tests::project(""), Target::Member, &[]);
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"] {
        let is_removed = command
            .get_envs()
            .any(|(own, value)| own == name && value.is_none());
        assert_eq!(is_removed, std::env::var_os(name).is_some(), "{name}");
    }
}
