//! Removes settings that name removed items, so that the next `regen` does not report them.

use std::collections::BTreeSet;

use crate::SourceFile;
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::Sources;

/// The codes of entries whose targets are all gone.
const STALE: [&str; 5] = [
    "unused-name",
    "unused-end",
    "unused-rule",
    "unused-selector",
    "stale-correction",
];

/// Removes the entries of `only`, `[types]` and `[operations]` that `diagnostics` report as unused from `files`, and
/// returns a sentence for each. Entries of several lines stay: they need a review.
///
/// Nothing is removed if there are other problems, because they may be the reason why a name is unused.
pub(super) fn prune(
    files: Vec<SourceFile>,
    sources: &Sources,
    diagnostics: &[Diagnostic],
) -> (Vec<SourceFile>, Vec<String>) {
    let mut notes = Vec::new();
    let certain = diagnostics
        .iter()
        .all(|one| one.severity == Severity::Warning || STALE.contains(&one.code));
    if !certain {
        return (files, notes);
    }
    let unused = |one: &&Diagnostic| {
        let pointer = one.at.pointer.as_str();
        ["/types/", "/operations/", "/select/only/"]
            .iter()
            .any(|table| pointer.starts_with(table))
    };
    let mut lines = BTreeSet::new();
    for one in diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .filter(unused)
    {
        let Some(position) = sources.position(&one.at) else {
            continue;
        };
        let line = sources.line(&one.at.file, position.line).unwrap_or_default();
        if is_whole_entry(line) && lines.insert((one.at.file.clone(), position.line)) {
            notes.push(format!(
                "{}: dropped `{}`, which names what is gone",
                one.at.file,
                line.trim()
            ));
        }
    }
    let pruned = files.into_iter().map(|file| without(file, &lines));
    (pruned.collect(), notes)
}

/// Returns true if the line contains one entry of a table, or one item of a list with a line for each.
fn is_whole_entry(line: &str) -> bool {
    let line = line.trim();
    let item = line.starts_with('"') && line.ends_with(',') && line.matches('"').count() == 2;
    item || (line.contains(" = ") && line.ends_with('"') && !line.contains(['[', '{']))
}

fn without(file: SourceFile, lines: &BTreeSet<(String, usize)>) -> SourceFile {
    if lines.iter().all(|(name, _)| *name != file.path) {
        return file;
    }
    let text = super::render::text(&file);
    let kept = text
        .split('\n')
        .enumerate()
        .filter(|(index, _)| !lines.contains(&(file.path.clone(), index + 1)));
    let text = kept.map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    SourceFile {
        bytes: text.into_bytes(),
        ..file
    }
}
