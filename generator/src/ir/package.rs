//! The emitted crate as a package.

/// Facts for the manifest of the emitted crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// An SPDX expression.
    pub license: Option<String>,
    /// URL of the source code.
    pub repository: Option<String>,
    /// URL of the homepage of the API.
    pub homepage: Option<String>,
    /// The keywords of the package; at most five.
    pub keywords: Vec<String>,
}

impl Package {
    /// Returns whether `text` is a valid SPDX expression.
    pub fn is_license(text: &str) -> bool {
        spdx::Expression::parse(text).is_ok()
    }

    /// Returns the SPDX expression for the name of a license in a document, such as `Apache 2.0`; `None` for a
    /// name that is not in the SPDX license list.
    pub fn license(name: &str) -> Option<String> {
        let name = name.trim();
        if Self::is_license(name) {
            return Some(name.to_owned());
        }
        // `Apache License, Version 2.0` is `Apache 2.0`, and `The MIT License` is `MIT`.
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-.+".contains(c);
        let words = name.split(|c| !is_word(c)).filter(|word| !word.is_empty());
        let words: Vec<&str> = words
            .filter(|word| !NOISE.contains(&word.to_ascii_lowercase().as_str()))
            .collect();
        let short = words.join(" ");
        let known = spdx::imprecise_license_id(&short).filter(|(_, length)| *length == short.len());
        known.map(|(id, _)| id.name.to_owned())
    }

    /// Returns true if `text` is an `http` or `https` URL.
    pub fn is_url(text: &str) -> bool {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let is_plain = |c: char| c.is_ascii_graphic() && !"\"\\<>`{}|^".contains(c);
        rest.is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.chars().all(is_plain)
        })
    }
}

/// Words that do not distinguish licenses.
const NOISE: [&str; 4] = ["the", "license", "licence", "version"];

#[cfg(test)]
mod tests {
    use super::Package;

    #[test]
    fn names_of_licenses_become_expressions() {
        for (name, license) in [
            ("MIT", Some("MIT")),
            ("MIT License", Some("MIT")),
            ("Apache 2.0", Some("Apache-2.0")),
            ("Apache License 2.0", Some("Apache-2.0")),
            ("Apache License, Version 2.0", Some("Apache-2.0")),
            ("The MIT License", Some("MIT")),
            ("Apache-2.0 OR MIT", Some("Apache-2.0 OR MIT")),
            ("Proprietary", None),
            ("MIT with a rider of ours", None),
            ("\"\nauthors = []", None),
            ("", None),
        ] {
            assert_eq!(Package::license(name).as_deref(), license, "{name}");
        }
    }

    #[test]
    fn only_plain_urls_reach_the_manifest() {
        for (url, is_url) in [
            ("https://example.com/a?b=c", true),
            ("http://example.com", true),
            ("javascript:alert(1)", false),
            ("https://", false),
            ("https://a\"\nb", false),
            ("https://a b", false),
        ] {
            assert_eq!(Package::is_url(url), is_url, "{url}");
        }
    }
}
