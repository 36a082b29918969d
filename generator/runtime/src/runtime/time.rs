//! Dates and times in string: RFC 3339 and the dates of HTTP (RFC 9110, section 5.6.7).

use std::time::{Duration, SystemTime};

/// Seconds since 1970-01-01T00:00:00Z and nanoseconds after that second.
pub(crate) type Instant = (i64, u32);

/// Returns the point in time that an RFC 3339 `date-time` names; the fraction is cut to nanoseconds.
pub(crate) fn parse_date_time(text: &str) -> Option<Instant> {
    let (day, minutes, second, nanos) = read_date_time(text.as_bytes())?;
    Some(((day.number() * 1_440 + minutes) * 60 + second, nanos))
}

/// Returns whether a string is an RFC 3339 `date-time`.
pub(crate) fn is_date_time(text: &str) -> bool {
    read_date_time(text.as_bytes()).is_some()
}

/// Returns the day, the minutes of this day in UTC, the second and the nanoseconds.
#[inline]
fn read_date_time(bytes: &[u8]) -> Option<(Day, i64, i64, u32)> {
    let day = date(bytes.get(..10)?)?;
    if !matches!(bytes.get(10)?, b'T' | b't') {
        return None;
    }
    let (clock, rest) = bytes[11..].split_at_checked(8)?;
    let (hour, minute, second) = time(clock)?;
    let (nanos, zone) = fraction(rest)?;
    let minutes = hour * 60 + minute - offset(zone)?;
    // A leap second is the last second of a UTC day.
    if second == 60 && minutes.rem_euclid(1_440) != 1_439 {
        return None;
    }
    Some((day, minutes, second, nanos))
}

/// Returns whether a string is an RFC 3339 `full-date`.
pub(crate) fn is_date(text: &str) -> bool {
    date(text.as_bytes()).is_some()
}

/// Returns whether a string has the form of RFC 4122, section 3, in either case.
pub(crate) fn is_uuid(text: &str) -> bool {
    let dash = |index| matches!(index, 8 | 13 | 18 | 23);
    text.len() == 36
        && text.bytes().enumerate().all(|(i, byte)| {
            if dash(i) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

/// Returns the same point in time as the standard library has it.
pub(crate) fn system_time((seconds, nanos): Instant) -> Option<SystemTime> {
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let start = if seconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(whole)?
    } else {
        SystemTime::UNIX_EPOCH.checked_add(whole)?
    };
    start.checked_add(Duration::from_nanos(nanos.into()))
}

/// Returns a second as an RFC 3339 string in UTC; `None` outside of the years 0 to 9999.
pub(crate) fn date_time(seconds: i64) -> Option<String> {
    let (days, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years that begin in March end with the leap day; 400 of them have 146,097 days.
    let shifted = days.checked_add(719_468)?;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let index = (5 * of_year + 2) / 153;
    let day = of_year - (153 * index + 2) / 5 + 1;
    let month = if index < 10 { index + 3 } else { index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
    (0..=9_999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// Parses an HTTP date (`Wed, 1 Feb 2023 00:00:00 GMT`); the day may have one digit. The obsolete forms
/// `Wednesday, 01-Feb-23 00:00:00 GMT` and `Wed Feb  1 00:00:00 2023` are accepted too.
pub(crate) fn parse_http_date(text: &str) -> Option<Instant> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let words: Vec<&str> = text.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let (day, month, year, clock) = match words[..] {
        [name, day, month, year, clock, "GMT"] if name.ends_with(',') => (day, month, year, clock),
        [_, month, day, clock, year] => (day, month, year, clock),
        _ => return None,
    };
    let day = number(day.as_bytes()).filter(|_| day.len() <= 2)?;
    let month = MONTHS.iter().position(|name| *name == month)? as i64 + 1;
    let year = match (year.len(), number(year.as_bytes())?) {
        (4, year) => year,
        // A two-digit year is between 1970 and 2069.
        (2, year) => year + if year < 70 { 2000 } else { 1900 },
        _ => return None,
    };
    let (hour, minute, second) = time(clock.as_bytes())?;
    let days = days_from(year, month, day)?;
    Some((days * 86_400 + hour * 3_600 + minute * 60 + second, 0))
}

#[inline]
fn number(digits: &[u8]) -> Option<i64> {
    let all = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    all.then(|| {
        digits
            .iter()
            .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
    })
}

/// Reads `2024-11-13`.
fn date(bytes: &[u8]) -> Option<Day> {
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    Day::new(number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?)
}

/// A day of the Gregorian calendar.
struct Day {
    year: i64,
    month: i64,
    day: i64,
}

impl Day {
    /// Returns the day if it exists.
    fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=length).contains(&day).then_some(Self { year, month, day })
    }

    /// Returns days since 1970-01-01.
    fn number(self) -> i64 {
        // Years that begin in March end with the leap day.
        let (year, month) = if self.month > 2 {
            (self.year, self.month - 3)
        } else {
            (self.year - 1, self.month + 9)
        };
        let of_year = (153 * month + 2) / 5 + self.day - 1;
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
    }
}

/// Returns days since 1970-01-01 in the Gregorian calendar, if the date exists.
pub(crate) fn days_from(year: i64, month: i64, day: i64) -> Option<i64> {
    Day::new(year, month, day).map(Day::number)
}

/// `09:42:00` as hour, minute and second, which may be a leap second.
fn time(bytes: &[u8]) -> Option<(i64, i64, i64)> {
    if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let (hour, minute, second) = (number(&bytes[..2])?, number(&bytes[3..5])?, number(&bytes[6..])?);
    (hour < 24 && minute < 60 && second <= 60).then_some((hour, minute, second))
}

/// Parses the nanoseconds of `.123456`; returns them with the rest.
fn fraction(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let Some((b'.', rest)) = bytes.split_first() else {
        return Some((0, bytes));
    };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let nanos = (0..9).fold(0, |nanos, index| {
        nanos * 10
            + if index < length {
                u32::from(rest[index] - b'0')
            } else {
                0
            }
    });
    (length > 0).then(|| (nanos, &rest[length..]))
}

/// `Z` or `+01:30` in minutes east of UTC.
fn offset(bytes: &[u8]) -> Option<i64> {
    match bytes {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            let east = (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)?;
            Some(if *sign == b'-' { -east } else { east })
        }
        _ => None,
    }
}
