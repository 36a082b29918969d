//! Every command of the README runs unchanged, with files in place of the words in capitals.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Commands that another check runs, and where.
const ELSEWHERE: [(&str, &str); 1] = [("cargo test --workspace", ".ci/run")];
/// Arguments that keep a command from changing the project or running long, and its exit status
/// with them: a dry run of `sync` finds another revision to pin.
const ADDED: [(&str, &[&str], i32); 2] = [
    ("sync", &["--dry-run"], 1),
    ("bench", &["--part", "regen", "--runs", "1", "--whole", "FILE"], 0),
];

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the project")
}

/// Returns commands in code blocks of a shell, and commands as code in sentences.
fn commands(readme: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut fence = None;
    for line in readme.lines() {
        match (line.strip_prefix("```"), fence) {
            (Some(language), None) => fence = Some(language),
            (Some(_), Some(_)) => fence = None,
            (None, Some("sh")) => found.extend([line.trim().to_owned()]),
            (None, Some(_)) => {}
            (None, None) => found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned)),
        }
    }
    found.retain(|command| command.starts_with("cargo "));
    found
}

/// Returns replacements for the words in capitals: files and folders of the test.
fn replacements(dir: &Path) -> Vec<(&'static str, String)> {
    let fixture = project().join("tests/fixtures/20-one-whole-document");
    let document = fs::read_dir(fixture)
        .expect("the folder of a fixture")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml" || extension == "json")
        })
        .expect("a document");
    let archive = dir.join("traffic.har");
    fs::write(&archive, r#"{"log": {"entries": []}}"#).expect("a file");
    let path = |path: PathBuf| path.display().to_string();
    vec![
        ("FILE.har", path(archive)),
        ("PATH-or-URL", path(upstream(dir))),
        ("$UPSTREAM", path(dir.join("upstream.yaml"))),
        ("FILE.json", path(dir.join("bundle.json"))),
        ("FILE", path(document)),
        ("DIR", path(dir.join("out"))),
        ("NAME", "trial".to_owned()),
        ("FOLDER", path(dir.join("project"))),
        ("COMMAND", "versions".to_owned()),
        ("RULE", "sunset-moved".to_owned()),
    ]
}

/// Returns a whole document with the content of our fragments.
fn upstream(dir: &Path) -> PathBuf {
    let file = dir.join("upstream.yaml");
    let done = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .args(["bundle", "--out"])
        .arg(&file)
        .status();
    assert!(
        done.expect("the command runs").success(),
        "the fragments make one document"
    );
    file
}

/// Returns the error of running `command`, if there is one.
fn failure(command: &str, replacements: &[(&str, String)]) -> Option<String> {
    if let Some((_, place)) = ELSEWHERE.iter().find(|(known, _)| *known == command) {
        let there = fs::read_to_string(project().join(place)).expect("the file that runs it");
        return (!there.contains(command)).then(|| format!("{place} does not run `{command}`"));
    }
    let words: Vec<&str> = command
        .split_whitespace()
        .map(|word| word.trim_matches('"'))
        .collect();
    let (mut program, arguments) = match words.as_slice() {
        ["cargo", "xtask", arguments @ ..] => (Command::new(env!("CARGO_BIN_EXE_openapi-crate")), arguments),
        [_, arguments @ ..] => (openapi_crate::rerun::cargo(), arguments),
        [] => return None,
    };
    let added = ADDED.iter().find(|(name, ..)| arguments.first() == Some(name));
    let (added, expected) = added.map_or((&[][..], 0), |(_, added, expected)| (*added, *expected));
    let output = program
        .args(
            arguments
                .iter()
                .chain(added)
                .map(|word| replaced(word, replacements)),
        )
        .current_dir(project())
        .output()
        .expect("the command runs");
    (output.status.code() != Some(expected)).then(|| {
        let [out, err] =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        format!("`{command}`: {}\n{out}{err}", output.status)
    })
}

/// Returns true if a command writes to the project, so that it locks folders that another one may need.
fn writes_the_project(command: &str) -> bool {
    const WRITING: [&str; 4] = ["regen", "versions", "sync", "cargo run"];
    WRITING.iter().any(|name| command.contains(name))
}

fn replaced(word: &str, replacements: &[(&str, String)]) -> String {
    let found = replacements.iter().find(|(name, _)| *name == word);
    found.map_or_else(|| word.to_owned(), |(_, instead)| instead.clone())
}

#[test]
fn every_command_of_the_readme_runs() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("a folder for the test");
    for check in [
        &["regen", "--check"][..],
        &["versions", "--check", "spec/README.md"],
    ] {
        let mut process = Command::new(env!("CARGO_BIN_EXE_openapi-crate"));
        let status = process
            .args(check)
            .current_dir(project())
            .status()
            .expect("the command runs");
        // The following commands write existing content to the project.
        assert!(
            status.success(),
            "`cargo xtask {}` finds something",
            check.join(" ")
        );
    }
    let pages = ["README.md", "xtask/README.md", "spec/README.md"];
    let text = |page: &&str| fs::read_to_string(project().join(page)).expect("a page of documentation");
    let commands = commands(&pages.iter().map(text).collect::<Vec<_>>().join("\n"));
    assert!(commands.len() > 8, "the README has commands: {commands:?}");
    let replacements = replacements(&dir);
    let (writing, reading): (Vec<&String>, Vec<&String>) =
        commands.iter().partition(|command| writes_the_project(command));
    let run = |commands: &[&String]| -> Vec<String> {
        let failures = commands
            .iter()
            .filter_map(|command| failure(command, &replacements));
        failures.collect()
    };
    let failures = std::thread::scope(|scope| {
        let reading = scope.spawn(|| run(&reading));
        let mut failures = run(&writing);
        failures.extend(reading.join().expect("the commands that only read"));
        failures
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
