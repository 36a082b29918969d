//! Other generators of Rust code, measured in the same run.

use crate::CliError;
use std::path::Path;

/// A generator that `cargo install` installs.
struct Peer {
    package: &'static str,
    version: &'static str,
    /// Its arguments, with `{spec}` and `{out}`.
    arguments: &'static str,
}

const PEERS: [Peer; 2] = [
    Peer {
        package: "openapi-to-rust",
        version: "0.23.0",
        arguments: "generate {spec} --output-dir {out} --module-name api",
    },
    Peer {
        package: "ploidy",
        version: "0.15.0",
        arguments: "generate rust {spec} -o {out}",
    },
];

/// Returns the commands of the peers in the folder `root`, and the names of missing ones. `install` installs
/// those first.
///
/// # Errors
///
/// An installation failed.
pub(super) fn commands(root: &Path, install: bool) -> Result<(Vec<String>, Vec<&'static str>), CliError> {
    let (mut commands, mut missing) = (Vec::new(), Vec::new());
    for peer in &PEERS {
        let program = root.join("bin").join(peer.package);
        if install && !program.is_file() {
            peer.install(root)?;
        }
        if program.is_file() {
            commands.push(format!("{} {}", program.display(), peer.arguments));
        } else {
            missing.push(peer.package);
        }
    }
    Ok((commands, missing))
}

impl Peer {
    fn install(&self, root: &Path) -> Result<(), CliError> {
        let mut cargo = crate::rerun::cargo();
        cargo
            .args([
                "install",
                "--quiet",
                "--locked",
                self.package,
                "--version",
                self.version,
                "--root",
            ])
            .arg(root);
        match cargo.status() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(CliError::new(
                format!("`{cargo:?}` failed"),
                "run that command by itself to see why, or leave `--peers` out",
            )),
        }
    }
}
