//! The examples of the generated crate, run as a user runs them, against a server that plays a restore.

use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use tests::script::{Act, Sent, Server, answer};

const PROJECT: &str = "5f3a1b2c4d5e6f7a8b9c0d1e";
const ID: &str = "32b6e34b3d91647abb20e7b8";

/// A flex cluster's job that is done at the second look, a dedicated cluster's that is done at the first.
fn play() -> Server {
    let looks = AtomicUsize::new(0);
    Server::start(
        move |_, sent| match (sent.method.as_str(), is_flex(sent), sent.target.ends_with(ID)) {
            (_, true, false) if sent.target.contains("pageNum") => {
                let job =
                    format!(r#"{{"id": "{ID}", "status": "FAILED", "targetDeploymentItemName": "Target"}}"#);
                versioned("2024-11-13", &format!(r#"{{"results": [{job}]}}"#))
            }
            (method, true, _) => {
                let done = method == "GET" && looks.fetch_add(1, Ordering::Relaxed) % 2 == 1;
                let status = if done { "COMPLETED" } else { "RUNNING" };
                versioned(
                    "2024-11-13",
                    &format!(r#"{{"id": "{ID}", "status": "{status}"}}"#),
                )
            }
            _ => {
                let url = "https://example.com/part-1.tar.gz";
                let job = format!(
                    r#"{{"id": "{ID}", "deliveryType": "download", "finishedAt": "2026-05-04T09:42:00Z", "deliveryUrl": ["{url}"]}}"#
                );
                versioned("2023-01-01", &job)
            }
        },
    )
}

fn is_flex(sent: &Sent) -> bool {
    sent.target.contains("/flexClusters/")
}

fn versioned(date: &str, body: &str) -> Act {
    answer(
        200,
        &[("Content-Type", &format!("application/vnd.atlas.{date}+json"))],
        body,
    )
}

fn run(server: &Server, example: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(tests::project("generated"))
        .args([
            "run",
            "--quiet",
            "--offline",
            "--features",
            "client,blocking",
            "--example",
            example,
            "--",
        ])
        .args(arguments)
        .env("MONGODB_ATLAS_BASE_URL", server.base())
        .env("MONGODB_ATLAS_PUBLIC_API_KEY", "public")
        .env("MONGODB_ATLAS_PRIVATE_API_KEY", "private")
        .env_remove("MONGODB_ATLAS_CLIENT_ID");
    command.output().expect("cargo runs")
}

#[track_caller]
fn printed(output: Output) -> String {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}{err}");
    out.into_owned()
}

#[test]
fn every_example_does_what_it_says() {
    let server = play();
    let out = printed(run(&server, "flex_restore", &[PROJECT, "Flex0", ID, "Target"]));
    assert!(
        out.contains("COMPLETED") && out.contains("restored into Target"),
        "{out}"
    );
    let out = printed(run(&server, "download_links", &[PROJECT, "Cluster0", ID]));
    assert_eq!(out.trim(), "https://example.com/part-1.tar.gz");
    let out = printed(run(&server, "list_jobs", &[PROJECT, "Flex0"]));
    assert!(
        out.lines()
            .nth(1)
            .is_some_and(|line| line.starts_with(ID) && line.ends_with("Target")),
        "{out}"
    );
    let out = printed(run(&server, "restore", &["flex", PROJECT, "Flex0", ID, "Target"]));
    assert!(
        out.contains("[########################]") && out.contains("COMPLETED"),
        "{out}"
    );
    let out = printed(run(&server, "restore", &["links", PROJECT, "Cluster0", ID]));
    assert!(out.contains("https://example.com/part-1.tar.gz"), "{out}");
    assert_eq!(run(&server, "restore", &["what"]).status.code(), Some(2));
    assert_eq!(
        run(&server, "restore", &["flex", "no-id", "Flex0", ID, "Target"])
            .status
            .code(),
        Some(1)
    );
}
