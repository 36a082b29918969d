//! Implements `Clone`, `PartialEq` and `Debug` over reflection.

use std::fmt;

use super::record::{EXTRA, Record, member, members, whole};
use super::reflect::{Reflect, Scalar, ValueMut, ValueRef};
use super::unknown_fields::UnknownMembers;

/// Clones a value.
#[inline]
pub fn clone<T: Reflect + Default>(value: &T) -> T {
    let mut copied = T::default();
    copy(&mut copied, value);
    copied
}

/// Copies `from` into `into`, which has the same type and its default value.
///
/// Most values are strings: a processor guesses one comparison better than a jump to one of many places.
#[inline]
fn copy(into: &mut dyn Reflect, from: &dyn Reflect) {
    match from.view() {
        ValueRef::Checked(text, valid) => drop(into.put(Scalar::Checked(text, valid))),
        ValueRef::Text(text) => drop(into.put(Scalar::Text(text))),
        // It is the default of every type that can be absent.
        ValueRef::Absent => {}
        view => copy_other(into, &view),
    }
}

fn copy_other(into: &mut dyn Reflect, from: &ValueRef<'_>) {
    match *from {
        ValueRef::Bool(value) => drop(into.put(Scalar::Bool(value))),
        ValueRef::Int(value) => drop(into.put(Scalar::Int(value))),
        ValueRef::Big(value) => drop(into.put(Scalar::Big(value))),
        ValueRef::Float(value) => drop(into.put(Scalar::Float(value))),
        parts => {
            if let Some(node) = into.open() {
                copy_parts(node, parts);
            }
        }
    }
}

fn copy_parts(into: ValueMut<'_>, from: ValueRef<'_>) {
    match (into, from) {
        (ValueMut::Json(into), ValueRef::Json(from)) => into.clone_from(from),
        (ValueMut::File(into), ValueRef::File(from)) => into.clone_from(from),
        (ValueMut::UnknownFields(into), ValueRef::UnknownFields(from)) => into.clone_from(from),
        (ValueMut::Record(into), ValueRef::Record(from)) => {
            let count = from.spec().fields().len();
            for field in 0..count {
                copy(into.slot(field), from.get(field));
            }
            if from.typed_members().is_some() {
                copy(into.slot(count), from.get(count));
            }
            if from.kept().is_some() {
                copy(into.slot(EXTRA), from.get(EXTRA));
            }
        }
        (ValueMut::List(into), ValueRef::List(from)) => {
            into.reserve(from.len());
            for index in 0..from.len() {
                copy(into.push(), from.get(index));
            }
        }
        (ValueMut::Map(into), ValueRef::Map(from)) => {
            for (name, value) in from.entries() {
                copy(into.insert(name.to_owned()), value);
            }
        }
        (ValueMut::Union(into), ValueRef::Union(from)) => copy(into.select(from.variant()), from.inner()),
        _ => {}
    }
}

/// Returns `true` if two values are the same JSON, regardless of the order of members.
pub fn equal(left: &dyn Reflect, right: &dyn Reflect) -> bool {
    same(left.view(), right.view())
}

fn same(left: ValueRef<'_>, right: ValueRef<'_>) -> bool {
    match (left, right) {
        (ValueRef::Absent, ValueRef::Absent) => true,
        (ValueRef::Bool(left), ValueRef::Bool(right)) => left == right,
        (ValueRef::Int(left), ValueRef::Int(right)) => left == right,
        (ValueRef::Big(left), ValueRef::Big(right)) => left == right,
        (ValueRef::Float(left), ValueRef::Float(right)) => left == right,
        (
            ValueRef::Text(left) | ValueRef::Checked(left, _),
            ValueRef::Text(right) | ValueRef::Checked(right, _),
        ) => left == right,
        (ValueRef::Json(left), ValueRef::Json(right)) => left == right,
        (ValueRef::File(left), ValueRef::File(right)) => left == right,
        (ValueRef::Record(left), ValueRef::Record(right)) => same_record(left, right),
        (ValueRef::Union(left), ValueRef::Union(right)) => {
            left.variant() == right.variant() && equal(left.inner(), right.inner())
        }
        (ValueRef::List(left), ValueRef::List(right)) => {
            left.len() == right.len() && (0..left.len()).all(|index| equal(left.get(index), right.get(index)))
        }
        (ValueRef::Map(left), ValueRef::Map(right)) => {
            let mut pairs = left.entries().zip(right.entries());
            left.len() == right.len() && pairs.all(|((a, left), (b, right))| a == b && equal(left, right))
        }
        _ => false,
    }
}

fn same_record(left: &dyn Record, right: &dyn Record) -> bool {
    let mut fields = left.spec().fields().iter().enumerate();
    let (of_left, of_right) = (left.kept(), right.kept());
    whole(left, of_left) == whole(right, of_right)
        && same_unknown(of_left, of_right)
        && same_typed(left, right)
        && fields.all(|(index, field)| {
            let left = member(left, of_left, index, field);
            same(left, member(right, of_right, index, field))
        })
}

fn same_typed(left: &dyn Record, right: &dyn Record) -> bool {
    match (left.typed_members(), right.typed_members()) {
        (Some(left), Some(right)) => same(ValueRef::Map(left), ValueRef::Map(right)),
        _ => true,
    }
}

fn same_unknown(left: Option<&UnknownMembers>, right: Option<&UnknownMembers>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.unknown == right.unknown,
        (Some(one), None) | (None, Some(one)) => one.unknown.is_empty(),
        (None, None) => true,
    }
}

/// Formats a value for `Debug`, with wire names and without secrets.
///
/// # Errors
///
/// The errors of the formatter.
pub fn debug(value: &dyn Reflect, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Shown(value.view()), f)
}

struct Shown<'a>(ValueRef<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ValueRef::Absent => f.write_str("None"),
            ValueRef::Bool(value) => value.fmt(f),
            ValueRef::Int(value) => value.fmt(f),
            ValueRef::Big(value) => value.fmt(f),
            ValueRef::Float(value) => value.fmt(f),
            ValueRef::Text(text) | ValueRef::Checked(text, _) => text.fmt(f),
            ValueRef::Json(json) => json.fmt(f),
            ValueRef::File(file) => file.fmt(f),
            ValueRef::UnknownFields(extra) => extra.fmt(f),
            ValueRef::Union(union) => debug(union.inner(), f),
            ValueRef::List(list) => f
                .debug_list()
                .entries((0..list.len()).map(|index| Shown(list.get(index).view())))
                .finish(),
            ValueRef::Map(map) => f
                .debug_map()
                .entries(map.entries().map(|(name, value)| (name, Shown(value.view()))))
                .finish(),
            ValueRef::Record(record) => {
                let mut shown = f.debug_struct(record.spec().name);
                for (name, view) in members(record) {
                    match record.spec().secrets.contains(&name) {
                        true => shown.field(name, &format_args!("***")),
                        false => shown.field(name, &Shown(view)),
                    };
                }
                if let Some(json) = whole(record, record.kept()) {
                    shown.field("instead", json);
                }
                shown.finish()
            }
        }
    }
}
