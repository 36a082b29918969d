//! Media types of bodies, and the versions in them.

pub use runtime::{BodyFormat as Format, CalendarDate as Date, Version};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// A media type (RFC 6838), with its version if it has one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType {
    /// The version; `None` for a media type without one.
    pub version: Option<Version>,
    /// The format of the body.
    pub format: Format,
    /// The media type as the specification writes it.
    pub text: String,
}

/// The reason why a string is not a media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaTypeError {
    /// Not of the form `type/subtype`.
    Malformed,
    /// It matches a template, but this is not a version.
    Version(String),
}

impl FromStr for MediaType {
    type Err = MediaTypeError;

    /// Parses a media type that names no version.
    fn from_str(text: &str) -> Result<Self, MediaTypeError> {
        Self::parse(text, &[])
    }
}

impl MediaType {
    /// Parses a media type with a version at `{version}` in one of `templates`.
    ///
    /// # Errors
    ///
    /// The string is not a media type, or matches a template with an invalid version.
    pub fn parse(text: &str, templates: &[String]) -> Result<Self, MediaTypeError> {
        let templates = || templates.iter().map(String::as_str);
        let parsed = runtime::MediaType::parse_with(text, templates()).ok_or(MediaTypeError::Malformed)?;
        let mut named = templates().filter_map(|template| runtime::contract::named_version(template, text));
        match named.next().filter(|_| parsed.version.is_none()) {
            Some(version) => Err(MediaTypeError::Version(version)),
            None => Ok(Self {
                version: parsed.version,
                format: parsed.format,
                text: text.to_owned(),
            }),
        }
    }

    /// Returns the placeholder for no content.
    pub fn none() -> Self {
        Self {
            version: None,
            format: Format::Json,
            text: String::new(),
        }
    }

    /// Returns true if it is a media range: `*/*`, `image/*` (RFC 9110, section 12.5.1).
    pub fn is_range(&self) -> bool {
        self.text.split(';').next().unwrap_or_default().contains('*')
    }

    /// Returns true if it is a media range that includes `other`.
    pub fn includes(&self, other: &Self) -> bool {
        let [own, other] = [self, other].map(|media| media.without_charset().swap_remove(0));
        match own.strip_suffix('*') {
            Some(start) => start == "*/" || other.starts_with(start),
            None => false,
        }
    }

    /// Returns true if both are the same media type: they differ only in letter case, spaces and
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

    /// Returns true if bodies are sequences of JSON values, one on each line.
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

    /// Returns true if bodies are values of the JSON data model, in JSON or another serialization: YAML, XML, CBOR,
    /// Protocol Buffers; plain text, if its schema is that of an object.
    pub fn serializes_json(&self) -> bool {
        const NAMES: &[&str] = &[
            "avro",
            "bson",
            "cbor",
            "msgpack",
            "plain",
            "protobuf",
            "smile",
            "x-msgpack",
            "x-protobuf",
            "xml",
            "x-yaml",
            "yaml",
        ];
        if self.is_event_stream() || self.is_json_lines() {
            return false;
        }
        let subtype = self.subtype().to_ascii_lowercase();
        let suffix = subtype.rsplit(['+', '.']).next().unwrap_or_default();
        self.format == Format::Json || NAMES.contains(&suffix)
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

    /// Returns the top-level type: `image` of `image/png`.
    pub fn top_level(&self) -> &str {
        let essence = self.text.split(';').next().unwrap_or_default();
        essence.split('/').next().unwrap_or_default().trim()
    }

    /// Returns the subtype, without parameters: `vnd.atlas.2024-11-13+json`.
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

/// Finds the templates of versioned media types in a document, from the media types of each of its bodies.
///
/// A versioned media type counts if it is the only JSON of its body: next to an unversioned one, it is an alternative
/// name of the same body.
pub fn version_templates<'t>(bodies: impl IntoIterator<Item = Vec<&'t str>>) -> Vec<String> {
    let mut found: BTreeMap<String, (BTreeSet<String>, bool)> = BTreeMap::new();
    for body in bodies {
        let is_json = |text: &str| {
            text.parse()
                .is_ok_and(|media: MediaType| media.format == Format::Json)
        };
        let has_other = body.iter().any(|text| is_json(text) && template(text).is_none());
        for (template, version) in body.iter().filter_map(|text| template(text)) {
            let (versions, is_alone) = found.entry(template).or_default();
            versions.insert(version);
            *is_alone |= !has_other;
        }
    }
    let used = found.into_iter();
    let used = used.filter(|(_, (versions, is_alone))| *is_alone || versions.len() > 1);
    used.map(|(template, _)| template).collect()
}

/// Splits a media type that names a version into its template and that version.
fn template(text: &str) -> Option<(String, String)> {
    let text = text.to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next()?;
    of_parameters(essence, parts).or_else(|| of_subtype(essence))
}

/// `application/json; version=2`, `application/vnd.x+json; api-version=2024-01-01`
fn of_parameters<'t>(
    essence: &str,
    mut parameters: impl Iterator<Item = &'t str>,
) -> Option<(String, String)> {
    let (name, value) = parameters.find_map(|parameter| {
        let named = parameter.split_once('=');
        named.filter(|(name, _)| names_version(name))
    })?;
    let value = value.trim_matches('"');
    let is_version = value.parse::<Version>().is_ok() || is_date_like(value);
    is_version.then(|| (format!("{essence}; {name}={{version}}"), value.to_owned()))
}

