//! The crate's examples against Prism, as users would run them. Prism's jobs never progress, so a
//! proxy in front of it completes them.
//!
//! By its name, this module starts early: its programs wait for seconds, while other tests run.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tests::services::{JobService, Response, Server};

/// An id for any resource.
const ID: &str = "32b6e34b3d91647abb20e7b8";

/// Runs an example, and returns its output.
fn run(service: &JobService, example: &str, arguments: &[&str]) -> Output {
    service.run(Command::new(&built()[example]).args(arguments))
}

/// Returns the output of an example that succeeds.
fn output_of(service: &JobService, example: &str, arguments: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = run(service, example, arguments);
    let reported = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{example} {arguments:?}: {status}: {reported}");
    String::from_utf8(stdout).expect("UTF-8")
}

/// Returns the crate's examples, built, by name.
fn built() -> &'static BTreeMap<String, PathBuf> {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let output = tests::cargo()
            .current_dir(tests::project("."))
            // Of the whole workspace, with the features of the tests, which are already compiled.
            .args(["build", "--locked", "--quiet", "--workspace", "--examples"])
            .args(["--message-format", "json-render-diagnostics"])
            .output()
            .expect("cargo runs");
        let reported = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{reported}");
        let messages = String::from_utf8(output.stdout).expect("UTF-8");
        let messages = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Json>(line).ok());
        let built = messages.filter_map(|message| {
            let path = message["executable"].as_str()?;
            Some((
                message["target"]["name"].as_str()?.to_owned(),
                PathBuf::from(path),
            ))
        });
        built.collect()
    })
}

#[test]
fn every_example_is_run_by_a_test() {
    let names: Vec<_> = built().keys().map(String::as_str).collect();
    // Recorded traffic has its own test.
    let source = include_str!("all_examples.rs");
    for name in names.iter().filter(|name| **name != "inspect") {
        let uses = source.matches(&format!("\"{name}\"")).count();
        assert!(uses > 1, "no test runs {name}");
    }
    assert_eq!(
        names,
        [
            "cancel_restore",
            "download_files",
            "download_links",
            "flex_restore",
            "hyper",
            "inspect",
            "list_jobs",
            "restore"
        ]
    );
}

/// Programs that wait for a job, at the same time: each waits for seconds.
#[test]
fn programs_that_wait_end_with_the_job() {
    let checks: [(&str, fn()); 5] = [
        ("flex", a_flex_cluster_is_restored),
        ("links", download_links_are_printed),
        ("files", files_are_downloaded_with_their_hashes),
        ("outcome", the_program_restores_and_prints_the_outcome),
        ("failure", a_job_that_fails_fails_the_program),
    ];
    std::thread::scope(|scope| {
        for (name, check) in checks {
            let thread = std::thread::Builder::new().name(name.to_owned());
            thread.spawn_scoped(scope, check).expect("a thread");
        }
    });
}

fn a_flex_cluster_is_restored() {
    let Some(service) = JobService::start(2, json!({"status": "COMPLETED"})) else {
        return;
    };
    let printed = output_of(&service, "flex_restore", &[ID, "Flex0", ID, "Cluster0"]);
    assert!(printed.starts_with(&format!("job {ID}: ")), "{printed}");
    assert!(printed.contains("restored into Cluster0"), "{printed}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_cancels_the_job_and_waits_for_its_end() {
    let Some(service) = JobService::start(usize::MAX, json!({"cancelled": true})) else {
        return;
    };
    let mut command = Command::new(&built()["cancel_restore"]);
    command.args([ID, "Cluster0", ID, ID, "Cluster1"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = service
        .environment(&mut command)
        .spawn()
        .expect("the example starts");
    let mut methods = Vec::new();
    for _ in 0..200 {
        std::thread::sleep(Duration::from_millis(50));
        methods.extend(service.methods());
        if methods.contains(&"POST".to_owned()) {
            break;
        }
    }
    // Until the program has read the response, which contains the id.
    std::thread::sleep(Duration::from_millis(500));
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill runs").success());
    let output = child.wait_with_output().expect("the example ends");
    let reported = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{reported}");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains("the job was canceled"), "{printed} {reported}");
    methods.extend(service.methods());
    methods.retain(|method| method != "GET");
    assert_eq!(methods, ["POST", "DELETE"]);
}

fn download_links_are_printed() {
    let link = "https://example.com/snapshot.tgz";
    let end = json!({"deliveryType": "download", "deliveryUrl": [link]});
    let Some(service) = JobService::start(1, end) else {
        return;
    };
    let printed = output_of(&service, "download_links", &[ID, "Cluster0", ID]);
    assert!(printed.lines().any(|line| line == link), "{printed}");
    let printed = output_of(&service, "restore", &["links", ID, "Cluster0", ID]);
    assert!(printed.lines().any(|line| line == link), "{printed}");
}

#[test]
fn hyper_sends_what_the_crate_makes() {
    let Some(service) = JobService::start(1, json!({"status": "COMPLETED"})) else {
        return;
    };
    let printed = output_of(&service, "hyper", &[ID, "Flex0", ID]);
    assert!(printed.contains(ID) && printed.contains("COMPLETED"), "{printed}");
}

fn files_are_downloaded_with_their_hashes() {
    let files = Server::start(|_| Ok(Response::json(200, "snapshot")));
    let link = format!("{}/snapshot.tgz", files.url());
    let Some(service) = JobService::start(1, json!({"deliveryType": "download", "deliveryUrl": [link]}))
    else {
        return;
    };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("download_files");
    let _ = std::fs::remove_dir_all(&folder);
    let folder_name = folder.to_str().expect("UTF-8");
    let printed = output_of(&service, "download_files", &[ID, "Cluster0", ID, folder_name]);
    let hash: String = <sha2::Sha256 as sha2::Digest>::digest(b"snapshot")
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        printed,
        format!("{hash} {}\n", folder.join("snapshot.tgz").display())
    );
    assert_eq!(
        std::fs::read(folder.join("snapshot.tgz")).expect("the file"),
        b"snapshot"
    );
}

/// The two examples that print the jobs of a cluster.
const LISTS: [(&str, &[&str]); 2] = [
    ("list_jobs", &[ID, "Cluster0"]),
    ("restore", &["list", ID, "Cluster0"]),
];

/// Returns the kinds at the start of the lines of a table, below its header.
fn kinds(printed: &str) -> Vec<&str> {
    let mut lines = printed.lines();
    let head: Vec<_> = lines.next().unwrap_or_default().split_whitespace().collect();
    assert_eq!(head, ["KIND", "JOB", "SNAPSHOT", "STATUS", "TARGET"]);
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let kind = words.next().unwrap_or_default();
            assert_eq!(words.next(), Some(ID), "{line}");
            kind
        })
        .collect()
}

