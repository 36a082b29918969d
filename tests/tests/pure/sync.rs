//! Sync with upstream: `sync/NN-name/` contains a specification `before`, the document `upstream.yaml`, the changed
//! files in `after`, and the `report.txt`.

use generator::sync::{Pin, Synced, sync};
use generator::{SourceFile, render};
use std::fs;
use std::path::Path;

fn pin() -> Pin {
    Pin {
        sha256: "1".repeat(64),
        date: None,
        today: "2026-02-02".to_owned(),
    }
}

#[test]
fn every_case_gets_the_expected_files() {
    let failures: Vec<_> = tests::cases("sync")
        .iter()
        .filter_map(|case| check(case).err())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(case: &Path) -> Result<(), String> {
    let before = tests::files(&case.join("before"));
    let upstream = fs::read(case.join("upstream.yaml")).expect("an upstream");
    let upstream = SourceFile::new("upstream.yaml", upstream);
    let text = match sync(&before, upstream.clone(), &pin()) {
        Err(failed) => render::text(&failed.diagnostics, &failed.sources),
        Ok(synced) => {
            let changed = synced.files.iter().map(|file| file.path.clone()).collect();
            expect_files(&case.join("after"), changed)?;
            for file in &synced.files {
                tests::golden(&case.join("after").join(&file.path), &file.text)?;
            }
            let again = sync(&tests::replaced(&before, &synced.files), upstream, &pin())
                .expect("what was written can be read");
            assert!(
                again.files.is_empty(),
                "{} changes again: {:#?}",
                case.display(),
                again.files
            );
            described(&synced)
        }
    };
    assert!(
        !text.contains("Theirs"),
        "prose of upstream in {}",
        case.display()
    );
    tests::golden(&case.join("report.txt"), &text)
}

/// Returns everything that is reported, on one page.
fn described(synced: &Synced) -> String {
    assert!(
        synced.files.iter().all(|file| !file.text.contains("Theirs")),
        "prose of upstream came in"
    );
    let notes: String = synced.notes.iter().map(|note| format!("{note}\n")).collect();
    notes + &synced.unwritten() + &render::text(&synced.diagnostics, &synced.sources)
}

/// Checks that the folder `after` contains the changed files, and no others.
fn expect_files(after: &Path, mut changed: Vec<String>) -> Result<(), String> {
    let updating = std::env::var_os("UPDATE_GOLDENS").is_some();
    if updating {
        let _ = fs::remove_dir_all(after);
        let fragments = after.join("fragments");
        return if changed.is_empty() {
            Ok(())
        } else {
            fs::create_dir_all(fragments).map_err(|error| error.to_string())
        };
    }
    let mut expected: Vec<String> = match after.is_dir() {
        true => tests::files(after).into_iter().map(|file| file.path).collect(),
        false => Vec::new(),
    };
    expected.sort();
    changed.sort();
    if expected == changed {
        Ok(())
    } else {
        Err(format!("{} holds {expected:?}, not {changed:?}", after.display()))
    }
}
