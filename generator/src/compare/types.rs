//! Types and what values have to keep: kind, width, format, pattern, bounds.

use super::models::{Models, resolved};
use super::node_diff::{NodeDiff, PairLocation, ShapePair};
use super::{ChangeKind, SourceImpact, WireImpact};
use crate::ir::{
    Api, Bounds, ConstantKind, Enum, Ident, IntegerWidth, Pattern, PatternId, ShapeKind, Side, SizeBounds,
    TextFormat, Type,
};
use crate::pattern::{self, Budget, Relation};

/// Which of two sets of values is the larger one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ConstraintChange {
    /// Fewer values than before.
    Tighter,
    /// More values than before.
    Looser,
    /// Some fewer, some more.
    Other,
}

/// What a step means for clients: the service refuses what it accepted before; answers are read leniently, as long as
/// the kind of value is the same.
fn wire(side: Side, step: ConstraintChange) -> WireImpact {
    match (side, step) {
        (Side::Request, ConstraintChange::Tighter | ConstraintChange::Other) => WireImpact::Breaking,
        _ => WireImpact::Ok,
    }
}

/// Compares two types where they stand.
pub(super) fn compare(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Type,
    new: &Type,
    local: &mut NodeDiff,
) {
    match (old, new) {
        (Type::Shape { id: a, boxed: x }, Type::Shape { id: b, boxed: y }) => {
            local.reached.push(ShapePair {
                old: *a,
                new: *b,
                side: at_pair.side,
            });
            let name = |boxed: bool| if boxed { "Box<_>" } else { "_" };
            at_pair.rust_changed("the type of ", name(*x), name(*y), local);
        }
        (Type::List { .. }, Type::List { .. }) => lists(models, at_pair, old, new, local),
        (Type::Map { value: a, count: m }, Type::Map { value: b, count: n }) => {
            count(at_pair, "member", *m, *n, local);
            compare(models, at_pair, a, b, local);
        }
        (Type::Nullable(a), Type::Nullable(b)) => compare(models, at_pair, a, b, local),
        (Type::Nullable(a), b) => {
            null_inside(at_pair, false, local);
            compare(models, at_pair, a, b, local);
        }
        (a, Type::Nullable(b)) => {
            null_inside(at_pair, true, local);
            compare(models, at_pair, a, b, local);
        }
        (Type::Text { .. }, Type::Text { .. }) => texts(models, at_pair, old, new, local),
        (Type::Integer { .. }, Type::Integer { .. }) => integers(at_pair, old, new, local),
        (Type::Bool | Type::BoolConstant(_), Type::Bool | Type::BoolConstant(_)) => {
            booleans(at_pair, only_boolean(old), only_boolean(new), local);
        }
        (Type::Number { bounds: a }, Type::Number { bounds: b }) => {
            bounds(at_pair, a, b, |value| *value, local)
        }
        (a, b) => {
            let (a, b) = (kind(models.old, a), kind(models.new, b));
            if a != b {
                changed(at_pair, a, b, local);
            }
        }
    }
}

fn lists(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Type, new: &Type, local: &mut NodeDiff) {
    let (
        Type::List {
            item: a,
            count: m,
            unique: u,
        },
        Type::List {
            item: b,
            count: n,
            unique: v,
        },
    ) = (old, new)
    else {
        return;
    };
    count(at_pair, "item", *m, *n, local);
    if u != v {
        let step = if *v {
            ConstraintChange::Tighter
        } else {
            ConstraintChange::Looser
        };
        let name = |unique: bool| name_of(unique, "a list without equal items");
        bound(at_pair, step, name(*u), name(*v), local);
    }
    compare(models, at_pair, a, b, local);
}

fn only_boolean(ty: &Type) -> Option<bool> {
    match ty {
        Type::BoolConstant(value) => Some(*value),
        _ => None,
    }
}

fn kind(api: &Api, ty: &Type) -> &'static str {
    match ty {
        Type::Any => ANY,
        Type::Object => OBJECT,
        Type::Bool | Type::BoolConstant(_) => "boolean",
        Type::Integer { .. } => INTEGER,
        Type::Number { .. } => NUMBER,
        Type::Text { .. } => TEXT,
        Type::List { .. } => "list",
        Type::Map { .. } => MAP,
        Type::Nullable(inner) => kind(api, inner),
        Type::Shape { id, .. } => shape_kind(resolved(api, api.shape(*id))),
    }
}

fn texts(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Type, new: &Type, local: &mut NodeDiff) {
    let (
        Type::Text {
            format: f,
            pattern: p,
            length: m,
        },
        Type::Text {
            format: g,
            pattern: q,
            length: n,
        },
    ) = (old, new)
    else {
        return;
    };
    format(at_pair, *f, *g, local);
    count(at_pair, "character", *m, *n, local);
    patterns(models, at_pair, *p, *q, local);
}

