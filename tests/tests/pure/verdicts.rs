//! Verdicts on the pairs of the tables in `verdicts/`: on the wire and in Rust, in both directions. The expected
//! verdicts were written before the comparison ran; the Rust verdict is checked against the emitted code too.

use super::rust_surface::{Step, Surface};
use generator::SourceFile;
use generator::compare::{Change, ChangeKind, SourceImpact, worst};
use generator::drift::{Drift, Input, drift};
use generator::{Options, generate};
use serde_json::Value;
use std::collections::HashMap;
use tests::verdict_pairs::{self, Pair};

#[test]
fn every_pair_has_the_expected_verdict() {
    let wrong = in_parallel(&verdict_pairs::all(), |pairs| {
        let both = |pair: &Pair| {
            [
                unexpected(&pair.name, &pair.old, &pair.new, &pair.there),
                unexpected(&pair.name, &pair.new, &pair.old, &pair.back),
            ]
        };
        pairs.iter().flat_map(both).flatten().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the verdict on two documents, if it is not the expected one.
fn unexpected(name: &str, old: &Value, new: &Value, expected: &str) -> Option<String> {
    let report = compare(old, new);
    let (wire, source) = worst(&report.changes);
    let verdict = format!("{wire}/{source}");
    let found = messages(&report);
    (verdict != expected).then(|| format!("{name}: {verdict}, not {expected}: {found:#?}"))
}

/// Runs `check` on parts of `pairs`, one for each processor.
fn in_parallel<T: Sync>(pairs: &[T], check: impl Fn(&[T]) -> Vec<String> + Sync) -> Vec<String> {
    let parts = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let chunks = pairs.chunks(pairs.len().div_ceil(parts));
        let running: Vec<_> = chunks.map(|chunk| scope.spawn(|| check(chunk))).collect();
        let results = running.into_iter().map(|thread| thread.join().expect("no panic"));
        results.flatten().collect()
    })
}

#[test]
fn the_emitted_code_differs_as_reported() {
    let cases = tests::cases("drift");
    let folders = cases.iter().map(|case| {
        let read = |name: &str| read(&case.join(name));
        (case.display().to_string(), read("old.yaml"), read("new.yaml"))
    });
    let tables = verdict_pairs::all().into_iter();
    let tables = tables.map(|Pair { name, old, new, .. }| (name, old, new));
    let pairs: Vec<(String, Value, Value)> = folders.chain(tables).collect();
    let wrong = in_parallel(&pairs, |pairs| {
        let mut surfaces = Surfaces::default();
        for (_, old, new) in pairs {
            surfaces.add(old);
            surfaces.add(new);
        }
        let wrong = pairs.iter().flat_map(|(name, old, new)| {
            [(old, new), (new, old)].map(|(old, new)| surfaces.disagreement(name, old, new))
        });
        wrong.flatten().collect()
    });
    assert!(wrong.is_empty(), "{} pairs:\n{}", wrong.len(), wrong.join("\n"));
}

/// The surfaces of the crates of documents; `None` for a document without a crate.
#[derive(Default)]
struct Surfaces(HashMap<String, Option<Surface>>);

impl Surfaces {
    fn add(&mut self, document: &Value) {
        let surface = || surface(document);
        self.0.entry(document.to_string()).or_insert_with(surface);
    }

    fn get(&self, document: &Value) -> Option<&Surface> {
        self.0.get(&document.to_string())?.as_ref()
    }

    /// Returns how the report and the emitted code of both documents disagree.
    fn disagreement(&self, name: &str, old: &Value, new: &Value) -> Option<String> {
        let difference = self.get(old)?.difference(self.get(new)?);
        let report = compare(old, new);
        let (_, source) = worst(&report.changes);
        // An operation that is only in upstream is available, and added by the next version of a crate of the whole
        // document.
        let source = match report.available.is_empty() {
            true => source,
            false => source.max(SourceImpact::Additive),
        };
        let agrees = match (difference.step, source) {
            (Step::None, SourceImpact::None)
            | (Step::Additive, SourceImpact::Additive)
            | (Step::Breaking, SourceImpact::Breaking) => true,
            // Attributes and documentation of items that exist, and lists of statuses, are additions too.
            (Step::None, SourceImpact::Additive) => report.changes.iter().all(is_soft),
            // Code that compiles with another meaning is broken.
            (_, SourceImpact::Breaking) => report.changes.iter().any(has_other_arguments),
            _ => false,
        };
        (!agrees).then(|| {
            let found = messages(&report);
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

fn messages(report: &Drift) -> Vec<String> {
    let changes = report.changes.iter();
    let text = changes.map(|change| format!("{}/{} {}", change.wire, change.source, change.message));
    text.collect()
}

fn surface(document: &Value) -> Option<Surface> {
    let options = Options {
        crate_name: "surface".to_owned(),
        ..Options::default()
    };
    let generated = generate(file(document), &options).ok()?;
    Some(Surface::of(&generated.files))
}

fn read(path: &std::path::Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut sources, problems) = generator::load::load(vec![SourceFile::new("document.yaml", bytes)]);
    assert!(problems.is_empty(), "{}: {problems:?}", path.display());
    sources.documents.remove(0).tree
}

fn file(document: &Value) -> Vec<SourceFile> {
    vec![SourceFile::new("document.json", document.to_string())]
}

fn compare(old: &Value, new: &Value) -> Drift {
    let input = Input {
        baseline: file(old),
        upstream: file(new),
        settings: Vec::new(),
        origins: Default::default(),
        only: Vec::new(),
        today: "2026-01-20".parse().expect("a date"),
    };
    drift(input).unwrap_or_else(|failed| {
        let reports = failed
            .iter()
            .map(|side| generator::render::text(&side.diagnostics, &side.sources));
        panic!("{}", reports.collect::<String>())
    })
}
