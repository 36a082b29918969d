//! Compares bounds: lengths, counts, ranges, multiples and single booleans.

use super::ChangeKind;
use super::constraint::ConstraintChange;
use super::node_diff::{NodeDiff, PairLocation};
use crate::ir::{Bounds, IntegerWidth, SizeBounds};
use std::fmt::Display;

/// The unit of a [`SizeBounds`].
#[derive(Clone, Copy)]
pub(super) enum Counted {
    Characters,
    Items,
    Members,
}

impl Counted {
    fn noun(self) -> &'static str {
        match self {
            Self::Characters => "character",
            Self::Items => "item",
            Self::Members => "member",
        }
    }

    fn before(self) -> &'static str {
        match self {
            Self::Characters => "",
            Self::Items => "a list of ",
            Self::Members => "an object of ",
        }
    }

    fn after(self) -> &'static str {
        match self {
            Self::Characters => " long",
            Self::Items | Self::Members => "",
        }
    }

    /// Returns the keywords of the least and the greatest count.
    fn keywords(self) -> [&'static str; 2] {
        match self {
            Self::Characters => ["minLength", "maxLength"],
            Self::Items => ["minItems", "maxItems"],
            Self::Members => ["minProperties", "maxProperties"],
        }
    }
}

/// Compares bounds of sizes. A minimum of zero counts as no minimum.
pub(super) fn count(
    at_pair: &PairLocation<'_>,
    what: Counted,
    old: SizeBounds,
    new: SizeBounds,
    local: &mut NodeDiff,
) {
    let edge = |bound: Option<u64>, words: &str| {
        let plural = if bound == Some(1) { "" } else { "s" };
        bound.map(|value| Edge {
            value,
            exclusive: false,
            words: format!(
                "{}{words} {value} {}{plural}{}",
                what.before(),
                what.noun(),
                what.after()
            ),
        })
    };
    let least = |bounds: SizeBounds| edge(bounds.min.filter(|value| *value > 0), "at least");
    let greatest = |bounds: SizeBounds| edge(bounds.max, "at most");
    let [low, high] = what.keywords();
    limit(at_pair, low, End::Low, [least(old), least(new)], local);
    limit(at_pair, high, End::High, [greatest(old), greatest(new)], local);
}

/// Reports whether items of a list have to be unique.
pub(super) fn unique(at_pair: &PairLocation<'_>, old: bool, new: bool, local: &mut NodeDiff) {
    let name = |unique: bool| if unique { "a list without equal items" } else { "" };
    let step = match (old, new) {
        (false, true) => ConstraintChange::Tighter,
        (true, false) => ConstraintChange::Looser,
        _ => return,
    };
    let names = [name(old), name(new)].map(str::to_owned);
    bound(at_pair, "uniqueItems", step, names, local);
}

/// An end of a range.
struct Edge<T> {
    value: T,
    /// Whether the value itself is excluded.
    exclusive: bool,
    words: String,
}

/// The lower or upper end of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

fn edge<T: Display>(value: Option<T>, exclusive: bool, words: [&str; 2]) -> Option<Edge<T>> {
    value.map(|value| Edge {
        words: format!("{} {value}", words[usize::from(exclusive)]),
        value,
        exclusive,
    })
}

/// Compares the bounds of integers.
pub(super) fn integers(
    at_pair: &PairLocation<'_>,
    (old, old_width): (&Bounds<i64>, IntegerWidth),
    (new, new_width): (&Bounds<i64>, IntegerWidth),
    local: &mut NodeDiff,
) {
    ranges(
        at_pair,
        &inclusive(old, old_width),
        &inclusive(new, new_width),
        local,
    );
    let is_multiple = |a: i64, b: i64| a.checked_rem(b) == Some(0);
    multiples(at_pair, old.multiple_of, new.multiple_of, is_multiple, local);
}

/// Normalizes bounds of integers: ends are inclusive, and those implied by the width are absent.
fn inclusive(bounds: &Bounds<i64>, width: IntegerWidth) -> Bounds<i64> {
    let (least, greatest) = width.range();
    let minimum = bounds
        .minimum
        .map(|value| value.saturating_add(bounds.exclusive_minimum.into()));
    let maximum = bounds
        .maximum
        .map(|value| value.saturating_sub(bounds.exclusive_maximum.into()));
    Bounds {
        minimum: minimum.filter(|value| i128::from(*value) > least),
        maximum: maximum.filter(|value| i128::from(*value) < greatest),
        exclusive_minimum: false,
        exclusive_maximum: false,
        multiple_of: None,
    }
}

/// Converts bounds of integers to those of numbers.
pub(super) fn real(bounds: &Bounds<i64>) -> Bounds<f64> {
    let real = |value: Option<i64>| value.map(|value| value as f64);
    Bounds {
        minimum: real(bounds.minimum),
        maximum: real(bounds.maximum),
        exclusive_minimum: bounds.exclusive_minimum,
        exclusive_maximum: bounds.exclusive_maximum,
        multiple_of: real(bounds.multiple_of),
    }
}

