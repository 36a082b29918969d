//! Markdown changelogs with an entry for each version, the newest first.

use super::{Proposal, Semver};

/// Returns the heading of the first entry, without brackets and date: `0.2.0`; `None` if there is no entry.
pub(super) fn top(changelog: &str) -> Option<String> {
    changelog.lines().find_map(about)
}

/// Returns the heading of the entry that starts with this line.
fn about(line: &str) -> Option<String> {
    let heading = line.strip_prefix("## ")?;
    let words = heading.trim_start_matches('[').split([']', ' ']);
    words.into_iter().next().map(str::to_owned)
}

/// Sentences as a list.
pub(super) fn list(sentences: &[String]) -> String {
    sentences
        .iter()
        .map(|sentence| format!("- {sentence}\n"))
        .collect()
}

/// Returns the changelog with the proposal in its first entry, for `version`. An existing entry is only extended if it
/// has not been released yet.
pub(super) fn noted(changelog: &str, proposal: &Proposal, version: Semver) -> String {
    let start = find(changelog, 0);
    let open = top(changelog).and_then(|top| Semver::named(&top));
    if open.is_none_or(|open| open <= proposal.released) {
        let (before, after) = changelog.split_at(start);
        let gap = if after.is_empty() { "" } else { "\n" };
        return format!("{}\n\n{}{gap}{after}", before.trim_end(), proposal.entry(version));
    }
    let rest = changelog[start..]
        .find('\n')
        .map_or(changelog.len(), |end| start + end + 1);
    let end = find(changelog, rest);
    let (entry, after) = (&changelog[rest..end], &changelog[end..]);
    let gap = if after.is_empty() { "" } else { "\n" };
    let entry = completed(entry.trim_end(), proposal);
    format!("{}## {version}\n{entry}\n{gap}{after}", &changelog[..start])
}

/// Returns the start of the first entry from `from` on; the end if there is none.
fn find(changelog: &str, from: usize) -> usize {
    let starts =
        std::iter::once(from).chain(changelog[from..].match_indices('\n').map(|(at, _)| from + at + 1));
    starts
        .into_iter()
        .find(|at| changelog[*at..].starts_with("## "))
        .unwrap_or(changelog.len())
}

/// Adds missing sentences to the body of an entry, each under its heading.
fn completed(entry: &str, proposal: &Proposal) -> String {
    let mut entry = entry.to_owned();
    for (heading, sentences) in &proposal.entries {
        let missing: Vec<String> = sentences
            .iter()
            .filter(|sentence| !entry.contains(sentence.as_str()))
            .cloned()
            .collect();
        if missing.is_empty() {
            continue;
        }
        let (title, list) = (format!("### {}\n\n", heading.title()), list(&missing));
        match entry.find(&title) {
            Some(at) => entry.insert_str(at + title.len(), &list),
            None => entry.push_str(&format!("\n\n{title}{}", list.trim_end())),
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::super::Heading;
    use super::*;

    fn proposal(entries: &[(Heading, &[&str])]) -> Proposal {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Proposal {
            released: Semver::named("0.1.0").unwrap(),
            step: None,
            entries: entries
                .iter()
                .map(|(heading, list)| (*heading, owned(list)))
                .collect(),
        }
    }

    fn noted(changelog: &str, entries: &[(Heading, &[&str])], version: &str) -> String {
        super::noted(changelog, &proposal(entries), Semver::named(version).unwrap())
    }

    #[test]
    fn an_entry_is_added_and_completed_until_it_is_released() {
        let first = "# Changelog\n\nIntroduction.\n\n## 0.1.0\n\n- The first.\n";
        let second = noted(first, &[(Heading::Added, &["a"])], "0.1.1");
        assert_eq!(
            second,
            "# Changelog\n\nIntroduction.\n\n## 0.1.1\n\n### Added\n\n- a\n\n## 0.1.0\n\n- The first.\n"
        );
        let both: [(Heading, &[&str]); 2] = [(Heading::Breaking, &["b"]), (Heading::Added, &["a", "c"])];
        let third = noted(&second, &both, "0.2.0");
        assert_eq!(
            third,
            "# Changelog\n\nIntroduction.\n\n## 0.2.0\n\n### Added\n\n- c\n- a\n\n### Breaking\n\n- b\n\n\
             ## 0.1.0\n\n- The first.\n"
        );
        assert_eq!(noted(&third, &both, "0.2.0"), third, "nothing is missing");
        assert_eq!(top(&third).as_deref(), Some("0.2.0"));
    }

    #[test]
    fn other_styles_are_read() {
        assert_eq!(top("## [1.2.3] - 2026-01-02\n").as_deref(), Some("1.2.3"));
        assert_eq!(
            top("# Changelog\n\n## Unreleased\n\n## 1.0.0\n").as_deref(),
            Some("Unreleased")
        );
        assert_eq!(top("# Changelog\n"), None);
        assert_eq!(
            noted("# Changelog\n", &[(Heading::Changed, &["x"])], "0.1.1"),
            "# Changelog\n\n## 0.1.1\n\n### Changed\n\n- x\n"
        );
    }
}
