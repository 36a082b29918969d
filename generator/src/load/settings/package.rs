//! `[package]` of `sources.toml`: the manifest of the emitted crate.

use super::table_reader::{Fields, bad};
use crate::diagnostic::{Diagnostic, Location};
use crate::ir::Package;
use serde_json::Value;

/// The maximum number of keywords in a registry.
const KEYWORDS: usize = 5;
const KEYWORD_LENGTH: usize = 20;

/// Reads the table.
pub(super) fn read(value: &Value, at: Location, problems: &mut Vec<Diagnostic>) -> Option<Package> {
    let mut fields = Fields::of(value, at.clone(), problems)?;
    let [license, repository, homepage] =
        ["license", "repository", "homepage"].map(|key| fields.optional_text(key));
    let keywords = fields.texts("keywords");
    if keywords.len() > KEYWORDS {
        let message = format!("a package has at most {KEYWORDS} keywords");
        fields
            .problems()
            .push(bad(at.child("keywords"), message, "remove some"));
    }
    for (at, keyword) in keywords.iter().filter(|(_, keyword)| !is_keyword(keyword)) {
        let message = format!("`{keyword}` is not a keyword of a package");
        let help = format!(
            "write at most {KEYWORD_LENGTH} letters, digits, `_`, `-` and `+`, a letter or digit first"
        );
        fields.problems().push(bad(at.clone(), message, help));
    }
    if let Some(text) = license.as_ref().filter(|text| !Package::is_license(text)) {
        let message = format!("`{text}` is not an SPDX expression");
        let help = "write identifiers of the SPDX license list, such as `MIT OR Apache-2.0`";
        fields.problems().push(bad(at.child("license"), message, help));
    }
    for (key, url) in [("repository", &repository), ("homepage", &homepage)] {
        if let Some(url) = url.as_ref().filter(|url| !Package::is_url(url)) {
            let message = format!("`{url}` is not a URL");
            fields
                .problems()
                .push(bad(at.child(key), message, "write `https://host/path`"));
        }
    }
    fields.finish();
    Some(Package {
        license,
        repository,
        homepage,
        keywords: keywords.into_iter().map(|(_, keyword)| keyword).collect(),
    })
}

fn is_keyword(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "_-+".contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    text.len() <= KEYWORD_LENGTH && begins && text.chars().all(is_letter)
}
