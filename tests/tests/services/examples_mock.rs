//! The crate's examples against Prism, as users would run them. Prism's jobs never progress, so a
//! proxy in front of it completes them.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use tests::services::{self, Prism, Request, Response, Server};

/// An id for any resource.
const ID: &str = "32b6e34b3d91647abb20e7b8";

/// A service whose jobs are done when they are read for the `looks`-th time, with its parts.
struct Service {
    proxy: Server,
    _prism: Arc<Prism>,
}

impl Service {
    fn start(looks: usize, end: Json) -> Option<Self> {
        Self::over(looks, end, |_| None)
    }

    /// Starts a service that responds to some paths with an error: status and code.
    fn refusing(refusal: fn(&str) -> Option<(u16, &'static str)>) -> Option<Self> {
        Self::over(1, json!({}), refusal)
    }

    fn over(looks: usize, end: Json, refusal: fn(&str) -> Option<(u16, &'static str)>) -> Option<Self> {
        let prism = services::needed(Prism::start())?;
        let (port, seen) = (prism.port(), AtomicUsize::new(0));
        let proxy = Server::start(move |request| {
            if request.path() == "/api/oauth/token" {
                let token = r#"{"access_token": "token", "token_type": "Bearer", "expires_in": 3600}"#;
                return Ok(Response::json(200, token));
            }
            if let Some((status, code)) = refusal(request.path()) {
                let error = json!({"error": status, "errorCode": code, "detail": "No."});
                return Ok(Response::json(status, error.to_string()));
            }
            let mut response = services::forward(port, request, &[])?;
            if is_look(request) {
                let done = seen.fetch_add(1, Ordering::Relaxed) + 1 >= looks;
                response.body = job(&response.body, done, &end);
            } else if is_creation(request) {
                response.body = job(&response.body, false, &end);
            }
            Ok(response)
        });
        Some(Self { proxy, _prism: prism })
    }

    /// Runs an example, and returns its output. Prism must not reject any of its requests.
    fn run(&self, example: &str, arguments: &[&str]) -> Output {
        let output = Command::new(&built()[example])
            .args(arguments)
            .env_remove("MONGODB_ATLAS_PUBLIC_API_KEY")
            .env_remove("MONGODB_ATLAS_PRIVATE_API_KEY")
            .env("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_32b6e34b3d91647abb20e7b8")
            .env("MONGODB_ATLAS_CLIENT_SECRET", "a-secret")
            .env("TOKEN", "a-token")
            .env("MONGODB_ATLAS_BASE_URL", self.proxy.url())
            .output()
            .expect("the example runs");
        for exchange in self.proxy.take() {
            let rejected = exchange.response.header("sl-violations");
            assert_eq!(rejected, None, "{example}: {:?}", exchange.request);
        }
        output
    }

    /// Returns the output of an example that succeeds.
    fn printed(&self, example: &str, arguments: &[&str]) -> String {
        let Output {
            status,
            stdout,
            stderr,
        } = self.run(example, arguments);
        let reported = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "{example} {arguments:?}: {status}: {reported}");
        String::from_utf8(stdout).expect("UTF-8")
    }
}

/// Returns true if a job is requested.
fn is_look(request: &Request) -> bool {
    request.method == "GET" && request.path().ends_with(&format!("/restoreJobs/{ID}"))
}

/// Returns true if a job is created.
fn is_creation(request: &Request) -> bool {
    request.method == "POST" && request.path().ends_with("/restoreJobs")
}

/// Returns Prism's job, running or in its final state.
fn job(body: &[u8], done: bool, end: &Json) -> Vec<u8> {
    let mut job: Json = serde_json::from_slice(body).expect("a job");
    let members = job.as_object_mut().expect("an object");
    for name in [
        "cancelled",
        "expired",
        "failed",
        "finishedAt",
        "status",
        "deliveryUrl",
        "privateDownloadDeliveryUrls",
        "components",
    ] {
        members.remove(name);
    }
    if done {
        members.extend(end.as_object().expect("an object").clone());
    }
    job.to_string().into_bytes()
}

/// Returns the crate's examples, built, by name.
fn built() -> &'static BTreeMap<String, PathBuf> {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .current_dir(tests::project("."))
            // Of the whole workspace, with the features of the tests, which are already compiled.
            .args(["build", "--offline", "--quiet", "--workspace", "--examples"])
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

#[test]
fn a_flex_cluster_is_restored() {
    let Some(service) = Service::start(2, json!({"status": "COMPLETED"})) else {
        return;
    };
    let printed = service.printed("flex_restore", &[ID, "Flex0", ID, "Cluster0"]);
    assert!(printed.starts_with(&format!("job {ID}: ")), "{printed}");
    assert!(printed.contains("restored into Cluster0"), "{printed}");
}

#[test]
fn download_links_are_printed() {
    let link = "https://example.com/snapshot.tgz";
    let end = json!({"deliveryType": "download", "deliveryUrl": [link]});
    let Some(service) = Service::start(1, end) else {
        return;
    };
    let printed = service.printed("download_links", &[ID, "Cluster0", ID]);
    assert!(printed.lines().any(|line| line == link), "{printed}");
    let printed = service.printed("restore", &["links", ID, "Cluster0", ID]);
    assert!(printed.lines().any(|line| line == link), "{printed}");
}

#[test]
fn hyper_sends_what_the_crate_makes() {
    let Some(service) = Service::start(1, json!({"status": "COMPLETED"})) else {
        return;
    };
    let printed = service.printed("hyper", &[ID, "Flex0", ID]);
    assert!(printed.contains(ID) && printed.contains("COMPLETED"), "{printed}");
}

#[test]
fn files_are_downloaded_with_their_hashes() {
    let files = Server::start(|_| Ok(Response::json(200, "snapshot")));
    let link = format!("{}/snapshot.tgz", files.url());
    let Some(service) = Service::start(1, json!({"deliveryType": "download", "deliveryUrl": [link]})) else {
        return;
    };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("download_files");
    let _ = std::fs::remove_dir_all(&folder);
    let folder_name = folder.to_str().expect("UTF-8");
    let printed = service.printed("download_files", &[ID, "Cluster0", ID, folder_name]);
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
    let Some(service) = Service::start(1, json!({})) else {
        return;
    };
    for (example, arguments) in LISTS {
        let printed = service.printed(example, arguments);
        let all = ["dedicated", "flex", "serverless", "legacy", "collection"];
        assert_eq!(kinds(&printed), all, "{printed}");
        assert!(printed.contains("PENDING"), "{printed}");
    }
}

#[test]
fn kinds_that_the_service_refuses_are_explained() {
    const NO_FLEX: &str = "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API";
    let Some(service) = Service::refusing(|path| match path {
        _ if path.contains("/flexClusters/") => Some((400, NO_FLEX)),
        _ if path.contains("/serverless/") => Some((410, "VERSION_GONE")),
        _ if path.ends_with("/Cluster0/restoreJobs") => Some((404, "CLUSTER_NOT_FOUND")),
        _ => None,
    }) else {
        return;
    };
    for (example, arguments) in LISTS {
        let output = service.run(example, arguments);
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
    let Some(service) = Service::refusing(|_| Some((404, "CLUSTER_NOT_FOUND"))) else {
        return;
    };
    for (example, arguments) in LISTS {
        let output = service.run(example, arguments);
        let reported = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{reported}");
        assert!(
            reported.contains("the service lists no jobs for this cluster"),
            "{reported}"
        );
    }
}

#[test]
fn the_program_restores_and_prints_the_outcome() {
    let Some(service) = Service::start(
        1,
        json!({"status": "COMPLETED", "finishedAt": "2026-05-04T09:42:00Z"}),
    ) else {
        return;
    };
    let printed = service.printed("restore", &["flex", ID, "Flex0", ID, "Cluster0"]);
    assert!(
        printed.contains("[########################]") && printed.contains("COMPLETED"),
        "{printed}"
    );
    let printed = service.printed("restore", &["dedicated", ID, "Cluster0", ID, ID, "Cluster1"]);
    assert!(printed.contains("[########################]"), "{printed}");
    let output = service.run("restore", &["flex", ID]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("usage: "));
}

#[test]
fn a_job_that_fails_fails_the_program() {
    let Some(service) = Service::start(1, json!({"status": "FAILED"})) else {
        return;
    };
    let output = service.run("restore", &["flex", ID, "Flex0", ID, "Cluster0"]);
    let reported = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{reported}");
    assert!(
        reported.contains("the job failed") && !reported.contains("a-secret"),
        "{reported}"
    );
}
