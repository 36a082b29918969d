//! What several schemas ask of a number together.

use openapiv3::Schema;

use super::index::Found;
use super::limits;
use super::shapes::Shapes;
use crate::ir::{Bounds, Type};

impl<'a> Shapes<'a> {
    /// The type of a number that keeps both `before` and `last`, which are types of numbers.
    pub(super) fn meet_numbers(&mut self, at: &Found<'a, Schema>, before: Type, last: Type) -> Type {
        match (before, last) {
            (
                Type::Integer {
                    width: w,
                    bounds: a,
                    values: u,
                },
                Type::Integer {
                    width: x,
                    bounds: b,
                    values: v,
                },
            ) => Type::Integer {
                width: limits::narrower(w, x),
                bounds: self.meet_bounds(at, a, b, limits::common_multiple),
                values: self.meet_values(at, u, v),
            },
            (
                Type::Integer {
                    width,
                    bounds,
                    values,
                },
                Type::Number { bounds: real },
            )
            | (
                Type::Number { bounds: real },
                Type::Integer {
                    width,
                    bounds,
                    values,
                },
            ) => Type::Integer {
                width,
                bounds: self.meet_whole(at, bounds, &real),
                values,
            },
            (Type::Number { bounds: a }, Type::Number { bounds: b }) => Type::Number {
                bounds: self.meet_bounds(at, a, b, limits::coarser),
            },
            (_, last) => last,
        }
    }

    /// The bounds of a whole number that keeps those of a number as well.
    fn meet_whole(&mut self, at: &Found<'a, Schema>, bounds: Bounds<i64>, real: &Bounds<f64>) -> Bounds<i64> {
        match limits::whole(real) {
            Some(whole) => self.meet_bounds(at, bounds, whole, limits::common_multiple),
            None => {
                self.unmerged(at, "the bounds of the number");
                bounds
            }
        }
    }

    fn meet_values(&mut self, at: &Found<'a, Schema>, before: Vec<i64>, last: Vec<i64>) -> Vec<i64> {
        limits::common(before, last).unwrap_or_else(|| {
            self.contradiction(at, "these whole numbers", "those");
            Vec::new()
        })
    }

    fn meet_bounds<T: Copy + PartialOrd + Default>(
        &mut self,
        at: &Found<'a, Schema>,
        before: Bounds<T>,
        last: Bounds<T>,
        multiple: impl Fn(T, T) -> Option<T>,
    ) -> Bounds<T> {
        let mut bounds = limits::bounds(before, last);
        if let (Some(a), Some(b)) = (before.multiple_of, last.multiple_of) {
            bounds.multiple_of = multiple(a, b).or_else(|| {
                self.unmerged(at, "one of two `multipleOf`");
                Some(b)
            });
        }
        self.check_bounds(at, &bounds);
        bounds
    }
}
