//! Compares types: their kind, width and format, and the items of lists and maps.

use super::bounds::{self, Counted};
use super::constraint::ConstraintChange;
use super::models::{Models, resolved};
use super::node_diff::{NodeDiff, PairLocation, ShapePair};
use super::{ChangeKind, SourceImpact, WireImpact, allowed_strings, patterns};
use crate::ir::{
    Api, ConstantKind, Enum, IntegerWidth, ShapeKind, Side, SizeBounds, TextFormat, Type, Union,
};

/// Compares two types at their location.
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
        (Type::Map { .. }, Type::Map { .. }) => maps(models, at_pair, old, new, local),
        (Type::Nullable(a), Type::Nullable(b)) => compare(models, at_pair, a, b, local),
        (Type::Nullable(a), b) => {
            null_inside(at_pair, false, local);
            compare(models, at_pair, a, b, local);
        }
        (a, Type::Nullable(b)) => {
            null_inside(at_pair, true, local);
            compare(models, at_pair, a, b, local);
        }
        (Type::Text { .. }, Type::Text { .. }) => strings(models, at_pair, old, new, local),
        (Type::Integer { .. }, Type::Integer { .. }) => integers(at_pair, old, new, local),
        (Type::Bool | Type::BoolConstant(_), Type::Bool | Type::BoolConstant(_)) => {
            bounds::booleans(at_pair, only_boolean(old), only_boolean(new), local);
        }
        (Type::Number { bounds: a }, Type::Number { bounds: b }) => bounds::numbers(at_pair, a, b, local),
        (a, b) => others(models, at_pair, a, b, local),
    }
}

/// Compares two types of different kinds.
pub(super) fn others(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Type,
    new: &Type,
    local: &mut NodeDiff,
) {
    let (before, after) = (kind(models.old, old), kind(models.new, new));
    if before == after {
        return;
    }
    let step = if has_variant(models, at_pair, old, new) {
        Some(ConstraintChange::Looser)
    } else if is_variant(models, at_pair, old, new) {
        Some(ConstraintChange::Tighter)
    } else if is_list_of_files(new) && *old == Type::File {
        // A form repeats the part for each file.
        Some(ConstraintChange::Looser)
    } else {
        // An enum becomes a string, or the reverse, if the string has no constraints.
        let step = step(before, after);
        let step = step.filter(|_| !is_constrained_string(old) && !is_constrained_string(new));
        step.filter(|_| are_members_compatible(models, at_pair, old, new))
    };
    let note = inclusion((before, after), step);
    let text = format!("{} is now {after}, was {before}{note}", at_pair.named());
    changed(at_pair, (before, after), step, text, local);
    match (old, new) {
        (Type::Integer { bounds: a, .. }, Type::Number { bounds: b }) => {
            bounds::numbers(at_pair, &bounds::real(a), &bounds::of_integers(b), local);
        }
        (Type::Number { bounds: a }, Type::Integer { bounds: b, .. }) => {
            bounds::numbers(at_pair, &bounds::of_integers(a), &bounds::real(b), local);
        }
        _ => {}
    }
}

fn is_list_of_files(ty: &Type) -> bool {
    matches!(ty, Type::List { item, .. } if **item == Type::File)
}

