//! What upstream has changed since our fragments were cut from it, and what that means.
//!
//! Two models are compared, never two texts, and only what we take: the selected operations and all that they reach.

mod baseline;
mod causes;
mod fail_on;
mod github;
mod highlight;
mod html;
mod impact;
mod json;
mod junit;
mod markdown;
mod provenance;
mod sarif;
mod scope;
mod served;
mod text;
mod timeline;

pub use baseline::acceptance;
pub use fail_on::Level;
pub use markdown::MARKDOWN_SIZE;
pub use provenance::{Compared, Origin, Provenance, Selection};
pub use scope::{Available, Counts};

use crate::compare::{self, Change};
use crate::diagnostic::{self, Diagnostic, Location, Severity};
use crate::ir::{Api, Date};
use crate::load::{self, Names, Settings, SourceFile, Sources};
use crate::output::Failed;
use crate::pipeline;
use scope::Taker;

/// What is compared, and how.
#[derive(Clone, Debug)]
pub struct Input {
    /// Our side: a folder like `spec/`, or one document.
    pub baseline: Vec<SourceFile>,
    /// The settings of the project (`*.toml`), for a baseline that is one document and has none of its own.
    pub settings: Vec<SourceFile>,
    /// Their side: the whole document, or a part of one.
    pub upstream: Vec<SourceFile>,
    /// Where both sides come from: the baseline, then upstream.
    pub origins: [Origin; 2],
    /// Take only the operations of the baseline that one of these selectors names; empty: those of `sources.toml`.
    pub only: Vec<String>,
    /// The day on which the question is asked.
    pub today: Date,
}

/// The answer.
#[derive(Debug)]
pub struct Drift {
    /// What changed, worst first, without what is accepted.
    pub changes: Vec<Change>,
    /// What changed and is accepted in `accepted.toml`.
    pub accepted: Vec<Change>,
    /// Operations that upstream has, that we watch for, and that are not taken.
    pub available: Vec<Available>,
    /// What upstream says that no comparison can see, because the model cannot hold it.
    pub notes: Vec<Note>,
    /// What somebody should look at in our document, and entries of `accepted.toml` that match nothing.
    pub problems: Vec<Diagnostic>,
    /// What was compared.
    pub provenance: Provenance,
    /// Our side, in which locations are looked up.
    pub baseline: Sources,
    upstream: Sources,
    /// The day on which the question was asked.
    pub today: Date,
    old: Api,
    new: Api,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: grouped and counted.
    #[default]
    Text,
    /// One line for each change, for `grep` and editors.
    Lines,
    /// For programs.
    Json,
    /// For an issue or a pull request.
    Markdown,
    /// Annotations of a GitHub workflow.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// One page for a browser, which needs no network.
    Html,
    /// JUnit XML, for the test reports of CI systems.
    Junit,
}

/// Where upstream lives, as the settings of a project (`*.toml`) say.
pub fn upstream_url(settings: &[SourceFile]) -> Option<String> {
    load::load(settings.to_vec())
        .0
        .settings
        .upstream
        .map(|upstream| upstream.url)
}

/// Compares upstream with the baseline. Corrections are not applied: the baseline is what upstream said.
///
/// # Errors
///
/// For each side that is no usable document, everything that is wrong with it.
pub fn drift(input: Input) -> Result<Drift, Vec<Failed>> {
    let Input {
        baseline,
        settings,
        upstream,
        origins: [own_origin, their_origin],
        only,
        today,
    } = input;
    let (baseline, upstream) = match (read(baseline), read(upstream)) {
        (Ok(baseline), Ok(upstream)) => (baseline, upstream),
        (a, b) => return Err(a.err().into_iter().chain(b.err()).collect()),
    };
    let settings = match baseline.whole {
        false => baseline.settings.clone(),
        true => load::load(settings).0.settings,
    };
    let taken = Taker {
        folder: !baseline.whole,
        settings: &settings,
        only: &only,
    }
    .take(&baseline.documents, &upstream.documents);
    let names = wire_names(settings.names.clone());
    let (old, new) = match (
        side(&taken.ours, baseline.whole, &names, &baseline),
        side(
            &taken.theirs,
            true,
            &with_states(&names, &settings, &upstream),
            &upstream,
        ),
    ) {
        (Ok(old), Ok(new)) => (old, new),
        (a, b) => return Err(a.err().into_iter().chain(b.err()).collect()),
    };
    let (errors, mut problems) = diagnostic::split(taken.problems);
    if !errors.is_empty() {
        return Err(vec![Failed {
            diagnostics: errors,
            sources: Box::new(baseline),
        }]);
    }
    let options = compare::Options {
        today,
        // The modules of a folder are its files, those of a document its tags.
        modules: baseline.whole,
    };
    let found = compare::compare(&old.api, &new.api, &options);
    let baseline::Split {
        changes,
        accepted,
        problems: stale,
    } = baseline::split(found, &baseline.settings.accepted, today);
    problems.extend(old.warnings.into_iter().chain(stale));
    let notes: Vec<Note> = new.warnings.iter().map(|one| Note::new(one, &upstream)).collect();
    let provenance = Provenance {
        baseline: Compared::new(own_origin, &baseline),
        upstream: Compared::new(their_origin, &upstream),
        selection: Selection {
            only,
            counts: taken.counts,
        },
    };
    Ok(Drift {
        changes,
        accepted,
        available: taken.available,
        notes,
        problems,
        provenance,
        baseline,
        upstream,
        today,
        old: old.api,
        new: new.api,
    })
}

