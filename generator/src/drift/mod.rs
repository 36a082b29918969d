//! Reports the changes of upstream since our fragments were extracted from it, and their impact.
//!
//! Two models are compared, and only the selected operations with everything that they reach.

mod baseline;
mod causes;
mod fail_on;
mod file_position;
mod github;
mod highlight;
mod html;
mod impact;
mod json;
mod junit;
mod markdown;
mod provenance;
mod references;
mod sarif;
mod scope;
mod served;
mod sides;
mod text;
mod timeline;

pub use baseline::acceptance;
pub use fail_on::Level;
pub use file_position::{FilePosition, Note};
pub use markdown::MARKDOWN_SIZE;
pub use provenance::{Compared, Origin, Provenance, Selection};
pub use scope::{Available, Counts};

use crate::compare::{self, Change, Occurrence};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::ir::{Api, Date};
use crate::load::{self, SourceFile, Sources};
use crate::output::Failed;
use scope::Filter;

/// The input of a comparison.
#[derive(Clone, Debug)]
pub struct Input {
    /// The baseline: a folder like `spec/`, or one document.
    pub baseline: Vec<SourceFile>,
    /// The settings of the project (`*.toml`), for a baseline that is one document without settings.
    pub settings: Vec<SourceFile>,
    /// Upstream: a whole document or a part of one.
    pub upstream: Vec<SourceFile>,
    /// The origins of the baseline and of upstream.
    pub origins: [Origin; 2],
    /// The selectors of the operations of the baseline to compare; if empty, those of `sources.toml`.
    pub only: Vec<String>,
    /// The day on which sunsets are evaluated.
    pub today: Date,
}

/// A report.
#[derive(Debug)]
pub struct Drift {
    /// The changes, worst first, without accepted ones.
    pub changes: Vec<Change>,
    /// The changes that `accepted.toml` accepts.
    pub accepted: Vec<Change>,
    /// Operations of upstream that are watched and not selected.
    pub available: Vec<Available>,
    /// Parts of upstream's document that the model does not support, so that they were not compared.
    pub notes: Vec<Note>,
    /// Warnings about the baseline, and entries of `accepted.toml` that match nothing.
    pub problems: Vec<Diagnostic>,
    /// The compared documents.
    pub provenance: Provenance,
    /// The baseline, for rendering locations.
    pub baseline: Sources,
    upstream: Sources,
    /// The day on which sunsets were evaluated.
    pub today: Date,
    old: Api,
    new: Api,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Text for people: grouped and counted.
    #[default]
    Text,
    /// One line for each change, for `grep` and editors.
    Lines,
    /// JSON for programs.
    Json,
    /// Markdown for an issue or a pull request.
    Markdown,
    /// Annotations of a GitHub workflow.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// One HTML page, which needs no network.
    Html,
    /// JUnit XML, for the test reports of CI systems.
    Junit,
}

/// Returns the URL of upstream's document that the settings of a project (`*.toml`) state.
pub fn upstream_url(settings: &[SourceFile]) -> Option<String> {
    load::load(settings.to_vec())
        .0
        .settings
        .upstream
        .map(|upstream| upstream.url)
}

/// Compares upstream with the baseline. Corrections are not applied, so that the baseline is upstream's own document.
///
/// # Errors
///
/// All errors of each document that cannot be used.
pub fn drift(input: Input) -> Result<Drift, Vec<Failed>> {
    let (old_side, new_side) =
        sides::in_parallel(|| sides::read(input.baseline), || sides::read(input.upstream))?;
    let (baseline, upstream) = (old_side.sources, new_side.sources);
    let settings = match baseline.whole {
        false => baseline.settings.clone(),
        true => load::load(input.settings).0.settings,
    };
    let selected = Filter {
        folder: !baseline.whole,
        settings: &settings,
        only: &input.only,
    }
    .select(&baseline.documents, &upstream.documents);
    let [old, new] = sides::build_models(
        [selected.ours, selected.theirs],
        &settings,
        [&baseline, &upstream],
    )?;
    let (errors, mut problems) = diagnostic::split(selected.problems);
    if !errors.is_empty() {
        return Err(vec![Failed {
            diagnostics: errors,
            sources: Box::new(baseline),
        }]);
    }
    let options = compare::Options {
        today: input.today,
        // The modules of a folder are its files, those of a document its tags.
        modules: baseline.whole,
    };
    let found = compare::compare(&old.api, &new.api, &options);
    let split = baseline::split(found, &baseline.settings.accepted, input.today);
    problems.extend(old_side.lacking);
    problems.extend(old.warnings.into_iter().chain(split.problems));
    let lacking = new_side.lacking.iter().chain(&new.warnings);
    let [own_origin, their_origin] = input.origins;
    Ok(Drift {
        changes: split.changes,
        accepted: split.accepted,
        available: selected.available,
        notes: lacking.map(|one| Note::new(one, &upstream)).collect(),
        problems,
        provenance: Provenance {
            baseline: Compared::new(own_origin, &baseline),
            upstream: Compared::new(their_origin, &upstream),
            selection: Selection {
                only: input.only,
                counts: selected.counts,
            },
            today: input.today,
        },
        baseline,
        upstream,
        today: input.today,
        old: old.api,
        new: new.api,
    })
}

impl Drift {
    /// Renders the report.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => text::render(self),
            Format::Lines => text::lines(self),
            Format::Json => json::render(self),
            Format::Markdown => self.markdown(MARKDOWN_SIZE),
            Format::Github => github::render(self),
            Format::Sarif => sarif::render(self),
            Format::Html => html::render(self),
            Format::Junit => junit::render(self),
        }
    }

    /// Renders the report as Markdown of at most `max_size` bytes; longer reports are cut at whole groups, and the rest
    /// is counted.
    pub fn markdown(&self, max_size: usize) -> String {
        markdown::render(self, max_size)
    }

    /// Returns the weight of the worst change; `None` for an empty report.
    pub fn level(&self) -> Option<Level> {
        let available = (!self.available.is_empty()).then_some(Level::Any);
        self.changes.iter().map(Level::of).max().max(available)
    }

    /// Returns true if the input has an error: an entry of `accepted.toml` that matches nothing.
    pub fn is_stale(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    /// Returns the location of a change in the baseline.
    fn position(&self, change: &Change) -> FilePosition {
        FilePosition::new(&change.location, &self.baseline)
    }

    /// Returns the location of a change in upstream's document; `None` for an operation that was removed.
    fn new_position(&self, change: &Change) -> Option<FilePosition> {
        let at = change.new_location.as_ref();
        at.map(|at| FilePosition::new(at, &self.upstream))
    }

    /// Returns the locations of a change: in the baseline, then in upstream's document if it exists there.
    fn positions(&self, change: &Change) -> Vec<FilePosition> {
        let old = self.position(change);
        [Some(old), self.new_position(change)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Returns the locations of a further subject of a change.
    fn positions_of(&self, one: &Occurrence) -> Vec<FilePosition> {
        let old = FilePosition::new(&one.location, &self.baseline);
        let new = one.new_location.as_ref();
        let new = new.map(|at| FilePosition::new(at, &self.upstream));
        std::iter::once(old).chain(new).collect()
    }
}
