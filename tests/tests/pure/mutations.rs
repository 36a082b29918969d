//! For any mutation of a specification, the generator returns diagnostics or Rust code, and never panics.

use generator::diagnostic::{Level, Levels};
use generator::{File, Options, SourceFile, generate, render};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::panic::catch_unwind;
use tests::random::{Random, rounds};

/// The usual number of mutations of each fixture.
const ROUNDS: u64 = 4;

#[test]
fn a_mutated_specification_gives_diagnostics_or_rust() {
    // Most files of a mutant are those of the mutant before.
    let mut checked = HashSet::new();
    for case in tests::cases("fixtures") {
        let files: Vec<_> = tests::input(&case).into_iter().map(Parsed::new).collect();
        for round in 0..rounds(ROUNDS) {
            let mut random = Random::new(round * 7919 + case.as_os_str().len() as u64 + 1);
            let mutated: Vec<_> = files.iter().map(|file| file.mutate(&mut random)).collect();
            let level = match round % 2 {
                0 => Level::Warn,
                _ => Level::Deny,
            };
            let run = mutated.clone();
            let Ok(outcome) = catch_unwind(move || generate(run, &options(level))) else {
                panic!("{} round {round} panics:\n{}", case.display(), text(&mutated))
            };
            match outcome {
                Ok(generated) => {
                    for file in generated.files.into_iter().filter(|file| is_own(&file.path)) {
                        if !checked.contains(&file.text) {
                            is_rust(&file, &mutated);
                            checked.insert(file.text);
                        }
                    }
                }
                Err(failed) => {
                    let rendered = render::text(&failed.diagnostics, &failed.sources);
                    let has_error = rendered.contains("error[");
                    assert!(has_error, "a failure without an error:\n{}", text(&mutated));
                }
            }
        }
    }
}

fn options(level: Level) -> Options {
    let mut levels = Levels::default();
    levels.set("all", level).expect("a level for all");
    Options {
        crate_name: "mutant".to_owned(),
        levels,
        ..Options::default()
    }
}

/// Checks that an emitted file is Rust code without duplicate names.
fn is_rust(file: &File, mutated: &[SourceFile]) {
    let parsed = match syn::parse_file(&file.text) {
        Ok(parsed) => parsed,
        Err(error) => panic!("{} is no Rust ({error}):\n{}", file.path, file.text),
    };
    assert!(names_are_distinct(&parsed), "{}\n{}", file.text, text(mutated));
}

fn is_own(path: &str) -> bool {
    path.ends_with(".rs") && !path.starts_with("src/runtime/")
}

#[test]
fn names_that_collide_get_numbers() {
    let cases = tests::cases("diagnostics");
    let cases: Vec<_> = cases
        .iter()
        .filter(|case| case.to_string_lossy().ends_with("fall-together"))
        .collect();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let options = Options {
            crate_name: "numbered".to_owned(),
            ..Options::default()
        };
        let generated = generate(tests::input(case), &options).unwrap_or_else(|failed| {
            panic!(
                "{}\n{}",
                case.display(),
                render::text(&failed.diagnostics, &failed.sources)
            )
        });
        assert!(!generated.warnings.is_empty());
        for file in generated.files.iter().filter(|file| is_own(&file.path)) {
            assert!(
                names_are_distinct(&syn::parse_file(&file.text).expect("Rust")),
                "{}",
                file.text
            );
        }
    }
}

/// Checks that types of a module, fields of a type and functions of an impl have distinct names.
pub(super) fn names_are_distinct(file: &syn::File) -> bool {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for item in &file.items {
        match item {
            syn::Item::Struct(item) => {
                all[0].push(item.ident.to_string());
                all.push(
                    item.fields
                        .iter()
                        .filter_map(|field| Some(field.ident.as_ref()?.to_string()))
                        .collect(),
                );
            }
            syn::Item::Enum(item) => {
                all[0].push(item.ident.to_string());
                all.push(
                    item.variants
                        .iter()
                        .map(|variant| variant.ident.to_string())
                        .collect(),
                );
            }
            syn::Item::Type(item) => all[0].push(item.ident.to_string()),
            syn::Item::Impl(item) => all.push(item.items.iter().filter_map(function).collect()),
            _ => {}
        }
    }
    all.iter().all(|names| {
        names
            .iter()
            .enumerate()
            .all(|(number, name)| !names[..number].contains(name))
    })
}

