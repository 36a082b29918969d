//! Versions of the API and their media types.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A calendar date, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, 0 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl Date {
    /// Days since the first of March of year 0 (proleptic Gregorian calendar), whose years end with the leap day.
    pub fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let since_march = (month + 9) % 12;
        year * 365 + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * since_march + 2) / 5
            + day
            - 1
    }
}

impl FromStr for Date {
    type Err = ();

    /// Reads an RFC 3339 `full-date`, with the real length of each month.
    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(());
        }
        let number = |from: usize, to: usize| -> Result<u16, ()> {
            bytes[from..to].iter().try_fold(0, |sum, b| match b {
                b'0'..=b'9' => Ok(sum * 10 + u16::from(b - b'0')),
                _ => Err(()),
            })
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)? as u8, number(8, 10)? as u8);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return Err(()),
        };
        if day == 0 || day > length {
            Err(())
        } else {
            Ok(Self { year, month, day })
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A version of a resource.
///
/// A date comes before the same date's `upcoming`, that before later dates, and `preview` after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// `2024-11-13`
    Stable(Date),
    /// `2024-11-13.upcoming`
    Upcoming(Date),
    /// `preview`
    Preview,
}

impl Version {
    /// Whether a caller of date `date` is served by this version at all: `preview` and `upcoming` are only reached
    /// by their exact name.
    pub fn serves(self, date: Date) -> bool {
        matches!(self, Version::Stable(own) if own <= date)
    }

    fn rank(self) -> (bool, Option<Date>, bool) {
        match self {
            Version::Stable(date) => (false, Some(date), false),
            Version::Upcoming(date) => (false, Some(date), true),
            Version::Preview => (true, None, false),
        }
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.strip_suffix(".upcoming") {
            Some(date) => date.parse().map(Version::Upcoming),
            None if text == "preview" => Ok(Version::Preview),
            None => text.parse().map(Version::Stable),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Version::Stable(date) => write!(f, "{date}"),
            Version::Upcoming(date) => write!(f, "{date}.upcoming"),
            Version::Preview => f.write_str("preview"),
        }
    }
}

/// How the bytes of a body are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// Comma-separated values (RFC 4180), given as bytes.
    Csv,
    /// A gzip stream (RFC 1952), given as bytes.
    Gzip,
    /// Anything else, given as bytes.
    Bytes,
}

/// A media type (RFC 6838), with the version that it names where it is one of the API's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType {
    /// The version in `application/vnd.atlas.<version>+<format>`; none for any other media type.
    pub version: Option<Version>,
    /// How to read the body.
    pub format: Format,
    /// The media type as the specification writes it.
    pub text: String,
}

/// The reason why a string is not a media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaTypeError {
    /// Not of the form `type/subtype`.
    Malformed,
    /// One of the API's own, with this version, which is neither a date, nor `<date>.upcoming`, nor `preview`.
    Version(String),
    /// One of the API's own, with this format, which is neither `json`, `csv` nor `gzip`.
    Format(String),
}

impl FromStr for MediaType {
    type Err = MediaTypeError;

    fn from_str(text: &str) -> Result<Self, MediaTypeError> {
        let essence = text.split(';').next().unwrap_or_default().trim();
        let (kind, subtype) = essence.split_once('/').ok_or(MediaTypeError::Malformed)?;
        if kind.is_empty() || subtype.is_empty() || essence.contains(char::is_whitespace) {
            return Err(MediaTypeError::Malformed);
        }
        let Some(own) = essence.strip_prefix("application/vnd.atlas.") else {
            let json = subtype == "json" || subtype.ends_with("+json");
            let format = if json { Format::Json } else { Format::Bytes };
            return Ok(Self {
                version: None,
                format,
                text: text.to_owned(),
            });
        };
        let (version, format) = own
            .split_once('+')
            .ok_or_else(|| MediaTypeError::Format(String::new()))?;
        let version = version
            .parse()
            .map_err(|()| MediaTypeError::Version(version.to_owned()))?;
        let format = match format {
            "json" => Format::Json,
            "csv" => Format::Csv,
            "gzip" => Format::Gzip,
            other => return Err(MediaTypeError::Format(other.to_owned())),
        };
        Ok(Self {
            version: Some(version),
            format,
            text: text.to_owned(),
        })
    }
}

impl MediaType {
    /// Whether it represents several media types: `*/*`, `image/*` (RFC 9110, section 12.5.1).
    pub fn is_range(&self) -> bool {
        self.text.split(';').next().unwrap_or_default().contains('*')
    }

