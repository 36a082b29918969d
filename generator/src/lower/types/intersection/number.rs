//! Intersections of number types.

use openapiv3::Schema;

use crate::ir::{Bounds, Type};
use crate::lower::schema::resolver::Resolved;
use crate::lower::types::bounds;
use crate::lower::types::builder::TypeBuilder;

impl<'a> TypeBuilder<'a> {
    /// Returns the intersection of two types of numbers.
    pub(in crate::lower) fn intersect_numbers(
        &mut self,
        at: &Resolved<'a, Schema>,
        before: Type,
        last: Type,
    ) -> Type {
        match (before, last) {
            (Type::Integer { width: w, bounds: a }, Type::Integer { width: x, bounds: b }) => Type::Integer {
                width: bounds::narrower(w, x),
                bounds: self.intersect_bounds(at, a, b, bounds::common_multiple),
            },
            (Type::Integer { width, bounds }, Type::Number { bounds: real })
            | (Type::Number { bounds: real }, Type::Integer { width, bounds }) => Type::Integer {
                width,
                bounds: self.intersect_integers(at, bounds, &real),
            },
            (Type::Number { bounds: a }, Type::Number { bounds: b }) => Type::Number {
                bounds: self.intersect_bounds(at, a, b, bounds::coarser),
            },
            (_, last) => last,
        }
    }

    /// Returns the bounds of an integer within those of a number.
    fn intersect_integers(
        &mut self,
        at: &Resolved<'a, Schema>,
        bounds: Bounds<i64>,
        real: &Bounds<f64>,
    ) -> Bounds<i64> {
        match bounds::whole(real) {
            Some(whole) => self.intersect_bounds(at, bounds, whole, bounds::common_multiple),
            None => {
                self.unmerged(at, "the bounds of the number are not checked");
                bounds
            }
        }
    }

    fn intersect_bounds<T: Copy + PartialOrd + Default>(
        &mut self,
        at: &Resolved<'a, Schema>,
        before: Bounds<T>,
        last: Bounds<T>,
        multiple: impl Fn(T, T) -> Option<T>,
    ) -> Bounds<T> {
        let mut bounds = bounds::bounds(before, last);
        if let (Some(a), Some(b)) = (before.multiple_of, last.multiple_of) {
            bounds.multiple_of = multiple(a, b).or_else(|| {
                self.unmerged(at, "one of two `multipleOf` is not checked");
                Some(b)
            });
        }
        self.check_bounds(at, &bounds);
        bounds
    }
}
