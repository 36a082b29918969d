//! Versions of the API and the media types that name them.

use std::fmt;
use std::str::FromStr;

use super::time;
use crate::service::SERVICE;

/// A calendar date, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDate {
    /// The year, 0 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

impl CalendarDate {
    /// Returns the days since 1970-01-01 in the Gregorian calendar.
    pub fn days(self) -> i64 {
        time::days_from(self.year.into(), self.month.into(), self.day.into()).unwrap_or_default()
    }
}

impl FromStr for CalendarDate {
    type Err = InvalidVersion;

    /// Parses an RFC 3339 `full-date`, with the real length of each month.
    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        if !time::is_date(text) {
            return Err(InvalidVersion);
        }
        let part = |range| text.get(range).unwrap_or_default();
        let invalid = |_| InvalidVersion;
        Ok(Self {
            year: part(0..4).parse().map_err(invalid)?,
            month: part(5..7).parse().map_err(invalid)?,
            day: part(8..10).parse().map_err(invalid)?,
        })
    }
}

impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A version of a resource: a date, an upcoming version after a date, a number, or the preview.
///
/// Versions are ordered: a date, the upcoming version of the same date, later dates, numbers, the preview.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u32);

/// Values from this one on are version numbers, except for the preview.
const NUMBERS: u32 = 1 << 31;

impl Version {
    /// The preview.
    pub const PREVIEW: Self = Self(u32::MAX);

    /// No version: an operation that is the same for every version.
    pub const UNVERSIONED: Self = Self(0);

    /// Returns the stable version of a date.
    pub const fn stable(year: u32, month: u32, day: u32) -> Self {
        Self((year * 10_000 + month * 100 + day) * 2)
    }

    /// Returns the upcoming version after a date.
    pub const fn upcoming(year: u32, month: u32, day: u32) -> Self {
        Self(Self::stable(year, month, day).0 + 1)
    }

    /// Returns the version of a number, `v2` or `v2.1`; both parts have at most four digits.
    pub const fn numbered(major: u32, minor: u32) -> Self {
        Self(NUMBERS + (major * 10_000 + minor) * 2)
    }

    /// Returns `true` if the version is a date or a number, neither upcoming nor the preview.
    pub const fn is_stable(self) -> bool {
        self.0.is_multiple_of(2)
    }

    /// Returns the date of a stable or upcoming version; `None` for numbers, the preview and no version.
    pub fn date(self) -> Option<CalendarDate> {
        let date = self.0 / 2;
        (self.0 > 1 && self.0 < NUMBERS).then_some(CalendarDate {
            year: (date / 10_000) as u16,
            month: (date / 100 % 100) as u8,
            day: (date % 100) as u8,
        })
    }

    /// Returns major and minor number of a version that is a number.
    pub fn number(self) -> Option<(u32, u32)> {
        let number = self.0.checked_sub(NUMBERS)? / 2;
        (self != Self::PREVIEW).then_some((number / 10_000, number % 10_000))
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({self})")
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.date(), self.number()) {
            (Some(date), _) => {
                date.fmt(f)?;
                f.write_str(if self.is_stable() { "" } else { ".upcoming" })
            }
            (_, Some((major, 0))) => write!(f, "v{major}"),
            (_, Some((major, minor))) => write!(f, "v{major}.{minor}"),
            _ if *self == Self::PREVIEW => f.write_str("preview"),
            _ => f.write_str("unversioned"),
        }
    }
}

/// The error of parsing a string that is not a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidVersion;

impl fmt::Display for InvalidVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a version: it has to be YYYY-MM-DD, YYYY-MM-DD.upcoming, a number or preview")
    }
}

impl std::error::Error for InvalidVersion {}

impl FromStr for Version {
    type Err = InvalidVersion;

    /// Parses `2024-11-13`, `2024-11-13.upcoming`, `v2`, `2`, `2.1` or `preview`.
    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        if text == "preview" {
            return Ok(Self::PREVIEW);
        }
        if let Some(number) = number(text.strip_prefix('v').unwrap_or(text)) {
            return Ok(number);
        }
        let (date, upcoming) = text.strip_suffix(".upcoming").map_or((text, 0), |date| (date, 1));
        let date: CalendarDate = date.parse()?;
        let stable = Self::stable(date.year.into(), date.month.into(), date.day.into());
        Ok(Self(stable.0 + upcoming))
    }
}

/// Parses `2` or `2.1`.
fn number(text: &str) -> Option<Version> {
    let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
    let part = |digits: &str| {
        let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    };
    Some(Version::numbered(part(major)?, part(minor)?))
}

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BodyFormat {
    /// JSON.
    Json,
    /// Comma-separated values.
    Csv,
    /// Compressed data.
    Gzip,
    /// Anything else, as bytes.
    Bytes,
}

/// A media type of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaType {
    /// The version; `None` for a media type without one, such as `application/json`.
    pub version: Option<Version>,
    /// The format of the body.
    pub format: BodyFormat,
}

impl MediaType {
    /// Parses a media type, with or without parameters such as `;charset=utf-8`; `None` if it is malformed.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_with(text, SERVICE.version_templates.iter().copied())
    }

    /// Parses a media type with a version at `{version}` in one of `templates`.
    pub fn parse_with<'t>(text: &str, templates: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        let essence = text.split(';').next()?.trim();
        let (kind, subtype) = essence.split_once('/')?;
        if kind.is_empty() || subtype.is_empty() || essence.contains(char::is_whitespace) {
            return None;
        }
        let named = templates
            .into_iter()
            .find_map(|template| named_version(template, text));
        let version = named.and_then(|version| version.parse().ok());
        let format = match subtype.rsplit('+').next().unwrap_or(subtype) {
            json if json.eq_ignore_ascii_case("json") => BodyFormat::Json,
            csv if version.is_some() && csv.eq_ignore_ascii_case("csv") => BodyFormat::Csv,
            gzip if version.is_some() && gzip.eq_ignore_ascii_case("gzip") => BodyFormat::Gzip,
            _ => BodyFormat::Bytes,
        };
        Some(Self { version, format })
    }
}

