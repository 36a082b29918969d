//! The clock, for commands that need today's date.

use crate::CliError;
use generator::ir::Date;
use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the current date in UTC.
///
/// # Errors
///
/// The clock is set to a date outside of the calendar.
pub(crate) fn date() -> Result<Date, CliError> {
    let help = "set its clock, or give `--today`";
    parse(&today()).map_err(|_| CliError::new("this machine does not know the date", help))
}

/// Parses a date argument.
pub(crate) fn parse(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "write `YYYY-MM-DD`, a day that exists".to_owned())
}

/// Returns the current date in UTC, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    day(seconds / 86_400)
}

/// Returns the date of `time` in UTC, `YYYY-MM-DD`; `None` before 1970.
pub(crate) fn day_of(time: SystemTime) -> Option<String> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    Some(day(since.as_secs() / 86_400))
}

/// Returns the date `days` after 1 January 1970 in the Gregorian calendar. Years are counted from March, so that the
/// leap day is the last of a year; there are 719,468 days between 1 March of the year 0 and 1970.
fn day(days: u64) -> String {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year_of_era + next)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_become_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (10_957, "2000-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_686, "2026-08-21"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(day(days), expected);
        }
    }
}
