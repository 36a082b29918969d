//! A project from the text of a README alone: its `Cargo.toml` entry, and its program, which restores a snapshot of
//! a flex cluster. The repository is a local one with the files of this project;
//! the service is a scripted one, and Prism.
//!
//! By its name, this module starts early: its program waits for seconds, while other tests run.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::nested::{Target, cargo, write_crate};
use generator::File;
use tests::scripted_server::{Sent, Server, Step, response};
use tests::services::JobService;

const READMES: [&str; 2] = ["README.md", "generated/README.md"];
/// The maximum number of lines of the program.
const LINES: usize = 30;
/// The output of `cargo init`, without dependencies.
const PACKAGE: &str = "[package]\nname = \"restore\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
const VERSIONED: (&str, &str) = ("Content-Type", "application/vnd.atlas.2024-11-13+json");

/// Returns the fenced blocks: the info string and the content of each.
fn blocks(readme: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((language.to_owned(), text.join("\n") + "\n"));
        }
    }
    blocks
}

/// Returns the entry and the program of a README.
fn entry_and_program(path: &str) -> (String, String) {
    let readme = std::fs::read_to_string(tests::project(path)).expect("a README");
    let blocks = blocks(&readme);
    let (language, entry) = blocks.first().expect("a block");
    assert_eq!(language, "toml", "{path} begins with the entry of `Cargo.toml`");
    let program = blocks
        .iter()
        .find(|(language, text)| language.starts_with("rust") && text.contains("fn main()"));
    let (_, program) = program.unwrap_or_else(|| panic!("{path} has no program"));
    (entry.clone(), program.clone())
}

fn succeeds(command: &mut Command) -> Output {
    let output = command.output().expect("the command starts");
    let reported = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {reported}");
    output
}

/// Creates a repository with the files that dependents of the crate need, and returns its URL.
fn repository(folder: &Path) -> String {
    let listed = succeeds(Command::new("git").current_dir(tests::project(".")).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "Cargo.toml",
        "generated",
    ]));
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    for file in listed.lines() {
        let target = folder.join(file);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::copy(tests::project(file), target).expect("a copy");
    }
    let git = |arguments: &[&str]| {
        let user = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        succeeds(Command::new("git").current_dir(folder).args(user).args(arguments));
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "Everything"]);
    format!("file://{}", folder.display())
}

/// Writes an empty crate that enables what the workspace enables, as the manifest of `tests/emitted_client` does: for the
/// program, the HTTP stack is not compiled again.
fn write_features_of_workspace(folder: &Path) {
    let path = tests::project("tests/emitted_client/Cargo.toml");
    let manifest = std::fs::read_to_string(path).expect("a manifest");
    let mut manifest: toml::Table = manifest.parse().expect("TOML");
    let dependencies = manifest["dependencies"].as_table_mut().expect("a table");
    dependencies.retain(|_, entry| entry.get("path").is_none());
    let package = "[package]\nname = \"features\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
    let dependencies = toml::Table::from_iter([("dependencies".to_owned(), dependencies.clone().into())]);
    let manifest = format!("{package}{dependencies}");
    tests::write(&folder.join("Cargo.toml"), &manifest).expect("a manifest");
    tests::write(&folder.join("src/lib.rs"), "").expect("a library");
}

/// Writes a program with the versions that this project was tested with, so that nothing is downloaded.
fn write_program(folder: &Path, manifest: String, program: String) {
    let file = |path: &str, text| File {
        path: path.to_owned(),
        text,
    };
    write_crate(
        folder,
        &[file("Cargo.toml", manifest), file("src/main.rs", program)],
    );
}

/// Starts a service that issues a token, accepts one job, and returns it as completed.
fn service() -> Server {
    Server::start(|_, sent| match sent.method.as_str() {
        _ if sent.target == "/api/oauth/token" => response(
            200,
            &[("Content-Type", "application/json")],
            r#"{"access_token": "token", "token_type": "Bearer", "expires_in": 3600}"#,
        ),
        "POST" => job(sent, "PENDING"),
        _ => job(sent, "COMPLETED"),
    })
}

