//! The version in a `Cargo.toml`.

use super::Semver;

/// Returns the version of the package; `None` if the string is not a manifest, or inherits its version.
pub fn version(manifest: &str) -> Option<Semver> {
    let table: toml::Table = manifest.parse().ok()?;
    Semver::named(table.get("package")?.get("version")?.as_str()?)
}

/// Returns the manifest with another version of its package. Only that line changes.
pub fn with_version(manifest: &str, version: Semver) -> String {
    let (mut in_package, mut done) = (false, false);
    let lines = manifest.split('\n').map(|line| {
        if line.trim_start().starts_with('[') {
            in_package = line.trim() == "[package]";
        }
        let assigns = || {
            line.split_once('=')
                .is_some_and(|(key, _)| key.trim() == "version")
        };
        if in_package && !done && assigns() {
            done = true;
            format!("version = \"{version}\"")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_of_the_package_changes() {
        let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\n\n[dependencies.b]\nversion = \"1\"\n";
        let next = Semver::named("0.2.0").unwrap();
        assert_eq!(with_version(manifest, next), manifest.replace("0.1.0", "0.2.0"));
        assert_eq!(version(&with_version(manifest, next)), Some(next));
        assert_eq!(version("[package]\nversion.workspace = true\n"), None);
        assert_eq!(version("["), None);
    }
}