#[test]
fn jobs_of_all_kinds_are_listed_as_one_table() {
    let Some(service) = JobService::start(1, json!({})) else {
        return;
    };
    for (example, arguments) in LISTS {
        let printed = output_of(&service, example, arguments);
        let all = ["dedicated", "flex", "serverless", "legacy", "collection"];
        assert_eq!(kinds(&printed), all, "{printed}");
        assert!(printed.contains("PENDING"), "{printed}");
    }
}

#[test]
fn kinds_that_the_service_refuses_are_explained() {
    const NO_FLEX: &str = "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API";
    let Some(service) = JobService::refusing(|path| match path {
        _ if path.contains("/flexClusters/") => Some((400, NO_FLEX)),
        _ if path.contains("/serverless/") => Some((410, "VERSION_GONE")),
        _ if path.ends_with("/Cluster0/restoreJobs") => Some((404, "CLUSTER_NOT_FOUND")),
        _ => None,
    }) else {
        return;
    };
    for (example, arguments) in LISTS {
        let output = run(&service, example, arguments);
        let (printed, reported) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(output.status.success(), "{reported}");
        assert_eq!(kinds(&printed), ["dedicated", "collection"], "{reported}");
        let notes: Vec<_> = reported.lines().filter(|line| line.contains("no ")).collect();
        assert_eq!(notes.len(), 3, "{reported}");
        assert!(
            notes[0].starts_with("note: no flex jobs: ") && notes[0].contains(NO_FLEX),
            "{reported}"
        );
        assert!(notes[1].starts_with("note: no serverless jobs: "), "{reported}");
        assert!(notes[2].starts_with("note: no legacy jobs: "), "{reported}");
    }
}

#[test]
fn a_cluster_that_the_service_does_not_know_is_an_error() {
    let Some(service) = JobService::refusing(|_| Some((404, "CLUSTER_NOT_FOUND"))) else {
        return;
    };
    for (example, arguments) in LISTS {
        let output = run(&service, example, arguments);
        let reported = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{reported}");
        assert!(
            reported.contains("the service lists no jobs for this cluster"),
            "{reported}"
        );
    }
}

fn the_program_restores_and_prints_the_outcome() {
    let Some(service) = JobService::start(
        1,
        json!({"status": "COMPLETED", "finishedAt": "2026-05-04T09:42:00Z"}),
    ) else {
        return;
    };
    let printed = output_of(&service, "restore", &["flex", ID, "Flex0", ID, "Cluster0"]);
    assert!(
        printed.contains("[########################]") && printed.contains("COMPLETED"),
        "{printed}"
    );
    let printed = output_of(
        &service,
        "restore",
        &["dedicated", ID, "Cluster0", ID, ID, "Cluster1"],
    );
    assert!(printed.contains("[########################]"), "{printed}");
    let output = run(&service, "restore", &["flex", ID]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("usage: "));
}

fn a_job_that_fails_fails_the_program() {
    let Some(service) = JobService::start(1, json!({"status": "FAILED"})) else {
        return;
    };
    let output = run(&service, "restore", &["flex", ID, "Flex0", ID, "Cluster0"]);
    let reported = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{reported}");
    assert!(
        reported.contains("the job failed") && !reported.contains("a-secret"),
        "{reported}"
    );
}
