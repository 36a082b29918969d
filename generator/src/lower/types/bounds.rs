//! Intersections of bounds: the range that is in both ranges.

use crate::ir::{Bounds, IntegerWidth, SizeBounds};

/// Returns the sizes that both allow.
pub(in crate::lower) fn counts(a: SizeBounds, b: SizeBounds) -> SizeBounds {
    SizeBounds {
        min: a.min.max(b.min),
        max: a.max.into_iter().chain(b.max).min(),
    }
}

/// Returns the narrower of two widths.
pub(in crate::lower) fn narrower(a: IntegerWidth, b: IntegerWidth) -> IntegerWidth {
    let by_width = [
        IntegerWidth::Int32,
        IntegerWidth::Uint32,
        IntegerWidth::Uint64,
        IntegerWidth::Int64,
    ];
    let narrower = by_width.into_iter().find(|width| *width == a || *width == b);
    narrower.unwrap_or(a)
}

/// Returns the intersection of two ranges; of two factors, that of `b`.
pub(in crate::lower) fn bounds<T: Copy + PartialOrd>(a: Bounds<T>, b: Bounds<T>) -> Bounds<T> {
    let (minimum, exclusive_minimum) = tighter(
        (a.minimum, a.exclusive_minimum),
        (b.minimum, b.exclusive_minimum),
        |a, b| a > b,
    );
    let (maximum, exclusive_maximum) = tighter(
        (a.maximum, a.exclusive_maximum),
        (b.maximum, b.exclusive_maximum),
        |a, b| a < b,
    );
    Bounds {
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of: b.multiple_of.or(a.multiple_of),
    }
}

/// An end of a range, and whether it is excluded.
type End<T> = (Option<T>, bool);

fn tighter<T: Copy + PartialOrd>(a: End<T>, b: End<T>, beats: impl Fn(T, T) -> bool) -> End<T> {
    match (a, b) {
        ((Some(x), _), (Some(y), _)) if beats(x, y) => a,
        ((Some(x), p), (Some(y), q)) if x == y => (b.0, p || q),
        ((_, _), (Some(_), _)) => b,
        _ => a,
    }
}

/// Returns the least common multiple.
pub(in crate::lower) fn common_multiple(a: i64, b: i64) -> Option<i64> {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x.checked_rem(y)?);
    }
    (a > 0 && b > 0 && x > 0)
        .then(|| (a / x).checked_mul(b))
        .flatten()
}

/// Returns the factor that is a multiple of the other.
pub(in crate::lower) fn coarser(a: f64, b: f64) -> Option<f64> {
    match (a % b == 0.0, b % a == 0.0) {
        (true, _) => Some(a),
        (_, true) => Some(b),
        _ => None,
    }
}

/// Returns the integers of a range; `None` if 64 bits, or an integer factor, cannot represent it.
pub(in crate::lower) fn whole(bounds: &Bounds<f64>) -> Option<Bounds<i64>> {
    let whole = |value: f64| (value.abs() < 9.2e18).then_some(value as i64);
    let end = |value: Option<f64>, round: fn(f64) -> f64| match value {
        Some(value) => whole(round(value)).map(Some),
        None => Some(None),
    };
    let outside =
        |value: Option<f64>, exclusive: bool| exclusive && value.is_some_and(|value| value.fract() == 0.0);
    let factor = match bounds.multiple_of {
        Some(factor) if factor.fract() != 0.0 => return None,
        Some(factor) => Some(whole(factor)?),
        None => None,
    };
    Some(Bounds {
        minimum: end(bounds.minimum, f64::ceil)?,
        maximum: end(bounds.maximum, f64::floor)?,
        exclusive_minimum: outside(bounds.minimum, bounds.exclusive_minimum),
        exclusive_maximum: outside(bounds.maximum, bounds.exclusive_maximum),
        multiple_of: factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_intersect() {
        let a = Bounds {
            minimum: Some(1),
            maximum: Some(9),
            exclusive_minimum: true,
            ..Bounds::default()
        };
        let b = Bounds {
            minimum: Some(1),
            maximum: Some(7),
            multiple_of: Some(2),
            ..Bounds::default()
        };
        let met = Bounds {
            exclusive_minimum: true,
            ..b
        };
        assert_eq!(bounds(a, b), met);
        assert_eq!(bounds(b, a), met);
        assert_eq!(bounds(a, Bounds::default()), a);
        let (open, count) = (
            SizeBounds::default(),
            SizeBounds {
                min: Some(2),
                max: Some(3),
            },
        );
        assert_eq!(counts(open, count), count);
        assert_eq!(
            counts(
                count,
                SizeBounds {
                    min: Some(1),
                    max: Some(9)
                }
            ),
            count
        );
        assert!(count.contains(2) && !count.contains(4) && !count.contains(1));
    }

    #[test]
    fn factors_meet_in_a_common_multiple() {
        assert_eq!(common_multiple(4, 6), Some(12));
        assert_eq!(common_multiple(0, 6), None);
        assert_eq!(common_multiple(i64::MAX, i64::MAX - 1), None);
        assert_eq!(
            [coarser(0.5, 1.0), coarser(0.5, 0.25), coarser(2.0, 3.0)],
            [Some(1.0), Some(0.5), None]
        );
    }

    #[test]
    fn a_range_of_numbers_contains_whole_ones() {
        let real = Bounds {
            minimum: Some(0.5),
            maximum: Some(3.0),
            exclusive_maximum: true,
            ..Bounds::default()
        };
        let expected = Bounds {
            minimum: Some(1),
            maximum: Some(3),
            exclusive_maximum: true,
            ..Bounds::default()
        };
        assert_eq!(whole(&real), Some(expected));
        assert_eq!(
            whole(&Bounds {
                multiple_of: Some(0.5),
                ..real
            }),
            None
        );
    }
}
