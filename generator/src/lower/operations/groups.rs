//! Groups: the files of a folder, or the tags of a whole document.

use crate::diagnostic::{Diagnostic, Location};
use crate::document::{Grouping, UNTAGGED};
use crate::ident;
use crate::ir::{Doc, Group, GroupId, Version};
use crate::load;
use crate::lower::Input;
use crate::validate::TypedDocument;

/// The module of a whole document's types.
const TYPES: (&str, &str) = ("models", "Types that operations send and receive.");

/// The description of the group of operations without a tag.
const UNTAGGED_DOC: &str = "Operations without a tag.";

/// Names of the module of types if a tag has the usual one.
const OTHER_TYPES: &[&str] = &["types", "schemas"];

/// All groups, in the order of their first use.
pub(in crate::lower) struct Groups<'a> {
    documents: &'a [TypedDocument],
    chosen: &'a [load::Group],
    grouping: Grouping,
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
            grouping: input.grouping,
            list: Vec::new(),
            keys: Vec::new(),
            names: Vec::new(),
            problems: Vec::new(),
        };
        if groups.is_whole() {
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

    fn is_whole(&self) -> bool {
        self.grouping != Grouping::Files
    }

    /// Returns the group of an operation.
    pub(in crate::lower) fn of_operation(&mut self, document: usize, tags: &[String], path: &str) -> GroupId {
        if !self.is_whole() {
            return GroupId(document);
        }
        let tag = self.grouping.name(tags.first().map(String::as_str), path);
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
            if tag == UNTAGGED {
                UNTAGGED_DOC.into()
            } else {
                tag.into()
            }
        }));
        let pointer = listed.map(|number| format!("/tags/{number}")).unwrap_or_default();
        self.add(&key, tag, doc, Location::new(self.file(document), pointer))
    }

    /// Returns the group of the types of a document.
    pub(in crate::lower) fn of_types(&self, document: usize) -> GroupId {
        GroupId(if self.is_whole() { 0 } else { document })
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
        if self.is_whole() && is_taken(TYPES.0) {
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
