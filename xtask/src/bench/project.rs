//! Crates that are generated and built to be measured.

use super::Measured;
use super::measure::measure;
use crate::output_dir::MANIFEST;
use crate::{CliError, atomic_write, rerun};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The features of an emitted crate that add code, next to those of groups; the default TLS provider is enough.
const FEATURES: &str = "client blocking download mock tracing time inspect";

/// A program that uses five operations of the whole API.
const PROGRAM: &str = "\
use atlas_admin::runtime::{Model, Operation};
use atlas_admin::v2025_03_12 as api;

fn main() {
    let (group, cluster) = (\"32b6e34b3d91647abb20e7b8\", \"Cluster0\");
    let base = \"https://cloud.mongodb.com\";
    println!(\"{:?}\", api::projects::GetGroup::new(group).request(base));
    println!(\"{:?}\", api::clusters::ListGroupClusters::new(group).request(base));
    println!(\"{:?}\", api::clusters::GetGroupCluster::new(group, cluster).request(base));
    println!(\"{:?}\", api::flex_clusters::ListGroupFlexClusters::new(group).request(base));
    let call = api::flex_restore_jobs::ListGroupFlexClusterBackupRestoreJobs::new(group, cluster);
    println!(\"{:?}\", call.request(base));
    let body = std::env::args().nth(1).unwrap_or_default();
    match call.decode(http::StatusCode::OK, &http::HeaderMap::new(), body.as_bytes()) {
        Ok(reply) => println!(\"{:?}\", reply.body.validate()),
        Err(failure) => println!(\"{failure}\"),
    }
}
";

/// A crate's folder.
pub(super) struct Krate {
    pub(super) dir: PathBuf,
}

impl Krate {
    /// Generates the crate into an empty folder; `only` some operations, or all. The files of cargo are kept.
    pub(super) fn regen(&self, spec: &Path, name: &str, only: &[String], runs: u8) -> Measured {
        let xtask = std::env::current_exe().map_err(|error| {
            CliError::new(
                format!("cannot find this program: {error}"),
                "run it through cargo",
            )
        })?;
        let command = || {
            let mut command = Command::new(&xtask);
            command
                .args(["regen", "--name", name, "--spec"])
                .arg(spec)
                .arg("--out")
                .arg(&self.dir);
            command.args(only.iter().flat_map(|id| ["--only", id]));
            command
        };
        measure(runs, || self.empty(), command)
    }

    /// Puts the generated files aside, except for the two manifests that list them. The files of cargo are kept.
    /// The whole folder of a generator without a manifest is put aside.
    fn empty(&self) -> Result<(), CliError> {
        if !self.dir.join(MANIFEST).is_file() {
            return self.put_aside(&self.dir);
        }
        let mut names = ["src", "examples", "released.json"].iter();
        names.try_for_each(|name| self.put_aside(&self.dir.join(name)))
    }

    /// Moves a file or folder of this crate to [`ASIDE`]. To remove it would slow down the measurement: some file systems
    /// keep numbers of files that were removed a moment ago from new files, and search for others.
    fn put_aside(&self, path: &Path) -> Result<(), CliError> {
        let aside = self.dir.with_file_name(ASIDE);
        let failed = |error| CliError::io("move", path, error);
        fs::create_dir_all(&aside).map_err(failed)?;
        // Nothing is removed from it before the end, so that the number is unused.
        let number = fs::read_dir(&aside).map_err(failed)?.count();
        unless_missing(fs::rename(path, aside.join(number.to_string()))).map_err(failed)
    }

    /// Runs `cargo check` of this crate alone: its dependencies are already checked.
    pub(super) fn check(&self, runs: u8) -> Measured {
        let command = || self.cargo(&["check", "--lib"]);
        measure(1, || Ok(()), command)?;
        measure(runs, || touch(&self.dir.join("src/lib.rs")), command)
    }

    /// Checks this crate with all that features add, and warnings denied. All crates of documents have the same
    /// dependencies, which are built once.
    pub(super) fn check_all_features(&self) -> Measured {
        let shared = self.dir.with_file_name("documents-target");
        let command = || {
            let mut command = self.cargo(&["check", "--features", FEATURES]);
            command
                .env("CARGO_TARGET_DIR", &shared)
                .env("RUSTFLAGS", "-D warnings");
            command
        };
        measure(1, || Ok(()), command)
    }

    /// Builds a release of this program and of the crate `api`; the dependencies of both are already built.
    pub(super) fn build(&self, api: &Self, runs: u8) -> Measured {
        let command = || self.cargo(&["build", "--release"]);
        measure(1, || Ok(()), command)?;
        let prepare = || {
            touch(&api.dir.join("src/lib.rs"))?;
            touch(&self.dir.join("src/main.rs"))
        };
        measure(runs, prepare, command)
    }

    /// Writes a program that uses the crate `api`.
    pub(super) fn write_program(&self, api: &Self) -> Result<(), CliError> {
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             atlas-admin = {{ path = {:?} }}\nhttp = \"1\"\n\n[workspace]\n",
            api.dir
        );
        atomic_write::write_file(&self.dir.join("Cargo.toml"), &manifest)?;
        atomic_write::write_file(&self.dir.join("src/main.rs"), PROGRAM)
    }

    /// Runs the command of another generator; `None` if it cannot run.
    pub(super) fn peer(
        &self,
        template: &str,
        spec: &Path,
        runs: u8,
    ) -> Result<Option<super::Cost>, CliError> {
        let (spec, out) = (spec.display().to_string(), self.dir.display().to_string());
        let words = template
            .split_whitespace()
            .map(|word| word.replace("{spec}", &spec).replace("{out}", &out));
        let words: Vec<_> = words.collect();
        let Some((program, arguments)) = words.split_first() else {
            return Ok(None);
        };
        let command = || {
            let mut command = Command::new(program);
            command.args(arguments);
            command
        };
        Ok(measure(runs, || self.put_aside(&self.dir), command).ok())
    }

    /// Returns a cargo command in this folder, with its own `target` and no state of earlier runs.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = rerun::cargo();
        command.args(arguments).current_dir(&self.dir);
        command
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", self.dir.join("target"));
        command
    }
}

/// The folder next to the crates with what was in the way of a measurement.
const ASIDE: &str = "aside";

/// Removes what is in the way of no measurement any more; `work` is the folder of all crates.
pub(super) fn remove_aside(work: &Path) -> Result<(), CliError> {
    let aside = work.join(ASIDE);
    unless_missing(fs::remove_dir_all(&aside)).map_err(|error| CliError::io("remove", &aside, error))
}

fn unless_missing(result: std::io::Result<()>) -> std::io::Result<()> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Marks a file as changed for cargo.
fn touch(path: &Path) -> Result<(), CliError> {
    let file = fs::File::options()
        .append(true)
        .open(path)
        .map_err(|error| CliError::io("open", path, error))?;
    file.set_modified(std::time::SystemTime::now())
        .map_err(|error| CliError::io("touch", path, error))
}