fn job(sent: &Sent, status: &str) -> Step {
    let is_right = sent
        .target
        .starts_with("/api/atlas/v2/groups/5f3a1b2c4d5e6f7a8b9c0d1e/flexClusters/Flex0/backup/restoreJobs");
    match is_right && sent.header("authorization") == Some("Bearer token") {
        true => response(
            200,
            &[VERSIONED],
            &format!(r#"{{"id": "32b6e34b3d91647abb20e7b8", "status": "{status}"}}"#),
        ),
        false => response(
            404,
            &[("Content-Type", "application/json")],
            r#"{"error": 404, "errorCode": "NOT_FOUND"}"#,
        ),
    }
}

#[test]
fn both_readmes_have_the_same_entry_and_a_short_program() {
    let [first, second] = READMES.map(entry_and_program);
    assert_eq!(first, second);
    let lines = first.1.lines().count();
    assert!(lines <= LINES, "the program has {lines} lines");
}

/// The other test enables more features of Tokio than the entry does.
#[test]
fn the_entry_enables_what_the_program_uses_of_tokio() {
    let (entry, program) = entry_and_program(READMES[0]);
    let lines = |text: &str| {
        text.lines()
            .filter(|line| line.contains("tokio"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let (dependency, uses) = (lines(&entry), lines(&program));
    assert!(uses.starts_with("#[tokio::main"), "not only an attribute: {uses}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme-tokio");
    let manifest = [PACKAGE, "[dependencies]\n", &dependency, "\n\n[workspace]\n"].concat();
    write_program(&folder, manifest, format!("{uses}\nasync fn main() {{}}\n"));
    succeeds(&mut cargo(&folder, Target::Program, &["check", "--quiet"]));
}

#[test]
fn a_program_that_follows_the_readme_restores_a_snapshot() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let _ = std::fs::remove_dir_all(&root);
    let (project, origin): (PathBuf, PathBuf) = (root.join("restore"), root.join("origin"));
    std::fs::create_dir_all(&origin).expect("a folder");
    let (entry, program) = entry_and_program(READMES[0]);
    let entry = entry.replace("REPOSITORY", &repository(&origin));
    let features = "features = { path = \"../features\" }\n";
    let manifest = [PACKAGE, &entry, features, "\n[workspace]\n"].concat();
    write_program(&project, manifest, program);
    write_features_of_workspace(&root.join("features"));

    let run = || cargo(&project, Target::Program, &["run", "--quiet"]);
    // The mock server is installed while the program is compiled, and used while it waits for the scripted one.
    std::thread::scope(|scope| {
        scope.spawn(|| restores_by_a_mock_server(run));
        restores_by_a_scripted_server(run);
    });
}

/// Runs the program against the scripted service.
fn restores_by_a_scripted_server(run: impl Fn() -> Command) {
    let server = service();
    let output = succeeds(
        run()
            .env_remove("MONGODB_ATLAS_PUBLIC_API_KEY")
            .env_remove("MONGODB_ATLAS_PRIVATE_API_KEY")
            .env("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1")
            .env("MONGODB_ATLAS_CLIENT_SECRET", "secret")
            .env("MONGODB_ATLAS_BASE_URL", server.base()),
    );
    let warnings = String::from_utf8_lossy(&output.stderr);
    assert!(!warnings.contains("warning"), "{warnings}");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(
        printed,
        "Some(\"PENDING\")\nSome(\"COMPLETED\")\nrestored at None\n"
    );
    let methods: Vec<_> = server.sent().into_iter().map(|sent| sent.method).collect();
    assert_eq!(methods, ["POST", "POST", "GET"]);
}

/// Runs the program against an independent mock server, which checks its requests.
fn restores_by_a_mock_server(run: impl Fn() -> Command) {
    let end = serde_json::json!({"status": "COMPLETED", "restoreFinishedDate": "2026-05-04T09:42:00Z"});
    let Some(prism) = JobService::start(1, end) else {
        return;
    };
    let output = succeeds(prism.environment(&mut run()));
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        printed.ends_with("restored at Some(\"2026-05-04T09:42:00Z\")\n"),
        "{printed}"
    );
    assert_eq!(prism.methods(), ["POST", "GET"]);
}
