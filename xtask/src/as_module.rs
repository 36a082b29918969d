//! Turns a generated crate into a module of another crate.

use crate::CliError;
use generator::File;

/// Returns the sources of a crate as the module at `path` (`clients::petstore`) of another crate: `lib.rs` becomes
/// `mod.rs`, without inner attributes, which `include!` does not accept, and `crate::` becomes the path of the module.
///
/// # Errors
///
/// Returns an error for a path that is not made of identifiers.
pub(crate) fn convert(files: Vec<File>, path: &str) -> Result<Vec<File>, CliError> {
    let path = path.strip_prefix("crate::").unwrap_or(path);
    let is_ident = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    if !path.split("::").all(is_ident) {
        let message = format!("`{path}` is not the path of a module");
        return Err(CliError::new(
            message,
            "give a path such as `api` or `clients::petstore`",
        ));
    }
    let root = format!("crate::{path}::");
    let convert = |file: File| {
        let inside = file.path.strip_prefix("src/")?;
        let (name, text) = match inside {
            "lib.rs" => ("mod.rs", without_inner(&file.text)),
            name => (name, file.text.clone()),
        };
        Some(File {
            path: name.to_owned(),
            text: relocated(&text, &root),
        })
    };
    Ok(files.into_iter().filter_map(convert).collect())
}

/// Removes inner attributes and turns inner documentation into comments. An attribute ends with its first line that ends with `]`.
fn without_inner(text: &str) -> String {
    let mut is_attribute = false;
    let lines = text.lines().filter(|line| {
        let is_part = is_attribute || line.starts_with("#![");
        is_attribute = is_part && !line.ends_with(']');
        !is_part
    });
    lines
        .map(|line| match line.strip_prefix("//!") {
            Some(rest) => format!("//{rest}\n"),
            None => format!("{line}\n"),
        })
        .collect()
}

/// Replaces each `crate::` by `root`.
fn relocated(text: &str, root: &str) -> String {
    const CRATE: &str = "crate::";
    let mut relocated = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(CRATE) {
        let (before, after) = rest.split_at(at);
        relocated.push_str(before);
        let is_part = relocated.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        relocated.push_str(if is_part { CRATE } else { root });
        rest = &after[CRATE.len()..];
    }
    relocated + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_crate_becomes_a_module() {
        let files = vec![
            file(
                "src/lib.rs",
                "//! Pets.\n\n#![forbid(unsafe_code)]\n#![cfg_attr(\n    x,\n    doc = \"y\"\n)]\npub mod a;\npub use crate::a::B;\n",
            ),
            file(
                "src/a.rs",
                "$crate::x!(); crate::b(); my_crate::c(); pub(crate) d; pub(in crate::e) f;",
            ),
            file("Cargo.toml", "[package]"),
        ];
        let expected = [
            file("mod.rs", "// Pets.\n\npub mod a;\npub use crate::x::y::a::B;\n"),
            file(
                "a.rs",
                "$crate::x::y::x!(); crate::x::y::b(); my_crate::c(); pub(crate) d; pub(in crate::x::y::e) f;",
            ),
        ];
        assert_eq!(convert(files, "crate::x::y").as_deref(), Ok(&expected[..]));
        assert!(convert(Vec::new(), "a-b").is_err());
        assert!(convert(Vec::new(), "").is_err());
    }
}