/// Returns true unless one type is a struct, and the other a map that does not accept the values of its fields.
fn are_members_compatible(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Type, new: &Type) -> bool {
    let fields = |api: &'_ Api, ty: &Type| match ty {
        Type::Shape { id, .. } => match resolved(api, api.shape(*id)) {
            ShapeKind::Struct(object) => object.fields.iter().map(|field| field.ty.clone()).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let is_accepted = |side, a: &Type, b: &Type| is_compatible(models, at_pair, side, a, b);
    match (old, new) {
        (_, Type::Map { value, .. }) if **value != Type::Any => {
            let mut own = fields(models.old, old).into_iter();
            own.all(|ty| is_accepted(Side::Request, &ty, value))
        }
        (Type::Map { value, .. }, _) if **value != Type::Any => {
            let mut own = fields(models.new, new).into_iter();
            own.all(|ty| is_accepted(Side::Response, value, &ty))
        }
        _ => true,
    }
}

/// Returns true if not every string is a value of `ty`, which is a string.
pub(super) fn is_constrained_string(ty: &Type) -> bool {
    match ty {
        Type::Text {
            format,
            pattern,
            length,
        } => format.is_some() || pattern.is_some() || *length != SizeBounds::default(),
        _ => false,
    }
}

/// Returns true if `new` is a union with a variant that accepts every value of `old`.
fn has_variant(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Type, new: &Type) -> bool {
    let side = Side::Request;
    variants(models.new, new).any(|variant| is_compatible(models, at_pair, side, old, variant))
}

/// Returns true if `old` is a union with a variant that accepts every value of `new`.
fn is_variant(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Type, new: &Type) -> bool {
    let side = Side::Response;
    variants(models.old, old).any(|variant| is_compatible(models, at_pair, side, variant, new))
}

/// Returns true if variants of the union `new` accept every value of `old`, a variant of the other union. Named types of
/// the same name are compared as a pair of their own.
pub(super) fn is_covered(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    old: &Type,
    new: &Union,
    local: &mut NodeDiff,
) -> bool {
    let new_leaves: Vec<&Type> = new
        .variants
        .iter()
        .flat_map(|variant| leaves(models.new, &variant.ty, DEPTH))
        .collect();
    let mut pairs = Vec::new();
    let is_accepted = leaves(models.old, old, DEPTH).into_iter().all(|leaf| {
        let named = new_leaves
            .iter()
            .find_map(|other| same_name(models, at_pair.side, leaf, other));
        pairs.extend(named);
        let side = Side::Request;
        let accepts = |other: &&Type| is_compatible(models, at_pair, side, leaf, other);
        named.is_some() || new_leaves.iter().any(accepts)
    });
    if is_accepted {
        local.reached.extend(pairs);
    }
    is_accepted
}

/// The maximum depth of nested unions.
const DEPTH: usize = 8;

/// Returns the types of the variants of a union and of unions in it; another type itself.
fn leaves<'a>(api: &'a Api, ty: &'a Type, depth: usize) -> Vec<&'a Type> {
    let mut variants = variants(api, ty).peekable();
    match depth.checked_sub(1) {
        Some(depth) if variants.peek().is_some() => {
            variants.flat_map(|variant| leaves(api, variant, depth)).collect()
        }
        _ => vec![ty],
    }
}

/// Returns two named types as a pair if they have the same wire name.
fn same_name(models: &Models<'_>, side: Side, old: &Type, new: &Type) -> Option<ShapePair> {
    let (Type::Shape { id: a, .. }, Type::Shape { id: b, .. }) = (old, new) else {
        return None;
    };
    let is_same = models.old.shape(*a).wire == models.new.shape(*b).wire;
    is_same.then_some(ShapePair {
        old: *a,
        new: *b,
        side,
    })
}

/// Returns the types of the variants of a union; nothing for another type.
fn variants<'a>(api: &'a Api, ty: &Type) -> impl Iterator<Item = &'a Type> {
    let variants = match ty {
        Type::Shape { id, .. } => match &api.shape(*id).kind {
            ShapeKind::Union(union) => union.variants.as_slice(),
            _ => &[],
        },
        _ => &[],
    };
    variants.iter().map(|variant| &variant.ty)
}

/// Returns true if two types other than structs are of the same kind, and no value in the direction `side` is lost.
fn is_compatible(
    models: &Models<'_>,
    at_pair: &PairLocation<'_>,
    side: Side,
    old: &Type,
    new: &Type,
) -> bool {
    if std::mem::discriminant(old) != std::mem::discriminant(new) {
        return false;
    }
    let mut local = NodeDiff::default();
    let at_pair = PairLocation {
        side,
        ..at_pair.clone()
    };
    compare(models, &at_pair, old, new, &mut local);
    let is_breaking = |wire| wire > WireImpact::Ok;
    local.reached.is_empty() && !local.findings.iter().any(|one| is_breaking(one.wire))
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
    bounds::count(at_pair, Counted::Items, *m, *n, local);
    bounds::unique(at_pair, *u, *v, local);
    compare(models, &at_pair.items(), a, b, local);
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
        Type::Bool | Type::BoolConstant(_) => BOOLEAN,
        Type::Integer { .. } => INTEGER,
        Type::Number { .. } => NUMBER,
        Type::Text { .. } => STRING,
        Type::File => "file",
        Type::List { .. } => "array",
        Type::Map { .. } => MAP,
        Type::Nullable(inner) => kind(api, inner),
        Type::Shape { id, .. } => shape_kind(resolved(api, api.shape(*id))),
    }
}