/// Returns true if a parameter of a media type states a version.
fn names_version(name: &str) -> bool {
    matches!(name, "v" | "ver" | "version") || name.ends_with("-version") || name.ends_with("_version")
}

/// `application/vnd.x.2024-01-01+json`, `application/vnd.x.v2.orders+json`
fn of_subtype(essence: &str) -> Option<(String, String)> {
    let (kind, subtype) = essence.split_once('/')?;
    let vendor = subtype.strip_prefix("vnd.")?;
    let starts = vendor.match_indices(['.', '-']).map(|(index, _)| index + 1);
    let (start, end) = starts
        .into_iter()
        .find_map(|start| Some((start, version_end(vendor, start)?)))?;
    let (before, version, after) = (&vendor[..start], &vendor[start..end], &vendor[end..]);
    let after = match after {
        "+json" | "+csv" | "+gzip" => "+{format}",
        other => other,
    };
    Some((
        format!("{kind}/vnd.{before}{{version}}{after}"),
        version.to_owned(),
    ))
}

/// Returns the end of the longest version that starts at byte `start`.
fn version_end(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let ends = rest.match_indices(['.', '+', '-']).map(|(index, _)| index);
    let ends: Vec<usize> = ends.chain([rest.len()]).collect();
    let is_version = |part: &str| {
        let is_named = part.starts_with('v') || part == "preview" || is_date_like(part);
        is_date_like(part) || (is_named && part.parse::<Version>().is_ok())
    };
    let end = ends.into_iter().rev().find(|end| is_version(&rest[..*end]))?;
    Some(start + end)
}

/// Returns true if a string has the form of a date, even of an invalid one, or of an upcoming version.
fn is_date_like(text: &str) -> bool {
    let date = text.strip_suffix(".upcoming").unwrap_or(text);
    let is_dash = |index: usize| matches!(index, 4 | 7);
    date.len() == 10
        && date
            .bytes()
            .enumerate()
            .all(|(index, byte)| match is_dash(index) {
                true => byte == b'-',
                false => byte.is_ascii_digit(),
            })
}

