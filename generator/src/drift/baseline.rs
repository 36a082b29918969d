//! Separates the changes that `accepted.toml` accepts from the others.

use crate::compare::Change;
use crate::diagnostic::Diagnostic;
use crate::ir::Date;
use crate::load::Accepted;

/// The changes to report, the accepted changes, and the problems of the entries.
pub(super) struct Split {
    pub(super) changes: Vec<Change>,
    pub(super) accepted: Vec<Change>,
    pub(super) problems: Vec<Diagnostic>,
}

/// Splits `found` by the entries that are valid on the day `today`.
pub(super) fn split(found: Vec<Change>, entries: &[Accepted], today: Date) -> Split {
    let mut problems = Vec::new();
    for entry in entries {
        if !found.iter().any(|change| change.fingerprint == entry.fingerprint) {
            problems.push(stale(entry));
        } else if over(entry, today) {
            problems.push(ended(entry));
        }
    }
    let accepts = |change: &Change| {
        entries
            .iter()
            .any(|entry| entry.fingerprint == change.fingerprint && !over(entry, today))
    };
    let (accepted, changes) = found.into_iter().partition(accepts);
    Split {
        changes,
        accepted,
        problems,
    }
}

/// Returns an entry of `accepted.toml` that accepts `change`.
pub fn acceptance(change: &Change, reason: &str, until: Option<Date>) -> String {
    let comment = crate::escape::visible(&change.message);
    let reason = toml::Value::String(reason.to_owned());
    let until = until.map_or_else(String::new, |day| format!("until = {day}\n"));
    format!(
        "# {comment}\n[[accept]]\nfingerprint = \"{}\"\nreason = {reason}\n{until}",
        change.fingerprint
    )
}

/// Returns true after the last day of an entry.
fn over(entry: &Accepted, today: Date) -> bool {
    entry.until.is_some_and(|until| until < today)
}

fn stale(entry: &Accepted) -> Diagnostic {
    let message = format!("no change has the fingerprint `{}`", entry.fingerprint);
    let help = "remove the entry: upstream has moved on, or the fragments follow it by now";
    Diagnostic::new("stale-acceptance", entry.at.child("fingerprint"), message, help)
}

fn ended(entry: &Accepted) -> Diagnostic {
    let message = "the change is accepted no longer: its end date has passed";
    let help = "look at the change again, then follow upstream or set a later date";
    Diagnostic::new("ended-acceptance", entry.at.child("until"), message, help)
}
