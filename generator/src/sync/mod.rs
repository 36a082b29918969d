//! Updates fragments to another revision of upstream: the structure is upstream's; descriptions, order and
//! comments remain ours.
//!
//! For descriptions that we do not have yet, an empty string is inserted (`description: ""`), which
//! [`Synced::unwritten`] lists: the license of upstream does not allow copying its descriptions.

mod assign_fragments;
mod edit;
mod merge;
mod plan;
mod prune;
mod rename;
mod render;
mod report;
mod revalidate;
mod select;
mod settings;
mod whole;
mod yaml_lines;
mod yaml_scalar;

use crate::SourceFile;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::document::unwritten;
use crate::load::{self, Sources, Upstream};
use crate::output::{Failed, File};
use plan::{Plan, Planner};
use rename::Renames;
use select::SelectedOperation;
use serde_json::Value;

/// The facts about upstream's document besides its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// The date of the revision, `YYYY-MM-DD`, if it is known.
    pub date: Option<String>,
    /// The date to record for a new revision if `date` is absent.
    pub today: String,
}

/// The result.
#[derive(Debug)]
pub struct Synced {
    /// The changed files with their new content; paths are those of the input.
    pub files: Vec<File>,
    /// Events, a sentence each.
    pub notes: Vec<String>,
    /// Locations of missing descriptions in the new files.
    pub unwritten: Vec<Location>,
    /// The remaining tasks: corrections that upstream has made itself, and names and
    /// rules of removed items.
    pub diagnostics: Vec<Diagnostic>,
    /// The new files, for rendering the diagnostics.
    pub sources: Sources,
}

/// The maximum number of missing descriptions that are listed.
const LISTED: usize = 100;

impl Synced {
    /// Returns the missing descriptions: a line for each of the first locations, and their number; an empty string if
    /// there are none.
    pub fn unwritten(&self) -> String {
        let shown = self.unwritten.iter().take(LISTED);
        let mut text: String = shown.map(|at| self.place(at)).collect();
        if !text.is_empty() {
            text.push_str(&format!(
                "{} to be written, each an empty text now\n",
                self.unwritten.len()
            ));
        }
        text
    }

    fn place(&self, at: &Location) -> String {
        let line = self.sources.position(at).map_or(1, |position| position.line);
        format!(
            "to be written: {}:{line} {}\n",
            self.sources.shown(&at.file),
            at.pointer
        )
    }
}

/// Updates the specification folder in `files` to `upstream`, a whole OpenAPI document. In a folder with one whole
/// document, the document is replaced.
///
/// A second run changes nothing.
///
/// # Errors
///
/// Files that cannot be parsed, and an upstream that cannot be used: it contains none of our operations, or refers
/// to components that it does not contain.
pub fn sync(files: &[SourceFile], upstream: SourceFile, pin: &Pin) -> Result<Synced, Failed> {
    let ours = readable(load::load(files.to_vec()))?;
    let new = upstream.bytes.clone();
    let theirs = readable(load::load(vec![upstream]))?;
    let Some(document) = theirs.documents.first() else {
        return Err(failed(Vec::new(), theirs));
    };
    let upstream = &document.tree;
    if ours.whole {
        return whole::sync(files, &ours, (&new, upstream), pin);
    }
    let taken = select::take(&ours.documents, upstream, &ours.settings);
    let renames = rename::find(&taken, &ours.documents, upstream);
    let planner = Planner {
        documents: &ours.documents,
        upstream,
        taken: &taken,
        renames: &renames,
    };
    let plan = planner.plan();
    let problems = unusable(&document.path, &taken, &plan);
    if !problems.is_empty() {
        return Err(failed(problems, theirs));
    }

    let pinned = ours
        .settings
        .upstream
        .as_ref()
        .map(|old| repinned(old, upstream, pin));
    let step = Step {
        ours: &ours,
        taken: &taken,
        plan: &plan,
        renames: &renames,
        pinned: pinned.as_ref(),
    };
    let trees: Vec<Value> = (0..ours.documents.len())
        .map(|file| planner.tree(&plan, file))
        .collect();
    finish(files, &step, &trees)
}

/// Renders the files, loads them again, and removes settings whose targets no longer exist.
fn finish(files: &[SourceFile], step: &Step<'_>, trees: &[Value]) -> Result<Synced, Failed> {
    let new = render::all(files, step, trees);
    let (sources, diagnostics) = revalidate::review(&new, trees)?;
    let (new, dropped) = prune::prune(new, &sources, &diagnostics);
    let (sources, diagnostics) = if dropped.is_empty() {
        (sources, diagnostics)
    } else {
        revalidate::review(&new, trees)?
    };
    Ok(Synced {
        files: render::changed(files, &new),
        notes: report::notes(step).into_iter().chain(dropped).collect(),
        unwritten: unwritten(&sources.documents),
        diagnostics,
        sources,
    })
}

/// The results of planning.
struct Step<'a> {
    ours: &'a Sources,
    taken: &'a [SelectedOperation<'a>],
    plan: &'a Plan,
    renames: &'a Renames,
    /// The new pin, if there was one.
    pinned: Option<&'a Upstream>,
}

fn failed(diagnostics: Vec<Diagnostic>, sources: Sources) -> Failed {
    Failed {
        diagnostics,
        sources: Box::new(sources),
    }
}

fn readable((sources, problems): (Sources, Vec<Diagnostic>)) -> Result<Sources, Failed> {
    match problems.iter().any(|problem| problem.severity == Severity::Error) {
        true => Err(failed(problems, sources)),
        false => Ok(sources),
    }
}

/// Returns the reasons why upstream cannot be used.
fn unusable(file: &str, taken: &[SelectedOperation<'_>], plan: &Plan) -> Vec<Diagnostic> {
    let root = || Location::new(file, "");
    if taken.is_empty() {
        let message = "the document contains none of the selected operations";
        let help = "use the whole upstream document, or fix `only` in `sources.toml`";
        return vec![Diagnostic::new("no-operations", root(), message, help)];
    }
    let dangling = plan.dangling.iter().map(|reference| {
        let message = format!("the document does not contain `{reference}`");
        let help = "use the whole upstream document";
        Diagnostic::new("incomplete-document", root(), message, help)
    });
    dangling.collect()
}

/// Updates the pin of the document. The date only changes with the revision.
fn repinned(old: &Upstream, upstream: &Value, pin: &Pin) -> Upstream {
    let info = |key: &str| {
        upstream
            .get("info")
            .and_then(|info| info.get(key))
            .and_then(Value::as_str)
    };
    let revision = info("x-xgen-sha").unwrap_or(&old.revision);
    let same = revision == old.revision && (info("x-xgen-sha").is_some() || pin.sha256 == old.sha256);
    let date = if same { &old.date } else { &pin.today };
    Upstream {
        title: info("title").unwrap_or(&old.title).to_owned(),
        revision: revision.to_owned(),
        date: pin.date.as_ref().unwrap_or(date).clone(),
        sha256: pin.sha256.clone(),
        ..old.clone()
    }
}
