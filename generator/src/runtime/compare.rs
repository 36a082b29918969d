//! Copying, comparing and printing values, for the standard traits.

use std::fmt;

use super::extra::Kept;
use super::record::{EXTRA, Record, member, members, whole};
use super::slot::{Node, Scalar, Value, View};

/// A copy of a value.
#[inline]
pub fn clone<T: Value + Default>(value: &T) -> T {
    let mut copied = T::default();
    copy(&mut copied, value);
    copied
}

/// Copies `from` into `into`, which has the same type and its default value.
fn copy(into: &mut dyn Value, from: &dyn Value) {
    match from.view() {
        View::Absent => into.reset(),
        View::Bool(value) => drop(into.put(Scalar::Bool(value))),
        View::Int(value) => drop(into.put(Scalar::Int(value))),
        View::Big(value) => drop(into.put(Scalar::Big(value))),
        View::Float(value) => drop(into.put(Scalar::Float(value))),
        View::Text(text) | View::Checked(text, _) => drop(into.put(Scalar::Text(text))),
        parts => {
            if let Some(node) = into.open() {
                copy_parts(node, parts);
            }
        }
    }
}

fn copy_parts(into: Node<'_>, from: View<'_>) {
    match (into, from) {
        (Node::Json(into), View::Json(from)) => into.clone_from(from),
        (Node::Extra(into), View::Extra(from)) => into.clone_from(from),
        (Node::Record(into), View::Record(from)) => {
            for field in 0..from.spec().fields.len() {
                copy(into.slot(field), from.get(field));
            }
            copy(into.slot(EXTRA), from.get(EXTRA));
        }
        (Node::List(into), View::List(from)) => {
            (0..from.len()).for_each(|index| copy(into.push(), from.get(index)));
        }
        (Node::Map(into), View::Map(from)) => {
            from.entries()
                .for_each(|(name, value)| copy(into.insert(name.to_owned()), value));
        }
        (Node::Union(into), View::Union(from)) => copy(into.select(from.variant()), from.inner()),
        _ => {}
    }
}

/// Whether two values stand for the same JSON; the order of members does not matter.
pub fn equal(left: &dyn Value, right: &dyn Value) -> bool {
    same(left.view(), right.view())
}

fn same(left: View<'_>, right: View<'_>) -> bool {
    match (left, right) {
        (View::Absent, View::Absent) => true,
        (View::Bool(left), View::Bool(right)) => left == right,
        (View::Int(left), View::Int(right)) => left == right,
        (View::Big(left), View::Big(right)) => left == right,
        (View::Float(left), View::Float(right)) => left == right,
        (View::Text(left) | View::Checked(left, _), View::Text(right) | View::Checked(right, _)) => {
            left == right
        }
        (View::Json(left), View::Json(right)) => left == right,
        (View::Record(left), View::Record(right)) => same_record(left, right),
        (View::Union(left), View::Union(right)) => {
            left.variant() == right.variant() && equal(left.inner(), right.inner())
        }
        (View::List(left), View::List(right)) => {
            left.len() == right.len() && (0..left.len()).all(|index| equal(left.get(index), right.get(index)))
        }
        (View::Map(left), View::Map(right)) => {
            let mut pairs = left.entries().zip(right.entries());
            left.len() == right.len() && pairs.all(|((a, left), (b, right))| a == b && equal(left, right))
        }
        _ => false,
    }
}

fn same_record(left: &dyn Record, right: &dyn Record) -> bool {
    let mut fields = 0..left.spec().fields.len();
    let (of_left, of_right) = (left.kept(), right.kept());
    whole(left) == whole(right)
        && same_unknown(of_left, of_right)
        && fields.all(|field| same(member(left, of_left, field), member(right, of_right, field)))
}

fn same_unknown(left: Option<&Kept>, right: Option<&Kept>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.unknown == right.unknown,
        (Some(one), None) | (None, Some(one)) => one.unknown.is_empty(),
        (None, None) => true,
    }
}

/// Prints a value for a programmer, with the names of the wire and without secrets.
///
/// # Errors
///
/// Those of the formatter.
pub fn debug(value: &dyn Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Shown(value.view()), f)
}

struct Shown<'a>(View<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            View::Absent => f.write_str("None"),
            View::Bool(value) => value.fmt(f),
            View::Int(value) => value.fmt(f),
            View::Big(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Text(text) | View::Checked(text, _) => text.fmt(f),
            View::Json(json) => json.fmt(f),
            View::Extra(extra) => extra.fmt(f),
            View::Union(union) => debug(union.inner(), f),
            View::List(list) => f
                .debug_list()
                .entries((0..list.len()).map(|index| Shown(list.get(index).view())))
                .finish(),
            View::Map(map) => f
                .debug_map()
                .entries(map.entries().map(|(name, value)| (name, Shown(value.view()))))
                .finish(),
            View::Record(record) => {
                let mut shown = f.debug_struct(record.spec().name);
                for (name, view) in members(record) {
                    match record.spec().secrets.contains(&name) {
                        true => shown.field(name, &format_args!("***")),
                        false => shown.field(name, &Shown(view)),
                    };
                }
                if let Some(json) = whole(record) {
                    shown.field("instead", json);
                }
                shown.finish()
            }
        }
    }
}
