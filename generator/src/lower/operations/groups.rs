//! Groups: the files of a folder, or the tags of a whole document.

use crate::diagnostic::{Diagnostic, Location};
use crate::ident;
use crate::ir::{Doc, Group, GroupId};
use crate::load;
use crate::lower::Input;
use crate::validate::TypedDocument;

/// The module of a whole document's types, and the one of operations that have no tag.
const TYPES: (&str, &str) = ("models", "Types that operations send and receive.");
const UNTAGGED: (&str, &str) = ("untagged", "Operations without a tag.");

/// All groups, in the order in which they were met.
pub(in crate::lower) struct Groups<'a> {
    documents: &'a [TypedDocument],
    chosen: &'a [load::Group],
    whole: bool,
    list: Vec<Group>,
    keys: Vec<String>,
    /// What they are called in the documents.
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

    /// The group of an operation.
    pub(in crate::lower) fn of_operation(&mut self, document: usize, tags: &[String]) -> GroupId {
        if !self.whole {
            return GroupId(document);
        }
        let tag = tags.first().map_or(UNTAGGED.0, String::as_str);
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

    /// The group that types of a document belong to.
    pub(in crate::lower) fn of_types(&self, document: usize) -> GroupId {
        GroupId(if self.whole { 0 } else { document })
    }

    /// Settings for groups that do not exist, and problems with those that do.
    pub(in crate::lower) fn unused(&mut self) -> Vec<Diagnostic> {
        let mut problems = std::mem::take(&mut self.problems);
        for group in self
            .chosen
            .iter()
            .filter(|group| !self.keys.contains(&group.stem))
        {
            let message = format!("there is no fragment `{}`", group.stem);
            let help = "remove the entry, or name a file of `fragments/` without its extension";
            problems.push(Diagnostic::error("unused-name", group.at.clone(), message, help));
        }
        problems
    }

    /// The groups under their final names.
    pub(in crate::lower) fn finish(mut self) -> Vec<Group> {
        let wanted = self.list.iter().zip(&self.names);
        let wanted = wanted.map(|(group, name)| (group.ident.clone(), name.as_str()));
        let names = ident::distinct(wanted, |_| false).idents;
        for (group, ident) in self.list.iter_mut().zip(names) {
            group.ident = ident;
        }
        self.list
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
        let wanted = ident::field_ident(name).unwrap_or_else(|| {
            self.problems
                .push(crate::lower::passes::naming::nameless(at.clone(), name));
            ident::field_ident("group").expect("a word is a name")
        });
        // Within a group's module, `client` has its calls through a client.
        let ident = ident::beside(wanted, "client");
        self.names.push(name.to_owned());
        self.list.push(Group { ident, doc, at });
        self.keys.push(key.to_owned());
        GroupId(self.list.len() - 1)
    }
}
