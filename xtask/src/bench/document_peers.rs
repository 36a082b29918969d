//! `cargo xtask bench --documents`: the same documents with other generators.

use super::project::Krate;
use crate::CliError;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The result of one generator for all documents.
#[derive(Debug, PartialEq)]
pub(super) struct PeerResult {
    pub(super) name: String,
    /// The number of documents that it wrote.
    pub(super) written: usize,
    /// The time of generating them, in seconds.
    pub(super) seconds: f64,
    /// The names of the documents that it rejected.
    pub(super) rejected: Vec<String>,
}

/// Runs each command for all documents, in a folder below `work`.
pub(super) fn run(
    commands: &[String],
    documents: &[PathBuf],
    work: &Path,
) -> Result<Vec<PeerResult>, CliError> {
    let dir = work.join("document-peer");
    let result = |command: &String| one(command, documents, &Krate { dir: dir.clone() });
    commands.iter().map(result).collect()
}

fn one(command: &str, documents: &[PathBuf], krate: &Krate) -> Result<PeerResult, CliError> {
    let program = Path::new(command.split_whitespace().next().unwrap_or_default());
    let mut result = PeerResult {
        name: file_name(program),
        written: 0,
        seconds: 0.0,
        rejected: Vec::new(),
    };
    for document in documents {
        match krate.peer(command, document, 1)? {
            Some(cost) => {
                result.written += 1;
                result.seconds += cost.seconds;
            }
            None => result.rejected.push(file_name(document)),
        }
    }
    Ok(result)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Renders a line for each generator.
pub(super) fn text(peers: &[PeerResult], documents: usize) -> String {
    let mut text = String::new();
    for peer in peers {
        let _ = writeln!(
            text,
            "{}: {} of {documents} documents written in {:.1} s; rejected: {}",
            peer.name,
            peer.written,
            peer.seconds,
            peer.rejected.join(", ")
        );
    }
    text
}

/// Renders a Markdown table of `own` and the other generators; nothing without the latter.
pub(super) fn markdown(own: &PeerResult, peers: &[PeerResult]) -> String {
    if peers.is_empty() {
        return String::new();
    }
    let mut text = "\n| generator | documents written | seconds |\n|---|--:|--:|\n".to_owned();
    for result in std::iter::once(own).chain(peers) {
        let _ = writeln!(
            text,
            "| {} | {} | {:.1} |",
            result.name, result.written, result.seconds
        );
    }
    text
}

/// Renders the results as JSON.
pub(super) fn json(peers: &[PeerResult]) -> serde_json::Value {
    let one = |peer: &PeerResult| {
        serde_json::json!({
            "name": peer.name,
            "written": peer.written,
            "seconds": peer.seconds,
            "rejected": peer.rejected,
        })
    };
    peers.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn documents_that_a_generator_rejects_are_listed() {
        let documents = ["a.yaml", "b.yaml"].map(PathBuf::from);
        let work = std::env::temp_dir().join(format!("bench-peers-{}", std::process::id()));
        let commands = ["true {spec} {out}", "false {spec} {out}"].map(str::to_owned);
        let results = run(&commands, &documents, &work).expect("both programs run");
        assert_eq!((results[0].written, results[1].written), (2, 0));
        assert!(results[0].rejected.is_empty());
        assert_eq!(results[1].rejected, ["a.yaml", "b.yaml"]);
        let table = markdown(&results[0], &results[1..]);
        assert!(
            table.contains("| true | 2 |") && table.contains("| false | 0 | 0.0 |"),
            "{table}"
        );
        assert!(markdown(&results[0], &[]).is_empty());
        assert!(text(&results, 2).contains("false: 0 of 2 documents written"));
    }
}
