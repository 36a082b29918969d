//! Example numbers.

use crate::ir::{Bounds, IntegerWidth};

/// Returns an integer within the bounds: 1, if that is allowed, and larger ones for other numbers.
pub(super) fn integer(width: IntegerWidth, bounds: &Bounds<i64>, number: usize) -> Option<i64> {
    let step = i128::from(bounds.multiple_of.unwrap_or(1)).max(1);
    let after = |bound: i64| i128::from(bound) + i128::from(bounds.exclusive_minimum);
    let before = |bound: i64| i128::from(bound) - i128::from(bounds.exclusive_maximum);
    let least = bounds.minimum.map_or(1, after).max(1);
    // The least multiple that is at least 1; with a maximum below that, the greatest one.
    let up = least + (-least).rem_euclid(step);
    let down = bounds
        .maximum
        .map(before)
        .map(|most| most - most.rem_euclid(step));
    let smallest = bounds
        .minimum
        .map(after)
        .map(|least| least + (-least).rem_euclid(step));
    let moved = |first: i128| first + step * number as i128;
    let candidates = [Some(moved(up)), smallest.map(moved), down];
    let candidates = candidates.into_iter().flatten();
    let mut candidates = candidates.filter_map(|number| i64::try_from(number).ok());
    candidates.find(|number| is_allowed_integer(width, bounds, *number))
}

/// Returns true if an integer has the width, and is within the bounds.
pub(super) fn is_allowed_integer(width: IntegerWidth, bounds: &Bounds<i64>, number: i64) -> bool {
    let is_multiple = |of: i64| number.checked_rem(of).is_none_or(|rest| rest == 0);
    width.contains(number) && bounds.contains(number) && bounds.multiple_of.is_none_or(is_multiple)
}

/// Returns a number within the bounds: 1, if that is allowed, and larger ones for other numbers.
pub(super) fn decimal(bounds: &Bounds<f64>, number: usize) -> Option<f64> {
    let (least, most) = (bounds.minimum, bounds.maximum);
    let step = bounds.multiple_of.filter(|step| *step > 0.0);
    let multiple = step.map(|step| (least.unwrap_or(1.0) / step).ceil() * step);
    let middle = least.zip(most).map(|(least, most)| least + (most - least) / 2.0);
    let others = [
        multiple,
        multiple.zip(step).map(|(a, b)| a + b),
        least,
        most,
        middle,
    ];
    let near_bounds = [least.map(|least| least + 1.0), most.map(|most| most - 1.0)];
    let first = std::iter::once(1.0).chain(others.into_iter().chain(near_bounds).flatten());
    let moved = first.map(|value| value + step.unwrap_or(1.0) * number as f64);
    let mut found = moved.filter(|value| value.is_finite());
    found.find(|value| is_allowed(bounds, *value))
}

/// Returns true if a number is within the bounds.
pub(super) fn is_allowed(bounds: &Bounds<f64>, number: f64) -> bool {
    let is_multiple = |of: f64| (number / of).fract() == 0.0;
    bounds.contains(number) && bounds.multiple_of.is_none_or(is_multiple)
}

#[cfg(test)]
mod tests {
    use super::{decimal, integer};
    use crate::ir::{Bounds, IntegerWidth};

    fn bounds<T>(minimum: Option<T>, maximum: Option<T>, multiple_of: Option<T>) -> Bounds<T> {
        Bounds {
            minimum,
            maximum,
            exclusive_minimum: false,
            exclusive_maximum: false,
            multiple_of,
        }
    }

    #[test]
    fn integers_are_one_or_close_to_a_bound() {
        for (bounds, expected) in [
            (bounds(None, None, None), Some(1)),
            (bounds(Some(5), None, Some(10)), Some(10)),
            (bounds(None, Some(-3), None), Some(-3)),
            (bounds(Some(-7), Some(-2), Some(3)), Some(-6)),
            (bounds(Some(0), Some(0), None), Some(0)),
            (bounds(Some(i64::MAX), None, None), Some(i64::MAX)),
            (bounds(Some(2), Some(1), None), None),
        ] {
            assert_eq!(integer(IntegerWidth::Int64, &bounds, 0), expected, "{bounds:?}");
        }
        let above = Bounds {
            exclusive_minimum: true,
            ..bounds(Some(1), None, None)
        };
        assert_eq!(integer(IntegerWidth::Int32, &above, 2), Some(4));
        assert_eq!(
            integer(IntegerWidth::Int32, &bounds(Some(1 << 40), None, None), 0),
            None
        );
    }

    #[test]
    fn decimals_are_one_or_close_to_a_bound() {
        for (bounds, expected) in [
            (bounds(None, None, None), Some(1.0)),
            (bounds(Some(0.0), Some(0.5), None), Some(0.0)),
            (bounds(Some(2.2), None, Some(0.5)), Some(2.5)),
            (bounds(None, Some(-3.5), None), Some(-3.5)),
            (bounds(Some(1.5), Some(1.2), None), None),
        ] {
            assert_eq!(decimal(&bounds, 0), expected, "{bounds:?}");
        }
        let between = Bounds {
            exclusive_minimum: true,
            exclusive_maximum: true,
            ..bounds(Some(0.0), Some(1.0), None)
        };
        assert_eq!(decimal(&between, 0), Some(0.5));
    }
}
