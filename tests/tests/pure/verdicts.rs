//! Verdicts on the pairs of the tables in `verdicts/`: on the wire and in Rust, in both directions. The expected
//! verdicts were written before the comparison ran; the Rust verdict is checked against the emitted code too.

use super::drift_reports::{Verdict, cases, pairs};
use super::rust_surface::{Step, Surface};
use generator::SourceFile;
use generator::compare::{Change, ChangeKind, SourceImpact, worst};
use generator::{Options, generate};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tests::parallel;
use tests::verdict_pairs::Pair;

#[test]
fn every_pair_has_the_expected_verdict() {
    let both = |(pair, [there, back]): &(Pair, [Verdict; 2])| {
        [
            unexpected(&pair.name, there, &pair.there),
            unexpected(&pair.name, back, &pair.back),
        ]
    };
    let wrong: Vec<String> = pairs().iter().flat_map(both).flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the verdict on two documents, if it is not the expected one.
fn unexpected(name: &str, report: &Verdict, expected: &str) -> Option<String> {
    let (wire, source) = worst(&report.changes);
    let verdict = format!("{wire}/{source}");
    let found = messages(report);
    (verdict != expected).then(|| format!("{name}: {verdict}, not {expected}: {found:#?}"))
}

#[test]
fn the_emitted_code_differs_as_reported() {
    let folders = cases().iter().map(|(case, reports)| {
        let [old, new] = ["old.yaml", "new.yaml"].map(|name| read(&case.join(name)));
        let reports = reports.each_ref().map(Verdict::new);
        (case.display().to_string(), [old, new], reports)
    });
    let folders: Vec<_> = folders.collect();
    let folders = folders
        .iter()
        .map(|(name, documents, reports)| (name, documents.each_ref().map(Value::to_string), reports));
    let tables = pairs().iter().map(|(pair, verdicts)| {
        let documents = [&pair.old, &pair.new].map(Value::to_string);
        (&pair.name, documents, verdicts)
    });
    let compared: Vec<_> = folders.chain(tables).collect();
    let surfaces = Surfaces::new(compared.iter().flat_map(|(_, documents, _)| documents));
    let wrong = compared.iter().flat_map(|(name, [old, new], [there, back])| {
        [
            surfaces.disagreement(name, [old, new], there),
            surfaces.disagreement(name, [new, old], back),
        ]
    });
    let wrong: Vec<String> = wrong.flatten().collect();
    assert!(wrong.is_empty(), "{} pairs:\n{}", wrong.len(), wrong.join("\n"));
}

/// The surfaces of the crates of documents; `None` for a document without a crate.
struct Surfaces<'a>(BTreeMap<&'a str, Option<Surface>>);

impl<'a> Surfaces<'a> {
    /// Reads the surface of each document, of equal ones once.
    fn new(documents: impl Iterator<Item = &'a String>) -> Self {
        let texts: BTreeSet<&str> = documents.map(String::as_str).collect();
        let texts: Vec<&str> = texts.into_iter().collect();
        let surfaces = parallel::map(&texts, |text| surface(text));
        Self(texts.into_iter().zip(surfaces).collect())
    }

    fn get(&self, document: &str) -> Option<&Surface> {
        self.0.get(document)?.as_ref()
    }

    /// Returns how the report on two documents and the emitted code of both disagree.
    fn disagreement(&self, name: &str, [old, new]: [&str; 2], report: &Verdict) -> Option<String> {
        let difference = self.get(old)?.difference(self.get(new)?);
        let (_, source) = worst(&report.changes);
        // An operation that is only in upstream is available, and added by the next version of a crate of the whole
        // document.
        let source = match report.has_available {
            false => source,
            true => source.max(SourceImpact::Additive),
        };
        let agrees = match (difference.step, source) {
            (Step::None, SourceImpact::None)
            | (Step::Additive, SourceImpact::Additive)
            | (Step::Breaking, SourceImpact::Breaking) => true,
            // Attributes and documentation of items that exist, and lists of statuses, are additions too.
            (Step::None, SourceImpact::Additive) => report.changes.iter().all(is_soft),
            // Code that compiles with another meaning is broken.
            (_, SourceImpact::Breaking) => {
                report.changes.iter().any(has_other_arguments) || have_swapped_names(&report.changes)
            }
            _ => false,
        };
        (!agrees).then(|| {
            let found = messages(report);
            format!("{name}: reported {source}: {found:#?}\nthe code differs: {difference:#?}")
        })
    }
}

fn is_soft(change: &Change) -> bool {
    let soft = [
        ChangeKind::Deprecated,
        ChangeKind::ErrorStatusAdded,
        ChangeKind::ResponseHeaderAdded,
        ChangeKind::SuccessStatusAdded,
    ];
    change.source == SourceImpact::None || soft.contains(&change.rule)
}

/// Returns true if a constructor has another argument in the same position.
fn has_other_arguments(change: &Change) -> bool {
    change.rule == ChangeKind::ArgumentsReordered || change.after.contains("the constructor")
}

/// Returns true if an operation has the old name of another one.
fn have_swapped_names(changes: &[Change]) -> bool {
    let renamed = || {
        changes
            .iter()
            .filter(|one| one.rule == ChangeKind::OperationRenamed)
    };
    renamed().any(|one| renamed().any(|other| one.before == other.after))
}

fn messages(report: &Verdict) -> Vec<String> {
    let changes = report.changes.iter();
    let text = changes.map(|change| format!("{}/{} {}", change.wire, change.source, change.message));
    text.collect()
}

fn surface(document: &str) -> Option<Surface> {
    let generated = |complete| {
        let options = Options {
            crate_name: "surface".to_owned(),
            complete,
            ..Options::default()
        };
        generate(vec![SourceFile::new("document.json", document)], &options).ok()
    };
    let source = generated(false)?;
    // Only a crate with a manifest has features.
    let files = match source.api.group_features {
        Some(true) => generated(true)?.files,
        _ => source.files,
    };
    Some(Surface::of(&files))
}

fn read(path: &std::path::Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut sources, problems) = generator::load::load(vec![SourceFile::new("document.yaml", bytes)]);
    assert!(problems.is_empty(), "{}: {problems:?}", path.display());
    sources.documents.remove(0).tree
}
