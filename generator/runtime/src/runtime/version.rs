//! Versions of the API and the media types that name them.

use std::fmt;
use std::str::FromStr;

/// A version of a resource: a date, an upcoming version after a date, or the preview.
///
/// Versions are ordered: a date, the upcoming version of the same date, later dates, the preview.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u32);

impl Version {
    /// The preview.
    pub const PREVIEW: Self = Self(u32::MAX);

    /// No version: an operation that serves callers of every date.
    pub const UNVERSIONED: Self = Self(0);

    /// Returns the stable version of a date.
    pub const fn stable(year: u32, month: u32, day: u32) -> Self {
        Self((year * 10_000 + month * 100 + day) * 2)
    }

    /// Returns the upcoming version after a date.
    pub const fn upcoming(year: u32, month: u32, day: u32) -> Self {
        Self(Self::stable(year, month, day).0 + 1)
    }

    /// Returns `true` if the version is a date, neither upcoming nor the preview.
    pub const fn is_stable(self) -> bool {
        self.0.is_multiple_of(2)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({self})")
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::PREVIEW => return f.write_str("preview"),
            Self::UNVERSIONED => return f.write_str("unversioned"),
            _ => {}
        }
        let day = self.0 / 2;
        write!(f, "{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)?;
        f.write_str(if self.is_stable() { "" } else { ".upcoming" })
    }
}

/// The error of parsing a string that is not a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidVersion;

impl fmt::Display for InvalidVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a version: it has to be YYYY-MM-DD, YYYY-MM-DD.upcoming or preview")
    }
}

impl std::error::Error for InvalidVersion {}

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        if text == "preview" {
            return Ok(Self::PREVIEW);
        }
        let (date, upcoming) = text.strip_suffix(".upcoming").map_or((text, 0), |date| (date, 1));
        super::time::parse_date(date).ok_or(InvalidVersion)?;
        let part = |range| {
            date.get(range)
                .and_then(|digits: &str| digits.parse().ok())
                .ok_or(InvalidVersion)
        };
        Ok(Self(
            Self::stable(part(0..4)?, part(5..7)?, part(8..10)?).0 + upcoming,
        ))
    }
}

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFormat {
    /// JSON.
    Json,
    /// Comma-separated values.
    Csv,
    /// Compressed data.
    Gzip,
}

/// A media type of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaType {
    /// The version; `None` for plain `application/json`.
    pub version: Option<Version>,
    /// The format of the body.
    pub format: BodyFormat,
}

impl MediaType {
    /// Parses `application/vnd.<vendor>.2024-11-13+json` or `application/json`, with or without
    /// parameters such as `;charset=utf-8`; `None` for any other media type.
    pub fn parse(text: &str) -> Option<Self> {
        let essence = text.split(';').next()?.trim().to_ascii_lowercase();
        if essence == "application/json" {
            return Some(Self {
                version: None,
                format: BodyFormat::Json,
            });
        }
        let (subtype, format) = essence.strip_prefix("application/vnd.")?.rsplit_once('+')?;
        // The name of a vendor may contain dots, as a version may.
        let mut dots = subtype.match_indices('.');
        let version = dots.find_map(|(dot, _)| subtype[dot + 1..].parse().ok())?;
        let format = match format {
            "json" => BodyFormat::Json,
            "csv" => BodyFormat::Csv,
            "gzip" => BodyFormat::Gzip,
            _ => return None,
        };
        Some(Self {
            version: Some(version),
            format,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn debug_output_is_the_date() {
        let stable = Version::stable(2024, 11, 13);
        assert_eq!(format!("{stable:?}"), "Version(2024-11-13)");
        let upcoming = Version::upcoming(2025, 1, 1);
        assert_eq!(format!("{upcoming:?}"), "Version(2025-01-01.upcoming)");
        assert_eq!(format!("{:?}", Version::PREVIEW), "Version(preview)");
    }
}
