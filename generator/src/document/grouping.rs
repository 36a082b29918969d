//! How operations are divided into groups, each of which is a module of the crate.

use std::collections::HashSet;

use super::{Document, Operation, operations};

/// The group of operations without a tag.
pub(crate) const UNTAGGED: &str = "untagged";

/// The number of operations from which a document without tags is divided by paths.
const MANY: usize = 50;

/// What divides the operations of a specification into groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// The files of a folder.
    Files,
    /// The tags of a whole document.
    Tags,
    /// The tags of a whole document, and the paths of operations without one.
    Paths,
}

impl Grouping {
    /// Returns what divides these documents: a folder, or one `whole` document. What its settings have not `chosen` depends on
    /// all of its operations, selected or not.
    pub(crate) fn of(documents: &[Document], whole: bool, chosen: Option<Self>) -> Self {
        if !whole {
            return Self::Files;
        }
        let inferred = || {
            let numbered = documents.iter().enumerate();
            let operations = numbered.flat_map(|(number, document)| operations(number, &document.tree));
            infer(&operations.collect::<Vec<_>>())
        };
        chosen.unwrap_or_else(inferred)
    }

    /// Returns the name of the group of an operation with these tags, in a whole document.
    pub(crate) fn name<'a>(self, first_tag: Option<&'a str>, path: &'a str) -> &'a str {
        let by_path = || first_segment(path).filter(|_| self == Self::Paths);
        first_tag.or_else(by_path).unwrap_or(UNTAGGED)
    }

    /// Returns the number of groups of a whole document with these operations.
    pub(crate) fn count<'a>(self, operations: impl Iterator<Item = &'a Operation<'a>>) -> usize {
        let names = operations.map(|operation| self.name(operation.first_tag(), operation.path));
        names.collect::<HashSet<_>>().len()
    }
}

/// Returns `Paths` for many operations without any tag, whose paths are about several resources, each with several
/// operations. Paths that name procedures would make as many groups as operations.
fn infer(operations: &[Operation<'_>]) -> Grouping {
    let is_untagged = |operation: &Operation<'_>| operation.first_tag().is_none();
    let groups = Grouping::Paths.count(operations.iter());
    let is_divided = groups > 1 && groups <= operations.len() / 2;
    match operations.len() >= MANY && is_divided && operations.iter().all(is_untagged) {
        true => Grouping::Paths,
        false => Grouping::Tags,
    }
}

/// Returns the first segment of a path that names a resource: not a version, `api`, or a parameter.
fn first_segment(path: &str) -> Option<&str> {
    let is_version = |segment: &str| {
        let digits = segment.strip_prefix('v').unwrap_or(segment);
        digits.starts_with(|c: char| c.is_ascii_digit())
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.find(|segment| !segment.contains('{') && *segment != "api" && !is_version(segment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn document(paths: impl Iterator<Item = String>, node: &Value) -> Document {
        let paths = paths.map(|path| (path, json!({"get": node})));
        Document {
            path: "openapi.yaml".to_owned(),
            tree: json!({"paths": paths.collect::<serde_json::Map<_, _>>()}),
        }
    }

    /// The paths of so many operations, ten about each resource.
    fn tens(count: usize) -> impl Iterator<Item = String> {
        (0..count).map(|number| format!("/resource{}/{}", number / 10, number % 10))
    }

    #[test]
    fn the_first_segment_is_what_a_path_is_about() {
        assert_eq!(first_segment("/v1/customers/{id}/cards"), Some("customers"));
        assert_eq!(first_segment("/api/2010-04-01/{account}/calls"), Some("calls"));
        assert_eq!(first_segment("/{id}"), None);
        assert_eq!(first_segment("/#Action=ListUsers"), None);
        assert_eq!(first_segment("/users?type=all"), Some("users"));
    }

    #[test]
    fn many_operations_without_any_tag_are_divided_by_paths() {
        let of = |documents: &[Document]| Grouping::of(documents, true, None);
        let untagged = json!({});
        assert_eq!(of(&[document(tens(MANY), &untagged)]), Grouping::Paths);
        assert_eq!(of(&[document(tens(MANY - 1), &untagged)]), Grouping::Tags);
        let tagged = document(tens(1), &json!({"tags": ["a"]}));
        assert_eq!(of(&[document(tens(MANY), &untagged), tagged]), Grouping::Tags);
        let procedures = (0..MANY).map(|number| format!("/getResource{number}"));
        assert_eq!(of(&[document(procedures, &untagged)]), Grouping::Tags);
        let one = (0..MANY).map(|number| format!("/resource/{number}"));
        assert_eq!(of(&[document(one, &untagged)]), Grouping::Tags);
    }

    #[test]
    fn settings_choose_the_groups_of_a_whole_document() {
        let documents = [document(tens(1), &json!({}))];
        let of = |whole| Grouping::of(&documents, whole, Some(Grouping::Paths));
        assert_eq!(of(true), Grouping::Paths);
        assert_eq!(of(false), Grouping::Files);
    }
}
