//! One crate that merges many emitted ones: each is a module, and all share the runtime, which is most of the code.
//!
//! Paths from the root of an emitted crate are rewritten to paths from its module. Everything else is compiled
//! unchanged.

use generator::File;
use std::collections::BTreeSet;
use std::path::Path;

/// Writes the crate `name`, with a module for each of `crates`, and a lock file.
///
/// # Panics
///
/// If a file cannot be written, or an emitted crate has no manifest or no root.
pub(crate) fn write(dir: &Path, name: &str, crates: &[(String, Vec<File>)]) {
    let _ = std::fs::remove_dir_all(dir.join("src"));
    let mut root = Root::default();
    for (module, files) in crates {
        for file in files {
            root.add(dir, module, file);
        }
    }
    for file in crates.iter().flat_map(|(_, files)| files) {
        if file.path.starts_with("src/runtime/") {
            put(dir, &file.path, &file.text);
        }
    }
    put(dir, PARTS, &all_parts(crates));
    let (first, files) = &crates[0];
    for path in READ_BY_THE_RUNTIME {
        put(dir, path, text_of(files, path));
    }
    let manifest = text_of(files, "Cargo.toml");
    let manifest = manifest.replace(&format!("name = \"{first}\""), &format!("name = \"{name}\""));
    let examples = manifest.find("[[example]]").unwrap_or(manifest.len());
    put(dir, "Cargo.toml", &manifest[..examples]);
    put(dir, "src/lib.rs", &root.text());
}

/// The list of the parts of the runtime that a crate has.
const PARTS: &str = "src/runtime/parts/mod.rs";

/// The files of a crate that its runtime reads.
const READ_BY_THE_RUNTIME: [&str; 2] = ["src/service.rs", "src/documented.rs"];

/// Returns a list of the parts of the runtime that any of `crates` has, each without a condition.
fn all_parts(crates: &[(String, Vec<File>)]) -> String {
    let lists = crates.iter().map(|(_, files)| text_of(files, PARTS));
    let lines = lists.flat_map(str::lines);
    let is_declaration = |line: &&str| line.starts_with("mod ") || line.starts_with("pub use ");
    let declarations: BTreeSet<&str> = lines.filter(is_declaration).collect();
    let declarations: Vec<_> = declarations.into_iter().collect();
    format!("//! All parts of the runtime.\n\n{}\n", declarations.join("\n"))
}

fn text_of<'a>(files: &'a [File], path: &str) -> &'a str {
    let found = files.iter().find(|file| file.path == path);
    &found.expect("a complete crate has this file").text
}

fn put(dir: &Path, path: &str, text: &str) {
    tests::write(&dir.join(path), text).expect("the target folder can be written to");
}

/// Returns the name of a package as the name of a module.
fn module_name(package: &str) -> String {
    format!("in_{}", package.replace('-', "_"))
}

/// The content of the root of the merged crate.
#[derive(Default)]
struct Root {
    /// Attributes of the emitted roots: some have an effect only on a whole crate.
    attributes: BTreeSet<String>,
    recursion_limit: u32,
    modules: Vec<String>,
}

impl Root {
    /// Writes one file of an emitted crate, except for shared ones.
    fn add(&mut self, dir: &Path, package: &str, file: &File) {
        let Some(inner) = file.path.strip_prefix("src/") else {
            return;
        };
        if inner.starts_with("runtime/") {
            return;
        }
        let module = module_name(package);
        // All crates share the clients without a version, and each adds methods to them.
        let methods = format!("runtime::clients! {{ {module}_");
        let text = rebase(&file.text, &module).replace("runtime::clients! { ", &methods);
        if inner == "lib.rs" {
            let text = self.take_attributes(&text);
            put(dir, &format!("src/{module}/mod.rs"), &text);
            self.modules.push(module);
        } else {
            put(dir, &format!("src/{module}/{inner}"), &text);
        }
    }

    /// Moves the attributes of a crate to the root, and returns the rest of its root as a module.
    fn take_attributes(&mut self, text: &str) -> String {
        let (attributes, rest): (Vec<&str>, Vec<&str>) = text
            .lines()
            .partition(|line| line.starts_with("#![") && line.ends_with(']'));
        for line in attributes {
            let limit = line.strip_prefix("#![recursion_limit = \"");
            match limit.and_then(|rest| rest.split('"').next()?.parse().ok()) {
                Some(limit) => self.recursion_limit = self.recursion_limit.max(limit),
                None => _ = self.attributes.insert(line.to_owned()),
            }
        }
        let module = rest.join("\n") + "\n";
        // The runtime only reads the service and the example responses of the root.
        module
            .replace("pub mod runtime;", "pub use crate::runtime;")
            .replace("mod service;", "#[allow(dead_code)]\nmod service;")
            .replace("mod documented;", "#[allow(dead_code)]\nmod documented;")
    }

    fn text(&self) -> String {
        let mut text = "//! Emitted crates, a module each.\n\n".to_owned();
        for line in &self.attributes {
            text.push_str(&format!("{line}\n"));
        }
        if self.recursion_limit > 0 {
            text.push_str(&format!("#![recursion_limit = \"{}\"]\n", self.recursion_limit));
        }
        text.push_str("\npub mod runtime;\nmod service;\n#[cfg(feature = \"mock\")]\nmod documented;\n");
        for module in &self.modules {
            text.push_str(&format!("pub mod {module};\n"));
        }
        text
    }
}

/// Rewrites paths that start at the root, except for those to the runtime, which stays there.
fn rebase(text: &str, module: &str) -> String {
    let mut rebased = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("crate::") {
        let (before, path) = rest.split_at(at + "crate::".len());
        rebased.push_str(before);
        let is_whole_word = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || "_$".contains(c));
        if is_whole_word && !path.starts_with("runtime") {
            rebased.push_str(&format!("{module}::"));
        }
        rest = path;
    }
    rebased + rest
}
