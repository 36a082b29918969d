//! Finds `oneOf` of which a value may match several variants, which the specification forbids and `validate` accepts.

use crate::diagnostic::Diagnostic;
use crate::ir::{
    AdditionalFields, Bounds, ConstantKind, Enum, EnumValue, Presence, Shape, ShapeId, ShapeKind, SizeBounds,
    Struct, Type, Union,
};
use crate::lower::diagnostics::DiagnosticSink;
use std::cell::Cell;

/// Reports the unions among `shapes`.
pub(in crate::lower) fn check(shapes: &[Shape], problems: &mut DiagnosticSink) {
    let overlap = Overlap::new(shapes);
    for shape in shapes {
        let ShapeKind::Union(union) = &shape.kind else {
            continue;
        };
        if !union.exclusive || union.discriminator.is_some() {
            continue;
        }
        if let Some((one, other)) = overlap.pair(union) {
            let message = format!(
                "a value may match both {one} and {other}, which `oneOf` forbids: it is read as `anyOf`"
            );
            let help = "no action is needed; add a `discriminator`, or a required property with different values, to distinguish them";
            problems.report(Diagnostic::new(
                "overlapping-variants",
                shape.at.clone(),
                message,
                help,
            ));
        }
    }
}

/// How deep types are compared; below it, they count as overlapping.
const DEPTH: usize = 6;

/// How many comparisons there are for each member of each type. Real documents need a small part; without a bound, a union of many
/// variants would take time that grows with the square of their number.
const STEPS: usize = 100;

struct Overlap<'s> {
    shapes: &'s [Shape],
    /// The number of comparisons that are left; without any, no overlap is found.
    steps: Cell<usize>,
}

/// A type without its name.
enum Plain<'s> {
    Type(&'s Type),
    Struct(&'s Struct),
    Enum(&'s Enum),
    Union(&'s Union),
}

impl<'s> Overlap<'s> {
    fn new(shapes: &'s [Shape]) -> Self {
        let members = |shape: &Shape| match &shape.kind {
            ShapeKind::Struct(object) => object.fields.len(),
            ShapeKind::Enum(values) => values.values.len(),
            ShapeKind::Union(union) => union.variants.len(),
            ShapeKind::Duplicate(_) | ShapeKind::TypeAlias(_) => 0,
        };
        let size: usize = shapes.iter().map(|shape| 1 + members(shape)).sum();
        Self {
            shapes,
            steps: Cell::new(STEPS * size),
        }
    }

    /// Takes steps; returns false if none is left.
    fn spend(&self, steps: usize) -> bool {
        self.steps.set(self.steps.get().saturating_sub(steps));
        self.steps.get() > 0
    }

    /// Returns the first two variants, by position, that share a value.
    fn pair(&self, union: &Union) -> Option<(String, String)> {
        let variants = union.variants.iter().enumerate();
        for (number, one) in variants.take_while(|_| self.steps.get() > 0) {
            let mut others = union.variants[number + 1..].iter();
            if let Some(other) = others.find(|other| self.shares(&one.ty, &other.ty, DEPTH)) {
                return Some((format!("`{}`", one.ident), format!("`{}`", other.ident)));
            }
        }
        None
    }

    fn plain(&self, ty: &'s Type) -> Plain<'s> {
        match ty {
            Type::Nullable(inner) => self.plain(inner),
            Type::Shape { id, .. } => self.shape(*id),
            ty => Plain::Type(ty),
        }
    }

    fn shape(&self, id: ShapeId) -> Plain<'s> {
        match &self.shapes[id.0].kind {
            ShapeKind::Struct(object) => Plain::Struct(object),
            ShapeKind::Enum(values) => Plain::Enum(values),
            ShapeKind::Union(union) => Plain::Union(union),
            ShapeKind::Duplicate(ty) => self.plain(ty),
            ShapeKind::TypeAlias(id) => self.shape(*id),
        }
    }

    /// Returns true if a value of one type may be of the other. Empty lists and maps do not count: they mean the same.
    fn shares(&self, one: &'s Type, other: &'s Type, depth: usize) -> bool {
        if !self.spend(1) {
            return false;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return true;
        };
        match (self.plain(one), self.plain(other)) {
            (Plain::Union(union), _) => union
                .variants
                .iter()
                .any(|own| self.shares(&own.ty, other, depth)),
            (_, Plain::Union(union)) => union.variants.iter().any(|own| self.shares(one, &own.ty, depth)),
            (Plain::Struct(one), Plain::Struct(other)) => {
                !self.excludes(one, other, depth) && !self.excludes(other, one, depth)
            }
            (Plain::Struct(object), Plain::Type(ty)) | (Plain::Type(ty), Plain::Struct(object)) => {
                self.object_shares(object, ty, depth)
            }
            (Plain::Enum(one), Plain::Enum(other)) => {
                self.spend(one.values.len() * other.values.len());
                let is_same =
                    |one: &EnumValue, other: &EnumValue| one.wire == other.wire && one.kind == other.kind;
                let mut values = one.values.iter();
                values.any(|value| other.values.iter().any(|own| is_same(own, value)))
            }
            (Plain::Enum(values), Plain::Type(ty)) | (Plain::Type(ty), Plain::Enum(values)) => values
                .values
                .iter()
                .any(|value| is_of(value.kind, value.wire.as_str(), ty)),
            (Plain::Enum(_), Plain::Struct(_)) | (Plain::Struct(_), Plain::Enum(_)) => false,
            (Plain::Type(one), Plain::Type(other)) => self.plain_shares(one, other, depth),
        }
    }

    /// Returns true if no value of `one` is of `other`: it has a property that the other rejects.
    fn excludes(&self, one: &'s Struct, other: &'s Struct, depth: usize) -> bool {
        let required = one
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Required);
        let mut required = required.into_iter();
        required.any(|field| {
            self.spend(other.fields.len());
            let same = other.fields.iter().find(|own| own.wire == field.wire);
            match (same, &other.additional) {
                (Some(same), _) => !self.shares(&field.ty, &same.ty, depth),
                (None, AdditionalFields::Denied) => true,
                (None, AdditionalFields::Typed { ty, .. }) => !self.shares(&field.ty, ty, depth),
                (None, AdditionalFields::Allowed) => false,
            }
        })
    }

    fn object_shares(&self, object: &'s Struct, ty: &'s Type, depth: usize) -> bool {
        match ty {
            Type::Any | Type::Object => true,
            Type::Map { value, .. } => {
                let required = object
                    .fields
                    .iter()
                    .filter(|field| field.presence == Presence::Required);
                required
                    .into_iter()
                    .all(|field| self.shares(&field.ty, value, depth))
            }
            _ => false,
        }
    }

    fn plain_shares(&self, one: &'s Type, other: &'s Type, depth: usize) -> bool {
        match (one, other) {
            (Type::Any, _) | (_, Type::Any) | (Type::Bool, Type::Bool) => true,
            (Type::BoolConstant(one), Type::BoolConstant(other)) => one == other,
            (Type::Bool, Type::BoolConstant(_)) | (Type::BoolConstant(_), Type::Bool) => true,
            (Type::Object, Type::Object | Type::Map { .. }) | (Type::Map { .. }, Type::Object) => true,
            (Type::Map { value: one, .. }, Type::Map { value: other, .. })
            | (Type::List { item: one, .. }, Type::List { item: other, .. }) => {
                self.shares(one, other, depth)
            }
            (Type::Text { .. }, Type::Text { .. }) => texts_share(one, other),
            _ => Range::of(one)
                .zip(Range::of(other))
                .is_some_and(|(one, other)| one.shares(&other)),
        }
    }
}

/// Returns true if a string may be of both types. Different formats and patterns count as disjoint.
fn texts_share(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (
            Type::Text {
                format,
                pattern,
                length,
            },
            Type::Text {
                format: other_format,
                pattern: other_pattern,
                length: other_length,
            },
        ) => {
            !differ(format, other_format)
                && !differ(pattern, other_pattern)
                && reaches(length, other_length)
                && reaches(other_length, length)
        }
        _ => false,
    }
}

/// Returns true if both are stated, and different.
fn differ<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
    one.is_some() && other.is_some() && one != other
}