fn maps(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Type, new: &Type, local: &mut NodeDiff) {
    let (
        Type::Map {
            value: a,
            count: m,
            names: x,
        },
        Type::Map {
            value: b,
            count: n,
            names: y,
        },
    ) = (old, new)
    else {
        return;
    };
    bounds::count(at_pair, Counted::Members, *m, *n, local);
    let [x, y] = [x, y].map(|names| names.as_deref().unwrap_or(&Type::PLAIN_TEXT));
    strings(models, &at_pair.member_names(), x, y, local);
    compare(models, &at_pair.map_values(), a, b, local);
}

fn strings(models: &Models<'_>, at_pair: &PairLocation<'_>, old: &Type, new: &Type, local: &mut NodeDiff) {
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
    let first = local.findings.len();
    bounds::count(at_pair, Counted::Characters, *m, *n, local);
    patterns::compare(models, at_pair, *p, *q, local);
    let old = (*m, p.map(|id| models.old.pattern(id)));
    let new = (*n, q.map(|id| models.new.pattern(id)));
    allowed_strings::clear_if_kept(models, [old, new], &mut local.findings[first..]);
}

/// Reports whether items of a list, or values of a map, may be `null`. A published crate that reads the list or the map
/// without `Option` skips them.
fn null_inside(at_pair: &PairLocation<'_>, is_allowed: bool, local: &mut NodeDiff) {
    let subject = at_pair.named();
    let (rule, text, side) = match is_allowed {
        true => (
            ChangeKind::NullableSet,
            match at_pair.side {
                Side::Request => format!("{subject} may now be null"),
                Side::Response => {
                    format!("{subject} may now be null, so that the published crate skips the value")
                }
            },
            Side::Response,
        ),
        false => (
            ChangeKind::NullableCleared,
            format!("{subject} may no longer be null"),
            Side::Request,
        ),
    };
    let wire = match at_pair.side == side {
        true => WireImpact::Breaking,
        false => WireImpact::Ok,
    };
    let name = |nullable: bool| {
        if nullable { "may be null" } else { "is not null" }
    };
    let finding = at_pair.finding(rule, text).keyword("nullable").wire(wire);
    let finding = finding.source(SourceImpact::Breaking);
    local
        .findings
        .push(finding.values(name(!is_allowed), name(is_allowed)));
}

fn integers(at_pair: &PairLocation<'_>, old: &Type, new: &Type, local: &mut NodeDiff) {
    let (Type::Integer { width: w, bounds: a }, Type::Integer { width: x, bounds: b }) = (old, new) else {
        return;
    };
    width(at_pair, *w, *x, local);
    bounds::integers(at_pair, (a, *w), (b, *x), local);
}

const ANY: &str = "any value";
const OBJECT: &str = "object";
const MAP: &str = "map";
const BOOLEAN: &str = "boolean";
const INTEGER: &str = "integer";
const NUMBER: &str = "number";
const STRING: &str = "string";
const ENUM: &str = "string enum";
const INTEGERS: &str = "integer enum";
const NUMBERS: &str = "number enum";
const VALUES: &str = "enum of several types";
const STRUCT: &str = "object with known properties";
const UNION: &str = "one of several types";

fn shape_kind(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Struct(_) => STRUCT,
        ShapeKind::Enum(values) if !values.is_of_strings() => enum_kind(values),
        ShapeKind::Enum(_) | ShapeKind::Duplicate(_) | ShapeKind::TypeAlias(_) => ENUM,
        ShapeKind::Union(_) => UNION,
    }
}

/// Returns the kind of an enum with values that are not strings.
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

/// Compares two named types of different kinds; `known` is the step, if it is known. `replaced` is the name of the new
/// schema, if it is another one.
pub(super) fn kinds(
    at_pair: &PairLocation<'_>,
    replaced: Option<&str>,
    (old, new): (&ShapeKind, &ShapeKind),
    known: Option<ConstraintChange>,
    local: &mut NodeDiff,
) {
    let (before, after) = (shape_kind(old), shape_kind(new));
    let step = known.or_else(|| step(before, after));
    let note = inclusion((before, after), step);
    let text = match replaced {
        Some(name) => format!(
            "schema `{}` ({before}) was replaced by `{name}` ({after}{note})",
            at_pair.subject
        ),
        None => format!("{} is now {after}, was {before}{note}", at_pair.named()),
    };
    changed(at_pair, (before, after), step, text, local);
}

