//! The code map of the README names the modules as they are.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns every second part of `text`, which are those between two marks.
fn between<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.split(mark).skip(1).step_by(2).collect()
}

/// The names in the code map that are other crates.
const CRATES: [&str; 2] = ["pattern", "runtime"];

/// Returns the modules that the code map names, in order; without other crates.
fn mapped() -> Vec<String> {
    let readme = read(&root().join("README.md"));
    let (_, map) = readme.split_once("## Code map").expect("a code map");
    let (map, _) = map.split_once("\n## ").expect("another section");
    let names = between(map, "**")
        .into_iter()
        .flat_map(|names| between(names, "`"));
    names
        .filter(|name| !CRATES.contains(name))
        .map(str::to_owned)
        .collect()
}

/// Returns the modules of the crate, sorted.
fn modules() -> Vec<String> {
    let source = read(&root().join("src/lib.rs"));
    let declared = source
        .lines()
        .filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';'));
    let mut declared: Vec<String> = declared.map(str::to_owned).collect();
    declared.sort();
    declared
}

fn rust_files(path: PathBuf) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path];
    }
    let entries = fs::read_dir(&path).expect("a folder");
    let entries = entries.map(|entry| entry.expect("an entry").path());
    entries.flat_map(rust_files).collect()
}

/// Returns the modules that the code of `source` imports; its tests may import any.
fn imports(source: &str) -> impl Iterator<Item = &str> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .filter_map(|rest| {
            rest.split(|one: char| !one.is_ascii_alphanumeric() && one != '_')
                .next()
        })
}

#[test]
fn the_code_map_names_each_module_once() {
    let mut mapped = mapped();
    mapped.sort();
    assert_eq!(mapped, modules());
}

#[test]
fn modules_import_only_modules_listed_before_them() {
    let (order, source) = (mapped(), root().join("src"));
    let rank = |name: &str| order.iter().position(|one| one == name);
    let mut known = 0;
    for path in rust_files(source.clone()) {
        let shown = path
            .strip_prefix(&source)
            .expect("a path below")
            .display()
            .to_string();
        let own = shown.split(['/', '.']).next().and_then(rank);
        if shown.ends_with("tests.rs") || own.is_none() {
            continue;
        }
        for name in imports(&read(&path)) {
            known += usize::from(rank(name).is_some());
            assert!(
                rank(name) <= own,
                "`{shown}` imports `{name}`, which is listed after it"
            );
        }
    }
    assert!(known > 200, "only {known} imports were found");
}

#[test]
fn files_that_the_readme_names_exist() {
    let readme = read(&root().join("README.md"));
    let files = readme.lines().flat_map(|line| between(line, "`"));
    let files: Vec<_> = files
        .filter(|name| name.ends_with(".rs") && name.contains('/'))
        .collect();
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        let found = ["src", ".", ".."]
            .iter()
            .any(|base| root().join(base).join(file).exists());
        assert!(found, "the README names `{file}`, which does not exist");
    }
}

/// Returns the files of `folder` that the file `name` imports; `super::{a, b}` counts, its tests do not.
fn siblings(folder: &Path, names: &[String], name: &str) -> Vec<String> {
    let source = read(&folder.join(format!("{name}.rs")));
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let is_word = |one: char| one.is_ascii_alphanumeric() || one == '_';
    let imported = code
        .split("super::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        });
    let imported = imported.filter_map(|rest| rest.trim().split(|one| !is_word(one)).next());
    let is_sibling = |import: &&str| *import != name && names.iter().any(|one| one == import);
    imported.filter(is_sibling).map(str::to_owned).collect()
}

#[test]
fn files_of_the_comparison_import_one_another_in_one_direction() {
    let folder = root().join("src/compare");
    let stem = |path: PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let files = rust_files(folder.clone()).into_iter().map(stem);
    let mut names: Vec<String> = files
        .filter(|name| !["mod", "tests"].contains(&name.as_str()))
        .collect();
    let mut imports: Vec<_> = names
        .iter()
        .map(|name| (name.clone(), siblings(&folder, &names, name)))
        .collect();
    assert!(
        imports.iter().map(|(_, imported)| imported.len()).sum::<usize>() > 40,
        "{imports:?}"
    );
    // A file is removed once all that it imports is; a cycle remains.
    while let Some(index) = imports
        .iter()
        .position(|(_, imported)| imported.iter().all(|one| !names.contains(one)))
    {
        let (removed, _) = imports.remove(index);
        names.retain(|name| *name != removed);
    }
    assert!(
        imports.is_empty(),
        "these files import one another in a cycle: {imports:#?}"
    );
}
