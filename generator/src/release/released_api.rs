//! The API of a released version, stored next to the crate.

use serde::{Deserialize, Serialize};

use super::Semver;
use crate::ir::{Api, Version};
use crate::output::MARKER;
use crate::parallel;

/// A released version and the part of its model that affects the API of the crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// The version.
    pub version: Semver,
    /// Its model, without descriptions, locations and matchers.
    pub api: Api,
}

/// The part of the file that is read.
#[derive(Deserialize)]
struct Record {
    version: String,
    api: Api,
}

impl Surface {
    /// Name of the file, in the folder of the crate.
    pub const FILE: &str = "released.json";

    /// Serializes `api` as of `version`: JSON with a line for each operation and each type, so
    /// that diffs of versions are readable.
    pub fn write(version: Semver, api: &Api) -> String {
        let about = format!("{MARKER}: what the last released version offers. Do not edit.");
        let Api {
            title,
            server,
            service,
            package: _,
            groups,
            group_features,
            versions,
            version_templates,
            operations,
            shapes,
            patterns,
            error,
            headers,
        } = api;
        let api = [
            ("title", json(title)),
            ("server", json(server)),
            ("service", json(service)),
            ("groups", lines(groups)),
            ("group_features", json(group_features)),
            ("versions", texts(versions)),
            ("version_templates", json(version_templates)),
            ("operations", lines(operations)),
            ("shapes", lines(shapes)),
            ("patterns", lines(patterns)),
            ("error", json(error)),
            ("headers", lines(headers)),
        ];
        let (about, version) = (json(&about), json(&version.to_string()));
        let length: usize = api.iter().map(|(_, value)| value.len() + 40).sum();
        let mut text = String::with_capacity(length + about.len() + 100);
        text.push_str(&format!(
            "{{\n  \"about\": {about},\n  \"version\": {version},\n  \"api\": {{"
        ));
        for (number, (key, value)) in api.into_iter().enumerate() {
            let separator = if number == 0 { "" } else { "," };
            text.push_str(&format!("{separator}\n    \"{key}\": "));
            text.push_str(&value);
        }
        text.push_str("\n  }\n}\n");
        text
    }

    /// Parses the content of the file.
    ///
    /// # Errors
    ///
    /// The problem, as a sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        if nesting(text) > MAX_NESTING {
            return Err(format!("it nests deeper than {MAX_NESTING} levels"));
        }
        let mut deserializer = serde_json::Deserializer::from_str(text);
        // A type within a type is several levels here, so that nested documents may exceed the limit of the library.
        deserializer.disable_recursion_limit();
        let kept = Record::deserialize(&mut deserializer).and_then(|kept| deserializer.end().map(|()| kept));
        let mut kept = kept.map_err(|error| error.to_string())?;
        let version =
            Semver::named(&kept.version).ok_or_else(|| format!("`{}` is not a version", kept.version))?;
        kept.api.restore_versions();
        Ok(Self {
            version,
            api: kept.api,
        })
    }
}

/// The maximum depth: higher than that of a document with 127 levels.
const MAX_NESTING: usize = 1_000;

/// Returns the maximum depth of brackets in a JSON string.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a model can be written down, which is tested")
}

/// Returns the names of versions.
fn texts(versions: &[Option<Version>]) -> String {
    let names: Vec<_> = versions
        .iter()
        .map(|version| version.as_ref().map(Version::to_string))
        .collect();
    json(&names)
}

/// Serializes a list with a line for each item.
fn lines(items: &[impl Serialize + Sync]) -> String {
    const INDENT: &str = "\n      ";
    if items.is_empty() {
        return "[]".to_owned();
    }
    let items = parallel::map(items, json);
    let length: usize = items.iter().map(|item| item.len() + INDENT.len() + 1).sum();
    let mut text = String::with_capacity(length + 10);
    for (number, item) in items.iter().enumerate() {
        text.push(if number == 0 { '[' } else { ',' });
        text.push_str(INDENT);
        text.push_str(item);
    }
    text.push_str("\n    ]");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deeply_nested_type_is_read_back() {
        let schema = format!(
            "{}{{type: string}}{}",
            "{type: array, items: ".repeat(100),
            "}".repeat(100)
        );
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{get: {{operationId: a, responses: {{'200': \
             {{description: A., content: {{application/json: {{schema: {schema}}}}}}}}}}}}}}}\n"
        );
        let file = crate::SourceFile::new("a.yaml", text);
        let model = crate::model(vec![file], &crate::Options::default());
        let api = model
            .unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics))
            .api;
        let written = Surface::write(Semver::named("1.0.0").expect("a version"), &api);
        let read = Surface::read(&written).expect("what was written can be read");
        assert_eq!(Surface::write(read.version, &read.api), written);
    }

    #[test]
    fn a_text_that_nests_without_end_is_an_error() {
        let text = "[".repeat(1_000_000);
        assert!(Surface::read(&text).is_err_and(|error| error.contains("nests deeper")));
    }

    #[test]
    fn an_invalid_surface_is_refused() {
        for text in ["", "{}", "[]", "{\"version\": \"1.0.0\"}"] {
            assert!(Surface::read(text).is_err(), "{text}");
        }
    }
}