/// Returns the part of a media type at `{version}` in a template, in lower case; `None` if it does not match the
/// template.
///
/// The template may also contain `{format}`, for any subtype suffix, and a parameter: `application/json;
/// version={version}`.
pub fn named_version(template: &str, text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let parts = || text.split(';').map(str::trim);
    let mut found = None;
    for (index, pattern) in template.split(';').map(str::trim).enumerate() {
        let of_essence = || named_in(pattern, parts().next()?);
        let of_parameter = || parts().skip(1).find_map(|part| named_in(pattern, part));
        let version = if index == 0 { of_essence() } else { of_parameter() }?;
        found = version.or(found);
    }
    found.map(|version| version.trim_matches('"').to_owned())
}

/// Matches one part of a template, and returns the part at `{version}`, if it is in this part.
fn named_in<'t>(pattern: &str, text: &'t str) -> Option<Option<&'t str>> {
    let (pattern, text) = match pattern.strip_suffix("+{format}") {
        Some(front) => (front, text.rsplit_once('+')?.0),
        None => (pattern, text),
    };
    let Some((before, after)) = pattern.split_once("{version}") else {
        return (pattern == text).then_some(None);
    };
    let version = text.strip_prefix(before)?.strip_suffix(after)?;
    (!version.is_empty()).then_some(Some(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_a_total_order() {
        let order = [
            "2023-01-01",
            "2024-11-13",
            "2024-11-13.upcoming",
            "2025-03-12",
            "v1",
            "v1.1",
            "v2",
            "v10",
            "preview",
        ];
        let versions: Vec<Version> = order
            .iter()
            .map(|text| text.parse().expect("a version"))
            .collect();
        assert!(versions.is_sorted_by(|a, b| a < b), "{versions:?}");
        let texts: Vec<String> = versions.iter().map(Version::to_string).collect();
        assert_eq!(texts, order);
        let stable: Vec<bool> = versions.iter().map(|version| version.is_stable()).collect();
        assert_eq!(stable, [true, true, false, true, true, true, true, true, false]);
    }

    #[test]
    fn what_is_not_a_version_is_refused() {
        for text in [
            "",
            "latest",
            "2023-13-01",
            "2023-02-29",
            "v",
            "1.2.3",
            "v12345",
            "2024-11",
            "+1",
            "1.",
        ] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn dates_and_numbers_are_read_back() {
        let version = Version::upcoming(2024, 11, 13);
        let date = version.date().expect("a date");
        assert_eq!(
            (date.to_string(), version.number()),
            ("2024-11-13".to_owned(), None)
        );
        assert_eq!(Version::numbered(2, 1).number(), Some((2, 1)));
        let none = [Version::PREVIEW, Version::UNVERSIONED, Version::numbered(2, 1)];
        assert!(none.iter().all(|version| version.date().is_none()));
        assert_eq!(Version::PREVIEW.number(), None);
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        let days = |text: &str| text.parse::<CalendarDate>().expect("a date").days();
        assert_eq!(days("2024-03-01") - days("2024-02-28"), 2);
        assert_eq!(days("2023-03-01") - days("2023-02-28"), 1);
        assert_eq!(days("1970-01-01"), 0);
        assert_eq!(days("2026-11-22"), 20_779);
    }

    #[test]
    fn templates_state_where_media_types_name_their_version() {
        let named = |template, text| named_version(template, text);
        let suffixed = "application/vnd.acme.{version}+{format}";
        assert_eq!(
            named(
                suffixed,
                "Application/vnd.acme.2024-11-13.upcoming+json; charset=utf-8"
            )
            .as_deref(),
            Some("2024-11-13.upcoming")
        );
        assert_eq!(named(suffixed, "application/vnd.other.v2+json"), None);
        assert_eq!(named(suffixed, "application/vnd.acme.v2"), None);
        let parameter = "application/json; version={version}";
        let texts = [
            "application/json;version=2",
            "application/json; charset=utf-8; version=\"2\"",
        ];
        for text in texts {
            assert_eq!(named(parameter, text).as_deref(), Some("2"), "{text}");
        }
        assert_eq!(named(parameter, "application/json"), None);
        assert_eq!(named(parameter, "text/plain;version=2"), None);
        let inside = "application/vnd.acme.{version}.order+json";
        assert_eq!(
            named(inside, "application/vnd.acme.v3.order+json").as_deref(),
            Some("v3")
        );
    }

    #[test]
    fn formats_are_those_of_the_suffix() {
        let templates = ["application/vnd.acme.{version}+{format}"];
        let parse = |text| MediaType::parse_with(text, templates).map(|media| (media.version, media.format));
        let v2 = Some(Version::numbered(2, 0));
        assert_eq!(parse("application/vnd.acme.v2+csv"), Some((v2, BodyFormat::Csv)));
        assert_eq!(
            parse("application/vnd.acme.v2+xml"),
            Some((v2, BodyFormat::Bytes))
        );
        assert_eq!(parse("application/problem+json"), Some((None, BodyFormat::Json)));
        assert_eq!(parse("text/csv"), Some((None, BodyFormat::Bytes)));
        assert_eq!(parse("json"), None);
    }
}