fn function(item: &syn::ImplItem) -> Option<String> {
    match item {
        syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
        _ => None,
    }
}

fn text(files: &[SourceFile]) -> String {
    files
        .iter()
        .map(|file| format!("--- {}\n{}\n", file.path, String::from_utf8_lossy(&file.bytes)))
        .collect()
}

/// Changes up to three nodes of the file's tree. Files that are not YAML, or contain a number that JSON cannot
/// represent, are not changed.
pub(crate) fn mutate(file: &SourceFile, random: &mut Random) -> SourceFile {
    Parsed::new(file.clone()).mutate(random)
}

/// A file and its tree, if it has one that can be changed.
struct Parsed {
    file: SourceFile,
    tree: Option<Value>,
}

impl Parsed {
    fn new(file: SourceFile) -> Self {
        let tree = match file.path.ends_with(".toml") {
            true => None,
            false => serde_yaml::from_slice(&file.bytes).ok().or_else(|| loaded(&file)),
        };
        Self { file, tree }
    }

    /// Changes up to three nodes.
    fn mutate(&self, random: &mut Random) -> SourceFile {
        let Some(mut tree) = self.tree.clone() else {
            return self.file.clone();
        };
        for _ in 0..=random.below(3) {
            let mut pointers = Vec::new();
            walk(&tree, String::new(), &mut pointers);
            if pointers.is_empty() {
                return self.file.clone();
            }
            let target = pointers[random.below(pointers.len())].clone();
            let source = pointers[random.below(pointers.len())].clone();
            change(&mut tree, &target, &source, random);
        }
        // A referenced file remains one.
        SourceFile {
            bytes: serde_json::to_vec(&tree).expect("JSON"),
            ..self.file.clone()
        }
    }
}

/// Returns the tree as the generator reads it: a fixture may contain numbers that serde_yaml refuses.
fn loaded(file: &SourceFile) -> Option<Value> {
    let (sources, _) = generator::load::load(vec![file.clone()]);
    let mut documents = sources.documents.into_iter().chain(sources.files);
    Some(documents.next()?.tree)
}

fn walk(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            walk(
                member,
                format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                out,
            );
        }),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| walk(item, format!("{at}/{index}"), out));
        }
        _ => {}
    }
    if !at.is_empty() {
        out.push(at);
    }
}

fn change(tree: &mut Value, target: &str, source: &str, random: &mut Random) {
    let other = tree.pointer(source).cloned().unwrap_or_default();
    let key = source.rsplit('/').next().unwrap_or_default().to_owned();
    let Some((parent, name)) = target.rsplit_once('/') else {
        return;
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    let choice = random.below(6);
    match tree.pointer_mut(parent) {
        Some(Value::Object(members)) => change_member(members, &name, other, key, choice, random),
        Some(Value::Array(items)) => match name.parse::<usize>() {
            Ok(index) if choice == 0 && index < items.len() => drop(items.remove(index)),
            Ok(index) if index < items.len() => items[index] = if choice < 4 { other } else { odd(random) },
            _ => items.push(other),
        },
        _ => {}
    }
}

fn change_member(
    members: &mut Map<String, Value>,
    name: &str,
    other: Value,
    key: String,
    choice: usize,
    random: &mut Random,
) {
    match choice {
        0 => drop(members.remove(name)),
        1 => drop(members.insert(name.to_owned(), other)),
        2 => drop(members.insert(key, other)),
        3 => {
            let moved = members.remove(name).unwrap_or_default();
            members.insert(key, moved);
        }
        _ => drop(members.insert(name.to_owned(), odd(random))),
    }
}

fn odd(random: &mut Random) -> Value {
    let texts = [
        "",
        "$",
        "self",
        "Self",
        "\u{202e}",
        "*/",
        "2024-13-01",
        "#/components/schemas/Nothing",
        "^[",
        "string",
    ];
    match random.below(8) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e300),
        4 => json!([]),
        5 => json!({}),
        _ => json!(texts[random.below(texts.len())]),
    }
}