/// Returns true if the maximum of one is not below the minimum of the other.
fn reaches(one: &SizeBounds, other: &SizeBounds) -> bool {
    one.max.is_none_or(|max| other.min.is_none_or(|min| min <= max))
}

/// The least and the greatest value of a number type, and whether each is excluded.
struct Range {
    least: (f64, bool),
    greatest: (f64, bool),
}

impl Range {
    fn of(ty: &Type) -> Option<Self> {
        match ty {
            Type::Integer { bounds, .. } => Some(Self::within(bounds, |value| value as f64)),
            Type::Number { bounds } => Some(Self::within(bounds, |value| value)),
            _ => None,
        }
    }

    fn within<N: Copy>(bounds: &Bounds<N>, real: impl Fn(N) -> f64) -> Self {
        Self {
            least: (
                bounds.minimum.map_or(f64::NEG_INFINITY, &real),
                bounds.exclusive_minimum,
            ),
            greatest: (
                bounds.maximum.map_or(f64::INFINITY, &real),
                bounds.exclusive_maximum,
            ),
        }
    }

    /// Returns true if its greatest value is not below the least value of the other.
    fn reaches(&self, other: &Self) -> bool {
        let (end, start) = (self.greatest, other.least);
        start.0 < end.0 || (start.0 == end.0 && !start.1 && !end.1)
    }

    fn shares(&self, other: &Self) -> bool {
        self.reaches(other) && other.reaches(self)
    }
}

/// Returns true if a constant may be of a type without values of its own.
fn is_of(kind: ConstantKind, wire: &str, ty: &Type) -> bool {
    match (kind, ty) {
        (_, Type::Any) | (ConstantKind::Bool, Type::Bool) => true,
        (ConstantKind::Bool, Type::BoolConstant(value)) => wire == value.to_string(),
        (ConstantKind::Text, Type::Text { length, .. }) => {
            let count = wire.chars().count() as u64;
            let own = SizeBounds {
                min: Some(count),
                max: Some(count),
            };
            reaches(length, &own) && reaches(&own, length)
        }
        (ConstantKind::Integer | ConstantKind::Number, Type::Integer { .. } | Type::Number { .. }) => {
            let Ok(number) = wire.parse::<f64>() else {
                return false;
            };
            let own = Range {
                least: (number, false),
                greatest: (number, false),
            };
            Range::of(ty).is_some_and(|range| range.shares(&own))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, SourceFile, model};

    #[test]
    fn no_overlap_is_found_without_steps() {
        let document = "openapi: 3.0.1\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
             responses: {'200': {description: A., content: {application/json: {schema: {oneOf: [{type: object, \
             properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}}}}}\n";
        let Ok(model) = model(vec![SourceFile::new("api.yaml", document)], &Options::default()) else {
            panic!("the document is refused");
        };
        let overlap = Overlap::new(&model.api.shapes);
        let mut unions = model.api.shapes.iter().filter_map(|shape| match &shape.kind {
            ShapeKind::Union(union) => Some(union),
            _ => None,
        });
        let union = unions.next().expect("a union");
        assert!(overlap.pair(union).is_some());
        assert!(overlap.steps.get() > 0, "a small union needs a part of the steps");
        overlap.steps.set(0);
        assert!(overlap.pair(union).is_none());
    }
}
