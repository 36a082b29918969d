//! Compares patterns, by the sets of strings that they match.

use super::constraint::ConstraintChange;
use super::models::Models;
use super::node_diff::{NodeDiff, PairLocation};
use super::{ChangeKind, WireImpact};
use crate::ir::{Ident, Pattern, PatternId};
use crate::pattern::{self, Budget, Relation};

/// Compares the patterns of two strings. A pattern that has a name is a type in Rust.
pub(super) fn compare(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: Option<PatternId>,
    new: Option<PatternId>,
    local: &mut NodeDiff,
) {
    let old = old.map(|id| models.old.pattern(id));
    let new = new.map(|id| models.new.pattern(id));
    let text = |pattern: Option<&Pattern>| pattern.map(|pattern| pattern.text.clone()).unwrap_or_default();
    let name = |pattern: Option<&Pattern>| pattern.and_then(|pattern| pattern.name.clone());
    if text(old) == text(new) && old.is_some() == new.is_some() {
        let ty = |name: Option<Ident>| name.map_or_else(|| "String".to_owned(), |name| name.to_string());
        let (before, after) = (ty(name(old)), ty(name(new)));
        return at_pair.rust_changed("the type of ", &before, &after, local);
    }
    let Difference { rule, step, sentence } = difference(&at_pair.named(), old, new, models.patterns);
    let finding = at_pair
        .finding(rule, sentence)
        .keyword("pattern")
        .wire(step.map_or(WireImpact::Ok, |step| step.wire(at_pair.side)));
    local.findings.push(
        finding
            .breaking_source_if(name(old) != name(new))
            .values(text(old), text(new)),
    );
}

/// The difference of two patterns.
struct Difference {
    rule: ChangeKind,
    /// `None` if both match the same strings.
    step: Option<ConstraintChange>,
    sentence: String,
}

fn difference(subject: &str, old: Option<&Pattern>, new: Option<&Pattern>, budget: &Budget) -> Difference {
    match (old, new) {
        (Some(old), Some(new)) => rewritten(subject, pattern::relation(&old.text, &new.text, budget)),
        (None, _) => Difference {
            rule: ChangeKind::PatternAdded,
            step: new
                .filter(|one| !accepts_all(one, budget))
                .map(|_| ConstraintChange::Tighter),
            sentence: format!("{subject} now has a pattern"),
        },
        (_, None) => Difference {
            rule: ChangeKind::PatternRemoved,
            step: Some(ConstraintChange::Looser),
            sentence: format!("{subject} no longer has a pattern"),
        },
    }
}

/// Returns true if every string matches the pattern, as `.*`.
fn accepts_all(pattern: &Pattern, budget: &Budget) -> bool {
    matches!(pattern::relation("", &pattern.text, budget), Some(Relation::Same))
}

/// Returns the difference of a pattern that was replaced by another one.
fn rewritten(subject: &str, relation: Option<Relation>) -> Difference {
    use ConstraintChange::{Looser, Other, Tighter};
    let (rule, step, what) = match relation {
        Some(Relation::Same) => (
            ChangeKind::PatternRewritten,
            None,
            "is written in another way and matches the same strings".to_owned(),
        ),
        Some(Relation::Tighter { example }) => (
            ChangeKind::PatternTighter,
            Some(Tighter),
            format!("no longer accepts {}", quoted(&example)),
        ),
        Some(Relation::Looser { example }) => (
            ChangeKind::PatternLooser,
            Some(Looser),
            format!("now accepts {}", quoted(&example)),
        ),
        Some(Relation::Different {
            only_first,
            only_second,
        }) => {
            let (lost, gained) = (quoted(&only_first), quoted(&only_second));
            let what = format!("no longer accepts {lost}, and now accepts {gained}");
            (ChangeKind::PatternDifferent, Some(Other), what)
        }
        None => (
            ChangeKind::PatternDifferent,
            Some(Other),
            "was replaced by a pattern that cannot be compared with it".to_owned(),
        ),
    };
    let sentence = format!("the pattern of {subject} {what}");
    Difference { rule, step, sentence }
}

fn quoted(text: &str) -> String {
    match text.is_empty() {
        true => "the empty string".to_owned(),
        false => format!("`{}`", shortened(text)),
    }
}

/// Returns the start of a long example, and its length.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let length = text.chars().count();
    if length <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(20).collect();
    format!("{start}.. ({length} characters)")
}
