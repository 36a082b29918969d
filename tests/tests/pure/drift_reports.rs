//! The reports on the documents of `drift/` and of the tables in `verdicts/`, in both directions. Several tests check them, so
//! each is made once.

use generator::SourceFile;
use generator::compare::Change;
use generator::drift::{Drift, Input, drift};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tests::parallel;
use tests::verdict_pairs::{self, Pair};

/// The day of all reports.
pub(super) const TODAY: &str = "2026-01-20";

/// Returns the folders of `drift/` with the reports on their documents: from the old one to the new one, and the reverse.
pub(super) fn cases() -> &'static [(PathBuf, [Drift; 2])] {
    static CASES: LazyLock<Vec<(PathBuf, [Drift; 2])>> = LazyLock::new(|| {
        let folders = tests::cases("drift");
        let reports = parallel::map(&folders, |case| both_ways(case));
        folders.into_iter().zip(reports).collect()
    });
    &CASES
}

/// Returns the reports on the documents of the folder `case` of `drift/`.
pub(super) fn case(name: &str) -> &'static [Drift; 2] {
    let found = cases().iter().find(|(folder, _)| folder.ends_with(name));
    &found.unwrap_or_else(|| panic!("no case {name}")).1
}

/// The part of a report that verdicts are about.
pub(super) struct Verdict {
    pub(super) changes: Vec<Change>,
    /// Upstream has an operation that the baseline does not have.
    pub(super) has_available: bool,
}

impl Verdict {
    pub(super) fn new(report: &Drift) -> Self {
        Self {
            changes: report.changes.clone(),
            has_available: !report.available.is_empty(),
        }
    }
}

/// Returns the pairs of the tables with the verdicts on the change and on its reverse.
pub(super) fn pairs() -> &'static [(Pair, [Verdict; 2])] {
    static PAIRS: LazyLock<Vec<(Pair, [Verdict; 2])>> = LazyLock::new(|| {
        let pairs = verdict_pairs::all();
        let verdicts = parallel::map(&pairs, |pair| {
            [(&pair.old, &pair.new), (&pair.new, &pair.old)]
                .map(|(old, new)| Verdict::new(&run(document(old), document(new))))
        });
        pairs.into_iter().zip(verdicts).collect()
    });
    &PAIRS
}

/// Compares the documents of a folder in both directions.
pub(super) fn both_ways(case: &Path) -> [Drift; 2] {
    let (old, new) = (read(case, "old.yaml"), read(case, "new.yaml"));
    [
        run(vec![old.clone()], vec![new.clone()]),
        run(vec![new], vec![old]),
    ]
}

/// Reads a document of a case.
pub(super) fn read(case: &Path, name: &str) -> SourceFile {
    let path = case.join(name);
    SourceFile::new(
        name,
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
    )
}

/// Returns a document as a file.
pub(super) fn document(tree: &Value) -> Vec<SourceFile> {
    vec![SourceFile::new("document.json", tree.to_string())]
}

/// Compares two specifications.
///
/// # Panics
///
/// If one of them is refused.
pub(super) fn run(baseline: Vec<SourceFile>, upstream: Vec<SourceFile>) -> Drift {
    let input = Input {
        baseline,
        upstream,
        settings: Vec::new(),
        origins: Default::default(),
        only: Vec::new(),
        today: TODAY.parse().expect("a date"),
    };
    drift(input).unwrap_or_else(|failed| {
        let reports = failed
            .iter()
            .map(|side| generator::render::text(&side.diagnostics, &side.sources));
        panic!("{}", reports.collect::<String>())
    })
}