/// Returns how a union and a type include each other.
fn inclusion((old, new): (&str, &str), step: Option<ConstraintChange>) -> &'static str {
    match (step, old == UNION, new == UNION) {
        (Some(ConstraintChange::Looser), _, true) => ", which include it",
        (Some(ConstraintChange::Tighter), true, _) => ", which included it",
        _ => "",
    }
}

/// Reports a value of another kind: clients send values that are rejected, or cannot decode those that they receive.
fn changed(
    at_pair: &PairLocation<'_>,
    (old, new): (&'static str, &'static str),
    step: Option<ConstraintChange>,
    text: String,
    local: &mut NodeDiff,
) {
    let wire = match (at_pair.side, step) {
        (Side::Request, Some(ConstraintChange::Looser))
        | (Side::Response, Some(ConstraintChange::Tighter)) => WireImpact::Ok,
        _ => WireImpact::Breaking,
    };
    let open = at_pair.side == Side::Response && (is_open(old, new) || is_open(new, old));
    let finding = at_pair.finding(ChangeKind::TypeChanged, text).keyword("type");
    let finding = finding.wire(if open { WireImpact::Ok } else { wire });
    local
        .findings
        .push(finding.source(SourceImpact::Breaking).values(old, new));
}

/// Returns true if values of both kinds are decoded in the same way. An unknown value is one of an open enum, so
/// responses can be decoded after either change.
fn is_open(old: &str, new: &str) -> bool {
    let of_enum = [
        (ENUM, STRING),
        (INTEGERS, INTEGER),
        (INTEGERS, NUMBER),
        (NUMBERS, NUMBER),
        (ENUM, VALUES),
        (INTEGERS, VALUES),
        (NUMBERS, VALUES),
        (INTEGERS, NUMBERS),
    ];
    of_enum.contains(&(old, new))
}

/// Returns the change from one kind to another, if one of them includes the other.
fn step(old: &str, new: &str) -> Option<ConstraintChange> {
    if includes(new, old) {
        Some(ConstraintChange::Looser)
    } else if includes(old, new) {
        Some(ConstraintChange::Tighter)
    } else {
        None
    }
}

/// Returns true if every value of the kind `part` is also of the kind `whole`.
fn includes(whole: &str, part: &str) -> bool {
    let steps = [
        (INTEGER, NUMBER),
        (ENUM, STRING),
        (INTEGERS, INTEGER),
        (INTEGERS, NUMBER),
        (NUMBERS, NUMBER),
        (STRUCT, OBJECT),
        (MAP, OBJECT),
        (STRUCT, MAP),
    ];
    whole == ANY || steps.contains(&(part, whole))
}

fn width(at_pair: &PairLocation<'_>, old: IntegerWidth, new: IntegerWidth, local: &mut NodeDiff) {
    if old == new {
        return;
    }
    let text = format!("{} is now {}, was {}", at_pair.named(), new.name(), old.name());
    let (sent, received) = match at_pair.side {
        Side::Request => (old.range(), new.range()),
        Side::Response => (new.range(), old.range()),
    };
    let wire = match received.0 <= sent.0 && sent.1 <= received.1 {
        true => WireImpact::Ok,
        false => WireImpact::Breaking,
    };
    let finding = at_pair.finding(ChangeKind::FormatChanged, text).wire(wire);
    let finding = finding.keyword("format").source(SourceImpact::Breaking);
    local.findings.push(finding.values(old.name(), new.name()));
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
        None => "any string",
    };
    let text = format!("{} is now {}, was {}", at_pair.named(), name(new), name(old));
    let step = match (old, new) {
        (_, None) => ConstraintChange::Looser,
        (None, _) => ConstraintChange::Tighter,
        _ => ConstraintChange::Other,
    };
    let finding = at_pair.finding(ChangeKind::FormatChanged, text);
    let finding = finding.keyword("format").wire(step.wire(at_pair.side));
    let finding = finding.source(SourceImpact::Breaking);
    local.findings.push(finding.values(name(old), name(new)));
}