    /// Whether a service that speaks the one speaks the other one too: they differ in nothing but letter case, spaces and
    /// the character set, which is always UTF-8 (RFC 8259, 8.1, for JSON).
    pub fn is_same(&self, other: &Self) -> bool {
        self.text == other.text || self.without_charset() == other.without_charset()
    }

    fn without_charset(&self) -> Vec<String> {
        let parts = self.text.split(';').map(|part| part.trim().to_ascii_lowercase());
        parts.filter(|part| !part.starts_with("charset=")).collect()
    }

    /// Returns true if bodies are event streams (WHATWG HTML, section 9.2).
    pub fn is_event_stream(&self) -> bool {
        self.text
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case("text/event-stream")
    }

    /// Returns true if bodies are sequences of JSON texts, one a line.
    pub fn is_json_lines(&self) -> bool {
        const NAMES: &[&str] = &[
            "json-lines",
            "json-seq",
            "jsonl",
            "jsonlines",
            "ldjson",
            "ndjson",
            "stream+json",
        ];
        let subtype = self.subtype().to_ascii_lowercase();
        let name = subtype.strip_prefix("x-").unwrap_or(&subtype);
        NAMES.contains(&name) || name.ends_with("+json-seq") || name.ends_with("+ndjson")
    }

    /// Returns true if bodies are text: `text/..`, and formats that are defined as text.
    pub fn is_text(&self) -> bool {
        const NAMES: &[&str] = &[
            "csv",
            "ecmascript",
            "graphql",
            "javascript",
            "pem-certificate-chain",
            "pem-file",
            "sdp",
            "sql",
            "tab-separated-values",
            "toml",
            "www-form-urlencoded",
            "xml",
            "xml-dtd",
            "yaml",
        ];
        let subtype = self.subtype().to_ascii_lowercase();
        let name = subtype.rsplit('+').next().unwrap_or_default();
        let is_kind_text = self
            .text
            .get(..5)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("text/"));
        is_kind_text || NAMES.contains(&name.strip_prefix("x-").unwrap_or(name))
    }

    /// The subtype, without parameters: `vnd.atlas.2024-11-13+json`.
    pub fn subtype(&self) -> &str {
        let essence = self.text.split(';').next().unwrap_or_default();
        essence
            .split_once('/')
            .map_or(essence, |(_, subtype)| subtype)
            .trim()
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Written down as the text that it is read from.
macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let no = |_| de::Error::invalid_value(de::Unexpected::Str(&text), &stringify!($name));
                text.parse().map_err(no)
            }
        }
    )*};
}

as_text!(Date, Version, MediaType);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let days = |text: &str| text.parse::<Date>().unwrap().days();
        assert_eq!(days("2024-03-01") - days("2024-02-28"), 2);
        assert_eq!(days("2023-03-01") - days("2023-02-28"), 1);
        assert_eq!(days("2001-01-01") - days("2000-01-01"), 366);
        assert_eq!(days("2026-11-22") - days("1970-01-01"), 20_779);
    }

    #[test]
    fn versions_have_a_total_order() {
        let order = [
            "2023-01-01",
            "2024-11-13",
            "2024-11-13.upcoming",
            "2025-03-12",
            "preview",
        ];
        let versions: Vec<Version> = order.iter().map(|text| text.parse().unwrap()).collect();
        assert!(versions.is_sorted_by(|a, b| a < b));
        let texts: Vec<String> = versions.iter().map(Version::to_string).collect();
        assert_eq!(texts, order);
    }

    #[test]
    fn media_types_are_read_to_the_letter() {
        let media: MediaType = "application/vnd.atlas.2023-01-01+csv".parse().unwrap();
        assert_eq!(media.version, Some("2023-01-01".parse().unwrap()));
        assert_eq!(media.format, Format::Csv);
        let plain: MediaType = "application/json; charset=utf-8".parse().unwrap();
        assert_eq!((plain.version, plain.format), (None, Format::Json));
        let error = |text: &str| text.parse::<MediaType>().unwrap_err();
        assert_eq!(
            error("application/vnd.atlas.2023-02-30+json"),
            MediaTypeError::Version("2023-02-30".into())
        );
        assert_eq!(
            error("application/vnd.atlas.2023-01-01+xml"),
            MediaTypeError::Format("xml".into())
        );
        assert_eq!(error("json"), MediaTypeError::Malformed);
    }

    #[test]
    fn only_stable_versions_serve_a_date() {
        let date = "2025-03-12".parse().unwrap();
        let serves = |text: &str| text.parse::<Version>().unwrap().serves(date);
        assert!(serves("2025-03-12") && serves("2023-01-01"));
        assert!(!serves("2025-03-13") && !serves("2024-11-13.upcoming") && !serves("preview"));
    }
}
