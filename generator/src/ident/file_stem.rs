//! File names that every file system supports.

use crate::ir::Ident;

/// The maximum length of a file stem in bytes: with `.rs` it is far below the limit of 255 of common file systems, and
/// leaves room for the folders before it if the path is limited.
const MAX_LEN: usize = 64;

/// Names of devices in Windows, in every folder and with every extension.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];
/// Names of devices in Windows that are followed by a digit.
const PORTS: &[&str] = &["com", "lpt"];

/// Returns the file stem of the module `ident`: `ident` itself if every file system supports it.
///
/// Otherwise it is the ASCII part of the name, two underscores and a digest of the whole name. No identifier of
/// a module contains two underscores, so the stem never equals that of another module.
pub fn file_stem(ident: &Ident) -> String {
    let name = ident.as_str();
    if name.is_ascii() && name.len() <= MAX_LEN && !is_device(name) {
        return name.to_owned();
    }
    let kept: String = name
        .chars()
        .filter(char::is_ascii)
        .take(MAX_LEN - SUFFIX_LEN)
        .collect();
    let kept = kept.trim_matches('_');
    let front = if kept.is_empty() { "module" } else { kept };
    format!("{front}__{:016x}", digest(name))
}

/// Returns the file stem for several modules, from all their names; it is not the stem of a module.
pub fn shared_stem(names: &str) -> String {
    format!("shared__{:016x}", digest(names))
}

/// The length of two underscores and a digest.
const SUFFIX_LEN: usize = 18;

fn is_device(name: &str) -> bool {
    let port = name
        .strip_suffix(|c: char| c.is_ascii_digit())
        .is_some_and(|front| PORTS.contains(&front));
    port || DEVICES.contains(&name)
}

/// Computes FNV-1a, which is the same on every machine and in every release.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ident::field_ident;

    fn stem(wire: &str) -> String {
        file_stem(&field_ident(wire).expect("a name"))
    }

    #[test]
    fn ordinary_names_stay() {
        assert_eq!(stem("Backup Jobs"), "backup_jobs");
        assert_eq!(stem("console"), "console");
        assert_eq!(stem("com10"), "com10");
    }

    #[test]
    fn names_that_a_file_system_refuses_get_a_digest() {
        assert_eq!(stem("CON"), "con__f604f1190d01642b");
        assert_eq!(stem("lpt9").len(), "lpt9".len() + SUFFIX_LEN);
        assert!(stem("Größe").starts_with("gre__"));
        assert!(stem("日本").starts_with("module__"));
        let (long, longer) = (stem(&"a".repeat(300)), stem(&"a".repeat(301)));
        assert!(long.len() <= MAX_LEN && longer.len() <= MAX_LEN && long != longer);
    }
}