fn patterns(
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
    let (rule, step, words) = relation(&at_pair.subject, old, new, models.patterns);
    let finding = at_pair
        .finding(rule, words)
        .wire(step.map_or(WireImpact::Ok, |step| wire(at_pair.side, step)));
    local.findings.push(
        finding
            .breaking_source_if(name(old) != name(new))
            .values(text(old), text(new)),
    );
}

/// Reports whether items of a list, or values of a map, may be `null`. A list or a map that was read without `Option` is
/// lost as a whole where one of them is.
fn null_inside(at_pair: &PairLocation<'_>, is_allowed: bool, local: &mut NodeDiff) {
    let subject = &at_pair.subject;
    let (rule, text, side) = match is_allowed {
        true => (
            ChangeKind::NullableSet,
            format!("`{subject}` may now hold null"),
            Side::Response,
        ),
        false => (
            ChangeKind::NullableCleared,
            format!("`{subject}` may no longer hold null"),
            Side::Request,
        ),
    };
    let wire = match at_pair.side == side {
        true => WireImpact::Breaking,
        false => WireImpact::Ok,
    };
    let name = |nullable: bool| if nullable { "holds null" } else { "holds no null" };
    let finding = at_pair
        .finding(rule, text)
        .wire(wire)
        .source(SourceImpact::Breaking);
    local
        .findings
        .push(finding.values(name(!is_allowed), name(is_allowed)));
}

fn integers(at_pair: &PairLocation<'_>, old: &Type, new: &Type, local: &mut NodeDiff) {
    let (Type::Integer { width: w, bounds: a }, Type::Integer { width: x, bounds: b }) = (old, new) else {
        return;
    };
    width(at_pair, *w, *x, local);
    let (a, b) = (plain(a, *w), plain(b, *x));
    bounds(at_pair, &a, &b, |value| *value as f64, local);
}

const ANY: &str = "any value";
const OBJECT: &str = "object";
const MAP: &str = "map";
const INTEGER: &str = "integer";
const NUMBER: &str = "number";
const TEXT: &str = "text";
const ENUM: &str = "one of several texts";
const INTEGERS: &str = "one of several integers";
const NUMBERS: &str = "one of several numbers";
const VALUES: &str = "one of several values";
const STRUCT: &str = "object with known properties";

fn shape_kind(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Struct(_) => STRUCT,
        ShapeKind::Enum(values) if !values.is_of_strings() => enum_kind(values),
        ShapeKind::Enum(_) | ShapeKind::Duplicate(_) | ShapeKind::TypeAlias(_) => ENUM,
        ShapeKind::Union(_) => "one of several types",
    }
}

/// An enum that is not of strings alone.
fn enum_kind(values: &Enum) -> &'static str {
    let all = |kinds: &[ConstantKind]| values.values.iter().all(|value| kinds.contains(&value.kind));
    if all(&[ConstantKind::Integer]) {
        INTEGERS
    } else if all(&[ConstantKind::Integer, ConstantKind::Number]) {
        NUMBERS
    } else {
        VALUES
    }
}

/// Two named types of different kinds.
pub(super) fn kinds(at_pair: &PairLocation<'_>, old: &ShapeKind, new: &ShapeKind, local: &mut NodeDiff) {
    changed(at_pair, shape_kind(old), shape_kind(new), local);
}

/// A value of another kind: a client sends what is no longer taken, or cannot read what comes.
fn changed(at_pair: &PairLocation<'_>, old: &'static str, new: &'static str, local: &mut NodeDiff) {
    let text = format!("`{}` is now {new}, was {old}", at_pair.subject);
    let breaks = match (at_pair.side, widens(old, new), widens(new, old)) {
        (Side::Request, true, _) | (Side::Response, _, true) => WireImpact::Ok,
        _ => WireImpact::Breaking,
    };
    // An unknown value is one of an open enum, so that answers can be read after either step.
    let of_enum = [
        (ENUM, TEXT),
        (INTEGERS, INTEGER),
        (INTEGERS, NUMBER),
        (NUMBERS, NUMBER),
        (ENUM, VALUES),
        (INTEGERS, VALUES),
        (NUMBERS, VALUES),
        (INTEGERS, NUMBERS),
    ];
    let is_open = of_enum.contains(&(old, new)) || of_enum.contains(&(new, old));
    let open = at_pair.side == Side::Response && is_open;
    let finding =
        at_pair
            .finding(ChangeKind::TypeChanged, text)
            .wire(if open { WireImpact::Ok } else { breaks });
    local
        .findings
        .push(finding.source(SourceImpact::Breaking).values(old, new));
}

