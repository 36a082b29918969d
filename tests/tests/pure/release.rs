//! The next version of a crate: reported for every case of drift, in both directions, in `drift/changelog.md`.

use generator::compare::{self, ChangeKind, SourceImpact};
use generator::ir::Api;
use generator::release::{Proposal, Semver, Step, Surface};
use generator::{Options, SourceFile, model, render};
use std::fs;
use std::path::Path;

fn api(files: Vec<SourceFile>) -> Api {
    match model(files, &Options::default()) {
        Ok(model) => model.api,
        Err(failed) => panic!("{}", render::text(&failed.diagnostics, &failed.sources)),
    }
}

fn read(case: &Path, name: &str) -> Api {
    let bytes = fs::read(case.join(name)).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    api(vec![SourceFile::new(name, bytes)])
}

fn version(text: &str) -> Semver {
    Semver::named(text).expect("a version")
}

fn propose(released: &Api, api: &Api) -> Proposal {
    // As read from the file, so that data that is not stored has no effect.
    let kept = Surface::write(version("0.3.1"), released);
    Proposal::new(&Surface::read(&kept).expect("what was written"), api)
}

#[test]
fn every_case_of_drift_has_changelog_entries() {
    let mut text = String::from("Changelog entries of the cases in these folders, there and back.\n");
    for case in tests::cases("drift") {
        let (old, new) = (read(&case, "old.yaml"), read(&case, "new.yaml"));
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        for (way, from, to) in [("there", &old, &new), ("back", &new, &old)] {
            let proposal = propose(from, to);
            let entry = proposal.entry(proposal.wanted());
            text.push_str(&format!("\n# {name}, {way}\n\n{}", entry.trim_start_matches("#")));
            check(from, to, &proposal);
        }
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("drift/changelog.md");
    if let Err(difference) = tests::golden(&golden, &text) {
        panic!("{difference}");
    }
}

/// Checks that the release reports breaking changes and additions as `compare` does, and nothing for equal documents.
fn check(from: &Api, to: &Api, proposal: &Proposal) {
    let options = compare::Options {
        today: "2000-01-01".parse().expect("a date"),
        modules: true,
    };
    let changes = compare::compare(from, to, &options);
    let step = changes
        .iter()
        .map(|change| change.source)
        .max()
        .map(|source| match source {
            SourceImpact::Breaking => Step::Breaking,
            SourceImpact::Additive => Step::Additive,
            SourceImpact::None => Step::Fix,
        });
    assert_eq!(proposal.step, step);
    assert_eq!(proposal.entries.is_empty(), changes.is_empty());
    for sentence in proposal.entries.iter().flat_map(|(_, sentences)| sentences) {
        assert!(!sentence.contains("``") && sentence.contains('`'), "{sentence}");
    }
}

#[test]
fn a_released_model_is_read_back_unchanged() {
    let spec = api(tests::specification());
    let text = Surface::write(version("0.1.0"), &spec);
    let surface = Surface::read(&text).expect("a surface");
    assert_eq!(surface.version, version("0.1.0"));
    assert_eq!(Surface::write(surface.version, &surface.api), text);
    assert_eq!(Proposal::new(&surface, &spec), Proposal::none(surface.version));
}

#[test]
fn a_document_that_did_not_change_needs_no_version() {
    let (mut compared, mut failures) = (0, Vec::new());
    for case in tests::cases("fixtures") {
        let Ok(model) = model(tests::input(&case), &Options::default()) else {
            continue;
        };
        compared += 1;
        let proposal = propose(&model.api, &model.api);
        if proposal.step.is_some() {
            failures.push(format!("{}: {:#?}", case.display(), proposal.entries));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(compared > 40, "only {compared} documents were compared");
}

/// Returns the model of the project's specification, with one string of its files replaced.
fn edited(file: &str, old: &str, new: &str) -> Api {
    let mut files = tests::specification();
    let file = files.iter_mut().find(|one| one.path == file).expect("a file");
    let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
    assert!(text.contains(old), "{old}");
    file.bytes = text.replace(old, new).into_bytes();
    api(files)
}

#[test]
fn chosen_names_appear_in_the_changelog() {
    let spec = api(tests::specification());
    let renamed = edited("names.toml", "\"RestoreStatus\"", "\"Phase\"");
    let proposal = propose(&spec, &renamed);
    assert_eq!(proposal.step, Some(Step::Breaking));
    let entry = proposal.entry(proposal.wanted());
    assert!(
        entry.contains("`v2024_11_13::flex::RestoreStatus` are now `Phase` in Rust, were `RestoreStatus`"),
        "{entry}"
    );
    assert_eq!(proposal.wanted(), version("0.4.0"));
}

#[test]
fn prose_needs_no_version() {
    let spec = api(tests::specification());
    let other = edited("fragments/flex.yaml", "restore jobs", "restore tasks");
    assert_eq!(propose(&spec, &other).step, None);
}

/// Returns the model of a list with these `items`.
fn listing(items: &str) -> Api {
    let text = format!(
        "openapi: 3.0.1\n\
         info: {{title: T, version: '1'}}\n\
         paths:\n\
         \x20 /a:\n\
         \x20   get:\n\
         \x20     operationId: getA\n\
         \x20     responses:\n\
         \x20       '200':\n\
         \x20         description: A list.\n\
         \x20         content:\n\
         \x20           application/json:\n\
         \x20             schema: {{type: object, properties: {{list: {{type: array, items: {items}}}}}}}\n"
    );
    api(vec![SourceFile::new("api.yaml", text.into_bytes())])
}

#[test]
fn items_that_may_be_null_have_another_type() {
    let options = compare::Options {
        today: "2000-01-01".parse().expect("a date"),
        modules: true,
    };
    let (plain, nullable) = (
        listing("{type: string}"),
        listing("{type: string, nullable: true}"),
    );
    let reported = |from: &Api, to: &Api| -> Vec<String> {
        let changes = compare::compare(from, to, &options);
        let breaking = changes.into_iter().filter(|change| {
            let nullable = matches!(change.rule, ChangeKind::NullableSet | ChangeKind::NullableCleared);
            nullable && change.source == SourceImpact::Breaking
        });
        breaking.map(|change| change.text).collect()
    };
    let now = reported(&plain, &nullable);
    assert!(
        now.len() == 1 && now[0].contains(".list[]` may now be null, so that"),
        "{now:?}"
    );
    let now = reported(&nullable, &plain);
    assert!(
        now.len() == 1 && now[0].ends_with(".list[]` may no longer be null"),
        "{now:?}"
    );
    assert!(reported(&nullable, &nullable).is_empty() && reported(&plain, &plain).is_empty());
}
