//! Renders all files: the edited fragments and the adjusted settings.

use serde_json::Value;

use super::edit::{Origins, edit, entry_at};
use super::settings::{self, Swap};
use super::{Step, report};
use crate::SourceFile;
use crate::output::File;

/// Returns the new content of `files`; `trees` are those of the documents, in order.
pub(super) fn all(files: &[SourceFile], step: &Step<'_>, trees: &[Value]) -> Vec<SourceFile> {
    let texts = Texts { files, step };
    let number = |file: &SourceFile| {
        step.ours
            .documents
            .iter()
            .position(|one| one.path == base_name(&file.path))
    };
    let new = files.iter().map(|file| match number(file) {
        Some(number) => texts.fragment(file, number, &trees[number]),
        None => texts.settings(file),
    });
    new.collect()
}

/// Returns the files whose bytes differ.
pub(super) fn changed(old: &[SourceFile], new: &[SourceFile]) -> Vec<File> {
    let pairs = old.iter().zip(new).filter(|(old, new)| old.bytes != new.bytes);
    pairs
        .map(|(_, new)| File {
            path: new.path.clone(),
            text: String::from_utf8_lossy(&new.bytes).into_owned(),
        })
        .collect()
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns the content of a file that was decoded as UTF-8, without a byte order mark.
pub(super) fn text(file: &SourceFile) -> &str {
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Renders the plan.
struct Texts<'a> {
    files: &'a [SourceFile],
    step: &'a Step<'a>,
}

impl Texts<'_> {
    fn fragment(&self, file: &SourceFile, number: usize, tree: &Value) -> SourceFile {
        let old = &self.step.ours.documents[number].tree;
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

    /// Returns the entries of other locations and documents that move to document `number`.
    fn origins(&self, number: usize) -> Origins<'_> {
        let moved = self
            .step
            .plan
            .pieces
            .iter()
            .filter(|piece| piece.file == number)
            .filter_map(|piece| {
                let (file, place) = piece.origin.as_ref()?;
                let elsewhere = *file != number || *place != piece.place;
                let document = self.step.ours.documents.get(*file).filter(|_| elsewhere)?;
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

    fn settings(&self, file: &SourceFile) -> SourceFile {
        let ids = report::renamed(self.step.taken);
        let text = text(file);
        let new = match (
            file.path.as_str(),
            &self.step.ours.settings.upstream,
            self.step.pinned,
        ) {
            ("sources.toml", Some(old), Some(pin)) => settings::sources(text, old, pin, &ids),
            ("names.toml", ..) => {
                let schemas = self
                    .step
                    .renames
                    .iter()
                    .filter(|((section, _), _)| section == "schemas");
                let schemas = schemas.map(|((_, new), (_, old))| Swap {
                    old: old.clone(),
                    new: new.clone(),
                });
                settings::names(text, &ids.iter().cloned().chain(schemas).collect::<Vec<_>>())
            }
            ("rules.toml" | "corrections.toml", ..) => {
                settings::references(text, &report::moved(self.step.ours, self.step.plan))
            }
            _ => return file.clone(),
        };
        SourceFile {
            bytes: new.into_bytes(),
            ..file.clone()
        }
    }
}