/// Whether every value of the one kind is one of the other.
fn widens(from: &str, to: &str) -> bool {
    let steps = [
        (INTEGER, NUMBER),
        (ENUM, TEXT),
        (INTEGERS, INTEGER),
        (INTEGERS, NUMBER),
        (NUMBERS, NUMBER),
        (STRUCT, OBJECT),
        (MAP, OBJECT),
        (STRUCT, MAP),
    ];
    to == ANY || steps.contains(&(from, to))
}

fn width(at_pair: &PairLocation<'_>, old: IntegerWidth, new: IntegerWidth, local: &mut NodeDiff) {
    if old == new {
        return;
    }
    let text = format!("`{}` is now {}, was {}", at_pair.subject, new.name(), old.name());
    let (sent, received) = match at_pair.side {
        Side::Request => (old.range(), new.range()),
        Side::Response => (new.range(), old.range()),
    };
    let wire = match received.0 <= sent.0 && sent.1 <= received.1 {
        true => WireImpact::Ok,
        false => WireImpact::Breaking,
    };
    let finding = at_pair.finding(ChangeKind::FormatChanged, text).wire(wire);
    local.findings.push(
        finding
            .source(SourceImpact::Breaking)
            .values(old.name(), new.name()),
    );
}

fn format(
    at_pair: &PairLocation<'_>,
    old: Option<TextFormat>,
    new: Option<TextFormat>,
    local: &mut NodeDiff,
) {
    if old == new {
        return;
    }
    let name = |format| match format {
        Some(TextFormat::DateTime) => "date-time",
        Some(TextFormat::Date) => "date",
        Some(TextFormat::Uuid) => "uuid",
        None => "any text",
    };
    let text = format!("`{}` is now {}, was {}", at_pair.subject, name(new), name(old));
    let step = match (old, new) {
        (_, None) => ConstraintChange::Looser,
        (None, _) => ConstraintChange::Tighter,
        _ => ConstraintChange::Other,
    };
    let finding = at_pair
        .finding(ChangeKind::FormatChanged, text)
        .wire(wire(at_pair.side, step));
    local.findings.push(
        finding
            .source(SourceImpact::Breaking)
            .values(name(old), name(new)),
    );
}

/// How two patterns relate, as a rule, a step and a sentence.
fn relation(
    subject: &str,
    old: Option<&Pattern>,
    new: Option<&Pattern>,
    budget: &Budget,
) -> (ChangeKind, Option<ConstraintChange>, String) {
    match (old, new) {
        (Some(old), Some(new)) => reworded(subject, pattern::relation(&old.text, &new.text, budget)),
        (None, _) => (
            ChangeKind::PatternAdded,
            Some(ConstraintChange::Tighter),
            format!("`{subject}` now has a pattern"),
        ),
        (_, None) => (
            ChangeKind::PatternRemoved,
            Some(ConstraintChange::Looser),
            format!("`{subject}` no longer has a pattern"),
        ),
    }
}

/// The same of a pattern that was replaced by another one.
fn reworded(subject: &str, relation: Option<Relation>) -> (ChangeKind, Option<ConstraintChange>, String) {
    let (rule, step, what) = match relation {
        Some(Relation::Same) => (
            ChangeKind::PatternRewritten,
            None,
            "says the same in other words".to_owned(),
        ),
        Some(Relation::Tighter { example }) => (
            ChangeKind::PatternTighter,
            Some(ConstraintChange::Tighter),
            format!("no longer accepts {}", quoted(&example)),
        ),
        Some(Relation::Looser { example }) => (
            ChangeKind::PatternLooser,
            Some(ConstraintChange::Looser),
            format!("now accepts {}", quoted(&example)),
        ),
        Some(Relation::Different {
            only_first,
            only_second,
        }) => {
            let (lost, gained) = (quoted(&only_first), quoted(&only_second));
            let what = format!("no longer accepts {lost}, and now accepts {gained}");
            (ChangeKind::PatternDifferent, Some(ConstraintChange::Other), what)
        }
        None => (
            ChangeKind::PatternDifferent,
            Some(ConstraintChange::Other),
            "is another one, too large or too odd to compare".to_owned(),
        ),
    };
    (rule, step, format!("the pattern of `{subject}` {what}"))
}

fn quoted(text: &str) -> String {
    if text.is_empty() {
        "the empty text".to_owned()
    } else {
        format!("`{}`", shortened(text))
    }
}

/// Long examples are told by their ends.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let length = text.chars().count();
    if length <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(20).collect();
    format!("{start}.. ({length} characters)")
}

fn name_of(holds: bool, what: &str) -> String {
    if holds { what.to_owned() } else { String::new() }
}