/// Serializes values as strings: alone, optional and in lists.
pub(super) mod as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
    use std::fmt::Display;
    use std::str::FromStr;

    pub(crate) mod optional {
        use super::*;

        pub(crate) fn serialize<T: Display, S: Serializer>(
            value: &Option<T>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            value.as_ref().map(T::to_string).serialize(serializer)
        }

        pub(crate) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<T>, D::Error> {
            let text = Option::<String>::deserialize(deserializer)?;
            text.map(|text| parsed(&text)).transpose()
        }
    }

    pub(crate) mod list {
        use super::*;

        pub(crate) fn serialize<T: Display, S: Serializer>(
            values: &[Option<T>],
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            let texts: Vec<_> = values
                .iter()
                .map(|value| value.as_ref().map(T::to_string))
                .collect();
            texts.serialize(serializer)
        }

        pub(crate) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Vec<Option<T>>, D::Error> {
            let texts = Vec::<Option<String>>::deserialize(deserializer)?;
            let values = texts.iter().map(|text| text.as_deref().map(parsed).transpose());
            values.collect()
        }
    }

    fn parsed<T: FromStr, E: de::Error>(text: &str) -> Result<T, E> {
        let invalid = |_| E::invalid_value(de::Unexpected::Str(text), &"a date or a version");
        text.parse().map_err(invalid)
    }

    impl Serialize for super::MediaType {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(&self.text)
        }
    }

    /// Deserializes the media type without its version, which depends on the templates of the model: see
    /// `Api::restore_versions`.
    impl<'de> Deserialize<'de> for super::MediaType {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            let invalid = |_| de::Error::invalid_value(de::Unexpected::Str(&text), &"a media type");
            match text.is_empty() {
                true => Ok(Self::none()),
                false => text.parse().map_err(invalid),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bodies: &[&[&str]]) -> Vec<String> {
        version_templates(bodies.iter().map(|body| body.to_vec()))
    }

    #[test]
    fn templates_are_found_where_a_document_names_versions() {
        let dated = [
            "application/vnd.x.2024-01-01+json",
            "application/vnd.x.2025-01-01+csv",
        ];
        assert_eq!(found(&[&dated]), ["application/vnd.x.{version}+{format}"]);
        assert_eq!(
            found(&[
                &["application/vnd.acme.order.v2+json"],
                &["application/vnd.acme-v1.1+json"]
            ]),
            [
                "application/vnd.acme-{version}+{format}",
                "application/vnd.acme.order.{version}+{format}"
            ]
        );
        assert_eq!(
            found(&[&[
                "application/json;version=1",
                "application/json; charset=utf-8; version=2"
            ]]),
            ["application/json; version={version}"]
        );
        let named = [
            "application/json; api-version=2023-05-01",
            "application/vnd.acme+json;v=1.1",
        ];
        assert_eq!(
            found(&[&named[..1], &named[1..]]),
            [
                "application/json; api-version={version}",
                "application/vnd.acme+json; v={version}"
            ]
        );
        assert_eq!(
            found(&[&["application/vnd.x.v2.upcoming+xml"]]),
            ["application/vnd.x.{version}.upcoming+xml"]
        );
    }

    #[test]
    fn other_names_of_one_body_are_no_versions() {
        let alone = ["application/vnd.x.v1+json", "application/json"];
        assert!(found(&[&alone]).is_empty());
        let profiles = [
            "application/json; profile=\"a\"",
            "text/plain; version=0.0.4",
            "application/vnd.x+json",
        ];
        assert!(found(&[&profiles]).is_empty());
        let two = [
            "application/vnd.x.v1+json",
            "application/vnd.x.v2+json",
            "application/json",
        ];
        assert_eq!(found(&[&two]).len(), 1);
    }

    #[test]
    fn media_types_are_read_to_the_letter() {
        let templates = ["application/vnd.atlas.{version}+{format}".to_owned()];
        let media =
            MediaType::parse("application/vnd.atlas.2023-01-01+csv", &templates).expect("a media type");
        assert_eq!(
            (media.version, media.format),
            (Some(Version::stable(2023, 1, 1)), Format::Csv)
        );
        let plain: MediaType = "application/json; charset=utf-8".parse().expect("a media type");
        assert_eq!((plain.version, plain.format), (None, Format::Json));
        let error = |text| MediaType::parse(text, &templates).unwrap_err();
        let invalid = MediaTypeError::Version("2023-02-30".to_owned());
        assert_eq!(error("application/vnd.atlas.2023-02-30+json"), invalid);
        assert_eq!(error("json"), MediaTypeError::Malformed);
    }
}
