//! Random HTTP archives.

use atlas_restore_jobs::body_types::EXCHANGES;
use atlas_restore_jobs::runtime::inspect::inspect;
use serde_json::Value as Json;
use std::fs;
use std::path::Path;
use tests::damage::damage;
use tests::fuzz::run;

#[test]
fn archives_of_damaged_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("har");
    let files = tests::files(&folder).into_iter();
    let archives: Vec<_> = files.filter(|file| file.path.ends_with(".har")).collect();
    let bodies = fs::read(folder.join("06-values.har")).expect("an archive");
    let make = move |random: &mut tests::random::Random| {
        let archive = &random.pick(&archives).bytes;
        // Bodies are JSON inside JSON: damage within a string keeps the archive valid.
        let text = String::from_utf8_lossy(archive).replace("\\\"", "'");
        let damaged = damage(text.as_bytes(), &bodies, random);
        String::from_utf8_lossy(&damaged).replace('\'', "\\\"")
    };
    run("archives", 1_000, make, |archive| {
        let Ok(archive) = serde_json::from_str::<Json>(archive) else {
            return;
        };
        if let Ok(report) = inspect(&archive, EXCHANGES) {
            let text = report.to_string();
            let is_hostile = |c: char| c.is_control() && c != '\n';
            assert!(!text.contains(is_hostile), "{text:?}");
            report.to_json().to_string();
        }
    });
}
