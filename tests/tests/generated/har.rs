//! Recorded traffic: `har/NN-name.har` contains hand-made archives, `.txt` and `.json` next to them the output of
//! `inspect`.

use atlas_restore_jobs::body_types::EXCHANGES;
use atlas_restore_jobs::runtime::inspect::{Report, inspect};
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};

fn archives() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("har");
    let entries = fs::read_dir(folder).expect("a folder of archives");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut archives: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "har"))
        .collect();
    archives.sort();
    assert!(!archives.is_empty());
    archives
}

fn report(archive: &Path) -> Report {
    let text = fs::read_to_string(archive).expect("an archive");
    let archive: Json = serde_json::from_str(&text).expect("JSON");
    inspect(&archive, EXCHANGES).expect("an HTTP archive")
}

#[test]
fn every_archive_gives_the_expected_report() {
    let mut failures = Vec::new();
    for archive in archives() {
        let report = report(&archive);
        let json = format!("{:#}\n", report.to_json());
        failures.extend(tests::golden(&archive.with_extension("txt"), &report.to_string()).err());
        failures.extend(tests::golden(&archive.with_extension("json"), &json).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn nothing_that_decodes_is_lost() {
    for archive in archives() {
        for entry in report(&archive).0 {
            let lost = [entry.request.lost, entry.response.lost].concat();
            assert!(lost.is_empty(), "{} {}: {lost:?}", archive.display(), entry.index);
        }
    }
}
