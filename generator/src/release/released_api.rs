//! The API of a released version, stored next to the crate.

use serde::{Deserialize, Serialize};

use super::Semver;
use crate::ir::Api;
use crate::output::MARKER;

/// A released version and the part of its model that affects the API of the crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// The version.
    pub version: Semver,
    /// Its model, without prose, places and matchers.
    pub api: Api,
}

/// The file, as far as it is read.
#[derive(Deserialize)]
struct Kept {
    version: String,
    api: Api,
}

impl Surface {
    /// Name of the file, in the folder of the crate.
    pub const FILE: &str = "released.json";

    /// The text of the file for what `api` offers as `version`: JSON with a line for each operation and each type, so
    /// that versions are distinguished by line.
    pub fn write(version: Semver, api: &Api) -> String {
        let about = format!("{MARKER}: what the last released version offers. Do not edit.");
        let Api {
            title,
            server,
            service,
            groups,
            versions,
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
            ("versions", json(versions)),
            ("operations", lines(operations)),
            ("shapes", lines(shapes)),
            ("patterns", lines(patterns)),
            ("error", json(error)),
            ("headers", lines(headers)),
        ];
        let api: Vec<String> = api
            .iter()
            .map(|(key, value)| format!("    \"{key}\": {value}"))
            .collect();
        format!(
            "{{\n  \"about\": {},\n  \"version\": {},\n  \"api\": {{\n{}\n  }}\n}}\n",
            json(&about),
            json(&version.to_string()),
            api.join(",\n"),
        )
    }

    /// Reads the text of the file.
    ///
    /// # Errors
    ///
    /// The problem, as a sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let kept: Kept = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let version =
            Semver::named(&kept.version).ok_or_else(|| format!("`{}` is no version", kept.version))?;
        Ok(Self {
            version,
            api: kept.api,
        })
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a model can be written down, which is tested")
}

/// A list with a line for each item.
fn lines(items: &[impl Serialize]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("      {}", json(item))).collect();
    if items.is_empty() {
        "[]".to_owned()
    } else {
        format!("[\n{}\n    ]", items.join(",\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_surface_is_refused() {
        for text in ["", "{}", "[]", "{\"version\": \"1.0.0\"}"] {
            assert!(Surface::read(text).is_err(), "{text}");
        }
    }
}
