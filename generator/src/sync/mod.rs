//! Brings fragments to another revision of upstream: the structure is upstream's, the prose, the order and the
//! comments stay ours.
//!
//! Where upstream says something in prose that we do not say yet, an empty text is put (`description: ""`), which
//! [`unwritten`] finds: upstream's own words are under a licence that keeps them out.

mod edit;
mod kind;
mod lines;
mod merge;
mod plan;
mod prune;
mod reach;
mod rename;
mod report;
mod scalar;
mod select;
mod settings;

pub use kind::unwritten;

use crate::diagnostic::{self, Diagnostic, Location, Severity};
use crate::load::{self, Document, Sources, Upstream};
use crate::output::{Failed, File};
use crate::parse::{check_grammar, typed};
use crate::{SourceFile, correct, lower};
use edit::{Origins, edit, entry_at};
use plan::{Plan, Planner};
use rename::Renames;
use select::Taken;
use serde_json::Value;
use settings::Swap;

/// What is to be known of upstream's document beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// The day of the revision, `YYYY-MM-DD`, if it is known.
    pub date: Option<String>,
    /// The day to note for a revision that is not the one of before, where `date` says nothing.
    pub today: String,
}

/// What came of it.
#[derive(Debug)]
pub struct Synced {
    /// The files that change, each with its whole new text; paths are those of the input.
    pub files: Vec<File>,
    /// What happened, a sentence each.
    pub notes: Vec<String>,
    /// Every prose that is still to be written, with its place in the new text.
    pub unwritten: Vec<Location>,
    /// What the new state of the specification leaves to do: corrections that upstream has made itself, names and
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

/// Brings the specification folder in `files` to `upstream`, a whole OpenAPI document.
///
/// Done twice, it changes nothing the second time.
///
/// # Errors
///
/// Files that cannot be read, and an upstream that cannot be followed: it holds no operation that we take, or refers
/// to what it does not hold.
pub fn sync(files: &[SourceFile], upstream: SourceFile, pin: &Pin) -> Result<Synced, Failed> {
    let ours = readable(load::load(files.to_vec()))?;
    let theirs = readable(load::load(vec![upstream]))?;
    let Some(document) = theirs.documents.first() else {
        return Err(failed(Vec::new(), theirs));
    };
    let upstream = &document.tree;
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

    let trees: Vec<Value> = (0..ours.documents.len())
        .map(|file| planner.tree(&plan, file))
        .collect();
    let pinned = ours
        .settings
        .upstream
        .as_ref()
        .map(|old| repinned(old, upstream, pin));
    let texts = Texts {
        files,
        ours: &ours,
        plan: &plan,
    };
    let new: Vec<SourceFile> = files
        .iter()
        .map(|file| {
            match ours
                .documents
                .iter()
                .position(|document| document.path == base_name(&file.path))
            {
                Some(number) => texts.fragment(file, number, &trees[number]),
                None => texts.settings(file, pinned.as_ref(), &taken, &renames),
            }
        })
        .collect();
    let (mut sources, mut diagnostics) = review(&new, &trees)?;
    let mut notes = report::notes(&report::Input {
        ours: &ours,
        taken: &taken,
        plan: &plan,
        renames: &renames,
        pinned: pinned.as_ref(),
    });
    let (new, dropped) = prune::prune(new, &sources, &diagnostics);
    if !dropped.is_empty() {
        notes.extend(dropped);
        (sources, diagnostics) = review(&new, &trees)?;
    }
    Ok(Synced {
        files: changed(files, &new),
        notes,
        unwritten: unwritten(&sources.documents),
        diagnostics,
        sources,
    })
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

/// What keeps upstream from being followed.
fn unusable(file: &str, taken: &[Taken<'_>], plan: &Plan) -> Vec<Diagnostic> {
    let root = || Location::new(file, "");
    if taken.is_empty() {
        let message = "the document holds none of the operations that are taken";
        let help = "give the whole upstream document, or look at `only` in `sources.toml`";
        return vec![Diagnostic::error("no-operations", root(), message, help)];
    }
    let dangling = plan.dangling.iter().map(|reference| {
        let message = format!("`{reference}` leads to nothing in the document");
        let help = "give a document that holds all that its operations reach";
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

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn text(file: &SourceFile) -> &str {
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Turns what is planned into texts.
struct Texts<'a> {
    files: &'a [SourceFile],
    ours: &'a Sources,
    plan: &'a Plan,
}

impl Texts<'_> {
    fn fragment(&self, file: &SourceFile, number: usize, tree: &Value) -> SourceFile {
        let old = &self.ours.documents[number].tree;
        let bytes = if old == tree {
            file.bytes.clone()
        } else if file.path.ends_with(".json") {
            format!("{tree:#}\n").into_bytes()
        } else {
            edit(text(file), old, tree, &self.origins(number)).into_bytes()
        };
        SourceFile {
            bytes,
            ..file.clone()
        }
    }

    /// The entries of other places and documents that document `number` is to hold.
    fn origins(&self, number: usize) -> Origins<'_> {
        let moved = self
            .plan
            .pieces
            .iter()
            .filter(|piece| piece.file == number)
            .filter_map(|piece| {
                let (file, place) = piece.origin.as_ref()?;
                let elsewhere = *file != number || *place != piece.place;
                let document = self.ours.documents.get(*file).filter(|_| elsewhere)?;
                let source = self
                    .files
                    .iter()
                    .find(|file| base_name(&file.path) == document.path)?;
                Some((
                    piece.place.clone(),
                    entry_at(text(source), &document.tree, place)?,
                ))
            });
        moved.collect()
    }

    fn settings(
        &self,
        file: &SourceFile,
        pin: Option<&Upstream>,
        taken: &[Taken<'_>],
        renames: &Renames,
    ) -> SourceFile {
        let ids = report::renamed(taken);
        let text = text(file);
        let new = match (file.path.as_str(), &self.ours.settings.upstream, pin) {
            ("sources.toml", Some(old), Some(pin)) => settings::sources(text, old, pin, &ids),
            ("names.toml", ..) => {
                let schemas = renames.iter().filter(|((section, _), _)| section == "schemas");
                let schemas = schemas.map(|((_, new), (_, old))| Swap {
                    old: old.clone(),
                    new: new.clone(),
                });
                settings::names(text, &ids.iter().cloned().chain(schemas).collect::<Vec<_>>())
            }
            ("rules.toml" | "corrections.toml", ..) => {
                settings::references(text, &report::moved(self.ours, self.plan))
            }
            _ => return file.clone(),
        };
        SourceFile {
            bytes: new.into_bytes(),
            ..file.clone()
        }
    }
}

/// Reads the new state back: it must hold what was planned. What the model finds to say about it is left to do.
fn review(files: &[SourceFile], trees: &[Value]) -> Result<(Sources, Vec<Diagnostic>), Failed> {
    let sources = readable(load::load(files.to_vec()))?;
    let wrong = sources
        .documents
        .iter()
        .zip(trees)
        .filter(|(document, tree)| !correct::same(&document.tree, tree));
    let wrong: Vec<Diagnostic> = wrong
        .map(|(document, _)| {
            let help =
                "this is a mistake of the generator: write the fragment in plain block style, and report it";
            let message = "the new text would not hold what upstream says";
            Diagnostic::error(
                "cannot-edit",
                Location::new(document.path.as_str(), ""),
                message,
                help,
            )
        })
        .collect();
    if !wrong.is_empty() {
        return Err(failed(wrong, sources));
    }
    let diagnostics = model(&sources);
    Ok((sources, diagnostics))
}

/// Everything that the stages up to the model have to say.
fn model(sources: &Sources) -> Vec<Diagnostic> {
    let mut documents: Vec<Document> = sources.documents.clone();
    let mut problems = correct::correct(&mut documents, &sources.settings.corrections);
    documents
        .iter()
        .for_each(|document| check_grammar(&document.path, &document.tree, &mut problems));
    let mut parsed = Vec::new();
    for document in &documents {
        match typed(&document.path, &document.tree) {
            Ok(document) => parsed.push(document),
            Err(problem) => problems.push(problem),
        }
    }
    if parsed.len() == documents.len() {
        let only = sources.settings.select.only.iter();
        let only: Vec<_> = only
            .map(|one| lower::Selector {
                text: one.text.clone(),
                at: one.at.clone(),
            })
            .collect();
        let input = lower::Input {
            documents: &parsed,
            whole: false,
            settings: &sources.settings,
            only: &only,
        };
        problems.extend(lower::lower(&input).1);
    }
    let (errors, warnings) = diagnostic::split(problems);
    errors.into_iter().chain(warnings).collect()
}

fn changed(old: &[SourceFile], new: &[SourceFile]) -> Vec<File> {
    let pairs = old.iter().zip(new).filter(|(old, new)| old.bytes != new.bytes);
    pairs
        .map(|(_, new)| File {
            path: new.path.clone(),
            text: String::from_utf8_lossy(&new.bytes).into_owned(),
        })
        .collect()
}
