//! Follows upstream in the settings: the pin, ids and names that changed, references that lead elsewhere. Only the
//! affected lines are changed.

use crate::load::Upstream;

/// A replacement of one string by another, both without quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Swap {
    pub(super) old: String,
    pub(super) new: String,
}

/// Returns `sources.toml` with the pin `new` in place of `old`, and the new ids of operations.
pub(super) fn sources(text: &str, old: &Upstream, new: &Upstream, ids: &[Swap]) -> String {
    let pins = [
        ("title", &old.title, &new.title),
        ("revision", &old.revision, &new.revision),
        ("date", &old.date, &new.date),
        ("sha256", &old.sha256, &new.sha256),
    ];
    per_line(text, |line| {
        let pinned = |(key, ..): &&(&str, &String, &String)| assigns(line, key);
        match pins.iter().find(pinned) {
            Some((_, old, new)) => quoted(line, old, new),
            None => ids
                .iter()
                .fold(line.to_owned(), |line, swap| quoted(&line, &swap.old, &swap.new)),
        }
    })
}

/// `names.toml` with operations and schemas called by their new names, in `name = ".."` and `"name/.." = ".."`.
pub(super) fn names(text: &str, swaps: &[Swap]) -> String {
    per_line(text, |line| {
        let renamed = swaps.iter().find_map(|Swap { old, new }| {
            let indent = line.len() - line.trim_start().len();
            let (margin, rest) = line.split_at(indent);
            let bare = || {
                rest.strip_prefix(old.as_str())
                    .filter(|rest| rest.starts_with([' ', '=']))
            };
            let within = || {
                rest.strip_prefix('"')?
                    .strip_prefix(old.as_str())
                    .filter(|rest| rest.starts_with(['/', '"']))
            };
            let bare = bare().map(|rest| format!("{margin}{new}{rest}"));
            bare.or_else(|| within().map(|rest| format!("{margin}\"{new}{rest}")))
        });
        renamed.unwrap_or_else(|| line.to_owned())
    })
}

/// Returns `rules.toml` or `corrections.toml` with updated references.
pub(super) fn references(text: &str, swaps: &[Swap]) -> String {
    per_line(text, |line| {
        swaps.iter().fold(line.to_owned(), |line, Swap { old, new }| {
            ['"', '\'', '/'].iter().fold(line, |line, end| {
                line.replace(&format!("{old}{end}"), &format!("{new}{end}"))
            })
        })
    })
}

/// Applies `edit` to every line that is not a comment.
fn per_line(text: &str, edit: impl Fn(&str) -> String) -> String {
    let lines = text.split('\n').map(|line| {
        if line.trim_start().starts_with('#') {
            line.to_owned()
        } else {
            edit(line)
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn assigns(line: &str, key: &str) -> bool {
    line.trim_start()
        .strip_prefix(key)
        .is_some_and(|rest| rest.trim_start().starts_with('='))
}

fn quoted(line: &str, old: &str, new: &str) -> String {
    line.replace(&format!("\"{old}\""), &format!("\"{new}\""))
        .replace(&format!("'{old}'"), &format!("'{new}'"))
}
