//! Selects operations: by id, by tag, or by a glob over paths.

use crate::diagnostic::{Diagnostic, Location};
use crate::edit_distance::nearest;

/// One entry of a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// The location of the entry.
    pub at: Location,
    /// An operation id, a tag, or a glob over paths, which starts with a slash.
    pub text: String,
}

impl Selector {
    /// Returns true if the selector matches this operation.
    pub fn takes(&self, id: &str, tags: &[String], path: &str) -> bool {
        match self.text.starts_with('/') {
            true => glob(&self.text, path),
            false => self.text == id || tags.contains(&self.text),
        }
    }

    /// Reports a selector that matches nothing; `names` are the operations, tags and paths of the document.
    pub(crate) fn unused<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        let message = format!("`{}` matches no operation, tag or path", self.text);
        let general = "give an operationId, a tag, or a path glob such as `/pets/**`";
        let help = match nearest(&self.text, names) {
            Some(name) => format!("did you mean `{name}`? Otherwise {general}"),
            None => general.to_owned(),
        };
        Diagnostic::new("unused-selector", self.at.clone(), message, help)
    }
}

/// Returns the id of an operation without one: its method and path, such as `get /pets/{petId}`.
pub(crate) fn generated_id(method: &str, path: &str) -> String {
    format!("{method} {path}")
}

/// Returns true if `path` matches `pattern`: `*` matches any string within a segment, `**` any number of segments.
pub fn glob(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    segments(&pattern, &path)
}

fn segments(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => (0..=path.len()).any(|skipped| segments(rest, &path[skipped..])),
        (Some((first, rest)), Some((segment, path))) => within(first, segment) && segments(rest, path),
        _ => false,
    }
}

/// Returns true if one segment matches.
fn within(pattern: &str, segment: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == segment,
        Some((before, after)) => segment.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices()
                .map(|(at, _)| at)
                .chain([rest.len()])
                .any(|at| within(after, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_know_segments() {
        assert!(glob(
            "/api/**/*estoreJob*",
            "/api/v2/groups/{id}/backup/restoreJobs"
        ));
        assert!(!glob("/api/**/*estoreJob*", "/api/v2/restoreJobs/{id}"));
        assert!(glob("/api/**/*estoreJob*/**", "/api/v2/restoreJobs/{id}/x"));
        assert!(glob("/a/*/c", "/a/b/c") && !glob("/a/*/c", "/a/b/b/c"));
        assert!(glob("/a/**", "/a") && glob("/**", "/a/b"));
    }
}