/// Returns bounds of numbers without a multiple that every integer is.
pub(super) fn of_integers(bounds: &Bounds<f64>) -> Bounds<f64> {
    let is_coarse = |multiple: &f64| !is_multiple(1.0, *multiple);
    Bounds {
        multiple_of: bounds.multiple_of.filter(is_coarse),
        ..*bounds
    }
}

/// Compares the bounds of numbers.
pub(super) fn numbers(
    at_pair: &PairLocation<'_>,
    old: &Bounds<f64>,
    new: &Bounds<f64>,
    local: &mut NodeDiff,
) {
    ranges(at_pair, old, new, local);
    multiples(at_pair, old.multiple_of, new.multiple_of, is_multiple, local);
}

/// Returns true if `a` is a multiple of `b`, as decimal numbers: 0.1 is one of 0.01, whose binary forms are not exact.
fn is_multiple(a: f64, b: f64) -> bool {
    let ratio = a / b;
    (ratio - ratio.round()).abs() <= ratio.abs() * 4.0 * f64::EPSILON
}

fn ranges<T: Copy + PartialOrd + Display>(
    at_pair: &PairLocation<'_>,
    old: &Bounds<T>,
    new: &Bounds<T>,
    local: &mut NodeDiff,
) {
    let low = |bounds: &Bounds<T>| {
        let words = ["at least", "more than"];
        edge(bounds.minimum, bounds.exclusive_minimum, words)
    };
    let high = |bounds: &Bounds<T>| {
        let words = ["at most", "less than"];
        edge(bounds.maximum, bounds.exclusive_maximum, words)
    };
    limit(at_pair, "minimum", End::Low, [low(old), low(new)], local);
    limit(at_pair, "maximum", End::High, [high(old), high(new)], local);
}

fn multiples<T: Copy + PartialEq + Display>(
    at_pair: &PairLocation<'_>,
    old: Option<T>,
    new: Option<T>,
    is_multiple: impl Fn(T, T) -> bool,
    local: &mut NodeDiff,
) {
    let step = match (old, new) {
        (a, b) if a == b => return,
        (Some(a), Some(b)) if is_multiple(b, a) => ConstraintChange::Tighter,
        (Some(a), Some(b)) if is_multiple(a, b) => ConstraintChange::Looser,
        (Some(_), Some(_)) => ConstraintChange::Other,
        (None, _) => ConstraintChange::Tighter,
        (_, None) => ConstraintChange::Looser,
    };
    let name = |value: Option<T>| value.map_or_else(String::new, |value| format!("a multiple of {value}"));
    bound(at_pair, "multipleOf", step, [name(old), name(new)], local);
}

/// Compares one end of a range.
fn limit<T: PartialOrd>(
    at_pair: &PairLocation<'_>,
    keyword: &'static str,
    end: End,
    [old, new]: [Option<Edge<T>>; 2],
    local: &mut NodeDiff,
) {
    let step = match (&old, &new) {
        (None, None) => return,
        (None, _) => ConstraintChange::Tighter,
        (_, None) => ConstraintChange::Looser,
        (Some(a), Some(b)) if a.value == b.value => match (a.exclusive, b.exclusive) {
            (false, true) => ConstraintChange::Tighter,
            (true, false) => ConstraintChange::Looser,
            _ => return,
        },
        (Some(a), Some(b)) => match (a.value < b.value) == (end == End::Low) {
            true => ConstraintChange::Tighter,
            false => ConstraintChange::Looser,
        },
    };
    let names = [old, new].map(|edge| edge.map(|edge| edge.words).unwrap_or_default());
    bound(at_pair, keyword, step, names, local);
}

/// Compares the allowed booleans: both, or one.
pub(super) fn booleans(
    at_pair: &PairLocation<'_>,
    old: Option<bool>,
    new: Option<bool>,
    local: &mut NodeDiff,
) {
    let step = match (old, new) {
        (None, Some(_)) => ConstraintChange::Tighter,
        (Some(_), None) => ConstraintChange::Looser,
        _ if old != new => ConstraintChange::Other,
        _ => return,
    };
    let name = |value: Option<bool>| value.map_or_else(String::new, |value| value.to_string());
    bound(at_pair, "enum", step, [name(old), name(new)], local);
}

fn bound(
    at_pair: &PairLocation<'_>,
    keyword: &'static str,
    step: ConstraintChange,
    [old, new]: [String; 2],
    local: &mut NodeDiff,
) {
    let subject = at_pair.named();
    let rule = match step {
        ConstraintChange::Tighter => ChangeKind::BoundTighter,
        ConstraintChange::Looser => ChangeKind::BoundLooser,
        ConstraintChange::Other => ChangeKind::BoundDifferent,
    };
    let text = match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("{subject} now has to be {new}"),
        (_, true) => format!("{subject} no longer has to be {old}"),
        _ => format!("{subject} now has to be {new}, was {old}"),
    };
    let finding = at_pair.finding(rule, text).keyword(keyword);
    local
        .findings
        .push(finding.wire(step.wire(at_pair.side)).values(old, new));
}
