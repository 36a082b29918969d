//! Groups: the files of a folder, or the tags of a whole document.

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{Doc, Group, GroupId, Version};
use crate::load;
use crate::lower::Input;
use crate::validate::TypedDocument;

/// The module of a whole document's types, and that of operations without a tag.
const TYPES: (&str, &str) = ("models", "Types that operations send and receive.");
const UNTAGGED: (&str, &str) = ("untagged", "Operations without a tag.");

/// Names of the module of types if a tag has the usual one.
const OTHER_TYPES: &[&str] = &["types", "schemas"];

/// The number of operations from which a document without tags is divided by paths.
const MANY: usize = 50;

/// All groups, in the order of their first use.
pub(in crate::lower) struct Groups<'a> {
    documents: &'a [TypedDocument],
    chosen: &'a [load::Group],
    whole: bool,
    /// Whether operations without a tag are grouped by their path.
    by_path: bool,
    list: Vec<Group>,
    keys: Vec<String>,
    /// The name in the documents.
    names: Vec<String>,
    problems: Vec<Diagnostic>,
}

impl<'a> Groups<'a> {
    pub(in crate::lower) fn new(input: &Input<'a>) -> Self {
        let chosen = &input.settings.names.groups;
        let mut groups = Self {
            documents: input.documents,
            chosen,
            whole: input.whole,
            by_path: input.whole && is_divided_by_paths(input.documents),
            list: Vec::new(),
            keys: Vec::new(),
            names: Vec::new(),
            problems: Vec::new(),
        };
        if input.whole {
            groups.add(
                TYPES.0,
                TYPES.0,
                Doc::text(TYPES.1),
                Location::new(groups.file(0), ""),
            );
        } else {
            (0..input.documents.len()).for_each(|document| groups.add_file(document));
        }
        groups
    }

    /// Returns the group of an operation.
    pub(in crate::lower) fn of_operation(&mut self, document: usize, tags: &[String], path: &str) -> GroupId {
        if !self.whole {
            return GroupId(document);
        }
        let by_path = || first_segment(path).filter(|_| self.by_path);
        let tag = tags.first().map(String::as_str).or_else(by_path);
        let tag = tag.unwrap_or(UNTAGGED.0);
        let key = format!("tag {tag}");
        if let Some(known) = self.keys.iter().position(|own| *own == key) {
            return GroupId(known);
        }
        let listed = self.documents[document]
            .tags
            .iter()
            .position(|own| own.name == tag);
        let text = listed.and_then(|number| self.documents[document].tags[number].description.clone());
        let doc = Doc::text(text.unwrap_or_else(|| {
            if tag == UNTAGGED.0 {
                UNTAGGED.1.into()
            } else {
                tag.into()
            }
        }));
        let pointer = listed.map(|number| format!("/tags/{number}")).unwrap_or_default();
        self.add(&key, tag, doc, Location::new(self.file(document), pointer))
    }

    /// Returns the group of the types of a document.
    pub(in crate::lower) fn of_types(&self, document: usize) -> GroupId {
        GroupId(if self.whole { 0 } else { document })
    }

    /// Returns diagnostics for settings of groups that do not exist, and problems of those that do.
    pub(in crate::lower) fn unused(&mut self) -> Vec<Diagnostic> {
        let mut problems = std::mem::take(&mut self.problems);
        for group in self
            .chosen
            .iter()
            .filter(|group| !self.keys.contains(&group.stem))
        {
            let message = format!("there is no fragment `{}`", group.stem);
            let help = "remove the entry, or name a file of `fragments/` without its extension";
            problems.push(Diagnostic::new("unused-name", group.at.clone(), message, help));
        }
        problems
    }

    /// Returns the groups with their final names, in a crate with operations of `versions`.
    pub(in crate::lower) fn finish(mut self, versions: &[Option<Version>]) -> Vec<Group> {
        self.rename_types();
        let wanted = self.list.iter().zip(&self.names);
        let wanted = wanted.map(|(group, name)| {
            let ident = ident::group_module(group.ident.clone(), versions);
            (ident, name.as_str())
        });
        let names = ident::distinct(wanted, |_| false).idents;
        for (group, ident) in self.list.iter_mut().zip(names) {
            group.ident = ident;
        }
        self.list
    }

    /// Leaves the name of the module of types to a tag that has it.
    fn rename_types(&mut self) {
        let is_taken = |name: &str| self.list.iter().skip(1).any(|group| group.ident.as_str() == name);
        if self.whole && is_taken(TYPES.0) {
            let free = OTHER_TYPES.iter().find(|name| !is_taken(name));
            if let Some(ident) = free.and_then(|name| ident::field_ident(name)) {
                self.list[0].ident = ident;
            }
        }
    }

    fn file(&self, document: usize) -> &'a str {
        &self.documents[document].file
    }

    fn add_file(&mut self, document: usize) {
        let file = self.file(document);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let chosen = self.chosen.iter().find(|group| group.stem == stem);
        let module = chosen.and_then(|group| group.module.as_deref());
        if let Some((group, module)) = chosen.zip(module.filter(|module| ident::chosen(module).is_none())) {
            self.problems.push(crate::lower::passes::naming::bad_choice(
                &group.at, "module", module,
            ));
        }
        let module = module.unwrap_or(stem);
        let text = chosen.and_then(|group| group.doc.clone());
        let doc = Doc::text(text.unwrap_or_else(|| self.documents[document].title.clone()));
        self.add(stem, module, doc, Location::new(file, ""));
    }

    fn add(&mut self, key: &str, name: &str, doc: Doc, at: Location) -> GroupId {
        let wanted = ident::group_ident(name).unwrap_or_else(|| {
            self.problems
                .push(crate::lower::passes::naming::nameless(at.clone(), name));
            ident::field_ident("group").expect("a word is a name")
        });
        self.names.push(name.to_owned());
        self.list.push(Group {
            ident: wanted,
            doc,
            at,
        });
        self.keys.push(key.to_owned());
        GroupId(self.list.len() - 1)
    }
}

/// Returns true if a whole document has many operations and no tags.
fn is_divided_by_paths(documents: &[TypedDocument]) -> bool {
    let items = documents.iter().flat_map(|document| &document.paths);
    let mut operations = items.flat_map(|(_, item)| item.iter()).map(|(_, node)| node);
    let untagged = operations
        .by_ref()
        .take_while(|node| node.tags.is_empty())
        .count();
    operations.next().is_none() && untagged >= MANY
}

/// Returns the first segment of a path that names a resource: not a version, `api`, or a parameter.
fn first_segment(path: &str) -> Option<&str> {
    let is_version = |segment: &str| {
        let digits = segment.strip_prefix('v').unwrap_or(segment);
        digits.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut segments = path.split(['/', '?', '#']).filter(|segment| !segment.is_empty());
    segments.find(|segment| !segment.contains('{') && *segment != "api" && !is_version(segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_is_what_a_path_is_about() {
        assert_eq!(first_segment("/v1/customers/{id}/cards"), Some("customers"));
        assert_eq!(first_segment("/api/2010-04-01/{account}/calls"), Some("calls"));
        assert_eq!(first_segment("/{id}"), None);
    }
}
