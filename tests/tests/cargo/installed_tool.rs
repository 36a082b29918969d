//! The program, installed by cargo as its users do, in folders outside of the workspace.
//!
//! It is installed from the folder of the workspace, without optimization: what it depends on has been compiled, so that
//! the test takes as long as compiling the program itself. An installation from a git URL builds the same package.

use super::nested::{Target, cargo, output};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Garden, version: '1'}\npaths:\n  /trees:\n    get:\n      \
                        operationId: listTrees\n      responses:\n        '204': {description: None.}\n";

/// A folder outside of the workspace, which is removed at the end.
struct Elsewhere(PathBuf);

impl Elsewhere {
    fn new() -> Self {
        let root = std::env::temp_dir().join(format!("installed-tool-{}", std::process::id()));
        fs::create_dir_all(&root).expect("a folder for the test");
        Self(root)
    }

    /// Installs the program with its default features.
    fn install(&self) {
        let root = self.0.display().to_string();
        let package = ["--path", "xtask", "--debug", "--locked", "--root", &root];
        let project = tests::project("");
        output(cargo(
            &project,
            Target::Member,
            &[&["install"][..], &package].concat(),
        ));
    }

    /// Runs the program in a folder, and returns what it prints.
    fn run(&self, folder: &Path, arguments: &[&str]) -> String {
        let mut command = Command::new(self.0.join("bin/openapi-crate"));
        command.current_dir(folder).args(arguments);
        output(command)
    }

    fn folder(&self, path: &str) -> PathBuf {
        let folder = self.0.join(path);
        fs::create_dir_all(&folder).expect("a folder");
        folder
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_installed_program_works_elsewhere() {
    let elsewhere = Elsewhere::new();
    elsewhere.install();
    let document = elsewhere.0.join("garden.yaml");
    tests::write(&document, DOCUMENT).expect("a document");
    let (document, empty) = (document.display().to_string(), elsewhere.folder("empty"));
    assert!(
        elsewhere
            .run(&empty, &["--version"])
            .starts_with("openapi-crate ")
    );
    elsewhere.run(&empty, &["init", &document]);
    elsewhere.run(&empty, &["regen"]);
    // From a folder below the project, and with what only default features have.
    let below = elsewhere.folder("empty/a/b");
    elsewhere.run(&below, &["regen", "--check"]);
    assert!(
        elsewhere
            .run(&below, &["completions", "bash"])
            .contains("openapi-crate")
    );
    // In another project, whose files stay.
    let other = elsewhere.folder("other");
    let manifest = "[package]\nname = \"other\"\n";
    tests::write(&other.join("Cargo.toml"), manifest).expect("a manifest");
    elsewhere.run(&other, &["regen", "--spec", &document, "--out", "clients/garden"]);
    assert!(other.join("clients/garden/src/lib.rs").is_file());
    assert_eq!(
        fs::read_to_string(other.join("Cargo.toml")).expect("a file"),
        manifest
    );
}
