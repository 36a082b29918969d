//! Version and changelog of a crate: the proposals of `regen`, and the requirements of `regen --check`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A copy of the project's specification, and the crate generated from it.
struct Project {
    dir: PathBuf,
}

impl Project {
    fn new(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("release").join(name);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("spec/fragments")).expect("a folder for the test");
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        for folder in ["", "fragments"] {
            for entry in fs::read_dir(spec.join(folder)).expect("the specification") {
                let path = entry.expect("an entry").path();
                if path.is_file() {
                    let name = path.file_name().expect("a name");
                    fs::copy(&path, dir.join("spec").join(folder).join(name)).expect("a copy");
                }
            }
        }
        let project = Self { dir };
        // The last table of the settings: a new state need not be classified here.
        let settings = project.read("spec/sources.toml") + "unclassified-state = \"warn\"\n";
        fs::write(project.dir.join("spec/sources.toml"), settings).expect("a file");
        let (status, out, err) = project.regen(&[]);
        assert_eq!(status, Some(0), "{err}");
        assert!(
            out.contains("+ released.json") || out.contains(" created, 0 updated"),
            "{out}"
        );
        project
    }

    fn regen(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
            .current_dir(&self.dir)
            .args(["regen", "--spec", "spec", "--out", "out"])
            .args(args)
            .output()
            .expect("the command runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (status.code(), text(stdout), text(stderr))
    }

    fn check(&self) -> (Option<i32>, String) {
        let (status, out, _) = self.regen(&["--check"]);
        (status, out)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.dir.join(file)).expect("a file")
    }

    fn edit(&self, file: &str, old: &str, new: &str) {
        let text = self.read(file);
        assert!(text.contains(old), "{file}: {old}");
        fs::write(self.dir.join(file), text.replace(old, new)).expect("a file");
    }
}

const FLEX: &str = "spec/fragments/flex.yaml";
const CANCELED: &str = "- COMPLETED\n            - CANCELED\n";

#[test]
fn a_version_follows_its_changes() {
    let project = Project::new("follows");
    let (status, up_to_date) = project.check();
    assert_eq!(
        (status, up_to_date.starts_with("out: up to date, ")),
        (Some(0), true)
    );

    gains_a_value(&project);
    then_breaks(&project);

    // Released: there is nothing to report.
    let (status, out, _) = project.regen(&["--released"]);
    assert_eq!(
        (status, out.contains("0.2.0 is recorded as released")),
        (Some(0), true),
        "{out}"
    );
    let (status, out, _) = project.regen(&[]);
    assert_eq!((status, out), (Some(0), up_to_date));
}

/// An addition: the version needs a changelog entry, which `--bump` writes.
fn gains_a_value(project: &Project) {
    project.edit(FLEX, "- COMPLETED\n", CANCELED);
    let (status, out, _) = project.regen(&[]);
    assert_eq!(status, Some(0));
    let entry = "## 0.1.1\n\n### Added\n\n- `v2024_11_13::flex::RestoreStatus` gained the value `CANCELED`\n";
    assert!(out.contains(entry), "{out}");
    let (status, out) = project.check();
    assert_eq!(status, Some(1));
    assert!(
        out.contains("behind: out/Cargo.toml has 0.1.0; additive changes since 0.1.0 need 0.1.1\n")
            && out.contains("behind: out/CHANGELOG.md has no entry for 0.1.1\n")
            && out.contains("regen --spec spec --out out --bump` writes that"),
        "{out}"
    );
    assert_eq!(project.regen(&["--bump"]).0, Some(0));
    assert_eq!(project.check().0, Some(0));
    assert!(project.read("out/Cargo.toml").contains("\nversion = \"0.1.1\"\n"));
    assert_eq!(
        project.read("out/CHANGELOG.md"),
        format!("# Changelog\n\n{entry}")
    );
}

/// A breaking change before the addition is released.
fn then_breaks(project: &Project) {
    project.edit(FLEX, "expirationDate:", "expiryDate:");
    project.regen(&[]);
    let (status, out) = project.check();
    assert_eq!(status, Some(1));
    assert!(
        out.contains("out/Cargo.toml has 0.1.1; breaking changes since 0.1.0 need 0.2.0")
            && out.contains("out/CHANGELOG.md begins with 0.1.1, not with 0.2.0"),
        "{out}"
    );
    assert_eq!(project.regen(&["--released"]).0, Some(2));
    project.regen(&["--bump"]);
    assert_eq!(project.check().0, Some(0));
    let changelog = project.read("out/CHANGELOG.md");
    assert!(
        changelog.starts_with("# Changelog\n\n## 0.2.0\n")
            && changelog.contains("### Breaking\n\n- `v2024_11_13::flex::RestoreJob::expiration_date` is now called `expiry_date`\n")
            && changelog.contains("gained the value `CANCELED`")
            && !changelog.contains("0.1.1"),
        "{changelog}"
    );
}

#[test]
fn a_version_by_hand_has_to_be_high_enough() {
    let project = Project::new("by-hand");
    project.edit(FLEX, "expirationDate:", "expiryDate:");
    project.regen(&[]);
    let set = |version: &str| {
        let manifest = project.read("out/Cargo.toml");
        let line = manifest
            .lines()
            .find(|line| line.starts_with("version"))
            .expect("a version")
            .to_owned();
        fs::write(
            project.dir.join("out/Cargo.toml"),
            manifest.replace(&line, &format!("version = \"{version}\"")),
        )
        .expect("a file");
        fs::write(
            project.dir.join("out/CHANGELOG.md"),
            format!("# Changelog\n\n## [{version}] - 2026-11-22\n\n- In my own words.\n"),
        )
        .expect("a file");
        project.check().0
    };
    assert_eq!(
        ["0.1.1", "0.1.9", "0.2.0", "0.3.0", "1.0.0", "0.0.9"].map(set),
        [Some(1), Some(1), Some(0), Some(0), Some(0), Some(1)]
    );
}

#[test]
fn a_record_that_cannot_be_read_is_bad_input() {
    let project = Project::new("unreadable");
    let record = project.read("out/released.json");
    fs::write(
        project.dir.join("out/released.json"),
        record.replace("\"shapes\"", "\"forms\""),
    )
    .expect("a file");
    let (status, out, err) = project.regen(&["--check"]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with("error: `out/released.json` cannot be read: ")
            && err.contains("restore it from version control"),
        "{err}"
    );
}

#[test]
fn missing_descriptions_are_counted_for_fragments_only() {
    let project = Project::new("unwritten");
    let (_, _, err) = project.regen(&[]);
    assert!(!err.contains("to be written"), "{err}");
    project.edit(FLEX, "description: Name of the flex cluster.", "description: ''");
    let (status, _, err) = project.regen(&[]);
    assert_eq!(status, Some(0));
    assert!(
        err.contains("descriptions are still to be written, empty now"),
        "{err}"
    );
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/drift/75-maximum-added/old.yaml");
    let text = fs::read_to_string(document).expect("a document");
    fs::write(
        project.dir.join("one.yaml"),
        text.replace("description: OK", "description: ''"),
    )
    .expect("a file");
    let Output { stderr, .. } = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .current_dir(&project.dir)
        .args(["regen", "--spec", "one.yaml", "--out", "one"])
        .output()
        .expect("the command runs");
    let err = String::from_utf8(stderr).expect("UTF-8");
    assert!(err.contains("note: ") && !err.contains("to be written"), "{err}");
}