impl Drift {
    /// The report.
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

    /// Renders the report as Markdown of at most `max_size` bytes; what is over is cut at whole groups and counted.
    pub fn markdown(&self, max_size: usize) -> String {
        markdown::render(self, max_size)
    }

    /// The worst that was found; none where there is nothing at all.
    pub fn level(&self) -> Option<Level> {
        let available = (!self.available.is_empty()).then_some(Level::Any);
        self.changes.iter().map(Level::of).max().max(available)
    }

    /// Whether the input itself has to be mended: an entry of `accepted.toml` that matches nothing.
    pub fn is_stale(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    /// Returns the location of a change in the baseline.
    fn place(&self, change: &Change) -> Place {
        Place::new(&change.location, &self.baseline)
    }

    /// Returns the location of a change in upstream's document; `None` for an operation that was removed.
    fn new_place(&self, change: &Change) -> Option<Place> {
        change
            .new_location
            .as_ref()
            .map(|at| Place::new(at, &self.upstream))
    }
}

/// A remark on upstream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it stands there.
    pub place: Place,
    /// The remark, without its final stop.
    pub message: String,
}

impl Note {
    fn new(warning: &Diagnostic, sources: &Sources) -> Self {
        Self {
            place: Place::new(&warning.at, sources),
            message: warning.message.clone(),
        }
    }
}

/// A place in a file as the user knows it; line and column are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    fn new(at: &Location, sources: &Sources) -> Self {
        let position = sources.position(at);
        Self {
            file: sources.shown(&at.file).to_owned(),
            line: position.as_ref().map_or(1, |position| position.line),
            column: position.as_ref().map_or(1, |position| position.column),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

fn read(files: Vec<SourceFile>) -> Result<Sources, Failed> {
    let (sources, diagnostics) = load::load(files);
    match diagnostics.is_empty() {
        true => Ok(sources),
        false => Err(Failed {
            diagnostics,
            sources: Box::new(sources),
        }),
    }
}

/// The names that both sides get: those that do not hang on the wire name of a type. Two types that people gave one
/// name have to stay two here, and a type that was renamed has to be seen.
fn wire_names(names: Names) -> Settings {
    let names = Names {
        types: Vec::new(),
        groups: Vec::new(),
        ..names
    };
    Settings {
        names,
        ..Settings::default()
    }
}

/// Adds what `settings` says of the states of jobs to those of the upstream side, whose schemas are all in one document.
fn with_states(names: &Settings, settings: &Settings, upstream: &Sources) -> Settings {
    let mut own = Settings {
        final_states: settings.final_states.clone(),
        running: settings.running.clone(),
        ..names.clone()
    };
    let Some(document) = upstream.documents.first() else {
        return own;
    };
    let moved = |schema: &mut String| {
        if let Some((_, pointer)) = crate::corrections::split(schema) {
            *schema = format!("{}#{pointer}", document.path);
        }
    };
    own.final_states.iter_mut().for_each(|end| moved(&mut end.schema));
    own.running
        .iter_mut()
        .for_each(|running| moved(&mut running.schema));
    own
}

/// One side.
struct Modelled {
    api: Api,
    warnings: Vec<Diagnostic>,
}

fn side(taken: &scope::Side, whole: bool, names: &Settings, sources: &Sources) -> Result<Modelled, Failed> {
    let failed = |diagnostics| Failed {
        diagnostics,
        sources: Box::new(sources.clone()),
    };
    let (api, problems) = pipeline::modelled(taken.documents.clone(), whole, names, &taken.only);
    let problems = problems
        .into_iter()
        .filter(|problem| !about_names(problem) && !about_entries(problem));
    let (lacking, others): (Vec<_>, Vec<_>) = problems.partition(is_not_modelled);
    // Other warnings are for whoever regenerates; what the model lacks is what a comparison might miss.
    let (errors, _) = diagnostic::split(others);
    let (states, errors): (Vec<_>, Vec<_>) = errors
        .into_iter()
        .partition(|error| error.code == "unclassified-state");
    if !errors.is_empty() {
        return Err(failed(errors));
    }
    let severity = Severity::Warning;
    let lacking = lacking.into_iter().map(|one| Diagnostic { severity, ..one });
    let warnings = lacking.chain(states).collect();
    Ok(Modelled { api, warnings })
}

/// Entries about the states of jobs may name what only our side has.
fn about_entries(problem: &Diagnostic) -> bool {
    problem.code == "unused-end" || (problem.code == "unknown-field" && problem.at.file.ends_with(".toml"))
}

/// What the model cannot hold leaves the rest comparable; a pattern is compared as text then.
fn is_not_modelled(problem: &Diagnostic) -> bool {
    let others = ["bad-pattern", "pattern-too-large", "dangling-reference"];
    problem.code.starts_with("unsupported-") || others.contains(&problem.code)
}

/// Rust names are not what is compared: entries for what only the other side has, and names that fall together.
fn about_names(problem: &Diagnostic) -> bool {
    matches!(
        problem.code,
        "unused-name" | "name-collision" | "bad-name" | "unnameable"
    )
}
