//! Brings fragments to another revision of upstream: the structure is upstream's, the prose, the order and the
//! comments stay ours.
//!
//! Where upstream has prose that we do not have yet, an empty string is inserted (`description: ""`), which
//! [`Synced::unwritten`] lists: the license of upstream's own text does not allow copying it.

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
use select::Taken;
use serde_json::Value;

/// The facts about upstream's document besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// The day of the revision, `YYYY-MM-DD`, if it is known.
    pub date: Option<String>,
    /// The day to record for a new revision, where `date` is absent.
    pub today: String,
}

/// The result.
#[derive(Debug)]
pub struct Synced {
    /// The files that change, each with its whole new text; paths are those of the input.
    pub files: Vec<File>,
    /// Events, a sentence each.
    pub notes: Vec<String>,
    /// Every prose that is still to be written, with its place in the new text.
    pub unwritten: Vec<Location>,
    /// The remaining tasks: corrections that upstream has made itself, names and
    /// rules of what is gone.
    pub diagnostics: Vec<Diagnostic>,
    /// The new state, with which the diagnostics are rendered.
    pub sources: Sources,
}

/// How many places of prose to write are listed.
const LISTED: usize = 100;

impl Synced {
    /// The prose that is still to be written: a line for each of the first places, and how many there are; nothing for
    /// none.
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

/// Brings the specification folder in `files` to `upstream`, a whole OpenAPI document. A folder that has one whole document
/// gets the new one in its place.
///
/// Done twice, it changes nothing the second time.
///
/// # Errors
///
/// Files that cannot be read, and an upstream that cannot be followed: it contains none of our operations, or refers
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
    carry_out(files, &step, &trees)
}

/// Writes the texts, reads them back, and drops the settings that are without an object now.
fn carry_out(files: &[SourceFile], step: &Step<'_>, trees: &[Value]) -> Result<Synced, Failed> {
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
    taken: &'a [Taken<'a>],
    plan: &'a Plan,
    renames: &'a Renames,
    /// The new pin, where there was one.
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

/// The reasons why upstream cannot be followed.
fn unusable(file: &str, taken: &[Taken<'_>], plan: &Plan) -> Vec<Diagnostic> {
    let root = || Location::new(file, "");
    if taken.is_empty() {
        let message = "the document contains none of the selected operations";
        let help = "use the whole upstream document, or fix `only` in `sources.toml`";
        return vec![Diagnostic::error("no-operations", root(), message, help)];
    }
    let dangling = plan.dangling.iter().map(|reference| {
        let message = format!("the document does not contain `{reference}`");
        let help = "use the whole upstream document";
        Diagnostic::error("dangling-reference", root(), message, help)
    });
    dangling.collect()
}

/// The pin of the document. The day stays that of before while the revision does.
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