/// How many there may be.
pub(super) fn count(
    at_pair: &PairLocation<'_>,
    what: &str,
    old: SizeBounds,
    new: SizeBounds,
    local: &mut NodeDiff,
) {
    let edge = |bound: Option<u64>, words: &str| {
        let plural = if bound == Some(1) { "" } else { "s" };
        bound.map(|value| Edge {
            value: value as f64,
            exclusive: false,
            words: format!("{words} {value} {what}{plural}"),
        })
    };
    limit(
        at_pair,
        edge(old.min, "at least"),
        edge(new.min, "at least"),
        1.0,
        local,
    );
    limit(
        at_pair,
        edge(old.max, "at most"),
        edge(new.max, "at most"),
        -1.0,
        local,
    );
}

/// The end of a range.
struct Edge {
    value: f64,
    /// Whether the value itself is outside.
    exclusive: bool,
    words: String,
}

fn edge(value: Option<f64>, exclusive: bool, words: [&str; 2]) -> Option<Edge> {
    value.map(|value| Edge {
        value,
        exclusive,
        words: format!("{} {value}", words[usize::from(exclusive)]),
    })
}

/// Bounds of whole numbers, each spelled in one way: the end itself is inside, and one that the width sets is none.
fn plain(bounds: &Bounds<i64>, width: IntegerWidth) -> Bounds<i64> {
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
        multiple_of: bounds.multiple_of,
    }
}

fn bounds<T>(
    at_pair: &PairLocation<'_>,
    old: &Bounds<T>,
    new: &Bounds<T>,
    real: impl Fn(&T) -> f64,
    local: &mut NodeDiff,
) {
    let value = |bound: &Option<T>| bound.as_ref().map(&real);
    let low = |bounds: &Bounds<T>| {
        edge(
            value(&bounds.minimum),
            bounds.exclusive_minimum,
            ["at least", "more than"],
        )
    };
    let high = |bounds: &Bounds<T>| {
        edge(
            value(&bounds.maximum),
            bounds.exclusive_maximum,
            ["at most", "less than"],
        )
    };
    limit(at_pair, low(old), low(new), 1.0, local);
    limit(at_pair, high(old), high(new), -1.0, local);
    let (a, b) = (value(&old.multiple_of), value(&new.multiple_of));
    let step = match (a, b) {
        (a, b) if a == b => return,
        (Some(a), Some(b)) if b % a == 0.0 => ConstraintChange::Tighter,
        (Some(a), Some(b)) if a % b == 0.0 => ConstraintChange::Looser,
        (Some(_), Some(_)) => ConstraintChange::Other,
        (None, _) => ConstraintChange::Tighter,
        (_, None) => ConstraintChange::Looser,
    };
    let name = |value: Option<f64>| {
        value
            .map(|value| format!("a multiple of {value}"))
            .unwrap_or_default()
    };
    bound(at_pair, step, name(a), name(b), local);
}

/// One end of a range; `inwards` is the sign of a step that leaves fewer values.
fn limit(
    at_pair: &PairLocation<'_>,
    old: Option<Edge>,
    new: Option<Edge>,
    inwards: f64,
    local: &mut NodeDiff,
) {
    let step = match (&old, &new) {
        (None, None) => return,
        (None, _) => ConstraintChange::Tighter,
        (_, None) => ConstraintChange::Looser,
        (Some(a), Some(b)) => match ((b.value - a.value) * inwards, a.exclusive, b.exclusive) {
            (0.0, x, y) if x == y => return,
            (0.0, false, true) => ConstraintChange::Tighter,
            (moved, ..) if moved > 0.0 => ConstraintChange::Tighter,
            _ => ConstraintChange::Looser,
        },
    };
    let words = |edge: Option<Edge>| edge.map(|edge| edge.words).unwrap_or_default();
    bound(at_pair, step, words(old), words(new), local);
}

/// Compares the booleans that are allowed: both, or one.
fn booleans(at_pair: &PairLocation<'_>, old: Option<bool>, new: Option<bool>, local: &mut NodeDiff) {
    let step = match (old, new) {
        (None, Some(_)) => ConstraintChange::Tighter,
        (Some(_), None) => ConstraintChange::Looser,
        _ if old != new => ConstraintChange::Other,
        _ => return,
    };
    let name = |value: Option<bool>| value.map_or_else(String::new, |value| value.to_string());
    bound(at_pair, step, name(old), name(new), local);
}

fn bound(at_pair: &PairLocation<'_>, step: ConstraintChange, old: String, new: String, local: &mut NodeDiff) {
    let subject = &at_pair.subject;
    let rule = match step {
        ConstraintChange::Tighter => ChangeKind::BoundTighter,
        ConstraintChange::Looser => ChangeKind::BoundLooser,
        ConstraintChange::Other => ChangeKind::BoundDifferent,
    };
    let text = match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("`{subject}` now has to be {new}"),
        (_, true) => format!("`{subject}` no longer has to be {old}"),
        _ => format!("`{subject}` now has to be {new}, was {old}"),
    };
    local.findings.push(
        at_pair
            .finding(rule, text)
            .wire(wire(at_pair.side, step))
            .values(old, new),
    );
}
